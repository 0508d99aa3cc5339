"""Endorse, take back, and "have I endorsed this?" (rules 10, 11 and 13).

With the paper that the page hands out, the endorsement is one statement; without it, it reads once and writes once. Everything
else, such as who is not signed in or came too late, is found out afterwards.
"""

from __future__ import annotations

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from app.accounts import sign_ins
from app.endorse import actions, papers
from app.endorse import queries as ballots
from app.endorse.models import Endorsement
from app.endorse.sources import Source
from app.kernel.errors import Conflict, Invalid, NotFound
from app.meet import lots
from app.petition import queries
from app.petition.models import Petition
from app.web.citizen.surfaces import endorsing
from app.web.platform import platform
from app.web.shared import continuations, guards, ways
from app.web.shared.cards import is_open
from app.web.shared.continuations import Continuation
from app.web.shared.errors import wants_json
from app.web.shared.face import to
from app.web.shared.forms import again
from app.web.shared.sentences import sentence_of
from app.web.shared.session import at_once, db, now, undo
from app.web.shared.told import CountyForm, Told, source_of, told

# Where flask-login keeps what `Account.get_id` gives.
TOKEN = "_user_id"
ASK = "citizen/endorse.html"
ALREADY = Conflict("endorse.already")
REMOVED = Conflict("endorse.removed")
NOT_ENDORSED = "endorse.not_endorsed"


@endorsing.post("/petitions/<number>/endorse")
def cast(number: str) -> ResponseReturnValue:
    """The hot path."""
    token = _token_hash()
    try:
        said = told(request.form)
    except Invalid as refusal:
        return _asked_again(number, refusal)
    if token and _is_cast_by_paper(number, token, said):
        return ways.see(url_for("endorse.done", number=number))
    ballot = ballots.ballot_of_visitor(db(), number, token, now()) if token else None
    if ballot is None or not ballot.verified:
        continuations.come_for(number, said)
        return ways.see(url_for("endorse.ask", number=number))
    try:
        actions.cast(db(), ballot, keys=platform().keys, at=now(), county=said.county, source=said.source)
    except Conflict as refusal:
        return _refused(number, refusal)
    return ways.see(url_for("endorse.done", number=number))


@endorsing.get("/petitions/<number>/endorse")
def ask(number: str) -> ResponseReturnValue:
    """The page with the one button; for whoever is not verified, the way to it, at whose end the endorsement is made."""
    petition = queries.by_number(db(), number)
    refusal = actions.why_not(db(), petition, at=now())
    if refusal is not None:
        return _page(petition, refusal)
    who = guards.current()
    if not who.verified:
        continuations.come_for(number, Told(source=source_of(request.args)))
        return ways.to_door() if isinstance(who, guards.Visitor) else ways.to_joining()
    if _endorsement(number) or _is_removed(number):
        return _page(petition, ALREADY)
    return render_template(ASK, form=CountyForm(None), **_ballot_facts(petition, source_of(request.args)))


@endorsing.get("/petitions/<number>/endorsed")
@guards.needs(guards.citizen)
def done(number: str) -> ResponseReturnValue:
    petition, endorsement = queries.by_number(db(), number), _endorsement(number)
    if endorsement is None:
        return ways.see(url_for("endorse.ask", number=number))
    as_of = ballots.counted_as_of(db())
    counted = as_of is not None and endorsement.at <= as_of
    address = platform().config.origin + to(f"/petitions/{number}")
    facts = {"as_of": as_of, "counted": counted, "address": address, "may_take_back": _may_take_back(petition)}
    return render_template("citizen/endorsed.html", petition=petition, **facts)


@endorsing.get("/petitions/<number>/take-back")
@guards.needs(guards.citizen)
def ask_take_back(number: str) -> ResponseReturnValue:
    petition = queries.by_number(db(), number)
    if not _may_take_back(petition) or _endorsement(number) is None:
        return ways.see(url_for("endorse.have_i", number=number))
    return render_template("citizen/take_back.html", petition=petition)


