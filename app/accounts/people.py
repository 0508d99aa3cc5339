"""Citizens: met by a proved address, joined by proving the other one and declaring who they are."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.addresses import Address
from app.accounts.models import Eligibility, Language, Person
from app.kernel.errors import Invalid, Problem
from app.kernel.outbox import ADDRESS, Channel
from app.kernel.secrets import Keyring

NICKNAME_MAX = 30


def known_by(session: Session, keys: Keyring, address: Address) -> list[Person]:
    """Whoever has proved this address: one person by e-mail, up to `persons_per_phone` by number."""
    column = Person.email_hash if address.channel is Channel.EMAIL else Person.phone_hash
    found = select(Person).where(column == address.hashed(keys), Person.erased_at.is_(None))
    return list(session.scalars(found.order_by(Person.phone_seat)))


def meet(session: Session, keys: Keyring, address: Address, *, language: Language, at: datetime) -> Person | None:
    """The person of an address that was just proved, made if there is none; nothing if the number carries several."""
    known = known_by(session, keys, address)
    if len(known) > 1:
        return None
    return known[0] if known else _make(session, keys, address, language=language, at=at)


def lacks(person: Person) -> Channel | None:
    """The channel that is still to be proved."""
    if person.email_hash is None:
        return Channel.EMAIL
    return Channel.SMS if person.phone_hash is None else None


def introduce(session: Session, person: Person, *, nickname: str, eligibility: Eligibility, language: Language, at: datetime) -> None:
    """Keep what a citizen says of themselves; with both channels proved, they are verified. Raises Invalid."""
    person.nickname = named(nickname)
    person.eligibility = eligibility
    person.declared_at = at
    person.language = language
    _verify_if_complete(person, at=at)
    session.flush()


def settle(session: Session, person: Person, *, nickname: str, language: Language) -> None:
    """Change nickname and language. Raises Invalid."""
    person.nickname = named(nickname)
    person.language = language
    session.flush()


def attach(session: Session, keys: Keyring, person: Person, address: Address, *, seats: int, at: datetime) -> bool:
    """Give a person the address they have just proved, unless it is another's; `seats` is how many people a number carries."""
    if address.channel is Channel.EMAIL:
        attached = _take(session, person, email_hash=address.hashed(keys), email_sealed=keys.seal(address.text.encode(), purpose=ADDRESS))
    else:
        hashed = address.hashed(keys)
        attached = any(_take(session, person, phone_hash=hashed, phone_seat=seat) for seat in range(1, seats + 1))
    if attached:
        _verify_if_complete(person, at=at)
        session.flush()
    return attached


def email_of(keys: Keyring, person: Person) -> str | None:
    """The e-mail address, for the person themselves and for letters to them."""
    return None if person.email_sealed is None else keys.open(person.email_sealed, purpose=ADDRESS).decode()


def named(nickname: str) -> str:
    """A nickname of one to thirty characters in one line. Raises Invalid."""
    name = " ".join(unicodedata.normalize("NFC", nickname).split())
    if not name:
        raise Invalid([Problem("nickname", "nickname.missing")])
    if len(name) > NICKNAME_MAX:
        raise Invalid([Problem("nickname", "nickname.long", {"most": NICKNAME_MAX, "count": len(name)})])
    if any(unicodedata.category(character).startswith("C") for character in name):
        raise Invalid([Problem("nickname", "nickname.characters")])
    return name


def _make(session: Session, keys: Keyring, address: Address, *, language: Language, at: datetime) -> Person:
    person = Person(language=language, created_at=at)
    hashed = address.hashed(keys)
    if address.channel is Channel.EMAIL:
        person.email_hash, person.email_sealed = hashed, keys.seal(address.text.encode(), purpose=ADDRESS)
    else:
        person.phone_hash, person.phone_seat = hashed, 1
    session.add(person)
    session.flush()
    return person


def _take(session: Session, person: Person, **values: object) -> bool:
    # The unique index decides, not a look before: two who prove one number at a time cannot both have it.
    try:
        with session.begin_nested():
            for name, value in values.items():
                setattr(person, name, value)
            session.flush()
    except IntegrityError:
        session.refresh(person)
        return False
    return True


def _verify_if_complete(person: Person, *, at: datetime) -> None:
    if person.verified_at is None and lacks(person) is None and person.declared_at is not None:
        person.verified_at = at
