"""Rows of one kind in one project, and what other rows may refer to."""

from __future__ import annotations

from typing import Any

from tortoise.expressions import Q

from grants.access import ROWS as ROW_RULES
from grants.access import Identity, Permission, may, own_part_only
from grants.attached.rules import RowNamed
from grants.entries.kinds import BY_NAME, PROJECT, Kind
from grants.errors import NotFound
from grants.expenses.masking import EMPTIED, all_shown, documents_of, is_masked, masked_in
from grants.people.queries import people_of
from grants.projects.models import Organisation
from grants.projects.queries import Seen, organisation_names
from grants.storage.database import rows, whole_rows
from grants.values.choices import Choice
from grants.values.language import Text
from grants.values.places import page_of
from grants.values.records import Kind as FieldKind

Row = dict[str, Any]


async def rows_of(kind: Kind, by: Identity, project: Seen) -> list[Row]:
    """All rows of a kind that this person sees in a project, in the order typed; none without the permission, masked ones without words."""
    if not may(by, ROW_RULES[kind.name][0], project.ref):
        return []
    own = own_rows(kind, by, project)
    if own == Q():
        found = await whole_rows(kind.model, "project_id", project.id)
    else:
        found = list(await kind.model.filter(own, project_id=project.id).order_by("position").values())
        if kind.name == "line":
            return await _with_chapters(kind, project, found)
    if kind.name in EMPTIED:
        return all_shown(kind.name, found, await masked_in(by, project.ref))
    return found


async def _with_chapters(kind: Kind, project: Seen, own: list[Row]) -> list[Row]:
    """A partner's lines under the names of their chapters, which belong to nobody and hold no money of their own."""
    parts = [line["number"].split(".") for line in own]
    above = {".".join(part[:depth]) for part in parts for depth in range(1, len(part))}
    chapters = kind.model.filter(project_id=project.id, number__in=above, partner_id=None, amount_cents=None)
    return sorted([*own, *await chapters.values()], key=lambda line: line["position"])


def own_rows(kind: Kind, by: Identity, project: Seen) -> Q:
    """The condition that a row is of the part this person sees, and may be read."""
    part, readable = _own_part(kind, by, project), kind.readable(by, project.ref)
    return part if readable is None else part & readable


def _own_part(kind: Kind, by: Identity, project: Seen) -> Q:
    own = own_part_only(by, project.ref, ROW_RULES[kind.name][0])
    if own is None:
        return Q()
    if kind.name == "partner":
        return Q(id=own)
    if "partner_id" in kind.record.columns or kind.part != "partner_id":
        part: dict[str, Any] = {kind.part: own}
        nobodys: dict[str, Any] = {kind.part: None}
        return Q(**part) | Q(**nobodys) if kind.everybodys else Q(**part)
    return Q(id=None) if ROW_RULES[kind.name][0] is Permission.SEE_MONEY else Q()  # money of all partners together


async def row_seen(kind: Kind, by: Identity, project: Seen, row_id: int) -> Row:
    """One row, if this person sees it; NotFound otherwise."""
    if may(by, ROW_RULES[kind.name][0], project.ref):
        found = await kind.model.filter(own_rows(kind, by, project), project_id=project.id, id=row_id).values()
        if found:
            return await _unless_masked(kind, by, project, dict(found[0]))
    raise NotFound


async def _unless_masked(kind: Kind, by: Identity, project: Seen, row: Row) -> Row:
    if kind.name in EMPTIED and is_masked(kind.name, row, await masked_in(by, project.ref)):
        raise NotFound
    return row


async def choices_for(kind: Kind, by: Identity, project: Seen | None) -> dict[str, tuple[Choice, ...]]:
    """For each kind of record that this one's fields refer to, what there is to choose from."""
    wanted = {field.refers_to for field in kind.record.fields if field.kind is FieldKind.REFERENCE}
    return {name: await _choices(name, by, project) for name in sorted(wanted)}


async def _choices(name: str, by: Identity, project: Seen | None) -> tuple[Choice, ...]:
    if name == "organisation":
        return tuple(_organisation(row) for row in await organisation_names(by))
    if name == "person":
        part = None if project is None else own_part_only(by, project.ref, Permission.SEE_PROJECT)
        return tuple(
            Choice(row["id"], row["email"], Text(row["name"], row["name"]), numbered=False)
            for row in await people_of(project, part)
        )
    kind = BY_NAME[name]
    if kind.record.shared:
        found = await kind.model.all().order_by("code", "id").values("id", "code", "name_bg", "name_en")
        return tuple(_named(row) for row in found)
    if project is None:
        return ()
    return tuple(Choice(row["id"], row["number"], _title(kind, row)) for row in await _numbered(kind, by, project))


