"""How the workbook is laid out: which sheet holds which records, how sheets and columns are headed in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from grants.entries.kinds import PROJECT, ROWS, SHARED
from grants.exchange.brought import NUMBER_OF_ROW
from grants.exchange.hung import HUNG
from grants.exchange.packaged import NUMBERED_HERE, PACKAGED
from grants.exchange.standing import STANDING
from grants.values.countries import COUNTRIES
from grants.values.entry import NO, YES
from grants.values.language import LANGUAGES, N_, Language
from grants.values.records import Field, Kind, Record
from grants.values.wording import Wording, wording

ABOUT = N_("About this file")
FORMAT_LABEL = N_("Format")
VERSION_LABEL = N_("Version")
CODE_LABEL = N_("Project code")
LISTS = "lists"  # the hidden sheet of what drop-down lists offer; never read
LONGEST_SHEET_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))

# A paper of a document: known by name, size and sha256 even where its bytes did not come along.
FILE = Record(
    "file",
    N_("File of a document"),
    N_("Files of documents"),
    (
        Field("document", Kind.LINE, N_("No. of the document"), required=True, maximum=40),
        Field("name", Kind.LINE, N_("File name"), required=True, maximum=255),
        Field("size", Kind.WHOLE, N_("Size in bytes"), required=True),
        Field("sha256", Kind.LINE, N_("Checksum (SHA-256)"), required=True, maximum=64),
        Field("media_type", Kind.LINE, N_("Media type"), maximum=100),
    ),
    title="name",
    new="",
)


_WITHOUT_NUMBER = (
    PROJECT.record,
    FILE,
    STANDING,
    *HUNG,
    *(record for record in PACKAGED if record not in NUMBERED_HERE),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list, or one row of the form: a slot of a field."""

    field: Field
    slot: str

    @property
    def mark(self) -> str:
        """The language of this side of a text, " (BG)", or that shares are in per cent; nothing for other fields."""
        if self.field.kind is Kind.PERCENT:
            return " (%)"
        return f" ({self.slot[-2:].upper()})" if len(self.field.slots) == 2 else ""

    @property
    def must_be_filled(self) -> bool:
        """Whether it can't be left empty (of a text in two languages, one side can)."""
        return self.field.required and not self.field.default

    def label(self, words: Wording) -> str:
        """How the reader's language calls it."""
        return words.say(self.field.label) + self.mark

    def heading(self, language: Language) -> str:
        """The heading in both languages, that of the file first, with a star where it must be filled in."""
        both = both_languages(self.field.label, language)
        return both + self.mark + (" *" if self.must_be_filled else "")


def both_languages(msgid: str, first: Language) -> str:
    """A word in both languages, or once where they agree."""
    said = [wording(language).say(msgid) for language in sorted(LANGUAGES, key=lambda language: language != first)]
    return " / ".join(dict.fromkeys(said))


def columns(record: Record) -> tuple[Column, ...]:
    """The columns of a record's sheet: its number, where it has one, and every slot that travels."""
    numbered = record.shared or record in _WITHOUT_NUMBER
    fields = ([] if numbered else [NUMBER_OF_ROW]) + [field for field in record.fields if field.travels]
    return tuple(Column(field, slot) for field in fields for slot in field.slots)


def listed() -> tuple[Record, ...]:
    """The records that have a sheet with a row each, in the order of the sheets."""
    return (*(kind.record for kind in SHARED), *(kind.record for kind in ROWS), FILE, STANDING, *PACKAGED, *HUNG)


def sheet_name(record: Record, words: Wording) -> str:
    """The name of a record's sheet in the reader's language."""
    return fitting(words.say(record.singular if record is PROJECT.record else record.plural))


def fitting(name: str) -> str:
    """A name as a sheet may have it."""
    return " ".join(name.translate(_FORBIDDEN).split())[:LONGEST_SHEET_NAME].strip()


def plain(text: str) -> str:
    """The form in which sheet names, headings and choices are compared: small letters, no spaces, no star."""
    return "".join(text.casefold().split()).rstrip("*")


@cache
def sheets_by_name() -> Mapping[str, Record | None]:
    """Which record a sheet holds, by its plain name in either language; None for the sheet about the file."""
    known: dict[str, Record | None] = {}
    for language in LANGUAGES:
        words = wording(language)
        for record in (PROJECT.record, *listed()):
            known.setdefault(plain(sheet_name(record, words)), record)
        known.setdefault(plain(fitting(words.say(ABOUT))), None)
    return known


@cache
def headings(record: Record) -> Mapping[str, Column]:
    """Which column a heading means, by its plain form: in either language or both; one that fits two means neither."""
    found: dict[str, set[Column]] = {}
    for column in columns(record):
        for heading in _spellings(column):
            found.setdefault(plain(heading), set()).add(column)
    return {heading: next(iter(fits)) for heading, fits in found.items() if len(fits) == 1}


def _spellings(column: Column) -> Iterator[str]:
    for language in LANGUAGES:
        yield column.label(wording(language))
        yield wording(language).say(column.field.label)
        yield column.heading(language)


@cache
def offered(field: Field, language: Language) -> tuple[str, ...]:
    """What a drop-down list offers for a field, in the words of the file."""
    words = wording(language)
    match field.kind:
        case Kind.CHOICE:
            return tuple(said(field, str(key), language) for key in field.choices or ())
        case Kind.YES_NO:
            return (words.say(YES), words.say(NO))
        case Kind.COUNTRY:
            return tuple(sorted(said(field, code, language) for code in COUNTRIES))
        case _:
            return ()


@cache
def _meanings(field: Field) -> Mapping[str, str]:
    """What each word of a choice means, by its plain form in either language; the first meaning of a word stays."""
    keys = [str(key) for key in field.choices or ()] if field.kind is Kind.CHOICE else list(COUNTRIES)
    known = {plain(key): key for key in keys}
    for language in LANGUAGES:
        for key in keys:
            known.setdefault(plain(_named(field, key, wording(language))), key)
    return known


def _named(field: Field, key: str, words: Wording) -> str:
    return words.say((field.choices or {})[key]) if field.kind is Kind.CHOICE else words.country(key)


def said(field: Field, key: str, language: Language) -> str:
    """A choice or a country in the words of the file; the key itself where its words could mean another one."""
    name = _named(field, key, wording(language))
    return name if _meanings(field).get(plain(name)) == key else key


def meant(field: Field, text: str) -> str:
    """The key of a choice or a country written in either language; unknown words stay as they are."""
    return _meanings(field).get(plain(text), text)
