"""Publish the answer, recall it within minutes, correct it in versions, follow up what is under study (rules 18, 19, 21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Agency, Person, Role
from app.kernel.errors import Conflict, Invalid, Problem
from app.kernel.secrets import Keyring
from app.kernel.workdays import Workdays
from app.petition import deadlines, moves, personal
from app.petition.assignments import leads
from app.petition.lifecycle import Move, Stage
from app.petition.models import NoticeAddress, Petition, Transition
from app.petition.personal import Finding, Kind
from app.respond import approvals, attachments, carried, parts, rules
from app.respond.models import AnswerDraft, DraftKind, Outcome, Promise, Response, ResponseAttachment, ResponsePart
from app.respond.rules import Answer
from app.respond.warnings import warnings

PARTS = selectinload(Response.parts).selectinload(ResponsePart.agency)


@dataclass(frozen=True)
class Scan:
    """What in an answer is the proposer's own, which forbids it, and what only looks like personal data."""

    own: tuple[Finding, ...]
    other: tuple[Finding, ...]


def scan(session: Session, petition: Petition, answer: Answer, *, keys: Keyring, correction: str = "") -> Scan:
    """Look for personal data in everything the public would read, also of its files; needs the petition's proposer loaded."""
    return scan_texts(petition, [*answer.texts, correction, *attachments.texts(session, petition)], keys=keys)


def scan_texts(petition: Petition, texts: Sequence[str], *, keys: Keyring) -> Scan:
    """The same in any texts."""
    found = list(dict.fromkeys(finding for text in texts for finding in personal.findings(text)))
    own = tuple(finding for finding in found if is_of(petition.proposer, finding, keys))
    return Scan(own, tuple(finding for finding in found if finding not in own))


def readers(session: Session, petition: Petition) -> int:
    """How many people will be written to: endorsers and followers who still want it, and the proposer."""
    addresses = select(func.count(NoticeAddress.address_hash.distinct()))
    wanting = addresses.where(NoticeAddress.petition_id == petition.id, NoticeAddress.stopped_at.is_(None))
    return (session.scalar(wanting) or 0) + 1


def publish(
    session: Session, petition: Petition, answer: Answer, *, by: Person, agency: Agency,
    keys: Keyring, workdays: Workdays, at: datetime, read_over: bool = False, acknowledged: bool = False,
) -> Response:  # fmt: skip
    """Answer it in public; letters wait for the minutes in which `recall` is possible.

    `read_over` says that the officer has looked at what seems to be personal data, `acknowledged` at the warnings. What was
    under study gets its final outcomes here: whoever studies on reports progress. Raises Invalid, NotAllowed, Conflict.
    """
    leads(session, petition, agency)
    approvals.granted(session, petition, by=by, agency=agency, at=at)
    if petition.stage is Stage.FOLLOW_UP and answer.under_study:
        raise Invalid(rules.undecided(answer))
    hints = _check(session, petition, answer, agency=agency, keys=keys, at=at, read_over=read_over, acknowledged=acknowledged)
    response = _version(session, petition, answer, by=by, agency=agency, at=at)
    facts = {"agency": agency.code, "version": response.version, **hints}
    hold = at + timedelta(minutes=petition.policy.recall_minutes)
    if answer.under_study:
        due = deadlines.follow_up_due(at, months=petition.policy.follow_up_months, workdays=workdays)
        moves.make(
            session, petition, Move.STUDY, at=at, role=Role.OFFICER, by=by, facts=facts, announce_from=hold,
            responded_at=at, follow_up_due_at=due,
        )  # fmt: skip
    else:
        first: dict[str, Any] = {} if petition.responded_at else {"responded_at": at}
        moves.make(session, petition, Move.ANSWER, at=at, role=Role.OFFICER, by=by, facts=facts, announce_from=hold, **first)
    # A correction that was begun is of an answer that no longer stands.
    _forget_drafts(session, petition, *DraftKind, at=at)
    return response


