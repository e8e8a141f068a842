"""The grid: cells read as people type them, amounts that follow from the others, one save for all rows or for none."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.audit.models import Entry
from grants.budget.grid import BLANK, COLUMNS, Grid, Typed, cells_of, read_grid, typed_rows
from grants.budget.models import Line
from grants.values.choices import Choice
from grants.values.entry import Reader
from grants.values.language import Text
from grants.values.money import Money
from grants.values.wording import wording
from tests.cast import CODE, TODAY, row
from tests.properties import pure

pytestmark = pytest.mark.anyio
BUDGET = f"/projects/{CODE}/budget"
CHOICES = {
    "partner": (Choice(7, "1", Text("Община Русе", "Ruse Municipality"), ("Община Русе", "Ruse Municipality")),),
    "activity": (),
}


def grid(lines=(), language="bg"):
    return Grid.of(lines, CHOICES, Reader(wording(language), TODAY), "EUR")


def typed(*rows):
    blank = dict.fromkeys(COLUMNS, "")
    return [Typed(at, None, {**blank, **cells}) for at, cells in enumerate(rows)]


def cells(**said):
    return said


def cents(read):
    return {one.number: one.values["amount_cents"] for one in read.rows}


def test_it_computes_the_amounts_that_were_left_empty():
    read = read_grid(
        grid(),
        typed(
            cells(number="1", title="Персонал"),
            cells(number="1.1", title="Ръководител", units="12", unit_price="1 234,50"),
            cells(number="1.2", title="Счетоводител", amount="2500.5"),
            cells(number="2", title="Непреки", form="единна ставка", rate="7", base="1"),
        ),
    )
    assert read.objections == ()
    assert cents(read) == {"1": None, "1.1": 1481400, "1.2": 250050, "2": 121201}
    assert read.total("EUR") == Money(1481400 + 250050 + 121201, "EUR")


@pytest.mark.parametrize(
    ("amount", "language", "read"),
    [
        ("1 234,50", "bg", 123450), ("1.234,50", "bg", None), ("1,234.50", "en", 123450), ("1234.5", "bg", 123450),
        ("12,345", "bg", None), ("NaN", "bg", None), ("1e3", "en", None), ("١٢٣", "bg", None), ("1,005", "en", None),
        ("−5", "bg", -500), ("100 лв.", "bg", None), ("100 евро", "bg", 10000),
    ],
)  # fmt: skip
def test_it_reads_an_amount_as_everywhere_or_asks(amount, language, read):
    found = read_grid(grid(language=language), typed(cells(number="1", title="Ред", amount=amount)))
    if read is None:
        assert [one.place for one in found.objections] == ["r0.amount"]
        assert found.rows == ()
    else:
        assert cents(found) == {"1": read}


def test_it_finds_every_problem_at_once_each_at_its_cell():
    read = read_grid(
        grid(),
        typed(
            cells(number="1.1", title="Ред", units="две"),
            cells(number="1.1", title="", amount="5"),
            cells(number="2", title="Ставка", category="нещо", partner="Община Видин", year="2" * 30),
        ),
    )
    assert {one.place for one in read.objections} == {
        "r0.units", "r1.number", "r1.title", "r2.category", "r2.partner", "r2.year",
    }  # fmt: skip


@pytest.mark.parametrize(("base", "wrong"), [("2", "r1.base"), ("9", "r1.base"), ("2.1", "r1.base"), ("1", None)])
def test_it_refuses_a_flat_rate_that_stands_on_itself_or_on_nothing(base, wrong):
    rows = (
        cells(number="1", title="Преки", amount="100"),
        cells(number="2", title="Непреки", form="flat_rate", rate="7", base=base),
    )
    read = read_grid(grid(), typed(*rows))
    assert [one.place for one in read.objections] == ([wrong] if wrong else [])


@pytest.mark.parametrize(("amount", "wrong"), [("150,05", None), ("", None), ("150,06", "r0.amount")])
def test_it_counts_no_chapter_besides_its_lines(amount, wrong):
    rows = (
        cells(number="1", title="Персонал", amount=amount),
        cells(number="1.1", title="а", amount="100,05"),
        cells(number="1.2.1", title="б", amount="50"),
    )
    read = read_grid(grid(), typed(*rows))
    assert [one.place for one in read.objections] == ([wrong] if wrong else [])
    if not wrong:
        assert cents(read) == {"1": None, "1.1": 10005, "1.2.1": 5000}


@pytest.mark.parametrize("said", ["1", "Община Русе", "община  русе", "Ruse Municipality", "1 · Община Русе"])
def test_it_knows_a_partner_by_number_and_by_name(said):
    read = read_grid(grid(), typed(cells(number="1", title="Ред", partner=said)))
    assert read.rows[0].values["partner_id"] == 7


def test_it_numbers_rows_that_came_without_a_number():
    read = read_grid(grid(), typed(cells(title="а"), cells(number="3.2", title="б"), cells(title="в")))
    assert [one.number for one in read.rows] == ["4", "3.2", "5"]


def test_it_keeps_the_words_of_the_other_language():
    line = {
        **BLANK,
        "id": 5,
        "code": "1",
        "line_id": 5,
        "title_bg": "Зала",
        "title_en": "Hall",
        "currency": "EUR",
        "unit_bg": "ден",
    }
    read = read_grid(
        grid([line], "en"),
        [Typed(0, 5, {**dict.fromkeys(COLUMNS, ""), "number": "1", "title": "Big hall", "unit": "day"})],
    )
    kept = read.rows[0].values
    assert [kept[name] for name in ("title_bg", "title_en", "unit_bg", "unit_en")] == ["Зала", "Big hall", "ден", "day"]


AMOUNTS = st.one_of(st.none(), st.integers(-(10**9), 10**9))
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "title_bg": st.sampled_from(["", "Персонал"]),
            "title_en": st.just("Staff"),
            "partner_id": st.sampled_from([None, 7]),
            "category": st.sampled_from(["none", "staff", "sub_grants"]),
            "form": st.sampled_from(["actual", "unit_cost", "flat_rate"]),
            "units": st.one_of(st.none(), st.decimals(0, 99999, places=4)),
            "unit_price_cents": AMOUNTS,
            "rate": st.one_of(st.none(), st.decimals(0, 100, places=4)),
            "base": st.sampled_from(["", "1", "1, 2"]),
            "amount_cents": AMOUNTS,
            "capped": st.booleans(),
        }
    ),
    min_size=1,
    max_size=6,
)


@pure
@given(LINES, st.sampled_from(["bg", "en"]))
def test_it_is_the_same_grid_when_it_is_typed_saved_and_typed_again(drawn, language):
    lines = [
        {
            **BLANK,
            **line,
            "id": at,
            "line_id": at,
            "code": str(at),
            "currency": "EUR",
            "base": line["base"] if at > 2 else "",
        }
        for at, line in enumerate(drawn, 1)
    ]

    def saved(shown):
        sheet = grid(shown, language)
        read = read_grid(
            sheet,
            [
                Typed(at, line["id"], cell)
                for at, (line, cell) in enumerate(zip(shown, cells_of(sheet, shown), strict=True))
            ],
        )
        assert read.objections == ()
        return [{**line, **one.values} for line, one in zip(shown, read.rows, strict=True)]

    once = saved(lines)
    for line, kept in zip(lines, once, strict=True):  # what was known stays; what was not may follow from the rest
        if line["amount_cents"] is not None:
            assert kept == line
    assert saved(once) == once
    assert cells_of(grid(once, language), once) == cells_of(grid(saved(once), language), saved(once))


# --- the page -----------------------------------------------------------------------------------------------------


def form_of(page):
    """Everything a browser would send of the grid."""
    fields = {}
    for tag in re.findall(r"<input\b[^>]*>", page.split('<form class="form wide" id="grid"')[1].split("<template")[0]):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            fields[name[1]] = value[1] if value else ""
    return fields


def put(form, key, **said):
    return form | {f"r{key}.{name}": text for name, text in said.items()}


async def test_it_saves_all_rows_at_once_and_tells_the_history_each(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    form = form_of(await browser.get(f"{BUDGET}/edit"))
    form = put(form, 0, number="2", title="Пътуване", units="3", unit_price="33,35")
    form = put(
        form, 1, number="1", title="Персонал", partner="2", category="персонал, трудови договори", amount="1 000,01"
    )
    assert (await browser.post(f"{BUDGET}/edit", form)).status_code == 303
    kept = await Line.all().order_by("position").values("number", "amount_cents", "category", "partner_id")
    assert [(one["number"], one["amount_cents"]) for one in kept] == [("1", 100001), ("2", 10005)]
    assert (kept[0]["category"], kept[0]["partner_id"]) == ("staff", small_world.partner)
    assert await Entry.filter(deed="line.added").count() == 2
    assert "1 100,06" in await browser.get(BUDGET)

    form = form_of(await browser.get(f"{BUDGET}/edit"))
    assert form["r0.title"] == "Персонал"
    assert form["r1.amount"] == ""  # it follows from its units
    form = put(put(form, 1, units="4"), 0, number="2", id=form["r0.id"]) | {"r1.number": "1"}
    assert (await browser.post(f"{BUDGET}/edit", form)).status_code == 303
    kept = await Line.all().order_by("position").values("number", "title_bg", "amount_cents")
    assert [tuple(one.values()) for one in kept] == [("1", "Пътуване", 13340), ("2", "Персонал", 100001)]
    before = await Entry.all().count()
    same = form_of(await browser.get(f"{BUDGET}/edit"))
    assert (await browser.post(f"{BUDGET}/edit", same)).status_code == 303
    assert await Entry.all().count() == before


async def test_it_saves_nothing_of_a_grid_with_one_bad_cell_and_loses_no_word(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    form = form_of(await browser.get(f"{BUDGET}/edit"))
    form = put(form, 0, number="1", title="Персонал", amount="12,345")
    form = put(form, 4, number="2", title="Зала", amount="5")
    answer = await browser.post(f"{BUDGET}/edit", form)
    assert answer.status_code == 422
    assert await Line.all().count() == 0
    assert 'href="#field-r0.amount"' in answer.text
    assert 'id="r0.amount-error"' in answer.text
    for kept in ("Персонал", 'value="12,345"', "Зала"):
        assert kept in answer.text


async def test_it_shows_both_versions_when_somebody_was_quicker_and_keeps_mine_when_saved_again(browser, small_world):
    await row(small_world.project, "line", "1", title_bg="Зала", amount="100", currency="EUR")
    gone = await row(small_world.project, "line", "2", title_bg="Печат", amount="50", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    mine = put(form_of(await browser.get(f"{BUDGET}/edit")), 0, amount="300,03")
    theirs = put(form_of(await browser.get(f"{BUDGET}/edit")), 0, amount="200,02") | {"r1.removed": "1"}
    theirs = put(theirs, 5, number="3", title="Превод", amount="7")
    assert (await browser.post(f"{BUDGET}/edit", theirs)).status_code == 303
    answer = await browser.post(f"{BUDGET}/edit", mine)
    assert answer.status_code == 409
    shown = answer.text.replace("\xa0", " ")
    for said in ("200,02", "300,03", "Превод", "Печат"):
        assert said in shown
    assert (await Line.get(number="1")).amount_cents == 20002
    assert (await browser.post(f"{BUDGET}/edit", form_of(answer.text))).status_code == 303
    kept = await Line.all().order_by("position").values_list("number", "amount_cents")
    assert kept == [("1", 30003), ("2", 5000), ("3", 700)]
    assert not await Line.filter(id=gone).exists()


async def test_it_lets_no_line_go_on_which_money_was_spent(browser, small_world):
    await row(small_world.project, "line", "1", title_bg="Зала", amount="100", currency="EUR")
    await row(small_world.project, "opening", line="1", until="30.06.2026", amount="40", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    form = form_of(await browser.get(f"{BUDGET}/edit")) | {"r0.removed": "1"}
    answer = await browser.post(f"{BUDGET}/edit", form)
    assert answer.status_code == 422
    assert "бюджетът не може да го остави без ред" in answer.text
    assert await Line.all().count() == 1


async def test_it_tells_the_total_before_anything_is_saved(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    form = put(form_of(await browser.get(f"{BUDGET}/edit")), 0, number="1", title="Зала", units="3", unit_price="0,35")
    answer = await browser.client.post(f"{BUDGET}/total?lang=en", data=form)
    assert "Total €1.05" in answer.text
    assert '<span hidden data-cell="r0.amount">1.05</span>' in answer.text
    answer = await browser.client.post(f"{BUDGET}/total", data=put(form, 1, title="Печат", amount="12,345"))
    assert "една клетка" in answer.text
    assert await Line.all().count() == 0


async def test_it_is_not_edited_by_those_who_may_only_read(browser, small_world):
    await browser.sign_in("elena@puente.example")
    await browser.get(f"{BUDGET}/edit", 403)
    answer = await browser.post(f"{BUDGET}/edit", {"r0.title": "Моето", "r0.amount": "5"})
    assert answer.status_code == 403
    assert await Line.all().count() == 0


def test_it_reads_numbers_as_it_shows_them():
    for number in ("1234", "1234.5", "0.125", "-3.75", "1.234", "12345.6789"):
        for language in ("bg", "en"):
            words = wording(language)
            assert words.read_number(words.typed_number(Decimal(number))) == Decimal(number)


def test_it_leaves_out_rows_in_which_nothing_was_typed():
    form = {"r0.title": " ", "r0.amount": "", "r1.title": "Зала", "r2.id": "5", "r2.title": "", "token": "r9.title"}
    assert [(one.key, one.id) for one in typed_rows(form)] == [(1, None), (2, 5)]
