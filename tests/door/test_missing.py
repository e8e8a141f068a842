"""Who is missing what, and the letter with links that asks for it."""

from __future__ import annotations

from datetime import date

import pytest

from grants.door.queries import parties
from grants.door.rules import Awaited, language_of, last_day, months_without_costs
from grants.letters.models import Letter, Link
from grants.projects.models import Partner
from tests.cast import CODE, TODAY, row

pytestmark = pytest.mark.anyio

PAGE = f"/projects/{CODE}/missing"
AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)


@pytest.mark.parametrize(
    ("first_on", "last_on", "entered", "asked"),
    [
        (date(2026, 1, 1), None, [], (AUGUST, SEPTEMBER, OCTOBER)),
        (date(2026, 1, 1), None, [date(2026, 9, 30)], (AUGUST, OCTOBER)),
        (date(2026, 9, 30), None, [], (SEPTEMBER, OCTOBER)),  # a partner from the last day of September
        (date(2026, 10, 1), None, [date(2026, 11, 3)], (OCTOBER,)),  # the month that runs is not over
        (date(2026, 1, 1), date(2026, 9, 1), [], (AUGUST, SEPTEMBER)),
        (date(2026, 12, 1), None, [], ()),
        (None, None, [], ()),
    ],
)
def test_it_asks_for_the_last_whole_months_without_costs(first_on, last_on, entered, asked):
    assert months_without_costs(TODAY, first_on, last_on, entered) == asked


def test_it_asks_across_the_turn_of_the_year():
    assert months_without_costs(date(2027, 2, 28), date(2020, 1, 1), None, []) == (
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    )


@pytest.mark.parametrize(
    ("month", "last"),
    [(date(2024, 2, 1), date(2024, 2, 29)), (date(2026, 12, 1), date(2026, 12, 31)), (AUGUST, date(2026, 8, 31))],
)
def test_it_knows_the_last_day_of_a_month(month, last):
    assert last_day(month) == last


@pytest.mark.parametrize(
    ("stated", "country", "language"),
    [("", "BG", "bg"), ("", "ES", "en"), ("", "", "bg"), ("en", "BG", "en"), ("bg", "RO", "bg")],
)
def test_it_writes_to_a_partner_in_its_language(stated, country, language):
    assert language_of(stated, country) == language


async def plan(project):
    """The partner abroad: one deliverable late, one far off, costs of three months, and something of the lead's."""
    await Partner.filter(project_id=project.id, number="2").update(
        contact_name="Ana Gómez", contact_email="ana@puente.example", joined_on=date(2026, 1, 1)
    )
    await row(project, "line", "1", title_bg="Обучения", amount="5 000", partner="2")
    await row(project, "deliverable", "D1", title_bg="Наръчник", title_en="Handbook", partner="2", due="15.11.2026")
    await row(project, "deliverable", "D2", title_bg="Доклад", partner="2", due="1.06.2027")
    await row(project, "deliverable", "D3", title_bg="Чуждо", partner="1", due="1.10.2026")


async def test_it_knows_what_a_partner_is_missing(small_world):
    await plan(small_world.project)
    [party] = await parties(small_world.project, TODAY)
    assert party.language == "en"
    assert [(one.kind, one.key.partition("-")[2]) for one in party.missing if one.kind is Awaited.COSTS] == [
        (Awaited.COSTS, "2026-08"),
        (Awaited.COSTS, "2026-09"),
        (Awaited.COSTS, "2026-10"),
    ]
    assert [one.title.bg for one in party.missing if one.kind is Awaited.DELIVERABLE] == ["Наръчник"]


async def ask(browser, small_world, *, tick=("deliverable",), language="en", **typed):
    """The letter asked for, with whatever of the partner's missing things begins with one of `tick`."""
    [party] = await parties(small_world.project, TODAY)
    key = party.key
    form = {
        "form_key": "k-1",
        "party": key,
        f"to_name_{key}": "Ana Gómez",
        f"to_address_{key}": "ana@puente.example",
        f"language_{key}": language,
        f"days_{key}": "30",
        **{f"{name}_{key}": value for name, value in typed.items()},
        **{f"ask_{one.key}": "yes" for one in party.missing if one.key.startswith(tick)},
    }
    return await browser.post(PAGE, form)


