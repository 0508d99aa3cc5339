"""What is still missing before a proposal is handed in, said while it is written; and what in it looks like personal data."""

from __future__ import annotations

from dataclasses import dataclass

from app.propose.content import Content
from app.web.citizen.fields import LABELS, found_in
from app.web.citizen.sheet import Sheet
from app.web.shared.say import _


@dataclass(frozen=True)
class Check:
    """One line of the list: `state` is yes, no (something to look at) or wait (not there yet)."""

    state: str
    words: str
    detail: str = ""

    @property
    def icon(self) -> str:
        return {"yes": "circle-check", "no": "triangle-alert", "wait": "circle"}[self.state]

    @property
    def spoken(self) -> str:
        return {"yes": _("符合"), "no": _("請再看一下"), "wait": _("還沒有")}[self.state]


def checks(sheet: Sheet) -> list[Check]:
    """The list for the writing page."""
    wrong = {problem.field.partition("-")[0] for problem in sheet.problems()}
    policy = sheet.policy

    def check(field: str, words: str, detail: str = "") -> Check:
        return Check("wait" if field in wrong else "yes", words, detail if field in wrong else "")

    found = personal_data(sheet.content)
    hint = Check("no", _("可能有個人資料"), _("、").join(found)) if found else Check("yes", _("沒有像個人資料的內容"))
    rows = [
        check("title", _("名稱%(least)s到%(most)s字", least=policy.title_min, most=policy.title_max)),
        check("topic", _("選了主題")),
        check("demands", _("至少一項具體訴求"), _("每項%(least)s到%(most)s字", least=policy.demand_min, most=policy.demand_max)),
        check("reasons", _("說明為什麼需要改變")),
        check("impact", _("寫了利益與影響")),
        hint,
    ]
    if "difference" in wrong or sheet.content.difference.strip():
        rows.insert(1, check("difference", _("說明和相似提議的不同"), _("或改為附議其中一件")))
    return rows


def personal_data(content: Content) -> list[str]:
    """Where something looks like personal data, and what it looks like."""
    texts = [
        (str(LABELS["title"]), content.title),
        *((_("訴求%(no)s", no=no), text) for no, text in enumerate(content.demands, 1)),
        (str(LABELS["reasons"]), content.reasons),
        (str(LABELS["impact"]), content.impact),
        *((str(LABELS["evidence"]), f"{link.label} {link.url}") for link in content.evidence),
    ]
    return [_("%(where)s好像有%(what)s", where=where, what=_("、").join(found_in(text))) for where, text in texts if found_in(text)]
