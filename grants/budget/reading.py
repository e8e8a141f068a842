"""What the pages that change a budget read: the lines in force and of each version, the moves, and what lines may name."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from grants.access import Identity, own_part_only
from grants.audit.models import Entry
from grants.budget.costs import base_numbers
from grants.budget.kinds import MoveState, VersionKind, VersionState
from grants.budget.models import Line, Move, Version, VersionLine
from grants.budget.moving import Limit, Moved, Signed, Standing, first_set
from grants.budget.queries import terms_of
from grants.budget.records import LINE
from grants.budget.rules import budget_currency
from grants.errors import NotFound, Objection
from grants.projects.models import Contract, Partner, Project
from grants.projects.queries import Seen, may_see_money
from grants.storage.database import rows
from grants.values.choices import Choice
from grants.values.language import N_, Text
from grants.values.money import Money, in_lev
from grants.values.outline import chapters
from grants.workplan.models import Activity

Row = dict[str, Any]
OPEN = (VersionState.WORKING, VersionState.ASKED)
COUNTED = (MoveState.ASKED, MoveState.APPROVED)
_KEPT = ("id", "version", "position", *LINE.columns)


# --- lines --------------------------------------------------------------------------------------------------------


async def lines_of(by: Identity, project: Seen, version_id: int | None = None) -> list[Row]:
    """The lines of a version, or of the budget in force, in their order; a partner's seat sees only its own.

    `code` is a line's number in the tree, `line_id` the line of the budget in force it is, or stands for.
    """
    if not may_see_money(by, project):
        return []
    own = own_part_only(by, project.ref)
    part = {} if own is None else {"partner_id": own}
    if version_id is None:
        found = await Line.filter(project_id=project.id, **part).order_by("position").values(*_KEPT, "number")
        return [{**row, "code": row["number"], "line_id": row["id"]} for row in found]
    chosen = VersionLine.filter(project_id=project.id, budget_id=version_id, **part)
    return list(await chosen.order_by("position").values(*_KEPT, "number", "code", "line_id"))


def token_of(lines: Sequence[Row], version: int = 0) -> str:
    """What tells whether anybody changed these lines since: of each its id and how often it was changed."""
    said = ";".join(f"{line['id']}:{line['version']}" for line in sorted(lines, key=lambda line: line["id"]))
    return hashlib.sha256(f"{version}|{said}".encode()).hexdigest()[:32]


async def currency_of(project: Seen, lines: Sequence[Row]) -> str:
    """The currency a budget is added up in."""
    met = {line["currency"] for line in lines if line["amount_cents"] is not None}
    found = await Project.filter(id=project.id).values("currency")
    return budget_currency(met, found[0]["currency"])


async def nameable(project: Seen) -> dict[str, tuple[Choice, ...]]:
    """The partners and activities a line may name."""
    partners = (
        await Partner.filter(project_id=project.id)
        .order_by("position")
        .values("id", "number", "organisation__name_bg", "organisation__name_en")
    )
    activities = (
        await Activity.filter(project_id=project.id).order_by("position").values("id", "number", "title_bg", "title_en")
    )
    return {
        "partner": tuple(
            _choice(row, Text(row["organisation__name_bg"], row["organisation__name_en"])) for row in partners
        ),
        "activity": tuple(_choice(row, Text(row["title_bg"], row["title_en"])) for row in activities),
    }


def _choice(row: Row, label: Text) -> Choice:
    shown = tuple(f"{row['number']} · {side}" for side in (label.bg, label.en) if side)
    return Choice(row["id"], row["number"], label, tuple(one for one in (label.bg, label.en, *shown) if one))


# --- versions -----------------------------------------------------------------------------------------------------


async def versions_of(by: Identity, project: Seen) -> list[Row]:
    """Every version of the budget, in the order made."""
    if not may_see_money(by, project):
        return []
    return list(await Version.filter(project_id=project.id).order_by("position").values())


async def version_seen(by: Identity, project: Seen, version_id: int) -> Row:
    """One version; NotFound where there is none, or no money is seen."""
    found = [row for row in await versions_of(by, project) if row["id"] == version_id]
    if not found:
        raise NotFound
    return found[0]


SIGNED = N_("The budget is signed: its lines change only by a move between lines or by an amendment.")


async def settled(project_id: int) -> str:
    """Why the lines in force can't be changed one by one; nothing as long as no version of the budget was approved."""
    signed = await Version.filter(project_id=project_id, state=VersionState.APPROVED).exists()
    return SIGNED if signed else ""


