"""Dated updates of the proposer: who may post when and how often, and how one is taken from view (rule 9)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.kernel.db import sessions_for
from app.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from app.kernel.secrets import Keyring
from app.petition.models import Petition
from app.petition.text import digest, text_of
from app.propose import actions, updates
from app.propose.models import PetitionUpdate, RemovalGround
from tests.cast import assemble
from tests.conftest import HandClock
from tests.given import Given

TITLE, TEXT = "我們到部裡開了第一次會", "承辦人逐項聽了說明，下個月會再約一次。"


def post(given: Given, petition: Petition, *, key: UUID | None = None, days: float = 0, **changes: object) -> PetitionUpdate:
    words = {"title": TITLE, "text": TEXT, **changes}
    return updates.post(
        given.session, petition, by=given.cast.mei, key=key or uuid4(), at=given.at + timedelta(days=days), **words  # type: ignore[arg-type]
    )  # fmt: skip


def test_newest_first_and_never_in_the_frozen_text(given: Given) -> None:
    petition = given.an_open_petition()
    first = post(given, petition, title="  第一則  ")
    second = post(given, petition, days=1)
    assert updates.updates(given.session, petition) == [second, first]
    assert first.title == "第一則"
    assert digest(text_of(petition)) == petition.text_sha256


def test_only_the_proposer(given: Given) -> None:
    petition = given.an_open_petition()
    with pytest.raises(NotAllowed):
        updates.post(given.session, petition, by=given.cast.bo, key=uuid4(), title=TITLE, text=TEXT, at=given.at)


@pytest.mark.parametrize("situation", ["an_open_petition", "an_established_petition", "an_answered_petition"])
def test_from_admission_on(given: Given, situation: str) -> None:
    assert post(given, getattr(given, situation)()).removed_at is None


@pytest.mark.parametrize("situation", ["a_petition_in_review", "a_refused_petition"])
def test_not_before(given: Given, situation: str) -> None:
    petition = getattr(given, situation)()
    assert not updates.may_post(petition)
    with pytest.raises(Conflict, match=r"petition\.not_now"):
        post(given, petition)


def test_not_after_withdrawing(given: Given) -> None:
    petition = given.an_open_petition()
    actions.withdraw(given.session, petition, by=given.cast.mei, at=given.at)
    with pytest.raises(Conflict):
        post(given, petition)


def test_so_many_in_so_many_days(given: Given) -> None:
    petition = given.an_open_petition()
    policy = petition.policy
    for _ in range(policy.updates):
        post(given, petition)
    with pytest.raises(Conflict, match=r"update\.too_many"):
        post(given, petition, days=policy.updates_days - 0.01)
    assert post(given, petition, days=policy.updates_days)


def test_pressing_twice_posts_once(given: Given) -> None:
    petition, key = given.an_open_petition(), uuid4()
    assert post(given, petition, key=key).id == post(given, petition, key=key, title="另一個標題").id
    assert [row.title for row in updates.updates(given.session, petition)] == [TITLE]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"title": " "}, "title", "text.missing"),
        ({"text": ""}, "text", "text.missing"),
        ({"title": "題" * 61}, "title", "text.long"),
        ({"text": "文" * 1001}, "text", "text.long"),
        ({"text": "請打０９１２－３４５－６７８給我。"}, "read_over", "update.personal_data"),
    ],
)
def test_what_is_wrong(given: Given, changes: dict[str, str], field: str, code: str) -> None:
    petition = given.an_open_petition()
    with pytest.raises(Invalid) as refusal:
        post(given, petition, **changes)
    assert [(problem.field, problem.code) for problem in refusal.value.problems] == [(field, code)]
    assert updates.updates(given.session, petition) == []


def test_personal_data_after_reading_it_over(given: Given) -> None:
    assert post(given, given.an_open_petition(), text="活動詢問請寄office@example.org。", read_over=True)


def test_removed_with_a_ground_and_once(given: Given) -> None:
    petition = given.an_open_petition()
    posted = post(given, petition)
    updates.remove(given.session, posted, by=given.cast.lin, ground=RemovalGround.ADVERTISING, at=given.at)
    (left,) = updates.updates(given.session, petition)
    assert (left.removed_ground, left.removed_at) == (RemovalGround.ADVERTISING, given.at)
    with pytest.raises(Conflict):
        updates.remove(given.session, posted, by=given.cast.hao, ground=RemovalGround.ABUSIVE, at=given.at)
    assert left.removed_ground is RemovalGround.ADVERTISING
    with pytest.raises(NotFound):
        updates.one(given.session, given.an_open_petition(title="離島交通船與公車月票整合成單一票證"), posted.id)


def test_nobody_removes_their_own(given: Given) -> None:
    posted = post(given, given.an_open_petition())
    with pytest.raises(NotAllowed):
        updates.remove(given.session, posted, by=given.cast.mei, ground=RemovalGround.ABUSIVE, at=given.at)


def test_two_at_once_keep_the_limit(fresh_engine: Engine, keys: Keyring, clock: HandClock) -> None:
    sessions = sessions_for(fresh_engine)
    with sessions.begin() as session:
        given = Given(session, keys, assemble(session, keys, at=clock.at), clock.at)
        petition = given.an_open_petition()
        most, number, by = petition.policy.updates, petition.id, given.cast.mei.id

    def press(_: int) -> bool:
        with sessions.begin() as session:
            return _posted(session, number, by, clock)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(press, range(most + 4))) == most


def _posted(session: Session, petition_id: int, person_id: int, clock: HandClock) -> bool:
    petition = session.get_one(Petition, petition_id)
    by = session.get_one(Person, person_id)
    try:
        updates.post(session, petition, by=by, key=uuid4(), title=TITLE, text=TEXT, at=clock.at)
    except DomainError:
        return False
    return True
