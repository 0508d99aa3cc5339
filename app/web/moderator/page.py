"""One case as a moderator sees it: the text's criteria checked as far as a machine can, the time, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Person
from app.petition import deadlines, moves, pauses
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition
from app.review.models import DecisionProposal
from app.review.queries import Case
from app.web.moderator import queue
from app.web.shared import filters
from app.web.shared.say import _
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db
from app.web.shared.timeline import Entry, entries
from app.web.shared.words import PERSONAL


@dataclass(frozen=True)
class Check:
    """A criterion: state yes (fine), no (look at it) or wait (for people to judge), and why."""

    state: str
    name: str
    words: str


@dataclass(frozen=True)
class Waiting:
    """A decision that waits for a second moderator, and whether the reader may be that one."""

    proposal: DecisionProposal
    may_settle: bool


@dataclass(frozen=True)
class CasePage:
    """`barred` says why this moderator may not decide; `opens` and `closes` are the window that admission today would give."""

    due_kind: str
    due_words: str
    percent: int
    checks: Sequence[Check]
    timeline: Sequence[Entry]
    barred: str
    may_decide: bool
    may_propose_hiding: bool
    waiting: Sequence[Waiting]
    opens: datetime
    closes: datetime


def case_page(case: Case, *, why: str | None, reader: Person, at: datetime) -> CasePage:
    petition = case.petition
    since = case.appeal.at if case.appeal else petition.submitted_at
    window = pauses.shifted(db(), deadlines.endorse_window(at, days=petition.policy.endorse_days), at=at)
    kind = "bad" if case.overdue else {0: "warn", 1: "gold"}.get(case.left, "ok")
    may_hide = moves.may(petition.stage, Move.HIDE) and why is None
    own = petition.proposer_id == reader.id
    return CasePage(
        due_kind=kind,
        due_words=queue.due_words(case.left, case.overdue),
        percent=queue.gone(since, petition.review_due_at, at),
        checks=_checks(case),
        timeline=entries(case.timeline),
        barred=sentence_of(why) if why else "",
        may_decide=petition.stage is Stage.IN_REVIEW and why is None and all(row.move is not Move.REFUSE for row in case.proposals),
        may_propose_hiding=may_hide and all(proposal.move is not Move.HIDE for proposal in case.proposals),
        waiting=[Waiting(proposal, why is None and proposal.by_id != reader.id) for proposal in case.proposals if not own],
        opens=window.opens,
        closes=window.closes,
    )


def _checks(case: Case) -> list[Check]:
    petition = case.petition
    return [_duplicate(case), _personal(case), _agencies(petition), *_by_people()]


def _duplicate(case: Case) -> Check:
    name, count = _("沒有重複"), sum(alike.forbids for alike in case.alike)
    if count:
        return Check("no", name, _("有%(count)s件相似提議正在進行或最近已回應，請看是不是同一件事。主張相反不算重複。", count=count))
    months = case.petition.policy.duplicate_months
    return Check("yes", name, _("沒有找到進行中、或%(months)s個月內已回應的相似提議。", months=months))


def _personal(case: Case) -> Check:
    name = _("沒有個人資料")
    if not case.hints:
        return Check("yes", name, _("沒有找到像證號、電話、住址或帳號的文字。姓名要由你判斷。"))
    found = "；".join(_("%(found)s（好像是%(what)s）", found=hint.found, what=PERSONAL[hint.kind]) for hint in case.hints)
    return Check("no", name, _("請確認這些是不是個人資料：%(found)s", found=found))


def _agencies(petition: Petition) -> Check:
    if petition.assignments:
        return Check(
            "wait",
            _("屬於行政院所屬機關"),
            _("提議者建議了%(count)s個機關，請確認是否主管。", count=filters.count(len(petition.assignments))),
        )
    return Check("wait", _("屬於行政院所屬機關"), _("提議者請平臺協助判斷，請指定主辦機關，或至少列出一個可能的機關。"))


def _by_people() -> list[Check]:
    return [
        Check("wait", _("訴求具體"), _("看得出要政府做什麼，訴求之間不矛盾。")),
        Check("wait", _("是公共政策"), _("不是個案，也不在偵查或審理中；不屬於修憲或公民投票。")),
        Check("wait", _("用語合宜"), _("不違法、不歧視、不攻擊特定的人，也不是廣告。立場好惡不是檢核的理由。")),
    ]
