"""The report packages of the demo's running project, prepared as people do: one returned and accepted, one sent, one a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from grants.access import OPERATOR, Identity, Role
from grants.attached.files import Sending as FileSent
from grants.attached.files import kept_files
from grants.demo.cast import CAST
from grants.demo.laid_out import Told, days_ago
from grants.demo.running_payments import CLAIMS
from grants.demo.running_spent import FIRST, SECOND
from grants.demo.scans import one_page_pdf
from grants.expenses.life.actions import decide_expenses, verify_expenses
from grants.expenses.life.decision import Decision
from grants.expenses.models import Expense
from grants.expenses.rules import ExpenseState
from grants.people.queries import identity_by_email
from grants.projects.models import Period
from grants.projects.queries import Seen
from grants.reports.models import Package
from grants.reports.packages.actions import leave_out, open_package, take_back_in
from grants.reports.packages.freezing.actions import make_ready, write_files
from grants.reports.packages.outcome.actions import Outcome, decide_on_package, look_at, send_package
from grants.reports.packages.parts.actions import Moment, hand_in_part, say_missing
from grants.reports.packages.parts.queries import parts_of
from grants.reports.packages.rules import Opening, Sending
from grants.reports.packages.texts.actions import write_texts
from grants.reports.rules_package import PackageKind, PackageState, PartState
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
_LARGEST: Final = 100_000  # bytes, of a receipt


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


@dataclass(frozen=True, slots=True)
class _Office:
    """Whoever prepares the packages of a project, with what its file tells of the expenses."""

    project: Seen
    claims: Sequence[Told]
    manager: Identity
    accountant: Identity
    partner: Identity
    now: datetime
    today: date
    store: FileStore
    base_url: str

    @property
    def moment(self) -> Moment:
        return Moment(self.now, self.today, self.base_url)

    def claims_of(self, package: str) -> list[Told]:
        """What went out with a package; with none ("") what is verified and waits."""
        if package:
            return [one for one in self.claims if one.get("package") == package]
        return [one for one in self.claims if one["state"] == ExpenseState.VERIFIED]


async def prepare_packages(
    project: Seen, told: Told, now: datetime, today: date, store: FileStore, base_url: str
) -> None:
    """The packages, all or none. Where there is one already, or expenses that were reported without one, as in a folder
    that was filled before packages were, nothing is done.
    """
    reported = Expense.filter(project_id=project.id).exclude(package="")
    if await Package.filter(project_id=project.id).exists() or await reported.exists():
        return
    manager, accountant, partner = [await _player(role) for role in (Role.MANAGER, Role.ACCOUNTANT, Role.PARTNER)]
    office = _Office(project, told["expenses"], manager, accountant, partner, now, today, store, base_url)
    first, second, third = await Period.filter(project_id=project.id).order_by("start_on").limit(3)
    async with transaction():
        await _accepted(office, first)
        await _in_review(office, second)
        await _draft(office, third)


async def _player(role: Role) -> Identity:
    return await identity_by_email(next(one.email for one in CAST if one.role is role)) or OPERATOR


async def _accepted(office: _Office, period: Period) -> None:
    """The first report: returned once, sent again with one expense more, and accepted but for a cut."""
    by, project, sent = office.manager, office.project, days_ago(office.today, CLAIMS[0].asked)
    first = await _opened(office, period, FIRST)
    late = await _picked(office, [one for one in office.claims_of(FIRST) if one["line"] == _CAME_LATE[0]])
    for expense in late:
        await leave_out(by, project, first, expense, _CAME_LATE[1])
    await _send(office, first, sent, "93-00-41")
    back = Outcome(PackageState.RETURNED, sent + _RETURNED_AFTER, "", RETURNED_FOR)
    second = await decide_on_package(by, project, first, await _version(first), back, office.today)
    for expense in late:
        await take_back_in(by, project, second, expense)
    await _send(office, second, sent + _SENT_AGAIN_AFTER, "93-00-41-(1)")
    letter, day = await _decide(office, FIRST)
    good = Outcome(PackageState.ACCEPTED, day, letter)
    await decide_on_package(by, project, second, await _version(second), good, office.today)


async def _in_review(office: _Office, period: Period) -> None:
    """The second report, of which the funder has decided a few rows."""
    package = await _opened(office, period, SECOND)
    await _send(office, package, days_ago(office.today, CLAIMS[1].asked), "93-00-87")
    await look_at(office.manager, office.project, package, await _version(package), office.today)
    await _decide(office, SECOND)


async def _draft(office: _Office, period: Period) -> None:
    """What is being prepared: a receipt left out, a partner that still misses something, a summary begun in Bulgarian."""
    by, project = office.manager, office.project
    package = await _opened(office, period, "")
    for expense in await _picked(office, [one for one in office.claims_of("") if one["line"] == _FADED[0]][:1]):
        await leave_out(by, project, package, expense, _FADED[1])
    abroad = next(one for one in await parts_of(project, package) if one.partner_number == "3")
    await say_missing(office.partner, project, package, abroad.partner_id, abroad.version, _SAID, office.moment)
    await write_texts(by, project, package, {"summary": _SUMMARY})


async def _opened(office: _Office, period: Period, number: str) -> int:
    """The draft of a period, with what is verified for it meanwhile."""
    await verify_expenses(
        office.accountant, office.project, await _picked(office, office.claims_of(number)), on=office.today
    )
    opening = Opening(PackageKind.ALL, period.start_on, period.end_on, FORMAT, "bg", period.id)
    return await open_package(office.manager, office.project, opening, office.today)


async def _send(office: _Office, package: int, day: date, number: str) -> None:
    """A draft to its end: the partners' parts handed in, frozen, its files written, sent with the receipt of that day."""
    by, project = office.manager, office.project
    for part in await parts_of(project, package):
        if part.state is not PartState.HANDED_IN:
            await hand_in_part(by, project, package, part.partner_id, part.version, office.moment)
    await make_ready(by, project, package, await _version(package), office.store, office.now, office.today)
    await write_files(by, project, package, office.store)
    receipt = one_page_pdf(("ISUN 2020", f"Receipt No {number}", f"{day:%d.%m.%Y} 16:05", "A made-up receipt."))
    kept = await kept_files([FileSent(f"Разписка {number}.pdf", receipt, "application/pdf")], office.store, _LARGEST)
    sending = Sending(day, "16:05", by.name, number)
    await send_package(by, project, package, await _version(package), sending, office.today, receipt=kept)


