"""Report packages of the demo's projects, prepared as people do: opened for a period, frozen, written and sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from grants.access import OPERATOR, Identity, Role
from grants.attached.files import Sending as FileSent
from grants.attached.files import kept_files
from grants.demo.cast import CAST
from grants.demo.scans import one_page_pdf
from grants.expenses.life.actions import verify_expenses
from grants.expenses.models import Expense
from grants.people.queries import identity_by_email
from grants.projects.models import Period
from grants.projects.queries import Seen
from grants.reports.models import Package
from grants.reports.packages.actions import open_package
from grants.reports.packages.freezing.actions import make_ready, write_files
from grants.reports.packages.outcome.actions import send_package
from grants.reports.packages.parts.actions import Moment, hand_in_part
from grants.reports.packages.parts.queries import parts_of
from grants.reports.packages.rules import Opening, Sending
from grants.reports.rules_package import PackageKind, PartState
from grants.storage.files import FileStore

_LARGEST: Final = 100_000  # bytes, of a receipt


@dataclass(frozen=True, slots=True)
class Office:
    """Whoever prepares the packages of a project in a format, in which system of the funder, and when."""

    project: Seen
    format: str
    system: str
    manager: Identity
    accountant: Identity
    now: datetime
    today: date
    store: FileStore
    base_url: str

    @property
    def moment(self) -> Moment:
        """The moment at which partners hand their parts in."""
        return Moment(self.now, self.today, self.base_url)

    async def picked(self, numbers: Collection[str]) -> dict[int, int]:
        """The ids of expenses by their numbers, with the version of each."""
        asked = Expense.filter(project_id=self.project.id, number__in=list(numbers))
        return {row["id"]: row["version"] for row in await asked.order_by("position").values("id", "version")}

    async def opened(self, period: Period, numbers: Collection[str]) -> int:
        """The draft of a period, with what is verified for it meanwhile."""
        await verify_expenses(self.accountant, self.project, await self.picked(numbers), on=self.today)
        opening = Opening(PackageKind.ALL, period.start_on, period.end_on, self.format, "bg", period.id)
        return await open_package(self.manager, self.project, opening, self.today)

    async def send(self, package: int, day: date, number: str) -> None:
        """A draft to its end: the partners' parts handed in, frozen, its files written, sent with the receipt of that day."""
        by, project = self.manager, self.project
        for part in await parts_of(project, package):
            if part.state is not PartState.HANDED_IN:
                await hand_in_part(by, project, package, part.partner_id, part.version, self.moment)
        await make_ready(by, project, package, await version_of(package), self.store, self.now, self.today)
        await write_files(by, project, package, self.store)
        receipt = one_page_pdf((self.system, f"Receipt No {number}", f"{day:%d.%m.%Y} 16:05", "A made-up receipt."))
        sent = [FileSent(f"Разписка {number}.pdf", receipt, "application/pdf")]
        kept = await kept_files(sent, self.store, _LARGEST)
        sending = Sending(day, "16:05", by.name, number)
        await send_package(by, project, package, await version_of(package), sending, self.today, receipt=kept)


async def version_of(package: int) -> int:
    """The version a package has now."""
    return int((await Package.get(id=package)).version)


async def player(role: Role) -> Identity:
    """Whoever plays a role in the demo."""
    return await identity_by_email(next(one.email for one in CAST if one.role is role)) or OPERATOR
