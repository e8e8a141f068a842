"""The closed lists of correspondence, until when an answer is due, and how a matter stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from grants.errors import Objection
from grants.projects.rules_periods import BULGARIA
from grants.values.days import Roll, Unit
from grants.values.language import N_
from grants.values.terms import OfficeDays, Term, UnknownYear, reckon

Row = Mapping[str, Any]


class MatterKind(StrEnum):
    """What came, or was sent."""

    LETTER = "letter"
    REMARK = "remark"
    CHECK = "check"
    AUDIT = "audit"
    FINDING = "finding"
    RECOMMENDATION = "recommendation"
    IRREGULARITY = "irregularity"


MATTER_KINDS: Mapping[str, str] = {
    MatterKind.LETTER: N_("letter"),
    MatterKind.REMARK: N_("remark on a report"),
    MatterKind.CHECK: N_("on-the-spot check"),
    MatterKind.AUDIT: N_("audit"),
    MatterKind.FINDING: N_("finding"),
    MatterKind.RECOMMENDATION: N_("recommendation"),
    MatterKind.IRREGULARITY: N_("irregularity"),
}


class Direction(StrEnum):
    """Which way a letter went."""

    RECEIVED = "received"
    SENT = "sent"


DIRECTIONS: Mapping[str, str] = {
    Direction.RECEIVED: N_("received"),
    Direction.SENT: N_("sent"),
}


class AnswerDays(StrEnum):
    """How the days for an answer are counted."""

    NONE = "none"
    CALENDAR = "calendar"
    WORKING = "working"


ANSWER_DAYS: Mapping[str, str] = {
    AnswerDays.NONE: N_("no answer asked"),
    AnswerDays.CALENDAR: N_("calendar days"),
    AnswerDays.WORKING: N_("working days"),
}


# --- with whom ----------------------------------------------------------------------------------------------------

_APART = re.compile(r"[^\w]+")


def is_named(counterpart: str, name: str) -> bool:
    """Whether somebody is written to, or wrote, under this name: whatever the capitals, quotation marks and spaces, and also
    where a place or a person follows behind a comma.
    """
    named = _bare(name)
    return bool(named) and named in {_bare(counterpart), _bare(re.split(r"[,;(]", counterpart)[0])}


def _bare(name: str) -> str:
    return _APART.sub("", name.casefold())


# --- until when, and how it stands --------------------------------------------------------------------------------

BEFORE_QUESTION = N_("The answer can't be dated before the letter it answers, {day}.")
CLOSED_BEFORE = N_("It can't be closed before it was received, {day}.")
LONGEST_WITHIN = 3650  # days, ten years: more is a slip of the hand
WITHIN_POSITIVE = N_("An answer is due within 1 to {most} days.")
WHICH_DAYS = N_("Say whether these are calendar or working days.")
RECEIVED_MISSING = N_("The days are counted from the day it was received; write that day.")
ITSELF = N_("A letter can't belong to itself.")
IN_THE_FUTURE = N_("This day is still to come.")
NOTHING_SAID = N_("Write the answer, or its number and the proof that it was sent.")


# What an answer's day is counted from.
COUNTED_FROM = ("received_on", "answer_within", "answer_days")


def answer_term(values: Row) -> Term | None:
    """How long after it was received a letter is to be answered; None where no days, or far too many, were given.

    Calendar days that end on a day off run until the next working one (Obligations and Contracts Act, art. 72).
    """
    days, within = values["answer_days"] or AnswerDays.NONE, values["answer_within"] or 0
    if days == AnswerDays.NONE or values["received_on"] is None or not 1 <= within <= LONGEST_WITHIN:
        return None
    return Term(within, Unit.WORKING_DAYS if days == AnswerDays.WORKING else Unit.DAYS, Roll.NEXT)


def answer_due(values: Row, offices: OfficeDays = BULGARIA) -> date | None:
    """The last day for an answer, where offices work on those days; the day of receiving is not counted."""
    term = answer_term(values)
    try:
        return reckon(values["received_on"], term, offices).day if term else None
    except UnknownYear:
        return None


def counted_anew(before: Row, now: Row, offices_before: OfficeDays, offices: OfficeDays) -> date | None:
    """The day for an answer where what it is counted from, or when offices work, has changed; None where it stays.

    A day that somebody gave it stays: it is not the one that was counted before.
    """
    was = before["answer_due_on"]
    if was != now["answer_due_on"] or was not in (answer_due(before), answer_due(before, offices_before)):
        return None
    due = answer_due(now, offices)
    return due if due != was else None


def completed_matter(values: Row) -> dict[str, Any]:
    """A matter with its due day counted where the days for it were given and no day was."""
    return dict(values) if values["answer_due_on"] else {**values, "answer_due_on": answer_due(values)}


def matter_objections(values: Row, row_id: int = 0) -> list[Objection]:
    """What can't be so in a letter as it was typed."""
    told = []
    came = values["received_on"] or values["written_on"]
    within, days = values["answer_within"], values["answer_days"] or AnswerDays.NONE
    if within is not None and not 1 <= within <= LONGEST_WITHIN:
        told.append(Objection(WITHIN_POSITIVE, {"most": LONGEST_WITHIN}, place="answer_within"))
    if within is not None and days == AnswerDays.NONE:
        told.append(Objection(WHICH_DAYS, place="answer_days"))
    if within is not None and values["received_on"] is None:
        told.append(Objection(RECEIVED_MISSING, place="received"))
    if came and values["answered_on"] and values["answered_on"] < came:
        told.append(Objection(BEFORE_QUESTION, {"day": came}, place="answered"))
    if came and values["closed_on"] and values["closed_on"] < came:
        told.append(Objection(CLOSED_BEFORE, {"day": came}, place="closed"))
    if row_id and values["arose_from_id"] == row_id:
        told.append(Objection(ITSELF, place="arose_from"))
    return told


