"""Interreg's partner report and project report, cell by cell („отчет на партньора“, „отчет на проекта“)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from grants.budget.costs import base_numbers
from grants.funders.ground import Asked, FundedBy
from grants.funders.interreg_parts import parts_of
from grants.funders.interreg_project import PROJECT_FIRST
from grants.funders.interreg_report import PARTNER_FIRST
from grants.reports.asked_figures import figures_for
from grants.reports.looks.told import Found, in_words
from grants.reports.rules_ground import ground_warnings
from grants.reports.stated import stated_totals
from grants.reports.stood import key_of, stood_behind
from grants.reports.workbook import written
from grants.values.language import LANGUAGES, Text
from grants.values.money import Money, share, total
from grants.values.wording import wording
from tests.office import converted
from tests.properties import pure
from tests.reports.grounds import ABROAD, LEAD, as_text, drawn, entry, eur, ground, line
from tests.reports.interreg import (
    ABROAD_WORKS,
    EQUIPMENT,
    LINES,
    SERVICES,
    STAFF,
    V19,
    certified,
    earlier,
    ron,
    whole,
)
from tests.reports.random_grounds import random_ground


def sheets(of, format_=PARTNER_FIRST, language="en"):
    """The sheets of the first workbook by their names."""
    return {sheet.name: sheet for sheet in drawn(format_, of, language)[0].sheets}


def table(sheet) -> dict[str, dict[str, Any]]:
    """A table: by what stands first in its rows, then by the heading."""
    headings = [heading.text for heading in sheet.headings]
    return {
        str(row.cells[0].value): dict(zip(headings, [cell.value for cell in row.cells], strict=True))
        for row in sheet.all_rows()
    }


def column(sheet, heading: str) -> list[str]:
    return [value.plain for row in table(sheet).values() if isinstance(value := row[heading], Money)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", [PARTNER_FIRST, PROJECT_FIRST], ids=lambda one: one.code)
def test_it_writes_every_sheet_as_kept(golden, format_, language):
    golden(f"{format_.code}_{language}.txt", as_text(drawn(format_, whole(), language)))


AFTER_CONTROL = {
    PARTNER_FIRST.code: {
        *("After control", "След контрол", "Overview 1 Summary", "Преглед 1 Обобщение", "Overview 2 Categories"),
        *("Преглед 2 Категории", "Control overview", "Преглед на контрола"),
    },
    PROJECT_FIRST.code: {
        *("Certificates", "Сертификати", "Overview 2 Categories", "Преглед 2 Категории", "Deducted by control"),
        *("Приспаднати от контрола", "Checks", "Проверки"),
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", [PARTNER_FIRST, PROJECT_FIRST], ids=lambda one: one.code)
def test_it_writes_what_the_control_certified_as_kept(golden, format_, language):
    wanted = AFTER_CONTROL[format_.code]
    found = drawn(format_, certified(), language)[:1]
    kept = [replace(book, sheets=tuple(one for one in book.sheets if one.name in wanted)) for book in found]
    assert len(kept[0].sheets) == len(wanted) // 2
    golden(f"{format_.code}-certified_{language}.txt", as_text(kept))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_files_and_sheets_as_the_paper_says(language):
    found = drawn(PARTNER_FIRST, whole(), language)
    assert [book.file for book in found] == [f"GRANT-1_{one}_R2_{language}_20260930.xlsx" for one in ("LP1", "PP2")]
    named = [sheet.name for sheet in found[0].sheets]
    assert max(len(name) for name in named) <= 31
    assert len(set(named)) == len(named)


@pytest.mark.parametrize(
    ("state", "submitted", "again", "told"),
    [
        ("", None, None, (None, None, None)),
        ("ready", None, None, ("Draft", None, None)),
        ("sent", date(2026, 10, 5), None, ("Submitted", date(2026, 10, 5), None)),
        ("in_review", date(2026, 10, 5), date(2026, 11, 2), ("Control ongoing", date(2026, 10, 5), date(2026, 11, 2))),
        ("accepted", date(2026, 10, 5), None, ("Certified", date(2026, 10, 5), None)),
    ],
)
def test_it_says_how_far_the_report_is_and_when_it_was_submitted(state, submitted, again, told):
    of = replace(whole(), state=state, submitted_on=submitted, submitted_again_on=again)
    found = {row.cells[0].value: row.cells[1].value for row in sheets(of)["Identification"].all_rows()}
    assert (found["Status"], found["First submission"], found["Last re-submission"]) == told


@pytest.mark.office
@pytest.mark.parametrize(
    ("target", "apart", "share"), [("60000.00", 3064.89, 0.9489), ("56935.11", 0, 1), (None, 0, 0), ("-1", 0, 0)]
)
def test_the_spending_profile_follows_the_target_that_is_typed(target, apart, share, tmp_path):
    book = drawn(PARTNER_FIRST, whole(), "en")[0]
    profile = next(sheet for sheet in book.sheets if sheet.name == "Spending profile")
    [row] = profile.rows
    cells = (*row.cells[:2], replace(row.cells[2], value=eur(target) if target else None), *row.cells[3:])
    typed = replace(profile, rows=(replace(row, cells=cells),))
    path = tmp_path / "typed.xlsx"
    path.write_bytes(
        written(replace(book, sheets=tuple(typed if one is profile else one for one in book.sheets)), date(2026, 9, 30))
    )
    converted([path], "xlsx", tmp_path / "again", tmp_path, seconds=120)
    rows = (
        CalamineWorkbook.from_path(tmp_path / "again" / "typed.xlsx").get_sheet_by_name("Spending profile").to_python()
    )
    found = next(row for row in rows if 55735.10 in row)
    assert found[4:6] == [pytest.approx(apart), pytest.approx(share)]


# --- golden vectors ---------------------------------------------------------------------------------------------------


def test_it_shows_v19_with_its_flat_rates():
    found = table(sheets(ground(LINES, V19))["Overview 2 Categories"])
    assert [found[name]["Current report"].plain for name in found] == [
        *("30000.00", "4500.00", "1500.00", "12500.55", "999.99", "0.00", "5000.00", "1234.56", "55735.10"),
    ]
    assert found["Office and administrative costs"]["Flat rate"] == 15


DECIDED = {"decided": eur("1000.01"), "decided_euro": eur("1000.01"), "cut": eur("10"), "lost_euro": eur("10")}


@pytest.mark.parametrize(
    ("before", "of_partner", "of_project"),
    [
        ((earlier(STAFF, "1000.01", **DECIDED),), ("1000.01", "150.00", "50.00"), ("990.01", "148.50", "49.50")),
        ((earlier(STAFF, "1000.01"),), ("1000.01", "150.00", "50.00"), ("1000.01", "150.00", "50.00")),
        (
            (earlier(STAFF, "1000.01", **DECIDED), earlier(SERVICES, "1.00")),  # decided in part: no certificate
            ("1000.01", "150.00", "50.00"),
            ("1000.01", "150.00", "50.00"),
        ),
        (
            (earlier(STAFF, "1000.01", **DECIDED), earlier(STAFF, "500.00", package="2.1")),
            ("1500.01", "225.00", "75.00"),
            ("1490.01", "223.50", "74.50"),
        ),
        (
            (
                earlier(
                    STAFF, "800.00", package="", opening_until=date(2026, 1, 31), cut=eur("10"), lost_euro=eur("10")
                ),
            ),
            ("800.00", "0.00", "0.00"),
            ("790.00", "0.00", "0.00"),
        ),
    ],
    ids=["certified", "declared", "decided in part", "one of two certified", "taken over"],
)
def test_the_project_reported_before_what_was_certified_then_and_the_partner_what_it_declared(
    before, of_partner, of_project
):
    of = whole(earlier=before)
    rows = ("Staff costs", "Office and administrative costs", "Travel and accommodation")
    for format_, wanted in ((PARTNER_FIRST, of_partner), (PROJECT_FIRST, of_project)):
        found = table(sheets(of, format_)["Overview 2 Categories"])
        assert tuple(found[one]["Previously reported"].plain for one in rows) == wanted
        summary = table(sheets(of, format_)["Overview 1 Summary"])
        assert summary["Total"]["Previously reported"] == found["Total"]["Previously reported"]


FLAT = {
    "staff": ("interreg_staff", "staff", ""),
    "travel": ("interreg_travel", "travel", ""),
    "on_staff": ("interreg_office", "indirect", "1.1"),
    "on_direct": ("interreg_office", "indirect", "1.1, 1.2, 1.3, 1.4"),
    "other": ("cpr_56_1", "other", ""),
}
RATED = (
    *("Staff costs", "Office and administrative costs", "Travel and accommodation", "External expertise and services"),
    *("Equipment", "Other costs", "Total"),
)
REAL = [line(f"1.{at}", category=one) for at, one in enumerate(("staff", "travel", "services", "equipment"), start=1)]


@pytest.mark.parametrize(
    ("rates", "amounts", "expected"),
    [
        ({"travel": 15, "on_direct": 25}, {"1.1": "400.00"}, "400.00 115.00 60.00 0.00 0.00 0.00 575.00"),  # V3
        (
            {"on_staff": 15, "travel": 5},
            {"1.1": "10000.33", "1.3": "5000.10"},
            "10000.33 1500.04 500.01 5000.10 0.00 0.00 17000.48",
        ),  # V4
        (
            {"staff": 20, "on_staff": 15},
            {"1.2": "1000.05", "1.3": "20000.99", "1.4": "3333.33"},
            "4866.87 730.03 1000.05 20000.99 3333.33 0.00 29931.27",
        ),  # V5
        (
            {"staff": 20, "travel": 15, "on_staff": 15},
            {"1.3": "20000.99", "1.4": "3333.33"},
            "4666.86 700.02 700.02 20000.99 3333.33 0.00 29401.22",
        ),  # V6
        ({"other": 40}, {"1.1": "12345.67"}, "12345.67 0.00 0.00 0.00 0.00 4938.26 17283.93"),  # V7
        (
            {"on_direct": 7},
            {"1.1": "1000.01", "1.2": "200.02", "1.3": "300.03"},
            "1000.01 105.00 200.02 300.03 0.00 0.00 1605.06",
        ),  # V8
        ({"on_staff": 15}, {"1.1": "-100.03"}, "-100.03 -15.00 0.00 0.00 0.00 0.00 -115.03"),  # V9
    ],
)
def test_it_computes_the_flat_rates_of_the_golden_vectors(rates, amounts, expected):
    flat = [
        line(f"2.{at}", form="flat_rate", rate=Decimal(rate), article=FLAT[name][0], category=FLAT[name][1], base=base_numbers(FLAT[name][2]))
        for at, (name, rate) in enumerate(rates.items(), start=1)
    ]  # fmt: skip
    by_number = {one.number: one for one in REAL}
    entries = [entry(at, amount, by_number[number]) for at, (number, amount) in enumerate(amounts.items(), start=1)]
    of = ground([*REAL, *flat], entries)
    found = table(sheets(of)["Overview 2 Categories"])
    shown = [found[name]["Current report"].plain if name in found else "0.00" for name in RATED]
    assert shown == expected.split()
    assert all(row["Check"] == "OK" for row in table(sheets(of)["Checks"]).values())


@pytest.mark.parametrize(
    ("whole_", "funds", "planned", "expected"),
    [
        ("1000.00", "15 25", "20 30 40 679", "150.00 250.00 600.00 29.45 44.18 58.91"),  # V1
        ("-100.03", "80", "2000 0 500 12500", "-80.03 -20.00 -16.01 0.00 -4.01"),  # V10
        ("12345.67", "80", "2000 0 500 12500", "9876.53 2469.14 1975.30 0.00 493.82"),  # V11
        ("99999.99", "80", "2000 0 500 12500", "79999.99 20000.00 15999.99 0.00 3999.99"),  # V12
        ("10000.01", "70 15", "1500 0 0 10000.01", "7000.00 1500.00 1500.01 1499.99 0.00 0.00"),  # V13
        ("33333.33", "79.99 10.01", "3333.33 0 0 33333.33", "26663.33 3336.66 3333.34 3333.32 0.00 0.00"),  # V14
        ("51234.56", "80", "12000 3000 0 75000", "40987.64 10246.92 8197.52 2049.38 0.00"),  # V15
        ("75000.00", "80", "12000 3000 0 75000", "60000.00 15000.00 12000.00 3000.00 0.00"),  # V16
        ("0.01", "80", "0 0 0 1", "0.00 0.01 0.00 0.00 0.00"),  # V17
    ],
)
def test_it_divides_the_total_as_the_golden_vectors_do(monkeypatch, whole_, funds, planned, expected):
    # The tracker knows no public money of a partner; the vectors do.
    from grants.funders import interreg_lists

    statuses = {**interreg_lists.STATUS_OF, "public": interreg_lists.Status.PUBLIC}
    monkeypatch.setattr(interreg_lists, "STATUS_OF", statuses)
    *parts, eligible = planned.split()
    sources = [FundedBy("eu", Text(f"Фонд {at}"), None, Decimal(one)) for at, one in enumerate(funds.split())]
    kinds = ("public", "national", "own")
    sources += [FundedBy(kind, Text(kind), eur(one)) for kind, one in zip(kinds, parts, strict=True)]
    of = ground([replace(SERVICES, amount=eur(eligible))], [entry(1, whole_, SERVICES)], sources=tuple(sources))
    assert column(sheets(of)["Overview 1 Summary"], "Current report") == [*expected.split(), eur(whole_).plain]


@pytest.mark.parametrize(
    ("so_far", "budget", "per_cent"),
    [("602.00", "900", "66.89"), ("32.45", "200", "16.23"), ("48.18", "300", "16.06"), ("63.91", "400", "15.98")],
)
def test_it_gives_the_per_cents_of_v2(so_far, budget, per_cent):
    on = replace(SERVICES, amount=eur(budget))
    found = table(sheets(ground([on], [entry(1, so_far, on)]))["Overview 2 Categories"])
    assert found["External expertise and services"]["% of total"] == Decimal(per_cent)


def test_it_shows_each_investment_with_the_lines_that_pay_it():
    lead, abroad = ({sheet.name: sheet for sheet in book.sheets} for book in drawn(PARTNER_FIRST, whole(), "en"))
    ours, theirs = table(lead["Overview 5 Investments"]), table(abroad["Overview 5 Investments"])
    assert [
        (name, row["Partner total eligible budget"].plain, row["Current report"].plain) for name, row in ours.items()
    ] == [
        ("I1.2 Equipped office", "22000.00", "13500.54"),
        ("Total", "22000.00", "13500.54"),
    ]
    repair = theirs["I1.1 Repair of the day centre"]
    assert [repair[name].plain for name in ("Previously reported", "Current report", "Total reported so far")] == [
        *("5000.00", "228.08", "5228.08"),
    ]
    # Staff, travel, lump sums and unit costs belong to no investment.
    items = table(lead["List of expenditure"])
    assert [items[f"R2.{at}"]["Investment no."] for at in range(1, 6)] == [None, "I1.2", "I1.2", None, None]
    assert list(table(sheets(whole(), PROJECT_FIRST)["Overview 5 Investments"])) == [
        *("I1.1 Repair of the day centre", "I1.2 Equipped office", "Total"),
    ]
    assert "Overview 5 Investments" not in sheets(whole(investments=()))


def test_it_says_what_each_partner_was_paid_before():
    back = Asked("recovery", "", None, None, eur("500"), date(2026, 8, 1), None)
    later = Asked("interim", "", None, None, eur("9000"), date(2026, 10, 1), None)
    of = whole(asked=(*whole().asked, back, later))
    books = [{sheet.name: sheet for sheet in book.sheets} for book in drawn(PARTNER_FIRST, of, "en")]
    paid = [table(book["Overview 1 Summary"])["ERDF"]["Previously paid"] for book in books]
    assert paid == [eur("13500"), eur("6000")]
    assert table(sheets(of, PROJECT_FIRST)["Overview 1 Summary"])["ERDF"]["Previously paid"] == eur("19500")
    several = whole(sources=(*of.sources, FundedBy("donor", Text("Норвегия", "Norway"), None, Decimal(1))))
    summary = sheets(several)["Overview 1 Summary"]
    assert table(summary)["ERDF"]["Previously paid"] is None
    assert any("several funds" in said for said in summary.below)


@pytest.mark.parametrize(
    ("amount", "currency", "rate", "euro"),
    [
        ("1955.83", "BGN", "1.95583", "1000.00"),
        ("100.00", "BGN", "1.95583", "51.13"),
        ("250.55", "BGN", "1.95583", "128.10"),
        ("1234.56", "RON", "4.9745", "248.18"),
    ],
)
def test_it_converts_as_v18(amount, currency, rate, euro):
    spent = entry(
        1, amount, ABROAD_WORKS, currency=currency, partner_id=ABROAD.id, per_euro=Decimal(rate), euro=eur(euro)
    )
    of = ground([ABROAD_WORKS], [spent], partners=(ABROAD,))
    sheet = next(book for book in drawn(PARTNER_FIRST, of, "en") if "PP2" in book.name).sheets[1]
    row = table(sheet)["R0.1"]
    assert (row["Declared amount"].plain, row["Currency"], row["Conversion rate"]) == (amount, currency, Decimal(rate))
    assert row["Declared amount in EUR"] == eur(euro)
    place = [heading.text for heading in sheet.headings].index("Declared amount in EUR")
    assert next(iter(sheet.all_rows())).cells[place].formula.startswith("ROUND(")


def test_it_keeps_the_lev_of_a_partner_that_reports_in_euro_beside_the_table():
    spent = entry(1, "1955.83", SERVICES, currency="BGN", per_euro=Decimal("1.95583"), euro=eur("1000.00"))
    row = table(sheets(ground(LINES, [spent]))["List of expenditure"])["R0.1"]
    assert (row["Declared amount"], row["Currency"], row["Conversion rate"]) == (eur("1000.00"), "EUR", 1)
    assert (row["Document currency"], row["Amount in it"]) == ("BGN", Money.of("1955.83", "BGN"))


def test_it_leaves_the_per_cent_of_no_budget_blank_as_v20():
    found = table(sheets(ground([replace(SERVICES, amount=None)], [entry(1, "5", SERVICES)]))["Overview 2 Categories"])
    assert found["External expertise and services"]["% of total"] is None
    assert found["Equipment"]["% of total"] is None


# --- what always holds ------------------------------------------------------------------------------------------------


@pytest.mark.property
@pure
@given(st.integers(0, 10**9))
def test_it_adds_up_whatever_was_spent(number):
    of = random_ground(number)
    parts = parts_of(of)
    listed = [entry.id for part in parts for entry in part.entries]
    at_rates = total((one for part in parts for one in part.tally.at_flat_rates.values()), "EUR")
    assert len(set(listed)) == len(listed) == sum(len(part.entries) for part in parts)
    ledger = total((one.euro for one in of.entries if one.euro is not None), "EUR")
    assert total((one for part in parts for one in part.tally.current.entered.values()), "EUR") + at_rates == ledger
    for part in parts:
        for name in ("budget", "prev", "current"):
            sum_ = part.whole(name)
            for sums in part.columns[name]:
                once = total(sums.values(), "EUR")
                assert total((*part.payers.shares(once), part.payers.contribution(once)), "EUR") == once
            assert total((part.category(name, one) for one in part.columns["budget"][0]), "EUR") == sum_


@pytest.mark.parametrize("number", range(4))
def test_it_follows_each_row_of_the_overviews(number):
    for book in drawn(PARTNER_FIRST, random_ground(number), "en"):
        for sheet in book.sheets:
            if sheet.name.startswith("Overview"):
                for row in table(sheet).values():
                    before, now, so_far = (
                        row[name] for name in ("Previously reported", "Current report", "Total reported so far")
                    )
                    assert so_far == before + now
                    assert row["Remaining budget"] == row["Partner total eligible budget"] - so_far


def test_it_keeps_the_id_of_a_row_that_is_included_again():
    entries = [ron(1, "10", ABROAD_WORKS, "2.01"), ron(2, "20", ABROAD_WORKS, "4.02", parked_in="1.1", parked_at=7)]
    entries.append(ron(3, "30", ABROAD_WORKS, "6.03"))
    of = ground(LINES, entries, package="3.1")
    ids = [*table(drawn(PARTNER_FIRST, of, "en")[1].sheets[1])]
    assert ids == ["R3.1", "R1.7", "R3.2", "Total"]
    later = replace(of, entries=tuple(entries[1:]))
    assert [*table(drawn(PARTNER_FIRST, later, "en")[1].sheets[1])] == ["R1.7", "R3.1", "Total"]


@pytest.mark.parametrize("format_", [PARTNER_FIRST, PROJECT_FIRST], ids=lambda one: one.code)
@pytest.mark.parametrize(
    "of",
    [
        ground([], []),
        ground([], [], partners=()),
        ground(LINES, []),
        ground(LINES, [entry(1, "-12.34", STAFF), entry(2, "-0.01", EQUIPMENT, partner_id=None)]),
    ],
    ids=["nothing", "no partner", "no expense", "corrections"],
)
def test_it_draws_a_report_of_little(format_, of):
    for book in drawn(format_, of, "bg"):
        verdicts = [row.cells[-1].value for row in book.sheets[-1].all_rows()]
        assert verdicts == ["OK"] * len(verdicts)


def test_it_tells_what_the_control_took_and_set_aside():
    entries = [
        entry(1, "100.00", SERVICES, state="cut", cut=eur("10"), cut_euro=eur("10"), decided_on=date(2026, 10, 1)),
        entry(2, "50.00", EQUIPMENT, state="parked", decided_on=date(2026, 10, 2), decision="Липсва протокол"),
        entry(3, "1000.00", STAFF, state="approved", decided_on=date(2026, 10, 1)),
    ]
    of = ground(LINES, entries)
    found = sheets(of)
    after = table(found["After control"])
    assert [after[one]["Certified amount in EUR"].plain for one in after] == ["90.00", "0.00", "1000.00", "1090.00"]
    assert (after["R0.2"]["Park item"], after["R0.2"]["Comment"]) == ("X", "Липсва протокол")
    overview = [
        cell.value.plain
        for cell in next(iter(found["Control overview"].all_rows())).cells
        if isinstance(cell.value, Money)
    ]
    assert overview == ["1350.00", "200.00", "50.00", "10.00", "1290.00"]
    deducted = table(sheets(of, PROJECT_FIRST)["Deducted by control"])
    assert deducted["Total"]["Total deduction"] == eur("10.00")
    assert table(sheets(of, PROJECT_FIRST)["Certificates"])["LP1"]["Amount certificate (in Euro)"] == eur("1290.00")
    assert table(sheets(of, PROJECT_FIRST)["Certificates"])["LP1"]["Date of certificate"] == date(2026, 10, 2)


CONTROLLED = ("After control", "Control overview")


@pytest.mark.parametrize("undecided", [1, 2, 3])
def test_it_shows_no_control_before_every_row_is_decided(undecided):
    decided = {"state": "approved", "decided_on": date(2026, 10, 1)}
    entries = [entry(at, "1000.00", on, **decided) for at, on in ((1, STAFF), (2, SERVICES), (3, EQUIPMENT))]
    of = ground(LINES, entries)
    assert all(name in sheets(of) for name in CONTROLLED)
    after = "Total eligible after control for current report"
    assert table(sheets(of)["Overview 2 Categories"])["Total"][after] == eur("3200.00")
    entries[undecided - 1] = entries[undecided - 1].but(state="reported", decided_on=None)
    of = ground(LINES, entries)
    assert not any(name in sheets(of) for name in CONTROLLED)
    assert table(sheets(of)["Overview 2 Categories"])["Total"][after] is None
    assert table(sheets(of, PROJECT_FIRST)["Deducted by control"])["Total"]["Total deduction"] == eur("0")


def test_the_control_overview_declares_what_the_report_declares():
    found = sheets(certified())
    cells = [cell.value for cell in next(iter(found["Control overview"].all_rows())).cells]
    assert cells[0] == table(found["Overview 2 Categories"])["Total"]["Current report"] == eur("55735.10")
    assert cells[0] == total((one for one in cells[4:7] if isinstance(one, Money)), "EUR")  # parked, deducted, eligible


def test_it_tells_the_controls_sample_and_the_typology_of_what_it_deducted():
    found = sheets(certified())
    listed = [row.cells for row in found["After control"].data_rows()]
    names = [one.text for one in found["After control"].headings]
    told = [
        {
            name: cells[names.index(name)].value
            for name in ("Part of sample", "Typology of error", "Declared amount in EUR")
        }
        for cells in listed
    ]
    sampled = [one for one in told if one["Part of sample"] == "X"]
    assert [one["Typology of error"] for one in sampled] == ["Недопустим разход", None]
    overview = {
        heading.text: cell
        for heading, cell in zip(
            found["Control overview"].headings, next(iter(found["Control overview"].all_rows())).cells, strict=True
        )
    }
    sample = total((one["Declared amount in EUR"] for one in sampled), "EUR")
    base = overview["Total declared by partner"].value - overview["of which flat rate"].value
    assert overview["Total included in control sample"].value == sample
    assert overview["% sampled"].value == share(sample, base)
    behind = overview["Total included in control sample"].behind
    assert list(stood_behind([behind], ["EUR"])[key_of(behind)].ids) == [2, 3]


@pytest.mark.parametrize("state", ["approved", "parked"])
def test_where_no_row_is_known_to_be_in_the_sample_the_overview_says_nothing_of_it(state):
    of = ground(LINES, [entry(1, "1000.00", STAFF, state=state, decided_on=date(2026, 10, 1))])
    cells = next(iter(sheets(of)["Control overview"].all_rows())).cells
    assert [cell.value for cell in cells[2:4]] == [None, None]


def test_a_partner_without_a_certificate_is_not_listed_as_included():
    of = certified()
    found = table(sheets(of, PROJECT_FIRST)["Certificates"])
    shown = ("Date of certificate", "Amount certificate (in Euro)", "Included in project report")
    lead, abroad = parts_of(of)
    assert (lead.certified, abroad.certified) == (True, False)
    assert [found["LP1"][name] for name in shown] == [date(2026, 10, 22), lead.whole("after"), "X"]
    assert [found["PP2"][name] for name in shown] == [None, None, None]
    amount = shown[1]
    assert found["Total"][amount] == lead.whole("after")
    assert found["Declared without a certificate"][amount] == abroad.whole("current") == eur("730.64")
    whole_ = table(sheets(of, PROJECT_FIRST)["Overview 2 Categories"])["Total"]["Current report"]
    assert found["Certified and declared"][amount] == whole_ == lead.whole("after") + eur("730.64")
    assert all(row["Check"] == "OK" for row in table(sheets(of, PROJECT_FIRST)["Checks"]).values())
    said = [wording("bg").say(one.sentence, **one.facts) for one in ground_warnings(PROJECT_FIRST, of)]
    assert [one for one in said if "сертификат" in one and one.startswith("PP2 ")]
    assert not [one for one in said if "сертификат" in one and one.startswith("LP1 ")]


@pytest.mark.parametrize("format_", [PARTNER_FIRST, PROJECT_FIRST], ids=lambda one: one.code)
def test_what_is_claimed_is_what_the_files_say(format_):
    figures = figures_for(format_, certified())
    said = total((table({one.name: one for one in book.sheets}["Overview 2 Categories"])["Total"]["Current report"]
                  for book in drawn(format_, certified(), "en")), "EUR")  # fmt: skip
    assert figures.comes_to == said
    assert stated_totals(figures)["in_files"] == {"amount": said.plain, "currency": "EUR"}
    shown = dict(in_words(SimpleNamespace(words=wording("bg"), project=None), Found(figures, (), (), 0))["facts"])
    assert shown["Във файловете, в евро"] == wording("bg").amount(said)
    same = replace(figures, comes_to=figures.euro)
    shown = dict(in_words(SimpleNamespace(words=wording("bg"), project=None), Found(same, (), (), 0))["facts"])
    assert "Във файловете, в евро" not in shown


def test_it_reads_a_partners_own_sources_before_those_of_the_project():
    own = FundedBy("eu", Text("ИНТЕРРЕГ", "Interreg"), None, Decimal(70), LEAD.id)
    of = whole(sources=(*whole().sources, own))
    assert [[fund.per_cent for fund in part.payers.funds] for part in parts_of(of)] == [[70], [80]]


def test_it_refuses_rates_the_form_cannot_hold():
    wrong = [
        line("3.1", "1", form="flat_rate", rate=Decimal("7.5"), category="indirect"),
        line("3.2", "1", form="flat_rate", rate=Decimal(40), category="other"),
        line("3.3", "1", form="flat_rate", rate=Decimal(5), category="travel"),
        line("3.4", "1", form="flat_rate", rate=Decimal(5), category="services"),
    ]
    part = parts_of(ground([*LINES, *wrong], [], partners=(LEAD, ABROAD)))[0]
    assert part.rates.rates.office_on_staff == 15
    loose = parts_of(ground([SERVICES, *wrong], []))[0].rates
    assert [one.line.number for one in loose.refused] == ["3.1", "3.3", "3.4"]
    assert loose.rates.other == 40
