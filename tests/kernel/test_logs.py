"""Logs are JSON and name nobody, whoever writes them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from app.kernel import logs


@pytest.fixture
def paper() -> Iterator[StringIO]:
    """What is written instead of standard error."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    written = StringIO()
    logs.configure("INFO", out=written)
    yield written
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def said(paper: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in paper.getvalue().splitlines()]


@pytest.mark.parametrize(
    "secret",
    [
        "mei.chen+news@mail.example.org", "王小明@example.org", "0912345678", "+886912345678", "0912-345-678", "0912 345 678",
        "886912345678", "402931",
    ],
)  # fmt: skip
def test_personal_data_is_masked(secret: str) -> None:
    masked = logs.masked(f"could not send to {secret}, 驗證碼：{secret}。<{secret}> '{secret}'")
    assert secret not in masked
    assert "could not send to <" in masked


@pytest.mark.parametrize(
    "plain",
    ["P-2026-0001", "2026-03-02T10:00:00Z", "took 12.402931 s", "127.0.0.1:5432", "letter 1402931 sent", "1 234 letters", "A05000000E"],
)
def test_what_operators_need_is_left(plain: str) -> None:
    assert logs.masked(plain) == plain


def test_queries_are_cut_off() -> None:
    assert logs.masked("GET /sign-in?token=abc HTTP/1.1") == "GET /sign-in?… HTTP/1.1"


def test_every_line_is_an_object(paper: StringIO) -> None:
    structlog.get_logger().info("letter.sent", letter=7, to="mei@example.org", more={"numbers": ["0912345678"]})
    logging.getLogger("library").warning("refused %s", "mei@example.org")
    try:
        raise ValueError("mei@example.org")
    except ValueError:
        structlog.get_logger().exception("broken")
    ours, library, broken = said(paper)
    assert (ours["event"], ours["level"], ours["letter"], ours["to"]) == ("letter.sent", "info", 7, "<mail>")
    assert ours["more"] == {"numbers": ["<number>"]}
    assert "timestamp" in ours
    assert library["event"] == "refused <mail>"
    assert "ValueError: <mail>" in str(broken["exception"])


def test_level_is_kept(paper: StringIO) -> None:
    structlog.get_logger().debug("not.said")
    assert said(paper) == []
