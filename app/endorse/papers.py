"""A ballot paper: all that an endorsement writes, sealed and handed out with the page that asks.

Casting it is one statement that reads nothing first. It holds for one petition and one sign-in, as long as the person is who they
were when it was handed out; a paper that does not hold says nothing of why, for which the ballot is asked (`queries`).
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection
from sqlalchemy.orm import Session

from app.accounts.sign_ins import CITIZEN
from app.endorse import actions
from app.endorse.counties import County
from app.endorse.queries import Ballot
from app.endorse.sources import Source
from app.kernel.secrets import Keyring, Unreadable

BYTES = ("person", "phone", "address", "sealed", "phone_hash")
# Those who serve have shorter sign-ins: theirs is looked at, and no paper holds for them.
CAST = actions.statement("""
    EXISTS (
        SELECT FROM sign_in JOIN person ON person.id = sign_in.person_id
        WHERE sign_in.token_hash = :token_hash AND sign_in.ended_at IS NULL
            AND sign_in.last_seen_at > :idle AND sign_in.created_at > :whole
            AND person.phone_hash = :phone_hash AND person.verified_at IS NOT NULL AND person.erased_at IS NULL
            AND NOT EXISTS (SELECT FROM membership WHERE membership.person_id = person.id AND membership.ended_at IS NULL)
    )
""").columns(id=BigInteger)


def hand_out(ballot: Ballot, number: str, token_hash: bytes, *, keys: Keyring) -> str:
    """The paper, for a form; empty where there is nothing to cast."""
    marked = actions.mark(ballot, keys=keys)
    if marked is None:
        return ""
    content = {name: value.hex() if isinstance(value, bytes) else value for name, value in marked.items()}
    content["phone_hash"] = (ballot.phone_hash or b"").hex()
    return urlsafe_b64encode(keys.seal(json.dumps(content).encode(), purpose=_purpose(number, token_hash))).decode()


def cast(
    connection: Connection | Session, paper: str, number: str, token_hash: bytes,
    *, keys: Keyring, at: datetime, county: County | None = None, source: Source | None = None,
) -> bool:  # fmt: skip
    """Endorse by a paper; `at` is when it reached the server, `county` what was chosen on the page. Is it done?"""
    content = opened(paper, number, token_hash, keys=keys)
    if content is None:
        return False
    asked = {"token_hash": token_hash, "at": at, "idle": at - CITIZEN.idle, "whole": at - CITIZEN.whole}
    return connection.scalar(CAST, {**content, **asked, "county": county, "source": source}) is not None


def opened(paper: str, number: str, token_hash: bytes, *, keys: Keyring) -> dict[str, Any] | None:
    """What the paper says; nothing if it is not ours, or serves another petition or sign-in."""
    try:
        content: dict[str, Any] = json.loads(keys.open(urlsafe_b64decode(paper), purpose=_purpose(number, token_hash)))
    except (Unreadable, Error, ValueError):
        return None
    return content | {name: bytes.fromhex(content[name]) for name in BYTES if content[name] is not None}


def _purpose(number: str, token_hash: bytes) -> str:
    return f"paper:{number}:{token_hash.hex()}"
