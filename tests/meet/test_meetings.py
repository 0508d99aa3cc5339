"""Meetings from their call to their record (rule 16)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.meet import actions, draws, queries
from app.meet.models import Meeting
from app.meet.rules import Call, Report
from app.petition import queries as petitions
from app.petition.lifecycle import Move
from app.petition.models import Petition
from tests.announce.acts_of_answering import a_call
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, Given

REPORT = Report(date(2026, 3, 2), "與會者同意先試辦。", "https://example.org/minutes.pdf")


@pytest.fixture
def petition(given: Given) -> Petition:
    return given.an_established_petition()


@pytest.fixture
def officer(cast: Cast, clock: HandClock) -> dict[str, Any]:
    return {"by": cast.wu, "agency": cast.finance, "at": clock.at}


@pytest.fixture
def meeting(session: Session, given: Given, petition: Petition, officer: dict[str, Any]) -> Meeting:
    return actions.convene(session, petition, call=a_call(given), keys=given.keys, **officer)


def test_a_call_is_public_and_commits_to_its_draw(session: Session, given: Given, petition: Petition, meeting: Meeting) -> None:
    row = petitions.timeline(session, petition)[-1]
    assert (row.move, row.facts["meeting"], row.facts["seats"]) == (Move.CONVENE, meeting.id, 2)
    assert meeting.seed == "" and meeting.seed_sealed is not None
    seed = given.keys.open(meeting.seed_sealed, purpose=actions.SEED).decode()
    assert meeting.commitment == draws.commitment(seed)
    assert [guest.rank for guest in queries.guests(session, meeting)] == [0]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"agenda": ""}, "agenda"),
        ({"starts_at": None}, "starts_on"),
        ({"place": "", "link": ""}, "place"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"seats": 101}, "seats"),
        ({"seats": None}, "seats"),
        ({"sign_up_until": None}, "sign_up_on"),
    ],
)
def test_what_is_missing_is_said(
    session: Session, given: Given, petition: Petition, officer: dict[str, Any], wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.convene(session, petition, call=replace(a_call(given), **wrong), keys=given.keys, **officer)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_it_lies_ahead_and_signing_up_ends_before_it(session: Session, given: Given, petition: Petition, officer: dict[str, Any]) -> None:
    call = a_call(given)
    assert call.starts_at is not None
    for wrong in ({"starts_at": given.at - timedelta(hours=1)}, {"sign_up_until": call.starts_at}, {"sign_up_until": given.at}):
        with pytest.raises(Invalid):
            actions.convene(session, petition, call=replace(call, **wrong), keys=given.keys, **officer)


def test_a_moved_meeting_keeps_its_history(
    session: Session, given: Given, petition: Petition, meeting: Meeting, officer: dict[str, Any]
) -> None:
    before, call = meeting.starts_at, a_call(given, days=12)
    actions.rearrange(session, petition, meeting, call=call, reason="改期。", seen=1, **officer)
    row = petitions.timeline(session, petition)[-1]
    assert before is not None and call.starts_at is not None
    assert (row.move, row.facts["was_at"], row.facts["starts_at"]) == (Move.REARRANGE, before.isoformat(), call.starts_at.isoformat())
    with pytest.raises(Conflict, match=r"meeting\.changed"):
        actions.rearrange(session, petition, meeting, call=call, reason="改期。", seen=1, **officer)
    with pytest.raises(Invalid):
        actions.rearrange(session, petition, meeting, call=call, reason=" ", seen=2, **officer)


def test_one_called_off_is_over(session: Session, given: Given, petition: Petition, meeting: Meeting, officer: dict[str, Any]) -> None:
    actions.call_off(session, petition, meeting, reason="颱風停止上班。", **officer)
    acts: list[Callable[[], object]] = [
        lambda: actions.call_off(session, petition, meeting, reason="颱風。", **officer),
        lambda: actions.record(session, petition, report=REPORT, meeting=meeting, **officer),
        lambda: actions.rearrange(session, petition, meeting, call=a_call(given), reason="改期。", seen=1, **officer),
    ]
    for late in acts:
        with pytest.raises(Conflict, match=r"meeting\.changed"):
            late()
    assert [row.move for row in petitions.timeline(session, petition)][-2:] == [Move.CONVENE, Move.CALL_OFF]


def test_the_record_of_one_that_was_called_and_of_one_that_was_not(
    session: Session, petition: Petition, meeting: Meeting, officer: dict[str, Any]
) -> None:
    actions.record(session, petition, report=REPORT, meeting=meeting, **officer)
    other = actions.record(session, petition, report=replace(REPORT, held_on=date(2026, 2, 26)), **officer)
    first, second = queries.meetings(session, petition)
    assert (first.held_on, first.minutes_url, second.held_on, second.starts_at) == (REPORT.held_on, REPORT.minutes_url, other.held_on, None)
    with pytest.raises(Conflict, match=r"meeting\.changed"):
        actions.record(session, petition, report=REPORT, meeting=meeting, **officer)
    for wrong in ({"held_on": date(2026, 3, 3)}, {"held_on": None}, {"record": ""}, {"video_url": "ftp://x"}):
        with pytest.raises(Invalid):
            actions.record(session, petition, report=replace(REPORT, **wrong), **officer)


def test_only_the_lead_and_only_its_own(session: Session, given: Given, petition: Petition, meeting: Meeting, cast: Cast) -> None:
    stranger = {"by": cast.chen, "agency": cast.transport, "at": given.at}
    acts: list[Callable[[], object]] = [
        lambda: actions.convene(session, petition, call=a_call(given), keys=given.keys, **stranger),
        lambda: actions.call_off(session, petition, meeting, reason="取消。", **stranger),
        lambda: actions.record(session, petition, report=REPORT, **stranger),
    ]
    for refused in acts:
        with pytest.raises(NotAllowed, match=r"agency\.not_responsible"):
            refused()
    other = given.an_open_petition(by=cast.bo, title=OTHER_TITLES[0])
    with pytest.raises(NotFound):
        queries.meeting(session, other, meeting.id)


def test_not_before_somebody_is_responsible(session: Session, given: Given, officer: dict[str, Any]) -> None:
    petition = given.an_open_petition()
    with pytest.raises(Conflict, match=r"petition\.not_now"):
        actions.convene(session, petition, call=a_call(given), keys=given.keys, **officer)


def test_without_seats_there_is_no_deadline() -> None:
    assert Call("名稱", "議程", None, "", "", 0, None).sign_up_until is None
