"""A month's hours from typing to approval: entered and submitted by one person, decided on by another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.errors import Changed, NotAllowed, Objected, Objection, WrongState
from grants.letters.actions import Envelope, write_letter
from grants.people.queries import identities, people_in
from grants.projects.queries import Seen
from grants.storage.database import insert_all, rows
from grants.team import rules_member
from grants.team.models import Hours, Timesheet, WorkDone
from grants.team.queries import member_seen
from grants.team.rules import SheetState
from grants.team.timesheets.queries import Month, Texts, month_seen
from grants.team.timesheets.rules import (
    NOT_YOURS,
    TYPED_IN,
    Cells,
    may_become,
    may_enter,
    sums,
    too_long,
    why_not_decide,
)
from grants.team.timesheets.telling import REOPENED, RETURNED, returned_letter
from grants.values.entry import REQUIRED
from grants.values.language import N_, Term

IS_APPROVED = N_("This month is approved and its hours stand. Whoever approves hours can open it again, with a reason.")
IS_SUBMITTED = N_("This month waits for approval. Whoever approves hours can give it back, with a reason.")
NOT_NOW = N_("This month is in a state in which this can't be done. Look at it again.")
DECIDED_MEANWHILE = N_("Somebody else changed this month meanwhile. Look at it as it stands now before you decide.")
NOBODY_CHOSEN = N_("Choose the months to approve first.")
OF_ONE = N_("Nothing was approved. {name}: {why}")
NO_HOURS = N_("There are no hours in this month yet.")


@dataclass(frozen=True, slots=True)
class Entered:
    """What was typed: hours and texts of the activities in `rows` (None: other work); what is not in there stays."""

    rows: Collection[int | None]
    cells: Cells
    texts: Texts = field(default_factory=dict)


async def enter_hours(
    by: Identity,
    project: Seen,
    member_id: int,
    first: date,
    version: int,
    entered: Entered,
    today: date,
    *,
    submit: bool = False,
    once: str = "",
) -> None:
    """Keep a month's hours as typed, and submit it where asked; `version` is 0 where nothing was entered yet.

    Raises Objected for a day of more than 24 hours over all projects, Changed when somebody else was quicker,
    WrongState when the month waits for approval or is approved.
    """
    async with acting(by, Permission.ENTER_HOURS, project.ref, once=once) as deed:
        month = await _held(by, project, member_id, first)
        _refuse_entering(by, project, month, version)
        kept = {
            (activity, day): hours for (activity, day), hours in month.cells.items() if activity not in entered.rows
        }
        cells = {**kept, **entered.cells}
        problems = too_long(cells, month.hidden, month.elsewhere)
        if submit and not cells and not month.hidden:
            problems.append(Objection(NO_HOURS))
        if problems:
            raise Objected(problems)
        sheet_id = await _sheet(month, submit=submit, by=by, today=today)
        await _write(sheet_id, entered)
        _say_entered(deed, month, sheet_id, cells, entered)
        if submit:
            after = {"hours": sums(cells).total, "state": SheetState.SUBMITTED}
            deed.happened("timesheet.submitted", "timesheet", sheet_id, label_of(month), after=after)


def _refuse_entering(by: Identity, project: Seen, month: Month, version: int) -> None:
    if not may_enter(by, project.ref, month.member):
        raise NotAllowed(NOT_YOURS)
    if month.state not in TYPED_IN:
        raise WrongState(IS_APPROVED if month.state is SheetState.APPROVED else IS_SUBMITTED)
    if month.version != version:
        raise Changed({})


async def _held(by: Identity, project: Seen, member_id: int, first: date) -> Month:
    """The month as it stands; the same person's other months wait, so that no day grows over 24 hours in two projects."""
    await rows(
        "SELECT 1 FROM team_member WHERE id = $1 OR fingerprint = "
        "(SELECT nullif(fingerprint, '') FROM team_member WHERE id = $1) ORDER BY id FOR NO KEY UPDATE",
        member_id,
    )
    return await month_seen(by, project, member_id, first)


async def _sheet(month: Month, *, submit: bool, by: Identity, today: date) -> int:
    told: dict[str, Any] = {"state": SheetState.DRAFT}
    if submit:
        told = {"state": SheetState.SUBMITTED, "submitted_by_id": by.person_id, "submitted_on": today, "reason": ""}
    if month.sheet is None:
        made = await Timesheet.create(member_id=month.member["id"], month_on=month.first, **told)
        return int(made.id)
    id_: int = month.sheet["id"]
    await Timesheet.filter(id=id_).update(version=month.version + 1, **told)
    return id_


async def _write(sheet_id: int, entered: Entered) -> None:
    """The rows of the form anew; those of activities that were not in it stay as they are."""
    named = [activity for activity in entered.rows if activity is not None]
    for model in (Hours, WorkDone):
        await model.filter(sheet_id=sheet_id, activity_id__in=named).delete()
        if None in entered.rows:
            await model.filter(sheet_id=sheet_id, activity_id=None).delete()
    await insert_all(
        Hours,
        [
            {"sheet_id": sheet_id, "activity_id": activity, "day_on": day, "hours": hours}
            for (activity, day), hours in sorted(entered.cells.items(), key=lambda one: (one[0][1], one[0][0] or 0))
        ],
    )
    await insert_all(
        WorkDone,
        [
            {"sheet_id": sheet_id, "activity_id": activity, "done": done, "results": results}
            for activity, (done, results) in entered.texts.items()
            if done or results
        ],
    )


