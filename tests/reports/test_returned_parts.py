"""A returned package opens only what was returned („върнат е само техническият отчет“)."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date

import pytest

from grants.errors import Objected, WrongState
from grants.expenses.life.actions import decide_expenses, verify_expenses
from grants.expenses.life.decision import Decision
from grants.expenses.models import Expense
from grants.reports.models import PackageRequest
from grants.reports.packages.actions import leave_out
from grants.reports.packages.freezing.actions import back_to_draft
from grants.reports.packages.outcome.actions import Outcome, decide_on_package, send_package
from grants.reports.packages.parts.queries import parts_of
from grants.reports.packages.rules import CHOOSE_RETURNED, text_stays
from grants.reports.packages.texts.actions import write_texts
from grants.reports.rules_package import PackageState, Part, PartState, RequestKind
from grants.values.language import Text
from tests.cast import CODE, TODAY, row
from tests.reports.quarter import SENDING, differing, kept, now, numbers, opened, picked, ready, spend
from tests.reports.test_package_pages import hidden

pytestmark = pytest.mark.anyio
BACK = Outcome(PackageState.RETURNED, TODAY, reason="Липсват подписите по присъствен списък.")
TOLD = {"summary": Text("Проведени са две обучения.", "")}


async def sent(world, store):
    """The third quarter as it went out: expenses 1, 2 and 3, a summary, a payment request."""
    first = await opened(world)
    await write_texts(world.maria, world.project, first, TOLD)
    await PackageRequest.create(
        package_id=first, kind=RequestKind.FINAL, currency="EUR", bank_account="BG80BNBG96611020345678"
    )
    await ready(world, first, store)
    await send_package(world.ivan, world.project, first, (await now(world, first)).version, SENDING, TODAY)
    return first


async def returned(world, first, *parts):
    outcome = replace(BACK, parts=frozenset(parts))
    return await decide_on_package(world.ivan, world.project, first, (await now(world, first)).version, outcome, TODAY)


async def state_of(number):
    [one] = await Expense.filter(number=number).values("state", "package", "amount_cents")
    return str(one["state"]), one["package"], one["amount_cents"]


async def test_the_expenses_stay_as_they_were_where_only_the_technical_report_was_returned(quarter, store):
    world = quarter
    first = await sent(world, store)
    before = await kept(first)
    second = await returned(world, first, Part.TECHNICAL)
    package = await now(world, second)
    assert (package.number, package.stays) == ("1.2", {Part.FINANCIAL, Part.PAYMENT})
    assert await state_of("1") == ("reported", "1.2", 45025)

    # Nothing of them is free: none is left out, none is taken in, though one more was verified meanwhile.
    await spend(world.project, "9", "77.70", "12.9.2026", "1", paper="0009")
    assert await numbers(world, second) == ["2", "1", "3"]
    [one] = await picked("1")
    with pytest.raises(WrongState):
        await leave_out(world.ivan, world.project, second, one, "Не е за този отчет")
    assert [part.state for part in await parts_of(world.project, second)] == [PartState.HANDED_IN]

    # The texts are open; what goes out again is to the cent what went out before, also after a look back.
    await write_texts(world.maria, world.project, second, {"summary": Text("Проведени са три обучения.", "")})
    await ready(world, second, store)
    await back_to_draft(world.ivan, world.project, second, (await now(world, second)).version, "Още една дума")
    assert await state_of("3") == ("reported", "1.2", 30000)
    await ready(world, second, store)
    assert await kept(second) == before
    await send_package(world.ivan, world.project, second, (await now(world, second)).version, SENDING, TODAY)
    good = Outcome(PackageState.ACCEPTED, TODAY, rest=True)
    await decide_on_package(world.ivan, world.project, second, (await now(world, second)).version, good, TODAY)
    assert await state_of("1") == ("approved", "1.2", 45025)
    assert await state_of("9") == ("verified", "", 7770)


async def test_only_undecided_expenses_are_open_where_the_financial_report_was_returned(quarter, store):
    world = quarter
    first = await sent(world, store)
    await decide_expenses(
        world.ivan, world.project, await picked("1"), Decision(False, date(2026, 11, 20), "Писмо 7", ""), TODAY
    )
    second = await returned(world, first, Part.FINANCIAL)
    assert [await state_of(number) for number in ("1", "2")] == [("approved", "1.2", 45025), ("verified", "", 9975)]
    [two] = await picked("2")
    await leave_out(world.ivan, world.project, second, two, "Без протокол")
    assert await numbers(world, second) == ["1", "3"]
    with pytest.raises(WrongState):
        await write_texts(world.maria, world.project, second, {"summary": Text("Друго.", "")})
    await write_texts(world.maria, world.project, second, TOLD)  # the same is no change
    await row(world.project, "expense", "8", amount="5", currency="EUR", state="submitted", partner="1", line="1",
              description_bg="Разход 8", claimed="10.9.2026")  # fmt: skip
    await verify_expenses(world.ivan, world.project, await picked("8"), on=TODAY)
    assert "8" in await numbers(world, second)


async def test_the_payment_request_goes_along_and_the_next_version_starts_from_this_one(quarter, store):
    world = quarter
    first = await sent(world, store)
    second = await returned(world, first, Part.PAYMENT)
    [request] = await PackageRequest.filter(package_id=second).values("kind", "bank_account", "version")
    assert request == {"kind": RequestKind.FINAL, "bank_account": "BG80BNBG96611020345678", "version": 1}
    await ready(world, second, store)
    await send_package(world.ivan, world.project, second, (await now(world, second)).version, SENDING, TODAY)
    third = await decide_on_package(
        world.ivan, world.project, second, (await now(world, second)).version, BACK, TODAY
    )  # the whole of it
    assert (await now(world, third)).stays == frozenset()
    assert await state_of("1") == ("verified", "", 45025)


async def test_something_must_have_been_returned(quarter, store):
    world = quarter
    first = await sent(world, store)
    with pytest.raises(Objected) as refused:
        await returned(world, first)
    assert [(one.place, one.sentence) for one in refused.value.objections] == [("parts", CHOOSE_RETURNED)]
    assert (await now(world, first)).state is PackageState.SENT


@pytest.mark.parametrize(
    ("place", "stays", "said"),
    [
        ("summary", set(), False),
        ("summary", {Part.FINANCIAL, Part.PAYMENT}, False),
        ("summary", {Part.TECHNICAL}, True),
        ("variation 1.1", {Part.TECHNICAL}, False),
        ("variation 1.1", {Part.TECHNICAL, Part.FINANCIAL}, True),
    ],
)
def test_a_text_stays_with_its_part(place, stays, said):
    assert text_stays(place, stays) is said


async def test_the_page_asks_what_was_returned_and_says_what_is_open(quarter, app, browser):
    world = quarter
    first = await sent(world, app.state.files)
    await browser.sign_in("ivan@zaedno.example")
    here = f"/projects/{CODE}/reports/packages/{first}"
    page = await browser.get(f"{here}?lang=bg")
    assert re.findall(r'name="(returned_\w+)"[^>]* checked', page) == [
        "returned_payment", "returned_technical", "returned_financial",
    ]  # fmt: skip
    typed = {**hidden(page, 'name="letter"'), "day": "22.11.2026", "reason": "Липсва протокол", "do": "returned"}
    wrong = await browser.post(here, data={**typed, "asks_parts": "yes"})
    assert wrong.status_code == 422
    assert "Изберете какво е върнато." in html.unescape(wrong.text)
    page = await browser.get(f"{here}?lang=bg")
    typed |= hidden(page, 'name="letter"')
    gone = await browser.post(here, data={**typed, "asks_parts": "yes", "returned_technical": "yes"})
    assert gone.status_code == 303
    draft = html.unescape(await browser.get(gone.headers["location"]))
    assert "Отворено за поправка: технически отчет." in draft
    assert "Както е изпратено: искане за плащане и финансов отчет." in draft
    rows = await browser.get(f"{gone.headers['location'].split('?')[0]}?show=rows")
    assert 'value="leave_out"' not in rows
    assert "show=out" not in rows


async def test_it_tells_what_differs_from_the_version_before_while_it_is_open_and_when_it_is_ready(quarter, store):
    world = quarter
    first = await sent(world, store)
    second = await returned(world, first, Part.FINANCIAL)
    assert not await differing(world, second)
    await spend(world.project, "9", "77.70", "12.9.2026", "1", paper="0009")
    await Expense.filter(number="1").update(amount_cents=40000)
    [one] = await picked("3")
    await leave_out(world.ivan, world.project, second, one, "Не е за този отчет")
    for frozen in (False, True):
        if frozen:
            await ready(world, second, store)
        told = await differing(world, second)
        assert [row.number for row in told.added] == ["9"]
        assert [row.number for row in told.removed] == ["3"]
        assert [(was.number, was.amount.minor, now_.amount.minor) for was, now_ in told.changed] == [
            ("1", 45025, 40000)
        ]
        assert told.after["EUR"].minor - told.before["EUR"].minor == 7770 - 30000 - 5025
