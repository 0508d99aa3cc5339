"""The questions of ratings and survey, the words of their scales, and a form for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel.speaklater import LazyString
from wtforms import BooleanField, RadioField, TextAreaField

from app.rate.scales import SCALE
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import later

QUESTIONS: Mapping[str, LazyString] = {
    "addressed": later("機關有沒有回答到每一項訴求？"),
    "agrees": later("你同意機關的決定嗎？"),
    "answered": later("這個回應有沒有回答到訴求？"),
    "understandable": later("回應寫得看得懂嗎？"),
    "fair": later("從成案到回應，處理的過程公平嗎？"),
}
ANSWERED = (later("完全沒有"), later("大多沒有"), later("一半一半"), later("大多有"), later("全部都有"))
SCALES: Mapping[str, Sequence[LazyString]] = {
    "addressed": ANSWERED,
    "agrees": (later("完全不同意"), later("不太同意"), later("普通"), later("大致同意"), later("完全同意")),
    "answered": ANSWERED,
    "understandable": (later("完全看不懂"), later("不太看得懂"), later("普通"), later("大致看得懂"), later("完全看得懂")),
    "fair": (later("非常不公平"), later("不太公平"), later("普通"), later("大致公平"), later("非常公平")),
}


def form_of(questions: Sequence[str], *, given: object | None = None, text: str | None = None, sent: bool = False) -> Form:
    """A form with one choice of five for each question; `given` has what was chosen before. With `text` also a free text."""
    fields: dict[str, Any] = {
        name: RadioField(
            QUESTIONS[name],
            choices=[Choice(str(value), f"{value}　{words}") for value, words in zip(SCALE, SCALES[name], strict=True)],
            validate_choice=False,
        )
        for name in questions
    }
    if text is not None:
        fields["text"] = TextAreaField(later("還有什麼想說的"))
        fields["read_over"] = BooleanField(later("我看過了，這些內容可以給機關看"))
    before = {name: str(getattr(given, name)) for name in questions} if given else {}
    kind = type("RatingForm", (Form,), fields)
    made: Form = kind() if sent else kind(None, data=before | {"text": text or ""})
    return made


def values(form: Form, questions: Sequence[str]) -> dict[str, int | None]:
    """What was chosen; None where nothing on the scale was."""
    chosen = {name: form[name].data for name in questions}
    return {name: int(value) if value in {str(one) for one in SCALE} else None for name, value in chosen.items()}
