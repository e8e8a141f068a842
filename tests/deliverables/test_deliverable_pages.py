"""The pages of deliverables: a list with words for filters, handing over, deciding, both versions, and nothing of others."""

from __future__ import annotations

from decimal import Decimal

import pytest

from grants.attached.models import Attachment
from grants.deliverables.actions import accept_deliverable, submit_deliverable
from grants.deliverables.rules import Delivery
from grants.workplan.models import Deliverable
from tests.cast import CODE, TODAY, row

pytestmark = pytest.mark.anyio
HERE = f"/projects/{CODE}/deliverables"
PDF = b"%PDF-1.7\nNada"


@pytest.fixture
async def world(small_world):
    """A deliverable of the partner abroad that is late, and one of the lead that is still to come."""
    await row(small_world.project, "deliverable", "П1", title_bg="Брошура", title_en="Leaflet", partner="2",
              quantity="1200", unit_bg="броя", unit_en="copies", due="10.11.2026")  # fmt: skip
    await row(small_world.project, "deliverable", "П2", title_bg="Учебник", partner="1", due="30.12.2026")
    await row(small_world.project, "publication", title_bg="За нас в „Дневник“", address="https://dnevnik.example/1")
    return small_world


async def id_of(number):
    return (await Deliverable.filter(number=number).values("id"))[0]["id"]


async def handed_over(by, world, number="П1"):
    delivery = Delivery(TODAY, quantity=Decimal(950) if number == "П1" else None)
    await submit_deliverable(by, world.project, await id_of(number), 1, delivery, TODAY)


async def test_it_says_in_words_what_is_late_and_narrows_to_it(browser, world):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(HERE)
    assert "с 12 дни закъснение" in page
    assert "1 200 броя" in page
    assert 'href="https://dnevnik.example/1"' in page
    late = await browser.get(f"{HERE}?show=late")
    assert "Брошура" in late
    assert "Учебник" not in late
    assert "Учебник" in await browser.get(f"{HERE}?partner=1")
    assert "Няма съвпадения" in await browser.get(f"{HERE}?show=accepted")


async def test_it_takes_a_delivery_with_its_file_from_the_partner(browser, world):
    await browser.sign_in("elena@puente.example")
    here = f"{HERE}/{await id_of('П1')}"
    page = await browser.get(here)
    assert "planned: 1,200 copies" in page
    typed = {"version": "1", "form_key": "k", "delivered": "20 Nov 2026", "delivered_quantity": "950"}
    sent = {**typed, "delivered_title_en": "Folleto", "note_en": "", "note_bg": "", "delivered_title_bg": ""}
    answer = await browser.post(here, sent, files=[("file", ("Folleto.pdf", PDF, "application/pdf"))])
    assert answer.status_code == 303, answer.text
    page = await browser.get(here)
    assert "950 of 1,200 copies" in page
    assert "handed over 10 days late" in page
    assert "Fewer were delivered than planned" in page
    assert "Folleto.pdf" in page
    assert "Hand over</button>" not in page
    kept = (await Attachment.all().values("id"))[0]["id"]
    answer = await browser.client.get(f"/projects/{CODE}/rows/deliverable/{await id_of('П1')}/files/{kept}")
    assert (answer.content, answer.headers["x-content-type-options"]) == (PDF, "nosniff")
    assert "filename*=UTF-8''Folleto.pdf" in answer.headers["content-disposition"]


