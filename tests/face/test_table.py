"""The table of pages against the application's own map: no page is forgotten, none is only imagined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress

from flask import Flask
from werkzeug.exceptions import HTTPException

from app.factory import create_app
from app.web.platform import Platform
from tests.face.petitions import PETITIONS
from tests.face.state import State
from tests.face.states import NOT_PAGES, STATES


class AnyPlace(dict[str, str]):
    """Stands for every place of the world."""

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value

    def __missing__(self, name: str) -> str:
        return self.value


# One of them has the shape that a path asks for.
SHAPES = (AnyPlace("1"), AnyPlace("00000000-0000-0000-0000-000000000001"))


def pages(app: Flask) -> set[str]:
    """Every endpoint that answers a GET."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def endpoint_of(app: Flask, state: State) -> str:
    """The endpoint that a state's path leads to, or nothing."""
    for shape in SHAPES:
        with suppress(HTTPException):
            return str(app.url_map.bind("localhost").match(state.path.format_map(shape).partition("?")[0], method="GET")[0])
    return ""


def forgotten(app: Flask, states: Iterable[State], besides: Mapping[str, str]) -> list[str]:
    """Endpoints that have no state and are not named as what is no page."""
    return sorted(pages(app) - {endpoint_of(app, state) for state in states} - set(besides))


def imagined(app: Flask, states: Iterable[State]) -> list[str]:
    """States whose path leads nowhere, save those that show exactly that."""
    return [state.name for state in states if state.status < 400 and not endpoint_of(app, state)]


def test_no_page_is_forgotten(app: Flask) -> None:
    assert forgotten(app, STATES, NOT_PAGES) == [], "add a State for each in tests/face/states"


def test_no_page_is_only_imagined(app: Flask) -> None:
    assert imagined(app, STATES) == []
    assert sorted(set(NOT_PAGES) - pages(app)) == []


def test_every_name_is_one_pages_own() -> None:
    assert [name for name, times in Counter(state.name for state in STATES).items() if times > 1] == []


def test_every_petition_of_the_world_is_shown() -> None:
    shown = " ".join(state.path for state in STATES)
    assert [name for name in PETITIONS if f"{{{name}}}" not in shown] == []


def test_a_forgotten_page_is_found(platform: Platform) -> None:
    """The control, on an application of its own."""
    app = create_app(parts=platform)
    app.add_url_rule("/new-page", "new_page", lambda: "new")
    assert "new_page" in forgotten(app, STATES, NOT_PAGES)
    assert imagined(app, [State("gone", "/gone")]) == ["gone"]
