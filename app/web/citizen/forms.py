"""The small forms of one's own pages; the proposal itself has `fields`."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import Length

from app.propose.content import typed
from app.web.shared.forms import Form
from app.web.shared.say import later

REASON_MAX = 500


def _typed(text: str | None) -> str:
    return typed(text or "")


class MessageForm(Form):
    """A word to the agency."""

    text = TextAreaField(later("寫給機關"), filters=[_typed])


class AppealForm(Form):
    """Why the refusal should be decided anew."""

    explanation = TextAreaField(later("為什麼要重新檢核"), filters=[_typed])


class WithdrawForm(Form):
    """Why it is withdrawn, if the proposer wants to say."""

    reason = TextAreaField(later("撤回的原因"), [Length(max=REASON_MAX, message=later("最多%(max)d字。"))], filters=[_typed])
