"""Who wants no more letters about a petition, and what administrators made of the letters' texts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Language
from app.kernel.db import Base


class NoticeStop(Base):
    """One address, hashed with the petition's key as in `NoticeAddress`, that switched the petition's letters off."""

    __tablename__ = "notice_stop"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    at: Mapped[datetime]


class LetterText(Base):
    """A version of a letter's texts in one language: what stands instead of which shipped text; empty is the shipped letter again."""

    __tablename__ = "letter_text"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[Language] = mapped_column(primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    texts: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
