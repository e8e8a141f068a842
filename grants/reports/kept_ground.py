"""A report's ground as a file: what was frozen with a package is read back from it, expense by expense.

Lines of JSON: everything but the expenses, then one for each of them without what is as usual, then their sums. The same
ground always gives the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import msgspec

from grants.funders.ground import Entry, Ground, Head, Tally, Tallying

_HEAD: Final = msgspec.json.Decoder(Head)
_ENTRY: Final = msgspec.json.Decoder(Entry)


class _Id(msgspec.Struct):
    id: int


_ID: Final = msgspec.json.Decoder(_Id)
_TALLIES: Final = msgspec.json.Decoder(tuple[Tally, ...])
_WRITTEN: Final = msgspec.json.Encoder(decimal_format="string")
_USUAL: Final = [(one.name, one.default) for one in msgspec.structs.fields(Entry)]
_NAMES: Final = [name for name, _usual in _USUAL]
_VALUES: Final = attrgetter(*_NAMES)
_BLOCK: Final = 64 * 1024


def lines_of(head: Head, entries: Iterable[Entry]) -> Iterator[bytes]:
    """The file, line by line; each expense is taken once."""
    yield head_line(head)
    lines = EntryLines()
    for entry in entries:
        yield lines.of(entry)
    yield lines.last()


def head_line(head: Head) -> bytes:
    """The first line: everything but the expenses."""
    return _line({one.name: getattr(head, one.name) for one in fields(Head)})


class EntryLines:
    """The lines of expenses that come one by one, and the last line with their sums."""

    def __init__(self) -> None:
        self._tallying = Tallying()

    def of(self, entry: Entry) -> bytes:
        """The line of the next one."""
        self._tallying.add(entry)
        return _line(
            {name: value for (name, usual), value in zip(_USUAL, _VALUES(entry), strict=True) if value != usual}
        )

    def last(self) -> bytes:
        """The line after all of them."""
        return _line(self._tallying.tallies())


def _line(value: object) -> bytes:
    return _WRITTEN.encode(value) + b"\n"


@dataclass(frozen=True, slots=True)
class StoredEntries:
    """The expenses of a kept ground, read one by one from their file each time they are walked through."""

    path: Path
    count: int

    def __iter__(self) -> Iterator[Entry]:
        read = _ENTRY.decode
        with self.path.open("rb") as lines:
            next(lines)
            for _at, line in zip(range(self.count), lines, strict=False):
                yield read(line)

    def __len__(self) -> int:
        return self.count

    def named(self, ids: Collection[int]) -> list[Entry]:
        """These of them; the others are passed over, no more of them read than which they are."""
        wanted, found = set(ids), []
        with self.path.open("rb") as lines:
            next(lines)
            for line in islice(lines, self.count):
                if not wanted:
                    break
                if (id_ := _ID.decode(line).id) in wanted:
                    wanted.remove(id_)
                    found.append(_ENTRY.decode(line))
        return found

    def some(self, first: int, most: int) -> list[Entry]:
        """So many after the `first` ones; the others are passed over unread."""
        with self.path.open("rb") as lines:
            return [_ENTRY.decode(line) for line in islice(lines, 1 + first, 1 + min(first + most, self.count))]


def ground_in(path: Path) -> Ground:
    """The ground that is kept in a file; its expenses stay there."""
    with path.open("rb") as lines:
        head = _HEAD.decode(next(lines))
    told: dict[str, Any] = {one.name: getattr(head, one.name) for one in fields(Head)}
    tallies = _TALLIES.decode(_last_line(path))
    made = Ground(**told, entries=StoredEntries(path, sum(tally.number for tally in tallies)))
    return made.told_in_sums(tallies)


def _last_line(path: Path) -> bytes:
    """The last line of a file, found from its end."""
    with path.open("rb") as file:
        end, found = file.seek(0, os.SEEK_END), b""
        while end and b"\n" not in found[:-1]:
            start = max(end - _BLOCK, 0)
            file.seek(start)
            found, end = file.read(end - start) + found, start
    return found[:-1].rpartition(b"\n")[2]
