"""What the forms of the kept lists have in common: the version that was read, and the place in the order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from wtforms import Field

from app.kernel.errors import Conflict, Invalid, Problem
from app.web.shared.forms import Form

LAST = 999
AForm = TypeVar("AForm", bound=Form)


def list_form(form: type[AForm], row: object) -> AForm:
    """A form filled with what is kept."""
    return form(None, obj=row)


def seen_of(values: Mapping[str, str]) -> int:
    """The version that the form was made from. Raises Conflict `list.changed` for none."""
    seen = values.get("seen", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
        raise Conflict("list.changed")
    return int(seen)


def position_of(field: Field) -> int:
    """Raises Invalid unless it is a number from 1 to 999."""
    typed = str(field.data or "").strip()
    if not (typed.isascii() and typed.isdigit() and 0 < int(typed) <= LAST):
        raise Invalid([Problem(field.name, "position.form", {"most": LAST})])
    return int(typed)
