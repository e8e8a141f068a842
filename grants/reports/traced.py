"""Which expenses of a report stand behind a figure of a grid: those its row adds up, or those behind the figures it follows from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from grants.funders.format import Column
from grants.funders.grid import Before, Behind, Grid, Line, Named, Spot, everything
from grants.funders.grid import Value as Written
from grants.funders.ground import Ground
from grants.reports.cells import Part
from grants.values.money import Money

REFERENCE: Final = re.compile(r"\[(?:([\w-]+)!)?(\w+)(?:@([^\]:]*)(?::([^\]]*))?)?\]")
"""A cell, or a range of them, as the formulas of a grid name it: sheet, column, first row, last row."""
Place = tuple[str, int, str]
"""A cell: the key of its sheet, the place of its line, what its column shows."""


class Laid(Protocol):
    """A grid with its lines."""

    @property
    def key(self) -> str: ...
    @property
    def grid(self) -> Grid: ...
    @property
    def ground(self) -> Ground: ...
    @property
    def lines(self) -> tuple[Line, ...]: ...
    @property
    def long(self) -> int: ...


class Trace:
    """The figures of a workbook's grids traced back to expenses, each once."""

    def __init__(self, laid: Mapping[str, Laid]) -> None:
        self.laid = laid
        self.found: dict[Place, tuple[Part, ...]] = {}
        self.lines: dict[Place, frozenset[int | None]] = {}
        self.places = {
            key: {line.key: at for at, line in enumerate(one.lines) if line.key} for key, one in laid.items()
        }
        self.columns = {key: {one.shows: one for one in of.grid.columns} for key, of in laid.items()}

    def behind(self, sheet: str, at: int, shows: str) -> tuple[Part, ...]:
        """The expenses behind a cell: those for which one of these holds; none where it adds up nothing."""
        place = (sheet, at, shows)
        if place not in self.found:
            self.found[place] = ()  # a formula that comes back to itself stands on nothing
            found = {(id(one.holds), one.before): one for one in self._behind(sheet, at, shows)}
            self.found[place] = tuple(found.values())
        return self.found[place]

    def planned(self, sheet: str, at: int, shows: str) -> frozenset[int | None]:
        """The budget lines behind a cell, by id; None among them where it is of several that its row does not name."""
        place = (sheet, at, shows)
        if place not in self.lines:
            self.lines[place] = frozenset()
            self.lines[place] = frozenset(self._planned(sheet, at, shows))
        return self.lines[place]

    def _planned(self, sheet: str, at: int, shows: str) -> Iterator[int | None]:
        on = self.laid[sheet]
        line = on.lines[at]
        formula = _formula(line.cells.get(shows), self.columns[sheet].get(shows))
        referred = [one for one in self._referred(sheet, at, formula) if one[1] is not None] if formula else []
        if not referred and shows in on.grid.plans:
            named = line.behind.by if isinstance(line.behind, Named) else {}
            yield named["line"] if set(named) == {"line"} else None
            return
        for one, row, column in referred:
            if row is not None:
                yield from self.planned(one, row, column)

    def _behind(self, sheet: str, at: int, shows: str) -> Iterator[Part]:
        on = self.laid[sheet]
        line = on.lines[at]
        written = line.cells.get(shows)
        if line.behind is not None and shows in (*on.grid.adds, *on.grid.before):
            if shows in on.grid.adds:
                yield Part(on.ground, line.behind)
            if shows in on.grid.before:
                yield Part(on.ground, line.behind, before=True)
            return
        own = written.behind if isinstance(written, Spot) else None
        if isinstance(own, Before):
            yield Part(on.ground, own.holds, before=True)
            return
        if own:
            yield Part(on.ground, _named(own))
            return
        for one, row, column in self._referred(sheet, at, _formula(written, self.columns[sheet].get(shows))):
            if row is None:
                yield Part(self.laid[one].ground, everything)
            else:
                yield from self.behind(one, row, column)

    def _referred(self, sheet: str, at: int, formula: str) -> Iterator[tuple[str, int | None, str]]:
        """The cells that a formula names; a whole column of the list of expenses is one without a row."""
        for other, shows, key, until in REFERENCE.findall(formula):
            name = other or sheet
            on = self.laid.get(name)
            if on is None:
                continue
            if not key and other and on.long:
                if "SUMIF" not in formula:  # which of them it takes is not told by their column
                    yield name, None, shows
                continue
            rows = self._rows(name, at, key, until) if key else range(len(on.lines)) if other else range(at, at + 1)
            for row in rows:
                yield name, row, shows

    def _rows(self, sheet: str, at: int, key: str, until: str) -> range:
        first, last = self._row(sheet, at, key), self._row(sheet, at, until or key)
        return (
            range(0) if first is None or last is None else range(first, min(last, len(self.laid[sheet].lines) - 1) + 1)
        )

    def _row(self, sheet: str, at: int, key: str) -> int | None:
        return at + int(key) if key.startswith("+") else self.places[sheet].get(key)


def _named(behind: Mapping[str, str] | Behind) -> Behind:
    return Named({name: int(id_) for name, id_ in behind.items()}) if isinstance(behind, Mapping) else behind


def _formula(written: Written | Spot, column: Column | None) -> str:
    """The formula of a cell: its own, or its column's where it has a value."""
    of_column = column.formula if column else ""
    if isinstance(written, Spot):
        return written.formula or (of_column if isinstance(written.value, Money) else "")
    return of_column if isinstance(written, Money) else ""
