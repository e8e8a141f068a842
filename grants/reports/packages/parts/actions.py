"""A partner's part of a package, handed in and given back."""

from __future__ import annotations

from datetime import datetime

from grants.access import Identity, Permission
from grants.acting import acting
from grants.errors import Changed, Objected, Objection, WrongState
from grants.projects.queries import Seen
from grants.reports.models import PackagePart
from grants.reports.packages.actions import NOT_NOW
from grants.reports.packages.parts.queries import part_seen_by
from grants.reports.packages.rules import (
    REASON_NEEDED,
)
from grants.reports.rules_package import PackageState, PartState
from grants.storage.database import rows


async def hand_in_part(
    by: Identity, project: Seen, package_id: int, partner_id: int, version: int, now: datetime, *, once: str = ""
) -> None:
    """A partner's part of a draft, handed in by somebody of that partner or by the office for it."""
    await _bring_part(by, project, package_id, partner_id, version, PartState.HANDED_IN, now, "", once)


async def return_part(
    by: Identity,
    project: Seen,
    package_id: int,
    partner_id: int,
    version: int,
    reason: str,
    now: datetime,
    *,
    once: str = "",
) -> None:
    """A part that goes back to its partner, with the reason."""
    if not reason.strip():
        raise Objected([Objection(REASON_NEEDED, place="reason")])
    await _bring_part(by, project, package_id, partner_id, version, PartState.RETURNED, now, reason.strip(), once)


async def _bring_part(
    by: Identity,
    project: Seen,
    package_id: int,
    partner_id: int,
    version: int,
    to: PartState,
    now: datetime,
    note: str,
    once: str,
) -> None:
    permission = Permission.HAND_IN_PART if to is PartState.HANDED_IN else Permission.PREPARE_REPORT
    async with acting(by, permission, project.ref, once=once) as deed:
        part = await part_seen_by(by, project, package_id, partner_id)
        await rows("SELECT 1 FROM report_package WHERE id = $1 FOR UPDATE", package_id)
        part = await part_seen_by(by, project, package_id, partner_id)
        if (
            part.package_state is not PackageState.DRAFT
            or part.state is to
            or (to is PartState.RETURNED and part.state is not PartState.HANDED_IN)
        ):
            raise WrongState(NOT_NOW)
        changed = await PackagePart.filter(package_id=package_id, partner_id=partner_id, version=version).update(
            version=version + 1, state=to, changed_at=now, changed_by_id=by.person_id, note=note
        )
        if not changed:
            raise Changed({"state": part.state, "version": part.version})
        verb = "part_handed_in" if to is PartState.HANDED_IN else "part_returned"
        label = f"{part.package} · {part.partner.bg or part.partner.en}"
        deed.happened(
            f"package.{verb}",
            "package",
            package_id,
            label,
            before={"part": part.state},
            after={"part": to},
            reason=note,
        )
