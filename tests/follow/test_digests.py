"""Digests: everything once, in one letter for each address and period, whatever it follows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.accounts.models import Frequency, Person
from app.announce import actions as announcing
from app.announce import digest_stops, digests, letters, stops
from app.endorse import nullifiers
from app.follow import actions
from app.follow.models import DigestItem
from app.kernel import outbox
from app.kernel.errors import NotFound
from app.kernel.outbox import Letter
from app.meet import actions as meetings
from app.meet.rules import Report
from app.petition.lifecycle import Stage
from app.petition.models import NoticeAddress, NoticeKind, Petition
from app.respond import actions as respond
from tests.announce.occasions import add_address
from tests.follow.test_follow import crowd, rows
from tests.given import OTHER_TITLES, Given

AT_ONCE, DAILY, WEEKLY = Frequency
# The tests begin on Monday 2026-03-02 at ten in Taipei.
TUESDAY, MONDAY = datetime(2026, 3, 3, 0, tzinfo=UTC), datetime(2026, 3, 9, 0, tzinfo=UTC)
ORIGIN = "https://gongyi.example"
BO = "bo@example.org"


def follow(given: Given, petition: Petition, person: Person, frequency: Frequency) -> None:
    actions.follow(given.session, petition, person=person, frequency=frequency, keys=given.keys)


def announce(given: Given, *, at: datetime | None = None) -> None:
    announcing.announce_due(given.session, given.keys, at=at or given.at, limit=1_000)


def write(given: Given, at: datetime) -> int:
    return digests.write_all_due(given.session, given.keys, at=at)


def to(given: Given, address: str) -> list[Letter]:
    found = given.session.scalars(select(Letter).where(Letter.to_sealed.is_not(None)).order_by(Letter.id))
    return [letter for letter in found if outbox.address(given.keys, letter) == address]


def waiting(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(DigestItem)) or 0


def text_of(given: Given, letter: Letter) -> str:
    return letters.render(given.session, given.keys, letter, origin=ORIGIN).text


def two_petitions(given: Given) -> tuple[Petition, Petition]:
    """One established, the other with a plan as well; nothing of them announced."""
    return given.an_established_petition(title=OTHER_TITLES[0]), given.a_planned_petition(title=OTHER_TITLES[1])


def test_across_petitions_grouped_and_newest_first(given: Given) -> None:
    first, second = two_petitions(given)
    for petition in (first, second):
        follow(given, petition, given.cast.bo, DAILY)
    announce(given)
    assert to(given, BO) == []
    assert write(given, TUESDAY - timedelta(seconds=1)) == 0
    assert write(given, TUESDAY) == 1
    [letter] = to(given, BO)
    text = text_of(given, letter)
    assert text.count(first.title) == text.count(second.title) == 1
    plan, established, other = text.index("處理規劃"), text.index("成案", text.index(second.title)), text.index(first.title)
    assert text.index(second.title) < plan < established < other
    assert f"{ORIGIN}/petitions/{second.number}?via=letter#history" in text
    assert waiting(given.session) == 0


def test_weekly_ones_wait_for_monday_and_both_may_be_wanted(given: Given) -> None:
    first, second = two_petitions(given)
    follow(given, first, given.cast.bo, DAILY)
    follow(given, second, given.cast.bo, WEEKLY)
    announce(given)
    assert [write(given, TUESDAY + timedelta(days=day)) for day in range(6)] == [1, 0, 0, 0, 0, 0]
    assert write(given, MONDAY) == 1
    daily, weekly = to(given, BO)
    assert (first.title in text_of(given, daily), second.title in text_of(given, daily)) == (True, False)
    assert (first.title in text_of(given, weekly), second.title in text_of(given, weekly)) == (False, True)


def test_nothing_is_never_a_letter(given: Given) -> None:
    follow(given, given.an_open_petition(), given.cast.bo, DAILY)
    announce(given)
    assert [write(given, TUESDAY + timedelta(days=day)) for day in range(9)] == [0] * 9


def test_once_per_period_and_again_in_the_next(given: Given) -> None:
    petition = given.an_established_petition()
    follow(given, petition, given.cast.bo, DAILY)
    announce(given)
    assert [write(given, TUESDAY + timedelta(minutes=minute)) for minute in range(3)] == [1, 0, 0]
    given.at = TUESDAY + timedelta(hours=2)
    respond.plan(given.session, petition, by=given.cast.wu, agency=given.cast.finance, text="先盤點系統。", at=given.at)
    announce(given)
    assert write(given, TUESDAY + timedelta(hours=5)) == 0
    assert write(given, TUESDAY + timedelta(days=1)) == 1
    assert len(to(given, BO)) == 2


def test_what_comes_late_for_a_written_period_waits_for_the_next(given: Given) -> None:
    """Collected before eight, committed after the digests were written."""
    first, second = two_petitions(given)
    follow(given, first, given.cast.bo, DAILY)
    announce(given)
    assert write(given, TUESDAY) == 1
    add = DigestItem(
        follower_id=given.session.scalars(select(NoticeAddress.id)).one(),
        transition_id=announced(given.session, second),
        letter="plan",
        at=TUESDAY - timedelta(seconds=1),
    )
    given.session.add(add)
    given.session.flush()
    assert write(given, TUESDAY + timedelta(seconds=2)) == 0
    assert waiting(given.session) == 1
    assert write(given, TUESDAY + timedelta(days=1)) == 1
    assert waiting(given.session) == 0


def announced(session: Session, petition: Petition) -> int:
    session.refresh(petition, ["ledger"])
    return petition.ledger[-1].id


@pytest.mark.parametrize("frequency", [DAILY, WEEKLY])
def test_after_downtime_one_digest_holds_all(given: Given, frequency: Frequency) -> None:
    petition = given.an_established_petition()
    follow(given, petition, given.cast.bo, frequency)
    announce(given)
    respond.plan(given.session, petition, by=given.cast.wu, agency=given.cast.finance, text="先盤點系統。", at=TUESDAY + timedelta(days=2))
    announce(given, at=TUESDAY + timedelta(days=2))
    assert write(given, MONDAY + timedelta(days=2, hours=3)) == 1
    [letter] = to(given, BO)
    assert all(words in text_of(given, letter) for words in ("成案", "處理規劃"))


def test_an_endorser_hears_at_once_and_not_again(given: Given) -> None:
    petition = given.an_established_petition()
    add_address(given, petition, given.cast.bo, NoticeKind.ENDORSER)
    for person in (given.cast.bo, given.cast.mei, given.cast.wu, given.cast.kai):
        follow(given, petition, person, DAILY)
    announce(given)
    assert [letter.name for letter in to(given, BO)] == ["established"]
    assert waiting(given.session) == 1
    assert write(given, TUESDAY) == 1
    assert [letter.name for letter in to(given, "kai@example.org")] == ["digest"]


def test_changed_to_at_once_still_hears_of_what_waited(given: Given) -> None:
    petition = given.an_established_petition()
    follow(given, petition, given.cast.bo, WEEKLY)
    announce(given)
    follow(given, petition, given.cast.bo, AT_ONCE)
    assert write(given, TUESDAY) == 1
    respond.plan(given.session, petition, by=given.cast.wu, agency=given.cast.finance, text="先盤點系統。", at=given.at)
    announce(given)
    assert [letter.name for letter in to(given, BO)] == ["digest", "plan"]


def test_what_was_hidden_meanwhile_is_not_named(given: Given) -> None:
    first, second = two_petitions(given)
    follow(given, first, given.cast.bo, DAILY)
    follow(given, second, given.cast.bo, DAILY)
    follow(given, first, given.cast.kai, DAILY)
    announce(given)
    first.stage = Stage.HIDDEN
    given.session.flush()
    assert write(given, TUESDAY) == 1
    [letter] = to(given, BO)
    assert first.title not in text_of(given, letter)
    assert (to(given, "kai@example.org"), waiting(given.session)) == ([], 0)


def test_one_petition_can_be_switched_off_from_the_digest(given: Given) -> None:
    first, second = two_petitions(given)
    follow(given, first, given.cast.bo, DAILY)
    follow(given, second, given.cast.bo, DAILY)
    announce(given)
    stops.stop(given.session, stops.of_person(given.session, given.keys, first, given.cast.bo), at=given.at)
    write(given, TUESDAY)
    [letter] = to(given, BO)
    text = text_of(given, letter)
    assert (first.title in text, second.title in text) == (False, True)
    token = text.split("/notices/")[1].split()[0]
    assert stops.find(given.session, given.keys, token).petition.id == second.id
    stops.stop(given.session, stops.find(given.session, given.keys, token), at=TUESDAY)
    report = Report(date(2026, 3, 2), "先試辦。")
    meetings.record(given.session, second, by=given.cast.wu, agency=given.cast.finance, report=report, at=TUESDAY)
    announce(given, at=TUESDAY)
    assert waiting(given.session) == 0


def test_the_digest_can_be_switched_off_wholly_and_on_again(given: Given) -> None:
    first, second = two_petitions(given)
    follow(given, first, given.cast.bo, DAILY)
    follow(given, second, given.cast.bo, AT_ONCE)
    announce(given)
    write(given, TUESDAY)
    digest = next(letter for letter in to(given, BO) if letter.name == "digest")
    link = letters.render(given.session, given.keys, digest, origin=ORIGIN).unsubscribe
    assert link is not None
    found = digest_stops.find(given.session, given.keys, link.rsplit("/", 1)[1])
    assert not found.stopped
    digest_stops.stop(given.session, given.keys, found, at=TUESDAY)
    given.session.refresh(digest)
    assert digest.cancelled_at == TUESDAY
    found = digest_stops.find(given.session, given.keys, link.rsplit("/", 1)[1])
    assert found.stopped
    for petition in (first, second):
        respond.contact(given.session, petition, by=given.cast.wu, agency=given.cast.finance, text="請問如何聯絡？", at=TUESDAY)
    announce(given, at=TUESDAY)
    assert waiting(given.session) == 0
    assert "contact" in {letter.name for letter in to(given, BO)}
    digest_stops.resume(given.session, given.keys, found)
    assert not digest_stops.find(given.session, given.keys, link.rsplit("/", 1)[1]).stopped


@pytest.mark.parametrize("token", ["nonsense", "", "a" * 90, "%%%", "中文"])
def test_a_token_that_is_not_ours(given: Given, token: str) -> None:
    with pytest.raises(NotFound):
        digest_stops.find(given.session, given.keys, token)


def test_no_row_joins_what_a_person_follows(given: Given) -> None:
    """Neither what waits nor the digest of one period can be told to be of the same person as that of another."""
    first, second = two_petitions(given)
    for petition in (first, second):
        follow(given, petition, given.cast.bo, DAILY)
    hashes = set(given.session.scalars(select(NoticeAddress.address_hash)))
    assert len(hashes) == 2
    assert given.cast.bo.email_hash not in hashes
    announce(given)
    write(given, TUESDAY)
    respond.plan(given.session, first, by=given.cast.wu, agency=given.cast.finance, text="先盤點系統。", at=TUESDAY)
    announce(given, at=TUESDAY)
    write(given, TUESDAY + timedelta(days=1))
    one, other = to(given, BO)
    assert one.to_hash != other.to_hash
    assert {one.to_hash, other.to_hash} & {*hashes, given.cast.bo.email_hash} == set()
    assert one.params == other.params == {"digest": "daily"}
    assert not set(given.session.scalars(select(NoticeAddress.address_sealed))) & {one.to_sealed, other.to_sealed}
    outbox.sent(one, at=TUESDAY)
    given.session.flush()
    assert one.private_sealed is None


def test_a_destroyed_key_takes_what_waits_with_it(given: Given) -> None:
    petition = given.an_established_petition()
    follow(given, petition, given.cast.bo, DAILY)
    announce(given)
    given.session.query(NoticeAddress).delete()
    assert (rows(given.session), waiting(given.session)) == (0, 0)


def test_eight_thousand_followers(given: Given) -> None:
    """One statement keeps an event for all of them, and one job writes all their digests; how long it took is printed."""
    first, second = two_petitions(given)
    for petition in (first, second):
        crowd(given.session, given.keys, petition, 8_000, DAILY)
    # As autovacuum does for a table that has grown.
    given.session.execute(text("ANALYZE notice_address, letter, digest_item"))
    began = perf_counter()
    announce(given)
    collected, began = perf_counter() - began, perf_counter()
    assert waiting(given.session) == 24_000
    assert write(given, TUESDAY) == 8_000
    written = perf_counter() - began
    print(f"collected 24,000 items in {collected:.2f} s, wrote 8,000 digests in {written:.2f} s")
    assert waiting(given.session) == 0


def test_the_hash_beside_a_petition_is_the_endorsers(given: Given) -> None:
    """Whoever is both is known to be one."""
    petition = given.an_open_petition()
    assert petition.key_sealed is not None
    key = given.keys.open(petition.key_sealed, purpose="petition-key")
    follow(given, petition, given.cast.bo, DAILY)
    assert given.cast.bo.email_hash is not None
    assert given.session.scalar(select(NoticeAddress.address_hash)) == nullifiers.of_address(key, given.cast.bo.email_hash)
