"""The workbook of expenses holds the figures to the cent, says the same when it is computed again, and prints („Разходи“)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from grants.expenses.rules import DocumentKind, ExpenseState
from grants.funders.registry import format_named
from grants.reports.figures import figures
from grants.reports.rows import Before, Claim, Paper
from grants.reports.sheets import books, file_name
from grants.reports.workbook import written
from grants.values.language import Text
from grants.values.money import Money, in_euro
from grants.values.wording import wording
from tests.office import converted
from tests.properties import kept
from tests.reports.isun_importer import MAIN, parts, sheet_paths
from tests.reports.papers import ABOUT, FIRST, LAST, LINES, NUMBERS, claim, paper, whole_report

FORMAT = format_named("expenses-period")
LISTED, BY_LINE, BY_CURRENCY = 1, 2, 3  # places of the sheets


def workbook(found, language="bg") -> bytes:
    return written(books(FORMAT, found, wording(language))[0], found.last)


def read(content: bytes, place: int) -> list[list[object]]:
    """A sheet's rows as its cells hold them, the headings first."""
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(place)
    return [list(row) for row in sheet.to_python(skip_empty_area=False)[3:]]


def cents(value: object) -> int:
    assert isinstance(value, int | float), value
    return round(Decimal(repr(value)) * 100)


def test_it_gives_the_same_bytes_for_the_same_figures():
    assert workbook(whole_report()) == workbook(whole_report())


def test_it_names_its_file_by_project_content_and_period():
    about = ABOUT.__class__("1/2019: „Мост“?", "", Text(), Text())
    found = figures(about, FIRST, LAST, [], [], LINES, ())
    name = file_name(books(FORMAT, found, wording("bg"))[0], found)
    assert name == "1-2019- „Мост“- Разходи за периода 2025-12-01 2026-02-28.xlsx"


@pytest.mark.parametrize("language", ["bg", "en"])
def test_it_holds_real_numbers_dates_and_text(language):
    heading, first, *_ = read(workbook(whole_report(), language), LISTED)
    row = dict(zip(heading, first, strict=True))
    words = {"bg": ("Дата", "Заявена сума", "Номер на документа"), "en": ("Date", "Claimed", "Document number")}[
        language
    ]
    assert row[words[0]] == date(2025, 12, 9)
    assert row[words[1]] == 123.45
    assert row[words[2]] == "0000000001"


def test_it_never_makes_a_formula_of_what_people_wrote():
    bad = "=cmd|'/C calc'!A0 зло"
    one = paper(1, supplier=bad, paper_number="@SUM(1)", description=Text(bad), partner=Text("+1", "-1"))
    content = workbook(figures(ABOUT, FIRST, LAST, [one], [claim(one, 4, "1")], LINES, ()))
    found = parts(content)
    formulas = [
        f.text or "" for _n, _s, path in sheet_paths(found) for f in ET.fromstring(found[path]).iter(f"{MAIN}f")
    ]
    assert formulas
    assert not [formula for formula in formulas if "cmd" in formula or "@" in formula]
    assert read(content, LISTED)[1][5] == bad


def test_it_repeats_the_headings_and_says_project_and_period_on_every_page():
    found = parts(workbook(whole_report()))
    names = [one.text or "" for one in ET.fromstring(found["xl/workbook.xml"]).iter(f"{MAIN}definedName")]
    assert "Разходи!$4:$4" in names
    for _name, _state, path in sheet_paths(found):
        page = ET.fromstring(found[path])
        setup = page.find(f"{MAIN}pageSetup")
        assert setup is not None
        assert (setup.get("orientation"), setup.get("paperSize"), setup.get("fitToHeight")) == ("landscape", "9", "0")
        header = page.findtext(f"{MAIN}headerFooter/{MAIN}oddHeader") or ""
        assert ABOUT.number in header
        assert wording("bg").period(FIRST, LAST) in header


def test_it_escapes_what_a_page_header_would_take_for_a_sign_of_its_own():
    about = ABOUT.__class__("п-1", "Х&Y", Text("Много дълго заглавие на проект " * 20), Text())
    found = parts(workbook(figures(about, FIRST, LAST, [], [], LINES, ())))
    header = ET.fromstring(found[sheet_paths(found)[0][2]]).findtext(f"{MAIN}headerFooter/{MAIN}oddHeader") or ""
    assert "Х&&Y" in header
    assert len(header) < 255


amounts = st.integers(-99_999_999, 99_999_999)


