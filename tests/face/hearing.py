"""What was said of an answer, for its pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.meet import actions as meetings
from app.meet import lots, sweeps
from app.petition import queries
from app.rate import surveys
from app.respond import reply
from tests.announce.acts_of_answering import a_call
from tests.given import Given
from tests.rate.given import rated, surveyed

# Most are content with one question and divided over the other.
RATINGS = [(5, 1)] * 18 + [(4, 2)] * 9 + [(4, 5)] * 14 + [(2, 4)] * 3 + [(3, 3)] * 2
ANSWERS = [(5, 4, 3)] * 15 + [(4, 4, 2)] * 12 + [(2, 1, 1)] * 7


def _meetings(given: Given, places: dict[str, str]) -> dict[str, str]:
    """One that endorsers may sign up for, of `established`; one that was drawn between Bo and Kai, of `in-conversation`."""
    session, keys, cast = given.session, given.keys, given.cast
    officer = {"by": cast.wu, "agency": cast.finance}
    established, talked = (queries.by_number(session, places[name]) for name in ("established", "in-conversation"))
    meeting = meetings.convene(session, established, call=a_call(given, seats=5), keys=keys, at=given.at, **officer)
    past = replace(given, at=given.at - timedelta(days=8))
    drawn = meetings.convene(session, talked, call=a_call(past), keys=keys, at=past.at, **officer)
    for person in (cast.bo, cast.kai):
        endorse.cast(session, ballots.ballot(session, talked.number, person.id), keys=keys, at=given.at)
        lots.sign_up(session, talked, drawn, by=person, keys=keys, at=past.at)
    sweeps.draw_all_due(session, keys, as_of=given.at - timedelta(hours=20))
    lots.accept(session, talked, drawn, by=cast.kai, keys=keys, at=given.at, name="阿凱", may_name=True)
    return {"meeting": str(meeting.id), "drawn-meeting": str(drawn.id)}


def told(given: Given, places: dict[str, str]) -> dict[str, str]:
    """The petition `answered` is rated and surveyed, `corrected` is endorsed by Bo and replied to; places of the pages."""
    answered, corrected = (queries.by_number(given.session, places[name]) for name in ("answered", "corrected"))
    rated(given, answered, RATINGS)
    surveyed(given, answered, ANSWERS)
    surveyed(given, answered, [(4, 3, 2)], text="第一項寫得很清楚；第二項看了三次還是不懂要等到什麼時候。")
    ballot = ballots.ballot(given.session, corrected.number, given.cast.bo.id)
    endorse.cast(given.session, ballot, keys=given.keys, at=given.at)
    text = "謝謝機關更正日期。第一項回答到了；第二項只說先試用，沒有寫什麼時候全面上線，希望下一次能補上。"
    reply.reply(given.session, corrected, by=corrected.proposer, text=text, at=given.at - timedelta(days=1))
    return _meetings(given, places) | {"survey": surveys.token(given.keys, petition_id=answered.id, address_hash=b"1" * 32)}
