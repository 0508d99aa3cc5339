"""Who is told of what, exactly and once (section 4 of the rules)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Language
from app.announce import actions, rules, stops
from app.announce.rules import Nobody
from app.kernel import outbox
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition.lifecycle import Move
from app.petition.models import NoticeAddress, NoticeKind, Petition, Transition
from app.respond.models import Message
from tests.announce.acts_of_answering import recalled
from tests.announce.occasions import OCCASIONS, add_address
from tests.conftest import HandClock
from tests.given import Given

MEI, BO, KAI, WU, LIN, HAO, ANN = (f"{name}@example.org" for name in ("mei", "bo", "kai", "wu", "lin", "hao", "ann"))
READERS = [BO, KAI]
STAFF = [ANN, HAO, LIN]

# Mei proposes, Bo endorses, Kai follows, Wu answers for the lead agency; Chen's agency is named only where the lead is open.
CHEN = "chen@example.org"
TOLD: dict[tuple[Move, str], dict[str, list[str]]] = {
    (Move.SUBMIT, ""): {"submitted": [MEI]},
    (Move.WITHDRAW, ""): {"withdrawn": [MEI]},
    (Move.ADMIT, ""): {"admitted": [MEI], "assigned": [WU]},
    (Move.REFUSE, ""): {"refused": [MEI]},
    (Move.HIDE, ""): {"hidden": [MEI]},
    (Move.APPEAL, ""): {"appealed": [MEI]},
    (Move.CONSULT, ""): {"advice_asked": [CHEN, WU]},
    (Move.ADVISE, ""): {},
    (Move.ASSIGN, ""): {"assigned": [WU]},
    (Move.ASSIGN, "accepted"): {},
    (Move.ASSIGN, "refused"): {"lead_undecided": [ANN]},
    # The finance ministry, Wu's, offers the case to the transport ministry, Chen's.
    (Move.ASSIGN, "offered"): {"handover_offered": [CHEN]},
    (Move.ASSIGN, "handed_over"): {"handover": [CHEN, WU]},
    (Move.ASSIGN, "declined"): {"handover": [ANN, WU]},
    (Move.ASSIGN, "withdrawn"): {"handover": [CHEN]},
    (Move.ASSIGN, "lapsed"): {"handover": [ANN, CHEN, WU]},
    (Move.ASSIGN, "settled"): {"handover": [CHEN, WU]},
    (Move.ASSIGN, "added"): {"co_agency": [CHEN]},
    (Move.ASSIGN, "removed"): {"co_agency": [CHEN]},
    (Move.MARK, "early"): {"mark_early": [MEI], "warned": [CHEN, WU], "lead_undecided": [ANN]},
    (Move.MARK, "near"): {"mark_near": [MEI], "warned": [CHEN, WU], "lead_undecided": [ANN]},
    (Move.MARK, "reached"): {"established": [BO, KAI, MEI], "established_agency": [WU], "established_staff": STAFF},
    (Move.MARK, "reached_answered"): {"established_answered": [ANN, BO, HAO, KAI, LIN, MEI, WU]},
    (Move.REACH, ""): {"established": [BO, KAI, MEI], "established_agency": [WU], "established_staff": STAFF},
    (Move.LAPSE, ""): {"not_reached": [KAI, MEI]},
    (Move.TAKE_UP, ""): {"taken_up": [BO, KAI, MEI], "established_agency": [WU]},
    (Move.PLAN, ""): {"plan": [BO, KAI, MEI]},
    (Move.CONTACT, ""): {"contact": READERS},
    (Move.SKIP, ""): {"skipped": [BO, KAI, MEI]},
    (Move.CONVENE, ""): {"meeting_called": [BO, KAI, MEI]},
    (Move.REARRANGE, ""): {"meeting_moved": [BO, KAI, MEI]},
    (Move.CALL_OFF, ""): {"meeting_called_off": [BO, KAI, MEI]},
    (Move.DRAW, ""): {},
    (Move.MEET, ""): {"meeting": [BO, KAI, MEI]},
    (Move.EXTEND, ""): {"extended": [BO, KAI, MEI]},
    (Move.ANSWER, ""): {"answered": [BO, KAI, MEI, WU]},
    (Move.STUDY, ""): {"answered": [BO, KAI, MEI, WU]},
    (Move.CORRECT, ""): {"corrected": [BO, KAI, MEI, WU]},
    (Move.PROGRESS, ""): {"progress": [BO, KAI, MEI, WU]},
    (Move.PROMISE, "started"): {"promise": [BO, KAI, MEI, WU]},
    (Move.PROMISE, "done"): {"promise": [BO, KAI, MEI, WU]},
    (Move.PROMISE, "dropped"): {"promise": [BO, KAI, MEI, WU]},
    (Move.PROMISE, "redated"): {"promise": [BO, KAI, MEI, WU]},
    (Move.RECALL, ""): {},
    (Move.RECALL_FINAL, ""): {},
    (Move.REPLY, ""): {"replied": [WU]},
    (Move.SURVEY, ""): {"survey": [BO, MEI]},
    (Move.CLOSE, ""): {},
    (Move.LINK, ""): {},
    (Move.LINK, "same"): {"linked": [MEI]},
    (Move.UNLINK, ""): {},
    (Move.OFFER_MERGE, ""): {},
    (Move.OFFER_MERGE, "asked"): {"merge_offered": [MEI]},
    (Move.DECLINE_MERGE, ""): {},
    (Move.DECLINE_MERGE, "told"): {"merge_declined": [MEI]},
    (Move.MERGE, ""): {"merged": [BO, KAI, MEI]},
    (Move.ABSORB, ""): {"absorbed": [MEI]},
    (Move.PAUSE, ""): {"paused": [MEI]},
    (Move.PAUSE, "changed"): {"paused": [MEI]},
    (Move.RESUME, ""): {"resumed": [MEI]},
    (Move.SUCCEED, ""): {"succeeded": [MEI], "agency_merged": [CHEN, WU]},
    (Move.SUCCEED, "promises"): {"succeeded": [MEI], "agency_merged": [CHEN, WU]},
    (Move.REMOVE, ""): {"removed": [MEI, WU]},
    (Move.RESTORE, ""): {"restored": [MEI, WU]},
    (Move.UPHOLD, ""): {"upheld": [MEI, WU]},
}


def only_last(session: Session, petition: Petition) -> Transition:
    """Count all earlier moves as announced, so that what is seen is this move's."""
    last = session.scalars(select(Transition).where(Transition.petition_id == petition.id).order_by(Transition.id.desc())).first()
    assert last is not None
    session.execute(update(Transition).where(Transition.id != last.id).values(announced_at=last.at))
    return last


