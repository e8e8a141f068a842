"""The rows of a project a funder's system may have ids for, and those that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from grants.funders.ground import Linked
from grants.projects.queries import Seen
from grants.projects.rules import PartnerRole
from grants.reports.ids.matching import Ours
from grants.reports.particulars import FunderName, Numbered, Preparer
from grants.storage.columns import text
from grants.storage.database import Row, rows
from grants.values.language import Text

Key = tuple[Numbered, int]

_IDS = "SELECT kind, row_id, value, name FROM funder_id WHERE project_id = $1"
_PAIRS = "SELECT supply_id, line_id, activity_id FROM funder_pair WHERE project_id = $1"
_PREPARER = "SELECT name, post, phone, email FROM report_preparer WHERE project_id = $1"
# Only the lines under which no other stands: those of the third level.
_LINES = """
SELECT l.id, l.number, l.title_bg, l.title_en FROM budget_line l WHERE l.project_id = $1 AND NOT EXISTS (
  SELECT FROM budget_line b WHERE b.project_id = $1 AND b.number LIKE l.number || '.%')
ORDER BY l.position
"""
_ACTIVITIES = "SELECT id, number, title_bg, title_en FROM activity WHERE project_id = $1 ORDER BY position"
_PARTNERS = f"""
SELECT p.id, p.number, o.name_bg AS title_bg, o.name_en AS title_en, o.aliases, o.eik FROM partner p
JOIN organisation o ON o.id = p.organisation_id
WHERE p.project_id = $1 AND p.role <> '{PartnerRole.LEAD.value}' ORDER BY p.position
"""  # noqa: S608 - built of constants only
_SUPPLIES = """
SELECT id, number, supplier_name, supplier_eik, contract_number, signed_on, subject_bg, subject_en FROM supply_contract
WHERE project_id = $1 ORDER BY position
"""
_INDICATORS = """
SELECT id, number, code, name_bg AS title_bg, name_en AS title_en FROM indicator
WHERE project_id = $1 AND NOT implied ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known: the ids by what was numbered and by row, what contracts are for, who prepares the technical report."""

    ids: Mapping[Key, FunderName]
    preparer: Preparer
    pairs: Mapping[int, frozenset[Linked]] = field(default_factory=dict)
    """By the row of each contract with a contractor what the funder's system has it for; those of which that is not known are
    left out.
    """


@dataclass(frozen=True, slots=True)
class Numberable:
    """A row that may have an id, as a page shows it."""

    ours: Ours
    title: Text

    @property
    def key(self) -> Key:
        """By which its id is kept."""
        return self.ours.kind, self.ours.row_id


CONTRACT_AND_PACKAGE: Final = (Numbered.CONTRACT, Numbered.PACKAGE)


async def known_ids(project: Seen) -> Known:
    """What is known of a project; three queries."""
    ids = {
        (Numbered(row["kind"]), row["row_id"]): FunderName(row["value"], row["name"])
        for row in await rows(_IDS, project.id)
    }
    found = await rows(_PREPARER, project.id)
    told = (found[0]["name"], found[0]["post"], found[0]["phone"], found[0]["email"]) if found else ()
    pairs: dict[int, set[Linked]] = {}
    for row in await rows(_PAIRS, project.id):
        pairs.setdefault(row["supply_id"], set()).add(Linked(row["line_id"], row["activity_id"]))
    return Known(ids, Preparer(*told), {supply: frozenset(linked) for supply, linked in pairs.items()})


async def numberable(project: Seen) -> list[Numberable]:
    """Every row that may have an id, the contract and its open package first; five queries."""
    found = [Numberable(Ours(kind, project.id, "", ()), Text()) for kind in CONTRACT_AND_PACKAGE]
    for kind, statement in (
        (Numbered.LINE, _LINES),
        (Numbered.ACTIVITY, _ACTIVITIES),
        (Numbered.PARTNER, _PARTNERS),
        (Numbered.INDICATOR, _INDICATORS),
    ):
        found += [_row(kind, row) for row in await rows(statement, project.id)]
    supplies = await rows(_SUPPLIES, project.id)
    for kind in (Numbered.CONTRACTOR, Numbered.SUPPLY):
        found += [_supply(kind, row) for row in supplies]
    return found


def _row(kind: Numbered, row: Row) -> Numberable:
    title = text(row, "title")
    aliases = row.get("aliases", "").splitlines()
    names = tuple(name for name in (title.bg, title.en, row.get("code", ""), *aliases) if name.strip())
    return Numberable(Ours(kind, row["id"], row["number"], names, eik=row.get("eik", "")), title)


def _supply(kind: Numbered, row: Row) -> Numberable:
    supplier = row["supplier_name"]
    title = Text.written(supplier) if kind is Numbered.CONTRACTOR else text(row, "subject")
    ours = Ours(
        kind, row["id"], row["number"], (supplier,), row["contract_number"], row["signed_on"], row["supplier_eik"]
    )
    return Numberable(ours, title)


def by_kind(found: Sequence[Numberable]) -> dict[Numbered, list[Numberable]]:
    """The rows by what they are, in the order of the page; kinds of which there are none are left out."""
    sorted_out: dict[Numbered, list[Numberable]] = {}
    for kind in Numbered:
        if own := [one for one in found if one.ours.kind is kind]:
            sorted_out[kind] = own
    return sorted_out
