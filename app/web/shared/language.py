"""The language of a page stands in its address: /en/… is English, everything else is Chinese, the language the texts are written in.

English comes from the files of `app/web/translations/en`, one for each surface, read as they are: nothing is compiled.
Chinese has one form for every number; where English has two, its text holds both: `%(count)s {count:person|people}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from app.accounts.models import Language

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
PREFIX = "/en"
FORMS = re.compile(r"\{(\w+):([^{|}]*)\|([^{|}]*)\}")
LOCALES = {Language.ZH: "zh_Hant_TW", Language.EN: "en"}

Wsgi = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class Prefixed:
    """Takes the language's prefix off the path, so that routes are declared once and every address made keeps it."""

    def __init__(self, inner: Wsgi) -> None:
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if without_language(path) != path:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + PREFIX
            environ["PATH_INFO"] = without_language(path)
        return self._inner(environ, start_response)


def without_language(path: str) -> str:
    """A path as routes know it: /en/rules is /rules."""
    return path.removeprefix(PREFIX) or "/" if path == PREFIX or path.startswith(PREFIX + "/") else path


class Catalogues(Domain):  # type: ignore[misc]
    """Every file of a language as one catalogue."""

    def get_translations(self) -> Any:
        locale = get_locale()
        tongue = "zh" if locale is None else locale.language
        if tongue not in self.cache:
            self.cache[tongue] = catalogue(tongue)
        return self.cache[tongue]

    def gettext(self, string: str, **variables: object) -> str:
        words = counted(self.get_translations().ugettext(string), variables)
        return words % variables if variables else words


def counted(words: str, facts: Mapping[str, object]) -> str:
    """The text with the form of each pair that its number among `facts` asks for; a pair without its number stays for later."""

    def chosen(pair: re.Match[str]) -> str:
        return pair[0] if pair[1] not in facts else pair[2] if str(facts[pair[1]]) == "1" else pair[3]

    return FORMS.sub(chosen, words)


@pass_context
def _in_template(context: Context, source: str, /, **facts: object) -> str:
    words = counted(get_translations().ugettext(source), facts)
    return (Markup(words) if context.eval_ctx.autoescape else words) % facts  # the catalogue is ours, the facts are escaped


def catalogue(tongue: str) -> NullTranslations:
    """What the files of a language say, together; Chinese has none and needs none."""
    whole = Translations()
    for path in sorted((CATALOGUES / tongue).glob("*.po")):
        with path.open("rb") as file:
            compiled = BytesIO()
            write_mo(compiled, read_po(file, locale=tongue))
        compiled.seek(0)
        part = Translations(compiled)
        whole.merge(part)
        whole.plural = part.plural
    return whole


def language() -> Language:
    """The language of the page being made."""
    return Language.EN if request.script_root.endswith(PREFIX) else Language.ZH


def other_language_url() -> str:
    """The same page in the other language."""
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    root = request.script_root
    other = root.removesuffix(PREFIX) if root.endswith(PREFIX) else root + PREFIX
    return other + request.path + query


def init_app(app: Flask) -> None:
    app.wsgi_app = Prefixed(app.wsgi_app)  # type: ignore[method-assign]
    babel = Babel(app, default_locale=LOCALES[Language.ZH], default_timezone="Asia/Taipei", locale_selector=lambda: LOCALES[language()])
    babel.domain_instance = Catalogues()
    app.jinja_env.globals["gettext"] = _in_template
    app.context_processor(lambda: {"language": language(), "other_language_url": other_language_url()})
