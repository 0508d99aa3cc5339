"""Who a file says has written it: names that its properties carry and that go out with it, for the officer to know of beforehand.

The file is kept as it is. What cannot be read names nobody: `formats` has looked into it before.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from app.respond import portable
from app.respond.models import FileKind

NAMED_MAX = 200
META = "meta.xml"
CREATOR = re.compile(r"<[\w.-]+:(?:initial-creator|creator)>([^<]{1,400})</")
# In parentheses, which may stand within, or in hexadecimal.
INSIDE = rb"(?:\\[\s\S]|[^\\()])"
AUTHOR = re.compile(rb"/Author[\x00\s]*(?:\(((?:" + INSIDE + rb"|\(" + INSIDE + rb"{0,200}\)){0,400})\)|<([0-9A-Fa-f\s]{0,1600})>)")
XMP = re.compile(rb"<dc:creator>([\s\S]{0,2000}?)</dc:creator>")
ITEM = re.compile(rb"<rdf:li[^>]{0,100}>([^<]{1,400})</")
ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


def of(data: bytes, kind: FileKind) -> str:
    """The names, each once, or nothing."""
    try:
        found = _portable(data) if kind is FileKind.PDF else _opendocument(data)
        names = dict.fromkeys(name.strip(" \0\r\n\t") for name in found)
    except (BadZipFile, zlib.error, portable.Unreadable, EOFError, KeyError, ValueError):
        return ""
    return "、".join(name for name in names if name)[:NAMED_MAX]


def _opendocument(data: bytes) -> Iterator[str]:
    with ZipFile(BytesIO(data)) as packed:
        properties = packed.read(META).decode() if META in packed.namelist() else ""
    yield from (html.unescape(name) for name in CREATOR.findall(properties))


def _portable(data: bytes) -> Iterator[str]:
    for stretch in (data, *portable.packed_objects(data)):
        for literal, hexed in AUTHOR.findall(stretch):
            yield _decoded(bytes.fromhex(_even(hexed)) if hexed else ESCAPED.sub(_meant, literal))
    for creators in XMP.findall(data):
        yield from (html.unescape(name.decode(errors="replace")) for name in ITEM.findall(creators))


def _even(hexed: bytes) -> str:
    """A last digit that is missing is a nought."""
    digits = b"".join(hexed.split()).decode()
    return digits + "0" * (len(digits) % 2)


def _meant(found: re.Match[bytes]) -> bytes:
    """What an escape stands for."""
    written = found[1]
    return bytes([int(written, 8) & 255]) if written[:1] in b"01234567" else LETTERS.get(written, written)


def _decoded(name: bytes) -> str:
    """As its mark says; without one, as programs here write it."""
    if name[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return name.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp950"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("latin-1")
