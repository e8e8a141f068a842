"""A package sent to the funder, and what the funder decides on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.attached.actions import attach
from grants.attached.rules import RowNamed
from grants.deadlines.actions import settle_deadline
from grants.deadlines.rules import DeadlineState
from grants.errors import Objected, Objection, WrongState
from grants.expenses.life.actions import carry_to_package, decide_on, put_into_package
from grants.expenses.life.decision import Decision
from grants.expenses.rules import ExpenseState
from grants.funders.registry import edition_carried
from grants.projects.actions import bring_report
from grants.projects.models import Period
from grants.projects.queries import Seen
from grants.projects.rules import PeriodState
from grants.projects.rules_periods import NEXT_STATES as PERIOD_STEPS
from grants.projects.rules_periods import Report as PeriodReport
from grants.reports.models import PackageDeadline, PackageOut, PackageRow, PackageText
from grants.reports.packages.actions import NOT_NOW, bring, held, only, opened
from grants.reports.packages.books.actions import carry_books
from grants.reports.packages.freezing.actions import release
from grants.reports.packages.gates.queries import gates_of, taken_in_order
from grants.reports.packages.gates.rules import shut
from grants.reports.packages.queries import (
    PackageSeen,
    deadlines_met,
    deadlines_open,
    package_seen,
    rows_of_number,
    texts_of,
    versions_held,
)
from grants.reports.packages.rated.queries import rated_of
from grants.reports.packages.rated.rules import sent_objections
from grants.reports.packages.request.actions import carry_request
from grants.reports.packages.request.attaching.actions import carry_files
from grants.reports.packages.rules import (
    CHOOSE_RETURNED,
    REASON_NEEDED,
    UNDECIDED,
    Sending,
    hour_in,
    outcome_objections,
    sending_objections,
    stays_of,
)
from grants.reports.rules_package import PARTS, PackageState, Part, PartState, package_number
from grants.storage.database import Row, rows
from grants.values.files import KeptFile
from grants.values.language import Text


async def send_package(
    by: Identity,
    project: Seen,
    package_id: int,
    version: int,
    sending: Sending,
    today: date,
    *,
    hour: str = "",
    receipt: Sequence[KeptFile] = (),
    once: str = "",
) -> None:
    """A package that went to the funder, with its receipt; its period is submitted and the deadlines it meets are done.

    `hour` is the one it is where the project is kept ("16:05"), so that nothing is noted as sent later than now. Raises Objected, also where the funder's system would not have taken it yet, and where its rates are those of another month than that of the day, unless the person insists.
    """
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id, version)
        only(package, PackageState.SENT)
        problems = sending_objections(sending, package.first, today, hour)
        problems += shut(await gates_of(project, package), in_order=taken_in_order(package))
        if not problems and sending.sent_on is not None:
            rated = await rated_of(by, project, package, sending.sent_on)
            problems = sent_objections(rated, insists=sending.as_rated)
        if problems:
            raise Objected(problems)
        after = {
            "state": PackageState.SENT,
            "sent_on": sending.sent_on,
            "sent_hour": hour_in(sending.hour) or "",
            "signer": sending.signer.strip(),
            "funder_number": sending.funder_number.strip(),
        }
        met = [one for one in await deadlines_open(project) if one["id"] in sending.closes]
        await bring(deed, package, "sent", after, **_deadlines_told(met))
        await attach(deed, project, receipt_of(project, package), receipt)
        await _close(by, project, package, met, today)  # before its period is, which closes what hangs on it
        await _period(
            deed, project, package, PeriodReport(PeriodState.SUBMITTED, sending.sent_on, package.number), today
        )


def _deadlines_told(found: Sequence[Row]) -> dict[str, str]:
    return {"deadlines": ", ".join(one["number"] for one in found)} if found else {}


async def _close(by: Identity, project: Seen, package: PackageSeen, met: Sequence[Row], today: date) -> None:
    """The deadlines met by a package, kept with it so that they can be opened again with it."""
    await PackageDeadline.filter(package_id=package.id).delete()
    for one in met:
        named = (by, project, one["id"], one["version"])
        await settle_deadline(*named, DeadlineState.DONE, today, package=package.number)
        await PackageDeadline.create(package_id=package.id, deadline_id=one["id"], version=one["version"] + 1)


async def _reopened(by: Identity, project: Seen, package: PackageSeen, why: str, today: date) -> list[Row]:
    """The deadlines that only this package closed, open again; what somebody touched since stays as it is."""
    found = [one for one in await deadlines_met(project, package.id) if one["closed"] and one["untouched"]]
    for one in found:
        named = (by, project, one["id"], one["version"])
        await settle_deadline(*named, DeadlineState.OPEN, today, package=package.number, reason=why)
    return found


def receipt_of(project: Seen, package: PackageSeen) -> RowNamed:
    """The row that a package's receipts hang on."""
    page = f"/projects/{project.code}/reports/packages/{package.id}"
    return RowNamed("package", package.id, Text(package.number, package.number), page)


