"""Which words the letters use: everything that `en.po` must hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment

from app.announce.words import LETTERS

MARK = ("_",)


def messages() -> list[str]:
    """Every message of the templates and of this package, once, in the order in which they are met."""
    return list(dict.fromkeys([*_in_templates(), *_in_python()]))


def templates() -> list[str]:
    """The name of every letter's template, `sms/…` ones included."""
    return sorted(path.relative_to(LETTERS).with_suffix("").as_posix() for path in LETTERS.rglob("*.j2"))


def _in_templates() -> Iterator[str]:
    source = Environment(extensions=["jinja2.ext.i18n"])
    for name in templates():
        found = source.extract_translations((LETTERS / f"{name}.j2").read_text("utf-8"), gettext_functions=MARK)  # type: ignore[attr-defined]
        yield from (words if isinstance(words, str) else words[0] for _, _, words in found)


def _in_python() -> Iterator[str]:
    for path in sorted(Path(__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(words))]):
                    yield words
