"""Checks of numbers, duties, purchases, sub-grants, names and languages, and how many findings of one code are told
(задължения).
"""

from dataclasses import replace

import pytest

from grants.checks.levels import LEVELS, MOST_APART, OF_ALL_MONEY, ORDER, TOGETHER
from grants.checks.rules import findings, gravest_first, told_together
from grants.values.money import Money
from tests.checks.small import another, found, project, where
from tests.checks.told import facts_of

EUR = {"currency": "EUR"}


@pytest.mark.parametrize(
    ("value", "period", "rows"),
    [
        ("BG05SFPR002-2.900-0123-C01", "2021-2027", []),
        ("BG05SFPR002-2.900-0123-C01", "2021 – 2027", []),
        ("BG05SFPR002-2.900-0123-C01", "2014-2020", ["number 1"]),
        ("BG05М9ОР001-4.001-0080-С01", "2021-2027", ["number 1"]),  # Cyrillic М, О, Р and С
        ("BG-RRP-3.004-0001-C01", "2021-2027", []),
        ("BG05SFPR002-2.900-0123-C01", "", []),
        ("101052345", "2014-2020", []),
    ],
)
def test_a_number_is_of_the_programmes_period(value, period, rows):
    told = project()
    told["numbers"][0]["value"] = value
    told["programmes"][0]["period"] = period
    assert where(told, "NUMBER_PERIOD") == rows


@pytest.mark.parametrize(
    ("priority", "rows"),
    [
        ("2. Социално включване", []),
        ("Приоритетна ос 2", []),
        ("Приоритетна ос № 3 „Младежка заетост“", ["number 1"]),
        ("Priority axis 3", ["number 1"]),
        ("3", ["number 1"]),
        ("Социално включване 3", []),
        ("", []),
    ],
)
def test_the_axis_in_a_number_is_the_axis_recorded(priority, rows):
    assert where(project(project={"priority": {"bg": priority, "en": priority}}), "NUMBER_AXIS") == rows


@pytest.mark.parametrize(
    ("note", "rows"),
    [
        ("по сметка BG80BNBG96611020345678", []),
        ("по сметка BG80 BNBG 9661 1020 3456 78", []),
        ("по сметка BG81BNBG96611020345678", ["payment 1"]),
        ("по сметка BG81 BNBG 9661 1020 3456 78.", ["payment 1"]),
        ("по договор BG05SFPR002-2.900-0123-C01", []),
        ("платено", []),
    ],
)
def test_it_checks_account_numbers_in_what_is_written_of_payments(note, rows):
    paid = {"kind": "interim", "note": {"bg": note, "en": ""}, **EUR}
    assert where(project(payments_of_the_funder=[paid]), "IBAN_CHECK") == rows


@pytest.mark.parametrize(
    ("number", "total", "threshold"),
    [
        ("BG05SFPR002-2.900-0123-C01", "100000.00", None),
        ("BG05SFPR002-2.900-0123-C01", "100000.01", 100_000),
        ("BG16RFPR001-2.900-0123-C01", "100000.01", None),
        ("BG16RFPR001-2.900-0123-C01", "500000.01", 500_000),
        ("BG05SFPR002-2.900-0123-C01", "10000000.01", 10_000_000),
    ],
)
def test_publicity_follows_the_total_cost_and_the_fund(number, total, threshold):
    told = project(project={"total": total})
    told["numbers"][0]["value"] = number
    del told["publicity_and_other_duties"]
    (finding,) = found(told, "PUBLICITY")
    assert finding.facts.get("threshold") == (Money.of(threshold, "EUR") if threshold else None)
    assert finding.level == "warning"
    told["numbers"][0]["value"] = "BG05SFOP001-2.009-0004"  # an earlier period has rules of its own
    assert found(told, "PUBLICITY") == []


POSTER = another("publicity_and_other_duties")


@pytest.mark.parametrize(
    ("total", "duties", "rows"),
    [
        ("1000.00", [POSTER], []),
        ("1000.00", [POSTER | {"done": ""}], ["project"]),
        ("1000.00", [POSTER | {"evidence": ""}], ["project"]),
        ("1000.00", [POSTER | {"kind": "website"}], ["project"]),
        ("100000.01", [POSTER], []),  # nothing is installed
        ("100000.01", [POSTER | {"kind": "plaque"}], []),
        ("10000000.01", [POSTER], ["project"]),
        ("10000000.01", [POSTER, POSTER | {"kind": "event"}], []),
    ],
)
def test_publicity_that_is_done_and_shown_is_no_longer_asked_for(total, duties, rows):
    told = project(project={"total": total})
    told["publicity_and_other_duties"] = [{"number": str(at), **duty} for at, duty in enumerate(duties, 1)]
    assert where(told, "PUBLICITY") == rows


