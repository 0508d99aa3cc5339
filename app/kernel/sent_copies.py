"""In the demonstration only: a copy of every letter that left, address and code included, for anyone to see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base
from app.kernel.outbox import Channel

KEPT = 2_000
"""Of thousands of letters the newest are enough to look at."""


class SentCopy(Base):
    """One e-mail or text message as it left. Written in demonstration mode alone, which production refuses."""

    __tablename__ = "sent_copy"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel]
    to: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]


def newest(session: Session, *, limit: int = 200) -> list[SentCopy]:
    return list(session.scalars(select(SentCopy).order_by(SentCopy.id.desc()).limit(limit)))


def forget_old(session: Session, *, kept: int = KEPT) -> None:
    """Keep only the newest."""
    last = select(SentCopy.id).order_by(SentCopy.id.desc()).offset(kept).limit(1).scalar_subquery()
    session.execute(delete(SentCopy).where(SentCopy.id <= last).execution_options(synchronize_session=False))
