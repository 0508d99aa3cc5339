"""Who may enter where: every route of the platform, each asked by a stranger, a citizen and everybody who serves.

The routes are read from the application, so that a new one without a row here is found, and a row without its route too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.accounts.models import Agency, Membership, Person
from app.discuss import actions, reports
from app.discuss.models import CommentGround, Lane
from app.endorse.models import Removal, Shortfall
from app.factory import create_app
from app.kernel.office_days import BY_HAND, OfficeDay
from app.meet import actions as meetings
from app.petition import assignments, co_agencies, handovers
from app.petition.handovers import Handover
from app.petition.lifecycle import Move
from app.petition.models import Petition, Transition
from app.propose.models import PetitionUpdate
from app.respond import answers, contributing, parts, promises
from app.respond.models import Attachment, FileKind
from app.respond.parts import PartRequest
from app.review import advice
from app.web.platform import Platform
from app.web.shared import limits
from tests import office
from tests.announce.acts_of_answering import a_call
from tests.announce.occasions import removed
from tests.cast import Cast
from tests.given import WORKDAYS, Given, answer
from tests.web.visits import Visit


class Asker(StrEnum):
    """Everybody who may ask. The proposer's petitions are those asked for; the officer's agency leads them, the other's does not."""

    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    PROPOSER = "proposer"
    MODERATOR = "moderator"
    OFFICER = "officer"
    OTHER_OFFICER = "other officer"
    ADMIN = "admin"


class Told(StrEnum):
    """What the answer amounts to: let in (whatever is then wrong with the form), led to the door, refused, or told that nothing is here."""

    IN = "in"
    DOOR = "door"
    NO = "403"
    NOTHING = "404"


Row = Mapping[Asker, Told]
DOORS = ("/sign-in", "/join", "/sign-in/second")


def row(anonymous: Told, others: Told, **known: Told) -> Row:
    """One answer for strangers, one for everybody else, and those of the roles that are named."""
    answers = dict.fromkeys(Asker, others) | {Asker.ANONYMOUS: anonymous}
    return answers | {Asker[name.upper()]: told for name, told in known.items()}


ALL = row(Told.IN, Told.IN)
CITIZENS = row(Told.DOOR, Told.IN)
PROPOSERS = row(Told.DOOR, Told.NOTHING, proposer=Told.IN)
AUTHORS = row(Told.DOOR, Told.NO, citizen=Told.IN)
MODERATORS = row(Told.DOOR, Told.NO, moderator=Told.IN)
OFFICERS = row(Told.DOOR, Told.NO, officer=Told.IN, other_officer=Told.IN)
RESPONSIBLE = row(Told.DOOR, Told.NO, officer=Told.IN, other_officer=Told.NOTHING)
ADMINS = row(Told.DOOR, Told.NO, admin=Told.IN)
OVERSEERS = row(Told.DOOR, Told.NO, moderator=Told.IN, admin=Told.IN)
# Nobody has asked for a code: the first step of the door.
WITHOUT_CODE = row(Told.DOOR, Told.DOOR)
# An authenticator is only for those who serve.
SERVING = row(Told.DOOR, Told.IN, citizen=Told.DOOR, proposer=Told.DOOR)
# The address is the key, and the one asked for opens nothing.
BY_TOKEN = row(Told.NOTHING, Told.NOTHING)

