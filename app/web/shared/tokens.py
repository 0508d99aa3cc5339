"""The colours of the stylesheet, light and dark, as it declares them: nothing else writes a colour down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from app.web.shared.assets import STATIC

Palette = Mapping[str, str]

DARK_BEGINS = "@media screen and (prefers-color-scheme:dark)"
DECLARED = re.compile(r"--([a-z0-9-]+): ([^;]+);")


@cache
def palettes() -> Mapping[str, Palette]:
    """What each theme declares, by `light` and `dark`; both name the same colours, dark's order."""
    css = (STATIC / "app.css").read_text("utf-8")
    light, dark = _block(css, css.index(":root {")), _block(css, css.index(":root {", css.index(DARK_BEGINS)))
    return {"light": {name: light[name] for name in dark}, "dark": dark}


def _block(css: str, start: int) -> Palette:
    return dict(DECLARED.findall(css[start : css.index("}", start)]))
