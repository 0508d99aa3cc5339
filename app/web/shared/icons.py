"""Icons are drawn into the page: no font, no request. Only those in `icons.json` exist (lucide, ISC; `scripts/icons` fetches them)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from markupsafe import Markup

STROKE = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
FRAME = f'class="icon" viewBox="0 0 24 24" {STROKE} aria-hidden="true"'
SHAPES = Path(__file__).with_name("icons.json")


@cache
def _shapes() -> dict[str, str]:
    shapes: dict[str, str] = json.loads(SHAPES.read_text("utf-8"))["icons"]
    return shapes


@cache
def icon(name: str) -> Markup:
    """The icon as inline SVG, hidden from screen readers: a word stands beside it. Raises KeyError for an unknown name."""
    return Markup(f"<svg {FRAME}>{_shapes()[name]}</svg>")
