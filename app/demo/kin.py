"""What the demonstration's petitions are to each other, and the one that was merged, said when all else has happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.accounts.models import Role
from app.demo.scene import Scene
from app.demo.story import Story
from app.petition import links, merging
from app.petition.links import Relation

LINKS = (
    ("hook-turn-by-junction", "hook-turn-keep", Relation.OPPOSITE),
    ("rental-power-meter", "rent-tax-deduction", Relation.SIMILAR),
    ("courier-heat-insurance", "delivery-fee-formula", Relation.SIMILAR),
    ("tax-filing-software", "no-card-reader-plugin", Relation.SIMILAR),
)


def link(scene: Scene, stories: Sequence[Story], *, at: datetime) -> None:
    """Moderators state the relations; the proposers of what is merged agree."""
    by_slug = {story.slug: story for story in stories}
    for slug, other, relation in LINKS:
        if slug in by_slug and other in by_slug:
            _state(scene, by_slug[slug], by_slug[other], relation, at)
    for story in stories:
        if story.merged_into in by_slug:
            _merge(scene, story, by_slug[story.merged_into], at)


def _state(scene: Scene, story: Story, other: Story, relation: Relation, at: datetime) -> None:
    links.link(scene.session, scene.petition(story), scene.petition(other), relation=relation, by=scene.moderator(story), at=at)


def _merge(scene: Scene, story: Story, other: Story, at: datetime) -> None:
    _state(scene, story, other, Relation.SAME, at)
    petition, into = scene.petition(story), scene.petition(other)
    merging.offer(scene.session, petition, into=into, by=scene.person(story.proposer), role=Role.PROPOSER, at=at)
    merging.consent(scene.session, merging.offers(scene.session, into, at=at)[0], by=scene.person(other.proposer), at=at)
