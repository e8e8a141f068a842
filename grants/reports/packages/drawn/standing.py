"""How a frozen package stands, and what is to be done with a draft."""

from __future__ import annotations

from grants.access import Permission
from grants.attached.queries import attachments_of
from grants.reports.makings.shown import makings_shown
from grants.reports.packages.books.queries import books_of
from grants.reports.packages.books.shelf import BookKept, shelf
from grants.reports.packages.drawn.checking import found_in
from grants.reports.packages.drawn.counting import contents_shown, counted, differs
from grants.reports.packages.emptiness import held_in
from grants.reports.packages.forms import formats_of_packages
from grants.reports.packages.outside import decided_of
from grants.reports.packages.parts.drawn import parts_missing
from grants.reports.packages.parts.queries import parts_of
from grants.reports.packages.queries import (
    PackageSeen,
    choice_in,
    package_seen,
    packages_of,
)
from grants.reports.packages.rated.drawn import told_of
from grants.reports.packages.request.queries import request_of
from grants.reports.packages.request.rules import NOT_WRITTEN, asks_for_request
from grants.reports.packages.shown import (
    Shown,
    address_of,
    cautions,
    decided_shown,
    files_shown,
    head,
    parts_shown,
    totals,
    views,
    warned,
)
from grants.reports.queries import prepared_reports
from grants.reports.rules_package import NEXT_STATES, PART_NAMES, PARTS, PackageState
from grants.values.language import N_
from grants.values.wording import Wording
from grants.web.forms import Sent
from grants.web.pages import Visit


async def stands_page(visit: Visit, found: PackageSeen, form: Sent | None) -> Shown:
    """A frozen package, or a draft; of a form that was refused what was chosen in it stays."""
    if found.state is PackageState.DRAFT:
        return await draft_page(visit, found)
    contents = await contents_shown(visit, found)
    words, decided = visit.words, (await decided_of(visit.project, found.number)).get(found.number, [])
    receipts = (await attachments_of(visit.project.id, "package", [found.id])).get(found.id, [])
    others = await packages_of(visit.by, visit.project)
    prepared = await prepared_reports(visit.by, visit.project, found.id)
    typed = form.typed if form else {}
    later = next((one for one in others if one.after_id == found.id), None)
    return {
        "views": views(visit, found, "", await counted(visit, found, contents)),
        "figures": totals(contents, words),
        "facts": _facts(visit, found),
        "books": [_book(one.kept, words) for one in await books_of(found.id) if one.kept],
        "receipts": [
            {"name": one.name, "url": address_of(visit, found.id, f"/receipts/{one.id}"), "size": words.size(one.size)}
            for one in receipts
        ],
        "receipts_url": address_of(visit, found.id, "/receipts"),
        "asks_receipt": found.state in {PackageState.SENT, PackageState.IN_REVIEW, PackageState.ACCEPTED},
        "sending_url": address_of(visit, found.id, "/sending"),
        "decided": decided_shown(decided, words) if found.state is not PackageState.READY else [],
        "returnable": _returnable(found, form, words),
        "undecided": sum(one.undecided_rows for one in decided),
        "decide_url": f"/projects/{visit.project.code}/expenses/decisions?package={found.number}",
        "next": [state.value for state in NEXT_STATES[found.state]],
        "files": files_shown(visit, prepared, found),
        "cautions": cautions(visit, prepared),
        "formats": formats_of_packages(words),
        "format_code": typed.get("format", choice_in(found)),
        "language": typed.get("language", found.language),
        "difference": await differs(visit, found, contents),
        **await makings_shown(visit, "reports"),
        "later": {"number": later.number, "url": address_of(visit, later.id)} if later else None,
        "rates": (await told_of(visit, found)).sentence,
        "history_url": f"/projects/{visit.project.code}/history" if visit.may(Permission.SEE_HISTORY) else "",
    }


