"""The budget as a grid: the cells of its lines as they are typed and read, and the amounts that follow from them.

An empty amount is always the units at their price or the flat rate on its base, so a cell shows an amount only where it
was typed and differs from that. Nothing here knows a database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from grants.budget.costs import (
    IN_A_CIRCLE,
    MIXED_BASE,
    ON_ITSELF,
    UNKNOWN_BASE,
    PlannedLine,
    flat_objections,
    planned_amounts,
)
from grants.budget.kinds import COST_CATEGORIES, COST_FORMS, CostCategory, CostForm
from grants.budget.records import LINE
from grants.errors import Objection
from grants.values.choices import Choices, references
from grants.values.entry import Reader, plain_line, read_entry, reference_key, typed_again
from grants.values.language import N_
from grants.values.money import Money, total
from grants.values.outline import chapters, numbers_above
from grants.values.reading import Unreadable, whole_number
from grants.values.records import Field, Kind
from grants.values.wording import Wording

Row = Mapping[str, Any]

# In the order in which budgets are written in spreadsheets, so that a block copied from one falls into its columns.
COLUMNS: Final[Mapping[str, str]] = {
    "number": N_("No."),
    "title": N_("Budget line"),
    "unit": N_("Unit"),
    "units": N_("Number of units"),
    "unit_price": N_("Unit price"),
    "amount": N_("Amount"),
    "form": N_("Cost option"),
    "rate": N_("Flat rate, %"),
    "base": N_("Base of the flat rate"),
    "category": N_("Kind of cost"),
    "partner": N_("Partner"),
    "activity": N_("Activity"),
    "year": N_("Year or period"),
}
FIGURES: Final = frozenset({"units", "unit_price", "rate", "amount"})
NUMBER_TAKEN = N_("The number {number} stands on more than one line. Choose another one.")
NOT_THE_SUM = N_(
    "Line {number} is a chapter: the lines below it come to {sum}, not to {amount}. Leave its amount empty."
)
MOST_ROWS: Final = 1000
_LAST_CHAPTER: Final = 10**8  # what is longer is no number of a chapter
TOO_MANY = N_("A budget here has at most {n} lines.")
_BOTH: Final = frozenset({"title", "unit"})
_NUMBER: Final = Field("number", Kind.LINE, COLUMNS["number"], maximum=40)
_CELL: Final = re.compile(r"r(\d{1,5})\.(\w+)")
_STRUCTURE: Final = frozenset({ON_ITSELF, IN_A_CIRCLE, UNKNOWN_BASE, MIXED_BASE})
_PARTS: Final = re.compile(r"\d+(?:\.\d+)*\.?")
# A line of which nothing is known yet; its currency is the budget's.
BLANK: Final[Row] = dict.fromkeys(LINE.columns, "") | {
    **dict.fromkeys(("partner_id", "activity_id", "units", "unit_price_cents", "rate", "amount_cents")),
    "category": CostCategory.NONE,
    "form": CostForm.ACTUAL,
    "article": "none",
    "rounding": "toward_zero",
    "capped": False,
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A row of the grid as it was typed: its place in the form, the line it changes, its cells, or that it goes."""

    key: int
    id: int | None
    cells: Mapping[str, str]
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it is to be kept."""

    key: int
    id: int | None
    number: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """The whole grid as read; what is wrong carries the cell's name (r3.amount) as its place."""

    rows: tuple[Kept, ...] = ()
    removed: tuple[int, ...] = ()
    objections: tuple[Objection, ...] = ()

    def total(self, currency: str) -> Money:
        """What the lines come to in one currency."""
        cents = (row.values["amount_cents"] for row in self.rows if row.values["currency"] == currency)
        return total((Money(one, currency) for one in cents if one is not None), currency)


@dataclass(frozen=True, slots=True)
class Grid:
    """What a grid is read with: the lines as they stand by id, what may be named, the reader, the budget's currency."""

    lines: Mapping[int, Row]
    choices: Choices
    reader: Reader
    currency: str
    names: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Sequence[Row], choices: Choices, reader: Reader, currency: str) -> Grid:
        """A grid whose cells name partners and activities as a list shows them, and read them in any way."""
        language = reader.words.language
        names = {kind: {one.id: one.shown(language) for one in offered} for kind, offered in choices.items()}
        known = references(choices)
        for kind, named in names.items():
            known[kind] |= {reference_key(said): id_ for id_, said in named.items()}
        return cls({line["id"]: line for line in lines}, choices, replace(reader, references=known), currency, names)

    @property
    def words(self) -> Wording:
        """The language of the cells."""
        return self.reader.words


