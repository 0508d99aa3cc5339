"""Pauses: no submitting and no endorsing, and every open window moves by exactly the paused time (rule 24).

The clock decides whether it is paused: whoever submits or endorses tests the pauses at the moment of the request. The sweep only
records: at a pause's beginning it moves the windows that are open then, each with a row of the ledger, and with them the days in which
two proposers may agree to merge. Where a window ends is always worked out anew, from the admission (or the offer) and all pauses that
have begun, so that a pause that is changed or ends early leaves no trace of what it was before.

Taking an endorsement back stays possible: rule 24 stops new support, and holds nobody to the support they gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Select, Text, select, text, update
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.accounts.models import Person, Role
from app.kernel.db import Base
from app.kernel.errors import Conflict, Invalid, Problem
from app.petition import deadlines, moves
from app.petition.deadlines import Window
from app.petition.lifecycle import OPEN_TO_ENDORSE, Move
from app.petition.models import Petition
from app.petition.offers import MergeOffer, undecided

REASON_MAX = 500


class Pause(Base):
    """From `begins` to before `ends` nobody submits or endorses. `begun_at` and `resumed_at` say that the ledger knows of either.

    `version` counts its changes: a page that changes it must have seen the last.
    """

    __tablename__ = "pause"
    id: Mapped[int] = mapped_column(primary_key=True)
    begins: Mapped[datetime]
    ends: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    planned_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    resumed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("ends > begins", name="ends_later"),
        CheckConstraint("cancelled_at IS NULL OR begun_at IS NULL", name="begun_is_not_cancelled"),
        # Two administrators at once cannot plan what overlaps.
        ExcludeConstraint(
            (text("tstzrange(begins, ends)"), "&&"), name="ex_pause_overlap", using="gist", where=text("cancelled_at IS NULL")
        ),
    )


@dataclass(frozen=True)
class Shift:
    """A window that a pause moves: its end as it stands and as it will be. `into` is set where it is an offer to merge into that."""

    petition: Petition
    old: datetime
    new: datetime
    into: Petition | None = None


def in_force(session: Session, *, at: datetime) -> Pause | None:
    """The pause that lasts at this moment."""
    return session.scalar(select(Pause).where(Pause.begins <= at, at < Pause.ends, Pause.cancelled_at.is_(None)))


def every(session: Session) -> list[Pause]:
    """All of them, cancelled ones too, the last to begin first."""
    return list(session.scalars(select(Pause).order_by(Pause.begins.desc(), Pause.id.desc())))


def shifted(session: Session, window: Window, *, at: datetime) -> Window:
    """The window with the time of every pause that has begun by now added to its end."""
    return _under(window, _begun(session, at=at))


def before(session: Session, *, at: datetime, span: timedelta) -> datetime:
    """The moment from which until `at` so much time has passed outside of pauses."""
    cursor, left = at, span
    for pause in reversed(_begun(session, at=at)):
        outside = cursor - min(pause.ends, cursor)
        if outside >= left:
            break
        cursor, left = min(cursor, pause.begins), left - outside
    return cursor - left


def preview(session: Session, *, begins: datetime, ends: datetime, at: datetime) -> list[Shift]:
    """Every date that a new pause would move, as things stand. Raises Invalid."""
    _check(begins, ends, at)
    earlier = _begun(session, at=begins)
    then = [*earlier, Pause(begins=begins, ends=ends)]
    shifts = [Shift(row, _closes(row, earlier), _closes(row, then)) for row in session.scalars(_open(at))]
    offers = undecided(session, at)
    shifts += [Shift(one, _lapses(offer, one, into, earlier), _lapses(offer, one, into, then), into) for offer, one, into in offers]
    return [shift for shift in shifts if shift.old != shift.new]


def plan(session: Session, *, begins: datetime, ends: datetime, reason: str, by: Person, at: datetime) -> Pause:
    """Plan a pause that begins later than now. Raises Invalid, and Conflict `pause.overlaps` with another."""
    _check(begins, ends, at)
    said = reason.strip()
    if not said:
        raise Invalid([Problem("reason", "text.missing")])
    if len(said) > REASON_MAX:
        raise Invalid([Problem("reason", "text.long", {"most": REASON_MAX, "count": len(said)})])
    pause = Pause(begins=begins, ends=ends, reason=said, by_id=by.id, planned_at=at)
    try:
        with session.begin_nested():
            session.add(pause)
    except IntegrityError:
        raise Conflict("pause.overlaps") from None
    return pause


def cancel(session: Session, pause: Pause, *, seen: int, at: datetime) -> None:
    """Give up a pause before it begins. Raises Conflict `pause.begun`, `pause.changed`."""
    # A sweep may have been first to write, though this was asked for first.
    ahead = Pause.begins > at, Pause.begun_at.is_(None), Pause.cancelled_at.is_(None)
    row = update(Pause).where(Pause.id == pause.id, Pause.version == seen, *ahead)
    cancelled = session.scalar(row.values(cancelled_at=at, version=seen + 1).returning(Pause.id))
    session.refresh(pause)
    if cancelled is None:
        raise Conflict("pause.begun" if pause.begins <= at or pause.begun_at else "pause.changed")


def change(session: Session, pause: Pause, *, ends: datetime, seen: int, by: Person, at: datetime) -> None:
    """End it at another moment, not before now: `at` itself ends it at once. Windows that have moved move again.

    Raises Invalid, Conflict `pause.changed`, `pause.over`, `pause.overlaps`.
    """
    begin_all_due(session, at=at)
    if ends < at or ends <= pause.begins:
        raise Invalid([Problem("ends", "pause.past")])
    lasts = Pause.ends > at, Pause.resumed_at.is_(None), Pause.cancelled_at.is_(None)
    row = update(Pause).where(Pause.id == pause.id, Pause.version == seen, *lasts)
    try:
        with session.begin_nested():
            changed = session.scalar(row.values(ends=ends, version=seen + 1).returning(Pause.id))
    except IntegrityError:
        raise Conflict("pause.overlaps") from None
    session.refresh(pause)
    if changed is None:
        raise Conflict("pause.over" if pause.ends <= at or pause.resumed_at else "pause.changed")
    if pause.begun_at is not None:
        _move(session, pause, at=at, did="ended" if ends <= at else "changed", role=Role.ADMIN, by=by)
        resume_all_due(session, at=at)


def begin_all_due(session: Session, *, at: datetime) -> int:
    """Record the pauses that have begun: move what is open. May run late, twice or in parallel; returns how many began."""
    due = update(Pause).where(Pause.begins <= at, Pause.begun_at.is_(None), Pause.cancelled_at.is_(None)).values(begun_at=at)
    begun = sorted(session.scalars(due.returning(Pause)).all(), key=lambda pause: pause.begins)
    for pause in begun:
        _move(session, pause, at=pause.begins, did="begun", role=Role.CLOCK)
    return len(begun)


def resume_all_due(session: Session, *, at: datetime) -> int:
    """Record the pauses that are over, in the ledger of every petition whose window goes on; returns how many."""
    begin_all_due(session, at=at)
    due = update(Pause).where(Pause.ends <= at, Pause.begun_at.is_not(None), Pause.resumed_at.is_(None)).values(resumed_at=at)
    over = sorted(session.scalars(due.returning(Pause)).all(), key=lambda pause: pause.begins)
    for pause in over:
        for petition in session.scalars(_locked(_open(pause.ends).where(Petition.admitted_at < pause.ends))).all():
            facts = {"pause": pause.id, "to": _until(petition).isoformat()}
            moves.make(session, petition, Move.RESUME, at=pause.ends, role=Role.CLOCK, facts=facts)
    return len(over)


def _move(session: Session, pause: Pause, *, at: datetime, did: str, role: Role, by: Person | None = None) -> None:
    begun = _begun(session, at=max(at, pause.begins))
    # Held before the petitions are, as whoever agrees to one or declines holds them.
    offers = undecided(session, pause.begins, held=True)
    for petition in session.scalars(_locked(_open(pause.begins))).all():
        old, new = _until(petition), _closes(petition, begun)
        if old == new:
            continue
        facts = {"pause": pause.id, "did": did, "until": pause.ends.isoformat(), "from": old.isoformat(), "to": new.isoformat()}
        moves.make(session, petition, Move.PAUSE, at=at, role=role, by=by, reason=pause.reason, facts=facts, endorse_until=new)
    for offer, merged, into in offers:
        offer.lapses_at = _lapses(offer, merged, into, begun)
    session.flush()


def _open(moment: datetime) -> Select[Petition]:
    """Those whose window ends after a moment."""
    return select(Petition).where(Petition.stage.in_(OPEN_TO_ENDORSE), Petition.endorse_until > moment).order_by(Petition.id)


def _locked(petitions: Select[Petition]) -> Select[Petition]:
    """The count and the agencies wait a little; nobody moves a window twice."""
    return petitions.with_for_update().execution_options(populate_existing=True)


def _window(petition: Petition) -> Window:
    """As its admission gave it, without any pause."""
    assert petition.admitted_at is not None
    return deadlines.endorse_window(petition.admitted_at, days=petition.policy.endorse_days)


def _closes(petition: Petition, begun: Sequence[Pause]) -> datetime:
    return _under(_window(petition), begun).closes


def _lapses(offer: MergeOffer, merged: Petition, into: Petition, begun: Sequence[Pause]) -> datetime:
    """After its own days or with the window of either, whichever is first."""
    own = Window(offer.at, deadlines.days_after(offer.at, merged.policy.merge_offer_days))
    return min(_under(own, begun).closes, _closes(merged, begun), _closes(into, begun))


def _until(petition: Petition) -> datetime:
    assert petition.endorse_until is not None
    return petition.endorse_until


def _under(window: Window, pauses: Sequence[Pause]) -> Window:
    for pause in pauses:
        window = window.paused(pause.begins, pause.ends)
    return window


def _begun(session: Session, *, at: datetime) -> list[Pause]:
    rows = select(Pause).where(Pause.begins <= at, Pause.cancelled_at.is_(None)).order_by(Pause.begins)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def _check(begins: datetime, ends: datetime, at: datetime) -> None:
    problems = []
    if begins <= at:
        problems.append(Problem("begins", "pause.future"))
    if ends <= begins:
        problems.append(Problem("ends", "pause.order"))
    if problems:
        raise Invalid(problems)
