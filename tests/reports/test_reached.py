"""What a report's ground says of indicators („показатели в основата на отчета“): before the period, and in it."""

from datetime import date
from decimal import Decimal

import pytest

from grants.funders.interreg_project import PROJECT_FIRST
from grants.funders.isun_xml import FIRST as DRAFT
from grants.indicators.rules_figures import Span
from grants.participants.counting import Count
from grants.reports.grounds import report_ground
from grants.reports.grounds_entries import Selection
from grants.reports.kept_ground import ground_in, lines_of
from grants.reports.progress import particulars_for, told_of_indicator
from grants.reports.reached import reached_in
from grants.values.language import Text
from tests.cast import row
from tests.reports.grounds import drawn

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
SPAN = Span(FIRST, LAST, 2, "2")


def indicator(**told):
    texts = dict.fromkeys(("code", "name_bg", "name_en", "unit_bg", "unit_en", "evidence_bg", "evidence_en"), "")
    facts = {
        "id": 1,
        "number": "1",
        "counted": "typed",
        "cumulative": False,
        "by_sex": False,
        "by_quantity": True,
        "trendless": False,
    }
    return {**texts, **facts, "baseline": None, "target": Decimal(40), **told}


def value(day: str | None, amount: int, partner: int | None = None, period: int | None = None, **told):
    until = date.fromisoformat(day) if day else None
    sexes = dict.fromkeys(("men", "women", "verified", "verified_men", "verified_women"))
    return {"until_on": until, "value": Decimal(amount), "partner_id": partner, "period_id": period, "note_bg": "", "note_en": "", **sexes, **told}  # fmt: skip


BEFORE, INSIDE, AFTER = value("2026-05-31", 10), value("2026-08-31", 12), value("2026-10-31", 50)


@pytest.mark.parametrize(
    ("cumulative", "values", "expected"),
    [
        (False, [BEFORE, INSIDE, AFTER], (10, 12, 12)),
        (False, [BEFORE], (10, None, None)),
        (False, [], (None, None, None)),
        (True, [BEFORE, INSIDE, AFTER], (10, 2, 12)),
        (True, [INSIDE], (None, 12, 12)),
        # What the first partner reached stands, though only the second told of the period.
        (True, [value("2026-05-31", 10, 1), value("2026-05-31", 3, 2), value("2026-08-31", 5, 2)], (13, 2, 15)),
        # A value of another reporting period stays there, whatever its day.
        (False, [value("2026-07-05", 4, period=1), value("2026-10-05", 6, period=2)], (4, 6, 6)),
    ],
)
def test_it_tells_what_was_typed_before_and_in_the_period(cumulative, values, expected):
    found = reached_in(indicator(cumulative=cumulative), values, (), None, SPAN)
    assert (found.before, found.now, found.told) == expected


@pytest.mark.parametrize(
    ("cumulative", "values", "expected"),
    [
        (False, [value("2026-02-28", 6, verified=6), value("2026-05-31", 4, verified=3), INSIDE], (9, 22)),
        # What is verified of the period itself, or later, was not approved before it.
        (False, [BEFORE, value("2026-08-31", 12, verified=12), value("2026-10-31", 5, verified=5)], (None, 22)),
        (True, [value("2026-05-31", 10, verified=8), INSIDE], (8, 12)),
        (False, [], (None, None)),
    ],
)
def test_it_tells_what_was_approved_before_the_period_and_what_is_reached_by_its_end(cumulative, values, expected):
    found = reached_in(indicator(cumulative=cumulative, evidence_bg="Списъци"), values, (), None, SPAN)
    assert (found.approved, found.so_far, found.level) == (*expected, cumulative)
    assert found.source == Text("Списъци")
    # Of one that is reported as it stands the funder does not ask that it never falls.
    told = told_of_indicator(found)
    assert (told.approved, told.so_far) == (None if cumulative else expected[0], expected[1])


