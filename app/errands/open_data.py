"""All that is public of every petition, for anyone to use: CSV tables, and the same nested as JSON.

No person is in it, and no hidden petition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.endorse import ledger
from app.errands.portions import Asked, Portion, array, document
from app.kernel.sheets import table
from app.petition import lists
from app.petition.lifecycle import Stage
from app.petition.models import Petition, Transition
from app.rate import queries as rated
from app.rate.queries import Said
from app.rate.scales import SCALE
from app.respond.models import Promise, Reply, Response, ResponseAttachment, ResponsePart

AT_ONCE = 40
Row = tuple[object, ...]

PLAIN = (
    "number", "title", "stage", "topic", "reasons", "impact", "submitted_at", "review_due_at", "admitted_at", "refused_at", "endorse_from",
    "endorse_until", "threshold", "endorsements", "established_at", "respond_due_at", "extended_at", "responded_at",
    "follow_up_due_at", "closed_at", "text_sha256",
)  # fmt: skip
# Named as in the public JSON.
NAMED = {"threshold": "endorse_threshold"}
# Every table begins with the number of its petition.
TABLES = {
    "demands": ("no", "text"),
    "agencies": ("code", "name", "role"),
    "timeline": (
        "at",
        "move",
        "stage",
        "role",
        "reason",
        "ground",
        "ground_text_zh",
        "ground_text_en",
        "ground_law_zh",
        "ground_law_en",
    ),
    "answers": ("version", "agency", "document_no", "published_at", "summary", "analysis", "consultations", "plan", "correction"),
    "outcomes": ("version", "demand", "outcome", "reason", "existing_policy"),
    # `due_on` is as that version words it; the state and the day that now holds are of the promise through all versions.
    "promises": ("version", "no", "text", "due_on", "unit", "state", "since", "due_on_now", "proof_url"),
    # What other agencies contributed, `demand` 0 for the answer as a whole; `text` is empty where one was asked and gave nothing.
    "parts": ("version", "demand", "agency", "asked_on", "text"),
    "attachments": ("version", "no", "title", "format", "bytes", "sha256", "path", "alternative"),
    "opinions": ("kind", "people", "question", *(f"gave_{value}" for value in SCALE)),
    "daily_counts": ("first_day", "last_day", "endorsements_added", "endorsements"),
}
ABOUT = "about.json"


def total(asked: Asked) -> int:
    return asked.session.scalar(select(func.count()).where(Petition.stage != Stage.HIDDEN)) or 0


def portion(asked: Asked) -> Portion:
    begins = asked.last == 0
    rows = lists.shown().where(Petition.id > asked.last).order_by(Petition.id).limit(AT_ONCE)
    petitions = asked.session.scalars(rows).all()
    ends = len(petitions) < AT_ONCE
    records = list(_records(asked.session, petitions, asked.at))
    pieces = (
        [(ABOUT, document({"made_at": asked.at, "petitions": total(asked), "tables": {"petitions": PLAIN, **TABLES}}))] if begins else []
    )
    pieces.append(("petitions.json", array(records, begins=begins, ends=ends)))
    pieces.append(("petitions.csv", table(PLAIN, [tuple(record[name] for name in PLAIN) for record in records], begins=begins)))
    for name, columns in TABLES.items():
        cells = [(record["number"], *(line[column] for column in columns)) for record in records for line in record[name]]
        pieces.append((f"{name}.csv", table(("number", *columns), cells, begins=begins)))
    return Portion(pieces, len(petitions), petitions[-1].id if petitions else asked.last, is_last=ends)


def _records(session: Session, petitions: Sequence[Petition], at: datetime) -> Iterator[dict[str, Any]]:
    ledgers, answers, said = lists.timelines(session, petitions), _answers(session, petitions), rated.said_of(session, petitions)
    for petition in petitions:
        given = answers.get(petition.id, [])
        yield {
            **{name: getattr(petition, NAMED.get(name, name)) for name in PLAIN},
            "demands": _lines("demands", [(demand.no, demand.text) for demand in petition.demands]),
            "agencies": _lines("agencies", [(row.agency.code, row.agency.name_zh, row.part) for row in petition.assignments]),
            "timeline": _lines("timeline", [_step(row) for row in ledgers.get(petition.id, [])]),
            "answers": _lines("answers", [_answer(answer) for answer in given]),
            "outcomes": _lines("outcomes", [(a.version, *_reply(reply)) for a in given for reply in a.replies]),
            "promises": _lines("promises", [(a.version, *_promise(promise)) for a in given for promise in a.promises]),
            "parts": _lines("parts", [(a.version, *_part(part)) for a in given for part in a.parts]),
            "attachments": _lines("attachments", [(a.version, *_file(petition, row)) for a in given for row in a.attached]),
            "opinions": _lines("opinions", list(_opinions(said[petition.id]))),
            "daily_counts": _lines("daily_counts", _days(session, petition)),
        }


def _lines(name: str, rows: Sequence[Row]) -> list[dict[str, object]]:
    return [dict(zip(TABLES[name], row, strict=True)) for row in rows]


def _step(row: Transition) -> Row:
    said = row.facts.get("said", {})
    words = (said.get(name, "") for name in ("text_zh", "text_en", "law_zh", "law_en"))
    return (row.at, row.move, row.after, row.role, row.reason, row.facts.get("ground") if said else "", *words)


def _answer(answer: Response) -> Row:
    texts = (answer.summary, answer.analysis, answer.consultations, answer.plan, answer.correction)
    return (answer.version, answer.agency.code, answer.document_no, answer.published_at, *texts)


def _reply(reply: Reply) -> Row:
    return (reply.demand_no, reply.outcome, reply.reason, reply.existing_policy)


def _promise(promise: Promise) -> Row:
    of = promise.commitment
    return (promise.no, promise.text, promise.due_on, promise.unit, of.state, of.since, of.due_on, promise.proof_url)


def _part(part: ResponsePart) -> Row:
    return (part.demand_no, part.agency.code, part.asked_on, part.text)


def _file(petition: Petition, row: ResponseAttachment) -> Row:
    file = row.attachment
    path = f"/petitions/{petition.number}/attachments/{file.key}"
    return (row.no, file.title, file.kind, file.size, file.sha256, path, file.alternative)


def _opinions(said: Said) -> Iterator[Row]:
    """A row for each question that enough people answered."""
    for kind, opinion in (("rating", said.ratings), ("survey", said.survey)):
        yield from ((kind, opinion.number, spread.question, *spread.counts) for spread in opinion.spreads)


def _answers(session: Session, petitions: Sequence[Petition]) -> dict[int, list[Response]]:
    rows = select(Response).where(Response.petition_id.in_([petition.id for petition in petitions]), Response.recalled_at.is_(None))
    promised = selectinload(Response.promises).joinedload(Promise.commitment)
    joint = selectinload(Response.parts).selectinload(ResponsePart.agency)
    files = selectinload(Response.attached).joinedload(ResponseAttachment.attachment)
    loaded = rows.options(selectinload(Response.replies), promised, joint, files, selectinload(Response.agency))
    found: dict[int, list[Response]] = {}
    for answer in session.scalars(loaded.order_by(Response.version)):
        found.setdefault(answer.petition_id, []).append(answer)
    return found


def _days(session: Session, petition: Petition) -> list[Row]:
    """How many endorsed by local days; days on which fewer people came than a cell may speak of share a row."""
    return [(line.first, line.last, line.sum.counted, line.total) for line in ledger.lines(session, petition)]
