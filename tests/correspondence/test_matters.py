"""The register of correspondence: until when an answer is due, the answer and its proof, and what waits."""

from __future__ import annotations

from datetime import date

import pytest

from grants.correspondence.models import Matter
from grants.correspondence.rules import (
    AnswerDays,
    Standing,
    answer_due,
    completed_matter,
    matter_objections,
    standing,
)
from tests.cast import CODE, TODAY, row
from tests.portfolio.test_reading import statements

pytestmark = pytest.mark.anyio

LIST = f"/projects/{CODE}/correspondence"


@pytest.mark.parametrize(
    ("received", "within", "days", "due"),
    [
        (date(2026, 11, 9), 10, AnswerDays.CALENDAR, date(2026, 11, 19)),
        (date(2026, 11, 9), 10, AnswerDays.WORKING, date(2026, 11, 23)),
        (
            date(2026, 12, 21),
            5,
            AnswerDays.WORKING,
            date(2026, 12, 31),
        ),  # 24 to 28 December are no working days in 2026
        (date(2026, 2, 27), 3, AnswerDays.WORKING, date(2026, 3, 5)),  # 3 March
        (date(2026, 4, 9), 1, AnswerDays.WORKING, date(2026, 4, 14)),  # Easter, Good Friday to Monday
        (date(2026, 12, 12), 14, AnswerDays.CALENDAR, date(2026, 12, 29)),  # the 26th is a holiday
        (date(2026, 11, 9), 10, AnswerDays.NONE, None),
    ],
)
def test_it_counts_the_days_for_an_answer(received, within, days, due):
    assert answer_due({"received_on": received, "answer_within": within, "answer_days": days}) == due


def test_it_counts_no_days_where_far_too_many_were_typed():
    typed = values(answer_within=2**31 - 1, answer_days="calendar", received_on=date(2026, 11, 9))
    assert completed_matter(typed)["answer_due_on"] is None
    typed["answer_within"] = 10
    assert completed_matter(typed)["answer_due_on"] == date(2026, 11, 19)


def values(**more):
    empty = dict.fromkeys(
        ("received_on", "written_on", "answer_within", "answered_on", "closed_on", "arose_from_id", "answer_due_on")
    )
    return {**empty, "answer_days": "none", "kind": "letter", **more}


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ({"received_on": date(2026, 11, 9), "answered_on": date(2026, 11, 8)}, ["answered"]),
        ({"received_on": date(2026, 11, 9), "answered_on": date(2026, 11, 9)}, []),
        ({"written_on": date(2026, 11, 9), "answered_on": date(2026, 11, 8)}, ["answered"]),
        ({"answer_within": 0, "answer_days": "working", "received_on": date(2026, 11, 9)}, ["answer_within"]),
        ({"answer_within": 3651, "answer_days": "working", "received_on": date(2026, 11, 9)}, ["answer_within"]),
        ({"answer_within": 5, "received_on": date(2026, 11, 9)}, ["answer_days"]),
        ({"answer_within": 5, "answer_days": "working"}, ["received"]),
        ({"received_on": date(2026, 11, 9), "closed_on": date(2026, 11, 1)}, ["closed"]),
        ({"arose_from_id": 7}, ["arose_from"]),
    ],
)
def test_it_refuses_what_cannot_be(typed, places):
    assert [one.place for one in matter_objections(values(**typed), 7)] == places


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ({"answer_due_on": date(2026, 11, 21)}, Standing.LATE),
        ({"answer_due_on": TODAY}, Standing.WAITING),
        ({"answer_due_on": date(2026, 11, 21), "answered_on": date(2026, 11, 20)}, Standing.ANSWERED),
        ({"kind": "finding"}, Standing.OPEN),
        ({"kind": "finding", "answered_on": date(2026, 11, 20)}, Standing.OPEN),  # answered is not closed
        ({"kind": "finding", "closed_on": date(2026, 11, 20)}, Standing.CLOSED),
        ({}, Standing.KEPT),
    ],
)
def test_it_knows_how_a_matter_stands(typed, stands):
    assert standing(values(**typed), TODAY) is stands


async def letters(project):
    await row(project, "matter", "1", subject_bg="Искане за разяснения по пакет 2", subject_en="Clarifications on package 2",
              counterpart="УО на ПРЧР", reference="93-00-118", received="9.11.2026", answer_within="5",
              answer_days="working")  # fmt: skip
    await row(project, "matter", "2", kind="audit", subject_bg="Одит на операциите", counterpart="ИА „ОСЕС“",
              received="1.10.2026")  # fmt: skip
    await row(project, "matter", "3", kind="finding", subject_bg="Липсва присъствен списък", counterpart="ИА „ОСЕС“",
              arose_from="2", amount="120", answer_due="1.12.2026", received="1.10.2026")  # fmt: skip
    await row(project, "matter", "4", subject_bg="Покана за събитие", counterpart="ОИЦ Сливен", received="2.11.2026")


