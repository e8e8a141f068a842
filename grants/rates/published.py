"""Reading the rates that others publish as .csv: InforEuro's months, the ECB's days, the BNB's days; pure.

Nothing is guessed: a row that can't be read is named with its number and column, and what was left out is said.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, DecimalException
from fractions import Fraction

from grants.errors import Objection
from grants.rates.rules import PLACES, RATED, RateSource, period_of
from grants.values.language import N_
from grants.values.money import EUR_RATE_BGN, EURO_SINCE, half_up
from grants.values.reading import Unreadable, read_day

UNKNOWN_FILE = N_(
    "These are not rates as InforEuro, the ECB or the BNB publish them: no heading names a currency's code and its rate."
)
NO_MONTH = N_("The file does not say its month. Fill in the month above.")
NOTHING_IN_IT = N_("There is no rate in the file for the days and currencies chosen.")
NOT_A_RATE = N_("“{text}” is not a rate above zero.")
NOT_UTF8 = N_("The file is neither UTF-8 nor Windows-1251 text.")
MOST_ROWS = 20_000
TOO_MANY = N_("There are more than {most} rates in these days. Choose a shorter time.")

_CODES = {"isoa3code", "isocode", "isocurrencycode", "currencycode", "код", "code"}
_VALUES = {"value", "rate", "exchangerate", "1eur", "amount"}
_MONTHS = {"month", "period", "validfrom", "date", "месец"}
_UNITS = {"заединицавалута", "заединица", "unit", "units", "per", "forunit", "percurrencyunits", "currencyunits"}
_DATES = {"дата", "date"}
_IN_LEV = re.compile(r"^(лева|лв|leva|levs|bgn|levabgn|леваbgn)")
_IN_EURO = re.compile(r"^(евро|euro|eur|евроeur|euroeur)")


@dataclass(frozen=True, slots=True)
class Published:
    """One rate of a file: `row` is the line as people count them, `how` says how it was derived where it was."""

    source: RateSource
    currency: str
    first_on: date
    last_on: date
    per_euro: Decimal
    row: int
    how: str = ""


@dataclass
class Reading:
    """What a file holds: rates, what could not be read, and the currencies left out as not kept here."""

    source: RateSource | None = None
    rates: list[Published] = field(default_factory=list)
    problems: list[Objection] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)


def text_of(content: bytes) -> str | None:
    """The file as text: UTF-8 with or without its mark, else Windows-1251; None of what is neither."""
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read_rates(text: str, *, month: date | None, first: date, last: date) -> Reading:
    """The rates of the days from first to last; `month` is that of an InforEuro file that does not say it itself."""
    rows = _rows(text)
    reading = Reading()
    for at, (number, cells) in enumerate(rows):
        heading = [_folded(cell) for cell in cells]
        below = rows[at + 1 :]
        if heading and heading[0] == "date" and any(cell.strip() in RATED for cell in cells):
            return _of_ecb(reading, [cell.strip() for cell in cells], below, first, last)
        if _at(heading, _CODES) is not None and _lev_or_euro(heading) is not None and _at(heading, _UNITS) is not None:
            return _of_bnb(reading, heading, below, first, last)
        if _at(heading, _CODES) is not None and _at(heading, _VALUES) is not None:
            return _of_inforeuro(reading, heading, below, month)
        if number > 12:
            break
    reading.problems.append(Objection(UNKNOWN_FILE))
    return reading


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The filled rows with their numbers; the separator is the one of which the first lines hold most."""
    head = text[:4000]
    separator = max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    return [(lines.line_num, cells) for cells in lines if any(cell.strip() for cell in cells)]


def _folded(cell: str) -> str:
    return re.sub(r"[^0-9a-zа-я]", "", cell.casefold())


def _at(heading: Sequence[str], names: set[str]) -> int | None:
    return next((at for at, cell in enumerate(heading) if cell in names), None)


def _cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at].strip() if at is not None and at < len(cells) else ""


def _rate(reading: Reading, text: str, row: int, column: str) -> Decimal | None:
    """The number of a published rate: digits with a point or a comma before the decimals."""
    try:
        value = Decimal(text.replace(" ", "").replace("\u00a0", "").replace(",", "."))
    except DecimalException:
        value = Decimal(0)
    if not value.is_finite() or value <= 0 or not re.fullmatch(r"[0-9 \u00a0]+([.,][0-9]+)?", text):
        reading.problems.append(Objection(NOT_A_RATE, {"text": text[:40]}, row=row, column=column))
        return None
    return value


def _day(reading: Reading, text: str, row: int, column: str) -> date | None:
    try:
        return read_day(text.replace("/", "."))  # the banks and the Commission write the day first
    except Unreadable as problem:
        reading.problems.append(Objection(problem.msgid, problem.facts, row=row, column=column))
        return None


def _kept(reading: Reading, code: str) -> bool:
    if code in RATED:
        return True
    if code and code != "EUR":
        reading.left_out.add(code[:3])
    return False


def _closed(reading: Reading) -> Reading:
    if len(reading.rates) > MOST_ROWS:
        reading.problems.append(Objection(TOO_MANY, {"most": MOST_ROWS}))
    elif not reading.rates and not reading.problems:
        reading.problems.append(Objection(NOTHING_IN_IT))
    return reading


