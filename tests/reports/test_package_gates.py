"""The gates before a package: what is not decided yet, an open amendment of the contract, a period that goes on („по ред“).

By ИСУН's rules a part of a report is entered only when the packages before it are accepted or refused and no amendment is open;
its system refuses it otherwise. Another funder takes it, and whoever prepares it is told.
"""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date, timedelta

import pytest

from grants.budget.models import Version
from grants.errors import Objected
from grants.funders.registry import FORMATS
from grants.projects.models import Contract
from grants.reports.models import Package
from grants.reports.packages.actions import change_draft, open_package
from grants.reports.packages.freezing.actions import judged
from grants.reports.packages.gates.queries import gates_of
from grants.reports.packages.gates.rules import (
    AMENDING,
    AMENDING_NOTED,
    BUDGET_AMENDING,
    NOT_OVER,
    WAITS,
    WAITS_NOTED,
    Before,
    Gates,
    shut,
    to_be_known,
)
from grants.reports.packages.outcome.actions import Outcome, decide_on_package, look_at, send_package
from grants.reports.packages.rules import Opening
from grants.reports.rules_package import PackageKind, PackageState
from tests.cast import CODE, TODAY, row
from tests.reports.quarter import FORMAT, SENDING, now, opened, ready

LAST = date(2026, 9, 30)
OPEN = Gates(LAST)
WAITING = replace(OPEN, before=[Before(7, "2.1", PackageState.IN_REVIEW)], amendments=["3"], budgets=["2"])
ISUN = "isun-form"


@pytest.mark.parametrize(
    ("gates", "in_order", "today", "refused", "warned"),
    [
        (OPEN, True, LAST + timedelta(1), [], []),
        (OPEN, True, LAST, [], [NOT_OVER]),
        (OPEN, False, LAST, [], [NOT_OVER]),
        (WAITING, True, LAST + timedelta(1), [WAITS, AMENDING], [BUDGET_AMENDING]),
        (WAITING, False, LAST, [], [WAITS_NOTED, AMENDING_NOTED, BUDGET_AMENDING, NOT_OVER]),
    ],
)
def test_it_is_shut_where_the_funders_system_takes_packages_in_order_and_else_only_told(
    gates, in_order, today, refused, warned
):
    assert [one.sentence for one in shut(gates, in_order=in_order)] == refused
    assert [one.sentence for one in to_be_known(gates, today, in_order=in_order)] == warned


def test_every_format_of_isun_is_taken_in_order_and_no_other():
    said = {one.code: "ИСУН" in one.name.bg + one.source for one in FORMATS}
    assert {one.code for one in FORMATS if one.in_order} >= {code for code, isun in said.items() if isun}
    assert not {one.code for one in FORMATS if one.in_order} & {"prag-vi", "sf-425", "interreg-partner", FORMAT}


pytestmark = pytest.mark.anyio


async def two_packages(world, store, last=date(2026, 10, 31)):
    """The third quarter sent and in review, and the draft of October; gives both."""
    first = await opened(world)
    await ready(world, first, store)
    await send_package(world.ivan, world.project, first, (await now(world, first)).version, SENDING, TODAY)
    await look_at(world.ivan, world.project, first, (await now(world, first)).version, TODAY)
    opening = Opening(PackageKind.ALL, date(2026, 10, 1), last, FORMAT, "bg")
    return first, await open_package(world.ivan, world.project, opening, TODAY)


async def sentences(world, package, store):
    found = await judged(world.ivan, world.project, await now(world, package), TODAY, store)
    return [one.sentence for one in found.objections], [one.sentence for one in found.warned]


async def chosen(world, package, code):
    await change_draft(world.ivan, world.project, package, (await now(world, package)).version, code, "bg")


