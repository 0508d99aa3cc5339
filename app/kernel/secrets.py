"""Keyed hashes, encryption and purpose-bound tokens, from master keys that live outside the database.

A sealed value begins with the number of its key, so that keys can be added without rewriting what is stored; the last key of
the ring seals, every key opens. Keyed hashes always use the first key: what they find again cannot be hashed anew, since
the phone number behind it is not stored.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from itsdangerous import BadSignature, URLSafeSerializer


class Unreadable(Exception):
    """A sealed value or token is not ours, was changed, or serves another purpose."""


class Keyring:
    """The platform's keys, read from `1:BASE64[,2:BASE64…]` (32 bytes each)."""

    def __init__(self, master_keys: str) -> None:
        pairs = [item.split(":", 1) for item in master_keys.split(",")]
        masters = {int(number): base64.b64decode(key, validate=True) for number, key in pairs}
        if not masters or any(len(key) != 32 or not 0 < number < 256 for number, key in masters.items()):
            raise ValueError("master keys must be numbered 1 to 255 and 32 bytes long")
        self.current = max(masters)
        self._ciphers = {number: AESGCM(_derive(key, "seal")) for number, key in masters.items()}
        first = masters[min(masters)]
        self._hash_key = _derive(first, "hash")
        self._token_key = _derive(first, "token")

    def seal(self, plain: bytes, *, purpose: str) -> bytes:
        """Encrypt and authenticate; only `open` with the same purpose reads it again."""
        nonce = secrets.token_bytes(12)
        return bytes([self.current]) + nonce + self._ciphers[self.current].encrypt(nonce, plain, purpose.encode())

    def open(self, sealed: bytes, *, purpose: str) -> bytes:
        """Read what `seal` made. Raises `Unreadable`."""
        try:
            return self._ciphers[sealed[0]].decrypt(sealed[1:13], sealed[13:], purpose.encode())
        except (KeyError, IndexError, InvalidTag, ValueError) as fault:
            raise Unreadable(purpose) from fault

    def keyed_hash(self, kind: str, value: str) -> bytes:
        """32 bytes that find `value` again without revealing it; different for every kind."""
        return keyed_hash(self._hash_key, f"{kind}\0{value}".encode())

    def sign(self, payload: object, *, purpose: str) -> str:
        """A token for a link: readable by whoever holds it, forgeable by nobody, useless for another purpose."""
        return self._serializer(purpose).dumps(payload).rstrip()

    def unsign(self, token: str, *, purpose: str) -> object:
        """What `sign` put in. Raises `Unreadable`."""
        try:
            return self._serializer(purpose).loads(token)
        except BadSignature as fault:
            raise Unreadable(purpose) from fault

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._token_key, salt=purpose, signer_kwargs={"digest_method": sha256})


def keyed_hash(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256."""
    return hmac.digest(key, message, "sha256")


def new_key() -> bytes:
    return secrets.token_bytes(32)


def new_token() -> str:
    """256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def _derive(key: bytes, label: str) -> bytes:
    return keyed_hash(key, b"gongyi/" + label.encode())
