"""Every refusal says what happened, what is kept and what to do, in both languages; without the database too."""

from __future__ import annotations

import dataclasses
import re

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from app.factory import create_app
from app.kernel.db import engine_for, sessions_for
from app.web.platform import Platform
from tests.web.markup import check, untranslated

STATUSES = [400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503]
MAIN = re.compile(r"</h1>(.*?)<p class=\"row\">", re.S)


@pytest.fixture(scope="module")
def faulty() -> dict[str, Flask]:
    return {}


@pytest.fixture
def without_database(platform: Platform, faulty: dict[str, Flask]) -> Flask:
    """The application with a database that nobody answers for, and a page for each refusal."""
    if "app" not in faulty:
        nowhere = engine_for("postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=1")
        app = create_app(parts=dataclasses.replace(platform, engine=nowhere, sessions=sessions_for(nowhere), instant=nowhere))
        app.add_url_rule("/refused/<int:status>", "refused", lambda status: abort(status))
        faulty["app"] = app
    return faulty["app"]


@pytest.mark.parametrize("status", STATUSES)
def test_a_refusal_says_three_things_in_both_languages(without_database: Flask, status: int) -> None:
    client = without_database.test_client()
    for prefix in ("", "/en"):
        answer = client.get(f"{prefix}/refused/{status}")
        assert answer.status_code == status
        check(answer.text)
        found = MAIN.search(answer.text)
        assert found is not None
        assert len(re.findall(r"<p[ >]", found[1])) == 3
        assert not prefix or untranslated(answer.text) == []
        assert 'name="robots" content="noindex"' in answer.text
        assert ('type="search"' in answer.text) is (status in (404, 410))


def test_titles_tell_refusals_apart(without_database: Flask) -> None:
    client = without_database.test_client()
    titles = [re.findall("<title>(.*?)</title>", client.get(f"/refused/{status}").text)[0] for status in STATUSES]
    assert len(set(titles)) == len(STATUSES)


def test_a_page_whose_database_is_away_asks_for_patience(without_database: Flask) -> None:
    for prefix, words in {"": "系統現在忙不過來", "/en": "too busy right now"}.items():
        answer = without_database.test_client().get(f"{prefix}/petitions")
        assert answer.status_code == 503
        assert words in answer.text
        assert answer.headers["Retry-After"] == "60"
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_what_needs_no_database_stays_up(without_database: Flask) -> None:
    for path in ("/accessibility", "/sitemap", "/theme.css"):
        assert without_database.test_client().get(path).status_code == 200, path


@pytest.mark.parametrize("path", ["/help", "/help/easy", "/rules", "/privacy", "/data"])
def test_what_explains_stays_up_with_the_numbers_as_shipped_and_says_so(without_database: Flask, client: FlaskClient, path: str) -> None:
    words = {"": "這一頁的數字是平臺原本的設定", "/en": "the platform started with"}
    for prefix, said in words.items():
        answer = without_database.test_client().get(prefix + path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        assert said in answer.text and said not in client.get(prefix + path).text
        check(answer.text)
    assert untranslated(answer.text) == []
