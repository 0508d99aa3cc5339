"""What an OpenDocument file holds: a zip that begins with its type, of bounded size, without macros, passwords or foreign programs."""

from __future__ import annotations

import html
import re
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.respond.models import FileKind

TYPES: Mapping[bytes, FileKind] = {
    b"application/vnd.oasis.opendocument.text": FileKind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind.ODS,
    b"application/vnd.oasis.opendocument.presentation": FileKind.ODP,
}
FIRST = b"PK\x03\x04"
ENTRIES_MAX = 2_000
UNPACKED_MAX = 128 * 1024 * 1024
STRETCH = 256 * 1024

MACROS = ("Basic", "Scripts", "Dialogs")
MANIFEST = "META-INF/manifest.xml"
CONTENT = "content.xml"
# Handlers of events, and what lets a text mean something else than it says.
ACTIVE = re.compile(r"<[\w.-]*:?event-listener\b|<!DOCTYPE|<!ENTITY", re.I)
# Addresses of scripts, also written by references to characters.
CALLS = re.compile(r"""href\s*=\s*["']\s*(?:vnd\.sun\.star\.script|macro|javascript|vbscript):""", re.I)
# Documents of OLE, programs of Windows, programs of Unix, scripts.
FOREIGN = (b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"#!")


def kind_of(data: bytes) -> FileKind | None:
    """By its first entry, which is stored as it is: where any reader looks for the type."""
    if data[:4] != FIRST or data[8:10] != b"\0\0" or data[26:38] != b"\x08\0\0\0mimetype":
        return None
    return next((kind for name, kind in TYPES.items() if data[38 : 38 + len(name) + 2] == name + b"PK"), None)


def fault(data: bytes) -> str:
    """The code of what is wrong inside, or nothing."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            return next(_faults(packed), "")
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, UnicodeError):
        return "attachment.damaged"


def _faults(packed: ZipFile) -> Iterator[str]:
    entries, names = packed.infolist(), packed.namelist()
    if len(entries) > ENTRIES_MAX or len(set(names)) < len(names) or not {MANIFEST, CONTENT} <= set(names):
        yield "attachment.damaged"
    if packed.comment or entries[0].filename != "mimetype" or sum(entry.file_size for entry in entries) > UNPACKED_MAX:
        yield "attachment.damaged"
    for entry in entries:
        if _escapes(entry):
            yield "attachment.damaged"
        if entry.flag_bits & 1:
            yield "attachment.locked"
        if PurePosixPath(entry.filename).parts[0] in MACROS:
            yield "attachment.active"
        yield from _inside(packed, entry)


def _escapes(entry: ZipInfo) -> bool:
    """Would it leave the place where it is unpacked, or hide how it is packed?"""
    path = PurePosixPath(entry.filename)
    odd = not path.parts or path.is_absolute() or ".." in path.parts or any(character in entry.filename for character in "\\:\0")
    return odd or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED)


def _inside(packed: ZipFile, entry: ZipInfo) -> Iterator[str]:
    """Read to its end, so that what it claims of its size and its sum is true; never more than it claims."""
    with packed.open(entry) as stream:
        stretches = iter(lambda: stream.read(STRETCH), b"")
        begin = next(stretches, b"")
        if begin.startswith(FOREIGN):
            yield "attachment.active"
        if not entry.filename.endswith((".xml", ".rdf")):
            deque(stretches, maxlen=0)
            return
        text = b"".join((begin, *stretches)).decode()
    if entry.filename == MANIFEST and "encryption-data" in text:
        yield "attachment.locked"
    if ACTIVE.search(text) or CALLS.search(html.unescape(text)):
        yield "attachment.active"
