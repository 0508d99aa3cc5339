"""Two petitions of the same become one when both proposers say so.

Nobody who endorsed is moved: each is asked once (`app.endorse.moving`). The one that is merged stays to be read, its count as it stood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, defer

from app.accounts.models import Person, Role
from app.kernel.errors import Conflict, NotAllowed, NotFound
from app.petition import deadlines, links, moves, pauses
from app.petition.deadlines import Window
from app.petition.lifecycle import Move, Stage
from app.petition.links import Relation
from app.petition.models import Petition
from app.petition.offers import MergeOffer, Settled, undecided


@dataclass(frozen=True)
class Standing:
    """An offer that can still be taken, with both petitions (without their parts)."""

    offer: MergeOffer
    merged: Petition
    into: Petition

    def other(self, petition: Petition) -> Petition:
        return self.into if petition.id == self.merged.id else self.merged

    def waits_for(self, person: Person) -> bool:
        """Has this person a say that is still owed?"""
        return bool(_owed(self, person))


def offer(session: Session, petition: Petition, *, into: Petition, by: Person, role: Role, at: datetime) -> MergeOffer:
    """Propose to merge `petition` into the other, as a moderator or as the proposer of one of them, who thereby consents.

    It lapses after some days, paused time not counted, and never later than either window closes.
    Raises NotAllowed `petition.not_yours`, `review.own`; Conflict `merge.not_same`, `merge.closed`, `merge.offered`.
    """
    _entitled(by, role, petition, into)
    pauses.begin_all_due(session, at=at)
    _mergeable(session, petition, into, at)
    if any(standing.other(petition).id == into.id for standing in offers(session, petition, at=at)):
        raise Conflict("merge.offered")
    _settle_dead(session, petition, at)
    own = Window(opens=at, closes=deadlines.days_after(at, petition.policy.merge_offer_days))
    until = pauses.shifted(session, own, at=at).closes
    ends = [moment for moment in (until, petition.endorse_until, into.endorse_until) if moment is not None]
    mine = role is Role.PROPOSER
    row = insert(MergeOffer).values(
        from_id=petition.id, into_id=into.id, role=role, by_id=by.id, at=at, lapses_at=min(ends),
        from_consented_at=at if mine and petition.proposer_id == by.id else None,
        into_consented_at=at if mine and into.proposer_id == by.id else None,
    )  # fmt: skip
    made: MergeOffer | None = session.scalar(row.on_conflict_do_nothing().returning(MergeOffer))
    if made is None:
        raise Conflict("merge.offered")
    standing = Standing(made, petition, into)
    asked = {side.id for side in (petition, into) if not mine or side.proposer_id != by.id}
    _record(session, standing, Move.OFFER_MERGE, by=by, role=role, at=at, did=dict.fromkeys(asked, "asked"))
    _merge_if_agreed(session, standing, by=by, at=at)
    return made


def consent(session: Session, standing: Standing, *, by: Person, at: datetime) -> bool:
    """A proposer's yes; with the second one the petitions are merged. Returns whether they are.

    Raises NotAllowed `petition.not_yours`, Conflict `merge.settled`, `merge.not_same`, `merge.closed`, `petition.moved`.
    """
    _concerned(standing, by)
    _mergeable(session, standing.merged, standing.into, at)
    owed = _owed(standing, by)
    open_still = _is_open(standing.offer.id, at)
    # The row is locked by the first of two at once, so that the second one to write sees both.
    given = update(MergeOffer).where(*open_still, *(column.is_(None) for column in owed)).values(dict.fromkeys(owed, at))
    if not owed or session.execute(given.returning(MergeOffer.id).execution_options(synchronize_session=False)).first() is None:
        raise Conflict("merge.settled")
    session.refresh(standing.offer)
    return _merge_if_agreed(session, standing, by=by, at=at)


def decline(session: Session, standing: Standing, *, by: Person, at: datetime) -> None:
    """A proposer's no, also after a yes while the other has not answered.

    Raises NotAllowed `petition.not_yours`, Conflict `merge.settled`, `petition.not_now`.
    """
    _concerned(standing, by)
    ended = update(MergeOffer).where(*_is_open(standing.offer.id, at)).values(settled_at=at, settled_as=Settled.DECLINED)
    if session.execute(ended.returning(MergeOffer.id).execution_options(synchronize_session=False)).first() is None:
        raise Conflict("merge.settled")
    told = {side.id: "told" for side in (standing.merged, standing.into) if side.proposer_id != by.id}
    _record(session, standing, Move.DECLINE_MERGE, by=by, role=Role.PROPOSER, at=at, did=told)


def offers(session: Session, petition: Petition, *, at: datetime) -> list[Standing]:
    """Offers that can still be taken, in which the petition would be merged or take another in."""
    mine = or_(MergeOffer.from_id == petition.id, MergeOffer.into_id == petition.id)
    return [Standing(*row) for row in undecided(session, at, mine)]


def standing_offer(session: Session, petition: Petition, offer_id: int, *, at: datetime) -> Standing:
    """One of them, what a pause has moved by now being recorded first.

    Raises NotFound for another petition's, Conflict `merge.settled` for one that is over.
    """
    pauses.begin_all_due(session, at=at)
    found = session.get(MergeOffer, offer_id)
    if found is None or petition.id not in (found.from_id, found.into_id):
        raise NotFound("merge.unknown")
    for standing in offers(session, petition, at=at):
        if standing.offer.id == offer_id:
            return standing
    raise Conflict("merge.settled")


def partners(session: Session, petition: Petition, *, at: datetime) -> list[Petition]:
    """Petitions that it may be merged with: said to be the same, both still gathering, no offer between them yet."""
    if not _gathers(petition, at):
        return []
    taken = {standing.other(petition).id for standing in offers(session, petition, at=at)}
    same = [linked.petition for linked in links.of(session, petition) if linked.relation is Relation.SAME]
    return [other for other in same if _gathers(other, at) and other.id not in taken]


def merged_into(session: Session, petition: Petition) -> Petition | None:
    """Where it has gone in the end, if that was merged too; nothing if it was not merged, or the other is hidden now."""
    into: Petition | None = petition
    while into is not None and into.stage is Stage.MERGED:
        rows = select(Petition).join(MergeOffer, MergeOffer.into_id == Petition.id).options(defer(Petition.words))
        into = session.scalar(rows.where(MergeOffer.from_id == into.id, MergeOffer.settled_as == Settled.MERGED))
    return None if into is None or into is petition or into.stage is Stage.HIDDEN else into


def absorbed(session: Session, petition: Petition) -> list[Petition]:
    """What was merged into it, the first merged first; hidden ones are left out."""
    rows = select(Petition).join(MergeOffer, MergeOffer.from_id == Petition.id).options(defer(Petition.words))
    came = rows.where(MergeOffer.into_id == petition.id, MergeOffer.settled_as == Settled.MERGED, Petition.stage != Stage.HIDDEN)
    return list(session.scalars(came.order_by(MergeOffer.settled_at)))


def merged_numbers(session: Session, petitions: Sequence[Petition]) -> dict[int, str]:
    """Into which petitions many were merged, by their ids."""
    rows = select(MergeOffer.from_id, Petition.number).join(Petition, Petition.id == MergeOffer.into_id)
    merged = rows.where(MergeOffer.from_id.in_([petition.id for petition in petitions]), MergeOffer.settled_as == Settled.MERGED)
    return dict(session.execute(merged.where(Petition.stage != Stage.HIDDEN)).all())


def _merge_if_agreed(session: Session, standing: Standing, *, by: Person, at: datetime) -> bool:
    made, merged, into = standing.offer, standing.merged, standing.into
    if made.from_consented_at is None or made.into_consented_at is None:
        return False
    made.settled_at, made.settled_as = at, Settled.MERGED
    session.flush()
    endorsed = {"endorsements": merged.endorsements}
    acts: dict[int, tuple[Petition, Move, dict[str, Any], dict[str, Any]]] = {
        merged.id: (merged, Move.MERGE, {"other_petition": into.number, **endorsed}, {"closed_at": at}),
        into.id: (into, Move.ABSORB, {"other_petition": merged.number, **endorsed}, {}),
    }
    # In the order of their ids, as links are written.
    for _, (petition, move, facts, changes) in sorted(acts.items()):
        gathers = (Petition.endorse_until > at,)
        moves.make(session, petition, move, at=at, role=Role.PROPOSER, by=by, facts=facts, provided=gathers, **changes)
    return True


def _record(session: Session, standing: Standing, move: Move, *, by: Person, role: Role, at: datetime, did: Mapping[int, str]) -> None:
    """On both ledgers; `did` says, by their ids, of which petitions the proposers are to hear of it, and as what."""
    for petition in sorted((standing.merged, standing.into), key=lambda side: side.id):
        facts = {
            "other_petition": standing.other(petition).number,
            "into": standing.into.number,
            "until": standing.offer.lapses_at.isoformat(),
        }
        known = {"did": did[petition.id]} if petition.id in did else {}
        moves.make(session, petition, move, at=at, role=role, by=by, facts=facts | known)


def _entitled(by: Person, role: Role, *petitions: Petition) -> None:
    own = any(petition.proposer_id == by.id for petition in petitions)
    if role is Role.PROPOSER and not own:
        raise NotAllowed("petition.not_yours")
    if role is Role.MODERATOR and own:
        raise NotAllowed("review.own")


def _concerned(standing: Standing, by: Person) -> None:
    if by.id not in (standing.merged.proposer_id, standing.into.proposer_id):
        raise NotAllowed("petition.not_yours")


def _owed(standing: Standing, by: Person) -> list[Any]:
    """The consents of this person's that are not given yet, as columns."""
    made = standing.offer
    sides = (
        (standing.merged, MergeOffer.from_consented_at, made.from_consented_at),
        (standing.into, MergeOffer.into_consented_at, made.into_consented_at),
    )
    return [column for petition, column, given in sides if petition.proposer_id == by.id and given is None]


def _mergeable(session: Session, petition: Petition, into: Petition, at: datetime) -> None:
    if links.relation_of(session, petition, into) is not Relation.SAME:
        raise Conflict("merge.not_same")
    if not (_gathers(petition, at) and _gathers(into, at)):
        raise Conflict("merge.closed")


def _gathers(petition: Petition, at: datetime) -> bool:
    return petition.stage is Stage.ENDORSING and petition.endorse_until is not None and at < petition.endorse_until


def _is_open(offer_id: int, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return MergeOffer.id == offer_id, MergeOffer.settled_at.is_(None), MergeOffer.lapses_at > at


def _settle_dead(session: Session, petition: Petition, at: datetime) -> None:
    """Close what can no longer be taken, since only one offer of a petition may be open."""
    gone = select(Petition.id).where(Petition.stage != Stage.ENDORSING)
    dead = or_(MergeOffer.lapses_at <= at, MergeOffer.into_id.in_(gone))
    ended = update(MergeOffer).where(MergeOffer.from_id == petition.id, MergeOffer.settled_at.is_(None), dead)
    session.execute(ended.values(settled_at=at, settled_as=Settled.LAPSED).execution_options(synchronize_session=False))
