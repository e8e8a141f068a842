"""The page of a project's reports: choose format and period, see what the funder would object to and each sheet as it
will print, prepare the files; and what was prepared before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import FileResponse, Response

from grants.access import Permission
from grants.errors import AlreadyDone, NotFound, Objected, Objection
from grants.funders.ground import Ground
from grants.funders.registry import FORMATS, NEWEST
from grants.projects.queries import Seen
from grants.reports.about import left_out
from grants.reports.actions import prepare_report
from grants.reports.figures import Figures
from grants.reports.forms import ALL, Asked, asked
from grants.reports.grounded import figures_of
from grants.reports.grounds import report_ground
from grants.reports.grounds_counted import entries_counted
from grants.reports.grounds_entries import Selection
from grants.reports.makings.actions import ask_for
from grants.reports.makings.makers import report_asked
from grants.reports.makings.rules import What, is_long
from grants.reports.makings.shown import makings_shown
from grants.reports.objected import objection_shown
from grants.reports.packages.outside import decided_of
from grants.reports.packages.queries import packages_of
from grants.reports.packages.shown import listed
from grants.reports.previewed import sheet_shown
from grants.reports.progress import particulars_for
from grants.reports.queries import ReportSeen, given_before, prepared_reports, report_file_seen
from grants.reports.rules import objections, offered_period
from grants.reports.rules_list import list_warnings
from grants.reports.rules_papers import paper_warnings
from grants.reports.rules_warned import draft_warnings
from grants.reports.sheets import books
from grants.storage.files import NOT_HERE
from grants.values.language import N_
from grants.values.money import Money
from grants.values.wording import Wording, wording
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit, address

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XML = "application/xml"


async def reports(visit: Visit) -> Response:
    """The reports of a project: asking for one, looking at it, preparing it."""
    prepared = await prepared_reports(visit.by, visit.project)
    form = await sent(visit.request) if visit.request.method == "POST" else None
    typed = form.typed if form else dict(visit.request.query_params)
    offered = offered_period(visit.today, max((report.last for report in prepared), default=None))
    wanted = asked(typed, offered, visit.today, visit.words)
    if wanted.period is not None and not wanted.objections:
        wanted = wanted.after(await given_before(visit.project, wanted.format, wanted.period.first, wanted.period.last))
    if form is not None and wanted.period is not None and not wanted.objections:
        return await _prepare(visit, form, wanted, prepared)
    return await _page(visit, wanted, prepared, status=422 if wanted.objections else 200)


async def _prepare(visit: Visit, form: Sent, wanted: Asked, prepared: Sequence[ReportSeen]) -> Response:
    assert wanted.period is not None
    here, period = _here(visit), wanted.period
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


async def _asked_for(visit: Visit, form: Sent, wanted: Asked) -> Response:
    """What is long is made by the worker."""
    assert wanted.period is not None
    first, last, chosen = wanted.period.first, wanted.period.last, wanted.format
    told = report_asked(chosen.code, chosen.edition, first, last, wanted.language, wanted.since)
    label = f"{chosen.code} {first.isoformat()} – {last.isoformat()}"
    here = f"{_here(visit)}?{urlencode(wanted.typed)}#being-made"
    try:
        await ask_for(visit.by, visit.project, What.REPORT, told, label, once=form.key)
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


def disposition(name: str) -> str:
    """A file to be saved under its own name, whatever its alphabet (RFC 6266), with a Latin one for old programs."""
    latin = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_. ") else "_" for sign in name)
    return f"attachment; filename=\"{latin}\"; filename*=UTF-8''{quote(name, safe='')}"


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
        "formats": [(format_.code, format_.name.in_(words.language)) for format_ in NEWEST.values()],
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
        first, last = wanted.period.first, wanted.period.last
        ground = await report_ground(visit.by, visit.project, Selection(first, last), last)
        figures = replace(figures_of(ground), imported=wanted.imported)
        known = await particulars_for(wanted.format, visit.project, ground)
        found = tuple(objected) or objections(wanted.format, figures, known, ground)
        warned = (
            *draft_warnings(wanted.format, figures, known),
            *list_warnings(wanted.format, ground),
            *paper_warnings(wanted.format, ground),
        )
        context["shown"] = _shown(visit, wanted, figures, ground, found, warned)
    return visit.page("reports/reports.html", context, status)


def _shown(
    visit: Visit,
    wanted: Asked,
    figures: Figures,
    ground: Ground,
    found: Sequence[Objection],
    warned: Sequence[Objection],
) -> dict[str, Any]:
    """What stands below the form: the findings and the sheets."""
    drawn = books(wanted.format, figures, wording(wanted.language), ground)
    places = [(book, sheet) for book in drawn for sheet in book.sheets]
    at = int(number) if (number := visit.query("sheet", "0")).isascii() and number.isdigit() else 0
    book, sheet = places[min(at, len(places) - 1)]
    return {
        "period": visit.words.period(figures.first, figures.last),
        "facts": _facts(figures, visit.words),
        "findings": [
            *_objected(visit, found, "error"),
            *_objected(visit, warned, "warning"),
            *_warnings(figures, visit.words),
            *({"level": "warning", "sentence": told} for told in _come_twice(figures, wanted, visit.words)),
        ],
        "left_out": _left_out(figures, visit.words),
        "refused": bool(found),
        "sheets": [
            {"label": one.name, "book": of.name, "url": _sheet_address(visit, wanted, place), "current": one is sheet}
            for place, (of, one) in enumerate(places)
        ],
        "sheet": sheet_shown(book, sheet, wanted.language),
        "verified": wanted.format.layout_verified,
        "edition": wanted.format.edition,
        "files": len(drawn) + sum(len(part.documents) for part in wanted.format.package),
        "caution": wanted.format.notice.in_(visit.language),
        "ids": f"{_here(visit)}/funder-ids" if wanted.format.documents else "",
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


def _left_out(figures: Figures, words: Wording) -> str:
    """How many documents are left out of the inventory, and why."""
    count = len(figures.documents) - len(figures.new_documents)
    if not count:
        return ""
    return words.count(
        "One document is left out of the inventory: it was in a file prepared before, and the funder's system would enter it "
        "a second time.",
        "{n} documents are left out of the inventory: they were in files prepared before, and the funder's system would enter "
        "them a second time.",
        count,
    )


def _come_twice(figures: Figures, wanted: Asked, words: Wording) -> Iterator[str]:
    """What is said of documents that are in the inventory though they were in one before."""
    went_out = frozenset[int]().union(*(one.documents for one in wanted.given))
    count = sum(1 for paper in figures.new_documents if paper.id in went_out)
    if count:
        yield words.count(
            "One document was in a file prepared before. If that one was imported, it will stand twice in the funder's "
            "system: choose only what is new.",
            "{n} documents were in files prepared before. If those were imported, they will stand twice in the funder's "
            "system: choose only what is new.",
            count,
        )


def _facts(figures: Figures, words: Wording) -> list[tuple[str, str]]:
    """The totals of the report, in words."""
    claimed = [words.amount(row.claimed) for row in figures.currencies] or [words.amount(figures.euro)]
    facts = [
        (words.say(N_("Documents")), words.number(len(figures.documents))),
        (words.say(N_("Expenses")), words.number(len(figures.expenses))),
        (words.say(N_("Claimed")), words.list(claimed)),
    ]
    if any(row.euro is not None and row.currency != "EUR" for row in figures.currencies):
        facts.append((words.say(N_("Total in euro")), words.amount(figures.euro)))
    return facts


def _objected(visit: Visit, found: Sequence[Objection], level: str) -> list[dict[str, Any]]:
    words = visit.words
    told = []
    for objection in found:
        label, url = _where_to_mend(visit, objection)
        told.append(objection_shown(objection, words, level) | {"row": words.say(label) if url else "", "url": url})
    return told


def _where_to_mend(visit: Visit, objection: Objection) -> tuple[str, str]:
    """What an objection leads to, for somebody who may mend it: the document, or the page of the funder's ids."""
    document_id = objection.facts.get("document_id")
    if objection.facts.get("ids"):
        return N_("Ids at the funder"), f"{_here(visit)}/funder-ids"
    if document_id is None or not visit.may(Permission.RECORD_EXPENSE):
        return "", ""
    return N_("Open the document"), f"/projects/{visit.project.code}/documents/{document_id}"


