"""Checks of supporting documents and of what is claimed of them, each with what sets it off and a near miss (документи)."""

from dataclasses import replace
from datetime import date

import pytest

from grants.checks.rules import findings
from tests.checks.small import TODAY, another, found, project, where
from tests.checks.told import facts_of


def test_it_finds_nothing_wrong_with_a_small_project_in_order():
    assert [(one.level, one.code) for one in found(project()) if one.level != "info"] == []


@pytest.mark.parametrize(
    ("document", "claim", "code", "rows"),
    [
        ({"paid": "2026-05-03"}, {}, "PAID_BEFORE_ISSUED", ["document 1"]),
        ({"paid": "2026-05-04"}, {}, "PAID_BEFORE_ISSUED", []),
        ({"issued": "2026-11-23", "paid": ""}, {}, "DATE_IN_FUTURE", ["document 1"]),
        ({"issued": "2026-11-22", "paid": ""}, {}, "DATE_IN_FUTURE", []),
        ({"delivered": "2026-12-01"}, {}, "DATE_IN_FUTURE", ["document 1"]),
        ({"kind": "payroll"}, {}, "NOT_MARKED_SENSITIVE", ["document 1"]),
        ({"kind": "paid_sums"}, {}, "NOT_MARKED_SENSITIVE", ["document 1"]),
        ({"kind": "payroll", "sensitive": "yes"}, {}, "NOT_MARKED_SENSITIVE", []),
        ({"files": []}, {}, "DOCUMENT_WITHOUT_FILE", ["document 1"]),
        ({"files": []}, {"state": "returned"}, "DOCUMENT_WITHOUT_FILE", []),
        ({}, {"amount": "120.00"}, "EXPENSE_OVER_DOCUMENT", []),
        ({}, {"amount": "120.01"}, "EXPENSE_OVER_DOCUMENT", ["document 1"]),
        ({}, {"amount": "234.71", "currency": "BGN"}, "EXPENSE_OVER_DOCUMENT", []),  # 120.005 € by a cent of rounding
        ({"vat_recoverable": "yes"}, {"amount": "100.01"}, "VAT_CLAIMED", ["document 1"]),
        ({"vat_recoverable": "yes"}, {"amount": "100.00"}, "VAT_CLAIMED", []),
        ({"vat_recoverable": "no"}, {"amount": "120.00"}, "VAT_CLAIMED", []),
        ({}, {"line": ""}, "CLAIM_WITHOUT_LINE", []),  # ИСУН refuses it: an error of its own
        ({}, {"line": "", "state": "draft"}, "CLAIM_WITHOUT_LINE", ["expense 1"]),
        ({"currency": "RON"}, {"currency": "RON"}, "NO_RATE", ["expense 1"]),
        ({"currency": "RON"}, {"currency": "RON", "rated": "20.11"}, "NO_RATE", []),
        ({"currency": "BGN"}, {"currency": "BGN"}, "NO_RATE", []),
        ({"issued": "2025-12-31"}, {}, "EXPENSE_OUTSIDE_PERIOD", ["expense 1"]),
        ({"issued": "2026-01-01"}, {}, "EXPENSE_OUTSIDE_PERIOD", []),
        ({}, {"document": "", "claimed": "2025-12-31"}, "EXPENSE_OUTSIDE_PERIOD", ["expense 1"]),
        ({"paid": "2030-01-01"}, {}, "PAID_TOO_LATE", ["document 1"]),  # the programme closed in 2029
        ({"paid": "2029-12-31"}, {}, "PAID_TOO_LATE", []),
        ({}, {"document": ""}, "CLAIM_WITHOUT_DOCUMENT", ["expense 1"]),
        ({}, {"document": "", "form": "lump_sum"}, "CLAIM_WITHOUT_EVIDENCE", ["expense 1"]),
        ({}, {"document": "", "form": "unit_cost", "evidence": "Протокол № 3"}, "CLAIM_WITHOUT_EVIDENCE", []),
        ({}, {"document": "", "form": "flat_rate"}, "CLAIM_WITHOUT_EVIDENCE", []),
        ({}, {"document": ""}, "DOCUMENT_UNCLAIMED", ["document 1"]),
        ({}, {}, "DOCUMENT_UNCLAIMED", []),
    ],
)
def test_it_looks_at_a_document_and_its_claim(document, claim, code, rows):
    assert where(project(document=document, claim=claim), code) == rows


@pytest.mark.parametrize(("second", "rows"), [("40", []), ("40.0001", ["document 1"])])
def test_it_adds_up_the_shares_of_a_document(second, rows):
    more = another("expenses", share=second, amount="20.00")
    assert where(project(claim={"share": "60"}, expenses=[more]), "SHARES_OVER_DOCUMENT") == rows


def terms(**told):
    return {"terms_of_the_contract": [{"in_force": "2026-01-01", **told}]}


