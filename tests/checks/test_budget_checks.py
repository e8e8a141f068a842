"""Checks of the budget, of cost options and of payments, each with what sets it off and a near miss (бюджет)."""

import re
from pathlib import Path

import pytest

from grants.budget.costs import NO_BASE, NO_RATE
from grants.checks.rules import LEVELS, findings
from grants.payments import rules as payment_rules
from tests.checks.small import TODAY, another, found, project, where
from tests.checks.told import facts_of


def line(number, amount="1000.00", **told):
    title = {"bg": f"Ред {number}", "en": f"Line {number}"}
    return {"number": number, "title": title, "form": "actual", "amount": amount, "currency": "EUR"} | told


def source(kind, amount, **told):
    return {"kind": kind, "amount": amount, "currency": "EUR"} | told


def with_lines(*lines, **more):
    told = project(**more)
    told["budget_lines"] = list(lines)
    return told


def terms(**told):
    return {"terms_of_the_contract": [{"in_force": "2026-01-01", **told}]}


@pytest.mark.parametrize(
    ("kind", "total", "rows"),
    [
        ("total", "2000.00", []),
        ("total", "2000.01", ["project"]),
        ("estimate", "1999.99", ["project"]),
        ("grant", "1700.00", []),  # the lines hold more than the grant pays
    ],
)
def test_the_lines_make_the_value(kind, total, rows):
    lines = [line("1", ""), line("1.1"), line("1.2")]
    told = with_lines(*lines, project={"total": total, "total_kind": kind})
    told["sources_of_funding"][0]["amount"] = total
    assert where(told, "LINES_SUM") == rows


def test_lines_without_all_their_amounts_are_not_added_up():
    told = with_lines(line("1"), line("2", ""), project={"total_kind": "total"})
    assert where(told, "LINES_SUM") == []


@pytest.mark.parametrize(("stated", "rows"), [("2000.00", []), ("1999.99", ["line 1"]), ("", [])])
def test_a_chapter_is_the_sum_of_the_lines_below_it(stated, rows):
    told = with_lines(line("1", stated), line("1.1"), line("1.2", ""), line("1.2.1"), line("10"))
    assert where(told, "CHAPTER_SUM") == rows


@pytest.mark.parametrize(("amount", "rows"), [("600.00", []), ("600.01", ["partner 2"])])
def test_the_sources_of_a_partner_make_its_lines(amount, rows):
    told = with_lines(line("1", "400.00", partner="1"), line("2", "600.00", partner="2"))
    told["sources_of_funding"].append(source("own", amount, number="2", partner="2"))
    assert where(told, "PARTNER_SOURCES_SUM") == rows
    assert where(told, "SPLIT_SUM") == []  # the sources of the whole project are held against its value


@pytest.mark.parametrize(
    ("shares", "rows"),
    [(("85", "15"), []), (("85", "14.99"), ["project"]), (("85", ""), []), (("85", "15.01"), ["project"])],
)
def test_shares_make_a_hundred_per_cent(shares, rows):
    told = project()
    told["sources_of_funding"] = [
        source("eu", "255000.00", number="1", share=shares[0]),
        source("national", "45000.00", number="2", share=shares[1]),
    ]
    assert where(told, "SHARE_SUM") == rows
    for partner, share in zip(told["partners"], shares, strict=True):
        partner["share"] = share
    assert where(told, "PARTNER_SHARE_SUM") == rows


@pytest.mark.parametrize(
    ("eu", "national", "rows"),
    [
        ("85.00", "15.00", []),
        ("85.01", "14.99", ["project"]),
        ("57157.35", "10086.58", []),  # 85 % of 67 243.93 is 57 157.3405: a begun cent is rounding
        ("57157.36", "10086.57", ["project"]),
    ],
)
def test_the_eu_pays_no_more_than_the_contracts_rate(eu, national, rows):
    told = project(**terms(eu_rate="85"))
    told["sources_of_funding"] = [source("eu", eu, number="1"), source("national", national, number="2")]
    assert where(told, "EU_RATE_OVER") == rows
    assert {one.level for one in found(told, "EU_RATE_OVER")} <= {"error"}


# --- cost options -------------------------------------------------------------------------------------------------


