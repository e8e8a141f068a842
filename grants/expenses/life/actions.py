"""Bringing expenses on, many at once and all or none: submitted, verified, reported, decided on, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tortoise.expressions import F

from grants.access import Identity, Permission, own_part_only
from grants.acting import Deed, acting
from grants.budget.queries import terms_of
from grants.errors import Objected, Objection
from grants.expenses.life.decision import NONE_CHOSEN, Decision, decision_objections, refusal
from grants.expenses.life.queries import Row, entered_by_oneself, held
from grants.expenses.models import Expense
from grants.expenses.rules import ExpenseState, may_become, may_go_back
from grants.projects.queries import Seen
from grants.values.entry import REQUIRED

Values = dict[str, Any]
Picked = Mapping[int, int]  # ids of expenses, each with the version that was looked at

_AT_ONCE = 10_000  # rows of one statement: PostgreSQL takes no more than some thirty thousand values in one
_UNDECIDED: Values = {"cut_cents": 0, "decided_on": None, "decision": "", "sampled": False, "error_kind": ""}


async def submit_expenses(by: Identity, project: Seen, picked: Picked, *, once: str = "") -> None:
    """Expenses their writer holds ready for verification. Raises RowsRefused."""
    after = {"state": ExpenseState.SUBMITTED, "reason": ""}
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        await _bring(deed, project, picked, "submitted", lambda _row: after)


async def verify_expenses(by: Identity, project: Seen, picked: Picked, *, on: date, once: str = "") -> None:
    """Expenses held right by somebody other than their writer, unless the terms in force allow the same one. Raises RowsRefused."""
    after = {"state": ExpenseState.VERIFIED, "reason": ""}
    async with acting(by, Permission.VERIFY_EXPENSE, project.ref, once=once) as deed:
        allowed = (await terms_of(project.id, on)).own_verification
        own = frozenset() if allowed else await entered_by_oneself(by, project, list(picked))
        await _bring(deed, project, picked, "verified", lambda _row: after, own=own)


async def report_expenses(by: Identity, project: Seen, picked: Picked, package: str, *, once: str = "") -> None:
    """Verified expenses that went out with a report package. Raises RowsRefused."""
    number = _said(package, "package")
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        await put_into_package(deed, project, picked, number)


async def put_into_package(deed: Deed, project: Seen, picked: Picked, package: str) -> None:
    """The same inside an action that is already going on."""
    after = {"state": ExpenseState.REPORTED, "reason": "", "package": package}
    await _bring(deed, project, picked, "reported", lambda _row: after)


async def withdraw_expenses(by: Identity, project: Seen, picked: Picked, reason: str, *, once: str = "") -> None:
    """Reported expenses taken out of their package again. Raises RowsRefused."""
    why = _said(reason, "why")
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        await take_out_of_package(deed, project, picked, why)


async def take_out_of_package(deed: Deed, project: Seen, picked: Picked, reason: str) -> None:
    """The same inside an action that is already going on."""
    after = {"state": ExpenseState.VERIFIED, "reason": reason, "package": ""}
    await _bring(deed, project, picked, "withdrawn", lambda _row: after, may=may_go_back)


async def carry_to_package(deed: Deed, project: Seen, picked: Picked, package: str) -> None:
    """Decided expenses that stand in the next version of their package as they are."""
    await _bring(
        deed,
        project,
        picked,
        "carried",
        lambda row: {"state": ExpenseState(row["state"]), "reason": row["reason"], "package": package},
        may=_stays,
    )


def _stays(state: str, to: ExpenseState) -> bool:
    return ExpenseState(state) is to


async def claim_again(deed: Deed, project: Seen, picked: Picked) -> None:
    """What the funder set aside, verified and in no package, so that the next one takes it."""
    after = {"state": ExpenseState.VERIFIED, "reason": "", "package": "", **_UNDECIDED}
    await _bring(deed, project, picked, "claimed_again", lambda _row: after, may=_was_set_aside)


def _was_set_aside(state: str, _to: ExpenseState) -> bool:
    return ExpenseState(state) is ExpenseState.PARKED


async def leave_set_aside(deed: Deed, project: Seen, picked: Picked, before: Values) -> None:
    """What was claimed again and is not after all: set aside, with the funder's decision as it stood `before`."""
    after = {"state": ExpenseState.PARKED, **before}
    await _bring(deed, project, picked, "left_set_aside", lambda _row: after, may=_is_verified)


