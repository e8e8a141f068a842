"""What the demo's project across the Danube promised: its partners, work plan, indicators and budget, as plain tables.

It is made up, and follows the rules of Interreg VI-A Romania-Bulgaria 2021-2027: office and travel costs are flat rates on each
partner's staff (Regulation (EU) 2021/1059, art. 40 and 41), the preparation is a lump sum, trained volunteers are unit costs.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from grants.demo.running_plan import ABROAD, LEAD, Activity, Both, Deliverable, Indicator, Line, Partner, WorkPackage

PROGRAMME: Final = "Interreg VI-A Румъния-България 2021-2027"
CODE: Final = "ROBG00990"
MONTHS: Final = 24
MONTHS_BEHIND: Final = 10  # how long it has been going on, counted from the first day of today's month
REPORT_MONTHS: Final = 4

PARTNERS: Final = (
    Partner(ABROAD, "lead", "Elena Ionescu", "elena@podulalb.example"),
    Partner(LEAD, "partner", "Мария Иванова", "maria@toplaprag.example"),
)
OBJECTIVES: Final = (
    (
        "overall",
        "Възрастните хора от двата бряга на Дунав да живеят по-дълго в своя дом, с грижа, която не спира на границата.",
        "Older people on both banks of the Danube live longer in their own homes, with care that does not stop at the border.",
    ),
    (
        "specific",
        "Общ екип от обучени доброволци в Русе и Гюргево по един и същи стандарт.",
        "One team of trained volunteers in Ruse and Giurgiu, by the same standard.",
    ),
)
TARGET_GROUPS: Final = (
    ("Самотни възрастни хора", "Older people living alone", 180),
    ("Доброволци", "Volunteers", 60),
)
PACKAGES: Final = (
    WorkPackage("1", ("Управление и комуникация", "Management and communication"), "1"),
    WorkPackage("2", ("Обща услуга от двата бряга", "A joint service on both banks"), "2"),
)
ACTIVITIES: Final = (
    Activity(
        ("Управление на проекта и комуникация", "Project management and communication"),
        ("Отчети в срок, общо лого и страница на проекта", "Reports in time, a joint logo and a project page"),
        *("1", "running", 0, 23, "1", "42", 0),
        number="1.1",
    ),
    Activity(
        ("Проучване на нуждите в Русе и Гюргево", "Study of needs in Ruse and Giurgiu"),
        ("Общ доклад за нуждите", "A joint report on needs"),
        *("2", "done", 0, 7, "2", "100", 9, -6),
        number="2.1",
    ),
    Activity(
        ("Обучение на доброволци и посещения по домовете", "Training of volunteers and home visits"),
        ("60 обучени доброволци, 180 души с редовни посещения", "60 trained volunteers, 180 people visited regularly"),
        *("2", "running", 1, 21, "2", "50", 5),
        number="2.2",
    ),
    Activity(
        ("Дневен кът за срещи в Русе", "A day room in Ruse"),
        ("Обзаведен кът за 20 души", "A furnished room for 20 people"),
        *("2", "running", 2, 11, "2", "80", 12),
        number="2.3",
    ),
)


class Told(NamedTuple):
    """What was told of an activity in a month of the project."""

    activity: str
    month: int
    progress: int
    done: Both


UPDATES: Final = (
    Told("2.1", 3, 55, ("Проведени са 140 интервюта в двата града.", "140 interviews were held in the two cities.")),
    Told("2.2", 3, 20, ("Обучени са първите 12 доброволци.", "The first 12 volunteers were trained.")),
    Told("2.1", 7, 100, ("Докладът за нуждите е приет от партньорите.", "The partners accepted the report on needs.")),
    Told(
        "2.2",
        7,
        50,
        (
            "Обучени са още 18 доброволци; посещават се 74 души в Русе и 41 в Гюргево.",
            "18 more volunteers were trained; 74 people in Ruse and 41 in Giurgiu are visited.",
        ),
    ),
    Told("2.3", 7, 80, ("Кътът е обзаведен и работи три дни седмично.", "The room is furnished and open three days a week.")),
)  # fmt: skip
DELIVERABLES: Final = (
    Deliverable(
        ("Общ доклад за нуждите", "Joint report on needs"),
        *("2.1", "2", "1", ("брой", "piece"), -95, -101, "accepted"),
    ),
    Deliverable(
        ("Стандарт на услугата на два езика", "Standard of the service in two languages"),
        *("2.2", "1", "1", ("брой", "piece"), 75, None, "planned"),
    ),
)
INDICATORS: Final = (
    Indicator(
        "RCO87",
        ("Организации, които си сътрудничат през границите", "Organisations cooperating across borders"),
        *("output", ("организации", "organisations"), "2"),
        evidence=("Споразумение за партньорство", "Partnership agreement"),
    ),
    Indicator(
        "RCO81",
        ("Участия в съвместни действия през границите", "Participations in joint actions across borders"),
        *("output", ("участия", "participations"), "420"),
        evidence=("Присъствени списъци", "Attendance lists"),
    ),
    Indicator(
        "RCR84",
        (
            "Организации, които си сътрудничат през границите след края на проекта",
            "Organisations cooperating across borders after project completion",
        ),
        *("result", ("организации", "organisations"), "2"),
        evidence=("Съвместна декларация", "Joint declaration"),
    ),
)
VALUES: Final = (("1", 3, "2"), ("2", 3, "64"), ("2", 7, "133"))
"""By an indicator's number: the month of the project at whose end it was reached, and how many."""

