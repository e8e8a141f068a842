"""Reading the amounts, numbers and dates people type: generous with spaces, signs and month names, and asking
wherever a figure can be read in more than one way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from grants.values.days import Precision, PublishedDay
from grants.values.language import LOCALES, N_, Language
from grants.values.money import CURRENCIES, Money


class Unreadable(ValueError):
    """What was typed cannot be read, or can be read in several ways: a sentence to be said later, and its facts."""

    def __init__(self, msgid: str, **facts: object) -> None:
        super().__init__(msgid.format(**{name: str(fact) for name, fact in facts.items()}))
        self.msgid = msgid
        self.facts = facts


EMPTY: Final = N_("Nothing was entered here.")
TOO_LONG: Final = N_("A number or a date is expected here, not more than {n} characters long.")
NOT_A_NUMBER: Final = N_("“{text}” is not a number. Write digits only, for example 1234,56.")
BROKEN_GROUPS: Final = N_("The digits of “{text}” are not in groups of three. Write them without spaces.")
AMBIGUOUS_NUMBER: Final = N_("“{text}” can be read as {first} or as {second}. Write it without a thousands separator.")
AMBIGUOUS_GROUPS: Final = N_("Is “{text}” meant to be {first}? Write it without a thousands separator.")
TOO_MANY_DECIMALS: Final = N_("“{text}” has parts of a cent. An amount has at most two decimals.")
TOO_LARGE: Final = N_("“{text}” is too large to be true here.")
OTHER_CURRENCY: Final = N_("“{text}” is in {found}, but an amount in {expected} is expected here.")
NOT_A_DAY: Final = N_("“{text}” is not a date. Write day, month and year, for example 3.04.2026.")
NO_SUCH_DAY: Final = N_("There is no such day as “{text}”. The day comes first, then the month, then the year.")
DAY_OR_MONTH_FIRST: Final = N_(
    "“{text}” can be {first} or {second}. Write it with dots and the day first, for example {dotted}."
)
YEAR_MISSING: Final = N_("“{text}” has no year. Write day, month and year, for example 3.04.2026.")
YEAR_FAR_OFF: Final = N_("The year in “{text}” is not between {first} and {last}.")

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
_MONTHS: Final = 12
_LONGEST: Final = 60
LARGEST_ID: Final = 2**63 - 1  # of a BIGINT column
_DIGITS_OF_ID: Final = 19
_MOST_DIGITS: Final = 15  # of whole units; what a BIGINT of cents holds with room to add up
_SPACES: Final = dict.fromkeys(map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\t"), " ")
# Every sign that people and programs write for a minus.
_MINUSES: Final = str.maketrans(
    dict.fromkeys(
        "\N{MINUS SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{SMALL HYPHEN-MINUS}"
        "\N{FULLWIDTH HYPHEN-MINUS}",
        "-",
    )
)
_SIGNED: Final = re.compile(r"([-+]?)([0-9][0-9 .,]*)")
_PLAIN: Final = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
_SPACED: Final = re.compile(r"([0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]+))?")
_GROUPED: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]+))?|([0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?")


def _tidied(text: str) -> str:
    tidy = text.translate(_SPACES).strip()
    if not tidy:
        raise Unreadable(EMPTY)
    if len(tidy) > _LONGEST:
        raise Unreadable(TOO_LONG, n=_LONGEST)
    return tidy


# --- numbers and amounts ------------------------------------------------------------------------------------------


def read_number(text: str, language: Language | None = None) -> Decimal:
    """The number that was typed: digits, spaces between groups of three, a comma or a point before decimals.

    A point or comma that might separate thousands is asked about, unless it is how the reader's own language (en)
    writes a number with decimals. Raises Unreadable.
    """
    tidy = _tidied(text)
    signed = _SIGNED.fullmatch(tidy.translate(_MINUSES))
    if not signed:
        raise Unreadable(NOT_A_NUMBER, text=tidy)
    sign, digits = signed.groups()
    whole, decimals = _parts(digits, tidy, language)
    if len(whole.lstrip("0")) > _MOST_DIGITS:
        raise Unreadable(TOO_LARGE, text=tidy)
    number = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return -number if sign == "-" and number else number


def whole_number(text: str, most: int = LARGEST_ID) -> int | None:
    """The number of plain digits, as addresses, hidden fields and files of machines carry it; None for anything else or more.

    What people type is read by `read_number`.
    """
    digits = len(text) <= _DIGITS_OF_ID and text.isascii() and text.isdigit()
    return int(text) if digits and int(text) <= most else None


def _parts(digits: str, typed: str, language: Language | None) -> tuple[str, str]:
    grouped = _GROUPED.fullmatch(digits)
    if grouped and not digits.startswith("0"):
        return _of_grouped(grouped, typed, language)
    if plain := _PLAIN.fullmatch(digits):
        return plain[1], plain[2] or ""
    if spaced := _SPACED.fullmatch(digits):
        return spaced[1].replace(" ", ""), spaced[2] or ""
    broken = " " in digits and not re.search(r"[.,].*[.,]|[.,] | [.,]|[.,]$", digits)
    raise Unreadable(BROKEN_GROUPS if broken else NOT_A_NUMBER, text=typed)


def _of_grouped(grouped: re.Match[str], typed: str, language: Language | None) -> tuple[str, str]:
    whole = re.sub(r"[.,]", "", grouped[1] or grouped[3])
    decimals = grouped[2] or grouped[4] or ""
    commas = grouped[3] is not None
    if language == "en" and commas and decimals:
        return whole, decimals
    one_separator = not decimals and len(re.findall(r"[.,]", grouped[0])) == 1
    first = f"{whole},{decimals}" if decimals else whole
    if one_separator:
        raise Unreadable(AMBIGUOUS_NUMBER, text=typed, first=first, second=grouped[0].replace(".", ","))
    raise Unreadable(AMBIGUOUS_GROUPS, text=typed, first=first)


@cache
def currency_marks() -> Mapping[str, str]:
    """What people write beside an amount, and the currency it means; all in small letters."""
    marks = {"лв": "BGN", "лева": "BGN", "евро": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "долара": "USD"}
    for locale in LOCALES.values():
        marks |= {
            str(locale.currency_symbols[code]).casefold(): code
            for code in CURRENCIES
            if code in locale.currency_symbols
        }
    return marks | {code.casefold(): code for code in CURRENCIES}


def read_amount(text: str, currency: str, language: Language | None = None) -> Money:
    """The amount that was typed, with or without its currency beside it. Raises Unreadable."""
    tidy = _tidied(text)
    number = _without_currency(tidy, currency)
    value = read_number(number, language)
    try:
        return Money.of(value, currency)
    except ValueError as error:
        raise Unreadable(TOO_MANY_DECIMALS, text=tidy) from error


def _without_currency(typed: str, currency: str) -> str:
    found = re.fullmatch(r"([-+]?)([^0-9+-]*)([0-9].*?)([^0-9]*)", typed.translate(_MINUSES))
    if not found:
        return typed
    sign, before, number, after = found.groups()
    mark = (before.strip() or after.strip()).casefold()
    if not mark or (before.strip() and after.strip()):
        return typed
    meant = currency_marks().get(mark)
    if meant is None:
        raise Unreadable(NOT_A_NUMBER, text=typed)
    if meant != currency:
        raise Unreadable(OTHER_CURRENCY, text=typed, found=meant, expected=currency)
    return sign + number


# --- dates --------------------------------------------------------------------------------------------------------

_YEAR_MARK: Final = r"(?: ?(?:г\.?|год\.?|година))?"
_NUMERIC: Final = re.compile(
    rf"(\d{{1,2}}) ?[./-] ?(\d{{1,2}})(?: ?[./-] ?(\d{{2}}|\d{{4}}))?\.?{_YEAR_MARK}", re.ASCII
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", re.ASCII)
_IN_WORDS: Final = re.compile(rf"(\d{{1,2}})\.? ([^\W\d_]+)\.?(?: (\d{{4}}){_YEAR_MARK})?")
_YEAR: Final = re.compile(rf"(\d{{4}}){_YEAR_MARK}", re.ASCII)
_MONTH: Final = re.compile(rf"(\d{{1,2}}) ?[./] ?(\d{{4}}){_YEAR_MARK}|(\d{{4}})-(\d{{1,2}})", re.ASCII)
_MONTH_IN_WORDS: Final = re.compile(rf"([^\W\d_]+)\.? (\d{{4}}){_YEAR_MARK}")


@cache
def month_names() -> Mapping[str, int]:
    """The names of the months in both languages, whole and shortened, in small letters."""
    names: dict[str, int] = {}
    for locale in LOCALES.values():
        for width in ("wide", "abbreviated"):
            names |= {str(name).rstrip(".").casefold(): int(n) for n, name in locale.months["format"][width].items()}
    return names | {"sep": 9}


def read_day(text: str, today: date | None = None) -> date:
    """The day that was typed: 3.4, 03.04.26, 3.04.2026 г., 2026-04-03, 23/04/2026, 3 април 2026, 3 April 2026.

    The day comes before the month; only between strokes some write the month first, so 03/04/2026 is asked about. A
    missing year is today's, two digits of a year mean 20... Raises Unreadable.
    """
    tidy = " ".join(_tidied(text).split())
    if year_first := _YEAR_FIRST.fullmatch(tidy):
        return _day(year_first[1], year_first[2], year_first[3], tidy)
    if numeric := _NUMERIC.fullmatch(tidy):
        return _of_numbers(numeric[1], numeric[2], numeric[3] or _this_year(today, tidy), tidy)
    in_words = _IN_WORDS.fullmatch(tidy)
    month = month_names().get(in_words[2].casefold()) if in_words else None
    if in_words and month:
        return _day(in_words[3] or _this_year(today, tidy), str(month), in_words[1], tidy)
    raise Unreadable(NOT_A_DAY, text=tidy)


def _of_numbers(first: str, second: str, year: str, typed: str) -> date:
    """Day, month and year; asked about where strokes let the first two change places."""
    day = _day(year, second, first, typed)
    if "/" in typed and day.day != day.month and day.day <= _MONTHS:
        facts = {"first": day, "second": day.replace(month=day.day, day=day.month), "dotted": f"{day:%d.%m.%Y}"}
        raise Unreadable(DAY_OR_MONTH_FIRST, text=typed, **facts)
    return day


def _this_year(today: date | None, typed: str) -> str:
    if today is None:
        raise Unreadable(YEAR_MISSING, text=typed)
    return str(today.year)


def _day(year: str, month: str, day: str, typed: str) -> date:
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    if not FIRST_YEAR <= full_year <= LAST_YEAR:
        raise Unreadable(YEAR_FAR_OFF, text=typed, first=FIRST_YEAR, last=LAST_YEAR)
    try:
        return date(full_year, int(month), int(day))
    except ValueError as error:
        raise Unreadable(NO_SUCH_DAY, text=typed) from error


def read_published_day(text: str) -> PublishedDay:
    """A date as published, no more precise than it is: 2004, 1/2019, януари 2019 г., 14 Август 2013, 04.10.2011г.

    Raises Unreadable.
    """
    tidy = " ".join(_tidied(text).split())
    if year := _YEAR.fullmatch(tidy):
        return PublishedDay(_day(year[1], "1", "1", tidy), Precision.YEAR)
    if month := _MONTH.fullmatch(tidy):
        return PublishedDay(_day(month[2] or month[3], month[1] or month[4], "1", tidy), Precision.MONTH)
    in_words = _MONTH_IN_WORDS.fullmatch(tidy)
    if in_words and (number := month_names().get(in_words[1].casefold())):
        return PublishedDay(_day(in_words[2], str(number), "1", tidy), Precision.MONTH)
    return PublishedDay(read_day(tidy))
