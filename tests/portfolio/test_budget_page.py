"""The budget page: every figure as worked out by hand here, in both languages, for a partner, in leva, from opening figures on."""

from __future__ import annotations

import re

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.budget.models import Opening, Source, Terms
from grants.entries.kinds import BY_NAME
from grants.expenses.models import Expense
from grants.portfolio.cuts import Cut, made_of, sums_by
from grants.values.money import Money, in_euro, in_lev
from tests.cast import CODE, project_of, row
from tests.properties import kept

pytestmark = pytest.mark.anyio
BUDGET = f"/projects/{CODE}/budget"


async def spend(project, line, amount, *, currency="EUR", state="verified", partner="1", **more):
    """A paper with what of it is claimed on one line."""
    numbers = await BY_NAME["document"].model.filter(project_id=project.id).count()
    number = str(numbers + 1)
    paper = {"kind": "invoice", "paper_number": f"7{number}", "issued": "10.02.2026", "currency": currency}
    await row(project, "document", number, net=amount, partner=partner, supplier_name="Зора ООД", **paper)
    claim = {"document": number, "line": line, "partner": partner, "amount": amount, "currency": currency}
    expense = await row(project, "expense", number, description_bg="Печат", state="verified", **claim, **more)
    await Expense.filter(id=expense).update(state=state)
    return expense


async def lines(project, currency="EUR"):
    """Two chapters: 1 000 and 2 000 of the lead, 500 of the partner."""
    await row(project, "line", "1", title_bg="Персонал", currency=currency)
    await row(project, "line", "1.1", title_bg="Координатор", amount="1 000", partner="1", currency=currency)
    await row(project, "line", "1.2", title_bg="Експерт", amount="500", partner="2", currency=currency)
    await row(project, "line", "2", title_bg="Услуги", currency=currency)
    await row(project, "line", "2.1", title_bg="Печат", amount="2 000", partner="1", currency=currency)


def cells(page, number):
    """What stands in the row of a line, tags off, a cell an item."""
    found = re.search(
        rf'<tr class="[^"]*"[^>]*><th scope="row"><span class="code">{re.escape(number)}</span>.*?</tr>', page
    )
    assert found, number
    alone = re.sub(r'<span class="under">.*?</span>', "", found.group())
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", alone)]


def headings(page):
    """The headings of the budget's table but the first."""
    table = re.search(r'<table class="frozen budget compact">.*?</thead>', page, re.DOTALL)
    assert table
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<th .*?</th>", table.group())][1:]


async def test_it_tells_spent_cut_committed_and_left_of_every_line_and_chapter(browser, small_world):
    project = small_world.project
    await lines(project)
    await spend(project, "1.1", "300,10")
    cut = await spend(project, "1.1", "200", state="cut")
    await Expense.filter(id=cut).update(cut_cents=5000)
    await spend(project, "1.2", "100", state="parked", partner="2")
    supply = {"supplier_name": "Зора ООД", "state": "signed", "amount": "700", "currency": "EUR"}
    await row(project, "supply", "1", subject_bg="Печат", line="2.1", **supply)
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{BUDGET}?lang=bg")
    assert headings(page)[:5] == ["Одобрено", "Изразходвано", "Поети ангажименти", "Остатък", "Остатък без отрязаното"]
    assert cells(page, "1.1")[:5] == ["1 000,00", "500,10", "–", "499,90", "549,90"]
    assert cells(page, "1.2")[:5] == ["500,00", "100,00", "–", "400,00", "500,00"]
    assert cells(page, "1")[:5] == ["1 500,00", "600,10", "–", "899,90", "1 049,90"]
    assert cells(page, "2.1")[:5] == ["2 000,00", "–", "700,00", "2 000,00", "2 000,00"]
    assert "отрязано или отложено 150,00" in page
    assert f"/projects/{CODE}/expenses?line=1.1" in page
    english = await browser.get(f"{BUDGET}?lang=en&by=partner")
    assert cells(english, "2")[:5] == ["500.00", "100.00", "–", "400.00", "500.00"]
    assert cells(english, "1")[:5] == ["3,000.00", "500.10", "700.00", "2,499.90", "2,549.90"]


