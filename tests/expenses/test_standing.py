"""How budget lines stand: gross and net, whose money, the opening part, and what is committed."""

from __future__ import annotations

from typing import Any

import pytest

from grants.access import OPERATOR
from grants.budget.models import Line
from grants.expenses.models import Document, Expense
from grants.expenses.rules import ExpenseState
from grants.expenses.standing import LineStanding, Sums, standing_by_line, together
from grants.values.money import Money
from tests.cast import row
from tests.expenses.conftest import recorded

pytestmark = pytest.mark.anyio


async def spent(town, state: ExpenseState, cut: int = 0, **typed: Any) -> int:
    """An expense of the town in a state."""
    expense_id = await recorded(OPERATOR, town.project, **typed)
    await Expense.filter(id=expense_id).update(state=state, cut_cents=cut)
    return expense_id


async def line_of(town, number: str) -> int:
    return int((await Line.get(project_id=town.project.id, number=number)).id)


def euro(text: str) -> Money:
    return Money.of(text, "EUR")


async def test_it_tells_gross_lost_and_net_of_each_line(town):
    for state, amount, cut in (
        (ExpenseState.DRAFT, "1", 0),
        (ExpenseState.RETURNED, "2", 0),
        (ExpenseState.SUBMITTED, "10", 0),
        (ExpenseState.VERIFIED, "20", 0),
        (ExpenseState.CUT, "40", 1_501),
        (ExpenseState.PARKED, "80", 0),
    ):
        await spent(town, state, cut, amount=amount, own="0,50")
    stands = (await standing_by_line(town.ivan, town.project))[await line_of(town, "1.1")]
    assert stands.euro == stands.of("EUR")
    assert (stands.euro.gross, stands.euro.lost, stands.euro.net) == (euro("150"), euro("95.01"), euro("54.99"))
    assert stands.euro.own == euro("2")
    assert stands.committed == {}


async def test_it_counts_levs_row_by_row_and_leaves_out_what_has_no_rate(town):
    for _ in range(3):
        await spent(town, ExpenseState.VERIFIED, amount="0,01", net="0,01", vat="", currency="BGN", own="0,01")
    await spent(town, ExpenseState.VERIFIED, amount="7", currency="USD")
    stands = (await standing_by_line(town.ivan, town.project))[await line_of(town, "1.1")]
    assert stands.of("BGN").gross == Money(3, "BGN")
    assert (stands.euro.gross, stands.euro.own) == (euro("0.03"), euro("0.03"))  # each 0,01 lev is 0,51 cent: one
    assert stands.left_out == {"USD": Money.of("7", "USD")}


async def test_it_converts_the_parts_of_a_row_as_the_row_was_converted(town):
    expense_id = await spent(town, ExpenseState.CUT, 5_000, amount="100", currency="USD", own="25")
    await Expense.filter(id=expense_id).update(rated_cents=9_001)
    stands = (await standing_by_line(town.ivan, town.project))[await line_of(town, "1.1")]
    assert (stands.euro.gross, stands.euro.lost, stands.euro.own) == (euro("90.01"), euro("45.01"), euro("22.50"))
    assert stands.left_out == {}


async def test_it_labels_the_opening_part(town):
    await row(town.project, "opening", line="1.1", until="30.06.2026", amount="1000", own="150", cut="20")
    await spent(town, ExpenseState.VERIFIED, amount="5")
    sums = (await standing_by_line(town.ivan, town.project))[await line_of(town, "1.1")].euro
    assert (sums.gross, sums.opening, sums.opening_lost) == (euro("1005"), euro("1000"), euro("20"))
    assert (sums.net, sums.own) == (euro("985"), euro("150"))


@pytest.mark.parametrize(
    ("contract", "invoices", "committed"),
    [
        ({"amount": "1000"}, (), "1000.00"),
        ({"amount": "1000"}, ({"net": "300", "vat": "60"},), "640.00"),
        ({"amount": "1000"}, ({"net": "900", "vat": "180"},), None),
        ({"amount": "1000"}, ({"net": "195,58", "vat": "", "currency": "BGN"},), "900.00"),
        ({"amount": "1000", "currency": "BGN"}, ({"net": "100", "vat": ""},), "804.42"),
        ({"amount": "1000", "state": "finished"}, (), None),
        ({"amount": "1000", "state": "terminated"}, (), None),
    ],
)
async def test_it_commits_what_signed_contracts_leave_to_be_invoiced(town, contract, invoices, committed):
    supply = await row(town.project, "supply", subject_bg="Печат", line="1.1", partner="1", **contract)
    for invoice in invoices:
        await recorded(OPERATOR, town.project, **invoice)
    await Document.all().update(supply_id=supply)
    stands = (await standing_by_line(town.ivan, town.project)).get(await line_of(town, "1.1"), LineStanding())
    currency = contract.get("currency", "EUR")
    assert stands.committed == ({currency: Money.of(committed, currency)} if committed else {})


async def test_a_partner_sees_how_its_own_part_stands(town):
    await spent(town, ExpenseState.VERIFIED, amount="5")
    mine = await spent(town, ExpenseState.VERIFIED, amount="7", line="2", partner="2")
    await Expense.filter(id=mine).update(line_id=None)
    await row(town.project, "supply", subject_bg="Печат", line="1.1", partner="1", amount="9")
    stands = await standing_by_line(town.elena, town.project)
    assert list(stands) == [None]
    assert stands[None].euro.gross == euro("7")
    assert await standing_by_line(town.desislava, town.project) == {}
    assert await standing_by_line(town.petar, town.project) == {}


def test_lines_together_are_their_sums():
    one, other = Sums.none("EUR"), Sums(*(Money(cents, "EUR") for cents in range(1, 8)))
    whole = together(
        [LineStanding({"EUR": one}, one), LineStanding({"EUR": other, "BGN": Sums.none("BGN")}, other), LineStanding()]
    )
    assert whole.of("EUR") == whole.euro == other
    assert whole.committed_in("EUR") == Money(0, "EUR")
