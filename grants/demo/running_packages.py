"""The report packages of the demo's running project, prepared as people do: one returned and accepted, one sent, one a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from grants.access import Role
from grants.demo.laid_out import Told, days_ago
from grants.demo.packages import Office, player, version_of
from grants.demo.running_payments import CLAIMS
from grants.demo.running_spent import FIRST, SECOND
from grants.expenses.life.actions import decide_expenses
from grants.expenses.life.decision import Decision
from grants.expenses.models import Expense
from grants.expenses.rules import ExpenseState
from grants.projects.models import Period
from grants.projects.queries import Seen
from grants.reports.models import Package
from grants.reports.packages.actions import leave_out, take_back_in
from grants.reports.packages.outcome.actions import Outcome, decide_on_package, look_at
from grants.reports.packages.parts.actions import say_missing
from grants.reports.packages.parts.queries import parts_of
from grants.reports.packages.texts.actions import write_texts
from grants.reports.rules_package import PackageState
from grants.storage.database import transaction
from grants.storage.files import FileStore
from grants.values.language import Text
from grants.values.money import Money

FORMAT: Final = "isun-form"
RETURNED_FOR: Final = "Липсват подписите по два присъствени списъка."
_RETURNED_AFTER, _SENT_AGAIN_AFTER = timedelta(days=18), timedelta(days=26)  # since the first was sent
# A line, and why its expense is not in a package.
_CAME_LATE: Final = ("5.3", "Чакаме протокола за приемане на събитието.")
_FADED: Final = ("3.1", "Касовата бележка е избледняла; поискан е препис от търговеца.")
_SAID: Final = "The boarding passes of two colleagues are still missing; we expect them next week."
_SUMMARY: Final = Text(
    "През периода бяха проведени срещите в двата квартала и посещението в Гюргево; лабораторията работи с новото оборудване.",
    "The meetings in both neighbourhoods and the visit to Giurgiu took place; the lab works with its new equipment.",
)


def not_reported_yet(told: Told) -> Told:
    """The project as its file tells it, from before its first report: what went out waits, and so does what was verified since."""
    return told | {"expenses": [_waiting(one) for one in told["expenses"]]}


def _waiting(claim: Told) -> Told:
    if claim["state"] != ExpenseState.VERIFIED and "package" not in claim:
        return claim
    decided = {"package", "cut", "decided", "decision", "reason"}
    return {name: value for name, value in claim.items() if name not in decided} | {
        "state": ExpenseState.SUBMITTED.value
    }


def _of(claims: Sequence[Told], package: str) -> list[Told]:
    """What went out with a package; with none ("") what is verified and waits."""
    if package:
        return [one for one in claims if one.get("package") == package]
    return [one for one in claims if one["state"] == ExpenseState.VERIFIED]


def _numbers(claims: Sequence[Told], line: str = "") -> list[str]:
    """The numbers of expenses; of those on one line where it is named."""
    return [one["number"] for one in claims if line in {"", one["line"]}]


async def prepare_packages(
    project: Seen, told: Told, now: datetime, today: date, store: FileStore, base_url: str
) -> None:
    """The packages, all or none. Where there is one already, or expenses that were reported without one, as in a folder
    that was filled before packages were, nothing is done.
    """
    reported = Expense.filter(project_id=project.id).exclude(package="")
    if await Package.filter(project_id=project.id).exists() or await reported.exists():
        return
    manager, accountant = await player(Role.MANAGER), await player(Role.ACCOUNTANT)
    office = Office(project, FORMAT, "ISUN 2020", manager, accountant, now, today, store, base_url)
    claims = told["expenses"]
    first, second, third = await Period.filter(project_id=project.id).order_by("start_on").limit(3)
    async with transaction():
        await _accepted(office, claims, first)
        await _in_review(office, claims, second)
        await _draft(office, claims, third)


async def _accepted(office: Office, claims: Sequence[Told], period: Period) -> None:
    """The first report: returned once, sent again with one expense more, and accepted but for a cut."""
    by, project, sent = office.manager, office.project, days_ago(office.today, CLAIMS[0].asked)
    first = await office.opened(period, _numbers(_of(claims, FIRST)))
    late = await office.picked(_numbers(_of(claims, FIRST), _CAME_LATE[0]))
    for expense in late:
        await leave_out(by, project, first, expense, _CAME_LATE[1])
    await office.send(first, sent, "93-00-41")
    back = Outcome(PackageState.RETURNED, sent + _RETURNED_AFTER, "", RETURNED_FOR)
    second = await decide_on_package(by, project, first, await version_of(first), back, office.today)
    for expense in late:
        await take_back_in(by, project, second, expense)
    await office.send(second, sent + _SENT_AGAIN_AFTER, "93-00-41-(1)")
    letter, day = await _decide(office, _of(claims, FIRST))
    good = Outcome(PackageState.ACCEPTED, day, letter)
    await decide_on_package(by, project, second, await version_of(second), good, office.today)


async def _in_review(office: Office, claims: Sequence[Told], period: Period) -> None:
    """The second report, of which the funder has decided a few rows."""
    package = await office.opened(period, _numbers(_of(claims, SECOND)))
    await office.send(package, days_ago(office.today, CLAIMS[1].asked), "93-00-87")
    await look_at(office.manager, office.project, package, await version_of(package), office.today)
    await _decide(office, _of(claims, SECOND))


async def _draft(office: Office, claims: Sequence[Told], period: Period) -> None:
    """What is being prepared: a receipt left out, a partner that still misses something, a summary begun in Bulgarian."""
    by, project = office.manager, office.project
    package = await office.opened(period, _numbers(_of(claims, "")))
    for expense in await office.picked(_numbers(_of(claims, ""), _FADED[0])[:1]):
        await leave_out(by, project, package, expense, _FADED[1])
    abroad = next(one for one in await parts_of(project, package) if one.partner_number == "3")
    await say_missing(
        await player(Role.PARTNER), project, package, abroad.partner_id, abroad.version, _SAID, office.moment
    )
    await write_texts(by, project, package, {"summary": _SUMMARY})


async def _decide(office: Office, reported: Sequence[Told]) -> tuple[str, date]:
    """What the funder said of the rows of a package, each written down as its file tells it; gives the letter and its day."""
    answers: dict[tuple[str, date, bool, str], list[Told]] = {}
    for one in reported:
        if one.get("decided"):
            day, parked = date.fromisoformat(one["decided"]), one["state"] == ExpenseState.PARKED
            answers.setdefault((one["decision"], day, parked, one.get("reason", "")), []).append(one)
    letter, day = "", office.today
    for (letter, day, parked, reason), claims in answers.items():
        picked = await office.picked(_numbers(claims))
        cents = [Money.of(one["cut"], one["currency"]).minor for one in claims if "cut" in one]
        cuts = dict(zip(picked, cents, strict=True)) if cents else {}
        decision = Decision(parked, day, letter, reason, cuts)
        await decide_expenses(office.accountant, office.project, picked, decision, office.today)
    return letter, day