# --- from lines to cells ------------------------------------------------------------------------------------------


def cells_of(grid: Grid, lines: Sequence[Row]) -> list[dict[str, str]]:
    """The cells of lines as a person would type them; an amount that follows from the others is left empty."""
    follows = following([PlannedLine.of(line, number="code") for line in lines])
    return [_cells(grid, line, amount_follows=line["code"] in follows) for line in lines]


def _cells(grid: Grid, line: Row, *, amount_follows: bool) -> dict[str, str]:
    words = grid.words
    typed = typed_again(LINE, line, words, grid.names)
    cells = {name: typed.get(f"{name}_{words.language}" if name in _BOTH else name, "") for name in COLUMNS}
    cells["number"] = line["code"]
    category, form = line["category"], line["form"]
    cells["category"] = "" if category == CostCategory.NONE else words.say(COST_CATEGORIES[category])
    cells["form"] = "" if form == CostForm.ACTUAL else words.say(COST_FORMS[form])
    return cells | {"amount": ""} if amount_follows else cells


def following(lines: Sequence[PlannedLine]) -> dict[str, Money]:
    """The amounts that follow from units, prices, rates and bases, by number: those are not typed.

    A flat rate whose amount was agreed to be another one stands as it is, and whatever is computed on it with it.
    """
    rated = [line for line in lines if line.is_flat and line.rate is not None and line.base]
    stands: set[str] = set()
    while True:
        computed = computed_amounts(lines, stands)
        odd = {one.number for one in rated if one.amount is not None and computed[one.number] != one.amount} - stands
        if not odd:
            break
        stands |= odd
    others = {line.number for line in lines} - {line.number for line in rated}
    own = planned_amounts([replace(line, amount=None) for line in lines if line.number in others])
    computed = {line.number: computed[line.number] for line in rated if line.number not in stands} | own
    return {
        line.number: amount
        for line in lines
        if (amount := computed.get(line.number)) is not None and amount == line.amount
    }


def computed_amounts(lines: Sequence[PlannedLine], stands: set[str]) -> dict[str, Money | None]:
    """What each line comes to where the flat rates among `stands` keep the amount they have."""
    return planned_amounts(
        [replace(line, form=CostForm.ACTUAL) if line.number in stands and line.is_flat else line for line in lines]
    )


# --- from cells to lines ------------------------------------------------------------------------------------------


def typed_rows(form: Mapping[str, str]) -> list[Typed]:
    """The rows of a form in their order; rows in which nothing was typed are left out."""
    found: dict[int, dict[str, str]] = {}
    for name, text in form.items():
        if at := _CELL.fullmatch(name):
            found.setdefault(int(at[1]), {})[at[2]] = text
    rows = []
    for key in sorted(found):
        cells = {name: found[key].get(name, "").replace("\r", " ").replace("\n", " ") for name in COLUMNS}
        known = whole_number(found[key].get("id", ""))
        if known is not None or any(text.strip() for text in cells.values()):
            rows.append(Typed(key, known, cells, bool(found[key].get("removed"))))
    return rows


def read_grid(grid: Grid, typed: Sequence[Typed]) -> Read:
    """All rows at once; with one objection nothing of them is kept."""
    staying = [row for row in typed if not row.removed]
    removed = tuple(row.id for row in typed if row.removed and row.id in grid.lines and row.id is not None)
    if len(staying) > MOST_ROWS:
        return Read(objections=(Objection(TOO_MANY, {"n": MOST_ROWS}),))
    numbers, objections = _numbers(staying)
    rows: list[Kept] = []
    for row in staying:
        values, told = _values(grid, row)
        objections += told
        if not told:
            rows.append(Kept(row.key, row.id if row.id in grid.lines else None, numbers[row.key], values))
    if objections:
        return Read(objections=tuple(objections))
    objections = _of_flat_rates(rows)
    if not objections:
        rows, objections = _without_subtotals(_with_amounts(rows))
    return Read(objections=tuple(objections)) if objections else Read(tuple(rows), removed)


