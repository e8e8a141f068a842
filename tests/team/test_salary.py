"""Approved hours become salary rows of the ledger: to the cent, once, by activity, and gone again when the month is opened."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.access import Permission
from grants.acting import acting, install_followers
from grants.errors import NotAllowed, Objected, WrongState
from grants.expenses.actions import return_expense, submit_expense, verify_expense
from grants.expenses.models import Expense
from grants.followers import FOLLOWERS
from grants.storage.database import rows
from grants.team.actions import claim_share
from grants.team.models import Hours, Member, Timesheet
from grants.team.rules import SheetState
from grants.team.rules_rates import Priced, cost_of_hours
from grants.team.salary import claims_of
from grants.team.timesheets.actions import Entered, approve_month, enter_hours, give_back
from grants.values.money import Money
from tests.cast import TODAY, row
from tests.properties import pure
from tests.team.test_members import member

pytestmark = pytest.mark.anyio
MONTH = date(2026, 10, 1)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOURLY: dict[str, Any] = {"rate_rule": "hours_1720", "cost_cents": 2_500_000, "post": Decimal(1)}


@pytest.fixture
async def world(small_world):
    """The small tracker with a line for pay by the hour, one for actual pay, and two activities."""
    await row(small_world.project, "line", "1", title_bg="Експерти", form="unit_cost", partner="1", amount="30000")
    await row(small_world.project, "line", "2", title_bg="Възнаграждения", form="actual", amount="30000")
    await row(small_world.project, "line", "3", title_bg="Персонал", form="flat_rate", rate="20", base="2")
    await row(small_world.project, "activity", "Д1", title_bg="Посещения")
    await row(small_world.project, "activity", "Д2", title_bg="Групи")
    install_followers(FOLLOWERS)
    yield small_world
    install_followers(())


async def line(number):
    return (await rows("SELECT id FROM budget_line WHERE number = $1", number))[0]["id"]


async def activity(number):
    return (await rows("SELECT id FROM activity WHERE number = $1", number))[0]["id"]


async def sheet(member_id, hours, month=MONTH):
    """A month with so many hours by activity (a number, or nothing), all on its fifth day."""
    made = await Timesheet.create(member_id=member_id, month_on=month, state=SheetState.SUBMITTED)
    for number, worked in hours.items():
        of = await activity(number) if number else None
        await Hours.create(sheet_id=made.id, activity_id=of, day_on=month.replace(day=5), hours=Decimal(worked))
    return made.id


async def decided(by, world, sheet_id, verb):
    """What the timesheets' own actions do, as far as followers see it."""
    async with acting(by, Permission.APPROVE_HOURS, world.project.ref) as deed:
        state = SheetState.APPROVED if verb == "approved" else SheetState.RETURNED
        await Timesheet.filter(id=sheet_id).update(state=state)
        deed.happened(f"timesheet.{verb}", "timesheet", sheet_id, "1 · 2026-10")


async def made():
    return await Expense.all().order_by("position").values()


async def test_it_claims_an_approved_month_as_hours_at_a_rate(world):
    one = await member(world, line_id=await line("1"), partner_id=world.lead, **HOURLY)
    approved = await sheet(one, {"Д1": "80.25"})
    await decided(world.maria, world, approved, "approved")
    [expense] = await made()
    assert {name: expense[name] for name in ("units", "unit_price_cents", "amount_cents", "form", "state")} == {
        "units": Decimal("80.25"),
        "unit_price_cents": 14_53,
        "amount_cents": 1166_03,  # 1,166.0325 is cut off, as the line says
        "form": "unit_cost",
        "state": "draft",
    }
    assert (expense["claimed_on"], expense["partner_id"], expense["activity_id"], expense["document_id"]) == (
        date(2026, 10, 31),
        world.lead,
        await activity("Д1"),
        None,
    )
    assert expense["description_bg"] == "Възнаграждение: социален работник, октомври 2026\u202fг."
    assert "Росица" not in str(expense)
    assert "1/2026-10" in expense["evidence"]
    kept = (await Timesheet.filter(id=approved).values())[0]
    assert (kept["cost_cents"], kept["expense_id"]) == (1166_03, expense["id"])


async def test_it_divides_a_month_of_several_activities_to_the_cent(world):
    one = await member(world, line_id=await line("1"), **HOURLY)
    await decided(world.maria, world, await sheet(one, {"Д1": "33.33", "Д2": "33.33", "": "33.34"}), "approved")
    found = await made()
    assert [row["amount_cents"] for row in found] == [484_29, 484_28, 484_43]
    assert sum(row["amount_cents"] for row in found) == 1453_00
    assert [row["activity_id"] for row in found] == [await activity("Д1"), await activity("Д2"), None]


