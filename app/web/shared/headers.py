"""What every answer tells the browser: load nothing from elsewhere, frame us nowhere, guess no types, keep nothing personal."""

from __future__ import annotations

from flask import Flask, Response

from app.web.shared.cookies import is_personal
from config import Config

RULES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
POLICY, FRAMED = RULES + "'none'", RULES + "*"
# The referrer must reach ourselves: with none at all, browsers send `Origin: null` from our own forms.
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def framable(response: Response) -> Response:
    """Let any site show this answer in a frame, isolated ones too: it must know nobody, and nothing on it may act."""
    response.headers["Content-Security-Policy"] = FRAMED
    response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    return shown_elsewhere(response)


def shown_elsewhere(response: Response) -> Response:
    """Let any site show this answer among its own, as it does a picture."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def init_app(app: Flask, config: Config) -> None:
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 512 * 1024

    def add(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if config.secure:
            response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        if is_personal() or response.status_code >= 500:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    app.after_request(add)
