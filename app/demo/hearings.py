"""What people of the demonstration say back: who signs up for a meeting and is drawn, the proposer's reply, ratings, the survey."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Language
from app.demo.scene import Scene
from app.demo.story import Called, Progress, Story
from app.kernel.secrets import Keyring
from app.kernel.workdays import end_of, local_day, start_of
from app.meet import actions as meetings
from app.meet import lots, sweeps
from app.meet.models import Lot, LotState
from app.meet.rules import Call
from app.petition import keys as petition_keys
from app.petition.lifecycle import ANSWERED
from app.petition.models import Petition
from app.rate.models import Rating, SurveyAnswer
from app.respond import figures, reply
from app.respond.models import Outcome

BEGINS = timedelta(hours=14)
# One in so many endorsers rates, one in so many answers the survey.
RATES, ANSWERS = 25, 60
# What a few of them write, which moderators read.
SAID = (
    *[""] * 40,
    "每一項都有寫理由，比打電話問清楚。",
    "結論在最前面，不用自己找，這樣很好。",
    "看得懂，但是完成的日期太遠了。",
    "希望辦完的時候也寄一封信。",
    "第二項的理由還是官話，不知道差在哪裡。",
)
# How far each outcome moves people from the middle of the scale.
MOOD = {Outcome.ADOPTED: 1.3, Outcome.PARTLY_ADOPTED: 0.4, Outcome.UNDER_STUDY: -0.4, Outcome.NOT_ADOPTED: -1.3}


def convene(scene: Scene, story: Story, at: datetime, called: Called) -> None:
    by, agency = scene.responsible(story)
    petition, today = scene.petition(story), local_day(at)
    call = Call(
        title=called.title, agenda=called.agenda, place=called.place, link=called.link, seats=called.seats,
        starts_at=start_of(today + timedelta(days=called.starts_after)) + BEGINS,
        sign_up_until=end_of(today + timedelta(days=called.sign_up_for)),
    )  # fmt: skip
    meeting = meetings.convene(scene.session, petition, by=by, agency=agency, call=call, keys=scene.props.keys, at=at)
    assert petition.key_sealed is not None
    _strangers(scene.session, meeting.id, petition_keys.unwrap(scene.props.keys, petition.key_sealed), called.signed_up, story.slug)


def draw(scene: Scene, story: Story, at: datetime) -> None:
    """What the clock does when signing up is over; the invitations of long ago are no news."""
    sweeps.draw_all_due(scene.session, scene.props.keys, as_of=at)
    scene.session.execute(update(Lot).where(Lot.state == LotState.INVITED, Lot.rank > 0, Lot.told_at.is_(None)).values(told_at=at))


def answer_back(scene: Scene, story: Story, at: datetime, said: Progress) -> None:
    reply.reply(scene.session, scene.petition(story), by=scene.person(story.proposer), text=said.text, at=at)


def opinions(session: Session, *, at: datetime) -> None:
    """What strangers gave for every answer that stands, the same for the same petition."""
    petitions = list(session.scalars(select(Petition).where(Petition.stage.in_(ANSWERED)).order_by(Petition.id)))
    standing = figures.standing(session, petitions)
    for petition in petitions:
        chance, replies = Random(petition.number), standing[petition.id].replies
        mood = 3 + sum(MOOD[one.outcome] for one in replies) / len(replies)
        ratings = [
            {"petition_id": petition.id, "nullifier": chance.randbytes(32), "addressed": _near(chance, 3.9), "agrees": _near(chance, mood)}
            for _ in range(petition.endorsements // RATES)
        ]
        month = timedelta(days=petition.policy.survey_days)
        asked = petition.responded_at is not None and petition.responded_at + month < at
        answers = [
            {
                "petition_id": petition.id, "ballot": chance.randbytes(32), "answered": _near(chance, 3.8),
                "understandable": _near(chance, 3.5), "fair": _near(chance, (mood + 3.6) / 2), "text": chance.choice(SAID),
            }
            for _ in range(petition.endorsements // ANSWERS if asked else 0)
        ]  # fmt: skip
        for model, rows in ((Rating, ratings), (SurveyAnswer, answers)):
            if rows:
                session.execute(insert(model), rows)


def _near(chance: Random, mean: float) -> int:
    return max(1, min(5, round(chance.gauss(mean, 1.1))))


def _strangers(session: Session, meeting_id: int, key: bytes, count: int, slug: str) -> None:
    chance, own = Random(f"{slug} lots"), Keyring(f"1:{b64encode(key).decode()}")
    rows = [
        {
            "meeting_id": meeting_id, "nullifier": chance.randbytes(32), "language": Language.ZH, "state": LotState.SIGNED_UP,
            "address_sealed": own.seal(f"lot-{no}@example.org".encode(), purpose=lots.SEALED), "name": "",
            "may_name": False, "may_record": False,
        }
        for no in range(count)
    ]  # fmt: skip
    session.execute(insert(Lot), rows)
