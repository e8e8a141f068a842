"""How the overview and the work plan of a project with 100 activities and 300 deliverables, without expenses and with 1,000, compare with a
floor measured in the same run: the page's own statements by bare asyncpg, in sessions set up alike (each is planned for the values it is
asked with), and the same rows by string formatting.
Run by hand: `pytest tests/benchmarks -o addopts=--import-mode=importlib -s`.
"""

from __future__ import annotations

from statistics import median
from typing import Any

import asyncpg
import httpx2
import pytest

from grants.app import create_app, settled
from grants.storage import database
from tests.benchmarks.test_budget import LOOK, MOST, bare, rounds
from tests.cast import CODE, NOON, PASSWORD, world

pytestmark = pytest.mark.anyio

ACTIVITIES, DELIVERABLES = 100, 300

FILL = """
INSERT INTO work_package (version, project_id, number, position, title_bg, title_en, summary_bg, summary_en, partner_id)
SELECT 1, p.id, 'РП' || n, n, 'Работен пакет ' || n, '', '', '', {lead} FROM project p CROSS JOIN generate_series(1, 5) n WHERE p.code = '{code}';
INSERT INTO activity (version, project_id, number, position, package_id, title_bg, title_en, summary_bg, summary_en, result_bg, result_en,
  partner_id, state, progress, start_month, end_month, start_on, start_precision, end_on, end_precision, began_on, as_published)
SELECT 1, p.id, n::text, n, w.id, 'Обучения и наставничество, дейност ' || n, '', '', '', 'Очакван резултат на дейността', '',
  CASE WHEN n % 2 = 0 THEN {lead} ELSE {partner} END, (ARRAY['planned', 'running', 'done'])[1 + n % 3], n, 1 + n % 20, 4 + n % 20,
  date '2025-09-01' + (n % 20) * 30, 'day', date '2025-12-01' + (n % 20) * 30, 'day',
  CASE WHEN n % 3 > 0 THEN date '2025-09-10' + (n % 20) * 30 END, ''
FROM project p JOIN work_package w ON w.project_id = p.id CROSS JOIN generate_series(1, {activities}) n
WHERE p.code = '{code}' AND w.position = 1 + n % 5;
UPDATE activity x SET within_id = a.id FROM activity a WHERE a.project_id = x.project_id AND x.position % 4 > 1 AND a.position = x.position - x.position % 4 + 1;
INSERT INTO activity_update (version, project_id, number, position, activity_id, written_on, done_bg, done_en, late_bg, late_en, next_bg, next_en)
SELECT 1, a.project_id, a.number || '/' || n, a.position * 10 + n, a.id, date '2026-01-01' + n * 20, 'Направено', '', '', '', '', ''
FROM activity a CROSS JOIN generate_series(1, 5) n;
INSERT INTO milestone (version, project_id, number, position, title_bg, title_en, activity_id, partner_id, due_on, means_bg, means_en)
SELECT 1, a.project_id, a.number, a.position, 'Ключов етап ' || a.number, '', a.id, a.partner_id, a.end_on, '', '' FROM activity a WHERE a.position % 4 = 0;
INSERT INTO deliverable (version, project_id, number, position, activity_id, partner_id, title_bg, title_en, kind, delivered_title_bg,
  delivered_title_en, quantity, unit_bg, unit_en, state, due_on, note_bg, note_en, decision)
SELECT 1, a.project_id, n::text, n, a.id, a.partner_id, 'Доклад за нуждите ' || n, '', 'document', '', '', n, 'броя', '',
  (ARRAY['planned', 'submitted', 'returned', 'accepted'])[1 + n % 4], a.start_on + 20 + n % 60, '', '', ''
FROM activity a CROSS JOIN generate_series(1, {deliverables}) n WHERE a.position = 1 + n % {activities};
INSERT INTO reporting_period (version, project_id, number, position, kind, start_on, end_on, technical, financial, package, state, generated, note_bg, note_en)
SELECT 1, p.id, n::text, n, 'interim', date '2025-06-01' + n * 91, date '2025-06-01' + n * 91 + 90, true, true, '', 'planned', true, '', ''
FROM project p CROSS JOIN generate_series(1, 8) n WHERE p.code = '{code}';
INSERT INTO budget_line (version, project_id, number, position, title_bg, title_en, partner_id, activity_id, year, category, form, unit_bg, unit_en,
  base, article, rounding, capped, amount_cents, currency)
SELECT 1, a.project_id, a.number, a.position, 'Ред ' || a.number, '', a.partner_id, a.id, '', 'staff', 'actual', '', '', '', 'none', 'toward_zero', false, 100000 + a.position, 'EUR'
FROM activity a;
INSERT INTO document (version, project_id, number, position, kind, paper_number, issued_on, paid_on, supplier_name, supplier_eik,
  description_bg, description_en, net_cents, currency, vat_recoverable, sensitive, original, as_published)
SELECT 1, p.id, e::text, e, 'invoice', '10000' || e, date '2026-01-05' + e % 300, date '2026-01-09' + e % 300, 'Доставчик ' || e % 40, '',
  '', '', 5000 + e, 'EUR', false, false, '', ''
FROM project p CROSS JOIN generate_series(1, {expenses}) e WHERE p.code = '{code}';
INSERT INTO expense (version, project_id, number, position, document_id, line_id, partner_id, form, evidence, description_bg,
  description_en, amount_cents, own_cents, in_kind_cents, third_cents, currency, state, cut_cents, decision, reason, package, from_advance, cross_financed,
  carried_out)
SELECT 1, d.project_id, d.number, d.position, d.id, l.id, l.partner_id, 'actual', '', '', '', d.net_cents, 0, 0, 0, d.currency,
  'verified', 0, '', '', '', false, false, 'inside' FROM document d JOIN budget_line l ON l.project_id = d.project_id AND l.position = 1 + d.position % {activities};
UPDATE project SET start_on = '2025-09-01', end_on = '2027-08-31' WHERE code = '{code}';
ANALYZE;
"""


