"""The agencies of the Executive Yuan, brought into the database from the data file beside this module."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.kernel.errors import NotFound

FILE = Path(__file__).with_name("agencies.csv")


def plant(session: Session, file: Path = FILE) -> int:
    """Add every agency of the file and rename those that are there, parents included; returns how many the file names."""
    with file.open(encoding="utf-8", newline="") as rows:
        found = list(csv.DictReader(rows))
    named = insert(Agency)
    by_code = named.on_conflict_do_update(
        index_elements=[Agency.code], set_={"name_zh": named.excluded.name_zh, "name_en": named.excluded.name_en}
    )
    session.execute(by_code, [{"code": row["code"], "name_zh": row["name_zh"], "name_en": row["name_en"]} for row in found])
    ids = {row.code: row.id for row in session.execute(select(Agency.code, Agency.id))}
    for row in found:
        session.execute(update(Agency).where(Agency.code == row["code"]).values(parent_id=ids.get(row["parent"])))
    session.expire_all()
    return len(found)


def by_code(session: Session, code: str) -> Agency:
    """Raises NotFound `agency.unknown`."""
    agency = session.scalar(select(Agency).where(Agency.code == code, Agency.closed_at.is_(None)))
    if agency is None:
        raise NotFound("agency.unknown", agency=code)
    return agency
