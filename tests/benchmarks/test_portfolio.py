"""How the portfolio page compares with a floor measured in the same run: its own statements by bare asyncpg, and the same
rows by string formatting. Run by hand: `pytest tests/benchmarks -o addopts=--import-mode=importlib -s`.
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
from tests.cast import NOON, PASSWORD, world

pytestmark = pytest.mark.anyio

PROJECTS, RICH, LINES, EXPENSES, ROUNDS = 200, 10, 300, 1000, 40

FILL = """
INSERT INTO project (version, code, kept_by_id, title_bg, title_en, acronym, state, currency, total_kind, start_on, start_precision,
  end_precision, priority_bg, priority_en, area_bg, area_en, funder_bg, funder_en, territory_bg, territory_en, summary_bg, summary_en,
  sustainability_bg, sustainability_en, total_cents)
SELECT 1, 'BG05SFPR002-9.' || lpad(n::text, 3, '0') || '-0001-C01', (SELECT kept_by_id FROM project WHERE code LIKE 'BG05SFPR002-2%'),
  'Подкрепа за хората в уязвимо положение, част ' || n, 'Support for people in vulnerable situations, part ' || n, '', 'running', 'EUR',
  'total', date '2025-01-01' + n::int, 'day', 'day', '', '', '', '', '', '', '', '', '', '', '', '', 10000000 + n * 7
FROM generate_series(1, {projects}) n;
INSERT INTO deadline (version, project_id, number, position, kind, title_bg, title_en, note_bg, note_en, due_on, state,
  origin, thing, thing_number, unit, fixed, chosen, hour, zone)
SELECT 1, p.id, d::text, d, 'report', 'Междинен отчет ' || d, 'Interim report ' || d, '', '', date '2026-11-10' + (d * 9 + p.id % 17)::int, 'open',
  'typed', '', '', 'days', false, false, '', ''
FROM project p CROSS JOIN generate_series(1, 4) d;
INSERT INTO budget_line (version, project_id, number, position, title_bg, title_en, year, category, form, unit_bg, unit_en,
  base, article, rounding, capped, amount_cents, currency)
SELECT 1, p.id, l::text, l, 'Ред ' || l, '', '', 'staff', 'actual', '', '', '', 'none', 'toward_zero', false, 12345 + l, 'EUR'
FROM (SELECT id FROM project WHERE code LIKE 'BG05SFPR002-9%' ORDER BY id LIMIT {rich}) p CROSS JOIN generate_series(1, {lines}) l;
INSERT INTO document (version, project_id, number, position, kind, paper_number, issued_on, paid_on, supplier_name, supplier_eik,
  description_bg, description_en, net_cents, currency, vat_recoverable, sensitive, original, as_published)
SELECT 1, p.id, e::text, e, 'invoice', '10000' || e, date '2026-01-05' + e % 300, date '2026-01-09' + e % 300, 'Доставчик ' || e % 40, '',
  '', '', 5000 + e, CASE WHEN e % 3 = 0 THEN 'BGN' ELSE 'EUR' END, false, false, '', ''
FROM (SELECT id FROM project WHERE code LIKE 'BG05SFPR002-9%' ORDER BY id LIMIT {rich}) p CROSS JOIN generate_series(1, {expenses}) e;
INSERT INTO expense (version, project_id, number, position, document_id, line_id, form, evidence, description_bg,
  description_en, amount_cents, own_cents, in_kind_cents, third_cents, currency, state, cut_cents, decision, reason, package, from_advance, cross_financed,
  carried_out)
SELECT 1, d.project_id, d.number, d.position, d.id, l.id, 'actual', '', '', '', d.net_cents, 0, 0, 0, d.currency, 'verified', 0, '', '', '', false, false, 'inside'
FROM document d JOIN budget_line l ON l.project_id = d.project_id AND l.position = 1 + d.position % {lines};
ANALYZE;
"""


async def test_it_answers_the_portfolio_within_three_times_the_floor(own_database, settings):
    seen: list[Any] = []

    async def listen(connection: Any) -> None:
        connection.add_query_logger(seen.append)

    async with database.connected({**own_database, "setup": listen}):
        await world()
        fill = await asyncpg.connect(**own_database)
        await fill.execute(FILL.format(projects=PROJECTS - 1, rich=RICH, lines=LINES, expenses=EXPENSES))
        app = create_app(settings, clock=lambda: NOON)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            await client.post("/sign-in", data={"email": "maria@zaedno.example", "password": PASSWORD})
            await client.get("/projects")
            seen.clear()
            page = await client.get("/projects")
            statements = [
                (one.query, one.args)
                for one in seen
                if not one.query.startswith(("SELECT pg_advisory", "RESET", "UNLISTEN"))
            ]
            whole = await timed(lambda: client.get("/projects"))
        each = [await timed(lambda q=query, a=args: fill.fetch(q, *a)) for query, args in statements]
        rows = [dict(row) for row in await fill.fetch(*flat(next(s for s in statements if "next_bg" in s[0])))]
        formatting = await timed(lambda: bare(rows))
        await fill.close()
    assert page.status_code == 200
    assert page.text.count('scope="row"') > PROJECTS
    floor = sum(each) + formatting
    print(
        f"\nqueries {len(statements)}; statements {sum(each) * 1000:.1f} ms (slowest {max(each) * 1000:.1f}), rows as strings"
    )
    print(
        f"{formatting * 1000:.2f} ms; page {whole * 1000:.1f} ms = {whole / floor:.2f} x the floor of {floor * 1000:.1f} ms"
    )
    assert len(statements) <= 8
    assert max(each) < 0.050
    assert whole <= 3 * floor


def flat(statement: tuple[str, Any]) -> tuple[Any, ...]:
    return statement[0], *statement[1]


async def timed(work: Any) -> float:
    """Seconds, the median of many rounds."""
    took = []
    gc.collect()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await work()
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


async def bare(rows: list[dict[str, Any]]) -> str:
    """The same rows, as plain as strings get."""
    return "".join(
        f"<tr><th><a href='/projects/{escape(r['code'])}'>{escape(r['title_bg'])}</a><span>{escape(r['code'])}</span></th>"
        f"<td>{escape(r['next_bg'] or '')} {r['next_on']:%d.%m.%Y} {r['late']}</td><td>{r['total_cents'] or 0}</td>"
        f"<td>{r['total_cents'] or 0}</td><td>{escape(r['state'])}</td></tr>"
        for r in rows
    )
