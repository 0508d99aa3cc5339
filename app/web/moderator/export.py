"""The record of the review as a file: the queue and every decision."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.errands.models import Kind
from app.web.moderator.routes import moderator
from app.web.shared import errands
from app.web.shared.ways import see


@moderator.post("/moderate/export")
def export() -> ResponseReturnValue:
    return see(errands.href(errands.ask(Kind.DECISIONS)))
