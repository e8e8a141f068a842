"""What a report or a stage makes of deadlines is shown before it is so; a day off moves the day of a report too."""

from __future__ import annotations

from datetime import date

import pytest

from grants.deadlines.models import DayOff, Deadline
from grants.projects.models import Period, Project
from grants.projects.rules import PeriodKind, PeriodState, ProjectState, Rhythm
from grants.projects.rules_periods import KeptPeriod, ReportingPlan, counted_anew
from grants.values.days import Roll
from grants.values.language import Text
from grants.values.terms import OfficeDays
from tests.cast import CODE, TODAY, row
from tests.deadlines.changing import confirmed
from tests.projects.test_contract_pages import contract, made

pytestmark = pytest.mark.anyio
BASE = f"/projects/{CODE}/contract"
USUAL, CLOSED = OfficeDays(), OfficeDays("BG", {date(2027, 1, 29): Text("Извънреден ден", "")})
PLAN = ReportingPlan(date(2026, 1, 1), date(2027, 12, 31), Rhythm.FROM_START, 6, 29, 60, roll=Roll.NEXT)
DUE = date(2027, 1, 29)
PERIODS = [  # the day its report is due, its state, whether the contract made it, and the day after another day off
    (DUE, PeriodState.PLANNED, True, date(2027, 2, 1)),
    (DUE, PeriodState.SUBMITTED, True, None),
    (DUE, PeriodState.PLANNED, False, None),  # typed by hand
    (date(2027, 1, 28), PeriodState.PLANNED, True, None),  # a day that the term does not come to
    (None, PeriodState.PLANNED, True, None),
]


@pytest.mark.parametrize(("due", "state", "generated", "then"), PERIODS)
def test_it_counts_anew_what_the_term_came_to(due, state, generated, then):
    one = KeptPeriod(
        1, "1", PeriodKind.INTERIM, date(2026, 7, 1), date(2026, 12, 31), due, True, True, state, generated
    )
    moves = counted_anew([one], PLAN, USUAL, CLOSED)
    assert [move.after and move.after.due_on for move in moves] == ([then] if then else [])
    assert counted_anew([one], PLAN, USUAL, USUAL) == ()


async def test_it_moves_a_report_and_its_deadline_when_a_day_off_is_declared_and_back(browser, small_world):
    await contract(small_world.project, report_days="30", roll="next", end="31.12.2027")
    await browser.sign_in("maria@zaedno.example")
    await made(browser)
    half = Period.filter(project_id=small_world.project.id, end_on=date(2026, 12, 31))

    async def days() -> list[date | None]:
        found = await Deadline.filter(thing="period", from_on=date(2026, 12, 31)).get()
        return [(await half.get()).due_on, found.due_on]

    assert await days() == [date(2027, 2, 1)] * 2  # the thirtieth day is a Saturday
    await browser.sign_in("ada@zaedno.example")
    day = {"then": "add", "what": "off", "country": "BG", "name_bg": "Извънреден ден", "day": "1.2.2027"}
    assert await confirmed(browser, "/days-off?year=2027", day) == 303
    assert await days() == [date(2027, 2, 2)] * 2
    declared = {"then": "remove", "id": str((await DayOff.get()).id), "version": "1"}
    assert await confirmed(browser, "/days-off?year=2027", declared) == 303
    assert await days() == [date(2027, 2, 1)] * 2


async def test_it_shows_what_a_report_and_a_stage_would_make_of_deadlines_and_keeps_nothing(browser, small_world):
    project = small_world.project
    period = await row(project, "period", "Т1", kind="interim", start="1.1.2026", end="30.9.2026", due="1.12.2026",
                       technical="yes", financial="yes", state="planned")  # fmt: skip
    await row(project, "milestone", "М1", title_bg="Първа група", due="1.2.2027")
    await browser.sign_in("maria@zaedno.example")
    here = f"{BASE}/periods/{period}"
    page = await browser.get(f"{here}?lang=bg")
    assert "<b>Отчетът е подаден:</b> променя се един срок" in page
    assert "Отчет за 1.01.2026 г. – 30.09.2026 г." in page
    assert (await Period.get(id=period)).state is PeriodState.PLANNED
    assert await Deadline.filter(thing="period", state="open").exists()
    answer = await browser.post(here, {"to": "submitted", "on": "20.11.2026", "version": "1", "form_key": "а"})
    assert answer.status_code == 303
    assert await Deadline.filter(thing="period", state="done", done_on=date(2026, 11, 20)).exists()
    page = await browser.get(f"{here}?lang=en")
    assert "<b>Report returned / It was not submitted:</b> one deadline follows" in page  # accepted, nothing changes
    stage = await browser.get(f"{BASE}/stage?to=idea&lang=en")
    assert "One deadline follows" not in stage  # it does not follow the stage the project is in
    await Project.filter(id=project.id).update(state=ProjectState.REPORTING)
    stage = await browser.get(f"{BASE}/stage?to=closed&lang=en")
    assert "Първа група" in stage
    assert "One deadline follows" in stage
    assert await Deadline.filter(thing="milestone", state="open", due_on__gt=TODAY).exists()
