"""The steps of a case for an officer who has never done one: what each rule asks, by when, and whether it is done (rules 14 to 21)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.petition import assignments, deadlines
from app.petition.lifecycle import ANSWERED, Move, Stage
from app.petition.models import Assignment, Part, Petition, Transition
from app.petition.policy import Policy
from app.respond.queries import milestones
from app.web.shared import filters
from app.web.shared.say import _


@dataclass(frozen=True)
class Step:
    """One line: `state` is yes (done), no (late or missed) or wait; `rule` its text, `by` until when, or when it was done."""

    state: str
    name: str
    rule: str
    by: str = ""

    @property
    def icon(self) -> str:
        return {"yes": "circle-check", "no": "octagon-alert", "wait": "circle"}[self.state]

    @property
    def spoken(self) -> str:
        return {"yes": _("已完成"), "no": _("逾期"), "wait": _("還沒做")}[self.state]


def checklist(petition: Petition, mine: Assignment, ledger: Sequence[Transition], at: datetime) -> list[Step]:
    """Every step of an agency's case, in the order of the rules."""
    policy = petition.policy
    steps = [_accepting(petition, mine, policy, at)]
    if petition.respond_from is None:
        rule = _("規則12、15：附議達到門檻就成案，主辦機關要在%(months)s個月內回應；不到門檻也可以主動受理。", months=policy.respond_months)
        return [*steps, Step("wait", _("等成案，或主動受理"), rule)]
    if mine.part is not Part.LEAD:
        rule = _("規則14：回應由主辦機關公布，協辦機關提供自己的部分。")
        return [*steps, Step("wait", _("協助主辦機關"), rule)]
    return [
        *steps,
        *_milestones(petition, ledger, at),
        *_meeting(ledger),
        *_answering(petition, ledger, at),
        *_following(petition, ledger, at),
    ]


def _accepting(petition: Petition, mine: Assignment, policy: Policy, at: datetime) -> Step:
    rule = _(
        "規則14：%(days)s天內確認由本機關處理，或說明為什麼不是主管機關，由平臺管理者改派。到成案時沒有主辦機關，建議的機關都是主辦機關。",
        days=policy.accept_days,
    )
    until = deadlines.days_after(mine.since, policy.accept_days)
    if mine.accepted_at is not None:
        return Step("yes", _("確認是不是主管機關"), rule, _done(mine.accepted_at))
    if assignments.may_decide(petition, mine, at=at):
        return Step("wait", _("確認是不是主管機關"), rule, _by(until))
    return Step("yes" if mine.part in (Part.LEAD, Part.CO_AGENCY) else "no", _("確認是不是主管機關"), rule, _("期限內沒有表示，依指定處理"))


def _milestones(petition: Petition, ledger: Sequence[Transition], at: datetime) -> Iterator[Step]:
    policy = petition.policy
    said = {
        Move.PLAN: (
            _("公布處理規劃"),
            _("規則16：成案後%(days)s天內公布誰負責、怎麼進行、什麼時候回應。沒有準時會公開顯示。", days=policy.plan_days),
        ),
        Move.CONTACT: (
            _("與提議者聯繫"),
            _("規則16：成案後%(days)s天內透過平臺寫信給提議者，釐清訴求。機關看不到對方的姓名和聯絡方式。", days=policy.contact_days),
        ),
    }
    for step in milestones(petition, ledger):
        name, rule = said.get(step.move, ("", ""))
        if not name:
            continue
        if step.done_at is not None:
            yield Step("yes" if step.done_at < step.due else "no", name, rule, _done(step.done_at))
        elif step.skipped_at is not None:
            yield Step("yes", name, rule, _("%(moment)s公布不做的理由", moment=filters.moment(step.skipped_at)))
        else:
            yield Step("no" if at >= step.due else "wait", name, rule, _by(step.due))


def _meeting(ledger: Sequence[Transition]) -> Iterator[Step]:
    held = [row for row in ledger if row.move is Move.MEET]
    rule = _("規則16：需要時開會，邀請提議者和相關的人；開過的會議都要公布紀錄。")
    by = _("已公布%(count)s次紀錄", count=len(held)) if held else _("不一定要開")
    yield Step("yes" if held else "wait", _("開會並公布紀錄"), rule, by)


def _answering(petition: Petition, ledger: Sequence[Transition], at: datetime) -> Iterator[Step]:
    policy, due = petition.policy, petition.respond_due_at
    if due is None:
        return
    if petition.extended_at is not None:
        yield Step("yes", _("展延（只能一次）"), _extending(policy), _done(petition.extended_at))
    elif petition.stage is Stage.RESPONDING and at < due:
        yield Step("wait", _("展延（只能一次）"), _extending(policy), _by(due))
    rule = _(
        "規則15、18：成案後%(months)s個月內回應。先寫%(summary)s字以內的摘要，每一項訴求都要有參採情形和理由，再寫分析、徵詢過程和後續承諾。少一項就不能公布。",
        months=policy.respond_months,
        summary=policy.summary_max,
    )
    answered = next((row.at for row in ledger if row.move in (Move.ANSWER, Move.STUDY)), None) if petition.stage in ANSWERED else None
    if answered is not None:
        yield Step("yes" if answered < due else "no", _("逐項回應"), rule, _done(answered))
    else:
        yield Step("no" if at >= due else "wait", _("逐項回應"), rule, _by(due))
    publishing = _(
        "規則19：公布前看過預覽和會收到信的人數。公布後%(minutes)s分鐘內可以收回，之後只能更正，舊版本仍然公開。",
        minutes=policy.recall_minutes,
    )
    yield Step("yes" if answered else "wait", _("預覽、公布"), publishing)


def _extending(policy: Policy) -> str:
    return _("規則17：到期前可以展延一次，最多%(months)s個月，理由公開，並寫信告訴所有相關的人。", months=policy.extend_months)


def _following(petition: Petition, ledger: Sequence[Transition], at: datetime) -> Iterator[Step]:
    rule = _("規則21：納入研議的訴求，每%(months)s個月公布一次進度，直到有最後結論。", months=petition.policy.follow_up_months)
    due = petition.follow_up_due_at
    if petition.stage is Stage.FOLLOW_UP and due is not None:
        yield Step("no" if at >= due else "wait", _("公布研議進度"), rule, _by(due))
    elif any(row.move is Move.STUDY for row in ledger) and petition.stage in ANSWERED:
        yield Step("yes", _("公布研議進度"), rule)


def _by(due: datetime) -> str:
    return _("%(moment)s前", moment=filters.until(due))


def _done(at: datetime) -> str:
    return _("%(moment)s完成", moment=filters.moment(at))