async def test_it_shows_what_waits_first_and_on_the_overview_in_bulgarian(browser, small_world):
    await letters(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    page = (await browser.get(LIST)).replace("\xa0", " ")
    waits = page.split("Чака отговор</h3>")[1].split("Регистър</h3>")[0]
    assert waits.index("Искане за разяснения") < waits.index("Липсва присъствен списък")
    assert "6 дни закъснение" in waits  # due on 16 November, a Monday
    assert "Покана за събитие" not in waits
    assert "за сведение" in page
    overview = (await browser.get(f"/projects/{CODE}")).replace("\xa0", " ")
    assert "Искане за разяснения по пакет 2" in overview
    narrowed = await browser.get(f"{LIST}?show=late")
    assert "Покана за събитие" not in narrowed
    assert "Audit" not in await browser.get(f"{LIST}?kind=letter&lang=en")


async def test_it_keeps_the_answer_beside_the_question_and_the_history_tells_it(browser, small_world):
    await letters(small_world.project)
    one = await Matter.get(number="1")
    await browser.sign_in("ivan@zaedno.example")
    form = {"form_key": "k", "version": "1", "then": "answer", "answered": "13.11.2026", "answer": "Прилагаме списъка.",
            "answer_reference": "И-77", "sent_by": "ИСУН, 13.11.2026"}  # fmt: skip
    assert (await browser.post(f"{LIST}/{one.id}", form)).status_code == 303
    page = await browser.get(f"{LIST}/{one.id}")
    assert "Прилагаме списъка." in page
    assert "И-77" in page
    await browser.sign_in("maria@zaedno.example")
    history = await browser.get(f"/projects/{CODE}/history")
    assert "Иван Петров отговори на: Писмо или констатация 1" in history


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"answered": "8.11.2026"}, "преди писмото, на което отговаря"),
        ({"answered": "23.11.2026"}, "още не е настъпил"),
        ({"answered": "31.11.2026"}, "31.11.2026"),
        ({"answer": "", "answer_reference": "И-77", "sent_by": ""}, "Напишете отговора или номера му"),
    ],
)
async def test_it_answers_bad_input_beside_the_field_and_keeps_what_was_typed(browser, small_world, typed, said):
    await letters(small_world.project)
    one = await Matter.get(number="1")
    await browser.sign_in("maria@zaedno.example")
    form = {
        "form_key": "k",
        "version": "1",
        "answered": "13.11.2026",
        "answer": "Готово",
        "sent_by": "куриер 7",
        **typed,
    }
    answer = await browser.post(f"{LIST}/{one.id}", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert ("куриер 7" in answer.text) or not form["sent_by"]
    assert (await Matter.get(id=one.id)).answered_on is None


async def test_it_shows_both_where_two_answer_at_once(browser, small_world):
    await letters(small_world.project)
    one = await Matter.get(number="1")
    await browser.sign_in("maria@zaedno.example")
    form = {"form_key": "k1", "version": "1", "answered": "13.11.2026", "answer": "Първи отговор"}
    await browser.post(f"{LIST}/{one.id}", form)
    answer = await browser.post(f"{LIST}/{one.id}", {**form, "form_key": "k2", "answer": "Втори отговор"})
    assert answer.status_code == 409
    assert "Първи отговор" in answer.text


async def test_it_says_to_which_rows_a_letter_speaks(browser, small_world):
    await letters(small_world.project)
    await row(small_world.project, "deliverable", "D1", title_bg="Наръчник за кметове", partner="2")
    one = await Matter.get(number="3")
    await browser.sign_in("maria@zaedno.example")
    wrong = await browser.post(f"{LIST}/{one.id}", {"then": "speak", "kind": "deliverable", "number": "D9"})
    assert wrong.status_code == 422
    assert "Няма такъв ред с номер „D9“." in wrong.text
    await browser.post(f"{LIST}/{one.id}", {"then": "speak", "kind": "deliverable", "number": "D1"})
    page = await browser.get(f"{LIST}/{one.id}")
    assert "Наръчник за кметове" in page
    assert "Одит на операциите" in page  # what the finding belongs to


async def test_it_closes_a_finding_and_opens_it_again(browser, small_world):
    await letters(small_world.project)
    one = await Matter.get(number="3")
    await browser.sign_in("maria@zaedno.example")
    form = {"version": "1", "then": "answer", "answered": "20.11.2026", "answer": "Приложен.", "form_key": "a"}
    await browser.post(f"{LIST}/{one.id}", form)
    await browser.post(f"{LIST}/{one.id}", {"form_key": "b", "version": "2", "then": "close"})
    assert (await Matter.get(id=one.id)).closed_on == TODAY
    await browser.post(f"{LIST}/{one.id}", {"form_key": "c", "version": "3", "then": "open"})
    assert (await Matter.get(id=one.id)).closed_on is None


async def test_it_is_not_for_partners_nor_strangers(browser, small_world):
    await letters(small_world.project)
    one = await Matter.get(number="1")
    await browser.sign_in("elena@puente.example")
    for page in (LIST, f"{LIST}/{one.id}"):
        await browser.get(page, 403)
    await browser.sign_in("petar@druga.example")
    await browser.get(f"{LIST}/{one.id}", 404)
    await browser.sign_in("angel@odit.example")
    assert "Запис на отговора" not in await browser.get(f"{LIST}/{one.id}")


async def test_it_asks_as_many_questions_for_many_letters_as_for_one(browser, small_world):
    await row(small_world.project, "matter", "1", subject_bg="Писмо", counterpart="УО")
    await browser.sign_in("maria@zaedno.example")
    one = await statements(browser, LIST)
    for number in range(2, 5):
        await row(small_world.project, "matter", str(number), subject_bg="Писмо", counterpart="УО", kind="finding")
    assert await statements(browser, LIST) == one
