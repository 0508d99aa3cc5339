"""Lists: published orders, what is overdue, and a search that finds words of two characters."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.petition import lists
from app.petition.lifecycle import Stage
from app.petition.lists import Order, Wanted
from app.petition.topics import Topic
from tests.given import Given

WATER = "公園飲水機水質檢驗數據每週上網公開"
FERRY = "離島交通船與公車月票整合成單一票證"


def found(session: Session, given: Given, **wanted: object) -> list[str]:
    page = lists.search(session, Wanted(**wanted), at=given.at, page=1, size=20)  # type: ignore[arg-type]
    assert page.total == len(page.petitions)
    return [petition.title for petition in page.petitions]


def test_one_spelling_and_every_word_of_a_search_count(session: Session, given: Given) -> None:
    given.an_open_petition(title="臺鐵車廂的輪椅空間應可線上預訂", demands=("台鐵應開放輪椅席線上訂位。",))
    assert found(session, given, text="台鐵") == found(session, given, text="臺鐵") != []
    assert found(session, given, text="臺鐵 輪椅") != []
    assert found(session, given, text="臺鐵 單車") == []
    assert found(session, given, text="輪") != []
    assert found(session, given, text="鐵車廂的輪") != []
    assert found(session, given, text="廂車") == []


def test_a_word_in_the_title_counts_for_more(session: Session, given: Given) -> None:
    given.an_open_petition(by=given.cast.bo, title=FERRY, reasons="離島居民說水質也要一起公開，才知道碼頭的情形。")
    given.an_open_petition(title=WATER)
    assert found(session, given, text="水質") == [WATER, FERRY]


def test_orders_and_filters(session: Session, given: Given) -> None:
    given.an_open_petition(title=WATER, endorsements=9, days=40, topic=Topic.ENVIRONMENT)
    given.an_open_petition(by=given.cast.bo, title=FERRY, endorsements=20, days=3, topic=Topic.TRANSPORT)
    assert found(session, given, order=Order.NEWEST) == [FERRY, WATER]
    assert found(session, given, order=Order.MOST) == [FERRY, WATER]
    assert found(session, given, order=Order.CLOSING) == [WATER, FERRY]
    assert found(session, given, topic=Topic.TRANSPORT) == [FERRY]
    assert found(session, given, stages=(Stage.RESPONDING,)) == []
    assert [p.title for p in lists.closing(session, at=given.at, limit=1)] == [WATER]
    assert [p.title for p in lists.newest(session, at=given.at, limit=1)] == [FERRY]


def test_near_is_from_the_share_that_its_own_policy_names(session: Session, given: Given) -> None:
    near = given.an_open_petition(title=WATER, endorsements=4_000)
    given.an_open_petition(by=given.cast.bo, title=FERRY, endorsements=3_999)
    assert [p.id for p in lists.near(session, at=given.at, limit=5)] == [near.id]
    assert lists.near(session, at=given.at + timedelta(days=70), limit=5) == []


def test_what_is_late_is_late_by_the_clock(session: Session, given: Given) -> None:
    given.a_petition_in_review(title=WATER)
    given.an_established_petition(by=given.cast.bo, title=FERRY)
    assert lists.late_per_stage(session, at=given.at) == {}
    assert lists.late_per_stage(session, at=given.at + timedelta(days=5)) == {Stage.IN_REVIEW: 1}
    assert lists.late_per_stage(session, at=given.at + timedelta(days=70)) == {Stage.IN_REVIEW: 1, Stage.RESPONDING: 1}


def test_counts_name_every_stage(session: Session, given: Given) -> None:
    given.a_petition_in_review()
    counted = lists.per_stage(session)
    assert set(counted) == set(Stage)
    assert (counted[Stage.IN_REVIEW], counted[Stage.CLOSED]) == (1, 0)
    assert lists.per_topic(session) == [(Topic.FINANCE, 1)]
    assert [agency.code for agency in lists.agencies(session)] == ["A05000000E"]
