"""oEmbed 1.0: who knows the address of a petition learns how to show its card (https://oembed.com)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from app.accounts.models import Language
from app.kernel.errors import Invalid, NotFound, Problem
from app.petition.models import Petition
from app.web.public.sharing.picture import HEIGHT as PICTURE_HEIGHT
from app.web.public.sharing.picture import WIDTH as PICTURE_WIDTH
from app.web.shared.addresses import absolute
from app.web.shared.say import _

WIDEST, NARROW = 600, 420
# What a title of the greatest length needs when narrow and when wide, and what suits both.
TALL, LOW, EITHER = 430, 270, 340
PETITION = re.compile(r"(?P<english>/en)?/petitions/(?P<number>[A-Za-z0-9-]{1,16})(?:/embed)?/?", re.ASCII)
AN_HOUR = 3_600


def asked(url: str, *, origin: str) -> tuple[str, Language]:
    """The number of the petition that an address of ours names, and in which language. Raises NotFound for every other address."""
    path = url.removeprefix(origin).partition("?")[0].partition("#")[0]
    found = PETITION.fullmatch(path)
    if not url.startswith(f"{origin}/") or found is None:
        raise NotFound("petition.unknown")
    return found["number"], Language.EN if found["english"] else Language.ZH


def limit(values: Mapping[str, str], name: str) -> int | None:
    """A number of pixels, or none. Raises Invalid."""
    given = values.get(name, "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 100_000):
        raise Invalid([Problem(name, "frame.size")])
    return int(given)


def record(petition: Petition, tongue: Language, *, width: int | None, height: int | None) -> dict[str, Any]:
    """The answer: a frame no larger than asked for, and the picture where it fits."""
    wide = min(WIDEST, width or WIDEST)
    tall = min(height_of(wide), height or TALL)
    found: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": petition.title,
        "provider_name": _("共議國民提議平臺"),
        "provider_url": absolute("/", tongue),
        "cache_age": AN_HOUR,
        "html": frame(petition, tongue, width=wide, height=tall),
        "width": wide,
        "height": tall,
    }
    if (width or PICTURE_WIDTH) >= PICTURE_WIDTH and (height or PICTURE_HEIGHT) >= PICTURE_HEIGHT:
        picture = absolute(f"/petitions/{petition.number}/card.png", tongue)
        found |= {"thumbnail_url": picture, "thumbnail_width": PICTURE_WIDTH, "thumbnail_height": PICTURE_HEIGHT}
    return found


def frame(petition: Petition, tongue: Language | None = None, *, width: int = WIDEST, height: int = EITHER) -> Markup:
    """The code that shows the card on another site."""
    return Markup('<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0;max-width:100%"></iframe>').format(
        absolute(f"/petitions/{petition.number}/embed", tongue), petition.title, width, height
    )


def height_of(width: int) -> int:
    """How tall the card is at most."""
    return TALL if width < NARROW else LOW
