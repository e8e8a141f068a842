"""Where the funder takes InforEuro of the month of submission: which month's rate a package is at („курсът на месеца на подаване“)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import unescape

import pytest

from grants.access import OPERATOR
from grants.audit.models import Entry
from grants.expenses.models import Expense
from grants.rates.actions import add_rate
from grants.rates.models import Rate
from grants.reports.grounds import report_ground
from grants.reports.grounds_entries import Selection
from grants.reports.models import Package, PackageRow
from grants.reports.packages.rated.rules import Rated, sent_objections
from tests.cast import row
from tests.reports.test_package_pages import hidden, opened

pytestmark = pytest.mark.anyio

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("months", "insists", "said"),
    [({OCTOBER: (1,)}, False, True), ({OCTOBER: (1,)}, True, False), ({NOVEMBER: (1,)}, False, False), ({}, False, False)],
)  # fmt: skip
async def test_it_says_so_once_and_lets_who_insists(months, insists, said):
    assert bool(sent_objections(Rated(NOVEMBER, months), insists=insists)) is said


@pytest.fixture
async def abroad(small_world):
    """Two tickets in dollars, verified: both converted at October's rate; today is 22 November."""
    project = small_world.project
    await row(project, "terms", "1", booked_rate="inforeuro_submission")
    await row(project, "line", "1", title_bg="Пътувания", amount="5000", currency="EUR")
    await row(project, "period", "1", start="1.7.2026", end="30.9.2026", technical="yes", financial="yes")
    rates = {}
    for month, per_euro in ((OCTOBER, "1.1"), (NOVEMBER, "1.2")):
        values = {"source": "inforeuro", "currency": "USD", "first_on": month, "project_id": None, "note": ""}
        rates[month] = await add_rate(OPERATOR, {**values, "per_euro": Decimal(per_euro)})
    for number in ("1", "2"):
        await row(
            project, "document", number, kind="invoice", paper_number=f"9{number}", issued="2.8.2026", paid="2.8.2026",
            net="600", currency="USD", supplier_name="Авиокомпания „Лястовица“", partner="1", description_bg="Билети",
        )  # fmt: skip
        await row(
            project,
            "expense",
            number,
            document=number,
            line="1",
            partner="1",
            amount="600",
            currency="USD",
            state="verified",
        )
    await Expense.all().update(rate_id=rates[OCTOBER], per_euro=Decimal("1.1"), rated_cents=54_545)
    return small_world


async def text_of(browser, address: str) -> str:
    return unescape(await browser.get(f"{address}?lang=bg")).replace("\N{NO-BREAK SPACE}", " ")


async def test_a_draft_says_at_which_month_it_is_and_is_converted_again_there(abroad, browser):
    await browser.sign_in(abroad.ivan.email)
    here = await opened(abroad, browser)
    page = await text_of(browser, here)
    assert (
        "Другите валути са по курса на ИнфорЕвро за октомври 2026 г., а отчетът предстои да се подаде през ноември"
        in page
    )
    assert "Превалутиране наново по курса за ноември 2026 г." in page
    answer = await browser.post(here, data={**hidden(page, 'value="convert_again"'), "do": "convert_again"})
    assert answer.status_code == 303, answer.text
    assert {one.rated_cents for one in await Expense.all()} == {50_000}
    assert await Entry.filter(deed="expense.converted").count() == 2
    assert (await Rate.get(first_on=NOVEMBER)).used_at is not None
    page = await text_of(browser, here)
    assert "Другите валути са по курса на ИнфорЕвро за ноември 2026 г." in page
    assert "Превалутиране наново" not in page
    assert (await browser.post(here, data={"do": "convert_again", "form_key": "пак"})).status_code == 409


async def test_a_report_knows_of_which_month_its_rates_are(abroad):
    chosen = Selection(date(2026, 7, 1), date(2026, 9, 30))
    of = await report_ground(abroad.ivan, abroad.project, chosen, date(2026, 11, 22))
    assert [(one.rate_month, one.per_euro) for one in of.entries] == [(OCTOBER, Decimal("1.1"))] * 2
    await Rate.all().update(source="ecb")
    of = await report_ground(abroad.ivan, abroad.project, chosen, date(2026, 11, 22))
    assert [one.rate_month for one in of.entries] == [None, None]


