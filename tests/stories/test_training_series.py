"""A training series with forty people over six months: three leave early, one asks to be forgotten.

Worked out by hand. Forty people join on 1 June 2026, twenty women and twenty men by turns; the first five were born in 2002
and are 23 years old, the others were born in 1950 to 1953 and are above 54. Six classes of four hours are held:

| class     | on the list                  | came                                    | hours                |
|-----------|------------------------------|-----------------------------------------|----------------------|
| 8 June    | 40                           | 40                                      | 40 x 4 = 160         |
| 6 July    | 40                           | 38, without P-0002 and P-0003           | 38 x 4 = 152         |
| 3 August  | 39, P-0005 left on 31 July   | 39, P-0007 for two hours                | 38 x 4 + 2 = 154     |
| 7 Sept.   | 38, P-0012 left on 31 August | 37, without P-0010                      | 37 x 4 = 148         |
| 5 October | 37, P-0020 left on 30 Sept.  | 37                                      | 37 x 4 = 148         |
| 2 Nov.    | 36, P-0031 is forgotten      | 36                                      | 36 x 4 = 144         |

That is 40 + 38 + 39 + 37 + 37 + 36 = 227 times that somebody came, and 160 + 152 + 154 + 148 + 148 + 144 = 906 hours. Forty
people were reached: 20 women and 20 men, 5 of them below 25 and 35 above 54, and three left early; that P-0031 is known by
nothing any more changes none of it. Without that one there are 39 people in the micro-data, and on the lists of the six classes
there stand 39 names and one number.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date

import pytest

from grants.access import Permission
from grants.acting import acting
from grants.indicators.rules import AgeBands, Group
from grants.participants.actions import add_participants, change_participant
from grants.participants.counting import Asked, counts_of, special_needed
from grants.participants.models import Attendance, Participant, SessionHeld
from grants.reports.people import gathered
from grants.reports.people_export import export_participants
from grants.reports.people_queries import people_of
from tests.cast import CODE, TODAY, row
from tests.originals import original_of
from tests.reports.esf_importer import import_participants, lists_of
from tests.reports.people import egn, joined

pytestmark = pytest.mark.anyio

PAGE = f"/projects/{CODE}/participants"
DAYS = ("8.06.2026", "6.07.2026", "3.08.2026", "7.09.2026", "5.10.2026", "2.11.2026")
AWAY = {1: {2, 3}, 3: {10}}  # who does not come, by class
LEAVES = {
    2: (5, date(2026, 7, 31)),
    3: (12, date(2026, 8, 31)),
    4: (20, date(2026, 9, 30)),
}  # before which class, and when
FORGOTTEN = 31
LISTED = (40, 40, 39, 38, 37, 36)
CAME = (40, 38, 39, 37, 37, 36)


def somebody(n: int):
    """The person who will be P-000n: the first five young, each with a name, a number and all the answers."""
    born = {"number": egn(date(2002, 6, 1 + n), n, man=n % 2 == 0)} if n <= 5 else {}
    return joined(n - 1, joined_on=date(2026, 6, 1), **born)


def name_of(n: int) -> str:
    values = somebody(n).values
    return f"{values['first_name']} {values['middle_name']} {values['family_name']}"


async def leave(world, seal, n: int, day: date) -> None:
    """Somebody leaves before the end, for reasons of their own."""
    person = await Participant.get(number=f"P-{n:04}")
    told = somebody(n)
    left = {"left_on": day, "participation": "left_early", "leaving_reason": "personal", "leaving_status": "other"}
    known = replace(told, values={**told.values, "activity_id": await activity_of(person), **left}, personal_number="")
    await change_participant(world.desislava, world.project, person.id, person.version, known, seal, TODAY)


async def activity_of(person) -> int:
    return int((await Participant.filter(id=person.id).values("activity_id"))[0]["activity_id"])


async def forget(browser, n: int) -> None:
    """A manager hears the request; what holds a name is looked at, and nothing does."""
    person = await Participant.get(number=f"P-{n:04}")
    asked = await browser.post(f"{PAGE}/{person.id}/forget", {"version": str(person.version)})
    assert asked.status_code == 303, asked.text
    person = await Participant.get(id=person.id)
    if not person.forgotten_at:
        decided = {
            "version": str(person.version),
            "decided": "free",
            "reason": "Оттегли се, преди да подпише декларация.",
        }
        assert (await browser.post(f"{PAGE}/{person.id}/forget", decided)).status_code == 303


async def hold(browser, at: int) -> SessionHeld:
    """The first class is entered with everybody of the activity; each later one is the same again on its own day."""
    if at == 0:
        form = {"title_bg": "Умения за работа", "activity": "1", "held": DAYS[0], "begins_at": "9:30", "ends_at": "13:30",
                "trainer": "Радка Илиева"}  # fmt: skip
        assert (await browser.post(f"{PAGE}/sessions/new", form)).status_code == 303
        session = await SessionHeld.get(number="1")
        assert (
            await browser.post(f"{PAGE}/sessions/{session.id}/people", {"version": "1", "step": "all"})
        ).status_code == 303
        return await SessionHeld.get(number="1")
    before = await SessionHeld.get(number=str(at))
    assert (await browser.post(f"{PAGE}/sessions/{before.id}/again", {"held": DAYS[at]})).status_code == 303
    return await SessionHeld.get(number=str(at + 1))


async def enter(browser, session: SessionHeld, at: int) -> None:
    """Those who signed are ticked."""
    listed = await Attendance.filter(session_id=session.id).values("participant_id", "participant__number")
    absent = {f"P-{n:04}" for n in AWAY.get(at, ())}
    ticks = {"version": str(session.version)}
    for one in listed:
        if one["participant__number"] not in absent:
            ticks[f"pick_{one['participant_id']}"] = "yes"
        if at == 2 and one["participant__number"] == "P-0007":
            ticks[f"hours_{one['participant_id']}"] = "2"
    answer = await browser.post(f"{PAGE}/sessions/{session.id}", ticks)
    assert answer.status_code == 303, answer.text


def on_paper(page: str) -> list[str]:
    """What stands in the column of names of a printed list."""
    return [html.unescape(found).strip() for found in re.findall(r'<th scope="row">([^<]*)</th>', page)]


async def test_the_indicator_the_micro_data_and_the_lists_agree_to_the_person(browser, app, small_world):
    world, project, seal = small_world, small_world.project, app.state.seal
    activity = await row(project, "activity", "1", title_bg="Обучения", state="running")
    told = {"kind": "output", "counted": "participants", "activity": "1"}
    await row(project, "indicator", "1", name_bg="Достигнати обучени", target="40", by_sex="yes", bands="esf", **told)
    await row(project, "indicator", "2", name_bg="Предсрочно напуснали обучени", target="5", who="left_early", **told)
    people = [replace(one, values={**one.values, "activity_id": activity}) for one in map(somebody, range(1, 41))]
    async with acting(world.maria, Permission.EDIT_PARTICIPANTS, project.ref) as deed:
        await add_participants(deed, project, people, seal)

    # Six classes, one a month. Before some of them somebody leaves; before the last one somebody is forgotten.
    await browser.sign_in("maria@zaedno.example")
    lists: list[list[str]] = []
    for at in range(6):
        if at in LEAVES:
            await leave(world, seal, *LEAVES[at])
        if at == 5:
            await forget(browser, FORGOTTEN)
        session = await hold(browser, at)
        printed = on_paper(await browser.get(f"{PAGE}/sessions/{session.id}/list"))
        assert len(printed) == LISTED[at]
        lists.append(printed)
        await enter(browser, session, at)
        assert await Attendance.filter(session_id=session.id, came=True).count() == CAME[at]

    # The lists: forty people came, each under one name; who left is on none of the later ones.
    everybody = {name_of(n) for n in range(1, 41)}
    assert set().union(*lists) == everybody
    assert name_of(5) in lists[1]
    assert name_of(5) not in lists[2]
    assert set(lists[5]) == everybody - {name_of(n) for n in (5, 12, 20, FORGOTTEN)}
    again = [on_paper(await browser.get(f"{PAGE}/sessions/{one.id}/list")) for one in await SessionHeld.all()]
    assert set().union(*again) == (everybody - {name_of(FORGOTTEN)}) | {"P-0031"}

    # Who came when: times, hours and shares as worked out above.
    assert await Attendance.filter(came=True).count() == 227
    matrix = (await browser.get(f"{PAGE}/attendance?activity={activity}")).replace(",", ".")
    hours = re.findall(r'<td class="f">([\d.]+)</td>', matrix[matrix.index("Присъствени часове") :])
    assert hours[:6] == ["160", "152", "154", "148", "148", "144"]
    assert sum(map(int, hours[:6])) == 906
    across = dict(re.findall(r"(P-\d{4}).*?<td class=\"f\"><b>(.*?)</tr>", matrix, re.DOTALL))
    assert len(across) == 40
    for number, said in {"P-0001": ("24", "6 от 6", "100%"), "P-0002": ("20", "5 от 6", "83%"), "P-0005": ("8", "2 от 2", "100%"),
                         "P-0007": ("22", "6 от 6", "100%"), "P-0031": ("20", "5 от 5", "100%")}.items():  # fmt: skip
        found = re.sub(r"<[^>]+>", " ", across[number]).split()
        assert (found[0], " ".join(found[1:4]), found[4]) == said, number

    # The indicator: everybody once, by sex and age, whoever left and whoever is forgotten.
    count = (await counts_of(project.id, [Asked(Group.ALL, activity_id=activity)]))[0]
    assert (count.total, count.women, count.men) == (40, 20, 20)
    assert count.ages(AgeBands.ESF) == (5, 0, 35)
    assert ((await counts_of(project.id, [Asked(Group.LEFT_EARLY)]))[0]).total == 3
    assert ((await counts_of(project.id, [Asked(Group.ALL, until=date(2026, 5, 31))]))[0]).total == 0
    page = await browser.get(f"/projects/{CODE}/indicators")
    trained, early = (
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)) for one in page.split("</tr>") if "обучени" in one
    )
    assert "Достигнати обучени" in trained
    assert " 40 40 " in trained
    assert "жени 20, мъже 20" in trained
    assert "под 25: 5" in trained
    assert "Предсрочно напуснали обучени" in early
    assert " 3 " in early

    # The micro-data: thirty-nine people and one who is left out because nobody knows any more who it was.
    sorted_out = gathered(await people_of(project), await special_needed(project.id))
    assert [person.number for person, _ in sorted_out.left_out] == ["P-0031"]
    original = original_of("microdata_ESF.xlsx")
    exported = await export_participants(world.maria, project, seal, TODAY)
    taken = import_participants(exported.content, lists_of(original))
    assert taken.warnings == []
    assert {f"{one['Име']} {one['Презиме']} {one['Фамилия']}" for one in taken.rows} == everybody - {name_of(FORGOTTEN)}
    left = {one["Фамилия"]: one["Дата на напускане на дейности (година, месец, ден)"] for one in taken.rows}
    assert {family: day for family, day in left.items() if day} == {
        "Колева-4": "2026-07-31", "Колев-11": "2026-08-31", "Колев-19": "2026-09-30"}  # fmt: skip
    assert exported.rows + len(sorted_out.left_out) == count.total == len(across) == 40
