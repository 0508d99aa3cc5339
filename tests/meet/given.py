"""A meeting with people who may sign up for it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Person
from app.meet import actions, lots
from app.meet.models import Lot, Meeting
from app.petition.models import Petition
from tests.announce.acts_of_answering import a_call
from tests.cast import citizen
from tests.given import Given
from tests.rate.given import endorsed_by


@dataclass(frozen=True)
class Hearing:
    """A meeting of an established petition, and endorsers of it."""

    given: Given
    petition: Petition
    meeting: Meeting
    people: list[Person]

    def sign_up(self) -> None:
        for person in self.people:
            lots.sign_up(self.given.session, self.petition, self.meeting, by=person, keys=self.given.keys, at=self.given.at)

    def lot(self, person: Person) -> Lot:
        found = lots.lot_of(self.given.session, self.petition, self.meeting, person, keys=self.given.keys)
        assert found is not None
        return found

    def in_order(self) -> list[Person]:
        """Those who signed up as they were drawn."""
        return sorted(self.people, key=lambda person: self.lot(person).rank or 0)

    def states(self) -> list[str]:
        """In the order drawn."""
        rows = select(Lot.state).where(Lot.meeting_id == self.meeting.id, Lot.rank > 0).order_by(Lot.rank)
        return [str(state) for state in self.given.session.scalars(rows)]


def hearing(given: Given, *, people: int = 4, seats: int = 2) -> Hearing:
    petition = given.an_established_petition()
    endorsers = [citizen(given.session, given.keys, f"endorser{no}", at=given.at, no=700 + no) for no in range(people)]
    for person in endorsers:
        endorsed_by(given, petition, person)
    officer = {"by": given.cast.wu, "agency": given.cast.finance}
    meeting = actions.convene(given.session, petition, call=a_call(given, seats=seats), keys=given.keys, at=given.at, **officer)
    return Hearing(given, petition, meeting, endorsers)
