"""Who is signed in, and where: a row for every sign-in, found by the hash of a random token that only the browser holds.

Citizens: two hours idle, twelve in all. Those who serve: fifteen minutes idle, eight hours in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, String, and_, select, text, update
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column

from app.accounts.models import Agency, Membership, Person
from app.kernel.db import Base
from app.kernel.secrets import new_token

TOUCHED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Span:
    """How long a sign-in lasts without an act, and in all."""

    idle: timedelta
    whole: timedelta


CITIZEN = Span(timedelta(hours=2), timedelta(hours=12))
STAFF = Span(timedelta(minutes=15), timedelta(hours=8))


class SignIn(Base):
    """One browser in which a person is signed in. `strong_at` is when the second factor was given."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    device: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    strong_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_sign_in_live", "person_id", postgresql_where=text("ended_at IS NULL")),)


@dataclass(frozen=True)
class Presence:
    """A person who is signed in, where they serve, and until when (`until`, without a further act)."""

    sign_in: SignIn
    person: Person
    memberships: tuple[Membership, ...]

    @property
    def span(self) -> Span:
        return STAFF if self.memberships else CITIZEN

    @property
    def until(self) -> datetime:
        return min(self.sign_in.last_seen_at + self.span.idle, self.sign_in.created_at + self.span.whole)


def hash_of(token: str) -> bytes:
    """What the table holds of a token; the token is random enough not to need a key."""
    return sha256(token.encode()).digest()


def begin(session: Session, person: Person, *, device: str, at: datetime, strong: bool = False) -> str:
    """Sign a person in; returns the token for the browser."""
    token = new_token()
    row = SignIn(token_hash=hash_of(token), person_id=person.id, device=device, created_at=at, last_seen_at=at)
    row.strong_at = at if strong else None
    session.add(row)
    session.flush()
    return token


def find(session: Session, token: str, *, at: datetime) -> Presence | None:
    """Who holds the token, if the sign-in has not ended, was not idle for too long and is not too old. One query."""
    rows = session.execute(
        select(SignIn, Person, Membership)
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.ended_at.is_(None)))
        .outerjoin(Agency, Agency.id == Membership.agency_id)
        .options(contains_eager(Membership.agency))
        .where(SignIn.token_hash == hash_of(token), SignIn.ended_at.is_(None), Person.erased_at.is_(None))
        .order_by(Membership.id)
    ).all()
    if not rows:
        return None
    presence = Presence(rows[0][0], rows[0][1], tuple(row[2] for row in rows if row[2] is not None))
    return presence if at < presence.until else None


def touch(session: Session, sign_in: SignIn, *, at: datetime, at_once: bool = False) -> None:
    """Note that they are still here, at most once a minute unless `at_once`."""
    if at - sign_in.last_seen_at < TOUCHED_EVERY and not at_once:
        return
    seen = update(SignIn).where(SignIn.id == sign_in.id, SignIn.ended_at.is_(None), SignIn.last_seen_at < at)
    session.execute(seen.values(last_seen_at=at).execution_options(synchronize_session="evaluate"))


def strengthen(session: Session, sign_in: SignIn, person: Person, *, at: datetime) -> str:
    """After the second factor: end this sign-in and begin a strong one; returns the new token."""
    end(session, person, sign_in.id, at=at)
    return begin(session, person, device=sign_in.device, at=at, strong=True)


def end(session: Session, person: Person, sign_in_id: int, *, at: datetime) -> None:
    """Sign a person out of one browser; nothing happens if it is not theirs or has ended."""
    _end(session, person, at, SignIn.id == sign_in_id)


def end_all(session: Session, person: Person, *, at: datetime) -> None:
    """Sign a person out everywhere."""
    _end(session, person, at)


def live(session: Session, person: Person, *, span: Span, at: datetime) -> list[SignIn]:
    """Where a person is signed in, the last seen first."""
    found = select(SignIn).where(
        SignIn.person_id == person.id,
        SignIn.ended_at.is_(None),
        SignIn.last_seen_at > at - span.idle,
        SignIn.created_at > at - span.whole,
    )
    return list(session.scalars(found.order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())))


def _end(session: Session, person: Person, at: datetime, *these: ColumnElement[bool]) -> None:
    row = update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None), *these)
    session.execute(row.values(ended_at=at).execution_options(synchronize_session="fetch"))
