"""Pages of the milestones, the proposer's reply, ratings and survey: what they show, keep and refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Person
from app.petition.lifecycle import Move
from app.petition.models import Petition
from app.rate import surveys
from app.respond import milestones
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.rate.given import endorsed_by, rated, surveyed
from tests.web.markup import check, untranslated
from tests.web.visits import Visit

Enter = Callable[[Person], Visit]
REASON = "本案已在另一場公聽會處理，不另外規劃。"


@pytest.fixture
def enter(app: Flask) -> Enter:
    return lambda person: Visit(app).enter(person, strong=True)


@pytest.fixture
def answered(given: Given, cast: Cast, clock: HandClock) -> Petition:
    """Answered six minutes ago, endorsed by Bo."""
    petition = given.an_established_petition()
    endorsed_by(given, petition, cast.bo)
    given.answered(petition)
    given.session.commit()
    clock.advance(minutes=6)
    return petition


def test_an_officer_leaves_a_milestone_out_with_a_reason(enter: Enter, given: Given, cast: Cast, client: FlaskClient) -> None:
    petition = given.an_established_petition()
    given.session.commit()
    wu, path = enter(cast.wu), f"/desk/{petition.number}/do/skip-plan"
    assert "不辦理「公布處理規劃」" in wu.get(f"/desk/{petition.number}").text
    check(wu.get(path).text)
    answer = wu.post(path, {"text": "不用"})
    assert answer.status_code == 422 and "不用</textarea>" in answer.text
    assert wu.post(path, {"text": REASON}).status_code == 303
    page = client.get(f"/petitions/{petition.number}").text
    assert "說明不辦理：公布處理規劃" in page and REASON in page
    late = wu.post(path, {"text": REASON})
    assert late.status_code == 409 and REASON in late.text
    assert client.get(f"/petitions/{petition.number}.json").get_json()["milestones"][0]["state"] == "skipped"


def test_the_proposer_replies_once_after_a_preview(enter: Enter, answered: Petition, cast: Cast, client: FlaskClient) -> None:
    mei, path, text = enter(cast.mei), f"/me/{answered.number}/answer", "第一項回答到了，第二項沒有。"
    assert path in mei.get(f"/me/{answered.number}").text
    check(mei.get(path).text)
    page = mei.post(path, {"text": text, "act": "preview"}).text
    check(page)
    assert "公開後的樣子" in page and text not in client.get(f"/petitions/{answered.number}").text
    assert mei.post(path, {"text": "", "act": "publish"}).status_code == 422
    mei.get(path)
    assert mei.post(path, {"text": text, "act": "publish"}).status_code == 303
    public = client.get(f"/petitions/{answered.number}").text
    check(public)
    assert text in public and "提議者的回覆" in public
    assert client.get(f"/petitions/{answered.number}.json").get_json()["reply"]["text"] == text
    assert mei.get(path).status_code == 409
    again = mei.post(path, {"text": "再說一次。", "act": "publish"})
    assert again.status_code == 409 and "再說一次。" in again.text


def test_an_endorser_rates_and_changes_it(enter: Enter, answered: Petition, cast: Cast) -> None:
    bo, path = enter(cast.bo), f"/petitions/{answered.number}/rate"
    check(bo.get(path).text)
    wrong = bo.post(path, {"addressed": "4"})
    assert wrong.status_code == 422 and "這一題還沒有選" in wrong.text and "checked" in wrong.text
    assert bo.post(path, {"addressed": "4", "agrees": "2"}).status_code == 303
    page = bo.follow().text
    assert "已經記下你的評分" in page and "修改評分" in page and page.count("checked") == 2
    kai = enter(cast.kai)
    assert "附議過這件提議的人才能評分" in kai.get(path).text
    assert kai.post(path, {"addressed": "4", "agrees": "2"}).status_code == 403


def test_ratings_are_public_from_thirty_on(answered: Petition, given: Given, client: FlaskClient, cast: Cast) -> None:
    path = f"/petitions/{answered.number}/ratings"
    rated(given, answered, [(5, 1)] * 29)
    given.session.commit()
    page = client.get(path).text
    check(page)
    assert "還不到30人" in page
    assert client.get(f"/petitions/{answered.number}.json").get_json()["ratings"] is None
    assert client.get(path + ".csv").text.count("\n") == 1
    rated(given, answered, [(5, 1)])
    surveyed(given, answered, [(4, 3, 2)] * 30, text="寫得很清楚。")
    given.session.commit()
    page = client.get(path).text
    check(page)
    assert "平均5.0（1到5），共30人。" in page and "寫得很清楚" not in page
    row = client.get(f"/petitions/{answered.number}.json").get_json()
    assert row["ratings"] == {
        "people": 30,
        "addressed": {"1": 0, "2": 0, "3": 0, "4": 0, "5": 30},
        "agrees": {"1": 30, "2": 0, "3": 0, "4": 0, "5": 0},
    }
    assert row["survey"]["fair"] == {"1": 0, "2": 30, "3": 0, "4": 0, "5": 0}
    assert client.get(path + ".csv").text.count("\n") == 6
    check(client.get(f"/agencies/{cast.finance.code}/ratings").text)
    assert client.get("/agencies/ratings.json").get_json()["agencies"][0]["ratings"]["people"] == 30
    assert f"{cast.finance.code},survey,30,fair,0,30,0,0,0" in client.get("/agencies/ratings.csv").text


def test_administrators_find_what_people_wrote(enter: Enter, answered: Petition, given: Given, cast: Cast) -> None:
    ann = enter(cast.ann)
    assert "還沒有人回答" in ann.get("/admin/opinions").text
    surveyed(given, answered, [(4, 3, 2)] * 2)
    surveyed(given, answered, [(1, 1, 1)], text="等太久了。")
    given.session.commit()
    page = ann.get("/admin/opinions").text
    check(page)
    assert "3人回答" in page and "1人寫了意見" in page and f'href="/admin/opinions/{answered.number}"' in page
    page = ann.get(f"/admin/opinions/{answered.number}").text
    check(page)
    assert "等太久了。" in page and "還不到30人" in page
    assert untranslated(ann.get("/en/admin/opinions").text) == []
    assert ann.get("/admin/opinions?page=2").status_code == 404
    assert ann.get("/admin/opinions?page=x").status_code == 422
    assert enter(cast.lin).get("/admin/opinions").status_code == 403


def test_what_people_wrote_is_for_the_desk_and_the_moderators(enter: Enter, answered: Petition, given: Given, cast: Cast) -> None:
    surveyed(given, answered, [(4, 3, 2)], text="寫得很清楚。")
    given.session.commit()
    path = f"/desk/{answered.number}/ratings"
    page = enter(cast.wu).get(path).text
    check(page)
    assert "寫得很清楚。" in page
    assert enter(cast.chen).get(path).status_code == 404
    moderate = f"/moderate/{answered.number}"
    assert f'href="{moderate}/opinions"' in enter(cast.lin).get(moderate).text
    page = enter(cast.lin).get(f"{moderate}/opinions").text
    check(page)
    assert "寫得很清楚。" in page
    assert enter(cast.wu).get(f"{moderate}/opinions").status_code == 403


def test_the_survey_by_its_link(app: Flask, client: FlaskClient, answered: Petition, given: Given) -> None:
    path = f"/survey/{surveys.token(given.keys, petition_id=answered.id, address_hash=b'1' * 32)}"
    page = client.get(path)
    check(page.text)
    assert page.headers["Cache-Control"] == "private, no-store" and "Set-Cookie" not in page.headers
    wrong = client.post(path, data={"answered": "5", "fair": "9", "text": "看不懂第二頁。"})
    assert wrong.status_code == 422 and "看不懂第二頁。" in wrong.text
    assert client.post(path, data={"answered": "5", "understandable": "1", "fair": "3", "text": "看不懂第二頁。"}).status_code == 303
    page = client.get(path + "?done=1")
    assert "已經記下你的回答" in page.text and page.text.count("checked") == 3 and "看不懂第二頁。" in page.text


def test_a_milestone_missed_and_one_done_late_are_told_apart(given: Given, cast: Cast, client: FlaskClient, clock: HandClock) -> None:
    petition = given.an_established_petition(threshold_days_ago=16)
    milestones.skip(given.session, petition, by=cast.wu, agency=cast.finance, milestone=Move.CONTACT, reason=REASON, at=clock.at)
    given.session.commit()
    clock.at += timedelta(days=1)
    plan, contact = client.get(f"/petitions/{petition.number}.json").get_json()["milestones"]
    assert (plan["state"], plan["late_days"], plan["done_at"]) == ("missed", 10, None)
    assert (contact["state"], contact["late_days"], contact["reason"]) == ("missed", 2, REASON)
