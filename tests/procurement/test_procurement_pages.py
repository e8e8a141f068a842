"""The tab of procurement and a procedure's page: offers compared, what is invoiced and paid, warnings before signing (избор)."""

import logging

import pytest

from grants.checks.queries import findings_of
from grants.expenses.committed import committed_by_line
from grants.procurement.models import Offer, Purchase, Supply
from grants.values.money import Money
from tests.cast import CODE, TODAY, row

pytestmark = pytest.mark.anyio

HERE = f"/projects/{CODE}/procurement"
SMALL = {"supplier_name": "Печатница „Ситно“ ООД", "supplier_eik": "999003910"}
LARGE = {"supplier_name": "Печатница „Едро“ ООД", "supplier_eik": "999005854"}


def plain(page):
    return page.replace("\u00a0", " ").replace("\u202f", " ")


async def bought(project, partner="1"):
    """A procedure with two offers, its contract half invoiced and partly paid, and one whose offers are awaited."""
    one = await row(project, "purchase", number="П1", subject_bg="Печат на наръчник", kind="services", law="beneficiary",
                    method="three_offers", subject_code="79800000-2", state="contracted", partner=partner, estimate="8000",
                    currency="EUR", published="1.3.2026", offers_until="15.3.2026", decided="20.3.2026",
                    decision="Най-добро качество")  # fmt: skip
    await row(project, "offer", purchase="П1", received="14.3.2026", amount="7500", currency="EUR", **LARGE)
    await row(
        project, "offer", purchase="П1", received="16.3.2026", amount="8000", currency="EUR", chosen="yes", **SMALL
    )
    await row(project, "supply", number="Д1", purchase="П1", subject_bg="Печат", state="signed", signed="1.4.2026",
              until="31.12.2026", partner=partner, amount="9600", net="8000", currency="EUR", **SMALL)  # fmt: skip
    await row(project, "subcontractor", supply="Д1", name="Подвързия „Шев“", amount="100", currency="EUR")
    for number, told in (("1", {"paid": "10.5.2026"}), ("2", {"currency": "BGN", "net": "1000", "vat": "200"})):
        facts = {
            "kind": "invoice",
            "issued": "4.5.2026",
            "net": "4000",
            "vat": "800",
            "currency": "EUR",
            **SMALL,
        } | told
        await row(project, "document", number=number, paper_number=f"Ф-{number}", supply="Д1", partner=partner, **facts)
    await row(project, "payout", document="2", paid="20.5.2026", amount="195.58", currency="BGN")
    await row(project, "purchase", number="П2", subject_bg="Печат на плакати", kind="services", law="beneficiary",
              method="three_offers", subject_code="79800000-2", state="published", partner=partner, estimate="7338.76",
              currency="EUR", published="10.11.2026", offers_until="20.11.2026")  # fmt: skip
    return one


async def test_it_shows_procedures_with_what_comes_next_and_contracts_with_their_sums(browser, small_world):
    await bought(small_world.project)
    await browser.sign_in("ivan@zaedno.example")
    page = plain(await browser.get(HERE))
    assert "офертите свършиха на 20.11.2026 г.: изберете изпълнител" in page
    assert "2 дни закъснение" in page
    assert page.count("9 600,00 €") == 1
    assert "5 413,55 €" in page  # 4 800.00 and 1 200.00 leva, 613.55 euro
    assert "4 900,00 €" in page  # the first whole, of the second 195.58 leva
    assert "4 186,45 €" in page  # what the budget calls committed
    assert f"/projects/{CODE}/expenses?supply=%D0%941" in page
    assert "2 покупки от един вид (79800000-2) правят 15 338,76 € без ДДС" in page
    assert "от 1.01.2026 г. за 15 338,76 € и повече се иска „публична покана“" in page
    assert "покупките по други проекти на същата организация не влизат" in page
    committed = await committed_by_line(small_world.ivan, small_world.project)
    assert committed == {None: {"EUR": Money.of("4186.45", "EUR")}}


async def test_it_compares_the_offers_and_warns_before_the_second_one_is_signed(browser, small_world):
    one = await bought(small_world.project)
    second = (await Purchase.get(number="П2")).id
    await browser.sign_in("maria@zaedno.example")
    page = plain(await browser.get(f"{HERE}/{one}?lang=en"))
    assert "€500.00 above the lowest (6.7%)" in page
    assert page.index("„Едро“") < page.index("„Ситно“")
    assert ">lowest</span>" in page
    assert ">chosen</span>" in page
    assert "after the last day for offers" in page
    assert "Подвързия „Шев“" in page
    assert "Ф-1" in page
    assert "Най-добро качество" in page
    page = plain(await browser.get(f"{HERE}/{second}?lang=en"))
    assert "With this one 2 purchases of one kind (79800000-2) make €15,338.76 without VAT" in page
    found = [one.code for one in await findings_of(small_world.maria, small_world.project, TODAY)]
    assert found.count("PROCUREMENT_THRESHOLD") == 1
    await Purchase.filter(id=second).update(estimate_cents=733_875)
    assert "With this one" not in await browser.get(f"{HERE}/{second}?lang=en")


