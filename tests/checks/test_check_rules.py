"""The checks one by one: what sets each off and what does not (правила)."""

from datetime import date

import pytest

from grants.access import ROWS as ROW_RULES
from grants.checks import finding as findings_module
from grants.checks.rules import LEVELS, OF_ALL_MONEY, findings, gravest_first, told_together
from grants.demo.running import running_project
from grants.entries.kinds import BY_NAME
from tests.checks.told import facts_of, seed

PUBLISHED_ONLY = {
    "HOMOGLYPH",
    "SPACED_ID",
    "NBSP",
    "MIXED_QUOTES",
    "MIXED_DATE_STYLE",
    "DATE_NO_SPACE",
    "ALL_CAPS_NAME",
    "TITLE_HAS_YEARS",
    "NO_PAGE_DATE",
    "PERIOD_SECTION_CONFLICT",
    "ORG_ALIAS",
    "PROGRAMME_AS_DONOR",
    "AMOUNT_GROUPING",
}


@pytest.fixture
def running(today):
    """The demo's running project, to be changed at will."""
    return running_project(today)


def found(told, code):
    return [finding for finding in findings(facts_of(told)) if finding.code == code]


def rows_with(told, code):
    return [finding.row for finding in found(told, code)]


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2027, 5, 3), date(2029, 1, 1)], ids=str)
def test_the_running_project_has_few_things_to_look_at(today):
    found = told_together(findings(facts_of(running_project(today), today=today)))
    assert [finding.code for finding in gravest_first(found) if finding.level != "info"] == [
        "MOVE_LIMIT_NEAR",
        "DUPLICATE_DOCUMENT",
        "PAID_BEFORE_ISSUED",
        "DOCUMENT_WITHOUT_FILE",
        "PAPERS_MISSING",
        "PUBLICITY",
        "PROCUREMENT_THRESHOLD",  # its second procedure is there to show it
    ]


def test_a_project_typed_by_hand_has_no_oddities_of_publishing(running):
    running["project"]["title"] = {"bg": "Отворени врати (2025 - 2027)"}
    running["project"]["total"] = "273000.00"
    assert not PUBLISHED_ONLY & {finding.code for finding in findings(facts_of(running))}


def test_every_code_it_finds_has_its_level():
    assert set(LEVELS.values()) == {"error", "warning", "question", "info"}
    assert set(LEVELS) >= OF_ALL_MONEY
    assert [code for code, level in LEVELS.items() if level == "question"] == ["AMOUNT_GROUPING"]


def test_every_finding_is_about_a_kind_of_record():
    for number in ("000", "001", "002", "003", "004"):
        for finding in findings(facts_of(seed(number))):
            assert finding.kind in BY_NAME
            assert finding.kind == "project" or finding.kind in ROW_RULES
            record = BY_NAME[finding.kind].record
            assert finding.field == "" or record.field(finding.field)


def test_a_long_wording_is_shortened_to_be_quoted():
    assert findings_module.shortened("Община\nТвърдица") == "Община / Твърдица"
    assert findings_module.shortened("я" * 200) == "я" * 90 + "…"


# --- numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("eik", "country", "warned"),
    [
        ("999001005", "BG", False),
        ("123456789", "BG", True),
        ("12345", "BG", True),
        ("123456789", "", True),
        ("123456789", "RO", False),
        ("1234567860016", "BG", False),
    ],
)
def test_it_checks_the_eik_of_bulgarian_organisations(running, eik, country, warned):
    running["organisations"][2] |= {"eik": eik, "country": country}
    if not country:
        del running["organisations"][2]["country"]
    assert rows_with(running, "EIK_CHECK") == (["partner 1"] if warned else [])


@pytest.mark.parametrize(("eik", "warned"), [("999003911", True), ("999003910", False), ("RO1234", False), ("", False)])
def test_it_checks_the_eik_of_a_supplier(running, eik, warned):
    running["supporting_documents"][0]["supplier_eik"] = eik
    assert rows_with(running, "EIK_CHECK") == (["document 1"] if warned else [])


def test_it_checks_vat_numbers(running):
    assert rows_with(running, "VAT_CHECK") == []
    running["organisations"][1]["vat"] = "BG123456789"
    assert rows_with(running, "VAT_CHECK") == ["partner 2"]


def test_it_asks_for_a_number_only_once_there_is_a_contract(running):
    running["numbers"] = running["numbers"][2:]
    assert rows_with(running, "NO_ID") == ["project"]
    running["project"]["state"] = "application"
    assert rows_with(running, "NO_ID") == []


