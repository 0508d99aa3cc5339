"""What an endorsement needs to be cast, in one question; what a person has endorsed, computed, never stored; and the breakdowns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, DateTime, and_, bindparam, case, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from app.accounts import sign_ins
from app.accounts.models import Membership, Person
from app.accounts.sign_ins import SignIn, Span
from app.endorse import nullifiers
from app.endorse.breakdown import Breakdown, Kind, broken_down
from app.endorse.counties import County
from app.endorse.models import Endorsement, EndorsementCounty, EndorsementHour, EndorsementSource, TallyMark
from app.endorse.sources import Source
from app.kernel.errors import NotFound
from app.kernel.secrets import Keyring
from app.petition import keys as petition_keys
from app.petition.lifecycle import Stage
from app.petition.models import Petition


@dataclass(frozen=True)
class Ballot:
    """A person before a petition: what casting, taking back and asking "have I endorsed?" need of both."""

    petition_id: int
    stage: Stage
    key_sealed: bytes | None
    text_sha256: str
    endorse_from: datetime | None
    endorse_until: datetime | None
    withdrawable: bool
    person_id: int
    verified: bool
    phone_hash: bytes | None
    phone_seat: int | None
    email_hash: bytes | None
    email_sealed: bytes | None
    language: str


PETITION, PERSON = Petition.__table__.c, Person.__table__.c
# Columns of the tables, not attributes of the models: plain rows are read in half the time.
BALLOT = (
    PETITION.id,
    PETITION.stage,
    PETITION.key_sealed,
    PETITION.text_sha256,
    PETITION.endorse_from,
    PETITION.endorse_until,
    PETITION.rules["endorsement_withdrawable"].as_boolean(),
    PERSON.id,
    PERSON.verified_at.is_not(None),
    PERSON.phone_hash,
    PERSON.phone_seat,
    PERSON.email_hash,
    PERSON.email_sealed,
    PERSON.language,
)


SIGN_IN, MEMBERSHIP = SignIn.__table__.c, Membership.__table__.c


def _is_live(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    serves = select(MEMBERSHIP.id).where(MEMBERSHIP.person_id == SIGN_IN.person_id, MEMBERSHIP.ended_at.is_(None)).exists()

    def within(span: Span) -> ColumnElement[bool]:
        return and_(SIGN_IN.last_seen_at + span.idle > at, SIGN_IN.created_at + span.whole > at)

    return and_(SIGN_IN.ended_at.is_(None), case((serves, within(sign_ins.STAFF)), else_=within(sign_ins.CITIZEN)))


# Put together once: every endorsement begins with it.
OF_VISITOR = (
    select(*BALLOT)
    .select_from(SignIn.__table__)
    .join(Person.__table__, PERSON.id == SIGN_IN.person_id)
    .join(Petition.__table__, PETITION.number == bindparam("number"))
    .where(SIGN_IN.token_hash == bindparam("token_hash"), PERSON.erased_at.is_(None), PETITION.stage != Stage.HIDDEN)
    .where(_is_live(bindparam("at", type_=DateTime(timezone=True))))
)


def ballot(session: Session, number: str, person_id: int) -> Ballot:
    """Raises NotFound for an unknown or hidden petition."""
    asked = select(*BALLOT).select_from(Petition).join(Person, Person.id == person_id)
    row = session.execute(asked.where(Petition.number == number, Petition.stage != Stage.HIDDEN)).first()
    if row is None:
        raise NotFound("petition.unknown")
    return Ballot(*row)


def ballot_of_visitor(session: Session, number: str, token_hash: bytes, at: datetime) -> Ballot | None:
    """The ballot of whoever holds the sign-in of this hash, in one question; nothing if it is not live, or there is no such petition."""
    row = session.execute(OF_VISITOR, {"number": number, "token_hash": token_hash, "at": at}).first()
    return None if row is None else Ballot(*row)


def has_endorsed(session: Session, ballot: Ballot, *, keys: Keyring) -> Endorsement | None:
    """The person's endorsement of this petition, unless there is none, it was taken back or removed, or the key is destroyed."""
    found = _cast(session, ballot, keys=keys)
    return None if found is None or found.removed_at is not None else found


def is_removed(session: Session, ballot: Ballot, *, keys: Keyring) -> bool:
    """Was the person's endorsement of this petition removed (rule 26)?"""
    found = _cast(session, ballot, keys=keys)
    return found is not None and found.removed_at is not None


def _cast(session: Session, ballot: Ballot, *, keys: Keyring) -> Endorsement | None:
    if ballot.key_sealed is None:
        return None
    mine = nullifiers.of_person(petition_keys.unwrap(keys, ballot.key_sealed), ballot.person_id)
    return session.scalar(
        select(Endorsement).where(
            Endorsement.petition_id == ballot.petition_id,
            Endorsement.person_nullifier == mine,
            Endorsement.taken_back_at.is_(None),
        )
    )


def endorsed(session: Session, person: Person, *, keys: Keyring) -> list[tuple[Petition, Endorsement]]:
    """Every petition the person endorses, newest first, also where it was removed; from the keys of all petitions that have one."""
    petitions = session.execute(
        select(Petition.id, Petition.key_sealed).where(Petition.key_sealed.is_not(None), Petition.endorse_from.is_not(None))
    )
    wanted = [(id_, nullifiers.of_person(petition_keys.unwrap(keys, sealed), person.id)) for id_, sealed in petitions if sealed]
    if not wanted:
        return []
    rows = (
        select(Petition, Endorsement)
        .join(Endorsement, Endorsement.petition_id == Petition.id)
        .where(
            tuple_(Endorsement.petition_id, Endorsement.person_nullifier).in_(wanted),
            Endorsement.taken_back_at.is_(None),
            Petition.stage != Stage.HIDDEN,
        )
        .options(selectinload(Petition.demands))
        .order_by(Endorsement.at.desc())
    )
    return [(petition, endorsement) for petition, endorsement in session.execute(rows)]


def hours(session: Session, petition: Petition) -> list[EndorsementHour]:
    """The breakdown per hour, oldest first; sums to the petition's count."""
    rows = select(EndorsementHour).where(EndorsementHour.petition_id == petition.id)
    return list(session.scalars(rows.order_by(EndorsementHour.hour)))


def counted_as_of(session: Session) -> datetime | None:
    """The moment up to which every shown count is complete, UTC."""
    return session.scalar(select(TallyMark.as_of))


def counties(session: Session, petition: Petition) -> Breakdown[County]:
    """Where its endorsers say they live; whoever said nothing is among the rest."""
    return _broken_down(session, petition, EndorsementCounty, EndorsementCounty.county)


def sources(session: Session, petition: Petition) -> Breakdown[Source]:
    """Where its endorsers came from, for its proposer only; whoever came by themselves is among the rest."""
    return _broken_down(session, petition, EndorsementSource, EndorsementSource.source)


def _broken_down(
    session: Session, petition: Petition, of: type[EndorsementCounty | EndorsementSource], kind: InstrumentedAttribute[Kind]
) -> Breakdown[Kind]:
    # One statement, so that the whole and its parts are of one moment.
    rows = select(Petition.endorsements, kind, of.endorsed - of.taken_back - of.removed).outerjoin(of, of.petition_id == Petition.id)
    found = session.execute(rows.where(Petition.id == petition.id)).all()
    counts = {named: count for _, named, count in found if named is not None}
    return broken_down(counts, total=found[0][0], smallest=petition.policy.smallest_cell)
