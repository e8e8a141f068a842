"""What was done in each activity of a project in a period, and what each indicator reached in it, for the technical report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from grants.funders.format import Format
from grants.funders.ground import Ground, Promised
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

Told = Mapping[str, Any]


async def particulars_for(format_: Format, project: Seen, ground: Ground) -> Particulars:
    """What the files of a format ask beside the figures; nothing where it has none that ask. Six queries at most."""
    if not any(part.documents for part in format_.package):
        return NOTHING_MORE
    known, first, last = await known_ids(project), ground.first, ground.last
    contract, package = (known.ids.get((kind, project.id)) for kind in CONTRACT_AND_PACKAGE)
    activities = await rows(_ACTIVITIES, project.id)
    deliverables = await rows(_DELIVERABLES, project.id)
    return Particulars(
        known.ids,
        contract,
        package,
        known.preparer,
        told_of_activities(activities, await rows(_UPDATES, project.id, first, last), deliverables, first, last),
        tuple(told_of_indicator(one) for one in ground.indicators),
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


def told_of_indicator(one: Promised) -> IndicatorTold:
    """What the technical report tells of an indicator."""
    asked = not (one.level or one.trendless)
    approved = (one.approved, one.men_approved, one.women_approved) if asked else (None, None, None)
    of_period = (one.told, one.men, one.women, one.comment)
    return IndicatorTold(
        *(one.id, one.number, one.name, *of_period, one.so_far, approved[0], one.source),
        *(one.men_so_far, one.women_so_far, *approved[1:]),
    )
