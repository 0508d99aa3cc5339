"""What the demonstration promises to show, found again on a seeded platform; seeding twice, half, and by hand."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.models import Membership, Person, Role
from app.announce import digests, letters
from app.demo import content, crowd, people, seed
from app.endorse import ledger, tally
from app.endorse.models import Endorsement, EndorsementHour
from app.follow import queries as follows
from app.kernel import office_days, outbox
from app.kernel.clock import Journey
from app.kernel.outbox import Letter
from app.kernel.workdays import local_day
from app.petition import deadlines, queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Part, Petition, Transition
from app.propose.updates import updates_of
from app.respond import answers
from app.respond.models import Attachment, Message, Outcome, Reply, Response, ResponseAttachment
from tests.demo.conftest import KEYS, NOW

pytestmark = pytest.mark.xdist_group("demonstration")
STORIES = {story.title: story for story in content.stories()}


def of(session: Session, *stages: Stage) -> list[Petition]:
    return list(session.scalars(select(Petition).where(Petition.stage.in_(stages)).order_by(Petition.id)))


def moves(session: Session, petition: Petition) -> list[Move]:
    return [row.move for row in queries.timeline(session, petition)]


def test_every_petition_is_where_its_story_puts_it(shown: Session) -> None:
    assert {petition.title: petition.stage for petition in of(shown, *Stage)} == {title: story.stage for title, story in STORIES.items()}


def test_every_count_is_what_its_story_says(shown: Session) -> None:
    counts = {petition.title: petition.endorsements + ledger.removed_of(shown, petition) for petition in of(shown, *Stage)}
    assert counts == {title: story.endorsements for title, story in STORIES.items()}


def test_sums_add_up(shown: Session) -> None:
    assert tally.reconcile(shown) == []
    hours = EndorsementHour.petition_id, func.sum(EndorsementHour.endorsed), func.sum(EndorsementHour.taken_back)
    by_hour = {id_: (endorsed, taken_back) for id_, endorsed, taken_back in shown.execute(select(*hours).group_by(hours[0]))}
    rows = Endorsement.petition_id, func.count(), func.count(Endorsement.taken_back_at)
    by_row = {id_: (endorsed, taken_back) for id_, endorsed, taken_back in shown.execute(select(*rows).group_by(rows[0]))}
    assert by_hour == by_row
    counted = {petition.id: petition.endorsements + ledger.removed_of(shown, petition) for petition in of(shown, *Stage)}
    counted = {id_: count for id_, count in counted.items() if count}
    assert {id_: endorsed - taken_back for id_, (endorsed, taken_back) in by_hour.items()} == counted
    assert sum(taken_back for _, taken_back in by_hour.values()) > 100


def test_ledgers_are_in_order_and_in_the_past(shown: Session) -> None:
    for petition in of(shown, *Stage):
        moments = [row.at for row in queries.timeline(shown, petition)]
        assert moments == sorted(moments), petition.title
        assert moments[-1] <= NOW


def test_officers_act_on_workdays(shown: Session) -> None:
    workdays = office_days.workdays(shown)
    days = {local_day(at) for at in shown.scalars(select(Transition.at).where(Transition.role == Role.OFFICER))}
    assert len(days) > 50
    assert [day for day in days if not workdays.is_workday(day)] == []


def test_numbers_follow_the_order_of_submission(shown: Session) -> None:
    rows = sorted(of(shown, *Stage), key=lambda petition: petition.submitted_at)
    assert [petition.id for petition in rows] == sorted(petition.id for petition in rows)


def test_nothing_is_left_to_be_announced(shown: Session) -> None:
    assert shown.scalar(select(func.count()).select_from(Transition).where(Transition.announced_at.is_(None))) == 0
    assert shown.scalar(select(func.count()).select_from(Message).where(Message.announced_at.is_(None))) == 0
    assert shown.scalar(select(func.count()).select_from(Letter).where(Letter.to_sealed.is_not(None))) == 0


def test_one_review_is_overdue_and_several_are_due_soon(shown: Session) -> None:
    workdays, waiting = office_days.workdays(shown), of(shown, Stage.IN_REVIEW)
    assert [deadlines.overdue_workdays(NOW, petition.review_due_at, workdays) for petition in waiting].count(0) == len(waiting) - 1
    left = Counter(deadlines.workdays_left(NOW, petition.review_due_at, workdays) for petition in waiting if petition.review_due_at > NOW)
    assert left[0] >= 2
    assert {1, 2, 3} <= left.keys()


def test_one_appeal_is_with_the_other_moderator_and_one_was_upheld(shown: Session) -> None:
    appealed = [petition for petition in of(shown, *Stage) if Move.APPEAL in moves(shown, petition)]
    assert {petition.stage for petition in appealed} == {Stage.IN_REVIEW, Stage.NOT_ADMITTED}
    upheld = next(petition for petition in appealed if petition.stage is Stage.NOT_ADMITTED)
    first, second = [row.by_id for row in queries.timeline(shown, upheld) if row.move is Move.REFUSE]
    assert first != second


def test_some_open_tomorrow(shown: Session) -> None:
    tomorrow = local_day(NOW) + timedelta(days=1)
    opening = [
        petition for petition in of(shown, Stage.ENDORSING) if petition.endorse_from and local_day(petition.endorse_from) == tomorrow
    ]
    assert len(opening) == 2


def test_several_are_near_the_threshold(shown: Session) -> None:
    assert sum(4_700 <= petition.endorsements <= 4_990 for petition in of(shown, Stage.ENDORSING)) >= 4


def test_some_close_in_the_next_days(shown: Session) -> None:
    left = sorted(deadlines.days_left(NOW, petition.endorse_until) for petition in of(shown, Stage.ENDORSING) if petition.endorse_until)
    assert left[:4] == [0, 1, 2, 3]


def test_some_are_established_and_still_gather_endorsements(shown: Session) -> None:
    open_still = [petition for petition in of(shown, Stage.RESPONDING) if petition.endorse_until and petition.endorse_until > NOW]
    assert sum(petition.established_at is not None for petition in open_still) >= 2


def test_two_answers_are_overdue_and_one_is_extended(shown: Session) -> None:
    responding = of(shown, Stage.RESPONDING)
    assert sum(petition.respond_due_at is not None and petition.respond_due_at <= NOW for petition in responding) == 2
    extended = [petition for petition in responding if petition.extended_at]
    assert len(extended) == 1
    assert extended[0].respond_due_at is not None
    assert extended[0].respond_due_at > NOW


def test_follow_ups_are_overdue_nearly_due_and_reported(shown: Session) -> None:
    studied = of(shown, Stage.FOLLOW_UP)
    days = sorted((petition.follow_up_due_at - NOW).days for petition in studied if petition.follow_up_due_at)
    assert days[0] < 0
    assert 0 <= days[1] <= 20
    assert any(Move.PROGRESS in moves(shown, petition) for petition in studied)


def test_answers_have_all_four_outcomes(shown: Session) -> None:
    assert set(shown.scalars(select(Reply.outcome))) == set(Outcome)


def test_one_answer_was_corrected_and_one_became_final_after_study(shown: Session) -> None:
    assert shown.scalar(select(func.count()).select_from(Response).where(Response.correction != "")) == 1
    final = [petition for petition in of(shown, *Stage) if {Move.STUDY, Move.ANSWER} <= set(moves(shown, petition))]
    assert len(final) == 1


def test_the_tax_software_was_taken_up_below_the_threshold_and_answered_point_by_point(shown: Session) -> None:
    petition = next(petition for petition in of(shown, *Stage) if "難用到爆炸" in petition.title)
    assert petition.established_at is None
    assert petition.endorsements < petition.endorse_threshold
    assert [move for move in moves(shown, petition) if move not in (Move.MARK, Move.ASSIGN)][:3] == [
        Move.SUBMIT, Move.ADMIT, Move.TAKE_UP
    ]  # fmt: skip
    response = answers.latest(shown, petition)
    assert response is not None
    assert [reply.demand_no for reply in response.replies] == [1, 2, 3, 4, 5]
    assert len({reply.outcome for reply in response.replies}) == 3


def test_the_duplicate_points_to_the_tax_software(shown: Session) -> None:
    refused = [row for petition in of(shown, Stage.NOT_ADMITTED) for row in queries.timeline(shown, petition) if row.move is Move.REFUSE]
    links = [row.facts["duplicate_of"] for row in refused if row.facts["duplicate_of"]]
    assert len(links) == 1
    assert "難用到爆炸" in queries.by_number(shown, links[0]).title


def test_one_leads_undecided_and_one_is_led_by_all(shown: Session) -> None:
    assert any(petition.lead_undecided and petition.endorsements >= 1_000 for petition in of(shown, Stage.ENDORSING))
    shared = [petition for petition in of(shown, Stage.RESPONDING) if len(_leads(shown, petition)) > 1]
    assert len(shared) == 1


def test_agencies_accept_and_one_says_that_it_is_not_its_own(shown: Session) -> None:
    parts = [row for petition in of(shown, *Stage) for row in queries.by_number(shown, petition.number, hidden=True).assignments]
    assert sum(row.accepted_at is not None for row in parts) > 20
    assert [row.agency.name_zh for row in parts if row.part is Part.REFUSED] == ["數位發展部"]


def _leads(session: Session, petition: Petition) -> list[str]:
    return [row.agency.name_zh for row in queries.by_number(session, petition.number).assignments if row.part == "lead"]


def test_everybody_can_sign_in(shown: Session) -> None:
    known = people.known(shown, KEYS, content.characters())
    assert len(known) == shown.scalar(select(func.count()).select_from(Person))
    assert sum(one.totp is not None for one in known) == shown.scalar(select(func.count()).select_from(Membership))
    told = people.shown(known, "http://localhost:8000", citizens=5)
    assert "citizen05@example.org" in told
    assert "citizen06@example.org" not in told
    assert all(one.totp in told for one in known if one.totp)


def test_seeding_twice_changes_nothing(whole: sessionmaker[Session], shown: Session) -> None:
    before = shown.execute(select(func.count(Petition.id), func.max(Petition.id))).one()
    assert not seed.seed(whole.begin, KEYS, at=NOW + timedelta(days=3))
    assert shown.execute(select(func.count(Petition.id), func.max(Petition.id))).one() == before


def test_a_weekly_digest_waits_for_the_first_citizen(shown: Session) -> None:
    """Nothing leaves before Monday; then one digest for each of the people, the citizen's in several lines."""
    assert digests.write_all_due(shown, KEYS, at=NOW + timedelta(days=4)) == 0
    assert digests.write_all_due(shown, KEYS, at=NOW + timedelta(days=5)) == 1
    letter = shown.scalars(select(Letter).where(Letter.name == digests.DIGEST)).one()
    assert outbox.address(KEYS, letter) == content.characters().citizens[0].email
    text = letters.render(shown, KEYS, letter, origin="https://gongyi.example").text
    assert text.count("/petitions/") >= 4
    shown.rollback()


