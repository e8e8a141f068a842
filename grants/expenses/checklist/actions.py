"""Noting which papers of a document are there, and changing the lists an organisation asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grants.access import Identity, Permission, may, own_part_only
from grants.acting import Deed, acting
from grants.budget.kinds import COST_CATEGORIES, CostCategory
from grants.errors import Changed, NotAllowed, NotFound, WrongState
from grants.expenses.actions import CLOSED, OTHERS_PART
from grants.expenses.checklist.queries import keeps_lists_of, lists_of
from grants.expenses.masking import NOT_SHOWN
from grants.expenses.models import Paper, RequiredPaper
from grants.expenses.queries import Recorded, expense_seen
from grants.expenses.required import USUAL, Lists
from grants.expenses.rules import is_closed
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.language import N_, Text

Values = dict[str, Any]
NOT_YOURS = N_("Only those who keep the books of an organisation change what it asks for.")


@dataclass(frozen=True, slots=True)
class Noted:
    """What somebody noted about one paper: whether it is there and where its original lies.

    `paper_id` and `version` are of the row the note started from; None and 0 where there was none.
    """

    name: Text
    there: bool
    original: str
    paper_id: int | None = None
    version: int = 0


async def note_papers(by: Identity, project: Seen, expense_id: int, noted: Sequence[Noted], *, once: str = "") -> None:
    """The papers of an expense's document as they are from now on; Changed when somebody else was quicker with one.

    Notes that say what is kept already change nothing and leave no trace.
    """
    if not await _says_something(by, project, expense_id, noted):
        return
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)
        recorded = await expense_seen(by, project, expense_id)
        _refuse(by, project, recorded)
        kept = {row["id"]: row for row in await Paper.filter(document_id=recorded.document["id"]).values()}
        for one in noted:
            await _note(deed, project, recorded.document["id"], kept, one)


async def _says_something(by: Identity, project: Seen, expense_id: int, noted: Sequence[Noted]) -> bool:
    document = (await expense_seen(by, project, expense_id)).document
    kept = {row["id"]: row for row in await Paper.filter(document_id=document.get("id")).values()}
    return any(_differs(one, kept.get(one.paper_id or 0)) for one in noted)


def _differs(one: Noted, kept: Values | None) -> bool:
    if one.paper_id is not None and kept is None:
        return True  # somebody removed it meanwhile
    return (one.there, one.original) != ((kept["there"], kept["original"]) if kept else (False, ""))


def _refuse(by: Identity, project: Seen, recorded: Recorded) -> None:
    """Papers are noted until the cost is verified, afterwards by those who verify; a shared document's by the project's own."""
    if not recorded.document:
        raise NotFound
    if recorded.masked:
        raise NotAllowed(NOT_SHOWN)
    own = own_part_only(by, project.ref)
    if own is not None and any(row["partner_id"] != own for row in (recorded.document, *recorded.others)):
        raise NotAllowed(OTHERS_PART)
    if is_closed(recorded.expense) and not may(by, Permission.VERIFY_EXPENSE, project.ref):
        raise WrongState(CLOSED)


async def _note(deed: Deed, project: Seen, document_id: int, kept: Mapping[int, Values], one: Noted) -> None:
    before = kept.get(one.paper_id or 0)
    if not _differs(one, before):
        return
    values: Values = {"there": one.there, "original": one.original}
    if one.paper_id is None:
        names = {"name_bg": one.name.bg, "name_en": one.name.en}
        for row in kept.values():
            if names.items() <= row.items():
                raise Changed(row)
        await _add(deed, project, {"document_id": document_id, **names, **values})
        return
    if before is None or before["version"] != one.version:
        raise Changed(before or {})
    await Paper.filter(id=one.paper_id).update(version=one.version + 1, **values)
    deed.happened("paper.changed", "paper", one.paper_id, _label(before), before=_of(before, values), after=values)


async def _add(deed: Deed, project: Seen, values: Values) -> None:
    taken = await rows(
        "SELECT coalesce(max(position), 0) AS last, coalesce(max(CASE WHEN number ~ '^[0-9]{1,9}$' THEN number::bigint END), 0) AS most "
        "FROM document_paper WHERE project_id = $1",
        project.id,
    )
    number = str(taken[0]["most"] + 1)
    row = await Paper.create(project_id=project.id, number=number, position=taken[0]["last"] + 1, **values)
    after = {"number": number, **values}
    deed.happened("paper.added", "paper", row.id, _label(after), after=after)


def _label(row: Values) -> str:
    return f"{row['number']} · {row['name_bg'] or row['name_en']}"


def _of(row: Values, names: Values) -> Values:
    return {name: row[name] for name in names}


# --- an organisation's lists ---------------------------------------------------------------------------------------


async def change_list(
    by: Identity, category: CostCategory, known: Sequence[Text], names: Sequence[Text], *, once: str = ""
) -> None:
    """What one's organisation asks for with a kind of cost, in this order; `known` is the list the change started from.

    Changed when somebody else changed it meanwhile. The first change makes rows of all the usual lists.
    """
    async with acting(by, Permission.EDIT_PAPER_LISTS, once=once) as deed:
        organisation = await _held(by)
        now = (await lists_of([organisation])).get(organisation)
        before = _names((USUAL if now is None else now).get(category, ()))
        if list(known) != before:
            raise Changed({"names": before})
        if now is None:
            await _keep_usual(organisation)
        await RequiredPaper.filter(organisation_id=organisation, category=category).delete()
        await RequiredPaper.bulk_create(_rows(organisation, category, names))
        _changed(deed, organisation, category, before, names)


async def back_to_usual(by: Identity, *, once: str = "") -> None:
    """The usual lists for one's organisation again, of all kinds of cost."""
    async with acting(by, Permission.EDIT_PAPER_LISTS, once=once) as deed:
        organisation = await _held(by)
        now: Lists = (await lists_of([organisation])).get(organisation, USUAL)
        await RequiredPaper.filter(organisation_id=organisation).delete()
        deed.happened("paper_list.usual", "organisation", organisation)
        for category in CostCategory:
            before, after = _names(now.get(category, ())), _names(USUAL[category])
            if before != after:
                _changed(deed, organisation, category, before, after)


