"""What a form asks of flat rates, of the costs they cover, and of what is claimed by units or as a lump sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from grants.errors import Objection
from grants.funders.decided import euro_of
from grants.funders.format import Format
from grants.funders.ground import Entry, Ground
from grants.funders.interreg_oddities import in_replaced
from grants.funders.interreg_part import Part
from grants.funders.interreg_parts import at_rates, parts_of, refused_rates
from grants.funders.simplified import covers, flat_lines, in_its_own_base
from grants.funders.simplified_claims import AtFlatRate, at_flat_rates, by_units, lump_sums, units_make
from grants.values.language import LANGUAGES, N_, Text

RATE_REFUSED: Final = N_("Budget line {line}: {why}. Change it in the budget.")
IN_REPLACED: Final = N_("{who}: {told}, and {amount} is claimed in it. The funder does not take it.")
COMPUTED_APART: Final = N_(
    "{who}: at the flat rate of line {lines} the form works out {computed} from the rows of the report, and that is what stands "
    "in the file; in the ledger {claimed} is claimed. Correct the claim, so that both are the same."
)
NOT_CERTIFIED: Final = N_(
    "{who}: the control has decided on {decided} of {rows} rows, so there is no certificate. What is declared stands in the "
    "file; Jems takes only what is certified into the project report."
)
FLAT_ABOVE: Final = N_(
    "Line {line}: {claimed} is claimed at its flat rate, and {rate} % of its base in this report, {base}, makes {computed}. Claim "
    "what the rate makes."
)
FLAT_BELOW: Final = N_(
    "Line {line}: {claimed} is claimed at its flat rate, and {rate} % of its base in this report, {base}, makes {computed}: "
    "{apart} is not claimed."
)
UNITS_APART: Final = N_(
    "Expense {number} on line {line}: {claimed} is claimed, and {units} units at {price} make {computed}. Claim what the units "
    "make."
)
UNITS_MISSING: Final = N_(
    "Expense {number} on line {line}: {claimed} is claimed by units, and their number or the value of one is missing. Enter both."
)
PRICE_APART: Final = N_(
    "Expense {number} on line {line}: the value of a unit is {price}, and in the budget it is {planned}. The funder fixes it: "
    "claim at that value."
)
LUMP_IN_PART: Final = N_(
    "Line {line} is a lump sum, which is paid whole or not at all: with this report {claimed} of {whole} is claimed, and {due} "
    "can be."
)
LUMP_NOT_SHOWN: Final = N_(
    "Expense {number}: nothing says that what the lump sum of line {line} is paid for was achieved. Write it as the evidence."
)
COVERED_IN_BASE: Final = N_(
    "The flat rate of line {line} stands on line {base}, which is a kind of cost that it covers itself. Take that line out of "
    "its base, or change the kind of cost."
)
_ONE_COVERED: Final = N_(
    "Expense {number} on line {on} has a document, and its kind of cost is covered by the flat rate of line {line}: such costs "
    "are not claimed once more."
)
_SOME_COVERED: Final = N_(
    "{count} expenses on line {on}, the first of them {number}, have documents, and their kind of cost is covered by the flat "
    "rate of line {line}: such costs are not claimed once more."
)


# --- flat rates that cover costs --------------------------------------------------------------------------------------


def flat_rates_stand_apart(_format: Format, ground: Ground) -> Iterator[Objection]:
    """No papers are claimed of what a flat rate covers, and it stands on nothing that it covers itself."""
    for flat_line, line in in_its_own_base(ground.lines):
        yield Objection(COVERED_IN_BASE, {"line": flat_line.number, "base": line.number})
    covering = {
        line.id: flat_line for flat_line in flat_lines(ground.lines) for line in ground.lines if covers(flat_line, line)
    }
    met: dict[int, list[Entry]] = {}
    for entry in ground.entries if covering else ():
        if entry.document_id is not None and entry.line_id in covering:
            met.setdefault(entry.line_id, []).append(entry)
    for line_id, entries in met.items():
        told = {"number": entries[0].number, "on": entries[0].line, "line": covering[line_id].number}
        yield Objection(
            _ONE_COVERED if len(entries) == 1 else _SOME_COVERED,
            {**told, "count": len(entries), "document_id": entries[0].document_id},
        )


def rates_the_form_holds(_format: Format, ground: Ground) -> Iterator[Objection]:
    """Every flat rate of the budget is one that the form knows, and goes with the others."""
    for one in refused_rates(ground):
        yield Objection(RATE_REFUSED, {"line": one.line.number, "why": one.why, "at": "budget"})


def nothing_in_replaced_categories(_format: Format, ground: Ground) -> Iterator[Objection]:
    """Nothing is claimed in a category for which a partner has a flat rate."""
    for part, told, amount in in_replaced(ground):
        yield Objection(IN_REPLACED, {"who": _who(part), "told": told, "amount": amount})


def _who(part: Part) -> Text:
    return Text(*(f"{part.called} · {part.partner.name.in_(one)}" for one in LANGUAGES))


# --- simplified costs by their own rule -------------------------------------------------------------------------------


def flat_rates_as_counted(_format: Format, ground: Ground) -> Iterator[Objection]:
    """At a flat rate not more than it makes of its base."""
    for one in at_flat_rates(ground):
        if one.claimed > one.computed:
            yield Objection(FLAT_ABOVE, _at_rate(one))


def units_as_counted(_format: Format, ground: Ground) -> Iterator[Objection]:
    """By units what they make, in the currency of the claim where the value of one is in it."""
    for entry in ground.of_forms(frozenset({"unit_cost"})):
        line = ground.line(entry.line_id)
        made, claimed = units_make(entry, line), entry.amount
        facts = {"number": entry.number, "line": entry.line, "expense_id": entry.id}
        if made is None:
            yield Objection(UNITS_MISSING, {**facts, "claimed": claimed})
            continue
        if made.currency != claimed.currency:
            made, claimed = by_units(entry, line) or made, euro_of(entry)
        if made.currency == claimed.currency and made != claimed:
            told = {"units": entry.units, "price": entry.unit_price, "computed": made}
            yield Objection(UNITS_APART, {**facts, "claimed": claimed, **told})


def units_at_their_price(_format: Format, ground: Ground) -> Iterator[Objection]:
    """The value of a unit is that of its line: the form fixes it by the option that is chosen."""
    for entry in ground.of_forms(frozenset({"unit_cost"})):
        line = ground.line(entry.line_id)
        price, planned = entry.unit_price, line.unit_price if line is not None else None
        if price is not None and planned is not None and price.currency == planned.currency and price != planned:
            facts = {"number": entry.number, "line": entry.line, "price": price, "planned": planned}
            yield Objection(PRICE_APART, {**facts, "expense_id": entry.id})


def lump_sums_whole(_format: Format, ground: Ground) -> Iterator[Objection]:
    """Lump sums whole or not at all."""
    for lump in lump_sums(ground):
        if lump.so_far != lump.due:
            told = {"claimed": lump.so_far, "whole": lump.line.euro, "due": lump.due}
            yield Objection(LUMP_IN_PART, {"line": lump.line.number, **told})


def _flat_rates_below(_format: Format, ground: Ground) -> Iterator[Objection]:
    """Less claimed at a flat rate than it makes."""
    for one in at_flat_rates(ground):
        if one.claimed < one.computed:
            yield Objection(FLAT_BELOW, {**_at_rate(one), "apart": one.computed - one.claimed})


def _lump_sums_not_shown(_format: Format, ground: Ground) -> Iterator[Objection]:
    """A lump sum of which nothing says what was achieved."""
    for entry in ground.of_forms(frozenset({"lump_sum"})):
        if not entry.evidence.strip() and not entry.files:
            yield Objection(LUMP_NOT_SHOWN, {"number": entry.number, "line": entry.line, "expense_id": entry.id})


def _at_rate(one: AtFlatRate) -> dict[str, object]:
    told = {"base": one.base, "computed": one.computed, "claimed": one.claimed}
    return {"line": one.line.number, "rate": one.line.rate, **told}


# --- what does not stop the files -------------------------------------------------------------------------------------


def flat_rates_as_claimed(_format: Format, ground: Ground) -> Iterator[Objection]:
    """What the form works out at a flat rate is what is claimed at it in the ledger."""
    for part in parts_of(ground):
        for one in at_rates(part):
            if one.computed != one.claimed:
                told = {"who": _who(part), "lines": one.lines, "computed": one.computed, "claimed": one.claimed}
                yield Objection(COMPUTED_APART, told)


def certificates_there(_format: Format, ground: Ground) -> Iterator[Objection]:
    """The control has certified the report of every partner that has one."""
    for part in parts_of(ground):
        if part.tally.rows and not part.certified:
            told = {"who": _who(part), "decided": part.tally.decided, "rows": part.tally.rows}
            yield Objection(NOT_CERTIFIED, told)


RATE_CHECKS: Final[Mapping[str, Callable[[Format, Ground], Iterator[Objection]]]] = {
    "flat_rates_stand_apart": flat_rates_stand_apart,
    "rates_the_form_holds": rates_the_form_holds,
    "nothing_in_replaced_categories": nothing_in_replaced_categories,
    "flat_rates_as_counted": flat_rates_as_counted,
    "units_as_counted": units_as_counted,
    "units_at_their_price": units_at_their_price,
    "lump_sums_whole": lump_sums_whole,
}
RATE_WARNINGS: Final[Mapping[str, Callable[[Format, Ground], Iterator[Objection]]]] = {
    "flat_rates_as_claimed": flat_rates_as_claimed,
    "certificates_there": certificates_there,
    "flat_rates_as_counted": _flat_rates_below,
    "lump_sums_whole": _lump_sums_not_shown,
}
