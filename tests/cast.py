"""The fixed cast.

Mei and Bo, citizens; Lin and Hao, moderators; Wu, officer of the lead agency; Chen, of another; Ann, administrator;
Kai, who must never see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Agency, Eligibility, Language, Membership, Person, Role
from app.kernel.outbox import ADDRESS
from app.kernel.secrets import Keyring


@dataclass(frozen=True)
class Cast:
    mei: Person
    bo: Person
    lin: Person
    hao: Person
    wu: Person
    chen: Person
    ann: Person
    kai: Person
    finance: Agency
    transport: Agency


def citizen(session: Session, keys: Keyring, name: str, *, at: datetime, no: int = 0, language: Language = Language.ZH) -> Person:
    """Someone verified by e-mail and phone."""
    email = f"{name}@example.org"
    person = Person(
        nickname=name,
        language=language,
        email_hash=keys.keyed_hash("email", email),
        email_sealed=keys.seal(email.encode(), purpose=ADDRESS),
        phone_hash=keys.keyed_hash("phone", f"+8869{no:08d}"),
        phone_seat=1,
        eligibility=Eligibility.NATIONAL,
        declared_at=at,
        verified_at=at,
        created_at=at,
    )
    session.add(person)
    session.flush()
    return person


def assemble(session: Session, keys: Keyring, *, at: datetime) -> Cast:
    """Everybody, and two agencies."""
    finance = Agency(code="A05000000E", name_zh="財政部", name_en="Ministry of Finance")
    transport = Agency(code="A15000000G", name_zh="交通部", name_en="Ministry of Transportation and Communications")
    session.add_all([finance, transport])
    session.flush()
    people = {name: citizen(session, keys, name, at=at, no=no) for no, name in enumerate(NAMES, 1)}
    serving = [("lin", Role.MODERATOR, None), ("hao", Role.MODERATOR, None), ("wu", Role.OFFICER, finance),
               ("chen", Role.OFFICER, transport), ("ann", Role.ADMIN, None)]  # fmt: skip
    for name, role, agency in serving:
        session.add(Membership(person_id=people[name].id, role=role, agency_id=agency.id if agency else None, invited_at=at))
    session.flush()
    return Cast(**people, finance=finance, transport=transport)


NAMES = ("mei", "bo", "lin", "hao", "wu", "chen", "ann", "kai")
