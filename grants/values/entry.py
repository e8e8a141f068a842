"""Reading one record from what was typed in a form, a workbook or a .json file, and writing it back as people type it.

All three come as flat text (or a spreadsheet's own numbers and dates) under a record's slots; what is wrong comes back
as objections with the slot's name, and nothing is mended silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    create_model,
)
from pydantic.networks import validate_email
from pydantic_core import PydanticCustomError

from grants.errors import Objection
from grants.values.countries import COUNTRIES
from grants.values.days import Precision, PublishedDay
from grants.values.language import N_
from grants.values.money import CURRENCIES, Money
from grants.values.reading import FIRST_YEAR, LAST_YEAR, YEAR_FAR_OFF, Unreadable
from grants.values.records import Field, Kind, Record
from grants.values.wording import Wording

Typed = Mapping[str, object]
References = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An organisation named in a form that the tracker does not know yet."""

    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: values under columns, and what could not be read."""

    values: dict[str, Any]
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """With what an entry is read: the person's formatter, the day, and the records that may be referred to by name."""

    words: Wording
    today: date
    references: References = field(default_factory=dict)
    may_name_new_organisations: bool = False


REQUIRED = N_("Please fill this in.")
TOO_LONG = N_("This is {length} characters long; at most {maximum} fit.")
NOT_TEXT = N_("Text was expected here.")
BAD_CHARACTER = N_("There is a character here that cannot be kept.")
NOT_A_CHOICE = N_("“{text}” is not one of: {choices}.")
UNKNOWN_REFERENCE = N_("There is no “{text}” in this project.")
NOT_WHOLE = N_("“{text}” is not a whole number.")
BELOW_ZERO = N_("“{text}” is below zero.")
NOT_WEB = N_("“{text}” is not a web address. It begins with https://")
NOT_EMAIL = N_("“{text}” is not an e-mail address.")
CENTS = N_("“{text}” has parts of a cent. An amount has at most two decimals.")
FORMULA_ERROR = N_("The formula in this cell gives the error {text}.")
TOO_BIG = N_("“{text}” is too large to be true here.")
TOO_FINE = N_("“{text}” has more than {places} decimals.")
PERCENT_RANGE = N_("A share is from 0 to 100 %.")

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
FORMULA_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"})
_TRUE = frozenset({"1", "yes", "true", "on", "да", "y"})
_FALSE = frozenset({"0", "no", "false", "off", "не", "n", ""})
_MOST_WHOLE = 2_147_483_647
MOST_CENTS = 10**15  # what no amount reaches; a BIGINT holds the sum of nine thousand such


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def _stated(value: object) -> str:
    """What stands where a number, a day or one of a list belongs: there a spreadsheet's error is named as one."""
    text = _text(value).strip()
    if text in FORMULA_ERRORS:
        raise Unreadable(FORMULA_ERROR, text=text)
    return text


def _line(value: object, declared: Field) -> str:
    text = _text(value).replace("\r\n", "\n")
    if declared.kind not in {Kind.PROSE, Kind.BOTH_PROSE}:
        text = text.replace("\n", " ").strip(" ")
    if _CONTROL.search(text):
        raise Unreadable(BAD_CHARACTER)
    if len(text) > declared.maximum:
        raise Unreadable(TOO_LONG, length=len(text), maximum=declared.maximum)
    return text


def _number(value: object, reader: Reader) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(f"{value:.15g}")  # the fifteen digits a spreadsheet shows of its binary number
    text = _stated(value)
    return reader.words.read_number(text) if text else None


def _amount(value: object, reader: Reader, currency: str) -> int | None:
    if isinstance(value, str) or value is None or isinstance(value, bool | date):
        text = _stated(value)
        return reader.words.read_amount(text, currency).minor if text else None
    number = _number(value, reader)
    assert number is not None
    cents = number * 100
    if cents != cents.to_integral_value():
        raise Unreadable(CENTS, text=number)
    if abs(cents) >= MOST_CENTS:
        raise Unreadable(TOO_BIG, text=number)
    return int(cents)


def _whole(value: object, _: Field, reader: Reader) -> int | None:
    number = _number(value, reader)
    if number is None:
        return None
    if number < 0:
        raise Unreadable(BELOW_ZERO, text=value)
    if number != number.to_integral_value():
        raise Unreadable(NOT_WHOLE, text=value)
    if number > _MOST_WHOLE:
        raise Unreadable(TOO_BIG, text=value)
    return int(number)


