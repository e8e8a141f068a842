"""Money as whole cents of one currency, the named roundings of the field, and the lev's fixed rate to the euro.

Nothing here is ever a float, and no rounding happens without a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    Inexact,
    InvalidOperation,
)
from fractions import Fraction
from math import lcm
from typing import Final

CURRENCIES: Final[tuple[str, ...]] = (
    *("EUR", "BGN", "USD", "GBP", "CHF", "NOK", "SEK", "DKK"),
    *("RON", "CZK", "PLN", "HUF", "TRY", "RSD", "MKD", "BAM", "MDL", "UAH", "GEL"),
)
"""The currencies offered in choices; all have two digits after the decimal sign."""

_USUAL: Final = frozenset(CURRENCIES)
_CODE_LENGTH: Final = 3
_EXACT: Final = Context(prec=60)  # far more digits than any amount, so that only the named rounding rounds
_UNROUNDED: Final = Context(prec=60, traps=[Inexact, InvalidOperation])
_PLAIN: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_CENT: Final = Decimal("0.01")

Rounding = Callable[[Decimal, int], Decimal]


class MixedCurrencies(ValueError):
    """Amounts of different currencies were added or compared."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other} cannot be added or compared.")
        self.currencies = (one, other)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount: whole cents (stotinki, pence) and the three-letter code of their currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("Money is counted in whole cents.")
        if self.currency in _USUAL:  # asked of hundreds of amounts a page
            return
        if len(self.currency) != _CODE_LENGTH or not (
            self.currency.isascii() and self.currency.isalpha() and self.currency.isupper()
        ):
            raise ValueError(f"A currency is three capital Latin letters, not {self.currency!r}.")

    @classmethod
    def of(cls, value: str | Decimal | int, currency: str) -> Money:
        """The amount of so many whole units ("188664.99"), exactly.

        Floats are a TypeError; more than two decimals, or anything but a finite number, a ValueError.
        """
        if isinstance(value, bool | float) or not isinstance(value, str | Decimal | int):
            raise TypeError("Money is made of text, Decimal or whole numbers.")
        if isinstance(value, str) and not _PLAIN.fullmatch(value):
            raise ValueError(f"{value!r} is not an amount.")
        try:
            cents = Decimal(value).quantize(_CENT, context=_UNROUNDED)
        except Inexact as error:
            raise ValueError(f"{value!r} has parts of a cent.") from error
        except (ArithmeticError, ValueError) as error:
            raise ValueError(f"{value!r} is not an amount.") from error
        if not cents.is_finite():
            raise ValueError(f"{value!r} is not an amount.")
        return cls(int(cents.scaleb(2, _EXACT)), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, of that currency."""
        return cls(0, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in whole units, always with two decimals."""
        return Decimal(self.minor).scaleb(-2, _EXACT)

    @property
    def plain(self) -> str:
        """The amount as machines write it: "188664.99"."""
        units, cents = divmod(abs(self.minor), 100)
        return f"{'-' if self.minor < 0 else ''}{units}.{cents:02}"

    def at(self, rate: Decimal | Fraction, rounding: Rounding | None = None) -> Money:
        """The amount times a rate (Decimal("0.85")), rounded to the cent: half up unless another rule is named.

        A rate with endless decimals (eight parts of nine) is a Fraction, so that it is rounded only here.
        """
        if isinstance(rate, Fraction):
            exact = self.minor * rate / 100
            units = quotient(Decimal(exact.numerator), Decimal(exact.denominator))
        elif isinstance(rate, Decimal):
            units = _EXACT.multiply(self.decimal, rate)
        else:
            raise TypeError("A rate is a Decimal or a Fraction.")
        return Money.of((rounding or half_up)(units, 2), self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise MixedCurrencies(self.currency, other.currency)
        return other.minor

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        if type(times) is not int:
            return NotImplemented
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other) if isinstance(other, Money) else NotImplemented

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other) if isinstance(other, Money) else NotImplemented

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other) if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other) if isinstance(other, Money) else NotImplemented


def total(items: Iterable[Money], currency: str) -> Money:
    """The sum of amounts of one currency; of none, zero. An item of another currency raises MixedCurrencies."""
    minor = 0
    for item in items:
        if item.currency != currency:
            raise MixedCurrencies(currency, item.currency)
        minor += item.minor
    return Money(minor, currency)


# --- roundings, by the name a contract or an act gives them -------------------------------------------------------


def by_currency(amounts: Iterable[Money]) -> dict[str, Money]:
    """Amounts added up, each currency by itself."""
    found: dict[str, Money] = {}
    for amount in amounts:
        found[amount.currency] = found.get(amount.currency, Money.zero(amount.currency)) + amount
    return found


def _rounded(value: Decimal, places: int, mode: str) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError("Only a Decimal is rounded.")
    result = value.quantize(Decimal(1).scaleb(-places), rounding=mode, context=_EXACT)
    return result or abs(result)  # no minus before a zero


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """To the nearest, a half away from zero: the euro act's rule (art. 12) and the default of every report."""
    return _rounded(value, places, ROUND_HALF_UP)


