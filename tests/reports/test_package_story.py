"""A package from the last verified expense to the funder's answer, told in plain words („Отчетът за третото тримесечие“).

Two organisations, the lead in Bulgaria and a partner in Spain, report the third quarter of 2026. Worked out by hand:

    lead      1  invoice 0001   450,25 EUR   paid 10.08.2026
              2  invoice 0002    99,75 EUR   paid 20.06.2026, verified only in October: late
    partner   3  invoice F-3    300,00 EUR   paid 15.09.2026
              4  invoice F-4    120,40 EUR   paid 02.10.2026: of the next quarter
    claimed   450,25 + 99,75 + 300,00 = 850,00 EUR

The funder returns the package: expense 1 is approved, expense 2 is cut by 9,75, for expense 3 a contract is missing. The
partner claims 250,00 instead. Version 1.2: 450,25 + 99,75 + 250,00 = 800,00; accepted are 450,25 + 90,00 + 250,00 = 790,25.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from grants.access import CLOCK
from grants.audit.models import Entry
from grants.deadlines.actions import settle_deadline
from grants.deadlines.models import Deadline
from grants.deadlines.rules import DeadlineState
from grants.door.queries import parties
from grants.door.rules import Awaited
from grants.errors import Changed, NotAllowed, Objected, WrongState
from grants.expenses.actions import return_expense
from grants.expenses.life.actions import decide_expenses, report_expenses, verify_expenses, withdraw_expenses
from grants.expenses.life.decision import Decision
from grants.expenses.models import Expense
from grants.expenses.rules import ExpenseState
from grants.funders import registry
from grants.funders.registry import FORMATS
from grants.projects.models import Organisation, Partner, Period, Project
from grants.reports.dossier.queries import ledger_in
from grants.reports.dossier.scope import Of, Scope
from grants.reports.models import Package, PackageRow, Report, ReportFile
from grants.reports.packages.actions import (
    drop_draft,
    leave_out,
    open_for_period,
    open_package,
    take_back_in,
)
from grants.reports.packages.contents import contents_now
from grants.reports.packages.freezing.actions import back_to_draft, judged, make_ready, write_files
from grants.reports.packages.outcome.actions import Outcome, decide_on_package, look_at, not_sent, send_package
from grants.reports.packages.outside import decided_of
from grants.reports.packages.parts.actions import hand_in_part, return_part
from grants.reports.packages.parts.queries import parts_of, rows_of_part
from grants.reports.packages.queries import ground_of
from grants.reports.packages.rules import (
    ANOTHER_OPEN,
    CLAIMED_TWICE,
    NO_RATE,
    RETURNED_MEANWHILE,
    ROWS_MOVED,
    UNDECIDED,
    UNMAPPED,
)
from grants.reports.packages.texts.actions import write_texts, write_translations
from grants.reports.packages.texts.queries import texts_missing
from grants.reports.queries import given_before
from grants.reports.rules_package import PackageKind, PackageState, PartState
from grants.values.files import KeptFile
from grants.values.language import Text
from tests.cast import NOON, TODAY, row
from tests.reports.quarter import FORMAT, MOMENT, SENDING, differing, kept, now, numbers, opened, picked, ready, spend

pytestmark = pytest.mark.anyio


async def test_it_goes_from_the_last_verified_expense_to_an_accepted_second_version(quarter, store):
    world, project = quarter, quarter.project
    last = (await picked("3")).popitem()
    await Expense.filter(id=last[0]).update(state=ExpenseState.SUBMITTED)
    first = await opened(world)
    package = await now(world, first)
    assert (package.number, package.kind, package.state) == ("1.1", PackageKind.ALL, PackageState.DRAFT)
    assert await numbers(world, first) == ["2", "1"]

    # Elena hands in the part of Puente: 300,00 wait for Ivan, the invoice of October is not of this quarter.
    [part] = await parts_of(project, first)
    assert (part.partner.en, part.state, part.submitted, part.verified, part.sums["EUR"].plain) == (
        "Asociación Puente",
        PartState.AWAITED,
        1,
        0,
        "300.00",
    )
    await hand_in_part(world.elena, project, first, part.partner_id, part.version, MOMENT)
    await verify_expenses(world.ivan, project, await picked("3"), on=TODAY)
    assert await numbers(world, first) == ["2", "1", "3"]
    found = await judged(world.maria, project, await now(world, first), TODAY, store)
    assert [entry.late for entry in found.ground.entries] == [True, False, False]

    # The English report lacks words; they are written there and both sides are kept.
    await write_texts(world.maria, project, first, {"summary": Text("Проведени са две обучения.", "")})
    missing, _ = await texts_missing(world.maria, project, await now(world, first), "en")
    assert {(one.kind, one.number) for one in missing} >= {
        ("line", "1"),
        ("document", "1"),
        ("expense", "3"),
        ("package_text", ""),
    }
    line = next(one for one in missing if one.kind == "line")
    assert await write_translations(world.ivan, project, first, "en", {line.key: "Trainings"}) == 1
    assert (await row_of("line", project)) == ("Обучения", "Trainings")

    # Ready: the rows carry the number, the figures stand, the files are written from what is frozen.
    await ready(world, first, store)
    package = await now(world, first)
    assert package.state is PackageState.READY
    assert package.figures["claimed"] == [{"amount": "850.00", "currency": "EUR"}]
    assert {
        one["number"] for one in await Expense.filter(package="1.1", state=ExpenseState.REPORTED).values("number")
    } == {"1", "2", "3"}
    made = await write_files(world.ivan, project, first, store, language="bg")
    assert [store.path_of(file.sha256) is not None for file in made.files] == [True]

    # Sent: the receipt hangs on it, the period is submitted, its deadline is met and the other one stays.
    due = (await Deadline.get(number="1")).id
    receipt = KeptFile("Разписка.pdf", "application/pdf", 4, "0" * 64)
    await send_package(
        world.ivan, project, first, package.version, replace(SENDING, closes=(due,)), TODAY, receipt=[receipt]
    )
    package = await now(world, first)
    assert (package.state, package.sent_hour, package.funder_number) == (
        PackageState.SENT,
        "16:05",
        "2.1-17/10.11.2026",
    )
    assert [str(one["state"]) for one in await Deadline.all().order_by("number").values("state")] == ["done", "open"]
    period = await Period.get(number="3")
    assert (str(period.state), period.submitted_on, period.package) == ("submitted", date(2026, 11, 10), "1.1")

    # The funder decides on two rows and returns the package for the third.
    await decide_expenses(world.ivan, project, await picked("1"), Decision(False, TODAY, "Писмо 5", ""), TODAY)
    two = await picked("2")
    await decide_expenses(
        world.ivan, project, two, Decision(False, TODAY, "Писмо 5", "Без ДДС", {next(iter(two)): 975}), TODAY
    )
    outcome = Outcome(PackageState.RETURNED, TODAY, "Писмо 6", "Липсва договор с печатницата.")
    second = await decide_on_package(world.ivan, project, first, package.version, outcome, TODAY)
    assert (await now(world, first)).state is PackageState.RETURNED
    assert str((await Period.get(number="3")).state) == "returned"
    assert {one["number"]: one["package"] for one in await Expense.all().values("number", "package")} == {
        "1": "1.2",
        "2": "1.2",
        "3": "",
        "4": "",
    }
    [part] = await parts_of(project, second)
    assert part.state is PartState.AWAITED

    # Only what was returned is open: the partner claims less, the rest stands as it was decided.
    await Expense.filter(number="3").update(amount_cents=25000)
    await ready(world, second, store)
    locked = {
        one["number"]: one["locked"] for one in await PackageRow.filter(package_id=second).values("number", "locked")
    }
    assert locked == {"1": True, "2": True, "3": False}
    told = await differing(world, second)
    assert (told.added, told.removed) == ((), ())
    assert [(was.amount.plain, is_now.amount.plain) for was, is_now in told.changed] == [("300.00", "250.00")]
    assert (told.before["EUR"].plain, told.after["EUR"].plain) == ("850.00", "800.00")

    # Sent again and accepted; what has no decision yet is accepted as it is, once somebody says so.
    package = await now(world, second)
    await send_package(world.ivan, project, second, package.version, SENDING, TODAY)
    await look_at(world.ivan, project, second, (await now(world, second)).version, TODAY)
    version = (await now(world, second)).version
    accepted = Outcome(PackageState.ACCEPTED, TODAY, "Писмо 9")
    with pytest.raises(Objected) as refused:
        await decide_on_package(world.ivan, project, second, version, accepted, TODAY)
    assert [one.sentence for one in refused.value.objections] == [UNDECIDED]
    await decide_on_package(world.ivan, project, second, version, replace(accepted, rest=True), TODAY)
    [sums] = (await decided_of(project, "1.2"))["1.2"]
    assert (sums.claimed.plain, sums.approved.plain, sums.cut.plain, sums.undecided_rows) == (
        "800.00",
        "790.25",
        "9.75",
        0,
    )
    assert (await now(world, second)).number == "1.2"
    assert str((await Period.get(number="3")).state) == "accepted"
    assert await Package.filter(number="1.1", state=PackageState.RETURNED).exists()

    # What the partner spends later in that time is in neither version: each of its parts stands as it was frozen.
    await spend(project, "9", "5", "14.9.2026", "2", paper="F-9")
    held = [(one.package, one.verified, one.sums["EUR"].plain) for one in await parts_of(project)]
    assert held == [("1.2", 1, "250.00"), ("1.1", 1, "300.00")]
    for one in await parts_of(project):
        assert [row.amount.plain for row in await rows_of_part(one)] == [one.sums["EUR"].plain]
    told_all = {one["deed"] for one in await Entry.filter(subject="package").values("deed")}
    assert {
        "package.opened",
        "package.ready",
        "package.written",
        "package.sent",
        "package.funder_returned",
        "package.renewed",
        "package.funder_accepted",
    } <= told_all


async def row_of(kind, project):
    from grants.entries.kinds import BY_NAME

    [found] = await BY_NAME[kind].model.filter(project_id=project.id).values("title_bg", "title_en")
    return found["title_bg"], found["title_en"]


async def test_it_is_made_again_to_the_byte_after_rates_budget_and_edition_changed(quarter, store, monkeypatch):
    world, project = quarter, quarter.project
    await spend(project, "5", "195.58", "1.9.2026", "1", paper="0005", currency="BGN")
    package = await opened(world)
    await ready(world, package, store)
    made = await write_files(world.ivan, project, package, store, language="bg")
    english = await write_files(world.ivan, project, package, store, language="en")

    from grants.budget.models import Line

    await Line.filter(project_id=project.id).update(title_bg="Друго", amount_cents=1, number="9")
    await Expense.filter(project_id=project.id).update(rated_cents=7777, description_bg="Сменено")
    await Project.filter(id=project.id).update(title_bg="Ново име")
    await Organisation.all().update(name_bg="Преименувана")
    old = next(one for one in FORMATS if one.code == FORMAT)
    newer = old.amended(edition="2099", in_force_from=date(2099, 1, 1), books=old.books[:1], name=Text("Нов", "New"))
    monkeypatch.setattr(registry, "FORMATS", (*FORMATS, newer))

    again = await write_files(world.ivan, project, package, store, language="bg")
    assert [file.sha256 for file in again.files] == [file.sha256 for file in made.files]
    assert again.id == made.id
    assert (await write_files(world.ivan, project, package, store, language="en")).files == english.files
    assert await Report.filter(package_id=package).count() == 2
    bytes_kept = {one["sha256"] for one in await ReportFile.all().values("sha256")}
    assert bytes_kept == {file.sha256 for file in (*made.files, *english.files)}
    assert (await Entry.filter(deed="package.made_again").count()) == 2


async def test_it_names_the_expense_that_was_returned_while_the_package_was_open(quarter, store):
    world, project = quarter, quarter.project
    package = await opened(world)
    seen = (await contents_now(world.maria, project, await now(world, package))).stamp
    [(id_, version)] = (await picked("3")).items()
    await return_expense(world.ivan, project, id_, version, "Липсва подпис")
    with pytest.raises(Objected) as refused:
        await ready(world, package, store, stamp=seen)
    assert [(one.sentence, one.facts["number"]) for one in refused.value.objections] == [(RETURNED_MEANWHILE, "3")]
    assert not await Expense.filter(package="1.1").exists()
    await leave_out(world.ivan, project, package, id_, "Ще се поправи за следващия отчет")
    with pytest.raises(Objected) as moved:
        await ready(world, package, store, stamp=seen)
    assert [one.sentence for one in moved.value.objections] == [ROWS_MOVED]
    await ready(world, package, store)
    assert (await now(world, package)).figures["claimed"] == [{"amount": "550.00", "currency": "EUR"}]


async def test_it_refuses_a_row_without_a_line_or_a_rate_until_it_is_left_out(quarter, store):
    world, project = quarter, quarter.project
    await spend(project, "6", "10", "1.9.2026", "1", paper="0006", line="")
    await spend(project, "7", "20", "1.9.2026", "1", paper="0007", currency="USD")
    package = await opened(world)
    with pytest.raises(Objected) as refused:
        await ready(world, package, store)
    assert [(one.sentence, one.facts["number"]) for one in refused.value.objections] == [
        (UNMAPPED, "6"),
        (NO_RATE, "7"),
    ]
    assert not await PackageRow.exists()
    for id_ in await picked("6", "7"):
        await leave_out(world.ivan, project, package, id_, "Не е за този отчет")
    with pytest.raises(WrongState):
        await leave_out(world.ivan, project, package, id_, "още веднъж")
    await take_back_in(world.ivan, project, package, next(iter(await picked("6"))))
    assert "6" in await numbers(world, package)


async def test_it_names_the_other_package_that_claims_a_row(quarter, store):
    world, project = quarter, quarter.project
    first = await opened(world)
    await ready(world, first, store)
    await send_package(world.ivan, project, first, (await now(world, first)).version, SENDING, TODAY)
    outcome = Outcome(PackageState.RETURNED, TODAY, "", "Липсват подписи.")
    second = await decide_on_package(world.ivan, project, first, (await now(world, first)).version, outcome, TODAY)
    opening = replace(await _opening(), first=date(2026, 10, 1), last=date(2026, 10, 31))
    third = await open_package(world.ivan, project, opening, TODAY)
    assert (await now(world, third)).number == "2.1"
    with pytest.raises(Objected) as refused:
        await ready(world, third, store)
    twice = [(one.sentence, one.facts["number"], one.facts["package"]) for one in refused.value.objections]
    assert twice == [(CLAIMED_TWICE, number, "1.2") for number in ("2", "1", "3")]
    await ready(world, second, store)
    await ready(world, third, store)
    assert [number for number, _ in await kept(third)] == ["4"]


async def _opening():
    from grants.reports.packages.rules import Opening

    return Opening(PackageKind.FINANCIAL, date(2026, 7, 1), date(2026, 9, 30), FORMAT, "bg")


async def test_it_prepares_one_package_at_a_time(quarter):
    await opened(quarter)
    with pytest.raises(Objected) as refused:
        await open_package(quarter.maria, quarter.project, await _opening(), TODAY)
    assert [one.sentence for one in refused.value.objections] == [ANOTHER_OPEN]


async def test_it_lets_the_first_of_two_freeze_it_and_tells_the_other(quarter, store):
    package = await opened(quarter)
    version = (await now(quarter, package)).version
    await make_ready(quarter.maria, quarter.project, package, version, store, NOON, TODAY)
    with pytest.raises(Changed):
        await make_ready(quarter.ivan, quarter.project, package, version, store, NOON, TODAY)
    assert await PackageRow.filter(package_id=package).count() == 3


async def test_it_sets_its_rows_free_when_it_is_a_draft_again(quarter, store):
    package = await opened(quarter)
    await ready(quarter, package, store)
    await back_to_draft(
        quarter.ivan, quarter.project, package, (await now(quarter, package)).version, "Още една фактура"
    )
    assert not await PackageRow.exists()
    assert await Expense.filter(state=ExpenseState.VERIFIED, package="").count() == 4
    assert (await now(quarter, package)).ground == ""
    with pytest.raises(WrongState):
        await write_files(quarter.ivan, quarter.project, package, store)


async def test_it_lets_nobody_go_past_a_package_by_hand(quarter, store):
    package = await opened(quarter)
    with pytest.raises(WrongState):
        await report_expenses(quarter.ivan, quarter.project, await picked("1"), "1.1")
    await ready(quarter, package, store)
    with pytest.raises(WrongState):
        await withdraw_expenses(quarter.ivan, quarter.project, await picked("1"), "Грешка")
    assert await Expense.filter(package="1.1").count() == 3
    await report_expenses(quarter.ivan, quarter.project, await picked("4"), "по стария ред")


async def test_it_takes_back_that_it_was_sent(quarter, store):
    package = await opened(quarter)
    await ready(quarter, package, store)
    await send_package(quarter.ivan, quarter.project, package, (await now(quarter, package)).version, SENDING, TODAY)
    await not_sent(quarter.ivan, quarter.project, package, (await now(quarter, package)).version, "Само проба", TODAY)
    found = await now(quarter, package)
    assert (found.state, found.sent_on, found.funder_number) == (PackageState.READY, None, "")
    assert str((await Period.get(number="3")).state) == "planned"


async def test_its_ground_says_how_far_it_is_and_when_it_went_out(quarter, store):
    """Also after it was frozen: what was frozen is read, its standing is that of the package now."""

    async def standing(package):
        of = await ground_of(quarter.maria, quarter.project, await now(quarter, package), store, TODAY)
        return of.state, of.submitted_on, of.submitted_again_on

    first = await opened(quarter)
    assert await standing(first) == ("draft", None, None)
    await ready(quarter, first, store)
    assert await standing(first) == ("ready", None, None)
    await send_package(quarter.ivan, quarter.project, first, (await now(quarter, first)).version, SENDING, TODAY)
    assert await standing(first) == ("sent", SENDING.sent_on, None)
    outcome = Outcome(PackageState.RETURNED, TODAY, "", "Липсват подписи.")
    version = (await now(quarter, first)).version
    second = await decide_on_package(quarter.ivan, quarter.project, first, version, outcome, TODAY)
    assert await standing(second) == ("draft", SENDING.sent_on, None)
    await ready(quarter, second, store)
    again = replace(SENDING, sent_on=TODAY)
    await send_package(quarter.ivan, quarter.project, second, (await now(quarter, second)).version, again, TODAY)
    assert await standing(second) == ("sent", SENDING.sent_on, TODAY)
    assert await standing(first) == ("returned", SENDING.sent_on, None)


async def test_it_sets_the_rows_of_a_refused_package_free_and_takes_them_again(quarter, store):
    package = await opened(quarter)
    await ready(quarter, package, store)
    await send_package(quarter.ivan, quarter.project, package, (await now(quarter, package)).version, SENDING, TODAY)
    outcome = Outcome(PackageState.REFUSED, TODAY, "Писмо 7", "Извън срока")
    await decide_on_package(
        quarter.ivan, quarter.project, package, (await now(quarter, package)).version, outcome, TODAY
    )
    assert await Expense.filter(package="").count() == 4
    await look_at(
        quarter.ivan, quarter.project, package, (await now(quarter, package)).version, TODAY, "Сбъркано писмо"
    )
    assert await Expense.filter(package="1.1", state=ExpenseState.REPORTED).count() == 3


async def test_it_takes_a_part_back_with_a_reason_and_only_of_its_own_partner(quarter):
    package = await opened(quarter)
    [part] = await parts_of(quarter.project, package)
    where = (quarter.project, package, part.partner_id)
    with pytest.raises(NotAllowed):
        await hand_in_part(quarter.desislava, *where, 1, MOMENT)
    await hand_in_part(quarter.elena, *where, 1, MOMENT)
    with pytest.raises(NotAllowed):
        await return_part(quarter.elena, *where, 2, "не", MOMENT)
    await return_part(
        quarter.ivan, *where, 2, "Липсва ведомостта за август", replace(MOMENT, now=NOON + timedelta(hours=1))
    )
    [part] = await parts_of(quarter.project, package)
    assert (part.state, part.note) == (PartState.RETURNED, "Липсва ведомостта за август")


async def test_it_is_opened_by_the_clock_for_a_period(quarter):
    period = await Period.get(number="3")
    package = await open_for_period(CLOCK, quarter.project, period.id, TODAY)
    assert (await now(quarter, package)).number == "1.1"
    with pytest.raises(Objected):
        await open_for_period(CLOCK, quarter.project, period.id, TODAY)


async def test_it_is_gone_when_it_was_opened_by_mistake_and_its_number_is_given_again(quarter, store):
    package = await opened(quarter)
    await drop_draft(quarter.ivan, quarter.project, package, 1)
    assert not await Package.exists()
    again = await opened(quarter)
    assert (await now(quarter, again)).number == "1.1"
    await ready(quarter, again, store)
    with pytest.raises(WrongState):
        await drop_draft(quarter.ivan, quarter.project, again, (await now(quarter, again)).version)


async def test_it_remembers_which_documents_an_inventory_of_a_package_held(quarter, store):
    package = await opened(quarter)
    await ready(quarter, package, store)
    seen = await now(quarter, package)
    made = await write_files(quarter.ivan, quarter.project, package, store, language="bg", choice="isun-docs")
    [given] = await given_before(quarter.project, registry.format_named("isun-docs"), seen.first, seen.last)
    papers = await Expense.filter(package=seen.number).exclude(document_id=None).values("document_id")
    assert given.id == made.id
    assert given.documents == {one["document_id"] for one in papers} != frozenset()


async def sent_with_its_deadline(world, store):
    """The first package, sent and its deadline met by it."""
    package = await opened(world)
    await ready(world, package, store)
    due = (await Deadline.get(number="1")).id
    sending = replace(SENDING, closes=(due,))
    await send_package(world.ivan, world.project, package, (await now(world, package)).version, sending, TODAY)
    return package, sending


async def states_of_deadlines():
    return [str(one["state"]) for one in await Deadline.all().order_by("number").values("state")]


async def test_it_opens_the_deadline_it_closed_when_it_was_not_sent_and_closes_it_again(quarter, store):
    package, sending = await sent_with_its_deadline(quarter, store)
    assert await states_of_deadlines() == ["done", "open"]
    await not_sent(quarter.ivan, quarter.project, package, (await now(quarter, package)).version, "Само проба", TODAY)
    assert await states_of_deadlines() == ["open", "open"]
    await send_package(quarter.ivan, quarter.project, package, (await now(quarter, package)).version, sending, TODAY)
    assert await states_of_deadlines() == ["done", "open"]
    told = await Entry.filter(deed="deadline.settled").order_by("id").values("after", "reason")
    assert [(one["after"]["state"], one["after"]["package"], one["reason"]) for one in told] == [
        ("done", "1.1", ""),
        ("open", "1.1", "Само проба"),
        ("done", "1.1", ""),
    ]
    taken_back = await Entry.get(deed="package.not_sent")
    assert taken_back.after["deadlines"] == "1"


async def test_it_opens_the_deadline_again_when_it_is_returned_and_its_next_version_closes_it(quarter, store):
    first, sending = await sent_with_its_deadline(quarter, store)
    outcome = Outcome(PackageState.RETURNED, TODAY, "", "Липсват подписи.")
    version = (await now(quarter, first)).version
    second = await decide_on_package(quarter.ivan, quarter.project, first, version, outcome, TODAY)
    assert await states_of_deadlines() == ["open", "open"]
    await ready(quarter, second, store)
    await send_package(quarter.ivan, quarter.project, second, (await now(quarter, second)).version, sending, TODAY)
    assert await states_of_deadlines() == ["done", "open"]


async def test_it_leaves_alone_a_deadline_that_it_did_not_close_itself(quarter, store):
    by, project = quarter.ivan, quarter.project
    other = await Deadline.get(number="2")
    await settle_deadline(by, project, other.id, other.version, DeadlineState.DONE, TODAY)
    package, _ = await sent_with_its_deadline(quarter, store)
    one = await Deadline.get(number="1")
    await settle_deadline(by, project, one.id, one.version, DeadlineState.OPEN, TODAY)
    await settle_deadline(by, project, one.id, one.version + 1, DeadlineState.DONE, TODAY)
    await not_sent(by, project, package, (await now(quarter, package)).version, "Само проба", TODAY)
    assert await states_of_deadlines() == ["done", "done"]


async def missing_of(world):
    found = await parties(world.project, TODAY)
    things = [one for party in found if party.partner_id == world.partner for one in party.missing]
    return [one for one in things if one.kind is Awaited.PART]


async def test_it_stands_among_what_a_partner_is_missing_until_its_part_is_handed_in(quarter, browser, store):
    package = await opened(quarter)
    [part] = await parts_of(quarter.project, package)
    [waits] = await missing_of(quarter)
    assert (waits.row_id, waits.due_on, waits.was_returned) == (package, date(2026, 11, 15), False)
    await browser.sign_in(quarter.maria.email)
    page = await browser.get(f"/projects/{quarter.project.code}/missing?lang=bg")
    assert "Част от пакет 1.1" in page
    there = f"/projects/{quarter.project.code}/parts/{package}/{part.partner_id}"
    assert there in page
    await browser.get(there)
    await hand_in_part(quarter.elena, quarter.project, package, part.partner_id, part.version, MOMENT)
    assert await missing_of(quarter) == []
    which = (quarter.project, package, part.partner_id)
    await return_part(quarter.ivan, *which, part.version + 1, "Липсва ведомост", MOMENT)
    assert [one.was_returned for one in await missing_of(quarter)] == [True]
    await ready(quarter, package, store)
    assert await missing_of(quarter) == []


async def test_it_asks_for_the_names_and_titles_that_its_file_prints_and_keeps_both_sides(quarter):
    world, project = quarter, quarter.project
    puente = (await Partner.get(id=world.partner).values("organisation_id"))["organisation_id"]
    await Organisation.filter(id=puente).update(name_bg="")
    await Project.filter(id=project.id).update(funder_bg="", funder_en="European Commission", title_bg="")
    await row(project, "target_group", "1", name_en="Lonely elderly people")
    await row(project, "activity", "1", title_en="Study of needs")
    await row(project, "source", "1", kind="eu", name_en="European Regional Development Fund")
    package = await opened(world)
    missing, _ = await texts_missing(world.maria, project, await now(world, package), "bg")
    told = {(one.kind, one.name): one for one in missing}
    names = {
        ("organisation", "name"): "Сдружение „Мост“",
        ("project", "funder"): "Европейска комисия",
        ("project", "title"): "Заедно",
        ("target_group", "name"): "Самотни възрастни",
        ("activity", "title"): "Проучване на нуждите",
        ("source", "name"): "Европейски фонд за регионално развитие",
    }
    assert told.keys() >= names.keys()
    written = {told[key].key: words for key, words in names.items()}
    with pytest.raises(Objected) as refused:
        await write_translations(world.ivan, project, package, "bg", {told["organisation", "name"].key: "я" * 6000})
    assert [one.place for one in refused.value.objections] == [f"t_{told['organisation', 'name'].key}"]
    assert await write_translations(world.ivan, project, package, "bg", written) == len(names)
    bridge = await Organisation.get(id=puente)
    assert (bridge.name_bg, bridge.name_en) == ("Сдружение „Мост“", "Asociación Puente")
    left, _ = await texts_missing(world.maria, project, await now(world, package), "bg")
    assert not {(one.kind, one.name) for one in left} & names.keys()


async def test_its_dossier_is_offered_while_it_is_a_draft_and_says_so(quarter, browser):
    await opened(quarter)
    await browser.sign_in(quarter.angel.email)
    package = (await Package.get()).id
    here = f"/projects/{quarter.project.code}/reports/dossier"
    asked = {"of": "package", "package": str(package), "language": "bg", "step": "look"}
    page = (await browser.post(here, data=asked)).text
    assert "чернова на пакет отчетни документи 1.1" in page
    scope = Scope(Of.PACKAGE, date(2026, 7, 1), date(2026, 9, 30), package=package, number="1.1", draft=True)
    held = await ledger_in(quarter.maria, quarter.project, scope)
    assert sorted(one["number"] for one in held.documents) == ["1", "2", "3"]


async def test_only_what_was_returned_can_be_changed_in_its_next_version(quarter, browser, store):
    world, project = quarter, quarter.project
    first, _ = await sent_with_its_deadline(quarter, store)
    await decide_expenses(world.ivan, project, await picked("1"), Decision(False, TODAY, "Писмо 5", ""), TODAY)
    outcome = Outcome(PackageState.RETURNED, TODAY, "", "Липсва договор.")
    second = await decide_on_package(world.ivan, project, first, (await now(world, first)).version, outcome, TODAY)
    (accepted, version), open_one = (await picked("1")).popitem(), (await picked("3")).popitem()
    with pytest.raises(WrongState):
        await leave_out(world.ivan, project, second, accepted, "не")
    with pytest.raises(WrongState):
        await return_expense(world.ivan, project, accepted, version, "не")
    await browser.sign_in(world.ivan.email)
    below = f"/projects/{project.code}/expenses"
    rows = await browser.get(f"/projects/{project.code}/reports/packages/{second}?show=rows&lang=bg")
    assert f'name="expense" value="{accepted}"' not in rows
    assert f'name="expense" value="{open_one[0]}"' in rows
    assert "заключен" in rows
    refused = await browser.post(f"{below}/{accepted}", data={"amount": "1", "version": str(version), "form_key": "а"})
    assert refused.status_code >= 303
    told = await Expense.get(id=accepted)
    assert (told.amount_cents, told.state, told.package) == (45025, ExpenseState.APPROVED, "1.2")
    await return_expense(world.ivan, project, open_one[0], open_one[1], "Липсва договор")
    assert (await Expense.get(number="3")).state == ExpenseState.RETURNED
