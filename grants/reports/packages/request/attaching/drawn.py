"""The files of a payment request as its page shows them: in the order of upload, and which of the documents asked for are missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grants.funders.isun_request import LONGEST_DESCRIPTION
from grants.funders.registry import NEWEST
from grants.reports.packages.queries import PackageSeen
from grants.reports.packages.request.attaching.queries import asked_of, files_of
from grants.reports.packages.request.attaching.rules import (
    RequestFile,
    files_objections,
    files_warnings,
    missing_papers,
)
from grants.reports.packages.shown import address_of, objected, warned
from grants.reports.rules_package import REQUEST_KINDS, PackageState, RequestKind
from grants.values.identifiers import search_form
from grants.values.language import N_
from grants.web.pages import Visit

LIMIT_HINT = N_("At most {limit} each: PDF, picture, office document, text or archive. ИСУН takes none over 20 MB.")
NOT_YET = N_("Asked for and not attached yet: {names}.")
Shown = dict[str, Any]


async def files_shown(
    visit: Visit, found: PackageSeen, kind: RequestKind, typed: Mapping[str, str], *, may_write: bool
) -> Shown:
    """The files, what is still to be attached, and the two small forms; `typed` of one that was refused. Two queries."""
    files, asked = await files_of(visit.project, found), await asked_of(visit.project, kind)
    words, here = visit.words, address_of(visit, found.id, "/request")
    chosen = NEWEST.get(found.format)
    findings = []
    if chosen is not None and found.state is PackageState.DRAFT:
        findings = objected(visit, list(files_objections(chosen, files)))
        findings += objected(visit, list(files_warnings(chosen, files, ())), "warning")
        if missing := missing_papers(asked, files):
            findings.append(warned(words.say(NOT_YET, names="; ".join(missing))))
    return {
        "rows": [_row(visit, here, at, one, typed) for at, one in enumerate(files, 1)],
        "findings": [one | {"url": "", "row": ""} for one in findings],  # of this very page
        "papers": _offered(files, asked),
        "paper": typed.get("paper", ""),
        "description": typed.get("description", ""),
        "asked": list(asked),
        "asked_typed": typed.get("papers", "\n".join(asked)),
        "kind": words.say(REQUEST_KINDS[kind]),
        "kind_value": kind.value,
        "limit": words.say(LIMIT_HINT, limit=words.size(visit.settings.max_upload)),
        "longest": LONGEST_DESCRIPTION,
        "files_url": f"{here}/files",
        "papers_url": f"{here}/papers",
        "may_write": may_write,
        "is_open": "papers" in typed,
    }


def _offered(files: tuple[RequestFile, ...], asked: tuple[str, ...]) -> list[tuple[str, str]]:
    """What a file may count as: the documents asked for, and what a file was said to be before the list was changed."""
    names = {search_form(name): name for name in (*asked, *(one.told.paper for one in files if one.told.paper))}
    return [(name, name) for name in names.values()]


def _row(visit: Visit, here: str, at: int, file: RequestFile, typed: Mapping[str, str]) -> Shown:
    return {
        "at": at,
        "id": file.id,
        "name": file.name,
        "url": f"{here}/files/{file.id}" if file.here else "",
        "size": visit.words.size(file.size),
        "description": typed.get(f"description-{file.id}", file.told.description),
        "paper": typed.get(f"paper-{file.id}", file.told.paper),
        "remove_url": f"{here}/files/{file.id}/remove",
    }