async def add_receipt(
    by: Identity, project: Seen, package_id: int, receipt: Sequence[KeptFile], *, once: str = ""
) -> None:
    """The funder's receipt, where it came after the package was noted as sent."""
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await package_seen(by, project, package_id)
        await attach(deed, project, receipt_of(project, package), receipt)


async def _period(deed: Deed, project: Seen, package: PackageSeen, report: PeriodReport, today: date) -> None:
    """Bring the package's period along, where that follows what it is in."""
    if package.period_id is None:
        return
    found = await Period.filter(id=package.period_id, project_id=project.id).values("state")
    if found and report.state in PERIOD_STEPS[PeriodState(found[0]["state"])]:
        await bring_report(deed, project, package.period_id, report, today)


async def not_sent(
    by: Identity, project: Seen, package_id: int, version: int, reason: str, today: date, *, once: str = ""
) -> None:
    """A package that was noted as sent by mistake: ready, as before; the deadlines it closed are open again."""
    if not reason.strip():
        raise Objected([Objection(REASON_NEEDED, place="reason")])
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id, version)
        if package.state is not PackageState.SENT:
            raise WrongState(NOT_NOW)
        after = {"state": PackageState.READY, "sent_on": None, "sent_hour": "", "signer": "", "funder_number": ""}
        open_again = await _reopened(by, project, package, reason.strip(), today)
        await bring(deed, package, "not_sent", after, reason=reason.strip(), **_deadlines_told(open_again))
        await _period(deed, project, package, PeriodReport(PeriodState.PLANNED, None, reason=reason.strip()), today)


async def look_at(
    by: Identity, project: Seen, package_id: int, version: int, today: date, reason: str = "", *, once: str = ""
) -> None:
    """A package the funder looks at; or one whose outcome was written down wrongly, with a reason."""
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id, version)
        only(package, PackageState.IN_REVIEW)
        back = package.state is not PackageState.SENT
        if back and not reason.strip():
            raise Objected([Objection(REASON_NEEDED, place="reason")])
        if package.state is PackageState.REFUSED:
            await _retake(deed, project, package)
        after = {"state": PackageState.IN_REVIEW, "decided_on": None, "decision": ""}
        await bring(deed, package, "undone" if back else "in_review", after, reason=reason.strip())
        if package.state is PackageState.ACCEPTED:
            await _period(
                deed, project, package, PeriodReport(PeriodState.SUBMITTED, None, reason=reason.strip()), today
            )