def told(session: Session, keys: Keyring) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for letter in session.scalars(select(Letter)):
        found.setdefault(letter.name, []).append(outbox.address(keys, letter))
    return {name: sorted(people) for name, people in found.items()}


def with_readers(given: Given, petition: Petition) -> Petition:
    add_address(given, petition, given.cast.bo, NoticeKind.ENDORSER)
    add_address(given, petition, given.cast.kai, NoticeKind.FOLLOWER)
    return petition


def test_every_move_has_letters_or_a_reason_for_none() -> None:
    assert set(rules.RULES) == set(Move)
    assert {move for move, _ in OCCASIONS} == set(Move)
    assert all(rule.because for rule in rules.RULES.values() if isinstance(rule, Nobody))


@pytest.mark.parametrize(("move", "mark"), OCCASIONS)
def test_exactly_the_people_named_once(session: Session, keys: Keyring, given: Given, move: Move, mark: str) -> None:
    petition = with_readers(given, OCCASIONS[move, mark](given))
    transition = only_last(session, petition)
    assert transition.move is move
    at = transition.announce_from
    assert actions.announce_due(session, keys, at=at) == 1
    assert told(session, keys) == TOLD[move, mark]
    assert actions.announce_due(session, keys, at=at + timedelta(days=1)) == 0
    transition.announced_at = None
    actions.announce_due(session, keys, at=at)
    assert told(session, keys) == TOLD[move, mark]


