"""Endorse, take back, and let windows lapse. The clock decides; the database keeps it to one per person and per number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import TextClause, delete, func, select, text, update
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.endorse import nullifiers, tally
from app.endorse.counties import County
from app.endorse.models import Endorsement
from app.endorse.queries import Ballot
from app.endorse.sources import Source
from app.kernel.errors import Conflict, NotAllowed
from app.kernel.outbox import ADDRESS
from app.kernel.secrets import Keyring
from app.petition import keys as petition_keys
from app.petition import moves, pauses
from app.petition.lifecycle import OPEN_TO_ENDORSE, Move, Stage
from app.petition.models import NoticeAddress, NoticeKind, Petition

# An endorsement that arrived in time may be written a little after the end: longer than any request may run.
GRACE = timedelta(minutes=2)


def statement(*conditions: str) -> TextClause:
    """The endorsement with its address for notices, as one statement; it holds only under these further conditions."""
    return text(f"""
        WITH endorsed AS (
            INSERT INTO endorsement (petition_id, person_nullifier, phone_nullifier, at, text_sha256, county, source)
            SELECT id, :person, :phone, :at, text_sha256, :county, :source FROM petition
            WHERE id = :petition AND stage IN ({", ".join(repr(str(stage)) for stage in OPEN_TO_ENDORSE)})
                AND endorse_from <= :at AND :at < endorse_until
                AND NOT EXISTS (SELECT FROM pause WHERE begins <= :at AND :at < ends AND cancelled_at IS NULL)
                {"".join(f"AND {condition}" for condition in conditions)}
            ON CONFLICT DO NOTHING
            RETURNING id, petition_id
        ), told AS (
            INSERT INTO notice_address (petition_id, kind, address_hash, address_sealed, language)
            SELECT petition_id, '{NoticeKind.ENDORSER}', CAST(:address AS bytea), CAST(:sealed AS bytea), :language FROM endorsed
            WHERE CAST(:sealed AS bytea) IS NOT NULL
            ON CONFLICT DO NOTHING
        )
        SELECT id FROM endorsed
    """)


ENDORSE = statement()


def cast(
    session: Session, ballot: Ballot, *, keys: Keyring, at: datetime, county: County | None = None, source: Source | None = None
) -> int:
    """Endorse, in one statement with the address for notices; `at` is when it reached the server. Returns the row's id.

    `county` is what the person declares, if they like; `source` is where they came from, if that is known.

    Raises NotAllowed `endorse.not_verified`, Conflict `endorse.already`, `endorse.not_open_yet`, `endorse.closed`, `endorse.paused`,
    `endorse.not_admitted`.
    """
    marked = mark(ballot, keys=keys)
    said = None if marked is None else {**marked, "at": at, "county": county, "source": source}
    row = None if said is None else session.scalar(ENDORSE, said)
    # A window that a pause has moved by the clock is open, though nobody has recorded it yet, or somebody else only just has.
    if row is None and said is not None:
        ballot = _recorded(session, ballot, at=at)
        row = session.scalar(ENDORSE, said)
    if row is None:
        raise why_not(session, ballot, at=at) or Conflict("endorse.already")
    return int(row)


def mark(ballot: Ballot, *, keys: Keyring) -> dict[str, object] | None:
    """What the statement writes for this ballot; nothing once the petition's key is destroyed. Raises NotAllowed `endorse.not_verified`."""
    if not ballot.verified or ballot.phone_hash is None or ballot.phone_seat is None:
        raise NotAllowed("endorse.not_verified")
    if ballot.key_sealed is None:
        return None
    key = petition_keys.unwrap(keys, ballot.key_sealed)
    return {
        "petition": ballot.petition_id,
        "person": nullifiers.of_person(key, ballot.person_id),
        "phone": nullifiers.of_phone(key, ballot.phone_hash, ballot.phone_seat),
        **_notice(ballot, key, keys),
    }