def answer_objections(
    row: Row, answered_on: date, words: str, reference: str, proof: str, today: date
) -> list[Objection]:
    """What can't be so in an answer; it says something, or where it can be found and how it was sent."""
    told = []
    came = row["received_on"] or row["written_on"]
    if came and answered_on < came:
        told.append(Objection(BEFORE_QUESTION, {"day": came}, place="answered"))
    if answered_on > today:
        told.append(Objection(IN_THE_FUTURE, place="answered"))
    if not words.strip() and not (reference.strip() and proof.strip()):
        told.append(Objection(NOTHING_SAID, place="answer"))
    return told


class Standing(StrEnum):
    """How a matter stands on a day, the most pressing first."""

    LATE = "late"
    WAITING = "waiting"
    OPEN = "open"  # a finding or an audit that asks no answer by a day and is not closed
    ANSWERED = "answered"
    CLOSED = "closed"
    KEPT = "kept"  # a letter that asks for nothing


STANDINGS: Mapping[str, str] = {
    Standing.LATE: N_("answer late"),
    Standing.WAITING: N_("answer awaited"),
    Standing.OPEN: N_("not closed"),
    Standing.ANSWERED: N_("answered"),
    Standing.CLOSED: N_("closed"),
    Standing.KEPT: N_("for information"),
}
STANDING_TONES: Mapping[str, str] = {
    Standing.LATE: "bad",
    Standing.WAITING: "wait",
    Standing.OPEN: "active",
    Standing.ANSWERED: "good",
    Standing.CLOSED: "",
    Standing.KEPT: "",
}
# What stays open until somebody closes it.
STAYS_OPEN = frozenset(
    {MatterKind.AUDIT, MatterKind.CHECK, MatterKind.FINDING, MatterKind.RECOMMENDATION, MatterKind.IRREGULARITY}
)


def standing(row: Row, today: date) -> Standing:
    """How a matter stands: an answer still due comes first, then what is not closed."""
    if row["closed_on"] is not None:
        return Standing.CLOSED
    if row["answered_on"] is None and row["answer_due_on"] is not None:
        return Standing.LATE if row["answer_due_on"] < today else Standing.WAITING
    if row["kind"] in STAYS_OPEN:
        return Standing.OPEN
    return Standing.ANSWERED if row["answered_on"] is not None else Standing.KEPT
