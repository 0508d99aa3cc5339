"""The fields of the proposal's pages, as the macros of `shared/forms.html` read them: what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.kernel.errors import Problem
from app.petition import personal
from app.propose.content import Content, Step
from app.web.shared.say import _, later
from app.web.shared.sentences import sentence_of
from app.web.shared.topics import offered as topics_offered
from app.web.shared.topics import topic_word
from app.web.shared.words import PERSONAL

LABELS = {
    "title": later("提議名稱"),
    "topic": later("主題"),
    "difference": later("和相似的提議有什麼不同"),
    "demands": later("具體訴求"),
    "reasons": later("為什麼需要改變"),
    "impact": later("利益與影響"),
    "agencies": later("建議由哪個機關處理"),
    "evidence": later("佐證連結"),
}


@dataclass(frozen=True)
class Label:
    text: str


@dataclass(frozen=True)
class Field:
    """One field: its name, its words, what was typed, what is wrong with it and what looks like personal data in it."""

    id: str
    name: str
    words: str
    data: str
    errors: Sequence[str] = ()
    personal: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()

    @property
    def label(self) -> Label:
        return Label(self.words)

    def iter_choices(self) -> Iterable[tuple[str, str, bool, dict[str, str]]]:
        return [(value, words, value == self.data, {}) for value, words in self.choices]


@dataclass(frozen=True)
class Link:
    """One row of evidence."""

    label: Field
    url: Field


@dataclass(frozen=True)
class Form:
    """Everything on the pages. `summary` is what is wrong, each with the id of the field to go to."""

    title: Field
    topic: Field
    difference: Field
    demands: Sequence[Field]
    reasons: Field
    impact: Field
    evidence: Sequence[Link]
    agencies_errors: Sequence[str]
    summary: Sequence[tuple[str, str]]


def form(content: Content, problems: Sequence[Problem] = (), *, demands: int = 1, links: int = 1) -> Form:
    """The fields of what was typed, with at least so many rows of demands and of links."""
    wrong = _by_field(problems)

    def field(id_: str, words: object, data: str, name: str = "", choices: Sequence[tuple[str, str]] = ()) -> Field:
        return Field(id_, name or id_, str(words), data, wrong.get(id_, ()), found_in(data), choices)

    topics = [("", _("請選擇")), *((topic.code, topic.name) for topic in topics_offered())]
    demanded = [*content.demands, *[""] * (demands - len(content.demands))]
    linked = [*((link.label, link.url) for link in content.evidence), *[("", "")] * (links - len(content.evidence))]
    return Form(
        title=field("title", LABELS["title"], content.title),
        topic=field("topic", LABELS["topic"], content.topic, choices=topics),
        difference=field("difference", LABELS["difference"], content.difference),
        demands=[field(f"demands-{no}", _("訴求%(no)s", no=no + 1), text, "demands") for no, text in enumerate(demanded)],
        reasons=field("reasons", LABELS["reasons"], content.reasons),
        impact=field("impact", LABELS["impact"], content.impact),
        evidence=[
            Link(
                field(f"evidence-{no}-label", _("連結%(no)s的說明", no=no + 1), label, "label"),
                field(f"evidence-{no}-url", _("連結%(no)s的網址", no=no + 1), url, "url"),
            )
            for no, (label, url) in enumerate(linked)
        ],
        agencies_errors=wrong.get("agencies", ()),
        summary=[(_target(problem), _worded(problem)) for problem in problems],
    )


def differences(typed: Content, stored: Content, step: Step) -> list[tuple[str, str]]:
    """The fields of a step that differ from what is kept: their names, and what is kept there in words."""
    ours, kept = typed.as_json(), stored.as_json()
    return [(str(LABELS[name]), _in_words(name, kept[name])) for name in step.fields if ours[name] != kept[name] and name in LABELS]


def _in_words(name: str, value: object) -> str:
    if isinstance(value, list):
        return "\n".join(" ".join(row) if isinstance(row, list) else str(row) for row in value)
    return topic_word(str(value)) if name == "topic" else str(value)


def found_in(text: str) -> list[str]:
    """The kinds of personal data that a text seems to hold, in words."""
    return list(dict.fromkeys(str(PERSONAL[finding.kind]) for finding in personal.findings(text)))


def found_in_each(form: MultiDict[str, str]) -> list[tuple[str, list[str]]]:
    """The same for each field of the writing page as it was sent, by the field's id."""
    texts = [(name, form.get(name, "")) for name in ("title", "difference", "reasons", "impact")]
    texts += [(f"demands-{no}", text) for no, text in enumerate(form.getlist("demands"))]
    return [(id_, found_in(text)) for id_, text in texts]


def _by_field(problems: Sequence[Problem]) -> Mapping[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(_target(problem), []).append(sentence_of(problem.code, problem.facts))
    return wrong


def _target(problem: Problem) -> str:
    """The id of the field at fault; what is wrong with the demands as a whole stands at the first one."""
    return {"demands": "demands-0", "evidence": "evidence-0-label"}.get(problem.field, problem.field)


def _worded(problem: Problem) -> str:
    stem, _dash, rest = problem.field.partition("-")
    name = str(LABELS.get(stem, ""))
    number = rest.partition("-")[0]
    if number.isdigit():
        name = _("%(name)s%(no)s", name=name, no=int(number) + 1)
    return f"{name}{_('：')}{sentence_of(problem.code, problem.facts)}"
