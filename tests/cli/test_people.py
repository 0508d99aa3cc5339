"""`flask people`, as an operator types it."""

from __future__ import annotations

import base64
import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import addresses, agencies, people
from app.accounts.models import Agency, Membership, Role
from app.kernel import outbox
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["people", *words])
    return result.exit_code, result.output


def test_agencies_are_planted_as_a_tree_and_again_without_doubling(app: Flask, session: Session) -> None:
    assert run(app, "agencies")[0] == 0
    count = session.scalar(select(func.count()).select_from(Agency))
    assert run(app, "agencies") == (0, f"Agencies: {count}\n")
    assert session.scalar(select(func.count()).select_from(Agency)) == count
    roots = session.scalars(select(Agency).where(Agency.parent_id.is_(None))).all()
    assert [root.name_zh for root in roots] == ["行政院"]


def test_an_officer_is_invited_with_a_letter(app: Flask, session: Session, keys: Keyring) -> None:
    agencies.plant(session)
    session.commit()
    code, told = run(app, "invite", "Wu@Example.org", "--role", "officer", "--agency", "A01000000A", "--nickname", "吳承辦")
    assert (code, told) == (0, "Wu@Example.org may serve as officer of A01000000A; the invitation is on its way.\n")
    wu = people.known_by(session, keys, addresses.email("wu@example.org"))[0]
    membership = session.scalars(select(Membership)).one()
    assert (membership.person_id, membership.role, wu.nickname) == (wu.id, Role.OFFICER, "吳承辦")
    letter = session.scalars(select(Letter)).one()
    assert (letter.name, letter.params, outbox.address(keys, letter)) == (
        "invited",
        {"role": "officer", "agency": "A01000000A"},
        "wu@example.org",
    )
    assert "officer\tA01000000A\twu@example.org\t吳承辦" in run(app, "list")[1]
    assert run(app, "dismiss", "wu@example.org", "--role", "officer")[0] == 0
    assert run(app, "list") == (0, "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("wu@example.org", "--role", "officer"), "an officer needs --agency"),
        (("lin@example.org", "--role", "moderator", "--agency", "A01000000A"), "nobody else has one"),
        (("wu@example.org", "--role", "officer", "--agency", "X"), "there is no agency X"),
        (("wu", "--role", "admin"), "not an e-mail address"),
        (("wu@example.org", "--role", "citizen"), "Invalid value for '--role'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(app: Flask, session: Session, words: tuple[str, ...], sentence: str) -> None:
    agencies.plant(session)
    session.commit()
    code, told = run(app, "invite", *words)
    assert code != 0
    assert sentence in told
    assert session.scalar(select(func.count()).select_from(Membership)) == 0
    assert session.scalar(select(func.count()).select_from(Letter)) == 0


def test_nobody_serves_twice_in_one_role(app: Flask) -> None:
    assert run(app, "invite", "lin@example.org", "--role", "moderator")[0] == 0
    code, told = run(app, "invite", "lin@example.org", "--role", "moderator")
    assert code != 0
    assert "they serve as moderator already" in told


def test_a_master_key_is_made_without_any_configuration() -> None:
    made = subprocess.run([sys.executable, "-m", "app.cli", "people", "master-key"], env={}, capture_output=True, text=True, check=True)
    assert made.stderr == ""
    keys = Keyring(made.stdout.strip())
    assert keys.open(keys.seal(b"x", purpose="test"), purpose="test") == b"x"
    assert len(base64.b64decode(made.stdout.strip().removeprefix("1:"))) == 32
