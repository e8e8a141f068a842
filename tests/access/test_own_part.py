"""A partner meets only its own part, by whatever way it looks; and somebody who sees the whole misses nothing."""

from __future__ import annotations

import pytest

from grants.projects.models import Organisation
from tests.cast import row

pytestmark = pytest.mark.anyio


@pytest.fixture
async def parts(small_world):
    """The same kinds of row for the lead, for the partner abroad and for nobody in particular."""
    await row(small_world.project, "activity", title_bg="Обща дейност", state="planned")
    await row(small_world.project, "deadline", title_bg="Срок на водещия", due="23.11.2026", partner="1")
    await row(small_world.project, "deadline", title_bg="Срок на никого", due="24.11.2026")
    await row(small_world.project, "deadline", title_bg="Срок на партньора", due="25.11.2026", partner="2")
    await row(small_world.project, "sub_grant", recipient="Фондация „Друга“", amount="7", currency="EUR")
    return small_world


@pytest.mark.parametrize(
    ("email", "address", "seen", "unseen"),
    [
        ("elena@puente.example", "/projects", "Срок на партньора", "Срок на никого"),
        ("desi@zaedno.example", "/projects", "Срок на водещия", "Срок на никого"),
        ("elena@puente.example", "/search?q=Срок", "Срок на партньора", "Срок на водещия"),
        ("elena@puente.example", "/search?q=Срок", "Срок на партньора", "Срок на никого"),
        ("elena@puente.example", "/search?q=дейност", "дейност", "Обща дейност"),
        ("desi@zaedno.example", "/search?q=дейност", "Обща дейност", "Срок на"),
        ("elena@puente.example", "/search?q=Puente", "Asociación Puente", "Together Association"),
        ("elena@puente.example", "/search?q=Together+Ass", "Together Ass", "Together Association"),
        ("elena@puente.example", "/organisations", "Asociación Puente", "Together Association"),
        ("desi@zaedno.example", "/organisations", "Сдружение „Заедно“", "Фондация „Друга“"),
        ("ivan@zaedno.example", "/organisations", "Фондация „Друга“", "Чужд проект"),
    ],
)
async def test_it_shows_each_its_part_and_nothing_of_anothers(browser, parts, email, address, seen, unseen):
    await browser.sign_in(email)
    page = await browser.get(address)
    assert seen in page
    assert unseen not in page


async def test_it_hides_an_organisation_met_only_in_anothers_part(browser, parts):
    await browser.sign_in("elena@puente.example")
    lead = await Organisation.get(name_bg="Сдружение „Заедно“")
    await browser.get(f"/shared/organisation/{lead.id}", status=404)


async def test_a_partner_reads_on_the_overview_what_is_awaited_of_it_and_of_nobody_else(browser, parts):
    await row(parts.project, "deliverable", title_en="Handbook", partner="2", due="01.11.2026")
    await row(parts.project, "deliverable", title_en="Survey of the lead", partner="1", due="01.11.2026")
    await browser.sign_in("elena@puente.example")
    page = await browser.get(f"/projects/{parts.project.code}")
    assert "Handbook" in page
    assert "21 days late" in page
    assert "Survey of the lead" not in page
