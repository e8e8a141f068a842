"""The page of a project's rules for deadlines, and what a form shows of deadlines before it is saved (правила за срокове)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from grants.deadlines.models import Deadline, DeadlineRule
from grants.entries.kinds import BY_NAME
from grants.values.days import add_working_days
from tests.cast import CODE, World, row

pytestmark = pytest.mark.anyio
RULES = f"/projects/{CODE}/deadlines/rules"
FORM = f"/projects/{CODE}/rows/deadline_rule"
CERTIFICATE = {
    "title_bg": "Одиторски сертификат",
    "kind": "audit",
    "amount": "2",
    "unit": "months",
    "basis": "project_end",
    "roll": "next",
}


async def with_contract(world: World) -> int:
    return await row(world.project, "contract", state="in_force", signed="20.12.2025", start="1.1.2026", end="30.6.2027", currency="EUR",
                     report_days="60", roll="next")  # fmt: skip


async def dates() -> list[date]:
    return [one["due_on"] for one in await Deadline.filter(origin="generated").order_by("due_on").values("due_on")]


async def while_typed(browser: Any, form: dict[str, Any]) -> str:
    """The part of the form about dates, as it is asked for while somebody types."""
    answer = await browser.client.post(f"{FORM}/new", data=form | {"then": "moves"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    return str(answer.text).replace("\xa0", " ")


async def test_it_shows_what_a_rule_yields_before_it_is_kept_and_moves_it_with_the_contract(browser, small_world):
    contract = await with_contract(small_world)
    await browser.sign_in("maria@zaedno.example")
    form: dict[str, Any] = {"form_key": "нов", **CERTIFICATE}
    shown = await while_typed(browser, form)
    assert "появява се" in shown
    assert "30.08.2027" in shown
    looked = await browser.post(f"{FORM}/new", form | {"then": "show"})
    assert 'value="Одиторски сертификат"' in looked.text
    assert "30.08.2027" in looked.text
    assert not await DeadlineRule.exists()
    assert (await browser.post(f"{FORM}/new", form)).headers["location"] == RULES
    assert await dates() == [date(2027, 8, 30)]
    page = await browser.get(RULES)
    assert "2 месеца след последния ден на проекта" in page
    assert "2 месеца след 30.06.2027 г." in page
    assert "60 календарни дни след края на всеки период с междинен отчет" in page

    rule = await DeadlineRule.get()
    before = form | {"version": "1", "amount": "10", "unit": "working_days", "side": "before", "number": rule.number}
    asked = await browser.post(f"{FORM}/{rule.id}", before)
    assert asked.status_code == 200
    assert "запишете отново" in asked.text
    assert re.search(r"30\.08\.2027.*16\.06\.2027", asked.text, re.DOTALL)
    assert await dates() == [date(2027, 8, 30)]
    key = re.search(r'name="moves" value="(\w+)"', asked.text)
    assert key is not None
    assert (await browser.post(f"{FORM}/{rule.id}", before | {"moves": key.group(1)})).status_code == 303
    assert await dates() == [date(2027, 6, 16)]
    assert "10 работни дни преди последния ден на проекта" in await browser.get(RULES)

    stands = await browser.get(f"/projects/{CODE}/rows/contract/{contract}")
    typed = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', stands))
    longer = {"state": "in_force", "rhythm": "none", "roll": "next", "currency": "EUR", "signed": "20.12.2025", "start": "1.1.2026",
              "report_days": "60", "version": typed["version"], "number": typed["number"], "end": "31.12.2027"}  # fmt: skip
    asked = await browser.post(f"/projects/{CODE}/rows/contract/{contract}", longer)
    assert re.search(r"16\.06\.2027.*14\.12\.2027", asked.text, re.DOTALL)
    assert await dates() == [date(2027, 6, 16)]
    assert "/contract/periods" not in await browser.get(RULES)  # a contract without a rhythm makes no periods
    await browser.post(
        f"/projects/{CODE}/rows/contract/{contract}",
        longer | {"rhythm": "from_start", "rhythm_months": "6", "end": "30.6.2027"},
    )
    assert "Отчетните периоди още не са такива" in await browser.get(RULES)


WRONG = [
    ({"amount": "36000", "unit": "days"}, "amount", "Почивните дни на България"),
    ({"amount": "99999999", "unit": "days"}, "amount", "Никой срок не е толкова дълъг. Напишете число до 36 525."),
    ({"amount": "-5"}, "amount", "„-5“ е под нулата."),
    ({"amount": "5000", "side": "before"}, "amount", ""),
    ({"country": "Атлантида"}, "country", ""),
    ({"hour": "09:00", "zone": "Europe/Atlantis"}, "zone", ""),
]


async def test_it_says_beside_the_field_why_a_rule_yields_no_date_and_keeps_what_was_typed(browser, small_world):
    await with_contract(small_world)
    await browser.sign_in("maria@zaedno.example")
    for more, place, said in WRONG:
        answer = await browser.post(f"{FORM}/new", {"form_key": "грешен", **CERTIFICATE, **more})
        assert answer.status_code == 422
        assert f'id="field-{place}-error"' in answer.text
        assert said in re.sub(r"\s", " ", answer.text)
        assert 'value="Одиторски сертификат"' in answer.text
        part = await while_typed(browser, {"form_key": "грешен", **CERTIFICATE, **more})
        assert "когато се поправи това" in part


async def test_it_shows_the_rules_in_english_and_to_nobody_who_sees_one_part_only(browser, small_world):
    await with_contract(small_world)
    await row(small_world.project, "deadline_rule", **CERTIFICATE)
    await browser.sign_in("angel@odit.example")
    page = await browser.get(f"{RULES}?lang=en")
    assert "2 months after the project&#39;s last day" in page
    assert f"{FORM}/" not in page
    await browser.sign_in("elena@puente.example")
    await browser.get(RULES, 404)


async def test_its_form_asks_for_every_field_part_by_part_and_for_a_country_by_name(browser, small_world):
    await with_contract(small_world)
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{FORM}/new")
    assert re.findall(r"<legend>([^<]+)</legend>", page)[0] == "Срокът"
    places = [page.index(f'name="{slot}"') for slot in ("title_bg", "amount", "country", "hour", "note_bg", "number")]
    assert places == sorted(places)
    assert page.index('name="country"') < page.index('id="ahead"') < page.index('name="hour"')
    assert '<option value="България" selected>' in page
    form: dict[str, Any] = {
        "form_key": "страна",
        **CERTIFICATE,
        "amount": "52",
        "unit": "working_days",
        "country": "Румъния",
    }
    assert (await browser.post(f"{FORM}/new", form)).status_code == 303
    rule = await DeadlineRule.get()
    assert rule.country == "RO"
    assert '<option value="Румъния" selected>' in await browser.get(f"{FORM}/{rule.id}")
    assert await dates() == [add_working_days(date(2027, 6, 30), 52, "RO")]
    assert add_working_days(date(2027, 6, 30), 52, "RO") != add_working_days(date(2027, 6, 30), 52)


def test_a_form_in_parts_leaves_no_field_out():
    for record in (kind.record for kind in BY_NAME.values() if kind.record.parts):
        asked = [name for part in record.parts for row_ in part.rows for name in row_]
        assert sorted(asked) == sorted(field.name for field in record.fields if field.asked), record.name


async def test_the_holiday_that_moves_a_date_is_named_by_the_calendar_of_the_rule(browser, small_world):
    """1 декември е национален празник в Румъния и работен ден в България; 3 март – обратното."""
    await with_contract(small_world)
    await browser.sign_in("maria@zaedno.example")
    form = {"form_key": "Румъния", **CERTIFICATE, "amount": "154", "unit": "days", "country": "Румъния"}
    shown = (await while_typed(browser, form)).replace("\u202f", " ")
    assert "сряда, 1 декември 2027 г. (Национален празник), затова четвъртък, 2 декември 2027 г." in shown
    assert "затова" not in await while_typed(browser, form | {"country": "България"})
