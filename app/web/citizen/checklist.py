"""What is still missing before a proposal is handed in, and what in it may be misread or looks like personal data, while it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.petition.policy import Policy
from app.propose import actions
from app.propose.content import Content
from app.propose.hints import Advice, Hint, hints
from app.web.citizen.fields import LABELS, found_in
from app.web.citizen.sheet import Sheet
from app.web.shared.say import _, later

# What a hint says; each is a question of taste, so none of them stands in the way.
SAID = {
    Hint.TITLE_ASKS_NOTHING: later("名稱好像在說一個問題，可以改寫成希望政府做什麼"),
    Hint.DEMAND_ASKS_NOTHING: later("訴求%(no)s好像看不出要政府做什麼"),
    Hint.DEMAND_IS_VAGUE: later("訴求%(no)s可能太籠統，可以寫出要做的事、對象或期限"),
    Hint.DEMAND_IS_TWO: later("訴求%(no)s好像有兩件事，可以分成兩項"),
    Hint.DEMAND_STANDS_APART: later("訴求%(no)s好像是另一件事，可以另外提一件"),
    Hint.NOBODY_IS_NAMED: later("好像還沒寫到誰會受影響"),
    Hint.ONE_PERSONS_CASE: later("可能只是個人的案件。可以改寫成對所有人的規定"),
}
CLEAR = (Hint.DEMAND_ASKS_NOTHING, Hint.DEMAND_IS_VAGUE)
ONE_MATTER = (Hint.DEMAND_IS_TWO, Hint.DEMAND_STANDS_APART, Hint.ONE_PERSONS_CASE)


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
    advice = hints(actions.tidy(sheet.content.text))
    policy = sheet.policy

    def check(words: str, *fields: str, detail: str = "", about: Sequence[Hint] = ()) -> Check:
        """Not there while a field is at fault; something to look at while there is a hint about it."""
        if wrong.intersection(fields):
            return Check("wait", words, detail)
        said = [_worded(one) for one in advice if one.hint in about]
        return Check("no", words, _("；").join(said)) if said else Check("yes", words)

    size = _("每項%(least)s到%(most)s字", least=policy.demand_min, most=policy.demand_max)
    rows = [
        check(_("名稱看得出要做什麼"), "title", detail=_title_size(policy), about=(Hint.TITLE_ASKS_NOTHING,)),
        check(_("選了主題"), "topic"),
        check(_("訴求具體"), "demands", detail=size, about=CLEAR),
        check(_("只談一件公共的事"), "demands", about=ONE_MATTER),
        check(_("說明為什麼需要改變"), "reasons"),
        check(_("寫了利益與影響"), "impact", about=(Hint.NOBODY_IS_NAMED,)),
        _personal(sheet.content),
    ]
    if "difference" in wrong or sheet.content.difference.strip():
        rows.insert(1, check(_("說明和相似提議的不同"), "difference", detail=_("或改為附議其中一件")))
    return rows


def _title_size(policy: Policy) -> str:
    return _("%(least)s到%(most)s字", least=policy.title_min, most=policy.title_max)


def _worded(advice: Advice) -> str:
    return str(SAID[advice.hint]) % {"no": advice.no}


def _personal(content: Content) -> Check:
    found = personal_data(content)
    return Check("no", _("可能有個人資料"), _("、").join(found)) if found else Check("yes", _("沒有像個人資料的內容"))


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
