"""Files beside an answer: checked, with what they say as text, part of the draft until a version is published with them (rule 18).

The draft's files are those that were not removed; a correction carries them over. The petition's row makes uploads, submissions
and publications wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Agency, Person
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.petition import moves
from app.petition.assignments import leads
from app.petition.models import Petition
from app.petition.policy import Policy
from app.respond import approvals, authors, formats
from app.respond.models import AnswerDraft, Attachment, AttachmentPiece, FileKind, Response, ResponseAttachment

MB = 1024 * 1024
# Whatever a policy says: a file is looked into as a whole.
LARGEST_MB = 30
PIECE = 256 * 1024
TITLE_MAX = 100
ALTERNATIVE_MAX = 5_000
UNUSED = timedelta(days=30)


@dataclass(frozen=True)
class Upload:
    """A file as an officer hands it in: its bytes, what it is called, and what it says for those who cannot read it."""

    data: bytes
    title: str
    alternative: str


def most_mb(policy: Policy) -> int:
    """How large a file may be."""
    return min(policy.attachment_max_mb, LARGEST_MB)


def attach(session: Session, petition: Petition, upload: Upload, *, by: Person, agency: Agency, at: datetime) -> Attachment:
    """Add a file to the draft. Raises NotAllowed, Invalid, Conflict `approval.frozen`, `petition.moved`."""
    leads(session, petition, agency)
    kind, faults = _looked_into(upload.data, petition.policy)
    moves.hold(session, petition)
    _open(session, petition, agency)
    faults += _problems(upload, petition.policy)
    there, found = of_draft(session, petition), sha256(upload.data).hexdigest()
    if len(there) >= petition.policy.attachments_max:
        faults.append(Problem("file", "attachment.many", {"most": petition.policy.attachments_max}))
    elif found in [row.sha256 for row in there]:
        faults.append(Problem("file", "attachment.twice"))
    if kind is None or faults:
        raise Invalid(faults)
    row = Attachment(
        key=uuid4(), petition_id=petition.id, kind=kind, title=upload.title.strip(),
        alternative=upload.alternative.strip(), size=len(upload.data), sha256=found, added_at=at, added_by_id=by.id,
        named=authors.of(upload.data, kind),
    )  # fmt: skip
    session.add(row)
    session.flush()
    pieces = range(0, len(upload.data), PIECE)
    session.add_all(
        AttachmentPiece(attachment_id=row.id, no=no, bytes=upload.data[start : start + PIECE]) for no, start in enumerate(pieces)
    )
    session.flush()
    return row


def remove(session: Session, petition: Petition, key: UUID, *, agency: Agency, at: datetime) -> None:
    """Take a file out of the draft; versions that show it keep it. Raises NotAllowed, NotFound, Conflict `approval.frozen`."""
    leads(session, petition, agency)
    moves.hold(session, petition)
    _open(session, petition, agency)
    row = update(Attachment).where(Attachment.petition_id == petition.id, Attachment.key == key, Attachment.removed_at.is_(None))
    if session.scalar(row.values(removed_at=at).returning(Attachment.id)) is None:
        raise NotFound("attachment.unknown")


def of_draft(session: Session, petition: Petition) -> Sequence[Attachment]:
    """What the next version will show, in its order."""
    rows = select(Attachment).where(Attachment.petition_id == petition.id, Attachment.removed_at.is_(None))
    return session.scalars(rows.order_by(Attachment.id).execution_options(populate_existing=True)).all()


def texts(session: Session, petition: Petition) -> list[str]:
    """What of the draft's files the public will read on the page."""
    return [text for row in of_draft(session, petition) for text in (row.title, row.alternative)]


def shown(session: Session, petition: Petition) -> list[ResponseAttachment]:
    """The rows of a version that is published now."""
    return [ResponseAttachment(attachment_id=row.id, attachment=row, no=no) for no, row in enumerate(of_draft(session, petition), 1)]


