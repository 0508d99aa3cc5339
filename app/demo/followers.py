"""Who follows what in the demonstration, and a weekly digest that waits for the next Monday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.models import Frequency, Language, Person
from app.announce import rules
from app.announce.rules import Audience
from app.follow import actions, queries
from app.follow.models import DigestItem
from app.kernel.outbox import ADDRESS
from app.kernel.secrets import Keyring
from app.petition import keys as petition_keys
from app.petition.lifecycle import Move, Stage
from app.petition.models import NoticeAddress, NoticeKind, Petition, Transition

STRANGERS = 60
FEWEST = 4
NEWS = 6
TOLD = [move for move, rule in rules.RULES.items() if isinstance(rule, tuple) and any(Audience.FOLLOWERS in notice.to for notice in rule)]


def settle(session: Session, keys: Keyring, reader: Person, *, at: datetime) -> None:
    """Give every petition a few followers, all with weekly digests, and `reader` the latest news, untold as of `at`."""
    shown = select(Petition).where(Petition.key_sealed.is_not(None), Petition.stage != Stage.HIDDEN).order_by(Petition.id)
    chance = Random(STRANGERS)
    people = [f"follower{no:02}@example.org" for no in range(STRANGERS)]
    rows = [
        row
        for petition in session.scalars(shown)
        for row in _rows(keys, petition, chance.sample(people, chance.randint(FEWEST, STRANGERS)))
    ]
    if rows:
        session.execute(insert(NoticeAddress), rows)
    _keep_news(session, keys, reader, at)


def _rows(keys: Keyring, petition: Petition, emails: Sequence[str]) -> list[dict[str, object]]:
    key = petition_keys.unwrap(keys, petition.key_sealed or b"")
    same = {"petition_id": petition.id, "kind": NoticeKind.FOLLOWER, "language": Language.ZH, "frequency": Frequency.WEEKLY}
    return [
        {
            **same,
            "address_hash": petition_keys.address_hash(key, keys.keyed_hash("email", email)),
            "address_sealed": keys.seal(email.encode(), purpose=ADDRESS),
        }
        for email in emails
    ]


def _keep_news(session: Session, keys: Keyring, reader: Person, at: datetime) -> None:
    found = (
        select(Transition, Petition)
        .join(Petition, Petition.id == Transition.petition_id)
        .where(Transition.move.in_(TOLD), Transition.move != Move.MARK, Petition.proposer_id != reader.id)
        .where(Petition.key_sealed.is_not(None), Petition.stage != Stage.HIDDEN)
        .order_by(Transition.at.desc(), Transition.id.desc())
    )
    for transition, petition in session.execute(found.limit(NEWS)).all():
        actions.follow(session, petition, person=reader, frequency=Frequency.WEEKLY, keys=keys)
        mine = queries.following(session, petition, reader, keys=keys)
        letter = next(notice.letter for notice in rules.notices(petition, transition) if Audience.FOLLOWERS in notice.to)
        if mine is not None:
            session.add(DigestItem(follower_id=mine.id, transition_id=transition.id, letter=letter, at=at))
