"""Whole addresses of this site, for what is read elsewhere: pictures, codes, cards, links that are passed on."""

from __future__ import annotations

from app.accounts.models import Language
from app.endorse.sources import Source
from app.web.platform import platform
from app.web.shared.language import PREFIX, language


def absolute(path: str, tongue: Language | None = None) -> str:
    """The whole address of a path, in the language being read or in another."""
    prefix = PREFIX if (tongue or language()) == Language.EN else ""
    return platform().config.origin + prefix + path


def petition_address(number: str, source: Source) -> str:
    """A petition's address that tells by which way it was passed on."""
    return absolute(f"/petitions/{number}?via={source}")
