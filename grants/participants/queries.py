"""The register as somebody may see it: a page of it with its counts, one participant, and the same person found twice."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from grants.access import Identity, Permission, own_part_only
from grants.errors import NotFound
from grants.participants.editions import EDITIONS
from grants.participants.rules_person import ASKED_BY_THE_SHEET
from grants.projects.queries import Seen
from grants.storage.database import Row, rows
from grants.values.choices import Choice
from grants.values.identifiers import search_form
from grants.values.language import Text

PAGE: Final = 50
ANONYMOUS: Final = "anonymous"
INCOMPLETE: Final = "incomplete"
COMPLETE: Final = "complete"
STILL_IN: Final = "in"
LEFT: Final = "left"


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the register is looked at; empty asks nothing. Activities and partners are named by number."""

    q: str = ""
    activity: str = ""
    partner: str = ""
    sex: str = ""
    presence: str = ""
    record: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """As the address says it."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def __bool__(self) -> bool:
        return any(self.asked.values())


@dataclass(frozen=True, slots=True)
class Register:
    """A page of the register, how many there are in all and of each sex, and how many lack something."""

    rows: list[Row]
    page: int
    everybody: int
    count: int
    women: int
    men: int
    left: int
    incomplete: int


_EVERY = " AND ".join(f"p.{column} <> ''" for column in ASKED_BY_THE_SHEET).replace(
    "p.activity_kind <> ''", "(p.activity_kind <> '' OR p.activity_id IS NOT NULL)"
)
# $3: the questions of each edition, $4: those of art. 9 that the project asks.
IS_COMPLETE = f"""(n.row_id IS NOT NULL AND p.sex IS NOT NULL AND p.age IS NOT NULL AND {_EVERY}
  AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(coalesce($3::jsonb -> p.edition, '[]')) q
    WHERE coalesce(p.answers ->> q, '') = '')
  AND NOT EXISTS (SELECT 1 FROM unnest($4::text[]) q WHERE coalesce(s.answers ->> q, '') = ''))"""  # noqa: S608 - constants
_FOUND = f"""
SELECT p.*, n.row_id IS NOT NULL AS has_number, {IS_COMPLETE} AS complete, s.answers AS special,
  a.number AS activity_number, a.title_bg AS activity_bg, a.title_en AS activity_en,
  t.number AS partner_number, o.name_bg AS partner_bg, o.name_en AS partner_en
FROM participant p
LEFT JOIN personal_number n ON n.bearer = 'participant' AND n.row_id = p.id
LEFT JOIN participant_special s ON s.participant_id = p.id
LEFT JOIN activity a ON a.id = p.activity_id
LEFT JOIN partner t ON t.id = p.partner_id LEFT JOIN organisation o ON o.id = t.organisation_id
WHERE p.project_id = $1 AND ($2::bigint IS NULL OR p.partner_id = $2)
"""  # noqa: S608 - built of constants
_NARROWED = """
  ($5 = '' OR grants_fold(concat_ws(' ', f.first_name, f.middle_name, f.family_name, f.first_name, f.family_name, f.number))
    LIKE '%' || $5 || '%')
  AND ($6 = '' OR f.activity_number = $6) AND ($7 = '' OR f.partner_number = $7) AND ($8 = '' OR f.sex = $8)
  AND CASE $9 WHEN 'in' THEN f.left_on IS NULL WHEN 'left' THEN f.left_on IS NOT NULL ELSE true END
  AND CASE $10 WHEN 'anonymous' THEN f.forgotten_at IS NOT NULL
    WHEN 'incomplete' THEN f.forgotten_at IS NULL AND NOT f.complete WHEN 'complete' THEN f.forgotten_at IS NULL AND f.complete
    ELSE true END
"""
_PAGE = f"SELECT f.* FROM ({_FOUND}) f WHERE f.id = ANY($5::bigint[]) ORDER BY f.position"  # noqa: S608 - constants
_ONE = f"SELECT f.* FROM ({_FOUND}) f WHERE f.id = $5"  # noqa: S608 - constants
_COUNTS = f"""
SELECT count(*)::int AS everybody, coalesce(array_agg(f.id ORDER BY f.position) FILTER (WHERE k), '{{}}') AS found,
  (count(*) FILTER (WHERE k AND f.sex = 'woman'))::int AS women, (count(*) FILTER (WHERE k AND f.sex = 'man'))::int AS men,
  (count(*) FILTER (WHERE k AND f.left_on IS NOT NULL))::int AS left,
  (count(*) FILTER (WHERE k AND f.forgotten_at IS NULL AND NOT f.complete))::int AS incomplete
FROM ({_FOUND}) f CROSS JOIN LATERAL (SELECT {_NARROWED} AS k) narrowed
"""  # noqa: S608 - constants


def questions_of_editions() -> str:
    """The value $3 of IS_COMPLETE: each edition's questions that are not of art. 9."""
    asked = {code: [q.name for q in one.questions if not q.special] for code, one in EDITIONS.items()}
    return json.dumps(asked)


def _seen(by: Identity, project: Seen, special_asked: frozenset[str]) -> tuple[Any, ...]:
    """The values $1 to $4 of every look at the register."""
    return project.id, part_of_register(by, project), questions_of_editions(), sorted(special_asked)


def part_of_register(by: Identity, project: Seen) -> int | None:
    """The partner whose participants alone this person sees, or None when all are seen."""
    return own_part_only(by, project.ref, Permission.SEE_PARTICIPANTS)


