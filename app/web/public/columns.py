"""The public list as CSV: its columns are promises, named as in the JSON. Moments are ISO 8601 in Taipei's offset, empty where not yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from app.kernel.sheets import table
from app.petition.models import Part, Petition
from app.respond import promises
from app.respond.models import Promise, PromiseState
from app.web.shared.filters import iso
from app.web.shared.say import later

COLUMNS: Mapping[str, LazyString] = {
    "number": later("案號"),
    "title": later("提議名稱（中文原文）"),
    "stage": later("階段的代碼"),
    "topic": later("主題的代碼"),
    "agencies": later("主辦或建議機關的代碼，以分號分隔"),
    "submitted_at": later("送出的時間"),
    "review_due_at": later("檢核期限（不含的終點）"),
    "admitted_at": later("通過檢核的時間"),
    "endorse_from": later("附議開始的時間"),
    "endorse_until": later("附議截止的時間（不含的終點）"),
    "threshold": later("成案門檻"),
    "endorsements": later("附議人數"),
    "established_at": later("成案的時間"),
    "respond_due_at": later("回應期限（不含的終點）"),
    "extended": later("是否展延過（true或false）"),
    "responded_at": later("公布回應的時間"),
    "url": later("提議的網址"),
    "promises": later("現在有效的回應裡承諾的項數"),
    "promises_kept": later("已經完成的承諾的項數"),
    "promises_overdue": later("逾期的承諾的項數"),
}


def lines(session: Session, batches: Iterable[Sequence[Petition]], *, origin: str, at: datetime) -> Iterator[str]:
    """The file as of a moment, piece by piece; petitions with their agencies loaded."""
    yield table(list(COLUMNS), (), begins=True)
    for batch in batches:
        given = promises.of_many(session, batch)
        yield table(list(COLUMNS), [[*_row(one, origin), *_promises(given.get(one.id, ()), at)] for one in batch], begins=False)


def _row(petition: Petition, origin: str) -> list[object]:
    moments = (
        petition.submitted_at, petition.review_due_at, petition.admitted_at, petition.endorse_from, petition.endorse_until,
        petition.established_at, petition.respond_due_at, petition.responded_at,
    )  # fmt: skip
    submitted, review_due, admitted, opens, closes, established, respond_due, responded = ("" if at is None else iso(at) for at in moments)
    return [
        petition.number, petition.title, petition.stage, petition.topic, _agencies(petition), submitted, review_due, admitted,
        opens, closes, petition.endorse_threshold, petition.endorsements, established, respond_due,
        "false" if petition.extended_at is None else "true", responded, f"{origin}/petitions/{petition.number}",
    ]  # fmt: skip


def _promises(given: Sequence[Promise], at: datetime) -> list[int]:
    """How many there are, are done, and are overdue."""
    kept = sum(one.commitment.state is PromiseState.DONE for one in given)
    return [len(given), kept, sum(one.commitment.overdue_days(at) > 0 for one in given)]


def _agencies(petition: Petition) -> str:
    return ";".join(row.agency.code for row in petition.assignments if row.part in (Part.LEAD, Part.SUGGESTED))
