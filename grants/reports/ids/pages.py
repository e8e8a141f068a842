"""The page of the funder's ids: read once from a saved page, looked at, chosen by hand where a name is unlike, and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import Response

from grants.access import Permission
from grants.errors import AlreadyDone, Objected, Objection
from grants.funders.ground import Linked
from grants.funders.isun_xml import FIRST as ISUN_DRAFTS
from grants.reports.ids.actions import keep_ids
from grants.reports.ids.forms import PREPARER, field_of, pairs_field, read_typed
from grants.reports.ids.matching import Matches, left_over, matched
from grants.reports.ids.pairs import pairs_of_page, pairs_told
from grants.reports.ids.queries import CONTRACT_AND_PACKAGE, Known, Numberable, by_kind, known_ids, numberable
from grants.reports.ids.saved_page import MOST, TOO_LARGE, Found, SavedPage, read_page
from grants.reports.particulars import NUMBERED, FunderName, Numbered
from grants.reports.rules_draft import CALLED
from grants.values.language import N_
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit, address

CHOOSE_PAGE: Final = N_("Choose the saved page, or paste its source.")
MOST_OPTIONS: Final = 4000  # in all the lists of a kind together; with more, ids are pasted


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows beside what is kept: a page just read, or a form sent back."""

    page: SavedPage | None = None
    matches: Matches = field(default_factory=dict)
    pairs: Mapping[int, frozenset[Linked]] = field(default_factory=dict)
    unknown: int = 0  # of the page's pairs those that name none of our rows
    typed: Mapping[str, str] = field(default_factory=dict)
    objections: Sequence[Objection] = ()


async def funder_ids(visit: Visit) -> Response:
    """The ids, reading a saved page, keeping what is on the form."""
    found, known = await numberable(visit.project), await known_ids(visit.project)
    if visit.request.method == "GET":
        return _page(visit, found, known, Shown())
    form = await sent(visit.request, most_fields=20_000)
    if form.line("step") == "read":
        return await _read(visit, form, found, known)
    typed = read_typed(form.typed, found, known.ids)
    if typed.objections:
        return _page(visit, found, known, Shown(typed=form.typed, objections=typed.objections), 422)
    labels = {one.key: _label(one) for one in found}
    try:
        await keep_ids(
            *(visit.by, visit.project, typed.ids, labels, typed.preparer),
            pairs=typed.pairs,
            called=lambda linked: "; ".join(pairs_told(linked, found).splitlines()),
            once=form.key,
        )
    except AlreadyDone:
        return visit.see(_here(visit), "already")
    return visit.see(_here(visit), "saved")


async def _read(visit: Visit, form: Sent, found: Sequence[Numberable], known: Known) -> Response:
    """What a saved page tells, shown before anything of it is kept."""
    try:
        page = read_page(await _content(form))
    except Objected as problem:
        return _page(visit, found, known, Shown(objections=problem.objections), 422)
    matches = _proposed(page, found)
    return _page(visit, found, known, Shown(page, matches, *pairs_of_page(page, matches, known.ids)))


async def _content(form: Sent) -> bytes:
    """The bytes of the page that was chosen, or pasted. Raises Objected."""
    uploads = form.files.get("page", ())
    if uploads and (uploads[0].size or 0) > MOST:
        raise Objected([Objection(TOO_LARGE, place="page")])
    content = await uploads[0].read() if uploads else form.typed.get("source", "").encode()
    if not content.strip():
        raise Objected([Objection(CHOOSE_PAGE, place="page")])
    return content


def _proposed(page: SavedPage, found: Sequence[Numberable]) -> Matches:
    return matched([one.ours for one in found], page.found)


# --- the page ---------------------------------------------------------------------------------------------------------


