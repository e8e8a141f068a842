"""The demo's project files: what they hold can be found, word for word, on the page it was taken from (проектите)."""

import hashlib
import json
import zlib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import grants.demo
from grants.access import Role
from grants.budget.costs import flat_amount
from grants.demo.cast import CAST
from grants.demo.crossing import begun, claims, crossing_files, crossing_project
from grants.demo.running import running_project, scanned_files
from grants.entries.kinds import PROJECT, ROWS, SHARED
from grants.expenses.rules import ExpenseState
from grants.people.rules import password_objections
from grants.values.days import add_months
from grants.values.identifiers import eik_objection, normalise_number, vat_valid
from grants.values.money import Money, in_euro, total
from grants.values.records import Kind
from tests.properties import kept

FILES = sorted((Path(grants.demo.__file__).parent / "projects").glob("*.json"))
TODAYS = [date(2026, 11, 22), date(2026, 1, 1), date(2027, 3, 31), date(2028, 2, 29)]


def project(path):
    return json.loads(path.read_text(encoding="utf-8"))


EVERY = [pytest.param(project(path), id=path.stem) for path in FILES]
EVERY += [pytest.param(running_project(today), id=f"running on {today}") for today in TODAYS]
EVERY += [pytest.param(crossing_project(today), id=f"across the Danube on {today}") for today in TODAYS]


def rows_of(told):
    """Every record of a file beside its declaration."""
    for kind in SHARED:
        yield from ((kind.record, row) for row in told.get(kind.record.many, []))
    yield PROJECT.record, told["project"]
    for kind in ROWS:
        yield from ((kind.record, row) for row in told.get(kind.record.many, []))


