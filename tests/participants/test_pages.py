"""The pages of the register: found and narrowed, entered and changed, refused in words, and never a personal number."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from grants.audit.models import Entry
from grants.participants.actions import Joined, add_participant
from grants.participants.models import Participant
from grants.personal.models import PersonalNumber
from grants.storage.sealed import Seal
from tests.cast import CODE, TODAY, project_of, row

pytestmark = pytest.mark.anyio
HERE = f"/projects/{CODE}/participants"
EGN = "6101057509"
TYPED = {
    "first_name": "Пенка", "middle_name": "Иванова", "family_name": "Ганева", "sex": "woman", "born": "7.3.1984",
    "joined": "2.3.2026", "number_kind": "egn", "ground": "legal_obligation",
}  # fmt: skip


@pytest.fixture
def seal(settings):
    return Seal.of(settings.secret_key)


async def joined(world, seal, number="", by="maria", **told):
    values = {"first_name": "Стоян", "family_name": "Колев", "joined_on": date(2026, 3, 2), **told}
    return await add_participant(world.everybody[by], world.project, Joined(values, {}, number), seal, TODAY)


async def kept(id_):
    return (await Participant.filter(id=id_).values())[0]


async def test_it_says_what_an_empty_register_is_for(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(HERE)
    assert "Още няма участници" in page
    assert "регистърът работи и без него" in page


async def test_it_lists_counts_and_narrows(browser, small_world, seal):
    await row(small_world.project, "activity", "1", title_bg="Обучение")
    await joined(small_world, seal, EGN)
    await joined(
        small_world, seal, first_name="Пенка", family_name="Ганева", sex="woman", age=41, partner_id=small_world.lead
    )
    await browser.sign_in("desi@zaedno.example")
    page = await browser.get(HERE)
    assert "P-0001" in page
    assert "ЕГН" not in page.partition("P-0001")[2].partition("</tr>")[0]  # it is there, so it isn't missing
    assert "<b>2</b>В регистъра" in page
    for asked, there in (("q=ганева", "Пенка"), ("q=P-0002", "Пенка"), ("sex=man", "Стоян"), ("partner=1", "Пенка")):
        narrowed = await browser.get(f"{HERE}?{asked}")
        other = {"Пенка": "Стоян", "Стоян": "Пенка"}[there]
        assert there in narrowed
        assert other not in narrowed, asked
    assert "Няма съвпадения" in await browser.get(f"{HERE}?presence=left")
    assert "Пенка" in await browser.get(f"{HERE}?record=incomplete")


async def test_it_pages_in_the_database(browser, small_world, seal):
    for at in range(53):
        await joined(small_world, seal, first_name=f"Име{at:02}", sex="woman", age=20 + at)
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(HERE)
    assert "Редове 1–50 от 53" in page
    assert "Име52" in await browser.get(f"{HERE}?page=2")
    assert "Име52" in await browser.get(f"{HERE}?page=99")


async def test_it_takes_somebody_in_and_says_what_the_sheet_lacks(browser, small_world):
    await browser.sign_in("desi@zaedno.example")
    assert "Добавяне на участник" in await browser.get(f"{HERE}/new")
    answer = await browser.post(f"{HERE}/new", {**TYPED, "form_key": "k", "personal_number": ""})
    assert answer.status_code == 303, answer.text
    page = await browser.get(answer.headers["location"])
    assert "Пенка Иванова Ганева" in page
    assert "Още не може да се изнесе." in page
    assert "41" in page.partition("Възраст при включване")[2][:60]  # counted on the day of joining


async def test_it_says_beside_the_field_what_cannot_be_and_keeps_what_was_typed(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    typed = {
        **TYPED,
        "form_key": "k",
        "personal_number": EGN[:-1] + "8",
        "left": "1.3.2026",
        "district": "Бургас",
        "settlement": "Банско",
    }
    answer = await browser.post(f"{HERE}/new", typed)
    assert answer.status_code == 422
    for said in ("последната му цифра не отговаря", "преди датата на включване", "има такова в област Благоевград"):
        assert said in answer.text
    assert 'value="Пенка"' in answer.text
    assert EGN[:-1] + "8" not in answer.text
    english = await browser.post(f"{HERE}/new?lang=en", {**TYPED, "form_key": "l", "born": "7.3.2027"})
    assert "This day of birth is after the day of joining" in english.text


async def test_it_tells_all_at_once_even_where_something_cannot_be_read(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    typed = {**TYPED, "form_key": "k", "family_name": "", "personal_number": EGN[:-1] + "8", "email": "пенка",
             "born": "", "age": "много", "left": "1.3.2026"}  # fmt: skip
    answer = await browser.post(f"{HERE}/new", typed)
    assert answer.status_code == 422
    for said in (
        "не е имейл",
        "последната му цифра",
        "Напишете фамилията",
        "„много“ не е число",
        "преди датата на вкл",
    ):
        assert said in answer.text, said
    assert "5 неща трябва да се поправят" in answer.text  # and no day of birth is asked beside an age mistyped
    assert "number_carried" not in answer.text  # a wrong number is not kept for later
    assert "(въведен)" not in answer.text


async def test_it_carries_a_number_sealed_until_the_rest_is_right(browser, small_world):
    await browser.sign_in("desi@zaedno.example")
    typed = {**TYPED, "form_key": "k", "first_name": "", "sex": "", "born": "", "personal_number": EGN}
    answer = await browser.post(f"{HERE}/new", typed)
    assert answer.status_code == 422
    assert EGN not in answer.text
    sealed = answer.text.partition('name="number_carried" value="')[2].partition('"')[0]
    again = {**typed, "first_name": "Стоян", "personal_number": "", "number_carried": sealed}
    assert (await browser.post(f"{HERE}/new", again)).status_code == 303
    assert await PersonalNumber.all().count() == 1
    assert (await Participant.all().values("sex"))[0]["sex"] == "man"


async def test_it_finds_the_same_person_twice_and_believes_that_it_is_another(browser, small_world, seal):
    await browser.sign_in("maria@zaedno.example")
    await browser.post(f"{HERE}/new", {**TYPED, "form_key": "k"})
    twice = await browser.post(f"{HERE}/new", {**TYPED, "form_key": "l", "first_name": "ПЕНКА"})
    assert twice.status_code == 422
    assert "P-0001 е със същите имена" in twice.text
    assert 'name="another_person"' in twice.text
    other = {**TYPED, "form_key": "m", "another_person": "yes"}
    wrong = await browser.post(f"{HERE}/new", {**other, "email": "пенка"})
    assert 'name="another_person" id="field-another_person" value="yes" checked' in wrong.text
    checked = {
        asked: await browser.client.post(f"{HERE}/check{asked}", data=TYPED) for asked in ("?of=0", "?of=0&another=1")
    }
    linked = {asked: "#field-another_person" in answer.text for asked, answer in checked.items()}
    assert linked == {"?of=0": False, "?of=0&another=1": True}  # no link to a box that is not there
    assert (await browser.post(f"{HERE}/new", other)).status_code == 303
    assert [one["fingerprint"] == "" for one in await Participant.all().order_by("id").values("fingerprint")] == [
        False,
        True,
    ]
    await joined(small_world, seal, EGN)
    same = {**TYPED, "form_key": "n", "sex": "", "born": "", "personal_number": EGN, "another_person": "yes"}
    answer = await browser.post(f"{HERE}/new", same)
    assert "P-0003 е със същия личен номер" in answer.text


async def test_it_tells_of_another_project_only_that_there_is_one(browser, small_world, seal):
    second = await project_of("usaid-2005", small_world.project.kept_by_id, title_bg="Втори проект", total="1")
    there = Joined({"first_name": "Стоян", "family_name": "Колев", "joined_on": date(2026, 2, 2)}, {}, EGN)
    await add_participant(small_world.maria, second, there, seal, TODAY)
    await add_participant(small_world.petar, small_world.other, there, seal, TODAY)
    id_ = await joined(small_world, seal, EGN)
    await browser.sign_in("desi@zaedno.example")
    page = await browser.get(f"{HERE}/{id_}")
    assert "Същото лице участва и в друг проект в системата." in page
    assert "usaid-2005" not in page
    await browser.sign_in("petar@druga.example")
    elsewhere = (await Participant.filter(project_id=small_world.other.id).values("id"))[0]["id"]
    assert "друг проект" not in await browser.get(f"/projects/usaid-2004/participants/{elsewhere}")


async def test_it_shows_both_versions_when_somebody_was_quicker(browser, small_world, seal):
    id_ = await joined(small_world, seal, EGN, phone="02 111")
    await browser.sign_in("maria@zaedno.example")
    typed = {**TYPED, "first_name": "Стоян", "family_name": "Колев", "sex": "", "born": "", "phone": "02 222"}
    assert (await browser.post(f"{HERE}/{id_}/edit", {**typed, "version": "1"})).status_code == 303
    answer = await browser.post(f"{HERE}/{id_}/edit", {**typed, "version": "1", "phone": "02 333"})
    assert answer.status_code == 409
    assert "02 222" in answer.text
    assert 'value="02 333"' in answer.text
    after = await kept(id_)
    assert (after["phone"], after["version"], after["sex"]) == ("02 222", 2, "man")
    changed = (await Entry.filter(deed="participant.changed").values("after"))[0]["after"]
    assert "phone" in changed["changed"]
    assert "222" not in str(changed)
    history = await browser.get(f"/projects/{CODE}/history")
    assert "промени: Участник P-0001" in history
    assert "Телефон" in history
    assert "222" not in history


async def test_it_calls_what_was_chosen_as_it_is_offered(browser, small_world, seal):
    await row(small_world.project, "activity", "1", title_bg="Обучение")
    id_ = await joined(small_world, seal, sex="man", age=40)
    await browser.sign_in("maria@zaedno.example")
    typed = {**TYPED, "labour": "employed", "activity": "1"}
    assert (await browser.post(f"{HERE}/{id_}/edit", {**typed, "version": "1"})).status_code == 303
    answer = await browser.post(f"{HERE}/{id_}/edit", {**typed, "version": "1", "labour": "inactive", "activity": ""})
    assert answer.status_code == 409
    versions = answer.text.partition("<caption>")[2].partition("</table>")[0]
    for said in ("заето лице", "неактивно лице", "1 · Обучение"):
        assert said in versions, said
    assert "employed" not in versions


async def test_it_gives_what_is_known_to_be_printed_and_says_how_long_it_stays(browser, small_world, seal):
    id_ = await joined(small_world, seal, sex="man", age=40, keep_until_on=date(2031, 5, 1))
    await browser.sign_in("maria@zaedno.example")
    page = (await browser.post(f"{HERE}/{id_}/known", {})).text
    assert "Името се пази до 1.05.2031" in page
    assert "data-print" in page
    assert "attendance.js" in page  # whose button it is


async def test_it_keeps_and_erases_the_number_when_asked(browser, small_world, seal):
    id_ = await joined(small_world, seal, EGN)
    await browser.sign_in("desi@zaedno.example")
    page = await browser.get(f"{HERE}/{id_}/edit")
    assert "•••••••••• (въведен)" in page
    typed = {**TYPED, "first_name": "Стоян", "family_name": "Колев", "sex": "man", "born": "5.1.1961"}
    assert (await browser.post(f"{HERE}/{id_}/edit", {**typed, "version": "1"})).status_code == 303
    assert await PersonalNumber.all().count() == 1
    erased = await browser.post(f"{HERE}/{id_}/edit", {**typed, "version": "2", "without_number": "yes"})
    assert erased.status_code == 303
    assert await PersonalNumber.all().count() == 0


async def test_it_offers_the_settlements_of_a_district(browser, small_world):
    await browser.sign_in("desi@zaedno.example")
    page = (await browser.client.get(f"{HERE}/settlements?place_district=Бургас")).text
    assert '<option value="Созопол">' in page
    assert "Банско" not in page


async def test_it_checks_while_somebody_types(browser, small_world):
    await browser.sign_in("desi@zaedno.example")
    answer = await browser.client.post(f"{HERE}/check", data={**TYPED, "joined": "31.2.2026"})
    assert answer.status_code == 200
    assert 'href="#field-joined"' in answer.text
    good = await browser.client.post(f"{HERE}/check", data={**TYPED, "personal_number": EGN, "born": "", "sex": ""})
    assert "още не може да се изнесе" in good.text
    assert "Степен на завършено образование" in good.text
    assert EGN not in good.text


async def test_it_shows_the_number_once_and_records_the_look(browser, small_world, seal, caplog):
    caplog.set_level(logging.DEBUG)
    id_ = await joined(small_world, seal, EGN)
    await browser.sign_in("maria@zaedno.example")
    assert EGN not in await browser.get(f"{HERE}/{id_}")
    answer = await browser.post(f"{HERE}/{id_}/number", {})
    assert answer.status_code == 200
    assert EGN in answer.text
    assert EGN not in await browser.get(f"{HERE}/{id_}")
    assert await Entry.filter(deed="personal_number.seen", subject_id=id_).count() == 1
    told = await browser.post(f"{HERE}/{id_}/known", {})
    assert EGN in told.text
    assert "член 15" in told.text
    assert EGN not in caplog.text
    await browser.sign_in("desi@zaedno.example")
    assert (await browser.post(f"{HERE}/{id_}/number", {})).status_code == 403


async def test_it_keeps_a_partner_to_its_own_part_and_the_accountant_out(browser, small_world, seal):
    own = await joined(small_world, seal, by="elena", sex="man", age=30)
    other = await joined(small_world, seal, EGN, partner_id=small_world.lead)
    await browser.sign_in("elena@puente.example")
    page = await browser.get(HERE)
    assert "P-0001" in page
    assert "P-0002" not in page
    assert (await browser.client.get(f"{HERE}/{own}")).status_code == 200
    assert (await browser.client.get(f"{HERE}/{other}")).status_code == 404
    twice = {**TYPED, "form_key": "n", "sex": "", "born": "", "personal_number": EGN}
    answer = await browser.post(f"{HERE}/new", twice)
    assert "already, through another partner" in answer.text
    assert "P-0002" not in answer.text
    await browser.sign_in("ivan@zaedno.example")
    assert (await browser.client.get(HERE)).status_code in {403, 404}
    await browser.sign_in("angel@odit.example")
    page = await browser.get(f"{HERE}/{other}")
    assert "••••••••••" in page
    assert f"{HERE}/{other}/edit" not in page
