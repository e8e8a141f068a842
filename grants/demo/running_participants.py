"""The participants of the demo's running project: two dozen made-up people, some of whom left, and one made anonymous."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from grants.access import OPERATOR, Permission
from grants.acting import acting
from grants.demo.laid_out import days_ago
from grants.participants.actions import Joined, add_participants
from grants.participants.editions import ESF_2014
from grants.participants.forgetting.actions import forget_now
from grants.participants.models import Participant
from grants.participants.rules import Answer, Ground, Sex
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.storage.sealed import Seal
from grants.values.identifiers import egn_check_digit

WOMAN, MAN = Sex.WOMAN, Sex.MAN


class Person(NamedTuple):
    """Somebody as the demo tells it: `joined` so many days ago, `left` likewise, `number` whether it was entered."""

    first: str
    middle: str
    family: str
    sex: Sex
    born: str
    place: tuple[str, str]
    labour: str
    education: str
    activity: str
    joined: int
    left: int = 0
    participation: str = ""
    status: str = ""
    reason: str = ""
    yes: tuple[str, ...] = ()
    number: bool = True
    partner: str = "2"


_RUSE, _BYALA, _VETOVO, _IVANOVO = ("Русе", "Русе"), ("Русе", "Бяла"), ("Русе", "Ветово"), ("Русе", "Иваново")
_LONG, _SHORT, _IDLE = "unemployed_over_12", "unemployed_under_6", "inactive_idle"
PEOPLE: Final = (
    Person("Силвия", "Асенова", "Маринова", WOMAN, "1987-05-14", _RUSE, _LONG, "lower", "3", 150, yes=("jobless_household", "jobless_with_children")),
    Person("Митко", "Стефанов", "Ангелов", MAN, "1979-11-02", _RUSE, _LONG, "lower", "3", 150, yes=("jobless_household",)),
    Person("Гюлсюм", "Ахмед", "Юсеинова", WOMAN, "1994-02-28", _VETOVO, _IDLE, "lower", "3", 149),
    Person("Радослав", "Колев", "Димитров", MAN, "2003-08-19", _RUSE, _SHORT, "upper", "3", 148),
    Person("Теменужка", "Илиева", "Цонева", WOMAN, "1966-12-30", _BYALA, _LONG, "upper", "3", 148, yes=("jobless_household",)),
    Person("Орхан", "Мехмед", "Алиев", MAN, "1991-07-07", _VETOVO, "unemployed_over_6", "upper", "3", 146),
    Person("Виолета", "Петрова", "Кръстева", WOMAN, "1958-03-21", _RUSE, "inactive", "upper", "2", 140),
    Person("Асен", "Митков", "Ангелов", MAN, "2006-01-16", _RUSE, "inactive_student", "lower", "3", 139, yes=("jobless_household",)),
    Person("Живка", "Тодорова", "Банева", WOMAN, "1972-09-09", _IVANOVO, _LONG, "none", "2", 133, yes=("homeless",)),
    Person("Никола", "Живков", "Банев", MAN, "1996-10-31", _IVANOVO, _SHORT, "upper", "3", 130, 41, "completed", "other_employer"),
    Person("Елица", "Димитрова", "Рашкова", WOMAN, "1999-04-04", _RUSE, _SHORT, "tertiary", "3", 128, 62, "left_early", "other_employer", "job"),
    Person("Борис", "Георгиев", "Пенев", MAN, "1984-06-25", _BYALA, _LONG, "upper", "3", 126, 48, "left_early", "no_offer", "personal"),
    Person("Севдалина", "Ангелова", "Митева", WOMAN, "1990-12-11", _RUSE, _IDLE, "lower", "2", 120, yes=("single_with_children",)),
    Person("Ивайло", "Русев", "Сираков", MAN, "1969-05-05", _RUSE, "self_employed", "upper", "2", 118),
    Person("Мирослава", "Христова", "Гочева", WOMAN, "2001-02-17", _RUSE, "employed", "tertiary", "2", 111),
    Person("Фатме", "Исмаил", "Хасанова", WOMAN, "1981-08-08", _VETOVO, _LONG, "lower", "3", 104, number=False),
    Person("Кирил", "Методиев", "Станчев", MAN, "1955-05-24", _BYALA, "inactive", "lower", "2", 97),
    Person("Десислава", "Красимирова", "Вълева", WOMAN, "1993-11-20", _RUSE, "unemployed_over_6", "upper", "3", 92, 20, "completed", "studying"),
    Person("Ангел", "Асенов", "Маринов", MAN, "2008-07-01", _RUSE, "inactive_student", "lower", "1", 90, yes=("jobless_household",)),
    Person("Стефка", "Иванова", "Лалева", WOMAN, "1963-10-13", _IVANOVO, _LONG, "", "1", 60, number=False),
    Person("Пламен", "", "Донев", MAN, "1988-01-29", _RUSE, "", "", "1", 45, number=False),
    Person("Зейнеп", "Осман", "Караахмед", WOMAN, "1997-03-08", _VETOVO, _IDLE, "lower", "1", 31),
    Person("Ioana", "Maria", "Dumitrescu", WOMAN, "1992-06-18", ("", ""), "employed", "tertiary", "5", 75, yes=("foreign_background",), number=False, partner="3"),
    Person("Mihai", "Radu", "Stanescu", MAN, "1985-09-03", ("", ""), "employed", "upper", "5", 75, yes=("foreign_background",), number=False, partner="3"),
)  # fmt: skip
_ANONYMOUS = "Борис"
WHY = "Лицето оттегли участието си; декларацията и списъците се пазят на хартия."


async def register(project: Seen, seal: Seal, today: date) -> None:
    """The people in the register; where there is anybody already nothing is done a second time."""
    if await Participant.filter(project_id=project.id).exists():
        return
    ids = {
        table: {row["number"]: row["id"] for row in await rows(f"SELECT id, number FROM {table} WHERE project_id = $1", project.id)}  # noqa: S608 - one of two tables
        for table in ("activity", "partner")
    }  # fmt: skip
    joined = [_joined(one, at, ids, today) for at, one in enumerate(PEOPLE)]
    async with acting(OPERATOR, Permission.EDIT_PARTICIPANTS, project.ref) as deed:
        made = await add_participants(deed, project, joined, seal)
    gone = next(id_ for id_, one in zip(made, PEOPLE, strict=True) if one.first == _ANONYMOUS)
    await forget_now(OPERATOR, project, gone, 1, WHY)


def _joined(one: Person, at: int, ids: dict[str, dict[str, int]], today: date) -> Joined:
    joined, left = days_ago(today, one.joined), days_ago(today, one.left) if one.left else None
    district, settlement = one.place
    questions = [question.name for question in ESF_2014.questions]
    answered = {name: Answer.YES.value if name in one.yes else Answer.NO.value for name in questions}
    plain = {name: answer for name, answer in answered.items() if not ESF_2014.question(name).special}
    values: dict[str, Any] = {
        "first_name": one.first,
        "middle_name": one.middle,
        "family_name": one.family,
        "sex": one.sex,
        "born_on": date.fromisoformat(one.born),
        "labour": one.labour,
        "education": one.education,
        "district": district,
        "settlement": settlement,
        "phone": f"088 555 {at + 100:04}" if at % 3 else "",
        "answers": plain if one.labour else {},
        "joined_on": joined,
        "declared_on": joined,
        "partner_id": ids["partner"].get(one.partner),
        "activity_id": ids["activity"].get(one.activity),
        "activity_kind": "service_user",
        "place_district": "Русе",
        "place_settlement": "Русе",
        "ground": Ground.LEGAL_OBLIGATION,
        "left_on": left,
        "participation": one.participation,
        "leaving_reason": one.reason,
        "leaving_status": one.status,
    }
    special = {name: answer for name, answer in answered.items() if name not in plain} if one.labour else {}
    return Joined(values, special, _made_up(one, at) if one.number else "")


def _made_up(one: Person, at: int) -> str:
    """A personal number that nobody has to have: right by its digits, with a district's digits that count up."""
    born = date.fromisoformat(one.born)
    sex = 0 if one.sex is MAN else 1
    nine = f"{born.year % 100:02}{born.month + (40 if born.year >= 2000 else 0):02}{born.day:02}{at:02}{sex}"
    return nine + egn_check_digit(nine)
