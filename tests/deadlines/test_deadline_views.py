"""The deadlines of all projects as a list and as a month, by what the address asks for (сроковете по всички проекти)."""

from __future__ import annotations

import re
from datetime import date

import pytest

from grants.deadlines.models import Deadline
from grants.deadlines.views import queries
from grants.deadlines.views.month import month_named, weeks_of
from grants.deadlines.views.queries import deadlines_asked
from grants.deadlines.views.rules import Filters
from tests.cast import CODE, TODAY, row

pytestmark = pytest.mark.anyio
LATE, NEAR, FAR, DONE, CANCELLED = "Отговор на писмо", "Interim report", "Плащане 3", "Начален отчет", "Посещение"


@pytest.fixture
async def five(small_world, today) -> dict[str, int]:
    """Deadlines of one project, of which the one that is near is in somebody's hands."""
    project, maria, ivan = small_world.project, "maria@zaedno.example", "ivan@zaedno.example"
    made = {
        LATE: await row(project, "deadline", title_bg=LATE, kind="answer", due="18.11.2026", person=maria),
        NEAR: await row(project, "deadline", title_en=NEAR, kind="report", due="25.11.2026", person=ivan),
        FAR: await row(project, "deadline", title_bg=FAR, kind="payment", due="15.1.2027"),
        DONE: await row(project, "deadline", title_bg=DONE, due="1.2.2026", state="done", done="30.1.2026"),
        CANCELLED: await row(project, "deadline", title_bg=CANCELLED, due="1.3.2026", state="cancelled"),
    }
    await Deadline.filter(id=made[NEAR]).update(begun_on=today)
    return made


def listed(page: str) -> list[str]:
    """The titles of a list, in their order."""
    return re.findall(r'<a class="row-link[^>]*>([^<]*)</a>', page)


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("", [LATE, NEAR, FAR]),
        ("state=late", [LATE]),
        ("state=begun", [NEAR]),
        ("state=done", [DONE]),
        ("state=cancelled", [CANCELLED]),
        ("state=standing", [LATE, NEAR, FAR, DONE]),
        ("kind=payment", [FAR]),
        ("q=ПЛАЩАНЕ+3", [FAR]),
        (f"project={CODE}&first=19.11.2026&last=15.01.2027", [NEAR, FAR]),
        ("whose=mine", [LATE, FAR]),  # what is nobody's is the coordinator's
        ("whose=nobody", [FAR]),
        ("kind=нищо&state=нищо&whose=-1&page=нула", [LATE, NEAR, FAR]),
        ("project=ДРУГ", []),
    ],
)
async def test_it_lists_what_the_address_asks_for(browser, five, asked, titles):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/deadlines?{asked}")
    assert listed(page) == titles
    assert ("Няма съвпадения" in page) == (not titles)


async def test_it_says_what_is_shown_in_both_languages_and_keeps_it_in_the_form(browser, five, small_world):
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(f"/deadlines?whose={small_world.maria.person_id}&state=late&first=сряда&last=20.11.2026")
    assert "Срокове с отговорник Мария" in page
    assert 'value="сряда"' in page
    assert 'aria-invalid="true"' in page  # the day that can't be read
    assert '<option value="late" selected>просрочен</option>' in page
    english = await browser.get("/deadlines?state=begun&lang=en")
    assert "Deadlines in the state “in progress”." in english
    assert '<span class="tag active">in progress</span>' in english


async def test_it_counts_a_whole_group_where_a_page_shows_some_of_it(small_world, five, today, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    first, last = [await deadlines_asked(small_world.maria, Filters(state="standing"), today, page) for page in (1, 9)]
    assert [one.id for one in (*first.rows, *last.rows)] == [five[title] for title in (LATE, NEAR, FAR, DONE)]
    assert (last.page, last.count, first.groups) == (2, 4, last.groups)
    assert sorted(last.groups.values()) == [1, 1, 1, 1]


# --- a month -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "first", "last", "numbers"),
    [
        ("2026-12", date(2026, 11, 30), date(2027, 1, 3), [49, 50, 51, 52, 53]),
        (
            "2027-01",
            date(2026, 12, 28),
            date(2027, 1, 31),
            [53, 1, 2, 3, 4],
        ),  # ends on a Sunday, in the old year's week 53
        ("2027-02", date(2027, 2, 1), date(2027, 2, 28), [5, 6, 7, 8]),  # from Monday to Sunday: four weeks
        ("2028-02", date(2028, 1, 31), date(2028, 3, 5), [5, 6, 7, 8, 9]),  # a leap year
        ("2026-11", date(2026, 10, 26), date(2026, 12, 6), [44, 45, 46, 47, 48, 49]),  # begins on a Sunday: six weeks
        ("2024-12", date(2024, 11, 25), date(2025, 1, 5), [48, 49, 50, 51, 52, 1]),
    ],
)
def test_it_lays_a_month_out_in_whole_weeks_from_monday(month, first, last, numbers):
    named = month_named(month)
    assert named is not None
    weeks = weeks_of(named)
    assert (weeks[0].days[0], weeks[-1].days[-1], [week.number for week in weeks]) == (first, last, numbers)
    assert all(week.days[0].weekday() == 0 and len(week.days) == 7 for week in weeks)


@pytest.mark.parametrize(
    "typed", ["", "2026-13", "2026-00", "2026", "0000-01", "9999-12", "2026-1", "декември", "2026-12-01"]
)
def test_it_knows_what_is_no_month(typed):
    assert month_named(typed) is None