def recall(session: Session, petition: Petition, *, by: Person, agency: Agency, at: datetime) -> None:
    """Take the answer back before its letters leave. Raises NotAllowed, Conflict `recall.late`."""
    leads(session, petition, agency)
    answered = recallable(session, petition, at=at)
    if answered is None:
        raise Conflict("recall.late")
    # No letter leaves for what was recalled: the row is settled here, in the same transaction, unless the letters were first.
    held = update(Transition).where(Transition.id == answered.id, Transition.announced_at.is_(None))
    if session.scalar(held.values(announced_at=at).returning(Transition.id)) is None:
        raise Conflict("recall.late")
    response = latest(session, petition)
    if response is not None:
        response.recalled_at = at
    final = answered.before is Stage.FOLLOW_UP
    move = Move.RECALL_FINAL if final else Move.RECALL
    undone: dict[str, Any] = {} if final else {"responded_at": None, "follow_up_due_at": None}
    moves.make(session, petition, move, at=at, role=Role.OFFICER, by=by, facts={"agency": agency.code}, **undone)


def recallable(session: Session, petition: Petition, *, at: datetime) -> Transition | None:
    """The answer's row in the ledger while it can still be recalled, until its `announce_from`."""
    answered = _last(session, petition, Move.ANSWER, Move.STUDY)
    if answered is None or petition.stage is not answered.after or at >= answered.announce_from or answered.announced_at is not None:
        return None
    return answered


def correct(
    session: Session, petition: Petition, answer: Answer, *, by: Person, agency: Agency, reason: str,
    keys: Keyring, at: datetime, read_over: bool = False, acknowledged: bool = False,
) -> Response:  # fmt: skip
    """Publish a corrected version beside the earlier ones.

    Raises Invalid, NotAllowed, Conflict `correct.early` while the answer can still be recalled.
    """
    leads(session, petition, agency)
    approvals.granted(session, petition, by=by, agency=agency, at=at)
    if recallable(session, petition, at=at) is not None:
        raise Conflict("correct.early")
    if not reason.strip():
        raise Invalid([Problem("correction", "text.missing")])
    if faults := correction_faults(session, petition, answer):
        raise Invalid(faults)
    looked = {"read_over": read_over, "acknowledged": acknowledged}
    hints = _check(session, petition, answer, agency=agency, keys=keys, at=at, correction=reason, **looked)
    response = _version(session, petition, answer, by=by, agency=agency, at=at, correction=reason.strip())
    facts = {"agency": agency.code, "version": response.version, **hints}
    moves.make(session, petition, Move.CORRECT, at=at, role=Role.OFFICER, by=by, reason=reason.strip(), facts=facts)
    _forget_drafts(session, petition, DraftKind.CORRECTION, at=at)
    return response


def correction_faults(session: Session, petition: Petition, answer: Answer) -> list[Problem]:
    """Outcomes that no correction may give: a study neither begins again nor ends by one."""
    if petition.stage is not Stage.FOLLOW_UP:
        return rules.undecided(answer)
    standing = latest(session, petition)
    studied = [reply.demand_no for reply in standing.replies if reply.outcome is Outcome.UNDER_STUDY] if standing else []
    return rules.unfinished(answer, studied)


def progress(session: Session, petition: Petition, *, by: Person, agency: Agency, text: str, workdays: Workdays, at: datetime) -> None:
    """Report on what is under study; the next report is due months from now (rule 21).

    Raises NotAllowed, Invalid, Conflict `progress.said` where the last report says the same, as one pressed twice does.
    """
    leads(session, petition, agency)
    if not text.strip():
        raise Invalid([Problem("text", "text.missing")])
    moves.hold(session, petition)
    told = _last(session, petition, Move.PROGRESS)
    if told is not None and told.reason == text.strip():
        raise Conflict("progress.said")
    due = deadlines.follow_up_due(at, months=petition.policy.follow_up_months, workdays=workdays)
    facts = {"agency": agency.code}
    moves.make(
        session, petition, Move.PROGRESS, at=at, role=Role.OFFICER, by=by, reason=text.strip(), facts=facts, follow_up_due_at=due
    )  # fmt: skip


