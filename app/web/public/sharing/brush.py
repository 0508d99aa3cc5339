"""The tools of the pictures: colours, type, and shapes with soft edges."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from PIL import Image, ImageColor, ImageDraw, ImageFont

from app.web.public.sharing.glyphs import FONT
from app.web.shared.pictures.bloom import place

# The tokens --hero, --hero-2, --on-hero, --on-hero-2, --gold and --brand of app.css.
PLUM, PLUM_2, WHITE, PALE, GOLD, BRAND = "#3d0f2b", "#531a3b", "#fdf6f9", "#e6cbd8", "#f3b63f", "#6f1f4b"
SEED = "#7d4a66"
DOT, FINER, EM = 9.5, 3, 100
# A petal in a box of 64 by 64, turned about its middle: cubic curves from (32, 31), as in logo.svg.
PETAL = (
    ((32, 31), (24, 25), (20, 17), (25, 11)),
    ((25, 11), (28, 7), (36, 7), (39, 11)),
    ((39, 11), (44, 17), (40, 25), (32, 31)),
)
PETALS, BOX, HEART, SAMPLES = 5, 64, 6.5, 12

# Every two colours that meet, and how finely their edges are drawn.
MEETING = (
    (PLUM, WHITE),
    (PLUM, GOLD),
    (PLUM, PALE),
    (PLUM_2, GOLD),
    (PLUM_2, SEED),
    (PLUM_2, WHITE),
    (PLUM_2, PALE),
    (SEED, GOLD),
    (PLUM, PLUM_2),
)
SHADES = 27

Point = tuple[float, float]


@cache
def palette() -> Image.Image:
    """The colours and their blends: a picture in 256 colours is a third of the size, and with these the ground is ever the same."""
    blends = [_blend(one, other, shade / (SHADES - 1)) for one, other in MEETING for shade in range(SHADES)]
    image = Image.new("P", (1, 1))
    image.putpalette([part for colour in dict.fromkeys(blends) for part in colour])
    return image


def _blend(one: str, other: str, share: float) -> tuple[int, ...]:
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return tuple(round(a + (b - a) * share) for a, b in pairs)


@cache
def type_of(size: int) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels."""
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def advance(character: str) -> float:
    """How far a character carries on, in parts of the size of the type."""
    return type_of(EM).getlength(character) / EM


def width_of(text: str, size: int) -> float:
    """Without asking the font again for each text: nothing is kerned."""
    return size * sum(map(advance, text))


def soft(size: tuple[int, int], paint: Callable[[ImageDraw.ImageDraw, int], None]) -> Image.Image:
    """A mask with smooth edges: painted `FINER` times as large, then reduced."""
    mask = Image.new("L", (size[0] * FINER, size[1] * FINER))
    paint(ImageDraw.Draw(mask), FINER)
    return mask.reduce(FINER)


def disc(image: Image.Image, centre: tuple[int, int], radius: int, colour: str) -> None:
    mask = soft(
        (2 * radius, 2 * radius), lambda draw, finer: draw.ellipse((0, 0, 2 * radius * finer - 1, 2 * radius * finer - 1), fill=255)
    )
    image.paste(colour, (centre[0] - radius, centre[1] - radius), mask)


def pill(image: Image.Image, box: tuple[int, int, int, int], colour: str) -> None:
    """A bar with round ends; `box` is left, top, width, height."""
    left, top, width, height = box

    def paint(draw: ImageDraw.ImageDraw, finer: int) -> None:
        draw.rounded_rectangle((0, 0, width * finer - 1, height * finer - 1), height * finer // 2, fill=255)

    image.paste(colour, (left, top), soft((width, height), paint))


def seeds(image: Image.Image, at: tuple[int, int], side: int, which: Iterable[int], colour: str) -> None:
    """Seeds of the bloom, in a square with its corner `at`."""

    def paint(draw: ImageDraw.ImageDraw, finer: int) -> None:
        scale = side * finer / 1000
        for seed in which:
            x, y = place(seed)
            draw.ellipse([(x - DOT) * scale, (y - DOT) * scale, (x + DOT) * scale, (y + DOT) * scale], fill=255)

    image.paste(colour, at, soft((side, side), paint))


def flower(image: Image.Image, at: tuple[int, int], side: int, colour: str) -> None:
    """The five petals of the logo with their heart."""

    def paint(draw: ImageDraw.ImageDraw, finer: int) -> None:
        for turn in range(PETALS):
            draw.polygon([_on(point, side * finer, turn) for point in _outline()], fill=255)

    image.paste(colour, at, soft((side, side), paint))
    disc(image, (at[0] + side // 2, at[1] + side // 2), max(1, round(HEART * side / BOX)), GOLD)


@cache
def _outline() -> Sequence[Point]:
    return [_bezier(curve, step / SAMPLES) for curve in PETAL for step in range(SAMPLES)]


def _bezier(curve: tuple[Point, Point, Point, Point], t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    return sum(w * p[0] for w, p in zip(weights, curve, strict=True)), sum(w * p[1] for w, p in zip(weights, curve, strict=True))


def _on(point: Point, side: float, turn: int) -> Point:
    x, y = point[0] - BOX / 2, point[1] - BOX / 2
    cos, sin = math.cos(2 * math.pi * turn / PETALS), math.sin(2 * math.pi * turn / PETALS)
    return (BOX / 2 + x * cos - y * sin) * side / BOX, (BOX / 2 + x * sin + y * cos) * side / BOX
