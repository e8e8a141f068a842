"""Sessions as their pages show them: a row of the list by month, one session's facts, who is on its list, the matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from grants.participants.attendance.queries import Matrix, activity_said
from grants.participants.attendance.rules import STANDING_TONES, STANDINGS, Standing, share
from grants.participants.records import place_of
from grants.participants.rules import SESSION_KINDS
from grants.storage.columns import text
from grants.storage.database import Row
from grants.values.language import N_, Text
from grants.values.wording import Wording
from grants.web.pages import Visit

Shown = dict[str, Any]
ANONYMOUS = N_("made anonymous")


def below(visit: Visit, tail: str = "") -> str:
    """An address of the project's sessions."""
    return f"/projects/{visit.project.code}/participants/sessions{tail}"


def views_of(visit: Visit, current: str) -> list[tuple[str, str, bool]]:
    """The parts of the room of participants: label, address, and whether this is it."""
    base = f"/projects/{visit.project.code}/participants"
    parts = (("", N_("Register")), ("/sessions", N_("Sessions")), ("/attendance", N_("Who came when")))
    return [(visit.words.say(label), base + tail, tail == current) for tail, label in parts]


def hours_said(hours: Decimal | None, words: Wording) -> str:
    """Hours as a figure: "4", "2,5"; empty where they are not known."""
    return "" if hours is None else words.number(hours)


def times_said(row: Row) -> str:
    """From what time until what time: "9:30–13:00"; empty where it is not said."""
    return f"{_time(row['begins_at'])}–{_time(row['ends_at'])}" if row["begins_at"] else ""


def _time(kept: str) -> str:
    return kept.removeprefix("0")


def place_said(row: Row, words: Wording) -> str:
    """Where a session is held, from the narrow to the wide."""
    return ", ".join(one for one in (row["place"], place_of(row["settlement"], row["district"], words.say)) if one)


def by_month(visit: Visit, found: Sequence[Row]) -> list[Shown]:
    """Rows of the list under their months."""
    words = visit.words
    return [
        {"month": words.month(first), "rows": [_listed(visit, row) for row in rows]}
        for first, rows in groupby(found, lambda row: row["held_on"].replace(day=1))
    ]


def _listed(visit: Visit, row: Row) -> Shown:
    words, stands = visit.words, Standing(row["standing"])
    untouched = row["listed"] and row["waiting"] == row["listed"]  # which the state says already
    return {
        "url": below(visit, f"/{row['id']}"),
        "title": text(row, "title"),
        "kind": words.say(SESSION_KINDS[row["kind"]]),
        "day": words.day(row["held_on"]),
        "times": times_said(row),
        "activity": activity_said(row),
        "partner": Text(row["partner_bg"] or "", row["partner_en"] or ""),
        "place": place_said(row, words),
        "hours": hours_said(row["hours"], words),
        "listed": words.number(row["listed"]),
        "came": words.number(row["came"]) if row["entered_on"] or row["came"] else "",
        "waiting": waiting_said(row, words) if stands is Standing.MISSING and not untouched else "",
        "state": words.say(STANDINGS[stands]),
        "tone": STANDING_TONES[stands],
        "missing": stands is Standing.MISSING,
    }


def waiting_said(row: Row, words: Wording) -> str:
    """What is still to be entered of a session whose day is over."""
    if not row["listed"]:
        return words.say(N_("nobody is on the list"))
    if row["waiting"] == row["listed"]:
        return words.say(N_("who came is not entered"))
    return words.count("{n} person is not entered", "{n} people are not entered", row["waiting"])


def facts_of(visit: Visit, row: Row) -> list[tuple[str, str | Text]]:
    """What a session's page says of it above its list."""
    words, hours = visit.words, hours_said(row["hours"], visit.words)
    said: list[tuple[str, str | Text]] = [
        (N_("Day"), " · ".join(one for one in (words.full_day(row["held_on"]), times_said(row)) if one)),
        (N_("Hours"), hours),
        (N_("Activity"), activity_said(row)),
        (N_("Held by"), Text(row["partner_bg"] or "", row["partner_en"] or "")),
        (N_("Place"), place_said(row, words)),
        (N_("Trainer or consultant"), row["trainer"]),
        (N_("Entered on"), words.day(row["entered_on"]) if row["entered_on"] else ""),
    ]
    return [(words.say(label), one) for label, one in said if one]