def test_a_number_of_another_funder_is_a_number_too(running):
    running["numbers"] = [{"number": "1", "kind": "contract", "value": "101052345"}]
    assert rows_with(running, "NO_ID") == rows_with(running, "NO_CONTRACT_SUFFIX") == []


def test_a_number_before_the_title_typed_by_hand_is_noticed(running):
    running["project"]["title"] = {"bg": "BG05SFPR002-2.900-0123 Отворени врати"}
    assert rows_with(running, "TITLE_PREFIXED_BY_ID") == ["project"]


# --- dates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "months", "codes"),
    [
        ("2026-03-01", "2026-03-01", None, {"END_EQUALS_START"}),
        ("2026-03-01", "2026-03-01", 1, {"DURATION_ROUNDED"}),
        ("2026-03-01", "2026-03-01", 12, {"END_EQUALS_START", "DURATION_MISMATCH"}),
        ("2026-03", "2026-03", 1, {"MONTH_PRECISION"}),
        ("2026-03-02", "2026-03-01", None, {"DURATION_MISMATCH"}),
        ("2026-03-02", "2025", 12, {"DURATION_MISMATCH", "YEAR_PRECISION"}),
        ("2026-03-01", None, 12, set()),
        (None, "2026", None, {"YEAR_PRECISION"}),
        ("2026-03-01", "2027-02-28", 12, set()),
        ("2026-03-01", "2027-03-01", 12, set()),
        ("2026-03-05", "2027-02-28", 12, {"DURATION_ROUNDED"}),
        ("2026-03-05", "2028-02-28", 12, {"DURATION_MISMATCH"}),
    ],
)
def test_it_compares_period_and_duration(start, end, months, codes):
    told = seed("003")
    del told["project"]["start"], told["project"]["end"], told["project"]["months"]
    typed = {"start": start, "end": end, "months": months}
    told["project"] |= {name: value for name, value in typed.items() if value is not None}
    dates = {code for code in LEVELS if code.startswith(("END_", "DURATION_", "MONTH_", "YEAR_"))}
    assert {finding.code for finding in findings(facts_of(told))} & dates == codes


def test_the_period_of_the_programme_counts_where_there_is_no_number():
    told = seed("003")
    told["published_pages"][0]["section"] = "Архив 2014 – 2020"
    assert rows_with(told, "PERIOD_SECTION_CONFLICT") == ["page 1"]
    told["published_pages"][0]["section"] = "Архив 2007 – 2013"
    assert rows_with(told, "PERIOD_SECTION_CONFLICT") == []


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "noticed"),
    [
        ("Националното сдружение на общините в България", True),
        ("НАЦИОНАЛНО СДРУЖЕНИЕ НА ОБЩИНИТЕ В БЪЛГАРИЯ", True),
        ("Национално сдружение на общините в България (НСОРБ)", True),
        ("Националното сдружение на общините в Република България", False),
        ("НСОРБ", False),  # an abbreviation is read as its name
        ("Друга организация", False),
    ],
)
def test_it_knows_an_organisation_under_its_other_names(published, noticed):
    told = seed("003")
    told["partners"][2]["as_published"] = published
    assert rows_with(told, "ORG_ALIAS") == (["partner 3"] if noticed else [])


PERSONAL = "6101057509"  # made up, with a right check digit


@pytest.mark.parametrize(
    ("kind", "field", "value", "noticed"),
    [
        ("supporting_documents", "description", {"bg": f"Заплата на Иван Иванов, ЕГН {PERSONAL}"}, True),
        ("supporting_documents", "description", {"en": f"Pay of {PERSONAL}"}, True),
        ("supporting_documents", "supplier_eik", PERSONAL, True),
        ("supporting_documents", "supplier_name", f"Иван Иванов {PERSONAL}", True),
        ("supporting_documents", "paper_number", PERSONAL, False),  # invoices have ten digits
        ("supporting_documents", "description", {"bg": "Телефон 0888123456"}, False),
        ("supporting_documents", "description", {"bg": "Договор 6101057508"}, False),
        ("deadlines", "note", {"bg": f"{PERSONAL}"}, True),
    ],
)
def test_it_warns_of_a_personal_number_without_repeating_it(running, kind, field, value, noticed):
    running[kind][0][field] = value
    warned = found(running, "PERSONAL_NUMBER")
    assert [one.field for one in warned] == ([field] if noticed else [])
    assert PERSONAL not in str([(one.sentence, one.facts) for one in warned])


def test_it_warns_of_a_personal_number_in_the_projects_own_texts(running):
    running["project"]["summary"]["bg"] += f" {PERSONAL}"
    assert [(one.row, one.field) for one in found(running, "PERSONAL_NUMBER")] == [("project", "summary")]


