"""Every letter renders in every language, says what it must, and gives away nothing it must not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts import addresses, agencies, staff, verification
from app.accounts.challenges import Purpose
from app.accounts.models import Agency, Language, Role
from app.announce import actions, audience, digests, heads, letters, reminders, rules
from app.announce.audience import Event
from app.announce.catalogue import messages, templates
from app.announce.letters import Rendered
from app.announce.words import LETTERS
from app.kernel.outbox import Channel, Letter
from app.kernel.secrets import Keyring
from app.meet.models import Meeting
from app.petition import mergers
from app.petition.lifecycle import Move, Stage
from app.petition.models import NoticeKind, Petition, Transition
from app.respond.models import Outcome
from tests.announce.occasions import OCCASIONS, add_address
from tests.given import WORKDAYS, Given

ORIGIN = "https://gongyi.example"
HAN = re.compile(r"[\u4e00-\u9fff]")
SIMPLIFIED = set("们这为时说动进门与产业东关发国对图学实应报")
LINK = re.compile(r"https?://[^\s\"<>]+")


def in_both_languages(session: Session, keys: Keyring) -> Iterator[tuple[Letter, str, Rendered]]:
    found = session.scalars(select(Letter)).all()
    assert found
    for letter in found:
        for language in Language:
            letter.language = language
            yield letter, language, letters.render(session, keys, letter, origin=ORIGIN)


def check(letter: Letter, language: str, rendered: Rendered, *own: str) -> None:
    """`own` is what people wrote, which stays in Chinese in an English letter."""
    for form in (rendered.subject, rendered.text, unescape(rendered.html)):
        said = form
        for words in (*own, "共議"):
            said = said.replace(words, "")
        assert "None" not in said
        assert "%(" not in said
        assert "{{" not in said
        if language == Language.EN:
            assert not HAN.search(said), said
        else:
            assert not SIMPLIFIED & set(said)
    assert rendered.subject
    assert "\n" not in rendered.subject
    assert set(LINK.findall(rendered.text)) == set(LINK.findall(unescape(rendered.html)))
    assert all(link.startswith(ORIGIN) for link in LINK.findall(rendered.text))
    assert (rendered.unsubscribe is not None) == ("as" in letter.params)
    assert rendered.unsubscribe is None or rendered.unsubscribe in rendered.text
    assert "@" not in rendered.text
    assert re.search(r'<html lang="(zh-Hant-TW|en)">', rendered.html)


def test_every_link_leads_somewhere(app: Flask, session: Session, keys: Keyring, given: Given) -> None:
    """All letters of all moves at once: no address that the site does not have."""
    for make in OCCASIONS.values():
        given.session.execute(update(Petition).values(submitted_at=given.at - timedelta(days=400), title=given.cast.mei.nickname))
        given.session.execute(update(Petition).where(Petition.stage == Stage.IN_REVIEW).values(stage=Stage.WITHDRAWN))
        # Two occasions end the same agency.
        given.session.execute(update(Agency).values(closed_at=None, merged_into_id=None))
        make(given)
    actions.announce_due(session, keys, at=given.at + timedelta(days=40), limit=1_000)
    actions.announce_messages(session, keys, at=given.at)
    staff.invite(session, keys, addresses.read("invited@example.org"), role=Role.ADMIN, at=given.at)
    routes = app.url_map.bind("gongyi.example")
    seen = set()
    for letter, language, rendered in in_both_languages(session, keys):
        seen.add(letter.name)
        for link in LINK.findall(rendered.text):
            path = urlsplit(link).path.removeprefix("/en" if language == Language.EN else "")
            assert link.startswith(f"{ORIGIN}/en") == (language == Language.EN), link
            if path:
                routes.match(path, method="GET")
    assert {"message", "established_agency", "lead_undecided", "refused", "invited"} <= seen


def peoples_words(session: Session, petition: Petition) -> list[str]:
    written = [row.reason for row in session.scalars(select(Transition).where(Transition.petition_id == petition.id)) if row.reason]
    facts = [row.facts.get(name, "") for row in session.scalars(select(Transition)) for name in ("elsewhere", "rule", "text")]
    called = [word for row in session.scalars(select(Meeting)) for word in (row.title, row.agenda, row.place)]
    return [
        petition.title,
        "兩項訴求一項採納、一項部分採納。",
        *session.scalars(select(Petition.title)),
        *(demand.text for demand in petition.demands),
        *filter(None, called),
        *written,
        *filter(None, facts),
    ]


@pytest.mark.parametrize(("move", "mark"), OCCASIONS)
def test_letters_of_every_move(session: Session, keys: Keyring, given: Given, move: Move, mark: str) -> None:
    petition = OCCASIONS[move, mark](given)
    session.refresh(petition, ["demands"])
    add_address(given, petition, given.cast.bo, NoticeKind.ENDORSER)
    add_address(given, petition, given.cast.kai, NoticeKind.FOLLOWER)
    actions.announce_due(session, keys, at=given.at + timedelta(days=40))
    seen = set()
    for letter, language, rendered in in_both_languages(session, keys):
        check(letter, language, rendered, *peoples_words(session, petition))
        seen.add(letter.name)
    last = session.scalars(select(Transition).where(Transition.petition_id == petition.id).order_by(Transition.id.desc())).first()
    assert last is not None
    assert {notice.letter for notice in rules.notices(petition, last)} <= seen


@pytest.mark.parametrize("name", rules.REMINDERS)
def test_reminders(session: Session, keys: Keyring, given: Given, name: str) -> None:
    petition = given.a_petition_in_review() if name.startswith("review") else given.an_established_petition()
    due = petition.review_due_at if name.startswith("review") else petition.respond_due_at
    assert due is not None
    at = due + timedelta(days=3) if "overdue" in name else due - timedelta(hours=5)
    reminders.remind_all_due(session, keys, workdays=WORKDAYS, at=at)
    for letter, language, rendered in in_both_languages(session, keys):
        assert letter.name == name
        check(letter, language, rendered, petition.title)


@pytest.mark.parametrize("late", [False, True])
def test_reminders_of_a_follow_up(session: Session, keys: Keyring, given: Given, late: bool) -> None:
    petition = given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED)
    assert petition.follow_up_due_at is not None
    at = petition.follow_up_due_at + timedelta(days=1 if late else -6)
    assert reminders.remind_all_due(session, keys, workdays=WORKDAYS, at=at) == 1
    for letter, language, rendered in in_both_languages(session, keys):
        check(letter, language, rendered, petition.title)
        if language == Language.ZH:
            assert "進度" in rendered.subject


def test_messages(session: Session, keys: Keyring, given: Given) -> None:
    petition = OCCASIONS[Move.CONTACT, ""](given)
    actions.announce_messages(session, keys, at=given.at)
    for letter, language, rendered in in_both_languages(session, keys):
        check(letter, language, rendered, petition.title, "請問你使用的是哪一種作業系統？")


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("typed", ["new@example.org", "0912345678"])
def test_codes(session: Session, keys: Keyring, given: Given, purpose: Purpose, typed: str) -> None:
    address = addresses.read(typed)
    verification.send(session, keys, address, purpose=purpose, language=Language.ZH, at=given.at, petition="P-2026-0001")
    for letter, language, rendered in in_both_languages(session, keys):
        assert rendered.code is not None
        assert re.fullmatch(r"\d{6}", rendered.code)
        assert rendered.code in rendered.text
        if letter.channel is Channel.EMAIL:
            check(letter, language, rendered)
            assert rendered.code in rendered.html


def text_messages(session: Session, keys: Keyring, given: Given) -> list[tuple[str, str]]:
    for purpose in Purpose:
        address = addresses.read("0912345678")
        verification.send(session, keys, address, purpose=purpose, language=Language.ZH, at=given.at, petition="P-2026-0001")
    return [(language, rendered.text) for _, language, rendered in in_both_languages(session, keys)]


def test_text_messages_hold_code_and_purpose_and_no_link(session: Session, keys: Keyring, given: Given) -> None:
    said = text_messages(session, keys, given)
    assert {name for name in templates() if name.startswith("sms/")} == {"sms/code"}
    assert len(set(said)) == 2 * len(Purpose)
    for language, text in said:
        assert re.search(r"\d{6}", text)
        assert not re.search(r"https?:|www\.|[a-z0-9-]+\.[a-z]{2,}|/", text, re.IGNORECASE)
        assert "\n" not in text
        assert len(text) <= (70 if language == Language.ZH else 160), "one segment"
        text.encode("big5")


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.OFFICER, Role.ADMIN])
def test_invitations(session: Session, keys: Keyring, given: Given, role: Role) -> None:
    agency = given.cast.finance if role is Role.OFFICER else None
    staff.invite(session, keys, addresses.read("invited@example.org"), role=role, agency=agency, at=given.at)
    for letter, language, rendered in in_both_languages(session, keys):
        check(letter, language, rendered)
        assert agency is None or (agency.name_en if language == Language.EN else agency.name_zh) in rendered.text


def test_every_template_is_somebodys_letter() -> None:
    caused = {notice.letter for rule in rules.RULES.values() if isinstance(rule, tuple) for notice in rule}
    docket = {letter for letter in rules.DOCKET.values() if isinstance(letter, str)}
    assert set(templates()) == caused | docket | set(rules.REMINDERS) | {
        rules.MESSAGE,
        rules.COMMENT_REMOVED,
        rules.SEAT,
        rules.SEAT_WAITING,
        agencies.RENAMED,
        mergers.MERGED,
        digests.DIGEST,
        "code",
        "sms/code",
        "invited",
        heads.HEAD,
    }


def test_what_people_wrote_is_escaped_in_html(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_open_petition(days=0)
    petition.title = "報稅<script>alert(1)</script>與“網路”%(title)s 50%申報"
    session.flush()
    event = Event("event", petition, {"petition": petition.id}, given.at)
    audience.write(session, keys, event, letter="admitted", to=rules.PROPOSER)
    for _, _, rendered in in_both_languages(session, keys):
        assert petition.title in rendered.subject
        assert petition.title in rendered.text
        assert "<script" not in rendered.html
        assert petition.title in unescape(rendered.html)


def test_a_change_of_stage_after_writing_does_not_break_a_letter(session: Session, keys: Keyring, given: Given) -> None:
    """Letters are rendered when they leave; the petition may have moved on by then."""
    petition = OCCASIONS[Move.EXTEND, ""](given)
    actions.announce_due(session, keys, at=given.at)
    given.answered(petition)
    actions.announce_due(session, keys, at=given.at + timedelta(hours=1))
    session.refresh(petition, ["demands"])
    names = {letter.name for letter, _, rendered in in_both_languages(session, keys) if rendered.text}
    assert {"submitted", "admitted", "established", "extended", "answered"} <= names


def test_english_is_complete() -> None:
    with (LETTERS / "en.po").open("rb") as source:
        catalogue = read_po(source, locale="en")
    wanted = messages()
    assert {entry.id for entry in catalogue if entry.id} == set(wanted)
    for words in wanted:
        entry = catalogue[words]
        assert entry is not None
        assert entry.string, words
        assert not entry.fuzzy, words
        assert not HAN.search(str(entry.string)), words
        assert set(re.findall(r"%\(\w+\)s", words)) == set(re.findall(r"%\(\w+\)s", str(entry.string))), words


@pytest.mark.parametrize("name", templates())
def test_language_of_taiwan(name: str) -> None:
    source = (LETTERS / f"{name}.j2").read_text("utf-8")
    assert not SIMPLIFIED & set(source)
    assert not re.search(r"您|信息|視頻|質量|反饋|用戶|登錄|短信|郵箱|！", source)
    assert not re.search(r"[\u4e00-\u9fff] \d|\d [\u4e00-\u9fff]", source)
