"""The public pages in every stage: what they say, and that they are the same for everyone."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.petition import moves
from app.petition.lifecycle import Move
from app.petition.models import Petition
from app.propose import actions as propose
from app.respond import actions as respond
from app.respond.models import Outcome
from app.review import actions as review
from app.review.rules import HideGround
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given
from tests.web.markup import check, untranslated

WORDS = "公園飲水機水質檢驗數據每週上網公開"
REASON = "需要與地方政府確認實施期程，因此展延。"


def in_review(given: Given) -> Petition:
    return given.a_petition_in_review()


def overdue_review(given: Given) -> Petition:
    return given.a_petition_in_review(at=given.at - timedelta(days=10))


def refused(given: Given) -> Petition:
    return given.a_refused_petition()


def opens_tomorrow(given: Given) -> Petition:
    return given.an_open_petition(days=0)


def endorsing(given: Given) -> Petition:
    return given.an_open_petition(endorsements=137)


def nearly_there(given: Given) -> Petition:
    return given.an_open_petition(endorsements=4_100)


def established_and_endorsing(given: Given) -> Petition:
    return given.an_established_petition()


def not_reached(given: Given) -> Petition:
    petition = given.an_open_petition(endorsements=12, days=70)
    ended = petition.endorse_until
    moves.make(given.session, petition, Move.LAPSE, at=ended, role=Role.CLOCK, facts={"endorsements": 12}, closed_at=ended)  # type: ignore[arg-type]
    return petition


def ended_but_not_recorded(given: Given) -> Petition:
    return given.an_open_petition(endorsements=12, days=70)


def withdrawn(given: Given) -> Petition:
    petition = given.an_open_petition(endorsements=12)
    propose.withdraw(given.session, petition, by=given.cast.mei, at=given.at)
    return petition


def planned(given: Given) -> Petition:
    return given.a_planned_petition()


def extended(given: Given) -> Petition:
    petition = given.an_established_petition()
    actor = {"by": given.cast.wu, "agency": given.cast.finance}
    respond.extend(given.session, petition, **actor, reason=REASON, workdays=WORKDAYS, at=given.at)  # type: ignore[arg-type]
    return petition


def overdue_answer(given: Given) -> Petition:
    return given.an_established_petition(days=120, threshold_days_ago=100)


def answered(given: Given) -> Petition:
    return given.an_answered_petition(Outcome.ADOPTED, Outcome.NOT_ADOPTED)


def under_study(given: Given) -> Petition:
    return given.an_answered_petition(Outcome.ADOPTED, Outcome.UNDER_STUDY)


def closed(given: Given) -> Petition:
    petition = given.an_answered_petition()
    moves.make(given.session, petition, Move.CLOSE, at=given.at, role=Role.CLOCK, closed_at=given.at)
    return petition


STATES: dict[Callable[[Given], Petition], list[str]] = {
    in_review: ["檢核中，還不能附議"],
    overdue_review: ["檢核逾期3個工作天", "逾期不會使提議失效"],
    refused: ["不進入附議：不屬於行政院所屬機關的業務", "請向所在地縣市政府交通局反映", "申訴一次"],
    opens_tomorrow: ["2026年3月3日（二）零時開放附議", "到2026年5月1日（五）23:59截止"],
    endorsing: ["我要附議", "4,863", "附議曲線", "2026年4月21日（二）23:59"],
    nearly_there: ["快達標", "還差900人就成案"],
    established_and_endorsing: ["已成案，等待財政部回應", "我也附議", "2026年4月27日（一）23:59"],
    not_reached: ["附議期間結束，未成案", "60天內有12人附議，門檻是5,000人"],
    ended_but_not_recorded: ["正在確認最後的人數"],
    withdrawn: ["提議者已撤案"],
    planned: ["公布處理規劃", "先盤點系統"],
    extended: ["回應期限展延到", REASON, "（已展延）"],
    overdue_answer: ["回應逾期39天", "沒有完成，逾期"],
    answered: ["機關回應", "同意參採", "不予採納", "完成新版系統上線"],
    under_study: ["部分訴求還在研議", "納入研議", "每6個月公布一次進度"],
    closed: ["已結案", "部分參採"],
}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_petition_says_where_it_stands(given: Given, client: FlaskClient, state: Callable[[Given], Petition]) -> None:
    petition = state(given)
    given.session.commit()
    for prefix in ("", "/en"):
        answer = client.get(f"{prefix}/petitions/{petition.number}")
        assert answer.status_code == 200
        check(answer.text)
        if prefix:
            assert untranslated(answer.text) == []
    page = client.get(f"/petitions/{petition.number}").text
    assert [words for words in STATES[state] if words not in page] == []


@pytest.mark.parametrize("state", [in_review, refused, not_reached, withdrawn, ended_but_not_recorded], ids=lambda state: state.__name__)
def test_what_is_not_open_cannot_be_endorsed_from_its_page(given: Given, client: FlaskClient, state: Callable[[Given], Petition]) -> None:
    petition = state(given)
    given.session.commit()
    assert f"/petitions/{petition.number}/endorse" not in client.get(f"/petitions/{petition.number}").text


def test_hidden_and_unknown_are_not_found(given: Given, client: FlaskClient) -> None:
    petition = given.a_petition_in_review()
    why = {"ground": HideGround.PERSONAL_DATA, "explanation": "內文寫出他人的住址與電話號碼。"}
    review.propose_hiding(given.session, petition, by=given.cast.lin, at=given.at, **why)  # type: ignore[arg-type]
    review.settle_hiding(given.session, petition, by=given.cast.hao, consent=True, at=given.at)
    given.session.commit()
    for path in (
        f"/petitions/{petition.number}",
        f"/petitions/{petition.number}.json",
        "/petitions/999-99999",
        "/petitions/999-99999.json",
    ):
        assert client.get(path).status_code == 404
    assert petition.title not in client.get("/petitions").text
    assert client.get("/petitions.json").get_json()["total"] == 0
    check(client.get("/petitions/999-99999").text)


PATHS = ["/", "/?list=near", "/?list=closing", "/?list=newest", "/petitions", "/petitions?q=報稅", "/petitions?stage=answered", "/rules"]


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_sound_empty_and_full_in_both_languages(given: Given, client: FlaskClient, path: str) -> None:
    for filled in (False, True):
        if filled:
            given.an_open_petition(endorsements=4_500)
            given.an_answered_petition(by=given.cast.bo, title=WORDS)
            given.session.commit()
        for prefix in ("", "/en"):
            answer = client.get(prefix + path)
            assert answer.status_code == 200, answer.text[-800:]
            page = check(answer.text)
            assert page.language == ("en" if prefix else "zh-Hant-TW")
            assert not prefix or untranslated(answer.text) == []


@pytest.mark.parametrize("path", ["/", "/petitions", "/rules", "/petitions.json", "/petitions/{number}", "/petitions/{number}.json"])
def test_public_pages_are_the_same_for_everyone(given: Given, client: FlaskClient, path: str) -> None:
    petition = given.an_open_petition(endorsements=3)
    given.session.commit()
    path = path.format(number=petition.number)
    client.set_cookie("gongyi", "somebody")
    answer = client.get(path, headers={"Cookie": "gongyi=somebody"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert "csrf" not in answer.text
    assert answer.headers["Cache-Control"] == "public, max-age=10"
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_home_counts_by_stage_and_lists_by_the_published_orders(given: Given, client: FlaskClient, session: Session) -> None:
    near = given.an_open_petition(endorsements=4_200, title="離島交通船與公車月票整合成單一票證")
    fresh = given.an_open_petition(by=given.cast.bo, endorsements=40, days=1, title=WORDS)
    given.a_petition_in_review(by=given.cast.kai, at=given.at - timedelta(days=9))
    session.commit()
    page = client.get("/").text
    assert "逾期1件" in page
    assert page.index("附議中") < page.index("機關回應中") < page.index("已回應")
    newest = client.get("/?list=newest").text
    cards = newest[newest.index('id="lists"') :]
    assert cards.index(fresh.number) < cards.index(near.number)
    only_near = client.get("/?list=near").text
    cards = only_near[only_near.index('id="lists"') : only_near.index('id="answers"')]
    assert near.number in cards
    assert fresh.number not in cards
    assert client.get("/?list=mine").status_code == 404


def test_search_finds_words_of_two_characters(given: Given, client: FlaskClient) -> None:
    tax = given.an_open_petition(endorsements=1)
    water = given.an_open_petition(by=given.cast.bo, endorsements=2, title=WORDS, demands=("各級政府應每週公開水質檢驗數據。",))
    given.session.commit()
    assert numbers(client, q="水質") == [water.number]
    assert numbers(client, q="報稅") == [tax.number]
    assert numbers(client, q="水質 上網") == [water.number]
    assert numbers(client, q="石虎") == []
    assert numbers(client, q="，") == []
    assert "沒有找到提議" in client.get("/petitions?q=石虎").text


def test_filters_narrow_and_can_be_taken_off(given: Given, client: FlaskClient) -> None:
    one = given.an_open_petition(endorsements=1)
    late = given.an_established_petition(by=given.cast.bo, days=120, threshold_days_ago=100, title=WORDS, topic="environment")
    given.session.commit()
    assert numbers(client, stage="endorsing") == [one.number]
    assert numbers(client, late="yes") == [late.number]
    assert numbers(client, topic="environment") == [late.number]
    assert numbers(client, agency=given.cast.finance.code, sort="most") == [late.number, one.number]
    assert numbers(client, agency=given.cast.transport.code) == []
    assert numbers(client, sort="closing")[0] == one.number
    page = client.get("/petitions?stage=endorsing&topic=finance").text
    assert 'href="/petitions?topic=finance"' in page
    assert 'href="/petitions?stage=endorsing"' in page


@pytest.mark.parametrize("query", ["stage=hidden", "stage=x", "topic=x", "sort=x", "late=1", "page=0", "page=x", "page=²"])
def test_a_filter_that_means_nothing_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/petitions.json?{query}")
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert client.get(f"/petitions?{query}").status_code == 422


def test_pages_follow_one_another(given: Given, client: FlaskClient) -> None:
    for no in reversed(range(21)):
        given.a_refused_petition(at=given.at - timedelta(days=no * 31), title=f"第{no}個關於公園飲水機的提議")
    given.session.commit()
    first, second = client.get("/petitions?q=飲水機").text, client.get("/petitions?q=飲水機&page=2").text
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert numbers(client, q="飲水機") != numbers(client, q="飲水機", page="2")
    assert len(numbers(client, q="飲水機", page="2")) == 1
    assert client.get("/petitions?page=3").status_code == 404


def test_the_clock_opens_and_closes_without_any_job(given: Given, client: FlaskClient, clock: HandClock) -> None:
    petition = given.an_open_petition(days=0)
    given.session.commit()
    here, act = f"/petitions/{petition.number}", f'action="/petitions/{petition.number}/endorse"'
    assert act not in client.get(here).text
    clock.advance(days=1)
    assert act in client.get(here).text
    clock.advance(days=60)
    assert act not in client.get(here).text


def numbers(client: FlaskClient, **query: str) -> list[str]:
    return [row["number"] for row in client.get("/petitions.json", query_string=query).get_json()["petitions"]]


def test_text_is_packed_and_files_are_kept_by_their_hash(client: FlaskClient) -> None:
    plain, packed = client.get("/"), client.get("/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    address, *_ = re.findall(r'rel="stylesheet" href="(/static/[^"]+)"', plain.text)
    style = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert style.headers["Cache-Control"] == "public, immutable, max-age=31536000"
    assert len(style.data) < 13_000
    assert gzip.decompress(style.data) == client.get(address).data
    assert "immutable" not in client.get("/static/app.css?v=other").headers.get("Cache-Control", "")
