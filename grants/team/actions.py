"""Adding, changing and removing members of the team, their personal numbers, and their days of leave and orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.exceptions import IntegrityError

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.errors import Changed, NotAllowed, Objected, Objection, WrongState
from grants.personal.actions import Numbered, forget_numbers, keep_numbers
from grants.personal.rules import Bearer, IdentifierKind, plain_number
from grants.projects.queries import Seen
from grants.storage.database import Row, rows
from grants.storage.sealed import Seal
from grants.team.following import add_salary_rows
from grants.team.models import DaysOff, Member
from grants.team.queries import days_row, member_seen, member_whole
from grants.team.records import MEMBER
from grants.team.rules import DayKind
from grants.team.rules_member import (
    changed_fields,
    days_objections,
    label_of,
    member_objections,
    same_person,
    share_objections,
)
from grants.team.salary import salary_of
from grants.values.language import N_, Term

Values = dict[str, Any]
OWN_PAY = N_("This is your own pay. Somebody else makes its row.")
LINE_CURRENCY = N_("Budget line {number} is in {currency}. Enter the cost in that currency.")
NO_ROW = N_("No salary row can be made: {why}.")
HAS_SHEETS = N_(
    "This person has timesheets or salary rows here, so it stays. Enter the day on which the work ended instead."
)
_UNTOLD = ("name",)  # the history says only that it changed


@dataclass(frozen=True, slots=True)
class NumberTyped:
    """What was typed of a personal number: a number, none (the kept one stays), or that none is to be kept."""

    number: str = ""
    kind: IdentifierKind = IdentifierKind.EGN
    forget: bool = False


async def add_member(
    by: Identity, project: Seen, values: Values, number: NumberTyped, seal: Seal, *, once: str = ""
) -> int:
    """A member at the end of the team, with the next number; gives its id. Objected when something doesn't fit."""
    await _refuse(values)
    async with acting(by, Permission.EDIT_TEAM, project.ref, once=once) as deed:
        await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)
        there = await rows(
            "SELECT coalesce(max(position), 0) AS last FROM team_member WHERE project_id = $1", project.id
        )
        place = there[0]["last"] + 1
        made = await Member.create(project_id=project.id, number=str(place), position=place, **values)
        label = label_of(str(place), values)
        deed.happened("team_member.added", "team_member", made.id, label, after=_said(values))
        await _number_of(deed, project, made.id, label, number, seal)
        await _know(project, made.id, values, seal)
        return int(made.id)


async def change_member(
    by: Identity,
    project: Seen,
    member_id: int,
    version: int,
    values: Values,
    number: NumberTyped,
    seal: Seal,
    *,
    once: str = "",
) -> None:
    """A member as it is from now on; Changed when somebody else was quicker."""
    await _refuse(values)
    async with acting(by, Permission.EDIT_TEAM, project.ref, once=once) as deed:
        before = await _held(by, project, member_id)
        if before["version"] != version:
            raise Changed(before)
        await Member.filter(id=member_id).update(version=version + 1, **values)
        label, hidden = label_of(before["number"], values), changed_fields(before, values, _UNTOLD)
        more: Values = {"changed": hidden} if hidden else {}
        told = {name: before[name] for name in values if name not in _UNTOLD}
        deed.happened("team_member.changed", "team_member", member_id, label, before=told, after=_said(values) | more)
        await _number_of(deed, project, member_id, label, number, seal)
        await _know(project, member_id, values, seal)


async def remove_member(by: Identity, project: Seen, member_id: int, *, once: str = "") -> None:
    """A member that was entered by mistake; WrongState once it has timesheets."""
    async with acting(by, Permission.EDIT_TEAM, project.ref, once=once) as deed:
        before = await _held(by, project, member_id)
        label = label_of(before["number"], before)
        await forget_numbers(deed, Bearer.MEMBER, {member_id: label})
        try:
            await Member.filter(id=member_id).delete()
        except IntegrityError:
            raise WrongState(HAS_SHEETS) from None
        held = {name: before[name] for name in MEMBER.columns if name not in _UNTOLD}
        deed.happened("team_member.removed", "team_member", member_id, label, before=held)


async def _refuse(values: Values) -> None:
    problems = member_objections(values)
    found = await rows("SELECT number, currency FROM budget_line WHERE id = $1", values["line_id"])
    if found and values["cost_cents"] is not None and found[0]["currency"] != values["currency"]:
        problems.append(Objection(LINE_CURRENCY, found[0], place="currency"))
    if problems:
        raise Objected(problems)


async def _held(by: Identity, project: Seen, member_id: int) -> Row:
    """The member as it stands, held so that its form, its days and its salary rows wait for each other."""
    await rows("SELECT 1 FROM team_member WHERE id = $1 FOR UPDATE", member_id)
    return await member_seen(by, project, member_id)