async def test_it_shows_the_lead_who_is_missing_what_in_bulgarian(browser, small_world):
    await plan(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    page = (await browser.get(PAGE)).replace("\xa0", " ")
    assert "Asociación Puente" in page
    assert "Наръчник" in page
    assert "7 дни закъснение" in page
    assert "Разходи за август 2026" in page
    assert "ana@puente.example" in page
    assert "Чуждо" not in page


async def test_it_sends_one_letter_with_a_link_for_each_thing_in_the_partners_language(browser, small_world):
    await plan(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    answer = await ask(browser, small_world, tick=("deliverable", "costs-2026-10"))
    assert answer.status_code == 303
    [letter] = await Letter.all()
    links = await Link.all().order_by("id").values_list("purpose", "partner_id", "letter_id")
    assert (letter.to_address, letter.language, await letter.person) == ("ana@puente.example", "en", None)
    assert letter.subject == "2 things are awaited, Together closer to people"
    assert "Handbook" in letter.plain
    assert "Expenses of October 2026" in letter.plain
    assert letter.plain.count("/link/") == 2
    assert all(len(line) <= 60 or "http" in line for line in letter.plain.splitlines())
    assert links == [
        ("costs", small_world.partner, letter.id),
        ("deliver", small_world.partner, letter.id),
    ]
    page = await browser.get(PAGE)
    assert "Изпратени връзки" in page
    assert "отваря се" in page
    history = await browser.get(f"/projects/{CODE}/history")
    assert "Мария Иванова изпрати: Връзка ana@puente.example · Наръчник" in history


async def test_it_writes_the_letter_in_bulgarian(browser, small_world):
    await plan(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    await ask(browser, small_world, language="bg")
    [letter] = await Letter.all()
    assert letter.subject == "Очакваме: Наръчник, Заедно по-близо до хората"
    assert "Мария Иванова Ви моли за следното" in letter.plain
    assert "Предаване на продукт:" in letter.plain


async def test_it_keeps_of_a_link_only_what_opens_nothing(browser, small_world):
    await plan(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    await ask(browser, small_world)
    [letter], [link] = await Letter.all(), await Link.all()
    token = letter.plain.partition("/link/")[2].split()[0]
    assert len(token) >= 40
    assert token not in link.token_sha256


@pytest.mark.parametrize(
    ("tick", "typed", "said"),
    [
        ((), {}, "Отбележете поне едно нещо"),
        (("deliverable",), {"to_address": "не е адрес"}, "не е адрес"),
        (("deliverable",), {"days": "365"}, "от 1 до 180 дни"),
        (("deliverable",), {"days": "много"}, "много"),
    ],
)
async def test_it_answers_bad_input_beside_the_field(browser, small_world, tick, typed, said):
    await plan(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    answer = await ask(browser, small_world, tick=tick, **typed)
    assert answer.status_code == 422
    assert said in answer.text.replace("\xa0", " ")
    assert not await Letter.all().count()


async def test_it_sends_nothing_twice(browser, small_world):
    await plan(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    await ask(browser, small_world)
    await ask(browser, small_world)
    assert await Letter.all().count() == 1


async def test_it_lets_a_link_be_revoked(browser, small_world):
    await plan(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    await ask(browser, small_world)
    [link] = await Link.all()
    [letter] = await Letter.all()
    token = letter.plain.partition("/link/")[2].split()[0]
    await browser.post(f"/projects/{CODE}/links/{link.id}/revoke", {"form_key": "k-2"})
    page = await browser.get(f"/link/{token}", 410)
    assert "Whoever sent this link has revoked it." in page


async def test_it_is_not_for_partners(browser, small_world):
    await browser.sign_in("elena@puente.example")
    await browser.get(PAGE, 403)


async def test_it_is_not_there_for_strangers(browser, small_world):
    await browser.sign_in("petar@druga.example")
    await browser.get(PAGE, 404)
