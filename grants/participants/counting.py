"""How many participants a project reached: many groups in one statement, by sex and by the ages of both periods.

Each participant counts once, as they were on the day they joined; somebody entered twice counts by the first time. What is
known only on leaving counts on the day of leaving, what six months later shows, six months after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from grants.indicators.rules import AgeBands, Counted, Group
from grants.storage.database import rows

Row = Mapping[str, Any]

_JOBLESS = "p.labour LIKE 'unemployed%'"
_IDLE = "p.labour = 'inactive_idle'"
_WORKS = "('same_employer', 'other_employer', 'self_employed')"
_HAD_NO_WORK = "p.labour NOT IN ('employed', 'self_employed', '')"
_FOREIGN = "p.answers->>'foreign_background' = 'yes'"
_MIGRANT = "p.answers->>'migrant' = 'yes'"
_MINORITY = "(s.answers->>'minority' = 'yes' OR s.answers->>'roma' = 'yes')"

# What is asked of a participant `p` and of the special answers `s`. Somebody below 25 is unemployed for long after six
# months, everybody else after twelve; studies and work count as gained by those who had none when they joined
# (the European Commission's guidance on the ESF's common indicators).
CONDITIONS: Final[Mapping[Group, str]] = {
    Group.ALL: "true",
    Group.UNEMPLOYED: _JOBLESS,
    Group.LONG_TERM: "(p.labour = 'unemployed_over_12' OR p.labour = 'unemployed_over_6' AND p.age < 25)",
    Group.INACTIVE: "p.labour LIKE 'inactive%'",
    Group.IDLE: _IDLE,
    Group.EMPLOYED: "p.labour IN ('employed', 'self_employed')",
    Group.SCHOOLING_LOW: "p.education IN ('none', 'lower')",
    Group.SCHOOLING_MIDDLE: "p.education IN ('upper', 'post')",
    Group.SCHOOLING_HIGH: "p.education = 'tertiary'",
    Group.DISABLED: "s.answers->>'disability' = 'yes'",
    Group.MIGRANT: _MIGRANT,
    Group.FOREIGN: _FOREIGN,
    Group.MINORITY: _MINORITY,
    Group.ROMA: "s.answers->>'roma' = 'yes'",
    Group.MIGRANT_OR_MINORITY: f"({_MIGRANT} OR {_FOREIGN} OR {_MINORITY})",
    Group.HOMELESS: "p.answers->>'homeless' = 'yes'",
    Group.OTHER_DISADVANTAGE: "lower(trim(p.other_disadvantage)) NOT IN ('', '-', '–', 'не', 'няма', 'no', 'none')",
    Group.JOBLESS_HOUSEHOLD: "p.answers->>'jobless_household' = 'yes'",
    Group.JOBLESS_WITH_CHILDREN: "p.answers->>'jobless_with_children' = 'yes'",
    Group.SINGLE_WITH_CHILDREN: "p.answers->>'single_with_children' = 'yes'",
    Group.CHILDREN: "p.age < 18",
    Group.YOUNG: "p.age BETWEEN 18 AND 29",
    Group.OLDER: "p.age >= 55",
    Group.UNDER_25: "p.age < 25",
    Group.OVER_54: "p.age > 54",
    Group.OLDER_IDLE: f"p.age > 54 AND ({_JOBLESS} OR {_IDLE})",
    Group.COMPLETED: "p.participation IN ('completed', 'certified', 'not_certified', 'no_certificate')",
    Group.CERTIFIED: "p.participation = 'certified'",
    Group.LEFT_EARLY: "p.participation = 'left_early'",
    Group.STUDYING_AFTER: "p.leaving_status = 'studying' AND p.labour <> 'inactive_student'",
    Group.WORKING_AFTER: f"p.leaving_status IN {_WORKS} AND {_HAD_NO_WORK}",
    Group.WORKING_SIX_MONTHS: f"p.six_months_status IN {_WORKS} AND {_HAD_NO_WORK}",
    Group.JOB_SEARCHING: "p.leaving_status = 'searching' AND p.labour LIKE 'inactive%'",
}

ON_LEAVING: Final = frozenset(
    {
        *(Group.COMPLETED, Group.CERTIFIED, Group.LEFT_EARLY),
        *(Group.JOB_SEARCHING, Group.STUDYING_AFTER, Group.WORKING_AFTER),
    }
)
_JOINED, _LEFT, _LATER = "joined", "left", "later"

# Which special questions (Regulation 2016/679, art. 9) a group's count is made of.
_SPECIAL: Final[Mapping[Group, frozenset[str]]] = {
    Group.DISABLED: frozenset({"disability"}),
    Group.MINORITY: frozenset({"minority", "roma"}),
    Group.MIGRANT_OR_MINORITY: frozenset({"minority", "roma"}),
    Group.ROMA: frozenset({"roma"}),
}

# The ages where a band of one of the two periods ends and the next begins.
_EDGES = (18, 25, 30, 55)
BANDS: Final[Mapping[AgeBands, tuple[tuple[int, ...], ...]]] = {
    AgeBands.NONE: (),
    AgeBands.ESF_PLUS: ((0,), (1, 2), (3,), (4,)),
    AgeBands.ESF: ((0, 1), (2, 3), (4,)),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose number is asked: a group, from one day to another, of one activity (with those within it) or one partner."""

    group: Group = Group.ALL
    since: date | None = None
    until: date | None = None
    activity_id: int | None = None
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are, how many of them women and men, and how many of each age between the edges of the bands."""

    total: int = 0
    women: int = 0
    men: int = 0
    by_age: tuple[int, ...] = field(default=(0,) * (len(_EDGES) + 1))

    @property
    def sex_unknown(self) -> int:
        """Those of whom no sex is recorded."""
        return self.total - self.women - self.men

    @property
    def age_unknown(self) -> int:
        """Those of whom no age is recorded."""
        return self.total - sum(self.by_age)

    def ages(self, bands: AgeBands) -> tuple[int, ...]:
        """How many are in each age band of a period, in its order."""
        return tuple(sum(self.by_age[at] for at in parts) for parts in BANDS[bands])


async def counts_of(project_id: int, asked: Sequence[Asked]) -> list[Count]:
    """How many of a group a project reached, for many questions at once, in their order: the first and the last day belong to
    a span. One statement, whose work does not grow with the questions' spans.
    """
    return (await counts_of_all([(project_id, one) for one in asked])) if asked else []


async def counts_of_all(asked: Sequence[tuple[int, Asked]]) -> list[Count]:
    """The same over several projects, each question with the project it is asked of."""
    if not asked:
        return []
    groups = sorted({one.group for _, one in asked})
    edges = sorted({edge for _, one in asked for edge in _edges(one)})
    found = await rows(_statement(groups), sorted({project_id for project_id, _ in asked}), edges)
    of_project: dict[int, list[Row]] = {}
    for row in found:
        of_project.setdefault(row["project_id"], []).append(row)
    return [_count(one, of_project.get(project_id, ()), edges) for project_id, one in asked]


def _edges(asked: Asked) -> Iterable[date]:
    """The days on which something begins to count or has ended to count."""
    if asked.since:
        yield asked.since
    if asked.until:
        yield date.fromordinal(asked.until.toordinal() + 1)


def _statement(groups: Sequence[Group]) -> str:
    """One row for each project, activity, partner, sex, age and span between the days, with a number for each group.

    Participants are grouped by the three days on which something of them may count. `above` holds the activity and those
    it is within. Nothing a person typed is in the statement.
    """
    sums = ", ".join(f"count(*) FILTER (WHERE {CONDITIONS[group]})::int AS {group.value}" for group in groups)
    return f"""
