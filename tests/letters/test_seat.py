"""The invitation of whoever was drawn for a seat at a meeting, in both languages."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.announce import invitations
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.meet import sweeps
from tests.given import Given
from tests.letters.test_letters import check, in_both_languages
from tests.meet.given import hearing


def test_the_invitation_to_a_seat(session: Session, keys: Keyring, given: Given) -> None:
    held = hearing(given)
    held.sign_up()
    at = given.at + timedelta(days=8)
    sweeps.draw_all_due(session, keys, as_of=at)
    session.execute(delete(Letter))
    assert invitations.announce_seats(session, keys, at=at) == 4
    for letter, language, rendered in in_both_languages(session, keys):
        check(letter, language, rendered, held.petition.title, held.meeting.title, held.meeting.place)
        assert f"/petitions/{held.petition.number}/meetings/{held.meeting.id}/seat" in rendered.text
