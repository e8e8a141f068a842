"""Ten thousand reminders that are due in one hour: how long it takes to plan them, where they say the same and where none
does. Run by hand: `pytest tests/benchmarks/test_reminders.py -o addopts=--import-mode=importlib -s`.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK
from grants.deadlines.reminding.actions import Freshened, freshen_letters, plan_reminders
from grants.storage.database import rows
from tests import bare_rows as world
from tests.cast import TODAY

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
N, WITHIN = 10_000, 5.0
MIDNIGHT = datetime.combine(TODAY, clock(), UTC)

PEOPLE = """
INSERT INTO person (version, email, name, language, is_admin, password_hash)
SELECT 1, 'p' || n || '@example.org', 'Човек ' || n, CASE WHEN n % 3 = 0 THEN 'en' ELSE 'bg' END, false, '' FROM generate_series(1, $1) n
"""
SEATS = "INSERT INTO membership (person_id, role, project_id) SELECT id, 'field_worker', $1 FROM person WHERE email LIKE 'p%'"
DEADLINES = """
INSERT INTO deadline (version, project_id, number, position, kind, title_bg, title_en, note_bg, note_en, due_on, state, person_id,
  origin, thing, thing_number, unit, fixed, chosen, hour, zone)
SELECT 1, $1, n::text, n, 'report', 'Месечен отчет' || CASE WHEN $3 THEN '' ELSE ' № ' || n END,
  'Monthly report' || CASE WHEN $3 THEN '' ELSE ' No ' || n END, 'Приложете и присъствените списъци.', 'Enclose the lists.',
  $2::date + 7, 'open', q.id, 'typed', '', '', 'days', false, false, '', ''
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM person WHERE email LIKE 'p%') q
"""


@pytest.mark.parametrize("alike", [True, False], ids=["alike", "all different"])
async def test_it_plans_ten_thousand_reminders_of_one_hour_within_five_seconds(db, alike):
    project = await world.project("П-1", "Грижа в общността", await world.organisation(), acronym="ГРИЖА")
    await rows(PEOPLE, N)
    await rows(SEATS, project.id)
    await rows(DEADLINES, project.id, TODAY, alike)
    await rows("ANALYZE")
    began = time.perf_counter()
    assert await plan_reminders(CLOCK, TODAY, SOFIA, "https://grants.example.org") == N
    took = time.perf_counter() - began
    began = time.perf_counter()
    assert await plan_reminders(CLOCK, TODAY, SOFIA, "https://grants.example.org") == 0
    again = time.perf_counter() - began
    print(f"\n{N} reminders planned in {took:.2f} s ({N / took:.0f}/s); planned again in {again:.2f} s")
    for hours, rewritten in ((3, 0), (27, N)):
        began = time.perf_counter()
        done = await freshen_letters(MIDNIGHT + timedelta(hours=7 + hours), SOFIA, "https://grants.example.org")
        print(
            f"looked through before they leave and {done.rewritten} written anew in {time.perf_counter() - began:.2f} s"
        )
        assert done == Freshened(rewritten, 0)
    assert took < WITHIN, "on a machine that does nothing else"
    assert (await rows("SELECT count(*)::int AS n FROM letter"))[0]["n"] == N


async def test_it_plans_ten_thousand_deadlines_of_two_hundred_people_within_five_seconds(db):
    project = await world.project("П-1", "Грижа в общността", await world.organisation(), acronym="ГРИЖА")
    await rows(PEOPLE, N)
    await rows(SEATS, project.id)
    await rows(DEADLINES, project.id, TODAY, False)
    await rows("UPDATE deadline SET person_id = (SELECT min(id) FROM person) + position % 200")
    began = time.perf_counter()
    assert await plan_reminders(CLOCK, date(2026, 11, 22), SOFIA, "https://grants.example.org") == 200
    took = time.perf_counter() - began
    print(f"\n200 letters about {N} deadlines planned in {took:.2f} s")
    assert took < WITHIN
