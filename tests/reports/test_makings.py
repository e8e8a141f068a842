"""What is long is asked for, made by a worker once, shown while it is made, and refused in words („прави се“)."""

import asyncio
import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from grants.access import Permission
from grants.audit.models import Entry
from grants.errors import AlreadyDone, NotAllowed, WrongState
from grants.people.models import Membership
from grants.reports.actions import prepare_report
from grants.reports.dossier.scope import Of, Scope
from grants.reports.makings.actions import ask_for, make_next
from grants.reports.makings.makers import MAKERS, Workshop, dossier_asked, report_asked, scope_in
from grants.reports.makings.rules import ASKS, LONG, MOST_TRIES, MOST_WAITING, What, is_long, tried_enough
from grants.reports.models import Making, Report, ReportFile
from grants.reports.rules_package import MakingState
from grants.storage.files import FileStore
from tests.cast import row

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
PERIOD = "format=expenses-period&first=1.7.2026&last=30.9.2026&language=bg"
NOT_STOPPED = asyncio.Event()


@pytest.mark.parametrize(("expenses", "long"), [(0, False), (LONG, False), (LONG + 1, True), (100_000, True)])
def test_it_leaves_only_long_reports_to_the_worker(expenses, long):
    assert is_long(expenses) is long


@pytest.mark.parametrize(("tries", "enough"), [(0, False), (MOST_TRIES - 1, False), (MOST_TRIES, True)])
def test_it_gives_up_what_was_begun_too_often(tries, enough):
    assert tried_enough(tries) is enough


def test_it_asks_a_permission_for_each_thing_the_worker_makes():
    assert set(ASKS) == set(What)
    assert ASKS[What.DOSSIER] is Permission.EXPORT_PROJECT


@pytest.mark.parametrize(
    "scope",
    [
        Scope(Of.PROJECT),
        Scope(Of.PERIOD, FIRST, LAST),
        Scope(Of.NUMBERS, documents=(3, 7)),
        Scope(Of.PACKAGE, FIRST, LAST, package=4, number="2.1"),
    ],
)
def test_it_keeps_what_a_dossier_is_of(scope):
    assert scope_in(dossier_asked(scope, "bg")) == scope


@pytest.fixture
async def spent(small_world):
    project = small_world.project
    await row(project, "line", "1", title_bg="Услуги", amount="1000", currency="EUR")
    for number in ("1", "2"):
        typed = {"paper_number": f"000{number}", "issued": "2026-08-01", "paid": "2026-08-02", "net": "10.10"}
        await row(project, "document", number, kind="invoice", currency="EUR", supplier_name="„Дунав“ <ООД>", **typed)
        more = {"document": number, "line": "1", "amount": "10.10", "currency": "EUR", "state": "verified"}
        await row(project, "expense", number, **more)
    return small_world


@pytest.fixture
def workshop(settings) -> Workshop:
    return Workshop(FileStore(settings.files), SOFIA)


async def asked(world, by=None, *, once="", format_code="expenses-period", language="bg") -> int:
    told = report_asked(format_code, "", FIRST, LAST, language)
    return await ask_for(by or world.ivan, world.project, What.REPORT, told, "разходи", once=once)


async def ended_in(making: int) -> int:
    """The report a making ended in."""
    (found,) = await Making.filter(id=making).values_list("report_id", flat=True)
    return int(str(found))


async def test_it_makes_what_was_asked_for_and_shows_what_the_request_would_have(spent, workshop):
    here = await prepare_report(spent.ivan, spent.project, "expenses-period", None, FIRST, LAST, "bg", workshop.files)
    made = await asked(spent)
    assert await make_next(workshop, NOT_STOPPED)
    assert not await make_next(workshop, NOT_STOPPED)
    making = await Making.get(id=made)
    assert (making.state, making.tries, making.told) == (MakingState.DONE, 1, None)
    assert making.done == making.of > 0
    files = await ReportFile.filter(report__id=await ended_in(made)).values_list("name", "sha256")
    assert list(files) == [(file.name, file.sha256) for file in here.files]
    first, second = await Report.all().order_by("id")
    assert first.figures == second.figures
    assert await Report.filter(prepared_by=spent.ivan.person_id).count() == 2