WITH RECURSIVE tree(id, above) AS (
  SELECT id, ARRAY[id] FROM activity WHERE project_id = ANY($1::bigint[]) AND within_id IS NULL
  UNION ALL SELECT a.id, t.above || a.id FROM activity a JOIN tree t ON a.within_id = t.id
)
SELECT p.project_id, coalesce(t.above, ARRAY[p.activity_id]) AS above, p.partner_id, p.sex,
  width_bucket(p.age, ARRAY{list(_EDGES)}) AS age, width_bucket(p.joined_on, $2::date[]) AS {_JOINED},
  width_bucket(coalesce(p.left_on, p.joined_on), $2::date[]) AS {_LEFT},
  width_bucket((coalesce(p.left_on, p.joined_on) + interval '6 months')::date, $2::date[]) AS {_LATER}, {sums}
FROM participant p LEFT JOIN participant_special s ON s.participant_id = p.id LEFT JOIN tree t ON t.id = p.activity_id
WHERE p.project_id = ANY($1::bigint[]) AND p.joined_on IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM participant q WHERE q.fingerprint <> '' AND q.fingerprint = p.fingerprint
    AND q.project_id = p.project_id AND (q.joined_on, q.id) < (p.joined_on, p.id))
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""  # noqa: S608 - built of the conditions above


