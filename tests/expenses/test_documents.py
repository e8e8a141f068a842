"""One document and all that hangs on it: its claims here and in other projects, its payments, its credit notes."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grants.access import OPERATOR
from grants.budget.kinds import ShareRule
from grants.budget.shares import Weight
from grants.errors import NotAllowed, NotFound, Objected, WrongState
from grants.exchange.actions import export_project, import_file
from grants.expenses.actions import submit_expense
from grants.expenses.documents.actions import (
    add_claim,
    add_payout,
    change_payout,
    claim_elsewhere,
    correct_expense,
    remove_payout,
    set_credit,
)
from grants.expenses.documents.queries import hanging_on
from grants.expenses.documents.shown import over_sentence
from grants.expenses.models import Document, Expense, File, Payout
from grants.expenses.sharing import allocated, next_share, parts_objections, proposed, scaled, whose
from grants.values.files import KeptFile
from grants.values.money import Money
from grants.values.wording import wording
from tests.cast import CODE, TODAY, project_of, row
from tests.expenses.conftest import recorded
from tests.properties import kept, pure

SCAN = KeptFile("Фактура № 1234.pdf", "application/pdf", 2048, "ab" * 32)
PER_CENTS = some.lists(some.decimals(0, 100, places=2), min_size=1, max_size=8)
CENTS = some.integers(-(10**12), 10**12)


# --- the arithmetic ------------------------------------------------------------------------------------------------


def to_a_hundred(shares: list[Decimal]) -> list[Decimal]:
    """The shares, each cut to what is left of a hundred, and the rest."""
    cut: list[Decimal] = []
    for share in shares:
        cut.append(min(share, 100 - sum(cut, Decimal(0))))
    return [*cut, 100 - sum(cut, Decimal(0))]


@pytest.mark.property
@pure
@given(CENTS, PER_CENTS)
def test_claims_by_per_cent_make_up_the_document_each_within_a_cent_of_exact(cents, shares):
    whole, shares = Money(cents, "EUR"), to_a_hundred(shares)
    parts = allocated(whole, shares)
    assert sum(part.minor for part in parts) == cents
    for part, share in zip(parts, shares, strict=True):
        assert abs(part.minor * 100 - cents * share) <= 100


@pytest.mark.property
@pure
@given(CENTS, PER_CENTS)
def test_claims_typed_one_after_another_come_to_the_same(cents, shares):
    whole = Money(cents, "EUR")
    taken: list[tuple[Decimal, Money]] = []
    shares = [share for share in to_a_hundred(shares) if share]
    for share in shares:
        taken.append((share, next_share(whole, taken, share)))
    assert [money for _, money in taken] == list(allocated(whole, shares))


@pytest.mark.property
@pure
@given(CENTS, some.lists(some.integers(0, 10**9), min_size=1, max_size=6), some.sampled_from(ShareRule))
def test_proposed_parts_and_what_is_grant_make_up_the_claim(cents, weights, rule):
    kinds = ("eu", "national", "own", "in_kind", "third_party", "donor")
    sources = [Weight(kind, Decimal(weight)) for kind, weight in zip(kinds, weights, strict=False)]
    amount = Money(cents, "BGN")
    parts = proposed(amount, sources, rule)
    assert parts_objections(amount, parts) == ()
    grant = cents - sum(whose(parts))
    assert grant * cents >= 0
    assert scaled(parts, cents, amount) == parts


# --- several claims ------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.anyio


def part(line: int | None, **values):
    return {"line_id": line, "currency": "EUR", "share": None, "amount_cents": None} | values


@pytest.fixture
async def line(town) -> int:
    return await row(town.project, "line", "1.2", title_bg="Материали", amount="20000")


async def test_a_document_is_claimed_on_two_lines_and_never_more_than_whole(town, line):
    first = await recorded(town.ivan, town.project, amount="1000")
    await add_claim(town.ivan, town.project, first, part(line, amount_cents=48_000))
    with pytest.raises(Objected) as refused:
        await add_claim(town.ivan, town.project, first, part(line, amount_cents=141))
    objection = refused.value.objections[0]
    assert (objection.place, objection.facts["left"]) == ("amount", Money(140, "EUR"))
    last = await add_claim(town.ivan, town.project, first, part(line))
    assert (await Expense.get(id=last)).amount_cents == 140
    with pytest.raises(Objected):
        await add_claim(town.ivan, town.project, first, part(line))


async def test_claims_by_per_cent_leave_the_last_cent_to_the_last(town, line):
    first = await recorded(town.ivan, town.project, net="100", vat="0,01", share="33,33")
    for share in ("33,33", "33,34"):
        per_cent = Decimal(share.replace(",", "."))
        await add_claim(town.ivan, town.project, first, part(line, share=per_cent))
    amounts = [claim.amount_cents for claim in await Expense.all().order_by("id")]
    assert (sum(amounts), amounts[0]) == (10_001, 3_333)
    with pytest.raises(Objected) as refused:
        await add_claim(town.ivan, town.project, first, part(line, share=Decimal(1)))
    assert refused.value.objections[0].place == "share"


@pytest.mark.property
@kept
@given(some.integers(1, 10**9), some.lists(some.decimals("0.01", 60, places=2), min_size=1, max_size=4))
async def test_claims_by_per_cent_kept_one_by_one_make_up_the_document(town, line, cents, shares):
    shares = [share for share in to_a_hundred(shares) if share]
    await Expense.all().delete()
    await Document.all().delete()
    first = await recorded(
        town.ivan, town.project, net=f"{cents // 100},{cents % 100:02}", vat="", share=f"{shares[0]}".replace(".", ",")
    )
    for share in shares[1:]:
        await add_claim(town.ivan, town.project, first, part(line, share=share))
    assert sum(claim.amount_cents for claim in await Expense.all()) == cents


async def test_parts_are_proposed_as_the_contract_divides_them_and_changed_by_hand(town, line):
    for kind, amount in (("eu", "85000"), ("own", "10000"), ("third_party", "5000")):
        await row(town.project, "source", kind=kind, amount=amount)
    first = await recorded(town.ivan, town.project, net="1000", vat="", amount="500,01")
    claim = await Expense.get(id=first)
    assert (claim.own_cents, claim.in_kind_cents, claim.third_cents) == (5_000, 0, 2_500)
    by_hand = part(line, amount_cents=10_000, own_cents=10_000)
    second = await Expense.get(id=await add_claim(town.ivan, town.project, first, by_hand))
    assert (second.own_cents, second.third_cents) == (10_000, 0)
    with pytest.raises(Objected) as refused:
        await add_claim(town.ivan, town.project, first, part(line, amount_cents=100, own_cents=60, third_cents=41))
    assert refused.value.objections[0].place == "own"


# --- another project -----------------------------------------------------------------------------------------------


@pytest.fixture
async def second_project(town):
    """Another project of the same organisation, in which Maria records expenses and Ivan does not."""
    lead = town.project.kept_by_id
    return await project_of("втори-2026", lead, title_bg="Втори проект", total="1000")


async def test_a_part_is_claimed_in_another_project_and_both_together_are_never_more_than_the_paper(
    town, second_project
):
    first = await recorded(town.maria, town.project, (SCAN,), net="1000", vat="200", amount="700")
    there = await claim_elsewhere(town.maria, town.project, first, second_project, part(None, amount_cents=40_000))
    copies = await Document.all().order_by("id").values()
    assert [copy["project_id"] for copy in copies] == [town.project.id, second_project.id]
    assert copies[0]["family"] == copies[1]["family"]
    assert [file.sha256 for file in await File.all()] == ["ab" * 32] * 2
    for where, claim in ((town.project, first), (second_project, there)):
        with pytest.raises(Objected) as refused:
            await add_claim(town.maria, where, claim, part(None, amount_cents=10_001))
        assert refused.value.objections[0].facts["left"] == Money(10_000, "EUR")
    await claim_elsewhere(town.maria, town.project, first, second_project, part(None, amount_cents=10_000))
    assert await Document.all().count() == 2


async def test_nobody_claims_in_a_project_where_they_record_nothing(town, second_project):
    first = await recorded(town.ivan, town.project, amount="700")
    with pytest.raises(NotAllowed):
        await claim_elsewhere(town.ivan, town.project, first, second_project, part(None, amount_cents=1))
    assert await Document.all().count() == 1


async def test_who_sees_one_project_is_told_of_the_other_but_sees_none_of_it(town, second_project, browser):
    first = await recorded(town.maria, town.project, amount="700")
    await claim_elsewhere(town.maria, town.project, first, second_project, part(None, amount_cents=100))
    await browser.sign_in(town.ivan.email)
    page = await browser.get(f"/projects/{town.project.code}/expenses/{first}")
    assert "втори-2026" not in page
    assert "проект, който не виждате" in page
    await browser.sign_in(town.maria.email)
    assert "втори-2026" in await browser.get(f"/projects/{town.project.code}/expenses/{first}")


# --- payments ------------------------------------------------------------------------------------------------------


def paid(day: int, cents: int, currency: str = "EUR"):
    return {
        "paid_on": date(2026, 11, day),
        "amount_cents": cents,
        "currency": currency,
        "order_number": f"ПН {day}",
        "statement": "",
    }


async def test_a_document_is_paid_on_the_day_its_last_part_was(town):
    expense = await recorded(town.ivan, town.project, paid="")
    await add_payout(town.ivan, town.project, expense, paid(3, 100_000))
    assert (await Document.get()).paid_on is None
    last = await add_payout(town.ivan, town.project, expense, paid(9, 48_140))
    assert (await Document.get()).paid_on == date(2026, 11, 9)
    await change_payout(town.ivan, town.project, expense, last, 1, paid(12, 48_140))
    assert (await Document.get()).paid_on == date(2026, 11, 12)
    await remove_payout(town.ivan, town.project, expense, last)
    assert (await Document.get()).paid_on is None


async def test_leva_of_last_year_paid_in_euro_count_at_the_fixed_rate(town):
    expense = await recorded(town.ivan, town.project, currency="BGN", net="1000", vat="", issued="12.12.2025", paid="")
    await add_payout(town.ivan, town.project, expense, paid(3, 51_128, "EUR"))
    assert (await Document.get()).paid_on is None  # 999,98 лв.: two stotinki are missing
    await add_payout(town.ivan, town.project, expense, paid(4, 1, "EUR"))
    assert (await Document.get()).paid_on == date(2026, 11, 4)


async def test_without_payments_the_day_stays_as_it_was_typed(town):
    expense = await recorded(town.ivan, town.project)
    await submit_expense(town.ivan, town.project, expense, 1)
    assert (await Document.get()).paid_on == date(2026, 11, 10)


async def test_payments_of_what_was_reported_stay_as_they_are(town):
    expense = await recorded(town.ivan, town.project)
    payout = await add_payout(town.ivan, town.project, expense, paid(3, 100))
    await Expense.all().update(state="reported")
    for attempt in (
        add_payout(town.ivan, town.project, expense, paid(3, 100)),
        remove_payout(town.ivan, town.project, expense, payout),
    ):
        with pytest.raises(WrongState):
            await attempt
    assert await Payout.all().count() == 1


# --- credit notes and corrections ----------------------------------------------------------------------------------


async def credit_note(town, **typed) -> tuple[int, int]:
    """A credit note that claims nothing itself: its expense and its document."""
    expense = await recorded(
        town.ivan, town.project, kind="credit_note", paper_number="КИ-9", net="100", vat="20", amount="0", **typed
    )
    return expense, int((await Expense.filter(id=expense).values("document_id"))[0]["document_id"])


async def test_a_credit_note_lowers_what_may_be_claimed_and_says_which_claim_to_lower(town, line):
    first = await recorded(town.ivan, town.project, amount="1 400")
    invoice = await Document.get()
    _, note = await credit_note(town)
    await set_credit(town.ivan, town.project, first, note, None)
    said = over_sentence(await hanging_on(town.ivan, town.project, invoice.id), wording("bg"))
    assert "1 361,40" in said.replace("\u00a0", " ")
    assert "38,60" in said
    with pytest.raises(Objected):
        await add_claim(town.ivan, town.project, first, part(line, amount_cents=1))
    await Expense.filter(id=first).update(amount_cents=136_140)
    assert over_sentence(await hanging_on(town.ivan, town.project, invoice.id), wording("bg")) == ""


async def test_what_is_claimed_below_zero_on_the_credit_note_counts_once(town):
    first = await recorded(town.ivan, town.project)
    await Expense.all().update(state="reported")
    invoice = await Document.get()
    credit = await recorded(town.ivan, town.project, kind="credit_note", paper_number="КИ-9", net="100", vat="20")
    claim = await Expense.get(id=credit)
    assert claim.amount_cents == -12_000
    await set_credit(town.ivan, town.project, credit, invoice.id, None)
    standing = (await hanging_on(town.ivan, town.project, invoice.id)).standing
    assert (standing.claimed.minor, standing.left.minor, standing.over) == (136_140, 0, 0)
    assert first != credit


async def test_a_credit_note_is_set_no_further_than_it_goes(town):
    first = await recorded(town.ivan, town.project)
    _, note = await credit_note(town)
    with pytest.raises(Objected):
        await set_credit(town.ivan, town.project, first, note, 12_001)
    await set_credit(town.ivan, town.project, first, note, 5_000)
    with pytest.raises(Objected) as refused:
        await set_credit(town.ivan, town.project, first, note, 7_001)
    assert refused.value.objections[0].facts["left"] == Money(7_000, "EUR")


async def test_a_reported_expense_is_corrected_by_a_row_that_is_tied_to_it(town, browser):
    first = await recorded(town.ivan, town.project, own="148,14")
    with pytest.raises(WrongState):
        await correct_expense(town.ivan, town.project, first, -12_000, "Двойно начислен ДДС")
    await Expense.all().update(state="reported")
    made = await Expense.get(id=await correct_expense(town.ivan, town.project, first, -12_000, "Двойно начислен ДДС"))
    assert (made.amount_cents, made.own_cents, made.state) == (-12_000, -1_200, "draft")
    assert (vars(made)["corrects_id"], made.description_bg) == (first, "Двойно начислен ДДС")
    await browser.sign_in(town.ivan.email)
    assert f'href="{HERE}/{made.id}"' in await browser.get(f"{HERE}/{first}")
    assert f'Коригира <a href="{HERE}/{first}">разход 1</a>' in await browser.get(f"{HERE}/{made.id}")
    assert (await Expense.get(id=first)).amount_cents == 148_140
    with pytest.raises(Objected):
        await correct_expense(town.ivan, town.project, first, -148_141, "повече от всичко")


async def test_a_partner_touches_no_document_of_others(town):
    first = await recorded(town.ivan, town.project)
    for attempt in (
        add_claim(town.elena, town.project, first, part(None, amount_cents=1)),
        add_payout(town.elena, town.project, first, paid(3, 100)),
        correct_expense(town.elena, town.project, first, -1, "х"),
    ):
        with pytest.raises(NotFound):
            await attempt


# --- the pages -----------------------------------------------------------------------------------------------------

HERE = f"/projects/{CODE}/expenses"


async def test_the_accountant_adds_a_line_and_payments_on_the_document_s_page(town, line, browser):
    first = await recorded(town.ivan, town.project, amount="1 000", paid="")
    one = f"{HERE}/{first}"
    await browser.sign_in(town.ivan.email)
    form = await browser.get(f"{one}/another")
    assert "481,40" in form
    wrong = await browser.post(f"{one}/another", {"form_key": "а", "line": "1.2", "amount": "500", "own": "сто"})
    assert wrong.status_code == 422
    assert 'id="field-own-error"' in wrong.text
    over = await browser.post(f"{one}/another", {"form_key": "б", "line": "1.2", "amount": "481,41"})
    assert over.status_code == 422
    assert 'id="field-amount-error"' in over.text
    assert 'value="481,41"' in over.text
    added = await browser.post(f"{one}/another", {"form_key": "в", "line": "1.2", "share": "25"})
    assert (added.status_code, added.headers["location"]) == (303, one)
    assert 'value="1 481,40"' in (await browser.get(f"{one}/payments/new")).replace("\u00a0", " ")
    whole = {"form_key": "г", "paid": "12.11.2026", "amount": "1 481,40", "currency": "EUR", "order_number": "ПН-12"}
    assert (await browser.post(f"{one}/payments/new", whole)).status_code == 303
    page = (await browser.get(one)).replace("\u00a0", " ")
    assert "1.2 · Материали" in page
    assert "370,35" in page
    assert "Платен изцяло: 1 481,40" in page
    assert 'value="12.11.2026"' in page
    payout = await Payout.get()
    quicker = {**whole, "version": "0", "statement": "Извлечение 7"}
    behind = await browser.post(f"{one}/payments/{payout.id}", quicker)
    assert behind.status_code == 409
    assert "Извлечение 7" in behind.text
    assert (await browser.post(f"{one}/payments/{payout.id}/remove", {"form_key": "д"})).status_code == 303
    assert await Payout.all().count() == 0


async def test_each_small_page_speaks_the_reader_s_language(town, browser):
    mine = await recorded(town.elena, town.project, line="2", partner="")
    await browser.sign_in(town.elena.email)
    for tail, words in (
        ("another", "Left to claim"),
        ("payments/new", "Add a payment"),
        ("credits/new", "Set a credit note against this invoice"),
        ("elsewhere", "Claim a part in another project"),
        ("correct", "Correct expense 1"),
    ):
        assert words in await browser.get(f"{HERE}/{mine}/{tail}")


async def test_a_correction_keeps_what_it_corrects_on_the_way_out_and_in(town):
    first = await recorded(town.ivan, town.project)
    await Expense.all().update(state="reported")
    await correct_expense(town.ivan, town.project, first, -12_000, "Двойно начислен ДДС")
    told = json.loads(await export_project(OPERATOR, town.project, "json", wording("bg")))
    assert told["expenses"][1]["corrects"] == "1"
    again = json.dumps(told | {"code": "пак-2026"}, ensure_ascii=False).encode()
    await import_file(OPERATOR, "a.json", again, wording("bg"), today=TODAY, kept_by_id=None, manager_id=None)
    corrected, made = (await Expense.all().order_by("id").values("id", "corrects_id"))[2:]
    assert (corrected["corrects_id"], made["corrects_id"]) == (None, corrected["id"])
