"""Sessions, their lists and who came, as the database counts them; of somebody with a partner's seat only its own part."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from grants.access import Identity, Permission, own_part_only
from grants.errors import NotFound
from grants.participants.attendance.rules import Person
from grants.projects.queries import Seen
from grants.storage.columns import text
from grants.storage.database import Row, rows
from grants.values.choices import Choice
from grants.values.identifiers import number_search_form, search_form
from grants.values.language import Text

PAGE = 100
MOST_OFFERED = 300
_NAME = "btrim(regexp_replace(concat_ws(' ', p.first_name, p.middle_name, p.family_name), '\\s+', ' ', 'g'))"

# $1 project, $2 the partner whose part alone is seen, $3 today.
_SESSIONS = """
SELECT s.*, a.number AS activity_number, a.title_bg AS activity_bg, a.title_en AS activity_en, r.number AS partner_number,
  o.name_bg AS partner_bg, o.name_en AS partner_en, l.listed, l.came, l.waiting,
  CASE WHEN l.listed > 0 AND l.waiting = 0 THEN 'entered' WHEN s.held_on = $3 THEN 'today'
    WHEN s.held_on > $3 THEN 'ahead' ELSE 'missing' END AS standing
FROM session_held s
LEFT JOIN activity a ON a.id = s.activity_id AND ($2::bigint IS NULL OR a.partner_id = $2)
LEFT JOIN partner r ON r.id = s.partner_id LEFT JOIN organisation o ON o.id = r.organisation_id
CROSS JOIN LATERAL (
  SELECT count(*)::int AS listed, (count(*) FILTER (WHERE x.came))::int AS came,
    (count(*) FILTER (WHERE x.came IS NULL))::int AS waiting
  FROM attendance x JOIN participant p ON p.id = x.participant_id
  WHERE x.session_id = s.id AND ($2::bigint IS NULL OR p.partner_id = $2)
) l
WHERE s.project_id = $1 AND ($2::bigint IS NULL OR s.partner_id = $2)
"""
# $4 the activities, $5 kind, $6 partner, $7 and $8 the first and the last day, $9 how far it has come, $10 and $11 the page.
_FILTERED = f"""
SELECT t.*, (count(*) OVER ())::int AS total, sum(t.hours) OVER () AS hours_total, (sum(t.came) OVER ())::int AS came_total,
  (count(*) FILTER (WHERE t.standing = 'missing') OVER ())::int AS missing_total
FROM ({_SESSIONS}) t
WHERE ($4::bigint[] IS NULL OR t.activity_id = ANY($4)) AND ($5::text IS NULL OR t.kind = $5)
  AND ($6::bigint IS NULL OR t.partner_id = $6) AND ($7::date IS NULL OR t.held_on >= $7)
  AND ($8::date IS NULL OR t.held_on <= $8) AND ($9::text IS NULL OR t.standing = $9)
ORDER BY t.held_on DESC, t.begins_at DESC, t.position DESC LIMIT $10 OFFSET $11
"""  # noqa: S608 - built of constants only
_PEOPLE = f"""
SELECT x.id, x.participant_id, x.came, x.hours, p.number, {_NAME} AS name, p.joined_on, p.left_on,
  p.forgotten_at IS NOT NULL AS anonymous
FROM attendance x JOIN participant p ON p.id = x.participant_id
WHERE x.session_id = $1 AND ($2::bigint IS NULL OR p.partner_id = $2)
ORDER BY p.forgotten_at IS NOT NULL, {_NAME}, p.position
"""  # noqa: S608 - built of constants only
# $1 project, $2 own part, $3 the session, $4 its day, $5 the activities, $6 words of which each is met, $7 at most.
_OFFERED = f"""
SELECT p.id AS participant_id, p.number, {_NAME} AS name, p.joined_on, p.left_on, false AS anonymous,
  (count(*) OVER ())::int AS total
FROM participant p
WHERE p.project_id = $1 AND ($2::bigint IS NULL OR p.partner_id = $2) AND p.forgotten_at IS NULL
  AND (p.joined_on IS NULL OR p.joined_on <= $4) AND (p.left_on IS NULL OR p.left_on >= $4)
  AND ($5::bigint[] IS NULL OR p.activity_id = ANY($5))
  AND NOT EXISTS (SELECT 1 FROM attendance x WHERE x.session_id = $3 AND x.participant_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM unnest($6::text[]) w
    WHERE strpos(grants_fold(concat_ws(' ', p.number, p.first_name, p.middle_name, p.family_name)), w) = 0)
