"""Keeping what a package's payment request says, while the package is a draft."""

from __future__ import annotations

from typing import Any, Final

from grants.access import Identity, Permission
from grants.acting import acting
from grants.errors import NotFound, Objected, WrongState
from grants.funders.registry import NEWEST
from grants.projects.queries import Seen
from grants.reports.models import PackageRequest
from grants.reports.packages.actions import held, only_open
from grants.reports.packages.queries import PackageSeen, label_of
from grants.reports.packages.request.queries import advance_accepted, request_of
from grants.reports.packages.request.rules import Request, asks_for_request, request_objections
from grants.reports.rules_package import Part
from grants.values.language import N_
from grants.values.money import Money

NO_REQUEST = N_("Package {number} has no payment request of this kind.")

_KEPT: Final = (
    *("kind", "asked_cents", "income_cents", "currency"),
    *("vat_registered", "other_registration", "bank_account"),
)


async def open_request(by: Identity, project: Seen, package_id: int) -> PackageSeen:
    """A draft of which the payment request may be changed, held against others. Raises WrongState where it is none, or has none."""
    package = await held(by, project, package_id)
    only_open(package, Part.PAYMENT)
    if not asks_for_request(package.format, package.kind):
        raise WrongState(NO_REQUEST, number=package.number)
    return package


async def write_request(by: Identity, project: Seen, package_id: int, one: Request, *, once: str = "") -> None:
    """What the payment request of a draft says from now on. Raises Objected where the funder would not take it, WrongState
    where the package has none.
    """
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await open_request(by, project, package_id)
        # The total of the report is the ledger's and looked at when the package is made ready.
        nothing = Money.zero(one.asked.currency)
        accepted = await advance_accepted(project, package)
        problems = list(request_objections(NEWEST[package.format], one, nothing, accepted))
        if problems or one.kind is None:
            raise Objected(problems)
        before = await request_of(package)
        await PackageRequest.update_or_create(_told(one), package_id=package_id)
        label = label_of(package.number, package.first, package.last)
        told = (_told(before) if before else {}, _told(one))
        deed.happened("payment_request.kept", "payment_request", package_id, label, before=told[0], after=told[1])


async def remove_request(by: Identity, project: Seen, package_id: int, *, once: str = "") -> None:
    """A draft without a payment request again; what it said stays in the history. Raises WrongState, NotFound."""
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await open_request(by, project, package_id)
        before = await request_of(package)
        if before is None:
            raise NotFound
        await PackageRequest.filter(package_id=package_id).delete()
        label = label_of(package.number, package.first, package.last)
        deed.happened("payment_request.removed", "payment_request", package_id, label, before=_told(before))


async def carry_request(package_id: int, to: int) -> None:
    """What the payment request of a package says, in its next version."""
    for kept in await PackageRequest.filter(package_id=package_id).values(*_KEPT):
        await PackageRequest.create(package_id=to, **kept)


def _told(one: Request) -> dict[str, Any]:
    """Its columns with what stands in them."""
    values = (one.kind, one.asked.minor, one.income.minor, one.asked.currency)
    return dict(zip(_KEPT, (*values, one.vat_registered, one.other_registration, one.bank_account), strict=True))
