"""What the indicators' pages are read from: the same few statements however many indicators, periods and people there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from grants.access import Identity, Permission, may, own_part_only
from grants.errors import NotFound
from grants.indicators.rules import Counted
from grants.indicators.rules_figures import (
    Passed,
    Reached,
    Span,
    accepted,
    delivered,
    of_indicator,
    reached,
    time_passed,
)
from grants.participants.counting import Asked, Count, asked_by, counts_of
from grants.portfolio.plan.queries import frame_of
from grants.projects.queries import MONEY_SEEN, VISIBLE, Seen, money_reach, reach
from grants.storage.database import rows
from grants.values.money import half_up

Row = Mapping[str, Any]

# $1: the project; $2: the partner of whom alone rows are seen, or null; what belongs to no partner is every partner's.
_INDICATORS = """
SELECT x.*, a.number AS activity_number, a.title_bg AS activity_bg, a.title_en AS activity_en,
  r.number AS partner_number, coalesce(o.name_bg, '') AS partner_bg, coalesce(o.name_en, '') AS partner_en
FROM indicator x LEFT JOIN activity a ON a.id = x.activity_id
LEFT JOIN partner r ON r.id = x.partner_id LEFT JOIN organisation o ON o.id = r.organisation_id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id IS NULL OR x.partner_id = $2) ORDER BY x.position
"""
_VALUES = """
SELECT v.*, coalesce(o.name_bg, '') AS partner_bg, coalesce(o.name_en, '') AS partner_en
FROM indicator_value v LEFT JOIN partner r ON r.id = v.partner_id LEFT JOIN organisation o ON o.id = r.organisation_id
WHERE v.project_id = $1 AND ($2::bigint IS NULL OR v.partner_id = $2) ORDER BY v.until_on, v.position
"""
_PERIODS = """
SELECT id, number, start_on, end_on FROM reporting_period WHERE project_id = $1 AND technical ORDER BY start_on, position
"""
_DELIVERABLES = """
SELECT id, number, title_bg, title_en, delivered_title_bg, delivered_title_en, kind, activity_id, partner_id, state, quantity, delivered_quantity, delivered_on, decided_on
FROM deliverable WHERE project_id = $1 AND state = 'accepted' AND ($2::bigint IS NULL OR partner_id = $2)
ORDER BY delivered_on NULLS LAST, position
"""
# How much of the budget is spent, gross, in euro, of what this person sees; the value of the project where it has no lines.
_SPENT = f"""
SELECT (SELECT sum(x.euro_cents)::bigint FROM spent x JOIN project p ON p.id = x.project_id
    WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN}) AS spent,
  coalesce((SELECT sum(grants_euro(x.amount_cents, x.currency))::bigint FROM budget_line x JOIN project p ON p.id = x.project_id
    WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN}),
    (SELECT grants_euro(p.total_cents, p.currency)::bigint FROM project p WHERE p.id = $7 AND $8::bool)) AS planned
"""  # noqa: S608 - built of constants only


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything the pages of a project's indicators ask, as far as somebody sees it; `own` is the partner seen alone."""

    indicators: Sequence[Row]
    values: Mapping[int, list[Row]]  # typed of each indicator, by their day
    spans: Sequence[Span]
    begun: tuple[int, ...]  # the places of the spans that have begun
    delivered: Mapping[int, list[Row]]  # the accepted deliverables that each indicator counts
    passed: Passed
    own: int | None = None
    counts: dict[tuple[int, int | None], Count] = field(default_factory=dict)  # by indicator and place of the span

    def values_of(self, indicator: Row) -> list[Row]:
        """The typed values of an indicator, by their day."""
        return self.values[indicator["id"]]

    def handed_over(self, indicator: Row) -> list[Row]:
        """The accepted deliverables it counts."""
        return self.delivered[indicator["id"]]

    def count(self, indicator: Row, place: int | None = None) -> Count | None:
        """The participants it counts, in the span of that place or in all; None where the register is empty."""
        return self.counts.get((indicator["id"], place))

    def counted(self, indicator: Row, place: int | None = None) -> Decimal | None:
        """What is counted for it, in the span of that place or in all; None where nothing is recorded to count."""
        if indicator["counted"] == Counted.PARTICIPANTS:
            count = self.count(indicator, place)
            return None if count is None else Decimal(count.total)
        if indicator["counted"] != Counted.DELIVERABLES:
            return None
        own = self.handed_over(indicator)
        if not own and indicator["achieved"] is not None:
            return None
        since, until = self._days(indicator, place)
        return delivered(indicator, own, since, until)

    def _days(self, indicator: Row, place: int | None) -> tuple[date | None, date | None]:
        return (None, None) if place is None else days_of(indicator, self.spans[place])

    def reached(self, indicator: Row) -> Reached:
        """What it has reached so far; of a partner's part, where only that is seen."""
        whole = self.own is None or indicator["partner_id"] is not None
        return reached(indicator, self.values_of(indicator), self.counted(indicator), whole=whole)


