"""What keeps somebody from voting or reporting twice without telling who did: HMACs, 32 bytes each, different for every comment.

A vote's is keyed by the petition, whose key is destroyed long after the discussion has closed. A report's is keyed by the platform,
since what stays public may be reported for ever.
"""

from __future__ import annotations

from app.kernel.secrets import Keyring, keyed_hash


def of_vote(key: bytes, comment_id: int, phone_hash: bytes, seat: int) -> bytes:
    """By the phone, which stays the same for who erases the account and returns."""
    return keyed_hash(key, b"vote\0%d\0%d\0" % (comment_id, seat) + phone_hash)


def of_report(keys: Keyring, comment_id: int, person_id: int) -> bytes:
    return keys.keyed_hash("report", f"{comment_id}\0{person_id}")