def _say_entered(deed: Deed, month: Month, sheet_id: int, cells: Cells, entered: Entered) -> None:
    """The history tells every cell that changed, the sum, and of which activities the words did."""
    numbers = month.numbers
    before, after = _told(month.cells, numbers), _told(cells, numbers)
    before["hours"], after["hours"] = sums(month.cells).total, sums(cells).total
    none = ("", "")
    texts = [
        numbers.get(one, "–") for one in entered.rows if month.texts.get(one, none) != entered.texts.get(one, none)
    ]
    more = {"texts": ", ".join(sorted(texts))} if texts else {}
    label = label_of(month)
    deed.happened("timesheet.entered", "timesheet", sheet_id, label, before=before, after=after | more)


def _told(cells: Cells, numbers: Mapping[int | None, str]) -> dict[str, Any]:
    return {f"{day.isoformat()} · {numbers.get(activity, '–')}": hours for (activity, day), hours in cells.items()}


def label_of(month: Month) -> str:
    """How the history names a month: by the member's number and position, never by name."""
    return f"{rules_member.label_of(month.member['number'], month.member)} · {month.first:%Y-%m}"


# --- deciding -----------------------------------------------------------------------------------------------------


async def approve_month(
    by: Identity, project: Seen, member_id: int, first: date, version: int, today: date, *, once: str = ""
) -> None:
    """Approve a month that was submitted by somebody else, of somebody else's hours."""
    async with acting(by, Permission.APPROVE_HOURS, project.ref, once=once) as deed:
        await _approve(deed, project, member_id, first, version, today)


async def approve_months(
    by: Identity, project: Seen, chosen: Mapping[int, int], first: date, today: date, *, once: str = ""
) -> None:
    """Approve the months of several members (their versions by id) at once: all of them, or none, and whose stands in the way."""
    if not chosen:
        raise Objected([Objection(NOBODY_CHOSEN)])
    async with acting(by, Permission.APPROVE_HOURS, project.ref, once=once) as deed:
        for member_id in sorted(chosen):
            try:
                await _approve(deed, project, member_id, first, chosen[member_id], today)
            except (NotAllowed, WrongState, Changed) as problem:
                member = await member_seen(by, project, member_id)
                why = DECIDED_MEANWHILE if isinstance(problem, Changed) else problem.sentence
                refused = NotAllowed if isinstance(problem, NotAllowed) else WrongState
                raise refused(OF_ONE, name=member["name"], why=Term(why)) from problem


async def _approve(deed: Deed, project: Seen, member_id: int, first: date, version: int, today: date) -> None:
    month = await _decided(deed.by, project, member_id, first, version, SheetState.APPROVED)
    told = {"state": SheetState.APPROVED, "approved_by_id": deed.by.person_id, "approved_on": today, "reason": ""}
    await _bring(deed, month, "timesheet.approved", told)


async def give_back(
    by: Identity,
    project: Seen,
    member_id: int,
    first: date,
    version: int,
    reason: str,
    now: datetime,
    base_url: str,
    *,
    once: str = "",
) -> None:
    """Give a submitted month back, or open an approved one again; either needs a reason.

    Its person, and whoever submitted it in another's name, reads that in a letter.
    """
    if not reason.strip():
        raise Objected([Objection(REQUIRED, {}, place="reason")])
    async with acting(by, Permission.APPROVE_HOURS, project.ref, once=once) as deed:
        month = await _decided(by, project, member_id, first, version, SheetState.RETURNED)
        name = "timesheet.reopened" if month.state is SheetState.APPROVED else "timesheet.returned"
        told = {
            "state": SheetState.RETURNED,
            "approved_by_id": None,
            "approved_on": None,
            "reason": reason.strip(),
        }
        await _bring(deed, month, name, told, reason=reason.strip())
        sentence = REOPENED if month.state is SheetState.APPROVED else RETURNED
        for person in await _told_of_return(by, project, month):
            whose = (member_id, month.member["name"])
            words = returned_letter(project, person, whose, first, sentence, reason.strip(), by.name, base_url)
            key = f"returned:timesheet:{member_id}:{first:%Y-%m}:{version}:{person.person_id}"
            envelope = Envelope(key, person.person_id, person.email, person.language, now)
            await write_letter(envelope, words, {"member": member_id})


async def _told_of_return(by: Identity, project: Seen, month: Month) -> list[Identity]:
    """Whose hours they are and who submitted them, if they still enter them here; never whoever gives them back."""
    sheet = month.sheet or {}
    told = {month.member["person_id"], sheet.get("submitted_by_id")} - {None, by.person_id}
    found = await identities([one for one in await people_in(project.ref) if one in told])
    return [person for person in found if may_enter(person, project.ref, month.member)]


async def _decided(by: Identity, project: Seen, member_id: int, first: date, version: int, to: SheetState) -> Month:
    """The month, held, if this person may bring it to that state now."""
    month = await _held(by, project, member_id, first)
    if month.sheet is None:
        raise WrongState(NOT_NOW)
    if why := why_not_decide(by, month.member, month.sheet, alone_suffices=month.alone_suffices):
        raise NotAllowed(why)
    if month.version != version:
        raise Changed(month.sheet)
    if not may_become(month.state, to):
        raise WrongState(NOT_NOW)
    return month


async def _bring(deed: Deed, month: Month, name: str, told: Mapping[str, Any], *, reason: str = "") -> None:
    sheet = month.sheet
    assert sheet is not None
    await Timesheet.filter(id=sheet["id"]).update(version=month.version + 1, **told)
    before, after = {"state": sheet["state"]}, {"state": told["state"], "hours": month.total}
    deed.happened(name, "timesheet", sheet["id"], label_of(month), before=before, after=after, reason=reason)
