"""What an attempt at a code says on the page: problem, status, and when to come back."""

from __future__ import annotations

from flask import Response, make_response, render_template

from app.accounts.verification import Outcome, Verdict
from app.kernel.errors import Problem, TooMany
from app.web.door.forms import CodeForm
from app.web.shared.forms import Form
from app.web.shared.sentences import sentence_of
from app.web.shared.session import undo

TOMORROW = 24 * 3600


def problem_of(verdict: Verdict) -> Problem:
    if verdict.outcome is Outcome.WRONG:
        return Problem("code", "code.wrong", {"left": verdict.left}) if verdict.left else Problem("code", "code.wrong_last")
    return Problem("code", "code.attempts" if verdict.outcome is Outcome.TOO_MANY else "code.spent")


def not_proved(template: str, form: CodeForm, verdict: Verdict, **facts: object) -> Response:
    """The same page with what is wrong. Nothing is undone: the attempt stays counted."""
    problem = problem_of(verdict)
    form.code.errors = [sentence_of(problem.code, problem.facts)]
    too_many = verdict.outcome is Outcome.TOO_MANY
    answer = make_response(render_template(template, form=form, **facts), 429 if too_many else 422)
    if too_many:
        answer.headers["Retry-After"] = str(TOMORROW)
    return answer


def too_many(template: str, form: Form, refusal: TooMany, **facts: object) -> Response:
    """The same page, saying to wait; status 429."""
    undo()
    form.form_errors = [sentence_of(refusal.code)]
    answer = make_response(render_template(template, form=form, **facts), 429)
    answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer
