"""What happens next with one's petition, by when, and what its proposer may do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.kernel.office_days import workdays
from app.petition import deadlines, merging, moves
from app.petition import queries as ledgers
from app.petition.lifecycle import ANSWERED, Move, Stage
from app.petition.models import Petition
from app.propose import queries
from app.propose.models import PetitionUpdate
from app.propose.updates import may_post
from app.respond import reply
from app.respond.models import Message
from app.web.citizen.refused import Refused, refusal_of
from app.web.citizen.sheet import REVISABLE
from app.web.citizen.todo import Known, Todo, todo
from app.web.shared import filters
from app.web.shared.cards import late
from app.web.shared.guards import person
from app.web.shared.say import _
from app.web.shared.session import db, now


@dataclass(frozen=True)
class Act:
    """Something to do: what, and where."""

    words: str
    href: str


@dataclass(frozen=True)
class Next:
    """One petition of the proposer's own: `words` say what is next, `todo` what waits for them, `acts` what else they may do."""

    petition: Petition
    late: Sequence[str]
    words: str
    todo: Sequence[Todo]
    acts: Sequence[Act]
    refusal: Refused | None


def next_step(petition: Petition, *, messages: Sequence[Message] = (), updates: Sequence[PetitionUpdate] = ()) -> Next:
    """What is next, as of now."""
    refusal = refusal_of(petition)
    revision = queries.revision(db(), person(), petition) if petition.stage in REVISABLE else None
    offers = merging.offers(db(), petition, at=now()) if petition.stage is Stage.ENDORSING else []
    asked = [offer for offer in offers if offer.waits_for(person())]
    rows = todo(petition, Known(refusal, messages, updates, revision, may_reply(petition), asked), at=now())
    may_merge = bool(offers or merging.partners(db(), petition, at=now()))
    return Next(petition, late(petition, now()), _words(petition, now()), rows, _acts(petition, may_merge), refusal)


def may_reply(petition: Petition) -> bool:
    """May the proposer still reply to the answer?"""
    if petition.stage not in ANSWERED or reply.why_not(db(), petition, at=now()) is not None:
        return False
    return reply.of(ledgers.timeline(db(), petition)) is None


def may_withdraw(petition: Petition) -> bool:
    return moves.may(petition.stage, Move.WITHDRAW)


def _words(petition: Petition, at: datetime) -> str:
    stage = petition.stage
    if stage is Stage.IN_REVIEW:
        return _in_review(petition, at)
    if stage is Stage.ENDORSING and petition.endorse_from and petition.endorse_until:
        return _endorsing(petition, petition.endorse_from, petition.endorse_until, at)
    if stage is Stage.RESPONDING and petition.respond_due_at:
        return _("機關要在%(moment)s前逐項回應。", moment=filters.until(petition.respond_due_at))
    if stage is Stage.FOLLOW_UP and petition.follow_up_due_at:
        return _("部分訴求還在研議，機關要在%(moment)s前公布進度。", moment=filters.until(petition.follow_up_due_at))
    if stage in ANSWERED and petition.responded_at:
        return _("機關在%(day)s公布了回應。", day=filters.day(petition.responded_at))
    if stage is Stage.NOT_REACHED:
        return _("附議期間結束，沒有達到門檻。可以再提一次；機關也可能主動受理。")
    if stage is Stage.NOT_ADMITTED:
        return _("檢核決定不進入附議。理由和可以改去的地方寫在下面；修改之後可以重新提議。")
    if stage is Stage.HIDDEN:
        return _("這件提議已經隱藏，只有你看得到這一頁。理由寫在下面的歷程裡。")
    if stage is Stage.MERGED:
        return _("已經併入另一件提議，不再接受附議。內容和當時的附議人數留作公開紀錄。")
    return _("不再進行。內容留作公開紀錄。")


def _in_review(petition: Petition, at: datetime) -> str:
    due = filters.until(petition.review_due_at)
    if at < petition.review_due_at:
        return _("檢核人員會在%(moment)s前決定。通過後，隔天零時開放附議。", moment=due)
    days = deadlines.overdue_workdays(at, petition.review_due_at, workdays(db()))
    return _("應在%(moment)s前決定，逾期%(days)s個工作天，已排到檢核的最前面。逾期不會使提議失效。", moment=due, days=days)


def _endorsing(petition: Petition, opens: datetime, closes: datetime, at: datetime) -> str:
    if at < opens:
        return _("%(moment)s開放附議，到%(until)s截止。", moment=filters.moment(opens), until=filters.until(closes))
    if at >= closes:
        return _("附議期間已經結束，正在確認最後的人數。")
    left = max(0, petition.endorse_threshold - petition.endorsements)
    return _("還差%(count)s人成案，到%(until)s截止。", count=filters.count(left), until=filters.until(closes))


def _acts(petition: Petition, may_merge: bool) -> list[Act]:
    acts = []
    if may_post(petition):
        acts.append(Act(_("寫一則近況"), url_for("me.ask_update", number=petition.number)))
    if petition.respond_from:
        acts.append(Act(_("和機關的對話"), url_for("me.messages", number=petition.number)))
    if petition.admitted_at:
        acts.append(Act(_("回覆討論區的意見"), url_for("me.discussion", number=petition.number)))
    if may_merge:
        acts.append(Act(_("和相同的提議併案"), url_for("me.ask_merge", number=petition.number)))
    if may_withdraw(petition):
        acts.append(Act(_("撤回提議"), url_for("me.ask_withdraw", number=petition.number)))
    return acts
