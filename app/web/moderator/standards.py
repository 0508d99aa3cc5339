"""The list of grounds as moderators read it: the public words in both languages, when each applies, its legal basis."""

from __future__ import annotations

from flask import render_template

from app.review.grounds import in_use
from app.review.models import GroundKind
from app.web.moderator.routes import moderator
from app.web.shared.session import db


@moderator.get("/moderate/standards")
def standards() -> str:
    refuse, hide = in_use(db(), GroundKind.REFUSE), in_use(db(), GroundKind.HIDE)
    return render_template("moderator/standards.html", grounds=refuse, hide=hide)
