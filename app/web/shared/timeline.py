"""The public ledger of a petition, written for its readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.petition.lifecycle import Move
from app.petition.links import Relation
from app.petition.models import Transition
from app.review.grounds import Said
from app.web.shared import filters, grounds
from app.web.shared.say import _, later
from app.web.shared.words import MILESTONES, MOVES, RELATIONS, ROLES, SUGGESTIONS

# Rows from before the ledger kept the agencies' names.
ASSIGNED = {"named": later("平臺管理者確認主辦機關"), "accepted": later("機關確認由本機關處理"), "refused": later("機關說明不是主管機關")}
BETWEEN = {
    "named": later("平臺管理者確認由%(agency)s主辦"),
    "accepted": later("%(agency)s確認由該機關處理"),
    "refused": later("%(agency)s說明不是主管機關"),
    "offered": later("%(agency)s提出移交主辦，等%(other)s決定"),
    "handed_over": later("%(agency)s接手主辦，由%(other)s移交"),
    "declined": later("%(agency)s沒有接受移交，%(other)s繼續主辦"),
    "withdrawn": later("%(agency)s收回移交，繼續主辦"),
    "lapsed": later("%(agency)s沒有在期限內決定移交，%(other)s繼續主辦"),
    "settled": later("平臺管理者決定由%(agency)s主辦"),
    "added": later("%(agency)s請%(other)s協辦"),
    "removed": later("%(agency)s請%(other)s不再協辦"),
}
ALL_LEAD = later("成案時還沒有主辦機關，建議的%(count)s個機關都是主辦機關")


PROMISED = {
    "started": later("承諾開始辦理"),
    "done": later("承諾已完成"),
    "dropped": later("承諾不再辦理"),
    "redated": later("承諾更改完成日期"),
}


@dataclass(frozen=True)
class Entry:
    """One recorded move: when, what, in which role, the public reason where the rules ask for one, and the legal basis of its ground."""

    at: datetime
    words: str
    role: str = ""
    reason: str = ""
    law: str = ""


def entries(rows: Sequence[Transition]) -> list[Entry]:
    """The ledger's rows, the newest first."""
    return [Entry(row.at, _words(row), str(ROLES[row.role]), _reason(row), _law(row)) for row in reversed(rows)]


def _law(row: Transition) -> str:
    return grounds.law(grounds.said(row)) if "said" in row.facts else ""


def _words(row: Transition) -> str:
    facts = row.facts
    if row.move is Move.MARK and "endorsements" in facts:
        return _("附議達%(count)s人，已通知機關", count=filters.count(facts["endorsements"]))
    if row.move is Move.LAPSE and "endorsements" in facts:
        return _("附議期間結束，%(count)s人附議，未達門檻", count=filters.count(facts["endorsements"]))
    if row.move is Move.REFUSE and "said" in facts:
        return _("檢核決定不進入附議：%(ground)s", ground=grounds.text(grounds.said(row)))
    if row.move is Move.HIDE and "said" in facts:
        return _("隱藏提議：%(ground)s", ground=grounds.text(grounds.said(row)))
    if row.move is Move.CONSULT and "asked" in facts:
        due = filters.last_day(datetime.fromisoformat(facts["due"]))
        return _("徵詢%(agencies)s的意見，請在%(day)s前回覆", agencies=_listed(facts["asked"]), day=filters.day(due, weekday=True))
    if row.move is Move.ADVISE and "adviser" in facts:
        return _advice(row)
    if row.move is Move.EXTEND and "to" in facts:
        due = filters.last_day(datetime.fromisoformat(facts["to"]))
        return _("展延回應期限到%(day)s", day=filters.day(due, weekday=True))
    if row.move is Move.ASSIGN and facts.get("did"):
        return _assigned(facts)
    if row.move is Move.SKIP and facts.get("milestone") in MILESTONES:
        return _("說明不辦理：%(milestone)s", milestone=MILESTONES[facts["milestone"]])
    if row.move is Move.PAUSE and "to" in facts:
        return _paused(facts)
    if row.move is Move.RESUME and "to" in facts:
        return _("恢復附議，截止時間是%(moment)s", moment=filters.until(datetime.fromisoformat(facts["to"])))
    if row.move in (Move.REMOVE, Move.RESTORE):
        return _removed(row)
    if row.move is Move.SUCCEED and facts.get("did") == "promises":
        mine = _named(facts)
        return _("%(other)s已經整併，還沒完成的承諾改由%(agency)s承接", **mine)
    if row.move is Move.PROMISE and facts.get("did") in PROMISED:
        return str(PROMISED[facts["did"]])
    if row.move is Move.MEET and facts.get("held_on"):
        return _("公布%(day)s的會議紀錄", day=filters.day(date.fromisoformat(facts["held_on"])))
    return _between_two(row) if "other_petition" in facts else _of_meeting(row) or str(MOVES[row.move])