@pytest.mark.parametrize(
    ("told", "code", "rows"),
    [
        ({"eligible_from": "2026-05-05"}, "EXPENSE_OUTSIDE_PERIOD", ["expense 1"]),
        ({"eligible_from": "2026-05-04"}, "EXPENSE_OUTSIDE_PERIOD", []),
        ({"eligible_until": "2026-05-03"}, "EXPENSE_OUTSIDE_PERIOD", ["expense 1"]),
        ({"pay_until": "2026-05-10"}, "PAID_TOO_LATE", ["document 1"]),
        ({"pay_until": "2026-05-11"}, "PAID_TOO_LATE", []),
        ({"closes": "2026-05-10"}, "PAID_TOO_LATE", ["document 1"]),
    ],
)
def test_the_contracts_days_count_before_those_of_the_project(told, code, rows):
    assert where(project(**terms(**told)), code) == rows


def test_terms_that_begin_later_say_nothing_yet():
    told = project(**terms(eligible_from="2026-05-05"))
    told["terms_of_the_contract"][0]["in_force"] = "2026-12-01"
    assert where(told, "EXPENSE_OUTSIDE_PERIOD") == []


def test_a_contract_that_pays_no_vat_allows_none():
    told = project(claim={"amount": "120.00"}, **terms(vat_rule="never"))
    assert where(told, "VAT_CLAIMED") == ["document 1"]


@pytest.mark.parametrize(("second", "rows"), [("60.00", []), ("60.01", ["document 1"])])
def test_it_counts_every_payment_of_a_document(second, rows):
    payouts = [
        {"document": "1", "paid": "2026-05-11", "amount": amount, "currency": "EUR"} for amount in ("60", second)
    ]
    assert where(project(payments_of_documents=payouts), "PAID_OVER_DOCUMENT") == rows


def test_a_payment_in_part_before_the_document_is_noticed_too():
    payouts = [{"document": "1", "paid": "2026-05-01", "amount": "10", "currency": "EUR"}]
    assert where(project(payments_of_documents=payouts), "PAID_BEFORE_ISSUED") == ["document 1"]


def missing_in(listed):
    return [name.bg for one in listed for name in one.facts["papers"]]


@pytest.mark.parametrize(
    ("category", "papers", "missing"),
    [
        ("none", [], None),
        ("publicity", [], "Тираж"),
        ("publicity", ["Тираж"], "Одобрен макет"),
    ],
)
def test_it_asks_for_the_papers_of_the_kind_of_cost(category, papers, missing):
    there = [{"document": "1", "name": {"bg": name}, "there": "yes"} for name in papers]
    told = project(line={"category": category}, required_papers=there)
    listed = found(told, "PAPERS_MISSING")
    names = missing_in(listed)
    assert (missing in names) if missing else names == []
    assert not set(papers) & set(names)


def test_an_organisations_own_list_of_papers_counts_before_the_usual_one():
    facts = facts_of(project(line={"category": "staff"}))
    own = {"staff": [{"name_bg": "Заповед", "name_en": ""}]}
    (finding,) = [one for one in findings(replace(facts, required=own)) if one.code == "PAPERS_MISSING"]
    assert missing_in([finding]) == ["Заповед"]
    assert not [one for one in findings(replace(facts, required={})) if one.code == "PAPERS_MISSING"]


# --- credit notes -------------------------------------------------------------------------------------------------


def credited(amount, claim=None, set_off="20.00"):
    note = another("supporting_documents", kind="credit_note", paper_number="КИ-7", net="20.00", vat="")
    against = [{"credit_note": "2", "invoice": "1", "amount": set_off, "currency": "EUR"}] if set_off else []
    told = project(claim={"amount": amount}, supporting_documents=[note], credits_set_against_invoices=against)
    if claim:
        told["expenses"].append(another("expenses", number="2", document="2", amount=claim))
    return told


@pytest.mark.parametrize(
    ("amount", "claim", "rows"),
    [
        ("100.00", None, []),
        ("100.01", None, ["document 1"]),
        ("120.00", "-20.00", []),  # the costs were lowered by a claim below zero
        ("120.00", "-19.99", ["document 1"]),
    ],
)
def test_a_credit_note_takes_off_what_may_be_claimed(amount, claim, rows):
    assert where(credited(amount, claim), "EXPENSE_OVER_DOCUMENT") == rows


@pytest.mark.parametrize(("set_off", "rows"), [("20.00", []), ("19.99", ["document 2"]), ("", ["document 2"])])
def test_a_credit_note_has_to_be_set_against_an_invoice(set_off, rows):
    assert where(credited("100.00", set_off=set_off), "CREDIT_NOT_SET") == rows


# --- the same paper twice -----------------------------------------------------------------------------------------


def twin(**told):
    about = {"document_id": 1, "project": "VTORI-1", "number": "12", "family": None}
    return about | {"claimed_cents": 2000, "claimed_currency": "EUR"} | told


