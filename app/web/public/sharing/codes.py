"""QR codes of a petition's address: dark on white whatever the theme, since scanners ask for it."""

from __future__ import annotations

from io import BytesIO

import segno
from markupsafe import Markup

from app.endorse.sources import Source
from app.web.shared.addresses import petition_address

DARK, LIGHT, QUIET = "#211a23", "#ffffff", 4


def qr_file(number: str) -> bytes:
    """A picture of its own, to be put anywhere."""
    file = BytesIO()
    _code(number, Source.QR).save(file, kind="svg", scale=8, border=QUIET, dark=DARK, light=LIGHT)
    return file.getvalue()


def qr_drawn(number: str, source: Source) -> Markup:
    """Drawn into a page; the words beside it say where it leads."""
    code = _code(number, source)
    return Markup(code.svg_inline(border=QUIET, dark=DARK, light=LIGHT, omitsize=True, svgclass="qr", lineclass=None))


def _code(number: str, source: Source) -> segno.QRCode:
    return segno.make_qr(petition_address(number, source), error="m")
