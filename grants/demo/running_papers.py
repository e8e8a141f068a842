"""The papers of the demo's running project: who sent what, how long ago, and what of it is claimed.

Amounts are cents of a euro; a paper dated before 2026 is told in leva. ИСУН takes no figure below zero, so the credit
note stands with the amount on it and is claimed nowhere: the claim of its invoice is lower by as much.
"""

from __future__ import annotations

from typing import NamedTuple

Both = tuple[str, str]


class Supplier(NamedTuple):
    """Whoever issued a paper; people and foreign firms have no EIK."""

    name: str
    eik: str = ""


PRINTER = Supplier("Печатница „Ситно“ ООД", "999003910")
CATERER = Supplier("Зала и трапеза „Бряст“ ЕООД", "999004880")
WORKSHOP = Supplier("Дигитална работилница „Нишка“ ООД", "999005854")
STATIONER = Supplier("Канцелария „Скрипт“ ЕООД", "999006828")
TRANSLATORS = Supplier("Преводи „Мост“ ООД", "999007798")
BUSES = Supplier("Автобусни превози „Виа“ ЕООД", "999008761")
RESEARCHERS = Supplier("Изследователски център „Сонда“ ООД", "999009735")
HOTEL = Supplier("Хотел „Явор“ ЕООД", "999010709")
TRAINER = Supplier("Георги Стоянов")
INTERPRETERS = Supplier("Traduceri Punte SRL")


class Claim(NamedTuple):
    """What of a paper is claimed: on which line, for which activity, how many cents; 0 cents is the whole paper."""

    line: str
    activity: str
    text: Both
    cents: int = 0


class Paper(NamedTuple):
    """A supporting document issued and paid so many days ago (None: not yet paid), with the state of its claims."""

    issued: int
    paid: int | None
    kind: str
    number: str
    supplier: Supplier
    partner: str
    text: Both
    net: int
    vat: int
    state: str
    claims: tuple[Claim, ...]
    scan: str = ""  # the name of its scanned file


