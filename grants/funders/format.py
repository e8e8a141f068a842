"""What a funder's format is made of: editions, files, sheets and columns, all as data.

A column names the figure it shows; a name that does not exist is refused as soon as the format is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from grants.funders.tree import Document
from grants.values.language import Language, Text
from grants.values.money import ROUNDINGS

if TYPE_CHECKING:
    from grants.funders.grid import Grid
    from grants.funders.ground import Ground, PlannedLine
    from grants.values.money import Money


class Rows(StrEnum):
    """What stands in the rows of a sheet."""

    EXPENSES = "expenses"  # a row for each claimed expense of the period
    DOCUMENTS = "documents"  # a row for each supporting document of the period
    LINES = "lines"  # a row for each budget line
    CURRENCIES = "currencies"  # a row for each currency in which something was claimed
    REPORT = "report"  # the report itself: labelled cells
    PARTICIPANTS = "participants"  # a row for each participant
    HOURS = "hours"  # a row for the hours of a member of the team


# Every figure there is, by the rows it belongs to.
FIGURES: Final[Mapping[Rows, tuple[str, ...]]] = {
    Rows.EXPENSES: (
        *("register_number", "kind", "paper_number", "issued_on", "paid_on", "supplier", "supplier_eik"),
        *("description", "line", "activity", "partner", "net", "vat", "document_currency"),
        *("claimed", "currency", "grant", "own", "in_kind", "third", "euro", "state"),
    ),
    Rows.DOCUMENTS: (
        *("register_number", "kind", "paper_number", "issued_on", "paid_on", "supplier", "supplier_eik"),
        *("description", "partner", "net", "vat", "document_currency"),
    ),
    Rows.LINES: (
        *("number", "title", "currency", "approved", "previous", "opening", "this", "grant", "own", "in_kind"),
        *("third", "so_far", "remaining", "share"),
    ),
    Rows.CURRENCIES: ("currency", "documents", "expenses", "claimed", "grant", "own", "in_kind", "third", "euro"),
    Rows.REPORT: (
        *("project", "number", "beneficiary", "period", "documents", "expenses", "claimed", "grant", "own", "in_kind"),
        *("third", "euro", "sources", "day_rule", "left_out"),
    ),
    Rows.PARTICIPANTS: (
        *("place", "first_name", "middle_name", "family_name", "personal_number", "sex", "age", "labour", "education"),
        *("district", "settlement", "phone", "email", "migrant", "foreign_background", "minority", "roma"),
        *("disability", "homeless", "other_disadvantage", "jobless_household", "jobless_with_children"),
        *("single_with_children", "joined_year", "joined_month", "joined_day", "activity_kind", "place_district"),
        *("place_settlement", "participation", "left_year", "left_month", "left_day", "leaving_reason"),
        *("leaving_status",),
    ),
    Rows.HOURS: (
        *("name", "position", "identifier", "personal_number", "engagement", "day", "hours", "done", "results"),
    ),
}

CHECKS: Final = (
    *("at_least_one_document", "required_cells", "no_document_twice"),
    *("documents_complete", "amounts_taken", "issuers_known", "lines_known", "contract_known", "lines_linked"),
    *("preparer_known", "activities_known", "indicators_known", "team_complete", "papers_attached"),
    "amounts_in_euro",
    *("a_line_for_each_expense", "an_amount_in_the_reports_money"),
    *("a_row_for_each_line", "converted_as_the_form_asks"),
    *("specific_costs_in_their_rows", "rates_of_the_agreement"),
    *("flat_rates_stand_apart", "simplified_where_it_must", "volunteers_within_their_limits", "adjustments_explained"),
    *("certificates_due", "days_of_staff"),
    *("expenses_in_its_money", "sources_in_its_money", "receipts_and_sub_grants_in_its_money", "ends_with_a_quarter"),
    "request_complete",
    *("cells_as_asked", "rows_at_most", "days_within", "papers_once", "oddities_told"),
    *("rates_the_form_holds", "nothing_in_replaced_categories", "flat_rates_as_claimed", "certificates_there"),
    *("flat_rates_as_counted", "units_as_counted", "units_at_their_price", "lump_sums_whole"),
)
"""What may be asked of a report before its files are written."""


_PEOPLE: Final = frozenset({Rows.PARTICIPANTS, Rows.HOURS})


class Style(StrEnum):
    """How a cell is written."""

    TEXT = "text"  # wrapped where it is long
    CODE = "code"  # numbers of papers and lines: text, never counted with
    DAY = "day"  # a real date
    TEXT_DAY = "text_day"  # a date written as the text dd.MM.yyyy
    AMOUNT = "amount"
    CURRENCY = "currency"
    COUNT = "count"
    SHARE = "share"  # per cent
    WHOLE_SHARE = "whole_share"  # the same without decimals
    QUANTITY = "quantity"  # a number with decimals that is no money
    OVER = "over"  # words that stand over figures, in a row of the table
    RATE = "rate"  # so many units of a currency for a euro


class UnknownFigure(ValueError):
    """A column shows a figure that does not exist; the message names those that do."""

    def __init__(self, shows: str, rows: Rows) -> None:
        super().__init__(f"There is no figure {shows!r} of {rows.value}; there are: {', '.join(FIGURES[rows])}.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, the figure it shows and how.

    `words` replaces the values of a closed list by the funder's own; `opens_with` begins the text of documents of a
    kind; `required` cells must not be empty; `below` is the number format of cells not yet filled in; `across` how many
    columns the heading stands over (those beside it have none of their own). `formula` is that of every cell of a grid's
    column (see `grid`). Of what a grid's cells hold the funder may ask that it is there (`required`), is at most so long
    (`longest`), not below a number (`least`), not farther from zero than another (`largest`) or not zero (`nonzero`).
    """

    heading: Text
    width: float
    shows: str
    style: Style = Style.TEXT
    words: Mapping[str, str] = field(default_factory=dict)
    opens_with: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    below: str = ""
    across: int = 1
    formula: str = ""
    longest: int = 0
    least: int | None = None
    largest: Decimal | None = None
    nonzero: bool = False


