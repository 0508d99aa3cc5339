"""Texts in the reader's language, typed: `_` now, `later` for what is written when a module is loaded."""

from __future__ import annotations

import flask_babel
from flask_babel.speaklater import LazyString


def _(text: str, /, **facts: object) -> str:
    """The text in the language of the request, with `%(name)s` filled in."""
    return str(flask_babel.gettext(text, **facts))


def later(text: str, /, **facts: object) -> LazyString:
    """The same, looked up only when it is written."""
    return flask_babel.lazy_gettext(text, **facts)
