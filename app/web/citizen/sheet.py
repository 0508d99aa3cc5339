"""One proposal being written: what is kept of it, what was just typed, and what still has to be done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from app.kernel.errors import NotFound, Problem
from app.kernel.workdays import local_day
from app.petition import similar
from app.petition.lifecycle import Stage
from app.petition.models import Petition
from app.petition.policy import Policy
from app.petition.rulebook import policy_on
from app.petition.similar import Similar
from app.petition.text import Link
from app.propose import actions, content, queries
from app.propose.content import Content, Opened, Step, typed
from app.propose.models import Draft
from app.web.shared.guards import person
from app.web.shared.session import db, now

# What may be put again, from its own text: refused, below the threshold, or withdrawn (rules 6 and 12).
REVISABLE = (Stage.NOT_ADMITTED, Stage.NOT_REACHED, Stage.WITHDRAWN)


@dataclass(frozen=True)
class Sheet:
    """A draft by its key, saved or not yet; `revises` is the petition it rewrites."""

    key: UUID
    content: Content
    draft: Draft | None
    revises: Petition | None

    @cached_property
    def policy(self) -> Policy:
        return policy_on(db(), local_day(now()))

    @property
    def saved_at(self) -> datetime | None:
        return self.draft.updated_at if self.draft else None

    @property
    def submitted(self) -> bool:
        return self.draft is not None and self.draft.submitted_as_id is not None

    def problems(self) -> list[Problem]:
        """Everything that keeps it from being handed in, in the order of the form."""
        text = actions.tidy(self.content.text)
        return actions.problems(db(), text, policy=self.policy, revises=self.revises.id if self.revises else None)

    def similar(self, title: str | None = None) -> list[Similar]:
        """Petitions like this title."""
        besides = self.revises.id if self.revises else None
        return similar.petitions(db(), typed(title or self.content.title), limit=self.policy.similar_shown, besides=besides)

    def with_(self, **changes: Any) -> Sheet:
        return replace(self, content=replace(self.content, **changes))

    def save(self, step: Step, form: MultiDict[str, str]) -> Sheet:
        """Keep what the page of a step sent. Raises Conflict `draft.newer` where the same step was written elsewhere meanwhile."""
        opened = Opened(step, form.get("mark", "")[:40], form.get("seen", "")[:40])
        draft = actions.save(db(), person(), key=self.key, content=self.content, at=now(), revises=self.revises, opened=opened)
        return replace(self, draft=draft)

    def marks(self, step: str) -> dict[str, str]:
        """What a page of the step must send back: its own mark, and that of the page which wrote the step last."""
        return {"mark": uuid4().hex, "seen": self.draft.written_by.get(step, "") if self.draft else ""}

    def path(self, step: str = "write", **query: Any) -> str:
        """The address of one of its pages; while nothing is saved, it goes on naming what it rewrites."""
        if self.revises and self.draft is None:
            query["revise"] = self.revises.number
        return url_for(f"propose.{step}", key=self.key, **query)


def opened(key: UUID) -> Sheet:
    """The sheet of a key: as it was kept, or empty, or with the text of the petition that `?revise=` names. Raises NotFound."""
    draft = queries.draft(db(), person(), key)
    if draft is not None:
        return Sheet(key, content.of_json(draft.content), draft, queries.by_id(db(), draft.revises_id))
    number = request.args.get("revise")
    if number is None:
        return Sheet(key, Content(), None, None)
    petition = revised(number)
    return Sheet(key, content.of_petition(petition), None, petition)


def revised(number: str) -> Petition:
    """A petition of one's own that may be put again. Raises NotFound."""
    petition = queries.own(db(), person(), number)
    if petition.stage not in REVISABLE:
        raise NotFound("petition.unknown")
    return petition


def written(sheet: Sheet, form: MultiDict[str, str]) -> Sheet:
    """The sheet with what the writing page sent."""
    return sheet.with_(
        title=typed(form.get("title", "")),
        topic=form.get("topic", "")[:24],
        difference=typed(form.get("difference", "")),
        demands=tuple(text for text in map(typed, form.getlist("demands")) if text.strip()),
        reasons=typed(form.get("reasons", "")),
        impact=typed(form.get("impact", "")),
    )


def backed(sheet: Sheet, form: MultiDict[str, str]) -> Sheet:
    """The sheet with what the page of agencies and evidence sent."""
    links = zip(map(typed, form.getlist("label")), map(typed, form.getlist("url")), strict=False)
    return sheet.with_(
        evidence=tuple(Link(label, url) for label, url in links if label.strip() or url.strip()),
        agencies=tuple(dict.fromkeys(code[:16] for code in form.getlist("agencies")[:20])),
        decide_for_me="decide_for_me" in form,
    )
