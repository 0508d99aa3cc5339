"""What agencies do among themselves in the face's world: an offer to decide, a draft that waits for a colleague, a deputy."""

from __future__ import annotations

from datetime import date, timedelta

from app.accounts import deputies, second_factor
from app.accounts.models import Membership, Person, Role
from app.petition import co_agencies, handovers, queries
from app.respond import actions, approvals, contributing, parts
from app.web.agency.editor import Kind, Typed
from tests.cast import citizen
from tests.given import Given
from tests.web.answering import ANSWER

TEXTS = {name: text for name, text in ANSWER.items() if name != "promises"}


def places(given: Given, numbers: dict[str, str]) -> dict[str, str]:
    """The offer of the petition `offered`; the petition `submitted` waits for Tai, Wu's colleague and deputy."""
    offer = handovers.open_for(given.session, queries.by_number(given.session, numbers["offered"]))
    assert offer is not None
    tai = colleague(given)
    first = given.at.date()
    deputies.name(given.session, given.cast.wu, tai, agency=given.cast.finance, first=first, last=date(2026, 3, 6), at=given.at)
    submitted(given, numbers["submitted"], tai)
    return {"offer": str(offer.id), "part": str(asked(given, numbers["submitted"]))}


def asked(given: Given, number: str) -> int:
    """The transport ministry helps and gave its part of the first demand; that of the second is late."""
    petition, cast, session = queries.by_number(given.session, number), given.cast, given.session
    past, who = given.at - timedelta(days=2), {"by": cast.wu, "agency": cast.finance}
    co_agencies.add(session, petition, other=cast.transport, reason="票證系統由該部主管，請一起研議。", at=past, **who)
    for no, due_on in ((1, date(2026, 3, 20)), (2, date(2026, 3, 1))):
        question = "請說明票證系統的規格，以及改版的時程。"
        contributing.ask(session, petition, other=cast.transport, demand_no=no, question=question, due_on=due_on, at=past, **who)
    row = parts.joint(session, petition).requests[0]
    text = "票證系統今年九月改版，介接規格已公開。"
    contributing.give(session, petition, row, by=cast.chen, agency=cast.transport, text=text, keys=given.keys, at=given.at)
    return row.id


def colleague(given: Given) -> Person:
    person = citizen(given.session, given.keys, "tai", at=given.at, no=51)
    given.session.add(Membership(person_id=person.id, role=Role.OFFICER, agency_id=given.cast.finance.id, invited_at=given.at))
    second_factor.give(given.session, given.keys, person, secret=second_factor.new_secret(), at=given.at)
    return person


def submitted(given: Given, number: str, tai: Person) -> None:
    """Returned once, and submitted anew."""
    petition = queries.by_number(given.session, number)
    typed = Typed(Kind.ANSWER, len(petition.demands), 1, TEXTS)
    wu = {"by": given.cast.wu, "agency": given.cast.finance}
    day = timedelta(days=1)
    actions.save(given.session, petition, by=given.cast.wu, content=typed.content, at=given.at - day)
    for no, note in enumerate(("請看第二項的理由。", "已補上法規依據。")):
        at = given.at - day + no * timedelta(hours=3)
        approvals.submit(given.session, petition, content=typed.content, seal=typed.seal, note=note, at=at, **wu)
        if no == 0:
            row = approvals.waiting(given.session, petition, given.cast.finance)
            assert row is not None
            remarks, then = "第二項的理由請寫出法規依據。", at + timedelta(hours=1)
            approvals.send_back(given.session, petition, row, by=tai, agency=given.cast.finance, remarks=remarks, at=then)