PAPERS = (
    Paper(
        402, 396, "invoice", "1000000417", PRINTER, "1", ("Плакати А3 и постоянна табела", "A3 posters and a plaque"),
        39_000, 7_800, "reported",
        (Claim("5.1", "6", ("Плакати А3 и постоянна табела", "A3 posters and a plaque")),),
        "фактура 1000000417 печатница.pdf",
    ),
    Paper(
        371, 365, "invoice", "2000001288", STATIONER, "1", ("Материали за първите срещи", "Materials for the first meetings"),
        64_000, 12_800, "reported",
        (Claim("4.3", "4", ("Папки и листовки за първите срещи", "Folders and leaflets for the first meetings")),),
        "фактура 2000001288.pdf",
    ),
    Paper(
        345, 338, "invoice", "3000000052", WORKSHOP, "1", ("Преносими компютри и проектор", "Laptops and a projector"),
        380_000, 76_000, "reported",
        (Claim("4.2", "4", ("Два преносими компютъра и проектор за лабораторията", "Two laptops and a projector for the lab")),),
        "фактура 3000000052 оборудване.pdf",
    ),
    Paper(
        331, 325, "debit_note", "3000000061", WORKSHOP, "1", ("Доставка и монтаж по фактура 3000000052", "Delivery and installation for invoice 3000000052"),
        12_000, 2_400, "reported",
        (Claim("4.2", "4", ("Доставка и монтаж на проектора", "Delivery and installation of the projector")),),
        "дебитно известие 3000000061.pdf",
    ),
    Paper(
        318, 311, "invoice", "5000000730", CATERER, "1", ("Зала и храна за откриващото събитие", "Venue and catering of the opening event"),
        90_000, 18_000, "reported",
        (
            Claim("4.1", "4", ("Зала и храна за работната среща, без върнатото с кредитно известие", "Venue and catering of the workshop, less what the credit note returned"), 48_000),
            Claim("5.3", "6", ("Откриващо събитие за обществеността", "Opening event for the public"), 48_000),
        ),
        "фактура 5000000730.pdf",
    ),
    Paper(
        290, 288, "credit_note", "5000000744", CATERER, "1", ("Върнати порции по фактура 5000000730", "Portions returned, invoice 5000000730"),
        10_000, 2_000, "reported", (), "кредитно известие 5000000744.pdf",
    ),
    Paper(
        262, 255, "paid_sums", "СИС-014", TRAINER, "1", ("Обучител по граждански договор", "Trainer under a civil contract"),
        85_000, 0, "reported",
        (Claim("4.1", "4", ("Възнаграждение на обучител, 20 часа", "Trainer's fee, 20 hours")),),
        "сметка СИС-014.pdf",
    ),
    Paper(
        240, 233, "invoice", "4000000915", TRANSLATORS, "1", ("Превод за срещата в Гюргево", "Interpreting at the meeting in Giurgiu"),
        56_000, 11_200, "reported",
        (Claim("4.6", "5", ("Устен превод, един ден", "Interpreting, one day")),),
        "фактура 4000000915 превод.pdf",
    ),
    Paper(
        221, 214, "travel_order", "ЗК-07", Supplier("Сдружение „Топъл праг“", "999001005"), "1", ("Командировка на екипа, три дни", ""),
        6_600, 0, "reported",
        (Claim("4.5", "5", ("Дневни пари за три дни", "")),),
    ),
    Paper(
        205, 198, "advance_report", "АО-03", Supplier("Asociația Podul Alb"), "3", ("", "Travel Giurgiu – Ruse and back"),
        14_850, 0, "reported",
        (Claim("4.5", "5", ("Път на екипа от Гюргево", "Travel of the Giurgiu team")),),
    ),
    Paper(
        176, 169, "vat_protocol", "ПР-0019", INTERPRETERS, "1", ("Превод от румънски фирма, самоначислен ДДС", "Interpreting by a Romanian firm, VAT self-charged"),
        42_000, 8_400, "verified",
        (Claim("4.6", "5", ("Превод на наръчника, първа част", "Translation of the handbook, first part")),),
        "протокол ПР-0019.pdf",
    ),
    Paper(
        158, 158, "cash_receipt", "0004512", STATIONER, "2", ("Материали за обучение", "Training materials"),
        3_150, 630, "verified",
        (Claim("3.1", "3", ("Материали за обучение", "Training materials")),),
    ),
    Paper(
        140, 133, "invoice", "6000000338", BUSES, "2", ("Автобус за посещението и за обучението", "Coach for the visit and for the training"),
        70_000, 14_000, "verified",
        (
            Claim("4.5", "5", ("Автобус до Гюргево", "Coach to Giurgiu"), 50_000),
            Claim("3.1", "3", ("Превоз на участниците в обучението", ""), 34_000),
        ),
        "фактура 6000000338 автобус.pdf",
    ),
    Paper(
        121, 114, "invoice", "7000000104", WORKSHOP, "1", ("Онлайн платформа – първи етап", "Online platform – first stage"),
        240_000, 48_000, "verified",
        (Claim("4.4", "4", ("Онлайн платформа – първи етап", "Online platform – first stage")),),
        "фактура 7000000104 платформа.pdf",
    ),
    Paper(
        97, 97, "cash_order", "РКО-118", Supplier("Община Белолист", "999001973"), "2", ("Стипендии на шестима участници", "Allowances of six participants"),
        90_000, 0, "verified",
        (Claim("3.2", "3", ("Стипендии на шестима участници", "Allowances of six participants")),),
        "РКО-118.pdf",
    ),
    Paper(
        75, 68, "invoice", "5000000802", CATERER, "2", ("Зала и храна за седмицата на обучението", "Venue and catering of the training week"),
        125_000, 25_000, "submitted",
        (
            Claim("4.1", "4", ("Зала за две работни срещи", "Venue of two workshops"), 100_000),
            Claim("3.1", "3", ("Храна на участниците", "Participants' meals"), 50_000),
        ),
        "фактура 5000000802.pdf",
    ),
    Paper(
        61, 54, "invoice", "8000000266", HOTEL, "3", ("Нощувки за гостите от Гюргево", ""),
        48_000, 4_320, "returned",
        (Claim("4.5", "5", ("Нощувки на осем души, една нощ", "")),),
    ),
    Paper(
        47, 52, "invoice", "7000000131", WORKSHOP, "1", ("Онлайн платформа – втори етап, платен авансово", "Online platform – second stage, paid in advance"),
        160_000, 32_000, "submitted",
        (Claim("4.4", "4", ("Онлайн платформа – втори етап", "Online platform – second stage")),),
    ),
    Paper(
        26, 19, "invoice", "9000000077", RESEARCHERS, "1", ("Оценка на въздействието – първи доклад", ""),
        150_000, 30_000, "draft",
        (Claim("4.7", "6", ("Оценка на въздействието – първи доклад", "")),),
    ),
    Paper(
        12, None, "invoice", "1000000590", PRINTER, "1", ("Листовки за новите услуги", "Leaflets about the new services"),
        52_000, 10_400, "draft",
        (Claim("4.3", "4", ("Листовки за новите услуги", "Leaflets about the new services")),),
    ),
    # The same invoice once more, as it happens when two people enter it: the checks should say so.
    Paper(
        12, None, "invoice", "1000000590", PRINTER, "1", ("Листовки", ""),
        52_000, 10_400, "draft",
        (Claim("4.3", "4", ("Листовки", "")),),
    ),
)  # fmt: skip


