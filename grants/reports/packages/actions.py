"""A report package opened, numbered, and changed while it is a draft."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.budget.queries import terms_of
from grants.errors import Changed, Objected, Objection, WrongState
from grants.funders.registry import choice_of, older_edition
from grants.projects.queries import Seen
from grants.reports.editions import format_chosen
from grants.reports.models import Package, PackageOut, PackagePart
from grants.reports.packages.books.actions import carry_books, choose_books
from grants.reports.packages.emptiness import only_empty
from grants.reports.packages.queries import (
    PackageSeen,
    label_of,
    last_choice,
    last_opened,
    numbers_known,
    package_seen,
    periods_to_report,
    standing_of,
)
from grants.reports.packages.rules import (
    REASON_NEEDED,
    Opening,
    kind_of_period,
    next_sequence,
    opening_objections,
)
from grants.reports.queries import usual_format
from grants.reports.rules_package import PackageState, Part, PartState, may_become, package_number
from grants.storage.database import rows
from grants.values.language import N_, Language

NOT_NOW = N_("The package is in a state in which this can't be done. Look at it again.")
ONLY_DRAFT = N_("Only a draft can be changed. Package {number} is frozen.")
NOT_IN_IT = N_(
    "This expense is not in this package any more: it was left out already, or another package has it. Look at the expenses again."
)
NOT_LEFT_OUT = N_("This expense is in the package already: somebody took it back. Look at the expenses again.")
STAYS = N_("This part was not returned, so it stays as it was sent. Only what the funder returned can be changed.")
NO_PERIOD = N_("This period has no report to prepare.")


async def held(by: Identity, project: Seen, package_id: int, version: int | None = None) -> PackageSeen:
    """The package as it stands, held so that nobody brings it to another state meanwhile; Changed when somebody was quicker."""
    await rows("SELECT 1 FROM report_package WHERE id = $1 AND project_id = $2 FOR UPDATE", package_id, project.id)
    found = await package_seen(by, project, package_id)
    if version is not None and found.version != version:
        raise Changed({"state": found.state, "version": found.version})
    return found


def only(package: PackageSeen, to: PackageState) -> None:
    if not may_become(package.state, to):
        raise WrongState(NOT_NOW)


def only_draft(package: PackageSeen) -> None:
    if package.state is not PackageState.DRAFT:
        raise WrongState(ONLY_DRAFT, number=package.number)


def only_open(package: PackageSeen, part: Part) -> None:
    """A draft of which that part may be changed: not one that was not returned. Raises WrongState."""
    only_draft(package)
    if part in package.stays:
        raise WrongState(STAYS)


async def bring(
    deed: Deed, package: PackageSeen, verb: str, after: Mapping[str, Any], *, reason: str = "", **told: Any
) -> None:
    """Write what a package is from now on, and say so."""
    await Package.filter(id=package.id).update(version=package.version + 1, **after)
    before = {"state": package.state, "sent_on": package.sent_on, "funder_number": package.funder_number}
    said = {
        name: value
        for name, value in after.items()
        if name in {"state", "sent_on", "sent_hour", "signer", "funder_number"}
    }
    label = label_of(package.number, package.first, package.last)
    deed.happened(f"package.{verb}", "package", package.id, label, before=before, after={**said, **told}, reason=reason)


# --- opening ----------------------------------------------------------------------------------------------------


async def open_package(by: Identity, project: Seen, opening: Opening, today: date, *, once: str = "") -> int:
    """A new draft, numbered after what is known; gives its id. Raises Objected."""
    chosen = format_chosen(opening.format)
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)  # numbers are given one by one
        if problems := opening_objections(opening, await standing_of(project.id)):
            raise Objected(problems)
        said = (await terms_of(project.id, today)).next_package
        sequence = next_sequence(said, await numbers_known(project.id))
        values = {
            "kind": opening.kind,
            "period_id": opening.period_id,
            "format": chosen.code,
            "edition": older_edition(chosen),
            "language": opening.language,
            "first_on": opening.first,
            "last_on": opening.last,
        }
        before = await last_opened(project)
        made = await opened(deed, project, "opened", sequence, 1, values, await _partners_of(project, opening))
        if before is not None:
            await carry_books(before, made)
        return made


async def open_for_period(by: Identity, project: Seen, period_id: int, today: date, *, once: str = "") -> int:
    """The draft of a planned reporting period, in the format and language of the package before. Raises Objected."""
    return await open_package(by, project, await opening_of_period(project, period_id), today, once=once)


async def opening_of_period(project: Seen, period_id: int) -> Opening:
    """With what the package of a planned period is opened; Objected where it has no report to prepare."""
    found = await periods_to_report(project, period_id)
    if not found:
        raise Objected([Objection(NO_PERIOD, place="period")])
    period = found[0]
    code, language = await last_choice(project) or ("", "bg")
    kind = kind_of_period(technical=period["technical"], financial=period["financial"])
    format_ = code or await usual_format(project)
    return Opening(kind, period["start_on"], period["end_on"], format_, language, period_id)


async def opened(
    deed: Deed,
    project: Seen,
    verb: str,
    sequence: int,
    revision: int,
    values: dict[str, Any],
    parts: Mapping[int, PartState],
) -> int:
    number = package_number(sequence, revision)
    places = await rows(
        "SELECT coalesce(max(position), 0) + 1 AS next FROM report_package WHERE project_id = $1", project.id
    )
    told = {"number": number, "sequence": sequence, "revision": revision, "position": places[0]["next"], **values}
    made = await Package.create(project_id=project.id, **told)
    await PackagePart.bulk_create(
        [PackagePart(package_id=made.id, partner_id=partner, state=state) for partner, state in parts.items()]
    )
    said = {
        name: value for name, value in values.items() if name in {"kind", "format", "language", "first_on", "last_on"}
    }
    deed.happened(
        f"package.{verb}", "package", made.id, label_of(number, values["first_on"], values["last_on"]), after=said
    )
    return int(made.id)


async def _partners_of(project: Seen, opening: Opening) -> dict[int, PartState]:
    """The partners but the lead that take part in the period, whose parts are awaited."""
    found = await rows(
        "SELECT id FROM partner WHERE project_id = $1 AND role IN ('partner', 'associated') "
        "AND (joined_on IS NULL OR joined_on <= $3) AND (left_on IS NULL OR left_on >= $2) ORDER BY position",
        *(project.id, opening.first, opening.last),
    )
    return {row["id"]: PartState.AWAITED for row in found}


# --- a draft ----------------------------------------------------------------------------------------------------


async def leave_out(
    by: Identity, project: Seen, package_id: int, expense_id: int, reason: str, *, once: str = ""
) -> None:
    """An expense that a draft does not take, and why. Objected without a reason."""
    if not reason.strip():
        raise Objected([Objection(REASON_NEEDED, {}, place=f"why_{expense_id}")])
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id)
        only_open(package, Part.FINANCIAL)
        found = await rows(
            "SELECT id, number FROM expense WHERE id = $1 AND project_id = $2 AND package = '' "
            "AND NOT EXISTS (SELECT FROM report_package_out WHERE package_id = $3 AND expense_id = $1)",
            *(expense_id, project.id, package_id),
        )
        if not found:
            raise WrongState(NOT_IN_IT)
        await PackageOut.create(package_id=package_id, expense_id=expense_id, reason=reason.strip())
        after = {"expense": found[0]["number"]}
        label = label_of(package.number, package.first, package.last)
        deed.happened("package.left_out", "package", package_id, label, after=after, reason=reason.strip())


async def take_back_in(by: Identity, project: Seen, package_id: int, expense_id: int, *, once: str = "") -> None:
    """An expense that was left out by hand and is taken after all."""
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id)
        only_open(package, Part.FINANCIAL)
        if not await PackageOut.filter(package_id=package_id, expense_id=expense_id).delete():
            raise WrongState(NOT_LEFT_OUT)
        found = await rows("SELECT number FROM expense WHERE id = $1", expense_id)
        label = label_of(package.number, package.first, package.last)
        deed.happened("package.taken_in", "package", package_id, label, after={"expense": found[0]["number"]})


async def change_draft(
    by: Identity,
    project: Seen,
    package_id: int,
    version: int,
    choice: str,
    language: Language,
    *,
    books: Collection[int] | None = None,
    once: str = "",
) -> None:
    """The format of a draft, as it is chosen, the language of its files, and the `books` among them: a funder's own workbooks by
    their id. Raises Objected where there is no such format.
    """
    chosen = format_chosen(choice)
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id, version)
        only_draft(package)
        after = {"format": chosen.code, "edition": older_edition(chosen), "language": language}
        await bring(deed, package, "changed", after, format=choice_of(chosen), language=language)
        if books is not None:
            await choose_books(deed, by, project, package, books)


async def drop_draft(by: Identity, project: Seen, package_id: int, version: int, *, once: str = "") -> None:
    """A draft that was opened by mistake is gone; its expenses are as free as they were. A returned package keeps its draft.

    Raises WrongState where people put something into it, naming that (emptiness.py).
    """
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id, version)
        if package.state is not PackageState.DRAFT or package.revision > 1:
            raise WrongState(NOT_NOW)
        await only_empty(package_id, package.number)
        before = {"state": package.state, "first_on": package.first, "last_on": package.last}
        deed.happened(
            "package.removed",
            "package",
            package_id,
            label_of(package.number, package.first, package.last),
            before=before,
        )
        await Package.filter(id=package_id).delete()