async def test_it_names_the_rate_that_is_missing(abroad, browser):
    await Rate.filter(first_on=NOVEMBER).delete()
    await browser.sign_in(abroad.ivan.email)
    here = await opened(abroad, browser)
    answer = await browser.post(here, data={"do": "convert_again", "form_key": "едно"})
    assert answer.status_code == 409
    assert "USD" in answer.text
    assert await Expense.filter(rated_cents=54_545).count() == 2


async def test_what_was_submitted_before_keeps_its_rate(abroad, browser):
    """Expense 2 was set aside in a package of the spring: whoever claims it again keeps its rate."""
    second = await Expense.get(number="2")
    before = await Package.create(
        project_id=abroad.project.id, number="1.1", position=1, sequence=1, format="expenses-period", edition="1",
        first_on="2026-04-01", last_on="2026-06-30", state="accepted", sent_on="2026-10-05",
    )  # fmt: skip
    await PackageRow.create(
        package_id=before.id, expense_id=second.id, position=1, number="2", amount_cents=60_000, currency="USD"
    )
    await browser.sign_in(abroad.ivan.email)
    here = await opened(abroad, browser)
    assert (await browser.post(here, data={"do": "convert_again", "form_key": "едно"})).status_code == 303
    assert {one.number: one.rated_cents for one in await Expense.all()} == {"1": 50_000, "2": 54_545}


async def test_it_is_said_when_it_is_noted_as_sent_and_whoever_insists_goes_on(abroad, browser):
    await browser.sign_in(abroad.ivan.email)
    here = await opened(abroad, browser)
    ready = {**hidden(await browser.get(here), 'value="ready"'), "do": "ready"}
    assert (await browser.post(here, data=ready)).status_code == 303
    assert "Върнете пакета в чернова" in await text_of(browser, here)
    sending = await browser.get(f"{here}/sending?lang=bg")
    assert "ИнфорЕвро" in sending
    assert "as_rated" not in sending
    typed = {"hour": "9:30", "signer": "Мария Иванова", "funder_number": "17-2"}
    form = {**hidden(sending, 'name="signer"'), **typed, "sent_on": "20.11.2026"}
    asked = await browser.post(f"{here}/sending", data=form)
    assert asked.status_code == 422
    assert "Изпратен е през ноември 2026" in asked.text
    assert 'name="as_rated"' in asked.text
    insisting = {**form, "as_rated": "yes", "form_key": "друг"}
    assert (await browser.post(f"{here}/sending", data=insisting)).status_code == 303
    assert [one["state"] for one in await Package.all().values("state")] == ["sent"]
    assert "Изпратен е през ноември 2026" in await text_of(browser, here)


async def test_it_is_not_asked_of_who_sent_it_in_the_month_of_its_rates(abroad, browser):
    await browser.sign_in(abroad.ivan.email)
    here = await opened(abroad, browser)
    await browser.post(here, data={**hidden(await browser.get(here), 'value="ready"'), "do": "ready"})
    typed = {"hour": "9:30", "signer": "Мария", "funder_number": "17-2", "sent_on": "31.10.2026"}
    form = {**hidden(await browser.get(f"{here}/sending"), 'name="signer"'), **typed}
    assert (await browser.post(f"{here}/sending", data=form)).status_code == 303
    assert "ИнфорЕвро" not in await text_of(browser, here)


async def test_a_version_after_the_first_keeps_the_month_of_that(abroad, browser):
    project = abroad.project
    first = await Package.create(
        project_id=project.id, number="1.1", position=1, sequence=1, format="expenses-period", edition="1",
        first_on="2026-07-01", last_on="2026-09-30", state="returned", sent_on="2026-10-05",
    )  # fmt: skip
    second = await Package.create(
        project_id=project.id, number="1.2", position=2, sequence=1, revision=2, after_id=first.id, format="expenses-period",
        edition="1", first_on="2026-07-01", last_on="2026-09-30",
    )  # fmt: skip
    await browser.sign_in(abroad.ivan.email)
    here = f"/projects/{project.code}/reports/packages/{second.id}"
    assert "ИнфорЕвро" not in await text_of(browser, here)
    november = await Rate.get(first_on=NOVEMBER)
    await Expense.filter(number="2").update(rate_id=november.id, per_euro=Decimal("1.2"), rated_cents=50_000)
    page = await text_of(browser, here)
    assert "а отчетът е подаден за първи път през октомври 2026 г." in page
    assert "Превалутиране наново по курса за октомври 2026 г." in page
