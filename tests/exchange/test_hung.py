"""Files and comments of rows travel with their project; to name a checksum gives nobody the file."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest

from grants.access import OPERATOR
from grants.attached.models import Attachment, Comment
from grants.errors import Objected
from grants.exchange import json_file
from grants.exchange.actions import export_project, import_file
from grants.projects.queries import project_seen
from grants.storage.database import rows
from grants.storage.files import FileStore
from grants.values.wording import wording
from tests.cast import TODAY

pytestmark = pytest.mark.anyio
PDF = b"%PDF-1.7 leaflet"
FILE: dict[str, Any] = {
    "name": "Брошура.pdf",
    "size": len(PDF),
    "sha256": sha256(PDF).hexdigest(),
    "media_type": "application/pdf",
}
SAID = {"wording": "Кога тръгва печатът?\nЧакаме.", "language": "bg", "by": "Мария", "at": "2026-11-22T10:00:00Z"}
TOLD: dict[str, Any] = {
    "format": "grants-project",
    "version": 1,
    "code": "мост-2026",
    "project": {"title": {"bg": "Мост"}, "state": "running", "currency": "EUR", "total_kind": "unknown"},
    "deliverables": [{"number": "П1", "title": {"bg": "Брошура"}, "kind": "document", "state": "planned"}],
    "attached_files": [{"of": "deliverable", "row": "П1", **FILE}],
    "comments": [{"of": "deliverable", "row": "П1", **SAID}],
}


async def brought(content, by=OPERATOR, **more):
    return await import_file(by, "п", content, wording("bg"), today=TODAY, kept_by_id=None, manager_id=None, **more)


async def sent_out(ending, store=None):
    return await export_project(OPERATOR, await project_seen(OPERATOR, "мост-2026"), ending, wording("bg"), store)


async def test_it_carries_them_in_a_zip_to_another_tracker_and_out_again(db, tmp_path):
    here, there = FileStore(tmp_path / "тук"), FileStore(tmp_path / "там")
    await here.keep(PDF, 100)
    await brought(json_file.written(TOLD), files=here)
    out = await sent_out("zip", here)
    with zipfile.ZipFile(BytesIO(out)) as found:
        assert found.namelist() == ["project.json", "files/deliverable П1 Брошура.pdf"]
    await rows("UPDATE project SET code = 'старият'")
    assert (await brought(out, files=there)).warnings == ()
    assert await there.read(FILE["sha256"]) == PDF
    assert await sent_out("zip", there) == out
    assert json.loads(await sent_out("json", there)) == TOLD
    said = (await Comment.all().order_by("-id").values())[0]
    assert (said["by_name"], said["person_id"], said["language"]) == ("Мария", None, "bg")


@pytest.mark.parametrize("ending", ["json", "xlsx", "zip"])
async def test_it_lists_what_did_not_come_along(db, tmp_path, ending):
    store = FileStore(tmp_path)
    sent = json_file.written(TOLD)
    for _ in range(2):
        warnings = (await brought(sent, files=store)).warnings
        assert [one.facts["name"] for one in warnings] == ["Брошура.pdf"]
        assert {one["here"] for one in await Attachment.all().values("here")} == {False}
        sent = await sent_out(ending, store)
        assert json.loads(await sent_out("json", store)) == TOLD
        await rows("UPDATE project SET code = gen_random_uuid()::text")


async def test_it_gives_nobody_a_file_whose_checksum_it_only_knows(small_world, tmp_path):
    store = FileStore(tmp_path)
    await store.keep(PDF, 100)
    content = json_file.written(TOLD)
    await brought(content, small_world.petar, files=store)
    assert [one["here"] for one in await Attachment.all().values("here")] == [False]
    await rows("UPDATE project SET code = 'старият' WHERE code = 'мост-2026'")
    await rows("UPDATE attachment SET here = true")  # as if he had brought the bytes
    await brought(content, small_world.petar, files=store)
    await rows("UPDATE project SET code = 'по-нов' WHERE code = 'мост-2026'")
    await brought(content, small_world.maria, files=store)
    assert [one["here"] for one in await Attachment.all().order_by("id").values("here")] == [True, True, False]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"row": "П9"}, "attached_files[0].row"),
        ({"of": "document"}, "attached_files[0].of"),
        ({"sha256": "../../etc"}, "attached_files[0].sha256"),
        ({"at": "вчера"}, "comments[0].at"),
        ({"at": "2026-11-22T10:00:00"}, "comments[0].at"),
        ({"wording": ""}, "comments[0].wording"),
        ({"by_id": "1"}, "comments[0].by_id"),
    ],
)
async def test_it_names_the_place_of_what_can_not_be_so(db, change, place):
    many = place.split("[")[0]
    told = {**TOLD, many: [{**TOLD[many][0], **change}]}
    with pytest.raises(Objected) as refused:
        await brought(json_file.written(told))
    assert place in {one.place for one in refused.value.objections}
