"""Batches of removals: two people, exactly what was looked at, sums that add up, an undo, and what becomes of the threshold (rule 26)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.endorse import actions, integrity, ledger, removals, shortfalls, tally
from app.endorse import queries as ballots
from app.endorse.counties import County
from app.endorse.models import Endorsement, EndorsementCounty, EndorsementSource, Finding, Removal, RemovalEndorsement
from app.endorse.selection import NO_SOURCE, Selection
from app.endorse.sources import Source
from app.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from app.kernel.secrets import Keyring
from app.petition import moves, queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition
from tests.announce.occasions import tells_the_tally
from tests.given import Given

RULE, REASON = "3月1日12時同一分鐘內來源相同的附議", "來源相同、間隔固定，查證後不是各自附議。"
EVERY = Selection(begins=datetime.fromisoformat("2020-01-01T00:00+08:00"))


class Desk:
    """Ann prepares, Lin confirms; Hao asks for the undo, Ann agrees."""

    def __init__(self, session: Session, given: Given) -> None:
        self.session, self.given, self.cast, self.at = session, given, given.cast, given.at
        tells_the_tally(session, at=given.at)

    def prepare(self, petition: Petition, selection: Selection = EVERY) -> Removal:
        return removals.prepare(
            self.session, petition, selection, rule=RULE, reason=REASON, note="比對紀錄", by=self.cast.ann, role=Role.ADMIN, at=self.at
        )

    def remove(self, petition: Petition, selection: Selection = EVERY) -> Removal:
        removal = self.prepare(petition, selection)
        removals.confirm(self.session, removal, by=self.cast.lin, role=Role.MODERATOR, at=self.at)
        return removal

    def undo(self, removal: Removal, *, at: datetime | None = None) -> None:
        removals.propose_undo(self.session, removal, reason="查證有誤。", by=self.cast.hao, role=Role.MODERATOR, at=at or self.at)
        removals.undo(self.session, removal, seen=removal.undo_at, by=self.cast.ann, role=Role.ADMIN, at=at or self.at)

    def fresh(self, petition: Petition) -> Petition:
        self.session.expire_all()
        return queries.by_number(self.session, petition.number)

    def more(self, petition: Petition, count: int) -> None:
        """So many endorse and are counted."""
        rows = [
            {"petition_id": petition.id, "person_nullifier": secrets.token_bytes(32), "phone_nullifier": secrets.token_bytes(32),
             "at": self.at, "text_sha256": petition.text_sha256, "xid": "3"}
            for _ in range(count)
        ]  # fmt: skip
        self.session.execute(insert(Endorsement), rows)
        petition.endorsements += count
        self.session.flush()

    def first(self, petition: Petition, count: int) -> tuple[int, ...]:
        rows = select(Endorsement.id).where(Endorsement.petition_id == petition.id).order_by(Endorsement.id).limit(count)
        return tuple(self.session.scalars(rows))


@pytest.fixture
def desk(session: Session, given: Given) -> Desk:
    return Desk(session, given)


def refusal_of(act: object, *args: object, **facts: object) -> str:
    with pytest.raises(DomainError) as refusal:
        act(*args, **facts)  # type: ignore[operator]
    return refusal.value.problems[0].code if isinstance(refusal.value, Invalid) else refusal.value.code


def test_the_count_its_breakdowns_and_the_ledger_change_together(desk: Desk, given: Given, session: Session) -> None:
    petition = given.an_open_petition(endorsements=40)
    chosen = desk.first(petition, 15)
    for county, source, ids in ((County.TAIPEI, Source.QR, chosen[:10]), (County.YILAN, None, chosen[10:])):
        session.execute(Endorsement.__table__.update().where(Endorsement.id.in_(ids)).values(county=county, source=source))
    given.declared(petition, {County.TAIPEI: 10, County.YILAN: 5}, {Source.QR: 10})
    removal = desk.remove(petition, Selection(ids=chosen[:12]))
    petition = desk.fresh(petition)
    assert petition.endorsements == 28 == tally.live(session, petition)
    assert (removal.count, removal.removed) == (12, 12)
    assert {row.county: row.endorsed - row.removed for row in session.scalars(select(EndorsementCounty))} == {
        County.TAIPEI: 0,
        County.YILAN: 3,
    }
    assert [row.endorsed - row.removed for row in session.scalars(select(EndorsementSource))] == [0]
    assert tally.reconcile(session) == []
    books = ledger.ledger(session, petition)
    assert (books.whole.endorsed, books.whole.taken_back, books.whole.removed, books.whole.counted) == (40, 0, 12, 28)
    row = queries.timeline(session, petition)[-1]
    assert (row.move, row.reason, row.role, row.facts["count"], row.facts["rule"]) == (Move.REMOVE, REASON, Role.MODERATOR, 12, RULE)
    desk.undo(removal)
    petition = desk.fresh(petition)
    assert petition.endorsements == 40 == tally.live(session, petition)
    assert tally.reconcile(session) == []
    assert ledger.ledger(session, petition).whole.removed == 0
    assert queries.timeline(session, petition)[-1].move is Move.RESTORE


def test_two_different_people_decide(desk: Desk, given: Given, session: Session) -> None:
    petition, cast, at = given.an_open_petition(endorsements=20), given.cast, given.at
    removal = desk.prepare(petition)
    assert refusal_of(removals.confirm, session, removal, by=cast.ann, role=Role.ADMIN, at=at) == "removal.second"
    assert desk.fresh(petition).endorsements == 20
    removals.confirm(session, removal, by=cast.lin, role=Role.MODERATOR, at=at)
    assert refusal_of(removals.confirm, session, removal, by=cast.hao, role=Role.MODERATOR, at=at) == "removal.settled"
    removals.propose_undo(session, removal, reason="有誤。", by=cast.lin, role=Role.MODERATOR, at=at)
    assert refusal_of(removals.undo, session, removal, seen=at, by=cast.lin, role=Role.MODERATOR, at=at) == "removal.second"
    assert desk.fresh(petition).endorsements == 0
    removals.drop_undo(session, removal, seen=at, by=cast.lin)
    assert refusal_of(removals.undo, session, removal, seen=at, by=cast.hao, role=Role.MODERATOR, at=at) == "removal.settled"
    desk.undo(removal)
    assert desk.fresh(petition).endorsements == 20
    assert (
        refusal_of(removals.propose_undo, session, removal, reason="再一次。", by=cast.lin, role=Role.ADMIN, at=at)
        == "removal.undo_waiting"
    )


def test_nobody_decides_about_their_own_petition(desk: Desk, given: Given, session: Session) -> None:
    petition = given.an_open_petition(endorsements=20, by=given.cast.hao)
    facts = {"rule": RULE, "reason": REASON, "by": given.cast.hao, "role": Role.MODERATOR, "at": given.at}
    with pytest.raises(NotAllowed):
        removals.prepare(session, petition, EVERY, **facts)  # type: ignore[arg-type]
    removal, hao = desk.prepare(petition), {"by": given.cast.hao, "role": Role.MODERATOR, "at": given.at}
    for act in (removals.confirm, removals.drop):
        with pytest.raises(NotAllowed):
            act(session, removal, **hao)
    removals.confirm(session, removal, by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    with pytest.raises(NotAllowed):
        removals.propose_undo(session, removal, reason="有誤。", **hao)
    removals.propose_undo(session, removal, reason="有誤。", by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    with pytest.raises(NotAllowed):
        removals.undo(session, removal, seen=given.at, **hao)
    with pytest.raises(NotAllowed):
        removals.drop_undo(session, removal, seen=given.at, by=given.cast.hao)


def test_what_is_prepared_is_frozen(desk: Desk, given: Given, session: Session) -> None:
    """Later endorsements do not join, those taken back in between are left out, and a dropped batch removes nothing."""
    petition = given.an_open_petition(endorsements=20)
    removal = desk.prepare(petition)
    desk.more(petition, 5)
    taken = desk.first(petition, 3)
    session.execute(Endorsement.__table__.update().where(Endorsement.id.in_(taken)).values(taken_back_at=given.at, taken_back_xid="3"))
    assert integrity.still_counting(session, removal) == 17
    removals.confirm(session, removal, by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    assert (removal.count, removal.removed) == (20, 17)
    left = desk.prepare(petition)
    assert left.count == 5
    removals.drop(session, left, by=given.cast.ann, role=Role.ADMIN, at=given.at)
    assert session.scalars(select(RemovalEndorsement.endorsement_id).where(RemovalEndorsement.applied)).all().__len__() == 17


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"selection": Selection()}, "selection.empty"),
        ({"selection": Selection(ids=(1,))}, "selection.nothing"),
        ({"selection": Selection(per_minute=0)}, "selection.per_minute"),
        ({"selection": Selection(source="nowhere")}, "selection.source"),
        ({"selection": Selection(begins=EVERY.begins, ends=EVERY.begins)}, "selection.ends_first"),
        ({"rule": " "}, "text.missing"),
        ({"reason": "字" * 1_001}, "text.long"),
        ({"note": "字" * 3_001}, "text.long"),
    ],
)
def test_what_cannot_be_prepared(desk: Desk, given: Given, session: Session, facts: dict[str, object], expected: str) -> None:
    petition = given.an_open_petition(endorsements=20)
    selection = facts.pop("selection", EVERY)
    texts = {"rule": RULE, "reason": REASON, "by": given.cast.ann, "role": Role.ADMIN, "at": given.at, **facts}
    assert refusal_of(removals.prepare, session, petition, selection, **texts) == expected


def test_one_batch_of_a_petition_waits_at_a_time(desk: Desk, given: Given) -> None:
    petition = given.an_open_petition(endorsements=20)
    desk.prepare(petition)
    with pytest.raises(Conflict, match=r"removal\.waiting"):
        desk.prepare(petition)


def test_selections(desk: Desk, given: Given, session: Session) -> None:
    """By span, by minutes that saw many, by source and by none, by numbers, and by several at once."""
    petition = given.an_open_petition(endorsements=0, days=5)
    start = given.at - timedelta(days=1)
    moments = [(start, Source.QR)] * 6 + [(start + timedelta(minutes=1), None)] * 4 + [(start + timedelta(hours=2), Source.QR)] * 2
    rows = [
        {"petition_id": petition.id, "person_nullifier": bytes([no]) * 32, "phone_nullifier": bytes([no]) * 32, "at": at,
         "text_sha256": petition.text_sha256, "source": source, "xid": "3"}
        for no, (at, source) in enumerate(moments)
    ]  # fmt: skip
    session.execute(insert(Endorsement), rows)

    def found(selection: Selection) -> int:
        removal = desk.prepare(petition, Selection.read(selection.written()))
        removals.drop(session, removal, by=given.cast.ann, role=Role.ADMIN, at=given.at)
        return removal.count

    assert found(Selection(begins=start, ends=start + timedelta(minutes=1))) == 6
    assert found(Selection(per_minute=4)) == 10
    assert found(Selection(per_minute=5)) == 6
    assert found(Selection(source=Source.QR)) == 8
    assert found(Selection(source=NO_SOURCE)) == 4
    assert found(Selection(per_minute=4, source=Source.QR, ends=start + timedelta(hours=1))) == 6
    assert found(Selection(ids=desk.first(petition, 3), begins=start)) == 3


def test_who_was_removed_is_told_and_cannot_endorse_again(desk: Desk, given: Given, session: Session, keys: Keyring) -> None:
    petition, bo = given.an_open_petition(), given.cast.bo
    actions.cast(session, ballots.ballot(session, petition.number, bo.id), keys=keys, at=given.at)
    session.execute(Endorsement.__table__.update().values(xid="3"))
    given.declared(petition, {})
    petition.endorsements = 1
    removal = desk.remove(petition)
    ballot = ballots.ballot(session, petition.number, bo.id)
    assert ballots.has_endorsed(session, ballot, keys=keys) is None
    assert ballots.is_removed(session, ballot, keys=keys)
    assert refusal_of(actions.cast, session, ballot, keys=keys, at=given.at) == "endorse.already"
    assert refusal_of(actions.take_back, session, ballot, keys=keys, at=given.at) == "endorse.not_endorsed"
    assert [row.removed_at is not None for _, row in ballots.endorsed(session, bo, keys=keys)] == [True]
    desk.undo(removal)
    assert ballots.has_endorsed(session, ballot, keys=keys) is not None
    actions.take_back(session, ballot, keys=keys, at=given.at)


def test_below_the_threshold_it_goes_on_gathering(desk: Desk, given: Given) -> None:
    petition = given.an_open_petition(endorsements=4_990)
    desk.remove(petition, Selection(ids=desk.first(petition, 100)))
    petition = desk.fresh(petition)
    assert (petition.stage, petition.endorsements, petition.established_at) == (Stage.ENDORSING, 4_890, None)
    assert shortfalls.standing(desk.session, petition) is None


def test_an_established_one_stays_so_and_two_people_say_why(desk: Desk, given: Given, session: Session) -> None:
    petition, cast, at = given.an_established_petition(), given.cast, given.at
    due, since = petition.respond_due_at, petition.established_at
    desk.remove(petition, Selection(ids=desk.first(petition, 200)))
    petition = desk.fresh(petition)
    assert (petition.stage, petition.endorsements) == (Stage.RESPONDING, 4_800)
    assert (petition.respond_due_at, petition.established_at) == (due, since)
    (flagged,) = shortfalls.waiting(session)
    assert shortfalls.standing(session, petition) is flagged
    statement = {"finding": Finding.REMARKED, "statement": "成案不變。"}
    assert (
        refusal_of(shortfalls.propose, session, flagged, finding=None, statement="", by=cast.ann, role=Role.ADMIN, at=at)
        == "shortfall.finding"
    )
    shortfalls.propose(session, flagged, **statement, by=cast.ann, role=Role.ADMIN, at=at)  # type: ignore[arg-type]
    assert refusal_of(shortfalls.decide, session, flagged, seen=at, by=cast.ann, role=Role.ADMIN, at=at) == "removal.second"
    assert refusal_of(shortfalls.propose, session, flagged, **statement, by=cast.lin, role=Role.ADMIN, at=at) == "shortfall.proposed"
    shortfalls.decline(session, flagged, seen=at, by=cast.lin)
    shortfalls.propose(session, flagged, **statement, by=cast.ann, role=Role.ADMIN, at=at)  # type: ignore[arg-type]
    shortfalls.decide(session, flagged, seen=at, by=cast.lin, role=Role.MODERATOR, at=at)
    assert refusal_of(shortfalls.decide, session, flagged, seen=at, by=cast.hao, role=Role.MODERATOR, at=at) == "shortfall.settled"
    row = queries.timeline(session, petition)[-1]
    assert (row.move, row.reason, row.facts["finding"]) == (Move.UPHOLD, "成案不變。", Finding.REMARKED)
    assert shortfalls.waiting(session) == []
    assert shortfalls.standing(session, petition) is flagged


def test_what_became_of_an_own_established_petition_is_for_others(desk: Desk, given: Given, session: Session) -> None:
    petition, cast, at = given.an_established_petition(by=given.cast.hao), given.cast, given.at
    desk.remove(petition, Selection(ids=desk.first(petition, 200)))
    (flagged,) = shortfalls.waiting(session)
    hao = {"by": cast.hao, "role": Role.MODERATOR, "at": at}
    remark = {"finding": Finding.REMARKED, "statement": "成案不變。"}
    for act in (
        lambda: shortfalls.propose(session, flagged, **remark, **hao),  # type: ignore[arg-type]
        lambda: shortfalls.decide(session, flagged, seen=at, **hao),  # type: ignore[arg-type]
        lambda: shortfalls.decline(session, flagged, seen=at, by=cast.hao),
    ):
        with pytest.raises(NotAllowed, match=r"removal\.own"):
            act()
        if not flagged.proposed_at:
            shortfalls.propose(session, flagged, **remark, by=cast.ann, role=Role.ADMIN, at=at)  # type: ignore[arg-type]


def test_who_agrees_agrees_to_the_words_that_they_saw(desk: Desk, given: Given, session: Session) -> None:
    """Another proposal stands in the place of the one on their page."""
    petition, cast, at = given.an_established_petition(), given.cast, given.at
    removal = desk.remove(petition, Selection(ids=desk.first(petition, 200)))
    (flagged,) = shortfalls.waiting(session)
    lin = {"by": cast.lin, "role": Role.MODERATOR, "at": at + timedelta(minutes=2)}
    for minute, words in enumerate(("成案不變。", "成案不變，但附註說明。")):
        if flagged.proposed_at:
            shortfalls.decline(session, flagged, seen=flagged.proposed_at, by=cast.hao)
        then = {"by": cast.ann, "role": Role.ADMIN, "at": at + timedelta(minutes=minute)}
        shortfalls.propose(session, flagged, finding=Finding.REMARKED, statement=words, **then)  # type: ignore[arg-type]
    assert refusal_of(shortfalls.decide, session, flagged, seen=at, **lin) == "removal.replaced"
    shortfalls.decide(session, flagged, seen=at + timedelta(minutes=1), **lin)  # type: ignore[arg-type]
    for minute, words in enumerate(("有誤。", "查證有誤，應該恢復。")):
        if removal.undo_at:
            removals.drop_undo(session, removal, seen=removal.undo_at, by=cast.hao)
        removals.propose_undo(session, removal, reason=words, by=cast.ann, role=Role.ADMIN, at=at + timedelta(minutes=minute))
    assert refusal_of(removals.undo, session, removal, seen=at, **lin) == "removal.replaced"
    removals.undo(session, removal, seen=at + timedelta(minutes=1), **lin)  # type: ignore[arg-type]


def test_endorsements_that_come_after_it_lift_the_flag(desk: Desk, given: Given, session: Session) -> None:
    """The page must not go on saying that it is below its threshold."""
    petition, at = given.an_established_petition(), given.at + timedelta(hours=1)
    desk.remove(petition, Selection(ids=desk.first(petition, 2)))
    assert desk.fresh(petition).endorsements == 4_998
    for total, waiting in ((4_999, 1), (5_000, 0)):
        desk.more(petition, 1)
        tally.note_passed(session, petition.id, total - 1, [total], [at])
        assert len(shortfalls.waiting(session)) == waiting
    assert shortfalls.standing(session, desk.fresh(petition)) is None


def test_an_undo_lifts_the_flag(desk: Desk, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    removal = desk.remove(petition, Selection(ids=desk.first(petition, 1)))
    assert len(shortfalls.waiting(session)) == 1
    desk.undo(removal)
    assert shortfalls.waiting(session) == []
    assert shortfalls.standing(session, desk.fresh(petition)) is None


def test_an_undo_may_be_what_the_threshold_lacked_also_after_the_window(desk: Desk, given: Given, session: Session) -> None:
    """Removed before it had enough, lapsed, and restored: established at the moment of the undo, its answer due from then on."""
    petition = given.an_open_petition(endorsements=4_999, days=70)
    removal = desk.remove(petition, Selection(ids=desk.first(petition, 10)))
    desk.more(petition, 5)
    ended = petition.endorse_until
    moves.make(session, petition, Move.LAPSE, at=given.at, role=Role.CLOCK, facts={"endorsements": 4_994}, closed_at=ended)
    later = given.at + timedelta(days=3)
    desk.undo(removal, at=later)
    petition = desk.fresh(petition)
    assert (petition.stage, petition.endorsements) == (Stage.RESPONDING, 5_004)
    assert petition.established_at == petition.respond_from == later
    assert petition.closed_at is None
    assert [row.move for row in queries.timeline(session, petition)][-2:] == [Move.RESTORE, Move.REACH]


def test_only_what_is_gone_cannot_be_removed(desk: Desk, given: Given, session: Session) -> None:
    petition = given.an_open_petition(endorsements=12)
    removal = desk.prepare(petition)
    session.execute(Endorsement.__table__.update().values(taken_back_at=given.at, taken_back_xid="3"))
    assert refusal_of(removals.confirm, session, removal, by=given.cast.lin, role=Role.MODERATOR, at=given.at) == "removal.gone"


def test_a_sample_names_nobody(desk: Desk, given: Given, session: Session) -> None:
    """A county shows only where ten or more of the batch declared it."""
    petition = given.an_open_petition(endorsements=60)
    ids = desk.first(petition, 60)
    for county, some in ((County.TAIPEI, ids[:50]), (County.KINMEN, ids[50:59])):
        session.execute(Endorsement.__table__.update().where(Endorsement.id.in_(some)).values(county=county))
    removal = desk.prepare(petition)
    rows = integrity.sample(session, removal, smallest=10)
    assert len(rows) == integrity.SAMPLE
    assert {row.county for row in rows} <= {County.TAIPEI, None}
    assert rows == integrity.sample(session, removal, smallest=10), "both people see the same"


def test_bursts_stand_before_what_is_usual(desk: Desk, given: Given, session: Session) -> None:
    petition = given.an_open_petition(endorsements=200, days=10)
    hour = (given.at - timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    rows = [
        {"petition_id": petition.id, "person_nullifier": bytes([no]) * 31 + b"x", "phone_nullifier": bytes([no]) * 31 + b"x",
         "at": hour + timedelta(seconds=no), "text_sha256": petition.text_sha256, "source": Source.LINK, "xid": "3"}
        for no in range(30)
    ]  # fmt: skip
    session.execute(insert(Endorsement), rows)
    top = integrity.hours(session, petition)[0]
    assert (top.at, top.source, top.from_source) == (hour, Source.LINK, 30)
    assert top.people >= 30 > top.usual
    minutes = integrity.minutes(session, petition, hour)
    assert (minutes[0].at, minutes[0].people >= 30) == (hour, True)
    assert {row.source for row in integrity.rows(session, petition, hour)} >= {Source.LINK}