def take_back(session: Session, ballot: Ballot, *, keys: Keyring, at: datetime) -> None:
    """Take an endorsement back while the window is open (rule 10); the row stays and is counted as taken back.

    Raises Conflict `endorse.not_endorsed` (also of one that was removed), `endorse.final`, `endorse.closed`.
    """
    if not ballot.withdrawable:
        raise Conflict("endorse.final")
    if why_closed(ballot, at=at):
        ballot = _recorded(session, ballot, at=at)
    closed = why_closed(ballot, at=at)
    if ballot.key_sealed is None or closed:
        raise closed or Conflict("endorse.not_endorsed")
    key = petition_keys.unwrap(keys, ballot.key_sealed)
    taken = session.execute(
        update(Endorsement)
        .where(
            Endorsement.petition_id == ballot.petition_id,
            Endorsement.person_nullifier == nullifiers.of_person(key, ballot.person_id),
            Endorsement.taken_back_at.is_(None),
            Endorsement.removed_at.is_(None),
        )
        .values(taken_back_at=at, taken_back_xid=func.pg_current_xact_id())
        .returning(Endorsement.id)
    ).first()
    if taken is None:
        raise Conflict("endorse.not_endorsed")
    if ballot.email_hash is not None:
        session.execute(
            delete(NoticeAddress).where(
                NoticeAddress.petition_id == ballot.petition_id,
                NoticeAddress.kind == NoticeKind.ENDORSER,
                NoticeAddress.address_hash == nullifiers.of_address(key, ballot.email_hash),
            )
        )


def why_closed(asked: Ballot | Petition, *, at: datetime) -> Conflict | None:
    """Why its window is not open at this moment; nothing if it is. A pause does not close it: what was given may be taken back."""
    if asked.endorse_from is None or asked.endorse_until is None:
        return Conflict("endorse.not_admitted")
    if asked.stage is Stage.MERGED:
        return Conflict("endorse.merged")
    if asked.stage not in OPEN_TO_ENDORSE or at >= asked.endorse_until:
        return Conflict("endorse.closed", stage=asked.stage)
    return Conflict("endorse.not_open_yet", opens=asked.endorse_from) if at < asked.endorse_from else None


def why_not(session: Session, asked: Ballot | Petition, *, at: datetime) -> Conflict | None:
    """Why nobody may endorse it at this moment, its window or a pause (rule 24); nothing if everybody may."""
    closed = why_closed(asked, at=at)
    if closed is not None and closed.code != "endorse.not_open_yet":
        return closed
    pause = pauses.in_force(session, at=at)
    return closed if pause is None else Conflict("endorse.paused", until=pause.ends)


def lapse_all_due(session: Session, *, as_of: datetime) -> int:
    """Record what the clock has decided: windows that closed below the threshold (rule 12). Returns how many.

    What a pause has moved by then is moved first. Only where every endorsement that arrived in time has been counted; may run late,
    twice, or in parallel.
    """
    pauses.begin_all_due(session, at=as_of)
    mark = tally.count(session, at=as_of)
    if mark is None:
        return 0
    due = (
        select(Petition)
        .where(Petition.stage == Stage.ENDORSING, Petition.endorse_until + GRACE <= as_of)
        .where(~select(Endorsement.id).where(Endorsement.petition_id == Petition.id, Endorsement.xid >= mark.xid).exists())
        .with_for_update(skip_locked=True)
    )
    lapsed = session.scalars(due).all()
    for petition in lapsed:
        # The ledger names the moment that decided, not the one at which it was noticed.
        ended = petition.endorse_until or as_of
        facts = {"endorsements": petition.endorsements}
        moves.make(session, petition, Move.LAPSE, at=ended, role=Role.CLOCK, facts=facts, closed_at=ended)
    return len(lapsed)


def _recorded(session: Session, ballot: Ballot, *, at: datetime) -> Ballot:
    """The ballot with the window that the clock gives it: what pauses have moved by now is recorded first."""
    pauses.begin_all_due(session, at=at)
    stage, until = session.execute(select(Petition.stage, Petition.endorse_until).where(Petition.id == ballot.petition_id)).one()
    return replace(ballot, stage=stage, endorse_until=until)


def _notice(ballot: Ballot, key: bytes, keys: Keyring) -> dict[str, object]:
    if ballot.email_hash is None or ballot.email_sealed is None:
        return {"address": None, "sealed": None, "language": ballot.language}
    # Sealed anew: a copy of the account's own ciphertext would tell who endorsed.
    address = keys.open(ballot.email_sealed, purpose=ADDRESS)
    return {
        "address": nullifiers.of_address(key, ballot.email_hash),
        "sealed": keys.seal(address, purpose=ADDRESS),
        "language": ballot.language,
    }
