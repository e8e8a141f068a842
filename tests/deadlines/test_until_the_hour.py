"""What goes to the funder ends at the hour of the contract, unless it has one of its own; what was typed may have one too."""

from __future__ import annotations

import re
from typing import Any

import pytest

from grants.deadlines.models import Deadline
from grants.errors import Objected
from tests.cast import CODE, World, row
from tests.deadlines.changing import changed

pytestmark = pytest.mark.anyio
BRUSSELS = ("17:00", "Europe/Brussels")


async def with_hour(world: World) -> None:
    await row(world.project, "contract", state="in_force", signed="20.12.2025", start="1.1.2026", end="30.6.2027", currency="EUR",
              cut_off_hour="17:00", cut_off_zone="Europe/Brussels")  # fmt: skip


RULES = [  # the rule, until when its deadlines last
    ({"kind": "report"}, BRUSSELS),
    ({"kind": "payment_claim"}, BRUSSELS),
    ({"kind": "answer"}, BRUSSELS),
    ({"kind": "report", "partners": "yes"}, ("", "")),  # goes to the lead
    ({"kind": "publicity"}, ("", "")),
    ({"kind": "report", "hour": "12:00"}, ("12:00", "")),
    ({"kind": "report", "hour": "24:00", "zone": "Europe/Sofia"}, ("24:00", "Europe/Sofia")),
]


@pytest.mark.parametrize(("rule", "ends"), RULES)
async def test_what_a_rule_asks_for_the_funder_ends_at_the_hour_of_the_contract(following: World, rule: Any, ends: Any):
    await with_hour(following)
    await row(following.project, "deadline_rule", title_bg="Отчет", amount="30", basis="project_end", roll="next", **rule)  # fmt: skip
    assert {(one["hour"], one["zone"]) for one in await Deadline.all().values()} == {ends}


async def test_an_answer_ends_at_the_hour_of_the_contract_and_other_things_with_the_day(following: World):
    await with_hour(following)
    await row(following.project, "matter", subject_bg="Разяснения", kind="letter", counterpart="УО", direction="received", received="1.11.2026",
              currency="EUR", answer_due="1.2.2027")  # fmt: skip
    await row(following.project, "milestone", title_bg="Първа група", due="1.2.2027")
    found = {one["thing"]: (one["hour"], one["zone"]) for one in await Deadline.all().values()}
    assert found == {"matter": BRUSSELS, "milestone": ("", "")}


COUNTERPARTS = [  # from whom, until when the answer lasts
    ("Управляващ орган на програмата", BRUSSELS),
    ("Asociación Puente", ("", "")),  # a partner
    ("ASOCIACIÓN „PUENTE“, Гранада", ("", "")),
    ("„Печатница Изток“ ООД", ("", "")),  # a contractor
    ("Управляващ орган, относно Asociación Puente", BRUSSELS),
]


@pytest.mark.parametrize(("counterpart", "ends"), COUNTERPARTS)
async def test_an_answer_to_a_partner_or_a_contractor_knows_no_hour_of_the_funder(
    following: World, counterpart: str, ends: Any
):
    await with_hour(following)
    await row(following.project, "supply", number="Д1", subject_bg="Печат", state="signed", signed="1.4.2026", until="31.12.2026", amount="100",
              currency="EUR", supplier_name="Печатница „Изток“ ООД")  # fmt: skip
    await row(following.project, "matter", subject_bg="Разяснения", kind="letter", counterpart=counterpart, direction="received", received="1.11.2026",
              currency="EUR", answer_due="1.2.2027")  # fmt: skip
    one = await Deadline.get(thing="matter")
    assert (one.hour, one.zone) == ends


async def test_a_contractor_that_is_entered_later_takes_the_hour_away(following: World):
    await with_hour(following)
    await row(following.project, "matter", subject_bg="Разяснения", kind="letter", counterpart="Подвързия „Шев“", direction="received", received="1.11.2026",
              currency="EUR", answer_due="1.2.2027")  # fmt: skip
    await row(following.project, "supply", number="Д1", subject_bg="Печат", state="signed", signed="1.4.2026", until="31.12.2026", amount="100",
              currency="EUR", supplier_name="Печатница „Изток“ ООД")  # fmt: skip
    assert (await Deadline.get(thing="matter")).hour == "17:00"
    await row(following.project, "subcontractor", supply="Д1", name="Подвързия „Шев“", amount="50", currency="EUR")
    assert (await Deadline.get(thing="matter")).hour == ""


async def test_the_page_of_rules_tells_the_hour_of_the_contract(following: World, browser: Any):
    await with_hour(following)
    await row(following.project, "deadline_rule", title_bg="Искане за плащане", kind="payment_claim", amount="30", basis="project_end")  # fmt: skip
    await browser.sign_in("maria@zaedno.example")
    assert "до 17:00 (Europe/Brussels)" in await browser.get(f"/projects/{CODE}/deadlines/rules")


async def test_one_that_was_typed_may_have_an_hour_and_says_it(following: World, browser: Any):
    typed = {"title_bg": "Кандидатстване", "kind": "other", "due": "1.2.2027", "state": "open"}
    await browser.sign_in("maria@zaedno.example")
    new = f"/projects/{CODE}/rows/deadline/new"
    wrong = await browser.post(new, {"form_key": "а", **typed, "hour": "25:00"})
    assert wrong.status_code == 422
    assert 'id="field-hour-error"' in wrong.text
    await browser.post(new, {"form_key": "б", **typed, "hour": "17:00", "zone": "Europe/Brussels"})
    one = await Deadline.get()
    page = re.sub(r"\s+", " ", await browser.get(f"/projects/{CODE}/deadlines/{one.id}"))
    assert "до 17:00 ч. (Europe/Brussels), което е 18:00 ч. при Вас" in page


async def test_the_hour_of_one_that_follows_is_not_typed(following: World):
    await with_hour(following)
    await row(following.project, "milestone", title_bg="Първа група", due="1.2.2027")
    one = await Deadline.get()
    with pytest.raises(Objected) as refused:
        await changed(following, "deadline", one.id, hour="12:00")
    assert [objection.place for objection in refused.value.objections] == ["hour"]
