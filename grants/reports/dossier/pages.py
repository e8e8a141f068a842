"""The page of the audit dossier: of what, what it would hold and what of the letter was not found, and those made before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from starlette.responses import FileResponse, Response

from grants.errors import AlreadyDone, NotFound, Objected, Objection
from grants.reports.dossier.actions import EMPTY, make_dossier
from grants.reports.dossier.forms import TICKED, Asked, asked
from grants.reports.dossier.numbers import Known
from grants.reports.dossier.queries import (
    DossierSeen,
    dossier_seen,
    dossiers_of,
    packages_in,
    refuse_others,
    register_of,
)
from grants.reports.dossier.scope import CALLED, Of, scope_said
from grants.reports.dossier.told import Gathered, gathered
from grants.reports.makings.actions import ask_for
from grants.reports.makings.makers import dossier_asked
from grants.reports.makings.rules import What
from grants.reports.makings.shown import makings_shown
from grants.reports.rules_package import PACKAGE_STATES
from grants.storage.files import NOT_HERE
from grants.values.files import disposition
from grants.values.language import N_
from grants.values.wording import Wording, wording
from grants.web.forms import new_form_key, problems, sent
from grants.web.pages import Visit, address

# More than so much is put together by the worker, and not while somebody waits.
MOST_FILES: Final = 200
MOST_OCTETS: Final = 32 * 1024 * 1024
Packages = Sequence[Mapping[str, Any]]


async def dossier(visit: Visit) -> Response:
    """Asking for a dossier; what it would hold; making it."""
    refuse_others(visit.by, visit.project)
    packages = await packages_in(visit.project, drafts=True)
    if visit.request.method == "GET":
        begun = {name: visit.query(name) for name in ("of", "package")}
        return await _page(
            visit, packages, replace(asked(begun, (), packages, visit.today, visit.words), objections=())
        )
    form = await sent(visit.request)
    wanted = asked(form.typed, await register_of(visit.project), packages, visit.today, visit.words)
    if wanted.objections:
        return await _page(visit, packages, wanted, status=422)
    if wanted.scope is None:
        return await _page(visit, packages, wanted)
    would_hold = await gathered(visit.by, visit.project, wanted.scope, wording(wanted.language), visit.zone)
    refused = _refused(wanted, would_hold)
    if form.line("step") != "make" or refused:
        return await _page(visit, packages, wanted, would_hold, refused, status=422 if refused else 200)
    if _is_long(would_hold):
        return await _asked_for(visit, wanted, form.key)
    return await _made(visit, packages, wanted, would_hold, form.key)


async def _made(visit: Visit, packages: Packages, wanted: Asked, would_hold: Gathered, key: str) -> Response:
    assert wanted.scope is not None
    store, here = visit.request.app.state.files, _here(visit)
    try:
        made = await make_dossier(
            visit.by, visit.project, wanted.scope, wanted.language, store, now=visit.now, zone=visit.zone, once=key
        )
    except AlreadyDone:
        return visit.see(here, "already")
    except Objected as problem:
        return await _page(visit, packages, wanted, would_hold, problem.objections, status=422)
    return visit.see(f"{here}?made={made.id}#made", "prepared")


async def _asked_for(visit: Visit, wanted: Asked, key: str) -> Response:
    """What is long is made by the worker."""
    assert wanted.scope is not None
    here = f"{_here(visit)}#being-made"
    label = scope_said(wanted.scope, wording(wanted.language))
    try:
        await ask_for(
            visit.by, visit.project, What.DOSSIER, dossier_asked(wanted.scope, wanted.language), label, once=key
        )
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(here, "being_made")


def _is_long(found: Gathered) -> bool:
    return len(found.pieces) > MOST_FILES or sum(piece.size for piece in found.pieces) > MOST_OCTETS


def _refused(wanted: Asked, found: Gathered) -> tuple[Objection, ...]:
    """Why it is not made."""
    assert wanted.scope is not None
    if wanted.scope.of is not Of.PROJECT and not found.ledger.documents and not found.ledger.claims:
        return (Objection(EMPTY),)
    return ()


async def dossier_file(visit: Visit) -> Response:
    """A dossier that was made, exactly as it was then."""
    one = await dossier_seen(visit.by, visit.project, visit.number_in_path("id"))
    path = visit.request.app.state.files.path_of(one.sha256)
    if path is None:
        raise NotFound(NOT_HERE)
    headers = {"content-disposition": disposition("attachment", one.name), "x-content-type-options": "nosniff"}
    return FileResponse(path, media_type="application/zip", headers=headers)


# --- the page -------------------------------------------------------------------------------------------------------


async def _page(
    visit: Visit,
    packages: Packages,
    wanted: Asked,
    would_hold: Gathered | None = None,
    refused: Sequence[Objection] = (),
    status: int = 200,
) -> Response:
    words = visit.words
    context = {
        "typed": wanted.typed,
        "errors": [(one.place, words.say(one.sentence, **one.facts)) for one in wanted.objections],
        "told": problems(wanted.objections, words).by_field,
        "offered": [(of.value, words.say(said)) for of, said in CALLED.items() if packages or of is not Of.PACKAGE],
        "packages": [(str(row["id"]), _package(row, words)) for row in packages],
        "refused": [words.say(one.sentence, **one.facts) for one in refused],
        "numbers": _numbers(wanted, words),
        "shown": _shown(wanted, would_hold, words) if would_hold and wanted.scope else None,
        "form_key": new_form_key(),
        "dossiers": [_dossier(one, visit) for one in await dossiers_of(visit.by, visit.project)],
        "made": visit.query("made"),
        "here": _here(visit),
        "reports_url": f"/projects/{visit.project.code}/reports",
        **await makings_shown(visit, "dossier"),
    }
    return visit.page("reports/dossier.html", context, status)


def _package(row: Mapping[str, Any], words: Wording) -> str:
    period, state = words.period(row["first_on"], row["last_on"]), words.say(PACKAGE_STATES[row["state"]])
    return f"{row['number']} · {period} · {state}"


def _numbers(wanted: Asked, words: Wording) -> dict[str, Any] | None:
    """What the pasted numbers stand for, and a sentence about each that is not clear."""
    found = wanted.numbers
    if found is None or wanted.objections:
        return None
    return {
        "found": len(found.documents),
        "unknown": [words.say(one.sentence, **one.facts) for one in found.unknown],
        "notes": [words.say(one.sentence, **one.facts) for one in found.notes],
        "ambiguous": [
            {"said": words.say(one.sentence, **one.facts), "documents": [_meant(known, words) for known in several]}
            for one, several in found.ambiguous
        ],
        "ticked": [name for name in wanted.typed if name.startswith(TICKED)],
    }


def _meant(known: Known, words: Wording) -> dict[str, str]:
    day = words.day(known.day) if known.day else ""
    place = words.say(N_("no. {number} in the register"), number=known.number)
    said = " · ".join(part for part in (known.paper_number, day, known.supplier, place) if part)
    return {"name": f"{TICKED}{known.id}", "said": said}


def _shown(wanted: Asked, found: Gathered, words: Wording) -> dict[str, Any]:
    assert wanted.scope is not None
    pieces = [piece for piece in found.pieces if piece.lack is None]
    claims = sum(len(claims) for claims in found.ledger.claims.values())
    return {
        "language": wanted.language,
        "scope": scope_said(wanted.scope, words),
        "facts": [
            (words.say(N_("Documents")), words.number(len(found.ledger.documents))),
            (words.say(N_("Expenses")), words.number(claims)),
            (words.say(N_("Files")), words.number(len(pieces))),
            (words.say(N_("Size")), words.size(sum(piece.size for piece in pieces))),
        ],
        "chapters": [
            (one.title, words.number(len(one.entries)), words.number(len(one.pieces))) for one in found.chapters
        ],
    }


def _dossier(one: DossierSeen, visit: Visit) -> dict[str, Any]:
    words = visit.words
    scope = one.scope
    said = scope_said(scope, words)
    if scope.of is Of.NUMBERS:
        said = words.count("one document asked for", "{n} documents asked for", one.documents_asked)
    return {
        "id": str(one.id),
        "scope": said,
        "url": f"{_here(visit)}/{one.id}",
        "name": one.name,
        "size": words.size(one.size),
        "sha256": one.sha256,
        "holds": words.count("one document", "{n} documents", one.documents),
        "files": words.count("one file", "{n} files", one.files),
        "language": {"bg": "Български", "en": "English"}[one.language],
        "at": words.moment(one.made_at, visit.zone),
        "by": one.made_by,
    }


def _here(visit: Visit) -> str:
    return f"/projects/{visit.project.code}/reports/dossier"


ROUTES = [
    address("/projects/{code}/reports/dossier", "dossier", dossier, changes=True),
    address("/projects/{code}/reports/dossier/{id:int}", "dossier_file", dossier_file),
]