def _warnings(figures: Figures, words: Wording) -> list[dict[str, Any]]:
    return [{"level": "warning", "sentence": f"{sentence}."} for sentence in left_out(figures, words)]


def _prepared(report: ReportSeen, visit: Visit) -> dict[str, Any]:
    words = visit.words
    name = next((one.name.in_(words.language) for one in FORMATS if one.code == report.format), report.format)
    euro: Mapping[str, str] = report.figures["euro"]
    return {
        "id": str(report.id),
        "format": name,
        "period": words.period(report.first, report.last),
        "at": words.moment(report.prepared_at, visit.zone),
        "by": report.prepared_by,
        "euro": words.figure(Money.of(euro["amount"], euro["currency"])),
        "files": [
            {
                "url": f"{_here(visit)}/files/{file.id}",
                "name": file.name,
                "size": words.size(file.size),
                "mark": file.sha256[:12],
                "here": file.here,
            }
            for file in report.files
        ],
    }


def _here(visit: Visit) -> str:
    project: Seen = visit.project
    return f"/projects/{project.code}/reports"


def _sheet_address(visit: Visit, wanted: Asked, place: int) -> str:
    return f"{_here(visit)}?{urlencode({**wanted.typed, 'sheet': place})}#sheets"


ROUTES = [
    address("/projects/{code}/reports", "reports", reports, changes=True),
    address("/projects/{code}/reports/files/{id:int}", "report_file", report_file),
]