def test_a_file_is_evidence_of_a_duty_too():
    told = project(project={"total": "1000.00"})
    told["publicity_and_other_duties"] = [{"number": "1", **POSTER, "evidence": ""}]
    facts = facts_of(told)
    asked = [finding.code for finding in findings(facts) if finding.code == "PUBLICITY"]
    shown = [finding.code for finding in findings(replace(facts, shown=frozenset({1}))) if finding.code == "PUBLICITY"]
    assert (asked, shown) == (["PUBLICITY"], [])


def purchases(*sums, **told):
    documents = [
        another("supporting_documents", paper_number=f"Ф-{at}", net=net, vat="", **told) for at, net in enumerate(sums)
    ]
    return project(document={"net": "0.00", "vat": ""}, supporting_documents=documents)


@pytest.mark.parametrize(
    ("told", "rows"),
    [
        (purchases("8000.00", "7338.75"), []),
        (purchases("8000.00", "7338.76"), ["project"]),  # from 30 000 leva, at the fixed rate 15 338.76
        (purchases("15338.77"), []),  # one purchase above the threshold is no split
        (purchases("8000.00", "7338.77", kind="payroll"), []),
        (purchases("15646.64", "14353.36", issued="2025-03-03", paid="", currency="BGN"), ["project"]),
    ],
    ids=["below", "at", "one", "payroll", "leva"],
)
def test_purchases_from_one_supplier_are_added_up(told, rows):
    if told["supporting_documents"][1]["currency"] == "BGN":
        told["supporting_documents"][0] |= {"issued": "2025-03-03", "currency": "BGN", "net": "0.02"}
    assert where(told, "PROCUREMENT_THRESHOLD") == rows


def test_papers_of_a_contract_count_with_the_contract():
    told = purchases("8000.00", supply="1")
    signed = {"number": "1", "supplier_name": "Печатница „Ситно“ ООД", "supplier_eik": "999003910", **EUR}
    told["contracts_with_suppliers"] = [
        signed | {"amount": "15000.00", "subject": {"bg": "Печат"}, "signed": "2026-02-02"}
    ]
    assert where(told, "PROCUREMENT_THRESHOLD") == []
    del told["supporting_documents"][1]["supply"]
    assert where(told, "PROCUREMENT_THRESHOLD") == ["project"]


@pytest.mark.parametrize(("category", "rows"), [("services", ["project"]), ("staff", []), ("none", [])])
def test_purchases_of_one_kind_are_added_up_over_their_suppliers(category, rows):
    told = purchases("8000.00", "7338.77")
    told["supporting_documents"][1] |= {"supplier_name": "Печатница „Едро“ ООД", "supplier_eik": ""}
    told["budget_lines"][0]["category"] = category
    told["expenses"] += [another("expenses", number=str(at), document=str(at), amount="10") for at in (2, 3)]
    assert where(told, "PROCUREMENT_THRESHOLD") == rows


@pytest.mark.parametrize(
    ("granted", "attracted", "sub_grant", "expected"),
    [
        ("65000.00", "", "5000.00", []),
        ("65000.01", "", "5000.00", ["SCHEME_OVER_CEILING"]),
        ("65000.00", "", "5000.01", ["SUB_GRANT_OVER_CEILING"]),
        ("65000.00", "130000.00", "5000.00", ["SCHEME_MATCH"]),
        ("4999.99", "", "5000.00", ["SUB_GRANTS_SUM"]),
    ],
)
def test_it_adds_up_small_grants(granted, attracted, sub_grant, expected):
    scheme = {"title": {"bg": "Малки грантове"}, "grants": "13", "ceiling": "5000.00", **EUR}
    given = {
        "scheme": "1",
        "recipient": "Община Белолист",
        "title": {"bg": "Дневен център"},
        "amount": sub_grant,
        **EUR,
    }
    told = project(
        small_grants_schemes=[scheme | {"granted": granted, "attracted": attracted}], **{"sub-grants": [given]}
    )
    codes = ("SCHEME_OVER_CEILING", "SCHEME_MATCH", "SUB_GRANT_OVER_CEILING", "SUB_GRANTS_SUM")
    assert [one.code for one in found(told, *codes)] == expected


