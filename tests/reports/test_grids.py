"""A funder's table, cell by cell: rows with keys, formulas with the addresses of their cells („клетка по клетка“)."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from grants.funders.format import Book, Column, CurrencyRule, Format, Style
from grants.funders.grid import Grid, Kind, Labelled, Line, Spot, checks, compared
from grants.reports.cells import Reached
from grants.reports.grids import NoSuchCell, grid_sheets
from grants.reports.kept_ground import ground_in, lines_of
from grants.reports.stood import key_of, stood_behind
from grants.reports.workbook import written
from grants.values.language import LANGUAGES, Text
from grants.values.money import Money, total
from grants.values.wording import wording
from tests.reports.grounds import drawn, entry, eur, ground, line

LIST = Grid(
    "list",
    Text("Списък", "List"),
    (Column(Text("№", "No."), 6, "number", Style.CODE), Column(Text("Сума", "Amount"), 12, "amount", Style.AMOUNT)),
    lambda of: (Line({"number": one.number, "amount": one.amount}) for one in of.entries),
    long=True,
    after=lambda of: [Line({"number": "Σ", "amount": Spot(_sum(of), "SUM([list!amount])")}, "sum", Kind.TOTAL)],
)
SUMS = Grid(
    "sums",
    Text("Суми", "Sums"),
    (
        Column(Text("Ред", "Row"), 30, "what"),
        Column(Text("Преди", "Before"), 12, "before", Style.AMOUNT),
        Column(Text("Сега", "Now"), 12, "now", Style.AMOUNT),
        Column(Text("Общо", "So far"), 12, "so_far", Style.AMOUNT, formula="[before]+[now]"),
    ),
    lambda of: [
        Line(
            {"what": Text("Първи", "First"), "before": eur("1.10"), "now": _sum(of), "so_far": eur("1.10") + _sum(of)},
            "1",
        ),
        Line({"what": "=1+1"}, "2"),
        Line(
            {
                "what": Text("Всичко", "All"),
                "now": Spot(_sum(of), "SUM([now@1:2])", behind={"line": str(of.lines[0].id)}),
            },
            "all",
            Kind.TOTAL,
        ),
    ],
    above=lambda of: [Labelled(Text("Договор", "Contract"), of.number)],
    bands=((Text("Суми", "Sums"), "before", "so_far"),),
    keys=True,
)
CHECKED = checks(
    lambda of: [compared(Text("Двата листа", "Both sheets"), _sum(of), "[list!amount@sum]", _sum(of), "[sums!now@all]")]
)


def _sum(of) -> Money:
    return total((one.amount for one in of.entries), "EUR")


def _format(*sheets) -> Format:
    book = Book(Text("Проба", "Trial"), sheets)
    return Format("trial", Text("Проба", "Trial"), "1", date(2026, 1, 1), ("bg", "en"), False, CurrencyRule(), (book,))


SOME = ground([line("1.1", "100")], [entry(1, "10.10", line("1.1")), entry(2, "0.02", line("1.1"))])


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_gives_formulas_the_addresses_of_their_cells(language):
    listed, sums, checked = drawn(_format(LIST, SUMS, CHECKED), SOME, language)[0].sheets
    assert [row.cells[1].formula for row in listed.rows] == ["SUM($B$5:$B$6)"]
    assert [cell.formula for cell in sums.rows[0].cells] == ["", "", "", "B8+C8"]
    assert sums.rows[2].cells[2].formula == "SUM(C8:C9)"
    behind = sums.rows[2].cells[2].behind
    assert isinstance(behind, Reached)
    assert list(stood_behind([behind], ["EUR"])[key_of(behind)].ids) == [1, 2]
    assert sums.labels[0][1].value == "BG05SFPR002-2.900-0123-C01"
    assert checked.rows[0].cells[1].formula == f"'{listed.name}'!B7"
    assert [cell.value for cell in checked.rows[0].cells[3:]] == [eur("0"), "OK"]


def test_it_writes_what_it_drew_and_no_text_becomes_a_formula():
    book = drawn(_format(LIST, SUMS, CHECKED), SOME, "bg")[0]
    content = written(book, date(2026, 9, 30))
    assert content == written(book, date(2026, 9, 30))
    read = CalamineWorkbook.from_filelike(BytesIO(content))
    assert read.get_sheet_by_name("Списък").to_python()[3:] == [["№", "Сума"], ["1", 10.1], ["2", 0.02], ["Σ", 10.12]]
    assert [row[0] for row in read.get_sheet_by_name("Суми").to_python()][5:] == [
        "Ред",
        "what",
        "Първи",
        "=1+1",
        "Всичко",
    ]


def test_it_leaves_a_formula_about_no_expenses_out():
    empty = ground([], [])
    total_row = drawn(_format(LIST), empty, "bg")[0].sheets[0].rows[0]
    assert (total_row.cells[1].value, total_row.cells[1].formula) == (Money.zero("EUR"), "")


@pytest.mark.parametrize("formula", ["[nothing]", "[now@nowhere]", "[nosheet!now@1]"])
def test_it_refuses_a_formula_about_a_cell_that_is_not_there(formula):
    wrong = Grid(
        "wrong", Text("Грешка", "Wrong"), SUMS.columns, lambda _of: [Line({"now": Spot(eur("1"), formula)}, "1")]
    )
    with pytest.raises(NoSuchCell):
        grid_sheets(Book(Text("Проба"), (wrong,)), SOME, wording("bg"))


def test_it_keeps_a_ground_as_a_file_and_reads_it_back(tmp_path):
    kept = tmp_path / "основа.jsonl"
    kept.write_bytes(b"".join(lines_of(SOME, SOME.entries)))
    found = ground_in(kept)
    assert len(found.entries) == 2
    assert b"".join(lines_of(found, found.entries)) == kept.read_bytes()
    assert (found.lines, tuple(found.entries), found.tallies) == (SOME.lines, SOME.entries, SOME.tallies)
    assert drawn(_format(LIST, SUMS), found, "bg") is not None
