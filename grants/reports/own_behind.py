"""What stands behind the figures of our own sheets: the expenses of a budget line or of a currency, those before, the budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from grants.funders.grid import Behind
from grants.funders.ground import Earlier, Entry, Ground
from grants.reports.cells import Budgeted, Part, Reached
from grants.reports.lines import EURO, LEV, LineRow
from grants.values.outline import is_under

Found = Mapping[str, Reached | Budgeted]
"""What stands behind the cells of a row, by what their columns show."""
_NOW: Final = ("claimed", "euro", "this", "grant", "own", "in_kind", "third", "net", "vat")
_SO_FAR: Final = ("so_far", "remaining")


@dataclass(frozen=True, slots=True)
class OwnBehind:
    """A ground as our own sheets show it, with the rows of its budget."""

    ground: Ground
    lines: Sequence[LineRow]

    def everything(self) -> Found:
        """Behind totals of all of it."""
        return self._now(lambda _one: True)

    def of_currency(self, code: str) -> Found:
        """Behind totals of one currency, each amount in its own."""
        return self._now(lambda one: one.amount.currency == code)

    def of_line(self, line: LineRow) -> Found:
        """Behind a row of the budget, in the currency in which it is shown; of a total (`kind`) behind all of that currency."""
        shown = self._shown_in(line.currency)
        ids = self._ids(line)

        def holds(one: Entry | Earlier) -> bool:
            return one.amount.currency in shown and (line.kind == "total" or one.line_id in ids)

        before = Part(self.ground, holds, before=True)
        opening = Part(self.ground, lambda one: _taken_over(one) and holds(one), before=True)
        so_far = Reached((Part(self.ground, holds), before))
        planned = None if line.kind == "total" else next((one.id for one in self.ground.lines if one.id in ids), None)
        return {
            **self._now(holds),
            "previous": Reached((before,)),
            "opening": Reached((opening,)),
            **dict.fromkeys(_SO_FAR, so_far),
            "approved": Budgeted(planned),
        }

    def of_opening(self, code: str) -> Found:
        """Behind the row that tells how much of a currency was taken over."""
        shown = self._shown_in(code)
        part = Part(self.ground, lambda one: _taken_over(one) and one.amount.currency in shown, before=True)
        return dict.fromkeys(("previous", "opening", "so_far"), Reached((part,)))

    def _now(self, holds: Behind) -> Found:
        return dict.fromkeys(_NOW, Reached((Part(self.ground, holds),)))

    def _shown_in(self, code: str) -> frozenset[str]:
        """The currencies that stand in the rows of one: levs that meet euro stand with them."""
        with_levs = code == EURO and all(row.currency != LEV for row in self.lines)
        return frozenset({code, LEV} if with_levs else {code})

    def _ids(self, line: LineRow) -> frozenset[int | None]:
        """The lines whose expenses a row adds up; of what is on no line what is on none that is known."""
        lines = self.ground.lines
        if line.kind == "none":
            known = {one.id for one in lines}
            of = (*(one.line_id for one in self.ground.tallies), *(one.line_id for one in self.ground.earlier))
            return frozenset({None, *(one for one in of if one not in known)})
        if line.kind == "chapter":
            return frozenset(one.id for one in lines if is_under(one.number, (line.number,)))
        return frozenset(one.id for one in lines if one.number == line.number)


def _taken_over(one: Entry | Earlier) -> bool:
    return isinstance(one, Earlier) and one.opening_until is not None
