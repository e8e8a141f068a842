"""What a file brings, before it is understood: typed values under the declared slots, and where each one stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from grants.errors import Objection
from grants.values.language import N_
from grants.values.records import Field, Kind

Typed = dict[str, object]
NUMBER_OF_ROW = Field("number", Kind.LINE, N_("No."), maximum=40)  # the short name of a row in its project

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NO_NAME = re.compile(r"\.{0,2}|.*[\x00-\x1f\x7f/\\\ud800-\udfff].*", re.DOTALL)
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+|", re.ASCII)
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Where:
    """The place of one record in a file, as people count: its sheet, its row, and the column and place of each slot.

    The place is a heading in a workbook (whose columns have letters), a path in a .json file.
    """

    sheet: str = ""
    row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)  # of a form, in which each slot has a row of its own

    def put(self, objection: Objection) -> Objection:
        """An objection about a slot, with its place in the file."""
        slot = objection.place
        return replace(
            objection,
            place=self.places.get(slot, slot),
            sheet=self.sheet,
            row=self.rows.get(slot, self.row),
            column=self.columns.get(slot, ""),
        )


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """What a file says of a scanned paper."""

    name: str
    size: int
    sha256: str
    media_type: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether name, size and sha256 can be those of a file; a name is never a path."""
        return bool(
            len(self.name) <= 255
            and not _NO_NAME.fullmatch(self.name)
            and len(self.media_type) <= 100
            and _MEDIA_TYPE.fullmatch(self.media_type)
            and 0 <= self.size <= _LARGEST
            and _SHA256.fullmatch(self.sha256)
        )


@dataclass(frozen=True, slots=True)
class BroughtRecord:
    """One record: what stands under its slots, its number if it is a row of a project, its files if it has some."""

    typed: Typed
    where: Where
    number: str = ""
    files: tuple[BroughtFile, ...] = ()
    spoiled: frozenset[str] = frozenset()  # slots about which an objection was already made


@dataclass(slots=True)
class Brought:
    """A whole file: the project's code and facts, and its records by the name of their kind."""

    code: str = ""
    code_where: Where = field(default_factory=Where)
    project: BroughtRecord = field(default_factory=lambda: BroughtRecord({}, Where()))
    records: dict[str, list[BroughtRecord]] = field(default_factory=dict)
    objections: list[Objection] = field(default_factory=list)
    warnings: list[Objection] = field(default_factory=list)
    carried: dict[str, str] = field(default_factory=dict)  # papers in a .zip: where each sha256 lies in it