ORDER BY {_NAME}, p.position LIMIT $7
"""  # noqa: S608 - built of constants only

_PARTICIPANTS = f"""
SELECT p.id AS participant_id, p.number, {_NAME} AS name, p.joined_on, p.left_on, p.forgotten_at IS NOT NULL AS anonymous
FROM participant p WHERE p.project_id = $1 AND ($2::bigint IS NULL OR p.partner_id = $2)
"""  # noqa: S608 - built of constants only


def own_part(by: Identity, project: Seen, permission: Permission = Permission.SEE_PARTICIPANTS) -> int | None:
    """The partner whose sessions and participants alone this person reaches, or None."""
    return own_part_only(by, project.ref, permission)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which sessions are asked for; what is None narrows nothing."""

    activities: Sequence[int] | None = None
    kind: str | None = None
    partner_id: int | None = None
    first: date | None = None
    last: date | None = None
    standing: str | None = None


async def sessions_of(
    by: Identity, project: Seen, today: date, chosen: Chosen = Chosen(), *, start: int = 0, most: int = PAGE
) -> list[Row]:
    """The sessions asked for, newest first, each with its counts and those of all that are asked for."""
    return await rows(
        _FILTERED,
        *(project.id, own_part(by, project), today, chosen.activities, chosen.kind, chosen.partner_id),
        *(chosen.first, chosen.last, chosen.standing, most, start),
    )


async def session_seen(by: Identity, project: Seen, session_id: int, today: date) -> Row:
    """One session with its counts; NotFound otherwise."""
    found = await rows(f"{_SESSIONS} AND s.id = $4", project.id, own_part(by, project), today, session_id)
    if not found:
        raise NotFound
    return found[0]


async def listed_of(by: Identity, project: Seen, session_id: int) -> list[Row]:
    """Everybody on the list of a session that was seen, by name; of a partner's seat its own people."""
    return await rows(_PEOPLE, session_id, own_part(by, project))


def person_of(row: Row) -> Person:
    """A participant of a list as rules ask of them."""
    return Person(called(row), row["joined_on"], row["left_on"], row["anonymous"])


def called(row: Row) -> str:
    """How a participant is called in a sentence: by number and name, by number alone once anonymous."""
    return f"{row['number']} {row['name']}".strip()


async def offered_for(
    by: Identity, project: Seen, session: Row, *, activities: Collection[int] | None, words: str = ""
) -> list[Row]:
    """Those who may be put on the list of a session: joined and not left by its day, not on it yet; at most so many."""
    folded = search_form(words).split()
    scope = None if activities is None else list(activities)
    return await rows(
        _OFFERED,
        *(project.id, own_part(by, project), session["id"], session["held_on"], scope, folded, MOST_OFFERED),
    )


async def participants_numbered(by: Identity, project: Seen, numbers: Sequence[str]) -> dict[str, Row]:
    """Participants by the register's number as typed: in either alphabet's look-alikes, with or without the dash."""
    folded = [number_search_form(one) for one in numbers]
    found = await rows(
        f"{_PARTICIPANTS} AND grants_fold_number(p.number) = ANY($3::text[])",
        *(project.id, own_part(by, project), folded),
    )
    return {number_search_form(row["number"]): row for row in found}


async def participants_by_id(by: Identity, project: Seen, ids: Collection[int]) -> dict[int, Row]:
    """Participants of the project by id; of one's own part where only that is reached."""
    found = await rows(f"{_PARTICIPANTS} AND p.id = ANY($3::bigint[])", *(project.id, own_part(by, project), list(ids)))
    return {row["participant_id"]: row for row in found}


# --- what a session may name ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """The activities and partners of a project that this person may name, in their order."""

    activities: Sequence[Row]
    partners: Sequence[Row]
    choices: dict[str, tuple[Choice, ...]] = field(init=False)

    def __post_init__(self) -> None:
        told = {
            "activity": tuple(Choice(row["id"], row["number"], text(row, "title")) for row in self.activities),
            "partner": tuple(
                Choice(row["id"], row["number"], Text(row["name_bg"], row["name_en"])) for row in self.partners
            ),
        }
        object.__setattr__(self, "choices", told)

    def around(self, activity_id: int) -> set[int]:
        """An activity, those it stands within and those within it: whoever joined one of these belongs to its sessions."""
        within = {row["id"]: row["within_id"] for row in self.activities}
        above, at = {activity_id}, within.get(activity_id)
        while at is not None and at not in above:
            above.add(at)
            at = within.get(at)
        return above | self.below(activity_id)

    def below(self, activity_id: int) -> set[int]:
        """An activity and everything within it."""
        found = {activity_id}
        while more := {row["id"] for row in self.activities if row["within_id"] in found} - found:
            found |= more
        return found


async def plan_of(by: Identity, project: Seen) -> Plan:
    """What a session of this project may name; of a partner's seat its own activities and itself."""
    own = own_part(by, project)
    activities = await rows(
        "SELECT id, number, within_id, title_bg, title_en FROM activity "
        "WHERE project_id = $1 AND ($2::bigint IS NULL OR partner_id = $2) ORDER BY position",
        *(project.id, own),
    )
    partners = await rows(
        "SELECT r.id, r.number, o.name_bg, o.name_en FROM partner r JOIN organisation o ON o.id = r.organisation_id "
        "WHERE r.project_id = $1 AND ($2::bigint IS NULL OR r.id = $2) ORDER BY r.position",
        *(project.id, own),
    )
    return Plan(activities, partners)


