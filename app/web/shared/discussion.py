"""A discussion as its pages show it: lanes and grounds in words, what an address asks for, and what is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from wtforms import BooleanField, RadioField, TextAreaField

from app.discuss import queries, rules
from app.discuss.models import Comment, CommentGround, Lane
from app.discuss.queries import Discussion
from app.discuss.ranking import Order
from app.kernel.errors import Invalid, NotFound, Problem
from app.petition.models import Petition
from app.propose.content import typed
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.words import COMMENT_GROUNDS, LANES

COLUMN, PAGE = 6, 20

LANE_HINTS = {
    Lane.FOR: later("支持這件提議，說明為什麼、對誰有幫助。"),
    Lane.AGAINST: later("不支持這件提議，說明顧慮或更好的做法。"),
    Lane.OTHER: later("補充資料、提問、部分同意，或看見兩邊都沒談到的事。"),
}
ORDERS = {Order.ARGUED: later("論述清楚"), Order.NEWEST: later("最新")}


@dataclass(frozen=True)
class Asked:
    """What an address asks for; without a lane all of them, side by side."""

    lane: Lane | None
    order: Order
    page: int

    def query(self, **changes: object) -> str:
        """The address's query with these changes; what goes without saying is left out."""
        wanted = {"lane": self.lane, "sort": self.order, "page": 1, **changes}
        plain = {"lane": None, "sort": Order.ARGUED, "page": 1}
        kept = {name: str(value) for name, value in wanted.items() if value != plain[name]}
        return f"?{urlencode(kept)}" if kept else ""


@dataclass(frozen=True)
class DiscussionPage:
    """One page of a discussion; `closes_at` is exclusive, and nothing while nobody knows it."""

    petition: Petition
    asked: Asked
    found: Discussion
    is_open: bool
    opened: bool
    closes_at: datetime | None

    def chips(self, here: str) -> list[tuple[str, None, str, bool]]:
        """The lanes as filters on the address `here`."""
        lanes: list[tuple[str, Lane | None]] = [(_("並列"), None), *((str(LANES[lane].word), lane) for lane in Lane)]
        return [(words, None, here + self.asked.query(lane=lane), lane is self.asked.lane) for words, lane in lanes]


def read(values: Mapping[str, str]) -> Asked:
    """Raises Invalid, naming every part of the address that cannot be understood."""
    lane, order, page = (values.get(name, "").strip() for name in ("lane", "sort", "page"))
    known = {
        "lane": lane in {"", *Lane},
        "sort": order in {"", *Order},
        "page": page == "" or (page.isascii() and page.isdigit() and 0 < int(page) < 100_000),
    }
    if not all(known.values()):
        raise Invalid(Problem(name, "filter.unknown") for name, fine in known.items() if not fine)
    return Asked(Lane(lane) if lane else None, Order(order or Order.ARGUED), int(page or 1))


def discussion_page(session: Session, petition: Petition, values: Mapping[str, str], *, at: datetime) -> DiscussionPage:
    """The page asked for. Raises Invalid, and NotFound beyond the last one."""
    asked = read(values)
    lanes, size = ([asked.lane], PAGE) if asked.lane else (list(Lane), COLUMN)
    found = queries.discussion(session, petition, lanes=lanes, order=asked.order, page=asked.page, size=size)
    if asked.page > found.pages:
        raise NotFound("page.unknown")
    opened = petition.admitted_at is not None and at >= petition.admitted_at
    return DiscussionPage(petition, asked, found, rules.why_closed(petition, at=at) is None, opened, rules.closes_at(petition))


def _typed(text: str | None) -> str:
    return typed(text or "")


class ReplyForm(Form):
    """Words, and the yes that what looks like personal data may be public."""

    text = TextAreaField(later("回覆"), filters=[_typed])
    confirmed = BooleanField(later("我看過了，這不是個人資料，或可以公開"))


class CommentForm(ReplyForm):
    """A comment and the lane it goes to."""

    lane = RadioField(later("你的立場"), choices=[Choice(lane.value, look.word) for lane, look in LANES.items()], validate_choice=False)
    text = TextAreaField(later("你的意見"), filters=[_typed])

    @property
    def chosen(self) -> Lane:
        """Raises Invalid where none is chosen."""
        if self.lane.data not in set(Lane):
            raise Invalid([Problem("lane", "lane.missing")])
        return Lane(self.lane.data)


class GroundForm(Form):
    """One ground of the closed list."""

    ground = RadioField(
        later("理由"), choices=[Choice(ground.value, words) for ground, words in COMMENT_GROUNDS.items()], validate_choice=False
    )

    @property
    def chosen(self) -> CommentGround:
        """Raises Invalid where none is chosen."""
        if self.ground.data not in set(CommentGround):
            raise Invalid([Problem("ground", "ground.missing")])
        return CommentGround(self.ground.data)


def facts_of(comment: Comment, **more: Any) -> dict[str, Any]:
    """What every page about one comment shows."""
    return {"petition": comment.petition, "comment": comment, "policy": comment.petition.policy, **more}


def words_of(grounds: Mapping[CommentGround, int]) -> Sequence[tuple[str, int]]:
    return [(str(COMMENT_GROUNDS[ground]), count) for ground, count in grounds.items()]