async def test_it_shows_a_partner_nothing_of_anothers_part(browser, small_world):
    project = small_world.project
    await lines(project)
    await spend(project, "1.1", "300,10")
    await spend(project, "1.2", "100", partner="2")
    await browser.sign_in("elena@puente.example")
    page = await browser.get(f"{BUDGET}?lang=en")
    assert cells(page, "1")[:2] == ["500.00", "100.00"]
    assert "2.1" not in page
    assert "300.10" not in page
    assert "3,500" not in page
    await browser.get(f"{BUDGET}/opening", status=403)


@pytest.mark.parametrize("at_once", [False, True])
async def test_it_says_a_budget_in_leva_also_in_euro_with_the_difference(browser, small_world, at_once):
    """0,02, 0,03 and 0,01 лв. are 0,01, 0,02 and 0,01 €; together 0,06 лв. are 0,03 €."""
    project = small_world.project
    for number, amount in (("1", "0,02"), ("2", "0,03")):
        await row(project, "line", number, title_bg="Печат", amount=amount, partner="1", currency="BGN")
    assert [in_euro(Money(cents, "BGN")) for cents in (2, 3, 5)] == [Money(1, "EUR"), Money(2, "EUR"), Money(3, "EUR")]
    await row(project, "line", "3", title_bg="Печат", amount="0,01", partner="1", currency="BGN")
    assert in_euro(Money(1, "BGN")) == Money(1, "EUR")  # so the lines make 0,04 and the total of 0,06 лв. 0,03
    if at_once:
        await row(project, "terms", "1", convert_total="да")
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{BUDGET}?lang=bg")
    total = re.search(r"Общо в евро</th><td[^>]*>([^<]*)<", page)
    assert total
    assert total.group(1) == ("0,03" if at_once else "0,04")
    gap = re.search(r"Разлика от превалутиране[^<]*</th><td[^>]*>([^<]*)<", page)
    assert gap
    assert gap.group(1) == "−0,01"
    assert cells(page, "2")[0] == "0,03"
    assert "0,02 €" in page  # under it


async def test_it_takes_opening_figures_of_all_lines_in_one_go(browser, small_world):
    project = small_world.project
    await lines(project)
    await browser.sign_in("ivan@zaedno.example")
    form = await browser.get(f"{BUDGET}/opening?lang=bg")
    fields = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    pasted = "1.1\t400,00\t40,00\t\t\t10,00\n2.1\t1 250,50"
    filled = await browser.post(f"{BUDGET}/opening", fields | {"pasted": pasted, "then": "paste"})
    assert filled.status_code == 200
    typed = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', filled.text))
    told = await browser.post(f"{BUDGET}/opening", typed)
    assert told.status_code == 422
    assert "Посочете до кой ден" in told.text
    assert not await Opening.all().count()
    sums = await browser.post(f"{BUDGET}/opening", typed | {"until": "31.12.2025", "then": "add"})
    assert "1\u202f650,50" in sums.text or "1\xa0650,50" in sums.text
    answer = await browser.post(f"{BUDGET}/opening", typed | {"until": "31.12.2025", "next_package": "4"})
    assert answer.status_code == 303
    kept_rows = await Opening.all().order_by("position").values("amount_cents", "own_cents", "cut_cents")
    assert [tuple(one.values()) for one in kept_rows] == [(40000, 4000, 1000), (125050, 0, 0)]
    assert (await Terms.get()).next_package == "4"
    page = await browser.get(f"{BUDGET}?lang=bg")
    assert "до 31.12.2025 г., преди тази система" in page
    assert cells(page, "1.1")[1] == "400,00"
    other = await browser.post(f"{BUDGET}/opening", typed | {"until": "31.12.2025", "form_key": "друг"})
    assert other.status_code == 409
    assert await Opening.all().count() == 2


@pytest.mark.parametrize(
    ("cell", "value", "status", "said"),
    [
        ("amount", "12,345", 422, "thousands separator"),
        ("amount", "NaN", 422, "not a number"),
        ("cut", "500", 422, "More was cut here than was claimed."),
        ("own", "401", 422, "more than what was claimed"),
    ],
)
async def test_it_tells_beside_the_cell_and_keeps_nothing(browser, small_world, cell, value, status, said):
    project = small_world.project
    await lines(project)
    line = await BY_NAME["line"].model.get(project_id=project.id, number="1.1")
    await browser.sign_in("ivan@zaedno.example")
    form = await browser.get(f"{BUDGET}/opening?lang=en")
    fields = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    typed = {"until": "31.12.2025", f"amount-{line.id}": "400", f"{cell}-{line.id}": value}
    answer = await browser.post(f"{BUDGET}/opening?lang=en", fields | typed)
    assert answer.status_code == status
    assert said in answer.text
    assert f'value="{value}"' in answer.text
    assert not await Opening.all().count()