ROUTES: Mapping[str, Row] = {
    **dict.fromkeys(("sharing.home_card GET", "sharing.card GET", "sharing.qr GET", "sharing.poster GET", "sharing.embed GET"), ALL),
    **dict.fromkeys(("sharing.robots GET", "sharing.sitemap GET", "sharing.sitemap_pages GET", "sharing.sitemap_page GET"), ALL),
    **dict.fromkeys(("sharing.discovered GET", "sharing.touch_icon GET", "sharing.favicon GET"), ALL),
    **dict.fromkeys(("static GET", "health.alive GET", "health.ready GET", "health.metrics GET"), ALL),
    **dict.fromkeys(
        ("public.home GET", "public.petition GET", "public.petition_json GET", "public.petitions GET", "public.petitions_json GET"), ALL
    ),
    **dict.fromkeys(("public.ratings GET", "public.ratings_csv GET", "public.agency_ratings GET"), ALL),
    **dict.fromkeys(("public.agencies_ratings_csv GET", "public.agencies_ratings_json GET"), ALL),
    **dict.fromkeys(("rating.ask GET", "rating.rate POST"), CITIZENS),
    **dict.fromkeys(("me.ask_answer_reply GET", "me.reply_to_answer POST", "me.messages GET"), PROPOSERS),
    **dict.fromkeys(("public.meetings GET",), ALL),
    **dict.fromkeys(("seats.ask GET", "seats.press POST"), CITIZENS),
    **dict.fromkeys(("agency.meetings GET", "agency.new_meeting GET", "agency.convene POST", "agency.meeting GET"), RESPONSIBLE),
    **dict.fromkeys(("agency.rearrange POST", "agency.ask_call_off GET", "agency.call_off POST"), RESPONSIBLE),
    **dict.fromkeys(("agency.ask_record GET", "agency.record POST"), RESPONSIBLE),
    **dict.fromkeys(("notices.survey GET", "notices.answer_survey POST"), BY_TOKEN),
    **dict.fromkeys(("agency.ratings GET",), RESPONSIBLE),
    **dict.fromkeys(("theme.sheet GET", "theme.choose POST"), ALL),
    **dict.fromkeys(("public.counties_csv GET", "public.days_csv GET"), ALL),
    **dict.fromkeys(("public.help GET", "public.easy GET", "public.accessibility GET", "public.privacy GET"), ALL),
    **dict.fromkeys(("public.sitemap GET", "public.data GET", "public.transparency GET", "public.agencies GET", "public.agency GET"), ALL),
    **dict.fromkeys(("public.petitions_csv GET", "public.petitions_atom GET", "public.petition_atom GET"), ALL),
    **dict.fromkeys(
        ("public.moderation GET", "public.moderation_json GET", "public.moderation_csv GET", "public.moderation_atom GET"), ALL
    ),
    **dict.fromkeys(("public.rules GET", "door.sign_in GET", "door.send_code POST", "door.sign_out POST", "door.signed_out GET"), ALL),
    **dict.fromkeys(("door.code GET", "door.try_code POST", "door.send_again POST"), WITHOUT_CODE),
    **dict.fromkeys(("door.join_code GET", "door.try_join_code POST", "door.join_again POST"), WITHOUT_CODE),
    **dict.fromkeys(("door.join GET", "door.introduce POST", "door.welcome GET", "door.resume GET", "door.second GET"), CITIZENS),
    **dict.fromkeys(("door.try_second POST", "door.recovery GET", "door.try_recovery POST", "door.confirm POST"), CITIZENS),
    **dict.fromkeys(("door.mine GET", "door.settle POST", "door.end_device POST", "door.sign_out_everywhere POST"), CITIZENS),
    **dict.fromkeys(("door.staying GET", "door.extend POST", "door.errands GET", "door.export POST"), CITIZENS),
    # Those asked for are nobody's.
    **dict.fromkeys(("door.errand GET", "door.errand_file GET", "door.drop_errand POST"), row(Told.DOOR, Told.NOTHING)),
    "door.enrol GET": SERVING,
    **dict.fromkeys(("endorse.ask GET", "endorse.done GET", "endorse.ask_take_back GET", "endorse.take_back POST"), CITIZENS),
    # The hot path loads nobody: who is not verified is sent to the page that asks, and from there to the door.
    "endorse.cast POST": ALL,
    **dict.fromkeys(("endorse.have_i GET", "me.home GET"), CITIZENS),
    **dict.fromkeys(("endorse.ask_move GET", "endorse.move POST"), CITIZENS),
    **dict.fromkeys(("me.ask_merge GET", "me.offer_merge POST"), PROPOSERS),
    # The offer asked for is nobody's.
    "me.answer_merge POST": row(Told.DOOR, Told.NOTHING),
    # The two asked for are linked by nobody.
    "public.beside GET": row(Told.NOTHING, Told.NOTHING),
    **dict.fromkeys(("moderator.links GET", "moderator.link POST", "moderator.unlink POST", "moderator.offer_merge POST"), MODERATORS),
    **dict.fromkeys(("me.petition GET", "me.write_back POST", "me.ask_appeal GET", "me.appeal POST"), PROPOSERS),
    **dict.fromkeys(("me.ask_withdraw GET", "me.withdraw POST", "me.ask_update GET", "me.post_update POST"), PROPOSERS),
    **dict.fromkeys(("public.discussion GET", "public.discussion_json GET"), ALL),
    **dict.fromkeys(
        ("discuss.write GET", "discuss.publish POST", "discuss.mine GET", "discuss.ask_vote GET", "discuss.vote POST"), CITIZENS
    ),
    **dict.fromkeys(("discuss.ask_report GET", "discuss.report POST"), CITIZENS),
    # The comment asked for is the citizen's own.
    **dict.fromkeys(("discuss.ask_edit GET", "discuss.edit POST", "discuss.ask_delete GET", "discuss.delete POST"), AUTHORS),
    **dict.fromkeys(("me.discussion GET", "me.ask_reply GET", "me.reply POST"), PROPOSERS),
    **dict.fromkeys(("propose.start GET", "propose.write GET", "propose.save_written POST", "propose.similar GET"), CITIZENS),
    **dict.fromkeys(("propose.back GET", "propose.save_backed POST", "propose.found GET", "propose.preview GET"), CITIZENS),
    **dict.fromkeys(("propose.submit POST", "propose.receipt GET", "propose.ask_discard GET", "propose.discard POST"), CITIZENS),
    **dict.fromkeys(("follow.ask GET", "follow.follow POST", "follow.unfollow POST", "follow.mine GET", "follow.prefer POST"), CITIZENS),
    **dict.fromkeys(("notices.letters GET", "notices.switch POST", "notices.digests GET", "notices.switch_digests POST"), BY_TOKEN),
    **dict.fromkeys(("moderator.queue GET", "moderator.standards GET", "moderator.case GET", "moderator.opinions GET"), MODERATORS),
    **dict.fromkeys(("moderator.proposals GET", "moderator.settle_refusal POST"), MODERATORS),
    **dict.fromkeys(("moderator.looks GET", "moderator.look GET", "moderator.record_look POST"), MODERATORS),
    **dict.fromkeys(("moderator.admit GET", "moderator.admit POST", "moderator.ground GET", "moderator.refuse POST"), MODERATORS),
    **dict.fromkeys(("moderator.claim POST", "moderator.release POST", "moderator.note POST", "moderator.tag POST"), MODERATORS),
    **dict.fromkeys(("moderator.ask_advice GET", "moderator.ask_advice POST", "moderator.keep_view POST"), MODERATORS),
    # The view asked for is nobody's.
    "moderator.drop_view POST": row(Told.DOOR, Told.NO, moderator=Told.NOTHING),
    "moderator.changes GET": row(Told.DOOR, Told.NO, moderator=Told.NOTHING),
    **dict.fromkeys(("agency.asked GET", "agency.alerts GET", "agency.choose_alerts POST", "agency.keep_view POST"), OFFICERS),
    "agency.drop_view POST": row(Told.DOOR, Told.NO, officer=Told.NOTHING, other_officer=Told.NOTHING),
    "admin.head POST": ADMINS,
    **dict.fromkeys(("agency.advise GET", "agency.answer_advice POST"), RESPONSIBLE),
    **dict.fromkeys(("moderator.update GET", "moderator.remove_update POST"), MODERATORS),
    **dict.fromkeys(("moderator.hide GET", "moderator.hide POST", "moderator.settle_hiding POST", "moderator.export POST"), MODERATORS),
    **dict.fromkeys(("moderator.comments GET", "moderator.comment GET", "moderator.decide POST"), MODERATORS),
    **dict.fromkeys(("agency.discussion GET", "agency.comment GET", "agency.reply POST"), RESPONSIBLE),
    **dict.fromkeys(("agency.waiting GET", "agency.gathering GET", "agency.answered GET"), OFFICERS),
    **dict.fromkeys(("agency.case GET", "agency.act GET", "agency.act POST", "agency.contact GET", "agency.write POST"), RESPONSIBLE),
    **dict.fromkeys(("agency.edit GET", "agency.press POST", "agency.autosave POST", "agency.preview GET"), RESPONSIBLE),
    **dict.fromkeys(("agency.attachments_of GET", "agency.attach POST", "agency.detach POST", "agency.attachment GET"), RESPONSIBLE),
    # The one asked for is a draft's.
    "public.attachment GET": row(Told.NOTHING, Told.NOTHING),
    "agency.promised GET": OFFICERS,
    **dict.fromkeys(("agency.promises GET", "agency.promise GET", "agency.report POST"), RESPONSIBLE),
    **dict.fromkeys(
        ("public.petition_promises GET", "public.versions GET", "public.difference GET", "public.promised GET", "public.promises_json GET"),
        ALL,
    ),
    **dict.fromkeys(("public.promises_csv GET", "public.promises_atom GET"), ALL),
    **dict.fromkeys(("agency.publish POST", "agency.published_answer GET", "agency.recall POST"), RESPONSIBLE),
    **dict.fromkeys(("agency.ask_handover GET", "agency.offer POST", "agency.withdraw_handover POST"), RESPONSIBLE),
    **dict.fromkeys(("agency.ask_co_agency GET", "agency.add_co_agency POST"), RESPONSIBLE),
    **dict.fromkeys(("agency.ask_removal GET", "agency.remove_co_agency POST"), RESPONSIBLE),
    **dict.fromkeys(("agency.submit POST", "agency.approval GET", "agency.send_back POST"), RESPONSIBLE),
    **dict.fromkeys(("agency.ask_approve GET", "agency.approve POST"), RESPONSIBLE),
    **dict.fromkeys(("agency.joint_parts GET", "agency.ask_part POST", "agency.part GET"), RESPONSIBLE),
    # What is pressed without an act is only kept, by the agency that was asked for the part: here another one.
    "agency.press_part POST": row(Told.DOOR, Told.NO, other_officer=Told.NOTHING),
    **dict.fromkeys(("agency.standing_in GET", "agency.name_deputy POST"), OFFICERS),
    # The one asked for is nobody's.
    "agency.end_deputy POST": row(Told.DOOR, Told.NO, officer=Told.NOTHING, other_officer=Told.NOTHING),
    "agency.handovers_list GET": OFFICERS,
    # Offered to the officer's agency.
    **dict.fromkeys(("agency.offered GET", "agency.decide POST"), RESPONSIBLE),
    **dict.fromkeys(("admin.people GET", "admin.invite POST", "admin.end POST", "admin.reset POST", "admin.agencies GET"), ADMINS),
    **dict.fromkeys(("admin.publishing GET", "admin.set_publishing POST", "admin.set_approving POST"), ADMINS),
    **dict.fromkeys(("admin.leads GET", "admin.lead GET", "admin.assign POST", "admin.jobs GET", "admin.policy GET"), ADMINS),
    **dict.fromkeys(("admin.calendar GET", "admin.close_day POST", "admin.import_file POST", "admin.reopen POST"), ADMINS),
    **dict.fromkeys(("admin.checked_import GET", "admin.begin_import POST", "admin.drop_import POST"), ADMINS),
    **dict.fromkeys(("admin.grounds GET", "admin.new_ground GET", "admin.add_ground POST", "admin.ground GET"), ADMINS),
    **dict.fromkeys(("admin.reword_ground POST", "admin.use_ground POST", "admin.topics GET", "admin.add_topic POST"), ADMINS),
    **dict.fromkeys(("admin.topic GET", "admin.rename_topic POST", "admin.use_topic POST"), ADMINS),
    **dict.fromkeys(("admin.errands GET", "admin.export POST", "admin.surveys GET", "admin.opinions GET"), ADMINS),
    **dict.fromkeys(("public.rules_json GET", "public.rules_atom GET"), ALL),
    **dict.fromkeys(("admin.ask_add_agency GET", "admin.add_agency POST"), ADMINS),
    **dict.fromkeys(("admin.ask_rename_agency GET", "admin.rename_agency POST"), ADMINS),
    **dict.fromkeys(("admin.ask_merge_agency GET", "admin.merge_agency POST"), ADMINS),
    **dict.fromkeys(("admin.letters GET", "admin.letter GET", "admin.change_letter POST"), ADMINS),
    **dict.fromkeys(("admin.plan_policy GET", "admin.change_policy POST"), ADMINS),
    **dict.fromkeys(("admin.ask_cancel_policy GET", "admin.cancel_policy POST"), ADMINS),
    **dict.fromkeys(("admin.pauses GET", "admin.preview_pause GET", "admin.plan_pause POST"), ADMINS),
    **dict.fromkeys(("admin.pause GET", "admin.change_pause POST", "admin.cancel_pause POST"), ADMINS),
    **dict.fromkeys(("public.agencies_csv GET", "public.agencies_json GET", "public.agencies_atom GET", "public.agency_json GET"), ALL),
    **dict.fromkeys(("public.waiting GET", "public.waiting_csv GET", "public.waiting_json GET"), ALL),
    **dict.fromkeys(("public.ledger GET", "public.ledger_csv GET", "public.ledger_json GET"), ALL),
    **dict.fromkeys(("public.removals GET", "public.removals_csv GET", "public.removals_json GET", "public.removals_atom GET"), ALL),
    **dict.fromkeys(("integrity.batches GET", "integrity.find GET", "integrity.petition GET"), OVERSEERS),
    **dict.fromkeys(("integrity.prepare GET", "integrity.prepare POST", "integrity.batch GET", "integrity.settle POST"), OVERSEERS),
    **dict.fromkeys(("integrity.ask_undo POST", "integrity.settle_undo POST"), OVERSEERS),
    **dict.fromkeys(("integrity.shortfalls GET", "integrity.shortfall GET"), OVERSEERS),
    **dict.fromkeys(("integrity.propose_finding POST", "integrity.settle_finding POST"), OVERSEERS),
    # An hour has to be named in the address.
    **dict.fromkeys(("integrity.hour GET", "integrity.hour_csv GET"), row(Told.DOOR, Told.NO, moderator=Told.NOTHING, admin=Told.NOTHING)),
}


