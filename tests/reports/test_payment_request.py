"""The payment request of a package: what ИСУН's form asks, its rules in its own words, and its page („искане за плащане“)."""

import html
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from grants.audit.models import Entry
from grants.errors import NotAllowed, Objected, WrongState
from grants.funders.registry import format_named
from grants.reports.models import Package, PackageRequest
from grants.reports.packages.outcome.actions import Outcome, decide_on_package, send_package
from grants.reports.packages.request.actions import write_request
from grants.reports.packages.request.queries import request_of
from grants.reports.packages.request.rules import (
    Request,
    account_objections,
    account_spelt,
    asks_for_request,
    granted_in,
    kinds_offered,
    reported_in,
    request_objections,
    typed_by_hand,
)
from grants.reports.rules_package import PackageKind, PackageState, RequestKind
from grants.values.language import Text
from grants.values.money import Money
from grants.values.wording import wording
from tests.cast import TODAY, row
from tests.reports.grounds import entry, eur, ground, line
from tests.reports.quarter import SENDING, now, ready
from tests.reports.test_package_pages import hidden, opened, reports

pytestmark = pytest.mark.anyio

ISUN = ("isun-docs", "isun-xml", "isun-typing", "isun-form")
FORMAT = format_named("isun-docs")
GOOD = Request(RequestKind.INTERIM, eur("100"), eur("20"), bank_account="BG80BNBG96611020345678")


# --- what the funder would say -----------------------------------------------------------------------------------------

GENERAL = "от секция „Общи данни”"
ABOVE_ZERO = "трябва да е неотрицателно число."
ACCEPTED = (
    "Вече съществува искане за плащане от тип 'Авансово, подлежащо на верификация съгласно чл. 131 от Регламент ЕС 1303/2013' "
    "към този договор в друг пакет отчетни документи със статус 'Приет'."
)
REFUSED = [
    ({"kind": None}, "5", "", "Type", f"Полето „Тип на искането за плащане” {GENERAL} трябва да е попълнено."),
    ({"bank_account": ""}, "5", "", "BankAccount", f"Полето „Банкова сметка” {GENERAL} трябва да е попълнено."),
    ({}, "-0.01", "", "FinanceReportAmount", f"Стойността в полето „Обща стойност на отчетените разходи съгласно финансовия отчет” {GENERAL} {ABOVE_ZERO}"),
    ({"income": eur("-1")}, "5", "", "AdditionalIncome", f"Стойността в полето „Допълнителни нетни приходи, които не са заложени в договора” {GENERAL} {ABOVE_ZERO}"),
    ({"asked": eur("-1"), "income": eur("-2")}, "5", "", "AdditionalIncome TotalAmount", f"Стойността в полето „Сума на искането за плащането” {GENERAL} {ABOVE_ZERO}"),
    ({"income": eur("100.01")}, "5", "", "FinanceReportAmountWithoutIncome", f"Стойността в полето „Стойност на исканите средства за плащане без допълнителните нетни приходи” {GENERAL} {ABOVE_ZERO}"),
    ({"kind": RequestKind.ADVANCE_VERIFIED}, "5", "1.2", "Type", ACCEPTED),
]  # fmt: skip


@pytest.mark.parametrize(("spoiled", "reported", "accepted", "elements", "theirs"), REFUSED)
@pytest.mark.parametrize("code", ISUN)
def test_it_is_refused_in_the_funders_words_with_the_field(code, spoiled, reported, accepted, elements, theirs):
    found = list(request_objections(format_named(code), replace(GOOD, **spoiled), eur(reported), accepted))
    assert [one.column for one in found] == elements.split()
    assert {one.sheet for one in found} == {"PaymentRequest"}
    assert found[-1].theirs.bg == theirs
    assert all(wording(language).say(one.sentence, **one.facts) for one in found for language in ("bg", "en"))


TAKEN = [
    (GOOD, "0", ""),
    (replace(GOOD, asked=eur("0"), income=eur("0")), "5", ""),
    (replace(GOOD, income=eur("100")), "5", ""),
    (replace(GOOD, kind=RequestKind.ADVANCE_VERIFIED), "5", ""),
    (GOOD, "5", "1.2"),  # an interim one after an advance that was accepted
]


@pytest.mark.parametrize(("one", "reported", "accepted"), TAKEN)
def test_it_is_taken(one, reported, accepted):
    assert list(request_objections(FORMAT, one, eur(reported), accepted)) == []