async def _retake(deed: Deed, project: Seen, package: PackageSeen) -> None:
    """The rows that a refusal set free, taken again; refused where one of them is no longer free."""
    kept = await PackageRow.filter(package_id=package.id, locked=False).values_list("expense_id", flat=True)
    standing = await versions_held(project.id, [int(str(one)) for one in kept if one is not None])
    picked = {id_: version for id_, (version, _, number) in standing.items() if number != package.number}
    if picked:
        await put_into_package(deed, project, picked, package.number)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the funder decided on a package; `rest` says that what has no decision yet is accepted as it is, `parts` what of it was
    returned: None is the whole of it.
    """

    to: PackageState
    day: date | None
    letter: str = ""
    reason: str = ""
    rest: bool = False
    parts: frozenset[Part] | None = None


async def decide_on_package(
    by: Identity, project: Seen, package_id: int, version: int, outcome: Outcome, today: date, *, once: str = ""
) -> int:
    """A package accepted, refused or returned; gives the id of the package to go on with: the next version of a returned one.

    The deadlines that a returned one closed are open again, for its next version to meet.
    """
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id, version)
        only(package, outcome.to)
        parts = frozenset(PARTS[package.kind]) if outcome.parts is None else outcome.parts & set(PARTS[package.kind])
        problems = outcome_objections(outcome.to, outcome.day, outcome.reason, package.sent_on, today)
        if outcome.to is PackageState.RETURNED and not parts:
            problems.append(Objection(CHOOSE_RETURNED, place="parts"))
        if problems:
            raise Objected(problems)
        decision = " · ".join(part for part in (outcome.letter.strip(), outcome.reason.strip()) if part)
        if outcome.to is PackageState.ACCEPTED:
            await _accept_rest(deed, project, package, outcome, today)
        after = {"state": outcome.to, "decided_on": outcome.day, "decision": decision}
        verb = {PackageState.ACCEPTED: "funder_accepted", PackageState.REFUSED: "refused"}.get(
            outcome.to, "funder_returned"
        )
        back = outcome.to is PackageState.RETURNED
        open_again = await _reopened(by, project, package, outcome.reason.strip(), today) if back else []
        await bring(deed, package, verb, after, reason=outcome.reason.strip(), **_deadlines_told(open_again))
        state = PeriodState.ACCEPTED if outcome.to is PackageState.ACCEPTED else PeriodState.RETURNED
        await _period(deed, project, package, PeriodReport(state, outcome.day, package.number, outcome.reason), today)
        if outcome.to is PackageState.REFUSED:
            await release(deed, project, package, outcome.reason.strip())
        if back:
            return await _next_version(deed, project, package, outcome.reason.strip(), parts)
    return package_id


async def _accept_rest(deed: Deed, project: Seen, package: PackageSeen, outcome: Outcome, today: date) -> None:
    standing = await rows_of_number(project.id, package.number)
    undecided = {id_: version for id_, (version, state) in standing.items() if state == ExpenseState.REPORTED}
    if not undecided:
        return
    if not outcome.rest:
        raise Objected([Objection(UNDECIDED, {"count": len(undecided)}, place="rest")])
    await decide_on(deed, project, undecided, Decision(False, outcome.day, outcome.letter, ""), today)


async def _next_version(deed: Deed, project: Seen, package: PackageSeen, reason: str, returned: frozenset[Part]) -> int:
    """The version that puts right what was returned: the parts that were not, and the expenses that are decided, stand in it as
    they were; the rest is open.
    """
    standing = await rows_of_number(project.id, package.number)
    number, stays = package_number(package.sequence, package.revision + 1), stays_of(package.kind, returned)
    rows_stay = Part.FINANCIAL in stays
    carried = {
        id_: version for id_, (version, state) in standing.items() if rows_stay or state != ExpenseState.REPORTED
    }
    if carried:
        await carry_to_package(deed, project, carried, number)
    if not rows_stay:
        await release(deed, project, package, reason)
    found = await rows(
        "SELECT t.partner_id, bool_or(x.id IS NOT NULL) AS has FROM report_package_part t LEFT JOIN report_package_row r ON r.package_id = t.package_id "
        "LEFT JOIN expense x ON x.id = r.expense_id AND x.partner_id = t.partner_id AND x.package = '' WHERE t.package_id = $1 GROUP BY t.partner_id ORDER BY t.partner_id",
        package.id,
    )
    parts = {row["partner_id"]: PartState.AWAITED if row["has"] else PartState.HANDED_IN for row in found}
    values = {
        "kind": package.kind,
        "period_id": package.period_id,
        "after_id": package.id,
        **{f"{part}_stays": True for part in stays},
        "format": package.format,
        "edition": edition_carried(package.format, package.edition, package.last),
        "language": package.language,
        "first_on": package.first,
        "last_on": package.last,
    }
    made = await opened(deed, project, "renewed", package.sequence, package.revision + 1, values, parts)
    for place, words in (await texts_of(package.id)).items():
        if words:
            await PackageText.create(package_id=made, place=place, words_bg=words.bg, words_en=words.en)
    await carry_request(package.id, made)
    await carry_files(project, package.id, made)
    await carry_books(package.id, made)
    left_out = await PackageOut.filter(package_id=package.id).values("expense_id", "reason")
    await PackageOut.bulk_create([PackageOut(package_id=made, **one) for one in left_out])
    return made