class Payroll(NamedTuple):
    """A payroll of the last working day of the month so many months ago; claims of whole months' pay in cents."""

    months_ago: int
    supplier: Supplier
    partner: str
    state: str
    claims: tuple[tuple[str, str, Both, int], ...]


_SOCIAL_WORKERS = ("1.1", "1", ("Двама социални работници", "Two social workers"), 190_000)
_COORDINATOR = ("1.6", "1", ("Координатор на екипа", "Team coordinator"), 60_000)
_MEDIATOR = ("1.3", "2", ("Трудов посредник", "Labour mediator"), 98_000)
_EXPERT = ("1.5", "1", ("Експерт обмен на опит", "Exchange expert"), 140_000)
_OWN_STAFF = Supplier("Сдружение „Топъл праг“", "999001005")
_TOWN_STAFF = Supplier("Община Белолист", "999001973")
_STAFF_ABROAD = Supplier("Asociația Podul Alb")

PAYROLLS = (
    Payroll(13, _OWN_STAFF, "1", "reported", (_SOCIAL_WORKERS, _COORDINATOR)),
    Payroll(11, _TOWN_STAFF, "2", "reported", (_MEDIATOR,)),
    Payroll(9, _OWN_STAFF, "1", "reported", (_SOCIAL_WORKERS, _COORDINATOR)),
    Payroll(8, _STAFF_ABROAD, "3", "reported", (_EXPERT,)),
    Payroll(6, _TOWN_STAFF, "2", "verified", (_MEDIATOR,)),
    Payroll(5, _OWN_STAFF, "1", "verified", (_SOCIAL_WORKERS, _COORDINATOR)),
    Payroll(4, _STAFF_ABROAD, "3", "verified", (_EXPERT,)),
    Payroll(3, _TOWN_STAFF, "2", "submitted", (_MEDIATOR,)),
    Payroll(2, _STAFF_ABROAD, "3", "verified", (_EXPERT,)),
    Payroll(1, _OWN_STAFF, "1", "draft", (_SOCIAL_WORKERS, _COORDINATOR)),
)
