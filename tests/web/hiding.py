"""A petition that two moderators hid."""

from __future__ import annotations

from app.petition.models import Petition
from app.review import actions as review
from app.review.rules import HideGround
from tests.given import Given


def hidden(given: Given) -> Petition:
    petition = given.a_petition_in_review()
    why = {"ground": HideGround.PERSONAL_DATA, "explanation": "內文寫出他人的住址與電話號碼。"}
    review.propose_hiding(given.session, petition, by=given.cast.lin, at=given.at, **why)  # type: ignore[arg-type]
    review.settle_hiding(given.session, petition, by=given.cast.hao, consent=True, at=given.at)
    given.session.commit()
    return petition
