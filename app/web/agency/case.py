"""One case on the desk: the text, the milestones, the record, and what to do next with the rule that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, url_for

from app.accounts.models import Role
from app.announce import mailings
from app.announce.mailings import Mailing
from app.meet import queries as meetings
from app.petition import assignments, deadlines, queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Assignment, Part, Petition
from app.respond import answers, promises, thread
from app.respond.queries import drafts, messages, milestones
from app.web.agency import desks
from app.web.agency.checklist import Step, checklist
from app.web.agency.surface import agency, desk
from app.web.shared import filters, guards
from app.web.shared.miles import Mile, meeting_miles, miles
from app.web.shared.say import _
from app.web.shared.session import db, now
from app.web.shared.timeline import Entry, entries


@dataclass(frozen=True)
class Next:
    """Something the agency can do now: its address and name, and the sentence of the rule. `is_first` marks what matters most."""

    href: str
    name: str
    rule: str
    is_first: bool = False


@dataclass(frozen=True)
class CasePage:
    petition: Petition
    part: Part
    due_kind: str
    due_words: str
    percent: int
    due_at: str
    miles: Sequence[Mile]
    nexts: Sequence[Next]
    timeline: Sequence[Entry]
    letters: int
    unread: int
    has_draft: bool
    mailing: Mailing | None
    checklist: Sequence[Step]


@agency.get("/desk/<number>")
def case(number: str) -> str:
    return render_template("agency/case.html", page=case_page(number))


def case_page(number: str) -> CasePage:
    """Raises NotFound for what stands on another desk."""
    petition = desk().get(number)
    ledger = queries.timeline(db(), petition)
    due = petition.follow_up_due_at if petition.stage is Stage.FOLLOW_UP else petition.respond_due_at
    open_ = due if petition.stage in (Stage.RESPONDING, Stage.FOLLOW_UP) else None
    left, overdue = (deadlines.days_left(now(), open_), deadlines.overdue_days(now(), open_)) if open_ else (0, 0)
    steps, called = miles(milestones(petition, ledger), now()), meetings.meetings(db(), petition)
    return CasePage(
        petition=petition,
        part=desk().part(petition),
        due_kind=desks.urgency(left, overdue),
        due_words=desks.due_words(left, overdue) if open_ else "",
        percent=desks.gone(petition, open_, now()),
        due_at=filters.until(open_) if open_ else "",
        miles=[*steps, *meeting_miles(called, now())],
        nexts=_nexts(petition, steps),
        timeline=entries(ledger),
        letters=len(messages(db(), petition)),
        unread=thread.unread(db(), [petition], side=Role.OFFICER).get(petition.id, 0) if desk().part(petition) is Part.LEAD else 0,
        has_draft=bool(drafts(db(), petition)),
        mailing=mailings.latest(db(), petition),
        checklist=checklist(petition, _mine(petition), ledger, now()),
    )


def _nexts(petition: Petition, steps: Sequence[Mile]) -> list[Next]:
    mine = _mine(petition)
    found = _deciding(petition, mine)
    if petition.stage in (Stage.ENDORSING, Stage.NOT_REACHED):
        rule = _("不論附議多少人，機關都可以主動受理，並在%(months)s個月內回應。", months=petition.policy.respond_months)
        return [*found, _act(petition, "take-up", _("主動受理"), rule)]
    if mine.part is not Part.LEAD:
        return found
    if petition.stage is Stage.RESPONDING:
        return [*found, *_responding(petition, steps)]
    if petition.stage is Stage.FOLLOW_UP:
        return [*found, *_following(petition), *_recalling(petition), *_promised(petition), _correcting(petition)]
    if petition.stage is Stage.RESPONDED:
        return [*found, *_recalling(petition), *_promised(petition), _correcting(petition)]
    return [*found, *_promised(petition)] if petition.stage is Stage.CLOSED else found


def _deciding(petition: Petition, mine: Assignment) -> list[Next]:
    if not assignments.may_decide(petition, mine, at=now()):
        return []
    until = filters.until(deadlines.days_after(mine.since, petition.policy.accept_days))
    rule = _("是你的機關主管，就確認；不是，請在%(moment)s前說明理由，由平臺管理者改派。", moment=until)
    return [_act(petition, "accept", _("確認由本機關處理"), rule), _act(petition, "refuse", _("不是本機關主管"), rule)]


def _responding(petition: Petition, steps: Sequence[Mile]) -> list[Next]:
    until = filters.until(petition.respond_due_at) if petition.respond_due_at else ""
    policy, done = petition.policy, {step.move: step.is_done for step in steps}
    found = []
    if not done.get(Move.PLAN):
        rule = _("成案後%(days)s天內要公布處理規劃：誰負責、怎麼進行、什麼時候回應。", days=policy.plan_days)
        found.append(_act(petition, "plan", _("公布處理規劃"), rule, first=True))
    contact = Next(
        url_for("agency.contact", number=petition.number),
        _("與提議者聯繫"),
        _("成案後%(days)s天內要與提議者聯繫。透過平臺通訊，雙方看不到對方的聯絡方式。", days=policy.contact_days),
        is_first=bool(done.get(Move.PLAN)) and not done.get(Move.CONTACT),
    )
    answer = Next(
        url_for("agency.edit", number=petition.number, kind="answer"),
        _("寫回應"),
        _("%(moment)s前，對每一項訴求說明參採情形和理由。", moment=until),
        is_first=all(done.values()),
    )
    meeting = Next(
        url_for("agency.meetings", number=petition.number),
        _("會議"),
        _("可以邀請提議者，也可以留名額給附議者抽籤；開過的會議都要公布紀錄。"),
    )
    found += [contact, answer, meeting]
    if petition.extended_at is None and petition.respond_due_at and now() < petition.respond_due_at:
        rule = _("到期前可以展延一次，最多%(months)s個月，理由要公開，並通知所有相關的人。", months=policy.extend_months)
        found.append(_act(petition, "extend", _("展延回應期限"), rule))
    return found


def _following(petition: Petition) -> list[Next]:
    rule = _("納入研議的訴求，每%(months)s個月公布一次進度，直到有結論。", months=petition.policy.follow_up_months)
    href = url_for("agency.edit", number=petition.number, kind="answer")
    final = Next(href, _("公布最後結論"), _("研議有結論後，逐項說明最後的參採情形。"))
    return [_act(petition, "progress", _("公布研議進度"), rule, first=True), final]


def _recalling(petition: Petition) -> list[Next]:
    if answers.recallable(db(), petition, at=now()) is None:
        return []
    rule = _("公布後%(minutes)s分鐘內可以收回，通知信在這之後才寄出。", minutes=petition.policy.recall_minutes)
    return [Next(url_for("agency.published_answer", number=petition.number), _("收回回應"), rule, is_first=True)]


def _promised(petition: Petition) -> list[Next]:
    given = promises.of_petition(db(), petition)
    if not given:
        return []
    rule = _("開始、完成、不再辦理或改日期都要公布，並通知所有相關的人；過了日期會自動顯示逾期。")
    late = any(one.commitment.overdue_days(now()) for one in given)
    return [Next(url_for("agency.promises", number=petition.number), _("更新承諾的進度"), rule, is_first=late)]


def _correcting(petition: Petition) -> Next:
    rule = _("更正會成為新的版本，先前的版本仍然公開。")
    return Next(url_for("agency.edit", number=petition.number, kind="correction"), _("更正回應"), rule)


def _act(petition: Petition, slug: str, name: str, rule: str, *, first: bool = False) -> Next:
    return Next(url_for("agency.act", number=petition.number, slug=slug), name, rule, first)


def _mine(petition: Petition) -> Assignment:
    return assignments.own(petition, guards.agency())
