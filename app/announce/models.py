"""Who wants no more letters about a petition."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base


class NoticeStop(Base):
    """One address, hashed with the petition's key as in `NoticeAddress`, that switched the petition's letters off."""

    __tablename__ = "notice_stop"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    at: Mapped[datetime]
