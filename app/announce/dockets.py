"""Letters about what agencies do among themselves: a draft to approve, one that came back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts import deputies
from app.accounts.models import Agency, Person
from app.announce import audience
from app.announce.audience import Event
from app.announce.claims import AT_ONCE, claimed
from app.announce.rules import DOCKET, Audience, Nobody
from app.kernel.secrets import Keyring
from app.kernel.workdays import local_day
from app.petition.models import Petition
from app.respond.docket import DocketEntry, Step


def announce_docket(session: Session, keys: Keyring, *, at: datetime, limit: int = AT_ONCE) -> int:
    """Write to whoever a new step is for, oldest first; returns how many steps. Several may run side by side."""
    due = select(DocketEntry).where(DocketEntry.announced_at.is_(None), DocketEntry.at <= at)
    made = claimed(session, due.order_by(DocketEntry.at, DocketEntry.id), DocketEntry, limit=limit)
    for entry in made:
        _announce(session, keys, entry, at=at)
        entry.announced_at = at
    session.flush()
    return len(made)


def _announce(session: Session, keys: Keyring, entry: DocketEntry, *, at: datetime) -> None:
    letter = DOCKET[entry.step]
    if isinstance(letter, Nobody):
        return
    petition = session.get_one(Petition, entry.petition_id)
    event = Event(f"docket:{entry.id}", petition, {"petition": petition.id, "entry": entry.id}, at)
    meant = _meant(session, entry, at)
    audience.write_people(session, keys, event, letter=letter, to=session.scalars(meant), called=Audience.AGENCIES)
    if entry.step is not Step.SUBMITTED:  # who stands in for an approver is an approver that day
        audience.write_deputies(session, keys, event, letter=letter, of=meant)


def _meant(session: Session, entry: DocketEntry, at: datetime) -> Select[Person]:
    reachable = audience.reachable()
    if entry.to_agency_id is None:
        return reachable.where(Person.id == entry.to_person_id)
    agency = session.get_one(Agency, entry.to_agency_id)
    if entry.step is Step.SUBMITTED:
        found = deputies.approvers(agency, on=local_day(at)).with_only_columns(Person.id).order_by(None)
        return reachable.where(Person.id.in_(found), Person.id != entry.by_id)
    return reachable.where(Person.id.in_(deputies.colleagues(agency).with_only_columns(Person.id).order_by(None)))
