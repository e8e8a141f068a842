"""Report packages travel with their project: as they were sent, with their files; what was frozen stays where it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from grants.access import OPERATOR
from grants.attached.models import Attachment
from grants.errors import Objected
from grants.exchange import json_file
from grants.exchange.actions import Ending, export_project, import_file
from grants.filling.models import OwnCell, OwnTemplate
from grants.funders.registry import NEWEST
from grants.projects.queries import project_seen
from grants.reports.ids.actions import keep_ids
from grants.reports.models import Package, PackageOut, PackageText, Report, ReportFile, RequestPaper
from grants.reports.packages.queries import package_seen
from grants.reports.particulars import FunderName, Numbered, Preparer
from grants.reports.rules_package import RequestKind
from grants.storage.database import rows
from grants.storage.files import FileStore
from grants.values.wording import wording
from tests.cast import CODE, TODAY, row
from tests.reports.packages import sent_package

pytestmark = pytest.mark.anyio
FILE = b"PK sent to the funder"
FORMAT = NEWEST["expenses-period"]
FIGURES = {
    "documents": 1, "expenses": 1, "claimed": [{"amount": "200.20", "currency": "EUR"}],
    "euro": {"amount": "200.20", "currency": "EUR"}, "rounding_difference": {"amount": "0.00", "currency": "EUR"},
}  # fmt: skip


@pytest.fixture
async def sent(small_world, tmp_path):
    """A project with a package that was sent, a draft after it, an own workbook, and the store its files lie in."""
    store, project = FileStore(tmp_path / "тук"), small_world.project
    await row(project, "line", "1", title_bg="Обучения", amount="5000", currency="EUR")
    spent = {"line": "1", "amount": "200.20", "currency": "EUR", "partner": "1"}
    for number, state in (("1", "verified"), ("2", "submitted")):
        await row(project, "document", number, kind="invoice", paper_number=f"00{number}", issued="2.8.2026", paid="3.8.2026",
                  net="200.20", currency="EUR", supplier_name="„Дунав“ ООД")  # fmt: skip
        await row(project, "expense", number, document=number, state=state, **spent)
    first, second = [one["id"] for one in await rows("SELECT id FROM expense ORDER BY id")]
    await rows("UPDATE expense SET state = 'reported', package = '2.1' WHERE id = $1", first)
    package = await sent_package(project.id, first)
    await Package.filter(id=package.id).update(
        format=FORMAT.code,
        edition=FORMAT.edition,
        ground="ab" * 32,
        figures=FIGURES,
        ready_at=datetime(2026, 10, 12, tzinfo=UTC),
    )
    draft = await Package.create(project_id=project.id, number="3.1", position=2, sequence=3, format=FORMAT.code, edition=FORMAT.edition,
                                 first_on=TODAY, last_on=TODAY)  # fmt: skip
    await PackageOut.create(package_id=draft.id, expense_id=second, reason="Чака договора")
    await PackageText.create(package_id=draft.id, place="summary", words_bg="Готово", words_en="Done")
    kept = await store.keep(FILE, 100)
    scan = await store.keep(b"%PDF-1.4 identification", 100)
    await Attachment.create(project_id=project.id, kind="package_request", row_id=draft.id, name="идентификация.pdf",
                            media_type="application/pdf", size=scan.size, sha256=scan.sha256,
                            description="Сметката на водещата организация", paper="Финансова идентификация")  # fmt: skip
    for at, name in enumerate(("Финансова идентификация", "Гаранция за аванса"), 1):
        await RequestPaper.create(project_id=project.id, kind=RequestKind.ADVANCE, position=at, name=name)
    report = await Report.create(project_id=project.id, package_id=package.id, format=FORMAT.code, edition=FORMAT.edition, language="bg",
                                 first_on=package.first_on, last_on=package.last_on,
                                 figures={**FIGURES, "inventory": [1 + (await rows("SELECT min(id) AS id FROM document"))[0]["id"]]})  # fmt: skip
    await ReportFile.create(report_id=report.id, name="Docs №2.xlsx", size=kept.size, sha256=kept.sha256)
    template = await OwnTemplate.create(organisation_id=project.kept_by_id, name="Швейцария", file_name="образец.xlsx", sha256=kept.sha256,
                                        size=kept.size, uploaded_at=datetime(2026, 10, 1, tzinfo=UTC))  # fmt: skip
    await OwnCell.create(template_id=template.id, sheet="Отчет", cell="B7", shows="total.claimed", beside="Разходи")
    line = (await rows("SELECT id FROM budget_line"))[0]["id"]
    ids = {(Numbered.LINE, line): FunderName("7f1c", "Обучения"), (Numbered.CONTRACT, project.id): FunderName("c0de")}
    await keep_ids(OPERATOR, project, ids, dict.fromkeys(ids, "ред"), Preparer("Мария Иванова", "координатор"))
    return small_world, store


async def out(ending: Ending, store: FileStore, by=OPERATOR) -> bytes:
    return await export_project(by, await project_seen(by, CODE), ending, wording("bg"), store)


async def away(content: bytes, store: FileStore, by=OPERATOR, ending: str = "zip"):
    """The project brought in again; the one that was here goes by another name, its workbooks are gone."""
    await rows("UPDATE project SET code = gen_random_uuid()::text WHERE code = $1", CODE)
    await rows("DELETE FROM own_template")
    keeper = (await rows("SELECT kept_by_id FROM project ORDER BY id LIMIT 1"))[0]["kept_by_id"]
    return await import_file(
        by, f"п.{ending}", content, wording("bg"), today=TODAY, kept_by_id=keeper, manager_id=None, files=store
    )


async def test_it_carries_packages_with_their_files_and_out_again(sent, tmp_path):
    _, store = sent
    there = FileStore(tmp_path / "там")
    carried = await out("zip", store)
    told = json.loads(await out("json", store))
    assert [one["number"] for one in told["report_packages"]] == ["2.1", "3.1"]
    assert told["expenses_of_packages"] == [
        {"package": "2.1", "number": "1", "expense": "1", "amount": "200.20", "currency": "EUR"}
    ]
    assert told["left_out_of_packages"] == [{"package": "3.1", "expense": "2", "reason": "Чака договора"}]
    assert told["attached_files"] == [
        {"of": "package_request", "row": "3.1", "name": "идентификация.pdf", "size": 23, "media_type": "application/pdf",
         "sha256": sha256(b"%PDF-1.4 identification").hexdigest(),
         "description": "Сметката на водещата организация", "paper": "Финансова идентификация"}
    ]  # fmt: skip
    assert [one["name"] for one in told["documents_for_payment_requests"]] == [
        "Финансова идентификация",
        "Гаранция за аванса",
    ]
    assert told["ids_at_the_funder"][1] == {"kind": "line", "row": "1", "value": "7f1c", "name": "Обучения"}
    assert {"of": "report", "row": "1", "figure": "inventory.0", "value": "2"} in told["figures_as_they_were_kept"]
    assert (await away(carried, there)).warnings == ()
    assert await there.read((await ReportFile.all().order_by("-id"))[0].sha256) == FILE
    assert await out("zip", there) == carried
    assert json.loads(await out("json", there)) == told
    documents = [one["id"] for one in await rows("SELECT id FROM document ORDER BY id DESC LIMIT 2")]
    assert (await Report.all().order_by("-id"))[0].figures["inventory"] == [documents[0]]


async def test_it_comes_back_from_the_workbook(sent, tmp_path):
    _, store = sent
    told = json.loads(await out("json", store))
    warnings = (await away(await out("xlsx", store), FileStore(tmp_path / "там"), ending="xlsx")).warnings
    assert sorted(one.facts["name"] for one in warnings) == ["Docs №2.xlsx", "идентификация.pdf", "образец.xlsx"]
    assert json.loads(await out("json", store)) == told


async def test_it_shows_a_package_frozen_elsewhere_by_the_ledger_and_writes_nothing_from_it(sent, browser, tmp_path):
    world, store = sent
    await away(await out("json", store), FileStore(tmp_path / "там"), ending="json")
    project = await project_seen(world.maria, CODE)
    id_ = (await rows("SELECT id FROM report_package WHERE project_id = $1 AND number = '2.1'", project.id))[0]["id"]
    assert (await package_seen(world.maria, project, id_)).elsewhere
    await browser.sign_in(world.maria.email)
    here = f"/projects/{CODE}/reports/packages/{id_}"
    page = await browser.get(f"{here}?lang=bg")
    assert "заключен в друга система" in page
    assert "РД-77" in page
    assert "Не дойде с проекта" in page
    assert "001" in await browser.get(f"{here}?show=rows&lang=bg")
    assert "200,20" in (await browser.get(f"{here}?show=sheets&lang=bg"))
    file = (await rows("SELECT max(id) AS id FROM report_file"))[0]["id"]
    await browser.get(f"/projects/{CODE}/reports/files/{file}", 404)


async def test_it_gives_nobody_a_file_whose_checksum_it_only_knows(sent):
    world, store = sent
    content = await out("json", store)
    await away(content, store, world.maria, "json")
    assert [one["here"] for one in await ReportFile.all().order_by("id").values("here")] == [True, False]
    assert [one["here"] for one in await OwnTemplate.all().values("here")] == [False]


@pytest.mark.parametrize(
    ("many", "change", "place"),
    [
        ("report_packages", {"format": "няма"}, "report_packages[0].format"),
        ("report_packages", {"after": "3.1"}, "report_packages[0].after"),
        ("report_packages", {"ready": "вчера"}, "report_packages[0].ready"),
        ("report_packages", {"ground": "../"}, "report_packages[0].ground"),
        ("expenses_of_packages", {"package": "9.9"}, "expenses_of_packages[0].package"),
        ("ids_at_the_funder", {"kind": "line", "row": "77"}, "ids_at_the_funder[0].row"),
        ("figures_as_they_were_kept", {"value": "много"}, "figures_as_they_were_kept[0].figure"),
        ("workbooks_of_funders", {"sha256": "х"}, "workbooks_of_funders[0].sha256"),
    ],
)
async def test_it_names_the_place_of_what_can_not_be_so(sent, many, change, place):
    _, store = sent
    told = json.loads(await out("json", store))
    told[many][0] |= change
    with pytest.raises(Objected) as refused:
        await away(json_file.written(told), store, ending="json")
    assert place in {one.place for one in refused.value.objections}


async def test_it_refuses_what_stands_twice(sent):
    _, store = sent
    told = json.loads(await out("json", store))
    told["expenses_of_packages"] *= 2
    with pytest.raises(Objected) as refused:
        await away(json_file.written(told), store, ending="json")
    assert [one.place for one in refused.value.objections] == ["expenses_of_packages[1].package"]
