"""The code a browser is waiting for: which challenge, and where it was sent, sealed, so that it can be sent again for ten minutes."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from flask import session

from app.accounts import addresses, verification
from app.accounts.addresses import Address
from app.accounts.challenges import Purpose
from app.accounts.verification import Verdict
from app.kernel.secrets import Unreadable
from app.web.platform import platform
from app.web.shared import continuations, limits
from app.web.shared.language import language
from app.web.shared.session import db, now

SEALED = "pending"


@dataclass(frozen=True)
class Pending:
    """What is awaited. `person_id` is who joins, or nobody yet who signs in."""

    challenge: int
    purpose: Purpose
    address: Address
    person_id: int | None


def send(address: Address, *, purpose: Purpose, person_id: int | None = None) -> None:
    """Send a code and wait for it. Raises TooMany."""
    limits.take(limits.CODE)
    challenge = verification.send(
        db(),
        platform().keys,
        address,
        purpose=purpose,
        language=language(),
        at=now(),
        person_id=person_id,
        petition=continuations.came_for(),
    )
    sealed = platform().keys.seal(address.text.encode(), purpose=SEALED)
    until = int((now() + verification.LIFE).timestamp())
    session[SEALED] = [challenge, purpose, base64.b64encode(sealed).decode(), person_id, until]


def find(purpose: Purpose, *, person_id: int | None = None) -> Pending | None:
    """What this browser is waiting for, for this purpose and person; nothing after ten minutes."""
    kept = session.get(SEALED)
    if kept is None or kept[1] != purpose or kept[3] != person_id or kept[4] <= now().timestamp():
        return None
    try:
        text = platform().keys.open(base64.b64decode(kept[2]), purpose=SEALED).decode()
    except Unreadable:
        return None
    return Pending(kept[0], purpose, addresses.read(text), person_id)


def attempt(pending: Pending, code: str) -> Verdict:
    """Try a code. Raises TooMany only for floods."""
    limits.take(limits.ATTEMPT)
    return verification.verify(db(), platform().keys, pending.challenge, code=code, at=now(), person_id=pending.person_id)


def forget() -> None:
    session.pop(SEALED, None)
