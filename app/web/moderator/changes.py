"""What a proposer changed in a petition that was refused before it was handed in again (rule 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from flask import render_template
from flask_babel.speaklater import LazyString

from app.kernel.errors import NotFound
from app.petition import queries
from app.petition.differing import Piece, differing, is_changed
from app.petition.models import Petition
from app.web.moderator.routes import moderator, shown
from app.web.shared.say import _
from app.web.shared.session import db
from app.web.shared.words import SPOTS


@dataclass(frozen=True)
class Part:
    """One part of the text, and how it was changed."""

    name: str
    pieces: Sequence[Piece]

    @property
    def is_changed(self) -> bool:
        return is_changed(self.pieces)


@moderator.get("/moderate/<number>/changes")
def changes(number: str) -> str:
    facts = shown(number)
    petition = facts["case"].petition
    before = queries.revised(db(), petition, hidden=True)
    if before is None:
        raise NotFound("petition.unknown")
    return render_template("moderator/changes.html", before=before, parts=parts(before, petition), **facts)


def parts(before: Petition, after: Petition) -> list[Part]:
    """Title, demands one by one, reasons, impact and evidence, in the order of the form."""
    demands = zip_longest((row.text for row in before.demands), (row.text for row in after.demands), fillvalue="")
    named: list[tuple[str | LazyString, str, str]] = [
        (SPOTS["title"], before.title, after.title),
        *((_("訴求%(no)s", no=no), old, new) for no, (old, new) in enumerate(demands, 1)),
        (SPOTS["reasons"], before.reasons, after.reasons),
        (SPOTS["impact"], before.impact, after.impact),
        (SPOTS["evidence"], _links(before), _links(after)),
    ]
    return [Part(str(name), differing(old, new)) for name, old, new in named]


def _links(petition: Petition) -> str:
    return "\n".join(f"{row.label} {row.url}" for row in petition.evidence)