def _said(values: Values) -> Values:
    return {name: value for name, value in values.items() if name not in _UNTOLD}


async def _number_of(deed: Deed, project: Seen, member_id: int, label: str, number: NumberTyped, seal: Seal) -> None:
    if number.number:
        told = Numbered(member_id, plain_number(number.number), number.kind, label)
        await keep_numbers(deed, project.ref, Bearer.MEMBER, [told], seal)
    elif number.forget:
        await forget_numbers(deed, Bearer.MEMBER, {member_id: label})


# By what the same person is found in other projects: the number typed for it anywhere under the same account, else what
# is known of it without one.
_KNOWN_NUMBER = """
SELECT n.fingerprint FROM personal_number n JOIN team_member m ON m.id = n.row_id JOIN project p ON p.id = m.project_id
WHERE n.bearer = 'team_member' AND (m.id = $1 OR ($2::bigint IS NOT NULL AND m.person_id = $2 AND p.kept_by_id = $3))
ORDER BY (m.id = $1) DESC, n.id LIMIT 1
"""
_SAME_ACCOUNT = """
SELECT m.id FROM team_member m JOIN project p ON p.id = m.project_id
WHERE m.person_id = $1 AND p.kept_by_id = $2 AND NOT EXISTS (
  SELECT 1 FROM personal_number n WHERE n.bearer = 'team_member' AND n.row_id = m.id)
"""


async def _know(project: Seen, member_id: int, values: Values, seal: Seal) -> None:
    """Keep by what a person is found in other projects; under one account all without a number of their own follow."""
    person_id = values["person_id"]
    found = await rows(_KNOWN_NUMBER, member_id, person_id, project.kept_by_id)
    fingerprint = (
        found[0]["fingerprint"]
        if found
        else seal.fingerprint(same_person(project.kept_by_id, person_id, values["name"]))
    )
    same = await rows(_SAME_ACCOUNT, person_id, project.kept_by_id) if person_id is not None else []
    await Member.filter(id__in=[member_id, *(row["id"] for row in same)]).update(fingerprint=fingerprint)


# --- the salary row of a fixed share --------------------------------------------------------------------------------


async def claim_share(
    by: Identity, project: Seen, member_id: int, first: date, today: date, *, once: str = ""
) -> list[int]:
    """The salary row of a month of somebody engaged for a fixed share of the time, who fills in no timesheet.

    Raises Objected with what stands in its way, WrongState where the month has its row already.
    """
    async with acting(by, Permission.APPROVE_HOURS, project.ref, once=once) as deed:
        await _held(by, project, member_id)
        member = await member_whole(project.id, member_id)
        if by.person_id is not None and by.person_id == member["person_id"]:
            raise NotAllowed(OWN_PAY)
        told = share_objections(member, first, today)
        if told:
            raise Objected(told)
        salary = await salary_of(member, first, [])
        if salary.why:
            raise Objected([Objection(NO_ROW, {"why": Term(salary.why)}, place="month")])
        made = await add_salary_rows(deed, project, member, {"month_on": first}, salary)
        after = {"month_on": first, "cost_cents": salary.cost.minor if salary.cost else None}
        deed.happened("team_member.claimed", "team_member", member_id, label_of(member["number"], member), after=after)
        return made


# --- days -----------------------------------------------------------------------------------------------------------


async def add_days(by: Identity, project: Seen, member_id: int, values: Values, *, once: str = "") -> int:
    """Days of leave, or an order to work on days off; a single day when no last one is told. Gives its id."""
    problems = days_objections(values)
    if problems:
        raise Objected(problems)
    async with acting(by, Permission.EDIT_TEAM, project.ref, once=once) as deed:
        member = await _held(by, project, member_id)
        kept = values | {"last_on": values["last_on"] or values["first_on"]}
        made = await DaysOff.create(member_id=member_id, **kept)
        deed.happened(
            "team_days.added", "team_days", made.id, label_of(member["number"], member), after=_days_said(kept)
        )
        return int(made.id)


async def remove_days(by: Identity, project: Seen, member_id: int, days_id: int) -> None:
    """Days that are no longer of leave, or an order that is no more."""
    async with acting(by, Permission.EDIT_TEAM, project.ref) as deed:
        member = await _held(by, project, member_id)
        row = await days_row(member_id, days_id)
        await DaysOff.filter(id=days_id).delete()
        label = label_of(member["number"], member)
        deed.happened("team_days.removed", "team_days", days_id, label, before=_days_said(row))


def _days_said(row: Row) -> Values:
    """What the history tells of days: of which kind only where it is an order, for a sick note is about somebody's health."""
    told = ("first_on", "last_on", "kind", "paper") if row["kind"] == DayKind.ORDER else ("first_on", "last_on")
    return {name: row[name] for name in told}
