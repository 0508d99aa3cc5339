"""What followers with a digest have yet to hear of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base


class DigestItem(Base):
    """One row of the ledger for one follower of its petition, gone with the follower; `letter` is what it would have been at once.

    `at` is when it would have been written.
    """

    __tablename__ = "digest_item"
    follower_id: Mapped[int] = mapped_column(ForeignKey("notice_address.id", ondelete="CASCADE"), primary_key=True)
    transition_id: Mapped[int] = mapped_column(ForeignKey("transition.id"), primary_key=True)
    letter: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