_PARTNERS = """
SELECT x.id, x.number, o.name_bg AS organisation__name_bg, o.name_en AS organisation__name_en
FROM partner x JOIN organisation o ON o.id = x.organisation_id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.id = $2) ORDER BY x.position
"""


async def _numbered(kind: Kind, by: Identity, project: Seen) -> list[Row]:
    if kind.name != "partner":
        return await rows_of(kind, by, project)
    return await rows(_PARTNERS, project.id, own_part_only(by, project.ref, ROW_RULES[kind.name][0]))


def _title(kind: Kind, row: Row) -> Text:
    if kind.name == "partner":
        return Text(row["organisation__name_bg"], row["organisation__name_en"])
    name = kind.record.title
    if f"{name}_bg" in row:
        return Text(row[f"{name}_bg"], row[f"{name}_en"])
    return Text(str(row.get(name, "")), str(row.get(name, "")))


def _organisation(row: Row) -> Choice:
    name = Text(row["name_bg"], row["name_en"])
    typed = name.bg or name.en
    also = (name.bg, name.en, *row["aliases"].splitlines(), row["eik"])
    return Choice(row["id"], typed, name, tuple(a for a in also if a), numbered=False)


def _named(row: Row) -> Choice:
    name = Text(row["name_bg"], row["name_en"])
    typed = name.bg or name.en
    return Choice(row["id"], typed, name, tuple(a for a in (name.bg, name.en, row["code"]) if a), numbered=False)


async def project_row(project: Seen) -> Row:
    """The project's own columns."""
    return (await whole_rows(PROJECT.model, "id", project.id))[0]


async def shared_row(kind: Kind, by: Identity, row_id: int) -> Row:
    """An organisation, programme or procedure, if this person meets it in a project; NotFound otherwise."""
    if kind.name == "organisation" and row_id not in {row["id"] for row in await organisation_names(by)}:
        raise NotFound
    found = await kind.model.filter(id=row_id).values()
    if not found:
        raise NotFound
    return dict(found[0])


async def row_named(kind: Kind, project: Seen, row: Row) -> RowNamed:
    """A row of a kind as what hangs on it asks; at most three queries."""
    named = kind.part if kind.part != "partner_id" or "partner_id" in kind.record.columns else ""
    if kind.name == "partner":
        partner_id = row["id"]
    elif named == "partner_id":
        partner_id = row["partner_id"]
    else:
        partner_id = (await kind.model.filter(id=row["id"]).values_list(named, flat=True))[0] if named else None
    money = ROW_RULES[kind.name][0] is Permission.SEE_MONEY
    people, sensitive = await _entered_papers(project, documents_of(kind.name, row))
    return RowNamed(
        kind.name,
        row["id"],
        await _label(kind, row),
        f"/projects/{project.code}{page_of(kind.name, row['id'])}",
        partner_id=partner_id,
        person_id=await _responsible(row),
        everybodys=not named and kind.name != "partner" and not money,
        sensitive=sensitive,
        entered_by=people,
    )


async def _label(kind: Kind, row: Row) -> Text:
    title = _title(kind, row) if kind.name != "partner" else Text()
    if kind.name == "partner":
        found = await Organisation.filter(id=row["organisation_id"]).values("name_bg", "name_en")
        title = Text(found[0]["name_bg"], found[0]["name_en"])
    if not title:
        return Text(row["number"], row["number"])
    return Text(*(f"{row['number']} · {side}" if side else "" for side in (title.bg[:200], title.en[:200])))


async def _responsible(row: Row) -> int | None:
    """The person named on a row, else the one of its activity."""
    if row.get("person_id") is not None or row.get("activity_id") is None:
        return row.get("person_id")
    found = await rows("SELECT person_id FROM activity WHERE id = $1", row["activity_id"])
    return found[0]["person_id"] if found else None


async def _entered_papers(project: Seen, documents: list[int]) -> tuple[frozenset[int], bool]:
    """Who entered all of these documents, and whether one of them is sensitive."""
    if not documents:
        return frozenset(), False
    found = await rows(
        "SELECT d.sensitive, e.person_id FROM document d LEFT JOIN audit_entry e ON e.project_id = $1 "
        "AND e.deed = 'document.added' AND e.subject_id = d.id WHERE d.id = ANY($2::bigint[])",
        project.id,
        documents,
    )
    people = [one["person_id"] for one in found]
    return frozenset(people) - {None} if len(set(people)) == 1 else frozenset(), any(one["sensitive"] for one in found)