def flat(number, base, rate="40", amount="", **told):
    return line(number, amount, form="flat_rate", base=base, rate=rate) | told


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (flat("2", "2"), "FLAT_ON_ITSELF"),
        (flat("2", "1", article="cpr_56_1"), None),
        (flat("2", "1", rate="40.0001", article="cpr_56_1"), "FLAT_OVER_CEILING"),
        (flat("2", "1", rate="40.0001", article="contract"), None),
        (flat("2", "1", rate=""), "FLAT_INCOMPLETE"),
        (flat("2", ""), "FLAT_INCOMPLETE"),
        (flat("2", "7"), "FLAT_INCOMPLETE"),
    ],
)
def test_it_holds_a_flat_rate_against_its_article(told, code):
    codes = ("FLAT_ON_ITSELF", "FLAT_OVER_CEILING", "FLAT_INCOMPLETE", "FLAT_ON_FLAT_STAFF")
    listed = found(with_lines(line("1", category="staff"), told), *codes)
    assert [(one.code, one.row) for one in listed] == ([(code, "line 2")] if code else [])


def test_the_forty_per_cent_do_not_sit_on_staff_that_is_a_flat_rate():
    lines = (line("3"), flat("1", "3", "20", article="cpr_55_1", category="staff"), flat("2", "1", article="cpr_56_1"))
    assert where(with_lines(*lines), "FLAT_ON_FLAT_STAFF") == ["line 2"]


def test_a_flat_rate_says_what_it_lacks():
    sentences = {one.sentence for one in found(with_lines(flat("1", "", rate="")), "FLAT_INCOMPLETE")}
    assert sentences == {NO_RATE, NO_BASE}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("400.00", "200.00", []),
        ("400.01", "200.00", [("FLAT_OF_PARTNER", "info")]),  # a cent of rounding for each line
        ("450.00", "150.00", [("FLAT_OF_PARTNER", "info"), ("FLAT_OF_PARTNER", "info")]),
        ("400.02", "200.00", [("FLAT_TOTAL", "error")]),
        ("399.98", "200.00", [("FLAT_BELOW", "warning")]),
    ],
)
def test_flat_rates_are_right_together_and_for_each_partner(first, second, expected):
    lines = [line("1", ""), line("1.1", "1000.00", partner="1"), line("1.2", "500.00", partner="2")]
    lines += [flat("2.1", "1.1", amount=first, partner="1"), flat("2.2", "1.2", amount=second, partner="2")]
    listed = found(with_lines(*lines), "FLAT_TOTAL", "FLAT_BELOW", "FLAT_OF_PARTNER")
    assert [(one.code, one.level) for one in listed] == expected


@pytest.mark.parametrize(
    ("claimed", "base", "rows"),
    [
        ("40.00", {}, []),
        ("40.01", {}, []),  # each claim was rounded by itself
        ("40.02", {}, ["line 2"]),
        ("40.00", {"state": "cut", "cut": "10.00"}, ["line 2"]),  # 40 % of what is left of the base is 36.00
        ("36.00", {"state": "cut", "cut": "10.00"}, []),
        ("40.00", {"state": "parked"}, ["line 2"]),
        ("40.00", {"state": "draft"}, ["line 2"]),
    ],
)
def test_a_claim_at_a_flat_rate_falls_with_its_base(claimed, base, rows):
    told = with_lines(line("1"), flat("2", "1"), claim=base)
    told["expenses"].append(another("expenses", number="2", document="", line="2", form="flat_rate", amount=claimed))
    assert where(told, "FLAT_CLAIM_OVER_BASE") == rows


@pytest.mark.parametrize(
    ("total", "currency", "told", "rows"),
    [
        ("200000.00", "EUR", {}, ["project"]),
        ("200000.01", "EUR", {}, []),
        ("391166.00", "BGN", {}, ["project"]),
        ("391166.02", "BGN", {}, []),
        ("200000.00", "EUR", {"state_aid": "yes"}, []),
    ],
)
def test_small_projects_claim_by_cost_options(total, currency, told, rows):
    small = project(project={"total": total, "currency": currency}, **terms(**told))
    assert where(small, "FORMS_COMPULSORY") == rows