OF_ALL = value("2026-03-31", 10, men=4, women=6, verified=10)
OF_PART = value("2026-05-31", 8, men=3, women=5, verified=7, verified_men=2, verified_women=5)
UNTOLD = value("2026-05-31", 8, men=3, women=5, verified=7)


@pytest.mark.parametrize(
    ("told", "values", "men", "women"),
    [
        ({}, [OF_ALL, INSIDE], (4, 4), (6, 6)),  # all of it was accepted, so all the women and the men
        ({}, [OF_ALL, OF_PART, value("2026-08-31", 5, men=2, women=3)], (6, 9), (11, 14)),
        ({}, [OF_ALL, UNTOLD], (4, 7), (6, 11)),  # of what was not accepted the sex is not known
        ({}, [value("2026-03-31", 10)], (None, None), (None, None)),
        ({"trendless": True}, [OF_ALL], (None, 4), (None, 6)),
        ({"cumulative": True}, [OF_ALL], (None, 4), (None, 6)),
        ({"by_sex": False}, [OF_ALL], (None, None), (None, None)),
    ],
)
def test_it_tells_what_was_approved_and_reached_of_men_and_of_women(told, values, men, women):
    one = told_of_indicator(reached_in(indicator(**{"by_sex": True, **told}), values, (), None, SPAN))
    assert (one.men_approved, one.men_so_far) == men
    assert (one.women_approved, one.women_so_far) == women


def test_an_indicator_without_a_trend_may_fall_below_what_was_approved():
    one = told_of_indicator(reached_in(indicator(trendless=True), [OF_ALL], (), None, SPAN))
    assert one.approved is None
    assert one.so_far == 10


def test_it_counts_participants_and_deliverables_where_it_counts_them():
    counts = (Count(8, 5, 3), Count(20, 12, 7))
    people = reached_in(indicator(counted="participants", by_sex=True), [INSIDE], (), counts, SPAN)
    assert [people.before, people.now, people.told, people.women, people.men] == [8, 12, 12, 7, 4]
    assert [people.women_so_far, people.men_so_far] == [12, 7]
    handed = [
        {"delivered_on": date(2026, month, 3), "decided_on": None, "quantity": Decimal(2), "delivered_quantity": None}
        for month in (5, 8, 11)
    ]
    days = reached_in(indicator(counted="deliverables"), [INSIDE], handed, None, SPAN)
    assert [days.before, days.now] == [2, 2]


@pytest.mark.anyio
async def test_it_gives_the_same_to_the_sheets_and_to_the_draft(small_world, tmp_path):
    project = small_world.project
    await row(project, "indicator", "1", name_bg="Обучени лица", name_en="People trained", code="RCR84", target="40", by_sex="yes")  # fmt: skip
    for at, (until, number) in enumerate((("2026-05-31", "12"), ("2026-08-31", "7")), start=1):
        await row(
            project, "indicator_value", str(at), indicator="1", until=until, value=number, women=number, men="0",
            note_bg="по списъци",
        )  # fmt: skip
    ground = await report_ground(small_world.ivan, project, Selection(FIRST, LAST), LAST)
    (one,) = ground.indicators
    assert [one.before, one.now, one.women] == [12, 7, 7]
    assert one.comment == Text("по списъци")

    kept = tmp_path / "ground"
    kept.write_bytes(b"".join(lines_of(ground, ground.entries)))
    assert ground_in(kept).indicators == ground.indicators

    sheet = next(sheet for sheet in drawn(PROJECT_FIRST, ground, "bg")[0].sheets if sheet.name == "Показатели")
    (shown,) = sheet.all_rows()
    assert [cell.value for cell in shown.cells] == ["RCR84", "Обучени лица", None, 40, 12, 7, 19]

    told = (await particulars_for(DRAFT, project, ground)).indicators
    assert [[told_of.total, told_of.women, told_of.men] for told_of in told] == [[7, 7, 0]]
