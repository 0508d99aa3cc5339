"""Letters leave: each once, whatever happens to relay, gateway and workers, and none keeps its address."""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts import addresses, verification
from app.accounts.challenges import Purpose
from app.jobs import delivery
from app.jobs.context import Works
from app.jobs.delivery import deliver
from app.kernel import outbox
from app.kernel.outbox import Channel, Claim, Letter
from app.kernel.sent_copies import SentCopy, newest
from config import Mode
from tests.conftest import HandClock
from tests.jobs.conftest import Outside, letters


def letter_to(session: Session, address: str) -> Letter:
    return session.scalars(select(Letter).where(Letter.key.like(f"%:{address}")).execution_options(populate_existing=True)).one()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine must not end a round early."""
    monkeypatch.setattr(delivery, "BUDGET", 60.0)


def test_sent_once_and_forgotten(works: Works, session: Session, outside: Outside) -> None:
    letters(works, "mei@example.org", "bo@example.org")
    assert deliver(works, Channel.EMAIL) == 2
    assert deliver(works, Channel.EMAIL) == 0
    assert sorted(outside.relay.recipients) == ["bo@example.org", "mei@example.org"]
    for letter in session.scalars(select(Letter)):
        assert letter.sent_at is not None
        assert letter.to_sealed is None


def test_a_code_by_text_message(works: Works, session: Session, outside: Outside, clock: HandClock) -> None:
    address = addresses.read("0912-345-678")
    verification.send(session, works.keys, address, purpose=Purpose.JOIN, language="zh-Hant-TW", at=clock.now())
    session.commit()
    assert deliver(works, Channel.SMS) == 1
    [(number, text)] = outside.aggregator.texts
    assert number == "0912345678"
    assert "手機驗證碼" in text
    [letter] = session.scalars(select(Letter).execution_options(populate_existing=True))
    assert letter.to_sealed is None


def test_permanent_failures_are_recorded_for_staff_without_the_address(works: Works, session: Session, outside: Outside) -> None:
    letters(works, "nobody@example.org", "mei@example.org")
    assert deliver(works, Channel.EMAIL) == 1
    failed = letter_to(session, "nobody@example.org")
    assert failed.failed_at is not None
    assert failed.to_sealed is None
    assert "550" in failed.last_error
    assert "nobody@" not in failed.last_error
    assert "0912345678" not in failed.last_error
    assert outside.relay.recipients == ["mei@example.org"]


def test_a_bad_number_is_given_up(works: Works, session: Session) -> None:
    letters(works, "+886900000000", channel=Channel.SMS, name="code")
    session.execute(update(Letter).values(params={"challenge": _challenge(works, session), "purpose": "join"}))
    deliver(works, Channel.SMS)
    letter = letter_to(session, "+886900000000")
    assert letter.failed_at is not None
    assert "statuscode=v" in letter.last_error


def _challenge(works: Works, session: Session) -> int:
    at = works.clock.now()
    made = verification.send(session, works.keys, addresses.read("0987654321"), purpose=Purpose.JOIN, language="en", at=at)
    session.execute(update(Letter).where(Letter.key == f"code:{made}").values(cancelled_at=at, to_sealed=None))
    return made


def test_temporary_failures_are_tried_later_and_later(works: Works, session: Session, clock: HandClock, outside: Outside) -> None:
    letters(works, "later@example.org", "mei@example.org")
    deliver(works, Channel.EMAIL)
    assert outside.relay.recipients == ["mei@example.org"]
    waits = []
    for attempts in range(1, 6):
        letter = letter_to(session, "later@example.org")
        assert (letter.attempts, letter.sent_at, letter.failed_at) == (attempts, None, None)
        assert "450" in letter.last_error
        waits.append((letter.next_try_at - clock.now()).total_seconds())
        clock.at = letter.next_try_at
        deliver(works, Channel.EMAIL)
    assert all(15 * 2**n <= wait <= 45 * 2**n for n, wait in enumerate(waits))


def test_while_the_relay_is_away_nothing_is_counted_or_lost(works: Works, session: Session, clock: HandClock, outside: Outside) -> None:
    letters(works, *(f"person-{n}@example.org" for n in range(30)))
    outside.relay.sender_answer = "421 closing down"
    for _ in range(20):
        assert deliver(works, Channel.EMAIL) == 0
        clock.advance(seconds=6)
    assert session.execute(select(func.count(), func.max(Letter.attempts)).where(Letter.sent_at.is_(None))).one() == (30, 0)
    assert "421" in letter_to(session, "person-0@example.org").last_error
    outside.relay.sender_answer = "250 OK"
    assert deliver(works, Channel.EMAIL) == 30
    assert Counter(outside.relay.recipients).most_common(1)[0][1] == 1


def test_a_code_that_has_run_out_is_not_sent(works: Works, session: Session, clock: HandClock, outside: Outside) -> None:
    address = addresses.read("new@example.org")
    verification.send(session, works.keys, address, purpose=Purpose.SIGN_IN, language="zh-Hant-TW", at=clock.now())
    session.commit()
    clock.advance(minutes=10)
    assert deliver(works, Channel.EMAIL) == 0
    [letter] = session.scalars(select(Letter).execution_options(populate_existing=True))
    assert (letter.last_error, letter.to_sealed) == ("not sent in time", None)
    assert outside.relay.messages == []


def test_codes_do_not_wait_behind_notices(works: Works, session: Session, outside: Outside) -> None:
    letters(works, *(f"person-{n}@example.org" for n in range(30)))
    letters(works, "hurry@example.org", urgent=True)
    assert deliver(works, Channel.EMAIL, urgent=True) == 1
    assert outside.relay.recipients == ["hurry@example.org"]
    letters(works, "second@example.org", urgent=True)
    deliver(works, Channel.EMAIL)
    assert outside.relay.recipients[1] == "second@example.org"


def test_a_letter_that_cannot_be_written_harms_no_other(works: Works, session: Session, outside: Outside) -> None:
    letters(works, "mei@example.org")
    letters(works, "broken@example.org", name="no_such_letter")
    assert deliver(works, Channel.EMAIL) == 1
    broken = letter_to(session, "broken@example.org")
    assert broken.sent_at is None
    assert "TemplateNotFound" in broken.last_error
    assert broken.next_try_at > works.clock.now()


def test_copies_are_kept_in_the_demonstration_alone(works: Works, session: Session) -> None:
    letters(works, "mei@example.org")
    deliver(works, Channel.EMAIL)
    assert newest(session) == []
    letters(works, "bo@example.org")
    deliver(dataclasses.replace(works, config=dataclasses.replace(works.config, mode=Mode.DEMO)), Channel.EMAIL)
    [copy] = newest(session)
    assert (copy.channel, copy.to, copy.code) == (Channel.EMAIL, "bo@example.org", None)
    assert copy.subject.startswith("邀請你")
    assert session.scalar(select(func.count(SentCopy.id))) == 1


def test_what_is_logged_names_nobody(works: Works, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG):
        letters(works, "mei@example.org", "nobody@example.org")
        deliver(works, Channel.EMAIL)
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # that one is the relay's
    said = "".join(ours) + "".join(capsys.readouterr())
    assert "letter.sent" in said
    assert "@example.org" not in said


# Never twice, with many workers at once; and the proof that these tests would see it.


def delivered_by_four(make_works: Callable[[], Works], outside: Outside, count: int = 60) -> Counter[str]:
    letters(make_works(), *(f"person-{n}@example.org" for n in range(count)))
    barrier = threading.Barrier(4)

    def run() -> None:
        works = make_works()
        barrier.wait()
        while deliver(works, Channel.EMAIL):
            pass
        works.mail.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(str(message["Message-ID"]) for message in outside.relay.messages)


@pytest.mark.race
def test_four_workers_send_each_letter_once(make_works: Callable[[], Works], outside: Outside) -> None:
    found = delivered_by_four(make_works, outside)
    assert len(found) == 60
    assert set(found.values()) == {1}


@pytest.mark.race
def test_without_claims_they_would_send_it_twice(
    make_works: Callable[[], Works], outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with claiming taken away, the test above must fail."""

    def careless(session: Session, channel: Channel, **_: object) -> list[Claim]:
        rows = select(Letter.id, Letter.attempts).where(Letter.to_sealed.is_not(None)).order_by(Letter.id).limit(10)
        return [Claim(*row) for row in session.execute(rows)]

    monkeypatch.setattr(delivery.outbox, "claim", careless)
    monkeypatch.setattr(delivery.outbox, "take", lambda session, claim: session.get(Letter, claim.letter_id))
    monkeypatch.setattr(outbox, "address", lambda keys, letter: "mei@example.org")
    found = delivered_by_four(make_works, outside)
    assert max(found.values()) > 1


@pytest.mark.race
def test_a_lease_that_ends_while_sending_does_not_send_twice(make_works: Callable[[], Works], outside: Outside, clock: HandClock) -> None:
    """A relay slower than the lease: another worker claims the letter again and finds it in hand."""
    first, second = make_works(), make_works()
    letters(first, "mei@example.org")
    send = first.mail.send
    inside, go = threading.Event(), threading.Event()

    def slowly(mail: object) -> None:
        inside.set()
        go.wait(10)
        send(mail)  # type: ignore[arg-type]

    first.mail.send = slowly  # type: ignore[method-assign]
    sending = threading.Thread(target=deliver, args=(first, Channel.EMAIL))
    sending.start()
    assert inside.wait(10)
    clock.at += outbox.LEASE + timedelta(seconds=1)
    assert deliver(second, Channel.EMAIL) == 0
    go.set()
    sending.join()
    clock.at += outbox.LEASE + timedelta(seconds=1)
    assert deliver(second, Channel.EMAIL) == 0
    assert outside.relay.recipients == ["mei@example.org"]
