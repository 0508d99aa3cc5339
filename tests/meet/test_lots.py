"""The draw: who may sign up, how it is drawn and checked, how seats pass on, and what is forgotten (rule 16)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.announce import invitations, stops
from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.endorse.models import Endorsement
from app.kernel import outbox
from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring, Unreadable
from app.meet import actions, draws, lots, queries, sweeps
from app.meet.models import Lot, LotState
from app.meet.rules import Report
from app.petition import queries as petitions
from app.petition.lifecycle import Move
from app.petition.models import NoticeAddress
from tests.cast import Cast
from tests.given import Given
from tests.meet.given import Hearing, hearing

DRAWN = timedelta(days=8)


@pytest.fixture
def held(given: Given) -> Hearing:
    return hearing(given)


def drawn(held: Hearing) -> Hearing:
    held.sign_up()
    assert sweeps.draw_all_due(held.given.session, held.given.keys, as_of=held.given.at + DRAWN) == 1
    return held


def written(session: Session, keys: Keyring, name: str) -> list[str]:
    """To whom letters of this name went, in the order drawn."""
    rows = select(Lot, Letter).join(Letter, Letter.key.startswith(func.concat(name, ":", Lot.id, ":"))).order_by(Lot.rank)
    return [outbox.address(keys, letter) for _, letter in session.execute(rows)]


def test_endorsers_sign_up_once_while_it_is_open(session: Session, keys: Keyring, held: Hearing, cast: Cast) -> None:
    given, (first, *_) = held.given, held.people
    lots.sign_up(session, held.petition, held.meeting, by=first, keys=keys, at=given.at)
    with pytest.raises(Conflict, match=r"lot\.already"):
        lots.sign_up(session, held.petition, held.meeting, by=first, keys=keys, at=given.at)
    with pytest.raises(NotAllowed, match=r"lot\.not_endorsed"):
        lots.sign_up(session, held.petition, held.meeting, by=cast.kai, keys=keys, at=given.at)
    with pytest.raises(Conflict, match=r"lot\.closed"):
        lots.sign_up(session, held.petition, held.meeting, by=held.people[1], keys=keys, at=given.at + DRAWN)
    assert queries.signed_up(session, held.meeting) == 1
    lots.step_back(session, held.petition, held.meeting, by=first, keys=keys, at=given.at)
    assert lots.lot_of(session, held.petition, held.meeting, first, keys=keys) is None
    with pytest.raises(Conflict, match=r"lot\.none"):
        lots.step_back(session, held.petition, held.meeting, by=first, keys=keys, at=given.at)


def test_a_lot_tells_neither_person_nor_endorsement_nor_address(session: Session, keys: Keyring, held: Hearing) -> None:
    held.sign_up()
    for person in held.people:
        lot = held.lot(person)
        assert lot.nullifier not in set(session.scalars(select(Endorsement.person_nullifier)))
        assert lot.nullifier not in set(session.scalars(select(NoticeAddress.address_hash)))
        assert lot.address_sealed is not None and person.email_sealed != lot.address_sealed
        with pytest.raises(Unreadable):
            keys.open(lot.address_sealed, purpose=lots.SEALED)
        assert lots.address_of(held.petition, lot, keys=keys) == f"{person.nickname}@example.org"


def test_anybody_can_work_the_draw_out_again(session: Session, held: Hearing) -> None:
    drawn(held)
    meeting = held.meeting
    assert sha256(meeting.seed.encode()).hexdigest() == meeting.commitment
    by_hash = sorted(range(1, 5), key=lambda n: sha256(f"{meeting.seed}:{n}".encode()).hexdigest())
    ranked = session.scalars(select(Lot.number).where(Lot.rank > 0).order_by(Lot.rank)).all()
    assert list(ranked) == by_hash and queries.drawn(meeting) == by_hash[:2]
    in_list = session.scalars(select(Lot.nullifier).where(Lot.rank > 0).order_by(Lot.number)).all()
    assert list(in_list) == sorted(in_list) and meeting.pool_sha256 == draws.pool_sha256(in_list)
    assert (meeting.pool, held.states()) == (4, ["invited", "invited", "signed_up", "signed_up"])
    row = petitions.timeline(session, held.petition)[-1]
    assert (row.move, row.facts["pool"], row.facts["seats"]) == (Move.DRAW, 4, 2)


def test_every_number_wins_about_as_often() -> None:
    wins = [0] * 10
    for seed in range(4_000):
        for number in draws.order(str(seed), 10)[:3]:
            wins[number - 1] += 1
    assert all(1_080 < count < 1_320 for count in wins), wins


def test_it_is_drawn_once_and_not_before_its_time(session: Session, keys: Keyring, held: Hearing) -> None:
    held.sign_up()
    due = held.meeting.sign_up_until
    assert due is not None
    assert sweeps.draw_all_due(session, keys, as_of=due - timedelta(seconds=1)) == 0
    assert sweeps.draw_all_due(session, keys, as_of=due + timedelta(hours=9)) == 1
    assert sweeps.draw_all_due(session, keys, as_of=due + timedelta(days=1)) == 0


def test_with_nobody_in_it_the_draw_is_empty(session: Session, keys: Keyring, held: Hearing) -> None:
    sweeps.draw_all_due(session, keys, as_of=held.given.at + DRAWN)
    assert (held.meeting.pool, queries.drawn(held.meeting)) == (0, [])


def test_those_drawn_get_one_letter_each(session: Session, keys: Keyring, held: Hearing) -> None:
    drawn(held)
    at = held.given.at + DRAWN
    assert invitations.announce_seats(session, keys, at=at) == 4
    assert invitations.announce_seats(session, keys, at=at) == 0
    assert written(session, keys, "seat") == [f"{person.nickname}@example.org" for person in held.in_order()[:2]]
    assert written(session, keys, "seat_waiting") == [f"{person.nickname}@example.org" for person in held.in_order()[2:]]
    for lot in session.scalars(select(Lot).where(Lot.rank.in_((1, 2)))):
        lot.told_at = None
    invitations.announce_seats(session, keys, at=at)
    assert session.scalar(select(func.count()).select_from(Letter).where(Letter.name == "seat")) == 2


def test_who_switched_the_petitions_letters_off_gets_none(session: Session, keys: Keyring, held: Hearing) -> None:
    drawn(held)
    first = held.in_order()[0]
    stops.stop(session, stops.of_person(session, keys, held.petition, first), at=held.given.at)
    invitations.announce_seats(session, keys, at=held.given.at + DRAWN)
    assert session.scalar(select(func.count()).select_from(Letter).where(Letter.name == "seat")) == 1


def test_a_declined_seat_goes_to_the_next(session: Session, keys: Keyring, held: Hearing) -> None:
    drawn(held)
    at = held.given.at + DRAWN
    first, second, third, fourth = held.in_order()
    lots.decline(session, held.petition, held.meeting, by=first, keys=keys, at=at)
    assert held.states() == ["declined", "invited", "invited", "signed_up"]
    lots.accept(session, held.petition, held.meeting, by=second, keys=keys, at=at, name="阿明", may_name=True)
    lots.decline(session, held.petition, held.meeting, by=second, keys=keys, at=at)
    assert held.lot(second).name == "" and held.states() == ["declined", "declined", "invited", "invited"]
    for gone in (first, second):
        with pytest.raises(Conflict, match=r"lot\.not_invited"):
            lots.accept(session, held.petition, held.meeting, by=gone, keys=keys, at=at)
    lots.decline(session, held.petition, held.meeting, by=third, keys=keys, at=at)
    lots.accept(session, held.petition, held.meeting, by=fourth, keys=keys, at=at)
    assert held.states() == ["declined", "declined", "declined", "accepted"]


def test_who_waited_is_invited_by_a_letter_of_its_own(session: Session, keys: Keyring, held: Hearing) -> None:
    drawn(held)
    at = held.given.at + DRAWN
    first, _, third, fourth = held.in_order()
    invitations.announce_seats(session, keys, at=at)
    lots.decline(session, held.petition, held.meeting, by=first, keys=keys, at=at)
    assert invitations.announce_seats(session, keys, at=at) == 1
    assert written(session, keys, "seat")[-1] == f"{third.nickname}@example.org"
    assert written(session, keys, "seat_waiting") == [f"{person.nickname}@example.org" for person in (third, fourth)]


def test_of_a_meeting_called_off_nobody_is_told_a_result(session: Session, keys: Keyring, held: Hearing, cast: Cast) -> None:
    drawn(held)
    at = held.given.at + DRAWN
    actions.call_off(session, held.petition, held.meeting, by=cast.wu, agency=cast.finance, reason="颱風停止上班。", at=at)
    invitations.announce_seats(session, keys, at=at)
    assert written(session, keys, "seat") + written(session, keys, "seat_waiting") == []


def test_who_takes_the_endorsement_back_is_in_no_draw(session: Session, keys: Keyring, held: Hearing) -> None:
    held.sign_up()
    gone, at = held.people[0], held.given.at
    endorse.take_back(session, ballots.ballot(session, held.petition.number, gone.id), keys=keys, at=at)
    lots.leave(session, held.petition, by=gone, keys=keys, at=at)
    assert lots.lot_of(session, held.petition, held.meeting, gone, keys=keys) is None
    sweeps.draw_all_due(session, keys, as_of=at + DRAWN)
    assert held.meeting.pool == 3
    held.people.remove(gone)
    first = held.in_order()[0]
    lots.accept(session, held.petition, held.meeting, by=first, keys=keys, at=at + DRAWN, name="阿明", may_name=True)
    endorse.take_back(session, ballots.ballot(session, held.petition.number, first.id), keys=keys, at=at + DRAWN)
    lots.leave(session, held.petition, by=first, keys=keys, at=at + DRAWN)
    assert held.states() == ["declined", "invited", "invited"] and held.lot(first).name == ""


def test_whose_endorsement_was_removed_takes_no_seat(session: Session, keys: Keyring, held: Hearing, cast: Cast) -> None:
    drawn(held)
    first = held.in_order()[0]
    ballot = ballots.ballot(session, held.petition.number, first.id)
    endorsed = ballots.has_endorsed(session, ballot, keys=keys)
    assert endorsed is not None
    session.execute(update(Endorsement).where(Endorsement.id == endorsed.id).values(removed_at=held.given.at))
    with pytest.raises(NotAllowed, match=r"lot\.not_endorsed"):
        lots.accept(session, held.petition, held.meeting, by=first, keys=keys, at=held.given.at + DRAWN)
    lots.accept(session, held.petition, held.meeting, by=cast.mei, keys=keys, at=held.given.at + DRAWN)
    assert held.states()[0] == "invited"


def test_what_nobody_answers_lapses(session: Session, keys: Keyring, held: Hearing) -> None:
    drawn(held)
    until = held.lot(held.in_order()[0]).reply_until
    assert until is not None and held.meeting.starts_at is not None and until <= held.meeting.starts_at
    assert sweeps.pass_on_all_due(session, as_of=until - timedelta(seconds=1)) == 0
    held.meeting.starts_at += timedelta(days=20)
    session.flush()
    assert sweeps.pass_on_all_due(session, as_of=until) == 2
    assert held.states() == ["lapsed", "lapsed", "invited", "invited"]
    with pytest.raises(Conflict, match=r"lot\.not_invited"):
        lots.accept(session, held.petition, held.meeting, by=held.in_order()[0], keys=keys, at=until)


def test_no_seat_passes_on_once_it_has_begun(session: Session, keys: Keyring, held: Hearing) -> None:
    drawn(held)
    starts = held.meeting.starts_at
    assert starts is not None
    sweeps.pass_on_all_due(session, as_of=starts)
    assert held.states() == ["lapsed", "lapsed", "signed_up", "signed_up"]
    with pytest.raises(Conflict, match=r"lot\.late"):
        lots.accept(session, held.petition, held.meeting, by=held.in_order()[2], keys=keys, at=starts)


def test_the_proposer_is_invited_without_a_draw(session: Session, keys: Keyring, held: Hearing, cast: Cast) -> None:
    lots.accept(session, held.petition, held.meeting, by=cast.mei, keys=keys, at=held.given.at, name="小美", may_name=True)
    (guest,) = queries.guests(session, held.meeting)
    assert (guest.rank, guest.state, guest.name, guest.address_sealed) == (0, LotState.ACCEPTED, "小美", None)
    with pytest.raises(Conflict, match=r"lot\.not_invited"):
        lots.accept(session, held.petition, held.meeting, by=cast.kai, keys=keys, at=held.given.at)


def test_consent_to_be_named_needs_a_name(session: Session, keys: Keyring, held: Hearing, cast: Cast) -> None:
    for name in ("", "字" * 31, "0912-345-678"):
        with pytest.raises(Invalid):
            lots.accept(session, held.petition, held.meeting, by=cast.mei, keys=keys, at=held.given.at, name=name, may_name=True)


def test_of_who_came_only_numbers_and_consented_names_stay(session: Session, keys: Keyring, held: Hearing, cast: Cast) -> None:
    drawn(held)
    at, (first, second, *_) = held.given.at + DRAWN, held.in_order()
    lots.accept(session, held.petition, held.meeting, by=first, keys=keys, at=at, name="阿明", may_name=True)
    lots.accept(session, held.petition, held.meeting, by=second, keys=keys, at=at, name="不要寫")
    ends = held.meeting.starts_at
    assert ends is not None
    report = Report(ends.date(), "與會者同意先試辦。")
    actions.record(
        session, held.petition, by=cast.wu, agency=cast.finance, report=report, at=ends + timedelta(days=1), meeting=held.meeting
    )
    assert (held.meeting.guests, held.meeting.names) == (2, "阿明")
    days = timedelta(days=held.petition.policy.lots_days)
    assert sweeps.forget_all_due(session, as_of=ends + days - timedelta(seconds=1)) == 0
    assert sweeps.forget_all_due(session, as_of=ends + days) == 1
    assert session.scalar(select(func.count()).select_from(Lot)) == 0
    assert sweeps.forget_all_due(session, as_of=ends + days * 2) == 0


def test_one_called_off_is_not_drawn_and_forgotten_too(session: Session, keys: Keyring, held: Hearing, cast: Cast) -> None:
    held.sign_up()
    at = held.given.at
    actions.call_off(session, held.petition, held.meeting, by=cast.wu, agency=cast.finance, reason="颱風停止上班。", at=at)
    assert sweeps.draw_all_due(session, keys, as_of=at + DRAWN) == 0
    assert sweeps.forget_all_due(session, as_of=at + timedelta(days=held.petition.policy.lots_days)) == 1
    assert session.scalar(select(func.count()).select_from(Lot)) == 0
