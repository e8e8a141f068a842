"""Every format, of projects made up by chance, computed again by LibreOffice: each formula gives its cached value, each sum
agrees with the ledger („преизчислено до стотинката“). One start of LibreOffice for each format.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from grants.funders.format import Exact, Format
from grants.funders.grid import Grid
from grants.funders.ground import Entry, Ground, leaves
from grants.funders.interreg_parts import at_rates, parts_of
from grants.funders.registry import FORMATS
from grants.reports.cells import Book
from grants.reports.grounded import figures_of
from grants.reports.rules_ground import ground_warnings
from grants.reports.rules_rates import LUMP_NOT_SHOWN, RATE_CHECKS
from grants.reports.sheets import books
from grants.reports.workbook import written
from grants.values.language import LANGUAGES
from grants.values.money import Money, total
from grants.values.wording import wording
from tests.office import converted
from tests.reports.random_grounds import random_ground

PROJECTS = 50
GOLDEN = Path(__file__).parents[1] / "golden"
_NUMBERED = re.compile(r"\d+")  # of participants and partners, each with a sheet of the same kind
_AN_ERROR = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+[0-9]+)"')
GRIDS = [one for one in FORMATS if any(isinstance(sheet, Grid) for book in one.books for sheet in book.sheets)]
EXACT = [one for one in FORMATS if any(isinstance(sheet, Exact) for book in one.books for sheet in book.sheets)]
OWN = [one for one in FORMATS if one.code == "expenses-period"]


def _named(format_: Format) -> str:
    return f"{format_.code} {format_.edition}"


def _books(format_: Format, number: int) -> Iterator[tuple[str, bytes]]:
    of = random_ground(number)
    for language in LANGUAGES:
        for at, book in enumerate(books(format_, figures_of(of), wording(language), of)):
            yield f"{number:03}-{language}-{at}", written(book, of.last)


def _euro(of: Ground) -> Money:
    return total((one.in_money("EUR") or Money.zero("EUR") for one in of.entries), "EUR")


def _on_lines(*forms: str) -> Callable[[Ground], Money]:
    """What is claimed on the lines planned in a form."""
    return lambda of: total((one.euro for one in of.entries if one.euro and _planned(of, one.line_id) in forms), "EUR")


def _planned(of: Ground, line_id: int | None) -> str:
    own = {line.id: line.form for line in leaves(of.lines)}
    return own.get(line_id or 0, "")


def _rows_at_interreg(of: Ground) -> list[Entry]:
    """All but what a partner claims on the lines of its flat rates: these the form works out itself."""
    parts = {part.partner.id: part for part in parts_of(of)}
    lead = parts_of(of)[0]
    return [
        one
        for one in of.entries
        if one.form != "flat_rate" or one.line_id not in parts.get(one.partner_id or 0, lead).rates.lines
    ]


def _listed_at_interreg(of: Ground) -> Money:
    return total((one.euro for one in _rows_at_interreg(of) if one.euro), "EUR")


# What no flat rate computes, of the ten rows of an Interreg budget: the kinds of cost that stand in each.
_REAL_AT_INTERREG = {
    "Equipment": {"equipment"},
    "Infrastructure and works": {"works"},
    "External expertise and services": {
        *("none", "civil_contract", "services", "events", "training", "allowances", "publicity", "indirect", "other"),
    },
}


def _at_interreg(row: str) -> Callable[[Ground], Money]:
    """What stands in a row of the project's overview by simple addition: as certified, or as declared of a partner on some of
    whose rows control has not decided.
    """

    def simply(of: Ground) -> Money:
        listed = _rows_at_interreg(of)
        open_ = {_reports(of, one) for one in listed if one.state not in {"approved", "cut", "parked"}}
        mine = (one for one in listed if _row_at_interreg(one) == row)
        return total((_standing(one, certified=_reports(of, one) not in open_) for one in mine), "EUR")

    return simply


def _reports(of: Ground, one: Entry) -> int | None:
    """Which partner reports an expense: the lead what is nobody's."""
    known = {part.partner.id for part in parts_of(of)}
    return one.partner_id if one.partner_id in known else parts_of(of)[0].partner.id


def _row_at_interreg(one: Entry) -> str:
    if one.form == "lump_sum":
        return "Lump sum"
    if one.form == "unit_cost" and one.category in {"none", "indirect", "other"}:
        return "Unit Costs"
    return next((row for row, kinds in _REAL_AT_INTERREG.items() if one.category in kinds), "")


def _standing(one: Entry, *, certified: bool) -> Money:
    euro = one.euro or Money.zero("EUR")
    if not certified:
        return euro
    return Money.zero("EUR") if one.state == "parked" else euro - (one.cut_euro or Money.zero("EUR"))


