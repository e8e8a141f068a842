"""Checks of indicators beside time and money, of how long papers are kept, of hours, of stale translations (показатели)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from grants.checks.levels import LEVELS, OF_ALL_MONEY
from grants.checks.people import Colleague, Engagement, Worked
from grants.checks.rules import findings
from grants.checks.rules_hours import OTHER_PROJECTS, of_hours
from grants.checks.rules_names import older_side
from grants.team.rules import RateRule
from tests.checks.small import TODAY, another, found, project, where
from tests.checks.told import facts_of

EUR = {"currency": "EUR"}
BEHIND = ("INDICATOR_BEHIND", "INDICATOR_BEHIND_MONEY", "INDICATOR_SHORT", "INDICATOR_EXCEEDED")


# --- indicators ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("achieved", "period", "spent", "codes"),
    [
        ("33", ("2025-01-01", "2027-12-31"), "0", []),  # 63 % of the time have passed
        ("32", ("2025-01-01", "2027-12-31"), "0", ["INDICATOR_BEHIND"]),
        ("0", ("2026-10-01", "2027-12-31"), "0", []),
        ("", ("2025-01-01", "2027-12-31"), "1000", []),
        ("0", ("2026-10-01", "2027-12-31"), "495", ["INDICATOR_BEHIND_MONEY"]),  # 49.5 % of the money, half up 50
        ("0", ("2026-10-01", "2027-12-31"), "494", []),
        ("29", ("2026-10-01", "2027-12-31"), "594.99", []),  # 59 %
        ("29", ("2026-10-01", "2027-12-31"), "595", ["INDICATOR_BEHIND_MONEY"]),  # 60 %
        ("30", ("2026-10-01", "2027-12-31"), "595", []),
        ("20", ("2025-01-01", "2027-12-31"), "1000", ["INDICATOR_BEHIND"]),  # told once
        ("84", ("2025-01-01", "2026-11-21"), "0", ["INDICATOR_SHORT"]),
        ("85", ("2025-01-01", "2026-11-21"), "0", []),
        ("84", ("2025-01-01", "2026-11-22"), "0", []),  # today is its last day
        ("100", ("2025-01-01", "2026-11-21"), "0", []),
        ("100.01", ("2026-10-01", "2027-12-31"), "0", ["INDICATOR_EXCEEDED"]),
    ],
)
def test_a_target_is_held_against_the_time_and_the_money(achieved, period, spent, codes):
    told = project(project={"start": period[0], "end": period[1]}, claim={"amount": spent})
    told["indicators"][0]["achieved"] = achieved
    assert [one.code for one in found(told, *BEHIND)] == codes


def test_money_is_what_counts_net_of_what_was_cut_and_with_the_opening_figures():
    told = project(
        project={"start": "2026-10-01"},
        claim={"amount": "700.00", "state": "cut", "cut": "150.00"},
        opening_figures=[{"line": "1", "until": "2026-01-31", "amount": "195.58", "currency": "BGN"}],
    )
    told["indicators"][0]["achieved"] = "0"
    (one,) = found(told, "INDICATOR_BEHIND_MONEY")
    assert one.facts["money"] == Decimal(65)  # 700 - 150 + 100 of 1 000
    told["expenses"][0]["state"] = "draft"
    assert found(told, "INDICATOR_BEHIND_MONEY") == []


def test_only_who_sees_all_money_is_told_how_much_of_it_is_spent():
    assert "INDICATOR_BEHIND_MONEY" in OF_ALL_MONEY
    assert {"INDICATOR_BEHIND", "INDICATOR_SHORT"}.isdisjoint(OF_ALL_MONEY)


COUNTED = {"EECO01": "100", "EECO02": "60", "EECO04": "30", "EECO05": "10"}


@pytest.mark.parametrize(
    ("counted", "rows"),
    [
        (COUNTED, []),
        (COUNTED | {"EECO 05": "10", "EECO05": ""}, []),
        (COUNTED | {"EECO05": "9"}, ["indicator 2"]),
        (COUNTED | {"EECO05": ""}, []),  # not recorded yet
        ({"EECO01": "100", "EECO02": "60", "EECO03": "61"}, ["indicator 4"]),
        ({"EECO01": "100", "EECO02": "60", "EECO03": "60"}, []),
        ({"EECO01": "100", "EECO15": "101"}, ["indicator 3"]),
        ({"EECO01": "100", "EECO18": "101"}, []),  # administrations, not people
        ({"EECO01": "100", "EECR04": "100.5"}, ["indicator 3"]),
        ({"EECO01": "100", "EECO09": "50", "EECO10": "30", "EECO11": "21"}, ["indicator 2"]),
        ({"EECO01": "100", "EECO06": "50", "EECO07": "30", "EECO08": "20"}, []),
        ({"EECO01": "100", "EECO06": "40", "EECO07": "30", "EECO08": "20"}, []),  # ten are between 30 and 54
        ({"EECO01": "100", "EECO06": "50", "EECO07": "30", "EECO08": "21"}, ["indicator 2"]),
        ({"EECO02": "60", "EECO04": "30", "EECO05": "11"}, []),
    ],
)
def test_the_common_indicators_add_up(counted, rows):
    listed = [
        {"code": code, "name": {"bg": "Лица"}, "achieved": achieved, "target": ""} for code, achieved in counted.items()
    ]
    assert where(project(indicators=listed), "INDICATOR_ARITHMETIC") == rows


# --- how long papers are kept -------------------------------------------------------------------------------------

PAID = {"kind": "final", "received": "2026-03-12", "received_sum": "10", **EUR}
BY_CONTRACT = {"kind": "contract"}
SIGNED = [{"signed": "2025-11-30", **EUR}]


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ({"payments_of_the_funder": [PAID]}, "2031-12-31"),
        ({"payments_of_the_funder": [PAID | {"kind": "interim"}]}, None),
        ({"reasons_for_keeping_papers": [BY_CONTRACT | {"until": "2030-06-30"}]}, "2030-06-30"),
        (
            {"payments_of_the_funder": [PAID], "reasons_for_keeping_papers": [BY_CONTRACT | {"until": "2030-06-30"}]},
            "2031-12-31",
        ),
        (
            {"payments_of_the_funder": [PAID], "reasons_for_keeping_papers": [BY_CONTRACT | {"until": "2033-01-01"}]},
            "2033-01-01",
        ),
        ({"reasons_for_keeping_papers": [BY_CONTRACT | {"from": "2030-06-30", "years": "7"}]}, "2037-06-30"),
        ({"reasons_for_keeping_papers": [{"kind": "last_payment", "from": "2030-06-30", "years": "5"}]}, "2035-12-31"),
        ({"reasons_for_keeping_papers": [{"kind": "payroll", "from": "2030-06-30", "years": "50"}]}, None),
        ({"reasons_for_keeping_papers": [BY_CONTRACT | {"from": "2030-06-30"}]}, None),
        ({"contract_versions": SIGNED, "terms_of_the_contract": [{"state_aid": "yes"}]}, "2035-11-30"),
        ({"contract_versions": SIGNED, "payments_of_the_funder": [PAID]}, "2031-12-31"),
        (
            {
                "contract_versions": SIGNED,
                "payments_of_the_funder": [PAID],
                "terms_of_the_contract": [{"state_aid": "yes"}],
            },
            "2035-11-30",
        ),
    ],
)
def test_papers_are_kept_by_the_latest_of_all_reasons(told, until):
    assert [str(one.facts["until"]) for one in found(project(**told), "RETENTION")] == ([until] if until else [])


def test_papers_are_kept_while_the_time_of_a_reason_stands_still():
    reasons = [BY_CONTRACT | {"until": "2030-06-30"}, {"kind": "court", "paused": "yes"}]
    (one,) = found(project(payments_of_the_funder=[PAID], reasons_for_keeping_papers=reasons), "RETENTION")
    assert one.facts == {}


def test_papers_of_the_first_period_are_kept_three_years_after_it_closes():
    told = project(terms_of_the_contract=[{"closes": "2017-03-31"}])
    assert found(told, "RETENTION") == []
    told["numbers"][0]["value"] = "BG051PO001-5.2.06-0036"
    (one,) = found(told, "RETENTION")
    assert str(one.facts["until"]) == "2020-03-31"


def test_accounts_are_kept_ten_years_and_payrolls_fifty():
    told = project(payments_of_the_funder=[PAID])
    (one,) = found(told, "RETENTION_ACCOUNTS")
    assert (one.facts["year"], str(one.facts["accounts"]), "payrolls" in one.facts) == ("2026", "2036-12-31", False)
    told["supporting_documents"].append(another("supporting_documents", number="2", kind="payroll", paper_number="В-1"))
    (one,) = found(told, "RETENTION_ACCOUNTS")
    assert str(one.facts["payrolls"]) == "2076-12-31"
    assert found(project(), "RETENTION_ACCOUNTS") == []


# --- hours --------------------------------------------------------------------------------------------------------


def sheet(day, hours, at="Отворени врати", person=1):
    return Worked(person, date.fromisoformat(day), Decimal(hours), at)


HALF = Colleague("Мария Иванова", (Engagement(Decimal("0.5")),))
YEAR = [sheet(f"2026-{month:02}-0{day}", "8", at) for month in (2, 6, 7, 9, 11) for day in (3, 4) for at in ("А", "Б")]


@pytest.mark.parametrize(
    ("person", "sheets", "codes"),
    [
        (HALF, [sheet("2026-02-03", "8")], []),
        (HALF, [sheet("2025-02-03", "860"), sheet("2026-02-03", "12")], ["HOURS_OVER_DAY"]),  # 860 are half a post
        (HALF, [sheet("2026-02-03", "860.01")], ["HOURS_OVER_YEAR", "HOURS_OVER_DAY"]),
        (HALF, [sheet("2026-02-03", "8"), sheet("2026-02-03", "4", "Друг проект")], []),
        (HALF, [sheet("2026-02-03", "8"), sheet("2026-02-03", "4.5", "Друг проект")], ["HOURS_OVER_DAY"]),
        (HALF, [sheet("2026-03-03", "1")], ["HOURS_ON_DAY_OFF"]),  # 3 March
        (HALF, [sheet("2026-02-07", "1")], ["HOURS_ON_DAY_OFF"]),  # a Saturday
        (HALF, [sheet("2026-02-07", "0")], []),
        (Colleague("Мария", ordered=frozenset({date(2026, 2, 7)})), [sheet("2026-02-07", "1")], []),
        (Colleague("Мария", leave=frozenset({date(2026, 2, 3)})), [sheet("2026-02-03", "1")], ["HOURS_ON_LEAVE"]),
        (Colleague("Мария", leave=frozenset({date(2026, 2, 7)})), [sheet("2026-02-07", "1")], ["HOURS_ON_LEAVE"]),
    ],
)
def test_hours_are_added_up_over_all_projects_of_a_person(person, sheets, codes):
    listed = list(of_hours(sheets, {1: person}))
    assert [one.code for one in listed] == codes
    assert {LEVELS[one.code] for one in listed} <= {"warning"}


BY_DAY, BY_HOUR = (Engagement(Decimal("0.5"), rule=rule) for rule in (RateRule.DAYS_215, RateRule.HOURS_1720))
LIMITED = replace(BY_DAY, hours_year=Decimal(100))


@pytest.mark.parametrize(
    ("engagements", "hours", "codes"),
    [
        ((BY_DAY,), "862", ["DAYS_OVER_YEAR"]),
        ((BY_DAY,), "861", []),  # 107.625 days are 107.5
        ((BY_HOUR,), "862", ["HOURS_OVER_YEAR"]),
        ((BY_DAY, BY_HOUR), "1722", ["HOURS_OVER_YEAR", "DAYS_OVER_YEAR"]),
        ((LIMITED,), "101", ["HOURS_OVER_YEAR"]),
        ((replace(BY_DAY, end_on=date(2025, 12, 31)), BY_HOUR), "862", ["HOURS_OVER_YEAR"]),
    ],
)
def test_a_year_of_who_is_claimed_by_the_day_is_measured_in_days(engagements, hours, codes):
    listed = list(of_hours([sheet("2026-02-03", hours)], {1: Colleague("Мария Иванова", engagements)}))
    assert [one.code for one in listed if one.code not in {"HOURS_OVER_DAY", "HOURS_OUTSIDE_CONTRACT"}] == codes


def test_days_over_the_year_name_the_projects_the_reader_sees_and_count_what_lies_elsewhere():
    elsewhere = Worked(1, date(2026, 3, 4), Decimal(900), "", here=False)
    [over] = [
        one
        for one in of_hours([sheet("2026-02-03", "4", "А"), elsewhere], {1: Colleague("Мария", (BY_DAY,))})
        if one.code == "DAYS_OVER_YEAR"
    ]
    assert over.facts["projects"] == ["А", OTHER_PROJECTS]
    assert (over.facts["days"], over.facts["most"], over.facts["post"]) == (
        Decimal(113),
        Decimal("107.5"),
        Decimal("0.5"),
    )
    assert list(of_hours([elsewhere], {1: Colleague("Мария", (BY_DAY,))})) == []


def test_it_names_the_projects_and_counts_each_person_and_year_alone():
    sheets = [sheet("2026-02-03", "1000", "Б"), sheet("2026-02-03", "721", "А"), sheet("2027-02-03", "1720", "А")]
    others = [sheet("2026-02-03", "1720", "В", 2)]
    listed = of_hours([*sheets, *others], {1: Colleague("Мария"), 2: Colleague("Иван")})
    (over,) = [one for one in listed if one.code == "HOURS_OVER_YEAR"]
    assert (over.facts["person"], over.facts["hours"], over.facts["year"]) == ("Мария", Decimal(1721), "2026")
    assert (over.facts["projects"], over.facts["most"]) == (["А", "Б"], Decimal(1720))


# --- translations -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "behind"),
    [
        ([], ""),
        (["bg"], "en"),
        (["en"], "bg"),
        (["bg", "bg"], "en"),
        (["bg", "en"], ""),  # the English followed
        (["bg", "en", "en"], "bg"),
        (["bg", "both"], ""),
        (["both", "en"], "bg"),
    ],
)
def test_one_side_of_a_text_is_behind_until_it_is_changed_too(changes, behind):
    assert older_side(changes) == behind


def edit(*sides, subject="expense", row=1, name="description"):
    return {"subject": subject, "subject_id": row, "name": name, "sides": list(sides)}


@pytest.mark.parametrize(
    ("edits", "stale"),
    [
        ([edit("bg")], ["Bulgarian,"]),
        ([edit("en")], ["English,"]),
        ([edit("bg", "en")], []),
        ([edit("bg", name="evidence")], []),  # a text of one language
        ([edit("bg", row=77)], []),  # no longer there
        ([edit("bg", subject="project", name="title")], ["Bulgarian,"]),
        ([edit("bg", subject="version_line", name="title")], []),
        ([edit("bg", subject="accounting", name="title")], []),
    ],
)
def test_a_text_changed_in_one_language_only_is_noticed(edits, stale):
    told = told_in_both()
    told["project"]["title"]["en"] = "Open doors"
    listed = [one for one in findings(facts_of(told, edits=edits)) if one.code == "TRANSLATION_STALE"]
    assert [one.sentence.split(" was changed in ")[1].split()[0] for one in listed] == stale


def told_in_both():
    return project(claim={"description": {"bg": "Дипляни", "en": "Leaflets"}})


def test_a_text_without_its_other_language_is_not_stale():
    told = project(claim={"description": {"bg": "Дипляни", "en": ""}})
    assert [one for one in findings(facts_of(told, edits=[edit("bg")], today=TODAY)) if one.code == "TRANSLATION_STALE"] == []  # fmt: skip