async def register_of(
    by: Identity, project: Seen, filters: Filters, page: int, special_asked: frozenset[str]
) -> Register:
    """A page of the register, narrowed; two statements. A page beyond the last is the last."""
    q = search_form(filters.q).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    asked = (
        *_seen(by, project, special_asked),
        *(q, filters.activity, filters.partner, filters.sex, filters.presence, filters.record),
    )
    counts = dict((await rows(_COUNTS, *asked))[0])
    ids = counts.pop("found")
    page = max(1, min(page, -(-len(ids) // PAGE)))
    shown = await rows(_PAGE, *asked[:4], ids[PAGE * (page - 1) : PAGE * page])
    return Register([whole(row) for row in shown], page, count=len(ids), **counts)


async def participant_seen(by: Identity, project: Seen, participant_id: int, special_asked: frozenset[str]) -> Row:
    """One participant with what is asked of it elsewhere; NotFound outside the part this person sees."""
    found = await rows(_ONE, *_seen(by, project, special_asked), participant_id)
    if not found:
        raise NotFound
    return whole(found[0])


def whole(row: Row) -> Row:
    """A row with its answers as dictionaries, however the driver gives them."""
    for name in ("answers", "special"):
        if isinstance(row[name], str):
            row[name] = json.loads(row[name])
        row[name] = row[name] or {}
    return row


# $1 project, $2 its keeper, $3 fingerprint of the number, $4 names, $5 day of birth, $6 the row itself, $7 whose part is seen.
_SAME = """
SELECT p.id, p.number, p.project_id, p.project_id = $1 AS here, ($7::bigint IS NULL OR p.partner_id = $7) AS seen,
  ($3 <> '' AND p.fingerprint = $3) AS by_number
FROM participant p JOIN project j ON j.id = p.project_id
LEFT JOIN personal_number n ON n.bearer = 'participant' AND n.row_id = p.id
WHERE (p.project_id = $1 OR j.kept_by_id = $2) AND p.id <> $6 AND p.forgotten_at IS NULL AND (
  ($3 <> '' AND p.fingerprint = $3)
  OR ($4 <> '' AND p.born_on = $5 AND ($3 = '' OR n.row_id IS NULL) AND grants_fold(p.first_name || ' ' || p.family_name) = $4))
ORDER BY here DESC, by_number DESC, p.position
"""


@dataclass(frozen=True, slots=True)
class Same:
    """Where somebody is found a second time. `number` is empty where the other row is not this person's to see."""

    here: bool = False
    number: str = ""
    row_id: int = 0
    by_number: bool = False
    elsewhere: bool = False


async def same_person(
    by: Identity, project: Seen, values: dict[str, Any], fingerprint: str, except_id: int = 0
) -> Same:
    """Whether somebody with this number, or these names and day of birth, is in this project or in another that the
    same organisation keeps; one statement. Of another project nothing is told but that.
    """
    born: date | None = values.get("born_on")
    names = search_form(f"{values.get('first_name') or ''} {values.get('family_name') or ''}") if born else ""
    found = await rows(
        *(_SAME, project.id, project.kept_by_id, fingerprint, names, born, except_id, part_of_register(by, project))
    )
    elsewhere = any(not row["here"] for row in found)
    here = next((row for row in found if row["here"]), None)
    if here is None:
        return Same(elsewhere=elsewhere)
    seen = here["seen"]
    return Same(True, here["number"] if seen else "", here["id"] if seen else 0, here["by_number"], elsewhere)


async def choices_of(by: Identity, project: Seen) -> dict[str, tuple[Choice, ...]]:
    """The activities and partners a participant may name; one statement."""
    found = await rows(
        "SELECT 'activity' AS what, a.id, a.number, a.title_bg AS bg, a.title_en AS en, a.position FROM activity a "
        "WHERE a.project_id = $1 AND ($2::bigint IS NULL OR a.partner_id IS NULL OR a.partner_id = $2) "
        "UNION ALL SELECT 'partner', t.id, t.number, o.name_bg, o.name_en, t.position FROM partner t "
        "JOIN organisation o ON o.id = t.organisation_id WHERE t.project_id = $1 AND ($2::bigint IS NULL OR t.id = $2) "
        "ORDER BY what, position",
        *(project.id, part_of_register(by, project)),
    )
    return {
        what: tuple(
            Choice(row["id"], row["number"], Text(row["bg"], row["en"])) for row in found if row["what"] == what
        )
        for what in ("activity", "partner")
    }


async def happened_to(participant_id: int) -> list[Row]:
    """What was done with a participant's record, newest first; the history holds nothing personal."""
    return await rows(
        "SELECT at, deed, person_name, reason FROM audit_entry WHERE subject = 'participant' AND subject_id = $1 "
        "ORDER BY id DESC LIMIT 200",
        participant_id,
    )


async def attended_by(participant_id: int) -> list[Row]:
    """The sessions on whose list a participant stands, the latest first."""
    return await rows(
        "SELECT s.id, s.number, s.title_bg, s.title_en, s.held_on, t.came, coalesce(t.hours, s.hours) AS hours "
        "FROM attendance t JOIN session_held s ON s.id = t.session_id WHERE t.participant_id = $1 "
        "ORDER BY s.held_on DESC, s.position DESC",
        participant_id,
    )
