"""A letter as it would look, about a petition that does not exist: for administrators who change its texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader

from app.accounts.models import Language
from app.announce.media import Text
from app.announce.texts import speaking
from app.announce.words import LETTERS, Speech
from app.petition.policy import Policy

TITLE = "公園飲水機水質檢驗數據每週上網公開"


class Blank(ChainableUndefined):
    """A fact that the sample does not have: its name in brackets."""

    def __str__(self) -> str:
        return f"〔{self._undefined_name or '…'}〕"

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self


def preview(name: str, language: Language, own: Mapping[str, str], *, origin: str, at: datetime) -> tuple[str, str]:
    """Subject and plain text of a letter with these texts of one's own."""
    speech = Speech(language)
    known = {**_facts(origin + speech.prefix, at), "m": Text(speech.colon), "_": speaking(own, language, is_html=False)}
    written = _environment(speech).get_template(f"{name}.j2").make_module(known)
    return " ".join(str(getattr(written, "subject", "")).split()), str(written).strip()


def _environment(speech: Speech) -> Environment:
    found = Environment(
        loader=FileSystemLoader(LETTERS), autoescape=False, undefined=Blank, extensions=["jinja2.ext.i18n"],
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    found.filters.update(
        {name: _lenient(getattr(speech, name)) for name in ("day", "last", "time", "number")},
    )
    return found


def _lenient(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: str(value) if isinstance(value, Blank) else write(value)


def _facts(origin: str, at: datetime) -> dict[str, Any]:
    soon, later = at + timedelta(days=7), at + timedelta(days=60)
    petition = SimpleNamespace(
        number="P-2026-0001", title=TITLE, stage="endorsing", endorsements=1_234, endorse_threshold=5_000, lead_undecided=False,
        submitted_at=at, admitted_at=at, review_due_at=soon, endorse_from=soon, endorse_until=later, established_at=at,
        respond_from=at, respond_due_at=later, responded_at=None, follow_up_due_at=later, refused_at=None, extended_at=None,
        demands=[SimpleNamespace(no=1, text="檢驗結果每週公開。")],
    )  # fmt: skip
    return {
        "petition": petition,
        "policy": Policy(),
        "transition": SimpleNamespace(at=at, reason="", facts={"endorsements": 1_000, "did": "begun"}),
        "origin": origin,
        "petition_url": f"{origin}/petitions/{petition.number}",
        "audience": "proposer",
        "due": later,
        "left": 14,
        "overdue": 3,
        "plan_due": soon,
        "contact_due": later,
        "appeal_until": later,
        "new_due": later,
        "until": soon,
        "since": at,
        "count": 3,
    }
