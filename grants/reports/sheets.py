"""The sheets of a report, cell by cell: what the preview shows, what the files hold and what the golden tests read.

Pure: a format and figures go in; sums are formulas beside their value, so that an accountant can follow them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from grants.budget.kinds import COST_FORMS
from grants.expenses.rules import DOCUMENT_KINDS, EXPENSE_STATES
from grants.funders import format as layout
from grants.funders.format import Column, Convert, CurrencyRule, Exact, Form, Format, Listing, Rows, Style, Summary
from grants.funders.grid import Grid
from grants.funders.grid import Kind as RowKind
from grants.funders.ground import Ground
from grants.reports.about import AMOUNTS, about
from grants.reports.cells import Book, Budgeted, Cell, Drawn, Heading, Reached, Row, Sheet, Value, headed
from grants.reports.figures import CurrencyRow, Figures
from grants.reports.formulas import ADDED_UP, Place, added_up, counted_if, only_if, share_of
from grants.reports.grids import grid_sheets
from grants.reports.lines import EURO, LEV, LineRow
from grants.reports.own_behind import Found, OwnBehind
from grants.reports.rows import Claim, ExpenseRow, Paper
from grants.reports.shown import ONCE, Figure, currency_figure, expense_figure, line_figure, paper_figure
from grants.values.language import LANGUAGES, N_, Text
from grants.values.money import Money
from grants.values.wording import Wording

_KINDS_SAID: Final = {**DOCUMENT_KINDS, **COST_FORMS}
_PARTS: Final = ("grant", "own", "in_kind", "third")
_KINDS_OF_ROW: Final = {
    "itself": N_("on the chapter itself"),
    "none": N_("on no budget line yet"),
}


HEADED: Final = headed(0, banded=False)


def books(format_: Format, figures: Figures, words: Wording, ground: Ground | None = None) -> tuple[Book, ...]:
    """The workbooks of a report: those of the format, then those of the formats beside it.

    `ground` is asked for by formats whose sheets are grids.
    """
    return tuple(
        drawn
        for part in format_.package
        for book in part.books
        for drawn in _drawn_books(part, book, figures, words, ground)
    )


def _drawn_books(
    format_: Format, book: layout.Book, figures: Figures, words: Wording, ground: Ground | None
) -> Iterator[Book]:
    """A workbook, or one for each part of the ground it is made for."""
    if ground is None or book.each is None:
        yield _book(format_, book, figures, words, ground)
        return
    for name, part in book.each(ground):
        yield _book(format_, replace(book, name=_together(book.name, name)), figures, words, part)


def _together(one: Text, other: Text) -> Text:
    return Text(*(", ".join(filter(None, (one.own(language), other.in_(language)))) for language in LANGUAGES))


def _book(format_: Format, book: layout.Book, figures: Figures, words: Wording, ground: Ground | None) -> Book:
    drawn = _Drawn(format_.currency, book, figures, words, ground)
    own = tuple(drawn.sheet(sheet) for sheet in book.sheets if not isinstance(sheet, Grid))
    grids = grid_sheets(book, ground, words) if ground is not None else ()
    return Book(
        book.name.in_(words.language),
        format_.name.in_(words.language),
        drawn.project,
        words.period(figures.first, figures.last),
        (*own, *grids),
        book.file(ground, words.language) if book.file and ground is not None else "",
    )


def file_name(book: Book, figures: Figures) -> str:
    """What the file of a workbook is called: as the funder says it, or as all of ours."""
    return _allowed(book.file) if book.file else named_file(book.name, ".xlsx", figures)


def named_file(what: str, suffix: str, figures: Figures) -> str:
    """What a file is called: the project, what it is, the period. No sign a file system refuses."""
    return _allowed(f"{figures.about.code} {what} {figures.first:%Y-%m-%d} {figures.last:%Y-%m-%d}{suffix}")


def _allowed(name: str) -> str:
    return "".join("-" if sign in '/\\:*?"<>|' or not sign.isprintable() else sign for sign in name)


def worded(shows: str, value: Figure, words: Wording) -> Value:
    """A figure as a cell holds it: texts, kinds and states in the language of the file."""
    if isinstance(value, Text):
        return value.in_(words.language) or None
    if shows == "kind" and isinstance(value, str):
        return words.say(_KINDS_SAID[value])
    if shows == "state" and isinstance(value, str):
        return words.say(EXPENSE_STATES[value])
    return value or None if isinstance(value, str) else value


class _Drawn:
    """The sheets of one workbook, which may refer to one another."""

    def __init__(
        self, rule: CurrencyRule, book: layout.Book, figures: Figures, words: Wording, ground: Ground | None
    ) -> None:
        self.rule, self.figures, self.words = rule, figures, words
        self.behind = OwnBehind(ground, figures.lines) if ground is not None else None
        self.book_name = book.name.in_(words.language)
        of = figures.about
        self.project = " · ".join(part for part in (of.number, of.title.in_(words.language)) if part)
        listing = next(
            (sheet for sheet in book.sheets if isinstance(sheet, Listing) and sheet.rows is Rows.EXPENSES), None
        )
        self.listed: Place | None = None
        if listing and figures.listed:
            name = listing.name.in_(words.language)
            shown = tuple(column.shows for column in listing.columns)
            self.listed = Place(shown, HEADED + 1, HEADED + len(figures.listed), name)

    def sheet(self, sheet: layout.Sheet) -> Sheet:
        """One sheet of the workbook."""
        match sheet:
            case Exact():
                return self._exact(sheet)
            case Form():
                return self._form(sheet)
            case Summary() if sheet.rows is Rows.LINES:
                return self._headed(sheet, *self._by_line(sheet))
            case Summary():
                return self._headed(sheet, *self._by_currency(sheet))
            case Listing() if sheet.rows is Rows.EXPENSES:
                return self._expenses(sheet)
            case _:
                documents = Drawn(
                    self.figures.documents,
                    lambda paper: self._row(sheet.columns, partial(paper_figure, paper), document=paper.id),
                )
                return self._headed(sheet, documents)

    def _headed(self, sheet: Listing | Summary, rows: Sequence[Row], below: Sequence[Row] = ()) -> Sheet:
        language = self.words.language
        name = sheet.name.in_(language)
        period = self.words.period(self.figures.first, self.figures.last)
        headings = tuple(Heading(c.heading.in_(language), c.width, c.style) for c in sheet.columns)
        whole = replace(rows, after=tuple(below)) if isinstance(rows, Drawn) else (*rows, *below)
        return Sheet(name, (f"{name}, {period}", self.project), headings, whole, data=len(rows))

    def _row(
        self,
        columns: Iterable[Column],
        figure: Callable[[str], Figure],
        kind: RowKind = RowKind.ROW,
        formulas: Mapping[str, str] | None = None,
        depth: int = 0,
        behind: Found | None = None,
        **of: int | None,
    ) -> Row:
        """A row; `behind` its figures stand these, or it is `of` one expense or document."""
        written, stands = formulas or {}, behind or {}
        return Row(
            tuple(
                Cell(
                    worded(c.shows, figure(c.shows), self.words),
                    c.style,
                    written.get(c.shows, ""),
                    stands.get(c.shows),
                )
                for c in columns
            ),
            kind,
            depth,
            **of,
        )

    # --- exact ------------------------------------------------------------------------------------------------------

    def _exact(self, sheet: Exact) -> Sheet:
        headings = tuple(Heading(c.heading.in_(sheet.language), c.width, c.style) for c in sheet.columns)
        rows = Drawn(
            self.figures.new_documents,
            lambda paper: Row(
                tuple(Cell(_exact_value(sheet, column, paper), column.style) for column in sheet.columns),
                document=paper.id,
            ),
        )
        return Sheet(sheet.name, (), headings, rows, data=len(rows), exact=sheet)

    # --- labelled cells ---------------------------------------------------------------------------------------------

    def _form(self, sheet: Form) -> Sheet:
        language = self.words.language
        rows: list[Row] = []
        for labelled in sheet.cells:
            label = labelled.label.in_(language)
            for beside, cell in about(labelled.shows, self.figures, self.words, self._total_in_euro()):
                if isinstance(cell.value, Money):
                    cell.behind = self._behind_about(labelled.shows, cell.value.currency)
                rows.append(Row((Cell(f"{label}, {beside}" if beside else label), cell)))
        headings = (Heading("", 34, Style.TEXT), Heading("", 90, Style.TEXT))
        return Sheet(sheet.name.in_(language), (self.book_name,), headings, tuple(rows))

    def _behind_about(self, shows: str, currency: str) -> Reached | Budgeted | None:
        found = self._behind(lambda of: of.of_currency(currency) if shows in AMOUNTS else of.everything())
        return found.get(shows) or found.get("euro")

    def _behind(self, find: Callable[[OwnBehind], Found]) -> Found:
        """What stands behind the figures of a row; nothing where the sheets are drawn without their ground."""
        return find(self.behind) if self.behind is not None else {}

    # --- the listing ------------------------------------------------------------------------------------------------

    def _expenses(self, sheet: Listing) -> Sheet:
        listed = self.figures.listed
        below = [*self._totals_by_currency(sheet), *self._total_of_listing(sheet)]

        def draw(row: ExpenseRow) -> Row:
            return self._row(sheet.columns, partial(self._expense_figure, row), entry=row.claim.expense_id)

        if isinstance(listed, Sequence):
            return self._headed(sheet, Drawn(listed, draw), below)
        return replace(self._headed(sheet, (), below), data=len(listed), long=lambda: map(draw, listed))

    def _expense_figure(self, row: ExpenseRow, shows: str) -> Figure:
        figure = expense_figure(row, shows)
        if row.paper or shows != "description" or not isinstance(figure, Text):
            return figure
        return self._without_paper(row.claim, figure.in_(self.words.language))

    def _without_paper(self, claim: Claim, description: str) -> str:
        """What a claim without a document says in place of one: its description, its units at their price, its evidence."""
        units = ""
        if claim.units is not None and claim.unit_price is not None:
            price = self.words.amount(claim.unit_price)
            units = f"{self.words.number(claim.units.normalize())} × {price}"
        return " · ".join(part for part in (description, units, claim.evidence) if part)

    def _totals_by_currency(self, sheet: Listing) -> list[Row]:
        here = self.listed
        made = []
        paper_totals = self.figures.paper_totals
        claimed = {row.currency: row for row in self.figures.currencies}
        for code in sorted({*paper_totals, *claimed}, key=lambda code: (code != EURO, code)):
            net, vat = paper_totals.get(code, (None, None))
            sums: dict[str, Value] = {"net": net, "vat": vat}
            if code in claimed:
                row = claimed[code]
                sums |= {"claimed": row.claimed, "grant": row.grant, "own": row.own, "euro": row.euro}
                sums |= {"in_kind": row.in_kind, "third": row.third}
            formulas = {
                shows: only_if(here, shows, "document_currency" if shows in ONCE else "currency", code)
                for shows, value in sums.items()
                if value is not None and here
            }
            label = self.words.say(N_("Total, {currency}"), currency=code)
            behind = self._behind(partial(OwnBehind.of_currency, code=code))
            made.append(self._total_row(sheet.columns, label, sums, formulas, behind=behind))
        return made

    def _total_of_listing(self, sheet: Listing) -> list[Row]:
        """The total in euro, where more than the euro was claimed."""
        if {row.currency for row in self.figures.currencies} <= {EURO}:
            return []
        formula = added_up(self.listed, "euro") if self.listed else ""
        label = self.words.say(N_("Total in euro"))
        behind = self._behind(OwnBehind.everything)
        total_row = self._total_row(sheet.columns, label, {"euro": self.figures.euro}, {"euro": formula}, behind=behind)
        return [total_row, *self._euro_remarks(sheet.columns)]

    def _total_row(
        self,
        columns: Sequence[Column],
        label: str,
        sums: Mapping[str, Value],
        formulas: Mapping[str, str],
        kind: RowKind = RowKind.TOTAL,
        behind: Found | None = None,
    ) -> Row:
        stands = behind or {}
        cells = [Cell(sums.get(c.shows), c.style, formulas.get(c.shows, ""), stands.get(c.shows)) for c in columns]
        cells[0] = Cell(label, Style.TEXT)
        return Row(tuple(cells), kind)

    def _total_in_euro(self) -> Money:
        by_item = self.rule.convert is Convert.EACH_ITEM
        return self.figures.euro if by_item else self.figures.euro + self.figures.gap

    def _euro_remarks(self, columns: Sequence[Column]) -> list[Row]:
        made = []
        if self.figures.gap:
            label = self.words.say(
                N_("Rounding difference: totals converted at once, less expenses converted one by one")
            )
            made.append(self._total_row(columns, label, {"euro": self.figures.gap}, {}, RowKind.REMARK))
        if self.figures.without_rate:
            label = self.words.say(
                N_("Not in the total in euro, because there is no fixed rate: {currencies}"),
                currencies=list(self.figures.without_rate),
            )
            made.append(self._total_row(columns, label, {}, {}, RowKind.REMARK))
        return made

    # --- by budget line ---------------------------------------------------------------------------------------------

    def _by_line(self, sheet: Summary) -> tuple[list[Row], list[Row]]:
        here = Place(tuple(c.shows for c in sheet.columns), HEADED + 1, HEADED + len(self.figures.lines))
        rows = [
            self._row(
                sheet.columns,
                partial(self._line_figure, line),
                RowKind.CHAPTER if line.kind == "chapter" else RowKind.ROW,
                self._line_formulas(here, at, line),
                line.depth,
                self._behind(partial(OwnBehind.of_line, line=line)),
            )
            for at, line in enumerate(self.figures.lines)
        ]
        totals = [
            self._line_total(sheet, here, at, row) for at, row in enumerate(self.figures.line_totals, start=len(rows))
        ]
        return rows, [*totals, *self._opening_rows(sheet)]

    def _opening_rows(self, sheet: Summary) -> list[Row]:
        """What of the totals stands as opening figures, a labelled row for each currency."""
        made = []
        for row in self.figures.line_totals:
            if row.opening:
                label = self.words.say(N_("of it opening figures until {day}"), day=self.figures.opening_until)
                sums: dict[str, Value] = {
                    "currency": row.currency,
                    **dict.fromkeys(("previous", "opening", "so_far"), row.opening),
                }
                behind = self._behind(partial(OwnBehind.of_opening, code=row.currency))
                made.append(self._total_row(sheet.columns, label, sums, {}, RowKind.REMARK, behind))
        return made

    def _line_figure(self, line: LineRow, shows: str) -> Figure:
        if shows == "title" and line.kind in _KINDS_OF_ROW:
            return self.words.say(_KINDS_OF_ROW[line.kind])
        return line_figure(line, shows)

    def _line_formulas(self, here: Place, at: int, line: LineRow) -> dict[str, str]:
        formulas = _across(here, at)
        if line.kind == "chapter":
            below = [place for place, row in enumerate(self.figures.lines) if row.parent == at]
            return formulas | {shows: here.sum_of(shows, below) for shows in ADDED_UP if here.has(shows)}
        return formulas | self._from_listing(here, at, line)

    def _from_listing(self, here: Place, at: int, line: LineRow) -> dict[str, str]:
        """The amounts of the period, out of the listing: the rows that name exactly this line, in this currency."""
        listed = self.listed
        if listed is None or not here.has("number") or not listed.has("line"):
            return {}
        number = here.cell("number", at)
        if line.currency == EURO and any(row.claim.amount.currency == LEV for row in self.figures.expenses):
            # Levs stand beside euro, each converted by itself; every other currency has rows of its own.
            if not (listed.has("euro") and listed.has("currency")):
                return {}
            return {"this": "+".join(listed.of_line(number, "euro", code) for code in (EURO, LEV))}
        return {
            shows: listed.of_line(number, source, line.currency)
            for shows, source in (("this", "claimed"), *((one, one) for one in _PARTS))
            if listed.has(source) and listed.has("currency")
        }

    def _line_total(self, sheet: Summary, here: Place, at: int, row: LineRow) -> Row:
        tops = [
            place
            for place, line in enumerate(self.figures.lines)
            if line.parent is None and line.currency == row.currency
        ]
        formulas = _across(here, at) | {shows: here.sum_of(shows, tops) for shows in ADDED_UP if here.has(shows)}
        label = self.words.say(N_("Total, {currency}"), currency=row.currency)
        sums: dict[str, Value] = {
            column.shows: value
            for column in sheet.columns
            if not isinstance(value := line_figure(row, column.shows), Text) and column.shows != "number"
        }
        behind = self._behind(partial(OwnBehind.of_line, line=row))
        return self._total_row(sheet.columns, label, sums, formulas, behind=behind)

    # --- by currency ------------------------------------------------------------------------------------------------

    def _by_currency(self, sheet: Summary) -> tuple[list[Row], list[Row]]:
        here = Place(tuple(c.shows for c in sheet.columns), HEADED + 1, HEADED + len(self.figures.currencies))
        rows = [
            self._row(
                sheet.columns,
                partial(currency_figure, row),
                formulas=self._currency_formulas(row),
                behind=self._behind(partial(OwnBehind.of_currency, code=row.currency)),
            )
            for row in self.figures.currencies
        ]
        sums: dict[str, Value] = {"euro": self._total_in_euro()}
        by_item = self.rule.convert is Convert.EACH_ITEM
        formulas = {"euro": added_up(here, "euro")} if rows and by_item and here.has("euro") else {}
        behind, label = self._behind(OwnBehind.everything), self.words.say(N_("Total in euro"))
        total_row = self._total_row(sheet.columns, label, sums, formulas, behind=behind)
        return rows, [total_row, *self._euro_remarks(sheet.columns)]

    def _currency_formulas(self, row: CurrencyRow) -> dict[str, str]:
        listed = self.listed
        if listed is None or not listed.has("currency"):
            return {}
        amounts = {
            shows: only_if(listed, shows, "currency", row.currency)
            for shows in ("claimed", *_PARTS, "euro")
            if listed.has(shows) and (shows != "euro" or row.euro is not None)
        }
        return amounts | {"expenses": counted_if(listed, "currency", row.currency)}


def _across(here: Place, at: int) -> dict[str, str]:
    """What a row of the budget computes from its own cells."""
    formulas = {}
    if here.has("so_far") and here.has("previous") and here.has("this"):
        formulas["so_far"] = f"{here.cell('previous', at)}+{here.cell('this', at)}"
    if here.has("remaining") and here.has("approved") and here.has("so_far"):
        formulas["remaining"] = f"{here.cell('approved', at)}-{here.cell('so_far', at)}"
    if here.has("share") and here.has("approved") and here.has("so_far"):
        formulas["share"] = share_of(here.cell("so_far", at), here.cell("approved", at))
    return formulas


def _exact_value(sheet: Exact, column: Column, paper: Paper) -> Value:
    value = paper_figure(paper, column.shows)
    if isinstance(value, date) and column.style is Style.TEXT_DAY:
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Text):
        value = value.in_(sheet.language)
    if not isinstance(value, str):
        return value
    value = column.words.get(value, value)
    opening = column.opens_with.get(paper.kind, "")
    if opening and not value.casefold().startswith(opening.casefold()):
        value = f"{opening}: {value}" if value else opening
    return value or None
