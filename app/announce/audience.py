"""Who an audience is, and letters to all of it: people by their accounts, endorsers and followers by addresses without a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, String, cast, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB, distinct_on, insert
from sqlalchemy.orm import Session

from app.accounts.deputies import standing_in
from app.accounts.models import Agency, Frequency, Membership, Person, Role
from app.announce import alerts
from app.announce.alerts import Alert
from app.announce.models import NoticeStop
from app.announce.rules import Audience
from app.follow.models import DigestItem
from app.follow.rules import DIGESTS
from app.kernel.outbox import Channel, Letter
from app.kernel.secrets import Keyring
from app.kernel.workdays import local_day
from app.petition import keys as petition_keys
from app.petition.models import Assignment, NoticeAddress, NoticeKind, Part, Petition

KINDS = {Audience.ENDORSERS: NoticeKind.ENDORSER, Audience.FOLLOWERS: NoticeKind.FOLLOWER}
COLUMNS = ("key", "channel", "to_hash", "to_sealed", "language", "name", "params", "urgent", "created_at", "next_try_at")
DONE_PARTS = (Part.REFUSED,)
IS_STOPPED = exists().where(NoticeStop.petition_id == NoticeAddress.petition_id, NoticeStop.address_hash == NoticeAddress.address_hash)
WANTED = (NoticeAddress.stopped_at.is_(None), ~IS_STOPPED)


@dataclass(frozen=True)
class Event:
    """Something to be told once to each address; `name` is unique to it, `params` are what its letters look up.

    `tell` are the codes of the agencies that are meant besides those with a part in the petition.
    """

    name: str
    petition: Petition
    params: dict[str, Any]
    at: datetime
    tell: tuple[str, ...] = ()


def write(session: Session, keys: Keyring, event: Event, *, letter: str, to: Iterable[Audience], alert: Alert | None = None) -> None:
    """Write this letter to everybody in the audiences who has none of this event yet and has not switched letters off.

    With `alert`, officers who have switched that off get none.
    """
    for audience in to:
        if audience not in KINDS:
            called = Audience.AGENCIES if audience is Audience.NAMED else audience
            meant = people(event, audience, alert=alert)
            write_people(session, keys, event, letter=letter, to=session.scalars(meant), called=called)
            if called is Audience.AGENCIES:
                write_deputies(session, keys, event, letter=letter, of=meant)
    kinds = [KINDS[audience] for audience in to if audience in KINDS]
    if kinds:
        _write_addresses(session, event, letter, kinds)
    if Audience.FOLLOWERS in to:
        _collect(session, event, letter)


def write_people(session: Session, keys: Keyring, event: Event, *, letter: str, to: Iterable[Person], called: str) -> None:
    """The same for people with accounts; `called` is what they are to the petition, as the letter's foot says."""
    found = {address_hash(keys, event.petition, person): person for person in to}
    stopped = _stopped(session, event.petition, list(found))
    rows = [_row(event, letter, called, hashed, person) for hashed, person in found.items() if hashed not in stopped]
    if rows:
        session.execute(insert(Letter).on_conflict_do_nothing(index_elements=[Letter.key]), rows)


def write_deputies(session: Session, keys: Keyring, event: Event, *, letter: str, of: Select[Person]) -> None:
    """The same for whoever stands in that day for any of these officers."""
    away = of.with_only_columns(Person.id).order_by(None)
    deputies = reachable().where(Person.id.in_(standing_in(away, on=local_day(event.at))))
    write_people(session, keys, event, letter=letter, to=session.scalars(deputies), called="deputies")


def address_hash(keys: Keyring, petition: Petition, person: Person) -> bytes:
    """What stands for the person's e-mail address beside this petition; without its key, when that is destroyed, the account's own."""
    if person.email_hash is None:
        raise ValueError("a person without an address")
    return beside(keys, petition, person.email_hash)


def beside(keys: Keyring, petition: Petition, email_hash: bytes) -> bytes:
    """The same for the hash of an account's address."""
    if petition.key_sealed is None:
        return email_hash
    return petition_keys.address_hash(petition_keys.unwrap(keys, petition.key_sealed), email_hash)


def reachable() -> Select[Person]:
    """Everybody whom a letter can reach."""
    return select(Person).where(Person.email_sealed.is_not(None), Person.erased_at.is_(None)).order_by(Person.id)


