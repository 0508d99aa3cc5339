"""Who a file names as its author, whatever wrote it."""

from __future__ import annotations

import pytest

from app.respond import authors
from app.respond.models import FileKind
from tests.respond.papers import odf, pdf

META = '<office:meta xmlns:dc="d" xmlns:meta="m"><meta:initial-creator>{}</meta:initial-creator><dc:creator>{}</dc:creator></office:meta>'
XMP = "<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>"


def hexed(name: str) -> str:
    return (b"\xfe\xff" + name.encode("utf-16-be")).hex()


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (pdf(), ""),
        (pdf("<< /Title (Author) /Producer (LibreOffice) >>"), ""),
        (pdf("<< /Author (Wang Hsiao-ming) >>"), "Wang Hsiao-ming"),
        (pdf(r"<< /Author (Wang \(IT\)\040Ming) >>"), "Wang (IT) Ming"),
        (pdf("<< /Author (Wang (IT) Ming) >>"), "Wang (IT) Ming"),
        (pdf(f"<< /Author <{hexed('王小明')}> >>"), "王小明"),
        (pdf(f"<< /Author<{hexed('王小明').upper()}>/Creator (Writer) >>"), "王小明"),
        (pdf("<< /Author (王小明) >>"), "王小明"),
        (pdf("<< /Author () >>"), ""),
        (pdf(packed=f"3 0 << /Author <{hexed('王小明')}> >>"), "王小明"),
        (pdf(f"<< /Type /Metadata >> {XMP.format('王小明 &amp; 林美')}"), "王小明 & 林美"),
        (pdf(f"<< /Author <{hexed('王小明')}> >> {XMP.format('王小明')}"), "王小明"),
        (pdf("<< /Author (" + "a" * 300 + ") >>"), "a" * 200),
    ],
)
def test_a_pdf(data: bytes, named: str) -> None:
    assert authors.of(data, FileKind.PDF) == named


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({}, ""),
        ({"meta.xml": META.format("王小明", "林美")}, "王小明、林美"),
        ({"meta.xml": META.format("王小明", "王小明")}, "王小明"),
        ({"meta.xml": META.format("Wang &amp; Lin", " ")}, "Wang & Lin"),
        ({"meta.xml": b"\xff\xfe"}, ""),
    ],
)
def test_an_opendocument(more: dict[str, str | bytes], named: str) -> None:
    assert authors.of(odf(more=more), FileKind.ODT) == named
