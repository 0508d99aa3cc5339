"""Text that is the same for everyone is packed with gzip on its way out. Personal pages are not: packing tells secrets by their length."""

from __future__ import annotations

import gzip

from flask import Response, request

LEAST = 1_000
PACKED_ALREADY = ("image/png", "image/x-icon")
LEVEL = 6


def pack(response: Response) -> Response:
    """Pack the body if the reader can unpack it; say to caches that it depends on that."""
    if response.mimetype in PACKED_ALREADY:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or "Content-Encoding" in response.headers:
        return response
    body = response.get_data()
    if len(body) >= LEAST:
        response.set_data(packed(body))
        response.headers["Content-Encoding"] = "gzip"
    return response


def packed(body: bytes) -> bytes:
    """The same bytes for the same body, so that its hash may serve as an ETag."""
    return gzip.compress(body, LEVEL, mtime=0)
