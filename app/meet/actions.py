"""Call a meeting, move it, call it off, publish its record: each a public row of the ledger, so that nothing of its history is lost."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Person, Role
from app.kernel.errors import Conflict, Invalid, Problem
from app.kernel.secrets import Keyring
from app.meet import draws, lots, rules
from app.meet.models import Lot, LotState, Meeting
from app.meet.rules import Call, Report
from app.petition import moves
from app.petition.assignments import leads
from app.petition.lifecycle import Move
from app.petition.models import Petition

SEED = "meeting-seed"
REASON_MAX = 1_000
STANDS = (Meeting.called_off_at.is_(None), Meeting.recorded_at.is_(None))


def convene(session: Session, petition: Petition, *, by: Person, agency: Agency, call: Call, keys: Keyring, at: datetime) -> Meeting:
    """Call a meeting and invite the proposer; with seats, endorsers may sign up, and the seed of their draw is committed to.

    Raises NotAllowed, Invalid, Conflict.
    """
    leads(session, petition, agency)
    _check(rules.call_problems(call, petition.policy, at=at))
    seed = secrets.token_hex(32)
    meeting = Meeting(
        petition_id=petition.id, agency_id=agency.id, seed_sealed=keys.seal(seed.encode(), purpose=SEED),
        commitment=draws.commitment(seed), **_values(call),
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    facts = {"agency": agency.code, "meeting": meeting.id, "starts_at": _iso(call.starts_at), "seats": meeting.seats}
    moves.make(session, petition, Move.CONVENE, at=at, role=Role.OFFICER, by=by, facts=facts)
    lots.invite_proposer(session, petition, meeting, keys=keys, at=at)
    return meeting


def rearrange(
    session: Session, petition: Petition, meeting: Meeting, *, by: Person, agency: Agency, call: Call, reason: str, seen: int, at: datetime
) -> None:
    """Change what was called, with a public reason; `seen` is the version that was looked at. Once drawn, seats and deadline stay.

    Raises NotAllowed, Invalid, Conflict `meeting.changed`.
    """
    leads(session, petition, agency)
    values = _values(call)
    if meeting.drawn_at is not None:
        values |= {"seats": meeting.seats, "sign_up_until": meeting.sign_up_until}
        call = Call(call.title, call.agenda, call.starts_at, call.place, call.link, 0, None)
    _check([*rules.call_problems(call, petition.policy, at=at), *_reason(reason)])
    before = meeting.starts_at
    undrawn = (Meeting.drawn_at.is_(None),) if meeting.drawn_at is None else ()
    _change(session, meeting, Meeting.version == seen, *undrawn, version=seen + 1, **values)
    facts = {"agency": agency.code, "meeting": meeting.id, "was_at": _iso(before), "starts_at": _iso(meeting.starts_at)}
    moves.make(session, petition, Move.REARRANGE, at=at, role=Role.OFFICER, by=by, reason=reason.strip(), facts=facts)


def call_off(session: Session, petition: Petition, meeting: Meeting, *, by: Person, agency: Agency, reason: str, at: datetime) -> None:
    """It will not be held; the reason is public. Raises NotAllowed, Invalid, Conflict `meeting.changed`."""
    leads(session, petition, agency)
    _check(_reason(reason))
    _change(session, meeting, called_off_at=at)
    facts = {"agency": agency.code, "meeting": meeting.id, "starts_at": _iso(meeting.starts_at)}
    moves.make(session, petition, Move.CALL_OFF, at=at, role=Role.OFFICER, by=by, reason=reason.strip(), facts=facts)


def record(
    session: Session, petition: Petition, *, by: Person, agency: Agency, report: Report, at: datetime, meeting: Meeting | None = None
) -> Meeting:
    """Publish what was said, once; without `meeting`, of one that was not called here.

    Raises NotAllowed, Invalid, Conflict `meeting.changed`.
    """
    leads(session, petition, agency)
    _check(rules.report_problems(report, at=at))
    told: dict[str, Any] = {
        "held_on": report.held_on, "record": report.record.strip(), "recorded_at": at,
        "minutes_url": report.minutes_url.strip(), "video_url": report.video_url.strip(),
    }  # fmt: skip
    if meeting is None:
        # Nobody signed up for it, so there is nothing to forget later.
        meeting = Meeting(petition_id=petition.id, agency_id=agency.id, forgotten_at=at, **told)
        session.add(meeting)
        session.flush()
    else:
        _change(session, meeting, **told, **_came(session, meeting))
    facts = {"agency": agency.code, "meeting": meeting.id, "held_on": str(report.held_on)}
    moves.make(session, petition, Move.MEET, at=at, role=Role.OFFICER, by=by, reason=report.record.strip(), facts=facts)
    return meeting


def _came(session: Session, meeting: Meeting) -> dict[str, Any]:
    """How many accepted, and the names of those who agreed to be named: all that is kept of them."""
    accepted = Lot.meeting_id == meeting.id, Lot.state == LotState.ACCEPTED
    named = select(Lot.name).where(*accepted, Lot.may_name, Lot.name != "").order_by(Lot.rank)
    guests = session.scalar(select(func.count()).select_from(Lot).where(*accepted)) or 0
    return {"guests": guests, "names": "、".join(session.scalars(named))}


def _change(session: Session, meeting: Meeting, *conditions: Any, **values: Any) -> None:
    """One statement decides whether it still stands as it was seen."""
    row = update(Meeting).where(Meeting.id == meeting.id, *STANDS, *conditions).values(**values).returning(Meeting.id)
    if session.scalar(row.execution_options(synchronize_session=False)) is None:
        raise Conflict("meeting.changed")
    session.refresh(meeting, list(values))


def _values(call: Call) -> dict[str, Any]:
    return {
        "title": call.title.strip(), "agenda": call.agenda.strip(), "starts_at": call.starts_at, "place": call.place.strip(),
        "link": call.link.strip(), "seats": call.seats or 0, "sign_up_until": call.sign_up_until if call.seats else None,
    }  # fmt: skip


def _reason(reason: str) -> list[Problem]:
    count = len(reason.strip())
    if count == 0:
        return [Problem("reason", "text.missing")]
    return [Problem("reason", "text.long", {"most": REASON_MAX, "count": count})] if count > REASON_MAX else []


def _check(faults: list[Problem]) -> None:
    if faults:
        raise Invalid(faults)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
