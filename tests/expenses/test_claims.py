"""Claims without an invoice: units, lump sums, and flat rates that follow their base."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from grants.access import OPERATOR, Permission
from grants.acting import acting
from grants.audit.models import Entry
from grants.entries.actions import insert_row
from grants.entries.kinds import BY_NAME
from grants.errors import Objected
from grants.expenses.actions import return_expense, submit_expense
from grants.expenses.claims.actions import record_claim
from grants.expenses.claims.queries import line_of
from grants.expenses.models import Expense
from grants.expenses.queries import Filters, ledger
from grants.expenses.wording import why_lost
from grants.storage.database import rows
from grants.values.wording import wording
from tests.cast import CODE, row
from tests.expenses.conftest import recorded

pytestmark = pytest.mark.anyio
HERE = f"/projects/{CODE}/expenses"


@pytest.fixture
async def lines(town) -> dict[str, int]:
    """Staff by invoice-like papers, 40 % of it flat, and an hour at 12,50."""
    return {
        "flat": await row(
            town.project, "line", "3", title_bg="Непреки", form="flat_rate", rate="40", base="1", amount="500"
        ),
        "units": await row(
            town.project, "line", "4", title_bg="Часове", form="unit_cost", unit_price="12,50", units="100", partner="1"
        ),
        "lump": await row(town.project, "line", "5", title_bg="Подготовка", form="lump_sum", amount="3000"),
    }


async def flat(town, lines, first=date(2026, 11, 1), last=date(2026, 11, 30)) -> int:
    claim = {"base_from_on": first, "claimed_on": last, "partner_id": town.lead, "evidence": ""}
    line = await line_of(town.project.id, lines["flat"])
    return await record_claim(
        town.ivan, town.project, line, claim | {"form": "flat_rate", "currency": "EUR", "line_id": line["id"]}
    )


async def one(expense_id: int) -> Expense:
    return await Expense.get(id=expense_id)


async def spent_on(town, line: int) -> tuple[int, int]:
    found = await rows(
        "SELECT coalesce(sum(amount_cents), 0)::bigint AS gross, coalesce(sum(lost_cents), 0)::bigint AS lost FROM spent "
        "WHERE project_id = $1 AND line_id = $2",
        town.project.id,
        line,
    )
    return found[0]["gross"], found[0]["lost"]


async def test_a_flat_rate_counts_what_was_claimed_on_its_base_between_its_days(town, lines):
    inside = await recorded(town.ivan, town.project, net="1000", vat="")  # paid on 10.11.2026
    outside = await recorded(town.ivan, town.project, net="500", vat="", paid="1.12.2026", paper_number="2")
    await recorded(town.ivan, town.project, net="70", vat="", paper_number="3")  # a draft is not said yet
    for expense in (inside, outside):
        await submit_expense(town.ivan, town.project, expense, 1)
    assert (await one(await flat(town, lines))).amount_cents == 40_000


async def test_it_follows_its_base_while_it_is_open(town, lines):
    claim = await flat(town, lines)
    assert (await one(claim)).amount_cents == 0
    expense = await recorded(town.ivan, town.project, net="1000", vat="")
    await submit_expense(town.ivan, town.project, expense, 1)
    assert (await one(claim)).amount_cents == 40_000
    await row(town.project, "opening", line="1.1", until="5.11.2026", amount="100")
    assert (await one(claim)).amount_cents == 44_000
    await return_expense(town.maria, town.project, expense, 2, "Липсва протокол")
    assert (await one(claim)).amount_cents == 4_000


async def test_it_follows_when_its_base_comes_to_other_euro_by_a_rate(town, lines):
    expense = await recorded(town.ivan, town.project, net="5000", vat="", currency="RON")
    await submit_expense(town.ivan, town.project, expense, 1)
    claim = await flat(town, lines)
    assert (await one(claim)).amount_cents == 0
    async with acting(OPERATOR, Permission.VERIFY_EXPENSE, town.project.ref) as deed:
        await Expense.filter(id=expense).update(rated_cents=100_000)
        deed.happened("expense.converted", "expense", expense, after={"rated_cents": 100_000})
    assert (await one(claim)).amount_cents == 40_000


def told_of(claim: Expense, language) -> str:
    """Why it was cut, in a reader's language."""
    return why_lost(vars(claim), wording(language))


async def decided(town, expense: int, **values) -> None:
    """The funder's decision, told as its action tells it."""
    async with acting(OPERATOR, Permission.VERIFY_EXPENSE, town.project.ref) as deed:
        await Expense.filter(id=expense).update(**values)
        deed.happened(f"expense.{values['state']}", "expense", expense, after=values)


async def test_when_its_base_is_cut_a_reported_one_falls_with_it_and_rises_again(town, lines):
    expense = await recorded(town.ivan, town.project, net="1000", vat="")
    await submit_expense(town.ivan, town.project, expense, 1)
    claim = await flat(town, lines)
    await Expense.all().update(state="reported")
    await decided(town, expense, state="cut", cut_cents=10_000, decided_on=date(2026, 12, 20))
    fell = await one(claim)
    assert (fell.state, fell.amount_cents, fell.cut_cents) == ("cut", 40_000, 4_000)
    assert fell.reason == ""
    assert "Основата му е намалена до 900,00 €; 40 % от нея са 360,00 €." in told_of(fell, "bg").replace("\xa0", " ")
    assert "Its base was cut to" in told_of(fell, "en")
    assert await spent_on(town, lines["flat"]) == (40_000, 4_000)
    await decided(town, expense, state="approved", cut_cents=0)
    again = await one(claim)
    assert (again.state, again.cut_cents, again.cut_told, told_of(again, "bg")) == ("reported", 0, None, "")


