"""Fifteen months of a Bulgarian municipality with a Spanish partner, as in "Изграждане на административен капацитет …"
(BG05M9OP001-4.001-0080-C01): she never signs in. What she owes comes to her in English letters with links; the manager
works in Bulgarian. One amendment makes twelve months fifteen, one deliverable is returned, one comes late.

By hand: her bills are 1 001,01, 1 002,02, … 1 015,15 euro, in all 15 000 + 120 + 1,20 = 15 121,20; the fourth was returned
and came again with 50,00 less: 15 071,20. Of the 30 000,00 of her line 14 928,80 are left.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from grants.amendments.models import Amendment
from grants.audit.models import Entry
from grants.expenses.life.actions import verify_expenses
from grants.expenses.models import Expense
from grants.letters.models import Letter, Link
from grants.projects.models import Organisation, Partner, Period, Project
from grants.values.days import add_months
from grants.workplan.models import Deliverable
from tests.amendments.test_amendment_pages import change, do
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio

BEGAN = date(2017, 11, 15)
HERE = f"/projects/{CODE}"
PDF = b"%PDF-1.7\n" + b"\xd0\xbf" * 40
ANA = "Ana Gómez <ana@puebla.example>"


def plain(page: str) -> str:
    return page.replace("\xa0", " ")


async def signed(small_world) -> None:
    """The contract for twelve months, the plan, the partner's line of the budget and what it hands over."""
    project = small_world.project
    await Organisation.filter(name_bg="Сдружение „Заедно“").update(
        name_bg="Община Твърдица", name_en="Tvarditsa Municipality"
    )
    await Organisation.filter(name_en="Asociación Puente").update(name_en="Ayuntamiento de Puebla de la Calzada")
    await Project.filter(id=project.id).update(start_on=BEGAN, end_on=date(2018, 11, 14), months=12)
    await Partner.filter(project_id=project.id, number="2").update(
        contact_name="Ana Gómez", contact_email="ana@puebla.example", joined_on=BEGAN
    )
    await row(project, "contract", "1", signed="1.11.2017", start="15.11.2017", end="14.11.2018", total="90 000",
              rhythm="from_start", rhythm_months="6", report_days="30", final_report_days="60")  # fmt: skip
    await row(project, "line", "1.1", title_bg="Екип", title_en="Team", amount="60 000", partner="1")
    await row(project, "line", "1.2", title_bg="Работилници", title_en="Workshops", amount="30 000", partner="2")
    await row(project, "activity", "1", title_bg="Система от уъркшопи за моделиране на социални политики",
              title_en="A system of workshops", partner="2", start="15.11.2017", end="14.11.2018")  # fmt: skip
    await row(project, "deliverable", "D1", title_bg="Модел за комуникация", title_en="Communication model", activity="1",
              partner="2", due="31.03.2018")  # fmt: skip
    await row(project, "deliverable", "D2", title_bg="Сборник с добри практики", title_en="Collection of good practice",
              activity="1", partner="2", due="30.09.2018", quantity="300", unit_en="copies", unit_bg="бр.")  # fmt: skip
    await row(project, "indicator", "1", name_bg="Обучени служители", target="40")


class Story:
    """The clock that goes on, the manager at her desk, and the partner who only has her letters."""

    def __init__(self, app, browser) -> None:
        self.app, self.browser, self.sent = app, browser, 0

    def on(self, day: date) -> None:
        moment = datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)
        self.app.state.clock = lambda: moment

    async def ask(self, *keys: str) -> list[str]:
        """Maria sends the partner a reminder; the links of the letter."""
        page = await self.browser.get(f"{HERE}/missing")
        key = next(iter(re.findall(r'name="party" value="(partner-\d+)"', page)))
        for one in keys:
            assert f'name="ask_{one}"' in page, (keys, plain(page))
        self.sent += 1
        form = {"form_key": f"ask-{self.sent}", "party": key, f"to_name_{key}": "Ana Gómez", f"days_{key}": "30",
                f"to_address_{key}": "ana@puebla.example", f"language_{key}": "en"}  # fmt: skip
        answer = await self.browser.post(f"{HERE}/missing", form | {f"ask_{one}": "yes" for one in keys})
        assert answer.status_code == 303, answer.text
        [letter] = await Letter.all().order_by("-id").limit(1)
        assert letter.language == "en"
        return [f"/link/{part.split()[0]}" for part in letter.plain.split("/link/")[1:]]

    async def bill(self, link: str, number: str, day: date, net: str, **mended: str) -> None:
        """Ana enters a bill under a month's link, or mends one that was returned."""
        bill = {"kind": "invoice", "paper_number": number, "issued": f"{day:%d.%m.%Y}", "paid": f"{day:%d.%m.%Y}",
                "supplier_name": "Imprenta López", "description_en": "Workshop", "net": net, "currency": "EUR",
                "line": "1.2", "amount": "", "then": "keep", "form_key": f"{link}-{number}"}  # fmt: skip
        answer = await self.browser.post(link, bill | mended)
        assert answer.status_code == 303, answer.text

    async def send(self, link: str) -> None:
        """Ana sends everything of the month."""
        answer = await self.browser.post(link, {"then": "send", "form_key": f"{link}-all"})
        assert "Thank you, the expenses were sent" in answer.text, answer.text

    async def hand_over(self, link: str, day: date, **typed: str) -> None:
        """Ana hands a deliverable over with a file."""
        version = re.findall(r'name="version" value="(\d+)"', await self.browser.get(link))
        form = {"form_key": link, "version": version[0], "delivered": f"{day:%d.%m.%Y}", **typed}
        answer = await self.browser.post(link, form, files={"file": ("Modelo.pdf", PDF, "application/pdf")})
        assert "Thank you, it was handed over" in answer.text, answer.text

    async def decide(self, number: str, **typed: str) -> None:
        """Maria accepts a deliverable, or returns it with a reason."""
        one = await Deliverable.get(number=number)
        form = {"version": str(one.version), "form_key": f"decide-{number}-{one.version}", **typed}
        answer = await self.browser.post(f"{HERE}/deliverables/{one.id}/decision", form)
        assert answer.status_code == 303, answer.text


