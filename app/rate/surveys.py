"""The survey a month after the answer: three questions by letter, each address once, by a link that tells nobody who it is (rule 22)."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.kernel.secrets import Keyring, Unreadable
from app.petition import deadlines, moves, personal
from app.petition.lifecycle import ANSWERED, Move, Stage
from app.petition.models import Petition, Transition
from app.rate import scales
from app.rate.models import SurveyAnswer

PURPOSE = "survey"
ASKED = ("answered", "understandable", "fair")


@dataclass(frozen=True)
class Ballot:
    """One address's say about one petition, until `closes` (exclusive); an older survey closes with the petition's key alone."""

    petition: Petition
    mark: bytes
    closes: datetime | None

    def is_open(self, at: datetime) -> bool:
        """May it be answered, or changed, at this moment?"""
        return self.petition.key_sealed is not None and (self.closes is None or at < self.closes)


def ask_all_due(session: Session, *, as_of: datetime) -> int:
    """Record that the survey of each petition answered so long ago begins; its letters follow from the ledger. Returns how many.

    May run late, twice, or in parallel: a unique index keeps it to once for each petition. One whose key is destroyed is past asking.
    """
    asked = select(Transition.id).where(Transition.petition_id == Petition.id, Transition.move == Move.SURVEY)
    waiting = select(Petition).where(Petition.stage.in_(ANSWERED), Petition.key_sealed.is_not(None), ~asked.exists())
    begun = 0
    for petition in session.scalars(waiting.with_for_update(skip_locked=True).execution_options(populate_existing=True)):
        if _is_due(petition, as_of):
            closes = deadlines.days_after(as_of, petition.policy.survey_open_days)
            moves.make(session, petition, Move.SURVEY, at=as_of, role=Role.CLOCK, facts={"until": closes.isoformat()})
            begun += 1
    return begun


def token(keys: Keyring, *, petition_id: int, address_hash: bytes) -> str:
    """What the link in a letter carries; from it nobody gets back to the address."""
    mark = keys.keyed_hash(PURPOSE, f"{petition_id}\0{address_hash.hex()}")
    return keys.sign([petition_id, urlsafe_b64encode(mark).decode()], purpose=PURPOSE)


def find(session: Session, keys: Keyring, token: str) -> Ballot:
    """Whose say a link is. Raises NotFound for one that is not ours, or whose petition is hidden."""
    try:
        match keys.unsign(token, purpose=PURPOSE):
            case [int(petition_id), str(encoded)]:
                mark = urlsafe_b64decode(encoded)
            case _:
                raise NotFound
    except (Unreadable, Error, ValueError):
        raise NotFound from None
    petition = session.get(Petition, petition_id)
    if petition is None or petition.stage is Stage.HIDDEN:
        raise NotFound
    return Ballot(petition, mark, _closes(session, petition))


def answer(session: Session, ballot: Ballot, *, given: Mapping[str, int | None], text: str, at: datetime, read_over: bool = False) -> None:
    """Answer the three questions, or change what was answered. Raises Invalid, Conflict `survey.over`."""
    if not ballot.is_open(at):
        raise Conflict("survey.over")
    said, most = text.replace("\r\n", "\n").strip(), ballot.petition.policy.survey_text_max
    faults = scales.problems(ASKED, given)
    if len(said) > most:
        faults.append(Problem("text", "text.long", {"most": most, "count": len(said)}))
    found = personal.findings(said)
    if found and not read_over:
        faults.append(Problem("read_over", "update.personal_data", {"found": [finding.found for finding in found]}))
    if faults:
        raise Invalid(faults)
    values = {name: given[name] for name in ASKED} | {"text": said}
    row = insert(SurveyAnswer).values(petition_id=ballot.petition.id, ballot=ballot.mark, **values)
    changed = {name: row.excluded[name] for name in values}
    session.execute(row.on_conflict_do_update(index_elements=[SurveyAnswer.petition_id, SurveyAnswer.ballot], set_=changed))


def given(session: Session, ballot: Ballot) -> SurveyAnswer | None:
    """What this link has answered so far."""
    return session.get(SurveyAnswer, (ballot.petition.id, ballot.mark), populate_existing=True)


def _closes(session: Session, petition: Petition) -> datetime | None:
    asked = select(Transition.facts["until"].as_string()).where(Transition.petition_id == petition.id, Transition.move == Move.SURVEY)
    until = session.scalar(asked)
    return datetime.fromisoformat(until) if until else None


def _is_due(petition: Petition, as_of: datetime) -> bool:
    answered = petition.responded_at
    return answered is not None and answered + timedelta(days=petition.policy.survey_days) <= as_of
