"""Twelve months of a partner's costs, told through the pages: she enters, the accountant verifies, the funder cuts two, a
credit note comes, and in between the lev becomes the euro. Every figure was worked out by hand and stands here.

By hand, in euro (1.95583 leva, each paper by itself, half up):
  payrolls  July to December 2025   6 × 2 000,00 лв. = 6 × 1 022,58 =  6 135,48   (all at once it would be 6 135,50)
            January to June 2026    6 × 1 022,59                    =  6 135,54
                                                             line 1.1  12 271,02
  travel    October 2025            391,17 лв.                      =    200,00
            March 2026              240,00, credit note 60,00       =    180,00
                                                             line 2.1     380,00
  flat rate 40 % of 12 271,02 = 4 908,408, cut off           line 3.1   4 908,40
                                                             in all    17 559,42
  cut       of September's payroll  195,58 лв.                      =    100,00
            October's travel, all of it                             =    200,00
            the flat rate falls: 40 % of 12 171,02 = 4 868,40       =     40,00
                                                             in all       340,00
  accepted                                                            17 219,42
"""

from __future__ import annotations

import re

import pytest

from grants.expenses.models import Expense
from tests.cast import CODE, World, row
from tests.conftest import Browser

pytestmark = pytest.mark.anyio
HERE = f"/projects/{CODE}"
MONTHS = [*((2025, month) for month in range(7, 13)), *((2026, month) for month in range(1, 7))]


async def budget(world: World) -> None:
    """20 480,00 euro for the partner abroad: a psychologist, travel, and 40 % of staff for everything else."""
    await row(world.project, "source", kind="eu", amount="17408,00", share="85")
    await row(world.project, "source", kind="national", amount="3072,00", share="15")
    await row(world.project, "line", number="1", title_bg="Персонал", partner="2", category="staff")
    await row(
        world.project,
        "line",
        number="1.1",
        title_bg="Психолог",
        partner="2",
        category="staff",
        units="12",
        unit_price="1100,00",
    )
    await row(world.project, "line", number="2", title_bg="Пътувания", partner="2")
    await row(
        world.project,
        "line",
        number="2.1",
        title_bg="Пътувания на екипа",
        partner="2",
        category="travel",
        amount="2000,00",
    )
    await row(world.project, "line", number="3", title_bg="Единна ставка", partner="2")
    await row(
        world.project, "line", number="3.1", title_bg="Единна ставка 40 %", partner="2", form="flat_rate", rate="40", base="1",
        article="cpr_56_1", amount="5280,00",
    )  # fmt: skip


def payroll(year: int, month: int) -> dict[str, str]:
    """One month's payroll: 2 000 leva until the lev went, then what they are by the wages' own rounding."""
    leva = year == 2025
    return {
        "kind": "payroll", "paper_number": f"ВЕД-{month:02}/{year}", "issued": f"28.{month:02}.{year}",
        "paid": f"{28 if month != 12 else 30}.{month:02}.{year}", "supplier_name": "Asociación Puente",
        "description_bg": f"Заплата за {month}.{year}", "net": "2000,00" if leva else "1022,59",
        "currency": "BGN" if leva else "EUR", "line": "1.1", "partner": "2",
    }  # fmt: skip


def invoice(number: str, issued: str, net: str, vat: str, currency: str) -> dict[str, str]:
    """An invoice for travel, paid on its day."""
    return {
        "kind": "invoice", "paper_number": number, "issued": issued, "paid": issued, "supplier_name": "Автобуси „Виа“ ООД",
        "description_bg": "Път на екипа", "net": net, "vat": vat, "currency": currency, "line": "2.1", "partner": "2",
    }  # fmt: skip


async def entered(browser: Browser, typed: dict[str, str]) -> int:
    """One paper entered through the form; gives the expense's id."""
    answer = await browser.post(f"{HERE}/expenses/new", {**typed, "form_key": typed["paper_number"]})
    assert answer.status_code == 303, answer.text[:3000]
    newest = await Expense.all().order_by("-id").first()
    assert newest is not None
    return int(newest.id)


async def claimed(browser: Browser, line: str, **typed: str) -> int:
    """A claim that needs no invoice, entered through its own form."""
    answer = await browser.post(f"{HERE}/expenses/claim", {"line": line, "form_key": f"ред {line}", **typed})
    assert answer.status_code == 303, answer.text[:3000]
    return int(answer.headers["location"].rpartition("/")[2])


async def brought(browser: Browser, expense_id: int, tail: str, **typed: str) -> None:
    """One expense brought to its next state by the button on its page."""
    expense = await Expense.get(id=expense_id)
    answer = await browser.post(f"{HERE}/expenses/{expense_id}/{tail}", {"version": str(expense.version), **typed})
    assert answer.status_code == 303, answer.text[:3000]


async def picked(browser: Browser, address: str, ids: list[int], **typed: str) -> None:
    """Several expenses ticked on a list and brought on together."""
    versions = {expense.id: expense.version for expense in await Expense.filter(id__in=ids)}
    answer = await browser.post(f"{HERE}/expenses/{address}", {f"pick_{at}": str(versions[at]) for at in ids} | typed)
    assert answer.status_code == 303, answer.text[:3000]