@pytest.mark.parametrize(
    ("code", "kind", "asked"),
    [
        *((code, PackageKind.ALL, True) for code in ISUN),
        *(("isun-docs", kind, True) for kind in (PackageKind.ADVANCE, PackageKind.MONEY)),
        *(("isun-docs", kind, False) for kind in (PackageKind.TECHNICAL, PackageKind.FINANCIAL)),
        ("interreg-partner", PackageKind.ALL, False),
        ("expenses-period", PackageKind.ALL, False),
        ("no such format", PackageKind.ALL, False),
    ],
)
def test_a_package_has_one_where_its_kind_and_its_format_ask_for_it(code, kind, asked):
    assert asks_for_request(code, kind) is asked


def test_an_advance_is_a_package_of_its_own():
    assert kinds_offered(PackageKind.ADVANCE) == (RequestKind.ADVANCE, RequestKind.ADVANCE_VERIFIED)
    assert (
        kinds_offered(PackageKind.ALL) == kinds_offered(PackageKind.MONEY) == (RequestKind.INTERIM, RequestKind.FINAL)
    )


PAY = line("1.1", "3000")


def test_it_tells_what_is_reported_and_what_of_it_is_asked_from_the_grant():
    of = ground(
        [PAY], [entry(1, "100.10", PAY, own=eur("15.05")), entry(2, "-10", PAY), entry(3, "50", PAY, in_kind=eur("50"))]
    )
    assert (reported_in(of), granted_in(of)) == (eur("140.10"), eur("75.05"))
    lev = {"currency": "BGN", "own": Money.of("0", "BGN"), "euro": eur("51.13")}
    before = ground([PAY], [entry(1, "100.00", PAY, **lev)], first=date(2025, 10, 1), last=date(2025, 12, 31))
    assert reported_in(before) == Money.of("100.00", "BGN")


def test_it_gives_what_is_typed_in_the_order_of_the_form():
    told = typed_by_hand(GOOD, date(2026, 7, 1), date(2026, 9, 30), eur("140.10"))
    assert list(told.items()) == [
        ("first", Text("01.07.2026", "01.07.2026")),
        ("last", Text("30.09.2026", "30.09.2026")),
        ("kind", Text("Междинно", "Interim")),
        ("reported", eur("140.10")),
        ("income", eur("20")),
        ("asked", eur("100")),
        ("without_income", eur("80")),
        ("other_registration", Text("", "")),
        ("vat_registered", Text("Не", "No")),
        ("bank_account", Text("BG80BNBG96611020345678", "BG80BNBG96611020345678")),
    ]


# --- its page ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "spelt", "wrong"),
    [
        ("BG80 BNBG 9661 1020 3456 78", "BG80 BNBG 9661 1020 3456 78", False),
        ("ВG80ВNВG96611020345678", "BG80BNBG96611020345678", False),  # the В of the Cyrillic alphabet
        ("bg80bnbg96611020345678", "BG80BNBG96611020345678", False),
        ("BG80BNBG96611020345679", "BG80BNBG96611020345679", True),
        ("1234567890", "1234567890", False),
        ("сметка в БНБ", "сметка в БНБ", False),
    ],
)
def test_it_refuses_an_account_whose_digits_do_not_agree(typed, spelt, wrong):
    assert account_spelt(typed) == spelt
    assert [one.place for one in account_objections(typed)] == ["bank_account"] * wrong


TYPED = {
    "kind": "interim",
    "asked": "1 100,50",
    "income": "0,50",
    "vat_registered": "yes",
    "other_registration": "ЦРЮЛНЦ 20150101001",
    "bank_account": "BG80 BNBG 9661 1020 3456 78",
}


@pytest.fixture
async def spent(small_world):
    return await spend_in(small_world)


async def spend_in(small_world):
    """A quarter with two verified invoices, of one a part is the organisation's own."""
    project = small_world.project
    await row(project, "line", "1", title_bg="Обучения", amount="5000", currency="EUR")
    await row(
        project, "period", "1", start="1.7.2026", end="30.9.2026", due="31.10.2026", technical="yes", financial="yes"
    )
    for number, amount, own in (("1", "1234.56", "100"), ("2", "65.44", "0")):
        await row(project, "document", number, kind="invoice", paper_number=f"000{number}", issued="2.8.2026", paid="2.8.2026",
                  net=amount, supplier_name="„Дунав“ ООД", currency="EUR", partner="1")  # fmt: skip
        await row(project, "expense", number, document=number, line="1", amount=amount, own=own, currency="EUR",
                  state="verified", partner="1")  # fmt: skip
    return small_world


