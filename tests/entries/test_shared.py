"""Organisations and programmes are shared by projects: nobody changes what somebody else's project names."""

from __future__ import annotations

import pytest

from grants.projects.models import Organisation
from tests.cast import row

pytestmark = pytest.mark.anyio


async def test_it_changes_an_organisation_only_where_no_other_project_names_it(browser, small_world):
    own = await Organisation.create(name_bg="Община Твърдица")
    await row(small_world.project, "partner", organisation="Община Твърдица", role="partner")
    await browser.sign_in("maria@zaedno.example")
    address = f"/shared/organisation/{own.id}"
    changed = {"name_bg": "Община Твърдица, област Сливен", "version": "1"}
    assert (await browser.post(address, changed)).status_code == 303
    await row(small_world.other, "partner", organisation="Община Твърдица, област Сливен", role="partner")
    refused = await browser.post(address, {**changed, "name_bg": "Чуждо име", "version": "2"})
    assert refused.status_code == 403
    assert (await Organisation.get(id=own.id)).name_bg == "Община Твърдица, област Сливен"


async def test_the_history_names_what_a_row_referred_to(browser, small_world):
    await row(small_world.project, "activity", title_bg="Обучение", partner="2", state="planned")
    await browser.sign_in("maria@zaedno.example")
    assert "Asociación Puente" in await browser.get(f"/projects/{small_world.project.code}/history")
