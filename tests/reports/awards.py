"""The worked example of the SF-425: an award of 450,000 dollars with thirteen sub-grants and the recipient's own costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from grants.funders.ground import Asked, Earlier, Entry, FundedBy, Ground, SubAwarded
from grants.values.language import Text
from grants.values.money import Money
from tests.reports.grounds import LEAD, entry, ground, line

AWARDS = """18000 12600 12600; 22000 22000 20150.40; 15000 9000 8740.25; 20000 20000 19980; 12500 6250 5100.10;
25000 17500 16333.33; 18500 18500 18500; 16000 8000 7420.65; 21000 14700 14002.20; 14000 14000 13650;
19500 9750 9120.75; 17500 12250 11999.99; 16000 8000 7655.28"""


def usd(amount: str) -> Money:
    """An amount in dollars."""
    return Money.of(amount, "USD")


STAFF = replace(line("1.1", category="staff"), amount=usd("150000.00"), currency="USD")
OFFICE = replace(line("2.1", category="services"), amount=usd("65000.00"), currency="USD")
GRANTS = replace(line("3.1", category="sub_grants"), amount=usd("235000.00"), currency="USD")
LINES = (STAFF, OFFICE, GRANTS)


def sub_grants() -> tuple[SubAwarded, ...]:
    """Thirteen municipalities; the first adds 10,000.00 in money and 240.75 in kind."""
    made = []
    for number, figures in enumerate(AWARDS.split(";"), start=1):
        amount, advanced, accepted = (usd(figure) for figure in figures.split())
        name = Text(f"Община {number}", f"Municipality {number}")
        match = (
            (usd("5000.00"), usd("10000.00"), usd("240.75")) if number == 1 else (usd("5000.00"), usd("0"), usd("0"))
        )
        made.append(SubAwarded(str(number), name, f"SG-{number:02}", amount, advanced, accepted, *match))
    return tuple(made)


def before(on: str, amount: str, **told: object) -> Earlier:
    """What was reported before on a line."""
    whole, zero = usd(amount), usd("0")
    of = next(one for one in LINES if one.number == on)
    made = Earlier(of.id, LEAD.id, of.category, "actual", whole, zero, zero, zero, zero, zero, zero, None, None)
    return replace(made, **told)  # type: ignore[arg-type]  # names are checked by the dataclass itself


def paid(number: int, amount: str, on: object, **told: object) -> Entry:
    """An expense in dollars."""
    return entry(number, amount, on, currency="USD", **told)  # type: ignore[arg-type]  # a line of the budget


def example(**told: object) -> Ground:
    """The quarter to 30 September: own costs of 116,697.15 in all, of which 1,834.80 are not paid yet."""
    entries = (
        paid(1, "16697.15", STAFF),
        paid(2, "1834.80", OFFICE, paid_on=None),
        paid(3, "20000.00", OFFICE, own=usd("15000.00"), in_kind=usd("5000.00")),
        paid(4, "12600.00", GRANTS),
    )
    made: dict[str, object] = {
        "code": "AID-2026",
        "number": "183-A-00-26-00101",
        "funder": Text(
            "Американска агенция за международно развитие", "United States Agency for International Development"
        ),
        "currency": "USD",
        "earlier": (before("1.1", "129165.20", own=usd("31000.00")),),
        "sub_grants": sub_grants(),
        "sources": (
            FundedBy("donor", Text("USAID", "USAID"), usd("450000.00")),
            FundedBy("own", Text("Собствен принос", "Own contribution"), usd("60000.00")),
            FundedBy("third_party", Text("Общини", "Municipalities"), None, Decimal("6.6666666667")),
        ),
        "asked": (
            Asked("advance", "", usd("200000.00"), usd("200000.00"), usd("200000.00"), date(2026, 1, 15), None),
            Asked("interim", "1", usd("110000.00"), usd("110000.00"), usd("110000.00"), date(2026, 6, 2), None),
            Asked("recovery", "", None, None, usd("10000.00"), date(2026, 7, 1), None),
            Asked("interim", "2", usd("50000.00"), usd("50000.00"), usd("50000.00"), date(2026, 10, 4), None),
        ),
    }
    return replace(ground(LINES, entries), **(made | told))  # type: ignore[arg-type]  # names are checked by the dataclass itself