def told_by(page: str) -> dict[str, str]:
    """What is to be typed, by what it is called."""
    listed = page[page.index("to-type") :]
    found = re.findall(r"<dt>(.*?)(?:<span.*?</span>)?</dt><dd><span[^>]*>(.*?)</span>", listed)
    return {html.unescape(name): html.unescape(value) for name, value in found}


async def test_it_is_offered_written_and_shown_to_be_typed(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="isun-docs")
    assert "Искането за плащане на този пакет още не е написано тук." in await browser.get(f"{here}?lang=bg")
    page = await browser.get(f"{here}/request?lang=bg")
    assert 'value="1200,00"' in page  # what is claimed, without the own part
    assert "Междинно" in page
    assert "Авансово" not in page
    answer = await browser.post(f"{here}/request", data={**hidden(page, 'name="bank_account"'), **TYPED})
    assert answer.status_code == 303, answer.text
    page = await browser.get(f"{here}/request?lang=bg")
    assert told_by(page) == {
        "Начална дата": "01.07.2026",
        "Крайна дата": "30.09.2026",
        "Тип на искането за плащане": "Междинно",
        "Обща стойност на отчетените разходи съгласно финансовия отчет": "1300,00",
        "Допълнителни нетни приходи, които не са заложени в договора": "0,50",
        "Сума на искането за плащането": "1100,50",
        "Стойност на исканите средства за плащане без допълнителните нетни приходи": "1100,00",
        "Друга регистрация": "ЦРЮЛНЦ 20150101001",
        "Регистрация на бенефициента по ЗДДС": "Да",
        "Банкова сметка": "BG80 BNBG 9661 1020 3456 78",
    }
    english = await browser.get(f"{here}/request?lang=en")
    assert told_by(english)["Amount of the payment request"] == "1100.50"
    assert '<span class="under" lang="bg">Сума на искането за плащането</span>' in english
    assert "още не е написано" not in await browser.get(f"{here}?lang=bg")
    told = await Entry.filter(deed="payment_request.kept").get()
    assert (told.person_id, told.after["bank_account"]) == (spent.ivan.person_id, TYPED["bank_account"])
    history = html.unescape(await browser.get(f"/projects/{spent.project.code}/history?lang=bg"))
    removed = {**hidden(page, 'name="bank_account"'), "do": "remove"}
    assert (await browser.post(f"{here}/request", data=removed)).status_code == 303
    assert not await PackageRequest.exists()
    assert (await Entry.filter(deed="payment_request.removed").get()).before["bank_account"] == TYPED["bank_account"]
    assert (await browser.client.post(f"{here}/request", data={"do": "remove", "form_key": "пак"})).status_code == 404
    told_there = " ".join(re.sub(r"<[^>]+>", " ", history).split())
    assert "Иван Петров написа: Искане за плащане на пакет 1.1 · 01.07.2026 – 30.09.2026" in told_there
    assert "Сума на искането за плащане – 1 100,50 €" in told_there


@pytest.mark.parametrize(
    ("spoiled", "sentences"),
    [
        ({"asked": "хиляда"}, ["„хиляда“"]),
        ({"bank_account": " "}, ["„Банкова сметка“ липсва", "Полето „Банкова сметка” от секция „Общи данни” трябва да е попълнено."]),
        ({"income": "-1", "kind": "advance"}, ["под нулата", "„Тип на искането за плащане“ липсва"]),
        ({"income": "1 100,51"}, ["Стойност на исканите средства за плащане без допълнителните нетни приходи“ е"]),
        ({"other_registration": "ф" * 201}, ["Това е по-дълго от 200 знака."]),
    ],
)  # fmt: skip
async def test_it_says_what_is_wrong_and_keeps_what_was_typed(spent, browser, spoiled, sentences):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="isun-xml")
    answer = await browser.client.post(f"{here}/request?lang=bg", data={**TYPED, **spoiled})
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    for sentence in sentences:
        assert sentence in page
    assert 'value="ЦРЮЛНЦ 20150101001"' in page or "фффф" in page
    assert not await PackageRequest.all().count()


