"""What a letter's template may say: looked up when it is rendered, so that a letter in the queue holds nothing but ids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts import agencies, verification
from app.accounts.addresses import Address
from app.accounts.models import Agency, AgencyName, Language
from app.announce import heads, stops, words
from app.announce.audience import beside
from app.announce.words import ANSWERS, NEWS, Speech
from app.discuss.models import CommentDecision
from app.kernel import outbox
from app.kernel.outbox import Channel, Letter
from app.kernel.secrets import Keyring
from app.kernel.workdays import end_of, local_day, start_of
from app.meet.models import Meeting
from app.petition import deadlines
from app.petition.lifecycle import Stage
from app.petition.models import Assignment, Part, Petition, Transition
from app.respond.docket import DocketEntry
from app.respond.models import Message, Promise, Reply, Response
from app.review import grounds

Facts = dict[str, Any]
# Whoever endorses after a letter came by a letter.
VIA = "?via=letter"
# Stands in what is the same in everybody's letter for the address that is one reader's own; `letters` puts that in its place.
OWN = "/survey/own"
Numbered = TypeVar("Numbered", Petition, Transition)


def gather(session: Session, keys: Keyring, letter: Letter, speech: Speech, *, origin: str) -> Facts:
    """Everything this letter's template can name. Raises NotFound where what it is about is gone."""
    facts: Facts = {"origin": origin, "audience": letter.params.get("as", ""), "own_url": f"{origin}{OWN}"}
    for name, look_up in SOURCES.items():
        if letter.params.get(name) is not None:
            facts.update(look_up(session, keys, letter, speech, origin))
    return facts


def _petition(session: Session, _: Keyring, letter: Letter, speech: Speech, origin: str) -> Facts:
    if letter.params.get("challenge"):
        return {"petition_url": f"{origin}/petitions/{letter.params['petition']}/endorse"}
    found = select(Petition).where(Petition.id == letter.params["petition"])
    loaded = found.options(selectinload(Petition.demands), selectinload(Petition.assignments).selectinload(Assignment.agency))
    petition = session.scalars(loaded).one()
    return {
        "petition": petition,
        "petition_url": f"{origin}/petitions/{petition.number}{VIA}",
        "discussion_url": f"{origin}/petitions/{petition.number}/discussion",
        "policy": petition.policy,
        "leads": speech.listed(_names(petition, speech, Part.LEAD)),
        "co_agencies": speech.listed(_names(petition, speech, Part.CO_AGENCY)),
        "suggested": speech.listed(_names(petition, speech, Part.SUGGESTED)),
        **_dues(petition),
    }


def _dues(petition: Petition) -> Facts:
    dues: Facts = {}
    if petition.refused_at:
        dues["appeal_until"] = deadlines.appeal_until(petition.refused_at, days=petition.policy.appeal_days)
    if petition.respond_from:
        dues["plan_due"] = deadlines.plan_due(petition.respond_from, days=petition.policy.plan_days)
        dues["contact_due"] = deadlines.contact_due(petition.respond_from, days=petition.policy.contact_days)
    return dues


def _transition(session: Session, _: Keyring, letter: Letter, speech: Speech, origin: str) -> Facts:
    transition = session.get_one(Transition, letter.params["transition"])
    facts: Facts = {"transition": transition, "reason": transition.reason}
    if "agency" in transition.facts:
        facts["by"] = _agency(session, speech, transition.facts["agency"])
    if "other" in transition.facts:
        facts["other"] = _agency(session, speech, transition.facts["other"])
    if "due" in transition.facts:
        facts["decide_by"] = datetime.fromisoformat(transition.facts["due"])
    if "said" in transition.facts:
        said = grounds.said_of(transition.facts)
        facts.update(ground=speech.either(said.text_zh, said.text_en), law=speech.either(said.law_zh, said.law_en))
    if "version" in transition.facts:
        facts.update(_answer(session, speech, transition))
    if "milestone" in transition.facts:
        facts["milestone"] = speech.word(words.MILESTONES[transition.facts["milestone"]])
    if "rule" in transition.facts:
        facts["count"], facts["rule"] = transition.facts["count"], transition.facts["rule"]
        number = session.get_one(Petition, transition.petition_id).number
        facts["ledger_url"] = f"{origin}/petitions/{number}/ledger"
    if transition.facts.get("meeting"):
        facts |= _called(session, transition.facts["meeting"], transition.petition_id, origin)
    if "promise" in transition.facts:
        facts.update(_promise(speech, transition, origin))
    if "to" in transition.facts:
        facts["new_due"] = datetime.fromisoformat(transition.facts["to"])
    if "due" in transition.facts:
        facts["advice_due"] = datetime.fromisoformat(transition.facts["due"])
    if "until" in transition.facts:
        facts["until"] = datetime.fromisoformat(transition.facts["until"])
    if "succeeds" in transition.facts:
        facts["was"] = _agency(session, speech, transition.facts["succeeds"])
    if transition.facts.get("duplicate_of"):
        facts["duplicate_url"] = f"{origin}/petitions/{transition.facts['duplicate_of']}"
    if "other_petition" in transition.facts:
        facts.update(_other(session, transition, origin))
    return facts


