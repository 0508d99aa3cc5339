"""Texts of letters that administrators replaced: only with what the letter knows, escaped, in versions, and never those of codes."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import addresses, verification
from app.accounts.challenges import Purpose
from app.accounts.models import Language
from app.announce import actions, letters, samples, texts
from app.announce.letters import Rendered
from app.announce.models import LetterText
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.outbox import Letter
from tests.given import Given

ORIGIN = "https://gongyi.example"
SUBJECT = "檢核通過，即將開放附議：%(title)s"
FIRST = "你的提議通過檢核。內容從現在起不能再更改，附議的人看到的和你送出的一樣。"


def keep(given: Given, own: dict[str, str], *, seen: int = 0, language: Language = Language.ZH) -> LetterText:
    return texts.keep(given.session, "admitted", language, own, seen=seen, by=given.cast.ann, at=given.at)


def wrong(given: Given, own: dict[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        keep(given, own)
    return [(problem.field, problem.code) for problem in refusal.value.problems]


def sent(given: Given, language: Language = Language.ZH) -> Rendered:
    letter = given.session.scalars(select(Letter).where(Letter.name == "admitted")).first()
    if letter is None:
        given.an_open_petition(days=0)
        actions.announce_due(given.session, given.keys, at=given.at)
        letter = given.session.scalars(select(Letter).where(Letter.name == "admitted")).first()
    assert letter is not None
    letter.language = language
    return letters.render(given.session, given.keys, letter, origin=ORIGIN)


def test_what_was_written_leaves_with_the_facts_in_their_places(given: Given) -> None:
    shipped = sent(given)
    keep(given, {SUBJECT: "好消息：%(title)s明天開放", FIRST: "恭喜，100%通過。\n第二行。"})
    changed = sent(given)
    assert changed.subject == "好消息：報稅軟體應支援各種作業系統並重新設計操作流程明天開放"
    assert "恭喜，100%通過。\n第二行。" in changed.text
    assert "恭喜，100%通過。<br>\n第二行。" in changed.html
    assert FIRST not in changed.text
    assert "開放附議" in changed.text, "what was not replaced stays"
    assert sent(given, Language.EN).subject.startswith("Admitted"), "the other language is another text"
    keep(given, {}, seen=1)
    assert sent(given) == shipped


def test_what_was_written_cannot_be_markup(given: Given) -> None:
    keep(given, {FIRST: "<script>alert(1)</script>與<b>粗體</b>"})
    rendered = sent(given)
    assert "<script" not in rendered.html
    assert "<b>粗體" not in rendered.html
    assert "<b>粗體</b>" in unescape(rendered.html)
    assert "<b>粗體</b>" in rendered.text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("%(name)s通過", "letter.place"),
        ("%(title)通過", "letter.syntax"),
        ("{{ petition.proposer.email }}", "letter.syntax"),
        ("{% for x in y %}", "letter.syntax"),
        ("兩行\n主旨", "letter.line"),
        ("長" * 151, "text.long"),
    ],
)
def test_what_the_letter_does_not_know_is_refused(given: Given, text: str, code: str) -> None:
    assert wrong(given, {SUBJECT: text}) == [("text-0", code)]


def test_of_two_who_write_at_once_one_is_told(given: Given) -> None:
    keep(given, {FIRST: "第一版。"})
    with pytest.raises(Conflict, match=r"letter\.changed"):
        keep(given, {FIRST: "另一版。"})
    keep(given, {FIRST: "第二版。"}, seen=1)
    kept = texts.versions(given.session, "admitted", Language.ZH)
    assert [(row.no, row.texts[FIRST]) for row in kept] == [(2, "第二版。"), (1, "第一版。")]
    assert texts.changed(given.session) == {("admitted", Language.ZH)}


@pytest.mark.parametrize("name", ["code", "sms/code", "nothing"])
def test_codes_stay_as_they_are(given: Given, name: str) -> None:
    assert name not in texts.editable()
    with pytest.raises(NotFound):
        texts.keep(given.session, name, Language.ZH, {}, seen=0, by=given.cast.ann, at=given.at)


def test_a_code_is_rendered_without_asking_for_texts(given: Given, session: Session) -> None:
    address = addresses.read("new@example.org")
    verification.send(session, given.keys, address, purpose=Purpose.SIGN_IN, language=Language.ZH, at=given.at)
    letter = session.scalars(select(Letter).where(Letter.name == "code")).one()
    assert letters.render(session, given.keys, letter, origin=ORIGIN).code


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", texts.editable())
def test_every_letter_can_be_previewed_and_has_a_subject(given: Given, name: str, language: Language) -> None:
    subject, text = samples.preview(name, language, {}, origin=ORIGIN, at=given.at)
    assert subject
    assert text
    assert "%(" not in subject + text
    words = texts.words_of(name, language)
    assert words[0].is_subject
    own = {one.source: f"甲{''.join(f'%({place})s' for place in one.places)}乙" for one in words}
    assert set(texts.checked(name, language, own)) == {one.source for one in words}
    assert samples.preview(name, language, own, origin=ORIGIN, at=given.at)[0].startswith("甲")
