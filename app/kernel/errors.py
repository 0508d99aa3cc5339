"""What the platform answers when it says no. The tree:

    DomainError
    ├─ NotFound        404  unknown, hidden, or not yours to see
    ├─ NotAllowed      403  you may see it, but not do it
    ├─ Conflict        409  too late, too early, already done, or someone was first; nothing has changed
    ├─ Invalid         422  the form comes back with all that was typed and a list of problems
    └─ TooMany         429  try again after `retry_after` seconds

Each carries a `code` (stable, dotted, for machines); `web/shared/errors.py` turns codes into sentences.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass


class DomainError(Exception):
    """Something the rules forbid. `code` is stable and dotted, e.g. `endorse.closed`."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class NotFound(DomainError):
    """There is nothing here for whoever asks."""

    def __init__(self, code: str = "not_found", **facts: object) -> None:
        super().__init__(code, **facts)


class NotAllowed(DomainError):
    """Whoever asks may not do this."""


class Conflict(DomainError):
    """The state of things forbids it now."""


class TooMany(DomainError):
    """Too many tries; `retry_after` is in seconds."""

    def __init__(self, code: str, *, retry_after: int) -> None:
        super().__init__(code, retry_after=retry_after)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Problem:
    """One fault of a form: the field's name, a dotted code, and the numbers its sentence needs."""

    field: str
    code: str
    facts: dict[str, object] = dataclasses.field(default_factory=dict)


class Invalid(DomainError):
    """A form cannot be accepted; `problems` names every field at fault."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("invalid")
        self.problems = tuple(problems)
