"""Reporting periods, duties and reasons for keeping as the pages of a contract show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from grants.portfolio.rules import place_of_day
from grants.projects.rules import DUTY_KINDS, KEEPING_KINDS, PERIOD_KINDS, PERIOD_STATES, DutyKind, PeriodState
from grants.projects.rules_keeping import Counted, Kept
from grants.projects.rules_periods import KeptPeriod, PeriodMove, PlannedPeriod
from grants.projects.rules_publicity import STANDINGS, ProposedDuty, Standing, standing
from grants.storage.columns import text
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.wording import Wording

Row = Mapping[str, Any]
PERIOD_TONES = {
    PeriodState.PLANNED: "",
    PeriodState.SUBMITTED: "active",
    PeriodState.RETURNED: "wait",
    PeriodState.ACCEPTED: "good",
}
DUTY_TONES = {Standing.AHEAD: "", Standing.LATE: "bad", Standing.UNPROVEN: "wait", Standing.DONE: "good"}
_BARS = {
    PeriodState.PLANNED: "waiting",
    PeriodState.SUBMITTED: "running",
    PeriodState.RETURNED: "late-bar",
    PeriodState.ACCEPTED: "done",
}
_AFTER = timedelta(days=10)  # so that the mark of the last day is drawn whole
_WAITS = frozenset({PeriodState.PLANNED, PeriodState.RETURNED})

# --- reporting periods --------------------------------------------------------------------------------------------


def period_row(row: Row, packages: Mapping[str, Row], today: date, words: Wording, base: str) -> dict[str, Any]:
    """One period in its table."""
    state, due = PeriodState(row["state"]), row["due_on"]
    late = state in _WAITS and due is not None and due < today
    return {
        "url": f"{base}/contract/periods/{row['id']}",
        "number": row["number"],
        "kind": words.say(PERIOD_KINDS[row["kind"]]),
        "days": words.period(row["start_on"], row["end_on"]),
        "due": words.day(due) if due else "",
        "when": words.distance((due - today).days) if due and state in _WAITS else "",
        "late": late,
        "asks": asks(row, words),
        "state": words.say(PERIOD_STATES[state]),
        "tone": "bad" if late else PERIOD_TONES[state],
        "on": state_day(row, words),
        "package": row["package"],
        "said": package_said(packages.get(row["package"]), words),
        "by_hand": not row["generated"],
    }


def asks(period: Row | PlannedPeriod | KeptPeriod, words: Wording) -> str:
    """What a period asks for: a technical report, a financial one, or both."""
    told = (
        (period["technical"], period["financial"])
        if isinstance(period, Mapping)
        else (period.technical, period.financial)
    )
    named = [words.say(name) for name, asked in zip((N_("technical"), N_("financial")), told, strict=True) if asked]
    return words.list(named) if named else ""


def state_day(row: Row, words: Wording) -> str:
    """The day on which its report came to the state it is in."""
    column = {"submitted": "submitted_on", "returned": "returned_on", "accepted": "accepted_on"}.get(str(row["state"]))
    return words.day(row[column]) if column and row[column] else ""


def package_said(package: Row | None, words: Wording) -> list[str]:
    """What went out with a package and what came for it."""
    if package is None:
        return []
    said = []
    if package["expenses"]:
        amount = words.amount(Money(package["cents"], "EUR"))
        said.append(words.count("{n} expense, {amount}", "{n} expenses, {amount}", package["expenses"], amount=amount))
    if package["received"] is not None and package["received_on"]:
        received = Money(package["received"], "EUR")
        said.append(words.say(N_("{amount} received on {day}"), amount=received, day=package["received_on"]))
    elif package["asked"] is not None:
        said.append(words.say(N_("{amount} requested"), amount=Money(package["asked"], "EUR")))
    return said


def strip(periods: Sequence[Row], today: date, base: str) -> dict[str, Any] | None:
    """The periods in a row, from the first day of the first to the last report's day, with years and today."""
    if not periods:
        return None
    first = min(row["start_on"] for row in periods)
    last = max(day for row in periods for day in (row["end_on"], row["due_on"]) if day) + _AFTER
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    return {
        "years": [(place_of_day(day, first, last), str(day.year)) for day in years],
        "first": str(first.year),
        "today": place_of_day(today, first, last) if first <= today <= last else None,
        "periods": [_block(row, (first, last), today, base) for row in periods if row["kind"] != "progress"],
    }


def _block(row: Row, whole: tuple[date, date], today: date, base: str) -> dict[str, Any]:
    state, due = PeriodState(row["state"]), row["due_on"]
    late = state in _WAITS and due is not None and due < today
    begins = place_of_day(row["start_on"], *whole)
    return {
        "number": row["number"],
        "start": begins,
        "length": max(4, place_of_day(row["end_on"], *whole) - begins),
        "due": place_of_day(due, *whole) if due else None,
        "state": "late-bar" if late else _BARS[state],
        "late": late,
        "url": f"{base}/contract/periods/{row['id']}",
    }


