"""The hours of the demo's team in the last three months: approved with their salary rows, waiting, given back, and in work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from grants.access import OPERATOR, Identity, Role
from grants.demo.cast import CAST
from grants.people.queries import identity_by_email
from grants.projects.queries import Seen
from grants.settings import Settings
from grants.storage.database import rows
from grants.team.models import Timesheet
from grants.team.timesheets.actions import Entered, approve_month, enter_hours, give_back
from grants.team.timesheets.queries import Month, month_seen
from grants.team.timesheets.rules import engaged_on
from grants.values.days import add_months

NO_RESULTS = "Посочете с колко души е работено; в отчета резултатите се искат за всяка дейност."


class Worked(NamedTuple):
    """A month of one of the team, so many months ago: by whom it was entered, hours of a day by activity, and how far it got."""

    line: str
    ago: int
    by: Role
    a_day: Mapping[str, str]
    texts: Mapping[str, tuple[str, str]]
    stands: str  # entered, submitted, approved or returned


OUTREACH = {
    "1.2": ("Десет излизания в квартала с мобилния екип.", "Посетени 46 домакинства; 9 души с нов индивидуален план."),
    "2": ("Придружаване до „Социално подпомагане“ и бюрото по труда.", "Подадени 14 заявления; 6 души регистрирани."),
}
COUNSELLING = {"2": ("Индивидуални и групови консултации.", "38 консултации с 21 души; една група с 8 участници.")}
MEDIATION = {"2": ("Здравна медиация в семействата.", "")}
EXCHANGE = {"5": ("Pregătirea vizitei de lucru la Beloslav.", "Programul vizitei și lista cu 16 participanți.")}
MONTHS = (
    Worked("1.1", 2, Role.FIELD_WORKER, {"1.2": "3", "2": "1"}, OUTREACH, "approved"),
    Worked("1.1", 1, Role.FIELD_WORKER, {"1.2": "2,5", "2": "1,5"}, OUTREACH, "submitted"),
    Worked("1.1", 0, Role.FIELD_WORKER, {"1.2": "3", "2": "1"}, {}, "entered"),
    Worked("1.2", 2, Role.MANAGER, {"2": "2,5"}, COUNSELLING, "approved"),
    Worked("1.2", 1, Role.MANAGER, {"2": "3,5"}, COUNSELLING, "submitted"),
    Worked("1.4", 2, Role.MANAGER, {"2": "8"}, MEDIATION, "returned"),
    Worked("1.5", 1, Role.PARTNER, {"5": "2"}, EXCHANGE, "submitted"),
)


async def work_hours(running: Seen, settings: Settings, now: datetime) -> None:
    """The months as they were entered and decided on; where there is a timesheet already nothing is done a second time."""
    members = await rows(
        "SELECT m.id, l.number FROM team_member m JOIN budget_line l ON l.id = m.line_id WHERE m.project_id = $1",
        running.id,
    )
    ids = {row["number"]: row["id"] for row in members}
    if await Timesheet.filter(member_id__in=list(ids.values())).exists():
        return
    people = {one.role: await identity_by_email(one.email) or OPERATOR for one in CAST if one.role}
    for one in MONTHS:
        if one.line in ids:
            await _worked(running, one, ids[one.line], people, (now, settings))


async def _worked(
    running: Seen, one: Worked, member_id: int, people: Mapping[Role, Identity], at: tuple[datetime, Settings]
) -> None:
    now, settings = at
    today = now.astimezone(settings.time_zone).date()
    first = add_months(today.replace(day=1), -one.ago)
    by, accountant = people[one.by], people[Role.ACCOUNTANT]
    month = await month_seen(by, running, member_id, first)
    entered = _entered(one, month, today)
    day = min(today, add_months(first, 1))
    which = (running, member_id, first)
    await enter_hours(by, *which, 0, entered, day, submit=one.stands != "entered")
    if one.stands == "approved":
        await approve_month(accountant, *which, 1, day)
    elif one.stands == "returned":
        await give_back(accountant, *which, 1, NO_RESULTS, now, settings.base_url)


def _entered(one: Worked, month: Month, today: date) -> Entered:
    """The hours on every day on which one works as usual, up to today."""
    ids = {row["number"]: row["id"] for row in month.activities}
    hours = {ids[number]: Decimal(said.replace(",", ".")) for number, said in one.a_day.items() if number in ids}
    days = [day.on for day in month.days if day.expected and day.on <= today and engaged_on(day.on, month.member)]
    cells = {(activity, day): worked for day in days for activity, worked in hours.items()}
    texts = {ids[number]: said for number, said in one.texts.items() if number in ids}
    return Entered(set(hours), cells, texts)
