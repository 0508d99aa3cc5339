"""Rule 14: who leads, handed over with a reason, settled at the latest by the administrator; the due date never moves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.petition import assignments, co_agencies, handovers, queries
from app.petition.handovers import Fate, Handover
from app.petition.lifecycle import Move
from app.petition.models import Part, Petition
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given

WHY = "軟體採購與資安標準由該部主管，由它主辦較妥。"
NOT_OURS = "本部只管採購契約範本，不管報稅系統。"


class Agencies:
    """Wu for the finance ministry, which leads, and Chen for the transport ministry."""

    def __init__(self, session: Session, cast: Cast, clock: HandClock) -> None:
        self.session, self.cast, self.clock = session, cast, clock

    def offer(self, petition: Petition, *, stays: bool = False, reason: str = WHY) -> Handover:
        cast = self.cast
        handovers.offer(
            self.session, petition, by=cast.wu, agency=cast.finance, to=cast.transport, reason=reason, stays=stays, at=self.clock.at
        )
        found = handovers.open_for(self.session, petition)
        assert found is not None
        return found

    def accept(self, row: Handover) -> None:
        handovers.accept(self.session, row, by=self.cast.chen, agency=self.cast.transport, at=self.clock.at)

    def decline(self, row: Handover) -> None:
        handovers.decline(self.session, row, by=self.cast.chen, agency=self.cast.transport, reason=NOT_OURS, at=self.clock.at)

    def parts(self, petition: Petition) -> dict[str, Part]:
        return {row.agency.name_zh: row.part for row in assignments.assigned(self.session, petition)}

    def told(self, petition: Petition) -> list[tuple[str, str]]:
        rows = [row for row in queries.timeline(self.session, petition) if row.move is Move.ASSIGN]
        return [(row.facts["did"], row.role) for row in rows]


@pytest.fixture
def acts(session: Session, cast: Cast, clock: HandClock) -> Agencies:
    return Agencies(session, cast, clock)


@pytest.mark.parametrize(("stays", "left"), [(False, Part.REFUSED), (True, Part.CO_AGENCY)])
def test_the_other_leads_once_it_accepts_and_not_before(acts: Agencies, given: Given, stays: bool, left: Part) -> None:
    petition = given.an_established_petition()
    due = petition.respond_due_at
    row = acts.offer(petition, stays=stays)
    assert acts.parts(petition) == {"財政部": Part.LEAD}
    acts.clock.advance(days=6)
    acts.accept(row)
    assert acts.parts(petition) == {"財政部": left, "交通部": Part.LEAD}
    assert petition.respond_due_at == due
    assert acts.told(petition) == [("offered", "officer"), ("handed_over", "officer")]


def test_who_declines_says_why_and_the_old_lead_goes_on(acts: Agencies, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    row = acts.offer(petition)
    with pytest.raises(Invalid):
        handovers.decline(session, row, by=acts.cast.chen, agency=acts.cast.transport, reason="不是", at=acts.clock.at)
    acts.decline(row)
    assert acts.parts(petition) == {"財政部": Part.LEAD}
    assert acts.told(petition)[-1] == ("declined", "officer")
    assert queries.timeline(session, petition)[-1].reason == NOT_OURS


def test_an_offer_is_decided_once(acts: Agencies, given: Given) -> None:
    petition = given.an_established_petition()
    row = acts.offer(petition)
    with pytest.raises(Conflict) as second:
        acts.offer(petition)
    assert second.value.code == "handover.open"
    acts.accept(row)
    with pytest.raises(Conflict) as again:
        acts.decline(row)
    assert again.value.code == "handover.settled"


def test_after_seven_days_it_lapses_by_itself_and_may_be_offered_again(acts: Agencies, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    row = acts.offer(petition)
    acts.clock.at = row.due_at - timedelta(microseconds=1)
    assert handovers.lapse_all_due(session, as_of=acts.clock.at) == 0
    acts.clock.at = row.due_at
    with pytest.raises(Conflict) as late:
        acts.accept(row)
    assert late.value.code == "handover.late"
    assert handovers.lapse_all_due(session, as_of=acts.clock.at) == 1
    assert handovers.lapse_all_due(session, as_of=acts.clock.at) == 0
    assert acts.told(petition)[-1] == ("lapsed", "clock")
    assert [one.id for one in handovers.disputed(session)] == [row.id]
    acts.accept(acts.offer(petition))
    assert handovers.disputed(session) == []


def test_only_the_lead_offers_and_only_the_one_asked_decides(acts: Agencies, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    chen, transport, at = acts.cast.chen, acts.cast.transport, acts.clock.at
    with pytest.raises(NotAllowed):
        handovers.offer(session, petition, by=chen, agency=transport, to=acts.cast.finance, reason=WHY, at=at)
    with pytest.raises(Invalid):
        handovers.offer(session, petition, by=acts.cast.wu, agency=acts.cast.finance, to=acts.cast.finance, reason=WHY, at=at)
    row = acts.offer(petition)
    with pytest.raises(NotFound):
        handovers.accept(session, row, by=acts.cast.wu, agency=acts.cast.finance, at=at)
    with pytest.raises(NotFound):
        handovers.get(session, row.id, agency=acts.cast.finance)
    with pytest.raises(Conflict):
        handovers.withdraw(session, petition, by=chen, agency=transport, at=at)
    handovers.withdraw(session, petition, by=acts.cast.wu, agency=acts.cast.finance, at=at)
    assert handovers.offered(session, transport, at=at) == []


def test_what_was_answered_meanwhile_is_not_handed_over(acts: Agencies, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    row = acts.offer(petition)
    given.answered(petition)
    assert handovers.offered(session, acts.cast.transport, at=acts.clock.at) == []
    with pytest.raises(Conflict), session.begin_nested():
        acts.accept(row)
    session.expire_all()
    before = len(queries.timeline(session, petition))
    assert handovers.lapse_all_due(session, as_of=acts.clock.at + timedelta(days=8)) == 1
    assert row.fate is Fate.LAPSED and len(queries.timeline(session, petition)) == before


def test_several_leads_agree_on_one_or_all_stay(acts: Agencies, given: Given, session: Session) -> None:
    petition = given.an_open_petition(lead=False)
    assignments.settle(session, petition, at=acts.clock.at)
    session.expire_all()
    assert acts.parts(petition) == {"財政部": Part.LEAD, "交通部": Part.LEAD}
    assert acts.told(petition) == [("all_lead", "clock")]
    assert [one.id for one in handovers.shared(session)] == [petition.id]
    acts.accept(acts.offer(petition, stays=True))
    assert acts.parts(petition) == {"財政部": Part.CO_AGENCY, "交通部": Part.LEAD}
    assert handovers.shared(session) == []


def test_the_administrator_settles_it(acts: Agencies, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    due = petition.respond_due_at
    row = acts.offer(petition)
    with pytest.raises(Invalid):
        handovers.settle_lead(session, petition, by=acts.cast.ann, lead=acts.cast.transport, reason=" ", at=acts.clock.at)
    handovers.settle_lead(session, petition, by=acts.cast.ann, lead=acts.cast.transport, reason=WHY, at=acts.clock.at)
    assert acts.parts(petition) == {"財政部": Part.CO_AGENCY, "交通部": Part.LEAD}
    session.expire_all()
    assert (row.fate, petition.respond_due_at) == (Fate.SETTLED, due)
    with pytest.raises(Conflict):
        acts.accept(row)


def test_the_lead_asks_co_agencies_and_lets_them_go(acts: Agencies, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    who = {"by": acts.cast.wu, "agency": acts.cast.finance, "other": acts.cast.transport, "at": acts.clock.at}
    co_agencies.add(session, petition, reason=WHY, **who)
    assert acts.parts(petition)["交通部"] is Part.CO_AGENCY
    with pytest.raises(Invalid), session.begin_nested():
        co_agencies.add(session, petition, reason=WHY, **who)
    co_agencies.remove(session, petition, reason=WHY, **who)
    assert acts.parts(petition)["交通部"] is Part.REFUSED
    with pytest.raises(Conflict), session.begin_nested():
        co_agencies.remove(session, petition, reason=WHY, **who)
    co_agencies.add(session, petition, reason=WHY, **who)
    other = {"by": acts.cast.chen, "agency": acts.cast.transport, "other": acts.cast.finance, "at": acts.clock.at}
    with pytest.raises(NotAllowed):
        co_agencies.remove(session, petition, reason=WHY, **other)
    assert [did for did, _ in acts.told(petition)] == ["added", "removed", "added"]


def test_a_co_agency_may_say_that_it_is_not_its_own(acts: Agencies, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    who = {"by": acts.cast.wu, "agency": acts.cast.finance, "other": acts.cast.transport, "at": acts.clock.at}
    co_agencies.add(session, petition, reason=WHY, **who)
    assignments.refuse(session, petition, by=acts.cast.chen, agency=acts.cast.transport, reason=NOT_OURS, at=acts.clock.at)
    assert acts.parts(petition) == {"財政部": Part.LEAD, "交通部": Part.REFUSED}
    assert not petition.lead_undecided