def latest(session: Session, petition: Petition) -> Response | None:
    """The answer as it stands, with replies, promises and agency; recalled versions do not count."""
    shown = versions(session, petition)
    return shown[-1] if shown else None


def versions(session: Session, petition: Petition) -> list[Response]:
    """Every version that was not recalled, oldest first."""
    rows = select(Response).where(Response.petition_id == petition.id, Response.recalled_at.is_(None))
    loaded = rows.options(
        selectinload(Response.replies),
        selectinload(Response.promises).selectinload(Promise.commitment),
        selectinload(Response.attached).joinedload(ResponseAttachment.attachment),
        selectinload(Response.agency),
        PARTS,
    )
    return list(session.scalars(loaded.order_by(Response.version)))


def _check(
    session: Session,
    petition: Petition,
    answer: Answer,
    *,
    agency: Agency,
    keys: Keyring,
    at: datetime,
    read_over: bool,
    acknowledged: bool,
    correction: str = "",
) -> dict[str, Any]:
    """The hints that were acknowledged, as the ledger keeps them. Raises Invalid."""
    faults = rules.problems(answer, demands=len(petition.demands), policy=petition.policy, at=at)
    faults += carried.problems(session, petition, answer, at=at)
    found = scan(session, petition, answer, keys=keys, correction=correction)
    if found.own:
        faults.append(Problem("personal", "answer.proposers_data", {"found": [finding.found for finding in found.own]}))
    elif found.other and not read_over:
        faults.append(Problem("personal", "answer.personal_data", {"found": [finding.found for finding in found.other]}))
    hints = warnings(session, petition, answer, agency=agency)
    if hints and not acknowledged:
        faults.append(Problem("warnings", "answer.unacknowledged"))
    if faults:
        raise Invalid(faults)
    return {"acknowledged": [str(hint.kind) for hint in hints]} if hints else {}


def is_of(person: Person, finding: Finding, keys: Keyring) -> bool:
    """Is what was found the person's own number or address?"""
    if finding.kind is Kind.MOBILE:
        digits = "".join(character for character in finding.found if character.isdigit())
        return keys.keyed_hash("phone", "+886" + digits[-9:]) == person.phone_hash
    if finding.kind is Kind.EMAIL:
        return keys.keyed_hash("email", finding.found.casefold()) == person.email_hash
    return False


def _version(
    session: Session, petition: Petition, answer: Answer, *, by: Person, agency: Agency, at: datetime, correction: str = ""
) -> Response:
    moves.hold(session, petition)
    last = session.scalar(select(func.max(Response.version)).where(Response.petition_id == petition.id)) or 0
    response = Response(
        petition_id=petition.id,
        version=last + 1,
        agency_id=agency.id,
        document_no=answer.document_no.strip(),
        summary=answer.summary.strip(),
        analysis=answer.analysis.strip(),
        consultations=answer.consultations.strip(),
        plan=answer.plan.strip(),
        correction=correction,
        published_at=at,
        published_by_id=by.id,
        replies=carried.replies(answer),
        promises=carried.promises(session, petition, answer, agency=agency, at=at),
        attached=attachments.shown(session, petition),
    )
    session.add(response)
    session.flush()
    parts.attach(session, petition, response)
    return response


def _forget_drafts(session: Session, petition: Petition, *kinds: DraftKind, at: datetime) -> None:
    session.execute(delete(AnswerDraft).where(AnswerDraft.petition_id == petition.id, AnswerDraft.kind.in_(kinds)))
    approvals.settle(session, petition, *kinds, at=at)


def _last(session: Session, petition: Petition, *made: Move) -> Transition | None:
    rows = select(Transition).where(Transition.petition_id == petition.id, Transition.move.in_(made))
    return session.scalar(rows.order_by(Transition.id.desc()).limit(1))
