"""Two partners of an Interreg project, with everything a report of theirs may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from grants.funders.ground import (
    Asked,
    Delivered,
    Earlier,
    FundedBy,
    Ground,
    Invested,
    PassedOn,
    Planned,
    PlannedLine,
    Promised,
    SubContracted,
    Supplied,
)
from grants.values.language import Text
from grants.values.money import Money
from tests.reports.grounds import ABROAD, LEAD, entry, eur, ground, line

STAFF = line("1.1", "40000", partner_id=LEAD.id, category="staff", title=Text("Екип", "Team"))
OFFICE = line(
    "1.2",
    "6000",
    partner_id=LEAD.id,
    category="indirect",
    form="flat_rate",
    article="interreg_office",
    rate=Decimal(15),
    base=("1.1",),
    title=Text("Офис", "Office"),
)
TRAVEL = line(
    "1.3",
    "2000",
    partner_id=LEAD.id,
    category="travel",
    form="flat_rate",
    article="interreg_travel",
    rate=Decimal(5),
    base=("1.1",),
    title=Text("Пътувания", "Travel"),
)
SERVICES = line("1.4", "20000", partner_id=LEAD.id, category="services", title=Text("Услуги", "Services"))
EQUIPMENT = line("1.5", "2000", partner_id=LEAD.id, category="equipment", title=Text("Лаптопи", "Laptops"))
LUMP = line("1.6", "5000", partner_id=LEAD.id, form="lump_sum", title=Text("Подготовка", "Preparation"))
UNIT = line("1.7", "5000", partner_id=LEAD.id, form="unit_cost", title=Text("Обучен човек", "Person trained"))
ABROAD_STAFF = line("2.1", "10000", partner_id=ABROAD.id, category="staff", title=Text("Екип", "Team"))
ABROAD_WORKS = line("2.2", "30000", partner_id=ABROAD.id, category="works", title=Text("Ремонт", "Repair"))
LINES = (STAFF, OFFICE, TRAVEL, SERVICES, EQUIPMENT, LUMP, UNIT, ABROAD_STAFF, ABROAD_WORKS)

SOURCES = (
    FundedBy("eu", Text("ЕФРР", "ERDF"), None, Decimal(80)),
    FundedBy("national", Text("Държавен бюджет", "State budget"), None, Decimal(15)),
    FundedBy("own", Text("Собствени средства", "Own money"), None, Decimal(5)),
)

V19 = (
    entry(1, "30000.00", STAFF, files=("ведомост.pdf",)),
    entry(2, "12500.55", SERVICES, files=("фактура.pdf", "протокол.pdf"), vat=eur("0.00"), supply_id=1, supply="Д-1"),
    entry(3, "999.99", EQUIPMENT, paid_on=date(2026, 7, 30)),
    entry(4, "5000.00", LUMP, document_id=None, register_number="", evidence="Протокол за приемане", claimed_on=date(2026, 9, 1)),
    entry(
        5,
        "1234.56",
        UNIT,
        document_id=None,
        register_number="",
        units=Decimal(2),
        unit_price=eur("617.28"),
        claimed_on=date(2026, 9, 2),
    ),
)  # fmt: skip
"""Golden vector V19, but for its flat rates, which the report computes."""


def ron(number: int, amount: str, on: PlannedLine, euro: str, **told: object):
    """An expense of the partner in Romania, in its own money."""
    return entry(
        number,
        amount,
        on,
        currency="RON",
        euro=eur(euro),
        per_euro=Decimal("4.9745"),
        rate_month=date(2026, 9, 1),
        partner_id=ABROAD.id,
        description=Text("", f"Repair {number}"),
        **told,
    )


def earlier(on: PlannedLine, amount: str, **told: object) -> Earlier:
    """What was reported before on a line."""
    money, zero = eur(amount), eur("0")
    made = Earlier(
        on.id, on.partner_id, on.category, on.form, money, zero, zero, zero, zero, zero, zero, money, zero,
        package="1.1", parked_euro=zero, decided_euro=zero,
    )  # fmt: skip
    return replace(made, **told)  # type: ignore[arg-type]  # names are checked by the dataclass itself


PARKED = ron(20, "500.00", ABROAD_WORKS, "100.51").but(
    state="parked",
    parked_in="1.1",
    parked_at=3,
    decided_on=date(2026, 6, 20),
    decision="Липсва приемателен протокол",
)


def certified() -> Ground:
    """The same where control has decided on all of the lead's report, and on nothing of the partner in Romania."""
    letter = {"decided_on": date(2026, 10, 21), "decision": "Сертификат № 7"}
    told = {
        2: {
            "state": "cut",
            "cut": eur("500.55"),
            "cut_euro": eur("500.55"),
            "decision": "Надвишена ставка за превод",
            "sampled": True,
            "error_kind": "Недопустим разход",
        },
        3: {
            "state": "parked",
            "sampled": True,
            "decided_on": date(2026, 10, 22),
            "decision": "Липсва приемателен протокол",
        },
    }
    of = whole()
    lead = tuple(
        one.but(**{"state": "approved", **letter, **told.get(one.id, {})})
        for one in of.entries
        if one.partner_id == LEAD.id
    )
    return replace(of, entries=(*lead, *(one for one in of.entries if one.partner_id != LEAD.id)))


