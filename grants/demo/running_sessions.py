"""The sessions of the demo's running project: held and entered, one that waits to be entered, and one to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from grants.access import OPERATOR, Identity, Role
from grants.demo.cast import CAST
from grants.demo.laid_out import days_ago
from grants.participants.attendance.actions import add_session, enter, set_list
from grants.participants.attendance.queries import offered_for, plan_of, session_seen
from grants.participants.attendance.rules import Tick
from grants.participants.models import Participant, SessionHeld
from grants.participants.rules import SessionKind
from grants.people.queries import identity_by_email
from grants.projects.queries import Seen
from grants.values.days import next_working_day

_MOST = 18  # people in the room


class Session(NamedTuple):
    """A session as the demo tells it; `absent` are every so many of the people, none where it is 0."""

    title: tuple[str, str]
    kind: SessionKind
    activity: str
    partner: str
    in_days: int
    times: tuple[str, str]
    place: tuple[str, str, str]
    trainer: str
    absent: int = 0
    entered: bool = True


_SCHOOL = ("Русе", "", "Белолист, читалище „Изток“, малката зала")
_ROOM = ("Русе", "", "Белолист, Общностен център, ул. „Люляк“ 4")
SESSIONS = (
    Session(
        ("Ключови умения: документи и институции", "Key skills: papers and offices"),
        *(SessionKind.TRAINING, "3", "2", -84, ("09:30", "13:30"), _SCHOOL, "Радка Илиева", 9),
    ),
    Session(
        ("Ключови умения: семеен бюджет", "Key skills: the family budget"),
        *(SessionKind.TRAINING, "3", "2", -56, ("09:30", "13:30"), _SCHOOL, "Радка Илиева", 6),
    ),
    Session(
        ("Посещение на обмен: общностният център в Гюргево", "Exchange visit: the community centre of Giurgiu"),
        *(
            SessionKind.EVENT,
            "5",
            "3",
            -40,
            ("10:00", "17:00"),
            ("", "", "Centrul comunitar, Giurgiu"),
            "Elena Ionescu",
            0,
        ),
    ),
    Session(
        ("Групова консултация: здравни права", "Group consultation: rights to health care"),
        *(SessionKind.CONSULTATION, "2", "2", -33, ("14:00", "16:00"), _ROOM, "д-р Пламен Тодоров", 4),
    ),
    Session(
        ("Ключови умения: търсене на работа", "Key skills: looking for work"),
        *(SessionKind.TRAINING, "3", "2", -12, ("09:30", "13:30"), _SCHOOL, "Радка Илиева", 7),
    ),
    Session(
        ("Ключови умения: първа помощ", "Key skills: first aid"),
        *(SessionKind.TRAINING, "3", "2", -3, ("10:00", "12:30"), _SCHOOL, "Мила Стоева", 0, False),
    ),
    Session(
        ("Ключови умения: упражнения по двойки", "Key skills: practice in pairs"),
        *(SessionKind.TRAINING, "3", "2", 8, ("09:30", "13:30"), _SCHOOL, "Радка Илиева", 0, False),
    ),
)


async def hold_sessions(project: Seen, today: date) -> None:
    """The sessions with their lists and who came; where there are sessions already nothing is done a second time."""
    known = await SessionHeld.filter(project_id=project.id).exists()
    if known or not await Participant.filter(project_id=project.id).exists():
        return
    by = await identity_by_email(next(one.email for one in CAST if one.role is Role.FIELD_WORKER)) or OPERATOR
    plan = await plan_of(OPERATOR, project)
    ids = {
        kind: {row["number"]: row["id"] for row in found}
        for kind, found in (("activity", plan.activities), ("partner", plan.partners))
    }
    for one in SESSIONS:
        held_on = _day(one.in_days, today)
        made = await add_session(by, project, _values(one, held_on, ids))
        row = await session_seen(OPERATOR, project, made, today)
        found = await offered_for(OPERATOR, project, row, activities=plan.around(row["activity_id"]))
        people = (found or await offered_for(OPERATOR, project, row, activities=None))[:_MOST]
        if not people:
            continue
        listed = [row["participant_id"] for row in people]
        await set_list(by, project, made, 1, put_on=listed, take_off=(), today=today)
        if one.entered:
            await _enter(by, project, made, listed, one, today)


def _day(in_days: int, today: date) -> date:
    return days_ago(today, -in_days) if in_days < 0 else next_working_day(today + timedelta(days=in_days))


def _values(one: Session, held_on: date, ids: dict[str, dict[str, int]]) -> dict[str, Any]:
    district, settlement, place = one.place
    return {
        "title_bg": one.title[0],
        "title_en": one.title[1],
        "kind": one.kind,
        "activity_id": ids["activity"].get(one.activity),
        "partner_id": ids["partner"].get(one.partner),
        "held_on": held_on,
        "begins_at": one.times[0],
        "ends_at": one.times[1],
        "hours": None,
        "district": district,
        "settlement": settlement,
        "place": place,
        "trainer": one.trainer,
    }


async def _enter(by: Identity, project: Seen, made: int, listed: Sequence[int], one: Session, today: date) -> None:
    ticks = {who: Tick(not one.absent or at % one.absent != 0) for at, who in enumerate(listed, 1)}
    if one.absent:
        ticks[listed[-one.in_days % len(listed)]] = Tick(True, Decimal("1.5"))  # had to leave earlier
    await enter(by, project, made, 2, ticks, today)
