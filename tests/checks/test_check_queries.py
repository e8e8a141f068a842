"""Findings read from the database: the same as from the file, as far as the reader sees, in few queries (заявки)."""

import json
import logging

import pytest

from grants.access import OPERATOR, Identity, Role, Seat
from grants.budget.models import Line
from grants.checks.claims import on_lines, share_spent, together
from grants.checks.lines import findings_by_line
from grants.checks.papers import findings_of_expense, findings_of_expenses
from grants.checks.queries import findings_of, findings_of_all
from grants.checks.rules import findings
from grants.demo.running import running_project
from grants.entries.actions import change_row
from grants.entries.kinds import BY_NAME
from grants.errors import NotFound
from grants.exchange.actions import import_file
from grants.expenses.models import Expense
from grants.projects.models import Organisation, Partner
from grants.projects.queries import project_seen
from grants.storage.database import rows
from grants.values.money import Money, half_up
from grants.values.wording import wording
from tests.checks.told import NAMES, facts_of, seed

pytestmark = pytest.mark.anyio


async def bring(told, today):
    content = json.dumps(told, ensure_ascii=False).encode()
    keeper = await Organisation.get_or_create(name_bg="Сдружение „Топъл праг“")
    await import_file(
        OPERATOR, "проект.json", content, wording("bg"), today=today, kept_by_id=keeper[0].id, manager_id=None
    )
    return await project_seen(OPERATOR, told["code"])


def told_of(found):
    return sorted((finding.code, finding.row, finding.sentence) for finding in found)


@pytest.mark.parametrize("number", NAMES)
async def test_it_finds_in_the_database_what_it_finds_in_the_file(db, today, number):
    project = await bring(seed(number), today)
    found = await findings_of(OPERATOR, project, today)
    assert told_of(found) == told_of(findings(facts_of(seed(number))))
    assert all(finding.row_id for finding in found if finding.kind != "project")


async def test_it_finds_by_project_what_it_finds_in_each(db, today):
    projects = [await bring(seed(number), today) for number in NAMES]
    everything = await findings_of_all(OPERATOR, today)
    assert everything == {project.code: await findings_of(OPERATOR, project, today) for project in projects}


def seated(role, project, partner_id=None):
    return Identity("Проба", 1, seats=(Seat(role, project_id=project.id, partner_id=partner_id),))


async def test_nobody_reads_findings_of_a_project_they_do_not_see(db, today):
    project = await bring(seed("000"), today)
    other = await bring(seed("001"), today)
    by = seated(Role.MANAGER, other)
    assert await findings_of(by, project, today) == ()
    assert list(await findings_of_all(by, today)) == [other.code]


async def test_a_field_worker_reads_nothing_about_money(db, today):
    told = seed("000") | {"budget_lines": [{"number": "1", "title": {"bg": "ЕГН 6101057509"}}]}
    project = await bring(told, today)
    seen = {finding.code for finding in await findings_of(seated(Role.FIELD_WORKER, project), project, today)}
    all_of_it = {finding.code for finding in await findings_of(seated(Role.ACCOUNTANT, project), project, today)}
    assert all_of_it - seen == {"NO_SPLIT", "BUDGET_KIND_UNKNOWN", "PERSONAL_NUMBER", "NO_ENGLISH"}
    assert {"HOMOGLYPH", "NO_LEAD"} <= seen


async def test_a_partner_reads_only_of_its_own_part_and_misses_no_lead(db, today):
    told = running_project(today)
    told["supporting_documents"][26]["partner"] = "3"
    told["project"]["total_kind"] = "unknown"
    project = await bring(told, today)
    own = await Partner.get(project_id=project.id, number="3")
    found = await findings_of(seated(Role.PARTNER, project, own.id), project, today)
    assert [(finding.code, finding.row) for finding in found if finding.level != "info"] == [
        ("PAID_BEFORE_ISSUED", "document 27"),
        ("DOCUMENT_WITHOUT_FILE", "document 14"),
        ("DOCUMENT_WITHOUT_FILE", "document 27"),
        ("PAPERS_MISSING", "document 27"),
    ]


async def queries_of(caplog, asked):
    caplog.clear()
    with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
        await asked
    return len([line for line in caplog.records if line.name == "tortoise.db_client" and "SELECT" in line.getMessage()])