@endorsing.post("/petitions/<number>/take-back")
@guards.needs(guards.citizen)
def take_back(number: str) -> ResponseReturnValue:
    ballot = ballots.ballot(db(), number, guards.person().id)
    try:
        actions.take_back(db(), ballot, keys=platform().keys, at=now())
        lots.leave(db(), queries.by_number(db(), number), by=guards.person(), keys=platform().keys, at=now())
    except Conflict as refusal:
        return _refused(number, refusal)
    return ways.see(url_for("endorse.have_i", number=number, taken_back=1))


@endorsing.get("/petitions/<number>/mine")
def have_i(number: str) -> ResponseReturnValue:
    """Have I endorsed this? A page behind the door, and a piece of the public page for whoever is signed in."""
    who = guards.current()
    if isinstance(who, guards.Visitor) and "X-Fragment" not in request.headers:
        return ways.to_door()
    petition = queries.by_number(db(), number)
    endorsement = None if isinstance(who, guards.Visitor) else _endorsement(number)
    return render_template(
        "citizen/mine.html",
        petition=petition,
        known=not isinstance(who, guards.Visitor),
        endorsement=endorsement,
        is_open=is_open(petition, now()),
        may_take_back=_may_take_back(petition),
        taken_back="taken_back" in request.args,
        removed=not isinstance(who, guards.Visitor) and endorsement is None and _is_removed(number),
    )


def _complete(number: str, said: Told) -> str:
    ballot = ballots.ballot(db(), number, guards.person().id)
    actions.cast(db(), ballot, keys=platform().keys, at=now(), county=said.county, source=said.source)
    return url_for("endorse.done", number=number)


def _title(number: str) -> str | None:
    try:
        return queries.by_number(db(), number).title
    except NotFound:
        return None


CONTINUATION = Continuation(
    complete=_complete,
    page=lambda number: url_for("endorse.ask", number=number),
    title=_title,
)


def _is_cast_by_paper(number: str, token: bytes, said: Told) -> bool:
    paper = request.form.get("paper", "")
    try:
        with at_once() as connection:
            return papers.cast(
                connection, paper, number, token, keys=platform().keys, at=now(), county=said.county, source=said.source
            )  # fmt: skip
    except OperationalError:
        return False  # the connection was dead: the longer way takes a live one, and knows if it was done after all


def _ballot_facts(petition: Petition, source: Source | None) -> dict[str, object]:
    ballot = ballots.ballot(db(), petition.number, guards.person().id)
    paper = papers.hand_out(ballot, petition.number, _token_hash() or b"", keys=platform().keys)
    return {"petition": petition, "paper": paper, "via": source}


def _asked_again(number: str, refusal: Invalid) -> ResponseReturnValue:
    """No such county: the same page, unless it was not for them anyway."""
    if not guards.current().verified:
        return ways.see(url_for("endorse.ask", number=number, via=source_of(request.form)))
    petition = queries.by_number(db(), number)
    return again(ASK, CountyForm(), refusal, **_ballot_facts(petition, source_of(request.form)))


def _token_hash() -> bytes | None:
    token = session.get(TOKEN)
    return sign_ins.hash_of(token) if token else None


def _endorsement(number: str) -> Endorsement | None:
    ballot = ballots.ballot(db(), number, guards.person().id)
    return ballots.has_endorsed(db(), ballot, keys=platform().keys)


def _is_removed(number: str) -> bool:
    ballot = ballots.ballot(db(), number, guards.person().id)
    return ballots.is_removed(db(), ballot, keys=platform().keys)


def _may_take_back(petition: Petition) -> bool:
    return petition.policy.endorsement_withdrawable and is_open(petition, now())


def _refused(number: str, refusal: Conflict) -> ResponseReturnValue:
    if wants_json():
        raise refusal
    undo()
    return _page(queries.by_number(db(), number), refusal), 409


def _page(petition: Petition, refusal: Conflict) -> str:
    if refusal.code in (ALREADY.code, NOT_ENDORSED) and _is_removed(petition.number):
        refusal = REMOVED
    already = refusal.code == ALREADY.code
    return render_template(
        "citizen/not_endorsed.html",
        petition=petition,
        words=sentence_of(refusal.code, refusal.facts, status=409),
        already=already,
        removed=refusal is REMOVED,
        may_take_back=already and _may_take_back(petition),
    )
