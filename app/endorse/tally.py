"""The only counter of endorsements: in batches, in the order in which transactions were numbered, each row exactly once.

A row is counted once no older transaction is still running, so none is skipped and none counted twice; the order
(transaction, row) does not depend on where batches begin, so the endorsement that reaches the threshold is always the
same one (rule 11). The hot path writes no shared row: this is the only writer of the counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.endorse import shortfalls
from app.endorse.models import Endorsement, TallyMark
from app.kernel.office_days import workdays
from app.petition import assignments, deadlines, moves
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition, Transition

# Every transaction of this database numbered below this has ended. Of those running when the snapshot was taken only our own
# database's matter: `pg_snapshot_xmin` would wait for strangers in the same server, too. All of the platform's processes use one
# role, since the activity view hides the transactions of others.
FINISHED = text("""
    SELECT coalesce(min(running), pg_snapshot_xmax(pg_current_snapshot()))
    FROM pg_snapshot_xip(pg_current_snapshot()) AS running
    WHERE CAST(running AS xid) IN (SELECT backend_xid FROM pg_stat_activity WHERE datname = current_database())
""")

# What happened since the mark, as +1 and -1, with the running count of each petition.
COUNT = text("""
    WITH events AS (
        SELECT petition_id, at, xid AS seq, id, county, source, 1 AS step FROM endorsement
        WHERE xid >= CAST(:low AS xid8) AND xid < CAST(:high AS xid8)
        UNION ALL
        SELECT petition_id, taken_back_at, taken_back_xid, id, county, source, -1 FROM endorsement
        WHERE taken_back_xid >= CAST(:low AS xid8) AND taken_back_xid < CAST(:high AS xid8)
    ), running AS (
        SELECT events.*, petition.endorsements AS before, petition.endorsements
            + sum(step) OVER (PARTITION BY petition_id ORDER BY seq, events.id, step ROWS UNBOUNDED PRECEDING) AS total
        FROM events JOIN petition ON petition.id = petition_id
    ), by_hour AS (
        INSERT INTO endorsement_hour (petition_id, hour, endorsed, taken_back)
        SELECT petition_id, date_trunc('hour', at, 'UTC'), count(*) FILTER (WHERE step = 1), count(*) FILTER (WHERE step = -1)
        FROM events GROUP BY 1, 2
        ON CONFLICT (petition_id, hour) DO UPDATE SET
            endorsed = endorsement_hour.endorsed + excluded.endorsed,
            taken_back = endorsement_hour.taken_back + excluded.taken_back
    ), by_county AS (
        INSERT INTO endorsement_county (petition_id, county, endorsed, taken_back)
        SELECT petition_id, county, count(*) FILTER (WHERE step = 1), count(*) FILTER (WHERE step = -1)
        FROM events WHERE county IS NOT NULL GROUP BY 1, 2
        ON CONFLICT (petition_id, county) DO UPDATE SET
            endorsed = endorsement_county.endorsed + excluded.endorsed,
            taken_back = endorsement_county.taken_back + excluded.taken_back
    ), by_source AS (
        INSERT INTO endorsement_source (petition_id, source, endorsed, taken_back)
        SELECT petition_id, source, count(*) FILTER (WHERE step = 1), count(*) FILTER (WHERE step = -1)
        FROM events WHERE source IS NOT NULL GROUP BY 1, 2
        ON CONFLICT (petition_id, source) DO UPDATE SET
            endorsed = endorsement_source.endorsed + excluded.endorsed,
            taken_back = endorsement_source.taken_back + excluded.taken_back
    ), totals AS (
        UPDATE petition SET endorsements = endorsements + delta
        FROM (SELECT petition_id, sum(step) AS delta FROM events GROUP BY 1) AS sums WHERE petition.id = petition_id
    )
    SELECT petition_id, before, array_agg(total ORDER BY seq, id, step) AS totals,
        array_agg(at ORDER BY seq, id, step) AS moments
    FROM running GROUP BY petition_id, before
