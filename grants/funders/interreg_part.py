"""Interreg: what one partner reports, out of the project's ground: its rows, and every sum of its overviews."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from grants.funders.decided import DECIDED, PARKED, certified_of, cut_of, euro_of
from grants.funders.ground import EURO, Earlier, Entry, Ground, Party, PlannedLine
from grants.funders.interreg import Category, FlatRates, category_sums
from grants.funders.interreg_lists import NONE, Payers, counted_in
from grants.funders.interreg_rates import RATED, Rates
from grants.values.language import Text
from grants.values.money import Money, in_euro, total
from grants.values.reading import whole_number

Sums = Mapping[Category, Money]

# --- what was claimed -------------------------------------------------------------------------------------------------


OPTIONS: Final = ("lump_sum", "unit_cost")
OPEN: Final = "verified"  # the state of an expense that went out in no report yet
Option = tuple[str, int | None]
"""A simplified form and the line it is claimed on."""


INVESTED: Final = frozenset({Category.EXTERNAL, Category.EQUIPMENT, Category.INFRASTRUCTURE})
"""The categories of real costs that an investment may consist of."""


@dataclass(slots=True)
class Claimed:
    """What was entered of one report: by category, by budget line for lump sums and unit costs, and on lines of investments."""

    entered: dict[Category, Money] = field(default_factory=dict)
    options: dict[Option, Money] = field(default_factory=dict)
    invested: dict[int | None, Money] = field(default_factory=dict)

    def add(self, category: Category, euro: Money, line_id: int | None, form: str) -> None:
        """One expense, or a sum of them."""
        self.entered[category] = self.entered.get(category, NONE) + euro
        if form in OPTIONS:
            self.options[form, line_id] = self.options.get((form, line_id), NONE) + euro
        elif category in INVESTED:
            self.invested[line_id] = self.invested.get(line_id, NONE) + euro


@dataclass(slots=True)
class Tally:
    """One walk through a partner's expenses: how many rows they make, and their sums."""

    rows: int = 0
    decided: int = 0
    decided_on: date | None = None
    deducted: int = 0
    cut: Money = NONE
    sampled: Money = NONE  # declared in rows of the control's sample
    current: Claimed = field(default_factory=Claimed)
    included: Claimed = field(default_factory=Claimed)  # of it, set aside before and included again
    certified: Claimed = field(default_factory=Claimed)  # of what the control has decided
    parked: Claimed = field(default_factory=Claimed)
    at_flat_rates: dict[str, Money] = field(
        default_factory=dict
    )  # claimed in the ledger, by rate; the form computes its own
    rated: set[tuple[date | None, bool]] = field(
        default_factory=set
    )  # months of the rates; true: of a draft, a preview

    @property
    def done(self) -> bool:
        """Whether the control has decided on every row: only then is there a certificate."""
        return bool(self.rows) and self.decided == self.rows


def count(tally: Tally, entry: Entry) -> None:
    """Count an expense in."""
    category = counted_in(entry.category, entry.form)

    def add(to: Claimed, euro: Money) -> None:
        to.add(category, euro, entry.line_id, entry.form)

    tally.rows += 1
    if entry.converted:
        tally.rated.add((entry.rate_month, entry.state == OPEN and not entry.parked_in))
    add(tally.current, euro_of(entry))
    if entry.parked_in:
        add(tally.included, euro_of(entry))
    if entry.state in DECIDED:
        tally.decided += 1
        tally.decided_on = max(filter(None, (tally.decided_on, entry.decided_on)), default=None)
        tally.deducted += bool(cut_of(entry))
        tally.cut += cut_of(entry)
        tally.sampled += euro_of(entry) if entry.sampled else NONE
        add(tally.certified, certified_of(entry))
        if entry.state == PARKED:
            add(tally.parked, euro_of(entry))