async def project_start(project_id: int) -> date | None:
    """The day before which nothing of the project is held."""
    found = await rows("SELECT start_on FROM project WHERE id = $1", project_id)
    start: date | None = found[0]["start_on"]
    return start


_HEADING = """
SELECT p.start_on, p.end_on, p.funder_bg, p.funder_en, g.code AS programme_code, g.name_bg AS programme_bg,
  g.name_en AS programme_en, g.fund_bg, g.fund_en, k.name_bg AS keeper_bg, k.name_en AS keeper_en,
  (SELECT n.value FROM project_number n WHERE n.project_id = p.id AND n.kind IN ('contract', 'project')
   ORDER BY n.kind, n.position LIMIT 1) AS number
FROM project p JOIN organisation k ON k.id = p.kept_by_id LEFT JOIN programme g ON g.id = p.programme_id WHERE p.id = $1
"""


async def heading_of(project_id: int) -> Row:
    """What stands over a printed list: whose project it is, under which number and programme, and who pays."""
    return (await rows(_HEADING, project_id))[0]


# --- who came when ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Matrix:
    """People down, sessions across: `cells` by person and session; sums of hours and of times come are in the rows."""

    sessions: Sequence[Row]
    people: Sequence[Row]
    cells: dict[tuple[int, int], Row]


_ACROSS = """
SELECT p.id AS participant_id, p.number, {name} AS name, p.forgotten_at IS NOT NULL AS anonymous, p.left_on,
  count(*)::int AS listed, (count(*) FILTER (WHERE x.came))::int AS came,
  (count(*) FILTER (WHERE x.came IS NOT NULL))::int AS entered,
  coalesce(sum(coalesce(x.hours, s.hours)) FILTER (WHERE x.came), 0) AS hours, (count(*) OVER ())::int AS total
FROM attendance x JOIN session_held s ON s.id = x.session_id JOIN participant p ON p.id = x.participant_id
WHERE x.session_id = ANY($1::bigint[]) AND ($2::bigint IS NULL OR p.partner_id = $2)
GROUP BY p.id ORDER BY p.forgotten_at IS NOT NULL, {name}, p.position LIMIT $3 OFFSET $4
"""
_DOWN = """
SELECT s.id, coalesce(sum(coalesce(x.hours, s.hours)) FILTER (WHERE x.came), 0) AS hours_attended
FROM session_held s LEFT JOIN attendance x ON x.session_id = s.id
  AND ($2::bigint IS NULL OR EXISTS (SELECT 1 FROM participant p WHERE p.id = x.participant_id AND p.partner_id = $2))
WHERE s.id = ANY($1::bigint[]) GROUP BY s.id
"""


async def matrix_of(
    by: Identity, project: Seen, sessions: Sequence[Row], *, start: int = 0, most: int = PAGE
) -> Matrix:
    """Who came to these sessions, which were seen: as many people as a page holds, with the sums over all sessions."""
    ids, own = [row["id"] for row in sessions], own_part(by, project)
    people = await rows(_ACROSS.format(name=_NAME), ids, own, most, start)
    sums = {row["id"]: row["hours_attended"] for row in await rows(_DOWN, ids, own)}
    cells = await rows(
        "SELECT x.session_id, x.participant_id, x.came, coalesce(x.hours, s.hours) AS hours FROM attendance x "
        "JOIN session_held s ON s.id = x.session_id "
        "WHERE x.session_id = ANY($1::bigint[]) AND x.participant_id = ANY($2::bigint[])",
        *(ids, [row["participant_id"] for row in people]),
    )
    shown = [dict(row, hours_attended=sums[row["id"]]) for row in sessions]
    return Matrix(shown, people, {(one["participant_id"], one["session_id"]): one for one in cells})


async def came_outside(participant_id: int, joined_on: date | None, left_on: date | None) -> date | None:
    """The day of a session to which a participant came before they would have joined, or after they would have left."""
    found = await rows(
        "SELECT s.held_on FROM attendance x JOIN session_held s ON s.id = x.session_id "
        "WHERE x.participant_id = $1 AND x.came AND (s.held_on < $2 OR s.held_on > $3) ORDER BY s.held_on LIMIT 1",
        *(participant_id, joined_on, left_on),
    )
    return found[0]["held_on"] if found else None


def activity_said(row: Row) -> Text:
    """The activity of a session with its number; empty where none is shown."""
    if not row["activity_number"]:
        return Text()
    return Text(
        *(f"{row['activity_number']} · {side}" if side else "" for side in (row["activity_bg"], row["activity_en"]))
    )
