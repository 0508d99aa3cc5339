"""A third language for tests: English with every interface text 80 % longer, in words that wrap as words do."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

from babel.support import NullTranslations
from flask import Flask

from app.web.shared.language import Catalogues

MORE = 0.8
# Lengths of German words, in letters that no text of ours has in a row.
FILLING = ("ẋẋẋẋẋ", "ẋẋẋẋẋẋẋẋ", "ẋẋẋ", "ẋẋẋẋẋẋẋẋẋẋẋẋ", "ẋẋẋẋ")


def stretched(text: str) -> str:
    """`text` and some four fifths of its length again."""
    wanted, more = round(len(text) * MORE), ""
    for word in islice(cycle(FILLING), wanted):
        if len(more) >= wanted:
            break
        more += " " + word
    return text + more[: max(wanted, 2)].rstrip() if text.strip() else text


class Stretched(NullTranslations):
    """A catalogue whose texts are another's, stretched."""

    def __init__(self, inner: NullTranslations) -> None:
        super().__init__()
        self._inner = inner

    def gettext(self, message: str) -> str:
        return stretched(self._inner.gettext(message))

    ugettext = gettext

    def ngettext(self, one: str, many: str, number: int) -> str:
        return stretched(self._inner.ngettext(one, many, number))

    ungettext = ngettext

    def pgettext(self, context: str, message: str) -> str:
        return stretched(str(self._inner.pgettext(context, message)))

    upgettext = pgettext


class Stretchable(Catalogues):
    """The application's texts, which may be stretched for a while."""

    on = False

    def get_translations(self) -> Any:
        inner = super().get_translations()
        return Stretched(inner) if self.on else inner

    @classmethod
    def of(cls, app: Flask) -> Stretchable:
        """Give the application such texts."""
        texts = cls()
        app.extensions["babel"].instance.domain_instance = texts
        return texts
