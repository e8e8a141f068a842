"""A report is prepared once, kept as it was and entered in the history; nobody without the right prepares one („отчет“)."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import asyncpg
import pytest
from python_calamine import CalamineWorkbook

from grants.access import OPERATOR
from grants.audit.models import Entry
from grants.errors import AlreadyDone, NotAllowed, NotFound, Objected
from grants.expenses.models import Expense
from grants.funders.registry import format_named
from grants.reports.actions import prepare_report
from grants.reports.models import Report, ReportFile
from grants.reports.queries import prepared_reports, report_file_seen
from grants.reports.rules import objections
from grants.storage.files import FileStore
from grants.values.money import Money
from tests.cast import row
from tests.reports.quarter import report_figures

pytestmark = pytest.mark.anyio

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
INVENTORY = "isun-docs"


async def expense(
    project, number, amount, *, line="1.1", paid="2026-08-03", currency="EUR", state="verified", own="", **more
) -> int:
    """A document with one expense."""
    typed = {
        "paper_number": f"000{number}",
        "issued": paid or "2026-08-01",
        "paid": paid,
        "supplier_name": "„Печатница Дунав“ ООД",
        **more,
    }
    await row(project, "document", number, kind="invoice", net=amount, currency=currency, **typed)
    return await row(
        project, "expense", number, document=number, line=line, amount=amount, own=own, currency=currency, state=state
    )


@pytest.fixture
async def spent(small_world):
    """The small tracker with a budget and what was spent of it: before the period, in it, after it."""
    project = small_world.project
    await row(project, "line", "1", title_bg="Управление", currency="EUR")
    await row(project, "line", "1.1", title_bg="Възнаграждения", amount="1000", currency="EUR")
    await row(project, "source", "1", kind="eu", name_bg="ЕСФ+", amount="85000", currency="EUR", share="85")
    await expense(project, "1", "100.10", paid="2026-05-04")
    await expense(project, "2", "65.00", paid="2026-06-30", currency="BGN")
    await expense(project, "3", "200.20", own="20.02")
    await expense(project, "4", "65.00", currency="BGN")
    await expense(project, "5", "10", state="draft")
    await expense(project, "6", "11", paid="2026-10-01")
    return small_world


@pytest.fixture
def store(tmp_path) -> FileStore:
    return FileStore(tmp_path / "файлове")


async def test_it_prepares_both_workbooks_and_keeps_them_as_they_were(spent, store):
    made = await prepare_report(spent.ivan, spent.project, INVENTORY, None, FIRST, LAST, "bg", store)
    assert [file.name for file in made.files] == [
        f"{spent.project.code} Опис на документите за ИСУН 2026-07-01 2026-09-30.xlsx",
        f"{spent.project.code} Разходи за периода 2026-07-01 2026-09-30.xlsx",
    ]
    # 65 leva are 33.23 euro.
    assert made.totals["claimed"] == [{"amount": "200.20", "currency": "EUR"}, {"amount": "65.00", "currency": "BGN"}]
    assert made.totals["euro"] == {"amount": "233.43", "currency": "EUR"}
    for file in made.files:
        content = await store.read(file.sha256)
        assert len(content) == file.size
        assert CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names
    await Expense.filter(project_id=spent.project.id).update(amount_cents=1)
    kept = (await prepared_reports(spent.angel, spent.project))[0]
    assert (kept.format, kept.edition, kept.language) == (INVENTORY, format_named(INVENTORY).edition, "bg")
    assert (kept.first, kept.last, kept.prepared_by) == (FIRST, LAST, spent.ivan.name)
    assert kept.figures["lines"][1]["so_far"] == "366.76"
    assert {file.sha256 for file in kept.files} == {file.sha256 for file in made.files}


async def test_it_gives_the_same_files_for_the_same_project(spent, store):
    one, other = [
        await prepare_report(spent.maria, spent.project, INVENTORY, None, FIRST, LAST, "en", store) for _ in range(2)
    ]
    assert [file.sha256 for file in one.files] == [file.sha256 for file in other.files]
    assert one.id != other.id


async def test_it_enters_the_report_in_the_history(spent, store):
    await prepare_report(spent.ivan, spent.project, INVENTORY, None, FIRST, LAST, "bg", store)
    entry = await Entry.filter(deed="report.prepared").get()
    assert (entry.person_id, entry.project_id) == (spent.ivan.person_id, spent.project.id)
    assert entry.after["last_on"] == "2026-09-30"
    assert "Опис на документите" in entry.after["files"]


async def test_it_finds_what_was_spent_before_and_in_the_period(spent):
    found = await report_figures(spent.maria, spent.project, FIRST, LAST)
    line = found.lines[1]
    assert (line.number, line.currency) == ("1.1", "EUR")
    assert line.previous == Money.of("133.33", "EUR")
    assert line.this == Money.of("233.43", "EUR")
    assert line.own == Money.of("20.02", "EUR")
    assert line.standing.left == Money.of("633.24", "EUR")
    assert (found.left_out.drafts, len(found.documents)) == (1, 2)
    assert found.about.beneficiary.en == "Together Association"
    assert found.about.sources[0].name.bg == "ЕСФ+"


async def test_it_counts_claims_without_a_document_and_what_was_claimed_before_the_tracker(spent):
    await row(
        spent.project,
        "expense",
        "20",
        form="unit_cost",
        line="1.1",
        units="12,5",
        unit_price="14,53",
        amount="181,62",
        in_kind="181,62",
        claimed="31.08.2026",
        evidence="Присъствен списък",
        state="verified",
    )
    await row(
        spent.project, "expense", "21", form="lump_sum", line="1.1", amount="5", claimed="30.06.2026", state="cut"
    )
    await row(spent.project, "expense", "22", form="lump_sum", line="1.1", amount="7", state="submitted")
    # One opening figure ends before the period, one reaches into it: neither is this period's.
    await row(spent.project, "opening", line="1.1", until="31.03.2026", amount="300,30", own="30,03")
    await row(spent.project, "opening", line="1.1", until="15.07.2026", amount="0,70")
    found = await report_figures(spent.maria, spent.project, FIRST, LAST)
    line = found.lines[1]
    # Before: 100.10, 65 leva and the lump sum of June, beside the opening figures; in the period 200.20, 65 leva, 181.62.
    assert (line.opening, line.previous) == (Money.of("301.00", "EUR"), Money.of("439.33", "EUR"))
    assert line.this == Money.of("415.05", "EUR")
    assert (line.own, line.in_kind, line.third) == tuple(Money.of(one, "EUR") for one in ("20.02", "181.62", "0"))
    assert line.grant == Money.of("213.41", "EUR")
    assert (found.opening_until, found.left_out.undated_claims) == (date(2026, 7, 15), 1)
    alone = next(one for one in found.expenses if one.paper is None)
    assert (alone.claim.units, alone.claim.evidence, alone.day) == (
        Decimal("12.5"),
        "Присъствен списък",
        date(2026, 8, 31),
    )
    assert len(found.documents) == 2
    assert not objections(format_named(INVENTORY), found)


async def test_it_says_the_same_of_two_periods_as_of_both_together(spent):
    early = await report_figures(OPERATOR, spent.project, date(2026, 1, 1), date(2026, 6, 30))
    late = await report_figures(OPERATOR, spent.project, FIRST, LAST)
    both = await report_figures(OPERATOR, spent.project, date(2026, 1, 1), LAST)
    assert early.line_totals[0].this + late.line_totals[0].this == both.line_totals[0].this
    assert late.line_totals[0].so_far == both.line_totals[0].so_far


async def test_it_asks_the_database_as_often_for_many_expenses_as_for_few(spent, monkeypatch):
    asked = []
    original = asyncpg.Connection._execute

    async def counting(self, query, *values, **more):
        asked.append(query)
        return await original(self, query, *values, **more)

    monkeypatch.setattr(asyncpg.Connection, "_execute", counting)
    await report_figures(OPERATOR, spent.project, FIRST, LAST)
    few = len(asked)
    for number in range(20, 30):
        await expense(spent.project, str(number), "1")
    asked.clear()
    await report_figures(OPERATOR, spent.project, FIRST, LAST)
    assert 0 < len(asked) == few


async def test_it_writes_nothing_that_the_funder_would_refuse(spent, store):
    await expense(spent.project, "7", "12", paid="", issued="2026-08-09")
    with pytest.raises(Objected) as refused:
        await prepare_report(spent.ivan, spent.project, INVENTORY, None, FIRST, LAST, "bg", store)
    assert [(one.row, one.column, one.facts["number"]) for one in refused.value.objections] == [(4, "E", "7")]
    assert not await Report.all().count()
    assert not store.folder.exists()
    made = await prepare_report(spent.ivan, spent.project, "expenses-period", None, FIRST, LAST, "bg", store)
    assert [file.name.split(" ", 1)[1] for file in made.files] == ["Разходи за периода 2026-07-01 2026-09-30.xlsx"]


@pytest.mark.parametrize("name", ["elena", "desislava", "angel", "ada", "petar"])
async def test_it_is_prepared_only_by_the_manager_and_the_accountant(spent, store, name):
    with pytest.raises(NotAllowed):
        await prepare_report(spent.everybody[name], spent.project, INVENTORY, None, FIRST, LAST, "bg", store)
    assert not await Report.all().count()


async def test_it_is_done_once_when_the_form_is_sent_twice(spent, store):
    await prepare_report(spent.maria, spent.project, INVENTORY, None, FIRST, LAST, "bg", store, once="ключ")
    with pytest.raises(AlreadyDone):
        await prepare_report(spent.maria, spent.project, INVENTORY, None, FIRST, LAST, "bg", store, once="ключ")
    assert await Report.all().count() == 1


@pytest.mark.parametrize(("code", "edition"), [("interreg", None), (INVENTORY, "1999")])
async def test_it_names_the_formats_there_are(spent, store, code, edition):
    with pytest.raises(NotFound) as unknown:
        await prepare_report(OPERATOR, spent.project, code, edition, FIRST, LAST, "bg", store)
    assert unknown.value.facts["known"]


async def test_it_gives_a_file_only_through_its_own_project(spent, store):
    await prepare_report(spent.ivan, spent.project, INVENTORY, None, FIRST, LAST, "bg", store)
    file_id = (await ReportFile.all().order_by("id").values("id"))[0]["id"]
    assert (await report_file_seen(spent.angel, spent.project, file_id)).id == file_id
    for who, project in ((spent.petar, spent.other), (spent.elena, spent.project), (OPERATOR, spent.other)):
        with pytest.raises(NotFound):
            await report_file_seen(who, project, file_id)
    assert not await prepared_reports(spent.elena, spent.project)
