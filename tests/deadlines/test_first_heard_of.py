"""Of a deadline that is new here only what is still to come is told, wherever it comes from: a rule brings no flood of letters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK
from grants.deadlines.models import Deadline
from grants.deadlines.reminding.actions import plan_reminders
from grants.letters.models import Letter
from grants.web.clock import on_the_day
from tests.cast import CODE, TODAY, World
from tests.cast import row as put

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
BASE = "https://x.example"
GUARANTEE = {"title_bg": "Банкова гаранция", "kind": "advance", "currency": "EUR"}
IN_FIVE_DAYS = f"{TODAY + timedelta(days=5):%d.%m.%Y}"


async def mornings(days: int) -> list[int]:
    """After how many days from today a morning brought letters."""
    found = {n: await plan_reminders(CLOCK, TODAY + timedelta(days=n), SOFIA, BASE) for n in range(1, days + 1)}
    return [n for n, written in found.items() if written]


async def row(*what: Any, **typed: str) -> int:
    with on_the_day(TODAY):
        return await put(*what, **typed)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("guarantee", GUARANTEE | {"until": IN_FIVE_DAYS}),
        ("milestone", {"title_bg": "Първа група", "due": IN_FIVE_DAYS}),
        ("deadline", {"title_bg": "Среща", "kind": "other", "due": IN_FIVE_DAYS, "state": "open"}),
    ],
)
async def test_it_is_told_of_only_by_the_steps_that_fit_the_time_there_is(following: World, kind: str, typed: Any):
    await row(following.project, kind, **typed)
    assert (await Deadline.get()).known_on == TODAY
    assert await mornings(5) == [3, 5]


async def with_reports(world: World) -> None:
    """A report that went out long ago, and one that should have gone out three weeks ago."""
    await row(world.project, "contract", state="in_force", signed="20.12.2025", start="1.1.2026", end="30.6.2027", currency="EUR")  # fmt: skip
    for number, start, end, state in (("1", "1.1.2026", "31.7.2026", "submitted"), ("2", "1.8.2026", "30.9.2026", "planned")):  # fmt: skip
        submitted = {"submitted": "20.8.2026"} if state == "submitted" else {}
        await row(world.project, "period", number, kind="interim", start=start, end=end, technical="yes", financial="yes", state=state, **submitted)  # fmt: skip


@pytest.mark.parametrize("kind", ["report", "audit"])
async def test_a_rule_makes_nothing_of_what_has_gone_out_already(following: World, browser: Any, kind: str):
    await with_reports(following)
    await row(following.project, "deadline_rule", title_bg="Отчет на партньора", kind=kind, amount="30", basis="period_end",
              roll="next", partners="yes")  # fmt: skip
    found = await Deadline.filter(origin="generated").values("thing_number", "due_on", "state")
    assert [(one["thing_number"], one["due_on"]) for one in found] == [("2", date(2026, 10, 30))] * 2
    await browser.sign_in("maria@zaedno.example")
    assert (await browser.get(f"/projects/{CODE}/deadlines/rules")).count("отчетът вече е подаден") == 2


async def test_a_rule_brings_no_letters_about_what_was_late_when_it_came(following: World):
    await with_reports(following)
    for title in ("Отчет на партньора", "Списък на участниците"):
        await row(following.project, "deadline_rule", title_bg=title, kind="other", amount="30", basis="period_end",
                  roll="next", partners="yes")  # fmt: skip
    late = (TODAY - date(2026, 10, 30)).days
    assert (late, await Deadline.filter(due_on=date(2026, 10, 30)).count()) == (23, 4)
    assert await mornings(2) == [2]  # 25 days late, as anything is told of every third day
    assert await Letter.filter(person_id=following.maria.person_id).count() == 1
