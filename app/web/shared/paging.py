"""Which page of a list an address asks for."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.errors import Invalid, Problem


def page_of(asked: Mapping[str, str]) -> int:
    """The page of `?page=`, from 1. Raises Invalid for what is no page."""
    page = asked.get("page", "1")
    if not (page.isascii() and page.isdigit() and 0 < int(page) < 100_000):
        raise Invalid([Problem("page", "filter.unknown")])
    return int(page)