def toward_zero(value: Decimal, places: int = 2) -> Decimal:
    """What lies beyond the last place is dropped."""
    return _rounded(value, places, ROUND_DOWN)


def floored(value: Decimal, places: int = 2) -> Decimal:
    """Down, also below zero."""
    return _rounded(value, places, ROUND_FLOOR)


def ceiling(value: Decimal, places: int = 2) -> Decimal:
    """Up whenever anything is left beyond the last place."""
    return _rounded(value, places, ROUND_CEILING)


def wages(value: Decimal, places: int = 2) -> Decimal:
    """Wages and social payments converted from leva: up when the next digit is above zero, else cut off.

    Only that one digit counts: 511.44015 stays 511.44.
    """
    return _rounded(_rounded(value, places + 1, ROUND_DOWN), places, ROUND_UP)


ROUNDINGS: Final[Mapping[str, Rounding]] = {
    rule.__name__: rule for rule in (half_up, toward_zero, floored, ceiling, wages)
}


def quotient(one: Decimal, other: Decimal) -> Decimal:
    """One divided by the other to sixty digits, so that nothing is rounded before a named rule does."""
    return _EXACT.divide(one, other)


def per_unit(money: Money, rate: Decimal | Fraction, currency: str = "EUR", rounding: Rounding | None = None) -> Money:
    """The amount in another currency, at so many units of its own for one of that: divided by the whole rate.

    Rounded once, to the cent, half up unless another rule is named. Rates not above zero raise ValueError.
    """
    if rate <= 0:
        raise ValueError("A rate is above zero.")
    return Money(money.minor, currency).at(1 / Fraction(rate), rounding)


# --- parts of a whole ---------------------------------------------------------------------------------------------


def split(total: Money, weights: Sequence[int | Decimal]) -> tuple[Money, ...]:
    """The total divided by weights, to the cent and without remainder, by largest remainder.

    Of equal remainders the earlier part gets the cent. Weights below zero, or with nothing above it, raise ValueError.
    """
    if any(isinstance(weight, bool | float) for weight in weights):
        raise TypeError("Weights are whole numbers or Decimals.")
    fractions = [Fraction(weight) for weight in weights]
    denominator = lcm(*(fraction.denominator for fraction in fractions))
    parts = [int(fraction * denominator) for fraction in fractions]
    whole = sum(parts)
    if whole <= 0 or min(parts) < 0:
        raise ValueError("At least one weight must be above zero, and none below.")
    divided = [divmod(abs(total.minor) * part, whole) for part in parts]
    cents = [quotient for quotient, _ in divided]
    by_remainder = sorted(range(len(parts)), key=lambda at: (-divided[at][1], at))
    for at in by_remainder[: abs(total.minor) - sum(cents)]:
        cents[at] += 1
    sign = -1 if total.minor < 0 else 1
    return tuple(Money(sign * cent, total.currency) for cent in cents)


def share(part: Money, whole: Money, places: int = 2) -> Decimal | None:
    """What per cent of the whole the part is, half up; None of a whole that is zero."""
    if part.currency != whole.currency:
        raise MixedCurrencies(whole.currency, part.currency)
    if not whole.minor:
        return None
    return half_up(_EXACT.divide(Decimal(part.minor * 100), Decimal(whole.minor)), places)


# --- lev and euro -------------------------------------------------------------------------------------------------

EUR_RATE_BGN: Final = Decimal("1.95583")
"""Leva for one euro, the fixed rate of the changeover; never shortened, rounded or inverted."""

EURO_SINCE: Final = date(2026, 1, 1)
"""From this day the money of Bulgaria is the euro."""


def in_euro(money: Money, rounding: Rounding | None = None) -> Money | None:
    """The amount in euro: itself, or leva divided by the full fixed rate; None when no fixed rate exists.

    Half up on the third decimal unless another rule is named (wages). Source: Regulation 1103/97 art. 4.
    """
    if money.currency == "EUR":
        return money
    if money.currency != "BGN":
        return None
    return Money.of((rounding or half_up)(_EXACT.divide(money.decimal, EUR_RATE_BGN), 2), "EUR")


def in_lev(euro: Money) -> Money:
    """Euro in leva, for a budget that was agreed in leva: times the full fixed rate, half up to the stotinka."""
    if euro.currency != "EUR":
        raise MixedCurrencies("EUR", euro.currency)
    return Money(int(half_up(_EXACT.multiply(Decimal(euro.minor), EUR_RATE_BGN), 0)), "BGN")


def conversion_gap(items: Sequence[Money]) -> Money:
    """The converted total minus the sum of the converted items, in euro (seed 004: one cent).

    Items are of one currency with a fixed rate, else ValueError.
    """
    if not items:
        return Money.zero("EUR")
    of_total = in_euro(total(items, items[0].currency))
    of_items = [euro for item in items if (euro := in_euro(item)) is not None]
    if of_total is None:
        raise ValueError(f"{items[0].currency} has no fixed rate to the euro.")
    return of_total - total(of_items, "EUR")
