"""A deliverable is handed over by its partner, accepted or returned by the manager, and never by the same person alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from grants import followers
from grants.access import Identity, Role, Seat
from grants.acting import install_followers
from grants.attached.files import Sending
from grants.attached.models import Attachment
from grants.audit.models import Entry
from grants.deadlines.models import Deadline
from grants.deliverables.actions import (
    NOT_NOW,
    OWN_SUBMISSION,
    accept_deliverable,
    return_deliverable,
    submit_deliverable,
)
from grants.deliverables.rules import BY_ITS_LIFE, Delivery
from grants.entries.actions import change_row
from grants.entries.kinds import BY_NAME
from grants.errors import Changed, NotAllowed, NotFound, Objected, WrongState
from grants.letters.models import Letter
from grants.storage.files import FileStore
from grants.values.entry import REQUIRED
from grants.values.language import Text
from grants.workplan.models import Deliverable
from tests.cast import NOON, TODAY, person, read, row

pytestmark = pytest.mark.anyio
DELIVERY = Delivery(
    date(2026, 11, 20), Text("Брошура „Заедно“", "Together leaflet"), Decimal(950), Text(en="Printed in Sevilla")
)
PDF = b"%PDF-1.7\nPlaquette"


async def brochure(world, partner="2", **typed):
    """A deliverable of the partner abroad: 1,200 brochures, due on 10 November."""
    given = {"title_bg": "Брошура", "quantity": "1200", "unit_bg": "броя", "due": "10.11.2026", **typed}
    return await row(world.project, "deliverable", number="П1", partner=partner, **given)


async def submitted(by, world, id_, version=1, **more):
    await submit_deliverable(by, world.project, id_, version, DELIVERY, TODAY, **more)


async def returned(by, world, id_, version, reason="Липсва логото"):
    await return_deliverable(by, world.project, id_, version, reason, NOON, TODAY, "http://testserver")


async def stands(id_):
    return (await Deliverable.filter(id=id_).values())[0]


async def test_it_keeps_what_the_partner_delivered_with_its_evidence(small_world, tmp_path):
    id_ = await brochure(small_world)
    store = FileStore(tmp_path / "files")
    evidence = [Sending("Брошура (печат).pdf", PDF, "application/pdf")]
    await submitted(small_world.elena, small_world, id_, files=evidence, store=store, limit=1000)
    now = await stands(id_)
    assert (now["state"], now["version"], now["delivered_on"]) == ("submitted", 2, date(2026, 11, 20))
    assert (now["delivered_title_bg"], now["delivered_quantity"], now["note_en"]) == (
        "Брошура „Заедно“",
        Decimal(950),
        "Printed in Sevilla",
    )
    file = (await Attachment.all().values())[0]
    assert (file["kind"], file["row_id"], file["name"]) == ("deliverable", id_, "Брошура (печат).pdf")
    assert await store.read(file["sha256"]) == PDF
    deeds = [entry["deed"] for entry in await Entry.filter(person_name="Elena García").order_by("id").values("deed")]
    assert deeds == ["deliverable.submitted", "file.added"]


async def test_it_takes_the_hands_of_somebody_without_an_account(small_world):
    """A link acts in its partner's name: an identity with that part's seat and no person."""
    id_ = await brochure(small_world)
    by = Identity(
        "María, по връзка", seats=(Seat(Role.PARTNER, small_world.project.id, partner_id=small_world.partner),)
    )
    await submitted(by, small_world, id_)
    assert (await stands(id_))["state"] == "submitted"
    await accept_deliverable(small_world.maria, small_world.project, id_, 2, TODAY)
    assert (await stands(id_))["state"] == "accepted"


@pytest.mark.parametrize("content", [b"MZ\x90\x00 virus", b"<html><script>", b"\x89PNG\r\n\x1a\n"])
async def test_it_refuses_a_file_that_is_not_what_it_says(small_world, tmp_path, content):
    id_ = await brochure(small_world)
    sent = [Sending("Отчет.pdf", content)]
    with pytest.raises(Objected) as refused:
        await submitted(
            small_world.elena, small_world, id_, files=sent, store=FileStore(tmp_path / "files"), limit=1000
        )
    assert [(one.place, one.facts["name"]) for one in refused.value.objections] == [("file", "Отчет.pdf")]
    assert (await stands(id_))["state"] == "planned"


async def test_it_shows_no_deliverable_of_another_partner(small_world):
    id_ = await brochure(small_world, partner="1")
    with pytest.raises(NotFound):
        await submitted(small_world.elena, small_world, id_)
    for who in (small_world.ivan, small_world.angel):
        with pytest.raises(NotAllowed):
            await submitted(who, small_world, id_)
    await submitted(small_world.desislava, small_world, id_)


async def test_it_refuses_what_is_missing_and_what_can_not_be_done_now(small_world):
    id_ = await brochure(small_world)
    with pytest.raises(Objected) as refused:
        await submit_deliverable(small_world.elena, small_world.project, id_, 1, Delivery(None), TODAY)
    assert [one.place for one in refused.value.objections] == ["delivered", "delivered_quantity"]
    with pytest.raises(WrongState, match=NOT_NOW):
        await accept_deliverable(small_world.maria, small_world.project, id_, 1, TODAY)
    await submitted(small_world.elena, small_world, id_)
    with pytest.raises(WrongState, match=NOT_NOW):
        await submitted(small_world.elena, small_world, id_, 2)
    with pytest.raises(NotAllowed):
        await accept_deliverable(small_world.elena, small_world.project, id_, 2, TODAY)
    with pytest.raises(Objected) as no_reason:
        await returned(small_world.maria, small_world, id_, 2, reason=" ")
    assert [(one.sentence, one.place) for one in no_reason.value.objections] == [(REQUIRED, "reason")]


async def test_it_tells_the_second_of_two_who_decide_at_once(small_world):
    id_ = await brochure(small_world)
    await submitted(small_world.elena, small_world, id_)
    await accept_deliverable(small_world.maria, small_world.project, id_, 2, TODAY, note="Благодарим")
    with pytest.raises(Changed) as told:
        await returned(small_world.maria, small_world, id_, 2)
    assert (told.value.theirs["state"], told.value.theirs["decision"]) == ("accepted", "Благодарим")
    assert (await stands(id_))["state"] == "accepted"


async def test_it_wants_somebody_else_to_decide_unless_the_contract_says_otherwise(small_world):
    id_ = await brochure(small_world, partner="1")
    await submitted(small_world.maria, small_world, id_)
    with pytest.raises(NotAllowed, match=OWN_SUBMISSION):
        await accept_deliverable(small_world.maria, small_world.project, id_, 2, TODAY)
    await row(small_world.project, "terms", title_bg="Договор", own_verification="yes")
    await accept_deliverable(small_world.maria, small_world.project, id_, 2, TODAY)
    assert (await stands(id_))["state"] == "accepted"


async def test_it_returns_with_a_letter_in_the_language_of_the_partner(small_world, golden):
    id_ = await brochure(small_world)
    await submitted(small_world.elena, small_world, id_)
    await returned(small_world.maria, small_world, id_, 2, "Липсва логото на програмата.\nДобавете го на корицата.")
    assert (await stands(id_))["decision"].startswith("Липсва логото")
    letters = await Letter.all().values()
    assert [(one["to_address"], one["language"]) for one in letters] == [("elena@puente.example", "en")]
    golden("deliverable_returned.en.txt", f"{letters[0]['subject']}\n\n{letters[0]['plain']}")
    assert '<blockquote lang="bg">Липсва логото на програмата.<br>' in letters[0]["html"]
    await submitted(small_world.elena, small_world, id_, 3)
    now = await stands(id_)
    assert (now["state"], now["decision"], now["decided_on"]) == ("submitted", "", None)


async def test_it_tells_nobody_of_another_part_that_it_was_returned(small_world):
    from grants.people.actions import NewSeat

    third = await row(small_world.project, "partner", number="3", organisation="Фондация „Друга“", role="partner")
    await person("ok@vidin.example", "Общинар", "", NewSeat(Role.PARTNER, small_world.project.ref, third))
    id_ = await brochure(small_world)
    await submitted(small_world.elena, small_world, id_)
    await returned(small_world.maria, small_world, id_, 2)
    assert {one["to_address"] for one in await Letter.all().values("to_address")} == {"elena@puente.example"}


async def test_it_settles_the_deadline_that_waits_and_opens_it_again_when_returned(small_world):
    install_followers(followers.FOLLOWERS)
    id_ = await brochure(small_world)
    await row(small_world.project, "deadline", title_bg="Предаване", due="10.11.2026", deliverable="П1")
    await row(small_world.project, "deadline", title_bg="Друг", due="10.11.2026", state="done")

    async def waits():
        mine, other = await Deadline.all().order_by("position")
        assert other.state == "done"
        return mine.state.value, str(mine.done_on or "")

    await submitted(small_world.elena, small_world, id_)
    assert await waits() == ("done", "2026-11-20")
    await returned(small_world.maria, small_world, id_, 2)
    assert await waits() == ("open", "")
    await submitted(small_world.elena, small_world, id_, 3)
    await accept_deliverable(small_world.maria, small_world.project, id_, 4, TODAY)
    assert await waits() == ("done", "2026-11-20")
    deeds = [
        e["deed"] for e in await Entry.filter(subject="deadline", deed__not="deadline.added").order_by("id").values()
    ]
    assert deeds == ["deadline.settled", "deadline.reopened", "deadline.settled"]


async def test_it_changes_no_state_by_the_form_of_the_row(small_world):
    id_ = await brochure(small_world)
    values = read("deliverable", {}, title_bg="Брошура", quantity="1200", state="accepted")
    with pytest.raises(Objected) as refused:
        await change_row(small_world.maria, small_world.project, BY_NAME["deliverable"], id_, 1, "П1", values)
    assert [(one.sentence, one.place) for one in refused.value.objections] == [(BY_ITS_LIFE, "state")]