async def _decide(office: _Office, package: str) -> tuple[str, date]:
    """What the funder said of the rows of a package, each written down as its file tells it; gives the letter and its day."""
    answers: dict[tuple[str, date, bool, str], list[Told]] = {}
    for one in office.claims_of(package):
        if one.get("decided"):
            day, parked = date.fromisoformat(one["decided"]), one["state"] == ExpenseState.PARKED
            answers.setdefault((one["decision"], day, parked, one.get("reason", "")), []).append(one)
    letter, day = "", office.today
    for (letter, day, parked, reason), claims in answers.items():
        picked = await _picked(office, claims)
        cents = [Money.of(one["cut"], one["currency"]).minor for one in claims if "cut" in one]
        cuts = dict(zip(picked, cents, strict=True)) if cents else {}
        decision = Decision(parked, day, letter, reason, cuts)
        await decide_expenses(office.accountant, office.project, picked, decision, office.today)
    return letter, day


async def _picked(office: _Office, claims: Sequence[Told]) -> dict[int, int]:
    """The ids of expenses that the file tells of, with the version of each."""
    asked = Expense.filter(project_id=office.project.id, number__in=[one["number"] for one in claims])
    return {row["id"]: row["version"] for row in await asked.order_by("position").values("id", "version")}


async def _version(package: int) -> int:
    return int((await Package.get(id=package)).version)
