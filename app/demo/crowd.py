"""Endorsements in bulk: rows for the seeding, and verified people who really cast theirs."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.accounts.models import Eligibility, Language, Person
from app.demo import origins
from app.endorse import actions, queries
from app.kernel.outbox import ADDRESS
from app.kernel.secrets import Keyring

# Nobody stands behind these nullifiers. They begin with a running number, since indexes grow faster in order.
WRITE = text("""
    WITH kinds AS MATERIALIZED (
        SELECT string_to_array(:counties, ' ') AS counties, CAST(string_to_array(:from_county, ' ') AS bigint[]) AS from_county,
            string_to_array(:sources, ' ') AS sources, CAST(string_to_array(:from_source, ' ') AS bigint[]) AS from_source
    )
    INSERT INTO endorsement (petition_id, person_nullifier, phone_nullifier, at, text_sha256, county, source)
    SELECT petition.id, int8send(no) || uuid_send(gen_random_uuid()) || int8send(no),
        int8send(no) || uuid_send(gen_random_uuid()) || int8send(no), to_timestamp(CAST(moment AS double precision)), text_sha256,
        counties[width_bucket(mod(hashtextextended(moment, 1) & 9007199254740991, :all), from_county)],
        sources[width_bucket(mod(hashtextextended(moment, 2) & 9007199254740991, :all), from_source)]
    FROM kinds, petition, unnest(string_to_array(:moments, ' ')) WITH ORDINALITY AS cast_at (moment, no)
    WHERE number = :number ORDER BY no
""").bindparams(all=origins.ALL)
TAKE_BACK = text("""
    UPDATE endorsement
    SET taken_back_at = to_timestamp(CAST(taken_back AS double precision)), taken_back_xid = pg_current_xact_id()
    FROM unnest(string_to_array(:numbers, ' '), string_to_array(:moments, ' '), string_to_array(:taken_back, ' '))
        AS regretted (petition_number, moment, taken_back)
    JOIN petition ON number = petition_number
    WHERE petition_id = petition.id AND at = to_timestamp(CAST(moment AS double precision))
""")


@dataclass(frozen=True)
class Regret:
    """An endorsement of petition `number` at a moment, taken back at another; POSIX seconds."""

    number: str
    at: float
    taken_back_at: float


def write(session: Session, number: str, moments: Sequence[float]) -> None:
    """Write endorsements of nobody in particular, in the order given; the tally counts them once this is committed.

    Moments are POSIX seconds, passed as one string: so many rows are made in one statement.
    """
    live, came = origins.counties(number), origins.sources(number)
    where = {"counties": live.kinds, "from_county": live.begins, "sources": came.kinds, "from_source": came.begins}
    session.execute(WRITE, {"number": number, "moments": _joined(moments), **where})


def take_back(session: Session, regrets: Sequence[Regret]) -> None:
    """Take back these endorsements, in one statement."""
    parts = {
        "numbers": " ".join(regret.number for regret in regrets),
        "moments": _joined(regret.at for regret in regrets),
        "taken_back": _joined(regret.taken_back_at for regret in regrets),
    }
    session.execute(TAKE_BACK, parts)


def _joined(moments: Iterable[float]) -> str:
    return " ".join(map(repr, moments))


def endorse(session: Session, keys: Keyring, number: str, *, count: int, at: datetime) -> int:
    """Let `count` new, verified people endorse, each by the verb, with an address for letters. Raises NotFound, Conflict."""
    cast = 0
    for person_id in _newcomers(session, keys, count, at):
        actions.cast(session, queries.ballot(session, number, person_id), keys=keys, at=at)
        cast += 1
    return cast


def _newcomers(session: Session, keys: Keyring, count: int, at: datetime) -> list[int]:
    if not count:
        return []
    return list(session.scalars(insert(Person).returning(Person.id), [_newcomer(keys, at) for _ in range(count)]))


def _newcomer(keys: Keyring, at: datetime) -> dict[str, object]:
    name = secrets.token_hex(8)
    email = f"visitor-{name}@example.org"
    return {
        "nickname": f"路過的人{name[:4]}",
        "language": Language.ZH,
        "email_hash": keys.keyed_hash("email", email),
        "email_sealed": keys.seal(email.encode(), purpose=ADDRESS),
        # No number stands behind it: nobody can sign in by phone as one of these.
        "phone_hash": keys.keyed_hash("phone", f"demonstration {name}"),
        "phone_seat": 1,
        "eligibility": Eligibility.NATIONAL,
        "declared_at": at,
        "verified_at": at,
        "created_at": at,
    }