def _other(session: Session, transition: Transition, origin: str) -> Facts:
    """The petition that this one was linked to, or merges with."""
    other = session.scalars(select(Petition).where(Petition.number == transition.facts["other_petition"])).one()
    title = other.number if other.stage is Stage.HIDDEN else other.title
    until = transition.facts.get("until")
    return {
        "other": other,
        "other_title": title,
        "other_url": f"{origin}/petitions/{other.number}{VIA}",
        "until": datetime.fromisoformat(until) if until else None,
    }


def _meeting(session: Session, _: Keyring, letter: Letter, speech: Speech, origin: str) -> Facts:
    """What somebody in a draw is told of it; who is invited answers on the meeting's own page, until `reply_until`."""
    facts = _called(session, letter.params["meeting"], letter.params["petition"], origin)
    meeting: Meeting = facts["meeting"]
    found = select(Agency).where(Agency.id == meeting.agency_id)
    until = letter.params.get("reply_until")
    return {**facts, "by": speech.agency(session.scalars(found).one()), "reply_until": datetime.fromisoformat(until) if until else None}


def _called(session: Session, meeting_id: int, petition_id: int, origin: str) -> Facts:
    meeting, petition = session.get_one(Meeting, meeting_id), session.get_one(Petition, petition_id)
    url = f"{origin}/petitions/{petition.number}/meetings"
    return {"meeting": meeting, "meetings_url": url, "seat_url": f"{url}/{meeting.id}/seat"}


def _promise(speech: Speech, transition: Transition, origin: str) -> Facts:
    """`days` are the one until now and the new one where the promise has got another day, or else empty."""
    told = transition.facts
    days = [speech.date(date.fromisoformat(told[name])) for name in ("from_day", "to_day")] if "from_day" in told else []
    return {
        "promise": told["text"],
        "did": speech.word(words.PROMISES[told["did"]]),
        "link": told.get("link", ""),
        "days": days,
        "promises_url": f"{origin}/petitions/{told['number']}/promises",
    }


def _answer(session: Session, speech: Speech, transition: Transition) -> Facts:
    found = select(Response).where(Response.petition_id == transition.petition_id, Response.version == transition.facts["version"])
    response = session.scalars(found.options(selectinload(Response.replies))).one()
    return {"response": response, "outcomes": [_outcome(reply, speech) for reply in response.replies]}


def _outcome(reply: Reply, speech: Speech) -> tuple[str, str]:
    return speech.word(words.DEMAND) % {"no": reply.demand_no}, speech.word(words.OUTCOMES[reply.outcome])