async def _held(by: Identity) -> int:
    """The organisation whose lists one keeps, nobody else changing them meanwhile."""
    organisation = keeps_lists_of(by)
    if organisation is None:
        raise NotAllowed(NOT_YOURS)
    await rows("SELECT 1 FROM organisation WHERE id = $1 FOR NO KEY UPDATE", organisation)
    return organisation


async def _keep_usual(organisation: int) -> None:
    usual = [row for category in CostCategory for row in _rows(organisation, category, _names(USUAL[category]))]
    await RequiredPaper.bulk_create(usual)


def _rows(organisation: int, category: CostCategory, names: Sequence[Text]) -> list[RequiredPaper]:
    return [
        RequiredPaper(organisation_id=organisation, category=category, name_bg=name.bg, name_en=name.en, position=place)
        for place, name in enumerate(names, 1)
    ]


def _names(listed: Sequence[Mapping[str, Any]]) -> list[Text]:
    return [Text(row["name_bg"], row["name_en"]) for row in listed]


def _changed(
    deed: Deed, organisation: int, category: CostCategory, before: Sequence[Text], after: Sequence[Text]
) -> None:
    """The history keeps both lists, one paper to a line."""
    deed.happened(
        "paper_list.changed",
        "organisation",
        organisation,
        COST_CATEGORIES[category],
        before={category.value: _lines(before)},
        after={category.value: _lines(after)},
    )


def _lines(names: Sequence[Text]) -> str:
    return "\n".join(" / ".join(side for side in (name.bg, name.en) if side) for name in names)
