"""Interreg: a project's ground dealt out among the partners that report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from grants.funders.decided import euro_of
from grants.funders.ground import EURO, Entries, Entry, FundedBy, Ground, Head, Party, PlannedLine, leaves
from grants.funders.ground import Tally as Summed
from grants.funders.interreg import Category
from grants.funders.interreg_lists import NONE, Payers, counted_in, payers_of
from grants.funders.interreg_part import Part, Tally, count
from grants.funders.interreg_rates import RATED, Rates, Refused, rates_of
from grants.values.language import Text
from grants.values.money import Money, in_euro, total

_WITH_BUDGET: Final = frozenset({"lead", "partner"})
_DEALT: Final = ("earlier", "supplies", "activities", "deliverables", "set_aside", "again_since")


def part_in(of: Ground) -> Part:
    """The ground a sheet of a partner is drawn from: its part, or that of the lead where the whole is given."""
    return of if isinstance(of, Part) else parts_of(of)[0]


def parts_of(ground: Ground) -> list[Part]:
    """The parts of all partners that report; what is nobody's own belongs to the lead."""
    return list(_Deal(ground).parts())


def refused_rates(ground: Ground) -> Iterator[Refused]:
    """The flat rates of all partners that the form cannot hold, each line once."""
    yield from {one.line.id: one for part in parts_of(ground) for one in part.rates.refused}.values()


@dataclass(frozen=True, slots=True)
class AtRate:
    """What a partner's flat rate comes to: as the form works it out, and as it is claimed in the ledger on these lines."""

    category: Category
    lines: tuple[str, ...]
    computed: Money
    claimed: Money


def at_rates(part: Part) -> Iterator[AtRate]:
    """Every flat rate of a partner."""
    for name in dict.fromkeys(part.rates.lines.values()):
        lines = tuple(part.numbers[line_id] for line_id, one in part.rates.lines.items() if one == name)
        yield AtRate(
            RATED[name], lines, part.category("current", RATED[name]), part.tally.at_flat_rates.get(name, NONE)
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """A partner's rows of the list, walked through again each time; flat rates make none."""

    entries: Entries
    holds: Callable[[Entry], bool]
    count: int

    def __iter__(self) -> Iterator[Entry]:
        return (entry for entry in self.entries if self.holds(entry))

    def __len__(self) -> int:
        return self.count


class _Deal:
    """The project while it is dealt out."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.below = leaves(ground.lines)
        self.parties, self.home = _parties(ground, self.below)
        self.known = frozenset(party.id for party in self.parties)
        self.rates = {party.id: _partner_rates(ground, self.below, party.id) for party in self.parties}
        self.titles: dict[int | None, Text] = {line.id: line.title for line in self.below}
        self.numbers = {line.id: line.number for line in ground.lines}
        self.shared = tuple(one for one in ground.sources if one.partner_id is None)
        self.told: dict[str, Any] = {one.name: getattr(ground, one.name) for one in fields(Head)}

    def whose(self, partner_id: int | None) -> int:
        """To which of those that report something belongs."""
        return partner_id if partner_id is not None and partner_id in self.known else self.home

    def listed(self, entry: Entry | Summed) -> bool:
        """Whether an expense makes a row of the list: the form computes the flat rates itself."""
        return not (entry.form == "flat_rate" and entry.line_id in self.rates[self.whose(entry.partner_id)].lines)

    def parts(self) -> Iterator[Part]:
        """The part of each."""
        tallies = self._tallies()
        for party in self.parties:
            lines = [line for line in self.below if self.whose(line.partner_id) == party.id]
            sources = tuple(one for one in self.ground.sources if one.partner_id == party.id)
            mine = {
                name: tuple(one for one in self.told[name] if self.whose(one.partner_id) == party.id) for name in _DEALT
            }
            yield Part(
                **{**self.told, **mine, "lines": tuple(lines), "sources": sources or self.shared},
                entries=Rows(self.ground.entries, self._mine(party.id), tallies[party.id].rows),
                partner=party,
                rates=self.rates[party.id],
                payers=self._payers(sources, lines),
                tally=tallies[party.id],
                in_ledger=self._in_ledger(party.id),
                titles=self.titles,
                numbers=self.numbers,
            )

    def _in_ledger(self, party_id: int) -> Money:
        sums = (one for one in self.ground.tallies if self.whose(one.partner_id) == party_id and self.listed(one))
        return total((one.euro for one in sums), EURO)

    def _mine(self, party_id: int) -> Callable[[Entry], bool]:
        return lambda entry: self.whose(entry.partner_id) == party_id and self.listed(entry)

    def _tallies(self) -> dict[int, Tally]:
        """Every partner's sums, of one walk through the expenses."""
        tallies = {party.id: Tally() for party in self.parties}
        for entry in self.ground.entries:
            tally = tallies[self.whose(entry.partner_id)]
            if self.listed(entry):
                count(tally, entry)
            else:
                name = self.rates[self.whose(entry.partner_id)].lines[entry.line_id or 0]
                tally.at_flat_rates[name] = tally.at_flat_rates.get(name, NONE) + euro_of(entry)
        return tallies

    def _payers(self, sources: Sequence[FundedBy], lines: Sequence[PlannedLine]) -> Payers:
        """Who pays a partner's part: its own sources, or those of the whole project by its whole budget."""
        if sources:
            return payers_of(sources, _planned(lines), self.ground.eu_rate)
        return payers_of(self.shared, _planned(self.below), self.ground.eu_rate)


def _planned(lines: Iterable[PlannedLine]) -> Money:
    """The eligible total of lines in euro, but for small project funds."""
    amounts = (line.amount for line in lines if counted_in(line.category, line.form) is not Category.SPF)
    return total((in_euro(amount) or NONE for amount in amounts if amount is not None), EURO)


def _parties(ground: Ground, below: Sequence[PlannedLine]) -> tuple[list[Party], int]:
    """The partners that report, and the id of the one to whom belongs what is nobody's own."""
    spent = {entry.partner_id for entry in ground.entries} | {
        one.partner_id for one in (*ground.earlier, *ground.again_since)
    }
    met = spent | {line.partner_id for line in below}
    parties = [party for party in ground.partners if party.role in _WITH_BUDGET or party.id in met]
    lead = next((party for party in parties if party.role == "lead"), None)
    known = {party.id for party in parties}
    if lead is None and (not parties or any(partner_id not in known for partner_id in met)):
        lead = Party(0, "1", ground.beneficiary, "lead", ground.beneficiary_eik)
        parties.insert(0, lead)
    return parties, (lead or parties[0]).id


def _partner_rates(ground: Ground, below: Sequence[PlannedLine], partner_id: int) -> Rates:
    """A partner's own flat rates, or those of the whole project."""
    flat = [line for line in below if line.form == "flat_rate"]
    mine = [line for line in flat if line.partner_id == partner_id]
    return rates_of(mine or [line for line in flat if line.partner_id is None], ground.lines)
