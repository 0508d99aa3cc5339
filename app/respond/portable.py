"""What a PDF holds: names are looked for in all its bytes and in the objects that it packs, in one pass over each."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

UNPACKED_MAX = 64 * 1024 * 1024
STREAMS_MAX = 100_000
STRETCH = 64 * 1024
PEEK = 1024

HEADER = re.compile(rb"%PDF-[12]\.\d[\r\n\t ]")
HEXED = re.compile(rb"#([0-9A-Fa-f]{2})")
BEGIN = re.compile(rb"(?<!end)stream\r?\n")
END_OF_NAME = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%]|$)"
# What runs, fetches, opens or carries something else. A script needs its /JavaScript, wherever it is called from.
ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Rendition|Movie)" + END_OF_NAME)
SCRIPT = re.compile(rb"/JS" + END_OF_NAME)
ENCRYPTED = re.compile(rb"/Encrypt" + END_OF_NAME)
PACKED_OBJECTS = re.compile(rb"/ObjStm" + END_OF_NAME)
# Packed objects begin with pairs of numbers. Other ways to pack them are in no file of an office.
OBJECTS = re.compile(rb"[\s\0]*(?:%|\d+[\s\0]+\d+[\s\0])")
UNUSUAL = re.compile(rb"/(?:ASCIIHexDecode|ASCII85Decode|LZWDecode|RunLengthDecode|Crypt)" + END_OF_NAME)


class Unreadable(ValueError):
    """It cannot be looked into."""


def fault(data: bytes) -> str:
    """The code of what is wrong inside, or nothing."""
    if b"%%EOF" not in data[-1024:]:
        return "attachment.damaged"
    every, outside = _named(data), _named(b" ".join(_outside_streams(data)))
    if ENCRYPTED.search(outside):
        return "attachment.locked"
    if ACTIVE.search(every) or SCRIPT.search(outside):
        return "attachment.active"
    try:
        return _packed_fault(data, len(PACKED_OBJECTS.findall(every)), outside)
    except (Unreadable, zlib.error):
        return "attachment.damaged"


def _packed_fault(data: bytes, named: int, outside: bytes) -> str:
    found = 0
    for objects in packed_objects(data):
        found += 1
        if ACTIVE.search(_named(objects)):
            return "attachment.active"
    # Packed objects that were not found were packed in some way of their own.
    return "attachment.damaged" if named > found or (named and UNUSUAL.search(outside)) else ""


def _named(data: bytes) -> bytes:
    """With names as they are meant: `/J#61vaScript` is /JavaScript."""
    return HEXED.sub(lambda found: bytes([int(found[1], 16)]), data)


def _outside_streams(data: bytes) -> Iterator[bytes]:
    at = 0
    while begin := BEGIN.search(data, at):
        yield data[at : begin.start()]
        at = data.find(b"endstream", begin.end())
        if at < 0:
            return
    yield data[at:]


def packed_objects(data: bytes) -> Iterator[bytes]:
    """What stands in streams that look like packed objects, whatever their dictionaries say. Raises Unreadable."""
    left, at = UNPACKED_MAX, 0
    for _ in range(STREAMS_MAX):
        begin = BEGIN.search(data, at)
        if begin is None:
            return
        at = begin.end()
        if OBJECTS.match(data, at):
            yield b""
        elif OBJECTS.match(_peeked(data[at : at + PEEK])):
            plain, at = _inflated(data, at, left)
            left -= len(plain)
            yield plain
    raise Unreadable


def _peeked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, PEEK)
    except zlib.error:
        return b""


def _inflated(data: bytes, at: int, most: int) -> tuple[bytes, int]:
    """The unpacked bytes, and where the packed ones end. Raises Unreadable, zlib.error."""
    unpacking, plain = zlib.decompressobj(), bytearray()
    while not unpacking.eof and at < len(data):
        plain += unpacking.decompress(data[at : at + STRETCH], most + 1 - len(plain))
        if len(plain) > most or unpacking.unconsumed_tail:
            raise Unreadable
        at += STRETCH
    if not unpacking.eof:
        raise Unreadable
    return bytes(plain), at - len(unpacking.unused_data)
