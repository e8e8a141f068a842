"""The sheet beside the SF-425 of what was not spent in dollars: each expense with the rate by which it counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Kind, Line, Spot
from grants.funders.ground import EURO, Ground
from grants.funders.sf425_costs import DOLLAR, in_dollars
from grants.values.language import Text
from grants.values.money import total

TURNED_COLUMNS: Final = (
    Column(Text("Разход №", "Expense no"), 10, "number", Style.CODE),
    Column(Text("Дата", "Day"), 12, "day", Style.DAY),
    Column(Text("Бюджетен ред", "Budget line"), 12, "line", Style.CODE),
    Column(Text("Сума", "Amount"), 15, "amount", Style.AMOUNT),
    Column(Text("Валута", "Currency"), 9, "currency", Style.CURRENCY),
    Column(Text("Сума в евро", "Amount in EUR"), 15, "euro", Style.AMOUNT),
    Column(Text("Долари за едно евро", "Dollars for one euro"), 14, "rate", Style.RATE),
    Column(Text("Сума в долари", "Amount in USD"), 16, "dollars", Style.AMOUNT),
)
_RULES: Final = {
    **dict.fromkeys(
        ("inforeuro_month", "inforeuro_mean", "inforeuro_submission"),
        Text("InforEuro за месеца на плащане", "InforEuro's of the month of payment"),
    ),
    "tranche": Text("този, по който е осчетоводен последният транш", "the one at which the last tranche was booked"),
}
_OF_THE_DAY: Final = Text("на централната банка за деня на плащане", "the central bank's of the day of payment")


def spent_elsewhere(ground: Ground) -> bool:
    """Whether any of the report's expenses are not in dollars."""
    return any(one.amount.currency != DOLLAR for one in ground.tallies)


def turned_rows(ground: Ground) -> Iterator[Line]:
    """A row for each expense; one in dollars stands as it is."""
    for entry in ground.entries:
        euro = None if entry.amount.currency == DOLLAR else entry.in_money(EURO)
        follows = euro is not None and entry.into_per_euro is not None
        yield Line(
            {
                "number": entry.number,
                "day": entry.day,
                "line": entry.line,
                "amount": entry.amount,
                "currency": entry.amount.currency,
                "euro": euro,
                "rate": entry.into_per_euro if follows else None,
                "dollars": Spot(in_dollars(entry), "ROUND([euro]*[rate],2)" if follows else ""),
            },
            entry=entry.id,
        )


def turned_total(ground: Ground) -> Iterator[Line]:
    """Their sum."""
    whole = total((in_dollars(entry) for entry in ground.entries), DOLLAR)
    yield Line(
        {"number": Text("Общо", "Total"), "dollars": Spot(whole, "ROUND(SUM([turned!dollars]),2)")}, "total", Kind.TOTAL
    )


def by_which_rate(ground: Ground) -> Iterator[Text]:
    """By which rate expenses in other currencies count; nothing is said of a report all in dollars."""
    if spent_elsewhere(ground) or any(one.amount.currency != DOLLAR for one in ground.earlier):
        rule = _RULES.get(ground.booked_rate, _OF_THE_DAY)
        yield Text(
            f"Разход в друга валута се смята в евро, както е осчетоводен, и от евро в долари по курса {rule.bg}; всеки поотделно.",
            f"An expense in another currency is counted in euro as booked, and from euro into dollars at the rate: {rule.en}; "
            "each by itself.",
        )