def sealed(session: Session, petition: Petition, seal: str) -> str:
    """The seal of an answer together with its files; without any, its own."""
    stand = [(row.id, row.sha256, row.title, row.alternative) for row in of_draft(session, petition)]
    return sha256(repr((seal, stand)).encode()).hexdigest()[:32] if stand else seal


def of_draft_by_key(session: Session, petition: Petition, key: UUID) -> Attachment:
    """A file of the draft, for those who write it. Raises NotFound."""
    found = next((row for row in of_draft(session, petition) if row.key == key), None)
    if found is None:
        raise NotFound("attachment.unknown")
    return found


def published(session: Session, petition: Petition, key: UUID) -> Attachment:
    """A file of any version that was not recalled. Raises NotFound."""
    versions = select(ResponseAttachment.attachment_id).join(Response, Response.id == ResponseAttachment.response_id)
    standing = versions.where(Response.petition_id == petition.id, Response.recalled_at.is_(None))
    found = session.scalar(select(Attachment).where(Attachment.key == key, Attachment.id.in_(standing)))
    if found is None:
        raise NotFound("attachment.unknown")
    return found


def by_answer(session: Session, responses: Iterable[Response]) -> dict[int, list[Attachment]]:
    """The files of many versions in their order, by the version's id."""
    found: dict[int, list[Attachment]] = {}
    rows = select(ResponseAttachment).where(ResponseAttachment.response_id.in_([response.id for response in responses]))
    for row in session.scalars(rows.options(joinedload(ResponseAttachment.attachment)).order_by(ResponseAttachment.no)):
        found.setdefault(row.response_id, []).append(row.attachment)
    return found


def piece(session: Session, attachment_id: int, no: int) -> bytes | None:
    """The n-th stretch of its bytes, from 0; None after the last."""
    return session.scalar(select(AttachmentPiece.bytes).where(AttachmentPiece.attachment_id == attachment_id, AttachmentPiece.no == no))


def forget_old(session: Session, *, as_of: datetime) -> int:
    """Forget files of no version: those that were removed, and those of thirty days and more beside no draft. Returns how many."""
    drafted = select(AnswerDraft.petition_id).where(AnswerDraft.petition_id == Attachment.petition_id)
    unused = (Attachment.added_at < as_of - UNUSED) & ~drafted.exists()
    versions = select(ResponseAttachment.attachment_id).where(ResponseAttachment.attachment_id == Attachment.id)
    rows = delete(Attachment).where(~versions.exists(), Attachment.removed_at.is_not(None) | unused)
    gone = rows.returning(Attachment.id).execution_options(synchronize_session=False)
    return len(session.scalars(gone).all())


def _open(session: Session, petition: Petition, agency: Agency) -> None:
    if approvals.waiting(session, petition, agency) is not None:
        raise Conflict("approval.frozen")


def _problems(upload: Upload, policy: Policy) -> Iterator[Problem]:
    title, alternative = len(upload.title.strip()), len(upload.alternative.strip())
    if title == 0:
        yield Problem("title", "text.missing")
    elif title > TITLE_MAX:
        yield Problem("title", "text.long", {"most": TITLE_MAX, "count": title})
    if alternative == 0:
        yield Problem("alternative", "text.missing")
    elif alternative < policy.attachment_alternative_min:
        yield Problem("alternative", "text.short", {"least": policy.attachment_alternative_min, "count": alternative})
    elif alternative > ALTERNATIVE_MAX:
        yield Problem("alternative", "text.long", {"most": ALTERNATIVE_MAX, "count": alternative})


def _looked_into(data: bytes, policy: Policy) -> tuple[FileKind | None, list[Problem]]:
    """What the file is, or what is wrong with it."""
    if not data:
        return None, [Problem("file", "attachment.missing")]
    if len(data) > most_mb(policy) * MB:
        return None, [Problem("file", "attachment.large", {"most": most_mb(policy)})]
    try:
        return formats.kind_of(data), []
    except Invalid as refusal:
        return None, list(refusal.problems)
