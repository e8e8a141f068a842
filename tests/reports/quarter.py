"""The third quarter of 2026 as tests report it: two partners, four invoices, and the steps of its package."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from grants.expenses.models import Expense
from grants.projects.models import Period
from grants.reports.grounded import figures_of
from grants.reports.grounds import report_ground
from grants.reports.grounds_entries import Selection
from grants.reports.models import PackageRow
from grants.reports.packages.actions import open_package, opening_of_period
from grants.reports.packages.contents import contents_now, difference_of
from grants.reports.packages.freezing.actions import make_ready
from grants.reports.packages.parts.actions import Moment
from grants.reports.packages.queries import package_ground, package_seen
from grants.reports.packages.rules import Sending
from tests.cast import NOON, TODAY, row

FORMAT = "expenses-period"
MOMENT = Moment(NOON, TODAY, "https://grants.example")
SENDING = Sending(date(2026, 11, 10), "16.05", "Мария Иванова", "2.1-17/10.11.2026")


async def spend(
    project,
    number,
    amount,
    paid,
    partner,
    *,
    paper,
    supplier="„Печатница Дунав“ ООД",
    line="1",
    currency="EUR",
    state="verified",
):
    await row(project, "document", number, kind="invoice", paper_number=paper, issued=paid, paid=paid, supplier_name=supplier,
              description_bg="Печат на наръчници", net=amount, currency=currency, partner=partner)  # fmt: skip
    return await row(project, "expense", number, document=number, amount=amount, currency=currency, state=state, partner=partner,
                     description_bg=f"Наръчници {number}", **({"line": line} if line else {}))  # fmt: skip


async def opened(world, by=None):
    period = await Period.get(number="3")
    opening = replace(await opening_of_period(world.project, period.id), format=FORMAT)
    return await open_package(by or world.ivan, world.project, opening, TODAY)


async def now(world, package_id):
    return await package_seen(world.maria, world.project, package_id)


async def ready(world, package_id, store, by=None, **told):
    package = await now(world, package_id)
    await make_ready(by or world.ivan, world.project, package_id, package.version, store, NOON, TODAY, **told)


async def numbers(world, package_id):
    found = await package_ground(world.maria, world.project, await now(world, package_id), TODAY)
    return [entry.number for entry in found.entries]


async def picked(*of):
    return {one["id"]: one["version"] for one in await Expense.filter(number__in=of).values("id", "version")}


async def report_figures(by, project, first, last):
    """The figures of a period, both days counted, as a report of it has them."""
    return figures_of(await report_ground(by, project, Selection(first, last), last))


async def kept(package_id):
    """The expenses of a frozen package in their order: number and amount in cents."""
    found = await PackageRow.filter(package_id=package_id).order_by("position").values("number", "amount_cents")
    return [(one["number"], one["amount_cents"]) for one in found]


async def differing(world, package_id):
    """What differs from the version before."""
    package = await now(world, package_id)
    contents = await contents_now(world.maria, world.project, package)
    told, _of = await difference_of(world.maria, world.project, package, contents, 100)
    return told