# --- one partner ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part(Ground):
    """A partner's part of the report. `lines` are its lines that have none under them, `entries` its rows of the list."""

    partner: Party = field(default_factory=lambda: Party(0, "", Text(), "lead"))
    rates: Rates = field(default_factory=lambda: Rates(FlatRates(), {}))
    payers: Payers = field(default_factory=lambda: Payers((), {}, NONE))
    tally: Tally = field(default_factory=Tally)
    in_ledger: Money = NONE  # what its rows of the list come to in the project's own sums
    titles: Mapping[int | None, Text] = field(default_factory=dict)  # of every line of the project
    numbers: Mapping[int, str] = field(default_factory=dict)  # of every line and chapter of the project

    @property
    def called(self) -> str:
        """LP1, PP2."""
        return called(self.partner)

    @property
    def report(self) -> int:
        """The number of the partner's report; outside a package that of the next."""
        return report_number(self.package) or self.next_package

    @property
    def certified(self) -> bool:
        """Whether the control has certified the report."""
        return self.tally.done

    @property
    def _standing(self) -> Claimed:
        """As certified; while there is no certificate as declared."""
        return self.tally.certified if self.certified else self.tally.current

    @cached_property
    def columns(self) -> Mapping[str, tuple[Sums, ...]]:
        """Every column of the overviews: the sums of each report that it adds up."""
        tally, rates = self.tally, self.rates.rates
        current = (category_sums(tally.current.entered, rates),)
        after = (category_sums(tally.certified.entered, rates),) if self.certified else ()
        return {
            "budget": (self._budget(),),
            "prev": self._earlier(lambda one: one.euro, lambda one: one.amount),
            "prev_parked": self._earlier(lambda one: one.parked_euro, lambda one: one.parked),
            "prev_standing": self._earlier(*self._stood, self.earlier),
            "current": current,
            "reincl": (category_sums(tally.included.entered, rates),),
            "prev_valid": self._earlier(_valid_euro, lambda one: one.approved),
            "after": after,
            "standing": after or current,
            "parked": (category_sums(tally.parked.entered, rates),),
            "decided": self._earlier(_decided_euro, _decided),
        }

    @cached_property
    def options(self) -> Mapping[str, Mapping[Option, Money]]:
        """The same by budget line, of lump sums and unit costs."""
        return {
            "budget": {
                (line.form, line.id): in_euro(line.amount) or NONE
                for line in self.lines
                if line.amount is not None and line.form in OPTIONS
            },
            "prev": self._options(lambda one: one.euro, lambda one: one.amount),
            "prev_parked": self._options(lambda one: one.parked_euro, lambda one: one.parked),
            "prev_standing": self._before(*self._stood, self.earlier).options,
            "current": self.tally.current.options,
            "reincl": self.tally.included.options,
            "prev_valid": self._options(_valid_euro, lambda one: one.approved),
            "after": self.tally.certified.options,
            "standing": self._standing.options,
            "decided": self._options(_decided_euro, _decided),
        }

    @cached_property
    def invested(self) -> Mapping[str, Mapping[int | None, Money]]:
        """What was claimed on each line in the categories of which an investment may consist, and what is planned of them."""
        planned: dict[int | None, Money] = {
            line.id: in_euro(line.amount) or NONE
            for line in self.lines
            if line.amount is not None and line.form == "actual" and self.counted(line) in INVESTED
        }
        return {
            "budget": planned,
            "prev": self._before(lambda one: one.euro, lambda one: one.amount).invested,
            "prev_parked": self._before(lambda one: one.parked_euro, lambda one: one.parked).invested,
            "prev_standing": self._before(*self._stood, self.earlier).invested,
            "current": self.tally.current.invested,
            "reincl": self.tally.included.invested,
            "prev_valid": self._before(_valid_euro, lambda one: one.approved).invested,
            "after": self.tally.certified.invested,
            "standing": self._standing.invested,
            "decided": self._before(_decided_euro, _decided).invested,
        }

    def on_lines(self, column: str, wanted: frozenset[int | None]) -> Money:
        """What of a column stands on some lines in those categories."""
        return total((amount for line_id, amount in self.invested[column].items() if line_id in wanted), EURO)

    def option(self, column: str, form: str, line_id: int | None) -> Money:
        """What of a column was claimed in a simplified form on a line."""
        return self.options[column].get((form, line_id), NONE)

    def option_lines(self, form: str) -> list[int | None]:
        """The lines of a simplified form as they are planned, then those it was claimed on without."""
        planned: list[int | None] = [line.id for line in self.lines if line.form == form]
        met = [line_id for column in self.options.values() for one, line_id in column if one == form]
        return list(dict.fromkeys([*planned, *met]))

    def _options(self, euro: EuroOf, amount: AmountOf) -> dict[Option, Money]:
        return self._before(euro, amount).options

    def _before(self, euro: EuroOf, amount: AmountOf, of: Sequence[Earlier] | None = None) -> Claimed:
        """Everything reported before, by category, by line and on lines of investments; flat rates as they were claimed."""
        claimed = Claimed()
        for one in self._reported_before if of is None else of:
            claimed.add(counted_in(one.category, one.form), _in_euro(one, euro, amount), one.line_id, one.form)
        return claimed

    def whole(self, column: str) -> Money:
        """The total of a column."""
        return total((whole_of(sums) for sums in self.columns[column]), EURO)

    def category(self, column: str, category: Category) -> Money:
        """The sum of a category in a column."""
        return total((sums[category] for sums in self.columns[column]), EURO)

    def _budget(self) -> Sums:
        """The amounts of the budget's lines as they stand; a flat rate without one is computed of the others."""
        known: dict[Category, Money] = dict.fromkeys(Category, NONE)
        for line in self.lines:
            known[self.counted(line)] += (in_euro(line.amount) if line.amount else None) or NONE
        computed = category_sums(known, self.rates.rates)
        for line in self.lines:
            if line.id in self.rates.lines and line.amount is None:
                known[self.counted(line)] = computed[self.counted(line)]
        return known

    def counted(self, line: PlannedLine) -> Category:
        """In which row a line of the budget counts."""
        name = self.rates.meant(line.id)
        return RATED[name] if name else counted_in(line.category, line.form)

    @property
    def _reported_before(self) -> tuple[Earlier, ...]:
        """Every earlier report gross: also what was set aside there and stands in a later one again."""
        return (*self.earlier, *self.again_since)

    @property
    def _stood(self) -> tuple[EuroOf, AmountOf]:
        """What of an earlier report went into that of the project: what was certified of it, without a certificate all of it."""
        listed = [
            one for one in self.earlier if one.opening_until is None and (one.line_id or 0) not in self.rates.lines
        ]
        open_ = frozenset(one.package for one in listed if one.decided != one.amount)
        return (
            lambda one: one.euro if one.package in open_ else _valid_euro(one),
            lambda one: one.amount if one.package in open_ else one.approved,
        )

    def _earlier(self, euro: EuroOf, amount: AmountOf, of: Sequence[Earlier] | None = None) -> tuple[Sums, ...]:
        """The sums of each earlier report, with its own flat rates; figures taken over stand as they were."""
        reports: dict[str, Claimed] = {}
        taken_over = dict.fromkeys(Category, NONE)
        for one in self._reported_before if of is None else of:
            name = self.rates.lines.get(one.line_id or 0)
            value = _in_euro(one, euro, amount)
            if one.opening_until is not None:
                taken_over[RATED[name] if name else counted_in(one.category, one.form)] += value
            elif not (name and one.form == "flat_rate"):
                claimed = reports.setdefault(one.package, Claimed())
                claimed.add(counted_in(one.category, one.form), value, one.line_id, one.form)
        sums = [category_sums(claimed.entered, self.rates.rates) for claimed in reports.values()]
        return (*sums, taken_over) if any(taken_over.values()) else tuple(sums)


EuroOf = Callable[[Earlier], Money | None]
AmountOf = Callable[[Earlier], Money]


def _in_euro(one: Earlier, euro: EuroOf, amount: AmountOf) -> Money:
    found = euro(one)
    return found if found is not None else in_euro(amount(one)) or NONE


def _valid_euro(one: Earlier) -> Money | None:
    of = one.euro if one.opening_until is not None else one.decided_euro
    return None if of is None or one.lost_euro is None else of - one.lost_euro


def _decided_euro(one: Earlier) -> Money | None:
    return one.euro if one.opening_until is not None else one.decided_euro


def _decided(one: Earlier) -> Money:
    return one.amount if one.opening_until is not None else one.decided


def whole_of(sums: Sums) -> Money:
    """The total of a report: all ten rows."""
    return total(sums.values(), EURO)


def called(party: Party) -> str:
    """How the form calls a partner."""
    return f"{'LP' if party.role == 'lead' else 'PP'}{party.number}"


def report_number(package: str) -> int:
    """Which report a package is: 3 of "3.2"; 0 of none."""
    return whole_number(package.partition(".")[0]) or 0