def _decimal(value: object, declared: Field, reader: Reader) -> Decimal | None:
    number = _number(value, reader)
    if number is None:
        return None
    if abs(number) >= 10**12:
        raise Unreadable(TOO_BIG, text=value)
    if declared.kind is Kind.PERCENT and not 0 <= number <= 100:
        raise Unreadable(PERCENT_RANGE)
    if number.normalize().as_tuple().exponent < -declared.places:  # type: ignore[operator]  # a number read is finite
        raise Unreadable(TOO_FINE, text=number, places=declared.places)
    return number


def _within(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable(YEAR_FAR_OFF, text=day.isoformat(), first=FIRST_YEAR, last=LAST_YEAR)
    return day


def _day(value: object, reader: Reader) -> date | None:
    if isinstance(value, datetime):
        return _within(value.date())
    if isinstance(value, date):
        return _within(value)
    text = _stated(value)
    return reader.words.read_day(text, reader.today) if text else None


def _published_day(value: object, reader: Reader) -> PublishedDay | None:
    if isinstance(value, datetime):
        return PublishedDay(_within(value.date()), Precision.DAY)
    if isinstance(value, date):
        return PublishedDay(_within(value), Precision.DAY)
    text = _stated(value)
    if not text:
        return None
    return reader.words.read_published_day(text)


def _choice(value: object, declared: Field, reader: Reader) -> str:
    text = _stated(value)
    choices = declared.choices or {}
    if not text:
        return declared.default
    named = {reader.words.say(name).casefold(): key for key, name in choices.items()}
    named |= {name.casefold(): str(key) for key, name in choices.items()} | {str(key): str(key) for key in choices}
    if text.casefold() not in named:
        raise Unreadable(NOT_A_CHOICE, text=text, choices=", ".join(reader.words.say(n) for n in choices.values()))
    return str(named[text.casefold()])


def _currency(value: object, declared: Field, _: Reader) -> str:
    text = _stated(value).upper() or declared.default
    if text not in CURRENCIES:
        raise Unreadable(NOT_A_CHOICE, text=text, choices=", ".join(CURRENCIES))
    return text


def _country(value: object, _: Field, reader: Reader) -> str:
    text = _stated(value)
    if not text:
        return ""
    named = {reader.words.country(code).casefold(): code for code in COUNTRIES} | {c.casefold(): c for c in COUNTRIES}
    if text.casefold() not in named:
        raise Unreadable(N_("“{text}” is not a country. Write its name or its two-letter code."), text=text)
    return named[text.casefold()]


def _yes_no(value: object, _: Field, reader: Reader) -> bool:
    text = _stated(value).casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise Unreadable(NOT_A_CHOICE, text=text, choices=f"{reader.words.say(YES)}, {reader.words.say(NO)}")


YES = N_("yes")
NO = N_("no")


def _web(value: object, declared: Field, _: Reader) -> str:
    text = _line(value, declared)
    if text and not re.fullmatch(r"https?://[^\s<>\"]+", text):
        raise Unreadable(NOT_WEB, text=text)
    return text


def _email(value: object, declared: Field, _: Reader) -> str:
    text = _line(value, declared)
    if not text:
        return ""
    try:
        return validate_email(text)[1]
    except PydanticCustomError:
        raise Unreadable(NOT_EMAIL, text=text) from None


def reference_key(text: str) -> str:
    """The form under which a record is looked up by its number or name."""
    return " ".join(text.split()).casefold()


def _reference(value: object, declared: Field, reader: Reader) -> int | NewOrganisation | None:
    text = _text(value).strip()
    if not text:
        return None
    found = reader.references.get(declared.refers_to, {}).get(reference_key(text))
    if found is not None:
        return found
    if declared.refers_to == "organisation" and reader.may_name_new_organisations:
        return NewOrganisation(_line(text, declared))
    raise Unreadable(UNKNOWN_REFERENCE, text=text)


def plain_line(value: object, declared: Field, _: Reader | None = None) -> str:
    """Text that fits the field, on one line but for prose. Raises Unreadable."""
    return _line(value, declared)


_READERS: Mapping[Kind, Callable[[object, Field, Reader], Any]] = {
    Kind.DAY: lambda value, _, reader: _day(value, reader),
    Kind.PUBLISHED_DAY: lambda value, _, reader: _published_day(value, reader),
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.PERCENT: _decimal,
    Kind.CHOICE: _choice,
    Kind.CURRENCY: _currency,
    Kind.COUNTRY: _country,
    Kind.YES_NO: _yes_no,
    Kind.WEB: _web,
    Kind.EMAIL: _email,
    Kind.REFERENCE: _reference,
}


def _reading_of(declared: Field) -> Callable[[object, ValidationInfo], Any]:
    def read(value: object, info: ValidationInfo) -> Any:
        reader: Reader = info.context["reader"]  # type: ignore[index]  # always given by read_entry
        if declared.kind is Kind.AMOUNT:
            return _amount(value, reader, declared.currency or str(info.data.get("currency", "EUR")))
        return _READERS.get(declared.kind, plain_line)(value, declared, reader)

    return read


def _required(value: Any) -> Any:
    if value is None or value == "":
        raise Unreadable(REQUIRED)
    return value


@cache
def _model(record: Record) -> type[BaseModel]:
    """The record as a pydantic model with a field per slot; the currency is read before the amounts that need it."""
    ordered = sorted(record.fields, key=lambda declared: declared.kind is not Kind.CURRENCY)
    slots: dict[str, Any] = {}
    for declared in ordered:
        checks: list[Any] = [PlainValidator(_reading_of(declared))]
        if declared.required and len(declared.slots) == 1:
            checks.append(AfterValidator(_required))
        for slot in declared.slots:
            slots[slot] = (Annotated[Any, *checks], None)
    return create_model(f"Entry_{record.name}", __config__=ConfigDict(validate_default=True, extra="ignore"), **slots)


def read_entry(record: Record, typed: Typed, reader: Reader) -> Reading:
    """One record from what was typed; every objection carries the slot it is about in `place`."""
    objections: list[Objection] = []
    read: dict[str, Any] = {}
    try:
        model = _model(record).model_validate(dict(typed), context={"reader": reader})
        read = {slot: getattr(model, slot) for slot in record.slots}
    except ValidationError as problem:
        objections += [_objection(error, typed) for error in problem.errors(include_url=False)]
    objections += _missing_sides(record, typed)
    return Reading(_values(record, read) if not objections else {}, tuple(objections))


def _objection(error: Any, typed: Typed) -> Objection:
    slot = str(error["loc"][0])
    cause = error.get("ctx", {}).get("error")
    shown = str(typed.get(slot) or "")[:80]
    if isinstance(cause, Unreadable):
        return Objection(cause.msgid, cause.facts, place=slot, read=shown)
    return Objection(NOT_TEXT, {}, place=slot, read=shown)


def _missing_sides(record: Record, typed: Typed) -> list[Objection]:
    """A text that is required may be given in either language, but not in none."""
    return [
        Objection(REQUIRED, {}, place=declared.slots[0])
        for declared in record.fields
        if declared.required
        and len(declared.slots) == 2
        and not any(str(typed.get(slot) or "").strip() for slot in declared.slots)
    ]


def _values(record: Record, read: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for declared in record.fields:
        if declared.kind is Kind.PUBLISHED_DAY:
            day: PublishedDay | None = read[declared.name]
            values[declared.columns[0]] = day.first if day else None
            values[declared.columns[1]] = day.precision if day else Precision.DAY
            continue
        values |= {column: read[slot] for slot, column in zip(declared.slots, declared.columns, strict=True)}
    return values


def typed_again(
    record: Record, row: Mapping[str, Any], words: Wording, names: Mapping[str, Mapping[int, str]]
) -> dict[str, str]:
    """A kept record as a person would type it: what a form shows before it is changed.

    `names` tells for each kind of record referred to how its rows are called.
    """
    typed: dict[str, str] = {}
    for declared in record.fields:
        for slot, column in zip(declared.slots, declared.columns, strict=False):
            typed[slot] = _shown(declared, row, column, words, names)
    return typed


def _shown(
    declared: Field, row: Mapping[str, Any], column: str, words: Wording, names: Mapping[str, Mapping[int, str]]
) -> str:
    value = row[column]
    if value is None:
        return ""
    match declared.kind:
        case Kind.AMOUNT:
            return words.figure(Money(value, declared.currency or str(row.get("currency", "EUR"))))
        case Kind.DAY:
            return f"{value:%d.%m.%Y}"
        case Kind.PUBLISHED_DAY:
            return published_text(PublishedDay(value, Precision(row[declared.columns[1]])))
        case Kind.DECIMAL | Kind.PERCENT:
            return words.typed_number(value)
        case Kind.YES_NO:
            return "1" if value else ""
        case Kind.REFERENCE:
            return names.get(declared.refers_to, {}).get(value, "")
        case Kind.COUNTRY:
            return words.country(value) if value else ""
        case _:
            return str(value)


def published_text(day: PublishedDay) -> str:
    """A day with its precision as people type it: 30.11.2014, 1.2019, 2004."""
    first = day.first
    return {Precision.DAY: f"{first:%d.%m.%Y}", Precision.MONTH: f"{first.month}/{first.year}"}.get(
        day.precision, str(first.year)
    )


def iso_text(day: PublishedDay) -> str:
    """A day with its precision as ISO 8601 with reduced precision: 2014-11-30, 2019-01, 2004."""
    return day.first.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7}.get(day.precision, 4)]
