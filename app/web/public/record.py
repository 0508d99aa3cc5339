"""A petition as JSON: the names of the fields are promises. Moments are ISO 8601 with Taipei's offset, null where not yet.

Due moments (`review_due_at`, `endorse_until`, `respond_due_at`) are exclusive: the midnight that ends the last day in time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.endorse.queries import counted_as_of
from app.meet import queries as meet
from app.petition import deadlines, links, lists, merging
from app.petition.lifecycle import Stage
from app.petition.models import Petition, Transition
from app.propose.models import PetitionUpdate
from app.propose.updates import updates_of
from app.rate import queries as rated
from app.respond import attachments, figures, parts, promises, reply
from app.respond.milestones import Milestone, milestones
from app.respond.models import Attachment, Promise, Response, ResponsePart
from app.web.platform import platform
from app.web.public.opinions import counted
from app.web.shared import meetings
from app.web.shared.cards import is_open
from app.web.shared.filters import iso
from app.web.shared.grounds import public
from app.web.shared.pausing import pause_now


def records(session: Session, petitions: Sequence[Petition], *, at: datetime) -> list[dict[str, Any]]:
    """Each petition, with demands and agencies loaded, as its public record."""
    standing, promised = figures.standing(session, petitions), promises.of_many(session, petitions)
    files, joint = attachments.by_answer(session, standing.values()), parts.by_answer(session, standing.values())
    ledgers = lists.timelines(session, petitions)
    told = updates_of(session, [petition.id for petition in petitions])
    linked, merged = links.of_many(session, petitions), merging.merged_numbers(session, petitions)
    as_of, said, called = counted_as_of(session), rated.said_of(session, petitions), meet.meetings_of(session, petitions)
    return [
        record(petition, ledgers.get(petition.id, ()), standing.get(petition.id), as_of=as_of, at=at)
        | {"updates": [_update(row) for row in told.get(petition.id, ())]}
        | _answered(petition, standing.get(petition.id), files, joint)
        | {"promises": [_promise(one, at) for one in promised.get(petition.id, ())]}
        | counted(said[petition.id])
        | {"meetings": [meetings.record(one, at=at) for one in called.get(petition.id, ())]}
        | {"links": [{"number": number, "relation": relation} for number, relation in linked.get(petition.id, ())]}
        | {"merged_into": merged.get(petition.id)}
        for petition in petitions
    ]


def record(
    petition: Petition, ledger: Sequence[Transition], answer: Response | None, *, as_of: datetime | None, at: datetime
) -> dict[str, Any]:
    """One petition; `ledger` is oldest first, `answer` the one that stands, `as_of` the moment of the count."""
    replies = {reply.demand_no: reply for reply in answer.replies} if answer else {}
    return {
        "number": petition.number,
        "title": petition.title,
        "stage": petition.stage,
        "demands": [_demand(demand.no, demand.text, replies) for demand in petition.demands],
        "reasons": petition.reasons,
        "impact": petition.impact,
        "agencies": [{"code": row.agency.code, "name": row.agency.name_zh, "role": row.part} for row in petition.assignments],
        "submitted_at": iso(petition.submitted_at),
        "review_due_at": iso(petition.review_due_at),
        "admitted_at": _iso(petition.admitted_at),
        "endorse_from": _iso(petition.endorse_from),
        "endorse_until": _iso(petition.endorse_until),
        "paused_until": _paused_until(petition, at),
        "threshold": petition.endorse_threshold,
        "endorsements": petition.endorsements,
        "endorsements_as_of": _iso(as_of if petition.endorse_from else None),
        "established_at": _iso(petition.established_at),
        "respond_due_at": _iso(petition.respond_due_at),
        "extended": petition.extended_at is not None,
        "overdue_days": _overdue_days(petition, at),
        "milestones": [_milestone(step, at) for step in milestones(petition, ledger)],
        "reply": _reply(ledger),
        "timeline": [
            {"move": row.move, "at": iso(row.at), "role": row.role, "reason": row.reason or None, "ground": public(row.facts)}
            for row in ledger
        ],
        "text_sha256": petition.text_sha256,
    }


def _answered(
    petition: Petition,
    answer: Response | None,
    files: Mapping[int, Sequence[Attachment]],
    joint: Mapping[int, Sequence[ResponsePart]],
) -> dict[str, Any]:
    """The answer that stands, with its files and the parts of other agencies."""
    if answer is None:
        return {"response": None}
    attached = [_attachment(petition, file) for file in files.get(answer.id, ())]
    given = [_part(part) for part in joint.get(answer.id, ())]
    return {"response": {"summary": answer.summary, "published_at": iso(answer.published_at), "attachments": attached, "parts": given}}


def _part(part: ResponsePart) -> dict[str, Any]:
    """What another agency contributed; `demand` is null for the answer as a whole, `text` where it was asked and gave nothing."""
    return {
        "agency": {"code": part.agency.code, "name": part.agency.name_zh},
        "demand": part.demand_no or None,
        "asked_on": part.asked_on.isoformat(),
        "text": part.text or None,
    }


def _attachment(petition: Petition, file: Attachment) -> dict[str, Any]:
    """A file beside the answer, `alternative` saying what stands in it; `bytes` is its size."""
    return {
        "title": file.title,
        "format": file.kind,
        "bytes": file.size,
        "sha256": file.sha256,
        "url": f"{platform().config.origin}/petitions/{petition.number}/attachments/{file.key}",
        "alternative": file.alternative,
    }


def _demand(no: int, text: str, replies: dict[int, Any]) -> dict[str, Any]:
    reply = replies.get(no)
    said = (reply.outcome, reply.reason, reply.existing_policy) if reply else (None, None, None)
    return {"no": no, "text": text, **dict(zip(("outcome", "reason", "existing_policy"), said, strict=True))}


def _promise(one: Promise, at: datetime) -> dict[str, Any]:
    """One promise of the answer that stands; days are local days, `overdue_days` is 0 in time and once it is settled."""
    return {
        "no": one.no,
        "text": one.text,
        "unit": one.unit or None,
        "state": one.commitment.state,
        "since": iso(one.commitment.since),
        "first_due_on": one.commitment.first_due_on.isoformat(),
        "due_on": one.commitment.due_on.isoformat(),
        "overdue_days": one.commitment.overdue_days(at),
        "proof_url": one.proof_url or None,
    }


def _milestone(step: Milestone, at: datetime) -> dict[str, Any]:
    """Planned and actual moment of one milestone; `late_days` is 0 in time, `reason` says in public why it is left out."""
    return {
        "milestone": step.move,
        "due_at": iso(step.due),
        "done_at": _iso(step.done_at),
        "skipped_at": _iso(step.skipped_at),
        "reason": step.reason or None,
        "state": step.state(at),
        "late_days": step.late_days(at),
    }


def _reply(ledger: Sequence[Transition]) -> dict[str, str] | None:
    """What the proposer replied to the answer."""
    found = reply.of(ledger)
    return {"at": iso(found.at), "text": found.reason} if found else None


def _update(row: PetitionUpdate) -> dict[str, str | None]:
    """One update of the proposer, newest first; of a removed one only when it was posted, and why it is gone."""
    if row.removed_ground is not None:
        return {"at": iso(row.at), "title": None, "text": None, "removed": row.removed_ground}
    return {"at": iso(row.at), "title": row.title, "text": row.text, "removed": None}


def _overdue_days(petition: Petition, at: datetime) -> int | None:
    """Days past the date of the answer, or of the follow-up that is owed; 0 in time, null before any answer is owed."""
    if petition.stage is Stage.FOLLOW_UP and petition.follow_up_due_at:
        return deadlines.overdue_days(at, petition.follow_up_due_at)
    if petition.respond_due_at is None:
        return None
    return deadlines.overdue_days(petition.responded_at or at, petition.respond_due_at)


def _paused_until(petition: Petition, at: datetime) -> str | None:
    """When endorsing resumes, while a pause lasts; null where none does or the window is not open."""
    pause = pause_now()
    return iso(pause.ends) if pause is not None and is_open(petition, at) else None


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)
