"""The saved views of a desk's list: the names to choose from, and keeping what is shown now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for
from wtforms import StringField

from app.accounts import saved_views
from app.accounts.models import Role
from app.accounts.saved_views import SavedView
from app.web.shared import guards
from app.web.shared.forms import Form
from app.web.shared.say import later
from app.web.shared.session import db, now


class ViewForm(Form):
    """What to call the list as it is shown now."""

    name = StringField(later("檢視的名稱"))


@dataclass(frozen=True)
class Views:
    """`rows` are views with their addresses, and whether they are what is shown now; `query` is what would be kept."""

    rows: Sequence[tuple[SavedView, str, bool]]
    query: str


def query(names: Sequence[str]) -> str:
    """The filters of these names that are set, as a query string, always in the same order."""
    return urlencode([(name, request.args[name]) for name in names if request.args.get(name)])


def views(role: Role, endpoint: str, names: Sequence[str]) -> Views:
    """Those of whoever asks, for the list at `endpoint` whose filters have these names."""
    asked, base = query(names), url_for(endpoint)
    found = saved_views.of(db(), guards.person(), role=role)
    return Views([(view, f"{base}?{view.query}", view.query == asked) for view in found], asked)


def keep(role: Role, names: Sequence[str], form: ViewForm) -> None:
    """Keep what the address asks for. Raises Invalid, Conflict."""
    saved_views.keep(db(), guards.person(), role=role, name=form.name.data or "", query=query(names), at=now())
