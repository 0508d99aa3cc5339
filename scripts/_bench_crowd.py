"""Verified, signed-in people before one open petition, and their cookies: `_bench_crowd.py COUNT FILE`."""

from __future__ import annotations

import secrets
import sys
from datetime import timedelta
from pathlib import Path

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.accounts import sign_ins
from app.accounts.models import Agency, Eligibility, Language, Person
from app.accounts.sign_ins import SignIn
from app.endorse import papers
from app.endorse import queries as ballots
from app.factory import create_app
from app.kernel import office_days
from app.kernel.outbox import ADDRESS
from app.petition import queries
from app.petition.text import Text
from app.petition.topics import Topic
from app.propose import actions as propose
from app.review import actions as review
from app.web.platform import Platform

TEXT = Text(
    title="國中小營養午餐食材來源與檢驗結果每日公開",
    demands=("各校每日上午十時前以同一格式公開食材產地與供應商。",),
    reasons="現在只能靠學校各自公告，家長很難比對。",
    impact="約一百八十萬名學生受益。",
    topic=Topic.EDUCATION,
    agencies=("A09000000E",),
)


def gather(app: Flask, count: int, file: Path) -> None:
    """Write the petition's path, the origin and a form token, then a cookie and a ballot paper a line."""
    parts: Platform = app.extensions["gongyi"]
    now = parts.clock.now()
    with parts.sessions.begin() as session:
        session.add(Agency(code="A09000000E", name_zh="教育部", name_en="Ministry of Education"))
        people = _people(session, parts, count + 2)
        number = _open_petition(session, parts, session.get_one(Person, people[0]), session.get_one(Person, people[1]))
        tokens = [secrets.token_urlsafe(32) for _ in people[2:]]
        rows = [
            {"token_hash": sign_ins.hash_of(token), "person_id": person, "device": "", "created_at": now, "last_seen_at": now}
            for token, person in zip(tokens, people[2:], strict=True)
        ]
        session.execute(insert(SignIn), rows)
    with parts.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))  # as a database that has been in use for an hour
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    csrf = secrets.token_hex(20)
    form = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(csrf)
    name = app.config["SESSION_COOKIE_NAME"]
    with parts.sessions() as session:
        lines = [
            f"{name}={signer.dumps({'_user_id': token, '_fresh': True, 'csrf_token': csrf})} {_paper(session, parts, number, token)}"
            for token in tokens
        ]
    file.write_text("\n".join([f"/petitions/{number}/endorse {parts.config.origin} {form}", *lines]) + "\n")


def _paper(session: Session, parts: Platform, number: str, token: str) -> str:
    """What the page with the button would have handed out."""
    token_hash = sign_ins.hash_of(token)
    ballot = ballots.ballot_of_visitor(session, number, token_hash, parts.clock.now())
    assert ballot is not None
    return papers.hand_out(ballot, number, token_hash, keys=parts.keys)


def _people(session: Session, parts: Platform, count: int) -> list[int]:
    now = parts.clock.now()
    rows = []
    for no in range(count):
        email = f"person{no}@example.org"
        rows.append(
            {
                "nickname": f"民眾{no}", "language": Language.ZH, "eligibility": Eligibility.NATIONAL,
                "email_hash": parts.keys.keyed_hash("email", email), "email_sealed": parts.keys.seal(email.encode(), purpose=ADDRESS),
                "phone_hash": parts.keys.keyed_hash("phone", f"+8869{no:08d}"), "phone_seat": 1,
                "declared_at": now, "verified_at": now, "created_at": now,
            }
        )  # fmt: skip
    return list(session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows))


def _open_petition(session: Session, parts: Platform, mei: Person, lin: Person) -> str:
    before = parts.clock.now() - timedelta(days=3)
    workdays = office_days.workdays(session)
    petition = propose.submit(session, TEXT, by=mei, keys=parts.keys, workdays=workdays, at=before)
    petition = queries.by_number(session, petition.number)
    review.admit(session, petition, by=lin, lead=petition.assignments[0].agency, at=before)
    return petition.number


if __name__ == "__main__":
    gather(create_app(), int(sys.argv[1]), Path(sys.argv[2]))