def _page(visit: Visit, found: Sequence[Numberable], known: Known, shown: Shown, status: int = 200) -> Response:
    words = visit.words
    told = problems(shown.objections, words)
    left = left_over(shown.matches, shown.page.found) if shown.page else []
    groups = [_group(visit, kind, found, known, shown, left) for kind in by_kind(found)]
    preparer = known.preparer
    kept = dict(zip(PREPARER, (preparer.name, preparer.position, preparer.phone, preparer.email), strict=True))
    context: dict[str, Any] = {
        "here": _here(visit),
        "errors": told.listed,
        "told": told.by_field,
        "read": shown.page is not None,
        "recognised": len(shown.matches),
        "in_all": len(found) - len(CONTRACT_AND_PACKAGE),
        "groups": groups,
        "unknown_pairs": shown.unknown,
        "left": [(words.say(NUMBERED[one.kind]), one.name or one.id) for one in left],
        "address": shown.typed.get("address", ""),
        "preparer": [(name, words.say(CALLED[name]), shown.typed.get(name, kept[name])) for name in PREPARER],
        "form_key": new_form_key(),
        "caution": ISUN_DRAFTS.notice.in_(visit.language),
        "may_keep": visit.may(Permission.PREPARE_REPORT),
    }
    return visit.page("reports/funder_ids.html", context, status)


def _group(
    visit: Visit, kind: Numbered, found: Sequence[Numberable], known: Known, shown: Shown, left: Sequence[Found]
) -> dict[str, Any]:
    """The rows of a kind; after a page was read, each with a list of what it may be."""
    rows = by_kind(found)[kind]
    free = [one for one in left if one.kind is kind]
    offered = [one for one in shown.page.found if one.kind is kind] if shown.page else []
    listed = bool(offered) and len(rows) * len(free) <= MOST_OPTIONS
    # A contractor has many contracts: it may be chosen for each of them.
    free = offered if kind is Numbered.CONTRACTOR else free
    return {
        "kind": kind.value,
        "said": visit.words.say(NUMBERED[kind]),
        "known": sum(1 for one in rows if one.key in known.ids),
        "count": len(rows),
        "rows": [
            _row(one, known, shown, free if listed else None, visit)
            | ({"pairs": _pairs(one, found, known, shown)} if kind is Numbered.SUPPLY else {})
            for one in rows
        ],
    }


def _pairs(one: Numberable, found: Sequence[Numberable], known: Known, shown: Shown) -> dict[str, Any]:
    """What a contract is for, as it is typed: from the page just read where that says it, else as it is kept."""
    supply, name = one.ours.row_id, pairs_field(one.ours.row_id)
    kept = known.pairs.get(supply, frozenset())
    read = shown.pairs.get(supply, kept)
    return {
        "name": name,
        "value": shown.typed.get(name, pairs_told(read, found)),
        "was": pairs_told(kept, found),
        "new": read != kept,
    }


def _row(one: Numberable, known: Known, shown: Shown, free: Sequence[Found] | None, visit: Visit) -> dict[str, Any]:
    name, kept = field_of(one.key), known.ids.get(one.key)
    match = shown.matches.get(one.key)
    proposed = FunderName(match.found.id, match.found.name) if match else _of_page(one, shown) or kept
    said = _said if free is not None or shown.page else _id  # only what comes from a page brings a name along
    return {
        "name": name,
        "number": one.ours.number,
        "title": one.title.in_(visit.language) or one.ours.reference,
        "value": shown.typed.get(name, said(proposed)),
        "was": said(kept),
        "called": kept.name if kept else "",
        "new": bool(shown.page and proposed and proposed.id != _id(kept)),
        "unsure": bool(match and not match.sure),
        "options": None if free is None else _options(proposed, kept, free),
    }


def _of_page(one: Numberable, shown: Shown) -> FunderName | None:
    """The ids of the contract and of the open package, where the page says them."""
    if shown.page is None or one.ours.kind not in CONTRACT_AND_PACKAGE:
        return None
    id_ = shown.page.contract if one.ours.kind is Numbered.CONTRACT else shown.page.package
    return FunderName(id_) if id_ else None


def _options(proposed: FunderName | None, kept: FunderName | None, free: Sequence[Found]) -> list[tuple[str, str]]:
    named = [one for one in (proposed, kept) if one] + [FunderName(one.id, one.name) for one in free]
    return list({_said(one): one.name or one.id for one in named}.items())


def _said(name: FunderName | None) -> str:
    """An id with the name beside it, as the form carries both."""
    return "" if name is None else f"{name.id} {name.name}".strip()


def _id(name: FunderName | None) -> str:
    return "" if name is None else name.id


def _label(one: Numberable) -> str:
    return f"{one.ours.kind.value} {one.ours.number}".strip()


def _here(visit: Visit) -> str:
    return f"/projects/{visit.project.code}/reports/funder-ids"


ROUTES = [
    address("/projects/{code}/reports/funder-ids", "funder_ids", funder_ids, changes=True),
]
