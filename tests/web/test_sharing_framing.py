"""Only the card may be framed by other sites: every route is asked, and what is refused or missing too."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.given import Given
from tests.web.test_routes import ROUTES, Asker, Told, World, names
from tests.web.visits import Visit

FRAMABLE = {"sharing.embed GET"}


def framers(answer: TestResponse) -> str:
    (rule,) = [part.strip() for part in answer.headers["Content-Security-Policy"].split(";") if "frame-ancestors" in part]
    assert "X-Frame-Options" not in answer.headers
    return rule.removeprefix("frame-ancestors ")


def test_nothing_but_the_card_may_be_framed(app: Flask, given: Given, cast: Cast, session: Session, connection: Connection) -> None:
    """Each route as somebody who is let in, so that it is the page that answers."""
    world = World(app, given, cast, session, connection)
    answers = {name: asked(world, entering(name), rule, method) for name, rule, method in names(app)}
    assert {name for name, answer in answers.items() if framers(answer) != "'none'"} == FRAMABLE
    assert sum(answer.status_code == 200 for answer in answers.values()) > 60


def entering(name: str) -> Asker:
    """Who may enter by the route table."""
    return next((asker for asker, told in ROUTES[name].items() if told is Told.IN), Asker.ANONYMOUS)


def asked(world: World, asker: Asker, rule: Rule, method: str) -> TestResponse:
    attempt = world.connection.begin_nested()
    visit, person = Visit(world.app), world.people[asker]
    if person is not None:
        visit.enter(person, strong=True)
    answer = visit.get(world.path(rule)) if method == "GET" else visit.post(world.path(rule))
    answer.get_data()  # what is streamed reads the database until its end
    attempt.rollback()
    return answer


@pytest.mark.parametrize("path", ["/nothing", "/petitions/P-1999-9999", "/petitions/P-1999-9999/poster", "/oembed", "/petitions?page=x"])
def test_refusals_may_not_be_framed(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code >= 400
    assert framers(answer) == "'none'"


def test_a_card_may_be_shown_by_isolated_sites_too(given: Given, client: FlaskClient) -> None:
    petition = given.an_open_petition()
    given.session.commit()
    answer = client.get(f"/petitions/{petition.number}/embed")
    assert framers(answer) == "*"
    assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.post(f"/petitions/{petition.number}/embed").status_code == 405