# --- InforEuro: country, currency, ISO code, value; a month of its own or none ------------------------------------


def _of_inforeuro(
    reading: Reading, heading: Sequence[str], rows: Sequence[tuple[int, list[str]]], month: date | None
) -> Reading:
    reading.source = RateSource.INFOREURO
    code_at, value_at, month_at = _at(heading, _CODES), _at(heading, _VALUES), _at(heading, _MONTHS)
    if month_at is None and month is None:
        reading.problems.append(Objection(NO_MONTH, place="month"))
        return reading
    seen: set[tuple[str, date]] = set()
    for number, cells in rows:
        code = _cell(cells, code_at)
        if not _kept(reading, code):
            continue
        day = month if month_at is None else _month(reading, _cell(cells, month_at), number, heading[month_at])
        value = _rate(reading, _cell(cells, value_at), number, "value")
        if day is None or value is None or (code, day) in seen:  # several countries share a currency
            continue
        seen.add((code, day))
        reading.rates.append(_published(RateSource.INFOREURO, code, day, value, number))
    return _closed(reading)


def _month(reading: Reading, text: str, row: int, column: str) -> date | None:
    """11/2026, 2026-11 or any day of the month."""
    for pattern in ("%m/%Y", "%Y-%m", "%m.%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a month has no zone
        except ValueError:
            continue
    return _day(reading, text, row, column)


def _published(source: RateSource, code: str, day: date, value: Decimal, row: int, how: str = "") -> Published:
    first, last = period_of(source, day)
    return Published(source, code, first, last, half_up(value, PLACES), row, how)


# --- the ECB: a column per currency, a row per day ----------------------------------------------------------------


def _of_ecb(
    reading: Reading, codes: Sequence[str], rows: Sequence[tuple[int, list[str]]], first: date, last: date
) -> Reading:
    reading.source = RateSource.ECB
    kept = [(at, code) for at, code in enumerate(codes) if at and _kept(reading, code)]
    for number, cells in rows:
        day = _day(reading, cells[0], number, "Date")
        if day is None or not first <= day <= last:
            continue
        for at, code in kept:
            text = _cell(cells, at)
            if text in {"", "N/A"}:  # not quoted on that day
                continue
            if (value := _rate(reading, text, number, code)) is not None:
                reading.rates.append(_published(RateSource.ECB, code, day, value, number))
    return _closed(reading)


# --- the BNB: leva for so many units until 2025, euro since -------------------------------------------------------


def _lev_or_euro(heading: Sequence[str]) -> int | None:
    found = [at for at, cell in enumerate(heading) if _IN_LEV.match(cell) or _IN_EURO.match(cell)]
    return found[0] if found else None


def per_euro(units: Decimal, price: Decimal, *, in_leva: bool) -> Decimal:
    """Units for one euro where so many units cost this much: units × 1.95583 / leva, or units / euro.

    Divided exactly and rounded once, half up, to the eight decimals of a kept rate; the lev's rate is never inverted.
    """
    exact = Fraction(units) * (Fraction(EUR_RATE_BGN) if in_leva else 1) / Fraction(price)
    steps = exact * 10**PLACES
    whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    return Decimal(whole).scaleb(-PLACES)


def _of_bnb(
    reading: Reading, heading: Sequence[str], rows: Sequence[tuple[int, list[str]]], first: date, last: date
) -> Reading:
    reading.source = RateSource.BNB
    price_at = _lev_or_euro(heading)
    assert price_at is not None
    says_lev, says_euro = bool(_IN_LEV.match(heading[price_at])), bool(_IN_EURO.match(heading[price_at]))
    for number, cells in rows:
        code = _cell(cells, _at(heading, _CODES))
        if not _kept(reading, code):
            continue
        day = _day(reading, _cell(cells, _at(heading, _DATES)), number, "дата")
        units = _rate(reading, _cell(cells, _at(heading, _UNITS)), number, "за единица")
        price = _rate(reading, _cell(cells, price_at), number, "курс")
        if day is None or units is None or price is None or not first <= day <= last:
            continue
        in_leva = says_lev if says_lev != says_euro else day < EURO_SINCE
        unit = "BGN" if in_leva else "EUR"
        how = f"{units} {code} = {price} {unit}" + (f"; {units} × {EUR_RATE_BGN} / {price}" if in_leva else "")
        value = per_euro(units, price, in_leva=in_leva)
        reading.rates.append(_published(RateSource.BNB, code, day, value, number, how))
    return _closed(reading)


# --- what a preview carries to its confirmation -------------------------------------------------------------------


def carried(rates: Sequence[Published]) -> str:
    """Rates as lines of a form, from which `brought` reads them back."""
    return "\n".join(f"{r.source};{r.currency};{r.first_on};{r.per_euro};{r.how}" for r in rates)


def brought(lines: str) -> Iterator[Published]:
    """The rates of a form's lines; one that is not such a line is left out."""
    for row, line in enumerate(lines.splitlines(), 1):
        parts = line.strip().split(";", 4)
        try:
            source, currency, day, value, how = parts
            rate = Decimal(value)
            if source != RateSource.TRANCHE and currency in RATED and rate.is_finite() and 0 < rate < 10**9:
                yield _published(RateSource(source), currency, date.fromisoformat(day), rate, row, how[:200])
        except (ValueError, DecimalException):
            continue