def names(app: Flask) -> Iterator[tuple[str, Rule, str]]:
    """Every route and method of the application as `endpoint METHOD`."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield f"{rule.endpoint} {method}", rule, method


def unlisted(app: Flask, routes: Mapping[str, Row]) -> list[str]:
    """Routes without a row."""
    return [name for name, _, _ in names(app) if name not in routes]


# What only a petition with an answer has.
ANSWERED = ("agency.promises", "agency.promise", "agency.report", "public.versions", "public.difference")


class World:
    """Petitions in the stages that the routes ask for, all of one proposer, and whoever asks."""

    def __init__(self, app: Flask, given: Given, cast: Cast, session: Session, connection: Connection) -> None:
        self.app, self.connection = app, connection
        self.responding = given.an_established_petition()
        self.undecided = given.an_open_petition(lead=False, title="離島交通船與公車月票整合成單一票證")
        self.reviewed = given.a_petition_in_review(title="公園飲水機水質檢驗數據每週上網公開")
        self.part = asked_of_a_third(session, self.responding, cast, at=given.at)
        self.handover = offered_to_finance(session, given, cast)
        why = "這件事是不是貴機關主管，有沒有正在修法？"
        asked = {"agencies": [cast.finance], "question": why, "workdays": WORKDAYS}
        (self.asked,) = advice.ask(session, self.reviewed, by=cast.lin, at=given.at, **asked)
        self.responding.rules = {**self.responding.rules, "second_look_percent": 100}
        self.decision = session.scalars(select(Transition.id).where(Transition.move == Move.ADMIT).order_by(Transition.id)).first()
        self.answered = given.an_answered_petition(by=cast.kai, title="身心障礙停車證數位化並免除紙本掛卡")
        answers.correct(
            session, self.answered, answer(at=given.at), by=cast.wu, agency=cast.finance, reason="改正用字。",
            keys=given.keys, at=given.at + timedelta(minutes=6),
        )  # fmt: skip
        self.promise = promises.of_petition(session, self.answered)[0].commitment
        session.add(a_file(self.responding, cast, at=given.at))
        self.told = PetitionUpdate(petition_id=self.reviewed.id, key=UUID(int=1), at=given.at, title="近況", text="還在等檢核。")
        session.add(self.told)
        session.add(OfficeDay(day=date(2026, 3, 4), is_workday=False, note="颱風", source=BY_HAND))
        self.pause, self.change = office.planned(session, cast, at=given.at)
        self.membership = session.scalars(select(Membership.id).where(Membership.person_id == cast.lin.id)).one()
        self.officer = session.scalars(select(Membership.id).where(Membership.person_id == cast.wu.id)).one()
        self.own, self.other = (
            actions.post(session, self.responding, by=by, lane=Lane.FOR, text="我也遇到同樣的問題。", at=given.at)
            for by in (cast.bo, cast.kai)
        )
        reports.report(session, self.other, by=cast.lin, ground=CommentGround.OFF_TOPIC, keys=given.keys, at=given.at)
        removed(given, self.responding)
        self.removal, self.shortfall = session.scalars(select(Removal)).one(), session.scalars(select(Shortfall)).one()
        call, officer = a_call(given), {"by": cast.wu, "agency": cast.finance}
        self.meeting = meetings.convene(session, self.responding, call=call, keys=given.keys, at=given.at, **officer)
        self.people: Mapping[Asker, Person | None] = {
            Asker.ANONYMOUS: None, Asker.CITIZEN: cast.bo, Asker.PROPOSER: cast.mei, Asker.MODERATOR: cast.hao,
            Asker.OFFICER: cast.wu, Asker.OTHER_OFFICER: cast.chen, Asker.ADMIN: cast.ann,
        }  # fmt: skip
        # Nobody has counted these tables yet: unknown, they are joined row by row, thousands with thousands.
        session.execute(text("ANALYZE endorsement, removal_endorsement, removal, petition"))
        session.commit()

    def wrong(self, asker: Asker, routes: Mapping[str, Row]) -> list[str]:
        """Where the answer is not what the row says."""
        found = []
        for name, rule, method in names(self.app):
            if name not in routes:
                continue
            told, expected = self.ask(asker, rule, method), routes[name][asker]
            if told is not expected:
                found.append(f"{name}: {told}, not {expected}")
        return found

    def ask(self, asker: Asker, rule: Rule, method: str) -> Told:
        """Ask, and take back everything that the answer changed."""
        attempt = self.connection.begin_nested()
        visit, person = Visit(self.app), self.people[asker]
        # Each asks as if from a network of its own: a stranger's forms are kept, only so many from one.
        limits.init_app(self.app, visit.platform.config)
        if person is not None:
            visit.enter(person, strong=True)
        path = self.path(rule)
        answer = visit.get(path) if method == "GET" else visit.post(path)
        attempt.rollback()
        return told(answer, rule.endpoint)

    def path(self, rule: Rule) -> str:
        given = {
            "number": self.petition(rule.endpoint).number, "slug": "plan", "kind": "answer", "day": "2026-03-04",
            "comment_id": (self.own if rule.endpoint.endswith(("edit", "delete")) else self.other).id,
            "meeting_id": self.meeting.id,
            "update_id": self.told.id, "handover_id": self.handover.id, "advice_id": self.asked.id, "view_id": 1,
            "other": self.undecided.number, "offer_id": 1, "decision_id": self.decision,
            "pause_id": self.pause.id, "no": self.change.no,
            "letter": "admitted", "written": "zh", "ground_code": "unclear", "topic_code": "finance",
            "removal_id": self.removal.id, "shortfall_id": self.shortfall.id,
            "deputy_id": 0,
            "part_id": self.part.id,
            "membership_id": self.officer if rule.endpoint == "admin.set_approving" else self.membership,
            "code": "A05000000E", "sign_in_id": 1, "key": UUID(int=1), "token": "x",
            "filename": "app.css", "commitment_id": self.promise.id, "old": 1, "new": 2,
            "page": 1,
        }  # fmt: skip
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("localhost")
            return adapter.build(rule.endpoint, {name: given[name] for name in rule.arguments})

    def petition(self, endpoint: str) -> Petition:
        if endpoint in ANSWERED:
            return self.answered
        surface = endpoint.partition(".")[0]
        return {"moderator": self.reviewed, "admin": self.undecided}.get(surface, self.responding)


def a_file(petition: Petition, cast: Cast, *, at: datetime) -> Attachment:
    """A file of the draft."""
    return Attachment(
        key=UUID(int=1), petition_id=petition.id, kind=FileKind.PDF, title="會議紀錄", alternative="會議的結論。", size=0, sha256="0" * 64,
        added_at=at, added_by_id=cast.wu.id,
    )  # fmt: skip


def asked_of_a_third(session: Session, petition: Petition, cast: Cast, *, at: datetime) -> PartRequest:
    """A third agency helps, and is asked for its part of the answer."""
    third, who = (
        Agency(code="A21000000I", name_zh="衛生福利部", name_en="Ministry of Health and Welfare"),
        {"by": cast.wu, "agency": cast.finance},
    )
    session.add(third)
    session.flush()
    co_agencies.add(session, petition, other=third, reason="問卷與公共衛生有關，請一起研議。", at=at, **who)
    contributing.ask(
        session, petition, other=third, demand_no=1, question="請說明健保資料的使用規定。", due_on=date(2026, 3, 20), at=at, **who
    )  # fmt: skip
    return parts.joint(session, petition).requests[0]


def offered_to_finance(session: Session, given: Given, cast: Cast) -> Handover:
    """The other agency leads, and would hand over to the officer's."""
    petition = given.an_open_petition(lead=False, by=cast.bo, title="身心障礙停車證數位化並免除紙本掛卡")
    assignments.assign(session, petition, by=cast.ann, lead=cast.transport, at=given.at)
    why = "停車證的費用減免由該部主管，由它主辦較妥。"
    handovers.offer(session, petition, by=cast.chen, agency=cast.transport, to=cast.finance, reason=why, at=given.at)
    found = handovers.open_for(session, petition)
    assert found is not None
    return found


