"""One situation for every row of the table: a petition on whose ledger the move stands, made by the real verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Language, Person, Role
from app.endorse import ledger, nullifiers, removals, shortfalls
from app.endorse.models import Finding, TallyMark
from app.endorse.selection import Selection
from app.kernel.outbox import ADDRESS
from app.petition import keys as petition_keys
from app.petition import moves, pauses, queries
from app.petition.lifecycle import Move
from app.petition.links import Relation
from app.petition.models import NoticeAddress, NoticeKind, Petition
from app.propose import actions as propose
from app.respond import actions as respond
from app.respond.models import Outcome
from app.review import actions as review
from app.review.rules import HideGround
from tests.announce.acts_of_agencies import (
    accepted,
    advised,
    assigned,
    consulted,
    decided,
    disowned,
    helped,
    offered,
    promises_succeeded,
    succeeded,
)
from tests.announce.acts_of_answering import (
    called_off,
    contacted,
    convened,
    corrected,
    drawn,
    extended,
    finally_recalled,
    met,
    progressed,
    promised,
    rearranged,
    recalled,
    replied,
    skipped,
    surveyed,
)
from tests.announce.acts_of_kin import linked, merge_agreed, merge_declined, merge_offered, unlinked
from tests.given import WORKDAYS, Given


def marked(given: Given, mark: str, endorsements: int) -> Petition:
    petition = given.an_open_petition(endorsements=endorsements, lead=False)
    facts = {"mark": mark, "endorsements": endorsements}
    moves.make(given.session, petition, Move.MARK, at=given.at, role=Role.CLOCK, facts=facts)
    return petition


def withdrawn(given: Given) -> Petition:
    petition = given.an_open_petition()
    propose.withdraw(given.session, petition, by=given.cast.mei, at=given.at)
    return petition


def hidden(given: Given) -> Petition:
    petition = given.an_open_petition()
    review.propose_hiding(
        given.session, petition, by=given.cast.lin, ground=HideGround.PERSONAL_DATA, explanation="內文寫出了他人的姓名與住址。", at=given.at
    )
    review.settle_hiding(given.session, petition, by=given.cast.hao, consent=True, at=given.at)
    return petition


def appealed(given: Given) -> Petition:
    petition = given.a_refused_petition()
    reason = "此事由中央機關訂定標準，並非地方權責。"
    review.appeal(given.session, petition, by=given.cast.mei, reason=reason, workdays=WORKDAYS, at=given.at)
    return petition


def lapsed(given: Given) -> Petition:
    petition = given.an_open_petition(endorsements=120, days=70)
    moves.make(given.session, petition, Move.LAPSE, at=given.at, role=Role.CLOCK, facts={"endorsements": 120}, closed_at=given.at)
    return petition


def taken_up(given: Given) -> Petition:
    petition = given.an_open_petition(endorsements=120)
    respond.take_up(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, reason="此事已列入今年計畫。", workdays=WORKDAYS, at=given.at
    )
    return petition


def reached_after_taking_up(given: Given) -> Petition:
    petition = taken_up(given)
    facts = {"mark": "reached", "endorsements": 5_000}
    moves.make(given.session, petition, Move.MARK, at=given.at, role=Role.CLOCK, facts=facts, established_at=given.at)
    return petition


def reached_after_its_answer(given: Given) -> Petition:
    petition = given.an_answered_petition()
    facts = {"mark": "reached_answered", "endorsements": 5_000}
    moves.make(given.session, petition, Move.MARK, at=given.at, role=Role.CLOCK, facts=facts, established_at=given.at)
    return petition


def closed(given: Given) -> Petition:
    petition = given.an_answered_petition()
    moves.make(given.session, petition, Move.CLOSE, at=given.at + timedelta(days=31), role=Role.CLOCK, closed_at=given.at)
    return petition


def removed(given: Given, petition: Petition | None = None) -> Petition:
    petition = petition or given.an_open_petition(endorsements=40)
    tells_the_tally(given.session, at=given.at)
    every, why = Selection(begins=given.at - timedelta(days=90)), "同一分鐘內有大量附議，來源相同。"
    batch = removals.prepare(
        given.session, petition, every, rule="同一分鐘內來源相同的附議", reason=why, by=given.cast.ann, role=Role.ADMIN, at=given.at
    )
    removals.confirm(given.session, batch, by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    return queries.by_number(given.session, petition.number)


def restored(given: Given) -> Petition:
    petition = removed(given)
    batch = ledger.batches(given.session, petition)[0]
    why = "經查是同一場說明會的參加者，各自附議。"
    removals.propose_undo(given.session, batch, reason=why, by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    removals.undo(given.session, batch, seen=batch.undo_at, by=given.cast.ann, role=Role.ADMIN, at=given.at)
    return petition


def upheld(given: Given) -> Petition:
    petition = removed(given, given.an_established_petition())
    (flagged,) = shortfalls.waiting(given.session)
    decision = {"finding": Finding.REMARKED, "statement": "成案當時的附議人數經查仍有爭議，但成案後不再變動。"}
    shortfalls.propose(given.session, flagged, **decision, by=given.cast.ann, role=Role.ADMIN, at=given.at)
    shortfalls.decide(given.session, flagged, seen=flagged.proposed_at, by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    return petition


def tells_the_tally(session: Session, *, at: datetime) -> None:
    """The endorsements of `given` count already."""
    mark = insert(TallyMark).values(id=1, xid=text("CAST('4' AS xid8)"), as_of=at)
    session.execute(mark.on_conflict_do_nothing())


def paused(given: Given) -> Petition:
    given.session.execute(delete(pauses.Pause))
    petition = given.an_open_petition()
    at = given.at - timedelta(days=2)
    pauses.plan(given.session, begins=given.at, ends=given.at + timedelta(days=60), reason=ELECTION, by=given.cast.ann, at=at)
    pauses.begin_all_due(given.session, at=given.at)
    return petition


def pause_changed(given: Given) -> Petition:
    petition = paused(given)
    (pause,) = pauses.every(given.session)
    pauses.change(given.session, pause, ends=given.at + timedelta(days=40), seen=pause.version, by=given.cast.ann, at=given.at)
    return petition


def resumed(given: Given) -> Petition:
    petition = paused(given)
    (pause,) = pauses.every(given.session)
    pauses.change(
        given.session, pause, ends=given.at + timedelta(hours=1), seen=pause.version, by=given.cast.ann, at=given.at + timedelta(hours=1)
    )
    return petition


ELECTION = "依規定，投票日前六十日起暫停提議與附議。"

OCCASIONS: dict[tuple[Move, str], Callable[[Given], Petition]] = {
    (Move.SUBMIT, ""): lambda given: given.a_petition_in_review(),
    (Move.WITHDRAW, ""): withdrawn,
    (Move.ADMIT, ""): lambda given: given.an_open_petition(days=0),
    (Move.REFUSE, ""): lambda given: given.a_refused_petition(),
    (Move.HIDE, ""): hidden,
    (Move.APPEAL, ""): appealed,
    (Move.CONSULT, ""): consulted,
    (Move.ADVISE, ""): advised,
    (Move.ASSIGN, ""): assigned,
    (Move.ASSIGN, "accepted"): accepted,
    (Move.ASSIGN, "refused"): disowned,
    (Move.ASSIGN, "offered"): offered,
    (Move.ASSIGN, "handed_over"): lambda given: decided(given, "handed_over"),
    (Move.ASSIGN, "declined"): lambda given: decided(given, "declined"),
    (Move.ASSIGN, "withdrawn"): lambda given: decided(given, "withdrawn"),
    (Move.ASSIGN, "lapsed"): lambda given: decided(given, "lapsed"),
    (Move.ASSIGN, "settled"): lambda given: decided(given, "settled"),
    (Move.ASSIGN, "added"): helped,
    (Move.ASSIGN, "removed"): lambda given: helped(given, removed=True),
    (Move.MARK, "early"): lambda given: marked(given, "early", 1_000),
    (Move.MARK, "near"): lambda given: marked(given, "near", 4_000),
    (Move.MARK, "reached"): reached_after_taking_up,
    (Move.MARK, "reached_answered"): reached_after_its_answer,
    (Move.REACH, ""): lambda given: given.an_established_petition(),
    (Move.LAPSE, ""): lapsed,
    (Move.TAKE_UP, ""): taken_up,
    (Move.PLAN, ""): lambda given: given.a_planned_petition(),
    (Move.CONTACT, ""): contacted,
    (Move.SKIP, ""): skipped,
    (Move.CONVENE, ""): convened,
    (Move.REARRANGE, ""): rearranged,
    (Move.CALL_OFF, ""): called_off,
    (Move.DRAW, ""): drawn,
    (Move.MEET, ""): met,
    (Move.EXTEND, ""): extended,
    (Move.ANSWER, ""): lambda given: given.an_answered_petition(),
    (Move.STUDY, ""): lambda given: given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED),
    (Move.CORRECT, ""): corrected,
    (Move.PROGRESS, ""): progressed,
    (Move.PROMISE, "started"): lambda given: promised(given, "started"),
    (Move.PROMISE, "done"): lambda given: promised(given, "done"),
    (Move.PROMISE, "dropped"): lambda given: promised(given, "dropped"),
    (Move.PROMISE, "redated"): lambda given: promised(given, "redated"),
    (Move.RECALL, ""): recalled,
    (Move.RECALL_FINAL, ""): finally_recalled,
    (Move.REPLY, ""): replied,
    (Move.SURVEY, ""): surveyed,
    (Move.CLOSE, ""): closed,
    (Move.LINK, ""): lambda given: linked(given, Relation.OPPOSITE)[0],
    (Move.LINK, "same"): lambda given: linked(given, Relation.SAME)[0],
    (Move.UNLINK, ""): unlinked,
    (Move.OFFER_MERGE, ""): lambda given: merge_offered(given, by_mei=True)[0],
    (Move.OFFER_MERGE, "asked"): lambda given: merge_offered(given, by_mei=False)[0],
    (Move.DECLINE_MERGE, ""): lambda given: merge_declined(given, by_mei=True),
    (Move.DECLINE_MERGE, "told"): lambda given: merge_declined(given, by_mei=False),
    (Move.MERGE, ""): lambda given: merge_agreed(given, mei_goes=True),
    (Move.ABSORB, ""): lambda given: merge_agreed(given, mei_goes=False),
    (Move.REMOVE, ""): removed,
    (Move.RESTORE, ""): restored,
    (Move.UPHOLD, ""): upheld,
    # Last, since nobody submits in a pause, and an agency is gone.
    (Move.PAUSE, ""): paused,
    (Move.PAUSE, "changed"): pause_changed,
    (Move.RESUME, ""): resumed,
    (Move.SUCCEED, ""): succeeded,
    (Move.SUCCEED, "promises"): promises_succeeded,
}


def add_address(given: Given, petition: Petition, person: Person, kind: NoticeKind, language: Language = Language.ZH) -> NoticeAddress:
    """As endorsing or following does it."""
    assert petition.key_sealed is not None
    assert person.email_hash is not None
    assert person.email_sealed is not None
    key = petition_keys.unwrap(given.keys, petition.key_sealed)
    row = NoticeAddress(
        petition_id=petition.id,
        kind=kind,
        address_hash=nullifiers.of_address(key, person.email_hash),
        address_sealed=given.keys.seal(given.keys.open(person.email_sealed, purpose=ADDRESS), purpose=ADDRESS),
        language=language,
    )
    given.session.add(row)
    given.session.flush()
    return row
