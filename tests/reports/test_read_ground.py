"""What a report's ground reads of decisions, earlier reports and the work plan („основата на отчета“)."""

from datetime import date

import pytest

from grants.expenses.models import Document, Expense
from grants.funders.ground import Reported
from grants.projects.models import Period, Project
from grants.reports.grounds import report_ground
from grants.reports.grounds_counted import tallies_of
from grants.reports.grounds_entries import Selection
from grants.reports.models import Package, PackageRow
from grants.values.language import Text
from grants.values.money import Money
from tests.cast import row

pytestmark = pytest.mark.anyio

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


async def package(project, sequence: int, state: str, *expenses: int) -> Package:
    made = await Package.create(
        project_id=project.id, number=f"{sequence}.1", position=sequence, sequence=sequence, format="interreg-partner",
        edition="10.0", first_on=FIRST, last_on=LAST, state=state,
    )  # fmt: skip
    for at, expense_id in enumerate(expenses, start=1):
        await PackageRow.create(
            package_id=made.id, expense_id=expense_id, position=at, number=str(at), amount_cents=1000, currency="EUR"
        )
    return made


@pytest.fixture
async def reported(small_world):
    """Two invoices of an earlier report, the second of them parked, and one with the number of the first."""
    project = small_world.project
    await row(project, "line", "1", title_bg="Услуги", amount="1000", currency="EUR", category="services")
    for number, paper in (("1", "0001"), ("2", "0002"), ("3", "0001")):
        await row(
            project, "document", number, kind="invoice", paper_number=paper, issued="2026-08-01", paid="2026-08-02",
            supplier_name="„Дунав“ ООД", supplier_eik="112233445", net="100.00", currency="EUR",
        )  # fmt: skip
        await row(
            project, "expense", number, document=number, line="1", amount="100.00", currency="EUR", state="verified",
            partner="1",
        )  # fmt: skip
    return small_world


async def of_package(world, made: Package):
    return await report_ground(world.ivan, world.project, Selection(FIRST, LAST, made.id, made.number), LAST)


async def test_it_tells_what_is_set_aside_and_where_it_was_before(reported):
    ids = [one.id for one in await Expense.filter(project_id=reported.project.id).order_by("position")]
    await package(reported.project, 1, "accepted", *ids[:2])
    await Expense.filter(id=ids[0]).update(package="1.1", state="cut", cut_cents=1050, decision="Писмо 7")
    await Expense.filter(id=ids[1]).update(package="1.1", state="parked")
    second = await package(reported.project, 2, "draft")

    of = await of_package(reported, second)
    assert [(one.number, one.parked_in, one.parked_at) for one in of.set_aside] == [("2", "1.1", 2)]
    (before,) = of.earlier
    assert (before.package, before.parked_euro, before.decided_euro) == (
        "1.1",
        Money.of("100", "EUR"),
        Money.of("200", "EUR"),
    )
    assert (before.lost_euro, before.cut) == (Money.of("110.50", "EUR"), Money.of("10.50", "EUR"))

    await Expense.filter(id=ids[1]).update(package="", state="verified")
    again = await of_package(reported, second)
    assert again.set_aside == ()
    assert [(one.number, one.parked_in, one.parked_at) for one in again.entries] == [("2", "1.1", 2), ("3", "", 0)]


async def test_it_finds_the_same_invoice_in_another_document(reported):
    of = await report_ground(reported.ivan, reported.project, Selection(FIRST, LAST), LAST)
    (found,) = of.again
    assert (found.number, found.same_amount) == ("1", True)
    assert found.entry_id == next(one.id for one in of.entries if one.number == "3")


async def test_it_finds_it_also_where_the_one_that_was_reported_was_entered_later(reported):
    ids = [one.id for one in await Expense.filter(project_id=reported.project.id).order_by("position")]
    await package(reported.project, 1, "sent", ids[2])
    await Expense.filter(id=ids[2]).update(package="1.1", state="reported")
    of = await of_package(reported, await package(reported.project, 2, "draft"))
    assert [(one.entry_id, one.number, one.package) for one in of.again] == [(ids[0], "3", "1.1")]


async def test_it_finds_one_of_an_earlier_period_whichever_was_entered_first(reported):
    await Document.filter(project_id=reported.project.id, number="3").update(paid_on=date(2026, 6, 30))
    of = await report_ground(reported.ivan, reported.project, Selection(FIRST, LAST), LAST)
    assert [one.number for one in of.again] == ["3"]
    await Document.filter(project_id=reported.project.id, number="3").update(paid_on=date(2026, 10, 1))
    of = await report_ground(reported.ivan, reported.project, Selection(FIRST, LAST), LAST)
    assert of.again == ()


async def test_it_tells_what_the_funder_took_away(reported):
    await Expense.filter(project_id=reported.project.id, number="1").update(
        state="cut", cut_cents=1050, decided_on=LAST, decision="Писмо 7"
    )
    of = await report_ground(reported.ivan, reported.project, Selection(FIRST, LAST), LAST)
    one = next(one for one in of.entries if one.number == "1")
    taken = Money.of("10.50", "EUR")
    assert (one.cut, one.cut_euro, one.decided_on, one.decision) == (taken, taken, LAST, "Писмо 7")


async def test_it_tells_why_beside_the_letter_only_of_what_was_taken_away(reported):
    ids = [one.id for one in await Expense.filter(project_id=reported.project.id).order_by("position")]
    told = {"package": "1.1", "decision": "Писмо 7", "reason": "Липсва протокол."}
    for expense, state in zip(ids, ("cut", "approved", "parked"), strict=True):
        await Expense.filter(id=expense).update(**told, state=state)
    found = await report_ground(reported.ivan, reported.project, Selection(FIRST, LAST), LAST)
    assert [one.decision for one in found.entries] == [
        "Писмо 7 · Липсва протокол.",
        "Писмо 7",
        "Писмо 7 · Липсва протокол.",
    ]


