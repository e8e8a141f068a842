"""The pages of the accounting: sending a file, choosing its columns, looking at what it would do, keeping, undoing, comparing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from grants.access import Permission
from grants.accounting.actions import keep, undo, upload
from grants.accounting.choosing import MOST_ACCOUNTS, columns
from grants.accounting.columns import Chosen
from grants.accounting.comparing import reconcile
from grants.accounting.export import entries_csv
from grants.accounting.preview import Preview, preview, read_by
from grants.accounting.queries import (
    PAGE,
    batch_seen,
    batches_seen,
    documents_of,
    entries_seen,
    lines_of,
    mapping_of,
    page_before,
    recovers_vat,
)
from grants.accounting.rules import BATCH_STATES, BatchState, Fate
from grants.accounting.shown import (
    STATE_TONES,
    batches,
    below,
    entries,
    lines_offered,
    next_page,
    preview_context,
    problems,
    read_as,
)
from grants.errors import AlreadyDone, Objected, Objection, TooLarge, WrongState
from grants.values.language import N_
from grants.web.forms import new_form_key, sent
from grants.web.pages import Visit, address

LIMIT = N_("The file is larger than {limit}.")
CHOOSE_FILE = N_("Choose a file first.")


async def imports(visit: Visit) -> Response:
    """The imports of a project, and sending a new file."""
    if visit.request.method == "GET":
        return await _imports(visit)
    form = await sent(visit.request)
    uploads = form.files.get("file", ())
    if not uploads:
        return await _imports(visit, [Objection(CHOOSE_FILE)], 422)
    if (uploads[0].size or 0) > visit.settings.max_upload:
        raise TooLarge(LIMIT, limit=visit.words.size(visit.settings.max_upload))
    replaces = form.whole("batch") or None
    name, content = uploads[0].filename or "", await uploads[0].read()
    stored = (content, visit.request.app.state.files, visit.settings.max_upload)
    try:
        batch_id = await upload(visit.by, visit.project, name, *stored, replaces=replaces, once=form.key)
    except Objected as problem:
        return await _imports(visit, problem.objections, 422)
    except AlreadyDone:
        return visit.see(below(visit), "already")
    return visit.see(below(visit, f"/{batch_id}"))


async def _imports(visit: Visit, objections: Sequence[Objection] = (), status: int = 200) -> Response:
    found = await batches_seen(visit.by, visit.project)
    context = {
        "batches": batches(found, below(visit), visit.words, visit.zone),
        "problems": problems(objections, visit.words),
        "may_import": visit.may(Permission.IMPORT_ACCOUNTING),
        "form_key": new_form_key(),
        "compare": any(row["state"] == BatchState.KEPT for row in found),
    }
    return visit.page("accounting/imports.html", context, status)


# --- one import ---------------------------------------------------------------------------------------------------


async def batch(visit: Visit) -> Response:
    """One import: looked at before it is kept, and read afterwards."""
    row = await batch_seen(visit.by, visit.project, visit.number_in_path("id"))
    mapping = await mapping_of(row)
    if visit.request.method == "GET":
        if row["state"] != BatchState.PREVIEWED:
            return await _kept(visit, row)
        if mapping is None:
            to_columns = visit.may(Permission.IMPORT_ACCOUNTING)
            return visit.see(below(visit, f"/{row['id']}/columns" if to_columns else ""))
        return await _preview(visit, row, mapping, twice=visit.query("twice") == "yes")
    form = await sent(visit.request)
    twice = form.line("twice") == "yes"
    store = visit.request.app.state.files
    try:
        recoverable = bool(form.line("vat_recoverable"))
        which = (visit.by, visit.project, row["id"], form.line("seal"), store)
        await keep(*which, twice=twice, vat_recoverable=recoverable, once=form.key)
    except AlreadyDone:
        return visit.see(below(visit, f"/{row['id']}"), "already")
    except WrongState as problem:
        if mapping is None or row["state"] != BatchState.PREVIEWED:
            raise
        row = await batch_seen(visit.by, visit.project, row["id"])
        return await _preview(visit, row, mapping, twice=twice, refused=problem)
    return visit.see(below(visit, f"/{row['id']}"), "imported")


async def _preview(
    visit: Visit,
    row: dict[str, Any],
    mapping: tuple[str, Chosen],
    *,
    twice: bool,
    refused: WrongState | None = None,
) -> Response:
    name, chosen = await mapping_of(row) or mapping
    reading = await read_by(visit.request.app.state.files, row["sha256"], chosen, twice=twice)
    seen = await preview(visit.project, row, chosen, reading, twice=twice)
    lines = lines_offered(await lines_of(visit.project), visit.words)
    by_account = chosen.accounts.get(str(visit.project.id), {})
    said = dict(lines)
    changed = [one.document_id for one in seen.papers if one.fate is Fate.CHANGED and one.document_id is not None]
    documents = await documents_of(visit.project, changed)
    context = {
        **preview_context(
            seen, documents, {account: said.get(line, "") for account, line in by_account.items()}, visit.words
        ),
        "batch": row,
        "read_as": read_as(reading.table, visit),
        "mapping": name,
        "refused": visit.words.say(refused.sentence, **refused.facts) if refused else "",
        "seal": seen.seal,
        "twice_kept": twice,
        "has_vat": any(line.vat_cents for line in reading.understood.rows),
        "vat_recoverable": await recovers_vat(visit.project),
        "accounts": _accounts(seen, by_account),
        "lines": lines,
        "may_import": visit.may(Permission.IMPORT_ACCOUNTING),
        "form_key": new_form_key(),
        "here": below(visit, f"/{row['id']}"),
        "imports_url": below(visit),
        "documents_url": f"/projects/{visit.project.code}/documents",
    }
    return visit.page("accounting/preview.html", context, 409 if refused else 200)


def _accounts(seen: Preview, by_account: Mapping[str, str]) -> list[dict[str, Any]]:
    """The accounts of a file with the line chosen for each."""
    found = list(seen.reading.accounts.items())[:MOST_ACCOUNTS]
    return [
        {"name": f"account_{at}", "account": account, "count": count, "line": by_account.get(account, "")}
        for at, (account, count) in enumerate(found)
    ]


async def _kept(visit: Visit, row: dict[str, Any]) -> Response:
    first = visit.place_asked("from")
    found, following = next_page(await entries_seen(visit.by, visit.project, row["id"], first, PAGE + 1))
    before = await page_before(visit.project, row["id"], first) if first else None
    here = below(visit, f"/{row['id']}")
    context = {
        "batch": row,
        "period": visit.words.period(row["first_on"], row["last_on"]) if row["first_on"] else "",
        "state": visit.words.say(BATCH_STATES[row["state"]]),
        "tone": STATE_TONES[row["state"]],
        "rows": entries(found, f"/projects/{visit.project.code}", visit.words),
        "row_count": row["rows"],
        "before": f"{here}?from={before}" if before is not None else None,
        "after": f"{here}?from={following}" if following is not None else None,
        "undo_url": f"{here}/undo"
        if row["state"] == BatchState.KEPT and visit.may(Permission.IMPORT_ACCOUNTING)
        else "",
        "csv_url": f"{here}/csv",
        "file_url": f"{here}/file",
        "compare_url": below(visit, "/reconcile") if row["state"] == BatchState.KEPT else "",
        "imports_url": below(visit),
    }
    return visit.page("accounting/batch.html", context)


async def undo_batch(visit: Visit) -> Response:
    """Taking an import out again, after asking."""
    row = await batch_seen(visit.by, visit.project, visit.number_in_path("id"))
    here = below(visit, f"/{row['id']}")
    context = {"batch": row, "back_url": here, "form_key": new_form_key(), "refused": ""}
    if visit.request.method == "GET":
        return visit.page("accounting/undo.html", context)
    try:
        await undo(visit.by, visit.project, row["id"], once=(await sent(visit.request)).key)
    except AlreadyDone:
        return visit.see(here, "already")
    except WrongState as problem:
        return visit.page(
            "accounting/undo.html", context | {"refused": visit.words.say(problem.sentence, **problem.facts)}, 409
        )
    return visit.see(here, "removed")


async def entries_file(visit: Visit) -> Response:
    """The rows of an import as a .csv."""
    row = await batch_seen(visit.by, visit.project, visit.number_in_path("id"))
    found = await entries_seen(visit.by, visit.project, row["id"], most=None)
    name = quote(f"{visit.project.code}-{row['id']}.csv")
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(entries_csv(found, visit.words), media_type="text/csv; charset=utf-8", headers=disposition)


async def sent_file(visit: Visit) -> Response:
    """The very file that was sent, to be kept by whoever asks again; the browser shows none of it."""
    row = await batch_seen(visit.by, visit.project, visit.number_in_path("id"))
    content = await visit.request.app.state.files.read(row["sha256"])
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row['file_name'] or 'accounting', safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)


ROUTES = [
    address("/projects/{code}/accounting", "accounting", imports, changes=True),
    address("/projects/{code}/accounting/reconcile", "reconcile_accounting", reconcile),
    address("/projects/{code}/accounting/{id:int}", "accounting_import", batch, changes=True),
    address("/projects/{code}/accounting/{id:int}/columns", "accounting_columns", columns, changes=True),
    address("/projects/{code}/accounting/{id:int}/undo", "undo_accounting", undo_batch, changes=True),
    address("/projects/{code}/accounting/{id:int}/csv", "accounting_csv", entries_file),
    address("/projects/{code}/accounting/{id:int}/file", "accounting_file", sent_file),
]
