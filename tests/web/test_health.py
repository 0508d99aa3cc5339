"""Is it alive, is it ready, what are its figures; and the demonstration's letters."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.factory import create_app
from app.jobs import runs
from app.jobs.health import Lookout
from app.jobs.models import Beat, Post
from app.kernel.db import engine_for, sessions_for
from app.kernel.outbox import Channel, Letter
from app.kernel.sent_copies import SentCopy
from app.web.platform import Platform
from config import Mode
from tests.conftest import HandClock
from tests.given import Given
from tests.jobs.conftest import letters

Client = Callable[..., FlaskClient]


@pytest.fixture
def watched(platform: Platform) -> Client:
    """A client of the platform, with parts or settings changed."""

    def make(parts: dict[str, object] | None = None, **settings: object) -> FlaskClient:
        config = dataclasses.replace(platform.config, **settings)  # type: ignore[arg-type]
        changed = dataclasses.replace(platform, config=config, watch=Lookout(config.redis_url), **(parts or {}))  # type: ignore[arg-type]
        return create_app(parts=changed).test_client()

    return make


@pytest.fixture
def staffed(session: Session) -> None:
    runs.beat(session, "worker-1", Post.WORKER)
    runs.beat(session, "tick-1", Post.TICK)
    session.commit()


@pytest.mark.usefixtures("staffed")
def test_ready_when_everything_is(watched: Client) -> None:
    answer = watched().get("/readyz")
    assert answer.status_code == 200, answer.text
    assert [line.split()[:2] for line in answer.text.splitlines()] == [
        ["ok", f"{part}:"] for part in ("database", "redis", "worker", "tick", "letters")
    ]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_not_ready_without_workers_and_schedule(watched: Client, session: Session) -> None:
    answer = watched().get("/readyz")
    assert answer.status_code == 503
    assert "BAD worker: there is none" in answer.text
    runs.beat(session, "worker-1", Post.WORKER)
    session.execute(update(Beat).values(at=Beat.at - timedelta(minutes=2)))
    session.commit()
    assert "BAD worker: silent for 12" in watched().get("/readyz").text


@pytest.mark.usefixtures("staffed")
def test_not_ready_when_letters_pile_up(watched: Client, platform: Platform, clock: HandClock) -> None:
    letters(platform, "mei@example.org")  # type: ignore[arg-type]
    clock.advance(minutes=5)
    assert watched().get("/readyz").status_code == 200
    clock.advance(seconds=1)
    answer = watched().get("/readyz")
    assert answer.status_code == 503
    assert "BAD letters: the oldest waits since 301 s" in answer.text


@pytest.mark.usefixtures("staffed")
def test_a_letter_held_back_on_purpose_is_not_late(watched: Client, platform: Platform, session: Session, clock: HandClock) -> None:
    letters(platform, "mei@example.org")  # type: ignore[arg-type]
    session.execute(update(Letter).values(next_try_at=clock.now() + timedelta(hours=2)))
    session.commit()
    clock.advance(hours=1)
    assert watched().get("/readyz").status_code == 200


@pytest.mark.usefixtures("staffed")
def test_not_ready_on_another_schema(watched: Client, session: Session) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    session.commit()
    answer = watched().get("/readyz")
    assert answer.status_code == 503
    assert "BAD database: at 0000, needs" in answer.text


@pytest.mark.usefixtures("staffed")
def test_redis_away_is_said_and_hides_nothing(watched: Client) -> None:
    answer = watched(redis_url="redis://127.0.0.1:1/0").get("/readyz")
    assert answer.status_code == 503
    assert "BAD redis: away" in answer.text
    assert "ok worker: 1 alive" in answer.text


def test_database_away_is_said_and_the_process_lives(watched: Client) -> None:
    engine = engine_for("postgresql+psycopg://nobody@127.0.0.1:1/none")
    client = watched({"engine": engine, "sessions": sessions_for(engine)})
    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok\n")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "BAD database: OperationalError" in answer.text
    assert "ok redis" in answer.text


@pytest.mark.usefixtures("staffed")
def test_figures_are_prometheus(watched: Client, platform: Platform, session: Session, given: Given) -> None:
    given.an_open_petition(endorsements=7)
    letters(platform, "mei@example.org", "bo@example.org")  # type: ignore[arg-type]
    session.commit()
    answer = watched().get("/metrics")
    assert answer.status_code == 200
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found["gongyi_letters", "email", "waiting"] == 2
    assert found["gongyi_petitions", "endorsing"] == 1
    assert found["gongyi_endorsements",] == 7
    assert found["gongyi_processes", "worker"] == 1
    assert found["gongyi_redis_up",] == 1
    assert ("gongyi_queue_jobs", "prompt") in found


def test_figures_need_the_token_and_production_has_none_without(watched: Client) -> None:
    assert watched(mode=Mode.PRODUCTION).get("/metrics").status_code == 404
    guarded = watched(mode=Mode.PRODUCTION, metrics_token="a-token-of-ours")
    assert guarded.get("/metrics").status_code == 404
    assert guarded.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert guarded.get("/metrics", headers={"Authorization": "Bearer a-token-of-ours"}).status_code == 200


@pytest.mark.usefixtures("staffed")
def test_the_staffs_view(platform: Platform, session: Session, clock: HandClock) -> None:
    letters(platform, "mei@example.org")  # type: ignore[arg-type]
    clock.advance(seconds=40)
    workshop = Lookout(platform.config.redis_url).workshop(session, at=clock.now())
    assert workshop.queues is not None
    assert set(workshop.queues) == {"prompt", "bulk"}
    assert [process.name for process in workshop.processes] == ["tick-1", "worker-1"]
    assert workshop.waiting == {"email": 1}
    assert workshop.oldest_unsent == timedelta(seconds=40)
    assert {task.name for task in workshop.tasks} >= {"mail", "tally", "remind"}
    session.execute(update(Letter).values(failed_at=clock.now(), to_sealed=None, last_error="550 no such person"))
    [failed] = Lookout(platform.config.redis_url).workshop(session, at=clock.now()).failed_letters
    assert (failed.name, failed.error) == ("invited", "550 no such person")


def test_the_demonstrations_letters(watched: Client, session: Session, clock: HandClock) -> None:
    for no, (channel, code) in enumerate([(Channel.EMAIL, None), (Channel.SMS, "402931")]):
        session.add(SentCopy(channel=channel, to=f"to-{no}", subject=f"<b>{no}</b>", text=f"第{no}封", code=code, at=clock.now()))
        session.flush()
    session.commit()
    client = watched(mode=Mode.DEMO)
    newest, older = json.loads(client.get("/dev/letters.json").text)
    assert list(newest) == sorted(["channel", "to", "subject", "text", "code", "at"])
    assert (newest["channel"], newest["to"], newest["text"], newest["code"]) == ("sms", "to-1", "第1封", "402931")
    assert (older["channel"], older["code"]) == ("email", None)
    assert newest["at"] == "2026-03-02T10:00:00+08:00"
    page = client.get("/dev/letters").text
    assert page.index("第1封") < page.index("第0封")
    assert "<b>0</b>" not in page
    assert "402931" in page
