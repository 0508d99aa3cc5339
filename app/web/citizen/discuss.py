"""Take part in a discussion: comment, mend, delete, find well argued, report (rule 23).

The public page keeps no cookie, so each of its buttons leads here first: a page that asks, with one button that acts.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.discuss import actions, queries, reports, rules, votes
from app.discuss.models import Comment, Lane
from app.discuss.queries import Shown
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem, TooMany
from app.petition import queries as petitions
from app.petition.models import Petition
from app.web.platform import platform
from app.web.shared import guards, limits, ways
from app.web.shared.cookies import personal
from app.web.shared.discussion import LANE_HINTS, CommentForm, GroundForm, ReplyForm, facts_of
from app.web.shared.forms import Form, again
from app.web.shared.guards import person
from app.web.shared.session import db, now, undo
from app.web.shared.words import COMMENT_GROUNDS

discussing = personal(Blueprint("discuss", __name__))
WRITE, EDIT, REPORT = "citizen/comment.html", "citizen/comment_edit.html", "citizen/comment_report.html"


@discussing.get("/petitions/<number>/discussion/write")
@guards.needs(guards.verified)
def write(number: str) -> ResponseReturnValue:
    petition, form = _open(number), CommentForm(None)
    form.lane.data = request.args.get("lane")
    return render_template(WRITE, form=form, preview=False, **_sheet(petition))


@discussing.post("/petitions/<number>/discussion/write")
@guards.needs(guards.verified)
def publish(number: str) -> ResponseReturnValue:
    petition, form = _open(number), CommentForm()
    facts = _sheet(petition)
    if request.form.get("act") == "preview":
        return render_template(WRITE, form=form, preview=form.lane.data in set(Lane), **facts)
    try:
        limits.take(limits.SUBMIT, by=str(person().id))
        said = actions.post(
            db(), petition, by=person(), lane=form.chosen, text=form.text.data or "", at=now(), confirmed=bool(form.confirmed.data)
        )  # fmt: skip
    except Invalid as refusal:
        return again(WRITE, form, refusal, preview=False, **facts)
    except TooMany as refusal:
        return _later(WRITE, form, refusal, preview=False, **facts)
    return ways.see(url_for("discuss.mine", number=number, done="posted", _anchor=f"c{said.id}"))


@discussing.get("/petitions/<number>/discussion/mine")
@guards.needs(guards.citizen)
def mine(number: str) -> ResponseReturnValue:
    """What one has written here, with what can still be done about it."""
    petition = petitions.by_number(db(), number)
    rows = queries.own(db(), petition, person())
    facts = {"until": {row.id: row.at + actions.edit_time(petition) for row in rows}, "now": now()}
    why = {id_: (COMMENT_GROUNDS[row.ground], row) for id_, row in queries.removals(db(), [row.id for row in rows]).items() if row.ground}
    is_open = rules.why_closed(petition, at=now()) is None
    done = request.args.get("done")
    return render_template("citizen/comments.html", petition=petition, rows=rows, why=why, is_open=is_open, done=done, **facts)


@discussing.get("/petitions/<number>/discussion/<int:comment_id>/edit")
@guards.needs(guards.citizen)
def ask_edit(number: str, comment_id: int) -> ResponseReturnValue:
    comment = _own(number, comment_id)
    if not comment.stands or now() >= comment.at + actions.edit_time(comment.petition):
        raise Conflict("comment.frozen" if comment.stands else "comment.gone")
    return render_template(EDIT, form=ReplyForm(None, data={"text": comment.text}), **_edited(comment))


@discussing.post("/petitions/<number>/discussion/<int:comment_id>/edit")
@guards.needs(guards.citizen)
def edit(number: str, comment_id: int) -> ResponseReturnValue:
    comment, form = _own(number, comment_id), ReplyForm()
    facts = _edited(comment)
    try:
        actions.edit(db(), comment, by=person(), text=form.text.data or "", at=now(), confirmed=bool(form.confirmed.data))
    except Invalid as refusal:
        return again(EDIT, form, refusal, **facts)
    return ways.see(url_for("discuss.mine", number=number, done="edited", _anchor=f"c{comment_id}"))


@discussing.get("/petitions/<number>/discussion/<int:comment_id>/delete")
@guards.needs(guards.citizen)
def ask_delete(number: str, comment_id: int) -> ResponseReturnValue:
    comment = _own(number, comment_id)
    if not comment.stands:
        raise Conflict("comment.gone")
    return render_template("citizen/comment_delete.html", row=queries.shown(db(), comment), **facts_of(comment))


@discussing.post("/petitions/<number>/discussion/<int:comment_id>/delete")
@guards.needs(guards.citizen)
def delete(number: str, comment_id: int) -> ResponseReturnValue:
    actions.delete(db(), _own(number, comment_id), by=person(), at=now())
    return ways.see(url_for("discuss.mine", number=number, done="deleted"))


@discussing.get("/petitions/<number>/discussion/<int:comment_id>/vote")
@guards.needs(guards.verified)
def ask_vote(number: str, comment_id: int) -> ResponseReturnValue:
    """Asked for by the script of the public page, the button presses itself."""
    comment = _found(number, comment_id)
    if comment.author_id == person().id:
        raise NotAllowed("vote.own")
    if comment.parent_id is not None:
        raise Conflict("vote.reply")
    return _vote_page(comment, presses="X-Fragment" in request.headers)


@discussing.post("/petitions/<number>/discussion/<int:comment_id>/vote")
@guards.needs(guards.verified)
def vote(number: str, comment_id: int) -> ResponseReturnValue:
    limits.take(limits.VOTE, by=str(person().id))
    comment = _found(number, comment_id)
    act = votes.take_back if request.form.get("act") == "take_back" else votes.vote
    act(db(), comment, by=person(), keys=platform().keys, at=now())
    if "X-Fragment" in request.headers:
        return _vote_page(comment)
    return ways.see(url_for("discuss.ask_vote", number=number, comment_id=comment_id))


@discussing.get("/petitions/<number>/discussion/<int:comment_id>/report")
@guards.needs(guards.citizen)
def ask_report(number: str, comment_id: int) -> ResponseReturnValue:
    comment = _found(number, comment_id)
    if "done" in request.args:
        return render_template("citizen/comment_reported.html", **facts_of(comment))
    if not comment.stands:
        raise Conflict("comment.gone")
    return render_template(REPORT, form=GroundForm(None), **_reported(comment))


@discussing.post("/petitions/<number>/discussion/<int:comment_id>/report")
@guards.needs(guards.citizen)
def report(number: str, comment_id: int) -> ResponseReturnValue:
    comment, form = _found(number, comment_id), GroundForm()
    facts = _reported(comment)
    try:
        limits.take(limits.SUBMIT, by=str(person().id))
        reports.report(db(), comment, by=person(), ground=form.chosen, keys=platform().keys, at=now())
    except Invalid as refusal:
        return again(REPORT, form, refusal, **facts)
    return ways.see(url_for("discuss.ask_report", number=number, comment_id=comment_id, done=1))


def _open(number: str) -> Petition:
    """The petition while its discussion is open. Raises Conflict."""
    petition = petitions.by_number(db(), number)
    refusal = rules.why_closed(petition, at=now())
    if refusal is not None:
        raise refusal
    return petition


def _found(number: str, comment_id: int) -> Comment:
    return queries.comment(db(), petitions.by_number(db(), number), comment_id)


def _own(number: str, comment_id: int) -> Comment:
    comment = _found(number, comment_id)
    if comment.author_id != person().id:
        raise NotAllowed("comment.not_yours")
    return comment


def _sheet(petition: Petition) -> dict[str, object]:
    is_proposer = petition.proposer_id == person().id
    return {
        "petition": petition,
        "policy": petition.policy,
        "hints": LANE_HINTS,
        "me": person(),
        "is_proposer": is_proposer,
    }


def _edited(comment: Comment) -> dict[str, object]:
    policy = comment.petition.policy
    until = comment.at + actions.edit_time(comment.petition)
    return facts_of(comment, until=until, limit=policy.reply_max if comment.parent_id else policy.comment_max)


def _reported(comment: Comment) -> dict[str, object]:
    row: Shown = queries.shown(db(), comment)
    return facts_of(comment, row=row)


def _vote_page(comment: Comment, *, presses: bool = False) -> str:
    given = bool(votes.voted(db(), [comment], by=person(), keys=platform().keys))
    is_open = rules.why_closed(comment.petition, at=now()) is None and comment.stands
    row = queries.shown(db(), comment)
    return render_template(
        "citizen/comment_vote.html", row=row, given=given, is_open=is_open, presses=presses and not given, **facts_of(comment)
    )


def _later(template: str, form: Form, refusal: TooMany, **facts: object) -> ResponseReturnValue:
    undo()
    form.blame(Invalid([Problem("text", refusal.code)]))
    return render_template(template, form=form, **facts), 429, {"Retry-After": str(refusal.retry_after)}
