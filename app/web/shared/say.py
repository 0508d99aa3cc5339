"""Texts in the reader's language, typed: `_` now, `later` for what is written when a module is loaded.

Where one Chinese word stands for two English ones, the rarer sense is named: `pgettext("column", …)`, `lazy_pgettext`.
"""

from __future__ import annotations

import flask_babel
from flask_babel.speaklater import LazyString


def _(text: str, /, **facts: object) -> str:
    """The text in the language of the request, with `%(name)s` filled in."""
    return str(flask_babel.gettext(text, **facts))


def later(text: str, /, **facts: object) -> LazyString:
    """The same, looked up only when it is written."""
    return flask_babel.lazy_gettext(text, **facts)


def pgettext(sense: str, text: str, /) -> str:
    """The text in a sense of its own."""
    return str(flask_babel.pgettext(sense, text))


def lazy_pgettext(sense: str, text: str, /) -> LazyString:
    """The same, looked up only when it is written."""
    return flask_babel.lazy_pgettext(sense, text)
