"""The worked example of PRAG's Annex VI: its budget, whose rows 8 and 10 are per cents in both orders, and a period's costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from grants.funders.ground import Earlier, Entry, FundedBy, Ground, PlannedLine
from grants.values.language import Text
from grants.values.money import Money, per_unit, total
from tests.reports.grounds import LEAD, entry, eur, ground, line

MONTHS = [Decimal(rate) for rate in "117.0915 117.1253 117.1888 117.2102 117.1447 117.0731".split()]
MEAN = (sum(MONTHS, Decimal(0)) / len(MONTHS)).quantize(Decimal(1).scaleb(-24))


def planned(number: str, units: int, price: str, **told: object) -> PlannedLine:
    """A line of so many units at a price."""
    one = eur(price)
    whole = total([one] * units, "EUR")
    return line(number, whole.plain, units=Decimal(units), unit_price=one, unit=Text("месец", "Per month"), **told)


def chapter(number: str, bg: str, en: str, **told: object) -> PlannedLine:
    """A line without an amount: a chapter, or a per cent."""
    return replace(line(number), title=Text(bg, en), **told)  # type: ignore[arg-type]  # names are checked by the dataclass itself


BUDGET = (
    chapter("1", "Човешки ресурси", "Human Resources"),
    chapter("1.1", "Заплати", "Salaries"),
    planned("1.1.1", 12, "1500.00", category="staff"),
    planned("1.1.2", 12, "800.00", category="staff"),
    planned("1.3.2", 40, "30.00"),
    planned("2.2", 12, "150.00", category="travel"),
    planned("3.2", 1, "4000.00", category="equipment"),
    planned("4.2", 12, "300.00"),
    planned("4.3", 12, "50.00"),
    planned("5.3", 1, "2500.00", category="services"),
    planned("5.7", 4, "1250.00", category="events"),
    planned("6.1", 3, "5000.00", category="sub_grants"),
    chapter("8", "Непреки разходи", "Indirect costs", form="flat_rate", article="prag_7", rate=Decimal(7)),
    chapter("10", "Резерв", "Reserve", form="flat_rate", rate=Decimal(5)),
)
RESERVE_FIRST = (
    *BUDGET[:-2],
    chapter("8", "Резерв", "Reserve", form="flat_rate", rate=Decimal(5)),
    chapter(
        "10", "Административни разходи", "Administrative costs", form="flat_rate", article="prag_7", rate=Decimal(7)
    ),
)
"""The same budget as contracts before 2015 usually have it: the reserve is row 8, indirect costs are row 10."""
ON = {one.number: one for one in BUDGET}


def before(number: str, amount: str, **told: object) -> Earlier:
    """What was reported before on a line, in euro."""
    whole, zero = eur(amount), eur("0")
    made = Earlier(ON[number].id, LEAD.id, "none", "actual", whole, zero, zero, zero, zero, zero, zero, whole, zero)
    return replace(made, **told)  # type: ignore[arg-type]  # names are checked by the dataclass itself


def dinars(number: int, amount: str, on: str) -> Entry:
    """An expense in dinars, booked at the mean of the six months."""
    paid = Money.of(amount, "RSD")
    return entry(number, amount, ON[on], currency="RSD", euro=per_unit(paid, MEAN), per_euro=MEAN)


def example(**told: object) -> Ground:
    """The report of the second half of a year: salaries in dinars, travel in euro, a correction, something in kind."""
    entries = [
        dinars(1, "350000.00", "1.1.1"),
        dinars(2, "250000.00", "1.1.1"),
        entry(3, "150.00", ON["2.2"]),
        entry(4, "-12.34", ON["4.3"], corrects="9", late=True),
        entry(5, "1000.00", ON["5.7"], in_kind=eur("250.00"), own=eur("100.00")),
    ]
    made: dict[str, object] = {
        "first": date(2026, 1, 1),
        "last": date(2026, 6, 30),
        "number": "ENI/2025/412-345",
        "earlier": (before("1.1.1", "4000.00"), before("4.3", "100.00")),
        "sources": (
            FundedBy("eu", Text("Европейски съюз", "European Union"), None, Decimal(80)),
            FundedBy("own", Text("Сдружението", "The association"), None, Decimal(20)),
        ),
    }
    return replace(ground(BUDGET, entries), **(made | told))  # type: ignore[arg-type]  # names are checked by the dataclass itself