@st.composite
def reports(draw):
    papers = [
        Paper(
            at,
            str(at),
            draw(st.sampled_from([kind.value for kind in DocumentKind])),
            f"Ф-{at}",
            FIRST + timedelta(days=draw(st.integers(0, 80))),
            None,
        )
        for at in range(1, draw(st.integers(1, 5)) + 1)
    ]
    claims = []
    for one in papers:
        currency = draw(st.sampled_from(("EUR", "EUR", "BGN", "USD")))
        for _ in range(draw(st.integers(1, 3))):
            line = draw(st.sampled_from((*NUMBERS, None)))
            claims.append(
                Claim(
                    one.id,
                    Money(draw(amounts), currency),
                    Money(draw(amounts), currency),
                    ExpenseState.VERIFIED,
                    line,
                    NUMBERS.get(line, ""),
                )
            )
    for _ in range(draw(st.integers(0, 2))):
        parts = [Money(draw(amounts), "EUR") for _ in range(4)]
        line = draw(st.sampled_from((*NUMBERS, None)))
        claims.append(
            Claim(
                None,
                parts[0],
                parts[1],
                ExpenseState.VERIFIED,
                line,
                NUMBERS.get(line, ""),
                in_kind=parts[2],
                third=parts[3],
                form="unit_cost",
                day=LAST,
            )
        )
    earlier = Money(draw(amounts), "BGN")
    opening = draw(st.none() | st.just(FIRST))
    return figures(ABOUT, FIRST, LAST, papers, claims, LINES, [Before(2, earlier, in_euro(earlier), opening)])


@kept
@given(reports())
def test_it_reads_back_to_the_cent(found):
    content = workbook(found)
    _, *listed = read(content, LISTED)
    assert [cents(row[15]) for row in listed[: len(found.expenses)]] == [
        row.claim.amount.minor for row in found.expenses
    ]
    _, *by_line = read(content, BY_LINE)
    shown = [*found.lines, *found.line_totals]
    for row, line in zip(by_line[: len(shown)], shown, strict=True):
        assert row[2] == line.currency
        before = (line.approved, line.previous, line.opening)
        parts = (line.this, line.grant, line.own, line.in_kind, line.third)
        expected = (*before, *parts, line.so_far, line.standing.left)
        assert [cents(value) for value in row[3:13]] == [amount.minor for amount in expected]
    opened = [total.opening.minor for total in found.line_totals if total.opening]
    assert [cents(row[4]) for row in by_line[len(shown) :]] == opened
    _, *totals = read(content, BY_CURRENCY)
    for row, sums in zip(totals, found.currencies, strict=False):
        assert (row[0], row[1], row[2]) == (sums.currency, sums.documents, sums.expenses)
        assert cents(row[3]) == sums.claimed.minor
    assert cents(totals[len(found.currencies)][8]) == found.euro.minor


# --- in LibreOffice --------------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path) -> Callable[[Path, str], Path]:
    """A workbook computed again by LibreOffice, as a file of a kind."""

    def convert(source: Path, kind: str) -> Path:
        folder = tmp_path / kind
        converted([source], kind, folder, tmp_path)
        return Path(folder / f"{source.stem}.{kind}")

    return convert


@pytest.mark.office
@pytest.mark.walk
def test_it_computes_again_to_the_same_figures(office: Callable[[Path, str], Path], tmp_path: Path):
    one, other = paper(20), paper(21, currency="USD", issued_on=FIRST, paid_on=FIRST)
    mixed = whole_report()
    with_dollars = figures(
        ABOUT,
        FIRST,
        LAST,
        [one, other],
        [claim(one, 2, "10.01", "1.01"), claim(other, 3, "7.77"), claim(other, None, "1.23")],
        LINES,
        (),
    )
    in_euro_only = figures(
        ABOUT,
        FIRST,
        LAST,
        [paper(3)],
        [claim(paper(3), 4, "10.01", "1.01"), claim(paper(3), None, "2.02")],
        LINES[3:],
        (),
    )
    for name, found in (("смесен", mixed), ("долари", with_dollars), ("евро", in_euro_only)):
        source = tmp_path / f"{name}.xlsx"
        source.write_bytes(workbook(found))
        again = office(source, "xlsx").read_bytes()
        formulas = 0
        for place in (LISTED, BY_LINE, BY_CURRENCY):
            for ours, theirs in zip(read(source.read_bytes(), place), read(again, place), strict=True):
                formulas += 1
                for value, again_value in zip(ours, theirs, strict=False):
                    assert _same(value, again_value), (name, place, value, again_value)
        assert formulas > 10


def _same(ours: object, theirs: object) -> bool:
    """A share is written with two decimals of a per cent and computed again with all of them."""
    if isinstance(ours, float) and isinstance(theirs, float):
        return abs(ours - theirs) < 0.0001
    return ours == theirs


@pytest.mark.office
@pytest.mark.walk
def test_it_prints_each_sheet_of_an_ordinary_report_on_one_page(office: Callable[[Path, str], Path], tmp_path: Path):
    source = tmp_path / "разходи.xlsx"
    source.write_bytes(workbook(whole_report()))
    pages = re.findall(rb"/Type\s*/Page\b", office(source, "pdf").read_bytes())
    assert len(pages) == 4