async def test_it_shows_again_what_was_typed_beside_what_is_wrong(browser, world):
    await browser.sign_in("elena@puente.example")
    here = f"{HERE}/{await id_of('П1')}?lang=en"
    typed = {
        "version": "1",
        "form_key": "k",
        "delivered": "20 Nov 2026",
        "delivered_quantity": "",
        "note_en": "In Sevilla",
    }
    answer = await browser.post(here, typed, files=[("file", ("Foto.png", PDF, "image/png"))])
    assert answer.status_code == 422
    assert 'id="field-delivered_quantity-error"' in answer.text
    assert "In Sevilla" in answer.text
    assert "Please choose them again" in answer.text
    answer = await browser.post(
        here, {**typed, "delivered_quantity": "950"}, files=[("file", ("Foto.png", PDF, "image/png"))]
    )
    assert answer.status_code == 422
    assert "“Foto.png” is not what it says" in answer.text
    answer = await browser.post(here, {**typed, "delivered_quantity": "950"}, files=[("file", ("a.exe", b"MZ", ""))])
    assert answer.status_code == 415
    assert (await Deliverable.get(number="П1")).state == "planned"


async def test_it_asks_for_evidence_when_there_is_none(browser, world):
    await handed_over(world.elena, world)
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{HERE}/{await id_of('П1')}")
    assert "С какво се доказва?" in page
    assert "Приемане" in page


async def test_it_returns_with_a_reason_that_stands_on_top(browser, world):
    await handed_over(world.elena, world)
    await browser.sign_in("maria@zaedno.example")
    here = f"{HERE}/{await id_of('П1')}"
    answer = await browser.post(f"{here}/decision", {"version": "2", "form_key": "k1", "to": "returned", "reason": ""})
    assert answer.status_code == 422
    assert 'id="field-reason-error"' in answer.text
    answer = await browser.post(
        f"{here}/decision", {"version": "2", "form_key": "k2", "to": "returned", "reason": "Липсва логото"}
    )
    assert answer.status_code == 303
    page = await browser.get(here)
    assert "<b>Върнат:</b> Липсва логото" in page or "Липсва логото" in page
    assert "Предаване отново" in page


async def test_it_shows_both_versions_when_two_decide_at_once(browser, world):
    await handed_over(world.elena, world)
    id_ = await id_of("П1")
    await accept_deliverable(world.maria, world.project, id_, 2, TODAY, note="Благодарим")
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.post(
        f"{HERE}/{id_}/decision", {"version": "2", "form_key": "k", "to": "returned", "reason": "Липсва логото"}
    )
    assert answer.status_code == 409
    rows = answer.text.split("<caption>")[1].split("</table>")[0]
    assert "приет" in rows
    assert "Благодарим" in rows
    assert "Липсва логото" in rows
    assert (await Deliverable.get(id=id_)).state == "accepted"


async def test_it_shows_a_partner_nothing_of_another(browser, world):
    await handed_over(world.maria, world, "П2")
    await browser.sign_in("elena@puente.example")
    assert "Учебник" not in await browser.get(HERE)
    other = await id_of("П2")
    await browser.get(f"{HERE}/{other}", 404)
    for tail in (
        f"rows/deliverable/{other}",
        f"rows/deliverable/{other}/comments",
        f"rows/deliverable/{other}/files/1",
    ):
        await browser.get(f"/projects/{CODE}/{tail}", 404)
    answer = await browser.post(
        f"/projects/{CODE}/rows/deliverable/{other}/comments", {"comment": "Ние?", "form_key": "k"}
    )
    assert answer.status_code == 404
    answer = await browser.post(f"{HERE}/{other}", {"version": "1", "form_key": "k2", "delivered": "20 Nov 2026"})
    assert answer.status_code == 404


async def test_it_puts_what_waits_for_a_decision_among_the_managers_tasks(browser, world):
    await browser.sign_in("elena@puente.example")
    tasks = await browser.get("/tasks")
    assert f"{HERE}/{await id_of('П1')}" in tasks
    await handed_over(world.elena, world)
    assert "Leaflet" not in await browser.get("/tasks")
    browser.client.cookies.clear()
    await browser.sign_in("maria@zaedno.example")
    tasks = await browser.get("/tasks")
    assert f'href="{HERE}/{await id_of("П1")}"' in tasks
    assert "Продукт, който чака решение" in tasks
