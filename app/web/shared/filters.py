"""How numbers, days and moments are written: Taipei's time, in the reader's language.

Due moments are exclusive (what comes before is in time), so a deadline is written with `until`, as the last minute that still counts.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask_babel import get_locale
from markupsafe import Markup

from app.accounts.models import Agency
from app.kernel.workdays import TAIPEI
from app.kernel.workdays import last_day as last_day

WEEKDAYS = "一二三四五六日"
DATES = ("day", "short_day", "tick", "clock", "moment", "until", "last_day", "iso", "iso_day")
FILTERS = (*DATES, "written_day", "count", "size", "paragraphs", "host", "agency_name")


def in_english() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "en"


def local(value: datetime) -> datetime:
    return value.astimezone(TAIPEI)


def is_day(typed: str) -> bool:
    """Could a date field hold it? YYYY-MM-DD."""
    try:
        return date.fromisoformat(typed).isoformat() == typed
    except ValueError:
        return False


def count(value: int) -> str:
    """With thousands marked: 5,000."""
    return f"{value:,}"


def size(value: int) -> str:
    """So many bytes: 320KB, 1.5MB."""
    unit = 1024
    return f"{max(1, round(value / unit))}KB" if value < unit * unit else f"{value / unit / unit:.1f}MB"


def day(value: date | datetime, *, weekday: bool = False) -> str:
    """2026年6月30日（二） or Tue 30 June 2026."""
    value = local(value) if isinstance(value, datetime) else value
    if in_english():
        return f"{value:%a} {value.day} {value:%B %Y}" if weekday else f"{value.day} {value:%B %Y}"
    mark = f"（{WEEKDAYS[value.weekday()]}）" if weekday else ""
    return f"{value.year}年{value.month}月{value.day}日{mark}"


def written_day(value: str) -> str:
    """The same of a local day as the ledger keeps it, ISO."""
    return day(date.fromisoformat(value))


def short_day(value: date | datetime) -> str:
    """6月30日 or 30 June: where the year goes without saying."""
    value = local(value) if isinstance(value, datetime) else value
    return f"{value.day} {value:%B}" if in_english() else f"{value.month}月{value.day}日"


def tick(value: date) -> str:
    """6/30 or 30 Jun: on an axis."""
    return f"{value.day} {value:%b}" if in_english() else f"{value.month}/{value.day}"


def clock(value: datetime) -> str:
    """23:59."""
    return f"{local(value):%H:%M}"


def moment(value: datetime) -> str:
    """2026年6月30日（二）23:59 or Tue 30 June 2026, 23:59."""
    value = local(value)
    return f"{day(value, weekday=True)}{', ' if in_english() else ''}{value:%H:%M}"


def until(value: datetime) -> str:
    """An exclusive end as the last minute before it."""
    return moment(value - timedelta(minutes=1))


def iso(value: datetime) -> str:
    """ISO 8601 with Taipei's offset, to the second."""
    return local(value).isoformat(timespec="seconds")


def iso_day(value: date | datetime) -> str:
    """2026-06-30, in Taipei."""
    return (local(value).date() if isinstance(value, datetime) else value).isoformat()


def paragraphs(text: str) -> Markup:
    """What people wrote, escaped: empty lines part paragraphs, single ends of line stay."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    lines = [Markup("<br>").join(part.split("\n")) for part in parts if part]
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)


def host(url: str) -> str:
    """Where a link leads: example.org."""
    return urlsplit(url).hostname or url


def agency_name(agency: Agency) -> str:
    """In the reader's language."""
    return agency.name_en if in_english() else agency.name_zh