async def cut(browser: Browser, expense_id: int, amount: str, reason: str) -> None:
    """What the funder does not accept of one expense."""
    typed = {"decided": "20.08.2026", "letter": "94-1", "reason": reason, f"cut_{expense_id}": amount}
    version = (await Expense.get(id=expense_id)).version
    answer = await browser.post(f"{HERE}/expenses/decisions", {f"version_{expense_id}": str(version), **typed})
    assert answer.status_code == 303, answer.text[:3000]


def cells(page: str, heading: str) -> list[str]:
    """The figures in the row of a table that begins so."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    found = next(row for row in rows if heading in re.sub(r"<[^>]+>", "", row))
    texts = [re.sub(r"<[^>]+>", " ", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", found, re.DOTALL)]
    return [" ".join(text.split()) for text in texts]


async def register_number(expense_id: int) -> str:
    """The place in the register of an expense's document."""
    found = await Expense.filter(id=expense_id).values("document__number")
    return str(found[0]["document__number"])


async def test_a_partner_enters_twelve_months_and_every_figure_is_the_one_worked_out_by_hand(
    small_world: World, browser: Browser
):
    world = small_world
    await budget(world)
    await browser.sign_in(world.elena.email)
    payrolls = [await entered(browser, payroll(year, month)) for year, month in MONTHS]
    october = await entered(browser, invoice("1000000391", "15.10.2025", "325,98", "65,19", "BGN"))
    march = await entered(browser, invoice("1000000240", "10.03.2026", "200,00", "40,00", "EUR"))
    note = invoice("1000000241", "20.03.2026", "50,00", "10,00", "EUR") | {"kind": "credit_note"}
    credit = await entered(browser, note)
    answer = await browser.post(
        f"{HERE}/expenses/{credit}/credits/new", {"other": await register_number(march), "amount": ""}
    )
    assert answer.status_code == 303, answer.text[:3000]
    flat = await claimed(browser, "3.1", base_from="1.7.2025", claimed="30.6.2026", evidence="Верифицираните ведомости")
    everything = [*payrolls, october, march, credit, flat]
    ledger = await browser.get(f"{HERE}/expenses?lang=bg")
    assert "12 651,02" in ledger  # 12 271,02 + 200,00 + 240,00 − 60,00; the flat rate has no base yet
    await picked(browser, "many", everything, to="submitted")

    await browser.sign_in(world.ivan.email)
    await brought(browser, payrolls[2], "state", to="returned", reason="Няма подписи на ведомостта.")
    await browser.sign_in(world.elena.email)
    assert "Няма подписи на ведомостта." in await browser.get(f"{HERE}/expenses/{payrolls[2]}")
    await brought(browser, payrolls[2], "submit")
    await browser.sign_in(world.ivan.email)
    await picked(browser, "many", everything, to="verified")

    await picked(browser, "report", [*everything], package="1.1")
    await picked(
        browser,
        "decisions",
        [*payrolls[:2], *payrolls[3:], march, credit, flat],
        verdict="approved",
        decided="20.08.2026",
        letter="94-1",
    )
    await cut(browser, payrolls[2], "195,58", "Часовете за един ден не са доказани.")
    await cut(browser, october, "391,17", "Няма командировъчна заповед.")

    await browser.sign_in(world.maria.email)
    for address in (f"{HERE}?lang=bg", "/projects?lang=bg"):
        page = await browser.get(address)
        assert "17 559,42" in page, address
        assert "17 219,42" in page, address
    for who in (world.maria, world.elena):  # all of it is the partner's own part
        await browser.sign_in(who.email)
        page = await browser.get(f"{HERE}/budget?lang=bg")
        assert cells(page, "Психолог")[-5:] == [
            "13 200,00", "12 271,02 отрязано или отложено 100,00", "928,98", "1 028,98", "93,0%",
        ]  # fmt: skip
        assert cells(page, "Пътувания на екипа")[-5:] == [
            "2 000,00", "380,00 отрязано или отложено 200,00", "1 620,00", "1 820,00", "19,0%",
        ]  # fmt: skip
        assert cells(page, "Единна ставка 40 %")[-5:] == [
            "5 280,00", "4 908,40 отрязано или отложено 40,00", "371,60", "411,60", "93,0%",
        ]  # fmt: skip
        assert cells(page, "Общо")[-5:] == [
            "20 480,00", "17 559,42 отрязано или отложено 340,00", "2 920,58", "3 260,58", "85,7%",
        ]  # fmt: skip
        page = await browser.get(f"{HERE}/expenses?lang=bg")
        assert [cells(page, what) for what in ("Общо в евро", "Отрязано", "Нето")] == [
            ["17 559,42"],
            ["340,00"],
            ["17 219,42"],
        ]
        page = await browser.get(f"{HERE}/expenses/{flat}?lang=bg")
        assert all(figure in page for figure in ("4 908,40 €", "40,00 €", "4 868,40 €", "12 171,02 €"))
    await browser.sign_in(world.ivan.email)
    page = await browser.get(f"{HERE}/reports?lang=bg&format=expenses-period&first=1.7.2025&last=30.6.2026")
    assert "17 559,42" in page
    page = await browser.get(f"{HERE}/reports?lang=bg&format=expenses-period&first=1.7.2025&last=30.6.2026&sheet=3")
    assert "0,02" in cells(page, "Разлика")[-1]  # the leva at once are 6 335,50, paper by paper 6 335,48
    page = await browser.get(f"{HERE}/history?lang=bg")
    assert "Часовете за един ден не са доказани." in page
    assert "отряза" in page
