"""Complaint 14: people with disabilities could not take part, and nobody looked.

Here no page can be forgotten: whatever the site answers a GET with is in the table that axe walks through (tests/face), in both
languages, widths and schemes; and no step of joining asks to solve a puzzle or forbids pasting.
"""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.face.looking import TAGS
from tests.web.markup import check
from tests.web.visits import Visit

WCAG = {"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"}


def test_axe_is_asked_for_all_of_wcag_at_level_aa() -> None:
    assert set(TAGS) >= WCAG


def test_the_statement_says_how_to_complain(client: FlaskClient) -> None:
    page = client.get("/accessibility")
    assert page.status_code == 200
    assert "mailto:" in page.text or "tel:" in page.text


@pytest.mark.parametrize("step", ["/sign-in", "/join"])
def test_joining_is_labelled_needs_no_puzzle_and_takes_what_is_pasted(app: Flask, step: str) -> None:
    visit = Visit(app)
    visit.sign_in("new@example.org")
    page = visit.get(step)
    visit.follow()
    check(visit.page.text if visit.page else page.text)
    assert not re.search(r"captcha|onpaste", page.text, re.I)


def test_the_code_may_be_filled_in_by_the_phone(app: Flask) -> None:
    visit = Visit(app)
    visit.get("/sign-in")
    visit.post("/sign-in", {"address": "new@example.org"})
    assert 'autocomplete="one-time-code"' in visit.follow().text
