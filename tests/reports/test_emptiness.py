"""A package in which people put something is not deleted; what a draft takes by itself goes back by itself („непразен пакет“)."""

import html

import pytest

from grants.attached.models import Attachment
from grants.errors import WrongState
from grants.expenses.models import Expense
from grants.reports.models import Package, PackageOut, PackagePart, PackageRequest, PackageText, Report
from grants.reports.packages.actions import drop_draft, leave_out, take_back_in
from grants.reports.packages.emptiness import held_in
from grants.reports.rules_package import PartState
from grants.values.wording import wording
from tests.cast import TODAY
from tests.reports.quarter import numbers, opened

pytestmark = pytest.mark.anyio


async def put(project, package: int, what: str) -> None:
    """Something of a kind put into a package."""
    match what:
        case "request":
            await PackageRequest.create(package_id=package, currency="EUR", bank_account="BG80")
        case "attached" | "receipts":
            kind = "package_request" if what == "attached" else "package"
            await Attachment.create(
                project_id=project.id, kind=kind, row_id=package, name="опис.pdf", size=3, sha256="ab" * 32
            )
        case "texts":
            await PackageText.create(package_id=package, place="summary", words_bg="Готово")
        case "out":
            expense = await Expense.get(project_id=project.id, number="1")
            await PackageOut.create(package_id=package, expense_id=expense.id, reason="Чака договора")
        case "handed_in":
            await PackagePart.filter(package_id=package).update(state=PartState.HANDED_IN)
        case "written":
            await Report.create(project_id=project.id, package_id=package, format="prag", edition="2018", language="bg",
                                first_on=TODAY, last_on=TODAY, figures={})  # fmt: skip


@pytest.mark.parametrize(
    ("what", "named"),
    [
        ("request", "искането за плащане"),
        ("attached", "файлове на искането за плащане"),
        ("texts", "текстове, написани за него"),
        ("out", "разходи, оставени извън него на ръка"),
        ("handed_in", "части, които партньори са предали"),
        ("written", "файлове, изготвени от него"),
        ("receipts", "разписки на финансиращия"),
    ],
)
async def test_what_people_put_into_it_is_named_and_keeps_it(quarter, browser, what, named):
    package = await opened(quarter)
    await put(quarter.project, package, what)
    with pytest.raises(WrongState) as refused:
        await drop_draft(quarter.ivan, quarter.project, package, 1)
    said = wording("bg").say(refused.value.sentence, **refused.value.facts)
    assert said == f"Пакет 1.1 не е празен и не може да бъде изтрит. В него има: {named}."
    await browser.sign_in(quarter.ivan.email)
    here = f"/projects/{quarter.project.code}/reports/packages/{package}"
    page = html.unescape(await browser.get(f"{here}?lang=bg"))
    assert f"В него има: {named}." in page
    assert 'value="drop"' not in page
    answer = await browser.client.post(f"{here}?lang=bg", data={"do": "drop", "version": "1", "form_key": "к"})
    assert answer.status_code == 409
    assert said in html.unescape(answer.text)
    assert await Package.exists()


async def test_a_draft_that_only_took_expenses_by_itself_is_empty(quarter):
    package = await opened(quarter)
    taken = await numbers(quarter, package)
    assert taken
    await PackageText.create(package_id=package, place="summary")  # begun and emptied again
    await PackagePart.filter(package_id=package).update(state=PartState.RETURNED, note="Липсва подпис", said="Чакаме я")
    assert await held_in(package) == []
    await drop_draft(quarter.ivan, quarter.project, package, 1)
    assert not await Package.exists()


async def test_it_is_empty_again_once_everything_was_taken_out(quarter):
    package = await opened(quarter)
    expense = (await Expense.get(project_id=quarter.project.id, number="1")).id
    await leave_out(quarter.ivan, quarter.project, package, expense, "Чака договора")
    await put(quarter.project, package, "handed_in")
    assert len(await held_in(package)) == 2
    await take_back_in(quarter.ivan, quarter.project, package, expense)
    await PackagePart.filter(package_id=package).update(state=PartState.RETURNED)
    await drop_draft(quarter.ivan, quarter.project, package, 1)
    assert not await Package.exists()
