"""Merge one's petition with another of the same: offer it, agree, or decline. Nothing happens before both proposers have agreed."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Role
from app.endorse import tally
from app.kernel.errors import Conflict, DomainError, Invalid, Problem
from app.petition import merging
from app.petition import queries as petitions
from app.petition.models import Petition
from app.propose import queries
from app.web.citizen.surfaces import mine
from app.web.shared import limits
from app.web.shared.guards import person
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.ways import see

PAGE = "citizen/merge.html"


@mine.get("/me/<number>/merge")
def ask_merge(number: str) -> ResponseReturnValue:
    return _page(queries.own(db(), person(), number))


@mine.post("/me/<number>/merge")
def offer_merge(number: str) -> ResponseReturnValue:
    """`pair` says which goes into which: `mine:NUMBER` puts one's own into the other, `theirs:NUMBER` the other into one's own."""
    limits.take(limits.SUBMIT, by=str(person().id))
    own = queries.own(db(), person(), number)
    goes, _colon, other = request.form.get("pair", "").partition(":")
    try:
        if goes not in ("mine", "theirs") or not other:
            raise Invalid([Problem("pair", "merge.which")])
        pair = own, petitions.by_number(db(), other)
        merged, into = pair if goes == "mine" else pair[::-1]
        _count()
        merging.offer(db(), merged, into=into, by=person(), role=Role.PROPOSER, at=now())
    except (Invalid, Conflict) as refusal:
        return _again(number, refusal)
    return see(url_for("me.ask_merge", number=number, done="offered"))


@mine.post("/me/<number>/merge/<int:offer_id>")
def answer_merge(number: str, offer_id: int) -> ResponseReturnValue:
    own = queries.own(db(), person(), number)
    consents = request.form.get("act") == "consent"
    try:
        if consents:
            _count()
        standing = merging.standing_offer(db(), own, offer_id, at=now())
        if not consents:
            merging.decline(db(), standing, by=person(), at=now())
            return see(url_for("me.ask_merge", number=number, done="declined"))
        merged = merging.consent(db(), standing, by=person(), at=now())
    except Conflict as refusal:
        return _again(number, refusal)
    return see(url_for("me.ask_merge", number=number, done="merged" if merged else "consented"))


def _count() -> None:
    """What is established by now is not merged, so everything committed is counted first."""
    tally.count(db(), at=now(), wait=True)
    db().expire_all()


def _again(number: str, refusal: DomainError) -> tuple[str, int]:
    undo()
    if isinstance(refusal, Invalid):
        words, status = sentence_of(refusal.problems[0].code), 422
    else:
        words, status = sentence_of(refusal.code, refusal.facts, status=409), 409
    return _page(queries.own(db(), person(), number), words), status


def _page(own: Petition, wrong: str = "") -> str:
    offers = merging.offers(db(), own, at=now())
    facts = {
        "offers": [(row, row.other(own), row.waits_for(person())) for row in offers],
        "partners": merging.partners(db(), own, at=now()),
        "into": merging.merged_into(db(), own),
        "came": merging.absorbed(db(), own),
    }
    return render_template(PAGE, petition=own, wrong=wrong, done=request.args.get("done"), **facts)
