"""The platform and, beside it on the same workers and database, the floor: a bare Flask view with one insert."""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Flask, jsonify, request
from sqlalchemy import select, text
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app.accounts.models import Person
from app.accounts.sign_ins import SignIn
from app.endorse import actions, papers, queries, tally
from app.factory import create_app
from app.petition.models import Petition
from app.web.platform import Platform

TABLE = """
    CREATE TABLE IF NOT EXISTS floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, petition_id bigint NOT NULL,
        person bytea NOT NULL, phone bytea NOT NULL, at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (petition_id, person), UNIQUE (petition_id, phone))
"""
INSERT = text("INSERT INTO floor (petition_id, person, phone) VALUES (1, :person, :phone) ON CONFLICT DO NOTHING")


def both() -> Flask:
    """The WSGI application of the measurement."""
    real = create_app()
    real.wsgi_app = DispatcherMiddleware(real.wsgi_app, {"/floor": floor(real.extensions["gongyi"])})  # type: ignore[method-assign]
    return real


def floor(parts: Platform) -> Flask:
    """The bare view, and the counts to compare."""
    app = Flask("floor")
    with parts.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(1)"))
        connection.execute(text(TABLE))

    @app.post("/")
    def insert() -> str:
        who = sha256(request.args["n"].encode()).digest()
        with parts.engine.begin() as connection:
            connection.execute(INSERT, {"person": who, "phone": who[::-1]})
        return "ok"

    @app.get("/idle")
    def idle() -> tuple[str, int]:
        return "", 204

    @app.get("/count")
    def count() -> Any:
        with parts.sessions.begin() as session:
            tally.count(session, at=parts.clock.now())
        with parts.sessions() as session:
            rows = session.scalar(text("SELECT count(*) FROM endorsement"))
            return jsonify(rows=rows, tally=session.scalar(text("SELECT sum(endorsements)::bigint FROM petition")))

    @app.get("/parts")
    def costs() -> Any:
        return jsonify(parts_of_one(parts))

    return app


def parts_of_one(parts: Platform) -> dict[str, float]:
    """What the steps of one endorsement cost, in microseconds (medians of 200, rolled back)."""
    with parts.sessions() as session:
        number = session.scalar(select(Petition.number)) or ""
        session.rollback()
        person = session.scalars(select(Person).order_by(Person.id.desc())).first()
        sign_in = session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
        assert person is not None
        assert sign_in is not None
        at = parts.clock.now()
        ballot = queries.ballot_of_visitor(session, number, sign_in.token_hash, at)
        assert ballot is not None

        paper = papers.hand_out(ballot, number, sign_in.token_hash, keys=parts.keys)

        def cast() -> None:
            with parts.sessions() as one:
                papers.cast(one, paper, number, sign_in.token_hash, keys=parts.keys, at=at)
                one.rollback()

        def nothing() -> None:
            with parts.sessions() as one:
                one.execute(text("SELECT 1"))
                one.rollback()

        return {
            "casting by paper: opening it, and one statement (in a transaction rolled back)": _median(cast),
            "opening the paper": _median(lambda: papers.opened(paper, number, sign_in.token_hash, keys=parts.keys)),
            "what the paper spares: reading sign-in, person and petition": _median(
                lambda: queries.ballot_of_visitor(session, number, sign_in.token_hash, at)
            ),
            "what the paper spares: keys, nullifiers, sealing the address": _median(lambda: actions.mark(ballot, keys=parts.keys)),
            "a transaction with one SELECT 1": _median(nothing),
            "one round trip (SELECT 1)": _median(lambda: session.execute(text("SELECT 1"))),
        }


def _median(act: Callable[[], object], times: int = 200) -> float:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        spent.append((time.perf_counter() - began) * 1e6)
    return sorted(spent)[times // 2]
