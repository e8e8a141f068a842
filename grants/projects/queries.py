"""Which projects a person sees, and what of them; every read of a project begins here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from grants.access import ALLOWED, Identity, Permission, ProjectRef, Role, may, own_part_only, sees_all_money
from grants.errors import NotFound
from grants.projects.models import Organisation, Project
from grants.storage.database import rows
from grants.values.identifiers import number_search_form
from grants.values.language import N_, Text


@dataclass(frozen=True, slots=True)
class Seen:
    """A project one may see: what every page of it shows on top, and what permissions ask."""

    id: int
    code: str
    title: Text
    acronym: str
    state: str
    kept_by_id: int
    version: int

    @property
    def ref(self) -> ProjectRef:
        """As much of it as permissions ask."""
        return ProjectRef(self.id, self.kept_by_id)


def visible_to(by: Identity) -> Q:
    """The condition that a project is one this person may see."""
    if by.unbounded:
        return Q()
    projects, organisations = _seats(by)
    return Q(id__in=projects) | Q(kept_by_id__in=organisations)


# The same condition in SQL over a table `p`, with the three values `reach(by)` gives as $1, $2 and $3.
VISIBLE = "($1::bool OR p.id = ANY($2::bigint[]) OR p.kept_by_id = ANY($3::bigint[]))"


def reach(by: Identity) -> tuple[bool, list[int], list[int]]:
    """The values of VISIBLE: whether everything is seen, else the projects and the keeping organisations."""
    return (by.unbounded, *_seats(by))


def _seats(by: Identity) -> tuple[list[int], list[int]]:
    projects = sorted({seat.project_id for seat in by.seats if seat.project_id is not None})
    organisations = sorted({seat.organisation_id for seat in by.seats if seat.organisation_id is not None})
    return projects, organisations


# Whose money is summed over a table `x` with a `partner_id`: all of a project, or only the part of one partner.
# $4: projects seen whole, $5: organisations whose projects are seen whole, $6: partners whose part is seen.
MONEY_SEEN = (
    "($1::bool OR p.id = ANY($4::bigint[]) OR p.kept_by_id = ANY($5::bigint[]) OR x.partner_id = ANY($6::bigint[]))"
)


# Whole euro cents of one amount of a table `x`, half up at the full fixed rate; null where there is no fixed rate.
IN_EURO = "grants_euro(x.amount_cents, x.currency)"
# The same of an expense, which may have been converted at a booked rate.
EXPENSE_IN_EURO = f"coalesce(x.rated_cents::numeric, {IN_EURO})"


def money_reach(by: Identity) -> tuple[list[int], list[int], list[int]]:
    """The values $4, $5 and $6 of MONEY_SEEN."""
    return reach_with(by, Permission.SEE_MONEY)


def reach_with(by: Identity, permission: Permission) -> tuple[list[int], list[int], list[int]]:
    """Where the seats that give a permission reach: projects and organisations as a whole, and partners' parts."""
    return reach_of(by, ALLOWED[permission])


def reach_of(by: Identity, roles: frozenset[Role]) -> tuple[list[int], list[int], list[int]]:
    """Where the seats with one of these roles reach: projects and organisations as a whole, and partners' parts."""
    seats = [seat for seat in by.seats if seat.role in roles]
    whole = [seat for seat in seats if seat.partner_id is None]
    return (
        [seat.project_id for seat in whole if seat.project_id is not None],
        [seat.organisation_id for seat in whole if seat.organisation_id is not None],
        [seat.partner_id for seat in seats if seat.partner_id is not None],
    )


def part_reach(by: Identity) -> tuple[list[int], list[int], list[int]]:
    """As money_reach, whatever the role: for rows with a `partner_id` that are no money."""
    return reach_with(by, Permission.SEE_PROJECT)


_SEEN = ("id", "code", "title_bg", "title_en", "acronym", "state", "kept_by_id", "version")
_ONE_SEEN = f"SELECT {', '.join(_SEEN)} FROM project p WHERE p.code = $4 AND {VISIBLE}"  # noqa: S608 - constants


async def project_seen(by: Identity, code: str) -> Seen:
    """The project of that code, if this person may see it; NotFound otherwise, whether or not it exists."""
    found = await rows(_ONE_SEEN, *reach(by), code)
    if not found:
        raise NotFound
    return _seen(found[0])


async def project_named(by: Identity, name: str) -> Seen:
    """The project whose code or number people write so: any spacing, either alphabet's look-alikes."""
    wanted = number_search_form(name)
    found = await rows(
        f"SELECT DISTINCT p.id, p.code, p.title_bg, p.title_en, p.acronym, p.state, p.kept_by_id, p.version, "  # noqa: S608 - VISIBLE is a constant
        f"(grants_fold_number(p.code) = $4) AS by_code FROM project p LEFT JOIN project_number n ON n.project_id = p.id "
        f"WHERE {VISIBLE} AND (grants_fold_number(p.code) = $4 OR grants_fold_number(n.value) = $4) "
        f"ORDER BY by_code DESC, p.id LIMIT 2",
        *reach(by),
        wanted,
    )
    if not wanted or not found:
        raise NotFound(N_("There is no project “{name}”."), name=name)
    if len(found) > 1 and found[0]["by_code"] == found[1]["by_code"]:
        raise NotFound(N_("More than one project has the number “{name}”; name it by its code."), name=name)
    return _seen(found[0])


