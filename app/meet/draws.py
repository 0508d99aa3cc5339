"""The draw itself, pure: from a seed and the number of those who signed up, an order that anybody can work out again.

Those who signed up stand in a list sorted by their nullifiers and are numbered from 1. For every number n the SHA-256 of the text
"seed:n" is taken; the smallest comes first.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def commitment(seed: str) -> str:
    """What is published before the draw: the SHA-256 of the seed's text, in hexadecimal."""
    return sha256(seed.encode()).hexdigest()


def order(seed: str, number: int) -> list[int]:
    """The numbers from 1 to `number` in the order in which they are drawn."""
    return sorted(range(1, number + 1), key=lambda n: sha256(f"{seed}:{n}".encode()).hexdigest())


def pool_sha256(nullifiers: Iterable[bytes]) -> str:
    """The SHA-256 of the sorted list, each nullifier in hexadecimal on a line of its own."""
    return sha256("".join(f"{one.hex()}\n" for one in sorted(nullifiers)).encode()).hexdigest()
