"""The digest renders in every language, whatever it tells of; and every English letter leads to English pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import addresses, verification
from app.accounts.challenges import Purpose
from app.accounts.models import Frequency, Language
from app.announce import actions as announcing
from app.announce import digests, letters, rules
from app.announce.rules import Audience, Notice
from app.announce.words import NEWS
from app.follow import actions
from app.kernel.outbox import Channel, Letter
from app.kernel.secrets import Keyring
from app.petition.lifecycle import Move
from tests.announce.occasions import OCCASIONS
from tests.given import Given
from tests.letters.test_letters import HAN, LINK, ORIGIN, SIMPLIFIED


def told(move: Move) -> Iterator[Notice]:
    """What followers hear of a move."""
    rule = rules.RULES[move]
    return (notice for notice in rule if Audience.FOLLOWERS in notice.to) if isinstance(rule, tuple) else iter(())


FOLLOWED = [(move, mark) for move, mark in OCCASIONS if any(notice.mark in (None, mark) for notice in told(move))]


def test_a_digest_has_words_for_all_that_followers_hear_of() -> None:
    assert set(NEWS) == {notice.letter for move in Move for notice in told(move)}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.WEEKLY])
@pytest.mark.parametrize(("move", "mark"), FOLLOWED)
def test_of_every_move(
    app: Flask, session: Session, keys: Keyring, given: Given, move: Move, mark: str, frequency: Frequency, language: Language
) -> None:
    petition = OCCASIONS[move, mark](given)
    given.cast.kai.language = language
    actions.follow(session, petition, person=given.cast.kai, frequency=frequency, keys=keys)
    announcing.announce_due(session, keys, at=given.at + timedelta(hours=1), limit=1_000)
    digests.write_all_due(session, keys, at=given.at + timedelta(days=8))
    letter = session.scalars(select(Letter).where(Letter.name == digests.DIGEST)).one()
    rendered = letters.render(session, keys, letter, origin=ORIGIN)
    origin = f"{ORIGIN}/en" if language is Language.EN else ORIGIN
    for form in (rendered.subject, rendered.text, unescape(rendered.html)):
        said = form.replace(petition.title, "").replace("共議", "")
        assert not HAN.search(said) if language is Language.EN else not SIMPLIFIED & set(said), said
        assert "None" not in said and "%(" not in said and "@" not in said
    links = LINK.findall(rendered.text)
    assert set(links) == set(LINK.findall(unescape(rendered.html)))
    assert all(link == origin or link.startswith(f"{origin}/") for link in links)
    routes = app.url_map.bind("gongyi.example")
    for link in links:
        routes.match(urlsplit(link).path.removeprefix("/en") or "/", method="GET")
    assert rendered.unsubscribe in links
    assert rendered.unsubscribe.startswith(f"{origin}/notices/digests/")


def test_what_people_wrote_is_escaped(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_established_petition()
    petition.title = "報稅<script>alert(1)</script>與“網路”%(title)s 50%申報"
    actions.follow(session, petition, person=given.cast.kai, frequency=Frequency.DAILY, keys=keys)
    announcing.announce_due(session, keys, at=given.at)
    digests.write_all_due(session, keys, at=given.at + timedelta(days=1))
    letter = session.scalars(select(Letter).where(Letter.name == digests.DIGEST)).one()
    rendered = letters.render(session, keys, letter, origin=ORIGIN)
    assert petition.title in rendered.text
    assert "<script" not in rendered.html
    assert petition.title in unescape(rendered.html)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_code_in_english_leads_to_english_pages(session: Session, keys: Keyring, given: Given, purpose: Purpose) -> None:
    address = addresses.read("new@example.org")
    verification.send(session, keys, address, purpose=purpose, language=Language.EN, at=given.at, petition="P-2026-0001")
    letter = session.scalars(select(Letter).where(Letter.channel == Channel.EMAIL)).one()
    rendered = letters.render(session, keys, letter, origin=ORIGIN)
    for form in (rendered.text, unescape(rendered.html)):
        assert f"{ORIGIN}/en/petitions/P-2026-0001/endorse" in form
        assert all(link == f"{ORIGIN}/en" or link.startswith(f"{ORIGIN}/en/") for link in LINK.findall(form))
