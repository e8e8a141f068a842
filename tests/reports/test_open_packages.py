"""The day after a period ends its package is opened by itself, and the letter says what is there and what is missing („отчет“)."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK
from grants.audit.models import Entry
from grants.errors import NotAllowed
from grants.letters.models import Letter
from grants.people.models import Person
from grants.projects.models import Project
from grants.projects.rules import ProjectState
from grants.reports.models import Package
from grants.reports.packages.schedule.actions import open_due
from grants.reports.packages.schedule.rules import (
    BEFORE,
    LATEST,
    SeatHeld,
    Step,
    letter_key,
    responsible,
    step_on,
)
from grants.reports.queries import usual_format
from tests.cast import row

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
BASE = "https://grants.example.org"
END, DUE = date(2026, 9, 30), date(2026, 11, 15)
AFTER = END + timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "today", "step"),
    [
        (DUE, END - timedelta(days=1), None),
        (DUE, END, None),
        (DUE, AFTER, Step.OPENED),
        (DUE, END + LATEST, Step.OPENED),
        (DUE, END + LATEST + timedelta(days=1), None),
        (DUE, DUE - BEFORE - timedelta(days=1), None),
        (DUE, DUE - BEFORE, Step.BEFORE),
        (DUE, DUE, Step.BEFORE),
        (DUE, DUE + timedelta(days=1), None),
        (END + timedelta(days=3), AFTER, Step.BEFORE),
        (None, AFTER, Step.OPENED),
        (None, END + LATEST + timedelta(days=1), None),
    ],
)
def test_it_writes_after_the_end_and_again_before_the_date(due, today, step):
    assert step_on(END, due, today) is step


@pytest.mark.parametrize(
    ("coordinator", "seats", "found"),
    [
        (1, [SeatHeld(2, accounts=True), SeatHeld(3, accounts=False)], [1, 2]),
        (1, [], [1]),
        (1, [SeatHeld(1, accounts=True)], [1]),
        (None, [SeatHeld(2, accounts=True), SeatHeld(3, accounts=False)], [2]),
        (None, [SeatHeld(3, accounts=False)], [3]),
        (None, [], []),
    ],
)
def test_it_writes_to_the_coordinator_and_the_accountants(coordinator, seats, found):
    assert responsible(coordinator, seats) == found


def test_it_knows_a_letter_by_its_period_its_day_its_step_and_its_reader():
    keys = {letter_key(1, END, DUE, step, person) for step in Step for person in (1, 2)}
    keys.add(letter_key(1, END, DUE + timedelta(days=1), Step.BEFORE, 1))
    assert len(keys) == 5
    assert letter_key(1, END, None, Step.OPENED, 1) == letter_key(1, END, DUE, Step.OPENED, 1)


async def spend(project, number: str, amount: str, state: str = "verified", **more: str) -> None:
    typed = {"paper_number": f"000{number}", "issued": "2026-08-01", "paid": "2026-08-02", "net": amount, **more}
    await row(project, "document", number, kind="invoice", currency="EUR", supplier_name="„Дунав“ ООД", **typed)
    claim = {"document": number, "amount": amount, "currency": "EUR", "state": state}
    await row(project, "expense", number, line="1", description_bg="Наем на зала", **claim)


@pytest.fixture
async def ended(small_world):
    """A period that ended on the last of September, with what was spent in it."""
    project = small_world.project
    await Project.filter(id=project.id).update(state=ProjectState.RUNNING)
    await row(project, "line", "1", title_bg="Услуги", title_en="Services", amount="5000", currency="EUR")
    await row(
        project, "period", "1", kind="interim", start="2026-07-01", end="2026-09-30", due="2026-11-15", financial="yes"
    )
    await spend(project, "1", "1200.50")
    await spend(project, "2", "300")
    await spend(project, "3", "70", "submitted")
    await spend(project, "4", "9.99", "draft")
    return small_world


async def letter_to(person) -> str:
    letter = await Letter.get(person_id=person.person_id)
    return f"{letter.subject}\n\n{letter.plain}"


async def test_it_opens_the_draft_once_and_writes_one_letter_to_each(ended, store):
    done = await open_due(CLOCK, AFTER, SOFIA, BASE, store)
    assert (done.packages, done.letters) == (1, 2)
    package = await Package.get()
    assert (package.number, package.first_on, package.last_on) == ("1.1", date(2026, 7, 1), END)
    assert {letter.to_address for letter in await Letter.all()} == {ended.maria.email, ended.ivan.email}
    again = await open_due(CLOCK, AFTER, SOFIA, BASE, store)
    later = await open_due(CLOCK, AFTER + timedelta(days=1), SOFIA, BASE, store)
    assert (again.packages, again.letters, later.packages, later.letters) == (0, 0, 0, 0)
    assert await Entry.filter(deed="package.reminded").count() == 2
    assert await Entry.filter(deed="package.opened").count() == 1


async def test_it_says_what_is_there_and_what_is_missing(ended, store, golden):
    await open_due(CLOCK, AFTER, SOFIA, BASE, store)
    golden("report_package.bg.txt", await letter_to(ended.maria))


async def test_it_writes_to_each_in_their_own_language(ended, store, golden):
    await Person.filter(id=ended.ivan.person_id).update(language="en")
    await open_due(CLOCK, AFTER, SOFIA, BASE, store)
    golden("report_package.en.txt", await letter_to(ended.ivan))
    letter = await Letter.get(person_id=ended.ivan.person_id)
    assert '<html lang="en">' in letter.html
    assert "1 expense" not in letter.html.replace("one expense", "")


async def test_it_writes_again_some_days_before_the_date(ended, store):
    await open_due(CLOCK, AFTER, SOFIA, BASE, store)
    near = await open_due(CLOCK, DUE - BEFORE, SOFIA, BASE, store)
    again = await open_due(CLOCK, DUE - BEFORE + timedelta(days=1), SOFIA, BASE, store)
    assert (near.packages, near.letters, again.letters) == (0, 2, 0)
    (letter,) = await Letter.filter(person_id=ended.maria.person_id, key__contains="before")
    assert letter.subject.startswith("След 7 дни: отчет за ")


async def test_it_says_why_a_package_can_not_be_opened(ended, store):
    await row(
        ended.project,
        "period",
        "2",
        kind="interim",
        start="2026-04-01",
        end="2026-09-15",
        due="2026-12-15",
        technical="yes",
    )
    done = await open_due(CLOCK, AFTER, SOFIA, BASE, store)
    assert (done.packages, done.letters) == (1, 4)
    refused = [
        letter.plain
        for letter in await Letter.filter(person_id=ended.maria.person_id)
        if "не можа да бъде създадена" in letter.plain
    ]
    assert len(refused) == 1
    assert "1.1" in refused[0]
    assert f"{BASE}/projects/{ended.project.code}/reports\n" in refused[0]


async def test_it_leaves_alone_periods_long_over_reported_or_not_over(ended, store):
    late = await open_due(CLOCK, DUE + timedelta(days=60), SOFIA, BASE, store)
    early = await open_due(CLOCK, END, SOFIA, BASE, store)
    assert late == early
    assert (late.packages, late.letters) == (0, 0)


async def test_it_is_for_the_clock(ended, store):
    with pytest.raises(NotAllowed):
        await open_due(ended.maria, AFTER, SOFIA, BASE, store)


@pytest.mark.parametrize(("number", "format_"), [("BG05SFPR002-2.005-0123", "isun-docs"), ("ROBG00123", "interreg-partner"), ("USAID-183", "sf-425"), ("Ф-1", "isun-docs")])  # fmt: skip
async def test_it_begins_with_the_format_of_the_projects_programme(small_world, number, format_):
    await Project.filter(id=small_world.project.id).update(code=number)
    assert await usual_format(small_world.project) == format_
