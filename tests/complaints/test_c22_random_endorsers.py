"""Complaint 22: "one voice for 5,000: the agency meets only the proposer": endorsers are drawn, agenda and record are public."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.announce import invitations
from app.kernel import outbox
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.meet import actions, lots, sweeps
from app.meet.rules import Report
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.meet.given import hearing


def test_endorsers_sit_at_the_table(
    session: Session, keys: Keyring, given: Given, cast: Cast, client: FlaskClient, clock: HandClock
) -> None:
    held = hearing(given, people=6, seats=3)
    session.commit()
    path = f"/petitions/{held.petition.number}"
    page = client.get(f"{path}/meetings").text
    assert "逐項討論兩項訴求與試用的時程。" in page and held.meeting.commitment in page and "抽籤後公開" in page

    held.sign_up()
    at = clock.advance(days=8)
    sweeps.draw_all_due(session, keys, as_of=at)
    invitations.announce_seats(session, keys, at=at)
    invited = session.scalars(select(Letter).where(Letter.name == "seat")).all()
    assert {outbox.address(keys, letter) for letter in invited} == {f"{person.nickname}@example.org" for person in held.in_order()[:3]}
    first, second, third, fourth, *_ = held.in_order()
    lots.decline(session, held.petition, held.meeting, by=first, keys=keys, at=at)
    for person, may_name in ((second, True), (third, False), (fourth, False)):
        lots.accept(session, held.petition, held.meeting, by=person, keys=keys, at=at, name=person.nickname, may_name=may_name)

    at = clock.advance(days=3)
    report = Report(at.date(), "與會者同意先從常用的申報情境試用。", "https://example.org/minutes", "https://example.org/video")
    actions.record(session, held.petition, by=cast.wu, agency=cast.finance, report=report, at=at, meeting=held.meeting)
    session.commit()
    page = client.get(f"{path}/meetings").text
    assert held.meeting.seed in page and report.record in page and report.video_url in page
    assert second.nickname in page and third.nickname not in page
    draw = client.get(f"{path}.json").get_json()["meetings"][0]["draw"]
    assert (draw["list_length"], draw["seed"], len(draw["drawn"])) == (6, held.meeting.seed, 3)
