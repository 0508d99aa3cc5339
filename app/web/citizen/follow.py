"""Follow a petition, say how often to hear of it, and stop: for whoever has proved an e-mail address, verified or not."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Frequency
from app.announce import stops
from app.endorse import queries as ballots
from app.follow import actions
from app.follow import queries as follows
from app.petition import queries
from app.petition.models import Petition
from app.web.citizen.forms import FollowForm, PreferForm
from app.web.citizen.surfaces import following
from app.web.platform import platform
from app.web.shared import limits, ways
from app.web.shared.forms import again
from app.web.shared.guards import person
from app.web.shared.session import db

PAGE = "citizen/follow.html"


@following.get("/petitions/<number>/follow")
def ask(number: str) -> str:
    petition = queries.by_number(db(), number)
    row = follows.following(db(), petition, person(), keys=platform().keys)
    form = FollowForm(None, data={"frequency": row.frequency if row else person().follow_frequency})
    return render_template(PAGE, form=form, **_facts(petition))


@following.post("/petitions/<number>/follow")
def follow(number: str) -> ResponseReturnValue:
    limits.take(limits.FOLLOW, by=str(person().id))
    petition, form = queries.by_number(db(), number), FollowForm()
    if not form.validate():
        return again(PAGE, form, **_facts(petition))
    keys = platform().keys
    actions.follow(db(), petition, person=person(), frequency=Frequency(form.frequency.data), keys=keys)
    stops.resume(db(), stops.of_person(db(), keys, petition, person()))
    return _done(petition, "followed")


@following.post("/petitions/<number>/unfollow")
def unfollow(number: str) -> ResponseReturnValue:
    petition = queries.by_number(db(), number)
    actions.unfollow(db(), petition, person=person(), keys=platform().keys)
    return _done(petition, "unfollowed")


@following.get("/me/following")
def mine() -> str:
    return _mine(PreferForm(None, data={"frequency": person().follow_frequency}))


@following.post("/me/following")
def prefer() -> ResponseReturnValue:
    limits.take(limits.FOLLOW, by=str(person().id))
    form = PreferForm()
    if not form.validate():
        return _mine(form), 422
    frequency = Frequency(form.frequency.data)
    actions.prefer(db(), person(), frequency=frequency, everywhere=form.everywhere.data, keys=platform().keys)
    return ways.see(url_for("follow.mine", done="preferred"))


def _facts(petition: Petition) -> dict[str, object]:
    keys = platform().keys
    ballot = ballots.ballot(db(), petition.number, person().id)
    return {
        "petition": petition,
        "row": follows.following(db(), petition, person(), keys=keys),
        "endorsed": ballots.has_endorsed(db(), ballot, keys=keys) is not None,
        "is_over": petition.key_sealed is None,
        "done": request.args.get("done"),
    }


def _done(petition: Petition, done: str) -> ResponseReturnValue:
    """Back to the list, for whoever came from it."""
    if "from_list" in request.form:
        return ways.see(url_for("follow.mine", done=done))
    return ways.see(url_for("follow.ask", number=petition.number, done=done))


def _mine(form: PreferForm) -> str:
    rows = follows.followed(db(), person(), keys=platform().keys)
    return render_template("citizen/following.html", form=form, rows=rows, frequencies=list(Frequency), done=request.args.get("done"))
