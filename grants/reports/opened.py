"""What opens behind a figure of a sheet: what it is called there, how much it is, and the expenses it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grants.funders.ground import Earlier
from grants.reports.behind import FOLLOWS, adds_up_to
from grants.reports.cells import Book, Cell, Reached, Row, Sheet, said
from grants.reports.previewed import spoken
from grants.reports.stood import Key, Stood, key_of, stood_behind
from grants.values.language import Language
from grants.values.money import Money
from grants.values.wording import Wording, wording

Shown = dict[str, Any]
Group = Sequence[Any]
"""Expenses that were reported before, as they are added up: line, partner, category, form, currency, package, taken over."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A figure with what stands behind it: `said` is how it follows from that, in English; `ids` the first of its expenses,
    which are `count` and come to these amounts; `earlier` those reported before, with what these come to; `together` is what
    all of them come to in the currency of the figure.
    """

    figure: Money
    row: str
    column: str
    said: str
    ids: Sequence[int]
    count: int
    amounts: Sequence[Money]
    earlier: Sequence[Group]
    earlier_amounts: Sequence[Money]
    together: Money


def opened_in(sheet: Sheet, row: Row, column: int, language: Language) -> Opened | None:
    """A figure of a sheet, its expenses found at once; None where none stand behind the cell."""
    cell = row.cells[column]
    if not isinstance(cell.value, Money) or not isinstance(cell.behind, Reached):
        return None
    stood = stood_behind([cell.behind], [cell.value.currency])[key_of(cell.behind)]
    words = wording(spoken(sheet, language))
    return read_back(_figure(sheet, row, column, stood, words), _shown(stood))


def read_back(figure: Sequence[Any], stood: Shown) -> Opened:
    """A figure as it was kept, with what stands behind it."""
    _set, minor, currency, row, column, sentence, together = figure
    return Opened(
        Money(minor, currency),
        row,
        column,
        sentence,
        stood["ids"],
        stood["count"],
        [Money(*one) for one in stood["amounts"]],
        stood["earlier"],
        [Money(*one) for one in stood["earlier_amounts"]],
        Money(together, currency),
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What opens behind the figures of sheets, as it is kept: every set of expenses one by one, and for each sheet its figures
    by their places, each naming its set by its place among all, the first 1.
    """

    stood: Sequence[Stood]
    figures: Sequence[Shown]

    def sets(self) -> Iterator[Shown]:
        """The sets of expenses, each as it is kept."""
        return map(_shown, self.stood)


def kept_of(places: Sequence[tuple[Book, Sheet]], language: Language, look_up: Callable[[], None]) -> Kept:
    """What opens behind every figure of these sheets: one walk through the expenses."""
    cells = [cell for _book, sheet in places for *_place, cell in _reached(sheet)]
    behind = stood_behind(
        (cell.behind for cell in cells if isinstance(cell.behind, Reached)),
        {cell.value.currency for cell in cells if isinstance(cell.value, Money)},
        look_up,
    )
    at = {key: place for place, key in enumerate(behind, 1)}
    return Kept(list(behind.values()), [_figures(sheet, language, behind, at) for _book, sheet in places])


def _reached(sheet: Sheet) -> Iterator[tuple[int, Row, int, Cell]]:
    """The figures of a sheet behind which expenses stand, with their places."""
    for number, row in sheet.rows_of_sums():
        for column, cell in enumerate(row.cells):
            if cell.value and isinstance(cell.value, Money) and isinstance(cell.behind, Reached):
                yield number, row, column, cell


def _figures(sheet: Sheet, language: Language, behind: Mapping[Key, Stood], at: Mapping[Key, int]) -> Shown:
    words, found = wording(spoken(sheet, language)), {}
    for number, row, column, cell in _reached(sheet):
        assert isinstance(cell.behind, Reached)
        key = key_of(cell.behind)
        found[f"{number}-{column}"] = _figure(sheet, row, column, behind[key], words, at[key])
    return found


def _figure(sheet: Sheet, row: Row, column: int, stood: Stood, words: Wording, at: int = 0) -> list[Any]:
    figure = row.cells[column].value
    assert isinstance(figure, Money)
    of = stood.added[figure.currency]
    sentence = adds_up_to(of, figure) or FOLLOWS
    called = _called(row, words)
    return [at, figure.minor, figure.currency, called, sheet.headings[column].text, sentence, of.whole]


def _called(row: Row, words: Wording) -> str:
    """What a row is called: the first words in it, with the number before them."""
    texts = [text for one in row.cells if isinstance(one.value, str) and (text := said(one, words))]
    numbered = len(texts) > 1 and not any(sign.isalpha() for sign in texts[0])
    return " ".join(texts[: 2 if numbered else 1])


def _shown(stood: Stood) -> Shown:
    return {
        "ids": list(stood.ids),
        "count": stood.count,
        "amounts": [[one.minor, one.currency] for one in stood.amounts],
        "earlier": [_group(one) for one in stood.earlier],
        "earlier_amounts": [[one.minor, one.currency] for one in stood.earlier_amounts],
    }


def _group(one: Earlier) -> Group:
    taken_over = one.opening_until is not None
    return [one.line_id, one.partner_id, one.category, one.form, one.amount.currency, one.package, taken_over]
