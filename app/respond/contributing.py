"""The lead asks an agency for its part of the answer; the agency writes it, hands it over in versions, and sees no other."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Person
from app.kernel.errors import Conflict, Invalid, Problem
from app.kernel.secrets import Keyring
from app.kernel.workdays import end_of, last_day, local_day
from app.petition import assignments, co_agencies, moves
from app.petition.assignments import leads
from app.petition.lifecycle import Stage
from app.petition.models import Assignment, Part, Petition
from app.respond import answers, docket, parts
from app.respond.docket import Step
from app.respond.parts import WHOLE, PartRequest, PartVersion
from app.respond.rules import LONGEST

QUESTION_MAX = 1_000
ASKED_IN = (Stage.RESPONDING, Stage.FOLLOW_UP)
# A correction may take a better version.
WRITTEN_IN = (*ASKED_IN, Stage.RESPONDED)


def ask(
    session: Session, petition: Petition, *, by: Person, agency: Agency, other: Agency, demand_no: int, question: str, due_on: date,
    at: datetime,
) -> None:  # fmt: skip
    """Ask an agency of the case for its part. Raises NotAllowed, Invalid, Conflict `part.asked`."""
    leads(session, petition, agency)
    if petition.stage not in ASKED_IN:
        raise Conflict("petition.not_now", stage=petition.stage)
    moves.hold(session, petition)
    faults = _faults(session, petition, agency, other, demand_no, question, due_on, at)
    if faults:
        raise Invalid(faults)
    row = insert(PartRequest).values(
        petition_id=petition.id, agency_id=other.id, lead_id=agency.id, demand_no=demand_no, question=question.strip(),
        due_on=due_on, asked_at=at, asked_by_id=by.id, draft="",
    )  # fmt: skip
    if session.scalar(row.on_conflict_do_nothing().returning(PartRequest.id)) is None:
        raise Conflict("part.asked")
    said = {"note": question.strip(), "due_on": due_on.isoformat()}
    docket.enter(session, petition, Step.PART_ASKED, by=by, agency=agency, at=at, to_agency=other, facts=said)


def save(session: Session, petition: Petition, asked: PartRequest, *, text: str, seen: str | None = None) -> None:
    """Keep what the agency is still writing; `seen` is the seal that a form showed. Raises NotFound, Conflict `part.other`."""
    _as_seen(session, petition, asked, seen)
    asked.draft = text
    session.flush()


def give(
    session: Session, petition: Petition, asked: PartRequest, *, by: Person, agency: Agency, text: str, keys: Keyring, at: datetime,
    read_over: bool = False, seen: str | None = None,
) -> None:  # fmt: skip
    """Hand the part to the lead as its next version; `seen` as in `save`.

    Raises Invalid, NotFound, Conflict `petition.not_now`, `petition.moved`, `part.other`.
    """
    if petition.stage not in WRITTEN_IN:
        raise Conflict("petition.not_now", stage=petition.stage)
    count = len(text.strip())
    if count == 0:
        raise Invalid([Problem("text", "text.missing")])
    if count > LONGEST:
        raise Invalid([Problem("text", "text.long", {"most": LONGEST, "count": count})])
    _clean(petition, text, keys=keys, read_over=read_over)
    _as_seen(session, petition, asked, seen)
    session.execute(update(PartRequest).where(PartRequest.id == asked.id).values(draft=""))
    no = (session.scalar(select(func.max(PartVersion.no)).where(PartVersion.request_id == asked.id)) or 0) + 1
    session.add(PartVersion(request_id=asked.id, no=no, text=text.strip(), at=at, by_id=by.id))
    session.flush()
    docket.enter(
        session, petition, Step.PART_GIVEN, by=by, agency=agency, to_agency=_lead(session, petition, asked), at=at, facts={"version": no}
    )


def _as_seen(session: Session, petition: Petition, asked: PartRequest, seen: str | None) -> None:
    """Colleagues wait for each other, and for an answer that is being published with the part; who was second is told."""
    moves.hold(session, petition)
    now = parts.request(session, petition, asked.id, agency=asked.agency, leads=True)
    if seen is not None and now.seal != seen:
        raise Conflict("part.other")


def _lead(session: Session, petition: Petition, asked: PartRequest) -> int:
    """Who asked, or else whoever leads since the case was handed over."""
    if assignments.has_part(session, petition, asked.lead, Part.LEAD):
        return asked.lead_id
    leading = select(Assignment.agency_id).where(Assignment.petition_id == petition.id, Assignment.part == Part.LEAD)
    return session.scalar(leading.order_by(Assignment.id).limit(1)) or asked.lead_id


def drop(session: Session, petition: Petition, asked: PartRequest, *, by: Person, agency: Agency, at: datetime) -> None:
    """Ask for it no longer; what was published of it stays. Raises NotAllowed, Conflict `part.dropped`."""
    leads(session, petition, agency)
    moves.hold(session, petition)
    row = update(PartRequest).where(PartRequest.id == asked.id, PartRequest.ended_at.is_(None))
    if session.scalar(row.values(ended_at=at).returning(PartRequest.id)) is None:
        raise Conflict("part.dropped")
    docket.enter(session, petition, Step.PART_DROPPED, by=by, agency=agency, to_agency=asked.agency_id, at=at)


def _faults(
    session: Session, petition: Petition, agency: Agency, other: Agency, demand_no: int, question: str, due_on: date, at: datetime
) -> list[Problem]:
    faults, count = [], len(question.strip())
    named = select(Assignment.id).where(
        Assignment.petition_id == petition.id, Assignment.agency_id == other.id, Assignment.part.in_(co_agencies.NAMED)
    )
    if other.id == agency.id or session.scalar(named) is None:
        faults.append(Problem("agency", "part.agency"))
    if not WHOLE <= demand_no <= len(petition.demands):
        faults.append(Problem("demand", "part.demand"))
    if count == 0:
        faults.append(Problem("question", "text.missing"))
    elif count > QUESTION_MAX:
        faults.append(Problem("question", "text.long", {"most": QUESTION_MAX, "count": count}))
    if due_on < local_day(at):
        faults.append(Problem("due_on", "part.past"))
    elif petition.stage is Stage.RESPONDING and petition.respond_due_at and at < petition.respond_due_at < end_of(due_on):
        faults.append(Problem("due_on", "part.late", {"day": last_day(petition.respond_due_at).isoformat()}))
    return faults


def _clean(petition: Petition, text: str, *, keys: Keyring, read_over: bool) -> None:
    found = answers.scan_texts(petition, [text], keys=keys)
    if found.own:
        raise Invalid([Problem("text", "answer.proposers_data", {"found": [one.found for one in found.own]})])
    if found.other and not read_over:
        raise Invalid([Problem("text", "answer.personal_data", {"found": [one.found for one in found.other]})])