def test_petitions_have_followers(shown: Session) -> None:
    counts = [follows.followers(shown, petition) for petition in of(shown, Stage.ENDORSING, Stage.RESPONDING)]
    assert any(counts)
    assert None in counts


def test_proposers_tell_what_is_new(shown: Session) -> None:
    petitions = of(shown, *Stage)
    told = updates_of(shown, [petition.id for petition in petitions])
    assert len(told) >= 12
    for petition in petitions:
        rows = told.get(petition.id, [])
        assert [row.title for row in reversed(rows)] == [one.title for one in STORIES[petition.title].updates]
        assert all(petition.admitted_at and petition.admitted_at < row.at < NOW for row in rows)


def test_one_proposer_has_a_lively_page(shown: Session) -> None:
    """The one that the README names: an agency waits for an answer, another petition gathers."""
    proposer = people.by_nickname(shown, KEYS, content.characters())["夜班護理師小安"]
    mine = [petition for petition in of(shown, *Stage) if petition.proposer_id == proposer]
    assert {petition.stage for petition in mine} >= {Stage.ENDORSING, Stage.RESPONDING}
    (waited,) = (petition for petition in mine if petition.stage is Stage.RESPONDING)
    last = shown.scalars(select(Message).where(Message.petition_id == waited.id).order_by(Message.id.desc())).first()
    assert last is not None
    assert last.role is Role.OFFICER


