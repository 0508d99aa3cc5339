"""Pictures kept in the memory of a process: each is drawn once, one at a time, and the least asked for goes first.

One at a time, since a font must not be used by two threads, and a crowd that asks for one picture must not have it drawn by each.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Kept(Generic[Key]):
    """At most `most` pictures made by `make`, by what they show."""

    def __init__(self, make: Callable[[Key], bytes], *, most: int) -> None:
        self._make, self._most = make, most
        self._made: OrderedDict[Key, bytes] = OrderedDict()
        self._looking, self._making = Lock(), Lock()

    def get(self, key: Key) -> bytes:
        """The picture, drawn now if it is not there."""
        found = self._find(key)
        if found is not None:
            return found
        with self._making:
            found = self._find(key)
            return found if found is not None else self._keep(key, self._make(key))

    def _find(self, key: Key) -> bytes | None:
        with self._looking:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key)

    def _keep(self, key: Key, made: bytes) -> bytes:
        with self._looking:
            self._made[key] = made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made
