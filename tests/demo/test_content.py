"""What the demonstration's files say keeps to the limits of the rules, and names only whom there is."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest

from app.accounts import addresses
from app.demo import content
from app.demo.history import SHAPES
from app.demo.story import Answered, Story
from app.petition.lifecycle import Stage
from app.petition.policy import Policy
from app.petition.text import Text
from app.petition.topics import Topic
from app.propose import rules as proposing
from app.respond.models import Outcome
from app.review import rules as reviewing
from app.review.rules import Ground, Refusal

STORIES = content.stories()
CAST = content.characters()
CODES = content.agency_codes()


def named(story: Story) -> str:
    return story.slug


def prose(story: Story) -> list[str]:
    """Everything in it that is read."""
    answers = [answer for answer in (story.answer, story.final) if answer]
    return [
        story.title, *story.demands, story.reasons, story.impact, story.withdrawal, story.take_up,
        *(entry.text for entry in (story.plan, story.extension, *story.meetings, *story.messages, *story.progress) if entry),
        *(text for told in story.updates for text in (told.title, told.text)),
        *(text for answer in answers for paper in answer.papers for text in (paper.title, paper.alternative, *paper.lines)),
        *(text for answer in answers for text in (answer.summary, answer.analysis, answer.consultations, answer.follow_up)),
    ]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=named)
def test_a_petition_could_be_submitted(story: Story) -> None:
    agencies = tuple(CODES[name] for name in story.suggested)
    text = Text(
        story.title, story.demands, story.reasons, story.impact, story.topic, story.evidence, agencies, not agencies, story.difference
    )  # fmt: skip
    assert proposing.problems(text, Policy()) == []


@pytest.mark.parametrize("story", STORIES, ids=named)
def test_a_petition_names_only_whom_there_is(story: Story) -> None:
    assert story.proposer in {citizen.nickname for citizen in CAST.citizens}
    assert {*story.suggested, *story.agencies} <= CODES.keys()
    assert len(story.agencies) == len(set(story.agencies))
    assert all(urlsplit(link.url).hostname == "example.org" for link in story.evidence)
    assert story.duplicate_of is None or story.duplicate_of in {other.slug for other in STORIES}
    assert story.shape in SHAPES


@pytest.mark.parametrize("story", STORIES, ids=named)
def test_the_language_is_the_houses(story: Story) -> None:
    for text in prose(story):
        assert not set(text) & set("!!")
        assert text == text.strip()


def answers() -> list[tuple[Story, Answered]]:
    return [(story, answer) for story in STORIES for answer in (story.answer, story.final) if answer]


@pytest.mark.parametrize(("story", "answer"), answers(), ids=lambda value: value.slug if isinstance(value, Story) else "answer")
def test_an_answer_replies_to_every_demand(story: Story, answer: Answered) -> None:
    assert len(answer.outcomes) == len(story.demands)
    assert all(reply.reason for reply in answer.outcomes)
    assert len(answer.summary) <= Policy().summary_max
    assert answer.analysis and answer.consultations and answer.follow_up


@pytest.mark.parametrize("story", [story for story in STORIES if story.refusal], ids=named)
def test_a_refusal_says_why_and_where_to_go(story: Story) -> None:
    refused = story.refusal
    assert refused is not None
    reviewing.check(Refusal(refused.ground, refused.explanation, refused.elsewhere, story.duplicate_of))
    assert (refused.ground is Ground.DUPLICATE) == (story.duplicate_of is not None)


@pytest.mark.parametrize("story", [story for story in STORIES if story.answer or story.stage is Stage.RESPONDING], ids=named)
def test_whoever_leads_has_an_officer(story: Story) -> None:
    assert story.agencies[0] in {officer.agency for officer in CAST.officers} or not story.plan


def test_it_is_large_and_of_every_kind() -> None:
    stages = Counter(story.stage for story in STORIES)
    assert len(STORIES) >= 64
    assert stages.keys() == set(Stage)
    assert {story.topic for story in STORIES} == set(Topic)
    assert {reply.outcome for _, answer in answers() for reply in answer.outcomes} == set(Outcome)
    assert {story.refusal.ground for story in STORIES if story.refusal} == set(Ground) - {Ground.UNLAWFUL_OR_ABUSIVE}
    assert len({story.title for story in STORIES}) == len(STORIES)
    assert sum(1 for story in STORIES if not story.suggested) >= 1


def test_people_have_addresses_of_their_own() -> None:
    everybody = [*CAST.citizens, *CAST.moderators, *CAST.officers, *CAST.administrators]
    assert len(CAST.citizens) >= 40
    assert len(CAST.moderators) == 2
    assert len(CAST.administrators) == 1
    for of in (lambda one: one.nickname, lambda one: addresses.email(one.email), lambda one: addresses.phone(one.phone)):
        assert len({of(one) for one in everybody}) == len(everybody)
    assert {officer.agency for officer in CAST.officers} <= CODES.keys()
