"""What the administrator of the demonstration has planned: another number from next month on, and a pause for a far election."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.kernel.workdays import local_day, start_of
from app.petition import pauses, rulebook

SOON, FAR = timedelta(days=45), timedelta(days=300)


def planned(session: Session, by: Person, *, at: datetime) -> None:
    """Both are public at once."""
    today = local_day(at)
    days = timedelta(days=rulebook.policy_on(session, today).pause_days)
    polling = today + FAR
    begins, ends = start_of(polling - days), start_of(polling + timedelta(days=1))
    reason = f"{polling.year}年{polling.month}月{polling.day}日選舉投票，依規則自投票日前{days.days}日起暫停提議與附議。"
    pauses.plan(session, begins=begins, ends=ends, reason=reason, by=by, at=at)
    rulebook.plan(
        session, since=today + SOON, numbers={"updates": 3, "comment_edit_minutes": 15},
        instrument="共議國民提議平臺公告第1號（示範）", reason="提議者希望多說明進展，發表意見的人也常在十分鐘後才看到錯字。",
        seen=rulebook.edition(session), by=by, at=at,
    )  # fmt: skip
