"""Words of the letters in two languages: the templates' own catalogue, dates, numbers, and the names of what the code names."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from app.accounts.models import Agency, Language, Role
from app.discuss.models import CommentGround
from app.kernel.workdays import TAIPEI, last_day, local_day
from app.petition.lifecycle import Move, Stage
from app.respond.models import Outcome

LETTERS = Path(__file__).parents[2] / "templates/letters"
SOURCE = Language.ZH
LOCALES = {Language.ZH: Locale("zh", "TW", script="Hant"), Language.EN: Locale("en", "GB")}
DAYS = {Language.ZH: "y年M月d日（EEEE）", Language.EN: "EEEE d MMMM y"}


def _(words: str) -> str:
    """Marks words for the catalogue; they are translated when a letter is rendered."""
    return words


DEMAND = _("訴求%(no)s")

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ADOPTED: _("同意參採"),
    Outcome.PARTLY_ADOPTED: _("部分參採"),
    Outcome.NOT_ADOPTED: _("不予採納"),
    Outcome.UNDER_STUDY: _("納入研議"),
}

# What was done about a promise, by `did` in the ledger's facts.
PROMISES: Mapping[str, str] = {
    "started": _("開始辦理"),
    "done": _("已經完成"),
    "dropped": _("不再辦理"),
    "redated": _("更改完成日期"),
}

COMMENT_GROUNDS: Mapping[CommentGround, str] = {
    CommentGround.ADVERTISING: _("廣告或商業宣傳"),
    CommentGround.UNLAWFUL: _("內容違法"),
    CommentGround.ABUSIVE: _("攻擊或騷擾他人"),
    CommentGround.PERSONAL_DATA: _("含有個人資料"),
    CommentGround.OFF_TOPIC: _("和這件提議無關"),
    CommentGround.FLOODING: _("重複張貼相同內容"),
}

# What a digest says instead of a letter, by the letter's name.
NEWS: Mapping[str, str] = {
    "established": _("成案，等機關回應"),
    "established_answered": _("機關回應之後，附議達到門檻，成案"),
    "not_reached": _("附議期間結束，沒有達到門檻"),
    "taken_up": _("機關主動回應，不等附議達到門檻"),
    "plan": _("機關公布處理規劃"),
    "contact": _("機關聯絡了提議者"),
    "skipped": _("機關說明不辦理一項里程碑"),
    "meeting_called": _("機關公告一場會議"),
    "meeting_moved": _("會議的安排改了"),
    "meeting_called_off": _("會議取消"),
    "meeting": _("機關公布會議紀錄"),
    "extended": _("機關展延回應期限"),
    "answered": _("機關公布回應"),
    "corrected": _("機關更正回應"),
    "progress": _("機關公布研議進度"),
    "merged": _("併入另一件提議"),
    "promise": _("機關公布承諾的進度"),
}
ANSWERS = ("answered", "corrected")

MILESTONES: Mapping[str, str] = {
    Move.PLAN: _("公布處理規劃"),
    Move.CONTACT: _("與提議者聯繫"),
}

# What the weekly digest to the head of an agency says.
WEEK = (_("逾期"), _("這個星期到期"), _("到這個星期為止要兌現的承諾"))
BY_DAY = _("%(what)s，%(day)s前")
PROMISE_OVERDUE = _("%(what)s，逾期%(days)s天")
STEPS: Mapping[Move, str] = {Move.PLAN: _("處理規劃"), Move.CONTACT: _("聯繫提議者")}
OVERDUE_DAYS = _("逾期%(days)s天")
OWED: Mapping[Stage, str] = {Stage.RESPONDING: _("回應"), Stage.FOLLOW_UP: _("公布研議進度")}

ROLES: Mapping[str, str] = {
    Role.MODERATOR: _("檢核人員"),
    Role.OFFICER: _("機關承辦人"),
    Role.ADMIN: _("平臺管理者"),
}


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The letters' words in a language; compiled from the .po file when first asked for, so that there is nothing to build."""
    if language is SOURCE:
        return gettext.NullTranslations()
    compiled = BytesIO()
    with (LETTERS / f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Speech:
    """One language: its words, dates and numbers."""

    def __init__(self, language: str) -> None:
        self.language = Language(language)
        self.catalogue = catalogue(self.language)
        self._locale = LOCALES[self.language]

    def word(self, source: str) -> str:
        return self.catalogue.gettext(source)

    def day(self, moment: datetime) -> str:
        """The day in Taipei on which a moment falls."""
        return format_date(local_day(moment), DAYS[self.language], self._locale)

    def date(self, day: date) -> str:
        """A local day."""
        return format_date(day, DAYS[self.language], self._locale)

    def last(self, due: datetime) -> str:
        """The last day in time for an exclusive due moment."""
        return format_date(last_day(due), DAYS[self.language], self._locale)

    def time(self, moment: datetime) -> str:
        """The time of day in Taipei."""
        return format_time(moment.astimezone(TAIPEI), "HH:mm", locale=self._locale)

    def number(self, value: int) -> str:
        return format_decimal(value, locale=self._locale)

    def agency(self, agency: Agency) -> str:
        return agency.name_en if self.language is Language.EN else agency.name_zh

    def either(self, zh: str, en: str) -> str:
        """Words that are kept in both languages."""
        return en if self.language is Language.EN else zh

    def listed(self, names: list[str]) -> str:
        return (", " if self.language is Language.EN else "、").join(names)

    @property
    def prefix(self) -> str:
        """Where the pages in this language begin."""
        return "/en" if self.language is Language.EN else ""

    @property
    def colon(self) -> str:
        return ": " if self.language is Language.EN else "："