def _known(rows: Rows, *shown: str) -> None:
    for shows in shown:
        if shows not in FIGURES[rows]:
            raise UnknownFigure(shows, rows)


@dataclass(frozen=True, slots=True)
class Listing:
    """A sheet with a row for each expense or document, and totals by currency."""

    name: Text
    rows: Rows
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        _known(self.rows, *(column.shows for column in self.columns))


@dataclass(frozen=True, slots=True)
class Summary:
    """A sheet that adds up: by budget line, or by currency."""

    name: Text
    rows: Rows
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        _known(self.rows, *(column.shows for column in self.columns))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A cell with its label."""

    label: Text
    shows: str


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet of labelled cells about the report as a whole."""

    name: Text
    cells: tuple[Labelled, ...]

    def __post_init__(self) -> None:
        _known(Rows.REPORT, *(cell.shows for cell in self.cells))


@dataclass(frozen=True, slots=True)
class HiddenSheet:
    """A sheet of lists to choose from that is not shown: its cells column by column from the first row, and its widths."""

    name: str
    columns: tuple[tuple[str | int | None, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Cells that offer a list, or ask for a length; `refuses` whatever else is typed, with this title and message."""

    cells: str  # as the sheet names them: "J1 J3:J1048576"
    source: str = ""  # the list's name, or what finds it
    length: int | None = None
    blank: bool = True
    refuses: bool = True
    title: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A heading over several columns, in a row above theirs; the columns are named by what they show."""

    text: str
    first: str
    last: str
    fill: str


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet to be followed to the letter is drawn.

    `fill` of the headings is a colour, or one of the workbook's theme and how far down its palette: 0 the colour itself,
    1 to 5 its tints. `wrapped` sheets centre their rows and let words run on. `allowed` is what protection leaves free.
    """

    heading_height: float
    heading_size: int
    fill: tuple[int, int] | str
    group_height: float = 0
    font: str = "Calibri"
    size: int = 11
    wrapped: bool = False
    bare: bool = False  # without lines between the cells
    zoom: int = 100
    scale: int = 0  # per cent of the printed page, lying; 0: upright, as it is
    header: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exact:
    """A sheet laid out cell by cell as an importer expects it: nothing above the headings, nothing after the rows.

    Always in one language, whatever the reader's. `names` are the defined names of its lists.
    """

    name: str
    rows: Rows
    language: Language
    columns: tuple[Column, ...]
    look: Look
    hidden: tuple[HiddenSheet, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    groups: tuple[Group, ...] = ()
    protected: bool = True

    def __post_init__(self) -> None:
        _known(self.rows, *(column.shows for column in self.columns))
        _known(self.rows, *(group.first for group in self.groups), *(group.last for group in self.groups))

    def place(self, shows: str) -> int:
        """In which column a figure stands, counted from 0."""
        return next(at for at, column in enumerate(self.columns) if column.shows == shows)


Sheet = Listing | Summary | Form | Exact
FIRST_IN_INVENTORY: Final = 2  # the row of the first document


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook of the package: what its file is called, and its sheets.

    `each`: one workbook for each of these, with its name and its part of the ground. `file` is what the funder wants the
    file to be called, in a language, where that is said.
    """

    name: Text
    sheets: tuple[Sheet | Grid, ...]
    each: Callable[[Ground], Iterable[tuple[Text, Ground]]] | None = None
    file: Callable[[Ground, Language], str] | None = None


class Convert(StrEnum):
    """What is converted to euro: each item, or the total of a currency. The other one's gap is shown in its own row."""

    EACH_ITEM = "each_item"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class CurrencyRule:
    """In what money a report speaks: original amounts stay as they are, and beside them stands the euro.

    Only the lev has a rate that is fixed for ever; other currencies are shown and left out of the euro's total. `into` is
    the money of a form that knows only one. `booked` are the rates at which it wants other currencies converted, keys of the
    budget's list, the usual one first; none where it leaves that to the contract.
    """

    convert: Convert = Convert.EACH_ITEM
    rounding: str = "half_up"
    into: str = "EUR"
    booked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rounding not in ROUNDINGS:
            raise ValueError(f"There is no rounding {self.rounding!r}; there are: {', '.join(ROUNDINGS)}.")


@dataclass(frozen=True, slots=True)
class Format:
    """One edition of a funder's format.

    `layout_verified` is true only where a test compares what we write with the funder's own file (of a layout of our own:
    with its golden text). `documents` are files that are no workbooks. `beside` are formats whose files come in the same
    package, `notice` is what a person has to know before the files are used. What is imported of an `appended` format is
    added to what the funder's system has, so that a document imported again stands there twice. `texts` are what is written for its reports and nowhere
    else: the places by which its sheets find them, each with its label; `owed` are those of them that the form asks for and that are
    not written yet. `unmapped` tells the lines for which the form has no row. `comes_to` is what its files claim in
    euro, where the form works that out itself and does not add up the ledger. `source` says where it was taken from. `says` are the sentences the funder's own
    system gives, to the letter, in the language `says_in`, by the rule that is broken and the figure ("missing:paid_on").
    `usual_in` are the programmes, by their keys in `grants.deadlines.presets`, whose reports begin with this format. `in_order`:
    the funder's system takes a package only once those before it are accepted or refused and no amendment is open.
    `tells_decisions`: its files have a place for what was decided after the report was sent.
    """

    code: str
    name: Text
    edition: str
    in_force_from: date
    languages: tuple[Language, ...]
    layout_verified: bool
    currency: CurrencyRule
    books: tuple[Book, ...]
    documents: tuple[Document, ...] = ()
    checks: tuple[str, ...] = ()
    beside: tuple[Format, ...] = ()
    notice: Text = field(default_factory=Text)
    appended: bool = False
    texts: Callable[[Ground], Iterable[tuple[str, Text]]] | None = None
    owed: Callable[[Ground], Iterable[str]] | None = None
    unmapped: Callable[[PlannedLine], bool] | None = None
    comes_to: Callable[[Ground], Money] | None = None
    source: str = ""
    says: Mapping[str, str] = field(default_factory=dict)
    says_in: Language = "bg"
    usual_in: tuple[str, ...] = ()
    in_order: bool = False
    tells_decisions: bool = False

    def __post_init__(self) -> None:
        for check in self.checks:
            if check not in CHECKS:
                raise ValueError(f"There is no check {check!r}; there are: {', '.join(CHECKS)}.")

    def amended(self, *, edition: str, in_force_from: date, **changes: object) -> Format:
        """The next edition: this one with what differs."""
        if in_force_from <= self.in_force_from:
            raise ValueError(f"Edition {edition} must come into force after {self.edition}.")
        return replace(self, edition=edition, in_force_from=in_force_from, **changes)  # type: ignore[arg-type]  # names are checked by the dataclass itself

    @property
    def of_people(self) -> Rows | None:
        """Of whom its rows tell, where it lists people and no expenses: such a file is full of personal numbers, belongs to no
        package and is kept nowhere.
        """
        sheets = (sheet for book in self.books for sheet in book.sheets)
        listed = (sheet.rows for sheet in sheets if isinstance(sheet, Exact))
        return next((rows for rows in listed if rows in _PEOPLE), None)

    @property
    def inventories(self) -> tuple[Exact, ...]:
        """Its sheets that list the documents, a row each, the first of them below one row of headings."""
        sheets = (sheet for book in self.books for sheet in book.sheets)
        return tuple(sheet for sheet in sheets if isinstance(sheet, Exact) and sheet.rows is Rows.DOCUMENTS)

    def theirs(self, rule: str, **facts: str) -> Text:
        """What the funder's system says where a rule is broken; empty where that is not known."""
        said = self.says.get(rule, "").format_map(facts)
        return Text(said) if self.says_in == "bg" else Text(en=said)

    @property
    def package(self) -> tuple[Format, ...]:
        """The format itself and those whose files come beside it."""
        return (self, *self.beside)
