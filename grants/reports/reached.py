"""What each indicator of a project reached before a report's period and in it, read once for everything that tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from grants.funders.ground import Promised
from grants.indicators.rules import Counted
from grants.indicators.rules_figures import Span, accepted, delivered, of_indicator, typed_so_far, verified_by_sex
from grants.participants.counting import Asked, Count, asked_by, counts_of
from grants.projects.queries import Seen
from grants.storage.columns import text
from grants.storage.database import Row, rows
from grants.values.days import ONE_DAY
from grants.values.language import LANGUAGES, Text

# $1 is the project; of somebody bound to a partner ($2) only what that partner reached is read.
_INDICATORS = """
SELECT * FROM indicator WHERE project_id = $1 AND NOT implied AND ($2::bigint IS NULL OR partner_id IS NULL OR partner_id = $2)
ORDER BY position
"""
_VALUES = """
SELECT * FROM indicator_value WHERE project_id = $1 AND ($2::bigint IS NULL OR partner_id = $2) ORDER BY until_on, position
"""
_DELIVERABLES = """
SELECT activity_id, partner_id, kind, state, quantity, delivered_quantity, delivered_on, decided_on
FROM deliverable WHERE project_id = $1 AND state = 'accepted' AND ($2::bigint IS NULL OR partner_id = $2)
"""
_ACTIVITIES = "SELECT id, within_id FROM activity WHERE project_id = $1"
_PERIOD = """
SELECT id, number FROM reporting_period WHERE project_id = $1 AND start_on = $2 AND end_on = $3 ORDER BY position LIMIT 1
"""
_NONE: Final = Decimal(0)
Told = Mapping[str, Any]
Pair = tuple[Decimal | None, Decimal | None]
"""What was reached before a period, and what it added."""
Counts = tuple[Count, Count]
"""How many there were until the day before the period, and until its last."""


async def indicators_reached(project: Seen, own: int | None, first: date, last: date) -> tuple[Promised, ...]:
    """Every indicator that binds, as it stood before the period and at its end. Six queries at most."""
    indicators = await rows(_INDICATORS, project.id, own)
    if not indicators:
        return ()
    values = await rows(_VALUES, project.id, own)
    deliverables, activities = await rows(_DELIVERABLES, project.id, own), await rows(_ACTIVITIES, project.id)
    period = await rows(_PERIOD, project.id, first, last)
    span = Span(first, last, period[0]["id"], period[0]["number"]) if period else Span(first, last)
    counts = await _counts(project, own, indicators, span)
    return tuple(
        reached_in(row, of_indicator(values, row), accepted(row, deliverables, activities), counts.get(row["id"]), span)
        for row in indicators
    )


async def _counts(project: Seen, own: int | None, indicators: Sequence[Row], span: Span) -> dict[int, Counts]:
    """The participants of each indicator that counts them; none while the register is empty."""
    counting = [row for row in indicators if row["counted"] == Counted.PARTICIPANTS]
    if not counting:
        return {}
    until = (span.first - ONE_DAY, span.last)
    asked = [asked_by(row, None, day, own) for row in counting for day in until]
    counts = await counts_of(project.id, [*asked, Asked(partner_id=own)])
    if not counts[-1].total:
        return {}
    return {row["id"]: (counts[2 * at], counts[2 * at + 1]) for at, row in enumerate(counting)}


def reached_in(
    indicator: Told, values: Sequence[Told], handed_over: Sequence[Told], counts: Counts | None, span: Span
) -> Promised:
    """An indicator in a period: counted where it counts, else as typed; by sex where it is kept so."""
    found: dict[str, Pair]
    if indicator["counted"] == Counted.PARTICIPANTS and counts is not None:
        found = {name: _grown(getattr(counts[0], of), getattr(counts[1], of)) for name, of in _COUNTED.items()}
    elif indicator["counted"] == Counted.DELIVERABLES and handed_over:
        spans = ((None, span.first - ONE_DAY), (span.first, span.last))
        earlier, inside = (delivered(indicator, handed_over, since, until) for since, until in spans)
        found = {"value": (earlier, inside)}
    else:
        found = {name: _typed(values, span, name, cumulative=indicator["cumulative"]) for name in _COUNTED}
    before, now = found["value"]
    sexes = {name: found.get(name, (None, None)) for name in ("men", "women") if indicator["by_sex"]}
    recorded = _earlier(values, span)
    by_sex = [{**row, **verified_by_sex(row)} for row in recorded]
    told_of = {"cumulative": indicator["cumulative"]}
    return Promised(
        indicator["id"],
        indicator["number"],
        indicator["code"],
        text(indicator, "name"),
        text(indicator, "unit"),
        indicator["baseline"],
        indicator["target"],
        before,
        now,
        told=_told(before, now, level=indicator["cumulative"]),
        comment=_together([text(row, "note") for row in values if _belongs(row, span)]),
        level=indicator["cumulative"],
        approved=typed_so_far(recorded, **told_of, column="verified"),
        source=text(indicator, "evidence"),
        trendless=indicator["trendless"],
        **{f"{name}_so_far": _stands(*pair) for name, pair in sexes.items()},
        **{f"{name}_approved": typed_so_far(by_sex, **told_of, column=name) for name in sexes},
        **{name: _told(*pair, level=indicator["cumulative"]) for name, pair in sexes.items()},
    )


_COUNTED: Final[Mapping[str, str]] = {"value": "total", "men": "men", "women": "women"}


def _grown(before: int, until: int) -> Pair:
    return Decimal(before), Decimal(until - before)


def _typed(values: Sequence[Told], span: Span, column: str, *, cumulative: bool) -> Pair:
    """What typed values come to before a period, and what they add in it; None where nothing is recorded."""
    inside = [row for row in values if _belongs(row, span)]
    earlier = _earlier(values, span)
    before = typed_so_far(earlier, cumulative=cumulative, column=column)
    now = typed_so_far(inside, cumulative=cumulative, column=column)
    if now is None or not cumulative:
        return before, now
    until = typed_so_far([*earlier, *inside], cumulative=True, column=column) or _NONE
    return before, until - (before or _NONE)


def _earlier(values: Sequence[Told], span: Span) -> list[Told]:
    return [row for row in values if not _belongs(row, span) and _is_before(row, span)]


def _belongs(row: Told, span: Span) -> bool:
    """Whether a value is of the period: named, or with a day in it where none is named."""
    if span.id is not None and row["period_id"] is not None:
        return bool(row["period_id"] == span.id)
    return span.holds(row["until_on"])


def _is_before(row: Told, span: Span) -> bool:
    return row["until_on"] is not None and row["until_on"] <= span.last


def _stands(before: Decimal | None, now: Decimal | None) -> Decimal | None:
    """Where it stands at the end of a period; None where nothing was ever recorded."""
    return None if before is None and now is None else (before or _NONE) + (now or _NONE)


def _told(before: Decimal | None, now: Decimal | None, *, level: bool) -> Decimal | None:
    """What is told of a period: what it added, or where it stood at the end where each value holds those before it."""
    return (before or _NONE) + now if level and now is not None else now


def _together(texts: Sequence[Text]) -> Text:
    """Texts one below the other, each language by itself."""
    return Text(*("\n".join(one.own(language) for one in texts if one.own(language)) for language in LANGUAGES))