async def test_it_takes_the_rows_out_when_the_month_is_opened_again(world):
    one = await member(world, line_id=await line("1"), **HOURLY)
    approved = await sheet(one, {"Д1": "8", "Д2": "8"})
    await decided(world.maria, world, approved, "approved")
    await decided(world.maria, world, approved, "reopened")
    assert await made() == []
    kept = (await Timesheet.filter(id=approved).values())[0]
    assert (kept["cost_cents"], kept["expense_id"]) == (None, None)
    await decided(world.maria, world, approved, "approved")
    assert len(await made()) == 2


async def test_it_keeps_a_month_whose_row_is_verified(world):
    one = await member(world, line_id=await line("1"), **HOURLY)
    approved = await sheet(one, {"Д1": "8"})
    await decided(world.maria, world, approved, "approved")
    [expense] = await made()
    await submit_expense(world.maria, world.project, expense["id"], 1)
    await verify_expense(world.ivan, world.project, expense["id"], 2, on=TODAY)
    with pytest.raises(WrongState):
        await decided(world.maria, world, approved, "reopened")
    assert [row["state"] for row in await made()] == ["verified"]
    assert (await Timesheet.filter(id=approved).values("state"))[0]["state"] == "approved"


async def test_it_never_makes_a_row_twice_of_one_month(world):
    one = await member(world, line_id=await line("1"), **HOURLY)
    approved = await sheet(one, {"Д1": "8"})
    await decided(world.maria, world, approved, "approved")
    with pytest.raises(WrongState):
        await decided(world.ivan, world, approved, "approved")
    assert len(await made()) == 1


@pytest.mark.parametrize(
    ("number", "more", "cents"),
    [
        ("2", {"rate_rule": "actual", "cost_cents": 180_000, "post": Decimal(1)}, 900_00),  # 88 of 176 hours
        ("1", {"rate_rule": "days_215", "cost_cents": 179_167, "post": Decimal(1)}, 1100_00),  # 11 days of 215
        ("3", HOURLY, None),  # a flat rate asks no hours
        ("", HOURLY, None),
    ],
)
async def test_it_claims_by_each_rule_or_not_at_all(world, number, more, cents):
    one = await member(world, line_id=await line(number) if number else None, **more)
    approved = await sheet(one, {"Д1": "88"})
    await decided(world.maria, world, approved, "approved")
    assert [row["amount_cents"] for row in await made()] == ([] if cents is None else [cents])
    kept = (await Timesheet.filter(id=approved).values())[0]
    assert kept["cost_cents"] == (cents or 1278_64)  # what it costs is known all the same


async def test_it_claims_the_215_days_of_a_year_to_the_cent(world):
    one = await member(
        world, line_id=await line("2"), rate_rule="days_215", cost_cents=179_167, post=Decimal(1), start_on=None
    )
    for month, hours in ((date(2026, 9, 1), "2"), (date(2026, 10, 1), "2"), (date(2026, 11, 1), "171.5")):
        await decided(world.maria, world, await sheet(one, {"Д1": hours}, month), "approved")
    found = [row["amount_cents"] for row in await made()]
    assert found == [50_00, 2150_00]  # half a day, nothing more with two hours more, and 22 days in all
    assert sum(found) == 2200_00


# --- a fixed share --------------------------------------------------------------------------------------------------

SHARE: dict[str, Any] = {
    "rate_rule": "fixed_share",
    "cost_cents": 180_000,
    "share": Decimal(40),
    "order_number": "РД-9",
}


async def test_it_claims_a_fixed_share_without_a_timesheet_once_a_month(world):
    one = await member(world, line_id=await line("2"), **SHARE)
    await claim_share(world.ivan, world.project, one, MONTH, TODAY)
    [expense] = await made()
    assert (expense["amount_cents"], expense["form"], expense["claimed_on"]) == (720_00, "actual", date(2026, 10, 31))
    assert "РД-9" in expense["evidence"]
    with pytest.raises(WrongState):
        await claim_share(world.maria, world.project, one, MONTH, TODAY)
    assert len(await made()) == 1