_MONTH: Final = ("човекомесец", "person-month")
_PIECE: Final = ("брой", "piece")
LINES: Final = (
    Line("1", ("Асоциация „Подул Алб“", "Podul Alb Association"), "1"),
    Line("1.1", ("Координатор и социален асистент", "Coordinator and social assistant"), "1", "1.1", "actual", _MONTH, 48, 1050),
    Line("1.2", ("Офисни и административни разходи", "Office and administrative costs"), "1", "", "flat_rate"),
    Line("1.3", ("Пътни разходи и настаняване", "Travel and accommodation"), "1", "", "flat_rate"),
    Line("1.4", ("Обучители и преводачи", "Trainers and interpreters"), "1", "2.2", "actual", _PIECE, 12, 2000),
    Line("1.5", ("Оборудване за домашни посещения", "Equipment for home visits"), "1", "2.2", "actual", _PIECE, 8, 1500),
    Line("1.6", ("Подготовка на проекта", "Project preparation"), "1", "1.1", "lump_sum", _PIECE, 1, 4500),
    Line("2", ("Сдружение „Топъл праг“", "Warm Threshold Association"), "2"),
    Line("2.1", ("Координатор и социален работник", "Coordinator and social worker"), "2", "2.2", "actual", _MONTH, 48, 1250),
    Line("2.2", ("Офисни и административни разходи", "Office and administrative costs"), "2", "", "flat_rate"),
    Line("2.3", ("Пътни разходи и настаняване", "Travel and accommodation"), "2", "", "flat_rate"),
    Line("2.4", ("Проучване и външни експерти", "Study and external experts"), "2", "2.1", "actual", _PIECE, 3, 10000),
    Line("2.5", ("Обзавеждане на дневния кът", "Furnishing of the day room"), "2", "2.3", "actual", _PIECE, 1, 18000),
    Line("2.6", ("Обучен доброволец", "Trained volunteer"), "2", "2.2", "unit_cost", ("човек", "person"), 60, 92),
)  # fmt: skip
CATEGORIES: Final = {
    **dict.fromkeys(("1.1", "2.1"), "staff"),
    **dict.fromkeys(("1.2", "2.2"), "indirect"),
    **dict.fromkeys(("1.3", "2.3"), "travel"),
    **dict.fromkeys(("1.4", "2.4"), "services"),
    **dict.fromkeys(("1.5", "2.5"), "equipment"),
}


class Rate(NamedTuple):
    """A flat rate in per cent, by which article, on which line, and what it comes to in the budget, in whole euros."""

    per_cent: int
    article: str
    base: str
    planned: int


RATES: Final = {
    "1.2": Rate(15, "interreg_office", "1.1", 7_560),
    "1.3": Rate(5, "interreg_travel", "1.1", 2_520),
    "2.2": Rate(15, "interreg_office", "2.1", 9_000),
    "2.3": Rate(5, "interreg_travel", "2.1", 3_000),
}
TOTAL: Final = 226_500  # euros; the sum of the lines
SOURCES: Final = (
    ("eu", ("Европейски фонд за регионално развитие", "European Regional Development Fund"), 181_200, "80"),
    ("national", ("Национално съфинансиране", "National co-financing"), 40_770, "18"),
    ("own", ("Собствено участие", "Own contribution"), 4_530, "2"),
)
INVESTMENT: Final = ("2.1", ("Дневен кът за срещи в Русе", "Day room in Ruse"), "2", "2.5")
