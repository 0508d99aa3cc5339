"""What a merged agency was asked about cases in review and has not answered goes to its successor."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency
from app.review.advice import Advice


def succeed(session: Session, gone: Agency, into: Agency, at: datetime) -> None:
    """Where the successor was asked too it answers once, to the question that was its own."""
    own = aliased(Advice)
    asked_too = select(own.id).where(own.petition_id == Advice.petition_id, own.agency_id == into.id, own.closed_at.is_(None)).exists()
    is_open = update(Advice).where(Advice.agency_id == gone.id, Advice.closed_at.is_(None))
    quietly = is_open.execution_options(synchronize_session=False)
    session.execute(quietly.where(asked_too).values(closed_at=at))
    session.execute(quietly.values(agency_id=into.id))