def _returnable(found: PackageSeen, form: Sent | None, words: Wording) -> list[Shown]:
    """The parts of which it is asked whether they were returned: none where the package is but one."""
    parts = PARTS[found.kind]
    asked = form is not None and form.line("asks_parts") == "yes"
    return [
        {
            "name": f"returned_{part}",
            "label": words.say(PART_NAMES[part]),
            "ticked": bool(form.line(f"returned_{part}")) if asked and form else True,
        }
        for part in (parts if len(parts) > 1 else ())
    ]


def _facts(visit: Visit, found: PackageSeen) -> list[tuple[str, str]]:
    words = visit.words
    frozen = words.moment(found.ready_at, visit.zone) if found.ready_at else ""
    sent_at = ", ".join(part for part in (words.day(found.sent_on) if found.sent_on else "", found.sent_hour) if part)
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


def _book(kept: BookKept, words: Wording) -> Shown:
    """A funder's workbook as it was frozen."""
    version = words.say(N_("version {number}"), number=kept.edition)
    return {"name": kept.name, "told": f"{kept.file_name}, {version}", "sha256": kept.sha256}


async def draft_page(visit: Visit, found: PackageSeen) -> Shown:
    words = visit.words
    contents, parts = await contents_shown(visit, found), await parts_of(visit.project, found.id)
    told, rates = await found_in(visit, found, contents), await told_of(visit, found)
    counts = await counted(visit, found, contents)
    warnings = [
        *([warned(rates.sentence)] if rates.sentence else []),
        *(await _of_request(visit, found)),
        *parts_missing(visit, parts, "#parts"),
        *_of_texts(visit, found, counts["words"]),
        *([] if found.rows_stay else _of_left_out(visit, found, counts.get("out", 0))),
        *_of_set_aside(visit, found, told["set_aside"]),
    ]
    return {
        "views": views(visit, found, "", counts),
        "figures": totals(contents, words),
        "findings": [*told["errors"], *told["warned"], *warnings, *told["noted"]],
        "refused": told["refused"],
        "convert_again": rates.button,
        "long": told["long"],
        "stamp": contents.stamp,
        "may_drop": found.revision == 1,
        "held": words.list([words.fact(one) for one in await held_in(found.id)]) if found.revision == 1 else "",
        "returned": (await package_seen(visit.by, visit.project, found.after_id)).decision if found.after_id else "",
        "stays": words.list([words.say(PART_NAMES[part]) for part in PARTS[found.kind] if part in found.stays]),
        "opens": words.list([words.say(PART_NAMES[part]) for part in PARTS[found.kind] if part not in found.stays]),
        "parts": parts_shown(visit, parts),
        "formats": formats_of_packages(words),
        "format_code": choice_in(found),
        "language": found.language,
        "books": await _books_offered(visit, found),
        "books_url": f"/projects/{visit.project.code}/reports/templates",
        "difference": await differs(visit, found, contents),
    }


async def _books_offered(visit: Visit, found: PackageSeen) -> list[Shown]:
    """The funders' own workbooks to be chosen from, those among the package's files ticked."""
    chosen = {one.template_id for one in await books_of(found.id)}
    offered = await shelf().offered(visit.by, visit.project)
    return [{"id": one.id, "name": one.name, "ticked": one.id in chosen} for one in offered]


async def _of_request(visit: Visit, found: PackageSeen) -> list[Shown]:
    if not asks_for_request(found.format, found.kind) or await request_of(found):
        return []
    label = visit.words.say(N_("Write the payment request"))
    return [warned(visit.words.say(NOT_WRITTEN), address_of(visit, found.id, "/request"), label)]


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


def _of_set_aside(visit: Visit, found: PackageSeen, count: int) -> list[Shown]:
    """What the funder set aside earlier and this package may claim again."""
    if not count or not found.takes or found.rows_stay:
        return []
    said = visit.words.count(
        "{n} expense that the funder set aside can be claimed again.",
        "{n} expenses that the funder set aside can be claimed again.",
        count,
    )
    return [warned(said, address_of(visit, found.id, show="out") + "#in-another", visit.words.say(N_("Look at them")))]