def told(answer: TestResponse, endpoint: str) -> Told:
    where = answer.headers.get("Location", "").partition("?")[0]
    if answer.status_code in (302, 303) and where in DOORS:
        return Told.DOOR
    assert answer.status_code != 500, endpoint
    return {403: Told.NO, 404: Told.NOTHING}.get(answer.status_code, Told.IN)


@pytest.fixture
def world(app: Flask, given: Given, cast: Cast, session: Session, connection: Connection) -> World:
    return World(app, given, cast, session, connection)


def test_every_route_has_a_row_and_every_row_its_route(app: Flask) -> None:
    assert unlisted(app, ROUTES) == []
    assert sorted(set(ROUTES) - {name for name, _, _ in names(app)}) == []


@pytest.mark.parametrize("asker", list(Asker))
def test_everybody_is_told_what_the_table_says(world: World, asker: Asker) -> None:
    assert world.wrong(asker, ROUTES) == []


def test_a_route_that_nobody_guards_is_found(
    platform: Platform, given: Given, cast: Cast, session: Session, connection: Connection
) -> None:
    """The control, on an application of its own: an unguarded page among the moderators' makes both tests red."""
    app = create_app(parts=platform)
    app.add_url_rule("/moderate/everything", "unguarded", lambda: "everything")
    world = World(app, given, cast, session, connection)
    assert unlisted(app, ROUTES) == ["unguarded GET"]
    listed = {"unguarded GET": MODERATORS}
    assert world.wrong(Asker.ANONYMOUS, listed) == ["unguarded GET: in, not door"]
    assert world.wrong(Asker.CITIZEN, listed) == ["unguarded GET: in, not 403"]
