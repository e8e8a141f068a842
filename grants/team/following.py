"""What follows a decision about a month's hours: its salary rows come into the ledger, and leave it when it is opened again."""

from __future__ import annotations

from grants.acting import Deed, Happening
from grants.errors import WrongState
from grants.expenses.claims.actions import add_claim, drop_claim
from grants.expenses.claims.queries import line_of
from grants.expenses.rules import is_closed
from grants.projects.queries import Seen, project_seen
from grants.storage.database import Row, rows
from grants.team.models import SalaryRow, Timesheet
from grants.team.queries import member_whole
from grants.team.salary import IS_CLOSED, Salary, hours_of_sheet, refuse_made, rows_made, salary_of

_SHEET = """
SELECT s.id, s.member_id, s.month_on, m.project_id, p.code FROM timesheet s JOIN team_member m ON m.id = s.member_id
JOIN project p ON p.id = m.project_id WHERE s.id = $1
"""


async def claim_the_hours(deed: Deed, happening: Happening) -> None:
    """A month was approved: what it costs is kept on its sheet, and its salary rows stand in the ledger as drafts."""
    sheet = (await rows(_SHEET, happening.subject_id))[0]
    project = await project_seen(deed.by, sheet["code"])
    member = await member_whole(project.id, sheet["member_id"])
    salary = await salary_of(member, sheet["month_on"], await hours_of_sheet(sheet["id"]))
    made = await add_salary_rows(deed, project, member, sheet, salary)
    cents = salary.cost.minor if salary.cost is not None else None
    await Timesheet.filter(id=sheet["id"]).update(cost_cents=cents, expense_id=made[0] if made else None)


async def add_salary_rows(deed: Deed, project: Seen, member: Row, month: Row, salary: Salary) -> list[int]:
    """The claims of a month (a row with month_on), each remembered as its salary row; WrongState where there are some."""
    await rows("SELECT 1 FROM team_member WHERE id = $1 FOR NO KEY UPDATE", member["id"])
    refuse_made(await rows_made(member["id"], month["month_on"]))
    line = await line_of(project.id, member["line_id"]) if salary.claims else {}
    made = [await add_claim(deed, project, line, claim) for claim in salary.claims]
    for place, expense_id in enumerate(made, 1):
        await SalaryRow.create(member_id=member["id"], month_on=month["month_on"], place=place, expense_id=expense_id)
    return made


async def unclaim_the_hours(deed: Deed, happening: Happening) -> None:
    """An approved month was opened again: its salary rows leave the ledger; WrongState once one is verified or reported."""
    sheet = (await rows(_SHEET, happening.subject_id))[0]
    project = await project_seen(deed.by, sheet["code"])
    made = await rows_made(sheet["member_id"], sheet["month_on"])
    if any(is_closed(row) for row in made):
        raise WrongState(IS_CLOSED)
    await Timesheet.filter(id=sheet["id"]).update(cost_cents=None, expense_id=None)
    for row in made:
        await drop_claim(deed, project, row["expense_id"])
