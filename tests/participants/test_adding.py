"""Adding participants: numbers of the register, what follows, what the history tells, and numbers that nobody reads."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, composite, frozensets, sampled_from

from grants.access import Permission
from grants.acting import acting
from grants.audit.models import Entry
from grants.errors import NotAllowed, Objected
from grants.participants.actions import Joined, add_participant, add_participants
from grants.participants.editions import ESF_2014
from grants.participants.models import Participant, Special
from grants.participants.queries import IS_COMPLETE, questions_of_editions
from grants.participants.rules_person import ASKED_BY_THE_SHEET, not_exportable
from grants.personal.actions import look_at, open_numbers
from grants.personal.models import PersonalNumber
from grants.personal.queries import bearers_of
from grants.personal.rules import Bearer
from grants.storage.database import rows
from grants.storage.sealed import Seal
from tests.cast import TODAY, row
from tests.properties import kept

pytestmark = pytest.mark.anyio
SEAL = Seal.of("тайна")
EGN = "6101057509"


def joined(number="", special=None, **told):
    values = {"first_name": "Стоян", "family_name": "Колев", "joined_on": date(2026, 3, 2), **told}
    return Joined(values, special or {}, number)


async def test_it_numbers_participants_and_keeps_what_follows(small_world):
    async with acting(small_world.maria, Permission.EDIT_PARTICIPANTS, small_world.project.ref) as deed:
        many = [joined(EGN), joined(sex="woman", age=30, answers={"migrant": "no"}, special=None)]
        ids = await add_participants(deed, small_world.project, many, SEAL)
    kept = await Participant.filter(id__in=ids).order_by("position").values()
    assert [one["number"] for one in kept] == ["P-0001", "P-0002"]
    assert (kept[0]["born_on"], kept[0]["sex"], kept[0]["age"]) == (date(1961, 1, 5), "man", 65)
    assert kept[1]["answers"] == {"migrant": "no"}
    assert kept[0]["fingerprint"]
    assert kept[1]["fingerprint"] == ""
    one = await add_participant(small_world.desislava, small_world.project, joined(sex="man", age=4), SEAL, TODAY)
    assert (await Participant.get(id=one)).number == "P-0003"


async def test_it_keeps_the_number_sealed_and_tells_nobody(small_world):
    one = await add_participant(small_world.maria, small_world.project, joined(EGN), SEAL, TODAY)
    kept = await PersonalNumber.get(row_id=one)
    assert EGN not in kept.sealed
    assert await bearers_of(small_world.project.id, Bearer.PARTICIPANT, [SEAL.fingerprint(EGN)]) == {
        kept.fingerprint: one
    }
    entries = await Entry.all().values()
    told = repr([{**entry, "at": None} for entry in entries])  # a moment may hold any four digits
    assert EGN not in told
    assert "Стоян" not in told
    assert "1961" not in told


async def test_it_records_each_look_and_refuses_who_may_not(small_world):
    ref = small_world.project.ref
    one = await add_participant(small_world.maria, small_world.project, joined(EGN), SEAL, TODAY)
    assert await look_at(small_world.maria, ref, Bearer.PARTICIPANT, one, "P-0001", SEAL) == EGN
    for name in ("ivan", "elena", "desislava", "angel", "petar", "ada"):
        with pytest.raises(NotAllowed):
            await look_at(small_world.everybody[name], ref, Bearer.PARTICIPANT, one, "P-0001", SEAL)
    async with acting(small_world.maria, Permission.SEE_PERSONAL_NUMBERS, ref) as deed:
        assert await open_numbers(deed, ref, Bearer.PARTICIPANT, SEAL) == {one: ("egn", EGN)}
    looks = await Entry.filter(deed__startswith="personal_number").order_by("id").values_list("deed", "subject_label")
    assert looks == [
        ("personal_number.written", "P-0001"), ("personal_number.seen", "P-0001"), ("personal_number.copied", "× 1"),
    ]  # fmt: skip


async def test_it_keeps_answers_of_article_nine_apart_and_only_where_an_indicator_needs_them(small_world):
    await row(small_world.project, "indicator", name_bg="Роми", kind="output", counted="participants", who="roma")
    answered = joined(sex="woman", age=30, special={"roma": "yes", "disability": "yes"})
    one = await add_participant(small_world.maria, small_world.project, answered, SEAL, TODAY)
    assert (await Special.get(participant_id=one)).answers == {"roma": "yes"}
    assert (await Participant.get(id=one)).answers == {}


@composite
def told_of_somebody(draw):
    """What is known of one participant: the row, the special answers, whether a number is kept, what the project asks."""
    asked = draw(frozensets(sampled_from(["minority", "roma", "disability"])))
    told = dict.fromkeys(ASKED_BY_THE_SHEET, "нещо")
    if draw(booleans()):
        told = {name: draw(sampled_from(["", "нещо"])) for name in told}
    answered = {one.name: "no" for one in ESF_2014.questions}
    if draw(booleans()):
        answered = {name: draw(sampled_from(["yes", "no", "refused", ""])) for name in answered}
    special = {name: said for name, said in answered.items() if ESF_2014.question(name).special}
    row = {
        **told,
        "sex": draw(sampled_from(["woman", None])),
        "age": draw(sampled_from([30, None])),
        "activity_id": draw(sampled_from([1, None])),
        "edition": ESF_2014.code,
        "answers": {name: said for name, said in answered.items() if name not in special},
    }
    return row, special, draw(booleans()), asked


@kept
@given(told_of_somebody())
async def test_the_database_and_the_rule_agree_on_what_the_sheet_lacks(db, known):
    """Whatever is told of somebody, the list says "complete" of those of whom the rule finds nothing missing."""
    row, special, has_number, asked = known
    lacking = not_exportable(row, special, has_number=has_number, special_asked=asked)
    columns = ", ".join(f"${at}::text AS {name}" for at, name in enumerate(ASKED_BY_THE_SHEET, 10))
    found = await rows(
        f"SELECT {IS_COMPLETE} AS complete FROM (SELECT $1::text AS sex, $2::int AS age, $5::text AS edition, "
        f"$6::jsonb AS answers, $9::bigint AS activity_id, {columns}) p "
        "CROSS JOIN (SELECT $7::jsonb AS answers) s CROSS JOIN (SELECT CASE WHEN $8::bool THEN 1 END AS row_id) n",
        *(row["sex"], row["age"], questions_of_editions(), sorted(asked), ESF_2014.code, json.dumps(row["answers"])),
        *(json.dumps(special), has_number, row["activity_id"], *(row[name] for name in ASKED_BY_THE_SHEET)),
    )
    assert found[0]["complete"] is (not lacking), lacking


async def test_it_adds_only_to_ones_own_part_and_nothing_wrong(small_world):
    one = await add_participant(small_world.elena, small_world.project, joined(EGN), SEAL, TODAY)
    assert await Participant.filter(id=one).values_list("partner_id", flat=True) == [small_world.partner]
    with pytest.raises(NotAllowed):
        await add_participant(
            small_world.elena, small_world.project, joined(EGN, partner_id=small_world.lead), SEAL, TODAY
        )
    with pytest.raises(NotAllowed):
        await add_participant(small_world.ivan, small_world.project, joined(EGN), SEAL, TODAY)
    with pytest.raises(Objected) as told:
        await add_participant(small_world.maria, small_world.project, joined("6101057508"), SEAL, TODAY)
    assert [one.place for one in told.value.objections] == ["personal_number"]