def source_form(page):
    """What the form about sources would send as it stands."""
    fields = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen.group(1) if chosen else ""
    return fields


async def test_it_proposes_sources_by_their_shares_and_refuses_shares_that_make_less(browser, small_world):
    project = small_world.project
    await row(project, "line", "1", title_bg="Печат", amount="100,01", partner="1", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    form = source_form(await browser.get(f"{BUDGET}/sources?lang=bg"))
    typed = form | {"kind-0": "eu", "share-0": "85", "kind-1": "national", "share-1": "14,99"}
    short = await browser.post(f"{BUDGET}/sources", typed)
    assert short.status_code == 422
    assert "99,99" in short.text
    assert 'value="14,99"' in short.text
    proposed = await browser.post(f"{BUDGET}/sources", typed | {"share-1": "15", "then": "propose"})
    assert 'value="85,01"' in proposed.text  # 85,0085 and 15,0015: the cent goes to the larger remainder
    assert 'value="15,00"' in proposed.text
    answer = await browser.post(f"{BUDGET}/sources", source_form(proposed.text))
    assert answer.status_code == 303
    page = await browser.get(f"{BUDGET}?lang=bg")
    assert "85,01 €" in page
    assert "warn-text" not in page


async def test_it_keeps_what_both_typed_where_two_set_the_sources_at_once(browser, small_world):
    project = small_world.project
    await row(project, "source", "1", kind="eu", amount="85", currency="EUR")
    await row(project, "source", "2", kind="national", amount="15", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    mine = source_form(await browser.get(f"{BUDGET}/sources?lang=bg"))
    theirs = source_form(await browser.get(f"{BUDGET}/sources?lang=bg")) | {
        "amount-1": "10",
        "kind-2": "own",
        "amount-2": "5,01",
    }
    assert (await browser.post(f"{BUDGET}/sources", theirs)).status_code == 303
    later = await browser.post(
        f"{BUDGET}/sources?lang=bg", mine | {"amount-0": "85,55", "kind-2": "third_party", "amount-2": "7"}
    )
    assert later.status_code == 409
    assert "Междувременно друг промени източниците" in later.text
    now = later.text.replace("\xa0", " ")
    assert "10,00 €" in now  # what stands there now
    for said in ('value="85,55"', 'value="15,00"', 'value="7"', 'value="5,01"'):
        assert said in now
    assert [one["amount_cents"] for one in await sources_of(project)] == [8500, 1000, 501]
    assert (await browser.post(f"{BUDGET}/sources", source_form(later.text))).status_code == 303
    assert [one["amount_cents"] for one in await sources_of(project)] == [8555, 1500, 501, 700]


async def test_it_doubles_no_sources_where_two_begin_at_once(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    mine, theirs = [source_form(await browser.get(f"{BUDGET}/sources")) | {"kind-0": "eu"} for _ in range(2)]
    assert (await browser.post(f"{BUDGET}/sources", theirs | {"amount-0": "100"})).status_code == 303
    again = await browser.post(f"{BUDGET}/sources", mine | {"amount-0": "99"})
    assert (again.status_code, 'value="99"' in again.text) == (409, True)
    assert [one["amount_cents"] for one in await sources_of(small_world.project)] == [10000]


async def test_it_keeps_as_new_a_source_somebody_removed_meanwhile(browser, small_world):
    project = small_world.project
    gone = await row(project, "source", "1", kind="eu", amount="85", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    form = source_form(await browser.get(f"{BUDGET}/sources")) | {"amount-0": "86"}
    await browser.post(f"/projects/{CODE}/rows/source/{gone}/remove", {})
    answer = await browser.post(f"{BUDGET}/sources", form)
    assert answer.status_code == 409
    assert (await browser.post(f"{BUDGET}/sources", source_form(answer.text))).status_code == 303
    assert [one["amount_cents"] for one in await sources_of(project)] == [8600]


async def sources_of(project):
    return await Source.filter(project_id=project.id).order_by("position").values("amount_cents")


async def test_it_says_to_the_cent_where_sources_do_not_make_the_budget(browser, small_world):
    project = small_world.project
    await row(project, "line", "1", title_bg="Печат", amount="100", partner="1", currency="EUR")
    await row(project, "source", "1", kind="eu", amount="85", currency="EUR", share="85")
    await row(project, "source", "2", kind="national", amount="14,99", currency="EUR", share="15")
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{BUDGET}?lang=bg")
    assert "Източниците правят 99,99 €, бюджетът – 100,00 €: липсват 0,01 €." in page


async def statements(browser, address):
    """How many statements a page asks of the database."""
    seen = []
    original = asyncpg.Connection._execute

    async def counted(self, query, *rest, **more):
        seen.append(query)
        return await original(self, query, *rest, **more)

    asyncpg.Connection._execute = counted
    try:
        await browser.get(address)
    finally:
        asyncpg.Connection._execute = original
    return len(seen)


@pytest.mark.parametrize("by", ["line", "partner", "activity", "year", "category"])
async def test_it_asks_as_often_for_three_hundred_lines_as_for_three(browser, small_world, by):
    project = small_world.project
    await lines(project)
    await spend(project, "1.1", "300,10")
    await browser.sign_in("maria@zaedno.example")
    await browser.get(f"{BUDGET}?by={by}")
    few = await statements(browser, f"{BUDGET}?by={by}")
    line = (await BY_NAME["line"].model.filter(number="2.1").values())[0]
    line = {name: value for name, value in line.items() if name not in {"id", "number", "position"}}
    model = BY_NAME["line"].model
    await model.bulk_create([model(**line, number=f"2.{n}", position=n + 10) for n in range(2, 300)])
    assert await statements(browser, f"{BUDGET}?by={by}") == few


ROWS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["submitted", "verified", "cut", "parked", "draft", "returned"]),
        st.sampled_from(["EUR", "BGN"]),
        st.integers(-(10**7), 10**9),
        st.integers(0, 100),
    ),
    max_size=25,
)


@kept
@given(ROWS, st.sampled_from(["EUR", "BGN"]))
async def test_its_sums_are_those_that_python_makes(small_world, found, currency):
    by = small_world.maria
    number = await BY_NAME["project"].model.all().count()
    project = await project_of(f"сума-{number}", by.organisation_id, title_bg="Сбор")
    ids = [await row(project, "line", str(n), title_bg="Ред", amount="1", currency=currency) for n in range(3)]
    for at, (line, state, paid, cents, percent) in enumerate(found, 1):
        cut = abs(cents) * percent // 100 * (1 if cents > 0 else -1) if state == "cut" else 0
        values = {"line_id": ids[line], "state": state, "currency": paid, "amount_cents": cents, "cut_cents": cut}
        await Expense.create(project_id=project.id, number=str(at), position=at, **values)
    spent, lost = [0, 0, 0], [0, 0, 0]
    for line, state, paid, cents, percent in found:
        if state in {"draft", "returned"}:
            continue
        cut = abs(cents) * percent // 100 * (1 if cents > 0 else -1) if state == "cut" else 0
        spent[line] += converted(Money(cents, paid), currency)
        lost[line] += converted(Money(cents if state == "parked" else cut, paid), currency)
    sums = await sums_by(Cut.LINE, by, project, currency)
    assert [sums.get(str(one), {"spent": 0})["spent"] for one in ids] == spent
    assert [sums.get(str(one), {"lost": 0})["lost"] for one in ids] == lost
    made = await made_of(by, project, currency)
    assert sum(one["spent"] for one in made) == sum(spent)
    for cut in Cut:
        assert sum(one["spent"] for one in (await sums_by(cut, by, project, currency)).values()) == sum(spent)


def converted(amount, currency):
    """Cents in the budget's currency, a row by itself."""
    if amount.currency == currency:
        return amount.minor
    other = in_euro(amount) if currency == "EUR" else in_lev(amount)
    assert other is not None
    return other.minor


async def test_it_calls_terms_taken_from_no_usual_ones_by_a_word_and_not_by_a_number(browser, small_world):
    made = await row(small_world.project, "terms", "7", eu_rate="85")
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{BUDGET}?lang=bg")
    assert f'href="/projects/{CODE}/rows/terms/{made}">Условия на договора</a>' in page
