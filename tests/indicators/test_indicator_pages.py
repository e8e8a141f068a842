"""The pages of indicators: a table by periods, one with its values, and nothing of another partner's."""

from __future__ import annotations

import re

import pytest

from grants.checks.queries import findings_of
from grants.indicators.models import Indicator, IndicatorValue
from grants.participants.models import Participant
from grants.storage.database import insert_all
from tests.cast import CODE, TODAY, row
from tests.portfolio.test_reading import statements

pytestmark = pytest.mark.anyio
HERE = f"/projects/{CODE}/indicators"
MARIA, ELENA = "maria@zaedno.example", "elena@puente.example"


@pytest.fixture
async def world(small_world):
    """Two periods; trainees typed so far, methods counted from deliverables, everybody counted from the register."""
    project = small_world.project
    await row(project, "period", "1", start="1.1.2026", end="30.6.2026", technical="yes")
    await row(project, "period", "2", start="1.7.2026", end="31.12.2026", technical="yes")
    await row(project, "indicator", "И1", name_bg="Обучени", name_en="Trained", baseline="0", target="100",
              by_sex="yes", cumulative="yes", unit_bg="души", unit_en="people")  # fmt: skip
    await row(project, "indicator", "И2", name_bg="Методики", target="2", counted="deliverables",
              deliverable_kind="document")  # fmt: skip
    await row(project, "indicator", "И3", name_bg="Участници", name_en="Participants", target="4", code="EECO01",
              counted="participants", by_sex="yes", bands="esf_plus", overlaps="yes")  # fmt: skip
    await row(project, "indicator", "И4", name_bg="Кръгли маси", target="7", achieved="5", implied="yes")
    return small_world


async def id_of(number):
    return (await Indicator.filter(number=number).values("id"))[0]["id"]


async def joined(project, *told):
    rows = [
        {"project_id": project.id, "number": f"P-{at}", "position": at, "answers": {}, **one}
        for at, one in enumerate(told, 1)
    ]
    await insert_all(Participant, rows)


def rows_of(page):
    text = page[page.index("<main") :]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)).strip() for one in text.split("</tr>")]


async def test_it_shows_each_indicator_by_periods_in_bulgarian(browser, world):
    for day, period, number in (("30.6.2026", "1", "30"), ("1.11.2026", "2", "55")):
        await row(world.project, "indicator_value", indicator="И1", period=period, until=day, value=number,
                  women="20", verified="28" if period == "1" else "")  # fmt: skip
    await row(
        world.project, "deliverable", title_bg="Наръчник", kind="document", state="accepted", delivered="1.7.2026"
    )
    await joined(world.project, {"joined_on": "2026-06-30", "sex": "woman", "age": 17}, {"joined_on": "2026-07-01"})
    await browser.sign_in(MARIA)
    found = {one.split()[0]: one for one in rows_of(await browser.get(HERE))}
    assert "0 100 30 55 55 жени 20, мъже – без записан пол: 35 55% 28" in found["Обучени"]
    assert "с натрупване" in found["Обучени"]
    assert "– 2 0 1 1 от продуктите 50%" in found["Методики"]
    assert "4 1 1 2 от регистъра жени 1, мъже 0 без записан пол: 1 под 18: 1" in found["EECO01"]
    assert "без записана възраст: 1" in found["EECO01"]
    assert "може да се припокрива: не се сумира с други" in found["EECO01"]
    page = await browser.get(HERE)
    assert page.index("Подразбиращи се") > page.index("EECO01")
    assert "Кръгли маси" in page[page.index("Подразбиращи се") :]
    assert "както е публикувано" in page[page.index("Подразбиращи се") :]


async def test_it_takes_a_value_and_refuses_one_that_can_not_be(browser, world):
    await browser.sign_in(MARIA)
    here = f"{HERE}/{await id_of('И1')}"
    page = await browser.get(here)
    assert "Още няма въведена стойност." in page
    typed = {"period": "1", "until": "30.6.2026", "value": "30", "women": "20", "men": "10", "form_key": "a"}
    assert (await browser.post(here, typed)).status_code == 303
    assert (await browser.post(here, typed)).status_code == 303  # the same form once more
    assert await IndicatorValue.all().count() == 1
    again = {**typed, "until": "1.11.2026", "period": "2", "form_key": "b"}
    for change, said in (
        ({"men": "9"}, "Жените и мъжете правят общо 29, а не 30."),
        ({"value": "29", "women": "", "men": ""}, "Всяка стойност включва предишните, а тази към 30.06.2026"),
        ({"until": "23.11.2026"}, "Тази дата още не е настъпила."),
        ({"until": "30.6.2026"}, "Отчетен период 2 е от 1.07.2026"),
        ({"value": ""}, "задължително"),
    ):
        answer = await browser.post(here, again | change)
        assert answer.status_code == 422, change
        assert said in answer.text.replace("\xa0", " ").replace("\u202f", " "), change
        assert 'aria-invalid="true"' in answer.text
    assert await IndicatorValue.all().count() == 1


