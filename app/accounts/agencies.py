"""The agencies of the Executive Yuan: brought in from the data file beside this module, then added, renamed and closed by hand."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts import people
from app.accounts.models import Agency, AgencyName, Membership, Person, Role
from app.kernel import outbox
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.kernel.outbox import Channel
from app.kernel.secrets import Keyring
from app.kernel.workdays import local_day

FILE = Path(__file__).with_name("agencies.csv")
CODE = re.compile(r"[0-9A-Z]{4,16}")
NAME_ZH_MAX, NAME_EN_MAX, INSTRUMENT_MAX = 80, 160, 200
# A name may be entered as of a day that has passed, but not rewrite what is long told.
BACK = timedelta(days=365)
RENAMED = "agency_renamed"


@dataclass(frozen=True)
class Name:
    """A name in both languages, from its first local day on; `since` is empty for the first, `until` for the last."""

    since: date | None
    until: date | None
    zh: str
    en: str
    instrument: str = ""


def plant(session: Session, file: Path = FILE) -> int:
    """Add every agency of the file and rename those that are there, parents included; returns how many the file names.

    What was renamed or closed by hand stays as it is.
    """
    with file.open(encoding="utf-8", newline="") as rows:
        found = list(csv.DictReader(rows))
    named = insert(Agency)
    by_code = named.on_conflict_do_update(
        index_elements=[Agency.code],
        set_={"name_zh": named.excluded.name_zh, "name_en": named.excluded.name_en},
        where=Agency.closed_at.is_(None) & ~exists().where(AgencyName.agency_id == Agency.id),
    )
    session.execute(by_code, [{"code": row["code"], "name_zh": row["name_zh"], "name_en": row["name_en"]} for row in found])
    ids = {row.code: row.id for row in session.execute(select(Agency.code, Agency.id))}
    for row in found:
        there = update(Agency).where(Agency.code == row["code"], Agency.closed_at.is_(None))
        session.execute(there.values(parent_id=ids.get(row["parent"])))
    session.expire_all()
    return len(found)


def by_code(session: Session, code: str) -> Agency:
    """Raises NotFound `agency.unknown`."""
    agency = session.scalar(select(Agency).where(Agency.code == code, Agency.closed_at.is_(None)))
    if agency is None:
        raise NotFound("agency.unknown", agency=code)
    return agency


def add(session: Session, *, code: str, name_zh: str, name_en: str, parent: Agency | None) -> Agency:
    """A new agency. Raises Invalid, Conflict `agency.code_taken`."""
    code = code.strip().upper()
    problems = _name_problems(name_zh, name_en)
    if not CODE.fullmatch(code):
        problems.insert(0, Problem("code", "agency.code"))
    if problems:
        raise Invalid(problems)
    row = insert(Agency).values(code=code, name_zh=name_zh.strip(), name_en=name_en.strip(), parent_id=parent.id if parent else None)
    agency: Agency | None = session.scalar(row.on_conflict_do_nothing().returning(Agency))
    if agency is None:
        raise Conflict("agency.code_taken", taken=code)
    return agency


def rename(
    session: Session, keys: Keyring, agency: Agency, *, name_zh: str, name_en: str, since: date, instrument: str, by: Person, at: datetime
) -> AgencyName:
    """Give it another name from a local day on, which may be to come, and write to its officers.

    Raises Invalid, Conflict `agency.closed`, `agency.renamed` when it has a name from that day or a later one.
    """
    problems = _name_problems(name_zh, name_en)
    if since < local_day(at) - BACK:
        problems.append(Problem("since", "agency.long_ago"))
    if not 0 < len(instrument.strip()) <= INSTRUMENT_MAX:
        problems.append(Problem("instrument", "agency.instrument", {"most": INSTRUMENT_MAX}))
    if (name_zh.strip(), name_en.strip()) == (agency.name_zh, agency.name_en):
        problems.append(Problem("name_zh", "agency.same_name"))
    if problems:
        raise Invalid(problems)
    # Whoever renames the same agency waits here, and then finds the other's name.
    if session.scalar(select(Agency.id).where(Agency.id == agency.id, Agency.closed_at.is_(None)).with_for_update()) is None:
        raise Conflict("agency.closed")
    first = insert(AgencyName).values(agency_id=agency.id, since=None, name_zh=agency.name_zh, name_en=agency.name_en, at=at)
    session.execute(first.values(taken_over_at=at, instrument="").on_conflict_do_nothing())
    last = select(func.max(AgencyName.since)).where(AgencyName.agency_id == agency.id).scalar_subquery()
    if session.scalar(select(last >= since)):
        raise Conflict("agency.renamed")
    name = AgencyName(
        agency_id=agency.id, since=since, name_zh=name_zh.strip(), name_en=name_en.strip(), instrument=instrument.strip(),
        by_id=by.id, at=at,
    )  # fmt: skip
    session.add(name)
    session.flush()
    take_over_names(session, as_of=at)
    tell(session, keys, [agency.id], name=RENAMED, params={"renamed": name.id}, at=at)
    return name


def take_over_names(session: Session, *, as_of: datetime) -> int:
    """Let the names whose day has come be the ones that are shown; returns how many. May run late, twice or in parallel."""
    due = update(AgencyName).where(AgencyName.since <= local_day(as_of), AgencyName.taken_over_at.is_(None)).values(taken_over_at=as_of)
    names = sorted(session.scalars(due.returning(AgencyName)).all(), key=lambda name: (name.agency_id, name.since or date.min))
    for name in names:
        session.execute(update(Agency).where(Agency.id == name.agency_id).values(name_zh=name.name_zh, name_en=name.name_en))
    return len(names)


def names(session: Session, agency: Agency) -> list[Name]:
    """Every name it has had or will have, the oldest first; the one alone where it was never renamed."""
    return names_of(session, [agency]).get(agency.id) or [Name(None, None, agency.name_zh, agency.name_en)]


def names_of(session: Session, agencies: Iterable[Agency]) -> dict[int, list[Name]]:
    """The same for several, by id; those that were never renamed are not in it."""
    rows = select(AgencyName).where(AgencyName.agency_id.in_({agency.id for agency in agencies}))
    by_agency: dict[int, list[AgencyName]] = {}
    for row in session.scalars(rows.order_by(AgencyName.since.asc().nulls_first())):
        by_agency.setdefault(row.agency_id, []).append(row)
    return {agency_id: _in_turn(rows) for agency_id, rows in by_agency.items()}


def name_on(names: Sequence[Name], day: date) -> Name:
    """The name on a local day."""
    return [name for name in names if name.since is None or name.since <= day][-1]


def successor(session: Session, agency: Agency) -> Agency | None:
    """The agency that it was merged into."""
    return None if agency.merged_into_id is None else session.get_one(Agency, agency.merged_into_id)


def tell(session: Session, keys: Keyring, agency_ids: Iterable[int], *, name: str, params: dict[str, int], at: datetime) -> None:
    """A letter to every officer of these agencies, once for each happening that `params` name."""
    serving = exists().where(
        Membership.person_id == Person.id,
        Membership.role == Role.OFFICER,
        Membership.ended_at.is_(None),
        Membership.agency_id.in_(list(agency_ids)),
    )
    for person in session.scalars(select(Person).where(serving, Person.erased_at.is_(None)).order_by(Person.id)):
        email = people.email_of(keys, person)
        if email is not None:
            key = f"{name}:{next(iter(params.values()))}:{person.id}"
            outbox.put(session, keys, key=key, channel=Channel.EMAIL, to=email, language=person.language, name=name, params=params, at=at)


def _in_turn(rows: Sequence[AgencyName]) -> list[Name]:
    ends = [row.since for row in rows[1:]] + [None]
    return [Name(row.since, end, row.name_zh, row.name_en, row.instrument) for row, end in zip(rows, ends, strict=True)]


def _name_problems(name_zh: str, name_en: str) -> list[Problem]:
    found = []
    for field, text, most in (("name_zh", name_zh, NAME_ZH_MAX), ("name_en", name_en, NAME_EN_MAX)):
        if not text.strip():
            found.append(Problem(field, "text.missing"))
        elif len(text.strip()) > most:
            found.append(Problem(field, "text.long", {"most": most, "count": len(text.strip())}))
    return found
