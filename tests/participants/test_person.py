"""What can't be true of a participant, and what follows from a personal number or a day of birth."""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest

from grants.participants.editions import ESF_2014
from grants.participants.places import DISTRICTS, districts_of, in_district, settlements
from grants.participants.records import place_of
from grants.participants.rules import Sex
from grants.participants.rules_person import completed, not_exportable, objections, same_person_text
from grants.personal.rules import IdentifierKind, full_years
from grants.values.identifiers import egn_check_digit
from tests.cast import TODAY

JOINED = date(2026, 3, 2)
EGN = "6101057509"  # a man born on 5 January 1961


def person(**told):
    return {
        "first_name": "Стоян", "middle_name": "Илиев", "family_name": "Колев", "sex": Sex.MAN,
        "born_on": date(1961, 1, 5), "joined_on": JOINED, **told,
    }  # fmt: skip


def wrong(values, number="", **more):
    return {one.place: one.sentence for one in objections(values, number, TODAY, **more)}


def test_it_finds_nothing_wrong_with_somebody_told_whole():
    assert wrong(person(), EGN) == {}


@pytest.mark.parametrize(
    ("told", "number", "place", "says"),
    [
        ({}, "6101057508", "personal_number", "last digit"),
        ({}, "6113057509", "personal_number", "not a day"),
        ({}, "610105750", "personal_number", "ten digits"),
        ({"born_on": date(1961, 1, 6)}, EGN, "born", "another day of birth"),
        ({"sex": Sex.WOMAN}, EGN, "sex", "other sex"),
        ({"born_on": date(2026, 3, 3)}, "", "born", "after the day of joining"),
        ({"born_on": date(1800, 3, 3)}, "", "born", "years old"),
        ({"age": 64}, "", "age", "Leave the age empty"),
        ({"left_on": date(2026, 3, 1)}, "", "left", "before the day of joining"),
        ({"joined_on": TODAY + timedelta(days=1)}, "", "joined", "still to come"),
        ({"joined_on": None}, "", "joined", "day on which the person joined"),
        ({"sex": None}, "", "sex", "woman or a man"),
        ({"born_on": None}, "", "born", "day of birth, the age"),
        ({"first_name": ""}, "", "first_name", "first name"),
        ({"family_name": ""}, "", "family_name", "family name"),
        ({"family_name": f"Колев {EGN}"}, "", "family_name", "field of its own"),
        ({"district": "Тракия"}, "", "district", "no district"),
        ({"settlement": "Банско"}, "", "district", "choose the district"),
        ({"district": "Бургас", "settlement": "Банско"}, "", "settlement", "there is one in the district"),
        ({"place_district": "Бургас", "place_settlement": "Бански"}, "", "place_settlement", "There is no"),
        ({"labour": "наето лице"}, "", "labour", "not in the list"),
        ({"answers": {"migrant": "может би"}}, "", "migrant", "not in the list"),
    ],
)
def test_it_says_beside_the_field_what_cannot_be(told, number, place, says):
    assert says in wrong(person(**told), number)[place]


def test_it_never_repeats_a_mistyped_number():
    told = objections(person(), "6101057508", TODAY)
    assert "6101057508" not in repr(told)


def test_it_takes_age_and_sex_from_the_number():
    known = completed(person(sex=None, born_on=None), EGN)
    assert (known["born_on"], known["sex"], known["age"]) == (date(1961, 1, 5), Sex.MAN, 65)
    assert wrong(person(sex=None, born_on=None), EGN) == {}


def test_it_keeps_an_age_told_without_a_day_of_birth():
    assert completed(person(born_on=None, age=47))["age"] == 47
    assert wrong(person(born_on=None, age=47)) == {}


def test_it_learns_neither_age_nor_sex_from_a_foreigners_number():
    foreign = {"kind": IdentifierKind.FOREIGN}
    assert "sex" in not_exportable(completed(person(sex=None), "7111042925", **foreign), {}, has_number=True)
    assert wrong(person(), "7111042925", **foreign) == {}
    assert "foreigner" in wrong(person(), "7111042926", **foreign)["personal_number"]


