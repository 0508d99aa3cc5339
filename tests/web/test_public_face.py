"""The look's own promises: contrast, two equal dark blocks, sizes, glyphs, icons, and sound markup of every shared piece."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.web.shared.display import display, glyphs
from app.web.shared.icons import SHAPES, icon
from app.web.shared.tokens import palettes
from tests.web.gallery import gallery
from tests.web.markup import check

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "static/app.css").read_text("utf-8")
TEMPLATES = list(ROOT.glob("templates/**/*.html"))
HEADING = re.compile(r"""_\(\s*["']([^"']+)["'][^)]*\)\s*\|\s*display""")

TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunken")],
    *[("line-strong", ground, SHAPE) for ground in ("paper", "surface")],
    *[("brand", ground, TEXT) for ground in ("paper", "surface", "brand-tint")],
    *[("on-btn", button, TEXT) for button in ("btn", "btn-2")],
    *[(ink, ground, TEXT) for ink in ("on-hero", "on-hero-2", "gold") for ground in ("hero", "hero-2")],
    *[(ink, "gold-tint", TEXT) for ink in ("gold-2", "ink", "ink-2")],
    *[(status, ground, TEXT) for status in ("ok", "info", "warn", "bad", "mute") for ground in (f"{status}-tint", "surface")],
    ("gold-2", "surface", TEXT),
    ("ink-2", "brand-tint", TEXT),
    ("surface", "bad", TEXT),
    ("btn", "surface", SHAPE),
    ("focus", "paper", SHAPE),
    ("focus", "halo", SHAPE),
]


LIGHT, DARK = palettes()["light"], palettes()["dark"]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_of_colours_can_be_read(theme: Mapping[str, str]) -> None:
    faint = {
        (ink, ground): contrast(theme[ink], theme[ground]) for ink, ground, least in PAIRS if contrast(theme[ink], theme[ground]) < least
    }
    assert faint == {}


def test_every_colour_of_the_light_theme_has_its_dark_one() -> None:
    declared = {name for name, value in re.findall(r"--([a-z0-9-]+): ([^;]+);", CSS[: CSS.index("@media screen and")]) if "#" in value}
    assert declared - set(DARK) == set()
    assert len(DARK) > 30


def packed(name: str) -> int:
    return len(gzip.compress((ROOT / "static" / name).read_bytes(), 9))


def test_sizes_stay_in_budget() -> None:
    """Packed with gzip, which makes the stylesheet a seventh larger than brotli does (budgets: 12 KB and 10 KB of brotli)."""
    assert all(packed("app.css") + packed(other) < 14_100 for other in ("public.css", "staff.css"))
    assert packed("enhance.mjs") < 11_000
    assert (ROOT / "static/display-tc.woff2").stat().st_size < 24 * 1024


def test_every_fixed_heading_of_the_public_and_of_citizens_has_its_glyphs() -> None:
    many_see = [path for path in TEMPLATES if path.parent.name in {"public", "citizen", "door", "shared"}]
    headings = [text for path in many_see for text in HEADING.findall(path.read_text("utf-8"))]
    lacking = {text for text in headings if not glyphs().issuperset(re.sub(r"%\(\w+\)s", "", text))}
    assert lacking == set(), "run scripts/font"


def test_a_heading_with_a_strange_glyph_is_written_plainly() -> None:
    assert str(display("共議 2026")) == '<span class="serif">共議 2026</span>'
    assert str(display("<囍>")) == "&lt;囍&gt;"


def test_the_stylesheet_asks_for_the_font_as_the_page_does() -> None:
    page = gallery().test_client().get("/").text
    (address,) = re.findall(r'rel="preload" href="/static/([^"]+)"', page)
    assert f"url({address})" in CSS


def test_icons_named_exist_and_no_others_are_kept() -> None:
    kept = set(json.loads(SHAPES.read_text("utf-8"))["icons"])
    text = "".join(path.read_text("utf-8") for path in [*TEMPLATES, *ROOT.glob("app/web/**/*.py")])
    called = set(re.findall(r"""\bicon\(["']([a-z0-9-]+)["']\)""", text))
    assert called - kept == set(), "run scripts/icons NAME"
    assert {name for name in kept if not re.search(rf"""["']{name}["']""", text)} == set(), "run scripts/icons --prune"


def test_an_unknown_icon_fails() -> None:
    with pytest.raises(KeyError):
        icon("no-such-icon")


@pytest.mark.parametrize("path", ["/", "/pieces", "/desk"])
@pytest.mark.parametrize("language", ["zh_Hant_TW", "en"])
def test_every_shared_piece_is_sound(path: str, language: str) -> None:
    answer = gallery().test_client().get(f"{path}?language={language}")
    assert answer.status_code == 200
    check(answer.text)


def test_no_template_holds_style_or_script() -> None:
    guilty = [
        path.name
        for path in TEMPLATES
        if "letters" not in path.parts and re.search(r"\sstyle=|<style|<script(?! type=\"module\" src)", path.read_text("utf-8"))
    ]
    assert guilty == []