def day_of(page: str, said: str) -> str:
    """The cell of a day by its name."""
    cells: list[str] = re.findall(r"<td class.*?</td>", page, re.DOTALL)
    return next(cell for cell in cells if f">{said}<" in cell)


async def test_it_shows_a_month_day_by_day_with_its_states_and_holidays(browser, five):
    await Deadline.filter(id=five[FAR]).update(internal_on=date(2026, 12, 24))
    await browser.sign_in("maria@zaedno.example")
    november = await browser.get("/deadlines/month")
    assert "2 срока, 1 просрочен" in november
    late = day_of(november, "сряда, 18 ноември 2026 г.")
    assert LATE in late
    assert '<span class="state">просрочен</span>' in late
    assert '<span class="state">в изпълнение</span>' in day_of(november, "сряда, 25 ноември 2026 г.")
    assert 'aria-current="date"' in day_of(november, "неделя, 22 ноември 2026 г.")
    december = await browser.get("/deadlines/month?month=2026-12&whose=nobody")
    eve = day_of(december, "четвъртък, 24 декември 2026 г.")
    assert "Бъдни вечер" in eve
    assert FAR in eve
    assert '<span class="state">вътрешен срок</span>' in eve
    assert "През този месец няма срокове." in december
    assert 'href="/deadlines/month?whose=nobody&amp;month=2027-01"' in december  # what is asked for goes along
    assert 'href="/deadlines?whose=nobody"' in december
    assert "Christmas Eve" in await browser.get("/deadlines/month?month=2026-12&lang=en")


async def test_it_says_that_an_address_names_no_month_and_shows_this_one(browser, five):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get("/deadlines/month?month=2026-13", 422)
    assert "„2026-13“ не е месец." in page
    assert LATE in page


async def test_it_shows_of_a_crowded_day_the_first_few_and_leads_to_the_rest(browser, small_world):
    for number in range(8):
        await row(small_world.project, "deadline", title_bg=f"Срок {number}", due="1.12.2026")
    await browser.sign_in("maria@zaedno.example")
    cell = day_of(await browser.get("/deadlines/month?month=2026-12"), "вторник, 1 декември 2026 г.")
    assert cell.count("Срок ") == queries.SHOWN_A_DAY
    (rest,) = re.findall(r'href="(/deadlines\?[^"]*)">още 2<', cell)
    assert len(listed(await browser.get(rest.replace("&amp;", "&")))) == 8


# --- a year of reports ---------------------------------------------------------------------------------------------


async def test_it_draws_a_year_of_reporting_periods_and_says_the_same_in_a_table(browser, small_world):
    await row(small_world.project, "period", "7", kind="interim", start="1.7.2026", end="31.12.2026", due="30.1.2027")
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get("/deadlines/year?whose=mine")
    assert '<rect class="waiting" x="49.5%" y="4" width="50.5%"' in page
    assert "30.01.2027 г." in page  # said, though it is drawn in the next year
    assert 'class="due due"' not in page
    assert 'href="/deadlines/year?whose=mine&amp;year=2027"' in page
    months = re.findall(r"<i( class=\"now\")?></i>", page)
    assert [n for n, now in enumerate(months, start=1) if now] == [TODAY.month]  # where a narrow screen begins to read
    after = await browser.get("/deadlines/year?year=2027&lang=en")
    assert "<i></i>" not in after
    assert 'class="due due" cx="7.9%"' in after
    assert "interim report" in after
    assert "„двеста“ не е година" in await browser.get("/deadlines/year?year=двеста", 422)
    await browser.sign_in("petar@druga.example")
    assert "В тази година няма отчетни периоди и плащания" in await browser.get("/deadlines/year")


async def test_it_draws_what_the_funder_was_asked_to_pay_and_narrows_the_year_by_every_condition(browser, small_world):
    project = small_world.project
    await row(project, "period", "1", kind="interim", start="1.1.2026", end="30.6.2026", due="30.7.2026")
    await row(project, "payment", "1", kind="advance", requested="10.2.2026", due="1.5.2026", requested_sum="20 000",
              received="11.5.2026", received_sum="20 000", currency="EUR")  # fmt: skip
    await row(
        project,
        "payment",
        "2",
        kind="interim",
        requested="1.10.2026",
        due="20.12.2026",
        requested_sum="15 000",
        currency="EUR",
    )
    await row(project, "payment", "3", kind="interim", requested="1.8.2026", due="1.11.2026", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    page = re.sub(r"[\s\xa0\u202f]+", " ", await browser.get("/deadlines/year"))
    assert (
        page.count('class="clock done" x=')
        == page.count('class="clock waiting" x=')
        == page.count('class="clock late-bar" x=')
        == 1
    )
    for said in (
        "1: платено на 11.05.2026 г.",
        "2: до 20.12.2026 г.",
        "3: трябваше до 1.11.2026 г.",
        "с 10 дни закъснение",
        "15 000,00",
    ):
        assert said in page
    payments = await browser.get("/deadlines/year?kind=payment&state=late")
    assert "/rows/payment/" in payments
    assert "3 · междинно плащане" in payments
    assert "2 · междинно плащане" not in payments
    assert "/contract/periods/" not in payments
    reports = await browser.get("/deadlines/year?kind=report&first=1.7.2026&last=31.7.2026")
    assert "/contract/periods/" in reports
    assert "/rows/payment/" not in reports
    assert "В тази година няма нищо по тези условия" in await browser.get("/deadlines/year?q=няма+такъв")
    await browser.sign_in("elena@puente.example")
    assert "/rows/payment/" not in await browser.get("/deadlines/year")
