"""From a merged petition to the one that took it in: a page that says what would happen, and one button (I1)."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.endorse import actions, moving
from app.endorse import queries as ballots
from app.kernel.errors import Conflict
from app.petition import merging, queries
from app.petition.models import Petition
from app.web.citizen.surfaces import endorsing
from app.web.platform import platform
from app.web.shared import guards
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.ways import see

REMOVED = Conflict("endorse.removed")


@endorsing.get("/petitions/<number>/move")
@guards.needs(guards.citizen)
def ask_move(number: str) -> ResponseReturnValue:
    return _page(*_pair(number))


@endorsing.post("/petitions/<number>/move")
@guards.needs(guards.citizen)
def move(number: str) -> ResponseReturnValue:
    petition, into = _pair(number)
    mine, theirs = (ballots.ballot(db(), one.number, guards.person().id) for one in (petition, into))
    try:
        moving.move(db(), mine, into=theirs, keys=platform().keys, at=now())
    except Conflict as refusal:
        undo()
        late = REMOVED if refusal.code == "endorse.already" and ballots.is_removed(db(), theirs, keys=platform().keys) else refusal
        return _page(*_pair(number), late=sentence_of(late.code, late.facts, status=409)), 409
    return see(url_for("endorse.done", number=into.number))


def _pair(number: str) -> tuple[Petition, Petition]:
    """The merged petition and where it went. Raises Conflict `move.not_merged`."""
    petition = queries.by_number(db(), number)
    into = merging.merged_into(db(), petition)
    if into is None:
        raise Conflict("move.not_merged")
    return petition, queries.by_number(db(), into.number)


def _page(petition: Petition, into: Petition, late: str = "") -> str:
    keys = platform().keys
    mine, theirs = (ballots.ballot(db(), one.number, guards.person().id) for one in (petition, into))
    endorsed, moved = (ballots.has_endorsed(db(), ballot, keys=keys) for ballot in (mine, theirs))
    removed, barred = (ballots.is_removed(db(), ballot, keys=keys) for ballot in (mine, theirs))
    closed = REMOVED if barred else actions.why_not(db(), into, at=now())
    facts = {"petition": petition, "into": into, "endorsed": endorsed, "moved": moved, "removed": removed, "late": late}
    return render_template("citizen/move.html", closed=sentence_of(closed.code, closed.facts) if closed else "", **facts)