async def test_its_queries_do_not_grow_with_rows_or_projects(db, today, caplog):
    first = await bring(seed("000"), today)
    one = await queries_of(caplog, findings_of(OPERATOR, first, today))
    await bring(seed("001"), today)
    running = await bring(running_project(today), today)
    assert one > 0
    assert await queries_of(caplog, findings_of(OPERATOR, running, today)) == one
    assert await queries_of(caplog, findings_of_all(OPERATOR, today)) == one


# --- one expense --------------------------------------------------------------------------------------------------


async def expense_of_paper(project, paper_number):
    """The claim of a paper, and the paper; of one entered twice the second."""
    found = Expense.filter(project_id=project.id, document__paper_number=paper_number)
    return (await found.order_by("-document__position", "id").values_list("id", "document_id"))[0]


async def test_an_expense_is_told_what_is_found_about_it_and_its_paper(db, today):
    project = await bring(running_project(today), today)
    listed = await findings_of(OPERATOR, project, today)
    told = {(one.code, one.kind, one.row_id) for one in listed if one.kind in ("expense", "document") and one.number}
    for paper in ("7000000131", "1000000590", "ПР-0019"):
        id_, document_id = await expense_of_paper(project, paper)
        here = await findings_of_expense(OPERATOR, project, id_, today)
        assert here
        expected = {one for one in told if one[1:] in (("expense", id_), ("document", document_id))}
        assert {(one.code, one.kind, one.row_id) for one in here} == expected


async def ids_of(project, **which):
    return [row["id"] for row in await Expense.filter(project_id=project.id, **which).order_by("position").values("id")]


async def test_many_expenses_are_told_what_each_is_told_in_as_few_queries(db, today, caplog):
    project = await bring(running_project(today), today)
    ids = await ids_of(project)
    listed = await findings_of_expenses(OPERATOR, project, ids, today)
    assert set(listed) == set(ids)
    assert sum(bool(about) for about in listed.values()) > 20
    for one in ids[::7]:
        assert listed[one] == await findings_of_expense(OPERATOR, project, one, today)
    few = await queries_of(caplog, findings_of_expenses(OPERATOR, project, ids[:1], today))
    assert few == await queries_of(caplog, findings_of_expenses(OPERATOR, project, ids, today)) > 0


async def test_it_leaves_out_expenses_of_other_partners_and_projects(db, today):
    project = await bring(running_project(today), today)
    own = await Partner.get(project_id=project.id, number="3")
    ids = await ids_of(project)
    mine = await ids_of(project, partner_id=own.id)
    partner = seated(Role.PARTNER, project, own.id)
    assert 0 < len(mine) < len(ids)
    assert set(await findings_of_expenses(partner, project, ids, today)) == set(mine)
    assert await findings_of_expenses(seated(Role.FIELD_WORKER, project), project, ids, today) == {}


def overspent(today):
    """The running project with two lines of a hundred euro each: one is overspent, and a chapter no longer adds up."""
    told = running_project(today)
    for line in told["budget_lines"]:
        if line["number"] in ("1.6", "4.3"):
            line |= {"amount": "100.00", "units": "", "unit_price": ""}
    return told


async def test_a_line_is_told_what_the_checks_of_the_whole_project_find_about_it(db, today, caplog):
    project = await bring(overspent(today), today)
    whole = [one for one in await findings_of(OPERATOR, project, today) if one.kind == "line" and one.number]
    by_line = await findings_by_line(OPERATOR, project, today)
    assert {one.code for one in whole} >= {"LINE_OVERSPENT"}
    listed = [one for about in by_line.values() for one in about]
    assert sorted(map(repr, listed)) == sorted(map(repr, whole))
    before = await queries_of(caplog, findings_by_line(OPERATOR, project, today))
    await Expense.filter(project_id=project.id).limit(10).delete()
    assert await queries_of(caplog, findings_by_line(OPERATOR, project, today)) == before > 0


async def test_a_partner_is_told_of_its_own_lines_only(db, today):
    project = await bring(overspent(today), today)
    lines = dict(await Line.filter(project_id=project.id).values_list("id", "partner_id"))
    own = await Partner.get(project_id=project.id, number="3")
    told = await findings_by_line(seated(Role.PARTNER, project, own.id), project, today)
    assert {lines[line] for line in told} <= {own.id}
    assert {lines[line] for line in await findings_by_line(OPERATOR, project, today)} - {own.id}