async def test_the_next_package_waits_for_the_one_in_review(quarter, store):
    world = quarter
    first, second = await two_packages(world, store)
    refused, warned = await sentences(world, second, store)
    assert (refused, warned[:1]) == ([], [WAITS_NOTED])
    await chosen(world, second, ISUN)
    assert WAITS in (await sentences(world, second, store))[0]
    with pytest.raises(Objected) as problem:
        await ready(world, second, store)
    told = next(one for one in problem.value.objections if one.sentence == WAITS)
    assert (told.facts["before"], told.facts["package_id"]) == ("1.1", first)
    good = Outcome(PackageState.ACCEPTED, TODAY, rest=True)
    await decide_on_package(world.ivan, world.project, first, (await now(world, first)).version, good, TODAY)
    assert WAITS not in (await sentences(world, second, store))[0]


async def test_a_returned_package_waits_in_its_next_version(quarter, store):
    world = quarter
    first, second = await two_packages(world, store)
    back = Outcome(PackageState.RETURNED, TODAY, reason="Липсва протокол")
    again = await decide_on_package(world.ivan, world.project, first, (await now(world, first)).version, back, TODAY)
    before = (await gates_of(world.project, await now(world, second))).before
    assert before == (Before(again, "1.2", PackageState.DRAFT),)
    assert not (await gates_of(world.project, await now(world, again))).before  # nothing after it keeps it


async def test_it_is_not_noted_as_sent_while_the_one_before_waits(quarter, store):
    world = quarter
    _, second = await two_packages(world, store)
    await ready(world, second, store)  # another funder's format takes it
    await Package.filter(id=second).update(format=ISUN)
    sending = replace(SENDING, sent_on=date(2026, 11, 20))
    with pytest.raises(Objected) as problem:
        await send_package(world.ivan, world.project, second, (await now(world, second)).version, sending, TODAY)
    assert [one.sentence for one in problem.value.objections] == [WAITS]
    await Package.filter(id=second).update(format=FORMAT)
    await send_package(world.ivan, world.project, second, (await now(world, second)).version, sending, TODAY)
    assert (await now(world, second)).state is PackageState.SENT


async def test_no_report_goes_out_while_an_amendment_is_asked_for(quarter, store):
    world = quarter
    package = await opened(world)
    await chosen(world, package, ISUN)
    signed = await row(world.project, "contract", "1", state="in_force", signed="01.02.2026")
    assert signed
    assert AMENDING not in (await sentences(world, package, store))[0]
    await row(world.project, "contract", "2", state="asked")
    assert AMENDING in (await sentences(world, package, store))[0]
    await Contract.filter(number="2").update(state="refused")
    await row(world.project, "version", "1", kind="amendment", state="asked")
    refused, warned = await sentences(world, package, store)
    assert AMENDING not in refused
    assert BUDGET_AMENDING in warned  # a change of the budget may be no amendment
    await Version.filter(number="1").update(state="approved")
    assert BUDGET_AMENDING not in (await sentences(world, package, store))[1]


async def test_the_pages_say_what_stands_before_it_and_lead_there(quarter, store, browser):
    world = quarter
    first, second = await two_packages(world, store, last=date(2027, 2, 28))
    await browser.sign_in("ivan@zaedno.example")
    here = f"/projects/{CODE}/reports/packages/{second}"
    page = html.unescape(await browser.get(f"{here}?lang=bg"))
    assert "Пакет 1.1 е преди този и е в състояние „в проверка“." in page
    assert "Периодът продължава до 28.02.2027" in page
    assert f'href="/projects/{CODE}/reports/packages/{first}"' in page
    await ready(world, second, store)
    page = html.unescape(await browser.get(f"{here}/sending?lang=bg"))
    assert "Пакет 1.1 е преди този и е в състояние „в проверка“." in page
    assert "Периодът продължава до 28.02.2027" in page
    assert "Asociación Puente" in page.split('class="findings"')[1].split("</ul>")[0]
    english = html.unescape(await browser.get(f"{here}/sending?lang=en"))
    assert "Package 1.1 comes before this one and is in review." in english
