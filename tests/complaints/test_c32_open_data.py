"""Complaint 32: the open data is late, cut off, and breaks on a comma.

Here the whole is served as it is now, in JSON and in CSV that any reader parses back, and no person is in it.
"""

from __future__ import annotations

import csv
import json
from io import StringIO

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.endorse import removals
from app.endorse.selection import Selection
from tests.announce.occasions import tells_the_tally
from tests.given import Given

WORDS = '同一分鐘, 來源"相同"的附議'
REASON = '第一行, 有逗號。\n第二行「引號」"quoted"。'
SECRETS = ("example.org", "nullifier", "phone", "email", "proposer_id", "key_sealed")


def test_csv_is_read_back_as_it_was_written(client: FlaskClient, given: Given, session: Session) -> None:
    petition = given.an_open_petition(endorsements=40, title='離島交通船, 與公車"月票"整合成單一票證')
    tells_the_tally(session, at=given.at)
    cast, every = given.cast, Selection(begins=petition.submitted_at)
    batch = removals.prepare(session, petition, every, rule=WORDS, reason=REASON, by=cast.ann, role=Role.ADMIN, at=given.at)
    removals.confirm(session, batch, by=cast.lin, role=Role.MODERATOR, at=given.at)
    session.commit()
    (row,) = csv.DictReader(StringIO(client.get("/removals.csv").text.removeprefix("\ufeff"), newline=""))
    assert (row["rule"], row["reason"]) == (WORDS, REASON)
    (line,) = csv.DictReader(StringIO(client.get("/petitions.csv").text.removeprefix("\ufeff"), newline=""))
    assert line["title"] == petition.title


def test_no_person_is_in_it(client: FlaskClient, given: Given, session: Session) -> None:
    petition = given.an_answered_petition()
    session.commit()
    whole = [
        client.get(path).text
        for path in ("/petitions.json", "/petitions.csv", f"/petitions/{petition.number}.json", "/agencies.json", "/waiting.csv",
                     f"/petitions/{petition.number}/ledger.json", "/removals.json")
    ]  # fmt: skip
    for text in whole:
        assert not [word for word in SECRETS if word in text]
    assert json.loads(whole[0])["total"] == 1
