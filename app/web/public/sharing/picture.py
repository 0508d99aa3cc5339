"""The picture that stands for a page where its address is shared: 1,200 by 630, as the services that show it ask for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from app.web.public.sharing import brush, wrapping
from app.web.public.sharing.brush import GOLD, PALE, PLUM, PLUM_2, SEED, WHITE, type_of, width_of
from app.web.public.sharing.glyphs import FONT, drawable
from app.web.public.sharing.kept import Kept
from app.web.shared.pictures.bloom import SEEDS

SIZE = WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT, TEXT_WIDTH = 72, WIDTH - 72, 672
BLOOM, BLOOM_AT, HALO = 372, (764, 106), 232
# Sizes of the title with how many lines of it there is room for.
TITLES = ((62, 3), (56, 3), (50, 4), (44, 4), (40, 5))
TITLE_TOP, TITLE_BOTTOM, LEADING = 188, 386, 1.32
FIGURE, BAR, BAR_HEIGHT, LINE = 504, 526, 18, 590
ICON_MARGIN = 0.11
MOST = 128


@dataclass(frozen=True)
class Picture:
    """Everything that is written on it, in the reader's language save the title. `lit` is how many seeds shine; `bar`: with figures?"""

    brand: str
    tag: str
    title: str
    number: str
    figure: str
    figure_words: str
    line: str
    lit: int
    bar: bool

    @property
    def etag(self) -> str:
        """The same for what looks the same."""
        return hashlib.sha256(f"{design()}{self!r}".encode()).hexdigest()[:32]


@cache
def design() -> str:
    """What the looks depend on besides the words: these files and the font."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), FONT]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def png(picture: Picture) -> bytes:
    """The picture as a file, from memory if it was drawn before."""
    return PICTURES.get(picture)


def draw(picture: Picture) -> bytes:
    """The picture as a file, drawn now."""
    image = _ground().copy()
    brush.seeds(image, BLOOM_AT, BLOOM, range(picture.lit), GOLD)
    pen = ImageDraw.Draw(image)
    pen.text((RIGHT, 86), drawable(picture.number), PALE, type_of(26), anchor="rs")
    pen.text((LEFT + 72, 88), drawable(picture.brand), WHITE, type_of(32), anchor="ls")
    _tag(image, pen, drawable(picture.tag))
    _title(pen, picture.title)
    _foot(image, pen, picture)
    return _file(image)


@cache
def icon(side: int) -> bytes:
    """The flower alone on its ground, square."""
    return _file(_icon(side))


@cache
def icon_file(side: int) -> bytes:
    """The same as browsers ask for it by themselves."""
    file = BytesIO()
    _icon(side).save(file, "ICO", sizes=[(side, side)])
    return file.getvalue()


def _icon(side: int) -> Image.Image:
    image = Image.new("RGB", (side, side), PLUM)
    margin = round(side * ICON_MARGIN)
    brush.flower(image, (margin, margin), side - 2 * margin, PALE)
    return image


PICTURES = Kept(draw, most=MOST)


@cache
def _ground() -> Image.Image:
    image = Image.new("RGB", SIZE, PLUM)
    brush.disc(image, (BLOOM_AT[0] + BLOOM // 2, BLOOM_AT[1] + BLOOM // 2), HALO, PLUM_2)
    brush.seeds(image, BLOOM_AT, BLOOM, range(SEEDS), SEED)
    brush.flower(image, (LEFT - 4, 48), 60, PALE)
    return image


def _tag(image: Image.Image, pen: ImageDraw.ImageDraw, words: str) -> None:
    if not words:
        return
    brush.pill(image, (LEFT, 128, round(width_of(words, 26)) + 48, 46), GOLD)
    pen.text((LEFT + 24, 161), words, PLUM, type_of(26), anchor="ls")


def _title(pen: ImageDraw.ImageDraw, title: str) -> None:
    """As large as there is room for, between the tag and the figures."""
    size, lines = _set(title)
    leading = round(size * LEADING)
    top = max(TITLE_TOP + size, TITLE_BOTTOM - leading * len(lines))
    for row, line in enumerate(lines):
        pen.text((LEFT, top + row * leading), line, WHITE, type_of(size), anchor="ls")


def _set(title: str) -> tuple[int, tuple[str, ...]]:
    """The size of the type, and the lines: those given, or as many as it takes."""
    if "\n" in title:
        return TITLES[0][0], tuple(map(drawable, title.splitlines()))
    title = drawable(title)
    for size, most in TITLES:
        lines = wrapping.wrap(title, partial(width_of, size=size), width=TEXT_WIDTH, most=most)
        if lines is not None:
            return size, lines
    size, most = TITLES[-1]
    return size, wrapping.cut(title, partial(width_of, size=size), width=TEXT_WIDTH, most=most)


def _foot(image: Image.Image, pen: ImageDraw.ImageDraw, picture: Picture) -> None:
    """How many, how many are needed, and until when."""
    pen.text((LEFT, LINE), drawable(picture.line), WHITE, type_of(28), anchor="ls")
    if not picture.bar:
        return
    figure = drawable(picture.figure)
    pen.text((LEFT, FIGURE), figure, GOLD, type_of(68), anchor="ls")
    beside = LEFT + round(width_of(figure, 68)) + 18
    pen.text((beside, FIGURE), drawable(picture.figure_words), WHITE, type_of(28), anchor="ls")
    brush.pill(image, (LEFT, BAR, RIGHT - LEFT, BAR_HEIGHT), SEED)
    brush.pill(image, (LEFT, BAR, max(BAR_HEIGHT, (RIGHT - LEFT) * picture.lit // SEEDS), BAR_HEIGHT), GOLD)


def _file(image: Image.Image) -> bytes:
    file = BytesIO()
    image.quantize(palette=brush.palette(), dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()
