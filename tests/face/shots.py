"""Pictures of the pages of the table, for people to look at; scripts/shots starts it with everything it needs."""

from __future__ import annotations

import argparse
import os
import sys
from fnmatch import fnmatch
from pathlib import Path

from playwright.sync_api import sync_playwright

from app.kernel import logs
from tests.face.browsing import ENGLISH, Reader
from tests.face.looking import DESK, PHONE
from tests.face.state import State
from tests.face.states import STATES
from tests.face.world import running


def main() -> int:
    """Draw what the arguments name; returns 1 when they name nothing."""
    asked = _arguments()
    states = [state for state in STATES if not asked.names or any(fnmatch(state.name, name) for name in asked.names)]
    if asked.list:
        print("\n".join(state.name for state in states))
        return 0
    if not states:
        print("No page has such a name; scripts/shots --list says which there are.", file=sys.stderr)
        return 1
    logs.configure("WARNING")
    asked.out.mkdir(parents=True, exist_ok=True)
    url = os.environ["DATABASE_URL"].replace("postgresql+psycopg://", "postgresql://")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox", "--disable-gpu"])
        for bare in (False, True):
            chosen = [state for state in states if state.bare is bare]
            if chosen:
                with running(url, "gongyi_shots", empty=bare) as world:
                    _draw(Reader(browser, world), chosen, asked)
        browser.close()
    print(f"{len(states) * 2} pictures in {asked.out}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    for option in ("--dark", "--en", "--list"):
        parser.add_argument(option, action="store_true")
    return parser.parse_args()


def _draw(reader: Reader, states: list[State], asked: argparse.Namespace) -> None:
    more = ("-dark" if asked.dark else "") + ("-en" if asked.en else "")
    for state in states:
        page = reader.open(state, prefix=ENGLISH if asked.en else "").page
        page.emulate_media(color_scheme="dark" if asked.dark else "light")
        for size in (PHONE, DESK):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.screenshot(path=asked.out / f"{state.name}-{size['width']}{more}.png", full_page=True)
        print(state.name, flush=True)
    reader.close()


if __name__ == "__main__":
    sys.exit(main())
