"""Versions of a budget: the signed one kept for good, a working one beside the approved one, and the difference to the cent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.budget.comparing import COMPARED, compared, sums
from grants.budget.grid import BLANK
from grants.budget.models import Line, Version, VersionLine
from grants.errors import WrongState
from grants.procurement.models import Supply
from grants.values.money import Money, total
from tests.budget.test_grid import BUDGET, form_of, put
from tests.cast import CODE, TODAY, row
from tests.properties import pure

pytestmark = pytest.mark.anyio


def line(code, cents, line_id=None, **said):
    return {**BLANK, "code": code, "line_id": line_id, "amount_cents": cents, "currency": "EUR", **said}


def test_it_tells_what_was_added_what_is_gone_and_what_changed():
    before = [line("1", 100, 1), line("2", 200, 2, title_bg="Зала"), line("3", 300, 3), line("4", 50, 4)]
    after = [line("1", 100, 1), line("2.1", 150, 2, title_bg="Голяма зала"), line("4", 50, 4), line("5", 7)]
    changes = compared(before, after)
    assert [(one.kind, one.difference("EUR").minor) for one in changes] == [
        ("same", 0), ("changed", -50), ("gone", -300), ("same", 0), ("added", 7),
    ]  # fmt: skip
    assert changes[1].changed == ("number", "title", "amount")
    assert sums(changes, "EUR") == (Money(650, "EUR"), Money(307, "EUR"))


def test_it_knows_a_line_by_its_number_where_it_stands_for_no_line():
    assert [one.kind for one in compared([line("1", 5)], [line("1", 6, 9)])] == ["changed"]
    assert {one.kind for one in compared([line("1", 5, 8)], [line("1", 6, 9)])} == {"gone", "added"}


VERSIONS = st.lists(
    st.tuples(
        st.integers(1, 9),
        st.one_of(st.none(), st.integers(-(10**9), 10**9)),
        st.booleans(),
        st.sampled_from(["EUR", "BGN"]),
    ),
    max_size=8,
    unique_by=lambda drawn: drawn[0],
)


@pure
@given(VERSIONS, VERSIONS)
def test_it_comes_to_nothing_there_and_back(one, other):
    first, second = (
        [line(str(n), cents, n if known else None, currency=currency) for n, cents, known, currency in drawn]
        for drawn in (one, other)
    )
    there, back = compared(first, second), compared(second, first)
    for currency in ("EUR", "BGN"):
        forth = total((change.difference(currency) for change in there), currency)
        assert forth + total((change.difference(currency) for change in back), currency) == Money.zero(currency)
        before, after = sums(there, currency)
        assert after - before == forth
        assert sums(back, currency) == (after, before)
        assert before == total(
            (Money(row["amount_cents"] or 0, currency) for row in first if row["currency"] == currency), currency
        )
    assert {change.kind for change in compared(first, first)} <= {"same"}
    assert len(there) == len(back)


def test_it_compares_everything_a_line_says():
    assert {column for columns in COMPARED.values() for column in columns} | {"amount_cents"} >= set(BLANK) - {"code"}


async def test_it_leads_from_the_signed_budget_over_an_amendment_to_a_new_one_in_force(browser, small_world):
    project = small_world.project
    await row(project, "line", "1", title_bg="Зала", amount="100", currency="EUR")
    await row(project, "line", "2", title_bg="Печат", amount="50", currency="EUR")
    await row(project, "line", "3", title_bg="Превод", amount="25", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    assert f'href="{BUDGET}/edit"' in await browser.get(BUDGET)
    page = await browser.get(f"{BUDGET}/versions")
    assert "Запазване на бюджета" in page
    assert (await browser.post(f"{BUDGET}/versions", {"do": "keep", "on": "утре"})).status_code == 422
    assert (await browser.post(f"{BUDGET}/versions", {"do": "keep", "on": "1.3.2026"})).status_code == 303
    signed = await Version.get()
    assert (signed.kind, signed.state, str(signed.approved_on)) == ("signed", "approved", "2026-03-01")

    # What was signed is not edited any more: neither in the grid of the budget in force, nor as a version.
    answer = await browser.client.get(f"{BUDGET}/edit")
    assert answer.headers["location"] == f"{BUDGET}/versions"
    assert (await browser.post(f"{BUDGET}/edit", {"r0.title": "Ново", "r0.amount": "5"})).status_code == 409
    await browser.get(f"{BUDGET}/versions/{signed.id}/edit", 409)
    assert (await browser.post(f"{BUDGET}/versions", {"do": "keep"})).status_code == 409

    answer = await browser.post(f"{BUDGET}/versions", {"do": "open"})
    edit = answer.headers["location"]
    working = await Version.get(state="working")
    assert edit == f"{BUDGET}/versions/{working.id}/edit"
    assert (await browser.post(f"{BUDGET}/versions", {"do": "open"})).status_code == 409
    form = form_of(await browser.get(edit)) | {"r1.removed": "1"}
    form = put(put(form, 0, number="3", amount="80,01"), 2, number="1")
    form = put(form, 7, number="4", title="Видео", amount="70")
    assert (await browser.post(edit, form)).status_code == 303
    assert await Line.all().order_by("number").values_list("number", "amount_cents") == [
        ("1", 10000),
        ("2", 5000),
        ("3", 2500),
    ]

    page = await browser.get(f"{BUDGET}/versions/{working.id}")
    for said in ("+70,00", "−19,99", "−50,00", "+0,01", "175,01"):
        assert said in page
    opened = (await Version.get(id=working.id)).version
    here = f"{BUDGET}/versions/{working.id}"
    assert (await browser.post(here, {"to": "asked", "version": "1"})).status_code == 409  # it was edited since
    assert (await browser.post(here, {"to": "asked", "version": str(opened)})).status_code == 303
    await browser.get(edit, 409)
    answer = await browser.post(here, {"to": "approved", "version": str(opened + 1), "on": "20.11.2026"})
    assert answer.status_code == 303
    now = await Line.all().order_by("position").values_list("number", "title_bg", "amount_cents")
    assert now == [("1", "Превод", 2500), ("3", "Зала", 8001), ("4", "Видео", 7000)]
    assert await VersionLine.filter(budget_id=working.id, line_id=None).count() == 0
    assert await VersionLine.filter(budget_id=signed.id).order_by("position").values_list("code", "amount_cents") == [
        ("1", 10000), ("2", 5000), ("3", 2500),
    ]  # fmt: skip

    page = await browser.get(f"{BUDGET}/difference?from={signed.id}&to=now&lang=en")
    for said in ("+70.00", "−19.99", "−50.00", "+0.01", "added", "gone", "changed"):
        assert said in page
    assert "Between" not in page
    back = await browser.get(f"{BUDGET}/difference?from=now&to={signed.id}")
    assert "−0,01" in back
    assert "Между двете няма разлика" in await browser.get(f"{BUDGET}/difference?from=now&to={working.id}")


async def test_it_approves_no_amendment_that_leaves_spent_money_without_a_line(browser, small_world):
    project = small_world.project
    await row(project, "line", "1", title_bg="Зала", amount="100", currency="EUR")
    await row(project, "line", "2", title_bg="Печат", amount="50", currency="EUR")
    await browser.sign_in("ivan@zaedno.example")
    await browser.post(f"{BUDGET}/versions", {"do": "keep"})
    edit = (await browser.post(f"{BUDGET}/versions", {"do": "open"})).headers["location"]
    assert (await browser.post(edit, form_of(await browser.get(edit)) | {"r0.removed": "1"})).status_code == 303
    await row(project, "opening", line="1", until="30.06.2026", amount="5", currency="EUR")
    working = await Version.get(state="working")
    answer = await browser.post(f"{BUDGET}/versions/{working.id}", {"to": "approved", "version": str(working.version)})
    assert answer.status_code == 422
    assert "По 1 е похарчено нещо" in answer.text
    assert (await Version.get(id=working.id)).state == "working"
    assert await Line.all().count() == 2
    answer = await browser.post(f"{BUDGET}/versions/{working.id}", {"to": "dropped", "version": str(working.version)})
    assert (answer.status_code, await VersionLine.filter(budget_id=working.id).count()) == (303, 0)


async def test_it_says_a_version_in_words_and_shows_both_to_whom_was_later(browser, small_world):
    await row(small_world.project, "line", "1", title_bg="Зала", amount="100", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    await browser.post(f"{BUDGET}/versions", {"do": "keep"})
    here = f"{BUDGET}/versions/{(await Version.get()).id}"
    said = {"to": "words", "version": "1", "name_bg": "Първи бюджет", "name_en": "First budget", "note_bg": "Начало"}
    assert (await browser.post(here, said)).status_code == 303
    assert "Първи бюджет" in await browser.get(f"{BUDGET}/versions")
    assert "First budget" in await browser.get(f"{BUDGET}/versions?lang=en")
    answer = await browser.post(here, said | {"name_bg": "Друг"})
    assert answer.status_code == 409
    assert 'value="Друг"' in answer.text
    assert (await browser.post(here, said | {"version": "2", "name_bg": "х" * 401})).status_code == 422
    assert (await Version.get()).name_bg == "Първи бюджет"


async def test_a_partner_sees_its_own_lines_of_a_version_and_changes_nothing(browser, small_world):
    await row(small_world.project, "line", "1", title_bg="Наше", amount="100", currency="EUR", partner="1")
    await row(small_world.project, "line", "2", title_bg="Тяхно", amount="50", currency="EUR", partner="2")
    await browser.sign_in("maria@zaedno.example")
    await browser.post(f"{BUDGET}/versions", {"do": "keep"})
    await browser.client.post("/sign-out")
    await browser.sign_in("elena@puente.example")
    page = await browser.get(f"{BUDGET}/versions/{(await Version.get()).id}")
    assert "Тяхно" in page
    assert "Наше" not in page
    assert (await browser.post(f"{BUDGET}/versions", {"do": "open"})).status_code == 403


ROW = f"/projects/{CODE}/rows/line"


async def signed_budget(browser, project):
    """Two lines, kept as signed, by Maria who stays signed in; the ids of both."""
    hall = await row(project, "line", "1", title_bg="Зала", amount="100", currency="EUR")
    print_ = await row(project, "line", "2", title_bg="Печат", amount="50", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    await browser.post(f"{BUDGET}/versions", {"do": "keep"})
    return hall, print_


async def test_it_lets_no_line_of_a_signed_budget_change_by_its_form(browser, small_world):
    hall, _ = await signed_budget(browser, small_world.project)
    said = "Бюджетът е подписан: редовете му се променят само с прехвърляне между редове или с изменение."
    typed = {"title_bg": "Друга зала", "amount": "999", "currency": "EUR", "form": "actual", "version": "1"}
    page = await browser.get(f"{ROW}/{hall}")
    assert said in page
    assert "100,00" in page  # what the line says is still there to be read
    assert 'name="amount"' not in page
    assert f"{ROW}/new" not in await browser.get(BUDGET)
    for address, sent in ((f"{ROW}/{hall}", typed), (f"{ROW}/new", typed), (f"{ROW}/{hall}/remove", {})):
        answer = await browser.post(address, sent)
        assert (answer.status_code, said in answer.text) == (409, True), address
        assert not sent or 'value="Друга зала"' in answer.text
    assert said in await browser.get(f"{ROW}/new", 409)
    assert "The budget is signed: its lines change only by a move" in await browser.get(f"{ROW}/{hall}?lang=en")
    assert await Line.all().order_by("number").values_list("title_bg", "amount_cents", "version") == [
        ("Зала", 10000, 1),
        ("Печат", 5000, 1),
    ]
    with pytest.raises(WrongState):  # nor by a program that goes past the pages
        await row(small_world.project, "line", "3", title_bg="Видео")


async def test_it_lets_lines_of_an_unsigned_budget_change_by_their_form(browser, small_world):
    hall = await row(small_world.project, "line", "1", title_bg="Зала", amount="100", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    typed = {"title_bg": "Друга зала", "amount": "999", "currency": "EUR", "form": "actual", "version": "1"}
    assert (await browser.post(f"{ROW}/{hall}", typed)).status_code == 303
    assert (await browser.post(f"{ROW}/{hall}/remove", {})).status_code == 303
    assert await Line.all().count() == 0


async def test_it_removes_no_line_that_an_expense_or_a_contract_with_a_supplier_names(browser, small_world):
    project = small_world.project
    hall = await row(project, "line", "1", title_bg="Зала", amount="100", currency="EUR")
    spent = await row(project, "line", "2", title_bg="Печат", amount="50", currency="EUR")
    await row(project, "supply", "Д-7", subject_bg="Наем на зала", line="1", amount="90", currency="EUR")
    await row(project, "opening", line="2", until="30.06.2026", amount="5", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    named = "Договор Д-7 с доставчик, „Наем на зала“, се плаща от ред 1"
    for address, said in ((hall, named), (spent, "По 2 е похарчено нещо")):
        answer = await browser.post(f"{ROW}/{address}/remove", {})
        assert (answer.status_code, said in answer.text) == (409, True)
        assert "Зала" in answer.text or "Печат" in answer.text
    answer = await browser.post(f"{BUDGET}/edit", form_of(await browser.get(f"{BUDGET}/edit")) | {"r0.removed": "1"})
    assert (answer.status_code, named in answer.text) == (422, True)
    assert await Line.all().count() == 2
    await Supply.all().delete()
    assert (await browser.post(f"{ROW}/{hall}/remove", {})).status_code == 303


@pytest.mark.parametrize(
    ("to", "said", "may_save"),
    [
        ("approved", "Тази версия междувременно беше решена", False),
        ("asked", "Тази версия междувременно беше поискана", True),
    ],
)
async def test_it_loses_nothing_typed_into_a_version_that_was_decided_meanwhile(
    browser, small_world, to, said, may_save
):
    await signed_budget(browser, small_world.project)
    edit = (await browser.post(f"{BUDGET}/versions", {"do": "open"})).headers["location"]
    form = put(form_of(await browser.get(edit)), 0, title="Зала с клима", amount="120")
    working = await Version.get(state="working")
    await browser.post(f"{BUDGET}/versions/{working.id}", {"to": to, "version": str(working.version)})
    answer = await browser.post(edit, form)
    assert answer.status_code == 409
    page = answer.text.replace("\xa0", " ")
    assert said in page
    assert 'value="Зала с клима"' in page
    assert ">100,00<" in page  # what stands there, beside what was typed
    assert ">120<" in page
    assert ('name="then" value="stay"' in page) is may_save
    assert await VersionLine.filter(budget_id=working.id).order_by("code").values_list("amount_cents") == [
        (10000,),
        (5000,),
    ]


async def test_it_loses_nothing_typed_into_a_version_that_was_given_up_meanwhile(browser, small_world):
    await signed_budget(browser, small_world.project)
    edit = (await browser.post(f"{BUDGET}/versions", {"do": "open"})).headers["location"]
    form = put(form_of(await browser.get(edit)), 0, title="Зала с клима", amount="120")
    working = await Version.get(state="working")
    await browser.post(f"{BUDGET}/versions/{working.id}", {"to": "dropped"})
    answer = await browser.post(edit, form)
    assert answer.status_code == 409
    assert "От тази версия междувременно се отказаха" in answer.text
    assert 'value="Зала с клима"' in answer.text
    assert 'name="then" value="stay"' not in answer.text
    assert await Line.all().order_by("number").values_list("amount_cents") == [(10000,), (5000,)]
    await browser.get(edit, 404)


async def test_it_loses_nothing_typed_into_a_budget_that_was_signed_meanwhile(browser, small_world):
    await row(small_world.project, "line", "1", title_bg="Зала", amount="100", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    form = put(form_of(await browser.get(f"{BUDGET}/edit")), 0, title="Зала с клима", amount="120")
    await browser.post(f"{BUDGET}/versions", {"do": "keep"})
    answer = await browser.post(f"{BUDGET}/edit", form)
    assert answer.status_code == 409
    assert "Бюджетът е подписан" in answer.text
    assert 'value="Зала с клима"' in answer.text
    assert (await Line.get()).amount_cents == 10000


async def test_it_lets_no_partner_and_no_activity_go_that_the_signed_budget_names(small_world):
    from grants.budget.actions import keep_as_signed
    from grants.entries.actions import remove_row
    from grants.entries.kinds import BY_NAME

    project, maria = small_world.project, small_world.maria
    activity = await row(project, "activity", number="Д1", title_bg="Обучения")
    await row(project, "line", number="1", title_bg="Залa", amount="100", partner="2", activity="Д1")
    await keep_as_signed(maria, project, TODAY)
    for kind, row_id in (("partner", small_world.partner), ("activity", activity)):
        with pytest.raises(WrongState) as refused:
            await remove_row(maria, project, BY_NAME[kind], row_id)
        assert refused.value.facts == {"lines": ["1"]}
    assert await Line.filter(partner_id=small_world.partner, activity_id=activity).exists()
    free = await row(project, "activity", number="Д2", title_bg="Свободна дейност")
    await remove_row(maria, project, BY_NAME["activity"], free)
