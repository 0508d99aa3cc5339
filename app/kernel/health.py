"""What can be asked of a running platform: is it ready, what are its figures, what do its jobs do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Check:
    """One part: `word` says how it is, for a person."""

    name: str
    ok: bool
    word: str


@dataclass(frozen=True)
class Figure:
    """One measurement; `labels` tell apart the lines of one name."""

    name: str
    help: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Process:
    """A worker or tick that gave a sign of life so long ago."""

    name: str
    post: str
    since: datetime
    silent: timedelta


@dataclass(frozen=True)
class TaskState:
    """A task of the schedule and its last run."""

    name: str
    every: timedelta
    done_at: datetime | None
    failed_at: datetime | None
    error: str


@dataclass(frozen=True)
class FailedLetter:
    """A letter that was given up, without its address."""

    letter_id: int
    name: str
    channel: str
    failed_at: datetime | None
    attempts: int
    error: str


@dataclass(frozen=True)
class Workshop:
    """What the staff page on jobs shows. `queues` is None while Redis is away."""

    queues: dict[str, int] | None
    failed_jobs: int | None
    processes: list[Process]
    tasks: list[TaskState]
    waiting: dict[str, int]
    oldest_unsent: timedelta | None
    failed_letters: list[FailedLetter] = field(default_factory=list)


class Watch(Protocol):
    """Looks after the platform for whoever asks."""

    def ready(self, session: Session, *, at: datetime) -> list[Check]:
        """Every part that must work for people to be served; one by one, none hides another."""

    def figures(self, session: Session, *, at: datetime) -> list[Figure]:
        """The measurements for Prometheus."""

    def workshop(self, session: Session, *, at: datetime) -> Workshop:
        """The jobs as staff see them."""
