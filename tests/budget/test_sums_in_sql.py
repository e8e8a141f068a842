"""What the database adds up is what the same rows make when they are added here (сборовете съвпадат до стотинка)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.access import OPERATOR
from grants.budget.models import Opening
from grants.expenses.models import Document, Expense
from grants.expenses.rules import COUNTED_STATES, DocumentKind, ExpenseState
from grants.projects.models import Organisation
from grants.storage.database import rows, transaction
from grants.values.money import Money, in_euro
from tests.cast import project_of, row
from tests.properties import kept
from tests.reports.quarter import report_figures

pytestmark = pytest.mark.anyio
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
Values = dict[str, Any]


class _Enough(Exception):
    """Ends a case, so that the next one finds the project as it was."""


@asynccontextmanager
async def undone() -> AsyncIterator[None]:
    with suppress(_Enough):
        async with transaction():
            yield
            raise _Enough


cents = st.integers(-10_000_000, 10_000_000)
days = st.dates(FIRST - timedelta(days=40), LAST)


@st.composite
def expenses(draw: st.DrawFn) -> Values:
    """An expense of any state, with a document or without one, cut or not, at a booked rate or not."""
    amount, currency = draw(cents.filter(bool)), draw(st.sampled_from(("EUR", "BGN", "USD")))
    cut = draw(st.integers(0, abs(amount))) * (1 if amount > 0 else -1)
    state = draw(st.sampled_from(ExpenseState))
    return {
        "amount_cents": amount,
        "currency": currency,
        "state": state,
        "own_cents": amount // 10,
        "in_kind_cents": amount // 20,
        "third_cents": amount // 30,
        "cut_cents": cut if state is ExpenseState.CUT else 0,
        "rated_cents": draw(st.none() | cents) if currency == "USD" else None,
        "claimed_on": draw(days),
        "with_document": draw(st.booleans()),
    }


openings = st.fixed_dictionaries(
    {
        "amount_cents": cents,
        "currency": st.sampled_from(("EUR", "BGN", "USD")),
        "cut_cents": cents,
        "until_on": days,
    }
)


def euro_of(minor: int, currency: str) -> int | None:
    euro = in_euro(Money(minor, currency))
    return None if euro is None else euro.minor


def lost_of(one: Values) -> tuple[int, int | None]:
    """What the funder cut or set aside of an expense, in its currency and in euro."""
    amount, cut, rated = one["amount_cents"], one["cut_cents"], one["rated_cents"]
    in_all = rated if rated is not None else euro_of(amount, one["currency"])
    if one["state"] is ExpenseState.PARKED:
        return amount, in_all
    if not cut:
        return 0, 0
    if rated is None:
        return cut, euro_of(cut, one["currency"])
    # Of a booked euro amount the cut takes its part, half up.
    return cut, Money(rated, "EUR").at(Fraction(cut, amount)).minor


async def kept_rows(project: Any, line: int, made: list[Values], opened: list[Values]) -> None:
    """The rows as the tracker keeps them, without the pages in between."""
    for at, one in enumerate(made, start=1):
        values = {name: value for name, value in one.items() if name != "with_document"}
        if one["with_document"]:
            paper = await Document.create(
                project_id=project.id,
                number=str(at),
                position=at,
                kind=DocumentKind.INVOICE,
                paid_on=values.pop("claimed_on"),
                currency=one["currency"],
            )
            values["document_id"] = paper.id
        await Expense.create(project_id=project.id, number=str(at), position=at, line_id=line, **values)
    for at, one in enumerate(opened, start=1):
        await Opening.create(project_id=project.id, number=str(at), position=at, line_id=line, **one)


def added_up(made: list[Values], opened: list[Values]) -> dict[str, list[int]]:
    """Gross, lost, and both in euro (what has no rate left out), by currency."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in made:
        if one["state"] in COUNTED_STATES:
            rated = one["rated_cents"]
            euro = rated if rated is not None else euro_of(one["amount_cents"], one["currency"])
            lost, lost_euro = lost_of(one)
            _add(sums[one["currency"]], one["amount_cents"], lost, euro, lost_euro)
    for one in opened:
        euro, lost_euro = (euro_of(one[name], one["currency"]) for name in ("amount_cents", "cut_cents"))
        _add(sums[one["currency"]], one["amount_cents"], one["cut_cents"], euro, lost_euro)
    return dict(sums)


def _add(sums: list[int], *amounts: int | None) -> None:
    for at, amount in enumerate(amounts):
        sums[at] += amount or 0


@pytest.mark.property
@kept
@given(made=st.lists(expenses(), max_size=6), opened=st.lists(openings, max_size=2))
async def test_it_adds_up_in_the_database_what_the_rules_add_up_here(db: object, made, opened):
    async with undone():
        keeper = await Organisation.create(name_bg="Сдружение „Сбор“", country="BG")
        project = await project_of("сбор-1", keeper.id, title_bg="Сборове")
        line = await row(project, "line", "1", title_bg="Всичко", amount="1000", currency="EUR")
        await kept_rows(project, line, made, opened)
        found = await rows(
            "SELECT currency, sum(amount_cents)::bigint AS gross, sum(lost_cents)::bigint AS lost, "
            "coalesce(sum(euro_cents), 0)::bigint AS euro, coalesce(sum(lost_euro_cents), 0)::bigint AS lost_euro "
            "FROM spent WHERE project_id = $1 GROUP BY currency",
            project.id,
        )
        by_sql = {one["currency"]: [one[name] for name in ("gross", "lost", "euro", "lost_euro")] for one in found}
        here = added_up(made, opened)
        assert by_sql == here
        report = await report_figures(OPERATOR, project, FIRST, LAST)
        mixed = {"BGN", "EUR"} <= {"EUR", *here}
        for total in report.line_totals:
            expected = here.get(total.currency, [0, 0, 0, 0])[0]
            if total.currency == "EUR" and mixed:
                expected = sum(here[code][2] for code in ("BGN", "EUR") if code in here)
            assert total.so_far.minor == expected
