"""The people of the demonstration: citizens who are verified, and those who serve, each with an authenticator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import addresses, agencies, people, second_factor, staff
from app.accounts.models import Agency, Eligibility, Language, Person, Role
from app.accounts.second_factor import Authenticator
from app.demo.content import agency_codes
from app.demo.story import Character, Characters
from app.kernel import outbox
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition.rulebook import policy_on


@dataclass(frozen=True)
class Known:
    """How somebody signs in. `totp` is the secret of their authenticator, which only a demonstration shows."""

    role: Role
    nickname: str
    email: str
    phone: str
    agency: Agency | None
    totp: str | None


def settle(session: Session, keys: Keyring, cast: Characters, *, at: datetime) -> None:
    """Make everybody: citizens verified, staff invited and enrolled."""
    for citizen in cast.citizens:
        join(session, keys, citizen, at=at)
    codes = agency_codes()
    for role, characters in _staff(cast):
        for character in characters:
            agency = agencies.by_code(session, codes[character.agency]) if character.agency else None
            _serve(session, keys, character, role=role, agency=agency, at=at)
    # They are invited long ago; nobody waits for these letters.
    outbox.cancel(session, Letter.name == "invited", at=at)


def join(session: Session, keys: Keyring, citizen: Character, *, at: datetime) -> Person:
    """Somebody with both addresses proved and eligibility declared."""
    email, phone = addresses.email(citizen.email), addresses.phone(citizen.phone)
    person = people.meet(session, keys, email, language=Language.ZH, at=at)
    if person is None:
        raise ValueError(f"{citizen.email} belongs to several people")
    people.attach(session, keys, person, phone, seats=policy_on(session, at.date()).persons_per_phone, at=at)
    people.introduce(session, person, nickname=citizen.nickname, eligibility=Eligibility.NATIONAL, language=Language.ZH, at=at)
    return person


def by_nickname(session: Session, keys: Keyring, cast: Characters) -> dict[str, int]:
    """The ids of the people of the data file."""
    everybody = [*cast.citizens, *cast.moderators, *cast.officers, *cast.administrators]
    hashes = {addresses.email(one.email).hashed(keys): one.nickname for one in everybody}
    rows = session.execute(select(Person.email_hash, Person.id).where(Person.email_hash.in_(hashes)))
    return {hashes[email_hash]: id_ for email_hash, id_ in rows if email_hash is not None}


def known(session: Session, keys: Keyring, cast: Characters) -> list[Known]:
    """Everybody of the data file who is in the database, staff first."""
    agencies_by_name = {agency.name_zh: agency for agency in session.scalars(select(Agency))}
    ids = by_nickname(session, keys, cast)
    groups: list[tuple[Role, tuple[Character, ...]]] = [*_staff(cast), (Role.CITIZEN, cast.citizens)]
    return [
        Known(
            role=role,
            nickname=one.nickname,
            email=one.email,
            phone=str(addresses.phone(one.phone)),
            agency=agencies_by_name.get(one.agency or ""),
            totp=_totp(session, keys, ids[one.nickname]),
        )
        for role, characters in groups
        for one in characters
        if one.nickname in ids
    ]


def shown(everybody: list[Known], origin: str, *, citizens: int) -> str:
    """How they sign in, in plain text: all who serve, and the first few citizens."""
    serving = [one for one in everybody if one.role is not Role.CITIZEN]
    others = [one for one in everybody if one.role is Role.CITIZEN]
    lines = [f"Citizens sign in at {origin}/sign-in with a code by e-mail or text message; every code is shown at {origin}/dev/letters"]
    lines += [f"  {one.email}  {one.phone}  {one.nickname}" for one in others[:citizens]]
    lines += [f"  … and {len(others) - citizens} more"] if len(others) > citizens else []
    lines += ["Staff sign in with a code by e-mail and their authenticator, of which only a demonstration shows the secret"]
    lines += [f"  {one.role:<9} {one.email:<28} TOTP {one.totp}  {_office(one)}" for one in serving]
    return "\n".join(lines)


def _office(one: Known) -> str:
    return f"{one.agency.name_zh} {one.agency.name_en}" if one.agency else one.nickname


def _staff(cast: Characters) -> Iterable[tuple[Role, tuple[Character, ...]]]:
    return (Role.MODERATOR, cast.moderators), (Role.OFFICER, cast.officers), (Role.ADMIN, cast.administrators)


def _serve(session: Session, keys: Keyring, character: Character, *, role: Role, agency: Agency | None, at: datetime) -> None:
    address = addresses.email(character.email)
    membership = staff.invite(session, keys, address, role=role, agency=agency, nickname=character.nickname, at=at)
    second_factor.give(session, keys, membership.person, secret=second_factor.new_secret(), at=at)


def _totp(session: Session, keys: Keyring, person_id: int) -> str | None:
    enrolled = session.get(Authenticator, person_id)
    return keys.open(enrolled.secret_sealed, purpose=second_factor.SEALED).decode() if enrolled else None
