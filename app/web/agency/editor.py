"""The answer as an officer types it: flat fields, kept as a draft, read as an Answer (rule 18).

Fields are named as the domain names their faults: summary, outcome-1, reason-1, promise-1-text, promise-1-due_on, …
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from flask import request
from wtforms import BooleanField, RadioField, StringField, TextAreaField

from app.kernel.errors import Problem
from app.petition.lifecycle import Stage
from app.petition.models import Petition
from app.respond.figures import OUTCOMES
from app.respond.models import DraftKind as Kind
from app.respond.models import Outcome, Response
from app.respond.rules import Answer, DemandReply, Promised
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.words import OUTCOMES as OUTCOME_WORDS

TEXTS = ("summary", "analysis", "consultations", "plan", "document_no", "correction")
PROMISES_MAX = 20
# `of` is the commitment that an earlier version made; empty for a new promise.
PROMISE = ("text", "due_on", "unit", "proof_url", "of")


@dataclass(frozen=True)
class Typed:
    """Everything typed so far, by field name; `promises` says how many lines of promises there are."""

    kind: Kind
    demands: int
    promises: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.texts.get(name, "")

    @property
    def carries(self) -> bool:
        """Is there a promise of an earlier version among them?"""
        return any(self.get(f"promise-{no}-of") for no in range(1, self.promises + 1))

    @property
    def names(self) -> list[str]:
        return names_of(self.demands, self.promises)

    @property
    def content(self) -> dict[str, Any]:
        """As the draft keeps it."""
        return {"kind": self.kind, "promises": self.promises, "texts": {name: self.get(name) for name in self.names}}

    @property
    def seal(self) -> str:
        """What a preview showed, so that nothing else is published."""
        return sha256(repr([(name, self.get(name)) for name in self.names]).encode()).hexdigest()[:32]

    def with_promise(self) -> Typed:
        """One more empty line."""
        return Typed(self.kind, self.demands, min(PROMISES_MAX, self.promises + 1), self.texts)

    def without_promise(self, no: int) -> Typed:
        """Without the n-th line."""
        return self._with_promises([line for at, line in enumerate(self._lines(), 1) if at != no])

    def tidied(self) -> Typed:
        """Without lines of promises in which nothing was written."""
        return self._with_promises([line for line in self._lines() if any(part.strip() for part in line)])

    def recalled(self, standing: Collection[int]) -> Typed:
        """As if none of its promises had been given before, save the commitments that stand: it was recalled."""
        kept = {str(commitment_id) for commitment_id in standing}
        return self._with_promises([[*line[:-1], line[-1] if line[-1] in kept else ""] for line in self._lines()])

    def _lines(self) -> list[list[str]]:
        return [[self.get(f"promise-{no}-{part}") for part in PROMISE] for no in range(1, self.promises + 1)]

    def _with_promises(self, lines: list[list[str]]) -> Typed:
        texts = {name: text for name, text in self.texts.items() if not name.startswith("promise-")}
        for no, line in enumerate(lines, 1):
            texts |= {f"promise-{no}-{part}": text for part, text in zip(PROMISE, line, strict=True)}
        return Typed(self.kind, self.demands, len(lines), texts)


def names_of(demands: int, promises: int) -> list[str]:
    replies = [name for no in range(1, demands + 1) for name in (f"outcome-{no}", f"existing-{no}", f"reason-{no}")]
    return [*TEXTS, *replies, *(f"promise-{no}-{part}" for no in range(1, promises + 1) for part in PROMISE)]


def posted(petition: Petition, kind: Kind) -> Typed:
    """What the request brings; line ends as the server counts them."""
    written = request.form.get("promises", "0")
    promises = min(PROMISES_MAX, int(written)) if written.isdecimal() else 0
    demands = len(petition.demands)
    texts = {name: request.form.get(name, "").replace("\r\n", "\n") for name in names_of(demands, promises)}
    return Typed(kind, demands, promises, texts)


def kept(petition: Petition, kind: Kind, content: Mapping[str, Any] | None, standing: Response | None) -> Typed:
    """The draft, or else the answer that stands, or else nothing."""
    demands = len(petition.demands)
    if content:
        return Typed(kind, demands, int(content.get("promises", 0)), dict(content.get("texts", {})))
    return Typed(kind, demands) if standing is None else published(standing, kind, demands)


def published(response: Response, kind: Kind, demands: int) -> Typed:
    """A published answer as it would be typed."""
    texts = {name: getattr(response, name) for name in TEXTS if name != "correction"}
    for reply in response.replies:
        existing = "y" if reply.existing_policy else ""
        texts |= {f"outcome-{reply.demand_no}": str(reply.outcome), f"existing-{reply.demand_no}": existing}
        texts |= {f"reason-{reply.demand_no}": reply.reason}
    for no, promise in enumerate(response.promises, 1):
        line = (promise.text, promise.commitment.due_on.isoformat(), promise.unit, promise.proof_url, str(promise.commitment_id))
        texts |= {f"promise-{no}-{part}": text for part, text in zip(PROMISE, line, strict=True)}
    return Typed(kind, demands, len(response.promises), texts)


def answer_of(typed: Typed) -> tuple[Answer, list[Problem]]:
    """The answer, and the faults of what cannot be read: an outcome or a day."""
    faults: list[Problem] = []
    replies = tuple(
        DemandReply(no, _outcome(typed.get(f"outcome-{no}")), typed.get(f"reason-{no}"), bool(typed.get(f"existing-{no}")))
        for no in range(1, typed.demands + 1)
    )
    promises = []
    for no in range(1, typed.promises + 1):
        text, due_on, unit, proof_url, of = (typed.get(f"promise-{no}-{part}").strip() for part in PROMISE)
        try:
            promises.append(Promised(text, date.fromisoformat(due_on), unit, proof_url, int(of) if of.isdecimal() else None))
        except ValueError:
            faults.append(Problem(f"promise-{no}-due_on", "promise.day"))
    texts = {name: typed.get(name) for name in TEXTS if name != "correction"}
    return Answer(replies=replies, promises=tuple(promises), **texts), faults


def form_of(petition: Petition, typed: Typed) -> Form:
    """A form with a field for every part of the answer, filled in."""
    fields: dict[str, Any] = {
        "summary": TextAreaField(later("白話摘要")),
        "analysis": TextAreaField(later("評估與分析")),
        "consultations": TextAreaField(later("諮詢與會議")),
        "plan": TextAreaField(later("後續規劃")),
        "document_no": StringField(later("公文字號")),
        "correction": TextAreaField(later("更正的理由")),
    }
    for demand in petition.demands:
        choices = [Choice(str(outcome), OUTCOME_WORDS[outcome].word) for outcome in OUTCOMES if _may(petition, typed.kind, outcome)]
        fields[f"outcome-{demand.no}"] = RadioField(_("訴求%(no)s的參採情形", no=demand.no), choices=choices)
        fields[f"existing-{demand.no}"] = BooleanField(_("本來就在做的事（既有政策），不是因為這件提議"))
        fields[f"reason-{demand.no}"] = TextAreaField(_("訴求%(no)s的理由", no=demand.no))
    for no in range(1, typed.promises + 1):
        fields[f"promise-{no}-text"] = StringField(_("承諾%(no)s：要做什麼", no=no))
        fields[f"promise-{no}-due_on"] = StringField(_("承諾%(no)s：完成日期", no=no))
        fields[f"promise-{no}-unit"] = StringField(_("承諾%(no)s：負責單位", no=no))
        fields[f"promise-{no}-proof_url"] = StringField(_("承諾%(no)s：相關連結", no=no))
    form: Form = type("AnswerForm", (Form,), fields)(None, data={name: typed.get(name) for name in fields})
    return form


def _may(petition: Petition, kind: Kind, outcome: Outcome) -> bool:
    # What was under study gets its final outcome: studying on is reported as progress.
    is_first = petition.stage is Stage.RESPONDING
    return outcome is not Outcome.UNDER_STUDY or is_first or (kind is Kind.CORRECTION and petition.stage is Stage.FOLLOW_UP)


def _outcome(written: str) -> Outcome | None:
    return Outcome(written) if written in set(Outcome) else None
