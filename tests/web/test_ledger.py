"""The public ledger and the list of removals: pages, CSV, JSON, Atom; and the desk of the two people."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person, Role
from app.endorse import ledger, shortfalls
from app.endorse.models import Endorsement, Removal
from app.petition import links, merging, queries
from app.petition.links import Relation
from tests.announce.occasions import removed, restored, tells_the_tally, upheld
from tests.given import OTHER_TITLES, Given
from tests.web.visits import Visit

FILLED = {"begins": "2020-01-01 00:00", "rule": "同一分鐘, 來源「相同」的附議", "reason": "查證後不是各自附議。\n第二行。"}
ATOM = "{http://www.w3.org/2005/Atom}"


def seen_on(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def visit(app: Flask, person: Person) -> Visit:
    return Visit(app).enter(person, strong=True)


def test_the_ledger_adds_up_in_every_form(client: FlaskClient, given: Given) -> None:
    petition = removed(given, given.an_open_petition(endorsements=400))
    given.session.commit()
    page = client.get(f"/petitions/{petition.number}/ledger").text
    assert "同一分鐘內來源相同的附議" in page
    found = client.get(f"/petitions/{petition.number}/ledger.json").json
    assert found["endorsed"] - found["taken_back"] - found["removed"] == found["counted"] == petition.endorsements == 0
    assert sum(day["added"] for day in found["days"]) == found["counted"] == found["days"][-1]["counted"]
    (batch,) = found["removals"]
    assert (batch["removed"], batch["prepared_by"], batch["confirmed_by"], batch["undone_at"]) == (400, "admin", "moderator", None)
    rows = list(csv.DictReader(StringIO(client.get(f"/petitions/{petition.number}/ledger.csv").text.removeprefix("\ufeff"))))
    assert sum(int(row["added"]) for row in rows) == 0
    assert rows[-1]["counted"] == "0"
    days = list(csv.DictReader(StringIO(client.get(f"/petitions/{petition.number}/days.csv").text.removeprefix("\ufeff"))))
    assert [row["endorsements"] for row in days] == [row["counted"] for row in rows], "one partition in every file"


def test_every_batch_is_listed_with_its_undo(client: FlaskClient, given: Given) -> None:
    petition = restored(given)
    given.session.commit()
    for path in ("/removals", "/en/removals", f"/petitions/{petition.number}/ledger", f"/en/petitions/{petition.number}/ledger"):
        page = client.get(path).text
        assert "經查是同一場說明會的參加者" in page, path
    (row,) = client.get("/removals.json").json["removals"]
    assert (row["number"], row["removed"], row["undone_by"]) == (petition.number, 40, "admin")
    (line,) = csv.DictReader(StringIO(client.get("/removals.csv").text.removeprefix("\ufeff")))
    assert line["undo_reason"] == "經查是同一場說明會的參加者，各自附議。"
    feed = ElementTree.fromstring(client.get("/removals.atom").data)
    assert len(feed.findall(f"{ATOM}entry")) == 1


def test_a_hidden_petition_leaves_the_list(client: FlaskClient, given: Given) -> None:
    assert "沒有移除過附議" in client.get("/removals").text
    assert client.get("/petitions/none/ledger").status_code == 404


def test_the_page_says_what_waits_and_what_was_decided(client: FlaskClient, given: Given) -> None:
    petition = removed(given, given.an_established_petition())
    given.session.commit()
    assert "移除後低於門檻，正在審議" in client.get(f"/petitions/{petition.number}").text
    given.session.expire_all()
    (flagged,) = shortfalls.waiting(given.session)
    assert flagged.petition_id == petition.id


def test_a_remark_stays_on_the_page(client: FlaskClient, given: Given) -> None:
    petition = upheld(given)
    given.session.commit()
    page = client.get(f"/petitions/{petition.number}").text
    assert "成案當時的附議人數經查仍有爭議，但成案後不再變動。" in page
    assert "正在審議" not in page


def test_two_people_remove_and_undo_on_their_desk(app: Flask, given: Given, session: Session) -> None:
    petition, cast = given.an_open_petition(endorsements=40), given.cast
    tells_the_tally(session, at=given.at)
    session.commit()
    ann, lin = visit(app, cast.ann), visit(app, cast.lin)
    path = f"/integrity/petitions/{petition.number}/remove"
    assert ann.post(path, {**FILLED, "begins": "昨天"}).status_code == 422
    assert "昨天" in ann.page.text and "查證後不是各自附議。" in ann.page.text  # type: ignore[union-attr]
    assert ann.post(path, {**FILLED, "rule": ""}).status_code == 422
    assert ann.post(path, FILLED).status_code == 303
    batch = session.scalars(select(Removal)).one()
    where = f"/integrity/batches/{batch.id}"
    assert "確認移除" not in ann.get(where).text
    assert ann.post(where, {"act": "confirm"}).status_code == 409
    assert "確認移除40筆" in lin.get(where).text
    assert lin.post(where, {"act": "confirm"}).status_code == 303
    late = lin.post(where, {"act": "confirm"})
    assert late.status_code == 409
    assert "剛才已經有人決定了" in late.text
    session.expire_all()
    assert queries.by_number(session, petition.number).endorsements == 0
    assert ann.post(f"{where}/undo", {"reason": ""}).status_code == 422
    assert ann.post(f"{where}/undo", {"reason": "查證有誤。"}).status_code == 303
    stale = lin.post(f"{where}/undo", {"reason": "我也寫了很久。"})
    assert stale.status_code == 409
    assert "我也寫了很久。" in stale.text
    seen = seen_on(lin.get(where).text)
    assert ann.post(f"{where}/undone", {"act": "confirm", "seen": seen}).status_code == 409
    unseen = lin.post(f"{where}/undone", {"act": "confirm", "seen": "2026-01-01"})
    assert unseen.status_code == 409
    assert "有人換了另一份提出的內容" in unseen.text
    assert lin.post(f"{where}/undone", {"act": "confirm", "seen": seen}).status_code == 303
    session.expire_all()
    assert queries.by_number(session, petition.number).endorsements == 40
    assert ledger.batches(session, petition)[0].undone_at is not None


def test_two_people_say_that_it_stays_established(app: Flask, given: Given, session: Session) -> None:
    removed(given, given.an_established_petition())
    session.commit()
    (flagged,) = shortfalls.waiting(session)
    ann, lin = visit(app, given.cast.ann), visit(app, given.cast.lin)
    where = f"/integrity/shortfalls/{flagged.id}"
    wrong = ann.post(where, {"statement": "成案不變。"})
    assert wrong.status_code == 422
    assert "成案不變。" in wrong.text
    assert ann.post(where, {"finding": "upheld", "statement": "成案不變。"}).status_code == 303
    kept = lin.post(where, {"finding": "remarked", "statement": "我寫的另一種說明。"})
    assert kept.status_code == 409
    assert "我寫的另一種說明。" in kept.text
    seen = seen_on(lin.get(where).text)
    assert ann.post(f"{where}/settle", {"act": "confirm", "seen": seen}).status_code == 409
    assert lin.post(f"{where}/settle", {"act": "confirm"}).status_code == 409
    assert lin.post(f"{where}/settle", {"act": "confirm", "seen": seen}).status_code == 303
    assert lin.post(f"{where}/settle", {"act": "decline", "seen": seen}).status_code == 409


@pytest.mark.parametrize("who", ["ann", "lin"])
def test_the_desk_shows_hours_and_minutes_and_nobody(app: Flask, given: Given, who: str) -> None:
    petition = given.an_open_petition(endorsements=300)
    given.session.commit()
    desk = visit(app, getattr(given.cast, who))
    assert desk.get(f"/integrity/find?number={petition.number}").status_code == 303
    page = desk.get(f"/integrity/petitions/{petition.number}")
    assert page.status_code == 200
    hour = (given.at - timedelta(days=2)).replace(minute=0).isoformat()
    asked = {"at": hour}
    assert "以這一小時提出移除" in desk.get(f"/integrity/petitions/{petition.number}/hour", query_string=asked).text
    (first, *_) = csv.DictReader(
        StringIO(desk.get(f"/integrity/petitions/{petition.number}/hour.csv", query_string=asked).text.removeprefix("\ufeff"))
    )
    assert set(first) == {"endorsement", "at", "source"}


def test_who_was_removed_reads_it(app: Flask, given: Given, session: Session) -> None:
    petition = given.an_open_petition()
    session.commit()
    bo = Visit(app).enter(given.cast.bo)
    assert bo.post(f"/petitions/{petition.number}/endorse").status_code == 303
    petition.endorsements = 1
    tells_the_tally(session, at=given.at)
    session.execute(Endorsement.__table__.update().values(xid="3"))
    removed(given, petition)
    session.commit()
    assert "你的附議屬於一批經兩人決定移除的附議" in bo.get(f"/petitions/{petition.number}/mine").text
    assert "已移除，不計入人數" in bo.get("/me").text
    late = bo.post(f"/petitions/{petition.number}/take-back")
    assert (late.status_code, "不計入人數" in late.text) == (409, True)
    again = bo.post(f"/petitions/{petition.number}/endorse")
    assert again.status_code == 409
    assert "不計入人數" in again.text
    assert "不計入人數" in bo.get(f"/petitions/{petition.number}/endorse").text
    assert "你的附議仍然有效" not in again.text


@pytest.mark.parametrize(("of", "words"), [("left", "你在原來那件的附議屬於一批經兩人決定移除的附議"), ("into", "也不能再附議一次")])
def test_who_was_removed_reads_it_where_endorsements_are_moved(app: Flask, given: Given, session: Session, of: str, words: str) -> None:
    mei, bo = given.an_open_petition(), given.an_open_petition(by=given.cast.bo, title=OTHER_TITLES[0])
    kai = Visit(app).enter(given.cast.kai)
    session.commit()
    for petition in (mei, bo):
        assert kai.post(f"/petitions/{petition.number}/endorse").status_code == 303
        petition.endorsements = 1
    tells_the_tally(session, at=given.at)
    session.execute(Endorsement.__table__.update().values(xid="3"))
    removed(given, mei if of == "left" else bo)
    if of == "left":
        session.execute(Endorsement.__table__.delete().where(Endorsement.petition_id == bo.id))
    links.link(session, mei, bo, relation=Relation.SAME, by=given.cast.lin, at=given.at)
    merging.offer(session, mei, into=bo, by=given.cast.mei, role=Role.PROPOSER, at=given.at)
    merging.consent(session, merging.offers(session, bo, at=given.at)[0], by=given.cast.bo, at=given.at)
    session.commit()
    path = f"/petitions/{mei.number}/move"
    assert words in kai.get(path).text
    late = kai.post(path)
    assert (late.status_code, words in late.text, "你已經附議過" in late.text) == (409, True, False)
