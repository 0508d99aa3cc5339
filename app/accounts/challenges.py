"""The codes that were sent, as rows: what is asked of them stands in `verification`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.outbox import Channel


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    JOIN = "join"


class Challenge(Base):
    """A code that was sent: to whom (hashed), for what, and how often it was tried."""

    __tablename__ = "challenge"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel]
    address_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    purpose: Mapped[Purpose]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    secret_sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_challenge_live",
            "purpose",
            "address_hash",
            unique=True,
            postgresql_where=text("used_at IS NULL AND replaced_at IS NULL"),
        ),
        Index("ix_challenge_address", "address_hash", "created_at"),
    )
