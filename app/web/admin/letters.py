"""The texts of the letters in both languages: replaced, previewed, kept in versions, and put back as shipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Language
from app.announce import samples, texts
from app.kernel.errors import Conflict, Invalid
from app.web.admin.surface import admin
from app.web.platform import platform
from app.web.shared import guards
from app.web.shared.say import _
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.ways import see

LANGUAGES = {"zh": Language.ZH, "en": Language.EN}
NAMES = {Language.ZH: "中文", Language.EN: "English"}


@dataclass(frozen=True)
class Line:
    """One text to be edited: where it is typed, as shipped, what stands or was typed, the places it may name, what is wrong."""

    field: str
    shipped: str
    typed: str
    is_subject: bool
    places: Sequence[str]
    fault: str = ""


@admin.get("/admin/letters")
def letters() -> str:
    changed = texts.changed(db())
    rows = [(name, _subject(name), [(code, NAMES[kind], (name, kind) in changed) for code, kind in LANGUAGES.items()]) for name in _all()]
    return render_template("admin/letters.html", rows=rows)


@admin.get("/admin/letters/<letter>/<any(zh,en):written>")
def letter(letter: str, written: str) -> str:
    return _page(letter, written, texts.in_force(db(), letter, LANGUAGES[written]))


@admin.post("/admin/letters/<letter>/<any(zh,en):written>")
def change_letter(letter: str, written: str) -> ResponseReturnValue:
    language, act = LANGUAGES[written], request.form.get("act", "keep")
    typed = {} if act == "restore" else _typed(letter, language)
    try:
        if act == "preview":
            return _page(letter, written, typed, preview=texts.checked(letter, language, typed))
        texts.keep(db(), letter, language, typed, seen=_seen(), by=guards.person(), at=now())
    except Invalid as refusal:
        undo()
        return _page(letter, written, typed, refusal=refusal), 422
    except Conflict as refusal:
        undo()
        return _page(letter, written, typed, late=sentence_of(refusal.code, status=409)), 409
    flash(_("已恢復原本的文字。") if act == "restore" else _("已存下新的文字，之後寄出的信都會用。"))
    return see(url_for("admin.letter", letter=letter, written=written))


def _page(
    name: str,
    written: str,
    said: Mapping[str, str],
    *,
    preview: Mapping[str, str] | None = None,
    refusal: Invalid | None = None,
    late: str = "",
) -> str:
    language = LANGUAGES[written]
    faults = {problem.field: sentence_of(problem.code, problem.facts) for problem in refusal.problems} if refusal else {}
    lines = [
        Line(f"text-{no}", words.shipped, said.get(words.source, "") or words.shipped, words.is_subject, words.places,
             faults.get(f"text-{no}", ""))
        for no, words in enumerate(texts.words_of(name, language))
    ]  # fmt: skip
    versions = texts.versions(db(), name, language)
    own = texts.in_force(db(), name, language) if preview is None else preview
    return render_template(
        "admin/letter.html", name=name, written=written, languages=LANGUAGES, names=NAMES, language_now=language, lines=lines,
        versions=versions, seen=versions[0].no if versions else 0, late=late, faults=list(faults.items()),
        is_preview=preview is not None, sample=samples.preview(name, language, own, origin=platform().config.origin, at=now()),
    )  # fmt: skip


def _typed(name: str, language: Language) -> dict[str, str]:
    return {words.source: request.form.get(f"text-{no}", "") for no, words in enumerate(texts.words_of(name, language))}


def _all() -> list[str]:
    return texts.editable()


def _subject(name: str) -> str:
    return next((words.shipped for words in texts.words_of(name, Language.ZH) if words.is_subject), name)


def _seen() -> int:
    seen = request.form.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1
