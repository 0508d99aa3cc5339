"""The files of an answer, for everybody; none of a draft, of a recalled version or of a hidden petition."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from app.petition import queries
from app.respond import attachments
from app.web.public.routes import public
from app.web.shared import attached
from app.web.shared.session import db


@public.get("/petitions/<number>/attachments/<uuid:key>")
def attachment(number: str, key: UUID) -> Response:
    petition = queries.by_number(db(), number)
    return attached.download(petition, attachments.published(db(), petition, key))
