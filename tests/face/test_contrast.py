"""The colours that are read on one another, computed from the stylesheet's tokens, by day and by night.

Dark stands once in the stylesheet; whoever chose it is handed the same lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest

from app.web.shared.tokens import palettes

TEXT, GRAPHIC = 4.5, 3.0
TINTED = ("ok", "info", "warn", "bad", "mute")
PAIRS = {
    **dict.fromkeys(product(("ink", "ink-2", "ink-3"), ("paper", "surface", "sunken")), TEXT),
    **dict.fromkeys(product(("ink", "ink-2", "gold-2"), ("gold-tint",)), TEXT),
    **dict.fromkeys(product(("brand", "brand-2"), ("paper", "surface", "brand-tint")), TEXT),
    **dict.fromkeys(product(TINTED, ("surface", "paper")), TEXT),
    **dict.fromkeys(((name, f"{name}-tint") for name in TINTED), TEXT),
    **dict.fromkeys(product(("ink",), (f"{name}-tint" for name in TINTED)), TEXT),
    **dict.fromkeys((("on-btn", "btn"), ("on-btn", "btn-2"), ("surface", "bad"), ("gold-2", "surface")), TEXT),
    **dict.fromkeys(product(("on-hero", "on-hero-2", "gold"), ("hero", "hero-2")), TEXT),
    **dict.fromkeys(product(("line-strong", "btn", "focus"), ("paper", "surface")), GRAPHIC),
    **dict.fromkeys((("focus", "halo"), ("paper", "ink")), GRAPHIC),
}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_pale(schemes: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Every pair that is below its ratio, in any scheme."""
    return [
        f"{scheme}: {front} on {back} {contrast(colours[front], colours[back]):.2f} < {least}"
        for scheme, colours in schemes.items()
        for (front, back), least in PAIRS.items()
        if contrast(colours[front], colours[back]) < least
    ]


def schemes() -> dict[str, dict[str, str]]:
    light = dict(palettes()["light"])
    return {"light": light, "dark": light | dict(palettes()["dark"])}


def test_every_pair_is_readable_in_both_schemes() -> None:
    assert too_pale(schemes()) == []


def test_dark_gives_every_colour_anew() -> None:
    light, dark = ({name for name, value in palettes()[scheme].items() if value.startswith("#")} for scheme in ("light", "dark"))
    assert light == dark
    assert len(dark) > 25


@pytest.mark.parametrize(("scheme", "pale"), [("light", "#9a8f9d"), ("dark", "#5a4d5c")])
def test_a_pale_colour_is_found(scheme: str, pale: str) -> None:
    faults = too_pale({scheme: schemes()[scheme] | {"ink-3": pale}})
    assert faults and all("ink-3" in fault for fault in faults)


def test_the_ratio_is_that_of_wcag() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
