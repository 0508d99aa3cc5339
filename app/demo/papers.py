"""Files that the demonstration's agencies attach to their answers: a PDF and an OpenDocument text, made of a few lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.respond.models import FileKind

OPENDOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
ODT = "application/vnd.oasis.opendocument.text"
# Every reader of PDFs has glyphs for this font: none has to be put into the file.
FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /MSung-Light /Encoding /UniCNS-UTF16-H /DescendantFonts [<< /Type /Font "
    "/Subtype /CIDFontType0 /BaseFont /MSung-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (CNS1) /Supplement 4 >> "
    "/FontDescriptor << /Type /FontDescriptor /FontName /MSung-Light /Flags 4 /FontBBox [-160 -249 1015 888] /ItalicAngle 0 "
    "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>] >>"
)


def written(kind: FileKind, title: str, lines: Sequence[str]) -> bytes:
    """The bytes of a file; the same for the same words."""
    return WRITERS[kind](title, lines)


def _pdf(title: str, lines: Sequence[str]) -> bytes:
    shown = "\n".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in (title, "", *lines))
    content = f"BT /F1 14 Tf 26 TL 60 770 Td\n{shown}\nET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (zh-Hant-TW) /ViewerPreferences << /DisplayDocTitle true >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        FONT,
        f"<< /Title <feff{title.encode('utf-16-be').hex()}> >>",
    ]
    body, places = "%PDF-1.7\n", []
    for no, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{no} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    )
    return (body + trailer).encode("ascii")


def _odt(title: str, lines: Sequence[str]) -> bytes:
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{OPENDOCUMENT}:office:1.0" '
        f'xmlns:text="{OPENDOCUMENT}:text:1.0" office:version="1.3"><office:body><office:text>'
        f'<text:h text:outline-level="1">{escape(title)}</text:h>{paragraphs}</office:text></office:body></office:document-content>'
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{OPENDOCUMENT}:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODT}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    data = BytesIO()
    with ZipFile(data, "w") as packed:
        packed.writestr(ZipInfo("mimetype"), ODT, ZIP_STORED)
        packed.writestr(ZipInfo("content.xml"), content, ZIP_DEFLATED)
        packed.writestr(ZipInfo("META-INF/manifest.xml"), manifest, ZIP_DEFLATED)
    return data.getvalue()


WRITERS: Mapping[FileKind, Callable[[str, Sequence[str]], bytes]] = {FileKind.PDF: _pdf, FileKind.ODT: _odt}
