"""Reports, removal with a public ground, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Language
from app.announce import letters, removals, stops
from app.announce.audience import address_hash
from app.discuss import actions, inbox, queries, reports
from app.discuss.models import Comment, CommentGround, CommentReport, Lane, Verdict
from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition.models import Petition
from tests.given import Given

SAID = "加入我的投資群組，保證獲利，名額有限要快。"


@pytest.fixture
def petition(given: Given) -> Petition:
    return given.an_open_petition()


@pytest.fixture
def comment(given: Given, petition: Petition) -> Comment:
    return actions.post(given.session, petition, by=given.cast.bo, lane=Lane.AGAINST, text=SAID, at=given.at)


def told(given: Given, comment: Comment, keys: Keyring, *, ground: CommentGround = CommentGround.ADVERTISING, minutes: int = 0) -> None:
    for person in (given.cast.mei, given.cast.kai):
        reports.report(given.session, comment, by=person, ground=ground, keys=keys, at=given.at + timedelta(minutes=minutes))


def test_everybody_reports_once_and_nobody_their_own(given: Given, keys: Keyring, comment: Comment) -> None:
    given.cast.kai.verified_at = None
    told(given, comment, keys)
    with pytest.raises(Conflict, match=r"report\.already"):
        reports.report(given.session, comment, by=given.cast.kai, ground=CommentGround.ABUSIVE, keys=keys, at=given.at)
    with pytest.raises(NotAllowed, match=r"report\.own"):
        reports.report(given.session, comment, by=given.cast.bo, ground=CommentGround.ABUSIVE, keys=keys, at=given.at)
    assert [row.count for row in inbox.inbox(given.session)] == [2]


def test_no_row_says_who_reported(given: Given, session: Session, keys: Keyring, comment: Comment) -> None:
    told(given, comment, keys)
    one, other = session.scalars(select(CommentReport).order_by(CommentReport.id))
    assert one.nullifier != other.nullifier
    assert {column.name for column in CommentReport.__table__.columns} == {"id", "comment_id", "nullifier", "ground", "at", "decision_id"}


def test_nobody_decides_on_words_about_their_own_petition(given: Given, keys: Keyring) -> None:
    """A moderator who proposed it would decide which criticism stands."""
    hao = given.cast.hao
    petition = given.an_open_petition(by=hao)
    comment = actions.post(given.session, petition, by=given.cast.bo, lane=Lane.AGAINST, text=SAID, at=given.at)
    told(given, comment, keys)
    for decide in (
        lambda: reports.remove(given.session, comment, by=hao, ground=CommentGround.OFF_TOPIC, at=given.at),
        lambda: reports.keep(given.session, comment, by=hao, at=given.at),
    ):
        with pytest.raises(NotAllowed, match=r"report\.own_petition"):
            decide()
    reports.keep(given.session, comment, by=given.cast.lin, at=given.at)


def test_the_oldest_report_comes_first(given: Given, keys: Keyring, petition: Petition, comment: Comment) -> None:
    later = actions.post(given.session, petition, by=given.cast.ann, lane=Lane.FOR, text="請看我的部落格，裡面有優惠。", at=given.at)
    told(given, later, keys, minutes=5)
    told(given, comment, keys, minutes=1, ground=CommentGround.FLOODING)
    assert [row.comment.id for row in inbox.inbox(given.session)] == [comment.id, later.id]
    assert inbox.count_reported(given.session) == 2
    assert inbox.inbox(given.session)[0].grounds == {CommentGround.FLOODING: 2}


def test_a_removed_one_keeps_its_place_and_loses_its_text(given: Given, keys: Keyring, petition: Petition, comment: Comment) -> None:
    told(given, comment, keys)
    decision = reports.remove(
        given.session, comment, by=given.cast.lin, ground=CommentGround.ADVERTISING, explanation="招攬投資。", at=given.at
    )  # fmt: skip
    assert (decision.verdict, decision.by_id, decision.at) == (Verdict.REMOVED, given.cast.lin.id, given.at)
    [stub] = queries.discussion(given.session, petition, size=10).lanes[Lane.AGAINST]
    assert stub.text == ""
    assert stub.removal is not None
    assert (stub.removal.ground, stub.removal.explanation) == (CommentGround.ADVERTISING, "招攬投資。")
    assert inbox.inbox(given.session) == []
    for act in (actions.delete, lambda *a, **k: reports.report(*a, **k, ground=CommentGround.ABUSIVE, keys=keys)):
        with pytest.raises((Conflict, NotAllowed)):
            act(given.session, comment, by=given.cast.bo, at=given.at)


def test_a_kept_one_stays_and_may_be_reported_by_others(given: Given, keys: Keyring, comment: Comment) -> None:
    told(given, comment, keys)
    reports.keep(given.session, comment, by=given.cast.lin, at=given.at)
    assert comment.stands
    assert inbox.inbox(given.session) == []
    reports.report(given.session, comment, by=given.cast.ann, ground=CommentGround.ABUSIVE, keys=keys, at=given.at)
    [again] = inbox.inbox(given.session)
    assert (again.count, [row.verdict for row in again.earlier]) == (1, [Verdict.KEPT])


def test_decided_once_and_never_by_its_author(given: Given, keys: Keyring, comment: Comment) -> None:
    with pytest.raises(Conflict, match=r"report\.settled"):
        reports.keep(given.session, comment, by=given.cast.lin, at=given.at)
    told(given, comment, keys)
    with pytest.raises(NotAllowed, match=r"report\.own_comment"):
        reports.keep(given.session, comment, by=given.cast.bo, at=given.at)
    with pytest.raises(Invalid):
        reports.keep(given.session, comment, by=given.cast.lin, at=given.at, explanation="字" * 501)
    reports.keep(given.session, comment, by=given.cast.lin, at=given.at)
    with pytest.raises(Conflict, match=r"report\.settled"):
        reports.remove(given.session, comment, by=given.cast.hao, ground=CommentGround.ABUSIVE, at=given.at)
    assert comment.stands


def test_what_its_author_deleted_waits_for_nobody(given: Given, keys: Keyring, comment: Comment) -> None:
    told(given, comment, keys)
    actions.delete(given.session, comment, by=given.cast.bo, at=given.at)
    assert inbox.inbox(given.session) == []
    with pytest.raises(Conflict, match=r"comment\.gone"):
        reports.remove(given.session, comment, by=given.cast.lin, ground=CommentGround.ABUSIVE, at=given.at)


def test_the_author_alone_is_told_in_their_language(given: Given, session: Session, keys: Keyring, comment: Comment) -> None:
    told(given, comment, keys)
    assert removals.announce_removals(session, keys, at=given.at) == 0
    ground, why = CommentGround.ADVERTISING, "招攬投資的連結。"
    reports.remove(session, comment, by=given.cast.lin, ground=ground, explanation=why, at=given.at)
    assert removals.announce_removals(session, keys, at=given.at) == 1
    assert removals.announce_removals(session, keys, at=given.at) == 0
    [letter] = session.scalars(select(Letter).where(Letter.name == "comment_removed"))
    assert letter.to_sealed is not None
    assert keys.open(letter.to_sealed, purpose="notice") == b"bo@example.org"
    for language, words in ((Language.ZH, "廣告或商業宣傳"), (Language.EN, "Advertising")):
        letter.language = language
        rendered = letters.render(session, keys, letter, origin="https://gongyi.example")
        assert all(part in rendered.text for part in (words, why, SAID, "/discussion")), rendered.text
        assert "lin" not in rendered.text.split()


def test_whoever_stopped_letters_gets_none(given: Given, session: Session, keys: Keyring, petition: Petition, comment: Comment) -> None:
    token = stops.token(keys, petition_id=petition.id, address_hash=address_hash(keys, petition, given.cast.bo))
    stops.stop(session, stops.find(session, keys, token), at=given.at)
    told(given, comment, keys)
    reports.remove(session, comment, by=given.cast.lin, ground=CommentGround.ABUSIVE, at=given.at)
    assert removals.announce_removals(session, keys, at=given.at) == 1
    assert session.scalars(select(Letter).where(Letter.name == "comment_removed")).all() == []
