"""The public table of agencies and everything that waits for them: established told from taken up, late without anybody's help."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from xml.etree import ElementTree

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, update
from sqlalchemy.orm import Session

from app.accounts import agencies as planted
from app.petition.models import Assignment
from app.respond import actions as respond
from app.respond import agencies, answers, waiting
from app.respond.models import Outcome
from tests.given import OTHER_TITLES, WORKDAYS, Given

ATOM = "{http://www.w3.org/2005/Atom}"


def lively(given: Given) -> None:
    """One established and answered, one that waits and is overdue, one taken up below the threshold."""
    given.an_answered_petition(Outcome.ADOPTED, Outcome.NOT_ADOPTED)
    given.an_established_petition(by=given.cast.bo, title=OTHER_TITLES[0], days=100, threshold_days_ago=90)
    early = given.an_open_petition(by=given.cast.kai, title=OTHER_TITLES[1], endorsements=120)
    cast = given.cast
    respond.take_up(given.session, early, by=cast.wu, agency=cast.finance, reason="已列入計畫。", workdays=WORKDAYS, at=given.at)
    given.session.commit()


def rows_of(client: FlaskClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(client.get(path).text.removeprefix("\ufeff"))))


def test_the_table_counts_each_thing_by_itself(given: Given, session: Session) -> None:
    lively(given)
    (finance,) = agencies.standings(session, at=given.at)
    assert (finance.established, finance.taken_up, finance.awaiting, finance.answered) == (2, 1, 2, 1)
    assert (finance.overdue, finance.most_overdue > 20) == (1, True)
    assert (finance.median_days, finance.longest_days) == (3, 3)
    assert finance.decided.outcomes[Outcome.ADOPTED] == finance.decided.outcomes[Outcome.NOT_ADOPTED] == 1
    assert finance.milestones == agencies.Kept(2, 0), "the overdue one owed a plan and a contact"


def test_the_same_figures_in_every_form(client: FlaskClient, given: Given) -> None:
    lively(given)
    assert "財政部" in client.get("/agencies").text
    assert client.get("/agencies?sort=overdue").status_code == 200
    assert client.get("/agencies?sort=luck").status_code == 422
    (row,) = client.get("/agencies.json").json["agencies"]
    (line,) = rows_of(client, "/agencies.csv")
    assert [str(row[name]) for name in ("established", "taken_up", "overdue")] == [line["established"], line["taken_up"], line["overdue"]]
    assert row["few"] is True
    assert (row["promises"], line["promises_kept"]) == (1, "0")
    one = client.get(f"/agencies/{given.cast.finance.code}.json").json
    assert [waits["established"] for waits in one["waiting"]] == [True, False]
    assert client.get("/agencies/X.json").status_code == 404


def test_what_waits_is_listed_overdue_first(client: FlaskClient, given: Given) -> None:
    lively(given)
    for path in ("/waiting", "/en/waiting"):
        page = client.get(path).text
        assert page.index(OTHER_TITLES[0]) < page.index(OTHER_TITLES[1])
    late, early = client.get("/waiting.json").json["waiting"]
    assert (late["days_overdue"] > 0, late["days_left"], late["days_waited"]) == (True, 0, 90)
    assert (early["days_overdue"], early["established"], early["agency_codes"]) == (0, False, [given.cast.finance.code])
    assert [row["number"] for row in rows_of(client, "/waiting.csv")] == [late["number"], early["number"]]
    assert client.get("/waiting?page=2").status_code == 404
    assert client.get("/waiting?page=x").status_code == 422


def test_the_feed_tells_what_was_answered_and_what_became_overdue(client: FlaskClient, given: Given) -> None:
    lively(given)
    both = {"answered", "overdue"}
    for asked, expected in (("", both), (f"?agency={given.cast.finance.code}", both), ("?agency=X", set())):
        feed = ElementTree.fromstring(client.get(f"/agencies.atom{asked}").data)
        assert {found.get("term") for found in feed.findall(f"{ATOM}entry/{ATOM}category")} == expected


def test_a_recalled_answer_is_no_news(given: Given, session: Session) -> None:
    petition = given.an_answered_petition()
    assert [one.happened for one in waiting.news(session, at=given.at, limit=9)] == ["answered"]
    answers.recall(session, petition, by=given.cast.wu, agency=given.cast.finance, at=given.at)
    assert waiting.news(session, at=given.at, limit=9) == []
    given.answered(petition)
    assert [one.happened for one in waiting.news(session, at=given.at, limit=9)] == ["answered"]


def test_as_many_questions_with_a_hundred_agencies(given: Given, session: Session, engine: Engine) -> None:
    lively(given)

    def questions() -> int:
        asked: list[object] = []
        note = lambda *args: asked.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        try:
            agencies.standings(session, at=given.at + timedelta(days=1))
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    questions()
    few = questions()
    planted.plant(session)
    assert questions() == few <= 7


def test_one_agencys_feed_is_not_pushed_out_by_what_others_do(given: Given, session: Session) -> None:
    own, other = (
        given.an_established_petition(by=by, title=title, days=120, threshold_days_ago=days)
        for by, title, days in ((given.cast.mei, OTHER_TITLES[0], 100), (given.cast.bo, OTHER_TITLES[1], 90))
    )
    others = update(Assignment).where(Assignment.petition_id == other.id).values(agency_id=given.cast.transport.id)
    session.execute(others)
    session.expire_all()
    found = waiting.news(session, at=given.at, limit=1, agency=given.cast.finance.code)
    assert [one.petition.number for one in found] == [own.number]


def test_the_feed_tells_of_progress_that_is_overdue(given: Given, session: Session) -> None:
    studied = given.an_answered_petition(Outcome.ADOPTED, Outcome.UNDER_STUDY)
    due = studied.follow_up_due_at
    assert due is not None
    assert [one.happened for one in waiting.news(session, at=due - timedelta(seconds=1), limit=9)] == ["answered"]
    found = waiting.news(session, at=due, limit=9)
    assert [(one.happened, one.at) for one in found] == [("overdue", due), ("answered", given.at)]
