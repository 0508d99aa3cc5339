"""A file beside an answer as it leaves: to be saved, never shown or run, under a name of ours; sent piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

from flask import Response, request
from sqlalchemy.orm import Session, sessionmaker

from app.petition.models import Petition
from app.respond import attachments
from app.respond.models import Attachment, FileKind
from app.web.platform import platform

TYPES: Mapping[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.ODP: "application/vnd.oasis.opendocument.presentation",
}
NOTHING_RUNS = "sandbox; default-src 'none'; frame-ancestors 'none'"


def download(petition: Petition, attachment: Attachment) -> Response:
    """The answer to a GET of the file."""
    name = f"{petition.number}-{attachment.key.hex[:8]}.{attachment.kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": NOTHING_RUNS}
    answer = Response(_pieces(platform().sessions, attachment.id), content_type=TYPES[attachment.kind], headers=headers)
    answer.content_length = attachment.size
    answer.set_etag(attachment.sha256)
    return answer.make_conditional(request)  # type: ignore[return-value]


def _pieces(sessions: sessionmaker[Session], attachment_id: int) -> Iterator[bytes]:
    """Read when the request is over already: a connection for every piece, so that a slow reader keeps none."""
    for no in count():
        with sessions() as session:
            piece = attachments.piece(session, attachment_id, no)
        if piece is None:
            return
        yield piece