def _numbers(typed: Sequence[Typed]) -> tuple[dict[int, str], list[Objection]]:
    """The number of each row; one left empty is the next whole one that is free. A number stands on one line only."""
    numbers: dict[int, str] = {}
    objections: list[Objection] = []
    for row in typed:
        try:
            numbers[row.key] = plain_line(row.cells["number"], _NUMBER)
        except Unreadable as problem:
            objections.append(Objection(problem.msgid, problem.facts, place=f"r{row.key}.number"))
    taken = set(numbers.values())
    highest = max((whole_number(one.partition(".")[0], _LAST_CHAPTER) or 0 for one in taken), default=0)
    seen: set[str] = set()
    for key, number in numbers.items():
        if not number:
            highest += 1
            numbers[key] = str(highest)
        elif number in seen:
            objections.append(Objection(NUMBER_TAKEN, {"number": number}, place=f"r{key}.number"))
        seen.add(number)
    return numbers, objections


def _values(grid: Grid, row: Typed) -> tuple[dict[str, Any], list[Objection]]:
    words = grid.words
    before = grid.lines.get(row.id or 0, {**BLANK, "currency": grid.currency})
    typed = typed_again(LINE, before, words, grid.names)
    cells = {name: text for name, text in row.cells.items() if name != "number"}
    typed |= {f"{name}_{words.language}" if name in _BOTH else name: text for name, text in cells.items()}
    reading = read_entry(LINE, typed, grid.reader)
    return reading.values, [
        replace(objection, place=f"r{row.key}.{_column(objection.place)}") for objection in reading.objections
    ]


def _column(slot: str) -> str:
    name = slot.removesuffix("_bg").removesuffix("_en")
    return name if name in COLUMNS else "title"


def _planned(rows: Sequence[Kept]) -> list[PlannedLine]:
    return [PlannedLine.of({**row.values, "number": row.number}) for row in rows]


def _of_flat_rates(rows: Sequence[Kept]) -> list[Objection]:
    """A base that can't be: the line itself, a circle, a line that is not there. Ceilings are held against it elsewhere."""
    keys = {row.number: row.key for row in rows}
    return [
        replace(objection, place=f"r{keys[str(objection.facts['line'])]}.base")
        for objection in flat_objections(_planned(rows))
        if objection.sentence in _STRUCTURE
    ]


def _with_amounts(rows: Sequence[Kept]) -> list[Kept]:
    lines = _planned(rows)
    typed = {line.number for line in lines if line.amount is not None}
    amounts = computed_amounts(lines, typed)
    kept = []
    for row in rows:
        amount = amounts.get(row.number)
        cents = None if amount is None else amount.minor
        kept.append(replace(row, values={**row.values, "amount_cents": cents}))
    return kept


def _without_subtotals(rows: Sequence[Kept]) -> tuple[list[Kept], list[Objection]]:
    """A chapter holds no money besides its lines: an amount that is their sum is dropped, another one is asked about."""
    sums = below_chapters([(row.number, row.values) for row in rows])
    kept: list[Kept] = []
    objections: list[Objection] = []
    for row in rows:
        cents, below = row.values["amount_cents"], sums.get(row.number)
        if cents is not None and below is not None and below != Money(cents, row.values["currency"]):
            facts = {"number": row.number, "sum": below, "amount": Money(cents, row.values["currency"])}
            objections.append(Objection(NOT_THE_SUM, facts, place=f"r{row.key}.amount"))
        kept.append(row if below is None else replace(row, values={**row.values, "amount_cents": None}))
    return kept, objections


def below_chapters(lines: Sequence[tuple[str, Row]]) -> dict[str, Money]:
    """What the lines below each chapter come to, in the chapter's currency; lines with nothing below are not named."""
    above = chapters(number for number, _ in lines)
    sums = {number: Money.zero(line["currency"]) for number, line in lines if number in above}
    for number, line in lines:
        if number in above or line["amount_cents"] is None:
            continue
        for chapter in sums.keys() & set(numbers_above(number)):
            if sums[chapter].currency == line["currency"]:
                sums[chapter] += Money(line["amount_cents"], line["currency"])
    return sums


def in_tree_order(rows: Sequence[Kept]) -> list[Kept]:
    """The rows as a tree is read (1, 1.1, 1.2, 2) where every number is made of numbers; else as they were typed."""
    if not all(_PARTS.fullmatch(row.number) for row in rows):
        return list(rows)
    return sorted(rows, key=lambda row: [int(part) for part in row.number.strip(".").split(".")])


def same_cell(one: str, other: str) -> bool:
    """Whether two cells say the same, whatever spaces stand in them."""
    return "".join(one.split()) == "".join(other.split())
