"""The pages of report packages: opening one, what is to be done with it, its expenses, what is left out, its sheets and files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from starlette.responses import Response

from grants.access import Permission
from grants.attached.queries import attachments_of
from grants.errors import AlreadyDone, Changed, Objected, Objection, WrongState
from grants.expenses.life.decision import RowsRefused
from grants.funders.ground import Entry, Ground
from grants.reports.actions import chosen_format
from grants.reports.grounded import figures_of
from grants.reports.makings.actions import ask_for
from grants.reports.makings.makers import package_asked
from grants.reports.makings.rules import What, is_long
from grants.reports.makings.shown import makings_shown
from grants.reports.packages.actions import (
    change_draft,
    drop_draft,
    leave_out,
    open_package,
    opening_of_period,
    take_back_in,
)
from grants.reports.packages.forms import LONGEST, formats_offered, opening_asked, outcome_typed
from grants.reports.packages.freezing.actions import (
    NOT_FROZEN,
    back_to_draft,
    judged,
    make_ready,
    stamp_of,
    write_files,
)
from grants.reports.packages.outcome.actions import decide_on_package, look_at, not_sent
from grants.reports.packages.outside import decided_of, left_out_of, rows_kept, states_now
from grants.reports.packages.parts.queries import PartSeen, parts_of
from grants.reports.packages.queries import (
    PackageSeen,
    ground_of,
    last_choice,
    package_seen,
    packages_of,
    periods_to_report,
)
from grants.reports.packages.rules import Opening, RowKept, difference
from grants.reports.packages.shown import (
    Shown,
    address_of,
    decided_shown,
    difference_shown,
    files_shown,
    head,
    noted,
    objected,
    outside_shown,
    parts_shown,
    rows_shown,
    totals,
    views,
    warned,
)
from grants.reports.packages.texts.queries import texts_missing
from grants.reports.previewed import sheet_shown
from grants.reports.queries import prepared_reports
from grants.reports.rules import offered_period
from grants.reports.rules_package import NEXT_STATES, PACKAGE_KINDS, PackageState, PartState
from grants.reports.sheets import books
from grants.values.language import N_, Language, language_named
from grants.values.wording import wording
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit, address
from grants.web.paging import pages_of

PAGE: Final = 100
MOST_LEFT_OUT: Final = 300
CHANGED_MEANWHILE: Final = N_(
    "Somebody else changed this meanwhile. What stands there now is shown; look at it before you go on."
)
_DECIDED: Final = frozenset({PackageState.ACCEPTED, PackageState.REFUSED, PackageState.RETURNED})


# --- opening one ----------------------------------------------------------------------------------------------------


async def new_package(visit: Visit) -> Response:
    """Opening a package: of a planned period, or by hand."""
    if visit.request.method == "GET":
        return await _new_page(visit, await _offered(visit))
    form = await sent(visit.request)
    asked = opening_asked(form.typed, visit.words, visit.today)
    if asked.opening is None:
        return await _new_page(visit, form.typed, asked.objections)
    try:
        made = await open_package(visit.by, visit.project, asked.opening, visit.today, once=form.key)
    except AlreadyDone:
        return visit.see(f"/projects/{visit.project.code}/reports", "already")
    except Objected as problem:
        return await _new_page(visit, form.typed, problem.objections)
    return visit.see(address_of(visit, made), "added")


async def _offered(visit: Visit) -> dict[str, str]:
    """What the form begins with: the period the address names, else the first planned one that is over, else the last quarter."""
    waiting = await periods_to_report(visit.project)
    over = [row["id"] for row in waiting if row["end_on"] < visit.today]
    asked = visit.query("period")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    chosen = wanted if wanted in {row["id"] for row in waiting} else (over[0] if over and asked != "none" else None)
    if chosen is not None:
        return _typed(visit, await opening_of_period(visit.project, chosen))
    code, language = await last_choice(visit.project) or ("", visit.language)
    period = offered_period(visit.today, None)
    return {
        "kind": "all",
        "first": visit.words.day(period.first),
        "last": visit.words.day(period.last),
        "format": code or formats_offered(visit.words)[0][0],
        "language": language,
        "period": "",
    }


def _typed(visit: Visit, opening: Opening) -> dict[str, str]:
    return {
        "kind": opening.kind.value,
        "first": visit.words.day(opening.first),
        "last": visit.words.day(opening.last),
        "format": opening.format,
        "language": opening.language,
        "period": str(opening.period_id or ""),
    }


async def _new_page(visit: Visit, typed: Any, objections: Sequence[Objection] = ()) -> Response:
    words = visit.words
    told = problems(objections, words)
    waiting = await periods_to_report(visit.project)
    here = f"/projects/{visit.project.code}/reports/packages/new"
    context = {
        "typed": {name: typed.get(name, "") for name in ("kind", "first", "last", "format", "language", "period")},
        "kinds": [(kind.value, words.say(label)) for kind, label in PACKAGE_KINDS.items()],  # type: ignore[attr-defined]  # keys of the enumeration
        "formats": formats_offered(words),
        "periods": [
            {
                "label": words.say(N_("Period {number}"), number=row["number"]),
                "days": words.period(row["start_on"], row["end_on"]),
                "url": f"{here}?period={row['id']}",
                "current": str(row["id"]) == typed.get("period", ""),
            }
            for row in waiting
        ],
        "by_hand_url": f"{here}?period=none",
        "told": told.by_field,
        "errors": [
            (one.place if one.place != "period" else None, said)
            for one, (_, said) in zip(objections, told.listed, strict=True)
        ],
        "back_url": f"/projects/{visit.project.code}/reports",
        "form_key": new_form_key(),
    }
    return visit.page("reports/package_new.html", context, 422 if objections else 200)


# --- one package ----------------------------------------------------------------------------------------------------


async def package(visit: Visit) -> Response:
    """One package; sent, the step that was chosen."""
    id_ = visit.number_in_path("id")
    if visit.request.method == "GET":
        return await _page(visit)
    form = await sent(visit.request)
    step = _STEPS.get(form.line("do"))
    try:
        return await step(visit, id_, form) if step else visit.see(address_of(visit, id_))
    except AlreadyDone:
        return visit.see(address_of(visit, id_), "already")
    except Objected as problem:
        stale = isinstance(problem, RowsRefused) and problem.stale
        return await _page(visit, form, problem.objections, 409 if stale else 422)
    except WrongState as problem:
        return await _page(visit, form, [Objection(problem.sentence, problem.facts)], 409)
    except Changed:
        return await _page(visit, form, [Objection(CHANGED_MEANWHILE)], 409)


async def _ready(visit: Visit, id_: int, form: Sent) -> Response:
    store, which = visit.request.app.state.files, (visit.by, visit.project, id_)
    stamp = form.line("stamp")[:100]
    await make_ready(*which, form.whole("version"), store, visit.now, visit.today, stamp=stamp, once=form.key)
    return visit.see(address_of(visit, id_), await _made(visit, await package_seen(*which), None, ""))


async def _made(visit: Visit, found: PackageSeen, language: Language | None, code: str, key: str = "") -> str:
    """The files of a frozen package written, or asked for from the worker where that takes long; what is said of it."""
    if is_long(int((found.figures or {}).get("expenses", 0))):
        asked = package_asked(found.id, found.number, code, language or found.language)
        await ask_for(visit.by, visit.project, What.PACKAGE, asked, found.number, once=key)
        return "being_made"
    store = visit.request.app.state.files
    await write_files(visit.by, visit.project, found.id, store, language=language, format_code=code or None, once=key)
    return "prepared"


async def _write(visit: Visit, id_: int, form: Sent) -> Response:
    found = await package_seen(visit.by, visit.project, id_)
    if not found.frozen:
        raise WrongState(NOT_FROZEN, number=found.number)
    notice = await _made(visit, found, language_named(form.line("language")), form.line("format"), form.key)
    return visit.see(address_of(visit, id_) + "#files", notice)


async def _draft(visit: Visit, id_: int, form: Sent) -> Response:
    reason = form.line("reason")[:LONGEST]
    await back_to_draft(visit.by, visit.project, id_, form.whole("version"), reason, once=form.key)
    return visit.see(address_of(visit, id_), "done")


async def _not_sent(visit: Visit, id_: int, form: Sent) -> Response:
    reason = form.line("reason")[:LONGEST]
    await not_sent(visit.by, visit.project, id_, form.whole("version"), reason, visit.today, once=form.key)
    return visit.see(address_of(visit, id_), "done")


async def _review(visit: Visit, id_: int, form: Sent) -> Response:
    reason = form.line("reason")[:LONGEST]
    await look_at(visit.by, visit.project, id_, form.whole("version"), visit.today, reason, once=form.key)
    return visit.see(address_of(visit, id_), "done")


async def _outcome(visit: Visit, id_: int, form: Sent) -> Response:
    outcome, unread = outcome_typed(form, visit.words, visit.today)
    if unread or outcome is None:
        raise Objected(unread)
    which = (visit.by, visit.project, id_, form.whole("version"))
    return visit.see(address_of(visit, await decide_on_package(*which, outcome, visit.today, once=form.key)), "done")


async def _change(visit: Visit, id_: int, form: Sent) -> Response:
    language = language_named(form.line("language")) or visit.language
    which = (visit.by, visit.project, id_, form.whole("version"))
    await change_draft(*which, form.line("format"), language, once=form.key)
    return visit.see(address_of(visit, id_), "saved")


async def _leave_out(visit: Visit, id_: int, form: Sent) -> Response:
    expense = form.whole("expense")
    reason = form.line(f"why_{expense}")[:LONGEST]
    await leave_out(visit.by, visit.project, id_, expense, reason, once=form.key)
    return visit.see(address_of(visit, id_, show="rows"), "done")


async def _take_in(visit: Visit, id_: int, form: Sent) -> Response:
    await take_back_in(visit.by, visit.project, id_, form.whole("expense"), once=form.key)
    return visit.see(address_of(visit, id_, show="out"), "done")


async def _drop(visit: Visit, id_: int, form: Sent) -> Response:
    await drop_draft(visit.by, visit.project, id_, form.whole("version"), once=form.key)
    return visit.see(f"/projects/{visit.project.code}/reports", "removed")


_STEPS: Final[dict[str, Callable[[Visit, int, Sent], Awaitable[Response]]]] = {
    "ready": _ready,
    "draft": _draft,
    "write": _write,
    "not_sent": _not_sent,
    "in_review": _review,
    "accepted": _outcome,
    "refused": _outcome,
    "returned": _outcome,
    "change": _change,
    "leave_out": _leave_out,
    "take_in": _take_in,
    "drop": _drop,
}
_ON_ROWS: Final = {"leave_out": "rows", "take_in": "out"}


async def _page(
    visit: Visit, form: Sent | None = None, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    found = await package_seen(visit.by, visit.project, visit.number_in_path("id"))
    asked = _ON_ROWS.get(form.line("do"), "") if form else visit.query("show")
    shown = asked if asked in {"rows", "sheets"} or (asked == "out" and found.state is PackageState.DRAFT) else ""
    told = problems(objections, visit.words)
    by_itself = [one for one in objections if not one.facts.get("expense_id") and not one.facts.get("document_id")]
    draws = {"rows": _rows_page, "out": _out_page, "sheets": _sheets_page}.get(shown, _stands_page)
    context = {
        "package": head(visit, found),
        "show": shown,
        "told": told.by_field,
        "errors": [(one.place or None, visit.words.say(one.sentence, **one.facts)) for one in by_itself],
        "typed": {name: form.line(name) if form else "" for name in ("reason", "day", "letter", "rest", "do")},
        "form_key": new_form_key(),
        "title_error": bool(objections),
        **await draws(visit, found, form),
    }
    return visit.page("reports/package.html", context, status)


async def counted(visit: Visit, found: PackageSeen, ground: Ground) -> dict[str, int]:
    """How much stands behind each part of the page."""
    counts = {"rows": len(ground.entries)}
    if found.state is PackageState.DRAFT:
        outside = await left_out_of(visit.project, found, 1, reported=False)
        counts["out"] = outside[0]["of"] if outside else 0
    return counts


async def _stands_page(visit: Visit, found: PackageSeen, _form: Sent | None) -> Shown:
    if found.state is PackageState.DRAFT:
        return await _draft_page(visit, found)
    ground = await _ground(visit, found)
    words, decided = visit.words, (await decided_of(visit.project, found.number)).get(found.number, [])
    receipts = (await attachments_of(visit.project.id, "package", [found.id])).get(found.id, [])
    others = await packages_of(visit.by, visit.project)
    later = next((one for one in others if one.after_id == found.id), None)
    return {
        "views": views(visit, found, "", await counted(visit, found, ground)),
        "figures": totals(ground, words),
        "facts": _facts(visit, found),
        "receipts": [
            {"name": one.name, "url": address_of(visit, found.id, f"/receipts/{one.id}"), "size": words.size(one.size)}
            for one in receipts
        ],
        "receipts_url": address_of(visit, found.id, "/receipts"),
        "asks_receipt": found.state in {PackageState.SENT, PackageState.IN_REVIEW, PackageState.ACCEPTED},
        "sending_url": address_of(visit, found.id, "/sending"),
        "decided": decided_shown(decided, words) if found.state is not PackageState.READY else [],
        "undecided": sum(one.undecided_rows for one in decided),
        "decide_url": f"/projects/{visit.project.code}/expenses/decisions?package={found.number}",
        "next": [state.value for state in NEXT_STATES[found.state]],
        "files": files_shown(visit, await prepared_reports(visit.by, visit.project, found.id), found),
        "formats": formats_offered(words),
        "format_code": found.format,
        "language": found.language,
        "difference": await _differs(visit, found),
        **await makings_shown(visit, "reports"),
        "later": {"number": later.number, "url": address_of(visit, later.id)} if later else None,
        "history_url": f"/projects/{visit.project.code}/history" if visit.may(Permission.SEE_HISTORY) else "",
    }


async def _draft_page(visit: Visit, found: PackageSeen) -> Shown:
    words = visit.words
    told = await judged(visit.by, visit.project, found, visit.today)
    ground, parts = told.ground, await parts_of(visit.project, found.id)
    missing = await texts_missing(visit.project, found, [entry.id for entry in ground.entries], found.language)
    counts = {**await counted(visit, found, ground), "words": len(missing)}
    warnings = [
        *_of_parts(visit, parts),
        *_of_texts(visit, found, len(missing)),
        *_of_left_out(visit, found, counts.get("out", 0)),
    ]
    return {
        "views": views(visit, found, "", counts),
        "figures": totals(ground, words),
        "findings": [*objected(visit, told.objections), *warnings, *noted(visit, told.noted)],
        "refused": bool(told.objections),
        "stamp": stamp_of(ground),
        "may_drop": found.revision == 1,
        "returned": (await package_seen(visit.by, visit.project, found.after_id)).decision if found.after_id else "",
        "parts": parts_shown(visit, parts),
        "formats": formats_offered(words),
        "format_code": found.format,
        "language": found.language,
        "difference": await _differs(visit, found, ground),
    }


def _of_parts(visit: Visit, parts: Sequence[PartSeen]) -> list[Shown]:
    waiting = [one.partner.in_(visit.language) for one in parts if one.state is not PartState.HANDED_IN]
    return (
        [
            warned(
                visit.words.say(N_("Parts that are not handed in yet: {partners}."), partners=waiting),
                "#parts",
                visit.words.say(N_("See the parts")),
            )
        ]
        if waiting
        else []
    )


def _of_texts(visit: Visit, found: PackageSeen, missing: int) -> list[Shown]:
    if not missing:
        return []
    said = visit.words.count(
        "{n} text is not written in the language of the file.",
        "{n} texts are not written in the language of the file.",
        missing,
    )
    return [warned(said, address_of(visit, found.id, "/words"), visit.words.say(N_("Write what is missing")))]


def _of_left_out(visit: Visit, found: PackageSeen, count: int) -> list[Shown]:
    if not count:
        return []
    said = visit.words.count("{n} expense is left out of it.", "{n} expenses are left out of it.", count)
    return [warned(said, address_of(visit, found.id, show="out"), visit.words.say(N_("See each with its reason")))]


async def _ground(visit: Visit, found: PackageSeen) -> Ground:
    return await ground_of(visit.by, visit.project, found, visit.request.app.state.files, visit.today)


async def _differs(visit: Visit, found: PackageSeen, ground: Ground | None = None) -> Shown | None:
    """What differs from the version before, where there is one."""
    if found.after_id is None:
        return None
    before = await rows_kept(found.after_id)
    now = await rows_kept(found.id) if ground is None else [_kept(entry) for entry in ground.entries]
    return difference_shown(difference(before, now), visit.words)


def _kept(entry: Entry) -> RowKept:
    return RowKept(entry.id, entry.number, entry.amount)


def _facts(visit: Visit, found: PackageSeen) -> list[tuple[str, str]]:
    words = visit.words
    frozen = words.moment(found.ready_at, visit.zone) if found.ready_at else ""
    sent_at = " ".join(part for part in (words.day(found.sent_on) if found.sent_on else "", found.sent_hour) if part)
    told = [
        (N_("Frozen"), " · ".join(part for part in (frozen, found.ready_by) if part)),
        (
            N_("Format and edition"),
            " · ".join((head(visit, found)["format"], words.say(N_("edition {edition}"), edition=found.edition))),
        ),
        (N_("Sent"), sent_at),
        (N_("Signed by"), found.signer),
        (N_("Number at the funder"), found.funder_number),
        (N_("Day of the decision"), words.day(found.decided_on) if found.decided_on else ""),
        (N_("Letter and reason"), found.decision),
    ]
    return [(words.say(label), said) for label, said in told if said]


async def _rows_page(visit: Visit, found: PackageSeen, form: Sent | None) -> Shown:
    ground = await _ground(visit, found)
    at = visit.page_asked()
    entries = [entry for place, entry in enumerate(ground.entries) if (at - 1) * PAGE <= place < at * PAGE]
    before = frozenset(row.expense_id for row in await rows_kept(found.after_id)) if found.after_id else None
    now = await states_now(visit.project, found.number)
    opened = form.whole("expense") if form else 0
    return {
        "views": views(visit, found, "rows", await counted(visit, found, ground)),
        "rows": rows_shown(visit, ground, entries, now, before),
        "pager": pages_of(
            visit.words,
            at,
            PAGE,
            len(entries),
            len(ground.entries),
            lambda page: address_of(visit, found.id, show="rows", page=page),
        ),
        "figures": totals(ground, visit.words),
        "may_leave_out": found.state is PackageState.DRAFT and visit.may(Permission.PREPARE_REPORT),
        "opened": opened,
        "why": form.line(f"why_{opened}") if form else "",
    }


async def _out_page(visit: Visit, found: PackageSeen, _form: Sent | None) -> Shown:
    ground = await _ground(visit, found)
    free = await left_out_of(visit.project, found, MOST_LEFT_OUT, reported=False)
    reported = await left_out_of(visit.project, found, MOST_LEFT_OUT, reported=True)
    counts = await counted(visit, found, ground)
    return {
        "views": views(visit, found, "out", counts),
        "free": outside_shown(visit, found, free),
        "reported": outside_shown(visit, found, reported),
        "more": [max((listed[0]["of"] if listed else 0) - len(listed), 0) for listed in (free, reported)],
        "may_take_in": visit.may(Permission.PREPARE_REPORT),
    }


async def _sheets_page(visit: Visit, found: PackageSeen, _form: Sent | None) -> Shown:
    ground = await _ground(visit, found)
    language = language_named(visit.query("file_language")) or found.language
    chosen = chosen_format(found.format, found.edition if found.frozen else None)
    drawn = books(chosen, figures_of(ground), wording(language), ground)
    places = [(book, sheet) for book in drawn for sheet in book.sheets]
    asked = visit.query("sheet", "0")
    at = min(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0, max(len(places) - 1, 0))
    return {
        "views": views(visit, found, "sheets", await counted(visit, found, ground)),
        "sheets": [
            {
                "label": sheet.name,
                "book": book.name,
                "url": address_of(visit, found.id, show="sheets", file_language=language, sheet=place) + "#sheets",
                "current": place == at,
            }
            for place, (book, sheet) in enumerate(places)
        ],
        "sheet": sheet_shown(*places[at], language) if places else None,
        "language": language,
        "verified": chosen.layout_verified,
        "notice": chosen.notice.in_(visit.language),
    }


ROUTES = [
    address("/projects/{code}/reports/packages/new", "new_package", new_package, changes=True),
    address("/projects/{code}/reports/packages/{id:int}", "report_package", package, changes=True),
]