MISSED = "version.missed"


class Why(StrEnum):
    """Why an approved move was not carried into a version that stood open."""

    SENT = "sent"
    NO_LINE = "no_line"
    TOO_LITTLE = "too_little"


async def missed(by: Identity, project: Seen) -> list[Row]:
    """The approved moves that open versions did not take over, as the history tells it: version, move_id and why."""
    versions = {row["id"]: row for row in await versions_of(by, project) if row["state"] in OPEN}
    if not versions:
        return []
    told = await Entry.filter(project_id=project.id, deed=MISSED).order_by("id").values("subject_id", "after")
    return [{"version": versions[one["subject_id"]], **one["after"]} for one in told if one["subject_id"] in versions]


async def signed_on(project: Seen) -> Row | None:
    """The contract as first signed, with its day."""
    found = await Contract.filter(project_id=project.id).order_by("position").limit(1).values("id", "signed_on")
    return found[0] if found else None


_SPENT_ON = """
SELECT line_id, currency, sum(amount_cents - CASE WHEN state = 'parked' THEN 0 ELSE lost_cents END)::bigint AS cents,
  sum(euro_cents - CASE WHEN state = 'parked' THEN 0 ELSE lost_euro_cents END)::bigint AS euro_cents
FROM spent WHERE project_id = $1 AND line_id IS NOT NULL GROUP BY line_id, currency
"""


async def spent_on_lines(project: Seen, currencies: dict[int, str]) -> dict[int, Money]:
    """What is spent on each line in the line's own currency, without what the funder has cut for good."""
    spent = {line_id: Money.zero(currency) for line_id, currency in currencies.items()}
    for row in await rows(_SPENT_ON, project.id):
        line_id = row["line_id"]
        if line_id in spent:
            spent[line_id] += _in_currency(row, spent[line_id].currency)
    return spent


def _in_currency(row: Row, currency: str) -> Money:
    """Lev and euro are each other's at the fixed rate; of other currencies only what was paid in the line's counts."""
    if currency == "EUR":
        return Money(row["euro_cents"] or 0, "EUR")
    if currency == row["currency"]:
        return Money(row["cents"], currency)
    if currency == "BGN" and row["currency"] == "EUR":
        return in_lev(Money(row["cents"], "EUR"))
    return Money.zero(currency)


_SPENT_LINES = """
SELECT l.number FROM budget_line l WHERE l.project_id = $1 AND l.id = ANY($2::bigint[]) AND (
  EXISTS (SELECT 1 FROM expense x WHERE x.line_id = l.id) OR EXISTS (SELECT 1 FROM opening_figure o WHERE o.line_id = l.id))
ORDER BY l.position
"""
_AGREED_LINES = """
SELECT l.number AS line, s.number, s.subject_bg, s.subject_en FROM budget_line l JOIN supply_contract s ON s.line_id = l.id
WHERE l.project_id = $1 AND l.id = ANY($2::bigint[]) ORDER BY l.position, s.position
"""
SPENT_LINES = N_("Money was spent on {lines}: the budget can't leave it without a line.")
AGREED_LINE = N_(
    "Contract {number} with a supplier, “{subject}”, is paid from line {line}: give it another line, then this one can go."
)


async def against_removal(project_id: int, line_ids: Sequence[int]) -> list[Objection]:
    """Why these lines can't be removed: something was recorded as spent on them, drafts too, or a contract names them."""
    if not line_ids:
        return []
    spent = await rows(_SPENT_LINES, project_id, list(line_ids))
    told = [Objection(SPENT_LINES, {"lines": [row["number"] for row in spent]})] if spent else []
    for row in await rows(_AGREED_LINES, project_id, list(line_ids)):
        subject = Text(row["subject_bg"], row["subject_en"])
        told.append(Objection(AGREED_LINE, {"line": row["line"], "number": row["number"], "subject": subject}))
    return told


UNKNOWN_LINES = N_("There is no budget line {numbers}. Type numbers as they stand in the budget.")
_NUMBERS = "SELECT number FROM budget_line WHERE project_id = $1"


