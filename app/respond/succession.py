"""What a merged agency has under way in answers goes to its successor: parts asked for, drafts submitted, promises still open.

What it has published, and the promises that it has kept or dropped, stay its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency
from app.respond import promises
from app.respond.approvals import Submission, Verdict
from app.respond.models import OPEN_PROMISES, Commitment
from app.respond.parts import PartRequest, PartVersion


def succeed(session: Session, gone: Agency, into: Agency, at: datetime) -> Sequence[int]:
    """Where both had the same thing under way, one of them remains. Returns the ids of the petitions whose promises move."""
    _parts(session, gone, into, at)
    _submissions(session, gone, into, at)
    told = promises.petitions_with_open(session, gone)
    promised = update(Commitment).where(Commitment.agency_id == gone.id, Commitment.state.in_(OPEN_PROMISES))
    session.execute(promised.values(agency_id=into.id).execution_options(synchronize_session=False))
    return told


def _parts(session: Session, gone: Agency, into: Agency, at: datetime) -> None:
    """Of two for the same demand the one remains that was written, or else the successor's own."""
    live = update(PartRequest).where(PartRequest.ended_at.is_(None)).execution_options(synchronize_session=False)
    twin = aliased(PartRequest)

    def beside(agency: Agency, *, written: bool = False) -> ColumnElement[bool]:
        same = twin.petition_id == PartRequest.petition_id, twin.demand_no == PartRequest.demand_no, twin.ended_at.is_(None)
        found = select(twin.id).where(*same, twin.agency_id == agency.id)
        return found.where(select(PartVersion.id).where(PartVersion.request_id == twin.id).exists()).exists() if written else found.exists()

    unwritten = ~select(PartVersion.id).where(PartVersion.request_id == PartRequest.id).exists()
    session.execute(live.where(PartRequest.agency_id == into.id, unwritten, beside(gone, written=True)).values(ended_at=at))
    session.execute(live.where(PartRequest.agency_id == gone.id, beside(into)).values(ended_at=at))
    session.execute(live.where(PartRequest.agency_id == gone.id).values(agency_id=into.id))
    session.execute(live.where(PartRequest.lead_id == gone.id).values(lead_id=into.id))
    # Nobody is still owed a part by itself.
    session.execute(live.where(PartRequest.lead_id == into.id, PartRequest.agency_id == into.id, unwritten).values(ended_at=at))


def _submissions(session: Session, gone: Agency, into: Agency, at: datetime) -> None:
    """All that its officers have submitted, numbered after what the successor has submitted there."""
    own = aliased(Submission)
    theirs = select(own).where(own.petition_id == Submission.petition_id, own.agency_id == into.id)
    waits_too = theirs.where(own.verdict.is_(None)).exists()
    mine = update(Submission).where(Submission.agency_id == gone.id).execution_options(synchronize_session=False)
    session.execute(mine.where(Submission.verdict.is_(None), waits_too).values(verdict=Verdict.TAKEN_BACK, decided_at=at))
    last = theirs.with_only_columns(func.coalesce(func.max(own.no), 0)).scalar_subquery()
    session.execute(mine.values(agency_id=into.id, no=Submission.no + last))