def _is_verified(state: str, _to: ExpenseState) -> bool:
    return ExpenseState(state) is ExpenseState.VERIFIED


async def decide_expenses(
    by: Identity, project: Seen, picked: Picked, decision: Decision, today: date, *, once: str = ""
) -> None:
    """The funder's decision on reported or parked expenses. Raises RowsRefused, or Objected with the fields' places."""
    async with acting(by, Permission.VERIFY_EXPENSE, project.ref, once=once) as deed:
        await decide_on(deed, project, picked, decision, today)


async def decide_on(deed: Deed, project: Seen, picked: Picked, decision: Decision, today: date) -> None:
    """The same inside an action that is already going on."""
    rows = await _held(deed, project, picked)
    problems = decision_objections(decision, rows, today)
    if problems:
        raise Objected(problems)
    await _bring(deed, project, picked, "", lambda row: _decided(decision, row))


def _decided(decision: Decision, row: Row) -> Values:
    """What stands on a row after a decision; an accepted row has no reason."""
    state = decision.state_of(row["id"])
    return {
        "state": state,
        "cut_cents": decision.cuts.get(row["id"], 0),
        "decided_on": decision.decided_on,
        "decision": decision.letter.strip(),
        "sampled": decision.sampled,
        "error_kind": decision.error_kind.strip() if state is ExpenseState.CUT else "",
        "reason": "" if state is ExpenseState.APPROVED else decision.reason.strip(),
    }


async def undo_decisions(by: Identity, project: Seen, picked: Picked, reason: str, *, once: str = "") -> None:
    """Decided expenses that wait for a decision again, because it was written down wrongly. Raises RowsRefused."""
    after = {"state": ExpenseState.REPORTED, "reason": _said(reason, "why"), **_UNDECIDED}
    async with acting(by, Permission.VERIFY_EXPENSE, project.ref, once=once) as deed:
        await _bring(deed, project, picked, "undecided", lambda _row: after, may=may_go_back)


def _said(text: str, place: str) -> str:
    if not text.strip():
        raise Objected([Objection(REQUIRED, {}, place=place)])
    return text.strip()


async def _held(deed: Deed, project: Seen, picked: Picked) -> list[Row]:
    if not picked:
        raise Objected([Objection(NONE_CHOSEN)])
    return await held(project.id, list(picked), own_part_only(deed.by, project.ref))


async def _bring(
    deed: Deed,
    project: Seen,
    picked: Picked,
    verb: str,
    after: Callable[[Row], Values],
    *,
    may: Callable[[str, ExpenseState], bool] = may_become,
    own: frozenset[int] = frozenset(),
) -> None:
    """All of them or none; `after` gives what each is from now on, `verb` its deed (empty: the state it comes to)."""
    rows = await _held(deed, project, picked)
    becoming = {row["id"]: after(row) for row in rows}
    refused = refusal(rows, picked, {row_id: values["state"] for row_id, values in becoming.items()}, may, own)
    if refused:
        raise refused
    for values, ids in _alike(becoming):
        for start in range(0, len(ids), _AT_ONCE):
            await Expense.filter(id__in=ids[start : start + _AT_ONCE]).update(version=F("version") + 1, **values)
    for row in rows:
        values = becoming[row["id"]]
        deed.happened(
            f"expense.{verb or values['state'].value}",
            "expense",
            row["id"],
            " · ".join(
                part for part in (row["number"], (row["description_bg"] or row["description_en"])[:200]) if part
            ),
            before={name: row[name] for name in values},
            after=values,
            reason=values["reason"],
        )


def _alike(becoming: Mapping[int, Values]) -> list[tuple[Values, list[int]]]:
    """Rows that become the same are written by one statement."""
    groups: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for row_id, values in becoming.items():
        groups.setdefault(tuple(values.items()), []).append(row_id)
    return [(dict(values), ids) for values, ids in groups.items()]
