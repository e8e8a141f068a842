"""What is typed into ИСУН, added up while the documents are walked through once: by budget line, in kind apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from grants.funders.ground import Ground
from grants.funders.isun_costs import Row, contract_shown, currency_of, markers_of, papers_of
from grants.values.money import Money, total

_MOST_ADDED: Final = 60  # cells one formula adds up; of more only the sum is written


@dataclass(slots=True)
class TypedSum:
    """Rows added up: the first of them, what is typed and what stands in the ledger; and where they lie in the sheet, unless
    they are too many for a formula.
    """

    first: Row
    grant: Money
    own: Money
    ledger: Money
    count: int = 0
    places: list[int] = field(default_factory=list)

    def add(self, row: Row, place: int) -> None:
        """One row more, in that place of the sheet."""
        self.grant, self.own, self.ledger = self.grant + row.grant, self.own + row.own, self.ledger + row.part.total
        self.count += 1
        self.places = [*self.places, place] if self.count <= _MOST_ADDED else []


@dataclass(slots=True)
class TypedSums:
    """The sheet in figures: how many rows it has, its sums by budget line, those in kind apart, and what stands in any row."""

    currency: str
    rows: int = 0
    lines: dict[int | None, TypedSum] = field(default_factory=dict)
    in_kind: TypedSum | None = None
    contracts: bool = False
    units: bool = False
    markers: bool = False
    set_off: bool = False  # somewhere not all of the ledger's amount is typed

    def add(self, row: Row, place: int) -> None:
        """One row more, in that place of the sheet."""
        if row.part.in_kind:
            self.in_kind = on = self.in_kind or self._begun(row)
        else:
            on = self.lines.setdefault(row.entry.line_id, self._begun(row))
        on.add(row, place)
        self.units = self.units or row.entry.form == "unit_cost"
        self.markers = self.markers or bool(markers_of(row.entry, in_kind=row.part.in_kind))
        self.set_off = self.set_off or row.typed != row.part.total

    def _begun(self, row: Row) -> TypedSum:
        zero = Money.zero(self.currency)
        return TypedSum(row, zero, zero, zero)

    def sum(self, what: str, *, money_only: bool = False) -> Money:
        """Grant, own or ledger over all rows, or over those in money."""
        sums = [*self.lines.values(), *([self.in_kind] if self.in_kind and not money_only else ())]
        return total((getattr(one, what) for one in sums), self.currency)


def typed_sums(ground: Ground) -> TypedSums:
    """The sheet in figures; walks through the documents once."""
    return ground.once(_typed_sums)


def _typed_sums(ground: Ground) -> TypedSums:
    made = TypedSums(currency_of(ground))
    for paper in papers_of(ground):
        made.contracts = made.contracts or bool(contract_shown(ground, paper.entry))
        for place, row in enumerate(paper.rows, start=made.rows + 2):
            made.add(row, place)
        made.rows += 1 + len(paper.rows)
    return made
