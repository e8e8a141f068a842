"""What a record consists of: fields in the field's words, from which forms, workbooks, .json and the history are made.

A field typed or read is flat text under its `slots` (`title_bg`, `title_en`); kept, it is values under its `columns`
(`start` is typed in one slot and kept as `start_on` and `start_precision`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from grants.values.language import N_


class Kind(StrEnum):
    """How a field is typed, read and shown."""

    LINE = "line"
    PROSE = "prose"
    BOTH_LINE = "both_line"  # one line in each language
    BOTH_PROSE = "both_prose"  # text of any length in each language
    DAY = "day"
    PUBLISHED_DAY = "published_day"  # a day, a month or a year, as much as was published
    AMOUNT = "amount"  # whole cents; its currency stands in the record's `currency` field
    WHOLE = "whole"
    DECIMAL = "decimal"
    PERCENT = "percent"
    CHOICE = "choice"
    CURRENCY = "currency"
    YES_NO = "yes_no"
    COUNTRY = "country"
    EIK = "eik"
    VAT = "vat"
    WEB = "web"
    EMAIL = "email"
    REFERENCE = "reference"  # another record, named by its number (rows of a project) or its name (shared records)


_BOTH = frozenset({Kind.BOTH_LINE, Kind.BOTH_PROSE})
_COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.BOTH_LINE: ("{}_bg", "{}_en"),
    Kind.BOTH_PROSE: ("{}_bg", "{}_en"),
    Kind.DAY: ("{}_on",),
    Kind.PUBLISHED_DAY: ("{}_on", "{}_precision"),
    Kind.AMOUNT: ("{}_cents",),
    Kind.REFERENCE: ("{}_id",),
}


@dataclass(frozen=True, slots=True, eq=False)  # each is declared once and is only itself
class Field:
    """One thing that is recorded; `maximum` in characters, `choices` name each value in the field's words."""

    name: str
    kind: Kind
    label: str
    required: bool = False
    maximum: int = 400
    choices: Mapping[str, str] | None = None
    refers_to: str = ""
    hint: str = ""
    default: str = ""
    places: int = 4  # the decimals of a DECIMAL or PERCENT that are kept
    empty_is_zero: bool = False  # an AMOUNT that is none when left empty; none is not told
    currency: str = ""  # of an AMOUNT that is in another currency than its record
    wide: bool = False  # a line of few characters that is shown at full width all the same
    asked: bool = True  # whether forms ask for it; what they don't, they only carry along
    chosen: bool = False  # whether a COUNTRY is chosen from a list and not typed
    travels: bool = True  # whether it goes into exported files (people of this tracker do not)

    @property
    def slots(self) -> tuple[str, ...]:
        """The names under which it is typed in a form or read from a file."""
        return (f"{self.name}_bg", f"{self.name}_en") if self.kind in _BOTH else (self.name,)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names under which it is kept."""
        return tuple(column.format(self.name) for column in _COLUMNS.get(self.kind, ("{}",)))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a long form: its heading, and its fields by name, those of a row side by side.

    What a form makes of deadlines is shown beside the part whose fields make it (`dates`).
    """

    heading: str
    rows: tuple[tuple[str, ...], ...]
    dates: bool = False


@dataclass(frozen=True, slots=True, eq=False)  # each is declared once and is only itself
class Record:
    """A kind of record. `shared` ones (organisations, programmes) belong to no one project.

    The form of one with `parts` asks for its fields part by part, and for its number last.
    """

    name: str
    singular: str
    plural: str
    fields: tuple[Field, ...]
    title: str  # the field that tells a reader which one it is
    new: str  # the button that adds one
    tab: str = "overview"  # the page of the project on which it stands
    shared: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def many(self) -> str:
        """The key of its list in a .json file: `supporting_documents`."""
        return self.plural.lower().replace(" ", "_")

    @property
    def slots(self) -> tuple[str, ...]:
        """All names under which its fields are typed, in order."""
        return tuple(slot for field in self.fields for slot in field.slots)

    @property
    def columns(self) -> tuple[str, ...]:
        """All names under which its fields are kept, in order."""
        return tuple(column for field in self.fields for column in field.columns)

    def in_currency(self, currency: str) -> Record:
        """The same record with its amounts in this currency, for a form that does not ask for one."""
        fields = tuple(
            replace(field, currency=currency) if field.kind is Kind.AMOUNT else field for field in self.fields
        )
        return replace(self, fields=fields)

    def field(self, name: str) -> Field:
        """The field of that name."""
        return next(field for field in self.fields if field.name == name)


CURRENCY = Field("currency", Kind.CURRENCY, N_("Currency"), required=True, default="EUR")


def as_published(label: str = N_("As published")) -> Field:
    """The original wording, kept beside the value read from it."""
    return Field("as_published", Kind.LINE, label, maximum=4000)
