"""The page on which the columns of a file are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from grants.accounting.actions import NAME_MISSING, choose_columns
from grants.accounting.columns import COLUMNS
from grants.accounting.forms import (
    DECIMALS,
    ORDERS,
    chosen_in,
    columns_offered,
    guessed,
    sample,
    typed_of,
    with_lines,
)
from grants.accounting.preview import heading_place, read_by, table_of
from grants.accounting.queries import batch_seen, mapping_of
from grants.accounting.rules import BatchState
from grants.accounting.shown import below, read_as
from grants.accounting.table import Table
from grants.errors import Objection
from grants.values.money import CURRENCIES
from grants.values.reading import whole_number
from grants.web.forms import problems as beside_fields
from grants.web.forms import sent
from grants.web.pages import Visit

MOST_ACCOUNTS = 200


async def columns(visit: Visit) -> Response:
    """Choosing which column of a file holds what."""
    batch = await batch_seen(visit.by, visit.project, visit.number_in_path("id"))
    if batch["state"] != BatchState.PREVIEWED:
        return visit.see(below(visit, f"/{batch['id']}"))
    table = await table_of(visit.request.app.state.files, batch["sha256"])
    mapping = await mapping_of(batch)
    before = mapping[1] if mapping else None
    if visit.request.method == "GET":
        place = _heading_row(visit.query("headings"), table)
        place = heading_place(table, before) if place is None else place
        fits = before is not None and before.fits(table.headings(place))
        shown = before if before is not None and fits else guessed(table, place, "EUR")
        name = mapping[0] if mapping and fits else batch["file_name"].rpartition(".")[0]
        return _columns_page(visit, batch, table, place, typed_of(shown) | {"name": name})
    form = await sent(visit.request)
    if before is not None and form.line("part") == "accounts":
        assert mapping is not None
        reading = await read_by(visit.request.app.state.files, batch["sha256"], before, twice=False)
        chosen = with_lines(before, visit.project.id, form.typed, dict(list(reading.accounts.items())[:MOST_ACCOUNTS]))
        await choose_columns(visit.by, visit.project, batch["id"], mapping[0], chosen)
        return visit.see(below(visit, f"/{batch['id']}"), "saved")
    place = _heading_row(form.line("heading_row"), table) or 0
    chosen, objections = chosen_in(form.typed, table, place, before)
    if not form.line("name"):
        objections.append(Objection(NAME_MISSING, place="name"))
    if objections:
        return _columns_page(visit, batch, table, place, form.typed, objections, 422)
    await choose_columns(visit.by, visit.project, batch["id"], form.line("name"), chosen)
    return visit.see(below(visit, f"/{batch['id']}"))


def _heading_row(typed: str, table: Table) -> int | None:
    """A row as people count them, as a place."""
    row = whole_number(typed, 999)
    return None if row is None else min(max(row, 1), len(table.rows), 40) - 1


def _columns_page(
    visit: Visit,
    batch: Mapping[str, Any],
    table: Table,
    place: int,
    typed: Mapping[str, str],
    objections: Sequence[Objection] = (),
    status: int = 200,
) -> Response:
    words = visit.words
    said = [_said_facts(one, visit) for one in objections]
    wrong = beside_fields(said, words)
    context = {
        "batch": batch,
        "read_as": read_as(table, visit),
        "heading_row": place + 1,
        "sample": sample(table, place, words),
        "offered": columns_offered(table, place),
        "fields": {name: words.say(label) for name, label in COLUMNS.items()},
        "values": typed,
        "told": wrong.by_field,
        "errors": wrong.listed,
        "currencies": [(code, code) for code in CURRENCIES],
        "decimals": [(key, words.say(label)) for key, label in DECIMALS],
        "orders": [(key, words.say(label)) for key, label in ORDERS],
        "here": below(visit, f"/{batch['id']}"),
        "back_url": below(visit),
    }
    return visit.page("accounting/columns.html", context, status)


def _said_facts(objection: Objection, visit: Visit) -> Objection:
    """Names of columns in an objection are sentences themselves."""
    facts = {name: visit.words.say(str(fact)) for name, fact in objection.facts.items()}
    return Objection(objection.sentence, facts, objection.place)
