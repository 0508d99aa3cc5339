"""A meeting that a merged agency has called and not held is its successor's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.meet.actions import STANDS
from app.meet.models import Meeting


def succeed(session: Session, gone: Agency, into: Agency, _: datetime) -> None:
    """What was held, or called off, stays with whoever called it."""
    called = update(Meeting).where(Meeting.agency_id == gone.id, Meeting.starts_at.is_not(None), *STANDS)
    session.execute(called.values(agency_id=into.id).execution_options(synchronize_session=False))
