"""Forms whose messages are in the page's language, and what is answered when one cannot be accepted."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import render_template, request
from wtforms import i18n
from wtforms.meta import DefaultMeta

from app.accounts.models import Language
from app.kernel.errors import Invalid
from app.web.shared.language import language
from app.web.shared.sentences import sentence_of
from app.web.shared.session import undo


class Form(wtforms.Form):
    """A form filled from the request. Its token is checked for every request alike, before any view (see `csrf`)."""

    class Meta(DefaultMeta):
        def get_translations(self, form: wtforms.form.BaseForm) -> Any:
            # Left to itself, WTForms answers zh-Hant-TW in simplified characters.
            return i18n.get_translations(["zh_TW"]) if language() is Language.ZH else i18n.DummyTranslations()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = args or (request.form if request.method == "POST" else None,)
        super().__init__(*given, **kwargs)

    def blame(self, refusal: Invalid) -> None:
        """Write every problem beside its field; one of no field of ours stands above them all."""
        for problem in refusal.problems:
            words = sentence_of(problem.code, problem.facts)
            field = self._fields.get(problem.field)
            if field is None:
                self.form_errors = [*self.form_errors, words]
            else:
                field.errors = [*field.errors, words]


def again(template: str, form: Form, refusal: Invalid | None = None, /, **facts: Any) -> tuple[str, int]:
    """The same page with everything that was typed and what is wrong with it; status 422. Nothing of the request is kept."""
    if refusal is not None:
        undo()
        form.blame(refusal)
    return render_template(template, form=form, **facts), 422
