"""Bring app/web/translations/en/*.po up to date: one file for each surface, one entry for each text of its templates and code.

Usage: scripts/messages [--check]
New texts are added with an empty translation, texts that are gone are dropped. With --check nothing is written; what lacks its
English is listed, and the exit code is 1 if anything does. Where the English depends on a number it holds both forms:
"%(count)s {count:person|people}".
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "app/web/translations/en"
METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract", ".j2": "jinja2.ext:babel_extract"}
KEYWORDS = dict.fromkeys(("_", "gettext", "lazy_gettext", "later", "N_")) | {"ngettext": (1, 2), "lazy_ngettext": (1, 2)}
KEYWORDS |= dict.fromkeys(("pgettext", "lazy_pgettext"), ((1, "c"), 2))
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
FORMS = re.compile(r"\{(\w+):[^{|}]*\|[^{|}]*\}")


def surfaces() -> list[str]:
    """Every folder of the web that has pages or texts of its own."""
    return sorted({path.name for base in ("app/web", "templates") for path in (ROOT / base).iterdir() if path.is_dir()} - APART)


# Letters are written outside a request and have a catalogue of their own.
APART = {"translations", "letters", "__pycache__"}


def texts(surface: str) -> Catalog:
    """The texts of a surface, each with where it stands."""
    found = Catalog(locale="en", charset="utf-8")
    for path in sorted([*(ROOT / "app/web" / surface).rglob("*.py"), *(ROOT / "templates" / surface).rglob("*.html")]):
        options = {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}
        for _, message, _, sense in extract_from_file(METHODS[path.suffix], path, keywords=KEYWORDS, options=options):
            found.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=sense)
    return found


def known(surface: str) -> Catalog:
    path = CATALOGUES / f"{surface}.po"
    if not path.exists():
        return Catalog(locale="en", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def merged(surface: str) -> Catalog:
    """What the texts say now, in English where that is known, whichever surface it is known from."""
    fresh, old = texts(surface), known(surface)
    elsewhere = {
        (message.id, message.context): message.string for other in surfaces() for message in known(other) if message.id and message.string
    }
    for message in fresh:
        if message.id:
            before = old.get(message.id, message.context)
            message.string = (before.string if before and before.string else elsewhere.get((message.id, message.context))) or message.string
    return fresh


def faults(catalogue: Catalog) -> Iterator[str]:
    """What is not translated, or names other facts than its source."""
    for message in catalogue:
        if not message.id:
            continue
        source, english = _first(message.id), _last(message)
        if not english:
            yield f"{_where(message)}: no English for {source!r}"
        elif len(CHINESE.findall(english)) * 2 > len(english):
            yield f"{_where(message)}: the English of {source!r} is Chinese"
        elif set(PLACES.findall(source)) != set(PLACES.findall(english)) or set(FORMS.findall(english)) - _places(source):
            yield f"{_where(message)}: other facts in the English of {source!r}"


def _places(text: str) -> set[str]:
    return {name for found in PLACES.findall(text) for name in found}


def _first(given: str | tuple[str, ...] | list[str]) -> str:
    return given if isinstance(given, str) else given[0]


def _last(message: Message) -> str:
    string = message.string
    return string if isinstance(string, str) else (string[-1] if string else "")


def _where(message: Message) -> str:
    return message.locations[0][0] if message.locations else "?"


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/messages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; list what lacks its English")
    parser.add_argument("surface", nargs="*", help="only these surfaces")
    chosen = parser.parse_args()
    CATALOGUES.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    for surface in chosen.surface or surfaces():
        catalogue = merged(surface)
        found += faults(catalogue)
        if not chosen.check and len(catalogue):
            written = BytesIO()
            write_po(written, catalogue, width=140, sort_output=True, omit_header=True, include_lineno=False)
            (CATALOGUES / f"{surface}.po").write_bytes(HEADER + written.getvalue())
    print("\n".join(found) or "Everything has its English.")
    return 1 if found else 0


HEADER = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'

if __name__ == "__main__":
    sys.exit(main())
