"""The pages of partners' parts: those one has to hand in, and one of them."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from grants.access import Permission, own_part_only
from grants.errors import AlreadyDone, Changed, Objected, Objection, WrongState
from grants.reports.packages.forms import LONGEST
from grants.reports.packages.pages import CHANGED_MEANWHILE
from grants.reports.packages.parts.actions import return_part
from grants.reports.packages.parts.drawn import moment_of, part_page, said_of_part
from grants.reports.packages.parts.queries import part_seen_by, parts_of
from grants.reports.packages.shown import address_of, parts_shown
from grants.reports.rules_package import PackageState, PartState
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address


async def parts(visit: Visit) -> Response:
    """The parts of report packages one sees: of a partner's seat its own."""
    own = own_part_only(visit.by, visit.project.ref, Permission.HAND_IN_PART)
    found = await parts_of(visit.project, None, own)
    open_ = [one for one in found if one.package_state is PackageState.DRAFT]
    past = [one for one in found if one.package_state is not PackageState.DRAFT]
    context = {"open": parts_shown(visit, open_), "past": parts_shown(visit, past), "of_all": own is None}
    return visit.page("reports/parts.html", context)


async def part(visit: Visit) -> Response:
    """One part of a package; sent, it is handed in or goes back."""
    which = (visit.by, visit.project, visit.number_in_path("id"), visit.number_in_path("partner_id"))
    await part_seen_by(*which)
    here = f"/projects/{visit.project.code}/parts/{which[2]}/{which[3]}"
    if visit.request.method == "GET":
        return await _page(visit)
    form = await sent(visit.request)
    try:
        if form.line("do") == "return":
            reason = form.line("reason")[:LONGEST]
            await return_part(*which, form.whole("version"), reason, moment_of(visit), once=form.key)
        else:
            await said_of_part(visit, (which[2], which[3]), form)
    except AlreadyDone:
        return visit.see(here, "already")
    except Objected as problem:
        return await _page(visit, form, problem.objections, 422)
    except WrongState as problem:
        return await _page(visit, form, [Objection(problem.sentence, problem.facts)], 409)
    except Changed:
        return await _page(visit, form, [Objection(CHANGED_MEANWHILE)], 409)
    return visit.see(here, "done")


async def _page(
    visit: Visit, form: Sent | None = None, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    found = await part_seen_by(visit.by, visit.project, visit.number_in_path("id"), visit.number_in_path("partner_id"))
    said = [(one.place or None, visit.words.say(one.sentence, **one.facts)) for one in objections]
    is_open = found.package_state is PackageState.DRAFT
    context = {
        **await part_page(visit, found, form),
        "may_return": is_open and found.state is PartState.HANDED_IN and visit.may(Permission.PREPARE_REPORT),
        "package_url": address_of(visit, found.package_id) if visit.may(Permission.SEE_REPORTS) else "",
        "list_url": f"/projects/{visit.project.code}/parts",
        "reason": form.line("reason") if form else "",
        "told": {place: sentence for place, sentence in said if place},
        "errors": said,
        "return_key": new_form_key(),
    }
    return visit.page("reports/part.html", context, status)


ROUTES = [
    address("/projects/{code}/parts", "package_parts", parts),
    address("/projects/{code}/parts/{id:int}/{partner_id:int}", "package_part", part, changes=True),
]
