"""What an indicator has reached: so far and in each period, of what is typed, handed over or counted; and what stands out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from grants.errors import Objection
from grants.indicators.rules import AgeBands, Counted
from grants.values.language import N_
from grants.values.money import floored, half_up

Row = Mapping[str, Any]
AGES: Final = ("age_1", "age_2", "age_3", "age_4")
PARTS: Final = ("women", "men", *AGES)
VERIFIED: Final = ("verified", "verified_women", "verified_men")
HOW_MANY: Final[Mapping[str, int]] = {AgeBands.NONE: 0, AgeBands.ESF_PLUS: 4, AgeBands.ESF: 3}
ENOUGH: Final = 85  # per cent of the target: with less at the end a correction threatens
BEHIND: Final = 30  # percentage points between the time passed, or the money spent, and what is reached
HALF: Final = 50
PUBLISHED: Final = "published"

SEXES_DIFFER = N_("Women and men make {sum} together, not {value}.")
SEXES_EXCEED = N_("Women and men make {sum} together, more than {value}.")
AGES_DIFFER = N_("The ages make {sum} together, not {value}.")
AGES_EXCEED = N_("The ages make {sum} together, more than {value}.")
WENT_DOWN = N_("Each value holds those before it, and the one of {day} is {before}: this one can't be less.")
GOES_DOWN = N_("Each value holds those before it, and the one of {day} is {after}: this one can't be more.")
TWO_TRENDS = N_("Where less is better there is a trend: untick one of the two.")
NEGATIVE = N_("A value is not below zero.")
NOT_YET = N_("This day is still to come. A value says what was reached.")
OUTSIDE = N_("The reporting period {number} is from {first} to {last}; this day is not in it.")


class Standing(StrEnum):
    """How an indicator stands, where that is worth a word."""

    MET = "met"
    EXCEEDED = "exceeded"
    WORSE = "worse"  # of one that should stay low
    SHORT = "short"
    NOTHING = "nothing"
    BEHIND_TIME = "behind_time"
    BEHIND_MONEY = "behind_money"


@dataclass(frozen=True, slots=True)
class Reached:
    """A figure, from what it comes, and what the authority accepted of it; `found` is None where nothing is recorded."""

    found: Decimal | None
    source: str = ""  # one of Counted, or PUBLISHED
    verified: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A reporting period, or a year where there are none: its first and last day."""

    first: date
    last: date
    id: int | None = None
    number: str = ""

    def holds(self, day: date | None) -> bool:
        """Whether a day is in it."""
        return day is not None and self.first <= day <= self.last


def of_indicator(values: Iterable[Row], indicator: Row) -> list[Row]:
    """The values of one indicator, by their day."""
    own = [row for row in values if row["indicator_id"] == indicator["id"]]
    return sorted(own, key=lambda row: (row["until_on"], row["position"]))


def typed_so_far(values: Sequence[Row], *, cumulative: bool, column: str = "value") -> Decimal | None:
    """What typed values come to: the last of each partner where a value holds those before it, else all together."""
    told = [row for row in values if row[column] is not None]
    if cumulative:
        told = list({row["partner_id"]: row for row in told}.values())
    return sum((row[column] for row in told), Decimal(0)) if told else None


def verified_by_sex(row: Row) -> dict[str, Decimal | None]:
    """What the authority accepted of women and men: as it said, else as reported where it accepted all of the value."""
    whole = row["verified"] is not None and row["verified"] == row["value"]
    told = {name: row[f"verified_{name}"] for name in ("women", "men")}
    return {name: row[name] if number is None and whole else number for name, number in told.items()}


def typed_in(values: Sequence[Row], span: Span, *, cumulative: bool, column: str = "value") -> Decimal | None:
    """What was typed for a period: named, or with a day in it where none is named."""
    own = [row for row in values if _belongs(row, span)]
    return typed_so_far(own, cumulative=cumulative, column=column)


def _belongs(row: Row, span: Span) -> bool:
    if span.id is not None and row["period_id"] is not None:
        return bool(row["period_id"] == span.id)
    return span.holds(row["until_on"])


def within(activity_id: int, activities: Iterable[Row]) -> frozenset[int]:
    """An activity and all that are parts of it."""
    below: dict[int, list[int]] = {}
    for row in activities:
        below.setdefault(row["within_id"], []).append(row["id"])
    found, left = {activity_id}, [activity_id]
    while left:
        new = [one for one in below.get(left.pop(), ()) if one not in found]
        found.update(new)
        left += new
    return frozenset(found)


