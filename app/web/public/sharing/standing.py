"""How a petition stands, in the few words that a picture, a poster or a card has room for.

What is kept by crawlers for days says dates, not days left, and counts are rounded down, so that it stays true and seldom changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.petition import queries
from app.petition.lifecycle import ANSWERED, Stage
from app.petition.models import Petition
from app.petition.policy import Policy
from app.respond import figures
from app.web.public.sharing.picture import Picture
from app.web.shared import cards, filters
from app.web.shared.pictures.bloom import SEEDS, lit_seeds
from app.web.shared.say import _
from app.web.shared.words import OUTCOMES, Look

EXACT_BELOW, TENS_BELOW = 100, 1_000
HOME_LIT = SEEDS * 3 // 5


@dataclass(frozen=True)
class Standing:
    """A petition as of a moment; `line` says until when, or how it ended; `counted` is whether endorsements belong on it."""

    petition: Petition
    look: Look
    line: str
    counted: bool
    is_open: bool

    @property
    def shown(self) -> int:
        """How many endorsed, rounded down."""
        return rounded(self.petition.endorsements)


def standing(session: Session, number: str, *, at: datetime) -> Standing:
    """Raises NotFound for an unknown or hidden petition."""
    petition = queries.by_number(session, number)
    return Standing(
        petition=petition,
        look=cards.look(petition, at),
        line=_answered(session, petition) if petition.stage in ANSWERED else _line(petition, at),
        counted=petition.endorse_from is not None and at >= petition.endorse_from,
        is_open=cards.is_open(petition, at),
    )


def rounded(count: int) -> int:
    """Exact while every one is seen; then to tens, then to hundreds."""
    step = 1 if count < EXACT_BELOW else 10 if count < TENS_BELOW else 100
    return count - count % step


def picture_of(stands: Standing) -> Picture:
    petition = stands.petition
    more = "+" if stands.shown < petition.endorsements else ""
    return Picture(
        brand=_("共議國民提議平臺"),
        tag=str(stands.look.word),
        title=petition.title,
        number=petition.number,
        figure=filters.count(stands.shown) + more if stands.counted else "",
        figure_words=_("人附議，門檻%(threshold)s人", threshold=filters.count(petition.endorse_threshold)),
        line=stands.line,
        lit=lit_seeds(stands.shown, petition.endorse_threshold) if stands.counted else 0,
        bar=stands.counted,
    )


def home_picture(policy: Policy) -> Picture:
    """What stands for every other page."""
    return Picture(
        brand=_("共議國民提議平臺"),
        tag="",
        title=f"{_('你的主意，')}\n{_('值得國家答覆。')}",
        number="",
        figure="",
        figure_words="",
        line=_("滿%(threshold)s人附議，權責機關就要公開回應", threshold=filters.count(policy.endorse_threshold)),
        lit=HOME_LIT,
        bar=False,
    )


def _answered(session: Session, petition: Petition) -> str:
    """How the demands fared."""
    answer = figures.standing(session, [petition]).get(petition.id)
    tally = figures.tally(answer) if answer else []
    return _("・").join(_("%(outcome)s%(count)s項", outcome=OUTCOMES[outcome].word, count=number) for outcome, number in tally)


def _line(petition: Petition, at: datetime) -> str:
    overdue = cards.late(petition, at)
    if overdue:
        return overdue[0]
    if petition.stage is Stage.IN_REVIEW:
        return _("檢核期限是%(day)s", day=_last(petition.review_due_at))
    if petition.stage is Stage.NOT_ADMITTED:
        return _("沒有進入附議，理由已經公開")
    if petition.stage is Stage.WITHDRAWN:
        return _("提議者已撤案")
    if petition.stage is Stage.MERGED:
        return _("已併入另一件提議，不再開放附議")
    if petition.stage is Stage.RESPONDING and petition.respond_due_at:
        return _("權責機關應在%(day)s前回應", day=_last(petition.respond_due_at))
    return _window(petition, at)


def _window(petition: Petition, at: datetime) -> str:
    if petition.endorse_from is None or petition.endorse_until is None:
        return ""
    if at < petition.endorse_from:
        return _("%(day)s開放附議", day=filters.day(petition.endorse_from))
    ends = _last(petition.endorse_until)
    return _("附議到%(day)s截止", day=ends) if at < petition.endorse_until else _("附議在%(day)s截止，沒有達到門檻", day=ends)


def _last(due: datetime) -> str:
    return filters.day(filters.last_day(due))
