"""What was done in each activity of a project in a period, and what each indicator reached in it, for the technical report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from grants.funders.format import Format
from grants.indicators.rules import Counted
from grants.indicators.rules_figures import Span, accepted, delivered, of_indicator, typed_in
from grants.participants.counting import Asked, Count, asked_by, counts_of
from grants.projects.queries import Seen
from grants.reports.ids.queries import CONTRACT_AND_PACKAGE, known_ids
from grants.reports.particulars import NOTHING_MORE, ActivityTold, IndicatorTold, Particulars
from grants.storage.columns import text
from grants.storage.database import Row, rows
from grants.values.language import LANGUAGES, Language, Text
from grants.values.wording import wording

_ACTIVITIES = """
SELECT id, number, title_bg, title_en, state, began_on, finished_on, within_id FROM activity WHERE project_id = $1
ORDER BY position
"""
_UPDATES = """
SELECT activity_id, done_bg, done_en, late_bg, late_en FROM activity_update
WHERE project_id = $1 AND written_on BETWEEN $2 AND $3 ORDER BY written_on, position
"""
_DELIVERABLES = """
SELECT activity_id, partner_id, kind, state, quantity, delivered_quantity, delivered_on, decided_on, unit_bg, unit_en,
  CASE WHEN delivered_title_bg <> '' OR delivered_title_en <> '' THEN delivered_title_bg ELSE title_bg END AS called_bg,
  CASE WHEN delivered_title_bg <> '' OR delivered_title_en <> '' THEN delivered_title_en ELSE title_en END AS called_en
FROM deliverable WHERE project_id = $1 AND state IN ('submitted', 'accepted') ORDER BY delivered_on NULLS LAST, position
"""
_INDICATORS = "SELECT * FROM indicator WHERE project_id = $1 AND NOT implied ORDER BY position"
_VALUES = "SELECT * FROM indicator_value WHERE project_id = $1 ORDER BY until_on, position"
_PERIOD = """
SELECT id, number FROM reporting_period WHERE project_id = $1 AND start_on = $2 AND end_on = $3 ORDER BY position LIMIT 1
"""
_SEXES: Final = ("men", "women")

Told = Mapping[str, Any]


async def particulars_for(format_: Format, project: Seen, first: date, last: date) -> Particulars:
    """What the files of a format ask beside the figures; nothing where it has none that ask. Nine queries at most."""
    if not any(part.documents for part in format_.package):
        return NOTHING_MORE
    known = await known_ids(project)
    contract, package = (known.ids.get((kind, project.id)) for kind in CONTRACT_AND_PACKAGE)
    activities = await rows(_ACTIVITIES, project.id)
    deliverables = await rows(_DELIVERABLES, project.id)
    return Particulars(
        known.ids,
        contract,
        package,
        known.preparer,
        told_of_activities(activities, await rows(_UPDATES, project.id, first, last), deliverables, first, last),
        await _indicators(project, activities, deliverables, first, last),
    )


# --- activities -------------------------------------------------------------------------------------------------------


def told_of_activities(
    activities: Sequence[Row], updates: Sequence[Row], deliverables: Sequence[Row], first: date, last: date
) -> tuple[ActivityTold, ...]:
    """Each activity with what was written of it in the period, and what was handed over in it and by its end."""
    return tuple(
        ActivityTold(
            row["id"],
            row["number"],
            text(row, "title"),
            str(row["state"]),
            row["began_on"],
            row["finished_on"],
            _together(text(one, "done") for one in _of(row, updates)),
            _together(text(one, "late") for one in _of(row, updates)),
            _handed_over([one for one in _of(row, deliverables) if _in(one, first, last)]),
            _handed_over([one for one in _of(row, deliverables) if _in(one, None, last)]),
        )
        for row in activities
    )


def _of(activity: Row, found: Iterable[Row]) -> list[Row]:
    return [row for row in found if row["activity_id"] == activity["id"]]


def _in(row: Row, first: date | None, last: date) -> bool:
    day = row["delivered_on"]
    return day is not None and day <= last and (first is None or day >= first)


def _together(texts: Iterable[Text]) -> Text:
    """Texts one below the other, each language by itself."""
    told = list(texts)
    return Text(*("\n".join(one.own(language) for one in told if one.own(language)) for language in LANGUAGES))


def _handed_over(deliverables: Sequence[Row]) -> Text:
    """What was handed over, a line for each thing: what, how many, when."""
    return Text(*("\n".join(_line(row, language) for row in deliverables) for language in LANGUAGES))


def _line(row: Row, language: Language) -> str:
    words = wording(language)
    quantity = row["delivered_quantity"] if row["delivered_quantity"] is not None else row["quantity"]
    unit = text(row, "unit").in_(language)
    many = " ".join(part for part in (words.number(quantity) if quantity is not None else "", unit) if part)
    told = f"{text(row, 'called').in_(language)}{f': {many}' if quantity is not None else ''}"
    return f"{told} ({row['delivered_on']:%d.%m.%Y})"


# --- indicators -------------------------------------------------------------------------------------------------------


async def _indicators(
    project: Seen, activities: Sequence[Row], deliverables: Sequence[Row], first: date, last: date
) -> tuple[IndicatorTold, ...]:
    indicators = await rows(_INDICATORS, project.id)
    if not indicators:
        return ()
    values = await rows(_VALUES, project.id)
    period = await rows(_PERIOD, project.id, first, last)
    span = Span(first, last, period[0]["id"], period[0]["number"]) if period else Span(first, last)
    counts = await _counts(project, indicators, span)
    return tuple(
        told_of_indicator(row, of_indicator(values, row), accepted(row, deliverables, activities), counts, span)
        for row in indicators
    )


async def _counts(project: Seen, indicators: Sequence[Row], span: Span) -> dict[int, Count]:
    """The participants of the period for each indicator that counts them; none while the register is empty."""
    own = [row for row in indicators if row["counted"] == Counted.PARTICIPANTS]
    if not own:
        return {}
    asked = [asked_by(row, None if row["cumulative"] else span.first, span.last) for row in own]
    counts = await counts_of(project.id, [*asked, Asked()])
    return {row["id"]: count for row, count in zip(own, counts, strict=False)} if counts[-1].total else {}


def told_of_indicator(
    indicator: Told, values: Sequence[Told], handed_over: Sequence[Told], counts: Mapping[int, Count], span: Span
) -> IndicatorTold:
    """What an indicator reached in the period: counted where it counts, else as typed; by sex where it is kept so."""
    cumulative = bool(indicator["cumulative"])
    typed: dict[str, Decimal | None] = {
        name: typed_in(values, span, cumulative=cumulative, column=name) for name in ("value", *_SEXES)
    }
    count = counts.get(indicator["id"])
    if indicator["counted"] == Counted.PARTICIPANTS and count is not None:
        typed = {"value": Decimal(count.total), "men": Decimal(count.men), "women": Decimal(count.women)}
    elif indicator["counted"] == Counted.DELIVERABLES and handed_over:
        since = None if cumulative else span.first
        typed = {"value": delivered(indicator, handed_over, since, span.last)}
    sexes = {name: typed.get(name) for name in _SEXES} if indicator["by_sex"] else {}
    in_period = [row for row in values if span.holds(row["until_on"]) or (span.id and row["period_id"] == span.id)]
    return IndicatorTold(
        indicator["id"],
        indicator["number"],
        text(indicator, "name"),
        typed["value"],
        comment=_together(text(row, "note") for row in in_period),
        **sexes,
    )