def accepted(indicator: Row, deliverables: Iterable[Row], activities: Collection[Row]) -> list[Row]:
    """The accepted deliverables that an indicator counts."""
    parts = within(indicator["activity_id"], activities) if indicator["activity_id"] else None
    return [
        row
        for row in deliverables
        if row["state"] == "accepted"
        and indicator["deliverable_kind"] in ("", row["kind"])
        and (parts is None or row["activity_id"] in parts)
        and indicator["partner_id"] in (None, row["partner_id"])
    ]


def delivered(indicator: Row, counted: Iterable[Row], since: date | None = None, until: date | None = None) -> Decimal:
    """How many of these deliverables, or what quantities of them, were handed over from one day to another."""
    own = [row for row in counted if _in(row["delivered_on"] or row["decided_on"], since, until)]
    return sum((_quantity(row) if indicator["by_quantity"] else Decimal(1) for row in own), Decimal(0))


def _in(day: date | None, since: date | None, until: date | None) -> bool:
    """One without a day is in the whole, and in no part of it."""
    if day is None:
        return since is None and until is None
    return (since is None or day >= since) and (until is None or day <= until)


def _quantity(row: Row) -> Decimal:
    """What was delivered, else what was planned of a thing that was accepted."""
    found = row["delivered_quantity"] if row["delivered_quantity"] is not None else row["quantity"]
    return found or Decimal(0)


def reached(
    indicator: Row,
    values: Sequence[Row],
    counted: Decimal | None,
    *,
    whole: bool = True,
) -> Reached:
    """What an indicator has reached so far; `counted` is None where it counts something of which nothing is recorded.

    Without that, and without values, the figure as published stands, but not for a part of the `whole`.
    """
    verified = typed_so_far(values, cumulative=indicator["cumulative"], column="verified")
    if indicator["counted"] != Counted.TYPED and counted is not None:
        return Reached(counted, str(indicator["counted"]), verified)
    typed = typed_so_far(values, cumulative=indicator["cumulative"])
    if typed is not None:
        return Reached(typed, Counted.TYPED, verified)
    published = indicator["achieved"] if whole else None
    return Reached(published, PUBLISHED if published is not None else "", verified)


def share_reached(indicator: Row, found: Reached) -> Decimal | None:
    """How many whole per cent of the way to the target are behind, rounded down; None where there is no way to measure."""
    way = _way(indicator, found)
    return None if way is None else floored(way[0] * 100 / way[1], 0)


def _way(indicator: Row, found: Reached) -> tuple[Decimal, Decimal] | None:
    """How much was gained, of how much that is to be gained.

    A figure of a whole, published or with each value holding those before it, begins at the baseline; what is added up
    begins at nothing.
    """
    baseline, target = indicator["baseline"] or Decimal(0), indicator["target"]
    if (
        target is None
        or found.found is None
        or target == baseline
        or (target < baseline) != indicator["less_is_better"]
    ):
        return None
    level = found.source == PUBLISHED or (found.source == Counted.TYPED and indicator["cumulative"])
    gone = found.found - baseline if level else found.found
    sign = -1 if target < baseline and level else 1
    return gone * sign, abs(target - baseline)


@dataclass(frozen=True, slots=True)
class Passed:
    """How many whole per cent of the time have passed and of the money are spent, where known, and whether it is over."""

    time: Decimal | None = None
    money: Decimal | None = None
    over: bool = False


def standing(indicator: Row, found: Reached, passed: Passed) -> Standing | None:
    """What stands out of an indicator, of its target beside the time passed and the money spent; nothing of an implied one."""
    if indicator["implied"]:
        return None
    if indicator["less_is_better"]:
        too_much = found.found is not None and indicator["target"] is not None and found.found > indicator["target"]
        return Standing.WORSE if too_much else None
    share = share_reached(indicator, found)
    if share is None:
        return None
    gone, whole = _way(indicator, found) or (Decimal(0), Decimal(0))
    if gone > whole:
        return Standing.EXCEEDED
    if passed.over:
        return Standing.SHORT if share < ENOUGH else Standing.MET if share >= 100 else None
    return _on_the_way(share, passed)


