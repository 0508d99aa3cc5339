"""The forms of the desk: which endorsements a batch is about, its public words, an undo, a decision."""

from __future__ import annotations

import re
from datetime import datetime

from wtforms import RadioField, SelectField, StringField, TextAreaField

from app.endorse.models import Finding
from app.endorse.selection import NO_SOURCE, Selection
from app.endorse.sources import Source
from app.kernel.errors import Invalid, Problem
from app.kernel.workdays import TAIPEI
from app.propose.content import typed
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import later, lazy_pgettext
from app.web.shared.told import SOURCES

WRITTEN = "%Y-%m-%d %H:%M"
FINDINGS = {Finding.UPHELD: later("成案不變，繼續回應"), Finding.REMARKED: later("成案不變，繼續回應，並在提議頁上附註說明")}


def plain(text: str | None) -> str:
    return typed(text or "")


class BatchForm(Form):
    """Which endorsements, and what the public will read."""

    begins = StringField(later("從"))
    ends = StringField(later("到（不含）"))
    per_minute = StringField(later("只取每分鐘至少這麼多人的分鐘"))
    source = SelectField(
        later("來源"),
        choices=[
            Choice("", lazy_pgettext("source", "不限")),
            Choice(NO_SOURCE, later("沒有來源")),
            *(Choice(s.value, SOURCES[s]) for s in Source),
        ],
        validate_choice=False,
    )
    ids = TextAreaField(later("附議的編號"))
    rule = StringField(later("公開的規則"), filters=[plain])
    reason = TextAreaField(later("公開的理由"), filters=[plain])
    note = TextAreaField(later("內部備註"), filters=[plain])

    @property
    def selection(self) -> Selection:
        """What was typed, in Taipei's time. Raises Invalid, naming what cannot be read."""
        faults: list[Problem] = []
        begins, ends = (_moment(field, str(self[field].data or ""), faults) for field in ("begins", "ends"))
        per_minute, ids = (self.per_minute.data or "").strip(), re.split(r"[\s,，、]+", (self.ids.data or "").strip())
        if per_minute and not (per_minute.isascii() and per_minute.isdigit() and len(per_minute) < 9):
            faults.append(Problem("per_minute", "selection.per_minute"))
        if any(id_ and not (id_.isascii() and id_.isdigit() and len(id_) < 19) for id_ in ids):
            faults.append(Problem("ids", "selection.ids"))
        if faults:
            raise Invalid(faults)
        numbers = tuple(int(id_) for id_ in ids if id_)
        return Selection(begins, ends, int(per_minute) if per_minute else None, self.source.data or "", numbers)


class UndoForm(Form):
    """Why a batch should count again."""

    reason = TextAreaField(later("公開的恢復理由"), filters=[plain])


class FindingForm(Form):
    """What becomes of a petition below its threshold."""

    finding = RadioField(later("決定"), choices=[Choice(value.value, words) for value, words in FINDINGS.items()], validate_choice=False)
    statement = TextAreaField(later("公開的說明"), filters=[plain])

    @property
    def chosen(self) -> Finding | None:
        return Finding(self.finding.data) if self.finding.data in set(Finding) else None


def _moment(field: str, written: str, faults: list[Problem]) -> datetime | None:
    if not written.strip():
        return None
    try:
        return datetime.strptime(written.strip().replace("T", " ")[:16], WRITTEN).replace(tzinfo=TAIPEI)
    except ValueError:
        faults.append(Problem(field, "selection.moment"))
        return None