async def projects_seen(by: Identity) -> list[Seen]:
    """Every project this person may see, by code."""
    found = await Project.filter(visible_to(by)).order_by("code").values(*_SEEN)
    return [_seen(row) for row in found]


def _seen(row: dict[str, Any]) -> Seen:
    return Seen(
        id=row["id"],
        code=row["code"],
        title=Text(row["title_bg"], row["title_en"]),
        acronym=row["acronym"],
        state=str(row["state"]),
        kept_by_id=row["kept_by_id"],
        version=row["version"],
    )


async def whole_money_seen(by: Identity, codes: Sequence[str]) -> set[str]:
    """Those of these projects of which this person sees all the money. One query at most."""
    if not codes:
        return set()
    found = await Project.filter(visible_to(by), code__in=codes).values(*_SEEN)
    return {seen.code for seen in map(_seen, found) if sees_all_money(by, seen.ref)}


def part_seen(by: Identity, project: Seen) -> Q:
    """The condition on rows with a partner: all of them, or only one's own part."""
    own = own_part_only(by, project.ref)
    return Q() if own is None else Q(partner_id=own)


# Of partners one's own part where only that is seen ($4 to $6); recipients of sub-grants where all money is seen ($7, $8).
_ORGANISATIONS = f"""
SELECT o.*, count(DISTINCT r.project_id)::int AS projects FROM organisation o LEFT JOIN (
  SELECT x.organisation_id, x.project_id FROM (SELECT id AS partner_id, organisation_id, project_id FROM partner) x
    JOIN project p ON p.id = x.project_id WHERE {VISIBLE} AND {MONEY_SEEN}
  UNION SELECT s.recipient_id, s.project_id FROM sub_grant s JOIN project p ON p.id = s.project_id
    WHERE $1::bool OR p.id = ANY($7::bigint[]) OR p.kept_by_id = ANY($8::bigint[])
  UNION SELECT g.publisher_id, g.project_id FROM published_page g JOIN project p ON p.id = g.project_id WHERE {VISIBLE}
) r ON r.organisation_id = o.id
WHERE $1::bool OR r.project_id IS NOT NULL OR o.id = $9 OR o.id = ANY($3::bigint[])
GROUP BY o.id ORDER BY o.name_bg, o.name_en, o.id
"""  # noqa: S608 - built of constants only


async def organisations_seen(by: Identity) -> list[dict[str, Any]]:
    """Organisations met in what one sees of projects, and one's own; by Bulgarian name."""
    projects, organisations, _ = money_reach(by)
    return await rows(
        _ORGANISATIONS,
        *reach(by),
        *part_reach(by),
        projects,
        organisations,
        by.organisation_id or 0,
    )


async def organisation_names(by: Identity) -> list[dict[str, Any]]:
    """The organisations one may name in a form: id, both names, other names, EIK."""
    if by.unbounded:
        return await Organisation.all().order_by("id").values("id", "name_bg", "name_en", "aliases", "eik")
    return await organisations_seen(by)


def only_who_sees_all(by: Identity, project: Seen) -> None:
    """NotFound for somebody who sees only a part of the project's money, or none."""
    if not sees_all_money(by, project.ref):
        raise NotFound


def may_see_money(by: Identity, project: Seen) -> bool:
    """Whether any money of this project is shown to this person."""
    return may(by, Permission.SEE_MONEY, project.ref)


# Where a project names a record that projects share; of $4, its id.
_NAMED = {
    "organisation": "p.kept_by_id = $4 OR EXISTS (SELECT 1 FROM partner r WHERE r.project_id = p.id AND r.organisation_id = $4) "
    "OR EXISTS (SELECT 1 FROM sub_grant s WHERE s.project_id = p.id AND s.recipient_id = $4) "
    "OR EXISTS (SELECT 1 FROM published_page g WHERE g.project_id = p.id AND g.publisher_id = $4)",
    "programme": "p.programme_id = $4 "
    "OR EXISTS (SELECT 1 FROM procedure c WHERE c.id = p.procedure_id AND c.programme_id = $4)",
    "procedure": "p.procedure_id = $4",
}


async def named_by_others(by: Identity, kind: str, row_id: int) -> bool:
    """Whether a project that this person does not see names a shared record: then it is not theirs to change."""
    statement = f"SELECT 1 AS one FROM project p WHERE NOT {VISIBLE} AND ({_NAMED[kind]}) LIMIT 1"  # noqa: S608 - constants
    return bool(await rows(statement, *reach(by), row_id))
