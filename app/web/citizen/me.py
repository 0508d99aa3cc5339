"""One's own pages: drafts, petitions with what is next, and what one endorses and follows, computed and shown to oneself alone."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.endorse import queries as ballots
from app.follow import queries as follows
from app.petition import lists
from app.petition.models import Petition
from app.propose import queries
from app.propose.updates import updates_of
from app.respond import queries as desk
from app.respond.models import Message
from app.web.citizen.next_step import next_step
from app.web.citizen.surfaces import mine
from app.web.platform import platform
from app.web.shared.cards import card, is_open
from app.web.shared.guards import person
from app.web.shared.session import db, now


@mine.get("/me")
def home() -> ResponseReturnValue:
    petitions = queries.proposed(db(), person())
    told = updates_of(db(), [petition.id for petition in petitions])
    rows = [next_step(petition, messages=_messages(petition), updates=told.get(petition.id, ())) for petition in petitions]
    pairs = ballots.endorsed(db(), person(), keys=platform().keys)
    shown = {petition.id: petition for petition in lists.of_ids(db(), [petition.id for petition, _row in pairs])}
    endorsed = [
        (
            card(shown[petition.id], at=now()),
            row.at,
            row.removed_at is None and is_open(petition, now()) and petition.policy.endorsement_withdrawable,
        )
        for petition, row in pairs
        if petition.id in shown
    ]
    facts = {
        "drafts": queries.drafts(db(), person()),
        "petitions": rows,
        "waiting": [(row.petition, todo) for row in rows for todo in row.todo if todo.waits],
        "endorsed": endorsed,
        "followed": follows.followed(db(), person(), keys=platform().keys),
    }
    return render_template("citizen/me.html", discarded="discarded" in request.args, **facts)


def _messages(petition: Petition) -> Sequence[Message]:
    return desk.messages(db(), petition) if petition.respond_from else ()
