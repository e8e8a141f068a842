"""How amounts, numbers, days and sentences look in each language: one formatter per language, built once from
Babel's data. It differs from Babel in one thing: below zero it writes a true minus sign (U+2212), not a hyphen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names, get_time_format, parse_pattern
from babel.numbers import get_currency_symbol

from grants.values.days import Precision, PublishedDay
from grants.values.language import LOCALES, N_, Catalogue, Language, Term, Text, catalogue
from grants.values.money import CURRENCIES, Money, half_up
from grants.values.reading import (
    Unreadable,
    read_amount,
    read_day,
    read_number,
    read_published_day,
)

__all__ = [
    "Unreadable",
    "Wording",
    "read_amount",
    "read_day",
    "read_number",
    "read_published_day",
    "wording",
]

MINUS: Final = "\N{MINUS SIGN}"
DASH: Final = "\N{EN DASH}"
NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
_SIZES: Final = ("B", "KB", "MB", "GB", "TB")
_SIZE_STEP: Final = 1024


class Wording:
    """How one language writes what the tracker knows."""

    def __init__(self, language: Language, words: Catalogue | None = None) -> None:
        locale = LOCALES[language]
        self.language: Final[Language] = language
        self.catalogue: Final[Catalogue] = words or catalogue(language)
        self._group = str(locale.number_symbols["latn"]["group"])
        self._decimal = str(locale.number_symbols["latn"]["decimal"])
        self._percent = str(locale.number_symbols["latn"]["percentSign"])
        money = locale.currency_formats["standard"]
        self._around_money = (str(money.prefix[0]), str(money.suffix[0]))
        self._around = {code: self._beside(get_currency_symbol(code, locale)) for code in CURRENCIES}
        self._months = dict(get_month_names("wide", "format", locale))
        self._short_months = dict(get_month_names("abbreviated", "format", locale))
        self._day = str(locale.date_formats["medium"].format)
        self._long_day = str(locale.date_formats["long"].format)
        self._full_day = str(locale.date_formats["full"].format)
        self._weekdays = dict(get_day_names("wide", "format", locale))
        self._month_day = str(parse_pattern(locale.datetime_skeletons["yMMMM"]).format)
        self._year_day = str(parse_pattern(locale.datetime_skeletons["y"]).format)
        self._time = str(get_time_format("short", locale).format)
        self._moment = str(locale.datetime_formats["medium"])
        self._period = str(locale.interval_formats[None])
        self._countries = {str(code): str(name) for code, name in locale.territories.items()}
        self._pair, self._start, self._middle, self._end = (
            str(locale.list_patterns["standard"][place]) for place in ("2", "start", "middle", "end")
        )

    # --- sentences ----------------------------------------------------------------------------------------------

    def say(self, msgid: str, /, **facts: object) -> str:
        """The sentence in this language, its facts written as the language writes them."""
        return self.catalogue.say(msgid, **{name: self.fact(fact) for name, fact in facts.items()})

    def say_in(self, context: str, msgid: str, /, **facts: object) -> str:
        """The same for a word whose translation depends on where it stands."""
        return self.catalogue.say_in(context, msgid, **{name: self.fact(fact) for name, fact in facts.items()})

    def count(self, singular: str, plural: str, n: int, /, **facts: object) -> str:
        """The form of the sentence that goes with n things; {n} is n as the language writes it."""
        shown = {name: self.fact(fact) for name, fact in facts.items()}
        return self.catalogue.count(singular, plural, n, **{"n": self.number(n), **shown})

    def fact(self, fact: object) -> str:
        """One fact of a sentence: amounts, days, Decimals and lists in words of the language, the rest as it is."""
        match fact:
            case Money():
                return self.amount(fact)
            case PublishedDay():
                return self.published_day(fact)
            case Decimal():
                return self.number(fact)
            case date() if not isinstance(fact, datetime):
                return self.day(fact)
            case Term():
                return self.catalogue.say(str(fact))
            case list() | tuple():
                return self.list([self.fact(item) for item in fact])
            case _:
                return fact.in_(self.language) if isinstance(fact, Text) else str(fact)

    # --- figures ------------------------------------------------------------------------------------------------

    def amount(self, money: Money) -> str:
        """An amount with its currency: "188 664,99 лв.", "€1,234.50"."""
        before, after = self._around.get(money.currency) or self._beside(money.currency)
        sign = MINUS if money.minor < 0 else ""
        return f"{sign}{before}{self._cents(abs(money.minor))}{after}"

    def _beside(self, symbol: str) -> tuple[str, str]:
        before, after = self._around_money
        apart = "\u00a0" if before.endswith("¤") and symbol[-1].isalpha() else ""  # "BGN 5.00", but "US$5.00"
        return before.replace("¤", symbol) + apart, after.replace("¤", symbol)

    def figure(self, value: Money | int, *, dash: bool = False) -> str:
        """The number alone, with two decimals, for columns under a currency; an int is whole cents.

        With dash, a zero is a dash.
        """
        minor = value.minor if isinstance(value, Money) else value
        if dash and not minor:
            return DASH
        return f"{MINUS if minor < 0 else ''}{self._cents(abs(minor))}"

    def _cents(self, minor: int) -> str:
        units, cents = divmod(minor, 100)
        return f"{units:,}".replace(",", self._group) + f"{self._decimal}{cents:02}"

    def number(self, value: int | Decimal, places: int | None = None) -> str:
        """A number: with all its decimals, or half up to so many. Floats are a TypeError, NaN a ValueError."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise TypeError("A number shown is whole or a Decimal.")
        exact = Decimal(value)
        if not exact.is_finite():
            raise ValueError(f"{value} is not a number to show.")
        if places is not None:
            return self._localised(f"{half_up(exact, places):,f}")
        digits = f"{exact:,f}"
        return self._localised(digits.rstrip("0").rstrip(".") if "." in digits else digits)

    def typed_number(self, value: Decimal) -> str:
        """A number as a form shows it, so that it is read as itself again: without groups, never with just three decimals."""
        whole, point, decimals = f"{value.normalize() if value else Decimal(0):f}".partition(".")
        sign = MINUS if whole.startswith("-") else ""
        shown = decimals + "0" if len(decimals) == 3 else decimals
        return sign + whole.lstrip("-") + (self._decimal + shown if point else "")

    def _localised(self, digits: str) -> str:
        whole, point, decimals = digits.lstrip("-").partition(".")
        sign = MINUS if digits.startswith("-") and digits.strip("-0.,") else ""
        return sign + whole.replace(",", self._group) + (self._decimal if point else "") + decimals

    def percent(self, value: Decimal, places: int = 0) -> str:
        """A share given in per cent (Decimal("85") is "85%"), half up."""
        return self.number(value, places) + self._percent

    def size(self, octets: int) -> str:
        """The size of a file, in steps of 1,024, with one decimal while it is below ten."""
        amount, unit = Decimal(octets), 0
        while amount >= _SIZE_STEP and unit < len(_SIZES) - 1:
            amount, unit = amount / _SIZE_STEP, unit + 1
        rounded = half_up(amount, 1 if unit and amount < 10 else 0)
        return f"{self.number(rounded)}{NO_BREAK_SPACE}{_SIZES[unit]}"

    # --- days ---------------------------------------------------------------------------------------------------

    def _parts(self, day: date) -> Mapping[str, object]:
        month = day.month
        return {
            "d": day.day,
            "dd": f"{day.day:02}",
            "MM": f"{month:02}",
            "MMM": self._short_months[month],
            "MMMM": self._months[month],
            "EEEE": self._weekdays[day.weekday()],
            "y": day.year,
        }

    def day(self, day: date) -> str:
        """A day for tables: "30.11.2014 г.", "30 Nov 2014"."""
        return self._day % self._parts(day)

    def long_day(self, day: date) -> str:
        """A day for sentences: "30 ноември 2014 г.", "30 November 2014"."""
        return self._long_day % self._parts(day)

    def long_days(self, days: Sequence[date]) -> str:
        """Days for sentences, each month and year named once: "3, 17 и 24 март 2026 г.", "3 and 17 March and 1 April 2026"."""
        said: list[str] = []
        for place, first in enumerate(days):
            if place and (first.year, first.month) == (days[place - 1].year, days[place - 1].month):
                continue
            same = [one for one in days[place:] if (one.year, one.month) == (first.year, first.month)]
            last = place + len(same) == len(days) or days[place + len(same)].year != first.year
            numbers = self.list([str(one.day) for one in same])
            parts = {**self._parts(first), "d": numbers}
            said.append(self._long_day % parts if last else f"{numbers} {self._months[first.month]}")
        return self.list(said)

    def full_day(self, day: date) -> str:
        """A day with its weekday, for letters: "понеделник, 23 ноември 2026 г.", "Monday, 23 November 2026"."""
        return self._full_day % self._parts(day)

    def published_day(self, day: PublishedDay) -> str:
        """A date no more precisely than it was published: "януари 2019 г.", "2004"."""
        if day.precision is Precision.DAY:
            return self.day(day.first)
        pattern = self._month_day if day.precision is Precision.MONTH else self._year_day
        return pattern % self._parts(day.first)

    def short_month(self, day: date) -> str:
        """Its month as briefly as it is written: "ян.", "Jan"."""
        return str(self._short_months[day.month])

    def weekday(self, day: date) -> str:
        """What day of the week it is: "понеделник", "Monday"."""
        return str(self._weekdays[day.weekday()])

    def month(self, first: date) -> str:
        """A month by its name: "януари 2019 г.", "January 2019"."""
        return self.published_day(PublishedDay(first, Precision.MONTH))

    def period(self, start: date | PublishedDay | None, end: date | PublishedDay | None) -> str:
        """From when until when; either end may be unknown, and nothing is said of none."""
        shown = [self.fact(day) if day else "" for day in (start, end)]
        if all(shown):
            return self._period.format(*shown)
        if shown[0]:
            return self.say(N_("from {day}"), day=shown[0])
        return self.say(N_("until {day}"), day=shown[1]) if shown[1] else ""

    def moment(self, at: datetime, zone: ZoneInfo | str) -> str:
        """When something happened, to the minute, on the clocks of that zone. A datetime without zone is refused."""
        if at.tzinfo is None:
            raise ValueError("A moment needs its zone.")
        local = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
        parts = {"H": local.hour, "HH": f"{local.hour:02}", "mm": f"{local.minute:02}"}
        return self._moment.format(self._time % parts, self.day(local.date()))

    def distance(self, days: int) -> str:
        """How far off a deadline is: so many days ahead, today, or so many days late."""
        if days == 0:
            return self.say(N_("today"))
        if days == 1:
            return self.say(N_("tomorrow"))
        if days > 0:
            return self.count("in {n} day", "in {n} days", days)
        return self.count("{n} day late", "{n} days late", -days)

    def list(self, items: Sequence[str]) -> str:
        """Names one after another, the last joined by "and"."""
        if len(items) < 3:
            return self._pair.format(*items) if len(items) == 2 else "".join(items)
        listed = self._start.format(items[0], items[1])
        for item in items[2:-1]:
            listed = self._middle.format(listed, item)
        return self._end.format(listed, items[-1])

    def country(self, code: str) -> str:
        """The name of a country by its ISO 3166-1 code; the code itself of one that is not known."""
        return self._countries.get(code, code)

    # --- what people type ---------------------------------------------------------------------------------------

    def read_amount(self, text: str, currency: str) -> Money:
        """An amount typed by a reader of this language, who may also type it as this language shows it."""
        return read_amount(text, currency, self.language)

    def read_number(self, text: str) -> Decimal:
        """A number typed by a reader of this language."""
        return read_number(text, self.language)

    def read_day(self, text: str, today: date | None = None) -> date:
        """A day typed in either language."""
        return read_day(text, today)

    def read_published_day(self, text: str) -> PublishedDay:
        """A date as a page published it, in either language."""
        return read_published_day(text)


@cache
def wording(language: Language) -> Wording:
    """The one formatter of a language."""
    return Wording(language)