def _on_the_way(share: Decimal, passed: Passed) -> Standing | None:
    if share >= 100:
        return Standing.MET
    if share <= 0 and passed.time is not None and passed.time >= HALF:
        return Standing.NOTHING
    if lags(share, passed.time):
        return Standing.BEHIND_TIME
    return Standing.BEHIND_MONEY if lags(share, passed.money) else None


def lags(share: Decimal, passed: Decimal | None) -> bool:
    """Whether from the second half on much less is reached than has passed."""
    return passed is not None and passed >= HALF and share < passed - BEHIND


def time_passed(first: date | None, last: date | None, today: date | None) -> Decimal | None:
    """How many per cent of a project's time have passed; None where that is not known."""
    if first is None or last is None or today is None or last <= first:
        return None
    days = Decimal((min(max(today, first), last) - first).days * 100)
    return half_up(days / Decimal((last - first).days), 0)


def may_fall(indicator: Row) -> bool:
    """Whether a value below an earlier one says nothing against it: where less is better, or no trend is asked."""
    return bool(indicator["less_is_better"] or indicator["trendless"])


def fallen(indicator: Row, values: Sequence[Row]) -> Row | None:
    """The first value below the one before it of the same partner, where each holds those before it."""
    if not indicator["cumulative"] or may_fall(indicator):
        return None
    before: dict[int | None, Row] = {}
    for row in values:
        last = before.get(row["partner_id"])
        if last is not None and row["value"] < last["value"]:
            return row
        before[row["partner_id"]] = row
    return None


def value_wrong(told: Row) -> list[Objection]:
    """What can't be in a value, whatever the indicator: figures below zero, women and men that do not make it."""
    found = [Objection(NEGATIVE, place=name) for name in ("value", *PARTS, *VERIFIED) if (told.get(name) or 0) < 0]
    if found:
        return found
    found = list(_sums(told, ("women", "men"), SEXES_DIFFER, SEXES_EXCEED))
    return found + list(_sums(told, VERIFIED[1:], SEXES_DIFFER, SEXES_EXCEED, whole="verified"))


def trend_wrong(told: Row) -> list[Objection]:
    """What can't be in an indicator: a trend that is asked, and not."""
    return [Objection(TWO_TRENDS, place="trendless")] if told.get("less_is_better") and told.get("trendless") else []


def value_objections(
    indicator: Row, told: Row, others: Sequence[Row], period: Row | None, today: date | None = None
) -> list[Objection]:
    """What can't be in a value of this indicator: its ages, its day, and its place among the `others`."""
    day, found = told["until_on"], list[Objection]()
    if today is not None and day > today:
        found.append(Objection(NOT_YET, place="until"))
    elif period is not None and not period["start_on"] <= day <= period["end_on"]:
        facts = {"number": period["number"], "first": period["start_on"], "last": period["end_on"]}
        found.append(Objection(OUTSIDE, facts, place="until"))
    found += _sums(told, AGES[: HOW_MANY[indicator["bands"]]], AGES_DIFFER, AGES_EXCEED)
    if indicator["cumulative"] and not may_fall(indicator):
        found += _in_order(told, others)
    return found


def _sums(told: Row, names: Sequence[str], differ: str, exceed: str, whole: str = "value") -> Iterator[Objection]:
    """Parts that are all given make the whole; some of them alone are not more than it."""
    value = told.get(whole)
    if value is None:
        return
    given = [(name, told[name]) for name in names if told.get(name) is not None]
    made = sum((number for _, number in given), Decimal(0))
    if not given or made == value or (len(given) < len(names) and made < value):
        return
    sentence = differ if made < value else exceed
    yield Objection(sentence, {"sum": made, "value": value}, place=given[-1][0])


def _in_order(told: Row, others: Sequence[Row]) -> Iterator[Objection]:
    """Among the values of one partner none is below one of an earlier day."""
    same = [row for row in others if row["partner_id"] == told.get("partner_id")]
    before = [row for row in same if row["until_on"] < told["until_on"] and row["value"] > told["value"]]
    after = [row for row in same if row["until_on"] > told["until_on"] and row["value"] < told["value"]]
    if before:
        row = max(before, key=lambda one: one["value"])
        yield Objection(WENT_DOWN, {"day": row["until_on"], "before": row["value"]}, place="value")
    elif after:
        row = min(after, key=lambda one: one["value"])
        yield Objection(GOES_DOWN, {"day": row["until_on"], "after": row["value"]}, place="value")
