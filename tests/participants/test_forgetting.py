"""Being forgotten: what holds a name and until when, what goes at once, what stays counted, and the day that passes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from grants.access import CLOCK, Permission
from grants.acting import acting
from grants.audit.models import Entry
from grants.errors import Changed, NotAllowed, Objected, WrongState
from grants.indicators.rules import Group
from grants.participants.actions import Joined, add_participant, add_participants
from grants.participants.counting import Asked, counts_of
from grants.participants.forgetting.actions import ask_to_be_forgotten, forget_due, forget_now
from grants.participants.forgetting.removal import CAME, IS_ANONYMOUS, REPORTED, why_not_removed
from grants.participants.forgetting.rules import Held, day_passed, hold_of
from grants.participants.models import Attendance, Participant, SessionHeld, Special
from grants.personal.models import PersonalNumber
from grants.projects.models import Keeping, Period
from grants.projects.rules import KeepingKind
from grants.projects.rules_keeping import KeepingFacts, Reason, kept_until
from grants.storage.sealed import Seal
from tests.cast import CODE, TODAY, row

YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)
EGN = "6101057509"
HERE = f"/projects/{CODE}/participants"


def kept(*reasons):
    return kept_until(reasons, KeepingFacts())


STATED = Reason(KeepingKind.CONTRACT, until_on=TOMORROW)
PAST = Reason(KeepingKind.CONTRACT, until_on=YESTERDAY)
WAITING = Reason(KeepingKind.BALANCE)
CASE = Reason(KeepingKind.COURT, from_on=date(2026, 1, 1), paused=True)
CASE_OVER = Reason(KeepingKind.COURT, from_on=date(2020, 1, 1), until_on=date(2020, 2, 1))


@pytest.mark.parametrize(
    ("own_day", "reasons", "held", "until"),
    [
        (None, (), Held.NOTHING, None),
        (TODAY, (), Held.OWN_DAY, TODAY),
        (YESTERDAY, (), Held.NOTHING, None),
        (YESTERDAY, (STATED,), Held.NOTHING, None),
        (TOMORROW, (PAST,), Held.OWN_DAY, TOMORROW),
        (None, (STATED,), Held.PAPERS, TOMORROW),
        (None, (PAST,), Held.NOTHING, None),
        (None, (PAST, CASE_OVER), Held.NOTHING, None),
        (None, (WAITING,), Held.UNKNOWN, None),
        (None, (WAITING, PAST), Held.UNKNOWN, None),
        (YESTERDAY, (CASE,), Held.CASE, None),
        (None, (PAST, CASE), Held.CASE, None),
    ],
)
def test_it_knows_what_holds_a_name_and_until_when(own_day, reasons, held, until):
    hold = hold_of(own_day, kept(*reasons), TODAY)
    assert (hold.by, hold.until) == (held, until)


@pytest.mark.parametrize(
    ("own_day", "reasons", "passed"),
    [
        (None, (), False),
        (None, (PAST,), True),
        (YESTERDAY, (), True),
        (TODAY, (), False),
        (YESTERDAY, (CASE,), False),
        (None, (WAITING,), False),
    ],
)
def test_it_forgets_by_itself_only_after_a_day_that_is_known(own_day, reasons, passed):
    assert day_passed(own_day, kept(*reasons), TODAY) is passed


@pytest.fixture
def seal(settings):
    return Seal.of(settings.secret_key)


async def joined(world, seal, number=EGN, special=None, **told):
    values = {
        "first_name": "Стоян", "middle_name": "Илиев", "family_name": "Колев", "phone": "02 111", "email": "s@x.example",
        "district": "Русе", "settlement": "Бяла", "labour": "employed", "joined_on": date(2026, 3, 2),
        "answers": {"migrant": "yes"}, "other_disadvantage": "бивш затворник", **told,
    }  # fmt: skip
    return await add_participant(world.maria, world.project, Joined(values, special or {}, number), seal, TODAY)


async def now(id_):
    return (await Participant.filter(id=id_).values())[0]


async def counts(world):
    groups = (Group.ALL, Group.EMPLOYED, Group.MIGRANT, Group.OTHER_DISADVANTAGE, Group.OLDER, Group.ROMA)
    return [(await counts_of(world.project.id, [Asked(group)]))[0] for group in groups]


@pytest.mark.anyio
async def test_it_makes_somebody_anonymous_and_counts_them_still(small_world, seal):
    await row(small_world.project, "indicator", name_bg="Роми", kind="output", counted="participants", who="roma")
    id_ = await joined(small_world, seal, special={"roma": "yes"})
    before = await counts(small_world)
    hold = await ask_to_be_forgotten(small_world.maria, small_world.project, id_, 1, TODAY)
    assert not hold.holds
    assert await counts(small_world) == before
    assert [one.total for one in before] == [1, 1, 1, 1, 1, 1]
    after = await now(id_)
    for gone in ("first_name", "middle_name", "family_name", "phone", "email", "settlement", "fingerprint"):
        assert after[gone] == "", gone
    assert after["born_on"] is None
    assert after["other_disadvantage"] == "…"
    assert (after["sex"], after["age"], after["district"], after["number"]) == ("man", 65, "Русе", "P-0001")
    assert await PersonalNumber.all().count() == 0
    assert (await Special.get(participant_id=id_)).answers == {"roma": "yes"}
    told = await Entry.filter(deed__in=["participant.forgotten", "personal_number.erased"]).values("subject_label")
    assert [one["subject_label"] for one in told] == ["P-0001", "P-0001"]
    assert "Илиев" not in repr(await Entry.all().values())
    with pytest.raises(WrongState):
        await ask_to_be_forgotten(small_world.maria, small_world.project, id_, 2, TODAY)


@pytest.mark.anyio
async def test_it_erases_at_once_what_no_rule_asks_and_names_the_rule(browser, small_world, seal):
    await row(small_world.project, "keeping", kind="contract", until="31.12.2031")
    id_ = await joined(small_world, seal)
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{HERE}/{id_}")
    assert "Името се пази до 31.12.2031" in page
    answer = await browser.post(f"{HERE}/{id_}/forget", {"version": "1"})
    assert answer.status_code == 303
    after = await now(id_)
    assert (after["phone"], after["email"], after["forget_asked_on"]) == ("", "", TODAY)
    assert after["first_name"] == "Стоян"
    unexplained = await browser.post(f"{HERE}/{id_}/forget", {"version": "2", "decided": "free", "reason": " "})
    assert unexplained.status_code == 422
    assert "Напишете защо" in unexplained.text
    stale = await browser.post(f"{HERE}/{id_}/forget", {"version": "1", "decided": "free", "reason": "няма договор"})
    assert stale.status_code == 409
    assert "няма договор" in stale.text
    done = await browser.post(f"{HERE}/{id_}/forget", {"version": "2", "decided": "free", "reason": "няма договор"})
    assert done.status_code == 303
    page = await browser.get(f"{HERE}/{id_}")
    assert "анонимизиран на" in page
    assert "Колев" not in page
    assert "анонимизиран" in await browser.get(HERE)
    english = await browser.get(f"{HERE}/{id_}?lang=en")
    assert "What is counted stays." in english
    assert (await browser.post(f"{HERE}/{id_}/edit", {"version": "3"})).headers["location"] == f"{HERE}/{id_}"


@pytest.mark.anyio
async def test_only_the_manager_makes_anonymous(small_world, seal):
    id_ = await joined(small_world, seal)
    for by in (small_world.desislava, small_world.angel, small_world.ivan):
        with pytest.raises(NotAllowed):
            await ask_to_be_forgotten(by, small_world.project, id_, 1, TODAY)
    with pytest.raises(Changed):
        await ask_to_be_forgotten(small_world.maria, small_world.project, id_, 7, TODAY)
    with pytest.raises(Objected):
        await forget_now(small_world.maria, small_world.project, id_, 1, "")


@pytest.mark.anyio
async def test_the_clock_forgets_whose_day_has_passed_and_nobody_else(small_world, seal):
    due = await joined(small_world, seal, keep_until_on=YESTERDAY)
    stays = await joined(small_world, seal, "", first_name="Пенка", sex="woman", age=30)
    later = await joined(small_world, seal, "", first_name="Живка", sex="woman", age=30, keep_until_on=TODAY)
    before = (await counts_of(small_world.project.id, [Asked(Group.ALL)]))[0]
    assert await forget_due(CLOCK, TODAY) == 1
    assert await forget_due(CLOCK, TODAY) == 0
    assert [bool((await now(id_))["forgotten_at"]) for id_ in (due, stays, later)] == [True, False, False]
    assert (await counts_of(small_world.project.id, [Asked(Group.ALL)]))[0] == before
    await row(small_world.project, "keeping", kind="contract", until="1.11.2026")
    await row(small_world.project, "keeping", kind="court", **{"from": "1.1.2026"}, paused="1")
    assert await forget_due(CLOCK, TODAY + timedelta(9)) == 0
    await Keeping.filter(kind="court").delete()
    assert await forget_due(CLOCK, TODAY) == 1  # the one without a day of its own: the project's has passed
    assert [bool((await now(id_))["forgotten_at"]) for id_ in (stays, later)] == [True, False]
    entry = (await Entry.filter(deed="participant.forgotten").order_by("-id").values("person_name", "subject_label"))[0]
    assert entry == {"person_name": "clock", "subject_label": "P-0002"}


@pytest.mark.anyio
async def test_it_forgets_every_row_of_one_person_and_counts_them_once(small_world, seal):
    one = Joined({"first_name": "Стоян", "family_name": "Колев", "joined_on": date(2026, 3, 2)}, {}, EGN)
    async with acting(small_world.maria, Permission.EDIT_PARTICIPANTS, small_world.project.ref) as deed:
        first, second = await add_participants(deed, small_world.project, [one, one], seal)
    assert ((await counts_of(small_world.project.id, [Asked(Group.ALL)]))[0]).total == 1
    await ask_to_be_forgotten(small_world.maria, small_world.project, second, 1, TODAY)
    rows = [await now(first), await now(second)]
    assert all(row["forgotten_at"] for row in rows)
    assert rows[0]["fingerprint"] == rows[1]["fingerprint"] != seal.fingerprint(EGN)
    assert ((await counts_of(small_world.project.id, [Asked(Group.ALL)]))[0]).total == 1


# --- entered by mistake -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forgotten", "came", "reported", "why"),
    [
        (None, False, False, ""),
        (None, False, True, REPORTED),
        (None, True, False, CAME),
        (None, True, True, CAME),
        (date(2026, 1, 1), False, False, IS_ANONYMOUS),
    ],
)
def test_it_takes_out_only_whom_nobody_counted(forgotten, came, reported, why):
    assert why_not_removed({"forgotten_at": forgotten}, came=came, reported=reported) == why


async def on_a_list(world, id_, came=None):
    session = await SessionHeld.create(
        project_id=world.project.id, number="1", position=1, title_bg="Обучение", held_on=date(2026, 4, 1), hours=4
    )
    await Attendance.create(session_id=session.id, participant_id=id_, came=came)


@pytest.mark.anyio
async def test_a_manager_removes_who_was_entered_by_mistake_and_nothing_of_them_stays(browser, small_world, seal):
    await row(small_world.project, "indicator", name_bg="Роми", kind="output", counted="participants", who="roma")
    id_ = await joined(small_world, seal, special={"roma": "yes"})
    await on_a_list(small_world, id_)
    await browser.sign_in("maria@zaedno.example")
    assert f"{HERE}/{id_}/remove" in await browser.get(f"{HERE}/{id_}")
    assert "Стои в списъка на 1 занятие." in await browser.get(f"{HERE}/{id_}/remove")
    unsaid = await browser.post(f"{HERE}/{id_}/remove", {"version": "1", "reason": " ", "form_key": "k"})
    assert unsaid.status_code == 422
    assert "защо е вписано по грешка" in unsaid.text
    stale = await browser.post(f"{HERE}/{id_}/remove", {"version": "7", "reason": "вписан два пъти", "form_key": "l"})
    assert stale.status_code == 409
    assert "вписан два пъти" in stale.text
    told = {"version": "1", "reason": "вписан два пъти", "form_key": "m"}
    assert (await browser.post(f"{HERE}/{id_}/remove", told)).status_code == 303
    assert (await browser.post(f"{HERE}/{id_}/remove", {**told, "form_key": "n"})).status_code == 303  # gone already
    for table in (Participant, PersonalNumber, Special, Attendance):
        assert not await table.exists(), table
    said = await Entry.filter(subject="participant", deed="participant.removed").values(
        "subject_label", "reason", "before", "after"
    )
    assert said == [{"subject_label": "P-0001", "reason": "вписан два пъти", "before": None, "after": None}]
    assert "Участник P-0001" in await browser.get(f"/projects/{CODE}/history")
    assert (await now(await joined(small_world, seal)))["number"] == "P-0002"  # the number is nobody else's


@pytest.mark.anyio
async def test_it_removes_nobody_who_came_or_was_reported_or_is_anonymous(browser, small_world, seal):
    await browser.sign_in("maria@zaedno.example")

    async def refused(id_, said, version="1"):
        assert f"{HERE}/{id_}/remove" not in await browser.get(f"{HERE}/{id_}")
        assert said in await browser.get(f"{HERE}/{id_}/remove")
        answer = await browser.post(f"{HERE}/{id_}/remove", {"version": version, "reason": "грешка", "form_key": said})
        assert answer.status_code == 409
        assert said in answer.text
        assert await Participant.exists(id=id_)

    came = await joined(small_world, seal)
    await on_a_list(small_world, came, came=True)
    await refused(came, "е присъствал на занятие")
    later = await joined(
        small_world, seal, number="", first_name="Ангел", sex="man", age=30, joined_on=date(2026, 7, 1)
    )
    early = await joined(
        small_world, seal, number="", first_name="Боян", sex="man", age=30, joined_on=date(2026, 6, 30)
    )
    await Period.create(
        project_id=small_world.project.id, number="1", position=1, start_on=date(2026, 1, 1), end_on=date(2026, 6, 30), state="submitted"
    )  # fmt: skip
    await refused(early, "има подаден отчет")
    told = {"version": "1", "reason": "грешка", "form_key": "later"}
    assert (await browser.post(f"{HERE}/{later}/remove", told)).status_code == 303
    await forget_now(small_world.maria, small_world.project, early, 1, "няма основание")
    await refused(early, "е анонимизиран", version="2")
