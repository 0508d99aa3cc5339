"""People who rate and answer the survey, for the tests."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from app.accounts.models import Person
from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.petition.models import Petition
from app.rate.models import Rating, SurveyAnswer
from tests.given import Given


def endorsed_by(given: Given, petition: Petition, person: Person) -> None:
    """While its window is open."""
    endorse.cast(given.session, ballots.ballot(given.session, petition.number, person.id), keys=given.keys, at=given.at)


def rated(given: Given, petition: Petition, values: Sequence[tuple[int, int]]) -> None:
    """By people of whom nothing more is known."""
    rows = [Rating(petition_id=petition.id, nullifier=secrets.token_bytes(32), addressed=a, agrees=b) for a, b in values]
    given.session.add_all(rows)
    given.session.flush()


def surveyed(given: Given, petition: Petition, values: Sequence[tuple[int, int, int]], text: str = "") -> None:
    rows = [
        SurveyAnswer(petition_id=petition.id, ballot=secrets.token_bytes(32), answered=a, understandable=b, fair=c, text=text)
        for a, b, c in values
    ]
    given.session.add_all(rows)
    given.session.flush()
