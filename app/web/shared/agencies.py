"""Agencies to choose from, as the tree they form: a ministry, and indented below it what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.web.shared.cards import agency_name
from app.web.shared.choices import Choice

Choices = Sequence[Choice]
INDENT = "　"


@dataclass(frozen=True)
class Node:
    """An agency and how deep it stands below the Executive Yuan, which is 0."""

    agency: Agency
    depth: int


def tree(session: Session) -> list[Node]:
    """Every agency that is not closed, each below its parent, by code."""
    rows = list(session.scalars(select(Agency).where(Agency.closed_at.is_(None)).order_by(Agency.code)))
    known = {row.id for row in rows}
    below: dict[int | None, list[Agency]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    return _walk(below, None, 0)


def choices(session: Session) -> Choices:
    """Codes and indented names, for a list to choose from."""
    return [Choice(node.agency.code, INDENT * node.depth + agency_name(node.agency)) for node in tree(session)]


def _walk(below: dict[int | None, list[Agency]], parent: int | None, depth: int) -> list[Node]:
    found = []
    for agency in below.get(parent, []):
        found += [Node(agency, depth), *_walk(below, agency.id, depth + 1)]
    return found