@pytest.mark.parametrize(
    "lines",
    [
        [line("1"), flat("2", "1")],  # the base of a flat rate may be of actual cost
        [line("1", category="allowances")],
        [line("1", form="unit_cost")],
    ],
)
def test_what_may_be_of_actual_cost_even_then(lines):
    assert where(with_lines(*lines, project={"total": "150000.00"}), "FORMS_COMPULSORY") == []


def test_in_an_earlier_period_no_option_is_compulsory():
    told = project(project={"total": "150000.00"})
    told["numbers"][0]["value"] = "BG05SFOP001-2.009-0004-C01"
    told["programmes"][0]["period"] = "2014-2020"
    assert where(told, "FORMS_COMPULSORY") == []


# --- what was spent -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "opening", "rows"),
    [
        ({"amount": "600.00"}, "400.00", []),
        ({"amount": "600.01"}, "400.00", ["line 1"]),
        ({"amount": "700.00", "state": "cut", "cut": "100.00"}, "400.00", []),
        ({"amount": "600.01", "state": "draft"}, "400.00", []),
        ({"amount": "9000.00", "currency": "RON", "rated": "600.01"}, "400.00", ["line 1"]),
    ],
)
def test_a_line_is_spent_by_claims_and_opening_figures_less_what_was_cut(claim, opening, rows):
    told = project(
        claim=claim, opening_figures=[{"line": "1", "until": "2025-12-31", "amount": opening, "currency": "EUR"}]
    )
    assert where(told, "LINE_OVERSPENT") == rows


# --- payments -----------------------------------------------------------------------------------------------------


def payment(kind, received="", **told):
    return {
        "kind": kind,
        "received_sum": received,
        "received": "2026-03-01" if received else "",
        "currency": "EUR",
    } | told


AGAIN = payment("advance", requested="2026-06-01")
STOPPED = {"requested": "2026-08-23", "stopped": "2026-09-10"}  # 80 days end on 11 November, eleven days ago


@pytest.mark.parametrize(
    ("payments", "code", "rows"),
    [
        ([payment("advance", "120000"), payment("interim", "120000")], "PREPAID_OVER_CAP", []),
        ([payment("advance", "120000"), payment("interim", "120000.01")], "PREPAID_OVER_CAP", ["project"]),
        ([payment("advance", "120000"), payment("final", "180000")], "PREPAID_OVER_CAP", []),
        ([payment("advance", "120000")], "ADVANCE_OVER_RATE", []),
        ([payment("advance", "120000.01")], "ADVANCE_OVER_RATE", ["project"]),
        ([payment("advance", "100"), payment("interim", "5", cleared="100")], "CLEARED_OVER_ADVANCE", []),
        ([payment("advance", "100"), payment("interim", "5", cleared="100.01")], "CLEARED_OVER_ADVANCE", ["project"]),
        ([payment("opening", "100"), payment("interim", "5", cleared="100")], "CLEARED_OVER_ADVANCE", []),
        ([payment("advance", "171.43"), AGAIN], "ADVANCE_BARELY_USED", []),  # 120.00 paid; 70 % is 120.001
        ([payment("advance", "171.45"), AGAIN], "ADVANCE_BARELY_USED", ["payment 2"]),
        ([payment("advance", "171.45")], "ADVANCE_BARELY_USED", []),
        ([payment("interim", "5", requested="2026-03-02")], "RECEIVED_BEFORE_ASKED", ["payment 1"]),
        ([payment("interim", "5", requested="2026-03-01")], "RECEIVED_BEFORE_ASKED", []),
        ([payment("interim", requested_sum="5", requested="2026-09-03")], "AUTHORITY_PAYS", ["payment 1"]),
        (
            [payment("interim", requested_sum="5", requested="2026-09-03")],
            "AUTHORITY_LATE",
            [],
        ),  # the 80th day is today
        ([payment("interim", requested_sum="5", requested="2026-09-02")], "AUTHORITY_LATE", ["payment 1"]),
        ([payment("interim", "5", requested_sum="5", requested="2026-02-02")], "AUTHORITY_LATE", []),
        ([payment("interim", requested_sum="5", **STOPPED)], "AUTHORITY_STOPPED", ["payment 1"]),
        ([payment("interim", requested_sum="5", **STOPPED)], "AUTHORITY_LATE", []),
        ([payment("interim", requested_sum="5", resumed="2026-09-21", **STOPPED)], "AUTHORITY_PAYS", ["payment 1"]),
        ([payment("interim", requested_sum="5", resumed="2026-09-20", **STOPPED)], "AUTHORITY_LATE", ["payment 1"]),
        ([payment("interim", requested_sum="5", resumed="2026-09-20", **STOPPED)], "AUTHORITY_STOPPED", []),
    ],
)
def test_it_holds_payments_against_the_contract(payments, code, rows):
    assert where(project(payments_of_the_funder=payments, **terms(interim_cap="80", advance_rate="40")), code) == rows


