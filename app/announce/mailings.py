"""How far the letters about an event are, in numbers alone: who got one is nobody's to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.announce.rules import RULES, Nobody
from app.kernel import outbox
from app.kernel.outbox import Progress
from app.petition.models import Petition, Transition

SHOWN = 20


@dataclass(frozen=True)
class Mailing:
    """The letters about one move; before `begins` none of them is written yet."""

    petition: Petition
    transition: Transition
    progress: Progress

    @property
    def begins(self) -> datetime | None:
        """When the letters will be written, if they are not yet."""
        return self.transition.announce_from if self.transition.announced_at is None else None

    @property
    def is_under_way(self) -> bool:
        return self.begins is not None or self.progress.waiting > 0


def latest(session: Session, petition: Petition) -> Mailing | None:
    """The last mailing about a petition, or nothing where none was ever due or its letters are forgotten."""
    silent = [move for move, rule in RULES.items() if isinstance(rule, Nobody)]
    last = select(Transition).where(Transition.petition_id == petition.id, Transition.move.not_in(silent))
    transition = session.scalar(last.order_by(Transition.id.desc()).limit(1))
    if transition is None:
        return None
    mailing = Mailing(petition, transition, outbox.progress(session, event_of(transition)))
    return mailing if mailing.is_under_way or mailing.progress.total else None


def under_way(session: Session) -> Sequence[Mailing]:
    """The mailings whose letters are not all out, oldest first."""
    names = [name for name in outbox.events_under_way(session) if name.startswith("move:")][:SHOWN]
    return [_mailing(session, int(name.removeprefix("move:"))) for name in names]


def event_of(transition: Transition) -> str:
    """The name under which the letters about a move are written."""
    return f"move:{transition.id}"


def _mailing(session: Session, transition_id: int) -> Mailing:
    transition = session.get_one(Transition, transition_id)
    petition = session.get_one(Petition, transition.petition_id)
    return Mailing(petition, transition, outbox.progress(session, event_of(transition)))
