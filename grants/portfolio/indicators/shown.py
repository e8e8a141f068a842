"""Indicators as their pages show them, in the reader's words: what was promised, what is reached in each period, what stands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from grants.indicators.rules import (
    AGE_BANDS,
    BAND_NAMES,
    COUNTED,
    GROUPS,
    INDICATOR_KINDS,
    AgeBands,
    Counted,
)
from grants.indicators.rules_figures import (
    AGES,
    HOW_MANY,
    PUBLISHED,
    Passed,
    Reached,
    Row,
    Span,
    Standing,
    fallen,
    share_reached,
    standing,
    typed_in,
    typed_so_far,
)
from grants.participants.counting import Count
from grants.portfolio.indicators.queries import Kept
from grants.portfolio.rules import place
from grants.storage.columns import text
from grants.values.language import N_, Text
from grants.values.wording import DASH, Wording
from grants.workplan.rules import DELIVERABLE_KINDS

Shown = dict[str, Any]
_STANDINGS: Final[Mapping[Standing, tuple[str, str]]] = {
    Standing.MET: (N_("target reached"), "good"),
    Standing.EXCEEDED: (N_("over the target: see that nothing is counted twice"), "warn"),
    Standing.WORSE: (N_("more than it should be"), "bad"),
    Standing.SHORT: (N_("short of the target at the end"), "bad"),
    Standing.NOTHING: (N_("nothing yet, {time}% of the time has passed"), "warn"),
    Standing.BEHIND_TIME: (N_("behind: {time}% of the time has passed"), "warn"),
    Standing.BEHIND_MONEY: (N_("behind: {money}% of the money is spent"), "warn"),
}
# The name of an age and its figure stay on one line.
_UNBROKEN: Final = str.maketrans({" ": "\N{NO-BREAK SPACE}", "–": "–\N{WORD JOINER}"})


def listed(kept: Kept, words: Wording, base: str) -> Shown:
    """The table of indicators by periods; those only implied by a text stand apart."""
    shown = [(row["implied"], _listed_row(row, kept, words, base)) for row in kept.indicators]
    verified = any(one["verified"] for _, one in shown)
    return {
        "spans": [span_said(span, words) for span in kept.spans] if _has_cells(shown) else [],
        "groups": [
            {"implied": implied, "rows": [one for is_implied, one in shown if is_implied == implied]}
            for implied in (False, True)
            if any(is_implied == implied for is_implied, _ in shown)
        ],
        "verified": verified,
        "drawn": any(one["drawn"] for _, one in shown),
        "overlaps": any(row["overlaps"] for row in kept.indicators),
        "passed": passed_said(kept.passed, words),
    }


def _has_cells(shown: Sequence[tuple[bool, Shown]]) -> bool:
    return any(cell for _, one in shown for cell in one["cells"])


def span_said(span: Span, words: Wording) -> Shown:
    """A period as the heading of a column: its number and its days, or a year."""
    if span.id is None:
        return {"name": words.say(N_("In {year}"), year=str(span.first.year)), "days": ""}
    return {
        "name": words.say(N_("Period {number}"), number=span.number),
        "days": words.say(N_("until {day}"), day=span.last),
    }


def span_offered(span: Span, words: Wording) -> tuple[str, str]:
    """A period as a form offers it: what is typed for it, and its days."""
    return span.number, f"{span.number} · {words.period(span.first, span.last)}"


def passed_said(passed: Passed, words: Wording) -> Shown:
    """How much of the time and of the money is gone, with its place on the scale of the pictures."""
    return {
        "time": None if passed.time is None else words.percent(passed.time),
        "time_at": None if passed.time is None else place(int(passed.time), 100),
        "money": None if passed.money is None else words.percent(passed.money),
        "money_at": None if passed.money is None else place(int(passed.money), 100),
        "over": passed.over,
    }


def _listed_row(row: Row, kept: Kept, words: Wording, base: str) -> Shown:
    found = kept.reached(row)
    return {
        **named(row, words),
        "url": f"{base}/indicators/{row['id']}",
        "baseline": _number(row["baseline"], words),
        "target": _number(row["target"], words),
        "cells": [
            "" if cell is None else words.number(cell)
            for cell in (cell_of(row, kept, at) for at, _ in enumerate(kept.spans))
        ],
        **reached_said(row, found, kept, words),
    }


def named(row: Row, words: Wording) -> Shown:
    """How an indicator is called, and what one must know to read its figures."""
    notes = [words.say(INDICATOR_KINDS[row["kind"]])]
    if row["cumulative"]:
        notes.append(words.say(N_("each value holds those before it")))
    if row["less_is_better"]:
        notes.append(words.say(N_("less is better")))
    if row["trendless"]:
        notes.append(words.say(N_("trend not applicable")))
    return {
        "number": row["number"],
        "code": row["code"],
        "name": text(row, "name"),
        "unit": text(row, "unit"),
        "partner": Text(row["partner_bg"], row["partner_en"]),
        "notes": notes,
        "overlaps": row["overlaps"],
    }


def cell_of(row: Row, kept: Kept, at: int) -> Decimal | None:
    """What was reached in the period of that place; nothing of one that has not begun."""
    if at not in kept.begun:
        return None
    counted = kept.counted(row, at)
    if counted is not None:
        return counted
    return typed_in(kept.values_of(row), kept.spans[at], cumulative=row["cumulative"])


def reached_said(row: Row, found: Reached, kept: Kept, words: Wording) -> Shown:
    """What is reached so far and how it stands: figures, words, and the picture beside them."""
    whole = kept.own is None or row["partner_id"] is not None
    share = share_reached(row, found) if whole else None
    return {
        "so_far": _number(found.found, words),
        "source": _source(found, words),
        "parts": _parts_said(row, found, kept, words),
        "verified": "" if found.verified is None else words.number(found.verified),
        "share": "" if share is None else words.percent(share),
        "drawn": None if share is None else _drawn(share, kept.passed),
        "standing": _standing_said(row, found, kept, words) if whole else [],
    }


def _drawn(share: Decimal, passed: Passed) -> Shown:
    return {
        "length": place(int(share), 100),
        "over": share > 100,
        "time": None if passed.time is None else place(int(passed.time), 100),
        "money": None if passed.money is None else place(int(passed.money), 100),
    }


def _standing_said(row: Row, found: Reached, kept: Kept, words: Wording) -> list[tuple[str, str]]:
    """What stands out, in words and a tone."""
    told = []
    how = standing(row, found, kept.passed)
    if how is not None:
        sentence, tone = _STANDINGS[how]
        told.append((words.say(sentence, time=kept.passed.time, money=kept.passed.money), tone))
    low = fallen(row, kept.values_of(row)) if found.source == Counted.TYPED else None
    if low is not None:
        told.append((words.say(N_("went down on {day}"), day=low["until_on"]), "warn"))
    return told


_SOURCES: Final[Mapping[str, str]] = {
    PUBLISHED: N_("as published"),
    Counted.DELIVERABLES: N_("from deliverables"),
    Counted.PARTICIPANTS: N_("from the register"),
}


def _source(found: Reached, words: Wording) -> str:
    """From what a figure comes, where it was not typed."""
    return words.say(_SOURCES[found.source]) if found.source in _SOURCES else ""


def _parts_said(row: Row, found: Reached, kept: Kept, words: Wording) -> list[str]:
    """Women and men, and the ages, where they are asked and known; and of how many nothing is."""
    women, men, ages = parts_of(row, found, kept)
    told = []
    if row["by_sex"] and (women is not None or men is not None):
        told.append(words.say(N_("women {women}, men {men}"), women=_number(women, words), men=_number(men, words)))
        told += _untold(found, (women, men), N_("sex not recorded: {n}"), words)
    if any(one is not None for one in ages):
        named_ages = zip(BAND_NAMES[row["bands"]], ages, strict=True)
        told.append(
            ", ".join(f"{words.say(name)}: {_number(one, words)}".translate(_UNBROKEN) for name, one in named_ages)
        )
        told += _untold(found, ages, N_("age not recorded: {n}"), words)
    return told


def _untold(found: Reached, parts: Sequence[Decimal | None], sentence: str, words: Wording) -> list[str]:
    rest = (found.found or Decimal(0)) - sum((one or Decimal(0) for one in parts), Decimal(0))
    return [words.say(sentence, n=rest)] if rest > 0 else []


def parts_of(row: Row, found: Reached, kept: Kept) -> tuple[Decimal | None, Decimal | None, list[Decimal | None]]:
    """Women, men and each age of what is reached so far."""
    bands = AgeBands(row["bands"])
    count = kept.count(row)
    if found.source == Counted.PARTICIPANTS and count is not None:
        return Decimal(count.women), Decimal(count.men), [Decimal(one) for one in count.ages(bands)]
    if found.source != Counted.TYPED:
        return None, None, [None] * HOW_MANY[bands]
    values = kept.values_of(row)
    women, men, *ages = (
        typed_so_far(values, cumulative=row["cumulative"], column=name)
        for name in ("women", "men", *AGES[: HOW_MANY[bands]])
    )
    return women, men, ages


def _number(number: Decimal | None, words: Wording) -> str:
    return DASH if number is None else words.number(number)


# --- one indicator -----------------------------------------------------------------------------------------------


def facts_of(row: Row, words: Wording) -> list[tuple[str, str | Text]]:
    """What is fixed of an indicator: label and words."""
    told: list[tuple[str, str | Text]] = [
        (N_("Kind"), ", ".join(named(row, words)["notes"])),
        (N_("Unit"), text(row, "unit")),
        (N_("Baseline"), _baseline(row, words)),
        (N_("Target value"), "" if row["target"] is None else words.number(row["target"])),
        (N_("Achieved value, as published"), "" if row["achieved"] is None else words.number(row["achieved"])),
        (N_("Source of verification"), text(row, "evidence")),
        (N_("Where its values come from"), words.say(COUNTED[row["counted"]])),
        (N_("Whom it counts"), words.say(GROUPS[row["who"]]) if row["counted"] == Counted.PARTICIPANTS else ""),
        (N_("What it counts"), _things(row, words) if row["counted"] == Counted.DELIVERABLES else ""),
        (N_("Of one activity alone"), _activity(row)),
        (N_("Of one partner alone"), Text(row["partner_bg"], row["partner_en"])),
        (N_("By age"), words.say(AGE_BANDS[row["bands"]]) if row["bands"] != AgeBands.NONE else ""),
        (N_("As published"), row["as_published"]),
    ]
    return [(words.say(label), said) for label, said in told if said]


def _baseline(row: Row, words: Wording) -> str:
    if row["baseline"] is None:
        return ""
    number = words.number(row["baseline"])
    if row["baseline_day_on"] is None:
        return number
    return words.say(N_("{number} on {day}"), number=number, day=row["baseline_day_on"])


def _things(row: Row, words: Wording) -> str:
    kind = row["deliverable_kind"]
    what = words.say(DELIVERABLE_KINDS[kind]) if kind else words.say(N_("deliverables of every kind"))
    how = words.say(N_("their quantities")) if row["by_quantity"] else words.say(N_("their number"))
    return f"{what}, {how}"


def _activity(row: Row) -> Text:
    if row["activity_id"] is None:
        return Text()
    sides = (row["activity_bg"], row["activity_en"])
    return Text(*(f"{row['activity_number']} · {side}" if side else "" for side in sides))


def columns_of(row: Row, words: Wording) -> list[str]:
    """The headings of the parts a value has: women and men where asked, then the ages by their own bands."""
    sexes = [words.say(N_("Women")), words.say(N_("Men"))] if row["by_sex"] else []
    return [*sexes, *(words.say(name) for name in BAND_NAMES[row["bands"]])]


def counted_said(row: Row, kept: Kept, words: Wording) -> list[Shown]:
    """What is counted in each period that has begun, with its parts; then the whole so far."""
    spans = [(at, span_said(kept.spans[at], words)) for at in kept.begun]
    told = [{"name": said["name"], "days": said["days"], **_counted_row(row, kept, at, words)} for at, said in spans]
    whole = {"name": words.say(N_("So far")), "days": "", **_counted_row(row, kept, None, words)}
    return [*told, whole]


def _counted_row(row: Row, kept: Kept, at: int | None, words: Wording) -> Shown:
    number, count = kept.counted(row, at), kept.count(row, at)
    return {
        "value": _number(number, words),
        "parts": _counted_parts(row, count, words) if count else [],
        "unknown": _unknown(row, count, words) if count else "",
    }


def _counted_parts(row: Row, count: Count, words: Wording) -> list[str]:
    sexes = [count.women, count.men] if row["by_sex"] else []
    return [words.number(one) for one in (*sexes, *count.ages(AgeBands(row["bands"])))]


def _unknown(row: Row, count: Count, words: Wording) -> str:
    """Of how many neither sex nor age is recorded, where that is asked."""
    told = []
    if row["by_sex"] and count.sex_unknown:
        told.append(words.say(N_("sex not recorded: {n}"), n=count.sex_unknown))
    if row["bands"] != AgeBands.NONE and count.age_unknown:
        told.append(words.say(N_("age not recorded: {n}"), n=count.age_unknown))
    return ", ".join(told)


def values_said(row: Row, kept: Kept, words: Wording, base: str) -> list[Shown]:
    """The typed values, latest first."""
    numbers = {span.id: span.number for span in kept.spans if span.id is not None}
    shown = ["women", "men"] if row["by_sex"] else []
    shown += AGES[: HOW_MANY[row["bands"]]]
    return [
        {
            "id": value["id"],
            "day": words.day(value["until_on"]),
            "period": numbers.get(value["period_id"], ""),
            "value": words.number(value["value"]),
            "parts": [_number(value[name], words) for name in shown],
            "verified": "" if value["verified"] is None else words.number(value["verified"]),
            "partner": Text(value["partner_bg"], value["partner_en"]),
            "note": text(value, "note"),
            "url": f"{base}/indicators/{row['id']}/values/{value['id']}",
        }
        for value in reversed(kept.values_of(row))
    ]


def counted_from(row: Row, kept: Kept, words: Wording, base: str, *, may_open: bool) -> Shown | None:
    """From what a counted figure is made, in a sentence, with the way to it."""
    if row["counted"] == Counted.DELIVERABLES:
        own = kept.handed_over(row)
        return {
            "sentence": words.count(
                "Counted from {n} accepted deliverable.", "Counted from {n} accepted deliverables.", len(own)
            ),
            "url": f"{base}/deliverables?show=accepted",
            "label": words.say(N_("Open the deliverables")),
            "rows": [
                {
                    "number": one["number"],
                    "title": text(one, "delivered_title") or text(one, "title"),
                    "url": f"{base}/deliverables/{one['id']}",
                }
                for one in own
            ],
        }
    if row["counted"] != Counted.PARTICIPANTS:
        return None
    count = kept.count(row)
    who = words.say(GROUPS[row["who"]])
    return {
        "sentence": words.count(
            "Counted from {n} participant: {who}.", "Counted from {n} participants: {who}.", count.total, who=who
        )
        if count
        else words.say(N_("The register of participants is still empty.")),
        "url": f"{base}/participants{_narrowed(row)}" if may_open else None,
        "label": words.say(N_("Open the register")),
        "rows": [],
    }


def _narrowed(row: Row) -> str:
    """The register as far as its own filters narrow it to whom an indicator counts."""
    numbers = {"activity": row["activity_number"], "partner": row["partner_number"]}
    asked = urlencode({name: number for name, number in numbers.items() if number})
    return f"?{asked}" if asked else ""
