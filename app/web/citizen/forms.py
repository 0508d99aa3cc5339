"""The small forms of one's own pages; the proposal itself has `fields`."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, Length

from app.propose.content import typed
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import later
from app.web.shared.sentences import SENTENCES
from app.web.shared.words import FREQUENCIES

REASON_MAX = 500


def _typed(text: str | None) -> str:
    return typed(text or "")


class MessageForm(Form):
    """A word to the agency."""

    text = TextAreaField(later("寫給機關"), filters=[_typed])


def _frequency() -> RadioField:
    choices = [Choice(value, word) for value, word in FREQUENCIES.items()]
    return RadioField(
        later("多久收到一次通知"), [AnyOf(FREQUENCIES, message=SENTENCES["frequency.missing"])], choices=choices, validate_choice=False
    )


class FollowForm(Form):
    """How often to hear of one petition."""

    frequency = _frequency()


class PreferForm(Form):
    """How often to hear of what is followed from now on; `everywhere` of what is followed already, too."""

    frequency = _frequency()
    everywhere = BooleanField(later("現在關注的提議也都改成這樣"))


class UpdateForm(Form):
    """A dated word beside the frozen text; `key` makes two presses one."""

    key = HiddenField(filters=[_typed])
    title = StringField(later("標題"), filters=[_typed])
    text = TextAreaField(later("近況"), filters=[_typed])
    read_over = BooleanField(later("我看過了，這些內容可以公開"))


class AnswerReplyForm(Form):
    """The one public reply to the answer."""

    text = TextAreaField(later("你的回覆"), filters=[_typed])
    read_over = BooleanField(later("我看過了，這些內容可以公開"))


class AppealForm(Form):
    """Why the refusal should be decided anew."""

    explanation = TextAreaField(later("為什麼要重新檢核"), filters=[_typed])


class WithdrawForm(Form):
    """Why it is withdrawn, if the proposer wants to say."""

    reason = TextAreaField(later("撤回的原因"), [Length(max=REASON_MAX, message=later("最多%(max)d字。"))], filters=[_typed])