def test_of_a_paper_of_several_projects_only_what_is_claimed_here_was_used():
    facts = facts_of(project(payments_of_the_funder=[payment("advance", "171.43"), AGAIN]), today=TODAY)
    facts.rows["document"][0]["family"] = "a"
    assert [one.row for one in findings(facts) if one.code == "ADVANCE_BARELY_USED"] == [
        "payment 2"
    ]  # 100.00, not 120.00


# --- moves --------------------------------------------------------------------------------------------------------


def move(amount, state="approved"):
    return {"from_line": "1", "to_line": "2", "amount": amount, "currency": "EUR", "state": state}


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([move("70.00")], []),
        ([move("79.99")], []),
        ([move("80.00")], ["MOVE_LIMIT_NEAR"]),
        ([move("50.00"), move("50.00", "asked")], ["MOVE_LIMIT_NEAR"]),  # 100 of 100
        ([move("50.00"), move("50.01")], ["MOVE_LIMIT_OVER"]),
        ([move("50.00"), move("50.01", "refused")], []),
        ([move("50.00"), move("50.01", "draft")], []),
    ],
)
def test_moves_are_added_up_against_the_contracts_limit(moves, expected):
    """Of a line signed with 1 000.00 ten per cent may move; the line now holds what the approved moves left."""
    left = 100_000 - sum(round(float(one["amount"]) * 100) for one in moves if one["state"] == "approved")
    lines = [line("1", f"{left // 100}.{left % 100:02}"), line("2")]
    told = with_lines(*lines, **terms(move_limit="10", move_cumulative="yes"), moves_between_lines=moves)
    assert [one.code for one in found(told, "MOVE_LIMIT_NEAR", "MOVE_LIMIT_OVER")] == expected
    told["terms_of_the_contract"][0].pop("move_limit")
    assert found(told, "MOVE_LIMIT_NEAR", "MOVE_LIMIT_OVER") == []


def test_moves_are_held_against_the_budget_as_it_was_signed():
    versions = [{"number": "1", "name": {"bg": "Договор"}, "kind": "signed", "state": "approved"}]
    signed = [line("1", "2000.00") | {"budget": "1", "code": "1", "line": "1"}]
    told = with_lines(
        line("1"), line("2"), **terms(move_limit="10", move_cumulative="yes"), moves_between_lines=[move("101.00")]
    )
    assert where(told, "MOVE_LIMIT_NEAR", "MOVE_LIMIT_OVER") == ["project"]
    told |= {"budget_versions": versions, "lines_of_budget_versions": signed}
    assert where(told, "MOVE_LIMIT_NEAR", "MOVE_LIMIT_OVER") == []


# --- pay in leva --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "rows"),
    [
        ({"net": "2000.00", "paid": "2026-01-05"}, ["document 1"]),  # 1 022.583…: 1 022.58, for wages 1 022.59
        ({"net": "1000.29", "paid": "2026-01-05"}, []),  # 511.44015: the third decimal is 0
        ({"net": "2000.00", "paid": "2025-12-30"}, []),
        ({"net": "2000.00", "paid": "2026-01-05", "kind": "invoice"}, []),
    ],
)
def test_a_payroll_in_leva_paid_in_euro_follows_the_rule_for_wages(document, rows):
    payroll = {"kind": "payroll", "sensitive": "yes", "issued": "2025-12-30", "currency": "BGN", "vat": ""} | document
    assert where(project(document=payroll), "WAGE_ROUNDING") == rows


def test_every_code_of_the_payments_room_has_its_level():
    codes = re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', Path(payment_rules.__file__).read_text(encoding="utf-8"))
    assert "CLEARED_OVER_ADVANCE" in codes
    assert set(codes) <= set(LEVELS)
