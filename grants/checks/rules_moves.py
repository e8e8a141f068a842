"""Checks of moves between budget lines against the contract's limit, from four fifths of it on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grants.budget.costs import base_numbers
from grants.budget.kinds import MoveState, VersionKind, VersionState
from grants.budget.moving import Level, Limit, Moved, Signed, Standing, Used, first_set, verdict
from grants.checks.claims import leaves
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about_project, amount
from grants.values.language import N_
from grants.values.money import Money

_COUNTED = frozenset({MoveState.ASKED, MoveState.APPROVED})

NEAR_LIMIT = N_(
    "Moves of line or chapter {line} come to {used}, {share} % of the {allowed} that the contract lets move without an "
    "amendment."
)
OVER_LIMIT = N_(
    "Moves of line or chapter {line} come to {used}, more than the {allowed} that the contract lets move without an "
    "amendment. Ask for an amendment."
)
NEAR_LIMIT_OF_ALL = N_(
    "All moves come to {used}, {share} % of the {allowed} that the contract lets move without an amendment."
)
OVER_LIMIT_OF_ALL = N_(
    "All moves come to {used}, more than the {allowed} that the contract lets move without an amendment. Ask for an amendment."
)


def _moves(facts: ProjectFacts) -> Iterator[Finding]:
    terms = facts.terms
    if terms.move_limit is None:
        return
    limit = Limit(
        terms.move_limit,
        terms.move_base,
        terms.move_cumulative,
        terms.move_approver,
        base_numbers(terms.move_blocked),
    )
    worst: dict[str, Used] = {}
    for used in _used(facts, limit):
        if used.number not in worst or used.used > worst[used.number].used:
            worst[used.number] = used
    for number, used in sorted(worst.items()):
        if used.level is Level.WITHIN:
            continue
        over = used.level is Level.OVER
        told: dict[str, Any] = {"used": used.used, "allowed": used.allowed} | ({} if over else {"share": used.of_limit})
        code = "MOVE_LIMIT_OVER" if over else "MOVE_LIMIT_NEAR"
        if number:
            yield about_project(code, OVER_LIMIT if over else NEAR_LIMIT, line=number, **told)
        else:
            yield about_project(code, OVER_LIMIT_OF_ALL if over else NEAR_LIMIT_OF_ALL, **told)


def _used(facts: ProjectFacts, limit: Limit) -> Iterator[Used]:
    """What every move that was asked for or approved uses, beside all the others."""
    lines = {row["id"]: _standing(row) for row in leaves(facts.of("line"))}
    moves = [(row, moved) for row in facts.of("move") if row["state"] in _COUNTED and (moved := _moved(row))]
    signed = _signed(facts) or first_set(
        list(lines.values()), [moved for row, moved in moves if row["state"] == MoveState.APPROVED]
    )
    for row, moved in moves:
        source, target = lines.get(row["from_line_id"]), lines.get(row["to_line_id"])
        if source is not None and target is not None:
            others = [other for one, other in moves if one is not row]
            yield from verdict(limit, signed, others, source, target, moved.amount).used


def _standing(row: Row) -> Standing:
    planned = amount(row, "amount")
    return Standing(row["id"], row["number"], planned, Money.zero(row["currency"]), row["capped"])


def _moved(row: Row) -> Moved | None:
    found = amount(row, "amount")
    return None if found is None else Moved(row["from_line_id"], row["to_line_id"], found)


def _signed(facts: ProjectFacts) -> tuple[Signed, ...]:
    """The lines of the version first signed, where one was kept."""
    signed = (row for row in facts.of("version") if row["kind"] == VersionKind.SIGNED)
    first = next((row["id"] for row in signed if row["state"] == VersionState.APPROVED), None)
    lines = leaves([row for row in facts.of("version_line") if row["budget_id"] == first], "code")
    return tuple(
        Signed(row["line_id"], row["code"], stated) for row in lines if (stated := amount(row, "amount")) is not None
    )


RULES: tuple[Rule, ...] = (_moves,)
