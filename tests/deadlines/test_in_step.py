"""Deadlines are kept in step with the things they hang on and with the contract's rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from grants.access import CLOCK, OPERATOR
from grants.acting import install_followers
from grants.deadlines import following, things
from grants.deadlines.actions import settle_deadline
from grants.deadlines.following import keep_all_in_step
from grants.deadlines.models import Deadline, Reminder
from grants.deadlines.rules import DeadlineState
from grants.deadlines.typed import CLOSES_BY_ITSELF
from grants.entries.actions import remove_row
from grants.entries.kinds import BY_NAME
from grants.errors import Objected, WrongState
from grants.web.clock import on_the_day
from tests.cast import TODAY, World, row
from tests.deadlines.changing import changed

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("following")]


async def standing(world: World) -> list[tuple[Any, ...]]:
    found = await Deadline.filter(project_id=world.project.id).order_by("due_on", "id").values()
    return [(one["thing"] or one["origin"].value, one["title_bg"], one["due_on"], one["state"].value) for one in found]


THINGS = [
    ("milestone", {"title_bg": "Първа група", "due": "1.2.2027"}, {"reached_on": date(2027, 1, 20)}, "Първа група"),
    ("supply", {"subject_bg": "Обучения", "state": "signed", "currency": "EUR", "supplier_name": "Обучители ООД", "amount": "100",
                "signed": "1.10.2026", "until": "1.2.2027"}, {"state": "finished"}, "Изтича договор: Обучения"),
    ("guarantee", {"title_bg": "Банкова гаранция", "kind": "advance", "currency": "EUR", "until": "1.2.2027"},
     {"released_on": date(2027, 1, 20)}, "Изтича: Банкова гаранция"),
    ("matter", {"subject_bg": "Разяснения", "kind": "letter", "counterpart": "УО", "direction": "received", "received": "1.11.2026", "currency": "EUR",
                "answer_due": "1.2.2027"}, {"answered_on": date(2026, 11, 20), "answer": "Изпратен"}, "Отговор: Разяснения"),
    ("duty", {"title_bg": "Табела", "kind": "plaque", "due": "1.2.2027"}, {"done_on": date(2026, 11, 20)}, "Табела"),
    ("purchase", {"subject_bg": "Лаптопи", "kind": "goods", "law": "beneficiary", "method": "three_offers", "state": "planned",
                  "currency": "EUR", "offers_until": "1.2.2027"}, {"state": "stopped"}, "Оферти до: Лаптопи"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "then", "called"), THINGS, ids=[one[0] for one in THINGS])
async def test_it_comes_moves_and_goes_with_its_thing(small_world, kind, typed, then, called):
    thing = await row(small_world.project, kind, **typed)
    assert await standing(small_world) == [(kind, called, date(2027, 2, 1), "open")]
    column = next(name for name in ("due_on", "until_on", "answer_due_on", "offers_until_on") if name in BY_NAME[kind].record.columns)  # fmt: skip
    await changed(small_world, kind, thing, **{column: date(2027, 3, 5)})
    assert [one[2] for one in await standing(small_world)] == [date(2027, 3, 5)]
    await changed(small_world, kind, thing, **then)
    assert [one[3] for one in await standing(small_world)] in (["done"], [])  # what was stopped is gone


async def test_it_opens_again_when_what_happened_is_taken_back_and_goes_with_its_thing(small_world):
    thing = await row(small_world.project, "milestone", title_bg="Първа група", due="1.2.2027", reached="1.11.2026")
    assert await standing(small_world) == []
    await changed(small_world, "milestone", thing, reached_on=None)
    assert [one[3] for one in await standing(small_world)] == ["open"]
    await remove_row(OPERATOR, small_world.project, BY_NAME["milestone"], thing)
    assert await standing(small_world) == []


async def test_it_keeps_as_cancelled_what_somebody_was_told_of(small_world):
    thing = await row(small_world.project, "milestone", title_bg="Първа група", due="1.2.2027")
    one = await Deadline.get(thing="milestone")
    await Reminder.create(
        deadline=one, person_id=small_world.maria.person_id, due_on=one.due_on, step=30, planned_on=TODAY
    )
    await changed(small_world, "milestone", thing, due_on=None)
    assert [one[3] for one in await standing(small_world)] == ["cancelled"]
    await changed(small_world, "milestone", thing, due_on=date(2027, 2, 2))  # nobody misses it for that
    assert [one[3] for one in await standing(small_world)] == ["cancelled", "open"]


async def test_it_is_not_closed_by_saying_so(small_world):
    await row(small_world.project, "milestone", title_bg="Първа група", due="1.2.2027")
    one = await Deadline.get(thing="milestone")
    with pytest.raises(WrongState, match=CLOSES_BY_ITSELF[:20]):
        await settle_deadline(small_world.maria, small_world.project, one.id, one.version, DeadlineState.DONE, TODAY)


@pytest.mark.parametrize(
    ("typed", "place"),
    [({"state": DeadlineState.DONE, "done_on": TODAY}, "state"), ({"done_on": TODAY}, "done"), ({"title_bg": "Друга"}, "title")],
)  # fmt: skip
async def test_it_takes_nothing_by_hand_that_would_be_put_back_at_once(small_world, typed, place):
    await row(small_world.project, "milestone", title_bg="Първа група", due="1.2.2027")
    one = await Deadline.get(thing="milestone")
    with pytest.raises(Objected) as refused:
        await changed(small_world, "deadline", one.id, **typed)
    assert [objection.place for objection in refused.value.objections] == [place]


async def test_it_is_cancelled_only_where_it_is_said_why_and_opened_again_anywhere(small_world):
    await row(small_world.project, "milestone", title_bg="Първа група", due="1.2.2027")
    one, cancelled = await Deadline.get(thing="milestone"), DeadlineState.CANCELLED
    with pytest.raises(Objected) as refused:
        await changed(small_world, "deadline", one.id, state=cancelled)
    assert [objection.place for objection in refused.value.objections] == ["state"]
    await settle_deadline(
        small_world.maria, small_world.project, one.id, one.version, cancelled, TODAY, reason="Отпада"
    )
    await changed(small_world, "deadline", one.id, title_en="First group")
    await changed(small_world, "deadline", one.id, state=DeadlineState.OPEN)
    assert (await Deadline.get(id=one.id)).state is DeadlineState.OPEN


async def test_it_follows_on_the_day_of_the_visit(small_world):
    with on_the_day(date(2031, 5, 6)):  # of what was due in 2027 no deadline is made any more
        await row(small_world.project, "milestone", title_bg="Първа група", due="1.2.2027")
        assert await standing(small_world) == []
    await keep_all_in_step(CLOCK, TODAY)
    assert len(await standing(small_world)) == 1


async def test_it_keeps_the_day_that_a_person_gave_it(small_world):
    thing = await row(small_world.project, "milestone", title_bg="Първа група", due="1.2.2027")
    one = await Deadline.get(thing="milestone")
    await changed(small_world, "deadline", one.id, due_on=date(2027, 1, 25))
    await changed(small_world, "milestone", thing, due_on=date(2027, 3, 5), title_bg="Втора група")
    assert await standing(small_world) == [("milestone", "Втора група", date(2027, 1, 25), "open")]


async def test_it_makes_no_second_one_of_what_somebody_typed_for_the_same_thing(small_world):
    await row(small_world.project, "deliverable", number="1", title_bg="Наръчник", kind="document", due="1.2.2027")
    assert len(await standing(small_world)) == 1
    await row(small_world.project, "deadline", title_bg="Наръчникът", kind="deliverable", due="20.1.2027", deliverable="1", state="open")  # fmt: skip
    assert await standing(small_world) == [("typed", "Наръчникът", date(2027, 1, 20), "open")]
    assert (await Deadline.get(origin="typed")).internal_on == date(2027, 1, 15)


async def with_contract(world: World, **more: str) -> None:
    await row(world.project, "contract", state="in_force", signed="20.12.2025", start="1.1.2026", end="30.6.2027", currency="EUR", **more)  # fmt: skip


async def test_it_says_from_what_the_day_of_a_report_is_counted(small_world):
    await with_contract(small_world, rhythm="from_start", rhythm_months="6", report_days="60", roll="next", cut_off_hour="17:00", cut_off_zone="Europe/Brussels")  # fmt: skip
    await row(small_world.project, "period", kind="interim", start="1.1.2026", end="30.6.2026", due="31.8.2026", technical="yes", financial="yes", state="planned")  # fmt: skip
    one = await Deadline.get(thing="period")
    told = (one.from_on, one.amount, one.unit.value, one.raw_on, one.due_on, one.internal_on, one.hour, one.zone)
    assert told == (date(2026, 6, 30), 60, "days", date(2026, 8, 29), date(2026, 8, 31), date(2026, 8, 26), "17:00", "Europe/Brussels")  # fmt: skip


async def test_it_makes_the_dates_of_a_rule_and_moves_them_with_the_contract(small_world):
    await with_contract(small_world)
    rule = await row(small_world.project, "deadline_rule", title_bg="Одиторски сертификат", kind="audit", amount="2", unit="months",
                     basis="project_end", roll="next")  # fmt: skip
    assert await standing(small_world) == [("generated", "Одиторски сертификат", date(2027, 8, 30), "open")]
    await row(small_world.project, "contract", state="in_force", in_force="1.10.2026", end="31.12.2027", currency="EUR")
    assert [one[2] for one in await standing(small_world)] == [date(2028, 2, 29)]
    one = await Deadline.get(origin="generated")
    await settle_deadline(small_world.maria, small_world.project, one.id, one.version, DeadlineState.DONE, TODAY)
    await changed(small_world, "deadline_rule", rule, amount=3)
    assert [one[2:] for one in await standing(small_world)] == [(date(2028, 2, 29), "done")]


RULES = [({"amount": "36000", "basis": "project_end"}, "amount"),
         ({"amount": "5", "basis": "project_end", "hour": "9", "zone": ""}, "hour"),
         ({"amount": "5", "basis": "project_end", "hour": "09:00", "zone": "Europe/Atlantis"}, "zone")]  # fmt: skip


@pytest.mark.parametrize(("typed", "place"), RULES, ids=[one[1] for one in RULES])
async def test_it_refuses_a_rule_that_yields_no_date(small_world, typed, place):
    await with_contract(small_world)
    with pytest.raises(Objected) as refused:
        await row(
            small_world.project,
            "deadline_rule",
            title_bg="Сертификат",
            kind="audit",
            **{"unit": "days", "roll": "next", **typed},
        )
    assert [one.place for one in refused.value.objections] == [place]


async def test_it_is_brought_into_step_by_night_and_then_finds_nothing(small_world):
    install_followers(())
    await row(small_world.project, "milestone", title_bg="Първа група", due="1.2.2027")
    assert await standing(small_world) == []
    assert await keep_all_in_step(CLOCK, TODAY) == 1
    assert [one[0] for one in await standing(small_world)] == ["milestone"]
    assert await keep_all_in_step(CLOCK, TODAY) == 0


async def test_what_is_wrong_with_one_project_keeps_no_other_out_of_step(small_world, monkeypatch, caplog):
    install_followers(())
    await row(small_world.project, "milestone", title_bg="Първа група", due="1.2.2027")
    await row(small_world.other, "milestone", title_bg="Чужда група", due="1.2.2027")
    first = min(small_world.project.id, small_world.other.id)
    sound = things.wanted_of

    async def broken(project_id: int, known: Any) -> Any:
        if project_id == first:
            raise ZeroDivisionError("срок без знаменател")
        return await sound(project_id, known)

    monkeypatch.setattr(following, "wanted_of", broken)
    with pytest.raises(ExceptionGroup) as raised:  # so that the job is tried again
        await keep_all_in_step(CLOCK, TODAY)
    assert [type(one) for one in raised.value.exceptions] == [ZeroDivisionError]
    assert "срок без знаменател" in caplog.text
    assert [one["project_id"] for one in await Deadline.all().values()] == [
        max(small_world.project.id, small_world.other.id)
    ]
    monkeypatch.undo()
    assert await keep_all_in_step(CLOCK, TODAY) == 1
