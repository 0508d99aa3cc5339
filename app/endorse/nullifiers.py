"""What keeps a person from endorsing twice without telling who endorsed: HMACs under the petition's key, 32 bytes each."""

from __future__ import annotations

from app.kernel.secrets import keyed_hash
from app.petition import keys


def of_person(key: bytes, person_id: int) -> bytes:
    return keyed_hash(key, b"person\0%d" % person_id)


def of_phone(key: bytes, phone_hash: bytes, seat: int) -> bytes:
    """A number that carries several people has a nullifier for each of its seats."""
    return keyed_hash(key, b"phone\0%d\0" % seat + phone_hash)


def of_address(key: bytes, email_hash: bytes) -> bytes:
    """Finds a notice address of this petition again."""
    return keys.address_hash(key, email_hash)
