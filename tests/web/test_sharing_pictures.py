"""The picture of a petition: its size, its glyphs, its lines, and how seldom it is drawn."""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from app.web.public.sharing import picture, wrapping
from app.web.public.sharing.brush import type_of, width_of
from app.web.public.sharing.glyphs import MISSING, drawable, glyphs
from app.web.public.sharing.kept import Kept
from app.web.public.sharing.picture import Picture
from app.web.public.sharing.standing import rounded
from tests.given import Given
from tests.web.hiding import hidden

TITLES = [tomllib.loads(path.read_text("utf-8"))["title"] for path in Path("app/demo/petitions").glob("*.toml")]
LONG = "請主管機關修正《道路交通安全規則》第九十八條，讓機車在多車道路口可依號誌「直接左轉」，不必一律兩段式待轉，並逐年檢討其成效"
SHOWN = Picture("共議", "附議中", "報稅軟體應支援各種作業系統", "P-2026-0001", "4,800+", "人附議", "附議到4月21日截止", 480, True)


def drawn(shown: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.draw(shown))).convert("RGB")


def tofu(character: str) -> bool:
    """Would the font draw its box for what it does not have?"""
    return bytes(type_of(60).getmask(character)) == bytes(type_of(60).getmask("\U0010fffd"))


@pytest.mark.parametrize("title", ["短", SHOWN.title, LONG, "COVID-19" * 9, "", "\n"])
def test_a_picture_has_the_size_that_is_asked_for(title: str) -> None:
    assert drawn(replace(SHOWN, title=title)).size == (1200, 630)


def test_titles_are_drawn_and_not_boxes() -> None:
    assert len(TITLES) > 50
    lacking = {character for title in TITLES for character in title} - glyphs()
    assert lacking == set()
    assert [character for character in sorted(set("".join(TITLES))) if tofu(character)] == []
    assert tofu("\U0010fffd") and not tofu(MISSING)


def test_the_list_of_glyphs_is_true_of_the_font() -> None:
    some = sorted(glyphs())[::97]
    assert len(glyphs()) > 13_060 and len(some) > 130
    assert [character for character in some if not character.isspace() and tofu(character)] == []


def test_each_character_of_a_title_leaves_its_own_mark() -> None:
    """Where only one character differs, the pictures differ there and nowhere else."""
    one, other = drawn(SHOWN), drawn(replace(SHOWN, title="報稅軟體應支援各種作業系絡"))
    assert one.tobytes() != other.tobytes()
    boxes = drawn(replace(SHOWN, title=MISSING * len(SHOWN.title)))
    left, top, right, bottom = picture.LEFT, picture.TITLE_TOP, picture.LEFT + picture.TEXT_WIDTH, 440
    title = one.crop((left, top, right, bottom))
    assert title.tobytes() != boxes.crop((left, top, right, bottom)).tobytes()
    assert sum(pixel > (230, 230, 230) for pixel in title.get_flattened_data()) > 5_000
    assert one.crop((left, 440, right, 630)).tobytes() == boxes.crop((left, 440, right, 630)).tobytes()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\U0002a6a5加油🎉", "〓加油"),
        ("\ufa1e毛", "羽毛"),
        ("ｱｲｳ", "アイウ"),
        ("①②", "①②"),
        ("é", "é"),
        ("ﷺ", "〓"),
        ("a\u200db", "ab"),
        ("兩\n行", "兩 行"),
    ],
)
def test_what_the_font_lacks_is_replaced(text: str, expected: str) -> None:
    assert drawable(text) == expected


@pytest.mark.parametrize("width", range(120, 700, 40))
def test_no_line_begins_with_a_stop_or_ends_with_an_opening_bracket(width: int) -> None:
    def measure(text: str) -> float:
        return width_of(text, 30)

    lines = wrapping.wrap(LONG, measure, width=width, most=99)
    assert lines is not None
    assert "".join(lines) == LONG
    assert [line for line in lines if line[0] in wrapping.NEVER_FIRST or line[-1] in wrapping.NEVER_LAST] == []
    assert all(measure(line) <= width for line in lines)


def test_lines_are_even_words_whole_and_what_is_too_much_is_cut() -> None:
    lines = wrapping.wrap("一二三四五六七八九十一", len, width=10, most=3)
    assert lines == ("一二三四五六", "七八九十一")
    assert wrapping.wrap("使用COVID-19快篩", len, width=8, most=3) == ("使用", "COVID-19", "快篩")
    assert wrapping.wrap("一二三四五", len, width=2, most=2) is None
    assert wrapping.cut("一二三四，五六七", len, width=3, most=2) == ("一二三", "四…")


def test_counts_are_rounded_down() -> None:
    assert [rounded(count) for count in (0, 99, 137, 999, 4_863, 5_000, 12_345)] == [0, 99, 130, 990, 4_800, 5_000, 12_300]


def test_one_drawing_serves_a_crowd() -> None:
    made: list[int] = []

    def make(key: int) -> bytes:
        made.append(key)
        return bytes([key])

    kept = Kept(make, most=2)
    with ThreadPoolExecutor(8) as crowd:
        assert set(crowd.map(kept.get, [1] * 50)) == {b"\x01"}
    assert made == [1]
    for key in (2, 1, 3, 1, 2):
        kept.get(key)
    assert made == [1, 2, 3, 2], "the one least asked for goes first"


def test_a_picture_is_drawn_once_until_it_looks_different(given: Given, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Picture] = []

    def make(shown: Picture) -> bytes:
        made.append(shown)
        return picture.draw(shown)

    monkeypatch.setattr(picture, "PICTURES", Kept(make, most=4))
    petition = given.an_open_petition(endorsements=4_810)
    given.session.commit()
    path = f"/petitions/{petition.number}/card.png"
    first, second = client.get(path), client.get(path)
    assert first.data == second.data and len(made) == 1
    assert first.headers["Cache-Control"] == "max-age=60, public"
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in first.headers
    assert Image.open(BytesIO(first.data)).size == (1200, 630)
    petition.endorsements += 9
    given.session.commit()
    same = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data, len(made)) == (304, b"", 1)
    petition.endorsements += 90
    given.session.commit()
    changed = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200 and changed.headers["ETag"] != first.headers["ETag"] and len(made) == 2
    assert client.get("/en" + path).data != changed.data


def test_who_holds_the_picture_does_not_have_it_drawn(given: Given, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    petition = given.an_open_petition()
    given.session.commit()
    path = f"/petitions/{petition.number}/card.png"
    etag = client.get(path).headers["ETag"]
    monkeypatch.setattr(picture, "PICTURES", Kept(lambda _: pytest.fail("drawn for nobody"), most=1))
    assert client.get(path, headers={"If-None-Match": f"W/{etag}"}).status_code == 304


@pytest.mark.parametrize("name", ["card.png", "qr.svg", "poster"])
def test_what_is_hidden_or_unknown_is_not_shared(given: Given, client: FlaskClient, name: str) -> None:
    petition = hidden(given)
    for number in (petition.number, "P-1999-9999"):
        assert client.get(f"/petitions/{number}/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/card.png", "/en/card.png", "/apple-touch-icon.png", "/favicon.ico"])
def test_pictures_of_the_platform(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype.startswith("image/")
    assert Image.open(BytesIO(answer.data)).size in {(1200, 630), (180, 180), (48, 48)}
