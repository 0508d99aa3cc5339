"""Where an endorser came from, as a kind and never as an address; whoever came by themselves, or in no known way, has none."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """The values of `?via=` on links to a petition. `list` is a list of this platform, `site` any other website."""

    LINE = "line"
    FACEBOOK = "facebook"
    THREADS = "threads"
    SOCIAL = "social"
    MAIL = "mail"
    LETTER = "letter"
    QR = "qr"
    POSTER = "poster"
    EMBED = "embed"
    LINK = "link"
    SEARCH = "search"
    SITE = "site"
    LIST = "list"
