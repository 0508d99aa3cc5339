"""What is at hand while a day is replayed: one transaction, the people by nickname, the petitions by their file's name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts import agencies
from app.accounts.models import Agency, Person
from app.demo.story import Characters, Story
from app.discuss.models import Comment
from app.kernel.secrets import Keyring
from app.kernel.workdays import Workdays
from app.petition import queries
from app.petition.models import Petition


@dataclass(frozen=True)
class Props:
    """What stays the same from day to day; `numbers` fills as petitions are submitted."""

    keys: Keyring
    workdays: Workdays
    cast: Characters
    ids: dict[str, int]
    codes: dict[str, str]
    numbers: dict[str, str]


@dataclass(frozen=True)
class Scene:
    """The props in one transaction."""

    session: Session
    props: Props

    def person(self, nickname: str) -> Person:
        return self.session.get_one(Person, self.props.ids[nickname])

    def moderator(self, story: Story, *, other: bool = False) -> Person:
        """Who decides on it; `other` is the second one, for appeals and for hiding."""
        both = self.props.cast.moderators
        return self.person(both[(len(story.title) + other) % 2].nickname)

    def agency(self, name: str) -> Agency:
        return agencies.by_code(self.session, self.props.codes[name])

    def responsible(self, story: Story) -> tuple[Person, Agency]:
        """The officer who answers, and their agency."""
        return self.office(story.agencies[0])

    def office(self, name: str) -> tuple[Person, Agency]:
        """An agency's officer, and the agency."""
        officer = next(one for one in self.props.cast.officers if one.agency == name)
        return self.person(officer.nickname), self.agency(name)

    def comment(self, comment_id: int) -> Comment:
        found = select(Comment).where(Comment.id == comment_id).options(joinedload(Comment.petition))
        return self.session.scalars(found).one()

    def petition(self, story: Story) -> Petition:
        return queries.by_number(self.session, self.props.numbers[story.slug], hidden=True)
