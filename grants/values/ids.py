"""Which ids are met more than once, and how many different ones, of very many in little memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

_PARTS: Final = 16  # looked through one after the other


class Met:
    """The ids one comes by."""

    def __init__(self) -> None:
        self._ids = array("q")

    def add(self, id_: int) -> None:
        """One more."""
        self._ids.append(id_)

    def twice(self) -> Iterator[int]:
        """Those that were met more than once."""
        for alike in self._sorted_parts():
            yield from {one for one, next_ in pairwise(alike) if one == next_}

    def different(self) -> int:
        """How many different ones were met."""
        return sum(len(set(alike)) for alike in self._sorted_parts())

    def _sorted_parts(self) -> Iterator[list[int]]:
        return (sorted(one for one in self._ids if one % _PARTS == part) for part in range(_PARTS))
