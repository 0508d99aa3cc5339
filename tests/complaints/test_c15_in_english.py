"""Complaint 15: the site is "currently only in Chinese", though foreigners may petition.

Here every public page stands in English under /en, and what citizens wrote stays in Chinese and is marked so.
"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.given import Given
from tests.web.markup import check, untranslated

PAGES = ("/", "/petitions", "/petitions/{number}", "/petitions/{number}/discussion", "/rules", "/help", "/privacy", "/data", "/agencies")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_english(app: Flask, client: FlaskClient, given: Given, session: Session, path: str) -> None:
    petition = given.an_established_petition()
    session.commit()
    page = client.get("/en" + path.format(number=petition.number))
    assert page.status_code == 200
    check(page.text)
    assert '<html lang="en"' in page.text
    assert untranslated(page.text) == []
