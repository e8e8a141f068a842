"""An expense after it was written: many at once or none, reported, decided on by the funder, and taken back."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest

from grants.access import OPERATOR
from grants.audit.models import Entry
from grants.errors import AlreadyDone, NotAllowed, Objected
from grants.expenses.actions import verify_expense
from grants.expenses.life.actions import (
    decide_expenses,
    report_expenses,
    submit_expenses,
    undo_decisions,
    verify_expenses,
    withdraw_expenses,
)
from grants.expenses.life.decision import Decision, RowsRefused, decision_objections
from grants.expenses.models import Expense
from grants.expenses.rules import ExpenseState
from tests.cast import CODE, TODAY, row
from tests.expenses.conftest import recorded

pytestmark = pytest.mark.anyio
S = ExpenseState
HERE = f"/projects/{CODE}/expenses"
ACCEPTED = Decision(parked=False, decided_on=date(2026, 11, 20), letter="УО-12", reason="")


async def in_state(town, state: ExpenseState, by=OPERATOR, **typed: Any) -> int:
    """An expense of the town in a state."""
    expense_id = await recorded(by, town.project, **typed)
    await Expense.filter(id=expense_id).update(state=state)
    return expense_id


async def of(expense_id: int) -> Expense:
    return await Expense.get(id=expense_id)


# --- the decision ---------------------------------------------------------------------------------------------------

ROW = {"id": 7, "amount_cents": 10_000, "currency": "EUR"}
NOTE = {"id": 8, "amount_cents": -10_000, "currency": "EUR"}


@pytest.mark.parametrize(
    ("parked", "day", "letter", "reason", "cuts", "places"),
    [
        (False, TODAY, "", "", {}, set()),
        (False, None, "", "", {}, {"decided"}),
        (False, date(2026, 11, 23), "", "", {}, {"decided"}),
        (False, TODAY, "УО-12", "не е допустимо", {7: 1}, set()),
        (False, TODAY, "УО-12", "не е допустимо", {7: 10_000}, set()),
        (False, TODAY, "УО-12", "не е допустимо", {7: 10_001}, {"cut_7"}),
        (False, TODAY, "УО-12", "не е допустимо", {7: 0}, {"cut_7"}),
        (False, TODAY, "УО-12", "не е допустимо", {7: -1}, {"cut_7"}),
        (False, TODAY, "УО-12", "не е допустимо", {8: -10_000}, set()),
        (False, TODAY, "УО-12", "не е допустимо", {8: 1}, {"cut_8"}),
        (False, TODAY, " ", "", {7: 1}, {"letter", "reason"}),
        (True, TODAY, "", "", {}, {"letter", "reason"}),
        (True, TODAY, "УО-12", "предстои проверка", {}, set()),
        (True, TODAY, "УО-12", "предстои проверка", {7: 1}, {"cut_7"}),
    ],
)
def test_it_says_what_is_wrong_with_a_decision(parked, day, letter, reason, cuts, places):
    found = decision_objections(Decision(parked, day, letter, reason, cuts), (ROW, NOTE), TODAY)
    assert [objection.place for objection in found] == sorted(places, key=[o.place for o in found].index)
    assert {objection.place for objection in found} == places


@pytest.mark.parametrize(
    ("parked", "cuts", "error_kind", "places"),
    [
        (False, {7: 1}, "Недопустим разход", []),
        (False, {7: 1}, "", []),
        (False, {}, "Недопустим разход", ["error_kind"]),
        (True, {}, "Недопустим разход", ["error_kind"]),
        (False, {}, " ", []),
    ],
)
def test_a_typology_of_error_belongs_to_what_is_cut(parked, cuts, error_kind, places):
    decision = Decision(parked, TODAY, "УО-12", "не е допустимо", cuts, sampled=True, error_kind=error_kind)
    assert [one.place for one in decision_objections(decision, (ROW,), TODAY)] == places


# --- many at once ---------------------------------------------------------------------------------------------------


async def test_it_goes_the_whole_way_and_back_and_leaves_its_trace(town):
    ids = [await recorded(town.ivan, town.project, paper_number=f"Ф-{n}") for n in (1, 2)]
    await submit_expenses(town.ivan, town.project, dict.fromkeys(ids, 1))
    await verify_expenses(town.maria, town.project, dict.fromkeys(ids, 2), on=TODAY)
    await report_expenses(town.ivan, town.project, dict.fromkeys(ids, 3), " 4 ")
    assert [(await of(one)).package for one in ids] == ["4", "4"]
    cut = Decision(False, TODAY, "УО-12", "без стикер", {ids[1]: 2_500}, sampled=True, error_kind="Недопустим разход")
    await decide_expenses(town.maria, town.project, dict.fromkeys(ids, 4), cut, TODAY)
    first, second = await of(ids[0]), await of(ids[1])
    assert (first.state, first.cut_cents, first.reason, first.decision) == (S.APPROVED, 0, "", "УО-12")
    assert (second.state, second.cut_cents, second.reason, second.decided_on) == (S.CUT, 2_500, "без стикер", TODAY)
    assert [(one.sampled, one.error_kind) for one in (first, second)] == [(True, ""), (True, "Недопустим разход")]
    await undo_decisions(town.maria, town.project, {ids[1]: 5}, "друг ред")
    await withdraw_expenses(town.ivan, town.project, {ids[1]: 6}, "върнат от УО")
    second = await of(ids[1])
    assert (second.state, second.cut_cents, second.decided_on, second.decision) == (S.VERIFIED, 0, None, "")
    assert (second.sampled, second.error_kind) == (False, "")
    assert (second.package, second.reason, second.version) == ("", "върнат от УО", 7)
    deeds = await Entry.filter(subject="expense", subject_id=ids[1]).order_by("id").values_list("deed", "reason")
    assert deeds == [
        ("expense.added", ""),
        ("expense.submitted", ""),
        ("expense.verified", ""),
        ("expense.reported", ""),
        ("expense.cut", "без стикер"),
        ("expense.undecided", "друг ред"),
        ("expense.withdrawn", "върнат от УО"),
    ]
    told = await Entry.get(deed="expense.cut")
    assert told.after["cut_cents"] == 2_500


STEPS = {
    "submit": (lambda t, p: submit_expenses(t.maria, t.project, p), {S.DRAFT: S.SUBMITTED, S.RETURNED: S.SUBMITTED}),
    "verify": (lambda t, p: verify_expenses(t.maria, t.project, p, on=TODAY), {S.SUBMITTED: S.VERIFIED}),
    "report": (lambda t, p: report_expenses(t.maria, t.project, p, "1"), {S.VERIFIED: S.REPORTED}),
    "withdraw": (lambda t, p: withdraw_expenses(t.maria, t.project, p, "грешка"), {S.REPORTED: S.VERIFIED}),
    "accept": (
        lambda t, p: decide_expenses(t.maria, t.project, p, ACCEPTED, TODAY),
        {S.REPORTED: S.APPROVED, S.PARKED: S.APPROVED},
    ),
    "park": (
        lambda t, p: decide_expenses(t.maria, t.project, p, Decision(True, TODAY, "УО-1", "проверка"), TODAY),
        {S.REPORTED: S.PARKED},
    ),
    "undo": (
        lambda t, p: undo_decisions(t.maria, t.project, p, "грешка"),
        {S.APPROVED: S.REPORTED, S.CUT: S.REPORTED, S.PARKED: S.REPORTED},
    ),
}


@pytest.mark.parametrize("step", STEPS)
async def test_it_takes_each_step_only_from_where_it_leads(town, step):
    act, leads = STEPS[step]
    for state in S:
        expense_id = await in_state(town, state, paper_number=f"Ф-{state}")
        if state in leads:
            await act(town, {expense_id: 1})
            assert (await of(expense_id)).state == leads[state], state
        else:
            with pytest.raises(RowsRefused) as refused:
                await act(town, {expense_id: 1})
            assert refused.value.stale
            assert (await of(expense_id)).state == state


async def test_it_brings_all_on_or_none_and_names_those_that_cannot(town):
    fine = await in_state(town, S.SUBMITTED, by=town.maria)
    draft, verified = await in_state(town, S.DRAFT), await in_state(town, S.VERIFIED)
    mine = await in_state(town, S.SUBMITTED, by=town.ivan)
    older = await in_state(town, S.SUBMITTED, by=town.maria)
    picked = {fine: 1, draft: 1, verified: 1, mine: 1, older: 0}
    with pytest.raises(RowsRefused) as refused:
        await verify_expenses(town.ivan, town.project, picked, on=TODAY)
    said = str(refused.value)
    numbers = {one: (await of(one)).number for one in picked}
    assert f"{numbers[draft]}, {numbers[verified]}" in said
    assert f"since you opened the page: {numbers[older]}." in said
    assert f"entered these yourself: {numbers[mine]}." in said
    assert (await of(fine)).state == S.SUBMITTED
    await verify_expenses(town.ivan, town.project, {fine: 1}, on=TODAY)
    assert (await of(fine)).state == S.VERIFIED


async def test_it_needs_a_row_a_package_and_a_reason(town):
    expense_id = await in_state(town, S.VERIFIED)
    for act in (
        submit_expenses(town.ivan, town.project, {}),
        report_expenses(town.ivan, town.project, {expense_id: 1}, "  "),
        withdraw_expenses(town.ivan, town.project, {expense_id: 1}, ""),
        undo_decisions(town.ivan, town.project, {expense_id: 1}, " "),
    ):
        with pytest.raises(Objected):
            await act
    assert (await of(expense_id)).version == 1


async def test_a_form_sent_twice_is_done_once(town):
    expense_id = await in_state(town, S.VERIFIED)
    await report_expenses(town.ivan, town.project, {expense_id: 1}, "2", once="ключ-пакет")
    with pytest.raises(AlreadyDone):
        await report_expenses(town.ivan, town.project, {expense_id: 1}, "2", once="ключ-пакет")
    assert (await of(expense_id)).version == 2
    assert await Entry.filter(deed="expense.reported").count() == 1


async def test_of_two_who_decide_at_once_one_is_told_that_the_other_was_quicker(town):
    ids = [await in_state(town, S.REPORTED) for _ in range(3)]
    park = Decision(parked=True, decided_on=TODAY, letter="УО-3", reason="проверка")
    answers = await asyncio.gather(
        decide_expenses(town.maria, town.project, dict.fromkeys(ids, 1), ACCEPTED, TODAY),
        decide_expenses(town.ivan, town.project, dict.fromkeys(reversed(ids), 1), park, TODAY),
        return_exceptions=True,
    )
    refused = [answer for answer in answers if isinstance(answer, RowsRefused)]
    assert len(refused) == 1
    assert refused[0].stale
    assert answers.count(None) == 1
    assert len({(await of(one)).state for one in ids}) == 1


async def test_a_partner_submits_only_its_own_part_and_does_no_more(town):
    mine = await in_state(town, S.DRAFT, by=town.elena, line="2", partner="")
    theirs = await in_state(town, S.DRAFT)
    with pytest.raises(RowsRefused, match="no longer there"):
        await submit_expenses(town.elena, town.project, {mine: 1, theirs: 1})
    await submit_expenses(town.elena, town.project, {mine: 1})
    for act in (
        verify_expenses(town.elena, town.project, {mine: 2}, on=TODAY),
        report_expenses(town.elena, town.project, {mine: 2}, "1"),
        withdraw_expenses(town.elena, town.project, {mine: 2}, "така"),
        decide_expenses(town.elena, town.project, {mine: 2}, ACCEPTED, TODAY),
        undo_decisions(town.elena, town.project, {mine: 2}, "така"),
    ):
        with pytest.raises(NotAllowed):
            await act


async def test_one_verifies_ones_own_only_where_the_terms_say_so_and_the_page_tells_it(browser, town):
    first = await in_state(town, S.SUBMITTED, by=town.ivan)
    single = await in_state(town, S.SUBMITTED, by=town.ivan)
    with pytest.raises(RowsRefused, match="yourself"):
        await verify_expenses(town.ivan, town.project, {first: 1}, on=TODAY)
    await row(town.project, "terms", own_verification="yes", in_force="1.1.2027")
    with pytest.raises(RowsRefused, match="yourself"):  # these terms are not in force yet
        await verify_expenses(town.ivan, town.project, {first: 1}, on=TODAY)
    await row(town.project, "terms", own_verification="yes")
    await verify_expenses(town.ivan, town.project, {first: 1}, on=TODAY)
    await browser.sign_in(town.ivan.email)
    assert 'value="verified"' in await browser.get(f"{HERE}/{single}")
    await verify_expense(town.ivan, town.project, single, 1, on=TODAY)
    for expense_id in (first, single):
        assert "Verified by the person who entered it" in await browser.get(f"{HERE}/{expense_id}?lang=en")


# --- pages ----------------------------------------------------------------------------------------------------------


async def test_many_are_verified_from_the_ledger_and_a_refusal_names_the_rest(browser, town):
    ids = [await in_state(town, S.SUBMITTED, by=town.maria, paper_number=f"Ф-{n}") for n in (1, 2)]
    await browser.sign_in(town.ivan.email)
    page = await browser.get(HERE)
    for expense_id in ids:
        assert f'name="pick_{expense_id}" value="1"' in page
    await Expense.filter(id=ids[1]).update(version=2)
    form = {f"pick_{expense_id}": "1" for expense_id in ids} | {"to": "verified"}
    answer = await browser.post(f"{HERE}/many?state=submitted", {**form, "form_key": "едно"})
    assert answer.status_code == 409
    assert f"отворихте страницата: {(await of(ids[1])).number}." in answer.text
    assert f'name="pick_{ids[0]}" value="1" aria-label' in answer.text
    assert " checked" in answer.text
    answer = await browser.post(
        f"{HERE}/many?state=submitted", {f"pick_{ids[0]}": "1", "to": "verified", "form_key": "д"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?state=submitted")
    assert (await of(ids[0])).state == S.VERIFIED
    again = await browser.post(f"{HERE}/many", {f"pick_{ids[0]}": "1", "to": "verified", "form_key": "д"})
    assert again.status_code == 303


async def test_verified_expenses_paid_up_to_a_day_are_put_into_a_package(browser, town):
    early = await in_state(town, S.VERIFIED, paid="30.09.2026", issued="1.09.2026", paper_number="РАННА-1")
    late = await in_state(town, S.VERIFIED, paid="1.10.2026", issued="1.09.2026", paper_number="КЪСНА-2")
    await row(town.project, "terms", next_package="3")
    await browser.sign_in(town.ivan.email)
    page = await browser.get(f"{HERE}/report?until=30.09.2026")
    assert "РАННА-1" in page
    assert "КЪСНА-2" not in page
    assert 'id="field-package" value="3"' in page
    assert "КЪСНА-2" in await browser.get(f"{HERE}/report")
    assert "31.02.2026" in await browser.get(f"{HERE}/report?until=31.02.2026")
    form = {f"pick_{early}": "1", "do": "report", "form_key": "пакет"}
    answer = await browser.post(f"{HERE}/report", {**form, "package": ""})
    assert answer.status_code == 422
    assert 'id="field-package-error"' in answer.text
    answer = await browser.post(f"{HERE}/report", {**form, "package": "3"})
    assert answer.status_code == 303
    assert ((await of(early)).state, (await of(late)).state) == (S.REPORTED, S.VERIFIED)
    page = await browser.get(f"{HERE}/report")
    assert "Изваждане от отчета" in page
    answer = await browser.post(
        f"{HERE}/report", {f"pick_{early}": "2", "do": "withdraw", "why": "върнат", "form_key": "в"}
    )
    assert answer.status_code == 303
    assert (await of(early)).state == S.VERIFIED


async def test_a_decision_is_recorded_row_by_row_and_every_list_tells_gross_cut_and_net(browser, town):
    whole = await in_state(town, S.REPORTED, amount="100", paper_number="ЦЯЛА-1")
    part = await in_state(town, S.REPORTED, amount="100", paper_number="ЧАСТ-2")
    await Expense.all().update(package="4")
    await browser.sign_in(town.ivan.email)
    page = await browser.get(f"{HERE}/decisions?package=4")
    assert "ЦЯЛА-1" in page
    form = {
        f"pick_{whole}": "1",
        f"cut_{whole}": "",
        f"version_{whole}": "1",
        f"version_{part}": "1",
        "form_key": "реш",
    }
    form |= {"do": "decide", "verdict": "approved", "decided": "20.11.2026", "letter": "УО-12", "reason": ""}
    answer = await browser.post(f"{HERE}/decisions", {**form, f"cut_{part}": "сто"})
    assert answer.status_code == 422
    assert 'value="сто"' in answer.text
    answer = await browser.post(f"{HERE}/decisions", {**form, f"cut_{part}": "100,01"})
    assert answer.status_code == 422
    assert f'id="field-cut_{part}-error"' in answer.text
    assert 'id="field-reason-error"' in answer.text
    form |= {"sampled": "yes", "error_kind": "Недопустим <разход>"}
    answer = await browser.post(f"{HERE}/decisions", form)
    assert answer.status_code == 422
    assert 'id="field-error_kind-error"' in answer.text
    assert 'value="Недопустим &lt;разход&gt;"' in answer.text
    answer = await browser.post(f"{HERE}/decisions", {**form, f"cut_{part}": "40,01", "reason": "без стикер"})
    assert answer.status_code == 303, answer.text
    assert ((await of(whole)).state, (await of(part)).state) == (S.APPROVED, S.CUT)
    ledger = await browser.get(f"{HERE}?lang=en")
    assert "40.01 cut or set aside, €59.99 net" in ledger
    for figure in ("200.00", "40.01", "159.99"):
        assert figure in ledger
    shown = await browser.get(f"{HERE}/{part}?lang=en")
    for text in (
        "€59.99",
        "УО-12",
        "без стикер",
        "20 Nov",
        "In the sample of the control",
        "Недопустим &lt;разход&gt;",
    ):
        assert text in shown
    page = await browser.get(f"{HERE}/decisions?decided=1&lang=en")
    assert "Take the decision back" in page
    answer = await browser.post(
        f"{HERE}/decisions", {f"pick_{part}": "2", "do": "back", "why": "грешен ред", "form_key": "н"}
    )
    assert answer.status_code == 303
    assert (await of(part)).state == S.REPORTED


async def test_a_decision_on_what_was_decided_meanwhile_is_answered_with_409(browser, town):
    expense_id = await in_state(town, S.REPORTED)
    await decide_expenses(town.maria, town.project, {expense_id: 1}, ACCEPTED, TODAY)
    await browser.sign_in(town.ivan.email)
    form = {f"pick_{expense_id}": "1", "do": "decide", "verdict": "approved", "decided": "20.11.2026", "form_key": "к"}
    answer = await browser.post(f"{HERE}/decisions", form)
    assert answer.status_code == 409
    assert "Нищо не беше променено" in answer.text


async def test_a_claim_without_an_invoice_stands_in_the_ledger_by_what_it_was_for(browser, town):
    await row(
        town.project, "expense", form="lump_sum", line="1.1", partner="1", amount="500", description_bg="Етап първи"
    )
    await browser.sign_in(town.ivan.email)
    page = await browser.get(HERE)
    assert "Етап първи" in page
    await Expense.all().update(state=S.VERIFIED)
    assert "Етап първи" in await browser.get(f"{HERE}/report")
    assert "None" not in page
