"""An inventory that holds only what is new since the last one, for an importer that adds to what is there („само новите“)."""

from datetime import UTC, date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from grants.cli.parser import parser
from grants.errors import Objected
from grants.funders.registry import format_named
from grants.reports.actions import Wanted, prepare_long_report, prepare_report
from grants.reports.makings.makers import report_asked
from grants.reports.models import Report
from grants.reports.queries import GivenBefore, since_named
from grants.reports.watch import Watch
from grants.storage.files import FileStore
from grants.values.wording import wording
from tests.cast import row
from tests.reports.test_preparing import FIRST, INVENTORY, LAST, expense
from tests.reports.test_report_pages import PERIOD, form_of, here

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(tmp_path) -> FileStore:
    return FileStore(tmp_path / "файлове")


@pytest.fixture
async def spent(small_world):
    await row(small_world.project, "line", "1.1", title_bg="Възнаграждения", amount="1000", currency="EUR")
    await expense(small_world.project, "1", "100.10")
    await expense(small_world.project, "2", "200.20")
    return small_world


async def prepare(world, store, since=None, code=INVENTORY, first=FIRST, last=LAST):
    return await prepare_report(world.ivan, world.project, code, None, first, last, "bg", store, since=since)


async def numbers(made, store) -> list[object]:
    """The numbers of the documents in a prepared inventory."""
    book = CalamineWorkbook.from_filelike(BytesIO(await store.read(made.files[0].sha256)))
    return [cells[2] for cells in book.get_sheet_by_index(0).to_python()[1:]]


async def test_it_holds_only_what_no_earlier_file_held(spent, store):
    first = await prepare(spent, store)
    await expense(spent.project, "3", "300.30")
    second = await prepare(spent, store, since=first.id)
    await expense(spent.project, "4", "400.40")
    third = await prepare(spent, store, since=second.id)
    again = await prepare(spent, store, since=first.id)
    assert [await numbers(made, store) for made in (first, second, third, again)] == [
        ["0001", "0002"],
        ["0003"],
        ["0004"],
        ["0003", "0004"],
    ]
    # The workbook of expenses beside it, and the totals, are still of the whole period.
    assert second.totals["euro"]["amount"] == "600.60"
    assert second.totals["documents"] == 3


async def test_it_holds_only_what_is_new_where_the_worker_makes_it(spent, store):
    first = await prepare(spent, store)
    await expense(spent.project, "3", "300.30")
    wanted = Wanted(format_named(INVENTORY), FIRST, LAST, "bg", first.id)
    made = await prepare_long_report(spent.ivan, spent.project, wanted, store, Watch())
    assert await numbers(made, store) == ["0003"]
    told = report_asked(INVENTORY, "1", FIRST, LAST, "bg", first.id)
    assert (told["since"], "since" in report_asked(INVENTORY, "1", FIRST, LAST, "bg")) == (first.id, False)


async def test_it_holds_all_where_nothing_else_is_asked(spent, store):
    await prepare(spent, store)
    assert await numbers(await prepare(spent, store), store) == ["0001", "0002"]


async def test_it_writes_nothing_where_nothing_is_new(spent, store):
    first = await prepare(spent, store)
    with pytest.raises(Objected) as refused:
        await prepare(spent, store, since=first.id)
    assert "Nothing is new" in refused.value.objections[0].sentence
    assert await Report.all().count() == 1


async def test_it_refuses_a_file_of_another_period_or_format_and_one_that_is_not_there(spent, store):
    other = await prepare(spent, store, code="expenses-period")
    await expense(spent.project, "9", "9", paid="2026-04-03")
    earlier = await prepare(spent, store, first=date(2026, 4, 1), last=date(2026, 6, 30))
    for since in (other.id, earlier.id, 999_999):
        with pytest.raises(Objected) as refused:
            await prepare(spent, store, since=since)
        assert refused.value.objections[0].place == "since"


@pytest.mark.parametrize(
    ("language", "choice", "left_out", "twice"),
    [
        ("bg", "само новите след ", "2 документа не са в описа: били са във файлове", "ще стоят два пъти в системата"),
        (
            "en",
            "only what is new since ",
            "2 documents are left out of the inventory",
            "will stand twice in the funder",
        ),
    ],
)
async def test_it_offers_the_choice_and_says_how_many_are_left_out(
    spent, store, browser, language, choice, left_out, twice
):
    await browser.sign_in(spent.ivan.email)
    address = f"{here(spent)}?{PERIOD}&lang={language}"
    assert choice not in await browser.get(address)
    made = await prepare(spent, store)
    await expense(spent.project, "3", "300.30")
    page = await browser.get(address)
    assert choice in page
    assert twice in page
    page = await browser.get(f"{address}&since={made.id}")
    assert left_out in page
    assert twice not in page
    assert ">0003<" in page
    assert ">0001<" not in page
    answer = await browser.post(here(spent), data=form_of(page))
    assert answer.status_code == 303
    kept = await Report.all().order_by("-id").first()
    assert kept is not None
    assert len(kept.figures["inventory"]) == 1
    assert choice not in await browser.get(f"{here(spent)}?{PERIOD.replace('isun-docs', 'isun-form')}")


@pytest.mark.parametrize("since", ["999999", "всички", "-1", "9" * 40])
async def test_it_refuses_a_choice_that_is_not_offered(spent, store, browser, since):
    await prepare(spent, store)
    await browser.sign_in(spent.ivan.email)
    answer = await browser.client.get(f"{here(spent)}?{PERIOD}&since={since}&lang=bg")
    assert answer.status_code == 422
    assert "Изберете някой от файловете, подготвени преди" in answer.text


@pytest.mark.parametrize(
    ("named", "which"), [("last", 3), ("3", 3), ("2", 2), ("2026-11-21", 2), ("2026-11-30", 3), ("2026-11-20", 1)]
)
def test_it_is_meant_by_its_number_by_a_day_or_as_the_last(named, which):
    """The second was made late on the 20th at Greenwich, which is the 21st here."""
    given = [
        GivenBefore(at, datetime(2026, 11, day, 23, 30, tzinfo=UTC), frozenset())
        for at, day in ((3, 24), (2, 20), (1, 19))
    ]
    assert since_named(given, format_named(INVENTORY), named, ZoneInfo("Europe/Sofia")) == which


@pytest.mark.parametrize(
    ("code", "named", "sentence"),
    [
        (
            INVENTORY,
            "вчера",
            "“вчера” names no file that was prepared for these days. Give a report's number, a day, or “last”.",
        ),
        (
            INVENTORY,
            "2026-11-18",
            "“2026-11-18” names no file that was prepared for these days. Give a report's number, a day, or “last”.",
        ),
        ("expenses-period", "last", "Files of this format replace what the funder has: they always hold everything."),
    ],
)
def test_it_says_when_nothing_is_meant(code, named, sentence):
    given = [GivenBefore(1, datetime(2026, 11, 19, tzinfo=UTC), frozenset())]
    with pytest.raises(Objected) as refused:
        since_named(given, format_named(code), named, ZoneInfo("Europe/Sofia"))
    (one,) = refused.value.objections
    assert wording("en").say(one.sentence, **one.facts) == sentence


def test_it_is_asked_for_on_the_command_line():
    asked = ["report", "П", "--format", INVENTORY, "--from", "2026-07-01", "--to", "2026-09-30", "--to-dir", "о"]
    assert parser(wording("bg")).parse_args([*asked, "--new-since", "last"]).new_since == "last"
    assert parser(wording("bg")).parse_args(asked).new_since is None
