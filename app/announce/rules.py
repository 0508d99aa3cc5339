"""The table of section 4: for every move, which letter goes to whom. Of two letters about one event an address gets the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.petition.lifecycle import Move
from app.petition.models import Petition, Transition
from app.respond.docket import Step


class Audience(StrEnum):
    PROPOSER = "proposer"
    ENDORSERS = "endorsers"
    FOLLOWERS = "followers"
    AGENCIES = "agencies"
    # Those that the row of the ledger names in `tell`, with a part in the petition or not.
    NAMED = "named"
    MODERATORS = "moderators"
    ADMINS = "admins"


PROPOSER = (Audience.PROPOSER,)
READERS = (Audience.ENDORSERS, Audience.FOLLOWERS)
CONCERNED = (*PROPOSER, *READERS)
AGENCIES = (Audience.AGENCIES,)
NAMED = (Audience.NAMED,)
ADMINS = (Audience.ADMINS,)
STAFF = (Audience.MODERATORS, Audience.ADMINS)


@dataclass(frozen=True)
class Notice:
    """One letter and who gets it; with `mark` only at that mark, with `did` only for that act, with `undecided` while no agency leads."""

    letter: str
    to: tuple[Audience, ...]
    mark: str | None = None
    did: str | None = None
    undecided: bool = False

    def fits(self, petition: Petition, transition: Transition) -> bool:
        if self.undecided and not petition.lead_undecided:
            return False
        if self.did not in (None, transition.facts.get("did")):
            return False
        return self.mark in (None, transition.facts.get("mark"))


@dataclass(frozen=True)
class Nobody:
    """No letter, and why."""

    because: str


ESTABLISHED = (
    Notice("established", PROPOSER),
    Notice("established_agency", AGENCIES),
    Notice("established_staff", STAFF),
    Notice("established", READERS),
)

RULES: Mapping[Move, tuple[Notice, ...] | Nobody] = {
    # Moderators see it in their queue; a reminder follows when it is nearly due.
    Move.SUBMIT: (Notice("submitted", PROPOSER),),
    Move.WITHDRAW: (Notice("withdrawn", PROPOSER),),
    Move.ADMIT: (Notice("admitted", PROPOSER), Notice("assigned", AGENCIES)),
    Move.REFUSE: (Notice("refused", PROPOSER),),
    Move.HIDE: (Notice("hidden", PROPOSER),),
    Move.APPEAL: (Notice("appealed", PROPOSER),),
    Move.CONSULT: (Notice("advice_asked", (Audience.NAMED,)),),
    Move.ADVISE: Nobody("it is read with the decision, which has a letter of its own"),
    # An agency that accepts tells nobody anything new; one that refuses may leave the lead open.
    Move.ASSIGN: (
        Notice("assigned", AGENCIES, did="named"),
        Notice("lead_undecided", ADMINS, did="refused", undecided=True),
        Notice("handover_offered", NAMED, did="offered"),
        Notice("handover", NAMED, did="handed_over"),
        Notice("handover", AGENCIES, did="handed_over"),
        Notice("handover", (*NAMED, *ADMINS), did="declined"),
        Notice("handover", NAMED, did="withdrawn"),
        Notice("handover", (*NAMED, *ADMINS), did="lapsed"),
        Notice("handover", AGENCIES, did="settled"),
        Notice("co_agency", NAMED, did="added"),
        Notice("co_agency", NAMED, did="removed"),
    ),
    Move.MARK: (
        Notice("mark_early", PROPOSER, mark="early"),
        Notice("mark_near", PROPOSER, mark="near"),
        Notice("lead_undecided", ADMINS, mark="early", undecided=True),
        Notice("lead_undecided", ADMINS, mark="near", undecided=True),
        Notice("warned", AGENCIES, mark="early"),
        Notice("warned", AGENCIES, mark="near"),
        # Reached after an agency had taken it up: established all the same.
        *(Notice(notice.letter, notice.to, mark="reached") for notice in ESTABLISHED),
        Notice("established_answered", (*CONCERNED, *AGENCIES, *STAFF), mark="reached_answered"),
    ),
    Move.REACH: ESTABLISHED,
    Move.LAPSE: (Notice("not_reached", (Audience.PROPOSER, Audience.FOLLOWERS)),),
    Move.TAKE_UP: (Notice("taken_up", PROPOSER), Notice("established_agency", AGENCIES), Notice("taken_up", READERS)),
    Move.PLAN: (Notice("plan", CONCERNED),),
    # The proposer gets the message itself (`actions.announce_messages`).
    Move.CONTACT: (Notice("contact", READERS),),
    Move.SKIP: (Notice("skipped", CONCERNED),),
    Move.CONVENE: (Notice("meeting_called", CONCERNED),),
    Move.REARRANGE: (Notice("meeting_moved", CONCERNED),),
    Move.CALL_OFF: (Notice("meeting_called_off", CONCERNED),),
    Move.DRAW: Nobody("everybody in it gets a letter of their own (`invitations`), and again whoever follows somebody drawn"),
    Move.MEET: (Notice("meeting", CONCERNED),),
    Move.EXTEND: (Notice("extended", CONCERNED),),
    Move.ANSWER: (Notice("answered", PROPOSER), Notice("answered", AGENCIES), Notice("answered", READERS)),
    Move.STUDY: (Notice("answered", PROPOSER), Notice("answered", AGENCIES), Notice("answered", READERS)),
    Move.CORRECT: (Notice("corrected", PROPOSER), Notice("corrected", AGENCIES), Notice("corrected", READERS)),
    Move.PROGRESS: (Notice("progress", PROPOSER), Notice("progress", AGENCIES), Notice("progress", READERS)),
    Move.REPLY: (Notice("replied", AGENCIES),),
    # Each link is the address's own (`letters`); followers have not endorsed what was answered.
    Move.SURVEY: (Notice("survey", PROPOSER), Notice("survey", (Audience.ENDORSERS,))),
    Move.PROMISE: (Notice("promise", PROPOSER), Notice("promise", AGENCIES), Notice("promise", READERS)),
    Move.RECALL: Nobody("the recalled answer's letters have not left, so nobody has heard of it"),
    Move.RECALL_FINAL: Nobody("the recalled answer's letters have not left, so nobody has heard of it"),
    # A pause that ends early tells of its end alone, which says the new date.
    Move.PAUSE: (Notice("paused", PROPOSER, did="begun"), Notice("paused", PROPOSER, did="changed")),
    Move.RESUME: (Notice("resumed", PROPOSER),),
    # The officers have one letter of the whole (`app.petition.mergers`).
    Move.SUCCEED: (Notice("succeeded", PROPOSER),),
    # Nobody can know whose endorsements were removed: "have I endorsed" tells whoever is signed in.
    Move.REMOVE: (Notice("removed", PROPOSER), Notice("removed", AGENCIES)),
    Move.RESTORE: (Notice("restored", PROPOSER), Notice("restored", AGENCIES)),
    Move.UPHOLD: (Notice("upheld", PROPOSER), Notice("upheld", AGENCIES)),
    Move.CLOSE: Nobody("nothing new has happened: the answer was announced when it was given"),
    # Only of the same can its proposer do something: offer to merge them.
    Move.LINK: (Notice("linked", PROPOSER, did="same"),),
    Move.UNLINK: Nobody("what was said of two petitions is taken back; nobody has to do anything"),
    Move.OFFER_MERGE: (Notice("merge_offered", PROPOSER, did="asked"),),
    Move.DECLINE_MERGE: (Notice("merge_declined", PROPOSER, did="told"),),
    Move.MERGE: (Notice("merged", CONCERNED),),
    Move.ABSORB: (Notice("absorbed", PROPOSER),),
}

# Letters that no move causes: reminders by the clock, the messages between agency and proposer, a comment's removal to its author,
# and what becomes of an agency to its officers.
DUE_SOON_DAYS = (14, 7, 1)
# Which letters of moves an officer may switch off as an early warning.
EARLY_WARNINGS = ("warned",)
REMINDERS: Mapping[str, tuple[Audience, ...]] = {
    "review_due": STAFF,
    "review_overdue": STAFF,
    "due_soon": AGENCIES,
    "overdue": (*AGENCIES, *STAFF),
}
MESSAGE = "message"
# Steps of the docket (`app.respond.docket`), of which only colleagues hear.
DOCKET: Mapping[Step, str | Nobody] = {
    Step.SUBMITTED: "approval_asked",
    Step.RETURNED: "approval_returned",
    Step.APPROVED: Nobody("the answer is published by it, and its letter goes to the agency too"),
    Step.TAKEN_BACK: Nobody("who took it back works on, and the desk no longer shows it"),
    Step.PART_ASKED: "part_asked",
    Step.PART_GIVEN: "part_given",
    Step.PART_DROPPED: Nobody("there is nothing left to do, and the desk shows it no longer"),
}
COMMENT_REMOVED = "comment_removed"
SEAT, SEAT_WAITING = "seat", "seat_waiting"


def notices(petition: Petition, transition: Transition) -> tuple[Notice, ...]:
    """The letters that this row of the ledger causes."""
    rule = RULES[transition.move]
    return () if isinstance(rule, Nobody) else tuple(notice for notice in rule if notice.fits(petition, transition))
