"""A partner without an account sees its own part of a package through a link, says what is missing, hands it in, withdraws it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from grants.access import Permission
from grants.acting import acting
from grants.audit.models import Entry
from grants.errors import WrongState
from grants.letters.links.actions import NewLink, make_link
from grants.letters.links.rules import AT, Purpose
from grants.letters.models import Letter, Link
from grants.people.models import Person
from grants.projects.models import Project
from grants.reports.models import PackagePart
from grants.reports.packages.actions import drop_draft, leave_out
from grants.reports.packages.parts.actions import hand_in_part, withdraw_part
from grants.reports.packages.parts.queries import parts_of
from grants.reports.rules_package import PartState
from grants.storage.files import FileStore
from tests.cast import CODE, NOON
from tests.reports.quarter import MOMENT, now, opened, picked, ready, spend

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(settings):
    return FileStore(settings.files)


async def link_to(world, package: int, language="en") -> str:
    new = NewLink(Purpose.PART, "ana@puente.example", language, to_name="Ana Gómez", kind="part", row_id=package, partner_id=world.partner)  # fmt: skip
    async with acting(world.maria, Permission.SEND_LINKS, world.project.ref) as deed:
        link_id, token = await make_link(deed, world.project.ref, new, NOON + timedelta(days=30))
        deed.happened("link.sent", "link", link_id, "ana@puente.example")
    return f"{AT}{token}"


def form_in(page: str, do: str) -> dict[str, str]:
    """The hidden fields of the form that takes this step."""
    start = page.rindex("<form", 0, page.index(f'value="{do}"'))
    return {**dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page[start:])[:2]), "do": do}


async def test_it_shows_the_partners_own_part_and_takes_what_it_says(quarter, browser, store):
    world, project = quarter, quarter.project
    await spend(project, "6", "12.50", "20.9.2026", "2", paper="F-6", state="draft")
    package = await opened(world)
    await leave_out(world.ivan, project, package, next(iter(await picked("3"))), "Чака договора с печатницата")
    await spend(project, "7", "80.05", "21.9.2026", "2", paper="F-7", state="submitted")
    link = await link_to(world, package)
    page = await browser.get(link)
    for shown in ("F-3", "F-6", "F-7", "12.50", "80.05", "left out of this report: Чака договора с печатницата"):
        assert shown in page
    for others in ("0001", "0002", "F-4", "450.25", "99.75", "/projects/"):
        assert others not in page.replace('class="mark" href="/projects"', "")
    assert "€80.05</td>" in page, "the sum holds neither drafts nor what is left out"
    assert not await Entry.filter(person_name__contains="Ana Gómez").exists(), "opening it changes nothing"

    refused = await browser.post(link, {**form_in(page, "say"), "said": " "})
    assert refused.status_code == 422
    assert "Say in a sentence what is still missing." in refused.text
    said = {**form_in(page, "say"), "said": "The payroll of August comes on Friday"}
    assert (await browser.post(link, said)).status_code == 303
    [part] = await parts_of(project, package)
    assert (part.state, part.said) == (PartState.AWAITED, "The payroll of August comes on Friday")
    assert part.changed_by == "Ana Gómez <ana@puente.example>"

    page = await browser.get(link)
    assert (await browser.post(link, form_in(page, "hand_in"))).status_code == 303
    [part] = await parts_of(project, package)
    assert (part.state, part.said) == (PartState.HANDED_IN, "")
    assert (await browser.post(link, form_in(page, "hand_in"))).status_code in {303, 409}, "handed in once"
    page = await browser.get(link)
    assert "Your part is handed in." in page
    assert (await browser.post(link, {**form_in(page, "withdraw"), "said": "One invoice more"})).status_code == 303
    [part] = await parts_of(project, package)
    assert (part.state, part.said) == (PartState.AWAITED, "One invoice more")
    told = [one["deed"] for one in await Entry.filter(subject="package", person_id=None).order_by("id").values("deed")]
    assert told == ["package.part_said", "package.part_handed_in", "package.part_withdrawn"]

    # Once the report is ready it can only be looked at.
    page = await browser.get(link)
    await leave_out(world.ivan, project, package, next(iter(await picked("4"))), "Следващо тримесечие")
    await ready(world, package, store)
    assert (await browser.post(link, form_in(page, "hand_in"))).status_code == 409
    page = await browser.get(link)
    assert "The report is ready by now" in page
    assert "<button" not in page[page.index("<main") : page.index("</main")]
    with pytest.raises(WrongState):
        await withdraw_part(world.elena, project, package, world.partner, part.version, "късно", MOMENT)


async def test_it_is_sent_by_the_lead_from_who_is_missing_what(quarter, browser, store):
    world = quarter
    package = await opened(world)
    await PackagePart.filter(package_id=package).update(said="Липсва ведомостта за август")
    await browser.sign_in(world.maria.email)
    here = f"/projects/{CODE}/missing"
    page = await browser.get(f"{here}?lang=bg")
    assert "Липсва ведомостта за август" in page
    party = f"partner-{world.partner}"
    told = {
        "form_key": "k", "party": party, f"ask_part-{package}": "yes", f"to_name_{party}": "Ана", f"days_{party}": "30",
        f"to_address_{party}": "ana@puente.example", f"language_{party}": "bg",
    }  # fmt: skip
    assert (await browser.post(here, told)).status_code == 303
    [link] = await Link.all().values("purpose", "kind", "row_id", "partner_id")
    assert link == {"purpose": Purpose.PART, "kind": "part", "row_id": package, "partner_id": world.partner}
    letter = await Letter.get()
    opens = re.search(rf"{AT}[\w-]+", letter.plain)
    assert opens is not None
    page = await browser.get(opens[0])
    assert "1.1" in page
    assert "Вашите разходи в нея" in page
    await drop_draft(world.maria, world.project, package, (await now(world, package)).version)
    assert "Нищо повече не е нужно" in await browser.get(opens[0], 410)


async def test_those_who_keep_the_package_read_that_a_part_was_handed_in_or_withdrawn(quarter):
    world, project = quarter, quarter.project
    await Person.filter(email=world.ivan.email).update(language="en")
    await Project.filter(id=project.id).update(coordinator_id=world.maria.person_id)
    package = await opened(world)
    await spend(project, "7", "80.05", "21.9.2026", "2", paper="F-7", state="submitted")
    which = (project, package, world.partner)
    await hand_in_part(world.elena, *which, 1, MOMENT)
    letters = {one["person_id"]: one for one in await Letter.all().values()}
    assert letters.keys() == {world.maria.person_id, world.ivan.person_id}, "and not whoever did it"
    mine = letters[world.maria.person_id]
    assert (mine["subject"], mine["language"]) == ("Предадена част: Asociación Puente, пакет 1.1", "bg")
    assert "един разход чака проверка" in mine["plain"]
    assert "380,05 €" in mine["plain"].replace("\u00a0", " ")
    english = letters[world.ivan.person_id]["plain"]
    assert "says that the part of Asociación Puente in" in english
    assert f"https://grants.example/projects/{CODE}/parts/{package}/{world.partner}" in english
    with pytest.raises(WrongState):
        await hand_in_part(world.elena, *which, 2, MOMENT)
    await withdraw_part(world.maria, *which, 2, "Липсва ведомостта за август\nи една фактура", MOMENT)
    [*_, told] = await Letter.all().order_by("id")
    assert told.subject == "Part withdrawn: Asociación Puente, package 1.1"
    assert "  Липсва ведомостта за август\n  и една фактура" in told.plain
    assert await Letter.all().count() == 3, "what was refused told nobody, and who withdrew it knows"
