"""The ledger of ten thousand expenses: two statements for its list, none over 50 ms without a search for words;
and what was found about a hundred of its rows, or about the budget lines, without all checks of the project.

Run by hand: `pytest tests/benchmarks/test_ledger.py -o addopts=--import-mode=importlib -s`.
"""

from __future__ import annotations

import time
from datetime import date, timedelta

import asyncpg
import pytest

from grants.checks.lines import findings_by_line
from grants.checks.papers import findings_of_expenses
from grants.expenses import queries
from grants.expenses.models import Document, Expense
from grants.expenses.queries import Filters, ledger
from grants.storage.database import rows
from tests.cast import TODAY, row, world

pytestmark = pytest.mark.anyio

ROWS, MILLISECONDS = 10_000, 50
FIRST = date(2024, 1, 1)
ASKED = {
    "all": Filters(),
    "a line": Filters(line="3"),
    "a partner": Filters(partner="2"),
    "days": Filters(first="х", first_on=date(2025, 1, 1), last="х", last_on=date(2025, 3, 31)),
    "not verified": Filters(state="open"),
    "counted": Filters(state="counted"),
    "an activity": Filters(activity="1", state="counted"),
    "a year": Filters(year="2025", state="counted"),
    "kind of cost": Filters(category="staff", state="counted"),
}


async def ten_thousand(people):
    """Papers of thirty lines, a claim of each."""
    await row(people.project, "activity", "1", title_bg="Обучения")
    lines = [
        await row(people.project, "line", str(n), title_bg=f"Ред {n}", activity="1" if n % 2 else "", category="staff" if n % 3 else "none")
        for n in range(1, 31)
    ]  # fmt: skip
    for n in range(1, 31):
        await row(people.project, "opening", str(n), line=str(n), until="31.12.2023", amount="100", currency="EUR")
    project = people.project.id
    papers = [
        Document(
            project_id=project, number=str(n), position=n, paper_number=f"{n:010}", issued_on=FIRST + timedelta(days=n % 900),
            supplier_name=f"Доставчик „{n % 400}“ ЕООД", supplier_eik="", net_cents=1000 + n, currency="EUR",
        )
        for n in range(1, ROWS + 1)
    ]  # fmt: skip
    await Document.bulk_create(papers, batch_size=1000)
    ids = [found["id"] for found in await Document.all().order_by("position").values("id")]
    claims = [
        Expense(
            project_id=project, number=str(n), position=n, document_id=ids[n - 1], line_id=lines[n % 30], amount_cents=1000 + n,
            partner_id=people.partner if n % 3 else people.lead, state="verified" if n % 4 else "submitted", currency="EUR",
        )
        for n in range(1, ROWS + 1)
    ]  # fmt: skip
    await Expense.bulk_create(claims, batch_size=1000)
    await rows("ANALYZE")


async def test_its_statements_are_quick(monkeypatch, db):
    people = await world()
    await ten_thousand(people)
    took: list[float] = []

    async def timed(sql, *values):
        begun = time.perf_counter()
        found = await rows(sql, *values)
        took.append((time.perf_counter() - begun) * 1000)
        return found

    monkeypatch.setattr(queries, "rows", timed)
    slowest = 0.0
    for name, filters in ASKED.items():
        for page in (1, 100):
            best: list[float] = []
            for _ in range(5):
                took.clear()
                await ledger(people.ivan, people.project, filters, page)
                assert len(took) == 2
                best = [min(pair) for pair in zip(took, best or took, strict=True)]
            print(f"{name:14} page {page:3}: totals {best[0]:5.1f} ms, rows {best[1]:5.1f} ms")
            slowest = max(slowest, *best)
    assert slowest <= MILLISECONDS


async def test_the_tags_of_its_rows_need_little_beside_all_checks(monkeypatch, db):
    people = await world()
    await ten_thousand(people)
    took: list[tuple[float, str]] = []
    asked = asyncpg.Connection.fetch

    async def timed(self, sql, *values, **more):
        begun = time.perf_counter()
        found = await asked(self, sql, *values, **more)
        took.append(((time.perf_counter() - begun) * 1000, sql[:60]))
        return found

    monkeypatch.setattr(asyncpg.Connection, "fetch", timed)
    page = [found["id"] for found in (await ledger(people.ivan, people.project, Filters())).rows]
    for name, looked in (
        ("a page of the ledger", lambda: findings_of_expenses(people.ivan, people.project, page, TODAY)),
        ("the budget lines", lambda: findings_by_line(people.ivan, people.project, TODAY)),
    ):
        slowest, whole = float("inf"), float("inf")
        for _ in range(5):
            took.clear()
            begun = time.perf_counter()
            found = await looked()
            whole = min(whole, (time.perf_counter() - begun) * 1000)
            slowest = min(slowest, max(took)[0])
        print(
            f"{name:22}: {len(took)} statements, the slowest {slowest:5.1f} ms, in all {whole:6.1f} ms, {len(found)} rows"
        )
        assert slowest <= MILLISECONDS
        assert whole <= 500