def test_an_answer_has_the_files_of_its_story(shown: Session) -> None:
    told = [paper.title for story in STORIES.values() if story.answer for paper in story.answer.papers]
    titles = shown.scalars(select(Attachment.title).join(ResponseAttachment).order_by(Attachment.id)).all()
    assert titles == told and len(told) == 2


# What follows changes the database, each test after the other: a seeding that was killed, then a small one by hand.


def test_a_killed_seeding_begins_anew(whole: sessionmaker[Session]) -> None:
    with whole.begin() as session:
        session.execute(text("DELETE FROM journey"))
    assert seed.seed(whole.begin, KEYS, at=NOW, size="small")
    with whole() as session:
        assert session.scalar(select(func.count()).select_from(Petition)) == len(seed.SMALL)
        assert {petition.stage for petition in of(session, *Stage)} == set(Stage)


def test_a_crowd_endorses_and_establishes(whole: sessionmaker[Session]) -> None:
    with whole() as session:
        near = max(of(session, Stage.ENDORSING), key=lambda petition: petition.endorsements)
    with whole.begin() as session:
        assert crowd.endorse(session, KEYS, near.number, count=near.endorse_threshold - near.endorsements, at=NOW) > 0
    with whole.begin() as session:
        tally.count(session, at=NOW)
    with whole() as session:
        reached = session.get_one(Petition, near.id)
        assert (reached.stage, reached.established_at) == (Stage.RESPONDING, NOW)


def test_a_platform_with_petitions_of_its_own_is_left_alone(whole: sessionmaker[Session]) -> None:
    with whole.begin() as session:
        session.delete(session.get_one(Journey, 1))
        session.execute(text("UPDATE person SET email_hash = sha256(email_hash)"))
    assert not seed.seed(whole.begin, KEYS, at=NOW)