def month(n: int) -> date:
    """The first day of the n-th month of costs: December 2017 is the first."""
    return add_months(date(2017, 11, 1), n)


def net(n: int) -> str:
    return f"1,{n:03}.{n:02}"


async def test_it_runs_fifteen_months_with_a_partner_who_has_only_links(app, browser, small_world):
    await signed(small_world)
    story = Story(app, browser)
    for n in range(1, 16):
        first = month(n)
        story.on(add_months(first, 1) + timedelta(days=3))  # on the 4th of the month after
        await browser.sign_in("maria@zaedno.example")
        [link] = await story.ask(f"costs-{first:%Y-%m}")
        if n == 5:  # what was returned stands under the next link; she mends it there
            bill = await Expense.get(number="4")
            assert "The bill says 50.00 less." in await browser.get(link)
            page = await browser.get(f"{link}?expense={bill.id}")
            versions = {
                name: re.findall(rf'name="{name}" value="(\d+)"', page)[0] for name in ("version", "document_version")
            }
            await story.bill(link, "F-4", month(4) + timedelta(days=9), "954.04", expense=str(bill.id), **versions)
        await story.bill(link, f"F-{n}", first + timedelta(days=9), net(n))
        await story.send(link)
        if n == 3:
            await the_model(story)
        if n == 4:
            await a_bill_goes_back(browser)
        if n == 6:
            await three_months_more(story, browser, small_world)
        if n == 10:
            await the_collection_comes_late(story, browser)

    assert sum(one.amount_cents for one in await Expense.all()) == 1_507_120
    assert [one.state for one in await Expense.all()] == ["submitted"] * 15
    await verify_expenses(
        small_world.ivan, small_world.project, {one.id: one.version for one in await Expense.all()}, on=date(2019, 3, 5)
    )
    await told_on_the_pages(story, browser)
    await told_by_the_history(browser)


async def the_model(story: Story) -> None:
    """It comes in time, is returned with a reason she reads under her new link, and comes again."""
    d1 = await Deliverable.get(number="D1")
    story.on(date(2018, 3, 20))
    await story.browser.sign_in("maria@zaedno.example")
    [link] = await story.ask(f"deliverable-{d1.id}")
    await story.hand_over(link, date(2018, 3, 20), title="Modelo de comunicación")
    story.on(date(2018, 4, 3))
    await story.browser.sign_in("maria@zaedno.example")
    await story.decide("D1", to="returned", reason="Липсват приложенията.")
    [link] = await story.ask(f"deliverable-{d1.id}")
    assert "Липсват приложенията." in await story.browser.get(link)
    await story.hand_over(link, date(2018, 4, 3), title="Modelo de comunicación")
    await story.decide("D1", to="accepted")


async def a_bill_goes_back(browser) -> None:
    """Ivan, who keeps the accounts, returns the bill of March."""
    bill = await Expense.get(number="4")
    await browser.sign_in("ivan@zaedno.example")
    form = {"to": "returned", "reason": "The bill says 50.00 less.", "version": str(bill.version)}
    assert (await browser.post(f"{HERE}/expenses/{bill.id}/state", form)).status_code == 303


async def the_collection_comes_late(story: Story, browser) -> None:
    """It was due on 30 September and came on 20 October, 280 of 300 copies."""
    d2 = await Deliverable.get(number="D2")
    story.on(date(2018, 10, 20))
    await browser.sign_in("maria@zaedno.example")
    [link] = await story.ask(f"deliverable-{d2.id}")
    assert "20 days late" in await browser.get(link)
    await story.hand_over(link, date(2018, 10, 20), delivered_quantity="280", note="20 copies are at the printer's")
    await story.decide("D2", to="accepted")


