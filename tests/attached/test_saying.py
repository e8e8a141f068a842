"""A comment is kept with its author, moment and language, and the people concerned read of it in theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grants.access import Permission
from grants.acting import acting
from grants.attached.actions import attach, say, take_all_off
from grants.attached.models import Attachment, Comment
from grants.attached.queries import attachments_of, comments_of
from grants.attached.rules import RowNamed
from grants.audit.models import Entry
from grants.errors import Objected
from grants.letters.models import Letter
from grants.values.files import KeptFile
from grants.values.language import Text
from tests.cast import NOON, row

pytestmark = pytest.mark.anyio
BASE = "http://testserver"


async def leaflet(world, partner="2"):
    id_ = await row(world.project, "deliverable", number="П1", title_bg="Брошура", partner=partner)
    owner = world.partner if partner == "2" else world.lead
    return RowNamed(
        "deliverable", id_, Text("П1 · Брошура"), f"/projects/{world.project.code}/deliverables/{id_}", owner
    )


async def test_it_tells_the_people_concerned_in_their_language(small_world, golden):
    leaf = await leaflet(small_world)
    await say(
        small_world.ivan, small_world.project, leaf, "Кога тръгва печатът?\nТрябва ни за <b>срещата</b>.", NOON, BASE
    )
    letters = {one["to_address"]: one for one in await Letter.all().values()}
    assert {address: one["language"] for address, one in letters.items()} == {
        "elena@puente.example": "en",
        "maria@zaedno.example": "bg",
    }
    golden(
        "comment.en.txt", f"{letters['elena@puente.example']['subject']}\n\n{letters['elena@puente.example']['plain']}"
    )
    golden(
        "comment.bg.txt", f"{letters['maria@zaedno.example']['subject']}\n\n{letters['maria@zaedno.example']['plain']}"
    )
    assert '<blockquote lang="bg">Кога тръгва' in letters["elena@puente.example"]["html"]
    assert "<b>срещата" not in letters["elena@puente.example"]["html"]


async def test_it_keeps_author_moment_and_language_newest_last(small_world):
    leaf = await leaflet(small_world)
    await say(small_world.maria, small_world.project, leaf, "Готово ли е?", NOON, BASE)
    await say(small_world.elena, small_world.project, leaf, "Almost: next Tuesday.", NOON + timedelta(minutes=5), BASE)
    said = (await comments_of(small_world.project.id, "deliverable", [leaf.row_id]))[leaf.row_id]
    assert [(one.by_name, one.language, one.said_at) for one in said] == [
        ("Мария Иванова", "bg", NOON),
        ("Elena García", "en", NOON + timedelta(minutes=5)),
    ]
    assert [entry["person_name"] for entry in await Entry.filter(deed="comment.added").order_by("id").values()] == [
        "Мария Иванова",
        "Elena García",
    ]


async def test_it_writes_one_letter_an_hour_to_a_person_about_a_row(small_world):
    leaf = await leaflet(small_world)
    for minute in (0, 10, 20, 61):
        await say(
            small_world.maria, small_world.project, leaf, f"Минута {minute}", NOON + timedelta(minutes=minute), BASE
        )
    leaving = [one["not_before"] - NOON for one in await Letter.all().order_by("id").values("not_before")]
    assert leaving == [timedelta(0), timedelta(hours=1), timedelta(hours=2)]


async def test_it_refuses_a_comment_of_no_words_and_tells_nobody(small_world):
    leaf = await leaflet(small_world)
    with pytest.raises(Objected):
        await say(small_world.maria, small_world.project, leaf, " ", NOON, BASE)
    assert (await Comment.all().count(), await Letter.all().count()) == (0, 0)


async def test_it_takes_everything_off_with_the_row_and_remembers_it(small_world):
    leaf = await leaflet(small_world)
    project = small_world.project
    async with acting(small_world.maria, Permission.EDIT_WORK_PLAN, project.ref) as deed:
        await attach(
            deed,
            project,
            leaf,
            [KeptFile("Корица.png", "image/png", 12, "ab" * 32), KeptFile("Текст.docx", "", 9, "cd" * 32)],
        )
    await say(small_world.maria, project, leaf, "Готово ли е?", NOON, BASE)
    there = (await attachments_of(project.id, "deliverable", [leaf.row_id]))[leaf.row_id]
    assert [(one.name, one.by_name) for one in there] == [
        ("Корица.png", "Мария Иванова"),
        ("Текст.docx", "Мария Иванова"),
    ]
    async with acting(small_world.maria, Permission.EDIT_WORK_PLAN, project.ref) as deed:
        await take_all_off(deed, project, "deliverable", leaf.row_id, "П1")
    assert (await Attachment.all().count(), await Comment.all().count()) == (0, 0)
    gone = await Entry.filter(deed__in=["file.removed", "comment.removed"]).order_by("id").values("subject_label")
    assert [one["subject_label"] for one in gone] == ["Корица.png – П1", "Текст.docx – П1", "П1"]
