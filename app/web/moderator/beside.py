"""What stands beside a case for its moderators: who works on it, tags, notes, what agencies advised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from wtforms import SelectField, StringField, TextAreaField

from app.accounts.models import Person
from app.petition import queries
from app.petition.models import Petition
from app.propose.content import typed
from app.review import advice, holds, notes
from app.review.advice import Advice
from app.review.holds import CaseHold
from app.review.notes import COMMON_TAGS, CaseNote
from app.review.queries import Case
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import later
from app.web.shared.session import db, now
from app.web.shared.words import SPOTS

# To open or send one of these is to work on the case.
WORKING = ("moderator.admit", "moderator.ground", "moderator.refuse", "moderator.ask_advice")


class NoteForm(Form):
    """A note; with a part of the form it is a hint for the proposer."""

    note = TextAreaField(later("內部註記"), filters=[lambda text: typed(text or "")])
    hint_for = SelectField(
        later("給誰看"),
        choices=[Choice("", later("只有檢核人員看得到")), *(Choice(spot, words) for spot, words in SPOTS.items())],
        validate_choice=False,
    )


class TagForm(Form):
    """A word to find the case by."""

    tag = StringField(later("加上標籤"), filters=[lambda text: typed(text or "")])


@dataclass(frozen=True)
class Beside:
    """`hold` may be over; `is_mine` and `is_others` say who works on it now. Of one's `own` case the rest is empty."""

    own: bool
    hold: CaseHold | None
    is_mine: bool
    is_others: bool
    tags: Sequence[str]
    offered: Sequence[str]
    notes: Sequence[CaseNote]
    advice: Sequence[Advice]
    revises: Petition | None
    note_form: NoteForm
    tag_form: TagForm


def beside(case: Case, *, reader: Person, note_form: NoteForm | None = None, tag_form: TagForm | None = None) -> Beside:
    """Whoever holds the case and works on it holds it for longer."""
    petition = case.petition
    if request.endpoint in WORKING:
        holds.renew(db(), petition, by=reader, at=now())
    hold = holds.last(db(), petition)
    live = hold is not None and hold.is_live(now())
    own = petition.proposer_id == reader.id
    tags = [] if own else notes.tags(db(), [petition])[petition.id]
    return Beside(
        own=own,
        hold=hold,
        is_mine=live and hold is not None and hold.by_id == reader.id,
        is_others=live and hold is not None and hold.by_id != reader.id,
        tags=tags,
        offered=[word for word in COMMON_TAGS if word not in tags],
        notes=[] if own else notes.notes(db(), petition),
        advice=[] if own else advice.of(db(), petition),
        revises=queries.revised(db(), petition, hidden=True),
        note_form=note_form or NoteForm(None),
        tag_form=tag_form or TagForm(None),
    )