@pytest.mark.parametrize(
    ("twins", "family", "expected"),
    [
        ([], None, []),
        ([twin()], None, ["DUPLICATE_ELSEWHERE"]),
        ([twin(claimed_cents=None, claimed_currency=None)], None, ["DUPLICATE_ELSEWHERE"]),
        ([twin(claimed_cents=2001)], None, ["CLAIMED_TWICE"]),
        ([twin(claimed_cents=1000), twin(claimed_cents=1001, project="TRETI")], None, ["CLAIMED_TWICE"]),
        ([twin(family="a")], "a", []),  # recorded as one paper of several projects, and not claimed beyond it
        ([twin(family="a", claimed_cents=2001)], "a", ["CLAIMED_TWICE"]),
        ([twin(family="б")], "a", ["DUPLICATE_ELSEWHERE"]),
    ],
)
def test_it_knows_a_paper_of_another_project(twins, family, expected):
    facts = facts_of(project(), twins=twins)
    facts.rows["document"][0]["family"] = family
    codes = [one.code for one in findings(facts)]
    assert [code for code in codes if code in ("DUPLICATE_ELSEWHERE", "CLAIMED_TWICE")] == expected


@pytest.mark.parametrize(
    ("until", "partner", "rows"), [("2026-05-04", "", ["expense 1"]), ("2026-05-03", "", []), ("2026-05-04", "2", [])]
)
def test_an_expense_within_the_opening_figures_may_count_twice(until, partner, rows):
    opening = {"line": "1", "partner": partner, "until": until, "amount": "10.00", "currency": "EUR"}
    assert where(project(claim={"partner": "1"}, opening_figures=[opening]), "OPENING_OVERLAP") == rows


# --- what ИСУН would refuse ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "claim", "code", "rows"),
    [
        ({"paid": ""}, {}, "ISUN_NO_PAYMENT_DATE", ["document 1"]),
        ({"paid": ""}, {"state": "submitted"}, "ISUN_NO_PAYMENT_DATE", []),
        ({"kind": "debit_note"}, {}, "ISUN_TYPE", ["document 1"]),
        ({"supplier_name": "", "supplier_eik": ""}, {}, "ISUN_NO_ISSUER", ["document 1"]),
        ({"supplier_name": "", "supplier_eik": "", "partner": "1"}, {}, "ISUN_NO_ISSUER", []),
        ({}, {"amount": "-5.00"}, "ISUN_NEGATIVE", ["expense 1"]),
        ({}, {"amount": "0.00"}, "ISUN_NEGATIVE", []),
        ({}, {"line": ""}, "ISUN_NO_LINE", ["expense 1"]),
        ({}, {"form": "unit_cost", "units": "2.5"}, "ISUN_UNITS", ["expense 1"]),
        ({}, {"form": "unit_cost", "units": "2.0"}, "ISUN_UNITS", []),
        ({}, {"from_advance": True, "own": "0.01"}, "ISUN_ADVANCE_OWN", ["expense 1"]),
        ({}, {"from_advance": True}, "ISUN_ADVANCE_OWN", []),
        ({}, {"own": "0.01"}, "ISUN_ADVANCE_OWN", []),
        ({"files": [{"name": "скан.pdf", "size": 20_971_521}]}, {}, "ISUN_FILE_SIZE", ["document 1"]),
        ({"files": [{"name": "скан.pdf", "size": 20_971_520}]}, {}, "ISUN_FILE_SIZE", []),
    ],
)
def test_it_says_before_the_upload_what_isun_would_refuse(document, claim, code, rows):
    told = project(document=document, claim=claim)
    assert where(told, code) == rows
    assert {one.level for one in found(told, code)} <= {"info" if code == "ISUN_TYPE" else "error"}
    told["numbers"][0]["value"] = "101052345"  # a project whose reports do not go through ИСУН
    assert where(told, code) == []


@pytest.mark.parametrize(
    ("change", "rows"), [({}, ["expense 2"]), ({"amount": "99.99"}, []), ({"state": "draft"}, []), ({"line": ""}, [])]
)
def test_isun_takes_no_claim_twice_from_documents_of_one_number_day_and_issuer(change, rows):
    again = another("expenses", document="2", **change)
    paper = another("supporting_documents", paper_number="1000 000 001")
    assert where(project(supporting_documents=[paper], expenses=[again]), "ISUN_SAME_CLAIM") == rows


def test_two_equal_claims_of_one_document_are_no_matter():
    told = project(claim={"amount": "50.00"}, expenses=[another("expenses", amount="50.00")])
    assert where(told, "ISUN_SAME_CLAIM") == []


@pytest.mark.parametrize(
    ("first", "last", "rows"),
    [
        ("2026-05-04", "2026-05-04", ["expense 1"]),  # the document is of 4 May 2026
        ("2026-05-01", None, ["expense 1"]),
        ("2026-05-05", "2026-06-30", []),
        ("2026-04-01", "2026-05-03", []),
    ],
)
def test_it_warns_of_a_cost_dated_while_the_contract_was_suspended(first, last, rows):
    span = (date.fromisoformat(first), last and date.fromisoformat(last))
    told = findings(replace(facts_of(project(), today=TODAY), suspensions=[span]))
    assert [one.row for one in told if one.code == "EXPENSE_WHILE_SUSPENDED"] == rows