def _direct_of_the_eu(of: Ground) -> Money:
    indirect = {line.id for line in of.lines if line.article.startswith("mga_") or line.number.split(".")[0] == "E"}
    rows = (one for one in of.entries if one.category != "indirect" and one.line_id not in indirect)
    return total((one.euro for one in rows if one.euro), "EUR")


def _of_the_recipient(of: Ground) -> Money:
    now = (part for one in of.entries if not _a_sub_grant(of, one) for part in _parts(one))
    before = (part for one in of.earlier if not _a_sub_grant(of, one) for part in _parts(one.turned or one))
    matched = (part for one in of.sub_grants for part in (one.matched, one.matched_in_kind))
    return total((part for part in (*now, *before, *matched) if part.currency == "USD"), "USD")


def _parts(one: Any) -> Iterator[Money]:
    for part in (one.own, one.in_kind, one.third):
        turned = one.part_in(part, "USD") if isinstance(one, Entry) else part
        yield turned or Money.zero("USD")


def _a_sub_grant(of: Ground, one: Any) -> bool:
    return bool(of.sub_grants) and one.category == "sub_grants"


def _in_dollars(of: Ground) -> Money:
    return total((one.in_money("USD") or Money.zero("USD") for one in of.entries), "USD")


# Of each format the sheets whose cell, by the heading of its column and what its row is called, together state what the
# ledger's rows come to by simple addition: (sheets, heading or the one that stands for it, row, sum). ИСУН takes nothing below
# zero, so that its sheet tells apart what is typed and what the ledger has.
STATED: dict[str, list[tuple[tuple[str, ...], str, str, Callable[[Ground], Money]]]] = {
    "isun-form": [(("INVENTORY OF DOCUMENTS",), "Total of the sup", "Total", _euro)],
    "isun-typing": [(("To be typed", "Without a document"), "In the ledger|Total", "Total", _euro)],
    "eu-mga": [(("Consolidated",), "Direct costs A–D", "Total", _direct_of_the_eu)],
    "eu-mga-lump-sums": [(("Work packages",), "This report", "Total", _on_lines("lump_sum"))],
    "eu-mga-units": [(("Units",), "This report", "Total", _on_lines("unit_cost"))],
    "prag": [(("Expenditure list",), "Amount EUR", "Total", _euro)],
    "sf-425": [
        (("SF-425",), "Cumulative, USD", "10j", _of_the_recipient),
        (("Expenses in dollars",), "Amount in USD", "Total", _in_dollars),
    ],
    "eea-interim": [(("Interim report",), "Total this perio", "Total", _euro)],
    "esf-plus-sco": [(("By form",), "This report", "Total", _euro)],
    "interreg-project": [
        (("Overview 2 Categories",), "Current report", row, _at_interreg(row))
        for row in (*_REAL_AT_INTERREG, "Lump sum", "Unit Costs")
    ],
    "interreg-partner": [(("List of expenditure",), "Declared amount in EUR", "Total", _listed_at_interreg)],
}


def _stated(drawn: Sequence[Book], sheets: tuple[str, ...], heading: str, row: str) -> list[Money]:
    found = []
    for sheet in (sheet for book in drawn for sheet in book.sheets if sheet.name in sheets):
        named = [one.text for one in sheet.headings]
        at = next(named.index(text) for wanted in heading.split("|") for text in named if text.startswith(wanted))
        for cells in (one.cells for one in sheet.all_rows()):
            value = cells[at].value
            if any(str(cell.value).startswith(row) for cell in cells) and isinstance(value, Money):
                found.append(value)
    return found


def _claimed_apart(of: Ground, what: str, format_: Format) -> bool:
    """Whether a sum that does not agree is claimed of simplified costs otherwise than the form counts them: there the made-up
    projects are at fault, and it is told of them.
    """
    if "flat_rates_as_counted" in format_.checks:
        counted = ("flat_rates_as_counted", "units_as_counted", "lump_sums_whole")
        told = (*(one for name in counted for one in RATE_CHECKS[name](format_, of)), *ground_warnings(format_, of))
        return what.startswith(_COUNTED) and any(one.sentence != LUMP_NOT_SHOWN for one in told)
    apart = [one.lines for part in parts_of(of) for one in at_rates(part) if one.claimed not in {one.computed, 0}]
    return any(what.startswith(f"{said} {', '.join(lines)}:") for lines in apart for said in _FLAT_RATES)


_COUNTED = (
    *("Единна ставка, ред", "Flat rate, line", "Единични разходи: заявено", "Unit costs: claimed"),
    *("Еднократна сума, ред", "Lump sum, line"),
)
_FLAT_RATES = ("Единна ставка, ред", "Flat rate, line")