async def test_it_shows_both_versions_where_somebody_else_was_quicker(browser, world):
    await browser.sign_in(MARIA)
    value = await row(world.project, "indicator_value", indicator="И1", period="1", until="30.6.2026", value="30")
    here = f"{HERE}/{await id_of('И1')}/values/{value}"
    assert 'value="30"' in await browser.get(here)
    typed = {"version": "1", "period": "1", "until": "30.6.2026", "form_key": "k"}
    assert (await browser.post(here, typed | {"value": "31"})).status_code == 303
    answer = await browser.post(here, typed | {"value": "32"})
    assert answer.status_code == 409
    assert re.search(r"<td[^>]*>31</td><td[^>]*>32</td>", answer.text)
    assert (await IndicatorValue.get(id=value)).value == 31


async def test_a_partner_sees_and_types_its_own_part_alone(browser, world):
    project = world.project
    lead = await row(project, "indicator_value", indicator="И1", until="30.6.2026", value="77", partner="1")
    own = await row(project, "indicator_value", indicator="И1", until="30.6.2026", value="30", partner="2")
    other = await row(project, "indicator", "И5", name_bg="На водещия", name_en="The lead's", partner="1")
    await joined(
        project, {"joined_on": TODAY, "partner_id": world.partner}, {"joined_on": TODAY, "partner_id": world.lead}
    )
    await browser.sign_in(ELENA)
    found = {one.split()[0]: one for one in rows_of(await browser.get(HERE))}
    assert "100 30 – 30" in found["Trained"]
    assert "77" not in found["Trained"]
    assert " 1 from the register" in found["EECO01"]
    assert "The lead" not in " ".join(found)
    here = f"{HERE}/{await id_of('И1')}"
    await browser.get(f"{HERE}/{other}", 404)
    await browser.get(f"{here}/values/{lead}", 404)
    await browser.get(f"{here}/values/{own}")
    typed = {"period": "2", "until": "1 Nov 2026", "value": "40", "verified": "40", "partner": "1", "form_key": "k"}
    assert (await browser.post(here, typed)).status_code == 303
    kept = await IndicatorValue.filter(value=40).values("partner_id", "verified")
    assert kept == [{"partner_id": world.partner, "verified": None}]
    assert (await browser.post(f"{HERE}/{other}", typed | {"form_key": "l"})).status_code == 404


async def test_a_partner_finds_the_projects_indicators_and_its_own_alone(browser, world):
    await row(
        world.project, "indicator", "И5", name_bg="Обучени от водещия", name_en="Trained by the lead", partner="1"
    )
    await row(
        world.project, "indicator", "И6", name_bg="Обучени от партньора", name_en="Trained by Puente", partner="2"
    )
    await browser.sign_in(ELENA)
    page = await browser.get("/search?q=Trained")
    assert "Trained by Puente" in page
    assert f"{HERE}/{await id_of('И1')}" in page
    assert "Trained by the lead" not in page


async def test_the_auditor_reads_and_changes_nothing(browser, world):
    await browser.sign_in("angel@odit.example")
    here = f"{HERE}/{await id_of('И1')}"
    page = await browser.get(here)
    assert "<form" not in page[page.index('id="values"') : page.index("</main>")].split('id="comments"')[0]
    assert (await browser.post(here, {"until": "1.11.2026", "value": "3"})).status_code == 403


async def test_it_asks_no_more_of_the_database_for_more_indicators_and_people(browser, world):
    await browser.sign_in(MARIA)
    await browser.get(HERE)
    few = await statements(browser, HERE)
    await joined(world.project, *({"joined_on": TODAY} for _ in range(40)))
    for at in range(3):
        await row(world.project, "indicator", name_bg=f"Още {at}", counted="participants", who="roma")
        await row(world.project, "indicator_value", indicator="И1", until=f"{at + 1}.7.2026", value=f"{at}")
    assert await statements(browser, HERE) == few


async def test_an_indicator_begins_with_a_common_one_by_a_click(browser, world):
    await browser.sign_in(MARIA)
    page = await browser.get(f"/projects/{CODE}/rows/indicator/new")
    assert "ЕСФ+, 2021–2027" in page
    assert page.index("EECO01 ·") < page.index("EECR06 ·") < page.index("CO01 · Безработни")
    link = next(one for one in re.findall(r'href="(\?begin=EECO15[^"]*)"', page))
    filled = await browser.get(f"/projects/{CODE}/rows/indicator/new{link.replace('&amp;', '&')}")
    assert "Попълнено като EECO15 · Малцинства" in filled
    assert "Изисква специална категория лични данни." in filled
    assert 'value="Minorities (including marginalised communities such as Roma people)"' in filled
    assert '<option value="minority" selected>' in filled


async def test_the_checks_go_by_what_is_counted_and_typed(world):
    async def told():
        found = await findings_of(world.maria, world.project, TODAY)
        return sorted((one.code, one.number) for one in found if one.code.startswith("INDICATOR"))

    await Indicator.filter(number="И1").update(achieved=400)
    assert ("INDICATOR_EXCEEDED", "И1") in await told()
    await row(world.project, "indicator_value", indicator="И1", until="30.6.2026", value="30")
    assert await told() == []
    await joined(world.project, *({"joined_on": TODAY} for _ in range(5)))
    assert await told() == [("INDICATOR_EXCEEDED", "И3")]
    later = await row(world.project, "indicator_value", indicator="И1", until="1.7.2026", value="31")
    await IndicatorValue.filter(id=later).update(value=29)
    assert await told() == [("INDICATOR_EXCEEDED", "И3"), ("INDICATOR_FELL", "И1")]