async def test_it_says_which_method_is_too_weak_and_which_contract_is_with_another_supplier(browser, small_world):
    one = await bought(small_world.project)
    await Purchase.filter(number="П2").update(estimate_cents=1_533_876)
    await Supply.filter(number="Д1").update(**LARGE)
    await row(small_world.project, "supply", number="Д9", subject_bg="Столове", state="signed", signed="2.4.2026",
              amount="20000", net="16000", currency="EUR", supplier_name="Столар")  # fmt: skip
    await browser.sign_in("ivan@zaedno.example")
    page = plain(await browser.get(HERE))
    assert "Процедура П2: Процедурата е за 15 338,76 € без ДДС и начинът на избор е три оферти" in page
    assert "Договор Д9: Договорът е за 16 000,00 € без ДДС и зад него не стои процедура" in page
    assert "1 договор е извън процедура." in page
    await Supply.filter(number="Д9").update(supplier_eik="999003911")
    assert "избран Печатница „Ситно“ ООД, а договорът е с Печатница „Едро“ ООД" in plain(
        await browser.get(f"{HERE}/{one}")
    )
    found = {one.code: one.row for one in await findings_of(small_world.maria, small_world.project, TODAY)}
    assert {found[code] for code in ("PROCUREMENT_METHOD", "EIK_CHECK")} == {"supply Д9"}
    assert found["SUPPLIER_NOT_CHOSEN"] == "supply Д1"


@pytest.mark.parametrize(("kind", "typed", "said"), [
    ("purchase", {"subject_bg": "Печат", "published": "2.3.2026", "offers_until": "1.3.2026"}, "преди обявяването"),
    ("purchase", {"subject_bg": "Печат", "offers_until": "2.3.2026", "decided": "1.3.2026"}, "преди последния ден за оферти"),
    ("offer", {"purchase": "П1", "chosen": "yes", **LARGE}, "вече е избрана оферта 2 на Печатница „Ситно“ ООД"),
    ("offer", {"purchase": "П1", "supplier_name": "Ситно", "amount": "-1"}, "Сумата е под нула"),
    ("supply", {"purchase": "П1", "subject_bg": "Печат", "amount": "1", "signed": "19.3.2026"}, "преди изпълнителят да е избран"),
    ("subcontractor", {"supply": "Д1", "name": "Шев", "amount": "9500,01"}, "С другите подизпълнители стават 9 600,01 €"),
])  # fmt: skip
async def test_it_says_beside_the_field_what_can_t_be(browser, small_world, kind, typed, said):
    await bought(small_world.project)
    await browser.sign_in("ivan@zaedno.example")
    begun = {"currency": "EUR", "kind": "services", "law": "beneficiary", "method": "direct", "form_key": "а"}
    begun["state"] = "signed" if kind == "supply" else "planned"
    answer = await browser.post(f"/projects/{CODE}/rows/{kind}/new", begun | typed)
    assert answer.status_code == 422
    assert said in plain(answer.text)


async def test_it_shows_a_partner_only_its_own_part(browser, small_world):
    one = await bought(small_world.project)
    await row(small_world.project, "purchase", number="П7", subject_en="Puente prints", kind="goods", method="direct",
              state="planned", partner="2", currency="EUR")  # fmt: skip
    own = (await Purchase.get(number="П7")).id
    await browser.sign_in("elena@puente.example")
    page = await browser.get(HERE)
    assert "Puente prints" in page
    for hidden in ("Печат", "Ситно", "15,338.76", "9,600.00"):
        assert hidden not in page, hidden
    assert "Puente prints" in await browser.get(f"{HERE}/{own}")
    await browser.get(f"{HERE}/{one}", 404)
    await browser.get(f"{HERE}/999999", 404)
    browser.client.cookies.clear()
    await browser.sign_in("petar@druga.example")
    await browser.get(f"{HERE}/{one}", 404)
    await browser.get(f"/projects/usaid-2004/procurement/{one}", 404)


async def test_it_asks_the_database_as_often_for_many_rows_as_for_few(browser, small_world, caplog):
    one = await bought(small_world.project)
    await browser.sign_in("ivan@zaedno.example")

    async def asked(address):
        caplog.clear()
        with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
            await browser.get(address)
        return sum(1 for record in caplog.records if record.name == "tortoise.db_client")

    before = [await asked(address) for address in (HERE, f"{HERE}/{one}")]
    kept = await Offer.filter(purchase_id=one).first().values()
    contract = await Supply.filter(number="Д1").first().values()
    for at in range(20):
        same = {name: value for name, value in kept.items() if name != "id"}
        await Offer.create(**same | {"number": f"о{at}", "position": 100 + at, "chosen": False})
        same = {name: value for name, value in contract.items() if name != "id"}
        await Supply.create(**same | {"number": f"д{at}", "position": 100 + at})
    assert [await asked(address) for address in (HERE, f"{HERE}/{one}")] == before
    assert min(before) > 5


async def test_the_ledger_shows_what_was_claimed_under_a_contract(browser, small_world):
    await bought(small_world.project)
    for number, document in (("1", "1"), ("2", "3")):
        if document == "3":
            await row(small_world.project, "document", number="3", kind="invoice", paper_number="Ф-3", issued="4.5.2026", net="5",
                      currency="EUR", partner="1", supplier_name="Друг")  # fmt: skip
        await row(
            small_world.project, "expense", number=number, document=document, amount="5", currency="EUR", partner="1"
        )
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(f"/projects/{CODE}/expenses?supply=Д1")
    assert "Ф-1" in page
    assert "Ф-3" not in page
    assert "по договор Д1" in page