@pytest.mark.parametrize(
    ("more", "month"),
    [
        ({}, date(2026, 12, 1)),
        ({"start_on": date(2026, 11, 1)}, MONTH),
        ({"end_on": date(2026, 9, 30)}, MONTH),
        ({"rate_rule": "hours_1720"}, MONTH),
        ({"line_id": None}, MONTH),
    ],
)
async def test_it_refuses_a_share_of_a_month_that_is_not_there(world, more, month):
    one = await member(world, **({"line_id": await line("2")} | SHARE))
    await Member.filter(id=one).update(**more)
    with pytest.raises(Objected) as problem:
        await claim_share(world.ivan, world.project, one, month, TODAY)
    assert problem.value.objections[0].place == "month"


async def test_it_lets_nobody_make_the_row_of_their_own_pay(world):
    one = await member(world, line_id=await line("2"), person_id=world.ivan.person_id, **SHARE)
    with pytest.raises(NotAllowed):
        await claim_share(world.ivan, world.project, one, MONTH, TODAY)


# --- from the sheet to the ledger, and the division -------------------------------------------------------------------


async def test_it_goes_from_typed_hours_to_a_verified_row_that_holds_the_month(world):
    one = await member(world, line_id=await line("1"), **HOURLY)
    project, day = world.project, date(2026, 10, 5)
    of = await activity("Д1")
    entered = Entered([of], {(of, day): Decimal(8)})
    await enter_hours(world.ivan, project, one, MONTH, 0, entered, TODAY, submit=True)
    with pytest.raises(NotAllowed):
        await approve_month(world.ivan, project, one, MONTH, 1, TODAY)  # he submitted it
    await approve_month(world.maria, project, one, MONTH, 1, TODAY)
    [expense] = await made()
    assert (expense["amount_cents"], expense["units"]) == (116_24, Decimal(8))
    await submit_expense(world.maria, project, expense["id"], 1)
    with pytest.raises(NotAllowed):
        await verify_expense(world.maria, project, expense["id"], 2, on=TODAY)  # the row is hers
    await verify_expense(world.ivan, project, expense["id"], 2, on=TODAY)
    with pytest.raises(WrongState):
        await give_back(world.maria, project, one, MONTH, 2, "грешка в часовете", NOW, "http://testserver")
    assert (await Timesheet.all().values("state"))[0]["state"] == "approved"
    await return_expense(world.ivan, project, expense["id"], 3, "отваря се месецът")
    await give_back(world.maria, project, one, MONTH, 2, "грешка в часовете", NOW, "http://testserver")
    assert await made() == []


MEMBER: dict[str, Any] = {
    "number": "7",
    "position_bg": "социален работник",
    "position_en": "",
    "order_number": "",
    "line_id": 1,
    "partner_id": None,
    "currency": "EUR",
}


@pure
@given(
    st.lists(st.integers(1, 20_000).map(lambda one: Decimal(one) / 100), min_size=1, max_size=8),
    st.integers(1, 5_000).map(lambda cents: Money(cents, "EUR")),
)
def test_it_divides_a_month_among_activities_without_losing_a_cent_or_an_hour(hours, rate):
    total = sum(hours, Decimal(0))
    priced = Priced(cost_of_hours(rate, total), total, rate)
    claims = claims_of(MEMBER, MONTH, list(enumerate(hours)), priced)
    assert sum(one["amount_cents"] for one in claims) == priced.amount.minor
    if len(claims) == len(hours):  # a part of less than a cent makes no row
        assert sum(one["units"] for one in claims) == total
    assert all(abs(one["amount_cents"] - cost_of_hours(rate, one["units"]).minor) <= 1 for one in claims)


async def test_an_approved_month_leads_to_the_expense_made_of_it(world, browser):
    project = world.project
    await row(project, "line", "9", title_bg="Наем", amount="900")
    await row(project, "document", "1", paper_number="Ф-1", issued="1.10.2026", supplier_name="Имоти", net="900")
    await row(
        project, "expense", "1", document="1", line="9", amount="900"
    )  # so that no two kinds of row share a number
    one = await member(world, line_id=await line("1"), **HOURLY)
    of = await activity("Д1")
    await enter_hours(
        world.ivan, project, one, MONTH, 0, Entered([of], {(of, date(2026, 10, 5)): Decimal(8)}), TODAY, submit=True
    )
    await approve_month(world.maria, project, one, MONTH, 1, TODAY)
    made_of_it = (await rows("SELECT expense_id FROM salary_row"))[0]["expense_id"]
    await browser.sign_in(world.maria.email)
    page = await browser.get(f"/projects/{project.code}/team/{one}/2026-10")
    assert f'href="/projects/{project.code}/expenses/{made_of_it}"' in page
    assert "Възнаграждение" in await browser.get(f"/projects/{project.code}/expenses/{made_of_it}")
