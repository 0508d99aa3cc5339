"""A discussion laid out in time, and played with the platform's own verbs: what is said, replied, voted for, reported and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from app.accounts.models import Person
from app.demo.scene import Scene
from app.demo.story import Answering, Opinion, Story
from app.discuss import actions, reports, votes
from app.discuss.models import Comment
from app.kernel.workdays import INSTANT, start_of

REPORTED_AFTER, DECIDED_AFTER, APART = timedelta(hours=20), timedelta(hours=42), timedelta(hours=1)
AWAKE, OFFICE = (8, 23), (9, 17)
Act = Callable[[Scene], None]


def events(story: Story, admitted_on: date, now: datetime) -> Iterator[tuple[datetime, Act]]:
    """Everything in the discussion that has happened by now, as moments and acts; in order for each comment."""
    chance = Random(f"{story.slug} discussion")
    for opinion in story.opinions:
        said: list[int] = []
        at = _moment(admitted_on, opinion.day, AWAKE, chance)
        rows: list[tuple[datetime, Act]] = [(at, partial(_say, story=story, opinion=opinion, at=at, said=said))]
        for reply in opinion.replies:
            at = max(_moment(admitted_on, reply.day, OFFICE if reply.by_agency else AWAKE, chance), at + APART)
            rows.append((at, partial(_reply, story=story, reply=reply, at=at, said=said)))
        if opinion.reports:
            at = rows[0][0] + REPORTED_AFTER
            rows.append((at, partial(_report, opinion=opinion, at=at, said=said)))
        if opinion.removed:
            at = rows[0][0] + DECIDED_AFTER
            rows.append((at, partial(_remove, story=story, opinion=opinion, at=at, said=said)))
        yield from (row for row in rows if row[0] <= now - INSTANT)


def _say(scene: Scene, *, story: Story, opinion: Opinion, at: datetime, said: list[int]) -> None:
    by, petition = scene.person(opinion.by), scene.petition(story)
    comment = actions.post(scene.session, petition, by=by, lane=opinion.lane, text=opinion.text, at=at)
    said.append(comment.id)
    for person in _others(scene, opinion, opinion.argued):
        votes.vote(scene.session, comment, by=person, keys=scene.props.keys, at=at)


def _reply(scene: Scene, *, story: Story, reply: Answering, at: datetime, said: list[int]) -> None:
    comment = _comment(scene, said)
    if reply.by_agency:
        by, agency = scene.responsible(story)
        actions.reply_as_agency(scene.session, comment, by=by, agency=agency, text=reply.text, at=at)
    else:
        actions.reply_as_proposer(scene.session, comment, by=scene.person(story.proposer), text=reply.text, at=at)


def _report(scene: Scene, *, opinion: Opinion, at: datetime, said: list[int]) -> None:
    for ground, person in zip(opinion.reports, _others(scene, opinion, len(opinion.reports)), strict=True):
        reports.report(scene.session, _comment(scene, said), by=person, ground=ground, keys=scene.props.keys, at=at)


def _remove(scene: Scene, *, story: Story, opinion: Opinion, at: datetime, said: list[int]) -> None:
    assert opinion.removed is not None
    ground, why = opinion.removed.ground, opinion.removed.explanation
    reports.remove(scene.session, _comment(scene, said), by=scene.moderator(story), ground=ground, explanation=why, at=at)


def _others(scene: Scene, opinion: Opinion, count: int) -> list[Person]:
    names = [one.nickname for one in scene.props.cast.citizens if one.nickname != opinion.by]
    return [scene.person(name) for name in Random(opinion.text).sample(names, count)]


def _comment(scene: Scene, said: list[int]) -> Comment:
    return scene.comment(said[0])


def _moment(admitted_on: date, day: int, hours: tuple[int, int], chance: Random) -> datetime:
    first, last = hours
    return start_of(admitted_on + timedelta(days=day)) + timedelta(hours=first) + timedelta(hours=last - first) * chance.random()
