"""A deadline of a partner abroad says that its day is a holiday there, and what the hour is by the clock there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.deadlines.abroad import abroad
from grants.deadlines.rules_yield import Offices
from grants.values.language import Text
from grants.values.terms import OfficeDays
from grants.values.wording import wording
from tests.deadlines.test_digest import PART, letter

ROMANIA = replace(PART.due, partner_country="RO", due_on=date(2026, 12, 1), hour="", zone="")


@pytest.mark.parametrize(
    ("country", "day", "hour", "zone", "said"),
    [
        (
            "RO",
            date(2026, 12, 1),
            "",
            "",
            ["1 December 2026 is a day off in Romania: National Day."],
        ),
        ("RO", date(2026, 12, 2), "", "", []),
        ("RO", date(2026, 12, 2), "17:00", "Europe/Brussels", ["In Romania that is 18:00."]),
        ("RO", date(2026, 12, 2), "17:00", "", []),  # Sofia and Bucharest share a clock
        ("ES", date(2026, 12, 2), "24:00", "", ["In Spain that is 23:00."]),
        ("AM", date(2026, 12, 2), "23:00", "", ["In Armenia that is 3 December 2026, 01:00."]),
        ("BG", date(2027, 3, 3), "17:00", "Europe/Brussels", []),
        ("", date(2027, 3, 3), "17:00", "Europe/Brussels", []),
        ("XK", date(2026, 12, 2), "", "", []),  # whose holidays no calendar knows
    ],
)
def test_it_tells_of_the_partners_own_country(country, day, hour, zone, said):
    due = replace(PART.due, partner_country=country, due_on=day, hour=hour, zone=zone)
    assert [one.replace("\xa0", " ") for one in abroad(wording("en"), due, Offices())] == said


def test_it_stands_in_the_letter_in_the_readers_language():
    told = replace(PART, due=ROMANIA)
    plain = " ".join(letter("bg", told).plain.split())
    assert "1 декември 2026 г. е почивен ден в Румъния: Национален празник." in plain
    assert "почивен ден в Румъния" in letter("bg", told).html
    assert "day off in Romania" not in letter("en", PART).plain


@pytest.mark.parametrize(
    ("country", "day", "said"),
    [
        ("GR", date(2027, 3, 15), "Чисти понеделник"),
        ("RS", date(2026, 11, 11), "Ден на примирието"),
        (
            "CZ",
            date(2026, 11, 17),
            "официален празник (Den boje za svobodu a demokracii a Mezinárodní den studentstva)",
        ),
        ("RO", date(2026, 12, 3), "Ден на община Гюргево"),  # declared here
        ("RO", date(2026, 11, 30), None),  # made a working day
    ],
)
def test_it_calls_a_holiday_abroad_in_bulgarian_and_keeps_what_was_declared(country, day, said):
    romania = OfficeDays("RO", {date(2026, 12, 3): Text("Ден на община Гюргево", "")}, frozenset({date(2026, 11, 30)}))
    due = replace(ROMANIA, partner_country=country, due_on=day)
    found = abroad(wording("bg"), due, Offices({"RO": romania}))
    assert [one.split(": ", 1)[1] for one in found] == ([f"{said}."] if said else [])