def test_it_finds_a_person_by_names_and_birth_however_they_are_spelt():
    assert same_person_text(person(first_name=" СТОЯН ", middle_name="")) == same_person_text(person())
    assert same_person_text(person(born_on=None)) == ""


def test_it_tells_what_the_sheet_still_lacks_in_its_order():
    lacking = not_exportable(person(age=65), {}, has_number=False)
    assert lacking[:4] == ["personal_number", "labour", "education", "district"]
    assert "minority" not in lacking
    assert "minority" in not_exportable(person(), {}, has_number=True, special_asked={"minority"})
    told = {one.name: "no" for one in ESF_2014.questions} | {"migrant": "refused"}
    whole: dict[str, object] = dict.fromkeys(("labour", "education", "district", "settlement", "activity_kind"), "x")
    whole |= {"place_district": "x", "place_settlement": "x", "answers": told, "age": 65}
    assert not_exportable(person(**whole), {}, has_number=True) == []
    del told["migrant"]
    whole |= {"activity_kind": "", "activity_id": 7}
    assert not_exportable(person(**whole), {}, has_number=True) == ["migrant"]


def test_it_knows_the_official_list_of_places():
    assert len(DISTRICTS) == 28
    assert sum(len(settlements(one)) for one in DISTRICTS) == 5266
    assert in_district("Велико Търново", "Велико Търново")
    assert not in_district("Велико Търново", "София")
    assert len(districts_of("Бяла")) > 1


def years_counted(born: date, on: date) -> int:
    """Counting birthdays one by one; a birthday of 29 February falls on 1 March where there is none."""
    age = 0
    while True:
        year = born.year + age + 1
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        birthday = date(year, 3, 1) if (born.month, born.day) == (2, 29) and not leap else born.replace(year=year)
        if birthday > on:
            return age
        age += 1


@pytest.mark.parametrize(
    ("settlement", "district", "said"),
    [
        ("Русе", "Русе", "Русе"), ("Ветово", "Русе", "Ветово, област Русе"), ("", "Русе", "област Русе"), ("", "", ""),
        ("Банкя", "София", "Банкя, София"), ("Елин Пелин", "София-област", "Елин Пелин, София-област"),
        ("Giurgiu", "", "Giurgiu"),
    ],
)  # fmt: skip
def test_it_names_a_place_once_and_a_district_as_one(settlement, district, said):
    assert place_of(settlement, district, lambda _, district: f"област {district}") == said


def test_it_counts_the_age_at_joining_of_every_birthday():
    """Every day from 1930 to 2026, and of each the years on its birthdays, the day before and a day that goes round."""
    step = 1 if os.environ.get("THOROUGH") else 5  # 5 meets each day of the year, 29 February of some years
    days = [date(1930, 1, 1) + timedelta(days=at) for at in range(0, 35_430, step)]
    for at, born in enumerate([*days, *(date(year, 2, 29) for year in range(1932, 2025, 4))]):
        turned = date(born.year + 18, 3, 1) if (born.month, born.day) == (2, 29) else born.replace(year=born.year + 18)
        assert full_years(born, turned) == 18, born
        assert full_years(born, turned - timedelta(1)) == 17, born
        joined = born + timedelta(days=(at * 37) % 30_000)
        assert full_years(born, joined) == years_counted(born, joined), (born, joined)


def test_it_reads_every_birthday_from_a_number():
    born = date(1930, 1, 1)
    while born <= date(2026, 11, 22):
        month = born.month + (40 if born.year >= 2000 else 0)
        nine = f"{born.year % 100:02}{month:02}{born.day:02}123"
        number = nine + egn_check_digit(nine)
        known = completed({"joined_on": TODAY}, number)
        assert known["born_on"] == born
        assert known["age"] == full_years(born, TODAY)
        born += timedelta(days=11)