@pytest.mark.parametrize("address", [f"/projects/{CODE}", f"/projects/{CODE}/workplan"])
@pytest.mark.parametrize("spent", [0, 1_000])
async def test_it_answers_within_three_times_the_floor(own_database, settings, address, spent):
    seen: list[Any] = []

    async def listen(connection: Any) -> None:
        connection.add_query_logger(seen.append)

    async with database.connected({**own_database, "setup": listen}):
        small = await world()
        fill = await asyncpg.connect(**own_database, server_settings=database.SESSION)
        app = create_app(settings, clock=lambda: NOON)
        settled()  # as a server does when it begins
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            await client.post("/sign-in", data={"email": "maria@zaedno.example", "password": PASSWORD})
            asked = []
            for activities, deliverables, expenses in ((4, 4, 4), (ACTIVITIES, DELIVERABLES, spent)):
                await fill.execute(
                    "TRUNCATE activity, work_package, deliverable, milestone, activity_update, reporting_period, budget_line, document CASCADE"
                )
                await fill.execute(
                    FILL.format(
                        lead=small.lead,
                        partner=small.partner,
                        code=CODE,
                        activities=activities,
                        deliverables=deliverables,
                        expenses=expenses,
                    )
                )
                await client.get(address)
                seen.clear()
                page = await client.get(address)
                statements = [(one.query, one.args) for one in seen if not one.query.startswith(LOOK)]
                asked.append(len(statements))
            found = [[dict(row) for row in await fill.fetch(query, *args)] for query, args in statements]
            works = [lambda q=query, a=args: fill.fetch(q, *a) for query, args in statements]
            pages, formatted, *took = await rounds([lambda: client.get(address), lambda: bare(found), *works])
        whole, formatting, each = median(pages), median(formatted), [median(times) for times in took]
        slowest, least = statements[each.index(max(each))][0], [min(times) for times in took]
        await fill.close()
    assert page.status_code == 200
    assert asked[0] == asked[1]
    floor = median(map(sum, zip(formatted, *took, strict=True)))  # of whole rounds, as the page is taken whole
    print(
        f"\n{address}, {spent} expenses: queries {len(statements)}; statements {sum(each) * 1000:.1f} ms (slowest {max(each) * 1000:.1f}, undisturbed {max(least) * 1000:.1f}: "
        f"{' '.join(slowest.split())[:90]}), rows as strings {formatting * 1000:.2f} ms; "
        f"page {whole * 1000:.1f} ms = {whole / floor:.2f} x the floor of {floor * 1000:.1f} ms, {len(page.content) // 1024} KB"
    )
    assert max(least) < MOST
    assert whole <= 3 * floor
