"""A meeting as an officer types it: the form, read as a call or a report."""

from __future__ import annotations

from datetime import date, datetime, time

from wtforms import HiddenField, StringField, TextAreaField

from app.kernel.workdays import TAIPEI, end_of, last_day
from app.meet.models import Meeting
from app.meet.rules import Call, Report
from app.web.shared import filters
from app.web.shared.forms import Form
from app.web.shared.say import later


class CallForm(Form):
    """Days and times are Taipei's; `seen` is the version that was looked at, `reason` is asked for when something changes."""

    title = StringField(later("會議名稱"))
    agenda = TextAreaField(later("議程"))
    starts_on = StringField(later("日期"))
    starts_time = StringField(later("開始時間"))
    place = StringField(later("地點"))
    link = StringField(later("線上會議或直播的連結"))
    seats = StringField(later("附議者的名額"))
    sign_up_on = StringField(later("報名截止日"))
    reason = TextAreaField(later("為什麼改"))
    seen = HiddenField()

    @property
    def call(self) -> Call:
        """What cannot be read is None, for the rules to complain of."""
        day, hour = _day(self.starts_on.data), _time(self.starts_time.data)
        until, seats = _day(self.sign_up_on.data), (self.seats.data or "0").strip()
        return Call(
            title=self.title.data or "",
            agenda=_text(self.agenda.data),
            starts_at=datetime.combine(day, hour, TAIPEI) if day and hour else None,
            place=self.place.data or "",
            link=self.link.data or "",
            seats=int(seats) if seats.isdecimal() and len(seats) < 6 else None,
            sign_up_until=end_of(until) if until else None,
        )

    @property
    def version(self) -> int:
        seen = self.seen.data or ""
        return int(seen) if seen.isdecimal() and len(seen) < 5 else 0


class ReportForm(Form):
    """The record of a meeting."""

    held_on = StringField(later("會議日期"))
    record = TextAreaField(later("會議紀錄"))
    minutes_url = StringField(later("會議紀錄全文的連結"))
    video_url = StringField(later("錄影的連結"))

    @property
    def report(self) -> Report:
        return Report(_day(self.held_on.data), _text(self.record.data), self.minutes_url.data or "", self.video_url.data or "")


class ReasonForm(Form):
    """Why a meeting is called off."""

    reason = TextAreaField(later("為什麼取消"))


def called(meeting: Meeting) -> dict[str, str]:
    """A meeting as it would be typed."""
    return {
        "title": meeting.title,
        "agenda": meeting.agenda,
        "starts_on": filters.iso_day(meeting.starts_at) if meeting.starts_at else "",
        "starts_time": filters.clock(meeting.starts_at) if meeting.starts_at else "",
        "place": meeting.place,
        "link": meeting.link,
        "seats": str(meeting.seats),
        "sign_up_on": last_day(meeting.sign_up_until).isoformat() if meeting.sign_up_until else "",
        "seen": str(meeting.version),
    }


def _text(written: str | None) -> str:
    return (written or "").replace("\r\n", "\n")


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "").strip())
    except ValueError:
        return None


def _time(written: str | None) -> time | None:
    try:
        return time.fromisoformat((written or "").strip())
    except ValueError:
        return None