def test_there_are_five_real_projects():
    assert [project(path)["code"] for path in FILES] == [
        "BG05M9OP001-4.001-0080-C01",
        "BG05SFOP001-2.009-0004",
        "usaid-2004",
        "BG051PO001-7.0.07-0104-C0001",
        "asp-2011",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_published_wording_stands_on_its_page_to_the_space(path):
    told = project(path)
    (page,) = told["published_pages"]
    wordings = [
        words
        for _, row in rows_of(told)
        for name, words in row.items()
        if name == "as_published" or name.endswith("_as_published")
    ]
    assert len(wordings) > 8
    assert [words for words in wordings if words not in page["wording"]] == []


# The pages as they were taken, no-break spaces and line ends included.
PAGES = {
    "social-contracting-2013": ("Затвори\nНачало", "Българияназад", 22),
    "social-contracting-2004": ("Социално договаряне (2004-2006)\n", "Място на изпълнение\nБългария", 0),
    "administrative-capacity-tvarditsa": ("\n\n\n\nЕВРОПЕЙСКИ СЪЮЗ  \n", "мерки за социално включване.", 0),
    "social-services-planning-2011": ("logobgr\nВсички\n04.10.2011г.", "\n\nВсички", 10),
    "civic-monitoring-vidin": ('Проект "Граждански мониторинг', "Препоръки към местните и регионални власти", 0),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_page_is_kept_whole_with_its_no_break_spaces(path):
    (page,) = project(path)["published_pages"]
    begins, ends, no_break_spaces = PAGES[path.stem]
    assert page["wording"].startswith(begins)
    assert page["wording"].endswith(ends)
    assert page["wording"].count("\N{NBSP}") == no_break_spaces


@pytest.mark.parametrize("told", EVERY)
def test_every_record_is_told_as_it_is_declared(told):
    for record, row in rows_of(told):
        declared = {field.name: field for field in record.fields if field.travels}
        order = [name for name in declared if name in row]
        assert [name for name in row if name not in ("number", "files")] == order, (record.name, row)
        for name, value in row.items():
            if name in declared and declared[name].choices:
                assert value in declared[name].choices
        missing = [name for name, field in declared.items() if field.default and name not in row]
        assert missing == []
        assert not [name for name, value in row.items() if value in ("", {}, None, False)]


@pytest.mark.parametrize("told", EVERY)
def test_every_reference_resolves(told):
    names = {
        kind.name: {one["name"].get("bg") or one["name"]["en"] for one in told.get(kind.record.many, [])}
        for kind in SHARED
    }
    names |= {kind.name: {row["number"] for row in told.get(kind.record.many, [])} for kind in ROWS}
    for record, row in rows_of(told):
        for field in record.fields:
            if field.kind is Kind.REFERENCE and field.name in row:
                assert row[field.name] in names[field.refers_to], (record.name, row)


@pytest.mark.parametrize("told", EVERY)
def test_no_number_stands_twice_in_a_list(told):
    for kind in ROWS:
        numbers = [row["number"] for row in told.get(kind.record.many, [])]
        assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_numbers_are_kept_normalised_beside_what_was_published(path):
    for number in project(path).get("numbers", []):
        assert number["value"] == normalise_number(number["value"])
        assert number["value"] in normalise_number(number["as_published"])


def test_organisations_met_in_two_projects_are_told_alike():
    told = [one for path in FILES for one in project(path)["organisations"] + project(path).get("programmes", [])]
    by_name: dict[str, object] = {}
    for one in told:
        assert by_name.setdefault(one["name"]["bg"], one) == one


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_of_a_real_project_is_left_in_one_language(path):
    for record, row in rows_of(project(path)):
        for field in record.fields:
            if field.name in row and field.kind in (Kind.BOTH_LINE, Kind.BOTH_PROSE):
                assert set(row[field.name]) == {"bg", "en"}, row


def test_the_broken_amount_stays_a_question():
    (scheme,) = project(Path(FILES[2]))["small_grants_schemes"]
    assert "attracted" not in scheme
    assert scheme["attracted_as_published"] == "17 5332 щатски долара привлечени собствени средства"
    assert (scheme["grants"], scheme["ceiling"], scheme["granted"]) == (13, "5000.00", "63658.00")


# --- the running project ------------------------------------------------------------------------------------------


def money(row, name, default="0.00"):
    return Money.of(row.get(name, default), row["currency"])


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_its_sums_agree(today):
    told = running_project(today)
    whole = money(told["project"], "total")
    assert total([money(line, "amount") for line in told["budget_lines"]], "EUR") == whole
    assert total([money(source, "amount") for source in told["sources_of_funding"]], "EUR") == whole
    eu = money(told["sources_of_funding"][0], "amount")
    assert eu.minor * 100 == whole.minor * 85


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_nobody_claims_more_than_a_paper_says_or_a_line_holds(today):
    told = running_project(today)
    papers = {one["number"]: money(one, "net") + money(one, "vat") for one in told["supporting_documents"]}
    left = {line["number"]: money(line, "amount") for line in told["budget_lines"]}
    for expense in told["expenses"]:
        amount = money(expense, "amount")
        if "document" in expense:
            papers[expense["document"]] -= amount
        left[expense["line"]] -= in_euro(amount)
    for opening in told["opening_figures"]:
        left[opening["line"]] -= money(opening, "amount")
    assert all(paper.minor >= 0 for paper in papers.values())
    assert all(line.minor >= 0 for line in left.values())


@kept
@given(st.dates(date(2025, 6, 1), date(2040, 12, 31)))
def test_its_papers_lie_in_the_project_and_before_today(today):
    told = running_project(today)
    for paper in told["supporting_documents"]:
        assert told["project"]["start"] <= paper["issued"] <= today.isoformat()
        assert paper.get("paid", "") <= today.isoformat()
        assert paper["currency"] == ("EUR" if paper["issued"] >= "2026-01-01" else "BGN")
    issued = {paper["number"]: paper["issued"] for paper in told["supporting_documents"]}
    for opening in told["opening_figures"]:
        claims = [one for one in told["expenses"] if one["line"] == opening["line"]]
        assert all(issued.get(one.get("document"), one.get("claimed", "")) > opening["until"] for one in claims)


@kept
@given(st.dates(date(2025, 6, 1), date(2040, 12, 31)))
def test_two_deadlines_are_overdue_and_some_are_near_on_any_day(today):
    due = [one["due"] for one in running_project(today)["deadlines"] if one["state"] == "open"]
    assert len([day for day in due if day < today.isoformat()]) == 2
    assert len([day for day in due if today.isoformat() <= day <= (today + timedelta(days=14)).isoformat()]) >= 3


def test_its_papers_are_of_every_state_and_of_many_kinds(today):
    told = running_project(today)
    assert {one["state"] for one in told["expenses"]} == set(ExpenseState)
    kinds = {one["kind"] for one in told["supporting_documents"]}
    assert {"invoice", "credit_note", "debit_note", "payroll", "travel_order", "paid_sums"} <= kinds
    assert {one["currency"] for one in told["supporting_documents"]} == {"EUR", "BGN"}


def test_it_claims_forty_per_cent_of_each_payroll_without_an_invoice(today):
    told = running_project(today)
    staff = {one["number"]: money(one, "net") for one in told["supporting_documents"] if one["kind"] == "payroll"}
    flat = [one for one in told["expenses"] if one.get("form") == "flat_rate"]
    assert len(flat) >= 5
    for claim in flat:
        assert "document" not in claim
        assert any(money(claim, "amount") == flat_amount(base, Decimal(40)) for base in staff.values())


def test_the_amendment_worked_on_moves_money_and_keeps_the_total(today):
    told = running_project(today)
    sums = {
        version: total(
            [money(one, "amount") for one in told["lines_of_budget_versions"] if one["budget"] == version], "EUR"
        )
        for version in ("1", "2")
    }
    assert sums["1"] == sums["2"] == money(told["project"], "total")


def test_no_figure_of_it_is_below_zero(today):
    told = running_project(today)
    assert not [
        row for row in told["supporting_documents"] + told["expenses"] if "-" in row.get("net", row.get("amount"))
    ]


def test_its_organisations_are_made_up_and_their_numbers_well_formed(today):
    told = running_project(today)
    numbers = [one["eik"] for one in told["organisations"] if "eik" in one]
    numbers += [one["supplier_eik"] for one in told["supporting_documents"] if "supplier_eik" in one]
    assert numbers
    assert all(eik_objection(number) is None and number.startswith(("99900", "99901")) for number in numbers)
    assert all(vat_valid(one["vat"]) for one in told["organisations"] if "vat" in one)
    assert {one["country"] for one in told["organisations"]} == {"BG", "RO"}


def test_some_of_its_texts_still_wait_for_a_translation(today):
    texts = [
        row[field.name]
        for record, row in rows_of(running_project(today))
        for field in record.fields
        if field.name in row and field.kind in (Kind.BOTH_LINE, Kind.BOTH_PROSE)
    ]
    assert 5 <= len([text for text in texts if len(text) == 1]) < len(texts) / 4


def test_its_scans_are_the_files_its_papers_name(today):
    named = [file for one in running_project(today)["supporting_documents"] for file in one.get("files", [])]
    scans = scanned_files()
    assert len(named) == len(scans) >= 12
    for file in named:
        content = scans[file["name"]]
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])