async def against_investment(project_id: int, values: Mapping[str, Any], _row_id: int) -> list[Objection]:
    """Why an investment can't stand as typed: it names a line or a chapter that is not in the budget."""
    known = {row["number"] for row in await rows(_NUMBERS, project_id)}
    known |= chapters(known)
    unknown = [number for number in base_numbers(values["lines"]) if number not in known]
    return [Objection(UNKNOWN_LINES, {"numbers": unknown}, place="lines")] if unknown else []


async def against_removing(project_id: int, line_id: int) -> list[Objection]:
    """Why one line can't be removed."""
    return await against_removal(project_id, [line_id])


_SIGNED_NAMING = """
SELECT l.number FROM budget_line l WHERE l.project_id = $1 AND CASE $3 WHEN 'partner' THEN l.partner_id ELSE l.activity_id END = $2
  AND EXISTS (SELECT 1 FROM budget_version v WHERE v.project_id = $1 AND v.state = 'approved') ORDER BY l.position
"""
NAMED_BY_SIGNED = N_("The signed budget names it in {lines}. It goes by an amendment, together with those lines.")


def against_removing_named(column: Literal["partner", "activity"]) -> Callable[[int, int], Awaitable[list[Objection]]]:
    """Why a partner, or an activity, can't be removed: lines of the signed budget name it."""

    async def named(project_id: int, row_id: int) -> list[Objection]:
        found = await rows(_SIGNED_NAMING, project_id, row_id, column)
        return [Objection(NAMED_BY_SIGNED, {"lines": [row["number"] for row in found]})] if found else []

    return named


# --- moves --------------------------------------------------------------------------------------------------------


async def moves_of(by: Identity, project: Seen) -> list[Row]:
    """Every move in the order made; a partner's seat sees those between its own lines."""
    if not may_see_money(by, project):
        return []
    found = list(await Move.filter(project_id=project.id).order_by("position").values())
    own = own_part_only(by, project.ref)
    if own is None:
        return found
    mine = {row["id"] for row in await Line.filter(project_id=project.id, partner_id=own).values("id")}
    return [row for row in found if {row["from_line_id"], row["to_line_id"]} <= mine]


async def move_seen(by: Identity, project: Seen, move_id: int) -> Row:
    """One move; NotFound where there is none for this person."""
    found = [row for row in await moves_of(by, project) if row["id"] == move_id]
    if not found:
        raise NotFound
    return found[0]


async def standings(by: Identity, project: Seen) -> dict[int, Standing]:
    """How each line of the budget in force stands before a move."""
    lines = await lines_of(by, project)
    spent = await spent_on_lines(project, {line["id"]: line["currency"] for line in lines})
    return {
        line["id"]: Standing(
            line["id"],
            line["number"],
            None if line["amount_cents"] is None else Money(line["amount_cents"], line["currency"]),
            spent[line["id"]],
            line["capped"],
        )
        for line in lines
    }


async def limit_of(project: Seen, on: date) -> Limit:
    """What the terms of the contract in force on a day say of moves."""
    terms = await terms_of(project.id, on)
    return Limit(
        terms.move_limit,
        terms.move_base,
        terms.move_cumulative,
        terms.move_approver,
        base_numbers(terms.move_blocked),
    )


async def signed_lines(by: Identity, project: Seen, lines: Sequence[Standing], moves: Sequence[Row]) -> list[Signed]:
    """The lines as first signed; where no signed version was kept, as they were before any approved move."""
    kept = [row for row in await versions_of(by, project) if row["state"] == VersionState.APPROVED]
    if kept:
        first = next((row for row in kept if row["kind"] == VersionKind.SIGNED), kept[0])
        signed = await lines_of(by, project, first["id"])
        above = chapters(line["code"] for line in signed)
        return [
            Signed(line["line_id"], line["code"], Money(line["amount_cents"], line["currency"]))
            for line in signed
            if line["amount_cents"] is not None and line["code"] not in above
        ]
    approved = [moved(row) for row in moves if row["state"] == MoveState.APPROVED]
    return list(first_set(lines, approved))


def moved(row: Row) -> Moved:
    """A move as the limit counts it."""
    return Moved(row["from_line_id"], row["to_line_id"], Money(row["amount_cents"] or 0, row["currency"]))


def earlier(moves: Sequence[Row], move_id: int | None) -> list[Moved]:
    """The moves that use the limit besides this one: approved, and asked for."""
    return [moved(row) for row in moves if row["state"] in COUNTED and row["id"] != move_id]
