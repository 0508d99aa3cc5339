"""The bar of four stages at the top of a petition's page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.petition.lifecycle import ANSWERED, Move, Stage
from app.petition.models import Petition, Transition
from app.web.shared import filters
from app.web.shared.say import _
from app.web.shared.steps import State, Step


def steps(petition: Petition, ledger: Sequence[Transition], at: datetime) -> list[Step]:
    """Propose, review, endorse, respond: how far each is, and its date."""
    return [
        Step(_("提議"), State.DONE, _("%(day)s送出", day=filters.short_day(petition.submitted_at))),
        _review(petition, ledger, at),
        _endorse(petition, at),
        _respond(petition, at),
    ]


def _review(petition: Petition, ledger: Sequence[Transition], at: datetime) -> Step:
    name = _("檢核")
    due = filters.short_day(filters.last_day(petition.review_due_at))
    if petition.stage is Stage.NOT_ADMITTED and petition.refused_at:
        return Step(name, State.STOP, _("%(day)s不進入附議", day=filters.short_day(petition.refused_at)))
    if petition.admitted_at:
        return Step(name, State.DONE, _("%(day)s通過", day=filters.short_day(petition.admitted_at)))
    if petition.stage is Stage.WITHDRAWN:
        return Step(name, State.STOP, _withdrawn(ledger))
    if at >= petition.review_due_at:
        return Step(name, State.LATE, _("應在%(day)s前完成", day=due))
    return Step(name, State.NOW, _("%(day)s前完成", day=due))


def _endorse(petition: Petition, at: datetime) -> Step:
    name = _("附議")
    if petition.endorse_from is None or petition.endorse_until is None:
        return Step(name, State.TODO)
    end = filters.short_day(filters.last_day(petition.endorse_until))
    if petition.established_at:
        return Step(name, State.DONE, _("%(day)s成案", day=filters.short_day(petition.established_at)))
    if petition.stage is Stage.WITHDRAWN:
        return Step(name, State.STOP, _("已撤案"))
    if petition.stage is Stage.MERGED:
        return Step(name, State.STOP, _("已併案"))
    if petition.stage is Stage.ENDORSING and at < petition.endorse_from:
        return Step(name, State.NOW, _("%(day)s開放", day=filters.short_day(petition.endorse_from)))
    if at < petition.endorse_until and petition.stage is Stage.ENDORSING:
        return Step(name, State.NOW, _("%(day)s截止", day=end))
    state = State.NOW if petition.stage is Stage.ENDORSING else State.STOP
    return Step(name, state if petition.respond_from is None else State.DONE, _("%(day)s截止", day=end))


def _respond(petition: Petition, at: datetime) -> Step:
    name = _("機關回應")
    if petition.stage in ANSWERED and petition.responded_at:
        return Step(name, State.DONE, _("%(day)s回應", day=filters.short_day(petition.responded_at)))
    if petition.stage is not Stage.RESPONDING or petition.respond_due_at is None:
        return Step(name, State.TODO, _("成案後%(months)s個月內", months=petition.policy.respond_months))
    due = filters.short_day(filters.last_day(petition.respond_due_at))
    if at >= petition.respond_due_at:
        return Step(name, State.LATE, _("應在%(day)s前回應", day=due))
    return Step(name, State.NOW, _("%(day)s前回應", day=due))


def _withdrawn(ledger: Sequence[Transition]) -> str:
    row = next((row for row in reversed(ledger) if row.move is Move.WITHDRAW), None)
    return _("%(day)s撤案", day=filters.short_day(row.at)) if row else ""
