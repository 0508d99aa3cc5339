"""The saved views of a desk's list: the names to choose from, keeping what is shown now, forgetting one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.accounts import saved_views
from app.accounts.models import Role
from app.accounts.saved_views import SavedView
from app.kernel.errors import Conflict, Invalid
from app.web.shared import guards
from app.web.shared.forms import Form
from app.web.shared.say import later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.ways import see


class ViewForm(Form):
    """What to call the list as it is shown now."""

    name = StringField(later("檢視的名稱"))


class Page(Protocol):
    """The list once more, with the form of a view to be kept and what came too late."""

    def __call__(self, form: ViewForm, *, late: str = "") -> str: ...


@dataclass(frozen=True)
class Views:
    """`rows` are views with their addresses, and whether they are what is shown now; `query` is what would be kept."""

    rows: Sequence[tuple[SavedView, str, bool]]
    query: str


@dataclass(frozen=True)
class SavedViews:
    """The list at `endpoint`, whose filters have these `names`, for those who have the `role`."""

    role: Role
    endpoint: str
    names: Sequence[str]

    def views(self) -> Views:
        """Those of whoever asks."""
        asked, base = self._query(), url_for(self.endpoint)
        found = saved_views.of(db(), guards.person(), role=self.role)
        return Views([(view, f"{base}?{view.query}", view.query == asked) for view in found], asked)

    def keep(self, page: Page) -> ResponseReturnValue:
        """Keep what the address asks for under the name that was sent."""
        form, asked = ViewForm(), self._query()
        try:
            saved_views.keep(db(), guards.person(), role=self.role, name=form.name.data or "", query=asked, at=now())
        except Invalid as refusal:
            undo()
            form.blame(refusal)
            return page(form), 422
        except Conflict as refusal:
            undo()
            return page(form, late=sentence_of(refusal.code, refusal.facts)), 409
        return see(f"{url_for(self.endpoint)}?{asked}")

    def drop(self, view_id: int) -> ResponseReturnValue:
        """Forget one's own. Raises NotFound."""
        saved_views.drop(db(), guards.person(), role=self.role, view_id=view_id)
        return see(url_for(self.endpoint))

    def _query(self) -> str:
        """The filters that are set, as a query string, always in the same order."""
        return urlencode([(name, request.args[name]) for name in self.names if request.args.get(name)])