# --- money --------------------------------------------------------------------------------------------------------


def test_the_sources_must_make_the_value(running):
    running["sources_of_funding"][1]["amount"] = "40949.99"
    (finding,) = found(running, "SPLIT_SUM")
    assert str(finding.facts["difference"].plain) == "0.01"


def test_sources_in_another_currency_are_not_summed_against_the_value(running):
    running["sources_of_funding"][1] |= {"amount": "80091.24", "currency": "BGN"}
    assert rows_with(running, "SPLIT_SUM") == []


def test_a_broken_figure_of_a_value_or_a_source_is_a_question_too():
    told = seed("004")
    told["published_wordings"][5]["as_published"] = "Прогнозна стойност 67 2439 BGN"
    del told["project"]["total"]
    told["sources_of_funding"][0]["as_published"] = "57 1573 BGN европейско финансиране"
    assert rows_with(told, "AMOUNT_GROUPING") == ["wording 6"]
    del told["sources_of_funding"][0]["amount"]
    assert rows_with(told, "AMOUNT_GROUPING") == ["wording 6", "source 1"]


def test_a_fund_typed_by_hand_is_the_programmes(running):
    assert rows_with(running, "FUND_NOT_NAMED") == []
    del running["programmes"][0]["fund"]
    assert rows_with(running, "FUND_NOT_NAMED") == ["project"]


def test_a_currency_without_a_fixed_rate_is_named_once(running):
    for paper, currency in zip(running["supporting_documents"], ("RON", "USD", "RON"), strict=False):
        paper["currency"] = currency
    (finding,) = found(running, "FOREIGN_CURRENCY")
    assert finding.facts["currencies"] == ["RON", "USD"]


# --- spending -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "twice"),
    [
        ({}, True),
        ({"paper_number": "1000000591"}, False),
        ({"paper_number": "10 0000 0590"}, True),
        ({"issued": "2026-11-09"}, False),
        ({"supplier_eik": "999004880"}, False),
        ({"supplier_eik": ""}, False),
    ],
)
def test_it_knows_a_document_entered_twice(running, changed, twice):
    running["supporting_documents"][30] |= changed
    assert rows_with(running, "DUPLICATE_DOCUMENT") == (["document 31"] if twice else [])


@pytest.mark.parametrize(
    ("paid", "warned"), [("2026-10-05", True), ("2026-10-06", False), ("2026-10-07", False), ("", False)]
)
def test_it_warns_of_a_payment_before_the_document(running, paid, warned):
    running["supporting_documents"][26]["paid"] = paid
    assert rows_with(running, "PAID_BEFORE_ISSUED") == (["document 27"] if warned else [])


@pytest.mark.parametrize(
    ("issued", "outside"),
    [("2025-08-31", True), ("2025-09-01", False), ("2027-08-31", False), ("2027-09-01", True)],
)
def test_it_warns_of_an_expense_outside_the_period(running, issued, outside):
    running["supporting_documents"][0] |= {"issued": issued, "paid": ""}
    assert rows_with(running, "EXPENSE_OUTSIDE_PERIOD") == (["expense 1"] if outside else [])


def test_a_period_known_by_its_years_reaches_to_their_ends(running):
    running["project"] |= {"start": "2025", "end": "2027"}
    running["terms_of_the_contract"] = []
    running["supporting_documents"][0] |= {"issued": "2025-01-01"}
    assert rows_with(running, "EXPENSE_OUTSIDE_PERIOD") == []


def test_it_warns_when_more_is_claimed_than_a_document_says(running):
    (claim,) = [one for one in running["expenses"] if one.get("document") == "1"]
    assert rows_with(running, "EXPENSE_OVER_DOCUMENT") == []
    claim["amount"] = "915.33"  # a stotinka more than 762.77 and 152.55 of VAT
    assert rows_with(running, "EXPENSE_OVER_DOCUMENT") == ["document 1"]
    claim["state"] = "returned"
    assert rows_with(running, "EXPENSE_OVER_DOCUMENT") == []


@pytest.mark.parametrize(("amount", "over"), [("468.01", False), ("468.00", False), ("467.99", True)])
def test_it_warns_when_a_line_is_overspent_also_by_papers_in_leva(running, amount, over):
    line = next(one for one in running["budget_lines"] if one["number"] == "5.1")
    line["amount"] = amount
    assert rows_with(running, "LINE_OVERSPENT") == (["line 5.1"] if over else [])


def test_a_draft_does_not_overspend_a_line_yet(running):
    line = next(one for one in running["budget_lines"] if one["number"] == "4.7")
    line["amount"] = "1.00"
    assert rows_with(running, "LINE_OVERSPENT") == []