def _removed(row: Transition) -> str:
    if row.move is Move.RESTORE:
        return _("恢復%(count)s筆移除的附議", count=filters.count(row.facts["count"]))
    return _("移除%(count)s筆附議：%(rule)s", count=filters.count(row.facts["count"]), rule=row.facts["rule"])


def _assigned(facts: Mapping[str, Any]) -> str:
    """Who acts towards whom, by the names they then had."""
    did = facts["did"]
    if did == "all_lead":
        return str(ALL_LEAD) % {"count": facts["leads"]}
    if "names" not in facts:
        return str(ASSIGNED.get(did, MOVES[Move.ASSIGN]))
    return str(BETWEEN[did]) % _named(facts)


def _named(facts: Mapping[str, Any]) -> dict[str, str]:
    """The agencies of a row by the names they then had."""
    return {part: facts["names"][facts[part]][filters.in_english()] for part in ("agency", "other") if part in facts}


def _advice(row: Transition) -> str:
    facts = row.facts
    words = str(SUGGESTIONS[facts["suggestion"]].word)
    if facts.get("advised_ground"):
        words = _("%(words)s（%(ground)s）", words=words, ground=grounds.text(Said(**facts["advised_ground"])))
    if facts.get("other"):
        words = _("%(words)s（%(agency)s）", words=words, agency=_listed([facts["other"]]))
    return _("機關意見，%(agency)s：%(words)s", agency=_listed([facts["adviser"]]), words=words)


def _listed(named: Sequence[Sequence[str]]) -> str:
    """Agencies as they were called then: (code, in Chinese, in English)."""
    return _("、").join(name_en if filters.in_english() else name_zh for _code, name_zh, name_en in named)


def _between_two(row: Transition) -> str:
    """What happened between this petition and another."""
    facts, other = row.facts, row.facts["other_petition"]
    if row.move is Move.LINK:
        return _("標明和%(other)s的關係：%(relation)s", other=other, relation=RELATIONS[Relation(facts["did"])].word)
    if row.move is Move.OFFER_MERGE and facts["into"] == other:
        return _("提議把這件併入%(other)s", other=other)
    if row.move is Move.OFFER_MERGE:
        return _("提議把%(other)s併入這件", other=other)
    if row.move is Move.MERGE:
        return _("兩位提議者同意，併入%(other)s；這時有%(count)s人附議", other=other, count=filters.count(facts["endorsements"]))
    if row.move is Move.ABSORB:
        return _("兩位提議者同意，%(other)s併入這件", other=other)
    return _("%(what)s（%(other)s）", what=MOVES[row.move], other=other)


def _paused(facts: dict[str, Any]) -> str:
    ends, due = (datetime.fromisoformat(facts[name]) for name in ("until", "to"))
    words = {
        "begun": later("暫停附議到%(ends)s，附議截止時間順延到%(due)s"),
        "changed": later("暫停改到%(ends)s結束，附議截止時間改為%(due)s"),
        "ended": later("暫停提早在%(ends)s結束，附議截止時間改為%(due)s"),
    }
    return str(words[facts["did"]]) % {"ends": filters.moment(ends), "due": filters.until(due)}


def _of_meeting(row: Transition) -> str:
    facts = row.facts
    starts = filters.moment(datetime.fromisoformat(facts["starts_at"])) if facts.get("starts_at") else ""
    match row.move:
        case Move.CONVENE:
            return _("公告%(moment)s的會議", moment=starts)
        case Move.REARRANGE:
            return _("改變會議的安排，時間是%(moment)s", moment=starts)
        case Move.CALL_OFF:
            return _("取消原訂%(moment)s的會議", moment=starts)
        case Move.DRAW:
            return _("會議名額抽籤：%(pool)s人報名，抽出%(seats)s人", pool=facts["pool"], seats=facts["seats"])
    return ""


def _reason(row: Transition) -> str:
    """The public reason; of a promise also which one it is."""
    return f"「{row.facts['text']}」{row.reason}" if row.move is Move.PROMISE else row.reason