def _count(asked: Asked, found: Iterable[Row], edges: Sequence[date]) -> Count:
    """What of the grouped participants is asked for, as one count."""
    since, until = _places(asked, edges)
    day = _LEFT if asked.group in ON_LEAVING else _LATER if asked.group is Group.WORKING_SIX_MONTHS else _JOINED
    total = women = men = 0
    by_age = [0] * (len(_EDGES) + 1)
    for row in found:
        number = row[asked.group.value]
        if not number or not since <= row[day] < until or not _of_part(asked, row):
            continue
        total += number
        women += number if row["sex"] == "woman" else 0
        men += number if row["sex"] == "man" else 0
        if row["age"] is not None:
            by_age[row["age"]] += number
    return Count(total, women, men, tuple(by_age))


def _places(asked: Asked, edges: Sequence[date]) -> tuple[int, int]:
    """From which span between the days, and up to which, a question counts."""
    since = edges.index(asked.since) + 1 if asked.since else 0
    until = edges.index(date.fromordinal(asked.until.toordinal() + 1)) + 1 if asked.until else len(edges) + 1
    return since, until


def _of_part(asked: Asked, row: Row) -> bool:
    return (asked.activity_id is None or asked.activity_id in (row["above"] or ())) and (
        asked.partner_id is None or asked.partner_id == row["partner_id"]
    )


async def counted_for(projects: Sequence[int], indicators: Sequence[Row]) -> dict[int, Count]:
    """What each indicator of these projects that is counted from participants has reached so far, by its id; one query.

    Where a project has no participants yet, nothing is told of its indicators.
    """
    own = [row for row in indicators if row["counted"] == Counted.PARTICIPANTS]
    asked = [(row["project_id"], asked_by(row)) for row in own]
    counts = await counts_of_all([*asked, *((project_id, Asked()) for project_id in projects)])
    begun = {project_id for project_id, count in zip(projects, counts[len(own) :], strict=True) if count.total}
    return {row["id"]: count for row, count in zip(own, counts, strict=False) if row["project_id"] in begun}


def asked_by(indicator: Row, since: date | None = None, until: date | None = None, part: int | None = None) -> Asked:
    """What an indicator asks of the register, in a span; of one partner's `part` alone where one is told."""
    return Asked(Group(indicator["who"]), since, until, indicator["activity_id"], part or indicator["partner_id"])


async def special_needed(project_id: int) -> frozenset[str]:
    """Which special questions (Regulation 2016/679, art. 9) an indicator of the project that is counted here asks for."""
    found = await rows(
        "SELECT DISTINCT who FROM indicator WHERE project_id = $1 AND counted = $2",
        project_id,
        Counted.PARTICIPANTS.value,
    )
    return frozenset(name for row in found for name in _SPECIAL.get(Group(row["who"]), frozenset()))
