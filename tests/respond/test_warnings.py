"""What a preview warns of: repeated answers, bare citations, short reasons, adoption without a promise; read before publishing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Invalid
from app.petition import queries
from app.petition.models import Petition
from app.respond import answers
from app.respond.models import Outcome
from app.respond.rules import Answer, DemandReply
from app.respond.warnings import Kind, is_only_citation, likeness, warnings
from tests.cast import Cast
from tests.given import OTHER_TITLES, WORKDAYS, Given, answer

CITATION = "依所得稅法第十七條規定，扣除額分為標準扣除額及列舉扣除額。"
OTHER = (
    "交通船與公車的票證系統由不同業者經營，本部將在明年三月前完成介接規格，先在澎湖試辦六個月。",
    "月票價格由各縣市訂定，因為財源不同，本部以補助方式鼓勵整合，不統一定價。",
)


def other(written: Answer) -> Answer:
    """About something else altogether."""
    replies = tuple(replace(reply, reason=reason) for reply, reason in zip(written.replies, OTHER, strict=True))
    return replace(
        written, summary="先介接票證規格，再談整合月票。", replies=replies, analysis="離島居民每月平均搭船四次，轉乘公車比例約三成。"
    )


@pytest.fixture
def warned(session: Session, cast: Cast) -> Callable[[Petition, Answer], list[Kind]]:
    return lambda petition, written: [one.kind for one in warnings(session, petition, written, agency=cast.finance)]


def test_an_earlier_answer_of_the_agency_is_named_with_its_share(session: Session, given: Given, cast: Cast) -> None:
    earlier = given.an_answered_petition(by=cast.bo, title=OTHER_TITLES[0])
    petition = given.an_established_petition()
    (one,) = warnings(session, petition, answer(at=given.at), agency=cast.finance)
    assert one.kind is Kind.REPEATS
    assert one.facts == {"percent": 100, "number": earlier.number, "title": earlier.title}
    assert warnings(session, petition, other(answer(at=given.at)), agency=cast.finance) == []
    assert warnings(session, petition, answer(at=given.at), agency=cast.transport) == []


def test_its_own_earlier_versions_are_no_repetition(session: Session, given: Given, cast: Cast) -> None:
    petition = given.an_answered_petition()
    assert warnings(session, petition, answer(at=given.at), agency=cast.finance) == []


def test_likeness_is_a_share_and_says_nothing_of_short_texts() -> None:
    text = "".join(OTHER)
    assert likeness(text, text) == 1.0
    assert likeness(text, "完全無關的另一段文字，談的是校園午餐與食材檢驗。") < 0.2
    assert likeness("辦理中。", "辦理中。") == 0.0


@pytest.mark.parametrize(
    ("sentence", "is_bare"),
    [
        (CITATION, True),
        ("查道路交通管理處罰條例第35條第1項第1款規定，汽機車駕駛人不得酒後駕車。", True),
        ("次按行政程序法第四十八條規定辦理。", True),
        ("依所得稅法第十七條規定，本部將提高標準扣除額。", False),
        ("考量身心障礙者權益保障法第五十六條的精神，改為數位停車證。", False),
        ("將在下一版改善。", False),
    ],
)
def test_what_only_cites_the_law_is_told_from_what_answers(sentence: str, is_bare: bool) -> None:
    assert is_only_citation(sentence) is is_bare


def test_reasons_that_mostly_cite_or_say_too_little(given: Given, warned: Callable[[Petition, Answer], list[Kind]]) -> None:
    petition = given.an_established_petition()
    written = answer(at=given.at)
    cited = replace(written, replies=(replace(written.replies[0], reason=CITATION * 3), written.replies[1]))
    assert warned(petition, cited) == [Kind.STATUTES]
    short = replace(written, replies=(replace(written.replies[0], reason="錄案研參。"), written.replies[1]))
    assert warned(petition, short) == [Kind.SHORT]
    assert warned(petition, written) == []


def test_adopted_without_a_promise_unless_it_was_being_done(given: Given, warned: Callable[[Petition, Answer], list[Kind]]) -> None:
    petition = given.an_established_petition()
    bare = replace(answer(at=given.at), promises=())
    assert warned(petition, bare) == [Kind.NO_PROMISE]
    existing = replace(bare, replies=(replace(bare.replies[0], existing_policy=True), bare.replies[1]))
    assert warned(petition, existing) == []
    assert warned(petition, replace(bare, replies=(DemandReply(1, Outcome.NOT_ADOPTED, OTHER[0]), bare.replies[1]))) == []


def test_hints_must_be_acknowledged_and_the_ledger_says_so(session: Session, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    bare = replace(answer(at=given.at), promises=())
    by = {"by": cast.wu, "agency": cast.finance, "keys": given.keys, "workdays": WORKDAYS, "at": given.at}
    with pytest.raises(Invalid) as refused:
        answers.publish(session, petition, bare, **by)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("warnings", "answer.unacknowledged")]
    answers.publish(session, petition, bare, acknowledged=True, **by)
    assert queries.timeline(session, petition)[-1].facts["acknowledged"] == ["no_promise"]