@pytest.mark.parametrize(
    "content", (scanned_files() | crossing_files()).values(), ids=lambda content: hex(zlib.crc32(content))
)
def test_a_scan_is_a_sound_pdf(content):
    assert content.startswith(b"%PDF-1.4\n")
    table = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    assert content[table:].startswith(b"xref\n0 6\n")
    for number, entry in enumerate(content[table:].splitlines()[3:8], 1):
        assert content[int(entry[:10]) :].startswith(f"{number} 0 obj\n".encode())


# --- the project across the Danube ----------------------------------------------------------------------------------


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_its_lines_and_its_sources_make_the_same_whole(today):
    told = crossing_project(today)
    whole = money(told["project"], "total")
    lines = [one for one in told["budget_lines"] if "amount" in one]
    assert total([money(one, "amount") for one in lines], "EUR") == whole
    assert total([money(one, "amount") for one in told["sources_of_funding"]], "EUR") == whole


@kept
@given(st.dates(date(2025, 6, 1), date(2040, 12, 31)))
def test_what_it_claims_lies_in_the_four_months_of_its_report(today):
    told = crossing_project(today)
    days = {paper["number"]: paper["paid"] for paper in told["supporting_documents"]}
    assert all(told["project"]["start"] <= paper["issued"] <= paper["paid"] for paper in told["supporting_documents"])
    for one in claims(today).values():
        day = date.fromisoformat(days[one.told["document"]] if "document" in one.told else one.told["claimed"])
        assert add_months(begun(today), 4 * one.report - 4) <= day < add_months(begun(today), 4 * one.report)
        assert day <= today


def test_its_scans_are_files_of_its_papers(today):
    named = [file for one in crossing_project(today)["supporting_documents"] for file in one["files"]]
    scans = crossing_files()
    assert {(one["name"], one["sha256"]) for one in named} == {
        (name, hashlib.sha256(content).hexdigest()) for name, content in scans.items()
    }


# --- the cast -------------------------------------------------------------------------------------------------------


def test_the_cast_begins_with_the_manager_who_sees_them_all():
    assert (CAST[0].name, CAST[0].role, CAST[0].all_projects) == ("Мария Иванова", Role.MANAGER, True)


def test_every_role_and_an_admin_are_in_the_cast():
    assert {one.role for one in CAST} == {*Role, None}
    assert [one.name for one in CAST if one.is_admin] == ["Николай Русев"]


def test_everybody_of_the_cast_can_sign_in():
    assert len({one.email for one in CAST}) == len(CAST)
    for one in CAST:
        assert one.email.endswith(".example")
        assert password_objections(one.password, one.email) == ()


def test_the_auditor_reads_for_a_year(today):
    assert [one.until(today) for one in CAST if one.role is Role.AUDITOR] == [date(2027, 11, 22)]
    assert CAST[0].until(today) is None