def _challenge(session: Session, keys: Keyring, letter: Letter, _: Speech, __: str) -> Facts:
    return {
        "code": verification.code_of(session, keys, letter.params["challenge"]),
        "minutes": int(verification.LIFE.total_seconds() // 60),
    }


def _purpose(_: Session, __: Keyring, letter: Letter, ___: Speech, ____: str) -> Facts:
    return {"purpose": letter.params["purpose"]}


def _role(session: Session, _: Keyring, letter: Letter, speech: Speech, __: str) -> Facts:
    code = letter.params.get("agency")
    agency = _agency(session, speech, code) if code else ""
    return {"role": speech.word(words.ROLES[letter.params["role"]]), "agency": agency}


def _digest(session: Session, keys: Keyring, letter: Letter, speech: Speech, origin: str) -> Facts:
    """`groups` are by petition, newest first: its title, (words, address) of each item, and where its letters are switched off."""
    email_hash = Address(Channel.EMAIL, outbox.address(keys, letter)).hashed(keys)
    items: list[tuple[int, int, str]] = outbox.private(keys, letter)["items"]
    petitions = _by_id(session, Petition, {petition_id for petition_id, _, _ in items})
    moves = _by_id(session, Transition, {transition_id for _, transition_id, _ in items})
    lines: dict[int, list[tuple[str, str]]] = {}
    for petition_id, transition_id, name in items:
        said = f"{speech.day(moves[transition_id].at)}{speech.colon}{speech.word(NEWS[name])}"
        url = f"{origin}/petitions/{petitions[petition_id].number}{VIA}#{'answer' if name in ANSWERS else 'history'}"
        lines.setdefault(petition_id, []).append((said, url))
    groups = []
    for petition_id, told in lines.items():
        petition = petitions[petition_id]
        stop = stops.token(keys, petition_id=petition.id, address_hash=beside(keys, petition, email_hash))
        groups.append((petition.title, told, f"{origin}/notices/{stop}"))
    return {"frequency": letter.params["digest"], "groups": groups, "count": len(items), "audience": "digest"}


def _message(session: Session, _: Keyring, letter: Letter, speech: Speech, __: str) -> Facts:
    found = select(Message).where(Message.id == letter.params["message"]).options(selectinload(Message.agency))
    message = session.scalars(found).one()
    return {"message": message, "by": speech.agency(message.agency) if message.agency else ""}


def _decision(session: Session, _: Keyring, letter: Letter, speech: Speech, origin: str) -> Facts:
    found = select(CommentDecision).where(CommentDecision.id == letter.params["decision"]).options(joinedload(CommentDecision.comment))
    decision = session.scalars(found).one()
    assert decision.ground is not None
    return {"decision": decision, "comment": decision.comment, "ground": speech.word(words.COMMENT_GROUNDS[decision.ground])}


def _renamed(session: Session, _: Keyring, letter: Letter, speech: Speech, origin: str) -> Facts:
    name = session.get_one(AgencyName, letter.params["renamed"])
    agency = session.get_one(Agency, name.agency_id)
    before = [row for row in agencies.names(session, agency) if row.until == name.since][-1]
    english = speech.language is Language.EN
    return {
        "was": before.en if english else before.zh,
        "by": name.name_en if english else name.name_zh,
        "since": start_of(name.since or local_day(name.at)),
        "agency_url": f"{origin}/agencies/{agency.code}",
    }


def _merged(session: Session, _: Keyring, letter: Letter, speech: Speech, origin: str) -> Facts:
    gone = session.get_one(Agency, letter.params["merged"])
    into = session.get_one(Agency, gone.merged_into_id)
    return {"was": speech.agency(gone), "by": speech.agency(into), "agency_url": f"{origin}/agencies/{gone.code}"}


def _entry(session: Session, _: Keyring, letter: Letter, speech: Speech, __: str) -> Facts:
    found = select(DocketEntry).where(DocketEntry.id == letter.params["entry"]).options(joinedload(DocketEntry.agency))
    entry = session.scalars(found).one()
    facts: Facts = {"entry": entry, "by": speech.agency(entry.agency), "note": entry.facts.get("note", "")}
    if "due_on" in entry.facts:
        facts["entry_due"] = end_of(date.fromisoformat(entry.facts["due_on"]))
    return facts


def _due(_: Session, __: Keyring, letter: Letter, ___: Speech, ____: str) -> Facts:
    due, on = datetime.fromisoformat(letter.params["due"]), datetime.fromisoformat(letter.params["on"])
    return {"due": due, "left": deadlines.days_left(on, due), "overdue": deadlines.overdue_days(on, due)}


def _head(session: Session, _: Keyring, letter: Letter, speech: Speech, origin: str) -> Facts:
    """`groups` are (heading, lines of words and address) of the week that began at `on`."""
    agency, on = session.get_one(Agency, letter.params["head"]), datetime.fromisoformat(letter.params["on"])
    found = heads.week(session, agency, at=on)

    def line(petition: Petition, said: str) -> tuple[str, str]:
        return f"{petition.title}{speech.colon}{said}", f"{origin}/desk/{petition.number}"

    def by(petition: Petition, what: str, due: datetime) -> tuple[str, str]:
        return line(petition, speech.word(words.BY_DAY) % {"what": speech.word(what), "day": speech.last(due)})

    def promised_words(promise: Promise, late: int) -> str:
        if late:
            return speech.word(words.PROMISE_OVERDUE) % {"what": promise.text, "days": late}
        return speech.word(words.BY_DAY) % {"what": promise.text, "day": speech.date(promise.commitment.due_on)}

    late = [line(row.petition, speech.word(words.OVERDUE_DAYS) % {"days": row.overdue}) for row in found.overdue]
    due = [by(row.petition, words.OWED[row.petition.stage], row.due) for row in found.due if row.due]
    steps = [by(petition, words.STEPS[step.move], step.due) for petition, step in found.steps]
    promised = [line(petition, promised_words(promise, promise.commitment.overdue_days(on))) for petition, promise in found.promises]
    groups = [(speech.word(name), lines) for name, lines in zip(words.WEEK, (late, due + steps, promised), strict=True) if lines]
    return {"agency": speech.agency(agency), "waiting": found.waiting, "overdue": len(late), "groups": groups, "audience": "head"}


SOURCES: dict[str, Callable[[Session, Keyring, Letter, Speech, str], Facts]] = {
    "petition": _petition,
    "transition": _transition,
    "challenge": _challenge,
    "purpose": _purpose,
    "role": _role,
    "message": _message,
    "decision": _decision,
    "entry": _entry,
    "meeting": _meeting,
    "due": _due,
    "digest": _digest,
    "renamed": _renamed,
    "merged": _merged,
    "head": _head,
}


def _agency(session: Session, speech: Speech, code: str) -> str:
    return speech.agency(session.scalars(select(Agency).where(Agency.code == code)).one())


def _names(petition: Petition, speech: Speech, part: Part) -> list[str]:
    return [speech.agency(row.agency) for row in petition.assignments if row.part is part]


def _by_id(session: Session, kind: type[Numbered], ids: set[int]) -> dict[int, Numbered]:
    return {row.id: row for row in session.scalars(select(kind).where(kind.id.in_(ids)))}
