"""Two linked petitions side by side, in the order of their numbers, so that neither side comes first by choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.kernel.errors import NotFound
from app.petition import links, queries
from app.petition.links import Relation
from app.petition.models import Petition
from app.web.public.routes import public
from app.web.shared.cards import look
from app.web.shared.session import db, now
from app.web.shared.ways import see
from app.web.shared.window import Window, window
from app.web.shared.words import Look


@dataclass(frozen=True)
class Side:
    """One of the two; no window where it was never admitted."""

    petition: Petition
    look: Look
    window: Window | None


@dataclass(frozen=True)
class Beside:
    relation: Relation
    sides: Sequence[Side]


@public.get("/petitions/<number>/beside/<other>")
def beside(number: str, other: str) -> ResponseReturnValue:
    if number > other:
        return see(url_for("public.beside", number=other, other=number))
    return render_template("public/beside.html", page=_beside(db(), number, other, at=now()), at=now())


def _beside(session: Session, number: str, other: str, *, at: datetime) -> Beside:
    """Raises NotFound for two that nobody has linked."""
    pair = [queries.by_number(session, one) for one in (number, other)]
    relation = links.relation_of(session, *pair)
    if relation is None:
        raise NotFound("petition.unknown")
    return Beside(relation, [Side(petition, look(petition, at), window(session, petition, at)) for petition in pair])
