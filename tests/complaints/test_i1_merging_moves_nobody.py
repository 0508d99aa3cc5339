"""Peers' I1: duplicates were merged over their authors' heads, and support was lost or moved without asking.

Here both proposers agree, each endorser gets one letter whose link shows a page, and only a press there endorses the other petition.
"""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.announce import actions as announce
from app.announce import letters
from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.endorse import tally
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition import links, merging
from app.petition.lifecycle import Stage
from app.petition.links import Relation
from app.petition.models import Transition
from tests.cast import Cast
from tests.given import OTHER_TITLES, Given
from tests.web.visits import Visit


def test_merging_asks_everybody_and_moves_nobody(app: Flask, session: Session, keys: Keyring, given: Given, cast: Cast) -> None:
    mei, bo = given.an_open_petition(), given.an_open_petition(by=cast.bo, title=OTHER_TITLES[0])
    for petition in (mei, bo):
        endorse.cast(session, ballots.ballot(session, petition.number, cast.kai.id), keys=keys, at=given.at)
    endorse.cast(session, ballots.ballot(session, mei.number, cast.hao.id), keys=keys, at=given.at)
    links.link(session, mei, bo, relation=Relation.SAME, by=cast.lin, at=given.at)
    session.execute(update(Transition).values(announced_at=given.at))
    merging.offer(session, mei, into=bo, by=cast.lin, role=Role.MODERATOR, at=given.at)
    for person in (cast.mei, cast.bo):
        assert mei.stage is Stage.ENDORSING
        merging.consent(session, merging.offers(session, mei, at=given.at)[0], by=person, at=given.at)
    session.expire_all()
    assert mei.stage is Stage.MERGED
    assert (tally.live(session, mei), tally.live(session, bo)) == (2, 1)

    announce.announce_due(session, keys, at=given.at)
    session.commit()
    written = session.scalars(select(Letter).where(Letter.name == "merged", Letter.params["as"].as_string() == "reader")).all()
    assert len(written) == 2
    link = f"/petitions/{mei.number}/move"
    assert all(link in letters.render(session, keys, letter, origin="https://gongyi.example").text for letter in written)

    kai, hao = Visit(app).enter(cast.kai), Visit(app).enter(cast.hao)
    for visit in (kai, hao):
        visit.get(link)
    assert tally.live(session, bo) == 1
    assert link in hao.get("/me").text
    assert link not in kai.get("/me").text, "who endorses both has nothing to move"
    assert hao.post(link).status_code == 303
    assert link not in hao.get("/me").text
    assert kai.post(link).status_code == 409
    assert (tally.live(session, mei), tally.live(session, bo)) == (2, 2)
    assert mei.reasons in Visit(app).get(f"/petitions/{mei.number}").text
