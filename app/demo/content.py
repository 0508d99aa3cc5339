"""The data files of the demonstration, read into what the seeder tells."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from app.accounts.agencies import FILE as AGENCIES
from app.demo.story import (
    Answered,
    Answering,
    Appeal,
    Burst,
    Called,
    Character,
    Characters,
    Correction,
    Declined,
    Entry,
    Hiding,
    Opinion,
    Paper,
    Progress,
    PromiseMade,
    Refused,
    Removed,
    Replied,
    Said,
    Story,
    Told,
)
from app.discuss.models import CommentGround, Lane
from app.petition.lifecycle import Stage
from app.petition.text import Link
from app.petition.topics import Topic
from app.respond.models import FileKind, Outcome
from app.review.rules import Ground, HideGround

HERE = Path(__file__).parent
T = TypeVar("T")


def stories(folder: Path = HERE / "petitions") -> list[Story]:
    """Every petition of the folder, in the order of their files' names."""
    return [_story(file.stem, _table(file)) for file in sorted(folder.glob("*.toml"))]


def characters(file: Path = HERE / "people.toml") -> Characters:
    """Everybody with a name in the demonstration."""
    groups = _table(file)
    return Characters(**{group: tuple(Character(**row) for row in rows) for group, rows in groups.items()})


def agency_codes() -> dict[str, str]:
    """The codes of the agencies by their Chinese names."""
    with AGENCIES.open(encoding="utf-8", newline="") as rows:
        return {row["name_zh"]: row["code"] for row in csv.DictReader(rows)}


def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _story(slug: str, table: Mapping[str, Any]) -> Story:
    read: dict[str, Any] = dict(table)
    read |= {"slug": slug, "topic": Topic(table["topic"]), "stage": Stage(table["stage"])}
    for name in ("suggested", "demands", "co_agencies"):
        read[name] = tuple(table.get(name, ()))
    read["evidence"] = tuple(Link(**row) for row in table.get("evidence", ()))
    read["bursts"] = _rows(Burst, table, "bursts")
    read["messages"] = tuple(Said(row["day"], row["from"] == "agency", row["text"]) for row in table.get("messages", ()))
    read["meetings"] = _rows(Entry, table, "meetings")
    read["corrections"] = _rows(Correction, table, "corrections")
    read["progress"] = _rows(Progress, table, "progress")
    read["take_up"] = table.get("take_up", {}).get("text", "")
    readers = {"refusal": _refused, "hiding": _hiding, "answer": _answered, "final": _answered, "appeal": _appeal}
    read |= {name: reader(table[name]) for name, reader in readers.items() if name in table}
    if "declined" in table:
        read["declined"] = Declined(**table["declined"])
    read |= {name: Entry(**table[name]) for name in ("plan", "extension") if name in table}
    read["updates"] = _rows(Told, _updates(), slug)
    said = _hearings().get(slug, {})
    read |= {name: row(**said[name]) for name, row in (("call", Called), ("reply", Progress)) if name in said}
    read["opinions"] = tuple(map(_opinion, _table(HERE / f"discussions/{slug}.toml").get("comments", ())))
    return Story(**read)


@cache
def _updates() -> dict[str, Any]:
    return _table(HERE / "updates.toml")


@cache
def _hearings() -> dict[str, Any]:
    return _table(HERE / "hearings.toml")


def _opinion(table: Mapping[str, Any]) -> Opinion:
    removed = table.get("removed")
    return Opinion(
        by=table["by"],
        lane=Lane(table["lane"]),
        day=table["day"],
        argued=table["argued"],
        text=table["text"],
        replies=tuple(Answering(row["day"], row["from"] == "agency", row["text"]) for row in table.get("replies", ())),
        reports=tuple(map(CommentGround, table.get("reports", ()))),
        removed=Removed(CommentGround(removed["ground"]), removed["explanation"]) if removed else None,
    )


def _rows(row: type[T], table: Mapping[str, Any], name: str) -> tuple[T, ...]:
    return tuple(row(**values) for values in table.get(name, ()))


def _refused(table: Mapping[str, Any]) -> Refused:
    return Refused(Ground(table["ground"]), table["explanation"], table["elsewhere"])


def _hiding(table: Mapping[str, Any]) -> Hiding:
    return Hiding(HideGround(table["ground"]), table["explanation"])


def _appeal(table: Mapping[str, Any]) -> Appeal:
    return Appeal(**table)


def _answered(table: Mapping[str, Any]) -> Answered:
    outcomes = tuple(Replied(Outcome(row["outcome"]), row["reason"]) for row in table["outcomes"])
    promises = tuple(PromiseMade(**row) for row in table.get("promises", ()))
    plain = {field.name: table[field.name] for field in fields(Answered) if field.name in table}
    papers = tuple(Paper(FileKind(row["kind"]), row["title"], row["alternative"], tuple(row["lines"])) for row in table.get("papers", ()))
    return Answered(**plain | {"outcomes": outcomes, "promises": promises, "papers": papers})
