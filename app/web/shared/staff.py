"""What the pages of those who serve have in common: the area's name, its menu with numbers, who works here and until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import generate_csrf

from app.accounts.models import Role
from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.web.shared import guards
from app.web.shared.cards import agency_name
from app.web.shared.forms import Form
from app.web.shared.sentences import sentence_of
from app.web.shared.session import now, undo
from app.web.shared.words import ROLES

EVERY_DESK = {Role.MODERATOR: "moderator.queue", Role.OFFICER: "agency.waiting", Role.ADMIN: "admin.people"}


@dataclass(frozen=True)
class Link:
    """A line of the menu: icon, words, endpoint, and how many things wait there (None where nothing is counted)."""

    icon: str
    words: str
    endpoint: str
    number: int | None = None


def frame(surface: Blueprint, *, role: Role, area: LazyString, menu: Callable[[], Sequence[Link]], also: Role | None = None) -> None:
    """Give every page of a surface its frame; whoever may not enter gets none. `also` may enter too, and returns to their desk."""

    def context() -> dict[str, Any]:
        who = guards.current()
        if isinstance(who, guards.Visitor) or not who.roles & {role, also}:
            return {}
        own = role if role in who.roles else also or role
        links = menu()
        return {
            "area": area,
            "desk": [(link.icon, link.words, url_for(link.endpoint), link.number) for link in links],
            "here": _here([url_for(link.endpoint) for link in links]),
            "person_name": who.person.nickname,
            "role_words": agency_name(who.agency) if own is Role.OFFICER and who.agency else ROLES[own],
            "other_desks": [
                (ROLES[other], url_for(EVERY_DESK[other]))
                for other in EVERY_DESK
                if other in who.roles - ({role} if also is None else set())
            ],
            "sign_out": url_for("door.sign_out"),
            "csrf": generate_csrf(),
            "session_until": who.presence.until,
            "session_extend": url_for("door.extend"),
            "session_stay": url_for("door.staying", next=request.script_root + request.path),
            "now": now(),
        }

    surface.context_processor(context)


def once_more(
    template: str, form: Form, refusal: Invalid | Conflict | NotAllowed, facts: Callable[[], Mapping[str, Any]]
) -> tuple[str, int]:
    """The same page with everything typed: 422 for what is wrong with it, 409 where somebody was first, 403 where it is theirs no more.

    Nothing of the request is kept, and `facts` are asked for only then, since a rollback empties what was read before.
    """
    undo()
    if isinstance(refusal, Invalid):
        form.blame(refusal)
        return render_template(template, form=form, **facts()), 422
    status = 403 if isinstance(refusal, NotAllowed) else 409
    late = sentence_of(refusal.code, refusal.facts, status=status)
    return render_template(template, form=form, late=late, **facts()), status


def _here(hrefs: Sequence[str]) -> str:
    """The menu's line whose address begins that of the page; the longest one wins."""
    path = request.script_root + request.path
    inside = [href for href in hrefs if path == href or path.startswith(href + "/")]
    return max(inside, key=len, default="")
