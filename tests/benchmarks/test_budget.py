"""How the budget page of 300 lines with 10,000 expenses behind it compares with a floor measured in the same
run: the page's own statements by bare asyncpg, and the same figures by string formatting.
Run by hand: `pytest tests/benchmarks -o addopts=--import-mode=importlib -s`.
"""

from __future__ import annotations

import gc
import statistics
import time
from html import escape
from typing import Any

import asyncpg
import httpx2
import pytest

from grants.app import create_app
from grants.storage import database
from tests.cast import CODE, NOON, PASSWORD, world

pytestmark = pytest.mark.anyio

LINES, EXPENSES, ROUNDS, MOST = 300, 10_000, 25, 0.050

FILL = """
INSERT INTO budget_line (version, project_id, number, position, title_bg, title_en, partner_id, year, category, form, unit_bg, unit_en,
  units, unit_price_cents, base, article, rounding, capped, amount_cents, currency)
SELECT 1, p.id, CASE WHEN l % 30 = 1 THEN (1 + l / 30)::text ELSE (1 + (l - 1) / 30) || '.' || (l - 1) % 30 END, l,
  'Възнаграждения на специалисти, ред ' || l, '', CASE WHEN l % 2 = 0 THEN {lead} ELSE {partner} END, '', 'staff', 'actual', '', '',
  12, 100000 + l, '', 'none', 'toward_zero', false, CASE WHEN l % 30 = 1 THEN NULL ELSE 1200000 + 12 * l END, 'EUR'
FROM project p CROSS JOIN generate_series(1, {lines}) l WHERE p.code = '{code}';
INSERT INTO document (version, project_id, number, position, kind, paper_number, issued_on, paid_on, supplier_name, supplier_eik,
  description_bg, description_en, net_cents, currency, vat_recoverable, sensitive, original, as_published)
SELECT 1, p.id, e::text, e, 'invoice', '10000' || e, date '2026-01-05' + e % 300, date '2026-01-09' + e % 300, 'Доставчик ' || e % 40, '',
  '', '', 5000 + e, CASE WHEN e % 3 = 0 THEN 'BGN' ELSE 'EUR' END, false, false, '', ''
FROM project p CROSS JOIN generate_series(1, {expenses}) e WHERE p.code = '{code}';
INSERT INTO expense (version, project_id, number, position, document_id, line_id, partner_id, form, evidence, description_bg,
  description_en, amount_cents, own_cents, in_kind_cents, third_cents, currency, state, cut_cents, decision, reason, package, from_advance, cross_financed,
  carried_out)
SELECT 1, d.project_id, d.number, d.position, d.id, l.id, l.partner_id, 'actual', '', '', '', d.net_cents, d.net_cents / 10, 0, 0, d.currency,
  (ARRAY['verified', 'reported', 'approved', 'cut', 'parked'])[1 + d.position % 5],
  CASE WHEN d.position % 5 = 3 THEN 100 ELSE 0 END, '', '', '', false, false, 'inside'
FROM document d JOIN budget_line l ON l.project_id = d.project_id AND l.position = 2 + d.position % ({lines} - 2)
  AND l.amount_cents IS NOT NULL;
INSERT INTO opening_figure (version, project_id, number, position, line_id, until_on, amount_cents, own_cents, in_kind_cents, third_cents,
  cut_cents, currency)
SELECT 1, l.project_id, l.position::text, l.position, l.id, date '2025-12-31', 10000, 0, 0, 0, 0, 'EUR' FROM budget_line l
WHERE l.amount_cents IS NOT NULL;
INSERT INTO supply_contract (version, project_id, number, position, subject_bg, subject_en, contract_number, supplier_name, supplier_eik,
  state, line_id, amount_cents, currency)
SELECT 1, l.project_id, l.position::text, l.position, 'Услуга', '', '', '', '', 'signed', l.id, 50000, 'EUR' FROM budget_line l
WHERE l.position % 10 = 2;
UPDATE project SET start_on = '2025-09-01', end_on = '2027-08-31' WHERE code = '{code}';
ANALYZE;
"""

LOOK = "SELECT pg_advisory", "RESET", "UNLISTEN"


@pytest.mark.parametrize("address", [f"/projects/{CODE}/budget", f"/projects/{CODE}/budget?by=activity"])
async def test_it_answers_within_three_times_the_floor(own_database, settings, address):
    seen: list[Any] = []

    async def listen(connection: Any) -> None:
        connection.add_query_logger(seen.append)

    async with database.connected({**own_database, "setup": listen}):
        small = await world()
        fill = await asyncpg.connect(**own_database)
        await fill.execute(
            FILL.format(lead=small.lead, partner=small.partner, lines=LINES, expenses=EXPENSES, code=CODE)
        )
        app = create_app(settings, clock=lambda: NOON)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            await client.post("/sign-in", data={"email": "maria@zaedno.example", "password": PASSWORD})
            await client.get(address)
            seen.clear()
            page = await client.get(address)
            statements = [(one.query, one.args) for one in seen if not one.query.startswith(LOOK)]
            found = [[dict(row) for row in await fill.fetch(query, *args)] for query, args in statements]
            works = [lambda q=query, a=args: fill.fetch(q, *a) for query, args in statements]
            (whole, formatting, *each), (_, _, *least) = await timed(
                [lambda: client.get(address), lambda: bare(found), *works]
            )
        slowest = statements[each.index(max(each))][0]
        await fill.close()
    assert page.status_code == 200
    floor = sum(each) + formatting
    print(
        f"\n{address}: queries {len(statements)}; statements {sum(each) * 1000:.1f} ms (slowest {max(each) * 1000:.1f}, undisturbed {max(least) * 1000:.1f}: "
        f"{' '.join(slowest.split())[:90]}), rows as strings {formatting * 1000:.2f} ms; "
        f"page {whole * 1000:.1f} ms = {whole / floor:.2f} x the floor of {floor * 1000:.1f} ms"
    )
    assert max(least) < MOST
    assert whole <= 3 * floor


async def timed(works: list[Any]) -> tuple[list[float], list[float]]:
    """Seconds of each, the median of many rounds and the least."""
    took = await rounds(works)
    return [statistics.median(times) for times in took], [min(times) for times in took]


async def rounds(works: list[Any]) -> list[list[float]]:
    """Seconds of each in many rounds; all in every round, so that what else the machine does falls on all."""
    took: list[list[float]] = [[] for _ in works]
    gc.collect()
    for _ in range(ROUNDS):
        for work, times in zip(works, took, strict=True):
            begun = time.perf_counter()
            await work()
            times.append(time.perf_counter() - begun)
    return took


async def bare(found: list[list[dict[str, Any]]]) -> str:
    """Every row that was read, as plain as strings get: a cell a value, with a link."""
    return "".join(
        "<tr>"
        + "".join(f"<td><a href='/{name}'>{escape(str(value))}</a></td>" for name, value in row.items())
        + "</tr>"
        for rows in found
        for row in rows
    )