async def test_it_enters_who_asked_and_what_was_made(spent, workshop):
    await asked(spent)
    await make_next(workshop, NOT_STOPPED)
    entries = await Entry.filter(deed__in=["making.asked", "report.prepared"]).order_by("id")
    assert [(one.deed, one.person_name) for one in entries] == [
        ("making.asked", spent.ivan.name),
        ("report.prepared", spent.ivan.name),
    ]


async def test_it_makes_a_dossier(spent, workshop):
    told = dossier_asked(Scope(Of.PERIOD, FIRST, LAST), "en")
    made = await ask_for(spent.maria, spent.project, What.DOSSIER, told, "досие")
    await make_next(workshop, NOT_STOPPED)
    making = await Making.get(id=made)
    assert making.state is MakingState.DONE
    (file,) = await ReportFile.filter(report__id=await ended_in(made))
    assert file.name.endswith(".zip")


async def test_it_refuses_whoever_may_not_and_a_form_sent_twice(spent):
    with pytest.raises(NotAllowed):
        await asked(spent, spent.angel)
    await asked(spent, once="ключ")
    with pytest.raises(AlreadyDone):
        await asked(spent, once="ключ")
    for _ in range(MOST_WAITING - 1):
        await asked(spent)
    with pytest.raises(WrongState):
        await asked(spent)
    assert await Making.all().count() == MOST_WAITING


async def test_it_asks_again_whether_the_person_still_may(spent, workshop):
    made = await asked(spent)
    await Membership.filter(person_id=spent.ivan.person_id).delete()
    await make_next(workshop, NOT_STOPPED)
    making = await Making.get(id=made)
    assert making.state is MakingState.FAILED
    assert making.told["bg"] == ["Тук няма нищо или нямате достъп до него."]
    assert await Report.all().count() == 0


async def test_it_says_in_both_languages_what_the_funder_would_refuse(spent, workshop):
    told = report_asked("isun-docs", "", date(2025, 1, 1), date(2025, 1, 31), "bg")
    made = await ask_for(spent.ivan, spent.project, What.REPORT, told, "опис")
    await make_next(workshop, NOT_STOPPED)
    making = await Making.get(id=made)
    assert making.state is MakingState.FAILED
    assert making.told["en"] == ["No document of the period has an expense to report."]
    assert making.told["bg"] == ["В периода няма документ с разход за отчитане."]
    assert not [path for path in workshop.files.folder.rglob("*") if path.is_file()]


async def test_it_gives_up_after_three_tries_and_says_so(spent, workshop):
    made = await asked(spent)
    long_ago = (await Making.get(id=made)).asked_at - timedelta(hours=1)
    await Making.filter(id=made).update(state=MakingState.RUNNING, tries=MOST_TRIES, alive_at=long_ago)
    assert await make_next(workshop, NOT_STOPPED)
    making = await Making.get(id=made)
    assert making.state is MakingState.FAILED
    assert str(MOST_TRIES) in making.told["bg"][0]


async def test_it_leaves_alone_what_another_worker_is_making(spent, workshop):
    made = await asked(spent)
    now = (await Making.get(id=made)).asked_at
    await Making.filter(id=made).update(state=MakingState.RUNNING, tries=1, alive_at=now + timedelta(seconds=1))
    assert not await make_next(workshop, NOT_STOPPED)


async def test_it_puts_nothing_into_the_history_when_another_has_taken_it_over(spent, workshop, monkeypatch):
    made = await asked(spent)
    maker = MAKERS[What.REPORT]

    async def slow(by, project, told, work):
        await Making.filter(id=made).update(tries=2)
        await maker(by, project, told, work)

    monkeypatch.setattr("grants.reports.makings.actions.MAKERS", {What.REPORT: slow})
    await make_next(workshop, NOT_STOPPED)
    assert await Report.all().count() == await Entry.filter(deed="report.prepared").count() == 0
    assert (await Making.get(id=made)).state is MakingState.RUNNING


