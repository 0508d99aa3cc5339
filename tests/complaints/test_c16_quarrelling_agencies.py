"""Complaint 16: the wrong agency, or agencies that quarrel: a case without a lead days before its answer is due.

Here all that were suggested lead when nobody else does, a case is handed over in public without moving its due date, and one joint
answer holds each agency's part.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.announce import actions
from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.endorse import tally
from app.endorse.models import Endorsement, TallyMark
from app.kernel.errors import Conflict
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition import assignments, handovers, queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Part, Petition
from app.respond import answers, contributing, parts
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.web.visits import Visit

WHY = "票證系統由該部主管，由它主辦較妥。"
NOT_OURS = "本部只管採購契約範本，不管報稅系統。"


def led_by(session: Session, petition: Petition) -> dict[str, Part]:
    session.expire_all()
    return {row.agency.name_zh: row.part for row in assignments.assigned(session, petition)}


def one_more(petition: Petition, given: Given, session: Session, keys: Keyring, clock: HandClock) -> None:
    """Bo endorses, in a transaction that has ended, and is counted beside those who were counted before."""
    session.add(TallyMark(id=1, xid="4", as_of=clock.at))
    endorse.cast(session, ballots.ballot(session, petition.number, given.cast.bo.id), keys=keys, at=clock.at)
    session.execute(update(Endorsement).where(Endorsement.xid != "3").values(xid="5"))
    session.commit()
    tally.count(session, at=clock.at)
    session.expire_all()


def reached(given: Given, session: Session, keys: Keyring, clock: HandClock) -> Petition:
    """Bo's endorsement is the five-thousandth of a petition without a lead."""
    petition = given.an_open_petition(lead=False, endorsements=4_999)
    one_more(petition, given, session, keys, clock)
    return queries.by_number(session, petition.number)


def test_unassigned_at_the_threshold_all_proposed_lead(given: Given, session: Session, keys: Keyring, clock: HandClock) -> None:
    petition = reached(given, session, keys, clock)
    assert petition.stage is Stage.RESPONDING and petition.respond_due_at is not None
    assert led_by(session, petition) == {"財政部": Part.LEAD, "交通部": Part.LEAD}
    told = [(row.move, row.facts.get("did")) for row in queries.timeline(session, petition)][-2:]
    assert told == [(Move.ASSIGN, "all_lead"), (Move.REACH, None)]


def test_undecided_at_a_thousand_alerts_the_administrator(given: Given, session: Session, keys: Keyring, clock: HandClock) -> None:
    petition = given.an_open_petition(lead=False, endorsements=999)
    one_more(petition, given, session, keys, clock)
    actions.announce_due(session, keys, at=clock.at, limit=100)
    assert session.scalar(select(func.count()).where(Letter.name == "lead_undecided")) == 1


def test_refused_with_a_reason_within_seven_days_and_not_later(given: Given, session: Session, clock: HandClock) -> None:
    who = {"by": given.cast.wu, "agency": given.cast.finance, "reason": NOT_OURS}
    late = given.an_open_petition(days=8)
    with pytest.raises(Conflict) as refused:
        assignments.refuse(session, late, at=clock.at, **who)
    assert refused.value.code == "agency.late"
    petition = given.an_open_petition(days=6, by=given.cast.bo, title="離島交通船與公車月票整合成單一票證")
    assignments.refuse(session, petition, at=clock.at, **who)
    assert led_by(session, petition) == {"財政部": Part.REFUSED} and petition.lead_undecided
    assert [one.id for one in assignments.without_lead(session)] == [petition.id]


def test_they_agree_on_one_lead_and_the_due_date_stays(
    app: Flask, given: Given, session: Session, keys: Keyring, clock: HandClock, cast: Cast
) -> None:
    petition = reached(given, session, keys, clock)
    due = petition.respond_due_at
    clock.advance(days=20)
    offer = {"by": cast.wu, "agency": cast.finance, "to": cast.transport, "reason": WHY, "stays": True}
    handovers.offer(session, petition, at=clock.at, **offer)
    row = handovers.open_for(session, petition)
    assert row is not None
    handovers.decline(session, row, by=cast.chen, agency=cast.transport, reason=NOT_OURS, at=clock.at)
    clock.advance(days=1)
    handovers.offer(session, petition, at=clock.at, **offer)
    clock.advance(days=8)
    handovers.lapse_all_due(session, as_of=clock.at)
    assert led_by(session, petition)["財政部"] is Part.LEAD
    handovers.settle_lead(session, petition, by=cast.ann, lead=cast.transport, reason=WHY, at=clock.at)
    assert led_by(session, petition) == {"財政部": Part.CO_AGENCY, "交通部": Part.LEAD}
    assert queries.by_number(session, petition.number).respond_due_at == due
    session.commit()
    page, english = Visit(app).get(f"/petitions/{petition.number}").text, Visit(app).get(f"/en/petitions/{petition.number}").text
    for words in ("提出移交主辦，等交通部決定", "交通部沒有接受移交", "交通部沒有在期限內決定移交", "平臺管理者決定由交通部主辦", NOT_OURS):
        assert words in page
    assert "declined the handover" in english and "did not decide on the handover in time" in english


def test_one_joint_answer_with_parts(app: Flask, given: Given, session: Session, keys: Keyring, clock: HandClock, cast: Cast) -> None:
    petition = reached(given, session, keys, clock)
    lead = {"by": cast.wu, "agency": cast.finance, "other": cast.transport, "due_on": date(2026, 3, 20), "at": clock.at}
    for no in (1, 2):
        contributing.ask(session, petition, demand_no=no, question="請說明票證系統的規格。", **lead)
    first = parts.joint(session, petition).requests[0]
    text = "票證系統今年九月改版，介接規格已公開。"
    contributing.give(session, petition, first, by=cast.chen, agency=cast.transport, text=text, keys=keys, at=clock.at)
    later = replace(given, at=clock.at + timedelta(days=30))
    later.answered(queries.by_number(session, petition.number))
    session.commit()
    assert len(answers.versions(session, petition)) == 1
    page = Visit(app).get(f"/petitions/{petition.number}").text
    assert page.count("交通部的部分") == 2 and text in page and "未提供（2026年3月2日請求）" in page
