"""Situations among agencies: who is responsible, what is handed over, who advises, who is merged."""

from __future__ import annotations

from app.petition import assignments, co_agencies, handovers, mergers
from app.petition.models import Petition
from app.respond import succession as heirs
from app.review import advice
from app.review.advice import Suggestion
from tests.given import WORKDAYS, Given


def assigned(given: Given) -> Petition:
    petition = given.an_open_petition(lead=False)
    assignments.assign(given.session, petition, by=given.cast.ann, lead=given.cast.finance, at=given.at)
    return petition


def accepted(given: Given) -> Petition:
    petition = given.an_open_petition(days=3)
    assignments.accept(given.session, petition, by=given.cast.wu, agency=given.cast.finance, at=given.at)
    return petition


def disowned(given: Given) -> Petition:
    petition = given.an_open_petition(days=3, endorsements=12)
    reason = "軟體採購屬數位發展部權責，非本部主管。"
    assignments.refuse(given.session, petition, by=given.cast.wu, agency=given.cast.finance, reason=reason, at=given.at)
    return petition


WHY = "軟體採購與資安標準由該部主管，由它主辦較妥。"


def offered(given: Given) -> Petition:
    petition, cast = given.an_established_petition(), given.cast
    handovers.offer(given.session, petition, by=cast.wu, agency=cast.finance, to=cast.transport, reason=WHY, at=given.at)
    return petition


def decided(given: Given, fate: str) -> Petition:
    """Offered to the transport ministry, and this became of it."""
    petition, cast, session = offered(given), given.cast, given.session
    row = handovers.open_for(session, petition)
    assert row is not None
    match fate:
        case "handed_over":
            handovers.accept(session, row, by=cast.chen, agency=cast.transport, at=given.at)
        case "declined":
            handovers.decline(session, row, by=cast.chen, agency=cast.transport, reason="本部不主管報稅系統的採購。", at=given.at)
        case "withdrawn":
            handovers.withdraw(session, petition, by=cast.wu, agency=cast.finance, at=given.at)
        case "lapsed":
            handovers.lapse_all_due(session, as_of=row.due_at)
        case _:
            handovers.settle_lead(session, petition, by=cast.ann, lead=cast.transport, reason=WHY, at=given.at)
    return petition


def helped(given: Given, *, removed: bool = False) -> Petition:
    petition, cast = given.an_established_petition(), given.cast
    who = {"by": cast.wu, "agency": cast.finance, "other": cast.transport, "reason": WHY, "at": given.at}
    co_agencies.add(given.session, petition, **who)
    if removed:
        co_agencies.remove(given.session, petition, **who)
    return petition


def consulted(given: Given) -> Petition:
    petition = given.a_petition_in_review()
    why = "這件事是不是貴機關主管，有沒有正在修法？"
    advice.ask(
        given.session, petition, by=given.cast.lin, agencies=[given.cast.finance, given.cast.transport], question=why,
        workdays=WORKDAYS, at=given.at,
    )  # fmt: skip
    return petition


def advised(given: Given) -> Petition:
    petition = consulted(given)
    asked = next(row for row in advice.of(given.session, petition) if row.agency_id == given.cast.finance.id)
    answered = advice.Given(Suggestion.ADMIT, "屬本部主管，可以進入附議。")
    advice.answer(given.session, asked, by=given.cast.wu, given=answered, at=given.at)
    advice.publish(given.session, petition, at=given.at)
    return petition


def succeeded(given: Given) -> Petition:
    petition = given.an_open_petition()
    mergers.merge(
        given.session, given.keys, given.cast.finance, given.cast.transport, instrument="行政院組織法修正", by=given.cast.ann, at=given.at
    )
    return petition


def promises_succeeded(given: Given) -> Petition:
    petition = given.an_answered_petition()
    mergers.merge(
        given.session, given.keys, given.cast.finance, given.cast.transport, instrument="行政院組織法修正", by=given.cast.ann, at=given.at,
        heirs=(heirs.succeed,),
    )  # fmt: skip
    return petition
