"""Headers of what is the same for everyone: kept for some seconds by anybody, and not sent again while it is unchanged."""

from __future__ import annotations

from flask import Response, request

from app.web.shared.packing import pack
from app.web.shared.trouble import is_in_trouble

SECONDS = 10


def share(response: Response) -> Response:
    """Let a good answer to a GET be kept and compared, unless it is still being written; leave every other as it is.

    What was made without the database is kept by nobody.
    """
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    if is_in_trouble():
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.cache_control.public = True
    if response.cache_control.max_age is None:
        response.cache_control.max_age = SECONDS
    if response.is_streamed:
        return response
    pack(response)
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]
