"""What a moderator fills in. The domain checks the contents; a form only names the fields and keeps what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import Field, RadioField, SelectField, StringField, TextAreaField

from app.petition.models import Part, Petition
from app.review.models import ListedGround
from app.web.shared.agencies import Choices
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.grounds import text
from app.web.shared.say import later


class AdmitForm(Form):
    """The agencies that answer: one that leads or nobody yet, and others."""

    lead = SelectField(later("主辦機關"), default="")
    other_1 = SelectField(later("其他機關"), default="")
    other_2 = SelectField(later("其他機關（二）"), default="")
    other_3 = SelectField(later("其他機關（三）"), default="")

    def offer(self, choices: Choices) -> None:
        self.lead.choices = [Choice("", later("暫不指定，由平臺管理者確認")), *choices]
        for field in self.others:
            field.choices = [Choice("", later("不需要")), *choices]

    def suggest(self, petition: Petition) -> None:
        """Begin with what the proposer named; where they asked for a decision, with nobody leading."""
        codes = [row.agency.code for row in petition.assignments if row.part is not Part.REFUSED]
        if codes and not petition.lead_undecided:
            self.lead.data, codes = codes[0], codes[1:]
        for field, code in zip(self.others, codes, strict=False):
            field.data = code

    @property
    def others(self) -> Sequence[SelectField]:
        return (self.other_1, self.other_2, self.other_3)

    @property
    def codes(self) -> list[str]:
        """The agencies besides the lead."""
        return [str(field.data) for field in self.others if field.data]


class RefuseForm(Form):
    """What the public will read of a refusal."""

    ground = SelectField(later("理由"), validate_choice=False)
    duplicate_of = StringField(later("重複的提議案號"))
    explanation = TextAreaField(later("說明"))
    elsewhere = TextAreaField(later("還能怎麼做"))

    def offer(self, grounds: Sequence[ListedGround]) -> None:
        self.ground.choices = [Choice("", later("請選擇")), *(Choice(ground.code, text(ground)) for ground in grounds)]


class HideForm(Form):
    """Why the text should be taken from view."""

    ground = RadioField(later("理由"), validate_choice=False)
    explanation = TextAreaField(later("說明"))

    def offer(self, grounds: Sequence[ListedGround]) -> None:
        self.ground.choices = [Choice(ground.code, text(ground)) for ground in grounds]


def typed(field: Field) -> str:
    """What was typed, with line ends as one character."""
    return str(field.data or "").replace("\r\n", "\n")