def said(page: str, words: str) -> int:
    """How often something stands on a page, what only other programs read aside."""
    return re.sub(r"<[^>]+>", " ", html.unescape(page)).count(words)


async def test_what_is_wrong_stands_once_in_the_summary_and_once_beside_its_field(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="isun-xml")
    answer = await browser.client.post(
        f"{here}/request?lang=bg", data={**TYPED, "bank_account": "", "income": "2 000,00"}
    )
    page = answer.text
    assert said(page, "„Банкова сметка“ липсва") == 2
    assert said(page, "Полето „Банкова сметка” от секция „Общи данни” трябва да е попълнено.") == 1
    assert said(page, "без допълнителните нетни приходи“ е −899,50") == 2
    assert 'href="#field-income"' in page  # what is worked out is put right where it comes from
    assert "Какво не би приел ИСУН" not in html.unescape(page)


async def test_there_is_none_where_the_format_asks_for_none_and_no_form_for_an_auditor(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser)
    page = await browser.get(f"{here}/request?lang=bg")
    assert "финансиращият не изисква искане за плащане" in page
    assert 'name="bank_account"' not in page
    assert f'href="{here}/request"' not in await browser.get(here)
    id_ = int(here.rsplit("/", 1)[1])
    assert (await browser.client.post(f"{here}/request", data=TYPED)).status_code == 409
    await Package.filter(id=id_).update(format="isun-docs")
    with pytest.raises(NotAllowed):
        await write_request(spent.angel, spent.project, id_, GOOD)
    await browser.sign_in(spent.angel.email)
    page = await browser.get(f"{here}/request?lang=bg")
    assert "не е написано искане за плащане" in page
    assert 'name="bank_account"' not in page


async def test_a_second_advance_to_be_verified_is_refused_once_one_is_accepted(spent, app):
    project, store = spent.project, app.state.files
    first = await Package.create(
        project_id=project.id, number="1.1", position=1, sequence=1, kind=PackageKind.ADVANCE, format="isun-docs",
        first_on=date(2026, 7, 1), last_on=date(2026, 9, 30),
    )  # fmt: skip
    one = replace(GOOD, kind=RequestKind.ADVANCE_VERIFIED)
    await write_request(spent.ivan, project, first.id, one)
    second = await Package.create(
        project_id=project.id, number="2.1", position=2, sequence=2, kind=PackageKind.ADVANCE, format="isun-docs",
        first_on=date(2026, 10, 1), last_on=date(2026, 12, 31),
    )  # fmt: skip
    await write_request(spent.ivan, project, second.id, one)
    await Package.filter(id=first.id).update(state=PackageState.ACCEPTED)
    with pytest.raises(Objected) as refused:
        await ready(spent, second.id, store)
    assert ACCEPTED in [problem.theirs.bg for problem in refused.value.objections]
    with pytest.raises(Objected):
        await write_request(spent.ivan, project, second.id, one)
    await write_request(spent.ivan, project, second.id, replace(one, kind=RequestKind.ADVANCE))
    await ready(spent, second.id, store)
    with pytest.raises(WrongState):  # frozen, it says what it said
        await write_request(spent.ivan, project, second.id, GOOD)


async def test_it_comes_along_into_the_version_after_one_that_was_returned_and_is_offered_to_the_next(
    spent, browser, app
):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="isun-docs")
    id_ = int(here.rsplit("/", 1)[1])
    await browser.post(f"{here}/request", data=TYPED)
    await ready(spent, id_, app.state.files)
    sent = await now(spent, id_)
    await send_package(spent.ivan, spent.project, id_, sent.version, SENDING, TODAY)
    sent = await now(spent, id_)
    outcome = Outcome(PackageState.RETURNED, SENDING.sent_on, "Писмо 7", "Допълнете описанията.")
    renewed = await decide_on_package(spent.ivan, spent.project, id_, sent.version, outcome, TODAY)
    kept = await request_of(await now(spent, renewed))
    assert kept == await request_of(await now(spent, id_))
    assert kept is not None
    assert kept.without_income == Money.of(Decimal("1100.00"), "EUR")
    page = await browser.get(f"{reports(spent)}/packages/{id_}/request?lang=bg")
    assert told_by(page)["Сума на искането за плащането"] == "1100,50"
    assert 'name="bank_account"' not in page
