"""`flask demo` as an operator types it; the seeding itself is tested in tests/demo."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import config as settings
from app.accounts.models import Person
from app.demo import content, people
from app.endorse import tally
from app.factory import create_app
from app.kernel.clock import Journey
from app.web.platform import Platform
from config import Mode
from tests.conftest import HandClock
from tests.given import Given


@pytest.fixture
def demonstration(platform: Platform) -> Flask:
    """The application with the demonstration's setting on."""
    return create_app(parts=replace(platform, config=replace(settings.read({**os.environ, "CONFIG": "test"}), mode=Mode.DEMO)))


def run(app: Flask, *words: str) -> Result:
    with app.app_context():  # as the `flask` command does
        return app.test_cli_runner().invoke(args=["demo", *words])


@pytest.mark.parametrize("words", [["seed"], ["people"], ["endorse", "P-2026-0001"], ["travel", "+1d"]], ids=lambda words: words[0])
def test_there_is_none_without_the_setting(app: Flask, session: Session, words: list[str]) -> None:
    refused = run(app, *words)
    assert (refused.exit_code, refused.output) == (1, "Error: there is no demonstration here: CONFIG is not demo\n")
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_the_clock_travels_and_comes_back(demonstration: Flask, session: Session) -> None:
    assert "(+61 days)" in run(demonstration, "travel", "+61d").output
    assert "(+61 days)" in run(demonstration, "travel", "+90m").output
    assert session.scalar(select(Journey.offset)) == timedelta(days=61, minutes=90)
    assert "(+0 days)" in run(demonstration, "travel", "--reset").output
    session.expire_all()
    assert session.scalar(select(Journey.offset)) == timedelta()


@pytest.mark.parametrize("far", ["61", "+61", "-1d", "+1y", "soon"])
def test_the_clock_asks_how_far(demonstration: Flask, session: Session, far: str) -> None:
    refused = run(demonstration, "travel", far)
    assert refused.exit_code == 2
    assert "+61d" in refused.output
    assert session.scalar(select(Journey.offset)) is None


def test_a_crowd_endorses(demonstration: Flask, given: Given, session: Session) -> None:
    petition = given.an_open_petition(endorsements=4)
    done = run(demonstration, "endorse", petition.number, "--count", "7")
    assert done.output == f"7 people endorsed {petition.number}; the page counts them within seconds.\n"
    assert tally.live(session, petition) == 11
    assert all(person.verified_at for person in session.scalars(select(Person).where(Person.nickname.startswith("路過的人"))))


def test_a_crowd_is_told_why_not(demonstration: Flask, given: Given) -> None:
    assert "no petition of that number" in run(demonstration, "endorse", "P-1999-0001").output
    assert "not open" in run(demonstration, "endorse", given.a_petition_in_review().number).output


def test_people_are_shown_with_their_ways_in(demonstration: Flask, session: Session, platform: Platform, clock: HandClock) -> None:
    assert "nobody yet" in run(demonstration, "people").output
    demonstration.test_cli_runner().invoke(args=["people", "agencies"])
    people.settle(session, platform.keys, content.characters(), at=clock.at)
    told = run(demonstration, "people").output
    assert "moderator1@gov.example" in told
    assert "財政部" in told
    assert told.count("TOTP") == 14
    assert "0900 000 001" in told
