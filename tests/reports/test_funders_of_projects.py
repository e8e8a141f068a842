"""Reports of kept projects in the forms of their funders: an American award of 2004 with sub-grants, and a PRAG contract."""

import json
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from grants.access import OPERATOR
from grants.errors import Objected
from grants.exchange.actions import import_file
from grants.funders.registry import format_named
from grants.projects.queries import project_seen
from grants.reports.actions import prepare_report
from grants.reports.grounds import report_ground
from grants.reports.grounds_entries import Selection
from grants.storage.files import FileStore
from grants.values.wording import wording
from tests.cast import TODAY, row
from tests.reports.awards import usd
from tests.reports.grounds import drawn
from tests.running import ROOT

pytestmark = pytest.mark.anyio
SEED = ROOT / "grants/demo/projects/social-contracting-2004.json"
FIRST, LAST = date(2006, 7, 1), date(2006, 9, 30)


@pytest.fixture
def store(tmp_path) -> FileStore:
    return FileStore(tmp_path / "файлове")


async def spent(project, number, amount, *, line, paid="2006-08-03", issued="2006-08-01", currency="USD", **more):
    paper = {"paper_number": f"000{number}", "supplier_name": "„Печатница Дунав“ ООД", "issued": issued, "paid": paid}
    await row(project, "document", number, kind="invoice", net=amount, currency=currency, **paper)
    typed = {"document": number, "line": line, "amount": amount, "currency": currency, "state": "verified", **more}
    return await row(project, "expense", number, **typed)


@pytest.fixture
async def award(small_world):
    """The project of 2004 as it was published, with figures it might have had."""
    told = json.loads(SEED.read_text(encoding="utf-8")) | {"code": "usaid-2004-наш"}
    sent = json.dumps(told).encode()
    await import_file(
        OPERATOR, "п.json", sent, wording("bg"), today=TODAY, kept_by_id=small_world.project.kept_by_id, manager_id=None
    )
    project = await project_seen(OPERATOR, "usaid-2004-наш")
    await row(project, "line", "1", title_bg="Екип", title_en="Team", amount="9000", currency="USD", category="staff")
    await row(project, "source", "1", kind="donor", name_en="USAID", amount="72658", currency="USD")
    await row(project, "payment", "1", kind="advance", received="2.02.2006", received_sum="50000", currency="USD")
    await row(project, "payment", "2", kind="interim", received="2.10.2006", received_sum="9000", currency="USD")
    await spent(project, "1", "1000", line="1", issued="2006-05-02", paid="", own="100")
    await spent(project, "2", "2000", line="1", issued="2006-05-02", paid="2006-06-30")
    await spent(project, "3", "300.30", line="1", own="0.30")
    recipient = {"recipient": "Фондация „Друга“", "currency": "USD"}
    await row(project, "sub_grant", "1", amount="5000", match="5000", agreement="Г-1", **recipient)
    await row(
        project, "instalment", "1", sub_grant="1", kind="instalment", amount="4000", paid="1.07.2006", currency="USD"
    )
    accepted = {"state": "accepted", "spent": "3500", "accepted": "3500.50", "currency": "USD"}
    await row(project, "sub_report", "1", sub_grant="1", start="1.07.2006", end="31.08.2006", **accepted)
    await row(
        project, "attracted", "1", sub_grant="1", kind="in_kind", amount="700", currency="USD", proved="1.08.2006"
    )
    return project


async def test_it_fills_the_federal_report_of_the_project_of_2004(award, store):
    made = await prepare_report(OPERATOR, award, "sf-425", None, FIRST, LAST, "en", store)
    content = CalamineWorkbook.from_filelike(BytesIO(await store.read(made.files[0].sha256)))
    rows = content.get_sheet_by_name("SF-425").to_python()
    told = {said[1]: said[2] for said in rows if str(said[1]).startswith("10")}
    assert [told[f"10{letter}"] for letter in "abcdefghijk"] == [
        *(50000.0, 6300.0, 43700.0, 72658.0, 6700.5, 1499.5, 8200.0, 64458.0),
        *(5000.0, 800.3, 4199.7),
    ]
    assert "United States Agency for International Development (USAID)" in [said[1] for said in rows]
    assert content.sheet_names == ["SF-425", "Subawards", "Own costs", "Checks"]


async def test_it_writes_no_federal_report_of_leva_without_a_rate(award, store):
    await spent(award, "4", "10", line="1", currency="BGN")
    with pytest.raises(Objected) as problem:
        await prepare_report(OPERATOR, award, "sf-425", None, FIRST, LAST, "bg", store)
    told = problem.value.objections[0]
    assert wording("bg").say(told.sentence, **told.facts).replace("\xa0", " ").replace("\u202f", " ") == (
        "За 3.08.2006 г. няма курс на USD към еврото, а разход 4 не е в USD. Въведете го при валутните курсове."
    )


async def test_it_fills_annex_six_of_a_kept_contract(small_world, store):
    project = small_world.project
    await row(project, "line", "1", title_bg="Човешки ресурси", currency="EUR")
    await row(project, "line", "1.1", title_bg="Заплати", amount="1200", units="12", unit_price="100", currency="EUR")
    await row(project, "line", "8", title_bg="Непреки", form="flat_rate", article="prag_7", rate="7", currency="EUR")
    await spent(project, "1", "100.10", line="1.1", issued="2026-05-01", paid="2026-05-04", currency="EUR")
    await spent(project, "2", "200.20", line="1.1", issued="2026-08-01", paid="2026-08-04", currency="EUR")
    made = await prepare_report(OPERATOR, project, "prag", None, date(2026, 7, 1), date(2026, 9, 30), "bg", store)
    content = CalamineWorkbook.from_filelike(BytesIO(await store.read(made.files[0].sha256)))
    rows = {str(said[0]).partition(" ")[0]: said for said in content.get_sheet_by_name("Междинен отчет").to_python()}
    assert rows["1.1"][2:11] == [12.0, 100.0, 1200.0, 0.0, 1200.0, 200.2, 100.1, 300.3, -899.7]
    assert rows["8."][4:10] == [84.0, 0.0, 84.0, 14.01, 7.01, 21.02]


async def test_it_says_what_of_the_earlier_costs_is_not_paid(award):
    ground = await report_ground(OPERATOR, award, Selection(FIRST, LAST), LAST)
    assert [(one.amount, one.unpaid) for one in ground.earlier] == [(usd("3000.00"), usd("900.00"))]
    assert drawn(format_named("prag"), ground, "bg")
