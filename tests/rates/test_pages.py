"""The pages of exchange rates: by hand, from a file, and what is never changed once it was used."""

from __future__ import annotations

from datetime import date

import pytest

from grants.access import OPERATOR
from grants.audit.models import Entry
from grants.rates.actions import add_rate
from grants.rates.models import Rate
from tests.cast import CODE, NOON
from tests.rates.test_published import ECB

pytestmark = pytest.mark.anyio

TYPED = {"source": "inforeuro", "currency": "RSD", "first": "15.10.2026", "per_euro": "117,0915", "note": ""}


async def kept(per_euro="117.0915", **more):
    from decimal import Decimal

    values = {"source": "inforeuro", "currency": "RSD", "first_on": date(2026, 10, 1), "project_id": None, "note": ""}
    return await add_rate(OPERATOR, {**values, "per_euro": Decimal(per_euro), **more})


async def test_it_keeps_a_rate_typed_by_hand_for_its_whole_month(browser, small_world):
    await browser.sign_in("ivan@zaedno.example")
    assert "Още няма курсове" in await browser.get("/rates")
    answer = await browser.post("/rates/new", TYPED | {"form_key": "едно"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/rates")
    page = await browser.get("/rates")
    assert "октомври 2026 г." in page
    assert "117,0915" in page
    row = await Rate.get()
    assert (row.first_on, row.last_on) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (await Entry.get(deed="rate.added")).after["per_euro"] == "117.0915"
    answer = await browser.post("/rates/new", TYPED | {"form_key": "едно"})
    assert await Rate.all().count() == 1


@pytest.mark.parametrize(("typed", "said"), [
    ({"currency": "BGN"}, "Левът има фиксиран курс към еврото"),
    ({"currency": "EUR"}, "За еврото не е нужен курс"),
    ({"per_euro": "0"}, "Курсът е по-голям от нула"),
    ({"per_euro": "-117"}, "Курсът е по-голям от нула"),
    ({"per_euro": "NaN"}, "не е число"),
    ({"per_euro": "1,0823456789"}, "повече от 8 знака"),
    ({"first": "31.02.2026"}, "Няма такъв ден"),
    ({"first": "1.12.2026"}, "Този ден е в бъдещето"),
    ({"source": "tranche"}, "Посочете на кой проект"),
    ({"project": CODE}, "Само курсът на транш"),
    ({"project": "usaid-2004", "source": "tranche"}, "няма „usaid-2004“"),
])  # fmt: skip
async def test_it_says_beside_the_field_what_is_wrong(browser, small_world, typed, said):
    await browser.sign_in("ivan@zaedno.example")
    answer = await browser.post("/rates/new", TYPED | typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert await Rate.all().count() == 0


async def test_it_takes_no_second_rate_of_a_month_but_a_correction_with_its_reason(browser, small_world):
    await kept()
    await browser.sign_in("ivan@zaedno.example")
    answer = await browser.post("/rates/new", TYPED | {"per_euro": "117,1000"})
    assert answer.status_code == 422
    assert "Вече има курс от този източник" in answer.text
    await Rate.all().update(used_at=NOON)
    answer = await browser.post("/rates/new", TYPED | {"per_euro": "117,1000"})
    assert answer.status_code == 422
    assert "Посочете в бележката защо се поправя" in answer.text
    answer = await browser.post("/rates/new", TYPED | {"per_euro": "117,1000", "note": "печатна грешка"})
    assert answer.status_code == 303
    assert "поправен след това" in await browser.get("/rates")


async def test_it_never_changes_or_removes_what_was_used(browser, small_world):
    rate_id = await kept()
    await browser.sign_in("maria@zaedno.example")
    await Rate.all().update(used_at=NOON)
    page = await browser.get(f"/rates/{rate_id}?lang=en")
    assert "is never changed or removed" in page
    assert "<input name=" not in page
    for address in (f"/rates/{rate_id}", f"/rates/{rate_id}/remove"):
        answer = await browser.post(address, TYPED | {"version": "1", "per_euro": "118,0000", "note": "друг"})
        assert answer.status_code == 409, address
    assert str((await Rate.get()).per_euro) == "117.09150000"


async def test_it_changes_and_removes_what_nobody_used_and_tells_two_editors_apart(browser, small_world):
    rate_id = await kept()
    await browser.sign_in("ivan@zaedno.example")
    changed = TYPED | {"version": "1", "per_euro": "117,2000"}
    assert (await browser.post(f"/rates/{rate_id}", changed)).status_code == 303
    again = await browser.post(f"/rates/{rate_id}", changed | {"per_euro": "117,3000"})
    assert again.status_code == 409
    assert "117,3000" in again.text
    assert (await browser.post(f"/rates/{rate_id}/remove", {"version": "2"})).status_code == 303
    assert await Rate.all().count() == 0


async def test_it_shows_a_file_before_it_takes_it_and_never_overwrites(browser, small_world):
    await kept("1.2", source="ecb", currency="USD", first_on=date(2026, 11, 6))
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.post("/rates/load", {"form_key": "а"}, files={"file": ("eurofxref-hist.csv", ECB.encode())})
    assert page.status_code == 200
    assert "във файла е 1,0823, но тук е записан 1,2 и остава" in page.text
    assert "Пропуснати: BGN и JPY" in page.text
    assert await Rate.all().count() == 1
    lines = page.text.split('name="lines" value="')[1].split('"')[0]
    assert (await browser.post("/rates/load", {"form_key": "б", "lines": lines})).status_code == 303
    assert (await browser.post("/rates/load", {"form_key": "б", "lines": lines})).status_code == 303
    found = await Rate.filter(source="ecb").order_by("currency", "first_on").values_list("currency", "per_euro")
    assert [(code, f"{value.normalize():f}") for code, value in found] == [
        ("NOK", "11.72"),
        ("USD", "1.0811"),
        ("USD", "1.2"),
    ]


async def test_it_names_the_rows_of_a_file_that_can_t_be_read_and_takes_nothing(browser, small_world):
    await browser.sign_in("ivan@zaedno.example")
    broken = "Date,USD\n2026-11-06,едно\n2026-11-05,1.08\n"
    page = await browser.post("/rates/load?lang=en", {"form_key": "а"}, files={"file": ("x.csv", broken.encode())})
    assert page.status_code == 422
    assert "row 2, column “USD”" in page.text
    assert 'name="lines"' not in page.text
    empty = await browser.post("/rates/load", {"form_key": "в"})
    assert empty.status_code == 422


async def test_it_shows_a_tranche_only_to_those_who_see_its_project_whole(browser, small_world):
    await kept("7.46", source="tranche", currency="DKK", first_on=date(2026, 3, 2), project_id=small_world.project.id)
    rate_id = (await Rate.get()).id
    for email, sees in (("ivan@zaedno.example", True), ("elena@puente.example", False), ("petar@druga.example", False)):
        browser.client.cookies.clear()
        await browser.sign_in(email)
        assert ("DKK</td>" in await browser.get("/rates")) is sees, email
        await browser.get(f"/rates/{rate_id}", 200 if sees else 404)


async def test_it_lets_only_those_who_keep_accounts_enter_rates(browser, small_world):
    await browser.sign_in("elena@puente.example")
    assert "/rates/new" not in await browser.get("/rates")
    assert (await browser.post("/rates/new", TYPED)).status_code == 403
    browser.client.cookies.clear()
    await browser.sign_in("desi@zaedno.example")
    await browser.get("/rates", 403)
    assert '"/rates"' not in await browser.get("/projects")


async def test_it_tells_in_a_project_s_history_who_entered_its_tranche_in_the_reader_s_words(browser, small_world):
    await kept("7.46", source="tranche", currency="DKK", first_on=date(2026, 3, 2), project_id=small_world.project.id)
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(f"/projects/{CODE}/history")
    assert "добави: Валутен курс DKK 2026-03-02" in page
    assert "Единици за едно евро" in page
    assert "per_euro" not in page
