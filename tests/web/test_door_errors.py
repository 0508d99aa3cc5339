"""Refusals in plain words, in both languages and for machines; nothing kept, no trace shown."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.factory import create_app
from app.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Problem, TooMany
from app.web.platform import Platform
from app.web.shared.sentences import SENTENCES
from app.web.shared.session import db, now
from tests.web.visits import Visit

ROOT = Path(__file__).parents[2]

REFUSALS: dict[str, tuple[Exception, int]] = {
    "unknown": (NotFound(), 404),
    "role": (NotAllowed("role.admin"), 403),
    "late": (Conflict("endorse.closed"), 409),
    "long": (Invalid([Problem("title", "text.long", {"most": 60, "count": 61})]), 422),
    "often": (TooMany("throttle.submit", retry_after=77), 429),
    "new": (Conflict("some.code_of_tomorrow"), 409),
    "broken": (ZeroDivisionError("secret of the trace"), 500),
    "busy": (OperationalError("SELECT secret", {}, Exception("no connection")), 503),
}


@pytest.fixture
def app(platform: Platform) -> Flask:
    app = create_app(parts=platform)
    faulty = Blueprint("faulty", __name__)

    @faulty.get("/faulty/<name>")
    @faulty.get("/faulty/<name>.json", endpoint="json")
    def fail(name: str) -> str:
        db().add(Person(nickname="half done", created_at=now()))
        db().flush()
        raise REFUSALS[name][0]

    app.register_blueprint(faulty)
    return app


@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_page_in_plain_words(app: Flask, session: Session, name: str, prefix: str) -> None:
    page = Visit(app).get(f"{prefix}/faulty/{name}")
    assert page.status_code == REFUSALS[name][1]
    assert page.text.count("<h1>") == 1
    assert "secret" not in page.text
    assert "Traceback" not in page.text
    assert session.scalar(text("SELECT count(*) FROM person")) == 0
    if prefix:
        main = page.text.split('<main id="main"')[1].split("</main>")[0].split("</a>", 1)[1]
        assert not re.search(r"[\u4e00-\u9fff]", main), "untranslated"


@pytest.mark.parametrize("name", REFUSALS)
def test_a_problem_for_machines(app: Flask, name: str) -> None:
    for answer in (
        Visit(app).get(f"/faulty/{name}.json"),
        Visit(app).get(f"/faulty/{name}", headers={"Accept": "application/json"}),
    ):
        status = REFUSALS[name][1]
        assert answer.status_code == status
        assert answer.content_type == "application/problem+json"
        problem = answer.json
        assert problem is not None
        assert (problem["type"], problem["status"]) == ("about:blank", status)
        assert problem["detail"]
        assert "secret" not in answer.text
        refusal = REFUSALS[name][0]
        if isinstance(refusal, DomainError):
            assert problem["code"] == refusal.code


def test_the_facts_are_filled_in(app: Flask) -> None:
    problem = Visit(app).get("/faulty/long.json").json
    assert problem is not None
    assert problem["problems"] == [{"field": "title", "code": "text.long", "detail": "最多60字，現在是61字。"}]
    assert Visit(app).get("/faulty/often").headers["Retry-After"] == "77"
    assert Visit(app).get("/faulty/busy").headers["Retry-After"] == "60"


def test_a_page_of_a_browser_is_a_page(app: Flask) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert Visit(app).get("/faulty/late", headers={"Accept": accept}).content_type == "text/html; charset=utf-8"
    assert Visit(app).get("/nowhere.json").json == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "找不到這一頁。可能網址打錯了，或內容已經移走。",
    }


def test_what_cannot_be_done_this_way_says_how(app: Flask) -> None:
    page = Visit(app).client.put("/sign-in")
    assert page.status_code == 405
    assert "POST" in page.headers["Allow"]


def codes_raised() -> set[str]:
    """The codes that the source gives to refusals and problems."""
    position = {"Problem": 1, **dict.fromkeys(("NotFound", "NotAllowed", "Conflict", "TooMany", "DomainError"), 0)}
    found = set()
    for path in (ROOT / "app").rglob("*.py"):
        if path.is_relative_to(ROOT / "app/cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in position:
                given = node.args[position[node.func.id] :][:1]
                found |= {arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    return found


ONLY_FOR_OPERATORS = {f"calendar.{what}" for what in ("encoding", "header", "empty", "row", "day", "weekday", "twice")}


def test_every_code_has_its_sentence() -> None:
    raised = codes_raised()
    assert len(raised) > 40
    assert raised - set(SENTENCES) - ONLY_FOR_OPERATORS == set()


COMPUTED = ("throttle.", "role.", "hide.", "refuse.")


def test_no_sentence_is_left_over() -> None:
    written = {
        node.value
        for path in (ROOT / "app").rglob("*.py")
        if "sentences" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {code for code in SENTENCES if not code.startswith(COMPUTED)} - written == set()
