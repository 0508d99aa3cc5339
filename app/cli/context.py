"""One transaction for one operator's command: the command line's only place that commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from app.kernel.errors import DomainError, Invalid
from app.web.platform import platform


@contextmanager
def changing(sentences: Mapping[str, str]) -> Iterator[Session]:
    """One transaction, whose refusals become sentences of the operator's language by their code."""
    try:
        with platform().sessions.begin() as session:
            yield session
    except Invalid as refused:
        told = [_sentence(sentences, problem.code, problem.facts) for problem in refused.problems]
        raise click.ClickException("; ".join(told)) from refused
    except DomainError as refused:
        raise click.ClickException(_sentence(sentences, refused.code, refused.facts)) from refused


def _sentence(sentences: Mapping[str, str], code: str, facts: Mapping[str, object]) -> str:
    return sentences.get(code, code).format(**facts)