async def three_months_more(story: Story, browser, small_world) -> None:
    """The amendment: to 14 February 2019, with more people to be trained; seen first, then asked and approved."""
    story.on(date(2018, 6, 4))
    await browser.sign_in("maria@zaedno.example")
    form = {
        "kind": "amendment",
        "reason_bg": "Работилниците започнаха по-късно",
        "reason_en": "The workshops began later",
    }
    here = (await browser.post(f"{HERE}/amendments/new", form)).headers["location"]
    assert (await change(browser, here, "project", small_world.project.id, end="14.2.2019")).status_code == 303
    indicator = (await Entry.get(deed="indicator.added")).subject_id
    assert (await change(browser, here, "indicator", indicator, target="55")).status_code == 303
    seen = plain(await browser.get(here))
    assert "14.11.2018" in seen
    assert "14.02.2019" in seen
    assert (await Project.get(id=small_world.project.id)).end_on == date(2018, 11, 14)  # nothing has moved yet
    assert (await do(browser, here, "asked", on="4.6.2018", number="26-00-77")).status_code == 303
    story.on(date(2018, 6, 20))
    await browser.sign_in("maria@zaedno.example")
    answer = await do(browser, here, "approved", on="20.6.2018", number="РД-9", in_force="20.6.2018")
    assert answer.status_code == 303, answer.text
    now = await Project.get(id=small_world.project.id)
    assert (now.end_on, now.months) == (date(2019, 2, 14), 15)


async def told_on_the_pages(story: Story, browser) -> None:
    """What the pages say after fifteen months."""
    await browser.sign_in("maria@zaedno.example")
    ledger = plain(await browser.get(f"{HERE}/expenses?partner=2"))
    assert "15 071,20" in ledger
    budget = plain(await browser.get(f"{HERE}/budget"))
    assert "15 071,20" in budget
    assert "14 928,80" in budget
    listed = plain(await browser.get(f"{HERE}/deliverables"))
    assert "предаден със закъснение от 20 дни" in listed
    assert "280 от 300 бр." in listed
    assert "Modelo de comunicación" in listed
    ends = await Period.all().order_by("end_on").values_list("end_on", flat=True)
    assert ends == [date(2018, 5, 14), date(2018, 11, 14), date(2019, 2, 14)]
    to_ana = await Letter.filter(to_address="ana@puebla.example")
    assert (len(to_ana), {one.language for one in to_ana}) == (18, {"en"})  # fifteen months, two models, one collection
    assert await Link.filter(used_at=None).count() == 0
    amendment = await Amendment.get()
    assert amendment.state == "approved"


async def told_by_the_history(browser) -> None:
    """The whole of it, in either language; what came through links stands under the partner's name and address."""
    through = await Entry.filter(person_name=ANA)
    assert {one.person_id for one in through} == {None}
    deeds = {one.deed for one in through}
    assert {"expense.added", "expense.changed", "expense.submitted", "deliverable.submitted", "link.used"} <= deeds
    for language, said in TOLD.items():
        history = await whole_history(browser, language)
        for sentence in said:
            assert sentence in history, sentence


WHO = ANA.replace("<", "&lt;").replace(">", "&gt;")
TOLD = {
    "bg": (
        f"{WHO} представи: Продукт D1 · Модел за комуникация",
        "Мария Иванова върна: Продукт D1",
        "Липсват приложенията.",
        "Мария Иванова прие: Продукт D1",
        "Мария Иванова отбеляза одобрението на: Изменение 1",
        f"{WHO} представи: Разход 4",
        "Иван Петров върна: Разход 4",
        f"{WHO} представи: Продукт D2",
        "Мария Иванова изпрати: Връзка ana@puebla.example · Сборник с добри практики",
        "Иван Петров провери: Разход 15",
    ),
    "en": (
        f"{WHO} submitted: Deliverable D1",
        "Мария Иванова returned: Deliverable D1",
        "Мария Иванова accepted: Deliverable D2",
        "Мария Иванова recorded the approval of: Amendment 1",
        f"{WHO} submitted: Expense 4",
        "Иван Петров returned: Expense 4",
        "Иван Петров verified: Expense 15",
    ),
}


async def whole_history(browser, language: str) -> str:
    """All pages of the history, one after the other."""
    page = plain(await browser.get(f"{HERE}/history?lang={language}"))
    pages = [page]
    while older := re.search(r'history\?before=(\d+)"', pages[-1]):
        pages.append(plain(await browser.get(f"{HERE}/history?before={older.group(1)}&lang={language}")))
    return "\n".join(pages)