def test_one_letter_to_who_is_everything_at_once(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_established_petition()
    for person in (given.cast.mei, given.cast.wu, given.cast.bo):
        add_address(given, petition, person, NoticeKind.ENDORSER)
        add_address(given, petition, person, NoticeKind.FOLLOWER)
    only_last(session, petition)
    actions.announce_due(session, keys, at=given.at)
    expected = {"established": [BO, MEI], "established_agency": [WU], "established_staff": STAFF}
    assert told(session, keys) == expected


def test_letters_wait_for_the_recall_and_a_recalled_answer_never_leaves(session: Session, keys: Keyring, given: Given) -> None:
    petition = with_readers(given, given.an_answered_petition())
    only_last(session, petition)
    assert actions.announce_due(session, keys, at=given.at + timedelta(minutes=4, seconds=59)) == 0
    assert actions.announce_due(session, keys, at=given.at + timedelta(minutes=5)) == 1


def test_a_recalled_answer_never_leaves(session: Session, keys: Keyring, given: Given) -> None:
    petition = with_readers(given, recalled(given))
    rows = update(Transition).where(Transition.petition_id == petition.id, Transition.move.not_in((Move.ANSWER, Move.RECALL)))
    session.execute(rows.values(announced_at=given.at))
    actions.announce_due(session, keys, at=given.at + timedelta(days=30))
    assert told(session, keys) == {}
    assert session.scalar(select(func.count()).where(Transition.announced_at.is_(None))) == 0


def test_each_reads_in_their_own_language(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_established_petition()
    add_address(given, petition, given.cast.bo, NoticeKind.ENDORSER, Language.EN)
    add_address(given, petition, given.cast.kai, NoticeKind.FOLLOWER)
    only_last(session, petition)
    actions.announce_due(session, keys, at=given.at)
    languages = {outbox.address(keys, letter): letter.language for letter in session.scalars(select(Letter))}
    assert (languages[BO], languages[KAI]) == ("en", "zh-Hant-TW")


def test_switched_off_means_off_for_everybody(session: Session, keys: Keyring, given: Given) -> None:
    petition = with_readers(given, given.an_established_petition())
    only_last(session, petition)
    actions.announce_due(session, keys, at=given.at)
    for letter in session.scalars(select(Letter)).all():
        token = stops.token(keys, petition_id=petition.id, address_hash=letter.to_hash)
        stops.stop(session, stops.find(session, keys, token), at=given.at)
    assert session.scalar(select(func.count()).where(Letter.to_sealed.is_not(None))) == 0
    session.add(
        Transition(
            petition_id=petition.id,
            move=Move.PLAN,
            before=petition.stage,
            after=petition.stage,
            at=given.at,
            role="officer",
            facts={"agency": given.cast.finance.code},
            announce_from=given.at,
        )
    )
    session.flush()
    assert actions.announce_due(session, keys, at=given.at) == 1
    assert session.scalar(select(func.count()).where(Letter.name == "plan")) == 0


def test_resumed_means_on_again(session: Session, keys: Keyring, given: Given) -> None:
    petition = with_readers(given, given.an_established_petition())
    [endorser] = session.scalars(select(NoticeAddress).where(NoticeAddress.kind == NoticeKind.ENDORSER))
    token = stops.token(keys, petition_id=petition.id, address_hash=endorser.address_hash)
    stops.stop(session, stops.find(session, keys, token), at=given.at)
    session.refresh(endorser)
    assert endorser.stopped_at == given.at
    assert stops.find(session, keys, token).stopped
    stops.resume(session, stops.find(session, keys, token))
    only_last(session, petition)
    actions.announce_due(session, keys, at=given.at)
    assert BO in told(session, keys)["established"]


def test_messages_go_to_the_other_side(session: Session, keys: Keyring, given: Given) -> None:
    petition = OCCASIONS[Move.CONTACT, ""](given)
    session.add(Message(petition_id=petition.id, role="proposer", by_id=given.cast.mei.id, text="我用的是開放原始碼系統。", at=given.at))
    session.flush()
    assert actions.announce_messages(session, keys, at=given.at) == 2
    assert told(session, keys) == {"message": [MEI, WU]}
    assert actions.announce_messages(session, keys, at=given.at) == 0


def test_people_without_an_address_are_passed_over(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_established_petition()
    given.cast.ann.email_hash = given.cast.ann.email_sealed = None
    given.cast.ann.erased_at = given.at
    session.flush()
    only_last(session, petition)
    actions.announce_due(session, keys, at=given.at)
    assert told(session, keys)["established_staff"] == [HAO, LIN]


def test_a_petition_whose_key_is_destroyed_still_tells_its_proposer(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.a_planned_petition()
    petition.key_sealed = None
    session.flush()
    only_last(session, petition)
    actions.announce_due(session, keys, at=given.at)
    assert told(session, keys) == {"plan": [MEI]}


def test_eight_thousand_endorsers_get_one_letter_each(session: Session, keys: Keyring, given: Given, clock: HandClock) -> None:
    petition = given.an_established_petition()
    sealed = keys.seal(b"someone@example.org", purpose=outbox.ADDRESS)
    hashes = [hashlib.sha256(str(n).encode()).digest() for n in range(8_000)]
    rows = [
        {"petition_id": petition.id, "kind": kind, "address_hash": hashed, "address_sealed": sealed, "language": Language.ZH}
        for hashed in hashes
        for kind in (NoticeKind.ENDORSER, NoticeKind.FOLLOWER)
    ]
    session.execute(insert(NoticeAddress), rows)
    only_last(session, petition)
    actions.announce_due(session, keys, at=clock.now())
    letters = select(func.count(), func.count(Letter.to_hash.distinct())).where(Letter.to_hash.in_(hashes))
    assert session.execute(letters).one() == (8_000, 8_000)
