"""The language stands in the address, and nothing is simplified."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from flask import Flask, render_template_string, url_for
from flask_babel import gettext as translated
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import DataRequired

from app.petition.lifecycle import Move
from app.web.shared.forms import Form
from app.web.shared.language import catalogue, language, other_language_url
from app.web.shared.sentences import sentence_of
from app.web.shared.words import MOVES
from tests.web.visits import Visit


class Named(Form):
    name = StringField(validators=[DataRequired()])


def problem(app: Flask, path: str) -> str:
    with app.test_client() as client:
        client.get(path)
        form = Named(MultiDict())
        assert not form.validate()
        return str(form.name.errors[0])


def test_the_messages_of_wtforms_are_in_traditional_characters(app: Flask) -> None:
    assert problem(app, "/sign-in") == "此欄位是必需的。"
    assert problem(app, "/en/sign-in") == "This field is required."


@pytest.mark.parametrize(
    ("path", "tongue", "other"),
    [
        ("/sign-in", "zh-Hant-TW", "/en/sign-in"),
        ("/en/sign-in", "en", "/sign-in"),
        ("/sign-in?only=1&x=%E4%B8%AD", "zh-Hant-TW", "/en/sign-in?only=1&x=%E4%B8%AD"),
        ("/en/sign-in?only=1", "en", "/sign-in?only=1"),
        ("/en", "en", "/"),
        ("/english", "zh-Hant-TW", "/en/english"),
    ],
)
def test_the_address_says_which(app: Flask, path: str, tongue: str, other: str) -> None:
    with app.test_client() as client:
        page = client.get(path)
        assert language() == tongue
        assert other_language_url() == other
        assert url_for("door.sign_in") == ("/en/sign-in" if tongue == "en" else "/sign-in")
    assert f'<html lang="{tongue}">' in page.text


def test_both_languages_share_the_sign_in(app: Flask) -> None:
    visit = Visit(app)
    visit.sign_in("mei@example.org")
    assert visit.get("/account").status_code == 200
    assert visit.get("/en/account").status_code == 200


def test_the_catalogues_are_one_and_whole(app: Flask) -> None:
    assert catalogue("en").gettext("登出") == "Sign out"
    assert isinstance(catalogue("zh"), gettext.NullTranslations)
    assert catalogue("zh").gettext("登出") == "登出"
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/en"}):
        assert translated("還有%(count)s組救援碼沒有用過。", count=3) == "3 recovery codes have not been used yet."
    assert list((Path("app/web/translations/en")).glob("*.po"))


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 endorsement"), ("1", "1 endorsement"), ("1,234", "1,234 endorsements"), (0, "0 endorsements")]
)
def test_english_takes_the_form_that_the_number_asks_for(app: Flask, count: object, words: str) -> None:
    with app.test_client() as client:
        client.get("/en/sign-in")
        assert translated("%(count)s人附議", count=count) == words
        assert render_template_string("{{ _('%(count)s人附議', count=count) }}", count=count) == words


def test_so_do_the_sentences_of_refusals(app: Flask) -> None:
    with app.test_client() as client:
        client.get("/en/sign-in")
        assert sentence_of("code.wrong", {"left": 1}) == "That code is not right. You can try 1 more time."
        assert sentence_of("code.wrong", {"left": 4}) == "That code is not right. You can try 4 more times."


def test_several_facts_are_parted_as_the_language_parts_them(app: Flask) -> None:
    with app.test_client() as client:
        client.get("/en/sign-in")
        assert sentence_of("template.unfilled", {"blanks": ["機關", "日期"]}).endswith("機關, 日期")
        client.get("/sign-in")
        assert sentence_of("template.unfilled", {"blanks": ["機關", "日期"]}).endswith("機關、日期")


def test_facts_are_escaped_and_their_braces_left_alone(app: Flask) -> None:
    with app.test_client() as client:
        client.get("/en/sign-in")
        text = "{{ _('%(name)s的意見', name=name) }}"
        assert render_template_string(text, name="<b>{count:a|b}") == "Comment by &lt;b&gt;{count:a|b}"


def test_one_chinese_word_may_be_two_english_ones(app: Flask) -> None:
    with app.test_client() as client:
        client.get("/en/sign-in")
        assert (str(MOVES[Move.HIDE]), translated("隱藏提議")) == ("Hidden", "Hide the petition")
        client.get("/sign-in")
        assert str(MOVES[Move.HIDE]) == "隱藏提議"
