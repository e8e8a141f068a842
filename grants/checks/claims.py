"""Sums that several checks ask for: what a document comes to, what is claimed of it, what stands on a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from grants.checks.finding import ProjectFacts, Row, amount
from grants.expenses.rules import COUNTED_STATES, DocumentKind, ExpenseState
from grants.values.money import Money, half_up, in_euro, total
from grants.values.outline import chapters

# Every claim but those that were sent back.
STANDING_STATES = frozenset(state for state in ExpenseState if state is not ExpenseState.RETURNED)
# Those that are about to go into the funder's system, or have just gone.
REPORTABLE_STATES = frozenset({ExpenseState.VERIFIED, ExpenseState.REPORTED})


def whole(document: Row) -> Money | None:
    """What a document comes to with its VAT."""
    net = amount(document, "net")
    return None if net is None else Money(net.minor + (document["vat_cents"] or 0), net.currency)


def by(rows: Iterable[Row], column: str) -> dict[object, list[Row]]:
    """Rows by what they refer to; those that refer to nothing are left out."""
    found: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if row[column] is not None:
            found[row[column]].append(row)
    return found


def by_id(rows: Iterable[Row]) -> Mapping[object, Row]:
    """Rows by their id."""
    return {row["id"]: row for row in rows}


def claims(facts: ProjectFacts, states: Collection[str] = STANDING_STATES) -> Iterator[Row]:
    """The expenses in these states."""
    return (row for row in facts.of("expense") if row["state"] in states)


def amounts(rows: Iterable[Row], name: str = "amount") -> list[Money]:
    """The amounts of rows that have one."""
    return [found for row in rows if (found := amount(row, name)) is not None]


def together(parts: Sequence[Money], currency: str) -> Money | None:
    """Amounts as one in this currency: as they are, or in euro when only a fixed rate lies between; else None."""
    if all(part.currency == currency for part in parts):
        return total(parts, currency)
    converted = [in_euro(part) for part in parts]
    if currency != "EUR" or None in converted:
        return None
    return total([part for part in converted if part is not None], "EUR")


def kept(row: Row) -> list[Money]:
    """A claim, or an opening figure, and what the funder cut of it below zero; in euro where it has a booked rate."""
    rated = row.get("rated_cents")
    claimed = Money(row["amount_cents"], row["currency"]) if rated is None else Money(rated, "EUR")
    if not row["cut_cents"] or row.get("state", ExpenseState.CUT) != ExpenseState.CUT:
        return [claimed]
    cut = Money(row["cut_cents"], row["currency"])
    if rated is not None and row["amount_cents"]:
        cut = Money(int(half_up(Decimal(rated * row["cut_cents"]) / row["amount_cents"], 0)), "EUR")
    return [claimed, -cut]


def on_lines(facts: ProjectFacts) -> dict[object, list[Money]]:
    """What stands on each line so far: counted claims and opening figures, each less what the funder cut."""
    found: dict[object, list[Money]] = defaultdict(list)
    for row in (*claims(facts, COUNTED_STATES), *facts.of("opening")):
        if row["line_id"] is not None:
            found[row["line_id"]] += kept(row)
    return found


def share_spent(facts: ProjectFacts) -> Decimal | None:
    """How many per cent of the budget are spent so far, as the view `spent` has it; None where there is no budget.

    The budget is that of the lines, else the value of the project; what has no rate to the euro is left out.
    """
    standing = (*claims(facts, COUNTED_STATES), *facts.of("opening"))
    spent = total([euro for row in standing for part in kept(row) if (euro := in_euro(part))], "EUR")
    stated = amounts(leaves(facts.of("line"))) or ([facts.total] if facts.total else [])
    planned = total([euro for one in stated if (euro := in_euro(one))], "EUR")
    return half_up(spent.decimal * 100 / planned.decimal, 0) if planned.minor > 0 else None


def is_credit_note(document: Row) -> bool:
    """Whether a document takes back what another one says."""
    return bool(document["kind"] == DocumentKind.CREDIT_NOTE)


def leaves(lines: Sequence[Row], name: str = "number") -> list[Row]:
    """The lines of a tree with nothing below them; the others are chapters. `name` is the column of their number."""
    above = chapters(row[name] for row in lines)
    return [row for row in lines if row[name] not in above]


def below(number: str, rows: Iterable[Row]) -> list[Row]:
    """The rows that stand below a number of the tree."""
    return [row for row in rows if row["number"].startswith(f"{number}.")]
