"""The administrators' page of a letter: previewed before it is kept, kept in versions, and put back as shipped."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Language
from app.announce import texts
from tests.cast import Cast
from tests.web.markup import check
from tests.web.visits import Visit

SEEN = re.compile(r'name="seen" value="(\d*)"')
PATH = "/admin/letters/admitted/zh"


@pytest.fixture
def ann(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.ann, strong=True)


def test_every_letter_is_listed(ann: Visit) -> None:
    page = ann.get("/admin/letters").text
    check(page)
    assert all(f"/admin/letters/{name}/en" in page for name in texts.editable())
    assert "/admin/letters/code/zh" not in page
    assert ann.get("/admin/letters/code/zh").status_code == 404
    assert ann.get("/admin/letters/admitted/fr").status_code == 404


def test_it_is_previewed_kept_and_put_back(ann: Visit, session: Session) -> None:
    page = ann.get(PATH).text
    check(page)
    assert "公園飲水機水質檢驗數據每週上網公開" in page
    previewed = ann.post(PATH, {"text-0": "恭喜：%(title)s", "seen": "0", "act": "preview"})
    check(previewed.text)
    assert "恭喜：公園飲水機水質檢驗數據每週上網公開" in previewed.text
    assert texts.in_force(session, "admitted", Language.ZH) == {}
    assert ann.post(PATH, {"text-0": "恭喜：%(title)s", "seen": "0", "act": "keep"}).status_code == 303
    kept = ann.follow().text
    check(kept)
    assert "第1版" in kept
    assert "原本是：" in kept
    assert "改過" in ann.get("/admin/letters").text
    late = ann.post(PATH, {"text-0": "另一句：%(title)s", "seen": "0", "act": "keep"})
    assert late.status_code == 409
    assert "另一句：%(title)s" in late.text
    check(late.text)
    assert ann.post(PATH, {"seen": "1", "act": "restore"}).status_code == 303
    assert texts.in_force(session, "admitted", Language.ZH) == {}


def test_what_is_wrong_is_marked_and_kept(ann: Visit) -> None:
    page = ann.post(PATH, {"text-0": "%(secret)s", "seen": "0", "act": "keep"})
    assert page.status_code == 422
    check(page.text)
    assert "這裡不能用這些資料：secret" in page.text
    assert 'value="%(secret)s"' in page.text


@pytest.mark.parametrize("first", [{"text-0": "恭喜：%(title)s", "act": "preview"}, {"text-0": "%(secret)s", "act": "keep"}])
def test_looking_or_going_wrong_first_does_not_overwrite_somebody_elses(ann: Visit, session: Session, first: dict[str, str]) -> None:
    ann.post(PATH, {"text-0": "先到的：%(title)s", "seen": "0", "act": "keep"})
    page = ann.post(PATH, {**first, "seen": "0"})
    assert SEEN.findall(page.text) == ["0"]
    assert ann.post(PATH, {"text-0": "後到的：%(title)s", "seen": SEEN.findall(page.text)[0], "act": "keep"}).status_code == 409
    assert set(texts.in_force(session, "admitted", Language.ZH).values()) == {"先到的：%(title)s"}
