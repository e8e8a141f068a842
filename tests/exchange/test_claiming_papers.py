"""To name a paper's hash in a file that is brought in is no right to read the paper."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from grants.access import OPERATOR
from grants.exchange.actions import export_project, import_file
from grants.expenses.models import Document, Expense, File
from grants.values.wording import wording
from tests.cast import TODAY, row

pytestmark = pytest.mark.anyio
SECRET = b"%PDF-1.4 " + "ведомост на Мария".encode()


async def test_it_shows_a_paper_only_to_those_who_brought_it_or_saw_it(browser, app, small_world):
    project, petar, store = small_world.project, small_world.petar, app.state.files
    kept = await store.keep(SECRET, 1000)
    await row(project, "line", "1", title_bg="Ред", amount="10", currency="EUR", partner="1")
    await row(
        project,
        "document",
        "1",
        kind="invoice",
        paper_number="77",
        partner="1",
        issued="10.09.2026",
        net="100",
        currency="EUR",
    )
    await row(
        project,
        "expense",
        "1",
        document="1",
        line="1",
        amount="100",
        partner="1",
        currency="EUR",
        description_bg="Зала",
    )
    document = await Document.get()
    await File.create(
        document_id=document.id, name="ведомост.pdf", media_type="application/pdf", size=kept.size, sha256=kept.sha256
    )
    told = json.loads(await export_project(OPERATOR, project, "json", wording("bg"), store))

    async def brought(code: str, person) -> tuple[int, bytes]:
        content = json.dumps(told | {"code": code}).encode()
        done = await import_file(
            person, "x.json", content, wording("bg"), today=TODAY, kept_by_id=person.organisation_id, manager_id=None, files=store
        )  # fmt: skip
        assert bool([one for one in done.warnings if "did not come along" in one.sentence]) is (person is petar)
        file = await File.all().order_by("-id").first()
        expense = await Expense.all().order_by("-id").first()
        assert file is not None
        assert expense is not None
        await browser.sign_in(person.email)
        answer = await browser.client.get(f"/projects/{code}/expenses/{expense.id}/files/{file.id}")
        archive = await browser.client.get(f"/projects/{code}/export?as=zip")
        assert (SECRET in answer.content) is (person is not petar)
        assert len(zipfile.ZipFile(io.BytesIO(archive.content)).namelist()) == (1 if person is petar else 2)
        return answer.status_code, answer.content

    assert (await brought("stolen-1", petar))[0] == 404
    assert await brought("copy-1", small_world.maria) == (200, SECRET)