def days_of(indicator: Row, span: Span) -> tuple[date | None, date]:
    """The days that count in a span: from the beginning of all where each value holds those before it."""
    return (None if indicator["cumulative"] else span.first), span.last


async def indicators_kept(by: Identity, project: Seen, today: date) -> Kept:
    """The indicators this person sees, with all that their figures are made of; eight queries at most."""
    if not may(by, Permission.SEE_PROJECT, project.ref):
        raise NotFound
    own = own_part_only(by, project.ref, Permission.SEE_PROJECT)
    frame = await frame_of(project)
    first, last = (frame.start.first if frame.start else None), (frame.end.last if frame.end else None)
    values = await rows(_VALUES, project.id, own)
    indicators = await rows(_INDICATORS, project.id, own)
    spans = await _spans(project, indicators, values, first, last, today)
    deliverables = await rows(_DELIVERABLES, project.id, own)
    activities = await rows("SELECT id, within_id FROM activity WHERE project_id = $1", project.id)
    kept = Kept(
        indicators=indicators,
        values={one["id"]: of_indicator(values, one) for one in indicators},
        spans=spans,
        begun=tuple(place for place, span in enumerate(spans) if span.first <= today),
        delivered={one["id"]: accepted(one, deliverables, activities) for one in indicators},
        passed=Passed(time_passed(first, last, today), await _money(by, project), last is not None and today > last),
        own=own,
    )
    kept.counts.update(await _counts(project, kept))
    return kept


async def _spans(
    project: Seen, indicators: Sequence[Row], values: Sequence[Row], first: date | None, last: date | None, today: date
) -> list[Span]:
    """The reporting periods; where there are none, the years in which something was typed or is counted."""
    periods = await rows(_PERIODS, project.id)
    if periods:
        return [Span(row["start_on"], row["end_on"], row["id"], row["number"]) for row in periods]
    days = [row["until_on"] for row in values]
    if first and any(row["counted"] != Counted.TYPED for row in indicators):
        days += [first, min(last or today, today)]
    years = range(min(days).year, max(days).year + 1) if days else range(0)
    return [Span(date(year, 1, 1), date(year, 12, 31)) for year in years]


async def _money(by: Identity, project: Seen) -> Decimal | None:
    """How many whole per cent of the money are spent, for whoever sees money."""
    if not may(by, Permission.SEE_MONEY, project.ref):
        return None
    whole = own_part_only(by, project.ref) is None
    row = (await rows(_SPENT, *reach(by), *money_reach(by), project.id, whole))[0]
    if row["spent"] is None or not row["planned"] or row["planned"] < 0:
        return None
    return half_up(Decimal(row["spent"] * 100) / row["planned"], 0)


async def _counts(project: Seen, kept: Kept) -> dict[tuple[int, int | None], Count]:
    """The participants of every indicator that counts them: in all, and in each span that has begun; one query."""
    own = [row for row in kept.indicators if row["counted"] == Counted.PARTICIPANTS]
    if not own:
        return {}
    keys: list[tuple[int, int | None]] = []
    asked = []
    for row in own:
        for place in (None, *kept.begun):
            since, until = (None, None) if place is None else days_of(row, kept.spans[place])
            keys.append((row["id"], place))
            asked.append(asked_by(row, since, until, kept.own))
    counts = await counts_of(project.id, [*asked, Asked(partner_id=kept.own)])
    return dict(zip(keys, counts, strict=False)) if counts[-1].total else {}


def indicator_among(kept: Kept, indicator_id: int) -> Row:
    """One of the indicators this person sees; NotFound otherwise."""
    for row in kept.indicators:
        if row["id"] == indicator_id:
            return row
    raise NotFound
