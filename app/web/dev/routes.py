"""`/dev/letters` and `/dev/letters.json`, newest first."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template

from app.kernel import sent_copies
from app.kernel.workdays import TAIPEI
from app.web.shared.session import db

dev = Blueprint("dev", __name__)


@dev.get("/dev/letters")
def letters() -> str:
    return render_template("dev/letters.html", letters=sent_copies.newest(db(), limit=100))


@dev.get("/dev/letters.json")
def letters_json() -> Response:
    """`channel`, `to`, `subject`, `text`, `code` (null where there is none) and `at`."""
    return jsonify(
        [
            {
                "channel": copy.channel,
                "to": copy.to,
                "subject": copy.subject,
                "text": copy.text,
                "code": copy.code,
                "at": copy.at.astimezone(TAIPEI).isoformat(),
            }
            for copy in sent_copies.newest(db())
        ]
    )


@dev.after_request
def never_keep(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
