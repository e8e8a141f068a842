"""Of which rule of the programme a project's rule was taken, goes along: in its form, and in the files of a project."""

from __future__ import annotations

import json
import re

import pytest

from grants.deadlines.actions import take_rules
from grants.deadlines.models import DeadlineRule
from grants.deadlines.presets import PROGRAMMES
from tests.amendments.test_amendment_pages import fields_of
from tests.cast import CODE

pytestmark = pytest.mark.anyio


async def test_it_keeps_the_rule_of_the_programme_when_a_rule_is_changed_and_exported(browser, small_world):
    preset = PROGRAMMES[0].rules[0]
    await take_rules(small_world.maria, small_world.project, [preset])
    rule = await DeadlineRule.get()
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/projects/{CODE}/rows/deadline_rule/{rule.id}")
    assert "Rule of the programme" not in page
    typed = fields_of(page) | {"title_bg": "Наш отчет"}
    for name in ("version", "preset", "moves"):
        found = re.search(rf'name="{name}" value="([^"]*)"', page)
        assert found, name
        typed[name] = found.group(1)
    answer = await browser.post(f"/projects/{CODE}/rows/deadline_rule/{rule.id}", typed)
    assert answer.status_code == 303, answer.text
    changed = await DeadlineRule.get()
    assert (changed.title_bg, changed.preset) == ("Наш отчет", preset.key)
    told = json.loads(await browser.get(f"/projects/{CODE}/export?as=json"))
    assert [one["preset"] for one in told["rules_for_deadlines"]] == [preset.key]