async def test_it_ends_at_the_next_step_when_the_worker_is_to_stop_and_waits_again(spent, workshop, monkeypatch):
    made = await asked(spent)
    stop = asyncio.Event()
    maker = MAKERS[What.REPORT]

    async def stopped(by, project, told, work):
        stop.set()
        while not work.watch.interrupted:  # noqa: ASYNC110 - another task tells it
            await asyncio.sleep(0.001)
        await maker(by, project, told, work)

    monkeypatch.setattr("grants.reports.makings.actions.MAKERS", {What.REPORT: stopped})
    await make_next(workshop, stop)
    making = await Making.get(id=made)
    assert (making.state, making.tries) == (MakingState.WAITING, 0)
    assert not [path for path in workshop.files.folder.rglob("*") if path.is_file()]


async def test_it_says_it_is_our_fault_when_it_is(spent, workshop, monkeypatch, caplog):
    made = await asked(spent)

    async def wrong(*_asked):
        raise ZeroDivisionError

    monkeypatch.setattr("grants.reports.makings.actions.MAKERS", {What.REPORT: wrong})
    await make_next(workshop, NOT_STOPPED)
    making = await Making.get(id=made)
    assert making.state is MakingState.FAILED
    assert "ZeroDivisionError" not in str(making.told)
    assert "ZeroDivisionError" in caplog.text


# --- the page -------------------------------------------------------------------------------------------------------


async def piece_of(browser, world, on: str = "reports") -> str:
    """The piece of the page that asks again by itself."""
    answer = await browser.client.get(f"{here(world)}/makings/{on}?lang=bg")
    assert answer.status_code == 200
    return str(answer.text).replace("\xa0", " ").replace("\u202f", " ")


def here(world) -> str:
    return f"/projects/{world.project.code}/reports"


async def test_it_asks_the_worker_for_a_long_report_and_shows_how_far_it_is(spent, browser, workshop, monkeypatch):
    monkeypatch.setattr("grants.reports.makings.rules.LONG", 1)
    await browser.sign_in(spent.ivan.email)
    typed = dict(pair.split("=") for pair in PERIOD.split("&"))
    answer = await browser.post(here(spent), data=typed)
    assert answer.status_code == 303
    page = await browser.get(f"{here(spent)}?lang=bg")
    assert "чака реда си" in page
    assert 'hx-trigger="every 2s"' in page
    assert "<progress" not in page
    await Making.all().update(state=MakingState.RUNNING, done=1200, of=5000)
    piece = await piece_of(browser, spent)
    assert re.search(r'<progress[^>]*value="1200" max="5000" aria-valuetext="1 200 от 5 000 реда"', piece)
    await Making.all().update(state=MakingState.WAITING)
    await make_next(workshop, NOT_STOPPED)
    piece = await piece_of(browser, spent)
    assert "hx-trigger" not in piece
    (file,) = await ReportFile.all()
    assert f"{here(spent)}/files/{file.id}" in piece
    assert (await browser.client.get(f"{here(spent)}/files/{file.id}")).status_code == 200


async def test_it_asks_the_worker_for_a_large_dossier(spent, browser, workshop, monkeypatch):
    monkeypatch.setattr("grants.reports.dossier.pages.MOST_FILES", -1)
    await browser.sign_in(spent.maria.email)
    answer = await browser.post(f"{here(spent)}/dossier", data={"of": "project", "language": "bg", "step": "make"})
    assert answer.status_code == 303
    assert "целият проект" in await browser.get(f"{here(spent)}/dossier?lang=bg")
    await make_next(workshop, NOT_STOPPED)
    report = await Report.get()
    assert f"{here(spent)}/dossier/{report.id}" in await piece_of(browser, spent, "dossier")


async def test_it_shows_why_nothing_was_made(spent, browser, workshop):
    await asked(spent, format_code="няма-такъв")
    await make_next(workshop, NOT_STOPPED)
    await browser.sign_in(spent.ivan.email)
    assert "Няма формат за отчет „няма-такъв" in await browser.get(f"{here(spent)}?lang=bg")


@pytest.mark.parametrize(
    ("who", "on", "status"), [("petar", "reports", 404), ("elena", "dossier", 403), ("maria", "x", 404)]
)
async def test_it_hides_what_is_made_from_others(spent, browser, who, on, status):
    await browser.sign_in(spent.everybody[who].email)
    assert (await browser.client.get(f"{here(spent)}/makings/{on}")).status_code == status
