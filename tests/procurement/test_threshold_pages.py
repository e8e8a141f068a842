"""The office's thresholds: proposed ones, those entered in their place, and who may change them (прагове)."""

import pytest

from grants.audit.models import Entry
from grants.procurement.models import Threshold

pytestmark = pytest.mark.anyio

HERE = "/procurement/thresholds"
TYPED = {"law": "public", "kind": "services", "method": "low_value", "amount": "36 000,00", "currency": "EUR",
         "first": "1.1.2026", "last": "", "note": "ЗОП, чл. 20"}  # fmt: skip


async def test_it_proposes_thresholds_and_takes_them_over_to_be_changed(browser, small_world):
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(HERE)
    assert page.count("проверете преди употреба") == 6
    assert "15 338,76" in page.replace("\u00a0", " ")
    assert "Закон за обществените поръчки" in page
    for _ in range(2):  # the same form twice
        assert (await browser.post(HERE, {"form_key": "взимам"})).status_code == 303
    assert await Threshold.all().count() == 6
    assert await Entry.filter(deed="threshold.added").count() == 6
    assert "проверете преди употреба" not in await browser.get(HERE)
    assert (await browser.post(HERE, {"form_key": "пак"})).headers["location"].startswith(HERE)
    assert await Threshold.all().count() == 6


async def test_it_keeps_changes_and_removes_a_threshold_and_tells_two_editors_apart(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    assert (await browser.post(f"{HERE}/new", TYPED | {"form_key": "а"})).status_code == 303
    row = await Threshold.get()
    assert (row.amount_cents, row.law, row.last_on) == (3_600_000, "public", None)
    page = await browser.get(f"{HERE}?lang=en")
    assert page.count("check before use") == 6  # of the other law
    changed = TYPED | {"version": "1", "amount": "40 000"}
    assert (await browser.post(f"{HERE}/{row.id}", changed)).status_code == 303
    again = await browser.post(f"{HERE}/{row.id}", changed | {"amount": "41 000"})
    assert again.status_code == 409
    assert "41 000" in again.text
    assert "Друг човек е променил този праг" in again.text
    assert (await browser.post(f"{HERE}/{row.id}/remove", {"version": "1"})).status_code == 409
    assert (await browser.post(f"{HERE}/{row.id}/remove", {"version": "2"})).status_code == 303
    assert await Threshold.all().count() == 0


@pytest.mark.parametrize(("typed", "said"), [
    ({"amount": ""}, "попълнете"),
    ({"amount": "0"}, "Прагът е над нула"),
    ({"last": "31.12.2025"}, "Свършва, преди да започне"),
    ({"currency": "USD"}, "USD"),
    ({"method": "other"}, "other"),
    ({"first": "31.2.2026"}, "Няма такъв ден"),
    ({"first": "1.6.2026", "kind": "works"}, "е в сила праг"),
])  # fmt: skip
async def test_it_says_beside_the_field_what_is_wrong(browser, small_world, typed, said):
    await browser.sign_in("ivan@zaedno.example")
    assert (await browser.post(f"{HERE}/new", TYPED | {"kind": "works", "form_key": "а"})).status_code == 303
    answer = await browser.post(f"{HERE}/new", TYPED | typed | {"form_key": "б"})
    assert answer.status_code == 422
    assert said.casefold() in answer.text.casefold()
    assert await Threshold.all().count() == 1


async def test_it_lets_only_those_who_keep_a_budget_change_them(browser, small_world):
    await browser.sign_in("elena@puente.example")
    page = await browser.get(HERE)
    assert f"{HERE}/new" not in page
    assert (await browser.post(f"{HERE}/new", TYPED)).status_code == 403
    assert (await browser.post(HERE, {"form_key": "в"})).status_code == 403
    await browser.get(f"{HERE}/999", 404)
    browser.client.cookies.clear()
    await browser.sign_in("desi@zaedno.example")
    await browser.get(HERE, 403)
    assert f'"{HERE}"' not in await browser.get("/projects")
    assert await Threshold.all().count() == 0