""")


@dataclass(frozen=True)
class Difference:
    """Where a shown count is not what the rows say; `cell` is a county or a source, empty for the whole."""

    number: str
    cell: str
    shown: int
    rows: int


def count(session: Session, *, at: datetime, wait: bool = False) -> TallyMark | None:
    """Count everything committed since the last time and record the marks it reached; None when another is counting, unless it may wait."""
    session.execute(insert(TallyMark).values(id=1, xid=text("CAST('0' AS xid8)"), as_of=at).on_conflict_do_nothing())
    mark = session.scalar(select(TallyMark).with_for_update(skip_locked=not wait).execution_options(populate_existing=True))
    if mark is None:
        return None
    # What the activity view remembers of an earlier look in this transaction would be too old.
    session.execute(text("SELECT pg_stat_clear_snapshot()"))
    high = session.scalar(FINISHED)
    for row in session.execute(COUNT, {"low": str(mark.xid), "high": str(high)}).all():
        note_passed(session, row.petition_id, row.before, row.totals, row.moments)
    mark.xid, mark.as_of = high, max(at, mark.as_of)
    session.flush()
    return mark


def live(session: Session, petition: Petition) -> int:
    """The count by the rows, as this transaction sees them."""
    rows = select(func.count()).select_from(Endorsement)
    return (
        session.scalar(
            rows.where(Endorsement.petition_id == petition.id, Endorsement.taken_back_at.is_(None), Endorsement.removed_at.is_(None))
        )
        or 0
    )


def reconcile(session: Session) -> list[Difference]:
    """Recount every petition and its breakdowns from the rows that are counted already; report what differs, which should be nothing."""
    rows = session.execute(RECOUNT)
    return [Difference(row.number, row.cell, row.shown, row.counted) for row in rows]


RECOUNT = text("""
    WITH counted AS (
        SELECT petition_id, county, source, count(*) - count(*) FILTER (WHERE taken_back_xid < mark.xid OR removed_at IS NOT NULL) AS people
        FROM endorsement, tally_mark AS mark WHERE endorsement.xid < mark.xid GROUP BY 1, 2, 3
    ), rows AS (
        SELECT petition_id, '' AS cell, sum(people) AS people FROM counted GROUP BY 1
        UNION ALL SELECT petition_id, county, sum(people) FROM counted WHERE county IS NOT NULL GROUP BY 1, 2
        UNION ALL SELECT petition_id, source, sum(people) FROM counted WHERE source IS NOT NULL GROUP BY 1, 2
    ), shown AS (
        SELECT id AS petition_id, '' AS cell, endorsements AS people FROM petition
        UNION ALL SELECT petition_id, county, endorsed - taken_back - removed FROM endorsement_county
        UNION ALL SELECT petition_id, source, endorsed - taken_back - removed FROM endorsement_source
    )
    SELECT number, cell, coalesce(shown.people, 0)::bigint AS shown, coalesce(rows.people, 0)::bigint AS counted
    FROM rows FULL JOIN shown USING (petition_id, cell) JOIN petition ON petition.id = petition_id
    WHERE coalesce(shown.people, 0) <> coalesce(rows.people, 0)
    ORDER BY number, cell
""")


def note_passed(session: Session, petition_id: int, before: int, totals: list[int], moments: list[datetime]) -> None:
    """Record every mark that a count has come to: `totals` are the running counts after `before`, each with its moment."""
    petition = session.get_one(Petition, petition_id, populate_existing=True)
    if petition.established_at is not None:
        if before < petition.endorse_threshold <= totals[-1]:
            shortfalls.lift(session, petition, at=moments[-1])
        return
    for mark, threshold in _marks(petition):
        moment = _first(threshold, totals, moments)
        if before < threshold and moment is not None:
            _record(session, petition, mark, threshold, moment)


def _marks(petition: Petition) -> list[tuple[str, int]]:
    """The counts that are announced, lowest first (rule 14, and the notices)."""
    threshold = petition.endorse_threshold
    marks = [("early", petition.policy.early_warning), ("near", threshold * petition.policy.near_percent // 100)]
    warnings = [mark for mark in marks if mark[1] < threshold]
    return [*sorted(warnings, key=itemgetter(1)), ("reached", threshold)]


def _first(threshold: int, totals: list[int], moments: list[datetime]) -> datetime | None:
    return next((moment for total, moment in zip(totals, moments, strict=True) if total >= threshold), None)


def _record(session: Session, petition: Petition, mark: str, threshold: int, moment: datetime) -> None:
    facts = {"mark": mark, "endorsements": threshold}
    if mark != "reached":
        if petition.stage in (Stage.ENDORSING, Stage.RESPONDING) and not _was_marked(session, petition, mark):
            moves.make(session, petition, Move.MARK, at=moment, role=Role.CLOCK, facts=facts)
    elif petition.stage in (Stage.ENDORSING, Stage.NOT_REACHED):
        _establish(session, petition, facts, moment)
    elif moves.may(petition.stage, Move.MARK):
        facts["mark"] = "reached" if petition.stage is Stage.RESPONDING else "reached_answered"
        moves.make(session, petition, Move.MARK, at=moment, role=Role.CLOCK, facts=facts, established_at=moment)


def _was_marked(session: Session, petition: Petition, mark: str) -> bool:
    # Endorsements taken back may bring a count below a mark and up to it again.
    rows = select(Transition.id).where(Transition.petition_id == petition.id, Transition.facts["mark"].as_string() == mark)
    return session.scalar(rows.limit(1)) is not None


def _establish(session: Session, petition: Petition, facts: dict[str, Any], moment: datetime) -> None:
    due = deadlines.respond_due(moment, months=petition.policy.respond_months, workdays=workdays(session))
    assignments.settle(session, petition, at=moment)
    moves.make(
        session, petition, Move.REACH, at=moment, role=Role.CLOCK, facts=facts,
        established_at=moment, respond_from=moment, respond_due_at=due, closed_at=None,
    )  # fmt: skip
