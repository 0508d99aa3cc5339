"""The only place that reads the wall clock. Everything below the edge is given its time as `at`, aware and in UTC."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import Interval, SmallInteger, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from app.kernel.db import Base


class Clock(Protocol):
    def now(self) -> datetime:
        """The platform's present moment, UTC."""


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Journey(Base):
    """How far the demonstration's clock has travelled: one row, read by every process."""

    __tablename__ = "journey"
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, default=1)
    offset: Mapped[timedelta] = mapped_column(Interval, default=timedelta())


class TravellingClock:
    """The wall clock moved by the demonstration's journey, which is read again at most once a second."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._offset = timedelta()
        self._read_at = float("-inf")

    def now(self) -> datetime:
        if time.monotonic() - self._read_at > 1:
            # A database that is away stops nothing that does not need it: the clock goes on from what it last read.
            with suppress(SQLAlchemyError), self._sessions() as session:
                self._offset = session.scalar(select(Journey.offset)) or timedelta()
            self._read_at = time.monotonic()
        return datetime.now(UTC) + self._offset


def travel(session: Session, by: timedelta | None) -> timedelta:
    """Move the demonstration's clock further by `by`, or back to the present for None. Returns the whole offset."""
    journey = session.get(Journey, 1) or Journey(id=1, offset=timedelta())
    journey.offset = timedelta() if by is None else journey.offset + by
    session.add(journey)
    session.flush()
    return journey.offset


def untravelled(clock: Clock) -> datetime:
    """The present as other people's clocks have it, which an authenticator's codes follow; never the demonstration's future."""
    return datetime.now(UTC) if isinstance(clock, TravellingClock) else clock.now()
