"""The papers of documents: carried in a .zip, listed where they did not come along, listed again on the way out."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from grants.access import OPERATOR
from grants.errors import Objection
from grants.exchange import archive, json_file
from grants.exchange.actions import Imported, export_project, import_file
from grants.projects.queries import project_seen
from grants.storage.database import rows
from grants.storage.files import FileStore
from grants.values.wording import wording

pytestmark = pytest.mark.anyio
BG = wording("bg")
EN = wording("en")
TODAY = date(2026, 11, 22)
INVOICE, SCAN = "фактура".encode(), b"%PDF-1.7"


def paper(name: str, content: bytes) -> dict[str, Any]:
    return {
        "name": name,
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        "media_type": "application/pdf",
    }


def document(number: str, *papers: dict[str, Any]) -> dict[str, Any]:
    told = {"number": number, "kind": "invoice", "paper_number": "1", "issued": "2026-01-05", "net": "1.00"}
    return {**told, "currency": "EUR", "files": list(papers)}


TOLD: dict[str, Any] = {
    "format": "grants-project",
    "version": 1,
    "code": "мост-2026",
    "project": {"title": {"bg": "Мост"}, "state": "running", "currency": "EUR", "total_kind": "unknown"},
    "supporting_documents": [
        document("D/1", paper("фактура.pdf", INVOICE), paper("скан.pdf", SCAN)),
        document("D/2", paper("фактура.pdf", INVOICE)),
    ],
}


async def bring(content: bytes, files: FileStore | None, **more: Any) -> Imported:
    return await import_file(
        OPERATOR, "проект", content, EN, today=TODAY, kept_by_id=None, manager_id=None, files=files, **more
    )


async def sent_out(ending: Any, files: FileStore | None) -> bytes:
    return await export_project(OPERATOR, await project_seen(OPERATOR, "мост-2026"), ending, BG, files)


def said(objections: tuple[Objection, ...]) -> list[str]:
    return [EN.say(one.sentence, **one.facts) for one in objections]


async def test_it_carries_papers_in_a_zip_to_another_tracker(db: object, tmp_path: Path) -> None:
    here, there = FileStore(tmp_path / "тук"), FileStore(tmp_path / "там")
    for content in (INVOICE, SCAN):
        await here.keep(content, 100)
    await bring(json_file.written(TOLD), here)
    out = await sent_out("zip", here)
    with zipfile.ZipFile(BytesIO(out)) as found:
        assert found.namelist() == ["project.json", "files/D_1 фактура.pdf", "files/D_1 скан.pdf"]
    await rows("UPDATE project SET code = 'старият'")
    brought = await bring(out, there)
    assert brought.warnings == ()
    assert await there.read(sha256(INVOICE).hexdigest()) == INVOICE
    assert await there.read(sha256(SCAN).hexdigest()) == SCAN
    assert await sent_out("zip", there) == out
    assert json.loads(await sent_out("json", there)) == TOLD


@pytest.mark.parametrize("ending", ["json", "xlsx", "zip"])
async def test_it_lists_papers_that_did_not_come_along_and_sends_the_list_on(
    db: object, tmp_path: Path, ending: str
) -> None:
    empty = FileStore(tmp_path)
    sent = json_file.written(TOLD)
    for _ in range(2):
        brought = await bring(sent, empty)
        assert said(brought.warnings) == [
            f"The file “{name}” did not come along: only its name and size are known here."
            for name in ("фактура.pdf", "скан.pdf", "фактура.pdf")
        ]
        sent = await sent_out(ending, empty)
        assert json.loads(await sent_out("json", empty)) == TOLD
        await rows("UPDATE project SET code = gen_random_uuid()::text")


async def test_it_leaves_out_what_belongs_to_no_document_and_says_so(db: object, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    content = archive.written(TOLD, {})
    with zipfile.ZipFile(ink := BytesIO(content), "a") as zipped:
        zipped.writestr("files/чуждо.exe", b"MZ")
        zipped.writestr("files/D_1 скан.pdf", SCAN)
    brought = await bring(ink.getvalue(), store)
    assert said(brought.warnings) == [
        "“files/чуждо.exe” in the .zip belongs to no document of the project. It was left out.",
        "The file “фактура.pdf” did not come along: only its name and size are known here.",
        "The file “фактура.pdf” did not come along: only its name and size are known here.",
    ]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [sha256(SCAN).hexdigest()[2:]]


async def test_it_stores_no_paper_when_only_trying(db: object, tmp_path: Path) -> None:
    content = BytesIO(archive.written(TOLD, {}))
    with zipfile.ZipFile(content, "a") as zipped:
        zipped.writestr("files/скан.pdf", SCAN)
    await bring(content.getvalue(), FileStore(tmp_path), dry_run=True)
    assert list(tmp_path.rglob("*")) == []


async def test_it_reads_a_zip_from_a_path(db: object, tmp_path: Path) -> None:
    place = tmp_path / "проект.zip"
    place.write_bytes(archive.written(TOLD, {}))
    brought = await import_file(
        OPERATOR, place.name, place, EN, today=TODAY, kept_by_id=None, manager_id=None, files=FileStore(tmp_path)
    )
    assert brought.counts["document"] == 2
