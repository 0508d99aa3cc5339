"""What waits for a proposer, petition by petition: what somebody else waits for or what has a last moment, and what would be good to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from app.accounts.models import Role
from app.petition.lifecycle import ANSWERED, Stage
from app.petition.merging import Standing
from app.petition.models import Petition
from app.propose.models import Draft, PetitionUpdate
from app.propose.updates import may_post
from app.respond.models import Message
from app.web.citizen.refused import Refused
from app.web.shared import filters
from app.web.shared.say import _

# A petition that is gathering endorsements is forgotten when nothing is heard of it for so long.
SILENT = timedelta(days=7)


@dataclass(frozen=True)
class Todo:
    """One thing to do: why, what, where; `waits` if somebody waits for it or it has a last moment."""

    words: str
    act: str
    href: str
    waits: bool = False


@dataclass(frozen=True)
class Known:
    """What is known of a petition besides itself: messages oldest first, updates newest first, offers to merge that wait for an answer."""

    refusal: Refused | None
    messages: Sequence[Message]
    updates: Sequence[PetitionUpdate]
    revision: Draft | None
    may_reply: bool = False
    offers: Sequence[Standing] = ()


def todo(petition: Petition, known: Known, *, at: datetime) -> list[Todo]:
    """What waits first."""
    return sorted((*_waiting(petition, known), *_revising(petition, known), *_telling(petition, known, at)), key=lambda row: not row.waits)


def _waiting(petition: Petition, known: Known) -> Iterator[Todo]:
    number, until = petition.number, known.refusal.appeal_until if known.refusal else None
    if known.messages and known.messages[-1].role is Role.OFFICER:
        href = url_for("me.messages", number=number)
        yield Todo(_("機關寫了訊息給你，等你回覆。"), _("回覆機關"), href, waits=True)
    if known.may_reply:
        words = _("機關回應了，你可以公開回覆一次。")
        yield Todo(words, _("回覆機關的回應"), url_for("me.ask_answer_reply", number=number))
    for offer in known.offers:
        words = _(
            "有人提議和%(other)s併案，%(moment)s前等你決定。",
            other=offer.other(petition).number,
            moment=filters.until(offer.offer.lapses_at),
        )
        yield Todo(words, _("同意或不同意"), url_for("me.ask_merge", number=number), waits=True)
    if until:
        words = _("不同意檢核結果的話，可以在%(moment)s前申訴一次。", moment=filters.until(until))
        yield Todo(words, _("提出申訴"), url_for("me.ask_appeal", number=number), waits=True)


def _revising(petition: Petition, known: Known) -> Iterator[Todo]:
    if known.revision is not None:
        yield Todo(_("修改到一半的草稿還留著。"), _("接著修改"), url_for("propose.write", key=known.revision.key))
    elif petition.stage is Stage.NOT_ADMITTED:
        again = url_for("propose.start", revise=petition.number)
        yield Todo(_("照檢核的說明修改內容，可以重新提議。"), _("修改後重新提議"), again)
    elif petition.stage in (Stage.NOT_REACHED, Stage.WITHDRAWN):
        again = url_for("propose.start", revise=petition.number)
        yield Todo(_("想再試一次的話，原本的內容可以直接帶入，也可以先改得更清楚。"), _("用原本的內容再提一次"), again)


def _telling(petition: Petition, known: Known, at: datetime) -> Iterator[Todo]:
    told = max((row.at for row in known.updates), default=None)
    words = _worth_telling(petition, told, at)
    if words and may_post(petition):
        yield Todo(words, _("寫一則近況"), url_for("me.ask_update", number=petition.number))


def _worth_telling(petition: Petition, told: datetime | None, at: datetime) -> str:
    """What the public has not been told of by the proposer yet, if anything."""

    def since(moment: datetime | None) -> bool:
        return moment is not None and (told is None or told < moment)

    if petition.stage in ANSWERED:
        return _("機關回應了。可以告訴附議的人你怎麼看，也謝謝他們。") if since(petition.responded_at) else ""
    if petition.stage is Stage.RESPONDING:
        return _("成案了。可以寫一則近況，謝謝附議的人，也說說接下來會怎樣。") if since(petition.respond_from) else ""
    quiet = at - max(told or petition.endorse_from or at, petition.endorse_from or at)
    return _("有一陣子沒有新消息了。寫一則近況，讓人知道這件事還在進行。") if petition.stage is Stage.ENDORSING and quiet >= SILENT else ""
