"""The totals of a budget in a reader's words: its last rows, its tiles, its notes, and what the spending is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from grants.expenses.queries import NOTHING, OPENING
from grants.expenses.rules import EXPENSE_STATES
from grants.portfolio.budget_said import BEFORE, Said, cells, ledger_url, shares
from grants.portfolio.standing import Converted, Figures, converted
from grants.values.language import N_
from grants.values.money import Money


def total_rows(said: Said) -> list[dict[str, Any]]:
    """The last rows: the total; of a budget in leva also in euro, with the difference the conversion makes."""
    words, total = said.words, said.total
    label = (
        words.say(N_("Total in {currency}"), currency=said.budget.currency) if said.in_lev else words.say(N_("Total"))
    )
    behind = {"spent": ledger_url(said), "committed": f"{said.base}/procurement#supply"}
    bare = Figures(**{name: getattr(total, name) for name in _BARE})
    rows = [{"label": label, "cells": cells(said, bare, behind), **shares(said, total)}]
    if total.opening and said.opened and not said.in_lev:
        rows[0]["cells"] = cells(said, total, behind)
    if not said.in_lev:
        return rows
    sums = _sums_in_euro(total)
    in_euro_row = {name: one.total(at_once=said.at_once).minor for name, one in sums.items()}
    rows.append(_plain_row(said, words.say(N_("Total in euro")), in_euro_row))
    gaps = {name: one.gap.minor for name, one in sums.items()}
    if any(gaps.values()):
        gap = (
            N_("Conversion difference, in the total") if said.at_once else N_("Conversion difference, not in the total")
        )
        rows.append(_plain_row(said, words.say(gap), gaps))
    return rows


_BARE = (
    "planned",
    "approved",
    "working",
    "spent",
    "lost",
    "committed",
    "foreseen",
    "at_end",
    "unspendable",
    "overspend",
)


def _sums_in_euro(total: Figures) -> dict[str, Converted]:
    left, left_euro = total.left, total.approved_euro - total.spent_euro
    pairs = {
        "approved": converted(total.approved, total.approved_euro, "BGN"),
        "spent": converted(total.spent, total.spent_euro, "BGN"),
        "lost": converted(total.lost, total.lost_euro, "BGN"),
    }
    known = {name: pair for name, pair in pairs.items() if pair}
    approved, spent, lost = known["approved"], known["spent"], known["lost"]
    # What is left is the difference of what stands above it, also where each was converted at once.
    known["left"] = Converted(Money(left_euro, "EUR"), approved.at_once - spent.at_once)
    known["left_net"] = Converted(
        Money(left_euro + total.lost_euro, "EUR"), approved.at_once - spent.at_once + lost.at_once
    )
    assert left == total.approved - total.spent
    return known


def _plain_row(said: Said, label: str, cents: Mapping[str, int]) -> dict[str, Any]:
    shown = [
        (said.figure(cents[name]) if name in cents else "", " minus" if cents.get(name, 0) < 0 else "", "", ())
        for name in said.columns
    ]
    return {"label": label, "cells": shown, "share": "", "share_spent": 0, "share_reserved": 0, "over": False}


def tiles(said: Said) -> list[dict[str, str]]:
    """The few figures that matter, each with what it means under it."""
    words, total = said.words, said.total
    shown = [_tile(said, N_("Approved"), total.approved, _euro_under(said, total.approved_euro, total.approved))]
    net = words.say(N_("{amount} without what was cut or set aside"), amount=said.amount(total.spent - total.lost))
    spent = [_share_under(said, total), _euro_under(said, total.spent_euro, total.spent), net if total.lost else ""]
    shown.append(_tile(said, N_("Spent"), total.spent, *spent, url=ledger_url(said)))
    if total.committed:
        under = words.say(N_("signed with suppliers, not yet invoiced"))
        shown.append(_tile(said, N_("Committed"), total.committed, under, url=f"{said.base}/procurement#supply"))
    free = (
        words.say(N_("{amount} when the cut is taken back"), amount=said.amount(total.left_net)) if total.lost else ""
    )
    shown.append(_tile(said, N_("Left"), total.left, free))
    if total.foreseen:
        rest = words.say(N_("{amount} will stay unspent"), amount=said.amount(total.unspendable))
        over = words.say(N_("{amount} beyond the approved"), amount=said.amount(total.overspend))
        parts = (rest if total.unspendable else "", over if total.overspend else "")
        shown.append(_tile(said, N_("Forecast to the end"), total.at_end, *parts))
    return shown


def _tile(said: Said, label: str, cents: int, *under: str, url: str = "") -> dict[str, Any]:
    return {
        "label": said.words.say(label),
        "amount": said.amount(cents),
        "under": [part for part in under if part],
        "url": url if cents else "",
    }


def _share_under(said: Said, total: Figures) -> str:
    share = shares(said, total)["share"]
    return said.words.say(N_("{share} of the budget"), share=share) if share else ""


def _euro_under(said: Said, of_parts: int, cents: int) -> str:
    pair = converted(cents, of_parts, said.budget.currency)
    return said.words.amount(pair.total(at_once=said.at_once)) if pair else ""


def notes(said: Said, unnamed: Figures) -> list[tuple[str, str]]:
    """What is worth knowing about the totals, with the address of the rows behind it where there are any."""
    words = said.words
    found: list[tuple[str, str]] = []
    if unnamed.spent:
        unassigned = N_("{amount} was spent without a budget line; it is in the total only.")
        found.append((words.say(unassigned, amount=said.amount(unnamed.spent)), ledger_url(said, line=NOTHING)))
    if said.budget.foreign:
        foreign = words.list(sorted(said.budget.foreign))
        found.append((words.say(N_("Lines in {currencies} are not in the total."), currencies=foreign), ""))
    left_out: dict[str, int] = {}
    for row in said.made:
        left_out[row["currency"]] = left_out.get(row["currency"], 0) + row["left_out"]
    amounts = [words.amount(Money(cents, currency)) for currency, cents in sorted(left_out.items()) if cents]
    if amounts:
        no_rate = N_("Not in the total, because there is no fixed rate: {amounts}")
        found.append((words.say(no_rate, amounts=", ".join(amounts)), ""))
    return found


FORECAST_MADE = N_(
    "The forecast takes what was spent on a line so far, without what was cut, at the same pace over all its days (those of its "
    "activity, else of its year, else of the project), and adds what is committed. Before a tenth of the days has passed the plan "
    "stands; after the last day only what is committed is still to come. What one line leaves unspent pays for no other."
)

_STATES = ("submitted", "verified", "reported", "approved", "cut", "parked")


def breakdown(said: Said) -> dict[str, Any] | None:
    """What the spending so far is made of: the opening figures, then by state; and by whose money it was."""
    groups: dict[tuple[int, str], list[int]] = {}
    for row in said.made:
        key = (-1, row["until"].isoformat()) if row["until"] else (_STATES.index(row["state"]), "")
        sums = groups.setdefault(key, [0, 0, 0, 0, 0])
        for at, name in enumerate(_PARTS):
            sums[at] += row[name]
    if not groups:
        return None
    total = [sum(sums[at] for sums in groups.values()) for at in range(len(_PARTS))]
    kept = [True, True, *(bool(total[at]) for at in (1, 2, 3)), bool(total[4]), bool(total[4])]
    rows = [(*_state_said(said, *key), _made_cells(said, groups[key], kept)) for key in sorted(groups)]
    return {
        "headings": [said.words.say(label) for label, keep in zip(_MADE_HEADINGS, kept, strict=True) if keep],
        "rows": rows,
        "total": _made_cells(said, total, kept),
    }


_PARTS = ("spent", "own", "in_kind", "third", "lost")
_MADE_HEADINGS = (
    N_("Spent"),
    N_("Grant in it"),
    N_("Own contribution in it"),
    N_("In kind in it"),
    N_("Third parties' money in it"),
    N_("Cut or set aside"),
    N_("Left of it"),
)


def _state_said(said: Said, order: int, until: str) -> tuple[str, str]:
    if order < 0:
        return said.words.say(BEFORE, day=date.fromisoformat(until)), f"{said.base}/expenses?state={OPENING}"
    state = _STATES[order]
    return said.words.say(EXPENSE_STATES[state]), f"{said.base}/expenses?state={state}"


def _made_cells(said: Said, sums: Sequence[int], kept: Iterable[bool]) -> list[str]:
    spent, own, in_kind, third, lost = sums
    values = (spent, spent - own - in_kind - third, own, in_kind, third, lost, spent - lost)
    return [said.figure(value) for value, keep in zip(values, kept, strict=True) if keep]