async def test_what_the_funder_cut_itself_is_not_given_back(town, lines):
    expense = await recorded(town.ivan, town.project, net="1000", vat="")
    await submit_expense(town.ivan, town.project, expense, 1)
    claim = await flat(town, lines)
    await Expense.all().update(state="reported")
    await decided(town, claim, state="cut", cut_cents=9_000, decided_on=date(2026, 12, 20))
    assert (await one(claim)).cut_cents == 9_000
    await decided(town, expense, state="parked")
    assert (await one(claim)).cut_cents == 40_000


async def test_many_rows_in_one_deed_are_followed_once(town, lines):
    claim = await flat(town, lines)
    expense = await recorded(town.ivan, town.project, net="1000", vat="")
    of_it = (await Expense.filter(id=expense).values("document_id", "line_id", "partner_id", "currency"))[0]
    async with acting(OPERATOR, Permission.RECORD_EXPENSE, town.project.ref) as deed:
        for cents in (5_000, 2_500):
            more = {**of_it, "amount_cents": cents, "state": "submitted", "description_bg": "", "description_en": ""}
            await insert_row(deed, town.project.ref, BY_NAME["expense"], "", more)
    assert (await one(claim)).amount_cents == 3_000
    assert await Entry.filter(deed="expense.followed").count() == 1


# --- the pages -----------------------------------------------------------------------------------------------------


async def test_units_are_claimed_at_the_price_of_their_line_with_what_shows_them(town, lines, browser):
    await browser.sign_in(town.ivan.email)
    assert "4 · Часове" in await browser.get(f"{HERE}/claim")
    form = (await browser.get(f"{HERE}/claim?line=4")).replace("\u00a0", " ")
    assert "12,50" in form
    typed = {"form_key": "а", "line": "4", "units": "7,5", "claimed": "20.11.2026", "evidence": "", "partner": "1"}
    wrong = await browser.post(f"{HERE}/claim", typed)
    assert wrong.status_code == 422
    assert 'id="field-evidence-error"' in wrong.text
    assert 'value="7,5"' in wrong.text
    answer = await browser.post(f"{HERE}/claim", typed | {"evidence": "Присъствен списък, папка 7"})
    assert answer.status_code == 303
    made = await Expense.get()
    assert (made.amount_cents, made.units, made.form) == (9_375, Decimal("7.5"), "unit_cost")
    page = await browser.get(answer.headers["location"])
    assert "93,75" in page
    assert "Присъствен списък, папка 7" in page
    listed = await browser.get(HERE)
    assert "93,75" in listed
    assert "None" not in listed
    changed = typed | {"units": "8", "evidence": "Списък", "version": "1"}
    assert (await browser.post(f"{HERE}/{made.id}", changed)).status_code == 303
    assert (await browser.post(f"{HERE}/{made.id}", changed)).status_code == 409
    assert (await one(made.id)).amount_cents == 10_000
    assert (await browser.post(f"{HERE}/{made.id}/submit", {"version": "2"})).status_code == 303
    assert await spent_on(town, lines["units"]) == (10_000, 0)
    assert "Часове" in await browser.get(f"{HERE}/{made.id}/remove")
    assert (await browser.post(f"{HERE}/{made.id}/remove", {"form_key": "б"})).status_code == 303


async def test_it_warns_where_a_line_is_claimed_over_its_budget(town, lines, browser):
    await browser.sign_in(town.ivan.email)
    typed = {"form_key": "а", "line": "5", "amount": "3000,01", "claimed": "20.11.2026", "evidence": "Протокол"}
    answer = await browser.post(f"{HERE}/claim", typed)
    english = (await browser.get(answer.headers["location"] + "?lang=en")).replace("\u00a0", " ")
    assert "0.01 over its budget of €3,000.00" in english


async def test_a_base_that_begins_after_its_end_is_refused(town, lines, browser):
    await browser.sign_in(town.ivan.email)
    typed = {"form_key": "а", "line": "3", "base_from": "1.12.2026", "claimed": "30.11.2026", "evidence": ""}
    answer = await browser.post(f"{HERE}/claim", typed)
    assert answer.status_code == 422
    assert 'id="field-base_from-error"' in answer.text


async def test_the_ledger_is_narrowed_to_days_and_to_what_nobody_verified(town, lines, browser):
    early = await recorded(town.ivan, town.project, issued="1.3.2026", paper_number="1")
    late = await recorded(town.ivan, town.project, issued="1.9.2026", paper_number="2")
    await Expense.filter(id=early).update(state="verified")
    claim = await flat(town, lines)

    async def shown(**asked) -> list[int]:
        return [found["id"] for found in (await ledger(town.ivan, town.project, Filters(**asked))).rows]

    assert await shown(state="open") == [claim, late]
    assert await shown(first="х", first_on=date(2026, 3, 2), last="х", last_on=date(2026, 9, 1)) == [late]
    assert await shown(last="х", last_on=date(2026, 3, 1)) == [early]
    await browser.sign_in(town.ivan.email)
    page = await browser.get(f"{HERE}?first=1.03.2026&last=31.02.2026&state=open")
    assert 'id="field-last-error"' in page
    assert 'value="31.02.2026"' in page
    assert "от 1.03.2026" in page.replace("\u00a0", " ")


async def test_nobody_claims_without_a_price(town, browser):
    line_id = await row(town.project, "line", "9", title_bg="Без цена", form="unit_cost")
    line = await line_of(town.project.id, line_id)
    with pytest.raises(Objected):
        await record_claim(
            town.ivan, town.project, line, {"units": Decimal(1), "amount_cents": None, "partner_id": None}
        )