_MOVES = {
    "added": (N_("added"), "good"),
    "changed": (N_("changed"), "wait"),
    "removed": (N_("removed"), "bad"),
}


def move_row(move: PeriodMove, words: Wording) -> dict[str, Any]:
    """What becomes of a period: as it is and as it would be."""
    what, tone = _MOVES[move.what.value]
    one = move.after or move.before
    assert one is not None
    before = move.before
    return {
        "what": words.say(what),
        "tone": tone,
        "number": before.number if before else "",
        "kind": _changed(words.say(PERIOD_KINDS[before.kind]) if before else "", words.say(PERIOD_KINDS[one.kind])),
        "days": _changed(
            words.period(before.start_on, before.end_on) if before else "", words.period(one.start_on, one.end_on)
        ),
        "due": _changed(_day(before.due_on, words) if before else "", _day(one.due_on, words)),
        "asks": asks(one, words),
    }


def _changed(before: str, after: str) -> tuple[str, str]:
    """What stands there, and what did before where that differs."""
    return after, before if before and before != after else ""


def _day(day: date | None, words: Wording) -> str:
    return words.day(day) if day else "–"


def standing_row(period: KeptPeriod, words: Wording, base: str) -> dict[str, Any]:
    """A period that stays as it is, and why."""
    by_hand = period.state is PeriodState.PLANNED
    return {
        "url": f"{base}/contract/periods/{period.id}",
        "number": period.number,
        "days": words.period(period.start_on, period.end_on),
        "why": words.say(N_("typed or changed by hand")) if by_hand else words.say(PERIOD_STATES[period.state]),
    }


# --- duties -------------------------------------------------------------------------------------------------------


def duty_row(
    row: Row, files: Mapping[int, int], partners: Mapping[int, Text], today: date, words: Wording
) -> dict[str, Any]:
    """One duty in its table."""
    known = files.get(row["id"], 0)
    stands = standing(row["done_on"], row["due_on"], proven=bool(row["evidence"] or known), today=today)
    return {
        "id": row["id"],
        "number": row["number"],
        "title": text(dict(row), "title"),
        "kind": words.say(DUTY_KINDS[row["kind"]]),
        "partner": partners.get(row["partner_id"], ""),
        "due": words.day(row["due_on"]) if row["due_on"] else "",
        "when": words.distance((row["due_on"] - today).days)
        if row["due_on"] and stands in {Standing.AHEAD, Standing.LATE}
        else "",
        "until": words.day(row["until_on"]) if row["until_on"] else "",
        "done": words.day(row["done_on"]) if row["done_on"] else "",
        "evidence": row["evidence"],
        "files": words.count("{n} file", "{n} files", known) if known else "",
        "state": words.say(STANDINGS[stands]),
        "tone": DUTY_TONES[stands],
    }


def proposal_row(one: ProposedDuty, words: Wording) -> dict[str, Any]:
    """A duty that waits to be taken on."""
    due = words.day(one.due_on) if one.due_on else ""
    until = words.day(one.until_on) if one.until_on else ""
    return {
        "kind": one.kind.value,
        "name": words.say(DUTY_KINDS[DutyKind(one.kind)]),
        "why": words.say(one.why, **one.facts),
        "days": words.say(N_("due on {day}, until {until}"), day=due, until=until)
        if due and until
        else words.say(N_("due on {day}"), day=due)
        if due
        else "",
    }


# --- keeping ------------------------------------------------------------------------------------------------------


def keeping(kept: Kept, words: Wording, base: str, *, may_change: bool) -> dict[str, Any]:
    """Until when everything is kept and by which reason, all reasons, and the papers that are kept longer."""
    link = f"{base}/rows/keeping" if may_change else ""
    return {
        "until": words.long_day(kept.until) if kept.until else "",
        "why": words.say(KEEPING_KINDS[kept.by.kind]) if kept.by else "",
        "how": counted(kept.by, words) if kept.by else "",
        "stopped": kept.stopped,
        "rows": [_reason(one, words, link, decides=one is kept.by) for one in kept.whole],
        "papers": [_reason(one, words, link) for one in kept.papers],
    }


def _reason(one: Counted, words: Wording, link: str, *, decides: bool = False) -> dict[str, Any]:
    return {
        "name": words.say(KEEPING_KINDS[one.kind]),
        "how": counted(one, words),
        "until": words.day(one.until) if one.until else "",
        "url": f"{link}/{one.row_id}" if link and one.row_id else "",
        "decides": decides,
    }


def counted(one: Counted, words: Wording) -> str:
    """How a reason was counted, in words."""
    facts = dict(one.facts)
    if "years" in facts:
        facts["years"] = words.count("{n} year", "{n} years", facts["years"])
    said = words.say(one.sentence, **facts)
    if one.stood_still:
        still = words.count(
            "The clock stood still for {n} day.", "The clock stood still for {n} days.", one.stood_still
        )
        return f"{said} {still}"
    return said
