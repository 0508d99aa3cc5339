"""Light and dark by choice: without a script, without a cookie on any page, and the pages stay the same for everyone."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.web.shared.tokens import palettes
from tests.web.markup import untranslated


def choose(client: FlaskClient, theme: str, **headers: str) -> int:
    return client.post("/theme", data={"theme": theme}, headers=headers).status_code


def test_a_choice_changes_one_stylesheet_and_no_page(client: FlaskClient) -> None:
    before = client.get("/rules")
    assert "color-scheme" not in client.get("/theme.css").text
    for theme in ("dark", "light"):
        assert choose(client, theme) == 303
        sheet = client.get("/theme.css")
        assert f"color-scheme:{theme}" in sheet.text
        assert [name for name, value in palettes()[theme].items() if f"--{name}:{value};" not in sheet.text] == []
        assert client.get("/rules").data == before.data
    assert choose(client, "system") == 303
    assert "color-scheme" not in client.get("/theme.css").text


def test_paper_stays_light(client: FlaskClient) -> None:
    choose(client, "dark")
    assert client.get("/theme.css").text.startswith("@media screen{")


def test_the_cookie_goes_to_the_stylesheet_alone(client: FlaskClient) -> None:
    answer = client.post("/theme", data={"theme": "dark"})
    cookie = answer.headers["Set-Cookie"]
    assert "Path=/theme.css" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get_cookie("gongyi-theme", path="/theme.css") is not None
    page = client.get("/")
    assert "Cookie" not in page.request.headers
    assert "cookie" not in page.headers.get("Vary", "").lower()


def test_the_stylesheet_is_nobody_elses_and_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/theme.css")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Vary"] == "Cookie"
    again = client.get("/theme.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    choose(client, "dark")
    assert client.get("/theme.css", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("came_from", "goes_to"),
    [
        ("http://localhost/petitions?stage=endorsing", "/petitions?stage=endorsing"),
        ("http://localhost/en/rules", "/en/rules"),
        ("http://elsewhere.example/petitions", "/"),
        ("http://localhost//elsewhere.example", "/"),
        ("http://localhost/sign-out", "/"),
        ("", "/"),
    ],
)
def test_it_leads_back_to_the_page_it_was_on(client: FlaskClient, came_from: str, goes_to: str) -> None:
    answer = client.post("/theme", data={"theme": "dark"}, headers={"Referer": came_from})
    assert answer.headers["Location"] == goes_to


def test_other_sites_and_unknown_themes_change_nothing(client: FlaskClient) -> None:
    assert choose(client, "dark", Origin="https://elsewhere.example") == 403
    assert choose(client, "dark", **{"Sec-Fetch-Site": "cross-site"}) == 403
    answer = client.post("/en/theme", data={"theme": "plum"})
    assert answer.status_code == 422
    assert untranslated(answer.text) == []
    assert "color-scheme" not in client.get("/theme.css").text


def test_a_cookie_that_says_nothing_known_is_the_systems_wish(client: FlaskClient) -> None:
    client.set_cookie("gongyi-theme", "plum", path="/theme.css")
    assert ".theme-system" in client.get("/theme.css").text


def test_without_the_databases_help(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.shared.session.db", lambda: pytest.fail("a stylesheet needs no database"))
    assert client.get("/theme.css").status_code == 200