def named(row: Row, words: Wording) -> str:
    """A participant's name; what stands for it once anonymous."""
    return row["name"] or (words.say(ANONYMOUS) if row["anonymous"] else "")


def people_shown(
    visit: Visit, people: Sequence[Row], typed: Mapping[str, str] | None, told: Mapping[str, str]
) -> list[Shown]:
    """Everybody on a list with the box to tick and the hours; `typed` is what came back from a form."""
    words, base = visit.words, f"/projects/{visit.project.code}/participants"

    def one(row: Row) -> Shown:
        id_ = row["participant_id"]
        kept = words.typed_number(row["hours"].normalize()) if row["hours"] is not None else ""
        return {
            "id": id_,
            "number": row["number"],
            "url": f"{base}/{id_}",
            "name": named(row, words),
            "anonymous": row["anonymous"],
            "ticked": f"pick_{id_}" in typed if typed is not None else bool(row["came"]),
            "hours": typed.get(f"hours_{id_}", "") if typed is not None else kept,
            "entered": row["came"] is not None,
            "left": words.say(N_("left on {day}"), day=row["left_on"]) if row["left_on"] else "",
            "came": words.say(N_("came")) if row["came"] else words.say(N_("did not come")),
            "hours_said": hours_said(row["hours"], words),
            "error": told.get(f"hours_{id_}") or told.get(f"came_{id_}"),
        }

    return [one(row) for row in people]


def matrix_shown(visit: Visit, matrix: Matrix) -> Shown:
    """People down and sessions across, with what each attended and the part of what was held for them."""
    words = visit.words
    columns = [
        {
            "url": below(visit, f"/{row['id']}"),
            "title": text(row, "title").in_(visit.language),
            "day": _without_year(row["held_on"], words),
            "year": f"{row['held_on']:%Y}",
            "hours": hours_said(row["hours"], words),
            "came": words.number(row["came"]) if row["came"] or not row["waiting"] else "–",
            "attended": hours_said(row["hours_attended"], words) if row["came"] or not row["waiting"] else "–",
        }
        for row in matrix.sessions
    ]
    return {"columns": columns, "people": [_across(visit, row, matrix) for row in matrix.people]}


def _without_year(day: date, words: Wording) -> str:
    """A day above its year: "3.09", "3 Sept"."""
    return words.day(day).partition(str(day.year))[0].rstrip(" .\u2009\u202f\u00a0")


def _across(visit: Visit, row: Row, matrix: Matrix) -> Shown:
    words = visit.words
    part = share(Decimal(row["came"]), Decimal(row["entered"]))
    return {
        "url": f"/projects/{visit.project.code}/participants/{row['participant_id']}",
        "number": row["number"],
        "name": named(row, words),
        "left": words.say(N_("left on {day}"), day=row["left_on"]) if row["left_on"] else "",
        "cells": [
            _cell(matrix.cells.get((row["participant_id"], one["id"])), one["held_on"] > visit.today, words)
            for one in matrix.sessions
        ],
        "hours": hours_said(row["hours"], words),
        "times": words.say(N_("{part} of {whole}"), part=row["came"], whole=row["entered"]) if row["entered"] else "–",
        "share": words.percent(part) if part is not None else "–",
    }


def _cell(kept: Row | None, ahead: bool, words: Wording) -> Shown:
    """A person at a session: hours, came without known hours, stayed away, not entered, ahead, or not on its list."""
    if kept is None:
        return {"figure": "", "said": words.say(N_("not on the list")), "tone": "none"}
    if kept["came"] is None and ahead:
        return {"figure": "·", "said": words.say(STANDINGS[Standing.AHEAD]), "tone": "away"}
    if kept["came"] is None:
        return {"figure": "?", "said": words.say(N_("not entered")), "tone": "wait"}
    if not kept["came"]:
        return {"figure": "–", "said": words.say(N_("did not come")), "tone": "away"}
    return {"figure": hours_said(kept["hours"], words) or "✓", "said": words.say(N_("came")), "tone": ""}