def people(event: Event, audience: Audience, *, alert: Alert | None = None) -> Select[Person]:
    """The people with accounts whom the audience means."""
    petition = event.petition
    found = reachable()
    if audience is Audience.PROPOSER:
        return found.where(Person.id == petition.proposer_id)
    serving = exists().where(Membership.person_id == Person.id, Membership.ended_at.is_(None))
    if audience is Audience.AGENCIES:
        named = select(Assignment.agency_id).where(Assignment.petition_id == petition.id, Assignment.part.not_in(DONE_PARTS))
        meant = Membership.agency_id.in_(_and_successors(named))
        return found.where(serving.where(Membership.role == Role.OFFICER, meant, *_hearing(alert)))
    if audience is Audience.NAMED:
        meant = Membership.agency_id.in_(_and_successors(select(Agency.id).where(Agency.code.in_(event.tell))))
        return found.where(serving.where(Membership.role == Role.OFFICER, meant))
    role = Role.MODERATOR if audience is Audience.MODERATORS else Role.ADMIN
    return found.where(serving.where(Membership.role == role))


def _and_successors(agencies: Select[int]) -> Select[int]:
    """The ids of these agencies and of whatever they were merged into, by way of others too."""
    these = agencies.cte("and_successors", recursive=True)
    return select(
        these.union(select(Agency.merged_into_id).join(these, Agency.id == these.c[0]).where(Agency.merged_into_id.is_not(None))).c[0]
    )


def _hearing(alert: Alert | None) -> tuple[ColumnElement[bool], ...]:
    """An agency none of whose officers would hear of what is overdue is told all the same."""
    if alert is None:
        return ()
    wants: ColumnElement[bool] = ~alerts.muted(Membership.person_id, alert)
    return (or_(wants, ~alerts.hears_of_overdue(Membership.agency_id)) if alert is Alert.OVERDUE else wants,)


def _row(event: Event, letter: str, called: str, hashed: bytes, person: Person) -> dict[str, Any]:
    return {
        "key": f"{event.name}:{hashed.hex()}",
        "channel": Channel.EMAIL,
        "to_hash": hashed,
        "to_sealed": person.email_sealed,
        "language": person.language,
        "name": letter,
        "params": {**event.params, "as": called},
        "urgent": False,
        "created_at": event.at,
        "next_try_at": event.at,
    }


def _write_addresses(session: Session, event: Event, letter: str, kinds: list[NoticeKind]) -> None:
    """However many there are, one statement."""
    wanting = _wanting(event.petition, kinds)
    rows = select(
        literal(f"{event.name}:") + func.encode(wanting.c.address_hash, "hex"),
        literal(Channel.EMAIL.value),
        wanting.c.address_hash,
        wanting.c.address_sealed,
        wanting.c.language,
        literal(letter),
        cast({**event.params, "as": "reader"}, JSONB),
        literal(False),
        literal(event.at),
        literal(event.at),
    )
    session.execute(insert(Letter).from_select(COLUMNS, rows).on_conflict_do_nothing(index_elements=[Letter.key]))


def _collect(session: Session, event: Event, letter: str) -> None:
    """Keep it for the digests of followers who have no letter of this event, such as an endorser's; one statement too."""
    key = literal(f"{event.name}:") + func.encode(NoticeAddress.address_hash, "hex")
    waiting = select(NoticeAddress.id, literal(event.params["transition"]), literal(letter), literal(event.at)).where(
        NoticeAddress.petition_id == event.petition.id,
        NoticeAddress.kind == NoticeKind.FOLLOWER,
        NoticeAddress.frequency.in_(DIGESTS),
        *WANTED,
        ~exists().where(Letter.key == key),
    )
    columns = ("follower_id", "transition_id", "letter", "at")
    session.execute(insert(DigestItem).from_select(columns, waiting).on_conflict_do_nothing())


def _wanting(petition: Petition, kinds: list[NoticeKind]) -> CTE:
    return (
        select(NoticeAddress.address_hash, NoticeAddress.address_sealed, cast(NoticeAddress.language, String).label("language"))
        .ext(distinct_on(NoticeAddress.address_hash))
        .where(NoticeAddress.petition_id == petition.id, or_(*(NoticeAddress.kind == kind for kind in kinds)))
        .where(NoticeAddress.frequency == Frequency.AT_ONCE, *WANTED)
        .order_by(NoticeAddress.address_hash, NoticeAddress.id)
        .cte("wanting")
    )


def _stopped(session: Session, petition: Petition, hashes: list[bytes]) -> set[bytes]:
    rows = select(NoticeStop.address_hash).where(NoticeStop.petition_id == petition.id, NoticeStop.address_hash.in_(hashes))
    return set(session.scalars(rows))
