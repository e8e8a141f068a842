"""The forms of claims without an invoice: one for units, one for a lump sum, one for a flat rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grants.budget.costs import unit_amount
from grants.budget.kinds import CostForm
from grants.errors import Objection
from grants.expenses.records import EXPENSE
from grants.values.language import N_
from grants.values.money import Money
from grants.values.records import Field, Kind, Record

Values = dict[str, Any]

NEW = N_("A claim without an invoice")
BACKWARDS = N_("The base begins after the day for which it is claimed.")

WHICH_LINE = Record(
    "claimed_line",
    NEW,
    NEW,
    (Field("line", Kind.REFERENCE, N_("Budget line"), required=True, refers_to="line"),),
    title="line",
    new=NEW,
    tab="expenses",
)

MARKED = ("from_advance", "cross_financed", "carried_out")
_ALWAYS = ("partner", "activity", "claimed", "evidence", "own", "in_kind", "third", *MARKED, "description")
_OF_FORM: Mapping[str, tuple[str, ...]] = {
    CostForm.UNIT_COST: ("units", "unit_price"),
    CostForm.LUMP_SUM: ("amount",),
    CostForm.FLAT_RATE: ("base_from",),
    CostForm.ACTUAL: ("amount",),  # made of the hours of a month; nobody begins one
}
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    CostForm.UNIT_COST: ("units", "claimed", "evidence"),
    CostForm.LUMP_SUM: ("amount", "claimed", "evidence"),
    CostForm.FLAT_RATE: ("claimed",),
    CostForm.ACTUAL: ("amount", "claimed", "evidence"),
}


def _record(form: str) -> Record:
    fields = tuple(
        replace(field, required=field.name in _REQUIRED[form], empty_is_zero=False)
        for field in EXPENSE.fields
        if field.name in (*_ALWAYS, *_OF_FORM[form])
    )
    return replace(EXPENSE, fields=fields)


RECORDS: Mapping[str, Record] = {form: _record(form) for form in _OF_FORM}

_WHOSE = (("own", "in_kind", "third"), MARKED[:2], MARKED[2:], ("partner", "activity"), ("description",))
LAYOUTS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    CostForm.UNIT_COST: (("units", "unit_price", "claimed"), ("evidence",), *_WHOSE),
    CostForm.LUMP_SUM: (("amount", "claimed"), ("evidence",), *_WHOSE),
    CostForm.FLAT_RATE: (("base_from", "claimed"), ("evidence",), *_WHOSE),
    CostForm.ACTUAL: (("amount", "claimed"), ("evidence",), *_WHOSE),
}
HINTS: Mapping[str, str] = {
    "unit_price": N_("Left empty: the price of the budget line."),
    "evidence": N_("What shows it instead of an invoice: lists, certificates, protocols, and where they lie."),
    "base_from": N_("The base is what was claimed from this day to the next one, both included."),
    "own": N_("All three left empty: as the contract divides it among its sources."),
}


def completed(line: Values, values: Values) -> Values:
    """A claim as it is kept, but for the amount of a flat rate, which its base gives."""
    kept = values | {"line_id": line["id"], "form": line["form"], "currency": line["currency"]}
    if line["form"] != CostForm.UNIT_COST:
        return kept
    price = values["unit_price_cents"] if values["unit_price_cents"] is not None else line["unit_price_cents"]
    if price is None:
        return kept | {"amount_cents": None}
    amount = unit_amount(values["units"], Money(price, line["currency"]), line["rounding"])
    return kept | {"unit_price_cents": price, "amount_cents": amount.minor}


def objections(line: Values, values: Values) -> list[Objection]:
    """What is wrong with a claim whose fields could each be read."""
    first, last = values.get("base_from_on"), values.get("claimed_on")
    if line["form"] == CostForm.FLAT_RATE and first and last and first > last:
        return [Objection(BACKWARDS, {}, place="base_from")]
    return []
