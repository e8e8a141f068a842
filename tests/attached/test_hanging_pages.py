"""Files and comments on the pages of rows: any row, by its own rules, and nothing served that a browser would run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from grants.attached.models import Attachment, Comment
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio
PDF = b"%PDF-1.7\nx"


async def activity(world, partner="2"):
    return await row(world.project, "activity", "1", title_bg="Обучения", state="planned", partner=partner)


def at(kind, id_, tail=""):
    return f"/projects/{CODE}/rows/{kind}/{id_}{tail}"


async def test_it_shows_a_comment_with_its_author_and_language_and_never_as_markup(browser, small_world):
    id_ = await activity(small_world)
    await browser.sign_in("elena@puente.example")
    answer = await browser.post(
        at("activity", id_, "/comments"), {"comment": "When do we start?\n<script>1</script>", "form_key": "k"}
    )
    assert answer.headers["location"] == f"/projects/{CODE}/activities/{id_}#comments"
    browser.client.cookies.clear()
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(at("activity", id_))
    assert '<p class="said" lang="en">When do we start?<br>&lt;script&gt;' in page
    assert "Elena García" in page
    assert "Коментари" in page


@pytest.mark.parametrize(
    ("kind", "page", "typed"),
    [
        ("activity", "/activities/{}", {"title_bg": "Обучения", "state": "planned", "partner": "2"}),
        ("deliverable", "/deliverables/{}", {"title_bg": "Брошура", "partner": "2"}),
        ("partner", "/partners/{}", {"organisation": "Фондация „Друга“", "role": "partner"}),
        ("objective", "/rows/objective/{}", {"wording_bg": "Хората да са заедно", "kind": "specific"}),
        ("deadline", "/deadlines/{}", {"title_bg": "Отчет", "due": "30.11.2026"}),
        (
            "supply",
            "/rows/supply/{}",
            {"subject_bg": "Печат", "supplier_name": "Печатница", "amount": "100", "currency": "EUR", "partner": "2"},
        ),
        ("matter", "/correspondence/{}", {"subject_bg": "Писмо", "kind": "letter", "counterpart": "Управляващ орган"}),
    ],
)
async def test_it_shows_what_was_said_on_the_page_of_every_kind_of_row(browser, small_world, kind, page, typed):
    id_ = await row(small_world.project, kind, "9", **typed)
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.post(at(kind, id_, "/comments"), {"comment": "Видях го.", "form_key": "k"})
    here = f"/projects/{CODE}" + page.format(id_)
    assert answer.headers["location"] == f"{here}#comments"
    assert "Видях го." in await browser.get(here)


async def test_it_keeps_a_comment_once_however_often_it_is_sent(browser, small_world):
    id_ = await activity(small_world)
    await browser.sign_in("maria@zaedno.example")
    for _ in range(2):
        answer = await browser.post(at("activity", id_, "/comments"), {"comment": "Готово", "form_key": "един"})
        assert answer.status_code == 303
    assert await Comment.all().count() == 1
    answer = await browser.post(at("activity", id_, "/comments"), {"comment": "  ", "form_key": "друг"})
    assert answer.status_code == 422
    assert 'id="field-comment-error"' in answer.text


async def test_it_lets_who_only_reads_a_row_comment_on_it_but_attach_nothing(browser, small_world):
    id_ = await activity(small_world)
    await browser.sign_in("angel@odit.example")
    page = await browser.get(at("activity", id_))
    assert 'action="' + at("activity", id_, "/comments") + '"' in page
    assert "/files" not in page
    answer = await browser.post(
        at("activity", id_, "/files"), {"form_key": "k"}, files=[("attached", ("а.pdf", PDF, ""))]
    )
    assert answer.status_code == 403
    answer = await browser.post(at("activity", id_, "/comments"), {"comment": "Виждам.", "form_key": "k"})
    assert answer.status_code == 303


async def test_it_gives_a_file_out_as_it_came_and_never_runs_it(browser, small_world):
    id_ = await activity(small_world)
    await browser.sign_in("maria@zaedno.example")
    sent = [("attached", ("Списък.csv", "Име;Дата".encode(), "text/csv")), ("attached", ("Снимка.pdf", PDF, ""))]
    answer = await browser.post(at("activity", id_, "/files"), {"form_key": "k"}, files=sent)
    assert answer.status_code == 303, answer.text
    kept = await Attachment.all().order_by("position").values()
    assert [(one["name"], one["by_name"]) for one in kept] == [
        ("Списък.csv", "Мария Иванова"),
        ("Снимка.pdf", "Мария Иванова"),
    ]
    answer = await browser.client.get(at("activity", id_, f"/files/{kept[0]['id']}"))
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%D0%A1")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "sandbox" in answer.headers["content-security-policy"]
    answer = await browser.client.get(at("activity", id_, f"/files/{kept[1]['id']}"))
    assert (answer.headers["content-type"], answer.content) == ("application/pdf", PDF)
    await browser.get(at("activity", id_, "/files/999"), 404)
    remove = at("activity", id_, f"/files/{kept[0]['id']}/remove")
    assert "Списък.csv" in await browser.get(remove)
    assert (await browser.post(remove, {"form_key": "махане"})).status_code == 303
    assert await Attachment.all().count() == 1


async def test_it_refuses_a_file_that_is_not_what_it_says_and_one_too_many_for_the_tracker(
    browser, small_world, settings
):
    id_ = await activity(small_world)
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.post(
        at("activity", id_, "/files"), {"form_key": "k"}, files=[("attached", ("Отчет.pdf", b"<html>", ""))]
    )
    assert answer.status_code == 422
    assert "Отчет.pdf“ не е това, за което се представя" in answer.text
    answer = await browser.post(
        at("activity", id_, "/files"), {"form_key": "k"}, files=[("attached", ("в.exe", b"MZ", ""))]
    )
    assert answer.status_code == 415
    answer = await browser.post(at("activity", id_, "/files"), {"form_key": "k"})
    assert answer.status_code == 422
    assert await Attachment.all().count() == 0


async def test_it_opens_no_file_of_a_row_through_another_row(browser, small_world):
    """A file is served only below the row it hangs on; a partner guesses its address in vain."""
    own, other = (
        await activity(small_world),
        await row(small_world.project, "activity", "2", title_bg="Чужда", partner="1"),
    )
    made = await Attachment.create(
        project_id=small_world.project.id, kind="activity", row_id=other, name="Тайна.pdf", size=1, sha256="ab" * 32
    )
    await Comment.create(
        project_id=small_world.project.id, kind="activity", row_id=other, wording="Тайна", said_at=datetime.now(UTC)
    )
    await browser.sign_in("elena@puente.example")
    await browser.get(at("activity", own, f"/files/{made.id}"), 404)
    await browser.get(at("activity", other, f"/files/{made.id}"), 404)
    await browser.get(at("activity", other), 404)
    assert "Тайна" not in await browser.get(at("activity", own))
    browser.client.cookies.clear()
    await browser.sign_in("petar@druga.example")
    await browser.get(at("activity", other, f"/files/{made.id}"), 404)


async def test_it_says_that_a_file_did_not_come_along(browser, small_world):
    id_ = await activity(small_world)
    made = await Attachment.create(
        project_id=small_world.project.id,
        kind="activity",
        row_id=id_,
        name="А.pdf",
        size=1,
        sha256="ab" * 32,
        here=False,
    )
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(at("activity", id_))
    assert "А.pdf" in page
    assert f'/files/{made.id}"' not in page
    await browser.get(at("activity", id_, f"/files/{made.id}"), 404)


async def test_it_hides_what_was_said_of_a_masked_paper(browser, small_world):
    project = small_world.project
    await row(project, "line", "1.1", title_bg="Заплати", amount="1 000", currency="EUR")
    await row(project, "document", "1", kind="payroll", paper_number="7", issued="10.09.2026", net="100", currency="EUR",
              partner="2", sensitive="yes")  # fmt: skip
    expense = await row(project, "expense", "1", document="1", line="1.1", amount="100", currency="EUR", partner="2")
    await browser.sign_in("maria@zaedno.example")
    said = {"comment": "Заплатата на Георги е сбъркана.", "form_key": "k"}
    answer = await browser.post(at("expense", expense, "/comments"), said)
    assert answer.headers["location"] == f"/projects/{CODE}/expenses/{expense}#comments"
    assert "Заплатата на Георги" in await browser.get(f"/projects/{CODE}/expenses/{expense}")
    from grants.letters.models import Letter

    assert await Letter.filter(to_address="elena@puente.example").count() == 0
    browser.client.cookies.clear()
    await browser.sign_in("elena@puente.example")
    assert "Георги" not in await browser.get(f"/projects/{CODE}/expenses/{expense}")
    assert (await browser.post(at("expense", expense, "/comments"), said)).status_code == 404
