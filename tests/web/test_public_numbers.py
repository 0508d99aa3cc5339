"""Figures of the platform and its agencies: counted from the record, in time and late, with small numbers marked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.endorse import figures as endorsing
from app.endorse.models import EndorsementHour
from app.petition import mergers
from app.petition.models import Assignment, Part
from app.respond import agencies, figures
from app.respond.models import Outcome
from app.review import figures as reviewing
from app.review.rules import Ground
from app.web.public import numbers
from tests.given import WORKDAYS, Given
from tests.web.markup import check, untranslated

TITLES = ("公園飲水機水質檢驗數據每週上網公開", "離島交通船與公車月票整合成單一票證", "路口行人穿越道全面設置有聲號誌設備")


def test_reviews_count_by_the_decision_that_stands(given: Given, session: Session) -> None:
    assert reviewing.punctuality(session, workdays=WORKDAYS) == reviewing.Punctuality(0, 0, None)
    given.an_open_petition()
    given.a_refused_petition(by=given.cast.bo, title=TITLES[0])
    given.a_petition_in_review(by=given.cast.kai, title=TITLES[1])
    found = reviewing.punctuality(session, workdays=WORKDAYS)
    assert (found.decided, found.in_time, found.percent) == (2, 2, 100)
    assert found.median_workdays is not None
    counted = {ground.code: number for ground, number in reviewing.refusals(session)}
    assert list(counted) == list(Ground) and counted[Ground.NOT_CENTRAL] == sum(counted.values()) == 1


def test_a_late_review_is_late(given: Given, session: Session) -> None:
    petition = given.an_open_petition()
    assert petition.admitted_at is not None
    petition.review_due_at = petition.admitted_at
    session.flush()
    assert reviewing.punctuality(session, workdays=WORKDAYS).in_time == 0


@pytest.mark.parametrize(
    ("took", "median"), [([], None), ([(1, 1)], 1), ([(1, 1), (3, 1)], 1), ([(0, 2), (1, 1), (5, 4)], 5), ([(2, 3), (9, 2)], 2)]
)
def test_the_median_is_the_value_in_the_middle(took: list[tuple[int, int]], median: int | None) -> None:
    assert reviewing._median(took) == median


def test_endorsements_add_up(given: Given, session: Session) -> None:
    assert endorsing.sums(session) == endorsing.Sums(0, 0)
    petition = given.an_open_petition()
    before = endorsing.sums(session)
    session.add(EndorsementHour(petition_id=petition.id, hour=given.at - timedelta(hours=30), endorsed=40, taken_back=3))
    session.flush()
    after = endorsing.sums(session)
    assert (after.endorsed - before.endorsed, after.taken_back - before.taken_back) == (40, 3)
    assert after.counted == after.endorsed - after.taken_back


def test_an_agency_stands_by_what_it_leads(given: Given, session: Session) -> None:
    given.an_answered_petition(Outcome.ADOPTED, Outcome.NOT_ADOPTED)
    given.an_established_petition(by=given.cast.bo, days=120, threshold_days_ago=100, title=TITLES[0])
    given.an_open_petition(by=given.cast.kai, title=TITLES[1])
    (finance,) = agencies.standings(session, at=given.at)
    assert finance.agency.code == given.cast.finance.code
    assert (finance.gathering, finance.awaiting, finance.answered, finance.overdue) == (1, 1, 1, 1)
    assert finance.is_few
    assert finance.percent == 100
    assert finance.decided.outcomes[Outcome.NOT_ADOPTED] == 1
    assert agencies.standings(session, at=given.at, code="X") == []
    (transport,) = agencies.standings(session, at=given.at, code=given.cast.transport.code)
    assert set(transport.decided.outcomes.values()) == {0} and transport.decided.existing == 0


def test_a_co_agency_is_not_asked_to_answer(given: Given, session: Session, client: FlaskClient) -> None:
    petition = given.an_established_petition()
    session.execute(update(Assignment).where(Assignment.petition_id == petition.id).values(part=Part.CO_AGENCY))
    session.commit()
    (finance,) = agencies.standings(session, at=given.at, code=given.cast.finance.code)
    assert (finance.awaiting, finance.overdue) == (0, 0)
    page = client.get(f"/agencies/{given.cast.finance.code}").text
    assert page.index("協辦的提議") < page.index(petition.title)


def test_what_an_agency_leads_is_shown_whatever_it_helps_with(
    given: Given, session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "SHOWN", 1)
    led = given.an_established_petition(days=30)
    helped = given.an_established_petition(by=given.cast.bo, title=TITLES[0], days=20)
    session.execute(update(Assignment).where(Assignment.petition_id == helped.id).values(part=Part.CO_AGENCY))
    session.commit()
    page = client.get(f"/agencies/{given.cast.finance.code}").text
    assert page.index(led.title) < page.index("協辦的提議") < page.index(helped.title)


def test_what_a_merged_agency_decided_stays_in_the_table(given: Given, session: Session) -> None:
    given.an_answered_petition(Outcome.ADOPTED, Outcome.UNDER_STUDY)
    cast = given.cast
    mergers.merge(session, given.keys, cast.finance, cast.transport, instrument="組織法", by=cast.ann, at=given.at)
    session.expire_all()
    found = agencies.standings(session, at=given.at)
    assert sum(sum(row.decided.outcomes.values()) for row in found) == sum(figures.outcomes(session).values()) == 2


def test_the_pages_say_it_with_tables_and_pictures(given: Given, client: FlaskClient) -> None:
    given.an_answered_petition(Outcome.ADOPTED, Outcome.UNDER_STUDY)
    given.an_established_petition(by=given.cast.bo, days=120, threshold_days_ago=100, title=TITLES[0])
    given.a_refused_petition(by=given.cast.kai, title=TITLES[1])
    given.session.commit()
    code = given.cast.finance.code
    for path, words in {
        "/transparency": ['回應逾期<span class="n">1</span>', "如期回應", "100%", "不屬於行政院所屬機關的業務", "附議減去收回"],
        "/agencies": [f'href="/agencies/{code}"', "財政部", "＊", "tag--solid-bad"],
        f"/agencies/{code}": ["財政部", "Ministry of Finance", "等待回應", "參採情形", "已回應的少於5件"],
    }.items():
        page = client.get(path).text
        assert [word for word in words if word not in page] == [], path
        check(page)
        english = client.get(f"/en{path}").text
        check(english)
        assert untranslated(english) == []
        if path != "/agencies":
            assert '<svg class="split"' in page


def test_an_unknown_agency_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/agencies/A00000000X")
    assert answer.status_code == 404
    assert "找不到這個機關" in answer.text
