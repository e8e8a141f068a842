"""The page of a project's reports: choose format and period, see what the funder would object to and each sheet as it
will print, prepare the files; and what was prepared before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from starlette.responses import FileResponse, Response

from grants.access import Permission
from grants.errors import AlreadyDone, NotFound, Objected, Objection, WrongState
from grants.reports.actions import prepare_report
from grants.reports.editions import format_called
from grants.reports.forms import ALL, Asked, asked, known_before
from grants.reports.grounds import report_ground
from grants.reports.grounds_counted import entries_counted, entries_summed
from grants.reports.grounds_entries import Selection
from grants.reports.handed import XLSX, XML, disposition
from grants.reports.looks.period import at_sheet, behind_sheet, looked_before, page_of
from grants.reports.looks.sheets import drawn_at_once, files_of
from grants.reports.looks.told import found_in, in_words
from grants.reports.makings.actions import ask_for
from grants.reports.makings.makers import report_asked
from grants.reports.makings.rules import What, is_long
from grants.reports.makings.shown import makings_shown
from grants.reports.packages.outside import decided_of
from grants.reports.packages.queries import packages_of
from grants.reports.packages.shown import listed
from grants.reports.people_given import formats_for, people_given, people_shown
from grants.reports.queries import ReportSeen, period_offered, prepared_reports, report_file_seen, usual_format
from grants.reports.rules import Period
from grants.reports.sheets import books
from grants.storage.files import NOT_HERE
from grants.values.language import N_
from grants.values.money import Money
from grants.values.wording import wording
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit, address


async def reports(visit: Visit) -> Response:
    """The reports of a project: asking for one, looking at it, preparing it."""
    prepared = await prepared_reports(visit.by, visit.project)
    form = await sent(visit.request) if visit.request.method == "POST" else None
    typed = form.typed if form else dict(visit.request.query_params)
    offered = await period_offered(visit.project, prepared, visit.today)
    usual = await usual_format(visit.project)
    wanted = await known_before(visit.project, asked(typed, usual, offered, visit.today, visit.words, people=True))
    if form is not None and wanted.period is not None and not wanted.objections:
        return await _prepare(visit, form, wanted, prepared)
    return await _page(visit, wanted, prepared, status=422 if wanted.objections else 200)


async def _prepare(visit: Visit, form: Sent, wanted: Asked, prepared: Sequence[ReportSeen]) -> Response:
    assert wanted.period is not None
    here, period = page_of(visit), wanted.period
    if wanted.format.of_people:
        return await _given(visit, wanted, period, prepared)
    store = visit.request.app.state.files
    if is_long(await entries_counted(visit.by, visit.project, Selection(period.first, period.last))):
        return await _asked_for(visit, form, wanted)
    try:
        made = await prepare_report(
            visit.by,
            visit.project,
            wanted.format.code,
            wanted.format.edition,
            period.first,
            period.last,
            wanted.language,
            store,
            once=form.key,
            since=wanted.since,
        )
    except AlreadyDone:
        return visit.see(here, "already")
    except Objected as problem:
        return await _page(visit, wanted, prepared, objected=problem.objections, status=422)
    return visit.see(f"{here}?{urlencode({**wanted.typed, 'made': made.id})}", "prepared")


async def _given(visit: Visit, wanted: Asked, period: Period, prepared: Sequence[ReportSeen]) -> Response:
    """A file of people, which is kept nowhere."""
    try:
        return await people_given(visit, wanted, period)
    except WrongState as problem:
        told = [Objection(problem.sentence, problem.facts, place="format")]
        return await _page(visit, replace(wanted, objections=tuple(told)), prepared, status=409)


async def _asked_for(visit: Visit, form: Sent, wanted: Asked) -> Response:
    """What is long is made by the worker."""
    assert wanted.period is not None
    first, last, chosen = wanted.period.first, wanted.period.last, wanted.format
    told = report_asked(chosen.code, chosen.edition, first, last, wanted.language, wanted.since)
    here = f"{page_of(visit)}?{urlencode(wanted.typed)}#being-made"
    try:
        await ask_for(visit.by, visit.project, What.REPORT, told, wanted.label, once=form.key)
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(here, "being_made")


async def report_file(visit: Visit) -> Response:
    """One file of a prepared report, exactly as it was then."""
    file = await report_file_seen(visit.by, visit.project, visit.number_in_path("id"))
    path = visit.request.app.state.files.path_of(file.sha256) if file.here else None
    if path is None:
        raise NotFound(NOT_HERE)
    headers = {"content-disposition": disposition(file.name), "x-content-type-options": "nosniff"}
    return FileResponse(path, media_type=XLSX if file.name.endswith(".xlsx") else XML, headers=headers)


# --- the page -------------------------------------------------------------------------------------------------------


async def _page(
    visit: Visit,
    wanted: Asked,
    prepared: Sequence[ReportSeen],
    *,
    objected: Sequence[Objection] = (),
    status: int = 200,
) -> Response:
    words = visit.words
    told = problems(wanted.objections, words)
    packages = await packages_of(visit.by, visit.project)
    context: dict[str, Any] = {
        "typed": wanted.typed,
        "errors": [
            (objection.place, words.say(objection.sentence, **objection.facts)) for objection in wanted.objections
        ],
        "told": told.by_field,
        "formats": formats_for(visit),
        "since": _since(visit, wanted),
        "prepared": [_prepared(report, visit) for report in prepared],
        "packages": listed(visit, packages, await decided_of(visit.project) if packages else {}),
        "parts_url": f"/projects/{visit.project.code}/parts" if visit.may(Permission.HAND_IN_PART) else "",
        "made": visit.query("made"),
        "may_prepare": visit.may(Permission.PREPARE_REPORT),
        "form_key": new_form_key(),
        "shown": None,
        **await makings_shown(visit, "reports"),
    }
    if wanted.period is not None and not wanted.objections:
        context["shown"] = await _shown(visit, wanted, wanted.period, objected)
    return visit.page("reports/reports.html", context, status)


async def _shown(visit: Visit, wanted: Asked, period: Period, objected: Sequence[Objection]) -> dict[str, Any]:
    """What stands below the form: the findings and the sheets; of a long report as the worker found and drew them."""
    chosen = Selection(period.first, period.last)
    if wanted.format.of_people:
        return {**_about(visit, wanted, period), **await people_shown(visit, wanted, period)}
    sums = await entries_summed(visit.by, visit.project, chosen)
    about = _about(visit, wanted, period)
    if is_long(sum(one.count for one in sums)):
        return {**about, **await looked_before(visit, wanted, period, sums)}
    ground = await report_ground(visit.by, visit.project, chosen, period.last)
    found = await found_in(visit.project, wanted.format, ground, wanted.given, wanted.since)
    found = replace(found, objections=tuple(objected) or found.objections)
    drawn = books(wanted.format, found.figures, wording(wanted.language), ground)
    return {
        **about,
        **in_words(visit, found),
        **drawn_at_once(visit, drawn, wanted.language, at_sheet(visit, wanted), behind_sheet(visit, wanted)),
        "refused": bool(found.objections),
        "files": files_of(wanted.format, drawn),
        "long": None,
    }


def _about(visit: Visit, wanted: Asked, period: Period) -> dict[str, Any]:
    """What is said of every report; `people` of one that lists them."""
    return {
        "period": visit.words.period(period.first, period.last),
        "verified": wanted.format.layout_verified,
        "format": wanted.format.name.in_(visit.language),
        "edition": wanted.format.edition,
        "caution": wanted.format.notice.in_(visit.language),
        "ids": f"{page_of(visit)}/funder-ids" if wanted.format.documents else "",
        "people": None,
    }


def _since(visit: Visit, wanted: Asked) -> list[tuple[str, str]]:
    """What the inventory may hold: all documents of the period, or those that are new since a file prepared before."""
    words = visit.words
    choices = [
        (
            str(one.id),
            words.say(N_("only what is new since {moment}"), moment=words.moment(one.prepared_at, visit.zone)),
        )
        for one in wanted.given
    ]
    return [(ALL, words.say(N_("all of the period"))), *choices] if choices else []


def _prepared(report: ReportSeen, visit: Visit) -> dict[str, Any]:
    words = visit.words
    euro: Mapping[str, str] = report.figures.get("in_files") or report.figures["euro"]
    return {
        "id": str(report.id),
        "format": format_called(report.format, report.edition, words),
        "period": words.period(report.first, report.last),
        "at": words.moment(report.prepared_at, visit.zone),
        "by": report.prepared_by,
        "euro": words.figure(Money.of(euro["amount"], euro["currency"])),
        "files": [
            {
                "url": f"{page_of(visit)}/files/{file.id}",
                "name": file.name,
                "size": words.size(file.size),
                "mark": file.sha256[:12],
                "here": file.here,
            }
            for file in report.files
        ],
    }


ROUTES = [
    address("/projects/{code}/reports", "reports", reports, changes=True),
    address("/projects/{code}/reports/files/{id:int}", "report_file", report_file),
]
