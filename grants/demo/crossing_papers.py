"""The papers of the demo's project across the Danube: in which month of the project each was issued, and what it is claimed for.

The partner in Romania reports in lei at InforEuro's rate of the month in which its report is submitted, the Bulgarian one in euro.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from grants.demo.running_papers import WORKSHOP, Supplier
from grants.demo.running_plan import Both

LEI: Final = (Decimal("5.0871"), Decimal("5.0934"))
"""For one euro, made-up rates of the months in which the two reports were submitted."""

_STAFF_ABROAD: Final = Supplier("Asociația Podul Alb")
_STAFF_HERE: Final = Supplier("Сдружение „Топъл праг“", "999001005")
_TRAINERS: Final = Supplier("Formare Dunărea SRL")
_INTERPRETERS: Final = Supplier("Traduceri Punte SRL")
_FURNISHERS: Final = Supplier("Мебели „Дъга“ ООД", "999012012")
SURVEYORS: Final = Supplier("Проучвания „Лист“ ЕООД", "999013057")


class Paper(NamedTuple):
    """A document of a report, issued and paid on days of a month of the project; the whole of it is claimed on one line.

    `cut` is what of it control deducted and why, `parked` why it was set aside; what was set aside the next report claims again.
    """

    report: int
    month: int
    days: tuple[int, int]
    kind: str
    number: str
    supplier: Supplier
    line: str
    text: Both
    net: int
    vat: int = 0
    cut: tuple[int, str] | None = None
    parked: str = ""
    supply: str = ""

    @property
    def partner(self) -> str:
        """Whose it is: each partner has its own chapter of the budget."""
        return self.line[0]

    @property
    def currency(self) -> str:
        """In which money."""
        return "RON" if self.partner == "1" else "EUR"


_PAY_ABROAD: Final = ("Заплати за два месеца, Гюргево", "Salaries of two months, Giurgiu")
_PAY_HERE: Final = ("Заплати за два месеца, Русе", "Salaries of two months, Ruse")
PAPERS: Final = (
    Paper(1, 1, (25, 27), "payroll", "SP-01", _STAFF_ABROAD, "1.1", _PAY_ABROAD, 21_360_00),
    Paper(1, 1, (25, 28), "payroll", "ВЕД-Т01", _STAFF_HERE, "2.1", _PAY_HERE, 4_985_40),
    Paper(
        1, 2, (10, 17), "invoice", "FD-0148", _TRAINERS, "1.4",
        ("Обучение на доброволци в Гюргево, три дни", "Training of volunteers in Giurgiu, three days"),
        6_200_00, 1_302_00, parked="Липсва протокол за приемане на обучението.",
    ),
    Paper(
        1, 2, (12, 20), "invoice", "9000000041", SURVEYORS, "2.4",
        ("Проучване на нуждите – първи етап", "Study of needs – first stage"),
        3_200_00, 640_00, cut=(240_00, "Два дни анкетьори извън договорения обхват."), supply="1",
    ),
    Paper(
        1, 3, (6, 13), "invoice", "0000004310", _FURNISHERS, "2.5",
        ("Маси, столове и кухненски кът за дневния кът", "Tables, chairs and a kitchenette of the day room"),
        5_400_00, 1_080_00,
    ),
    Paper(1, 3, (24, 27), "payroll", "SP-02", _STAFF_ABROAD, "1.1", _PAY_ABROAD, 21_360_00),
    Paper(1, 3, (24, 28), "payroll", "ВЕД-Т02", _STAFF_HERE, "2.1", _PAY_HERE, 4_985_40),
    Paper(2, 5, (25, 27), "payroll", "SP-03", _STAFF_ABROAD, "1.1", _PAY_ABROAD, 21_360_00),
    Paper(2, 5, (25, 28), "payroll", "ВЕД-Т03", _STAFF_HERE, "2.1", _PAY_HERE, 4_985_40),
    Paper(
        2, 6, (8, 15), "invoice", "TP-0077", _INTERPRETERS, "1.4",
        ("Устен превод на две общи срещи", "Interpreting at two joint meetings"), 3_100_00, 651_00,
    ),
    Paper(
        2, 6, (14, 21), "invoice", "9000000063", SURVEYORS, "2.4",
        ("Проучване на нуждите – втори етап", "Study of needs – second stage"), 3_200_00, 640_00, supply="1",
    ),
    Paper(
        2, 7, (3, 10), "invoice", "7000000166", WORKSHOP, "2.5",
        ("Лаптоп и екран за дневния кът", "Laptop and screen of the day room"), 1_950_00, 390_00,
    ),
    Paper(2, 7, (22, 25), "payroll", "SP-04", _STAFF_ABROAD, "1.1", _PAY_ABROAD, 21_360_00),
    Paper(2, 7, (22, 26), "payroll", "ВЕД-Т04", _STAFF_HERE, "2.1", _PAY_HERE, 4_985_40),
    Paper(
        3, 9, (5, 12), "invoice", "7000000181", WORKSHOP, "2.4",
        ("Страница на услугата на два езика", "Page of the service in two languages"), 1_400_00, 280_00,
    ),
)  # fmt: skip


class Units(NamedTuple):
    """Claimed without a document: units, or a lump sum that was reached, with what shows it."""

    report: int
    line: str
    text: Both
    units: int
    price: int
    evidence: str


UNITS: Final = (
    Units(
        1, "1.6", ("Подготовка на проекта", "Project preparation"), 1, 4_500_00,
        "Подписан договор за субсидия",
    ),
    Units(
        1, "2.6", ("12 обучени доброволци", "12 trained volunteers"), 12, 92_00,
        "Присъствени списъци и удостоверения № 1–12",
    ),
    Units(
        2, "2.6", ("18 обучени доброволци", "18 trained volunteers"), 18, 92_00,
        "Присъствени списъци и удостоверения № 13–30",
    ),
)  # fmt: skip
