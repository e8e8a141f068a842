"""What the funder set aside is claimed again by a later package, and “so far” counts it as each funder does („отложен разход“).

The quarter's package 1.1 claims 450,25 + 99,75 + 300,00 = 850,00 EUR. The funder accepts the first two and sets the third
aside. The next package, of October, has an invoice of 120,40 and claims the 300,00 again.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from grants.audit.models import Entry
from grants.errors import WrongState
from grants.expenses.life.actions import decide_expenses
from grants.expenses.life.decision import Decision
from grants.expenses.models import Expense
from grants.expenses.rules import ExpenseState
from grants.funders import eea_costs, isun_form_sums, prag_budget
from grants.funders.interreg_parts import parts_of
from grants.funders.simplified_report import by_form
from grants.reports.packages.actions import open_package
from grants.reports.packages.again.actions import leave_aside, take_set_aside
from grants.reports.packages.freezing.actions import judged
from grants.reports.packages.outcome.actions import Outcome, decide_on_package, send_package
from grants.reports.packages.outside import decided_of, states_now
from grants.reports.packages.queries import package_ground
from grants.reports.packages.rules import Opening
from grants.reports.rules_package import PackageKind, PackageState
from grants.values.money import total
from tests.cast import TODAY
from tests.reports.quarter import FORMAT, SENDING, now, opened, picked, ready

pytestmark = pytest.mark.anyio
OCTOBER = Opening(PackageKind.FINANCIAL, date(2026, 10, 1), date(2026, 10, 31), FORMAT, "bg")
NOVEMBER = replace(OCTOBER, first=date(2026, 11, 1), last=date(2026, 11, 20))


async def brought(world, package, store, *set_aside):
    """The package sent and accepted, but for what was set aside."""
    by, project = world.ivan, world.project
    await ready(world, package, store)
    await send_package(by, project, package, (await now(world, package)).version, SENDING, TODAY)
    if set_aside:
        parked = Decision(True, TODAY, "Писмо 5", "Липсва протокол")
        await decide_expenses(by, project, await picked(*set_aside), parked, TODAY)
    accepted = Outcome(PackageState.ACCEPTED, TODAY, "Писмо 5", rest=True)
    await decide_on_package(by, project, package, (await now(world, package)).version, accepted, TODAY)


@pytest.fixture
async def set_aside(quarter, store):
    """The quarter's package accepted but for its third expense, and the draft of the next."""
    first = await opened(quarter)
    await brought(quarter, first, store, "3")
    return quarter, await open_package(quarter.ivan, quarter.project, OCTOBER, TODAY)


async def claimed(world, package):
    await take_set_aside(world.ivan, world.project, package, next(iter(await picked("3"))))


async def ground(world, package):
    return await package_ground(world.maria, world.project, await now(world, package), TODAY)


async def test_it_is_offered_to_the_next_package_and_taken_with_where_it_was(set_aside, store):
    world, second = set_aside
    of = await ground(world, second)
    assert [(one.number, one.parked_in) for one in of.set_aside] == [("3", "1.1")]
    assert [one.number for one in of.entries] == ["4"]
    await claimed(world, second)
    of = await ground(world, second)
    assert of.set_aside == ()
    assert [(one.number, one.parked_in, one.late) for one in of.entries] == [("3", "1.1", True), ("4", "", False)]
    found = await judged(world.maria, world.project, await now(world, second), TODAY, store)
    assert not [one.sentence for one in found.objections if one.facts.get("number") == "3"]
    assert await Entry.filter(deed="expense.claimed_again").count() == 1
    with pytest.raises(WrongState):
        await claimed(world, second)


async def test_it_is_left_set_aside_after_all_with_the_decision_that_stood_on_it(set_aside):
    world, second = set_aside
    wanted = ("state", "package", "decided_on", "decision", "reason", "cut_cents")
    before = await Expense.get(number="3").values(*wanted)
    await claimed(world, second)
    assert (await Expense.get(number="3")).decided_on is None
    await leave_aside(world.ivan, world.project, second, next(iter(await picked("3"))))
    assert await Expense.get(number="3").values(*wanted) == before
    with pytest.raises(WrongState):
        await leave_aside(world.ivan, world.project, second, next(iter(await picked("4"))))


