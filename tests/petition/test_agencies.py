"""Agencies added, renamed and merged: matters and officers move with a row each, what was keeps its name, and races have one winner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import agencies
from app.accounts.models import Agency, AgencyName, Membership
from app.announce import letters
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.outbox import Letter
from app.petition import handovers, mergers, queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Assignment, Part, Petition
from app.respond.queries import Desk
from tests.given import Given

TODAY = date(2026, 3, 2)
ACT = "行政院組織法修正"


def rename(given: Given, *, since: date = TODAY, zh: str = "財政及稅務部", en: str = "Ministry of Finance and Taxation") -> AgencyName:
    return agencies.rename(
        given.session, given.keys, given.cast.finance, name_zh=zh, name_en=en, since=since, instrument=ACT, by=given.cast.ann, at=given.at
    )


def merge(given: Given, gone: Agency, into: Agency) -> int:
    return mergers.merge(given.session, given.keys, gone, into, instrument=ACT, by=given.cast.ann, at=given.at)


def parts(session: Session, petition: Petition) -> dict[int, Part]:
    return dict(session.execute(select(Assignment.agency_id, Assignment.part).where(Assignment.petition_id == petition.id)).all())


def test_a_new_name_holds_from_its_day_and_the_old_one_is_kept(given: Given, session: Session) -> None:
    rename(given, since=TODAY + timedelta(days=30))
    session.refresh(given.cast.finance)
    assert given.cast.finance.name_zh == "財政部"
    agencies.take_over_names(session, as_of=given.at + timedelta(days=29))
    assert session.scalar(select(Agency.name_zh).where(Agency.id == given.cast.finance.id)) == "財政部"
    assert agencies.take_over_names(session, as_of=given.at + timedelta(days=30)) == 1
    assert agencies.take_over_names(session, as_of=given.at + timedelta(days=31)) == 0
    session.expire_all()
    assert (given.cast.finance.name_zh, given.cast.finance.name_en) == ("財政及稅務部", "Ministry of Finance and Taxation")
    names = agencies.names(session, given.cast.finance)
    assert [(name.since, name.until, name.zh) for name in names] == [
        (None, TODAY + timedelta(days=30), "財政部"),
        (TODAY + timedelta(days=30), None, "財政及稅務部"),
    ]
    assert agencies.name_on(names, TODAY).zh == "財政部"
    agencies.plant(session)
    session.expire_all()
    assert given.cast.finance.name_zh == "財政及稅務部", "the file does not undo it"


def test_officers_are_told_of_a_new_name_once(given: Given, session: Session) -> None:
    rename(given)
    letter = session.scalars(select(Letter).where(Letter.name == agencies.RENAMED)).one()
    said = letters.render(session, given.keys, letter, origin="https://gongyi.example").text
    assert "財政部從2026年3月2日（星期一）起改名為財政及稅務部" in said


def test_of_two_who_rename_at_once_one_is_told(given: Given) -> None:
    rename(given)
    with pytest.raises(Conflict, match=r"agency\.renamed"):
        rename(given, zh="財稅部", en="Ministry of Taxes")
    with pytest.raises(Conflict, match=r"agency\.renamed"):
        rename(given, since=TODAY - timedelta(days=3), zh="財稅部", en="Ministry of Taxes")
    with pytest.raises(Invalid):
        rename(given, zh=" ", since=TODAY - timedelta(days=400))


def test_open_matters_and_officers_move_with_a_row_each(given: Given, session: Session) -> None:
    cast = given.cast
    gathering = given.an_open_petition()
    answered = given.an_answered_petition(title="離島交通船與公車月票整合成單一票證", by=cast.bo)
    due = answered.respond_due_at
    assert merge(given, cast.finance, cast.transport) == 1
    assert parts(session, gathering) == {cast.transport.id: Part.LEAD}
    (row,) = [row for row in queries.timeline(session, gathering) if row.move is Move.SUCCEED]
    assert (row.reason, row.facts["agency"], row.facts["succeeds"]) == (ACT, cast.transport.code, cast.finance.code)
    assert cast.finance.id in parts(session, answered), "what it has answered stays its own"
    session.refresh(answered)
    assert (answered.stage, answered.respond_due_at) == (Stage.RESPONDED, due)
    wu = session.scalars(select(Membership).where(Membership.person_id == cast.wu.id)).one()
    assert wu.agency_id == cast.transport.id
    assert (cast.finance.closed_at, cast.finance.merged_into_id) == (given.at, cast.transport.id)
    told = session.scalars(select(Letter).where(Letter.name == mergers.MERGED)).all()
    assert len(told) == 2, "the officers of both"
    said = letters.render(session, given.keys, told[0], origin="https://gongyi.example").text
    assert "財政部已經併入交通部" in said


def test_its_successor_acts_where_it_has_answered(given: Given, session: Session) -> None:
    answered = given.an_answered_petition()
    with pytest.raises(NotFound):
        Desk(session, given.cast.transport).get(answered.number)
    merge(given, given.cast.finance, given.cast.transport)
    desk = Desk(session, given.cast.transport)
    assert desk.part(desk.get(answered.number)) is Part.LEAD
    assert [petition.number for petition in desk.answered()] == [answered.number]


def test_of_two_parts_the_weightier_remains(given: Given, session: Session) -> None:
    cast = given.cast
    petition = given.an_open_petition(lead=False)
    session.execute(Assignment.__table__.update().where(Assignment.agency_id == cast.finance.id).values(part=Part.LEAD))
    merge(given, cast.finance, cast.transport)
    assert parts(session, petition) == {cast.transport.id: Part.LEAD}


def test_an_offer_between_the_two_ends_with_the_merger(given: Given, session: Session) -> None:
    petition, cast = given.an_established_petition(), given.cast
    handovers.offer(
        session, petition, by=cast.wu, agency=cast.finance, to=cast.transport, reason="軟體採購由該部主管，由它主辦較妥。", at=given.at
    )
    merge(given, cast.finance, cast.transport)
    assert handovers.open_for(session, petition) is None
    assert parts(session, petition) == {cast.transport.id: Part.LEAD}


def test_of_two_mergers_at_once_one_is_told(given: Given) -> None:
    cast = given.cast
    merge(given, cast.finance, cast.transport)
    for gone, into in ((cast.finance, cast.transport), (cast.transport, cast.finance)):
        with pytest.raises(Conflict, match=r"agency\.closed"):
            merge(given, gone, into)
    with pytest.raises(Conflict, match=r"agency\.closed"):
        rename(given)
    with pytest.raises(Invalid):
        merge(given, cast.transport, cast.transport)


def test_an_agency_is_added_under_a_code_of_its_own(given: Given, session: Session) -> None:
    added = agencies.add(session, code=" a99000000z ", name_zh="運動部", name_en="Ministry of Sports", parent=given.cast.transport)
    assert (added.code, added.parent_id) == ("A99000000Z", given.cast.transport.id)
    with pytest.raises(Conflict, match=r"agency\.code_taken"):
        agencies.add(session, code="A99000000Z", name_zh="運動部", name_en="Ministry of Sports", parent=None)
    with pytest.raises(Invalid):
        agencies.add(session, code="部", name_zh="", name_en="x" * 161, parent=None)
