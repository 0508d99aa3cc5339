"""What a new version of the answer carries over: a promise once given stands until it is done or dropped in public (rule 18).

A version may word a promise better or add one. One that it leaves out is carried over as it stands, and another day is an act of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Agency
from app.kernel.errors import Problem
from app.kernel.workdays import local_day
from app.petition.models import Petition
from app.respond import figures
from app.respond.models import Commitment, Promise, PromiseState, Reply, Response
from app.respond.rules import Answer, Promised


def replies(answer: Answer) -> list[Reply]:
    """The rows of its replies; every outcome is decided."""
    return [
        Reply(demand_no=reply.demand_no, outcome=reply.outcome, reason=reply.reason.strip(), existing_policy=reply.existing_policy)
        for reply in answer.replies
    ]


def promises(session: Session, petition: Petition, answer: Answer, *, agency: Agency, at: datetime) -> list[Promise]:
    """The rows of its promises, each with the commitment that stands, or a new one; one that was recalled is given anew."""
    stands = _standing(session, petition)
    given = [_recognised(promised, stands) for promised in answer.promises]
    named = {promised.commitment_id for promised in given}
    every = [*given, *(_as_it_stands(promise) for promise in stands.values() if promise.commitment_id not in named)]
    return [_row(no, promised, _commitment(promised, stands, petition, agency, at)) for no, promised in enumerate(every, 1)]


def problems(session: Session, petition: Petition, answer: Answer, *, at: datetime) -> Iterator[Problem]:
    """Promises that stand and have another day, or stand twice; and days gone by of those that do not stand."""
    stands, seen = _standing(session, petition), set()
    for no, promised in enumerate(answer.promises, 1):
        of, standing = promised.commitment_id, stands.get(promised.commitment_id or 0)
        if standing is not None and promised.due_on != standing.commitment.due_on:
            yield Problem(f"promise-{no}-due_on", "promise.redate", {"day": standing.commitment.due_on.isoformat()})
        elif standing is None and of is not None and promised.due_on < local_day(at):
            yield Problem(f"promise-{no}-due_on", "promise.past")
        if of in seen:
            yield Problem(f"promise-{no}-text", "promise.twice")
        seen |= {of} if of else set()


def _standing(session: Session, petition: Petition) -> Mapping[int, Promise]:
    """The promises of the answer that stands, by the id of their commitments, in its order."""
    latest = figures.latest().where(Response.petition_id == petition.id).subquery()
    rows = select(Promise).join(latest, latest.c.id == Promise.response_id).options(joinedload(Promise.commitment))
    return {promise.commitment_id: promise for promise in session.scalars(rows.order_by(Promise.no))}


def _recognised(promised: Promised, stands: Mapping[int, Promise]) -> Promised:
    """The same words for the same day are the same promise."""
    if promised.commitment_id in stands:
        return promised
    words = promised.text.strip(), promised.due_on
    same = [of for of, promise in stands.items() if (promise.text, promise.commitment.due_on) == words]
    return replace(promised, commitment_id=same[0] if same else None)


def _as_it_stands(promise: Promise) -> Promised:
    return Promised(promise.text, promise.commitment.due_on, promise.unit, promise.proof_url, promise.commitment_id)


def _commitment(promised: Promised, stands: Mapping[int, Promise], petition: Petition, agency: Agency, at: datetime) -> Commitment:
    if promised.commitment_id is not None:
        return stands[promised.commitment_id].commitment
    days = {"due_on": promised.due_on, "first_due_on": promised.due_on}
    return Commitment(petition_id=petition.id, agency_id=agency.id, state=PromiseState.PROMISED, since=at, **days)


def _row(no: int, promised: Promised, commitment: Commitment) -> Promise:
    return Promise(
        no=no,
        text=promised.text.strip(),
        due_on=promised.due_on,
        unit=promised.unit.strip(),
        proof_url=promised.proof_url.strip(),
        commitment=commitment,
    )
