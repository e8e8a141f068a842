"""Two people make two overlapping packages ready at the same moment: a row is claimed once, and the other is told where."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from grants.errors import Objected
from grants.expenses.models import Expense
from grants.reports.models import PackageRow
from grants.reports.packages.actions import leave_out, open_package, take_back_in
from grants.reports.packages.freezing import actions as freezing
from grants.reports.packages.outcome.actions import Outcome, decide_on_package, send_package
from grants.reports.packages.rules import CLAIMED_TWICE, Opening
from grants.reports.rules_package import PackageKind, PackageState
from tests.cast import NOON, TODAY
from tests.reports.quarter import FORMAT, SENDING, now, opened, picked, ready

pytestmark = pytest.mark.anyio
YEAR = Opening(PackageKind.FINANCIAL, date(2026, 1, 1), date(2026, 10, 31), FORMAT, "bg")


@pytest.fixture
async def overlapping(quarter, store):
    """The second version of the quarter's package, that was returned, and the draft of a package over the whole year."""
    first = await opened(quarter)
    await ready(quarter, first, store)
    await send_package(quarter.ivan, quarter.project, first, (await now(quarter, first)).version, SENDING, TODAY)
    outcome = Outcome(PackageState.RETURNED, TODAY, "", "Липсват подписи.")
    version = (await now(quarter, first)).version
    second = await decide_on_package(quarter.ivan, quarter.project, first, version, outcome, TODAY)
    return quarter, second, await open_package(quarter.ivan, quarter.project, YEAR, TODAY)


def told(problem):
    assert isinstance(problem, Objected), problem
    return {(one.sentence, one.facts["number"], one.facts["package"]) for one in problem.objections}


async def claimed_once(world):
    found = await PackageRow.filter(package__state=PackageState.READY).values_list("number", flat=True)
    assert len(found) == len(set(found))
    return {one.number: one.package for one in await Expense.filter(project_id=world.project.id)}


async def test_it_claims_each_row_once_and_names_the_row_and_the_other_package(overlapping, store, monkeypatch):
    """Both have been looked through before either is frozen, whichever of the two is quicker."""
    world, second, year = overlapping
    both, judging = asyncio.Barrier(2), freezing.judged

    async def together(by, project, package, *asked):
        found = await judging(by, project, package, *asked)
        await both.wait()
        return found

    monkeypatch.setattr(freezing, "judged", together)
    versions = [(await now(world, one)).version for one in (second, year)]
    which = [(world.maria, world.project, second, versions[0]), (world.ivan, world.project, year, versions[1])]
    answers = await asyncio.gather(
        *(freezing.make_ready(*one, store, NOON, TODAY) for one in which), return_exceptions=True
    )
    assert answers[0] is None
    assert told(answers[1]) == {(CLAIMED_TWICE, number, "1.2") for number in ("1", "2", "3")}
    assert await claimed_once(world) == {"1": "1.2", "2": "1.2", "3": "1.2", "4": ""}
    assert (await now(world, year)).state is PackageState.DRAFT


async def test_it_names_a_row_that_the_other_took_while_this_one_was_looked_through(overlapping, store, monkeypatch):
    """All rows are left out of 1.2; while 2.1 has been looked through and not frozen, 1.2 takes one back and is frozen."""
    world, second, year = overlapping
    for one in await picked("1", "2", "3"):
        await leave_out(world.maria, world.project, second, one, "за годишния")
    looked, frozen = asyncio.Event(), asyncio.Event()
    judging = freezing.judged

    async def slowly(by, project, package, *asked):
        found = await judging(by, project, package, *asked)
        if package.id == year:
            looked.set()
            await frozen.wait()
        return found

    monkeypatch.setattr(freezing, "judged", slowly)

    async def the_other():
        await looked.wait()
        await take_back_in(world.maria, world.project, second, next(iter(await picked("1"))))
        await ready(world, second, store, by=world.maria)
        frozen.set()

    version = (await now(world, year)).version
    late = freezing.make_ready(world.ivan, world.project, year, version, store, NOON, TODAY)
    refused, _ = await asyncio.gather(late, the_other(), return_exceptions=True)
    assert told(refused) == {(CLAIMED_TWICE, "1", "1.2")}
    assert await claimed_once(world) == {"1": "1.2", "2": "", "3": "", "4": ""}
    assert not await PackageRow.filter(package_id=year).exists()
