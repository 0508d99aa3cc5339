"""Which alerts about their agency's cases an officer wants by mail; all of them, unless they say otherwise.

That a case is overdue is always told to somebody: whoever is the last of an agency to hear of it cannot switch it off, and an agency
whose officers have all switched it off, because others have left, is told all the same (`app.announce.audience`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Exists, ForeignKey, delete, exists, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from app.accounts.models import Agency, Membership, Person, Role
from app.kernel.db import Base
from app.kernel.errors import Invalid, Problem


class Alert(StrEnum):
    """What an agency is reminded of: many endorsements, so many days before a due date, each day after it."""

    EARLY = "early"
    DUE_14 = "due_14"
    DUE_7 = "due_7"
    DUE_1 = "due_1"
    OVERDUE = "overdue"


class MutedAlert(Base):
    """An alert that an officer has switched off."""

    __tablename__ = "muted_alert"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    alert: Mapped[Alert] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def due_in(days: int) -> Alert:
    """The alert so many days before a due date. Raises ValueError where there is none."""
    return Alert(f"due_{days}")


def muted(person_id: object, alert: Alert) -> Exists:
    """Has the person of this id, a column, switched the alert off?"""
    return exists().where(MutedAlert.person_id == person_id, MutedAlert.alert == alert)


def wanted(session: Session, by: Person) -> list[Alert]:
    """What a person hears of."""
    off = set(session.scalars(select(MutedAlert.alert).where(MutedAlert.person_id == by.id)))
    return [alert for alert in Alert if alert not in off]


def choose(session: Session, by: Person, *, agency: Agency, alerts: Collection[Alert], at: datetime) -> None:
    """Hear of these alone. Raises Invalid `alerts.last` where nobody else of the agency would hear of what is overdue."""
    # The lock makes two officers of an agency wait for each other, so that the last two cannot both leave.
    session.execute(select(Agency.id).where(Agency.id == agency.id).with_for_update())
    if Alert.OVERDUE not in alerts and not _somebody_else(session, by, agency):
        raise Invalid([Problem("alerts", "alerts.last")])
    session.execute(delete(MutedAlert).where(MutedAlert.person_id == by.id))
    session.add_all(MutedAlert(person_id=by.id, alert=alert, at=at) for alert in Alert if alert not in alerts)
    session.flush()


def hears_of_overdue(agency_id: object) -> Exists:
    """Does any officer of the agency of this id, a column, still hear of what is overdue?"""
    other, person = aliased(Membership), aliased(Person)
    reachable = exists().where(person.id == other.person_id, person.email_sealed.is_not(None), person.erased_at.is_(None))
    return exists().where(
        other.agency_id == agency_id, other.role == Role.OFFICER, other.ended_at.is_(None), reachable,
        ~muted(other.person_id, Alert.OVERDUE),
    )  # fmt: skip


def _somebody_else(session: Session, by: Person, agency: Agency) -> bool:
    others = select(Membership.id).join(Person, Person.id == Membership.person_id)
    serving = others.where(Membership.agency_id == agency.id, Membership.role == Role.OFFICER, Membership.ended_at.is_(None))
    reachable = serving.where(Person.email_sealed.is_not(None), Person.erased_at.is_(None), Person.id != by.id)
    return session.scalar(reachable.where(~muted(Person.id, Alert.OVERDUE)).limit(1)) is not None
