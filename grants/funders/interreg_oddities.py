"""Interreg: what is odd about a row of the list of expenditure, told in a column of our own before the funder finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from grants.funders.grid import Odd
from grants.funders.ground import Entry, Ground, PlannedLine
from grants.funders.interreg import Category
from grants.funders.interreg_lists import counted_in
from grants.funders.interreg_overviews import CATEGORY_NAMES
from grants.funders.interreg_part import OPTIONS, Part
from grants.funders.interreg_parts import part_in, parts_of
from grants.funders.interreg_rates import replaced_by
from grants.values.language import Text
from grants.values.money import Money

_CATEGORY: Final = "category"  # the cell of the cost category

_ODD: Final[tuple[tuple[Odd, Callable[[Entry], bool]], ...]] = (
    (
        Odd(
            Text("редът от бюджета няма категория разходи на Jems", "its budget line has no cost category of Jems"),
            refused=True,
            at=_CATEGORY,
        ),
        lambda one: _without_category(one.form, one.category),
    ),
    (
        Odd(Text("платен преди датата на фактурата", "paid before the invoice date")),
        lambda one: one.issued_on is not None and one.paid_on is not None and one.paid_on < one.issued_on,
    ),
    (
        Odd(Text("повече от стойността на фактурата", "more than the invoice value")),
        lambda one: _more(one.amount, paper_total(one)),
    ),
    (
        Odd(Text("включено е ДДС, което се възстановява", "holds VAT that is recoverable")),
        lambda one: one.vat_recoverable and bool(one.vat) and _more(one.amount, one.net),
    ),
    (
        Odd(Text("няма прикачен файл", "no file attached")),
        lambda one: one.form not in OPTIONS and not one.files,
    ),
)


_ISSUED_OUTSIDE: Final = Odd(
    Text(
        "датата на фактурата е извън периода на допустимост",
        "the invoice date is not in the time in which costs are eligible",
    )
)


def _without_category(form: str, category: str) -> bool:
    return form not in OPTIONS and category in {"none", "indirect", "other"}


def unmapped(line: PlannedLine) -> bool:
    """Whether a line is in no category of the form; flat rates are computed, of whatever category they are."""
    return line.form != "flat_rate" and _without_category(line.form, line.category)


def odd(of: Ground, entry: Entry) -> Iterator[Odd]:
    """What is odd about a row of a partner's list."""
    yield from (one for one, holds in _ODD if holds(entry))
    first, last = of.eligible
    if entry.issued_on is not None and ((first and entry.issued_on < first) or (last and entry.issued_on > last)):
        yield _ISSUED_OUTSIDE
    part = part_in(of)
    if told := _replaced(part, counted_in(entry.category, entry.form)):
        yield Odd(told, refused=True, at=_CATEGORY)


def _replaced(part: Part, category: Category) -> Text | None:
    """That a partner has a flat rate for a category, so that the form does not offer it, in words; None where it has none."""
    rate = replaced_by(part.rates.rates, category)
    if rate is None:
        return None
    name = CATEGORY_NAMES[category]
    return Text(
        f"категорията „{name.bg}“ е заменена от единната ставка {rate.bg}",
        f"the category “{name.en}” is replaced by the flat rate of {rate.en}",
    )


def in_replaced(ground: Ground) -> Iterator[tuple[Part, Text, Money]]:
    """What is entered in a category that a flat rate replaces, of every partner: that it is so, in words, and how much."""
    for part in parts_of(ground):
        for category in part.rates.rates.replaced:
            entered = part.tally.current.entered.get(category)
            told = _replaced(part, category)
            if entered and told:
                yield part, told, entered


def _more(amount: Money, limit: Money | None) -> bool:
    return limit is not None and limit.currency == amount.currency and abs(amount) > abs(limit)


def paper_total(entry: Entry) -> Money | None:
    """The whole value of a document."""
    if entry.net is None:
        return None
    return entry.net + entry.vat if entry.vat is not None else entry.net
