"""One's own pages: drafts, petitions with what is next, and what one endorses and follows, computed and shown to oneself alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.endorse import queries as ballots
from app.endorse.models import Endorsement
from app.follow import queries as follows
from app.petition import lists, merging
from app.petition.models import Petition
from app.propose import queries
from app.propose.updates import updates_of
from app.respond import queries as desk
from app.respond.models import Message
from app.web.citizen.next_step import next_step
from app.web.citizen.surfaces import mine
from app.web.platform import platform
from app.web.shared.cards import Card, card, is_open
from app.web.shared.guards import person
from app.web.shared.session import db, now


@mine.get("/me")
def home() -> ResponseReturnValue:
    petitions = queries.proposed(db(), person())
    told = updates_of(db(), [petition.id for petition in petitions])
    rows = [next_step(petition, messages=_messages(petition), updates=told.get(petition.id, ())) for petition in petitions]
    facts = {
        "drafts": queries.drafts(db(), person()),
        "petitions": rows,
        "waiting": [(row.petition, todo) for row in rows for todo in row.todo if todo.waits],
        "endorsed": _endorsed(),
        "followed": follows.followed(db(), person(), keys=platform().keys),
    }
    return render_template("citizen/me.html", discarded="discarded" in request.args, **facts)


@dataclass(frozen=True)
class Endorsed:
    """`moves_to` is the petition that this one was merged into, where one's endorsement may still be given to that."""

    card: Card
    at: datetime
    removed: bool
    may_take_back: bool
    moves_to: Petition | None


def _endorsed() -> list[Endorsed]:
    pairs = ballots.endorsed(db(), person(), keys=platform().keys)
    ids = [petition.id for petition, _row in pairs]
    shown = {petition.id: petition for petition in lists.of_ids(db(), ids)}

    def moves_to(petition: Petition) -> Petition | None:
        into = merging.merged_into(db(), petition)
        return into if into is not None and into.id not in ids and is_open(into, now()) else None

    def row_of(petition: Petition, row: Endorsement) -> Endorsed:
        shows, removed = card(shown[petition.id], at=now()), row.removed_at is not None
        may_take_back = not removed and is_open(petition, now()) and petition.policy.endorsement_withdrawable
        return Endorsed(shows, row.at, removed, may_take_back, None if removed else moves_to(petition))

    return [row_of(petition, row) for petition, row in pairs if petition.id in shown]


def _messages(petition: Petition) -> Sequence[Message]:
    return desk.messages(db(), petition) if petition.respond_from else ()
