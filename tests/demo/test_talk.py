"""The demonstration's discussions keep to the rules, and stand on a seeded platform as they were written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.demo import content
from app.demo.story import Story
from app.discuss import inbox, queries, rules
from app.discuss.models import Comment, CommentDecision, CommentVote, Lane
from app.petition import personal
from app.petition.models import Petition
from app.petition.policy import Policy
from tests.demo.conftest import NOW
from tests.demo.test_seed import STORIES

pytestmark = pytest.mark.xdist_group("demonstration")
TALKED_ABOUT = [story for story in content.stories() if story.opinions]


@pytest.mark.parametrize("story", TALKED_ABOUT, ids=lambda story: story.slug)
def test_what_is_said_could_be_said(story: Story) -> None:
    citizens = {citizen.nickname for citizen in content.characters().citizens}
    policy, officers = Policy(), {officer.agency for officer in content.characters().officers}
    assert story.admitted_days_ago is not None
    for opinion in story.opinions:
        texts = [opinion.text, *(reply.text for reply in opinion.replies)]
        assert opinion.by in citizens
        assert opinion.argued <= len(citizens) - 1
        assert all(policy.comment_min <= len(text) <= policy.comment_max for text in texts)
        assert not any(personal.findings(text) or "！" in text for text in texts)
        assert max(opinion.day, *(reply.day for reply in opinion.replies), 0) < story.admitted_days_ago
        assert story.agencies[0] in officers or not any(reply.by_agency for reply in opinion.replies)
    assert len({opinion.by for opinion in story.opinions}) == len(story.opinions)


def test_every_discussion_has_several_lanes() -> None:
    assert len(TALKED_ABOUT) >= 15
    assert all(len({opinion.lane for opinion in story.opinions}) >= 2 for story in TALKED_ABOUT)
    assert {opinion.lane for story in TALKED_ABOUT for opinion in story.opinions} == set(Lane)
    assert {path.stem for path in (content.HERE / "discussions").glob("*.toml")} == {story.slug for story in TALKED_ABOUT}


def test_it_stands_on_the_platform(shown: Session) -> None:
    petitions = {petition.title: petition for petition in shown.scalars(select(Petition))}
    for title, story in STORIES.items():
        found = queries.discussion(shown, petitions[title], size=100)
        assert sorted(row.votes for rows in found.lanes.values() for row in rows) == sorted(opinion.argued for opinion in story.opinions)
        assert found.total == len(story.opinions)
    assert shown.scalar(select(func.count()).select_from(CommentVote)) == sum(o.argued for s in TALKED_ABOUT for o in s.opinions)


def test_two_reports_wait_and_what_was_removed_is_no_news(shown: Session) -> None:
    assert [waiting.count for waiting in inbox.inbox(shown)] == [1, 1]
    decided = shown.scalars(select(CommentDecision)).all()
    assert len(decided) == sum(1 for story in TALKED_ABOUT for opinion in story.opinions if opinion.removed) == 2
    assert all(decision.announced_at is not None for decision in decided)


def test_some_are_open_and_some_have_closed(shown: Session) -> None:
    petitions = shown.scalars(select(Petition).where(Petition.id.in_(select(Comment.petition_id)))).all()
    closed = {petition.id for petition in petitions if rules.why_closed(petition, at=NOW)}
    assert 3 <= len(closed) <= len(petitions) - 8
    for petition in petitions:
        ends = rules.closes_at(petition)
        last = shown.scalar(select(func.max(Comment.at)).where(Comment.petition_id == petition.id))
        assert last is not None and last < (ends or NOW + timedelta(days=1))