def whole(**told: object) -> Ground:
    """The second report of both partners."""
    facts = {
        "package": "2.1",
        "sources": SOURCES,
        "texts": {"summary": Text("Ремонтът започна.", "The repair began."), "summary.2": Text("", "Works began.")},
        "groups": (Text("Самотни възрастни", "Lonely elderly people"),),
        "earlier": (
            earlier(STAFF, "1000.01", decided=eur("1000.01"), decided_euro=eur("1000.01"), cut=eur("10"), lost_euro=eur("10")),
            earlier(ABROAD_WORKS, "5000.00"),
        ),
        "asked": (Asked("advance", "", eur("20000"), eur("20000"), eur("20000"), date(2026, 2, 1), None),),
        "passed_on": (PassedOn(ABROAD.id, eur("6000")),),
        "supplies": (
            Supplied(
                1, "Д-1", Text("Изследване на нуждите", "Study of needs"), "Д-1/2026", date(2026, 5, 4), eur("15000"),
                "„Дунав“ ООД", "112233445", LEAD.id, (SubContracted("„Подизпълнител“ ЕООД", "998877665", eur("3000")),),
            ),
        ),
        "activities": (
            Planned(
                1, "1", Text("Проучване", "Study"), date(2026, 1, 1), date(2026, 9, 30), progress=80,
                done=Text("Събрани са 120 анкети.", "120 questionnaires were gathered."), partner_id=LEAD.id,
                package="1", package_title=Text("Подготовка", "Preparation"),
            ),
        ),
        "deliverables": (
            Delivered(
                "1", Text("Доклад", "Report"), "1", date(2026, 9, 30), date(2026, 9, 15), "accepted", Decimal(1), Decimal(1),
                Text("брой", "piece"), LEAD.id, Text("Приет без забележки.", "Accepted as it is."),
            ),
        ),
        "indicators": (
            Promised(1, "1", "RCO84", Text("Пилотни дейности", "Pilot actions"), Text("брой", "number"), None, Decimal(4),
                     Decimal(1), Decimal(2)),
        ),
        "set_aside": (PARKED,),
        "investments": (
            Invested("1.1", Text("Ремонт на дневния център", "Repair of the day centre"), ("2.2",), ABROAD.id),
            Invested("1.2", Text("Оборудван кабинет", "Equipped office"), ("1.4", "1.5")),
        ),
    }  # fmt: skip
    entries = (
        *V19,
        ron(11, "1234.56", ABROAD_WORKS, "248.18", vat=Money.of("197.11", "RON"), net=Money.of("1037.45", "RON")),
        ron(12, "-100.00", ABROAD_WORKS, "-20.10", kind="credit_note"),
        ron(13, "2500.00", ABROAD_STAFF, "502.56", parked_in="1.1", parked_at=2, sensitive=True),
    )
    return ground(LINES, entries, **{**facts, **told})
