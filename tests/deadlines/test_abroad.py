"""A deadline of a partner abroad says that its day is a holiday there, and what the hour is by the clock there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.deadlines.abroad import abroad
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
            ["On that day there is a holiday in Romania: 1 December 2026, National Day."],
        ),
        ("RO", date(2026, 12, 2), "", "", []),
        ("RO", date(2026, 12, 2), "17:00", "Europe/Brussels", ["By the clock in Romania that is 18:00."]),
        ("RO", date(2026, 12, 2), "17:00", "", []),  # Sofia and Bucharest share a clock
        ("ES", date(2026, 12, 2), "24:00", "", ["By the clock in Spain that is 23:00."]),
        ("AM", date(2026, 12, 2), "23:00", "", ["By the clock in Armenia that is 3 December 2026, 01:00."]),
        ("BG", date(2027, 3, 3), "17:00", "Europe/Brussels", []),
        ("", date(2027, 3, 3), "17:00", "Europe/Brussels", []),
        ("XK", date(2026, 12, 2), "", "", []),  # whose holidays no calendar knows
    ],
)
def test_it_tells_of_the_partners_own_country(country, day, hour, zone, said):
    due = replace(PART.due, partner_country=country, due_on=day, hour=hour, zone=zone)
    assert [one.replace("\xa0", " ") for one in abroad(wording("en"), due)] == said


def test_it_stands_in_the_letter_in_the_readers_language():
    told = replace(PART, due=ROMANIA)
    plain = " ".join(letter("bg", told).plain.split())
    assert "На този ден има празник в Румъния: 1 декември 2026" in plain
    assert "празник в Румъния" in letter("bg", told).html
    assert "holiday in Romania" not in letter("en", PART).plain