async def test_a_paper_of_a_project_one_does_not_see_is_not_told(db, today):
    here = await bring(running_project(today), today)
    there = await bring(running_project(today) | {"code": "BG05SFPR002-2.900-0999-C01"}, today)
    expense, _ = await expense_of_paper(here, "7000000131")
    both = Identity(
        "Проба", 1, seats=(Seat(Role.ACCOUNTANT, project_id=here.id), Seat(Role.ACCOUNTANT, project_id=there.id))
    )
    seen = {one.code: one for one in await findings_of_expense(both, here, expense, today)}
    assert seen["CLAIMED_TWICE"].facts["projects"] == [there.code]
    alone = await findings_of_expense(seated(Role.ACCOUNTANT, here), here, expense, today)
    assert {one.code for one in alone} == {"PAID_BEFORE_ISSUED", "DOCUMENT_WITHOUT_FILE", "PAPERS_MISSING"}
    whole = {one.code for one in await findings_of(seated(Role.ACCOUNTANT, here), here, today)}
    assert not whole & {"CLAIMED_TWICE", "DUPLICATE_ELSEWHERE"}


async def test_an_expense_of_another_partner_is_not_there(db, today):
    project = await bring(running_project(today), today)
    ((expense, _number), *_) = await Expense.filter(project_id=project.id, partner__number="1").values_list(
        "id", "number"
    )
    own = await Partner.get(project_id=project.id, number="3")
    with pytest.raises(NotFound):
        await findings_of_expense(seated(Role.PARTNER, project, own.id), project, expense, today)
    with pytest.raises(NotFound):
        await findings_of_expense(seated(Role.FIELD_WORKER, project), project, expense, today)


async def test_what_it_counts_on_a_line_is_what_every_page_counts_as_spent(db, today):
    project = await bring(running_project(today), today)
    spent = await rows(
        "SELECT line_id, sum(euro_cents - CASE state WHEN 'parked' THEN 0 ELSE lost_euro_cents END)::bigint AS cents "
        "FROM spent WHERE project_id = $1 AND line_id IS NOT NULL GROUP BY line_id",
        project.id,
    )
    facts = facts_of(running_project(today), today=today)
    numbers = {row["id"]: row["number"] for row in facts.of("line")}
    counted = {numbers[line]: together(parts, "EUR") for line, parts in on_lines(facts).items()}
    kept_under = dict(await Line.filter(project_id=project.id).values_list("id", "number"))
    assert counted == {kept_under[row["line_id"]]: Money(row["cents"], "EUR") for row in spent}
    assert any(row["state"] == "cut" for row in facts.of("expense"))
    assert any(row["currency"] == "BGN" for row in facts.of("expense"))
    (all_of_it,) = await rows(
        "SELECT (sum(s.euro_cents - CASE s.state WHEN 'parked' THEN 0 ELSE s.lost_euro_cents END) * 100 / (SELECT sum(grants_euro("
        "l.amount_cents, l.currency)) FROM budget_line l WHERE l.project_id = $1 AND l.amount_cents IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM budget_line b WHERE b.project_id = $1 AND starts_with(b.number, l.number || '.'))))::numeric AS share "
        "FROM spent s WHERE s.project_id = $1",
        project.id,
    )
    assert share_spent(facts) == half_up(all_of_it["share"], 0) > 0


# --- texts changed in one language --------------------------------------------------------------------------------


async def test_the_trail_tells_which_translation_is_older(db, today):
    project = await bring(running_project(today), today)
    kind = BY_NAME["activity"]
    (first, second, *_) = await kind.model.filter(project_id=project.id).order_by("position").values()
    stale = "TRANSLATION_STALE"

    async def told():
        found = await findings_of(OPERATOR, project, today)
        return [(one.row_id, one.field, one.sentence.split()[4].strip(",")) for one in found if one.code == stale]

    async def change(row, version, **sides):
        values = {name: row[name] for name in kind.record.columns} | sides
        await change_row(OPERATOR, project, kind, row["id"], version, row["number"], values)

    assert await told() == []
    await change(first, 1, title_bg="Обучения на ментори")
    assert await told() == [(first["id"], "title", "Bulgarian")]
    await change(first, 2, title_bg="Обучения на ментори", title_en="Training of mentors")
    assert await told() == []
    await change(second, 1, title_bg="Консултации", title_en="")
    assert await told() == []
    await change(second, 2, title_bg="Консултации", title_en="Consultations")
    assert await told() == []  # only filled in
    await change(second, 3, title_bg="Консултации на място", title_en="Consultations on the spot")
    assert await told() == []  # both at once
    await change(second, 4, title_bg="Консултации на място", title_en="Consultations")
    assert await told() == [(second["id"], "title", "English")]
    await change(second, 5, title_bg="Консултации", title_en="Consultations")
    assert await told() == []  # the Bulgarian followed
