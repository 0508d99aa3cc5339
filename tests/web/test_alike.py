"""Links between petitions, side by side, merging by consent, and moving an endorsement, as pages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.endorse import tally
from app.kernel.secrets import Keyring
from app.petition import links, merging
from app.petition.lifecycle import Stage
from app.petition.links import Relation
from app.petition.models import Petition
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, Given
from tests.web.markup import check
from tests.web.visits import Visit

Pair = tuple[Petition, Petition]


@pytest.fixture
def pair(given: Given, cast: Cast) -> Pair:
    """Mei's and Bo's."""
    return given.an_open_petition(endorsements=30), given.an_open_petition(by=cast.bo, title=OTHER_TITLES[0], endorsements=20)


@pytest.fixture
def lin(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.lin, strong=True)


def same(session: Session, given: Given, pair: Pair) -> None:
    links.link(session, *pair, relation=Relation.SAME, by=given.cast.lin, at=given.at)
    session.commit()


def merge(session: Session, given: Given, pair: Pair) -> None:
    same(session, given, pair)
    merging.offer(session, pair[0], into=pair[1], by=given.cast.mei, role=Role.PROPOSER, at=given.at)
    merging.consent(session, merging.offers(session, pair[1], at=given.at)[0], by=given.cast.bo, at=given.at)
    session.commit()


def test_a_moderator_states_a_relation_and_takes_it_back(lin: Visit, client: FlaskClient, pair: Pair) -> None:
    one, other = pair
    path = f"/moderate/{one.number}/links"
    check(lin.get(path).text)
    assert path in lin.get(f"/moderate/{one.number}").text
    assert lin.post(path, {"other": f" {other.number.lower()} ", "relation": "opposite"}).status_code == 303
    check(lin.follow().text)
    assert "兩件的頁面都看得到" in lin.page.text and "主張相反" in lin.page.text  # type: ignore[union-attr]
    late = lin.post(path, {"other": other.number, "relation": "opposite"})
    assert late.status_code == 409 and other.number in late.text
    for mine, theirs in (pair, pair[::-1]):
        page = client.get(f"/petitions/{mine.number}").text
        check(page)
        assert "主張相反" in page and f"/petitions/{one.number}/beside/{other.number}" in page
        assert f"標明和{theirs.number}的關係" in page
        assert client.get(f"/petitions/{mine.number}.json").get_json()["links"] == [{"number": theirs.number, "relation": "opposite"}]
    assert lin.post(f"{path}/{other.number}/remove").status_code == 303
    assert lin.post(f"{path}/{other.number}/remove").status_code == 409
    assert client.get(f"/petitions/{one.number}/beside/{other.number}").status_code == 404


@pytest.mark.parametrize(("fields", "said"), [
    ({"other": "", "relation": "same"}, "請填另一件提議的案號"),
    ({"other": "P-2020-0001", "relation": "same"}, "找不到這個案號"),
    ({"other": "itself", "relation": "same"}, "不是這一件"),
    ({"other": "other", "relation": "like"}, "請選擇兩件提議的關係"),
])  # fmt: skip
def test_a_relation_that_says_nothing_is_asked_again(lin: Visit, pair: Pair, fields: dict[str, str], said: str) -> None:
    numbers = {"itself": pair[0].number, "other": pair[1].number}
    typed = fields | {"other": numbers.get(fields["other"], fields["other"])}
    answer = lin.post(f"/moderate/{pair[0].number}/links", typed)
    check(answer.text)
    assert answer.status_code == 422 and said in answer.text
    assert f'value="{typed["other"]}"' in answer.text


def test_two_stand_side_by_side_in_the_order_of_their_numbers(client: FlaskClient, session: Session, given: Given, pair: Pair) -> None:
    one, other = pair
    links.link(session, other, one, relation=Relation.OPPOSITE, by=given.cast.lin, at=given.at)
    session.commit()
    assert client.get(f"/petitions/{other.number}/beside/{one.number}").headers["Location"].endswith(f"/{one.number}/beside/{other.number}")
    answer = client.get(f"/petitions/{one.number}/beside/{other.number}")
    check(answer.text)
    assert "Set-Cookie" not in answer.headers and "public" in answer.headers["Cache-Control"]
    first, second = (answer.text.index(f'id="side-{no}"') for no in (1, 2))
    for petition, since, until in ((one, first, second), (other, second, len(answer.text))):
        part = answer.text[since:until]
        assert petition.title in part and petition.reasons in part and all(demand.text in part for demand in petition.demands)
        assert f"<b>{petition.endorsements}</b>" in part and "每週新增與累計的附議人數" in part
    assert "Two petitions side by side" in client.get(f"/en/petitions/{one.number}/beside/{other.number}").text


def test_two_proposers_agree_on_their_own_pages(
    app: Flask, cast: Cast, session: Session, given: Given, pair: Pair, client: FlaskClient
) -> None:
    mei, bo = Visit(app).enter(cast.mei), Visit(app).enter(cast.bo)
    mine, theirs = (f"/me/{petition.number}/merge" for petition in pair)
    assert "現在沒有可以併案的提議" in mei.get(mine).text
    same(session, given, pair)
    assert mine in mei.get(f"/me/{pair[0].number}").text
    check(mei.get(mine).text)
    assert mei.post(mine, {"pair": "mine"}).status_code == 422
    assert mei.post(mine, {"pair": f"mine:{pair[1].number}"}).status_code == 303
    assert "等另一位提議者決定" in mei.follow().text
    assert mei.post(mine, {"pair": f"theirs:{pair[1].number}"}).status_code == 409
    assert "等你決定" in bo.get("/me").text
    check(bo.get(theirs).text)
    offer = merging.offers(session, pair[0], at=given.at)[0].offer.id
    assert mei.post(f"{theirs}/{offer}", {"act": "consent"}).status_code == 404
    assert bo.post(f"{theirs}/{offer}", {"act": "consent"}).status_code == 303
    assert "已經併案" in bo.follow().text
    assert bo.post(f"{theirs}/{offer}", {"act": "decline"}).status_code == 409
    page = client.get(f"/petitions/{pair[0].number}").text
    check(page)
    assert "已併入另一件提議" in page and f"/petitions/{pair[0].number}/move" in page and "我要附議" not in page
    assert "已併入這件" in client.get(f"/petitions/{pair[1].number}").text
    assert client.get(f"/petitions/{pair[0].number}.json").get_json()["merged_into"] == pair[1].number
    assert "不再接受附議" in mei.get(f"/me/{pair[0].number}").text


def test_a_proposer_says_no(app: Flask, cast: Cast, session: Session, given: Given, pair: Pair, lin: Visit) -> None:
    same(session, given, pair)
    assert lin.post(f"/moderate/{pair[0].number}/links/{pair[1].number}/merge").status_code == 303
    assert "在等提議者決定" in lin.follow().text
    assert lin.post(f"/moderate/{pair[0].number}/links/{pair[1].number}/merge").status_code == 409
    offer = merging.offers(session, pair[0], at=given.at)[0].offer.id
    bo = Visit(app).enter(cast.bo)
    assert bo.post(f"/me/{pair[1].number}/merge/{offer}", {"act": "decline"}).status_code == 303
    assert "兩件照常進行" in bo.follow().text
    session.expire_all()
    assert pair[0].stage is Stage.ENDORSING


def test_an_endorser_moves_by_one_button(
    app: Flask, cast: Cast, session: Session, keys: Keyring, given: Given, pair: Pair, clock: HandClock
) -> None:
    endorse.cast(session, ballots.ballot(session, pair[0].number, cast.kai.id), keys=keys, at=given.at)
    merge(session, given, pair)
    path = f"/petitions/{pair[0].number}/move"
    assert Visit(app).get(path).status_code == 303
    kai, hao = Visit(app).enter(cast.kai), Visit(app).enter(cast.hao)
    check(kai.get(path).text)
    assert "改為附議這件" in kai.page.text  # type: ignore[union-attr]
    before = tally.live(session, pair[1])
    assert kai.post(path).headers["Location"] == f"/petitions/{pair[1].number}/endorsed"
    assert tally.live(session, pair[1]) == before + 1
    again = kai.post(path)
    assert again.status_code == 409 and "已經附議" in again.text
    assert "不用再做什麼" in kai.get(path).text
    assert "你沒有附議過原來的提議" in hao.get(path).text
    assert hao.post(path).status_code == 409
    assert tally.live(session, pair[1]) == before + 1
    assert path in kai.get(f"/petitions/{pair[0].number}/mine").text
    assert path in kai.get(f"/petitions/{pair[0].number}/endorse").text
    assert kai.get(f"/petitions/{pair[1].number}/move").status_code == 409