async def test_it_reads_days_of_a_month_to_their_end_and_progress_as_it_stood_then(small_world):
    project = small_world.project
    await row(
        project, "activity", "1", title_bg="Обучения", start="2026-01", end="2026-08", state="running", progress="90"
    )
    await row(project, "activity", "2", title_bg="Срещи", state="running", progress="15")
    for number, day, progress in (("1", "2026-06-30", "20"), ("2", "2026-09-30", "55"), ("3", "2026-10-01", "90")):
        await row(project, "activity_update", number, activity="1", written=day, progress=progress, done_bg="Готово")
    await Project.filter(id=project.id).update(end_on=date(2027, 2, 1), end_precision="month")
    await row(project, "terms", "1", eligible_from="2026-02-01", eligible_until="2027-01-31")
    found = await report_ground(small_world.ivan, project, Selection(FIRST, LAST), LAST)
    told = [(one.start_on, one.end_on, one.progress) for one in found.activities]
    assert told == [(date(2026, 1, 1), date(2026, 8, 31), 55), (None, None, 15)]
    assert found.end_on == date(2027, 2, 28)
    assert found.eligible == (date(2026, 2, 1), date(2027, 1, 31))


async def test_it_reads_the_limit_of_moves_of_the_contract_in_force(reported):
    project = reported.project
    await row(project, "terms", "1", in_force="2026-01-01", move_limit="10", move_base="heading")
    await row(project, "terms", "2", in_force="2026-10-01", move_limit="20", move_base="total")
    of = await report_ground(reported.ivan, project, Selection(FIRST, LAST), LAST)
    assert [of.move_limit, of.move_base] == [10, "heading"]


async def test_it_reads_where_the_contract_has_the_reserve(reported):
    of = await report_ground(reported.ivan, reported.project, Selection(FIRST, LAST), LAST)
    assert of.reserve_place == "none"
    await row(reported.project, "terms", "1", title_bg="Договор", reserve_place="before")
    of = await report_ground(reported.ivan, reported.project, Selection(FIRST, LAST), LAST)
    assert of.reserve_place == "before"


async def test_it_reads_what_isun_marks_and_the_papers_that_lack(reported):
    project = reported.project
    await row(
        project, "document", "4", kind="invoice", paper_number="0004", issued="2026-08-01", net="5", currency="EUR"
    )
    await row(
        project, "expense", "4", document="4", line="1", amount="5", currency="EUR", state="verified",
        cross_financed="yes", carried_out="outside_area",
    )  # fmt: skip
    await row(project, "paper", "1", document="4", name_bg="Протокол", name_en="Protocol")
    await row(project, "paper", "2", document="4", name_bg="Договор", there="yes")
    of = await report_ground(reported.ivan, project, Selection(FIRST, LAST), LAST)
    marked = next(one for one in of.entries if one.number == "4")
    assert (marked.cross_financed, marked.carried_out) == (True, "outside_area")
    assert marked.lacking == (Text("Протокол", "Protocol"),)
    plain = next(one for one in of.entries if one.number == "1")
    assert (plain.cross_financed, plain.carried_out, plain.lacking) == (False, "inside", ())


async def test_it_tells_which_package_before_reported_the_period_of_a_cost(reported):
    """The first package reported the second quarter; invoice 1 is of it, invoice 2 of the year before, nobody's."""
    project = reported.project
    await row(project, "period", "П1", start="2026-04-01", end="2026-06-30")
    planned = await Period.get(project_id=project.id, number="П1")
    first = await package(project, 1, "accepted")
    await Package.filter(id=first.id).update(first_on="2026-04-01", last_on="2026-06-30", period_id=planned.id)
    for number, day in (("1", "2026-05-06"), ("2", "2025-05-06")):
        await Document.filter(project_id=project.id, number=number).update(paid_on=date.fromisoformat(day))
    second = await package(project, 2, "draft")
    of = await of_package(reported, second)
    assert [(one.number, one.late, one.adjusts) for one in of.entries] == [
        ("2", True, 0),
        ("1", True, 1),
        ("3", False, 0),
    ]
    assert of.reported == (Reported(1, "П1", date(2026, 4, 1), date(2026, 6, 30)),)
    counted = await tallies_of(reported.ivan, project, Selection(FIRST, LAST, second.id, "2.1"))
    assert {*counted} == {*of.tallies}
    assert {one.adjusts for one in counted} == {0, 1}
    for state in ("returned", "refused", "draft"):
        await Package.filter(id=first.id).update(state=state)
        of = await of_package(reported, second)
        assert ({one.adjusts for one in of.entries}, of.reported) == ({0}, ())


async def test_the_sums_are_those_of_the_expenses_in_every_currency(reported):
    project = reported.project
    await row(project, "activity", "1.1", title_bg="Обучения")
    for number, money in (
        ("5", {"amount": "19.56", "currency": "BGN", "in_kind": "1.00"}),
        ("6", {"amount": "7", "currency": "RON"}),
    ):
        await row(project, "expense", number, claimed="2026-08-05", activity="1.1", state="verified", **money)
    chosen = Selection(FIRST, LAST)
    of = await report_ground(reported.ivan, project, chosen, LAST)
    counted = await tallies_of(reported.ivan, project, chosen)
    assert {*counted} == {*of.tallies}
    assert {(one.amount.currency, one.rated) for one in counted} == {("EUR", True), ("BGN", True), ("RON", False)}
