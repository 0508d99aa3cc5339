"""One joint answer: the lead asks for parts, each agency sees its own alone, what is missing is shown as missing (issue 4, item 6)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Membership, Role
from app.announce import dockets
from app.kernel import outbox
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition import co_agencies, handovers
from app.petition.models import Petition
from app.respond import answers, contributing, parts
from app.respond.parts import PartRequest
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.letters.test_letters import check, in_both_languages

QUESTION = "請說明票證系統的規格，以及改版的時程。"
TEXT = "票證系統今年九月改版，介接規格已公開。"


class Desks:
    """Wu of the finance ministry, which leads, and Chen of the transport ministry, which helps."""

    def __init__(self, session: Session, cast: Cast, keys: Keyring, clock: HandClock) -> None:
        self.session, self.cast, self.keys, self.clock = session, cast, keys, clock

    def helped(self, given: Given) -> Petition:
        petition, cast = given.an_established_petition(), self.cast
        reason = "票證系統由該部主管，請一起研議。"
        co_agencies.add(self.session, petition, by=cast.wu, agency=cast.finance, other=cast.transport, reason=reason, at=self.clock.at)
        return petition

    def ask(self, petition: Petition, *, demand_no: int = 1, due_on: date = date(2026, 3, 20), question: str = QUESTION) -> PartRequest:
        cast = self.cast
        contributing.ask(
            self.session, petition, by=cast.wu, agency=cast.finance, other=cast.transport, demand_no=demand_no,
            question=question, due_on=due_on, at=self.clock.at,
        )  # fmt: skip
        return parts.joint(self.session, petition).requests[-1]

    def give(self, petition: Petition, row: PartRequest, text: str = TEXT, *, read_over: bool = False) -> None:
        cast = self.cast
        contributing.give(
            self.session, petition, row, by=cast.chen, agency=cast.transport, text=text, keys=self.keys, at=self.clock.at,
            read_over=read_over,
        )  # fmt: skip

    def published(self, petition: Petition) -> list[tuple[str, int, str]]:
        self.session.expire_all()
        response = answers.latest(self.session, petition)
        assert response is not None
        return [(part.agency.name_zh, part.demand_no, part.text) for part in response.parts]


@pytest.fixture
def desks(session: Session, cast: Cast, keys: Keyring, clock: HandClock) -> Desks:
    return Desks(session, cast, keys, clock)


def test_published_by_agency_and_demand_with_what_is_missing(desks: Desks, given: Given) -> None:
    petition = desks.helped(given)
    row = desks.ask(petition)
    desks.ask(petition, demand_no=parts.WHOLE)
    desks.give(petition, row, "初稿，還要核對。")
    desks.give(petition, row)
    given.answered(petition)
    assert desks.published(petition) == [("交通部", 0, ""), ("交通部", 1, TEXT)]
    kept = next(one for one in parts.joint(desks.session, petition).requests if one.id == row.id)
    assert [(one.no, one.text) for one in kept.versions] == [(1, "初稿，還要核對。"), (2, TEXT)]


def test_a_correction_takes_the_better_version_and_the_old_one_stays(desks: Desks, given: Given) -> None:
    petition = desks.helped(given)
    row = desks.ask(petition)
    given.answered(petition)
    desks.give(petition, row)
    assert desks.published(petition) == [("交通部", 1, "")]


def test_a_seal_covers_the_parts(desks: Desks, given: Given) -> None:
    petition = desks.helped(given)
    assert parts.joint(desks.session, petition).sealed("s") == "s"
    row = desks.ask(petition)
    before = parts.joint(desks.session, petition).sealed("s")
    desks.give(petition, row)
    assert len({"s", before, parts.joint(desks.session, petition).sealed("s")}) == 3


def test_an_agency_sees_its_own_part_alone(desks: Desks, given: Given) -> None:
    petition = desks.helped(given)
    row, session = desks.ask(petition), desks.session
    assert parts.of_agency(session, petition, desks.cast.finance) == []
    assert [one.id for one in parts.of_agency(session, petition, desks.cast.transport)] == [row.id]
    with pytest.raises(NotFound):
        parts.request(session, petition, row.id, agency=desks.cast.finance, leads=False)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"demand_no": 3}, ("demand", "part.demand")),
        ({"question": " "}, ("question", "text.missing")),
        ({"due_on": date(2026, 3, 1)}, ("due_on", "part.past")),
        ({"due_on": date(2026, 5, 1)}, ("due_on", "part.late")),
    ],
)
def test_what_cannot_be_asked(desks: Desks, given: Given, changes: dict[str, object], fault: tuple[str, str]) -> None:
    petition = desks.helped(given)
    with pytest.raises(Invalid) as refused:
        desks.ask(petition, **changes)  # type: ignore[arg-type]
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [fault]


def test_only_the_lead_asks_and_only_once_for_a_part(desks: Desks, given: Given) -> None:
    petition, cast = desks.helped(given), desks.cast
    row = desks.ask(petition)
    with pytest.raises(Conflict) as twice:
        desks.ask(petition)
    assert twice.value.code == "part.asked"
    with pytest.raises(NotAllowed):
        contributing.drop(desks.session, petition, row, by=cast.chen, agency=cast.transport, at=desks.clock.at)
    contributing.drop(desks.session, petition, row, by=cast.wu, agency=cast.finance, at=desks.clock.at)
    assert parts.joint(desks.session, petition).requests == []
    desks.ask(petition)


def test_a_part_is_scanned_like_the_answer(desks: Desks, given: Given) -> None:
    petition = desks.helped(given)
    row = desks.ask(petition)
    with pytest.raises(Invalid) as own:
        desks.give(petition, row, "提議者的信箱是mei@example.org。", read_over=True)
    assert own.value.problems[0].code == "answer.proposers_data"
    with pytest.raises(Invalid) as doubtful:
        desks.give(petition, row, "承辦人電話0912-345-678。")
    assert doubtful.value.problems[0].code == "answer.personal_data"
    desks.give(petition, row, "承辦人電話0912-345-678。", read_over=True)


def test_whoever_was_let_go_owes_no_part(desks: Desks, given: Given) -> None:
    petition, cast = desks.helped(given), desks.cast
    row = desks.ask(petition)
    desks.ask(petition, demand_no=2)
    desks.give(petition, row)
    reason = "規格已經清楚，不需要再協辦。"
    co_agencies.remove(
        desks.session, petition, by=cast.wu, agency=cast.finance, other=cast.transport, reason=reason, at=desks.clock.at
    )  # fmt: skip
    given.answered(petition)
    assert desks.published(petition) == [("交通部", 1, TEXT)]


def test_after_a_handover_the_new_lead_is_written_to(desks: Desks, given: Given, keys: Keyring) -> None:
    petition, cast, at = desks.helped(given), desks.cast, desks.clock.at
    row = desks.ask(petition)
    culture, kai = Agency(code="A25000000E", name_zh="文化部", name_en="Ministry of Culture"), cast.kai
    desks.session.add(culture)
    desks.session.flush()
    desks.session.add(Membership(person_id=kai.id, role=Role.OFFICER, agency_id=culture.id, invited_at=at))
    handovers.offer(desks.session, petition, by=cast.wu, agency=cast.finance, to=culture, reason="主管機關已經改變，請接手。", at=at)
    offered = handovers.open_for(desks.session, petition)
    assert offered is not None
    handovers.accept(desks.session, offered, by=kai, agency=culture, at=at)
    desks.give(petition, row)
    dockets.announce_docket(desks.session, desks.keys, at=at)
    told = {outbox.address(desks.keys, one) for one in desks.session.scalars(select(Letter).where(Letter.name == "part_given"))}
    assert told == {"kai@example.org"}


def test_the_one_asked_and_the_lead_are_written_to(desks: Desks, given: Given) -> None:
    petition = desks.helped(given)
    desks.give(petition, desks.ask(petition))
    dockets.announce_docket(desks.session, desks.keys, at=desks.clock.at)
    dockets.announce_docket(desks.session, desks.keys, at=desks.clock.at)
    told = sorted((letter.name, outbox.address(desks.keys, letter)) for letter in desks.session.scalars(select(Letter)))
    assert told == [("part_asked", "chen@example.org"), ("part_given", "wu@example.org")]
    for letter, language, rendered in in_both_languages(desks.session, desks.keys):
        check(letter, language, rendered, petition.title, QUESTION)