@pytest.mark.parametrize("format_", GRIDS, ids=_named)
def test_it_draws_any_project_and_every_sum_agrees_in_both_languages(format_):
    for number in range(12):
        of = random_ground(number)
        english, bulgarian = (list(books(format_, figures_of(of), wording(one), of)) for one in ("en", "bg"))
        for sheet in (sheet for book in (*english, *bulgarian) for sheet in book.sheets):
            for line in sheet.all_rows():
                cells = [cell.value for cell in line.cells]
                apart = "ERROR" in cells and not _claimed_apart(of, str(cells[0]), format_)
                assert not apart, (number, sheet.name, cells)
        for sheets, heading, row, simply in STATED.get(format_.code, ()):
            stated, expected = _stated(english, sheets, heading, row), simply(of)
            assert total(stated, expected.currency) == expected, (number, sheets, heading, stated)
        assert _figures(english) == _figures(bulgarian), number


def _figures(drawn: Sequence[Book]) -> list[list[list[object]]]:
    """Every figure of a report in its place, whatever language is around it."""
    return [
        [
            [cell.value if isinstance(cell.value, Money | int | Decimal | dt.date) else "" for cell in line.cells]
            for line in sheet.all_rows()
        ]
        for book in drawn
        for sheet in book.sheets
    ]


@pytest.mark.parametrize("format_", GRIDS, ids=_named)
def test_every_sheet_that_a_report_can_have_is_kept_as_a_text(format_):
    kept = {
        name
        for path in GOLDEN.glob("*_en.txt")
        for name in re.findall(r"(?m)^--- (.+)$", path.read_text(encoding="utf-8"))
        if path.name.replace("_", "-").replace("sf425", "sf-425").startswith(format_.code)
    }
    drawn = {
        sheet.name
        for number in range(12)
        for book in books(format_, figures_of(random_ground(number)), wording("en"), random_ground(number))
        for sheet in book.sheets
    }
    sheets = (sheet for book in format_.books for sheet in book.sheets)
    drawn |= {sheet.name.en for sheet in sheets if isinstance(sheet, Grid) and not sheet.each}
    assert {_NUMBERED.sub("1", name) for name in drawn} <= {_NUMBERED.sub("1", name) for name in kept}


@pytest.mark.parametrize("format_", EXACT, ids=_named)
def test_every_workbook_that_is_imported_is_kept_as_a_text(format_):
    kept = (GOLDEN / f"{format_.code}_bg.txt").read_text(encoding="utf-8")
    headings = [column.heading.bg.strip() for sheet in format_.books[0].sheets for column in sheet.columns]
    assert [heading for heading in headings if heading not in kept] == []


@pytest.mark.walk
@pytest.mark.office
@pytest.mark.parametrize("format_", [*GRIDS, *OWN], ids=_named)
def test_it_computes_again_to_the_same_figures(format_, tmp_path: Path):
    ours, again = tmp_path / "ours", tmp_path / "again"
    ours.mkdir()
    for number in range(PROJECTS):
        for name, content in _books(format_, number):
            (ours / f"{name}.xlsx").write_bytes(content)
    converted(sorted(ours.iterdir()), "xlsx", again, tmp_path, seconds=900)
    wrong = []
    for path in sorted(ours.iterdir()):
        wrong += list(_differences(path, again / path.name))
    assert wrong == []


def _differences(one: Path, other: Path) -> Iterator[str]:
    yield from _failed(other)
    ours, theirs = CalamineWorkbook.from_path(one), CalamineWorkbook.from_path(other)
    assert ours.sheet_names == theirs.sheet_names
    for name in ours.sheet_names:
        rows, again = (
            _filled(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for book in (ours, theirs)
        )
        if len(rows) != len(again):
            yield f"{one.stem} {name}: {len(rows)} rows, computed again {len(again)}"
        for at, (row, found) in enumerate(zip(rows, again, strict=False), start=1):
            if len(row) != len(found):
                yield f"{one.stem} {name} row {at}: {len(row)} cells, computed again {len(found)}"
            for column, (value, computed) in enumerate(zip(row, found, strict=False)):
                if not _same(value, computed):
                    yield f"{one.stem} {name} row {at} column {column}: {value!r} computed again is {computed!r}"


def _failed(computed: Path) -> Iterator[str]:
    """The cells that compute to an error, which is read as an empty text otherwise."""
    with zipfile.ZipFile(computed) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                for cell in _AN_ERROR.findall(parts.read(name)):
                    yield f"{computed.stem} {name} {cell.decode()} is an error when computed again"


def _filled(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Rows up to the last that holds anything, each up to its last cell that does: blank ones are written or not."""
    cut = [list(row) for row in rows]
    for row in cut:
        while row and str(row[-1]).strip() == "":
            row.pop()
    while cut and not cut[-1]:
        cut.pop()
    return cut


def _same(value: object, computed: object) -> bool:
    if isinstance(value, int | float) and isinstance(computed, int | float):
        return abs(value - computed) < 1e-6
    if isinstance(value, dt.date) and isinstance(computed, dt.date):
        return f"{value:%Y-%m-%d}" == f"{computed:%Y-%m-%d}"
    return str(value).strip() == str(computed).strip()
