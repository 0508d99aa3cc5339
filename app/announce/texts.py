"""The texts of the letters, one by one, and what administrators wrote instead.

A letter's form stays as it is shipped: what is replaced are its texts, each with the places that its shipped text has, such as
`%(title)s`. So nothing of what is written runs, no fact can be named that the letter does not know, and what is written is escaped
like everything else. A text whose shipped one is gone, after an upgrade, is not used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from jinja2 import Environment, nodes
from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from app.accounts.models import Language, Person
from app.announce.catalogue import templates
from app.announce.models import LetterText
from app.announce.words import LETTERS, catalogue
from app.kernel.errors import Conflict, Invalid, NotFound, Problem

# Codes must be as short and as plain as they are; text messages have to fit.
FIXED = ("code",)
SUBJECT_MAX, TEXT_MAX = 150, 1_000
PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Words:
    """One text of a letter: its source, as shipped in a language, and the places that it may name."""

    source: str
    shipped: str
    is_subject: bool

    @property
    def places(self) -> Sequence[str]:
        return list(dict.fromkeys(PLACE.findall(self.source)))


def editable() -> list[str]:
    """The letters whose texts can be replaced, by name."""
    return [name for name in templates() if name not in FIXED and not name.startswith("sms/")]


def words_of(name: str, language: Language) -> list[Words]:
    """The texts of a letter in the order in which it has them, the subjects first. Raises NotFound `letter.unknown`."""
    if name not in editable():
        raise NotFound("letter.unknown")
    found = [Words(source, catalogue(language).gettext(source), is_subject) for source, is_subject in _sources(name)]
    return sorted(found, key=lambda words: not words.is_subject)


def in_force(session: Session, name: str, language: Language) -> Mapping[str, str]:
    """What stands instead of which source in a letter."""
    last = versions(session, name, language)[:1]
    return last[0].texts if last else {}


def versions(session: Session, name: str, language: Language) -> Sequence[LetterText]:
    """Every version of a letter's texts, the newest first; the shipped one is none of them."""
    rows = select(LetterText).where(LetterText.name == name, LetterText.language == language)
    return session.scalars(rows.order_by(LetterText.no.desc())).all()


def changed(session: Session) -> set[tuple[str, Language]]:
    """The letters that are not as shipped now."""
    newest = select(LetterText).ext(distinct_on(LetterText.name, LetterText.language))
    rows = session.scalars(newest.order_by(LetterText.name, LetterText.language, LetterText.no.desc()))
    return {(row.name, row.language) for row in rows if row.texts}


def keep(session: Session, name: str, language: Language, texts: Mapping[str, str], *, seen: int, by: Person, at: datetime) -> LetterText:
    """A new version after the one that was `seen` (0 for the shipped one); what is empty or as shipped is as shipped.

    Raises NotFound, Invalid with each text's place in the letter as the field, Conflict `letter.changed`.
    """
    own = checked(name, language, texts)
    row = insert(LetterText).values(name=name, language=language, no=seen + 1, texts=own, by_id=by.id, at=at)
    kept: LetterText | None = session.scalar(row.on_conflict_do_nothing().returning(LetterText))
    if kept is None:
        raise Conflict("letter.changed")
    return kept


def checked(name: str, language: Language, texts: Mapping[str, str]) -> dict[str, str]:
    """What of the texts differs from the shipped ones. Raises NotFound, Invalid."""
    own, problems = {}, []
    for no, words in enumerate(words_of(name, language)):
        text = texts.get(words.source, "").replace("\r\n", "\n").strip()
        if text in ("", words.shipped):
            continue
        problems += _problems(f"text-{no}", text, words)
        own[words.source] = text
    if problems:
        raise Invalid(problems)
    return own


def speaking(own: Mapping[str, str], language: Language, *, is_html: bool) -> Callable[..., str]:
    """What a template calls as `_`: own words where there are some, else the shipped ones, with the facts in their places."""

    def said(source: str, **facts: object) -> str:
        text = own.get(source)
        if text is None:
            shipped = catalogue(language).gettext(source)
            return (Markup(shipped) if is_html else shipped) % facts
        if not is_html:
            return PLACE.sub(lambda place: str(facts[place[1]]), text)
        return Markup(PLACE.sub(lambda place: str(escape(facts[place[1]])), str(escape(text))))

    return said


@cache
def _sources(name: str) -> Sequence[tuple[str, bool]]:
    """Each text once, and whether it is a subject."""
    source = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    tree = source.parse((LETTERS / f"{name}.j2").read_text("utf-8"))
    subjects = {
        text for assign in tree.find_all(nodes.Assign) if getattr(assign.target, "name", "") == "subject" for text in _called(assign)
    }
    return [(text, text in subjects) for text in dict.fromkeys(_called(tree))]


def _called(node: nodes.Node) -> list[str]:
    marked = (call for call in node.find_all(nodes.Call) if isinstance(call.node, nodes.Name) and call.node.name == "_")
    return [str(call.args[0].value) for call in marked if isinstance(call.args[0], nodes.Const)]


def _problems(field: str, text: str, words: Words) -> list[Problem]:
    found = []
    most = SUBJECT_MAX if words.is_subject else TEXT_MAX
    if len(text) > most:
        found.append(Problem(field, "text.long", {"most": most, "count": len(text)}))
    unknown = [place for place in PLACE.findall(text) if place not in words.places]
    if unknown:
        found.append(Problem(field, "letter.place", {"places": unknown}))
    elif "%(" in PLACE.sub("", text) or re.search(r"\{[{%#]|[#%}]\}", text):
        found.append(Problem(field, "letter.syntax"))
    if words.is_subject and "\n" in text:
        found.append(Problem(field, "letter.line"))
    return found
