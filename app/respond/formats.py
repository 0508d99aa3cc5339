"""What a file really is, seen from its bytes alone: a PDF or an OpenDocument that anybody can open and that holds no program.

Neither its name nor the type that a browser claims is believed. What cannot be looked into is refused, not guessed.
"""

from __future__ import annotations

from app.kernel.errors import Invalid, Problem
from app.respond import opendocument, portable
from app.respond.models import FileKind


def kind_of(data: bytes) -> FileKind:
    """Raises Invalid `attachment.kind`, `attachment.damaged`, `attachment.locked`, `attachment.active`."""
    is_pdf = portable.HEADER.match(data) is not None
    kind = FileKind.PDF if is_pdf else opendocument.kind_of(data)
    if kind is None:
        raise _refused("attachment.kind")
    fault = portable.fault(data) if is_pdf else opendocument.fault(data)
    if fault:
        raise _refused(fault)
    return kind


def _refused(code: str) -> Invalid:
    return Invalid([Problem("file", code)])