@pytest.mark.parametrize(
    ("due", "state", "rows"),
    [
        ("2026-12-25", "open", ["deadline 1"]),  # Рождество
        ("2026-12-23", "open", []),
        ("2026-12-25", "cancelled", []),
        ("2026-11-15", "open", []),  # a Sunday that has passed
    ],
)
def test_a_deadline_on_a_day_off_has_a_safe_day_before(due, state, rows):
    deadline = {"kind": "report", "title": {"bg": "Отчет", "en": "Report"}, "due": due, "state": state}
    told = project(deadlines=[deadline])
    assert where(told, "DEADLINE_DAY_OFF") == rows
    assert {str(one.facts["safe"]) for one in found(told, "DEADLINE_DAY_OFF")} <= {"2026-12-23"}


# --- names and languages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "rows"),
    [
        ({"name": {"bg": "Топъл Праг сдружение"}}, ["partner 1"]),
        ({"name": {"bg": "СДРУЖЕНИЕ „ТОПЪЛ ПРАГ“ (СТП)"}}, ["partner 1"]),
        ({"name": {"bg": "Фондация „Друга“"}, "eik": "999 001 005"}, ["partner 1"]),
        ({"name": {"bg": "Сдружение „Топъл дом“"}}, []),
        ({"name": {"bg": "Фондация „Топъл праг“"}, "eik": "999003910"}, []),  # two numbers: two organisations
    ],
)
def test_it_suggests_that_two_organisations_are_one(other, rows):
    told = project()
    told["organisations"].append(other)
    assert where(told, "ORG_ALIKE") == rows


@pytest.mark.parametrize(("name", "rows"), [("ПЕЧАТНИЦА «СИТНО» ООД", []), ("Ситно ООД", ["project"]), ("", [])])
def test_a_supplier_is_written_in_one_way(name, rows):
    paper = another("supporting_documents", paper_number="Ф-2", supplier_name=name)
    assert where(project(supporting_documents=[paper]), "SUPPLIER_NAMES") == rows


def test_texts_in_one_language_are_counted_once_for_a_kind_of_row():
    told = project(document={"description": {"bg": "Дипляни"}}, claim={"description": {"en": "Leaflets"}})
    told["budget_lines"][0]["title"] = {"bg": "Психолог"}
    told["supporting_documents"].append(another("supporting_documents", number="2", description={"bg": "Плакати"}))
    listed = found(told, "NO_ENGLISH", "NO_BULGARIAN")
    assert [(one.code, one.kind, one.facts["count"]) for one in listed] == [
        ("NO_ENGLISH", "line", 1),
        ("NO_ENGLISH", "document", 2),
        ("NO_BULGARIAN", "expense", 1),
    ]
    assert {one.level for one in listed} == {"info"}


# --- told together ------------------------------------------------------------------------------------------------


def without_files(count):
    told = project(document={"files": []})
    for at in range(2, count + 1):
        told["supporting_documents"].append(
            another("supporting_documents", number=str(at), paper_number=f"Ф-{at}", net="1", vat="", files=[])
        )
        told["expenses"].append(another("expenses", number=str(at), document=str(at), amount="1"))
    return told


def test_a_few_findings_are_told_apart_and_many_together():
    few = told_together(found(without_files(MOST_APART), "DOCUMENT_WITHOUT_FILE"))
    assert [one.row for one in few] == ["document 1", "document 2", "document 3"]
    (many,) = told_together(found(without_files(MOST_APART + 1), "DOCUMENT_WITHOUT_FILE"))
    assert many.facts == {"count": 4}
    assert [one.row for one in many.rows] == ["document 1", "document 2", "document 3", "document 4"]
    assert (many.level, many.number) == ("warning", "")


def test_errors_come_before_warnings_and_nothing_is_lost():
    told = without_files(5)
    told["supporting_documents"][0]["paid"] = ""
    listed = found(told)
    sorted_ = gravest_first(told_together(listed))
    assert [one.level for one in sorted_] == sorted((one.level for one in sorted_), key=ORDER.index)
    assert sorted_[0].code == "ISUN_NO_PAYMENT_DATE"
    assert sum(len(one.rows) or 1 for one in sorted_) == len(listed)


def test_every_code_told_together_or_of_all_money_has_its_level():
    assert set(TOGETHER) | OF_ALL_MONEY <= set(LEVELS)
    assert all("{count}" in sentence for sentence in TOGETHER.values())
