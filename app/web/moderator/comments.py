"""Reported comments: the queue, and keeping or removing one with a public ground (rule 23)."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TextAreaField

from app.discuss import inbox, queries, reports
from app.discuss.models import Verdict
from app.kernel.errors import Conflict, Invalid, Problem
from app.petition.lifecycle import Stage
from app.propose.content import typed
from app.web.moderator.routes import moderator
from app.web.shared import guards
from app.web.shared.choices import Choice
from app.web.shared.discussion import GroundForm, words_of
from app.web.shared.say import _, later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see
from app.web.shared.words import COMMENT_GROUNDS, LANES, PERSONAL

VERDICTS = {Verdict.KEPT: later("保留，不處理"), Verdict.REMOVED: later("移除，留下位置和理由")}


class DecideForm(GroundForm):
    """Keep it, or remove it on a ground; the explanation is public."""

    verdict = RadioField(
        later("決定"), choices=[Choice(verdict.value, words) for verdict, words in VERDICTS.items()], validate_choice=False
    )
    explanation = TextAreaField(later("說明"), filters=[lambda text: typed(text or "")])


@moderator.get("/moderate/comments")
def comments() -> str:
    found = inbox.inbox(db())
    rows = [(waiting, words_of(waiting.grounds)) for waiting in found]
    return render_template("moderator/comments.html", rows=rows)


@moderator.get("/moderate/comments/<int:comment_id>")
def comment(comment_id: int) -> str:
    return render_template("moderator/comment.html", form=DecideForm(None), **_facts(comment_id))


@moderator.post("/moderate/comments/<int:comment_id>")
def decide(comment_id: int) -> ResponseReturnValue:
    found, form = inbox.reported(db(), comment_id).comment, DecideForm()
    who, why = guards.person(), form.explanation.data or ""
    try:
        if form.verdict.data == Verdict.REMOVED:
            reports.remove(db(), found, by=who, ground=form.chosen, explanation=why, at=now())
        elif form.verdict.data == Verdict.KEPT:
            reports.keep(db(), found, by=who, explanation=why, at=now())
        else:
            raise Invalid([Problem("verdict", "verdict.missing")])
    except (Invalid, Conflict) as refusal:
        return once_more("moderator/comment.html", form, refusal, lambda: _facts(comment_id))
    flash(_("已經移除，並告訴發表的人。") if form.verdict.data == Verdict.REMOVED else _("已經保留。"))
    return see(url_for("moderator.comments"))


def _facts(comment_id: int) -> dict[str, object]:
    found = inbox.reported(db(), comment_id)
    top, why = found.comment.parent or found.comment, reports.why_barred(found.comment, guards.person())
    return {
        "found": found,
        "row": queries.shown(db(), top),
        "grounds": words_of(found.grounds),
        "hints": [(hint.found, PERSONAL[hint.kind]) for hint in found.hints],
        "ground_words": COMMENT_GROUNDS,
        "lane": LANES[found.comment.lane],
        "limit": reports.EXPLANATION_MAX,
        "barred": sentence_of(why) if why else "",
        "is_public": found.comment.petition.stage is not Stage.HIDDEN,
    }
