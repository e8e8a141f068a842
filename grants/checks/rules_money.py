"""Checks of a project's money as it was stated: broken figures, missing splits, sums, currencies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, about_project, amount
from grants.entries.kinds import ROWS
from grants.projects.rules import AmountKind
from grants.values.language import N_
from grants.values.money import Money, conversion_gap, half_up, in_euro, total
from grants.values.published import amount_candidates, amount_grouping_broken
from grants.values.records import Kind as FieldKind

AMOUNT_GROUPING = N_(
    "The digits of “{text}” are not in groups of three, so no amount was taken from it. It may mean one of these, most "
    "plausible first: {candidates}. Compare with the contract and fill in the right one; until then no total counts it."
)
AMOUNT_GROUPING_BESIDE = N_(
    "The digits of “{text}” are not in groups of three, so no amount was taken from it. It may mean one of these, most "
    "plausible first: {candidates}; they would be {ratios} times the {granted} granted. Compare with the contract and "
    "fill in the right one; until then no total counts it."
)
NO_BUDGET = N_(
    "The value of the project is not recorded. Add it once you have the contract; a project without money is valid too."
)
BUDGET_KIND_UNKNOWN = N_(
    "It is not known whether {amount} is the value of the whole project or only the grant. Choose which, once you have the contract."
)
NO_SPLIT = N_(
    "It is not known who pays how much of {amount}. Add the sources of funding from the contract; no usual rate is put in their place."
)
SPLIT_SUM = N_(
    "The sources of funding make {sum}, but the value of the project is {amount}: a difference of {difference}. Compare both with the contract."
)
FOREIGN_CURRENCY = N_(
    "There are amounts in {currencies}, for which there is no fixed rate to the euro. They are not converted without a rate, its day and its source."
)
EUR_CENT_GAP = N_(
    "Converted one by one the sources make {items}, converted as a whole {whole}. The difference of {gap} gets a line of its own; the contract says which of the two counts."
)

_NUMBER = re.compile(r"[0-9](?:[0-9 .,\u00a0\u202f]*[0-9])?")
# Where an amount stands beside its published wording: kind of row, amount, wording.
_WORDED_AMOUNTS = (
    ("source", "amount", "as_published"),
    ("scheme", "granted", "granted_as_published"),
    ("scheme", "attracted", "attracted_as_published"),
)
# Every amount of a project's rows.
_AMOUNTS = tuple(
    (kind.name, field.name)
    for kind in ROWS
    for field in kind.record.fields
    if field.kind is FieldKind.AMOUNT and not field.currency
)


def _broken_figures(facts: ProjectFacts) -> Iterator[Finding]:
    if facts.total is None:
        for row in facts.wordings("total"):
            for number in _broken_in(row["as_published"]):
                yield _question("wording", row, number, facts.project["currency"], None)
    for kind, name, wording in _WORDED_AMOUNTS:
        for row in facts.of(kind):
            if amount(row, name) is not None:
                continue
            beside = amount(row, "granted") if name == "attracted" else None
            for number in _broken_in(row[wording]):
                yield _question(kind, row, number, row["currency"], beside, on=name)


def _broken_in(wording: str) -> list[str]:
    return [number for number in _NUMBER.findall(wording) if amount_grouping_broken(number)]


def _question(kind: str, row: Row, number: str, currency: str, beside: Money | None, *, on: str = "") -> Finding:
    """The readings in order; money attracted by grants is set against them, since it tends to be as much or more."""
    read = [Money(cents, currency) for cents in amount_candidates(number)]
    told = {"text": number, "candidates": read}
    if not beside:
        return about(kind, row, "AMOUNT_GROUPING", AMOUNT_GROUPING, on=on, **told)
    ratios = [half_up(one.decimal / beside.decimal, 2) for one in read]
    return about(kind, row, "AMOUNT_GROUPING", AMOUNT_GROUPING_BESIDE, on=on, **told, ratios=ratios, granted=beside)


def _value(facts: ProjectFacts) -> Iterator[Finding]:
    if facts.total is None:
        yield about_project("NO_BUDGET", NO_BUDGET, on="total")
    elif facts.project["total_kind"] == AmountKind.UNKNOWN:
        yield about_project("BUDGET_KIND_UNKNOWN", BUDGET_KIND_UNKNOWN, on="total_kind", amount=facts.total)


def _split(facts: ProjectFacts) -> Iterator[Finding]:
    whole = facts.total
    if whole is None:
        return
    parts = _parts(facts)
    if not parts:
        yield about_project("NO_SPLIT", NO_SPLIT, amount=whole)
    elif {part.currency for part in parts} == {whole.currency}:
        made = total(parts, whole.currency)
        if made != whole:
            yield about_project(
                "SPLIT_SUM", SPLIT_SUM, on="total", sum=made, amount=whole, difference=abs(whole - made)
            )


def _parts(facts: ProjectFacts) -> list[Money]:
    """The sources of the whole project; where only those of the partners are recorded, these."""
    listed = facts.of("source")
    rows = [row for row in listed if row["partner_id"] is None] or listed
    return [part for row in rows if (part := amount(row, "amount")) is not None]


def _foreign_currency(facts: ProjectFacts) -> Iterator[Finding]:
    used = {facts.total.currency} if facts.total else set()
    for kind, name in _AMOUNTS:
        column = f"{name}_cents"
        used |= {row["currency"] for row in facts.of(kind) if row[column] is not None}
    foreign = sorted(currency for currency in used if in_euro(Money.zero(currency)) is None)
    if foreign:
        yield about_project("FOREIGN_CURRENCY", FOREIGN_CURRENCY, currencies=foreign)


def _cent_gap(facts: ProjectFacts) -> Iterator[Finding]:
    """One cent between the sources converted one by one and their converted sum is no error, but has to be shown."""
    parts = _parts(facts)
    if {part.currency for part in parts} != {"BGN"}:
        return
    gap = conversion_gap(parts)
    if gap:
        whole = in_euro(total(parts, "BGN"))
        assert whole is not None
        yield about_project("EUR_CENT_GAP", EUR_CENT_GAP, items=whole - gap, whole=whole, gap=gap)


RULES: tuple[Rule, ...] = (_broken_figures, _value, _split, _foreign_currency, _cent_gap)