async def test_it_still_stands_in_the_first_package_as_set_aside(set_aside, store):
    world, second = set_aside
    for step in (claimed, ready):
        await step(world, second, *((store,) if step is ready else ()))
        [was] = (await decided_of(world.project, "1.1"))["1.1"]
        assert (was.claimed.plain, was.approved.plain, was.parked.plain) == ("850.00", "550.00", "300.00")
    [is_now] = (await decided_of(world.project, "2.1"))["2.1"]
    assert (is_now.claimed.plain, is_now.undecided.plain) == ("420.40", "420.40")
    assert (await Expense.get(number="3")).state == ExpenseState.REPORTED


def _before_isun(of):
    return total((part for pair in isun_form_sums.approved_before(of).values() for part in pair), "EUR")


def _of_simplified(column):
    return lambda of: next(line.cells[column] for line in by_form(of) if line.key == "actual")


def _interreg(column):
    return lambda of: total((part.whole(column) for part in parts_of(of)), "EUR")


# What each form shows of earlier reports: while the 300,00 are set aside; claimed again by the draft of 2.1; and in 3.1,
# after 2.1 was accepted. ИСУН, and simplified
# costs that go there, count what was approved. Interreg counts every report gross, so that what is claimed again
# stands in both, told as parked in the one and re-included in the other. The others count an expense once: before, until it
# is claimed now.
@pytest.mark.parametrize(
    ("form", "aside", "again", "after"),
    [
        (_before_isun, "550.00", "550.00", "970.40"),
        (lambda of: total(prag_budget.spent(of).before.values(), "EUR"), "850.00", "550.00", "970.40"),
        (lambda of: eea_costs.summed(of, "before"), "850.00", "550.00", "970.40"),
        (_of_simplified("before"), "550.00", "550.00", "970.40"),
        (_of_simplified("so_far"), "670.40", "970.40", "970.40"),
        (_interreg("prev"), "850.00", "850.00", "1270.40"),
        (_interreg("prev_parked"), "300.00", "300.00", "300.00"),
        (_interreg("prev_valid"), "550.00", "550.00", "970.40"),
        (_interreg("reincl"), "0.00", "300.00", "0.00"),
        (_interreg("current"), "120.40", "420.40", "0.00"),
    ],
    ids=["isun", "prag", "eea", "esf", "esf so far", "interreg", "parked", "validated", "re-included", "current"],
)
async def test_it_counts_so_far_as_the_funder_does(set_aside, store, form, aside, again, after):
    (world, second), shown = set_aside, []
    shown.append(form(await ground(world, second)))
    await claimed(world, second)
    shown.append(form(await ground(world, second)))
    await brought(world, second, store)
    third = await open_package(world.ivan, world.project, NOVEMBER, TODAY)
    shown.append(form(await ground(world, third)))
    assert [one.plain for one in shown] == [aside, again, after]


async def test_it_is_claimed_again_and_left_aside_on_the_pages_of_the_draft(set_aside, browser):
    world, second = set_aside
    await browser.sign_in(world.ivan.email)
    here = f"/projects/{world.project.code}/reports/packages/{second}"
    assert "1 разход, отложен от финансиращия орган" in await browser.get(f"{here}?lang=bg")
    page = await browser.get(f"{here}?show=out")
    assert (await browser.post(here, data=step_in(page, "claim_again"))).status_code == 303
    page = await browser.get(f"{here}?show=rows&lang=bg")
    assert "отложен в пакет 1.1" in page
    ids = [one["id"] for one in await Expense.all().values("id")]
    assert [one["again"] for one in (await states_now(world.project, "1.1", ids)).values()] == [None, None, ""]
    assert (await browser.post(here, data=step_in(page, "claim_again", "leave_aside"))).status_code == 303
    refused = await browser.post(here, data=step_in(page, "claim_again", "leave_aside", key="друг"))
    assert refused.status_code == 409


def step_in(page, *steps, key=""):
    """The hidden fields of the form with the last of these buttons that is there."""
    do = next(step for step in reversed(steps) if f'value="{step}"' in page)
    start = page.rindex("<form", 0, page.index(f'value="{do}"'))
    typed = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page[start : page.index("</form>", start)])
    )
    return {**typed, "do": do, **({"form_key": key} if key else {})}
