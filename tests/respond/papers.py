"""Files made by hand: a PDF and OpenDocuments as small as they can be, and what is done to make them dangerous."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

TYPES = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
CONTENT = f'<office:document-content xmlns:office="{OFFICE}"><office:scripts/></office:document-content>'


def pdf(*more: str, packed: str = "", described: str = "/Filter /FlateDecode") -> bytes:
    """`more` are objects as they stand in the file, `packed` is what stands in a stream of objects."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>", *more]
    body = "".join(f"{no} 0 obj\n{one}\nendobj\n" for no, one in enumerate(objects, 1)).encode()
    if packed:
        inside = zlib.compress(packed.encode())
        body += f"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 {described} >>\nstream\n".encode() + inside + b"\nendstream\nendobj\n"
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


def odf(kind: str = "odt", more: Mapping[str, str | bytes] | None = None, *, stored: bool = True, first: str = "mimetype") -> bytes:
    """`more` are entries besides, or instead of, the usual ones."""
    entries: dict[str, str | bytes] = {"content.xml": CONTENT, "META-INF/manifest.xml": MANIFEST, **(more or {})}
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as packed:
        beginning = ZipInfo(first)
        beginning.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
        packed.writestr(beginning, f"application/vnd.oasis.opendocument.{TYPES[kind]}")
        for name, text in entries.items():
            packed.writestr(ZipInfo(name), text, ZIP_DEFLATED)
    return data.getvalue()
