"""Removing and restoring the endorsements of a batch: the rows, the count and every breakdown in one statement (rule 26).

Only what the tally has counted is touched, and nothing is counted meanwhile: the caller holds the tally's mark (`tally.count`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from app.endorse.models import Removal


def remove(session: Session, removal: Removal, *, at: datetime) -> int:
    """Remove those of the batch that still count; returns how many."""
    return _run(session, REMOVE, removal, at)


def restore(session: Session, removal: Removal, *, at: datetime) -> int:
    """Let those count again that the batch removed; returns how many."""
    return _run(session, RESTORE, removal, at)


def _run(session: Session, statement: TextClause, removal: Removal, at: datetime) -> int:
    return session.scalar(statement, {"removal": removal.id, "petition": removal.petition_id, "at": at}) or 0


def _breakdown(name: str, cell: str, kinds: str, step: int) -> str:
    return f"""
        INSERT INTO endorsement_{name} (petition_id, {name}, endorsed, taken_back, removed)
        SELECT CAST(:petition AS bigint), {cell}, 0, 0, {step} * count(*) FROM changed WHERE {kinds} GROUP BY 2
        ON CONFLICT (petition_id, {name}) DO UPDATE SET removed = endorsement_{name}.removed + excluded.removed
    """


def statement(*, removed_at: str, condition: str, step: int) -> TextClause:
    """`step` is by how much each row is removed: 1 or -1."""
    return text(f"""
        WITH changed AS (
            UPDATE endorsement SET removed_at = {removed_at}
            FROM removal_endorsement AS named
            WHERE named.removal_id = :removal AND named.endorsement_id = endorsement.id AND endorsement.petition_id = :petition
                AND taken_back_at IS NULL AND xid < (SELECT xid FROM tally_mark) AND {condition}
            RETURNING endorsement.id, county, source
        ), marked AS (
            UPDATE removal_endorsement SET applied = {step == 1}
            FROM changed WHERE removal_id = :removal AND endorsement_id = changed.id
        ), by_hour AS ({_breakdown("hour", "date_trunc('hour', CAST(:at AS timestamptz), 'UTC')", "true", step)}
        ), by_county AS ({_breakdown("county", "county", "county IS NOT NULL", step)}
        ), by_source AS ({_breakdown("source", "source", "source IS NOT NULL", step)}
        ), total AS (
            UPDATE petition SET endorsements = endorsements - {step} * (SELECT count(*) FROM changed) WHERE id = :petition
        )
        SELECT count(*) FROM changed
    """)


REMOVE = statement(removed_at="CAST(:at AS timestamptz)", condition="removed_at IS NULL", step=1)
RESTORE = statement(removed_at="NULL", condition="applied AND removed_at IS NOT NULL", step=-1)
