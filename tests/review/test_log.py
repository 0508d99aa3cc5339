"""The public log: every decision once, with its workdays and how an appeal went; nobody named, nothing hidden told (rule 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from app.discuss import actions as discuss
from app.discuss import reports
from app.discuss.models import CommentGround, Lane
from app.petition.models import Petition
from app.propose import updates
from app.propose.models import RemovalGround
from app.review import actions as review
from app.review import log
from app.review.log import Decided, Kind, Result, Sought
from app.review.rules import Ground, HideGround
from tests.cast import Cast
from tests.given import OTHER_TITLES, REFUSAL, WORKDAYS, Given

WHY = "此事由中央機關訂定標準，並非地方權責。"


def found(session: Session, **sought: object) -> list[Decided]:
    others = (reports.removals(), updates.removals())
    return list(log.page(session, Sought(**sought), others, workdays=WORKDAYS, number=1, size=20).rows)  # type: ignore[arg-type]


def appealed(given: Given, title: str, by: object) -> Petition:
    petition = given.a_refused_petition(title=title, by=by)  # type: ignore[arg-type]
    review.appeal(
        given.session, petition, by=by, reason=WHY, workdays=WORKDAYS, at=given.at + timedelta(days=1)  # type: ignore[arg-type]
    )  # fmt: skip
    return petition


def test_every_decision_has_its_line(session: Session, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    comment = discuss.post(session, petition, by=cast.bo, lane=Lane.FOR, text="我也遇到同樣的問題。", at=given.at)
    reports.report(session, comment, by=cast.kai, ground=CommentGround.ADVERTISING, keys=given.keys, at=given.at)
    reports.remove(session, comment, by=cast.lin, ground=CommentGround.ADVERTISING, explanation="連到賣場。", at=given.at)
    told = updates.post(session, petition, by=cast.mei, key=uuid4(), title="進度", text="謝謝大家。", at=given.at)
    updates.remove(session, told, by=cast.lin, ground=RemovalGround.ABUSIVE, at=given.at + timedelta(minutes=1))
    given.a_refused_petition(by=cast.kai, title=OTHER_TITLES[0], at=given.at + timedelta(minutes=2))
    rows = found(session)
    assert [(row.kind, row.ground) for row in rows] == [
        (Kind.REFUSE, Ground.NOT_CENTRAL),
        (Kind.UPDATE, RemovalGround.ABUSIVE),
        (Kind.COMMENT, CommentGround.ADVERTISING),
        (Kind.ADMIT, ""),
    ]
    assert rows[2].explanation == "連到賣場。" and {row.number for row in rows[1:]} == {petition.number}
    assert len({row.id for row in rows}) == 4
    assert [row.kind for row in found(session, kind=Kind.UPDATE)] == [Kind.UPDATE]
    assert [row.kind for row in found(session, ground=Ground.NOT_CENTRAL)] == [Kind.REFUSE]
    assert not set(Decided.__dataclass_fields__) & {"by", "by_id", "person"}


def test_workdays_begin_with_the_submission_and_anew_with_an_appeal(session: Session, given: Given, cast: Cast) -> None:
    # Monday; decided on Thursday, appealed on the next Monday, decided on Wednesday.
    petition = given.a_petition_in_review()
    review.refuse(session, petition, by=cast.lin, refusal=REFUSAL, at=given.at + timedelta(days=3))
    review.appeal(session, petition, by=cast.mei, reason=WHY, workdays=WORKDAYS, at=given.at + timedelta(days=7))
    review.admit(session, petition, by=cast.hao, lead=cast.finance, at=given.at + timedelta(days=9))
    admitted, refused = found(session)
    assert (refused.workdays, refused.on_appeal, refused.appeal) == (3, False, Result.OVERTURNED)
    assert (admitted.workdays, admitted.on_appeal, admitted.appeal) == (2, True, None)


def test_a_text_hidden_in_review_took_workdays_too(session: Session, given: Given, cast: Cast) -> None:
    petition, why = given.a_petition_in_review(), "含有他人的個人資料。"
    review.propose_hiding(session, petition, by=cast.lin, ground=HideGround.PERSONAL_DATA, explanation=why, at=given.at)
    review.settle_hiding(session, petition, by=cast.hao, consent=True, at=given.at + timedelta(days=2))
    (hidden,) = found(session)
    assert (hidden.kind, hidden.workdays, hidden.on_appeal) == (Kind.HIDE, 2, False)


def test_the_log_says_how_each_appeal_went(session: Session, given: Given, cast: Cast) -> None:
    given.a_refused_petition()
    waits = appealed(given, OTHER_TITLES[0], cast.bo)
    upheld = appealed(given, OTHER_TITLES[1], cast.kai)
    review.refuse(session, upheld, by=cast.hao, refusal=REFUSAL, at=given.at + timedelta(days=2))
    ended = appealed(given, OTHER_TITLES[2], cast.wu)
    review.propose_hiding(session, ended, by=cast.lin, ground=HideGround.ABUSIVE, explanation="通篇辱罵特定的個人。", at=given.at)
    review.settle_hiding(session, ended, by=cast.hao, consent=True, at=given.at + timedelta(days=2))
    assert [row.number for row in found(session, appeal=Result.OPEN)] == [waits.number]
    assert [row.number for row in found(session, appeal=Result.UPHELD)] == [upheld.number]
    assert [row.number for row in found(session, appeal=Result.ENDED)] == [ended.number]
    assert log.appeals(session) == {Result.OPEN: 1, Result.OVERTURNED: 0, Result.UPHELD: 1, Result.ENDED: 1}


def test_a_hidden_petition_keeps_only_its_number_and_grounds(session: Session, given: Given, cast: Cast) -> None:
    petition = given.a_refused_petition(refusal=replace(REFUSAL, explanation="內文第二段寫著某人的住址，請改寫。"))
    review.propose_hiding(session, petition, by=cast.lin, ground=HideGround.PERSONAL_DATA, explanation="含有他人的個人資料。", at=given.at)
    review.settle_hiding(session, petition, by=cast.hao, consent=True, at=given.at)
    hidden, refused = sorted(found(session), key=lambda row: row.kind)
    assert [(row.number, row.title, row.is_hidden) for row in (hidden, refused)] == [(petition.number, "", True)] * 2
    assert (hidden.explanation, hidden.by_two, hidden.workdays) == ("含有他人的個人資料。", True, None)
    assert (refused.explanation, refused.ground, refused.by_two) == ("", Ground.NOT_CENTRAL, False)


def test_pages_follow_one_another(session: Session, given: Given, cast: Cast) -> None:
    for title, by in zip(OTHER_TITLES, (cast.mei, cast.bo, cast.kai), strict=True):
        given.a_refused_petition(title=title, by=by)
    pages = [log.page(session, Sought(), (), workdays=WORKDAYS, number=no, size=2) for no in (1, 2)]
    assert [page.total for page in pages] == [3, 3]
    assert len({row.id for page in pages for row in page.rows}) == 3
    assert [row.id for row in log.every(session, Sought(), (), workdays=WORKDAYS)] == [row.id for page in pages for row in page.rows]
