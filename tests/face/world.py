"""One world of committed data on a running platform, for all pages: made once, read by everybody, changed by nobody.

A page of the table names its places as `{name}`: the number of a petition of PETITIONS, or an entry of `_more_places`.
Who asks is one of the cast, the proposer of a petition by the petition's name, or an entry of VISITORS.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg
from flask import Flask, abort
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

import config as settings
from app import schema
from app.accounts import agencies, saved_views, second_factor
from app.accounts.models import Frequency, Person, Role
from app.announce import digest_stops, stops
from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.factory import create_app
from app.follow import actions as following
from app.kernel import office_days
from app.kernel.db import engine_for, sessions_for
from app.kernel.office_days import BY_HAND, OfficeDay
from app.kernel.secrets import Keyring
from app.petition import links, queries
from app.petition.models import Petition
from app.propose import actions as propose
from app.propose.content import Content
from app.respond import actions as respond
from app.respond import promises
from app.review import advice
from app.web.platform import Platform
from tests import office
from tests.browser.conftest import Quiet
from tests.cast import assemble
from tests.conftest import HandClock, create_database
from tests.face import hearing, joint, long_work, looks, news, removals, talk
from tests.face.language import Stretchable
from tests.face.petitions import PETITIONS, PHONE, Brief
from tests.given import TEXT, WORKDAYS
from tests.web.answering import ANSWER

# Monday 2026-03-02, ten in the morning in Taipei.
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
DRAFT, WHOLE, HANDED_IN, NEW = (UUID(int=no) for no in range(1, 5))
NAMES = ("mei", "bo", "lin", "hao", "wu", "chen", "ann", "kai")


class World:
    """A running platform. `places` are what the paths of the table may name; `stretched` makes every interface text 80 % longer."""

    def __init__(self, engine: Engine) -> None:
        clock, keys = HandClock(AT), Keyring(settings.TEST_MASTER_KEY)
        config = settings.read({**os.environ, "CONFIG": "test"})
        self.platform = Platform(config, engine, sessions_for(engine), clock, keys)
        self.app: Flask = create_app(parts=self.platform)
        self.app.add_url_rule("/__face/<int:status>", view_func=lambda status: abort(status), endpoint="face.error")
        self.texts = Stretchable.of(self.app)
        self.places: dict[str, str] = {}
        self.url = ""

    def person(self, name: str) -> Person:
        """One of the cast, or the proposer of a petition."""
        with self.platform.sessions() as session:
            found = select(Person).where(Person.nickname == name)
            if name in self.places:
                found = select(Person).join(Petition, Petition.proposer_id == Person.id).where(Petition.number == self.places[name])
            return session.scalars(found).one()

    def fill(self) -> None:
        """Write the world down."""
        with self.platform.sessions.begin() as session:
            office_days.seed(session)
            cast = assemble(session, self.platform.keys, at=AT)
            agencies.plant(session)
            given = Brief(session, self.platform.keys, cast, AT)
            for no, (name, make) in enumerate(PETITIONS.items()):
                self.places[name] = make(given.by_somebody_else(no)).number
            self.places |= _more_places(session, given, self.places)

    def serve(self) -> Callable[[], None]:
        """Answer at `url` until the function returned is called."""
        server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"

        def stop() -> None:
            server.shutdown()
            thread.join()

        return stop

    def empty(self) -> None:
        """People, and nothing that they have done."""
        with self.platform.sessions.begin() as session:
            office_days.seed(session)
            assemble(session, self.platform.keys, at=AT)


def _more_places(session: Session, given: Brief, places: dict[str, str]) -> dict[str, str]:
    """What besides petitions the pages show: drafts, an endorsement of Bo's, second factors, a closed day."""
    cast, keys = given.cast, given.keys
    whole = Content(**{name: getattr(TEXT, name) for name in ("title", "demands", "reasons", "impact", "evidence", "agencies")})
    whole = replace(whole, topic="finance", difference="這裡談的是操作流程。")
    unfinished = Content(title="國中小營養午餐食材來源與檢驗結果每日公開", demands=("請公開。",), reasons=PHONE)
    for key, content in ((DRAFT, unfinished), (WHOLE, whole)):
        propose.save(session, cast.mei, key=key, content=content, at=AT - timedelta(hours=3))
    handed_in = propose.save(session, cast.bo, key=HANDED_IN, content=whole, at=AT)
    propose.submit(session, whole.text, by=cast.bo, keys=keys, workdays=WORKDAYS, at=AT, draft=handed_in)
    for name in ("endorsing", "nearly-there", "established"):
        endorse.cast(session, ballots.ballot(session, places[name], cast.bo.id), keys=keys, at=AT)
    for person in (cast.lin, cast.hao, cast.wu, cast.chen, cast.ann):
        second_factor.give(session, keys, person, secret=second_factor.new_secret(), at=AT)
    session.add(OfficeDay(day=date(2026, 3, 4), is_workday=False, note="颱風", source=BY_HAND))
    planned = queries.by_number(session, places["planned"])
    texts = {name: text for name, text in ANSWER.items() if name != "promises"}
    respond.save(session, planned, by=cast.wu, content={"kind": "answer", "promises": 1, "texts": texts}, at=AT)
    for name, frequency in (("endorsing", Frequency.WEEKLY), ("established", Frequency.DAILY), ("answered", Frequency.AT_ONCE)):
        following.follow(session, queries.by_number(session, places[name]), person=cast.kai, frequency=frequency, keys=keys)
    digests = {name: digest_stops.token(keys, f"{who}@example.org") for name, who in (("digests", "kai"), ("stopped-digests", "lin"))}
    letters, stopped = (stops.token(keys, petition_id=planned.id, address_hash=address) for address in (b"1" * 32, b"2" * 32))
    stops.stop(session, stops.find(session, keys, stopped), at=AT)
    discussed = queries.by_number(session, places["in-conversation"])
    talk.Talk(given, queries.by_number(session, places["long"])).many()
    asked = advice.of(session, queries.by_number(session, places["consulted"]))
    by_agency = {row.agency_id: str(row.id) for row in asked}
    saved_views.keep(session, cast.hao, role=Role.MODERATOR, name="快到期的申訴", query="due=soon&kind=appeal", at=AT)
    opposite = links.of(session, queries.by_number(session, places["opposed"]))
    named = {row.relation.value: row.petition.number for row in opposite}
    made = (
        talk.Talk(given, discussed).places()
        | long_work.begun(given)
        | news.told(given, queries.by_number(session, places["established"]))
        | hearing.told(given, places)
        | digests
        | named
        | removals.places(session, given, places)
    )
    pair = [queries.by_number(session, places[name]) for name in ("opens-tomorrow", "without-lead")]
    made |= looks.drawn(given, *pair)
    pause, change = office.planned(session, cast, at=AT)
    made |= {"pause": str(pause.id), "change": str(change.no)}
    made |= joint.places(given, places)
    late = promises.of_petition(session, queries.by_number(session, places["promised"]))[0]
    made |= {"promise-late": str(late.commitment.id)}
    drafts = {"draft": DRAFT, "whole": WHOLE, "handed-in": HANDED_IN, "new": NEW}
    made |= {"advice": by_agency[cast.transport.id], "answered-advice": by_agency[cast.finance.id]}
    return made | {name: str(key) for name, key in drafts.items()} | {"letters": letters, "stopped-letters": stopped}


@contextmanager
def running(server_url: str, name: str, *, template: str | None = None, empty: bool = False) -> Iterator[World]:
    """A world in a database of its own, `name`; made from a migrated `template`, or migrated here."""
    url = create_database(server_url, name, template or "template0")
    engine = engine_for("postgresql+psycopg" + url.removeprefix("postgresql"))
    try:
        if template is None:
            schema.upgrade(engine)
        world = World(engine)
        (world.empty if empty else world.fill)()
        stop = world.serve()
        try:
            yield world
        finally:
            stop()
    finally:
        engine.dispose()
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
