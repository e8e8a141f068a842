"""Every figure that may be chosen is there in a report, under the same total to the cent („стойности по избор“)."""

from __future__ import annotations

from datetime import date

import pytest

from grants.filling.showing import COLUMNS, FIGURES_OF, NEEDS, Of, Reported, Shows, figure_named, values_of
from grants.funders.format import FIGURES, Rows
from grants.reports.grounded import figures_of
from grants.values.money import Money
from grants.values.wording import wording
from tests.reports.grounds import FIRST, LAST, entry, eur, ground, line

STAFF = line("1.1", "1000", category="staff")
TRAVEL = line("1.2", "300", category="travel")
OTHER = line("2", "50", category="staff")
GROUND = ground(
    [line("1"), STAFF, TRAVEL, OTHER],
    [
        entry(1, "100.10", STAFF, own=eur("0.10")),
        entry(2, "20.02", OTHER, in_kind=eur("5")),
        entry(3, "7.77", TRAVEL, paid_on=LAST),
    ],
)
REPORTED = Reported(GROUND, figures_of(GROUND), wording("bg"))
WHICH = {Of.LINE: "1.1", Of.CATEGORY: "staff"}
EVERY = [Shows(of, WHICH.get(of, ""), name) for of, names in FIGURES_OF.items() for name in names]


@pytest.mark.parametrize("shows", EVERY, ids=lambda shows: shows.address)
def test_it_finds_every_figure_that_is_offered(shows):
    assert figure_named(shows.address) == shows
    values = values_of(shows.address, REPORTED)
    assert len(values) == 1 or shows.of in COLUMNS
    assert all(value is None or isinstance(value, str | date | int | Money) or value >= 0 for value in values)
    assert all(shows.said(wording(language)) for language in ("bg", "en"))


def test_it_offers_every_column_of_the_ledgers_own_lists():
    for of, rows in ((Of.EXPENSES, Rows.EXPENSES), (Of.DOCUMENTS, Rows.DOCUMENTS), (Of.LINES, Rows.LINES)):
        assert tuple(FIGURES_OF[of]) == FIGURES[rows]


AMOUNTS = {
    "total.claimed": "127.89",
    "total.own": "0.10",
    "total.in_kind": "5.00",
    "total.grant": "122.79",
    "total.euro": "127.89",
    "budget.approved": "1350.00",
    "budget.remaining": "1222.11",
    "line:1.this": "107.87",
    "line:1.1.remaining": "899.90",
    "category:staff.approved": "1050.00",
    "category:staff.this": "120.12",
    "category:travel.so_far": "7.77",
}


@pytest.mark.parametrize(("address", "amount"), AMOUNTS.items())
def test_it_gives_the_amount_to_the_cent(address, amount):
    assert values_of(address, REPORTED) == (eur(amount),)


def test_it_gives_a_column_from_its_first_row_down():
    assert values_of("expenses.claimed", REPORTED) == (eur("100.10"), eur("20.02"), eur("7.77"))
    assert values_of("expenses.kind", REPORTED)[0] == "фактура"
    assert values_of("documents.paid_on", REPORTED) == (date(2026, 8, 3), date(2026, 8, 3), LAST)
    assert values_of("lines.number", REPORTED) == ("1", "1.1", "1.2", "2")
    assert values_of("currencies.currency", REPORTED) == ("EUR",)
    assert values_of("report.first", REPORTED) == (FIRST,)


def test_it_counts_nothing_where_nothing_was_claimed():
    nothing = ground([], [])
    reported = Reported(nothing, figures_of(nothing), wording("en"))
    assert values_of("total.claimed", reported) == (eur("0"),)
    assert values_of("budget.approved", reported) == (eur("0"),)
    assert values_of("expenses.claimed", reported) == ()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "project",
        "report.moon",
        "moon.project",
        "line.this",
        "category:moon.this",
        "total:1.grant",
        "expenses:.kind",
    ],
)
def test_it_knows_no_other_figure(address):
    assert figure_named(address) is None


def test_it_asks_which_only_of_lines_and_categories():
    assert {of for of in Of if of in NEEDS} == {Of.LINE, Of.CATEGORY}
