"""Grounds made up by chance, always the same ones for the same number: every kind of line, partner, currency and correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from grants.funders.ground import (
    Asked,
    Earlier,
    Entry,
    FundedBy,
    Ground,
    Invested,
    PaidOut,
    Party,
    Planned,
    PlannedLine,
    Reported,
    SubAwarded,
    Supplied,
)
from grants.values.language import Text
from grants.values.money import Money, in_euro
from tests.reports.grounds import ABROAD, FIRST, LAST, LEAD, entry, ground, line

_CATEGORIES = (
    *(
        "none",
        "staff",
        "civil_contract",
        "travel",
        "services",
        "events",
        "equipment",
        "works",
        "training",
        "allowances",
    ),
    *("sub_grants", "publicity", "volunteers", "other"),
)
_FLAT = (
    *(("mga_7", 7), ("mga_25", 25), ("prag_7", 7), ("cpr_54a", 7), ("cpr_54b", 15), ("cpr_56_1", 40)),
    *(("interreg_staff", 20), ("interreg_office", 15), ("interreg_travel", 5)),
)
_WORDS = (
    "Възнаграждения",
    "=1+1",
    "Обучение „Заедно“ & Co. <b>",
    "Командировка\nдо Гюргево",
    "+359 2 123",
    "№ 00012",
    "",
)


BEFORE = (
    Reported(1, "1", date(2026, 1, 1), date(2026, 5, 31)),
    Reported(2, "2", date(2026, 6, 1), FIRST - timedelta(days=1)),
)


def random_ground(number: int) -> Ground:
    """The ground of that number."""
    chance = Random(number)
    partners = (LEAD, ABROAD)[: chance.randint(1, 2)]
    lines = _lines(chance, partners)
    made = ground(
        lines,
        [_entry(chance, at, lines, partners) for at in range(1, chance.choice((0, 1, 3, 20, 60)) + 1)],
        partners=partners,
        eu_rate=chance.choice((None, Decimal(85), Decimal("79.99"), Decimal(100))),
        end_on=LAST if number % 4 == 1 else date(2027, 12, 31),  # some are the final report
        interim_cap=Decimal(90) if number % 3 else None,
        package=f"{chance.randint(1, 9)}.{chance.randint(1, 3)}",
        sources=_sources(chance, partners),
        earlier=tuple(_earlier(chance, line_, partners) for line_ in lines if chance.random() < 0.6),
        asked=tuple(_asked(chance) for _ in range(chance.randint(0, 3))),
        sub_grants=tuple(_sub_grant(chance, at) for at in range(chance.randint(0, 13))),
        investments=(
            Invested("1.1", Text("Ремонт", "Repair"), ("1",)),
            Invested("1.2", Text("=1+1", "Office"), ("2", "1.1"), LEAD.id),
        ),
        supplies=tuple(_supply(chance, at) for at in range(chance.randint(0, 4))),
        activities=tuple(
            Planned(at, str(at), Text(f"Дейност {at}", f"Activity {at}"), FIRST, LAST)
            for at in range(1, chance.randint(1, 4))
        ),
    )
    entries = sorted(made.entries, key=lambda one: (one.day or LAST, one.id))
    if number % 2:  # the periods before it were reported, and what is late adjusts them
        entries = [one.but(adjusts=_adjusts(one.day or LAST)) for one in entries]
    return replace(made, entries=tuple(entries), reported=BEFORE if number % 2 else ())


def _adjusts(day: date) -> int:
    return next((one.sequence for one in BEFORE if one.first <= day <= one.last), 0)


def _money(chance: Random, currency: str = "EUR", most: int = 3_000_000) -> Money:
    return Money(chance.choice((1, chance.randint(1, 999), chance.randint(1, most), chance.randint(1, most))), currency)


def _lines(chance: Random, partners: Sequence[Party]) -> list[PlannedLine]:
    lines: list[PlannedLine] = []
    for chapter in range(1, chance.randint(2, 7)):
        lines.append(line(str(chapter)))
        for below in range(1, chance.randint(2, 4)):
            amount = _money(chance, most=9_000_000)
            units = Decimal(chance.randint(1, 40))
            lines.append(
                line(
                    f"{chapter}.{below}",
                    amount.plain,
                    id=chapter * 100 + below,
                    category=chance.choice(_CATEGORIES),
                    form=chance.choice(("actual", "actual", "actual", "unit_cost", "lump_sum")),
                    partner_id=chance.choice((None, *(one.id for one in partners))),
                    units=chance.choice((None, units)),
                    unit_price=chance.choice((None, _money(chance))),
                    unit=Text("месец", "month"),
                    moved=chance.choice((None, None, _money(chance, most=10_000), -_money(chance, most=100))),
                    title=Text(chance.choice(_WORDS), "Line"),
                )
            )
    chapters = [one.number for one in lines if "." not in one.number]
    for at, (article, rate) in enumerate(chance.sample(_FLAT, chance.randint(0, 2)), start=1):
        flat = {"article": article, "rate": Decimal(rate), "base": tuple(chapters[:2]), "form": "flat_rate"}
        rounding = chance.choice(("toward_zero", "half_up", "floored"))
        lines.append(line(f"9{at}", "1000", category="indirect", rounding=rounding, **flat))
    return lines


def _sources(chance: Random, partners: Sequence[Party]) -> tuple[FundedBy, ...]:
    sources = [FundedBy("eu", Text("ЕСФ+", "ESF+"), _money(chance, most=90_000_000), Decimal("80.75"))]
    sources.append(FundedBy("national", Text("Държавен бюджет", "State budget"), _money(chance), Decimal("14.25")))
    sources.append(FundedBy("own", Text("Собствен принос", "Own"), _money(chance), Decimal(5)))
    if chance.random() < 0.4:
        for one in partners:
            sources.append(FundedBy("eu", Text("ЕФРР", "ERDF"), _money(chance), Decimal(80), one.id))
            sources.append(FundedBy("own", Text("Собствени", "Own"), _money(chance), Decimal(20), one.id))
    return tuple(sources)


def _parts(chance: Random, amount: Money) -> dict[str, Money]:
    zero = Money.zero(amount.currency)
    if amount.minor < 0:
        return {"own": zero, "in_kind": zero, "third": zero}
    own = Money(chance.randint(0, amount.minor // 4), amount.currency)
    in_kind = Money(chance.choice((0, 0, amount.minor // 8)), amount.currency)
    return {"own": own, "in_kind": in_kind, "third": Money(chance.choice((0, 0, amount.minor // 9)), amount.currency)}


def _entry(chance: Random, at: int, lines: list[PlannedLine], partners: Sequence[Party]) -> Entry:
    leaves = [one for one in lines if "." in one.number or one.form == "flat_rate"]
    on = chance.choice([*leaves, None]) if leaves else None
    currency = chance.choice(("EUR", "EUR", "EUR", "BGN", "RON"))
    amount = _money(chance, currency)
    if chance.random() < 0.1:
        amount = -amount
    day = FIRST + timedelta(days=chance.randint(-40, 90))
    euro = in_euro(amount) or Money(int(amount.minor / 4.97), "EUR")
    told: dict[str, object] = {
        **_parts(chance, amount),
        "currency": currency,
        "into": "USD",
        "into_per_euro": Decimal("1.08") + Decimal(at % 97) / 10000,
        "euro": euro,
        "per_euro": None if currency == "EUR" else Decimal("4.97") if currency == "RON" else Decimal("1.95583"),
        "partner_id": chance.choice((None, *(one.id for one in partners))),
        "activity": chance.choice(("", "1", "2.1")),
        "description": Text(chance.choice(_WORDS), chance.choice(_WORDS)),
        "supplier": chance.choice(("„Печатница Дунав“ ООД", "=HYPERLINK(1)", "")),
        "state": chance.choice(("verified", "verified", "approved", "cut", "parked")),
        "issued_on": day,
        "paid_on": day + timedelta(days=2),
        "late": day < FIRST,
        "vat": chance.choice((None, _money(chance, currency, 900))),
        "payments": (PaidOut(day, amount, "ПН 12", "12/2026"),),
        "files": chance.choice(((), ("фактура.pdf", "платежно.pdf"))),
        "kind": chance.choice(("invoice", "payroll", "credit_note", "other")),
    }
    if on is not None and on.form != "actual":
        told |= {
            "document_id": None,
            "claimed_on": day,
            "kind": "",
            "net": None,
            "vat": None,
            "payments": (),
            "files": (),
        }
        told |= {"units": chance.choice((None, Decimal("12.5"))), "unit_price": chance.choice((None, _money(chance)))}
    if told["state"] == "cut":
        taken = Money(amount.minor // 3, currency)
        told |= {"cut": taken, "cut_euro": Money(euro.minor // 3, "EUR"), "decided_on": LAST, "decision": "Писмо 7"}
        told |= {"sampled": True, "error_kind": "Грешка в сметката"}
    return entry(at, amount.plain, on, **told)


def _earlier(chance: Random, on: PlannedLine, partners: Sequence[Party]) -> Earlier:
    amount = _money(chance)
    zero = Money.zero("EUR")
    cut, parked = (Money(chance.choice((0, amount.minor // part)), "EUR") for part in (5, 7))
    made = Earlier(
        line_id=on.id,
        partner_id=chance.choice((None, *(one.id for one in partners))),
        category=on.category,
        form=on.form,
        amount=amount,
        cut=cut,
        parked=parked,
        decided=chance.choice((amount, cut + parked)),
        euro=amount,
        lost_euro=cut + parked,
        opening_until=chance.choice((None, None, date(2026, 3, 31))),
        own=zero,
        in_kind=zero,
        third=zero,
    )
    return replace(made, **_parts(chance, amount)) if chance.random() < 0.5 else made  # type: ignore[arg-type]  # named by it


def _asked(chance: Random) -> Asked:
    got = _money(chance)
    kind = chance.choice(("advance", "interim", "final"))
    return Asked(kind, "1", got, chance.choice((None, got)), chance.choice((None, got)), date(2026, 5, 5), None)


def _sub_grant(chance: Random, at: int) -> SubAwarded:
    amount = _money(chance)
    advanced = Money(chance.randint(0, amount.minor), "EUR")
    accepted = Money(chance.randint(0, advanced.minor), "EUR")
    name = Text(f"Читалище „Просвета {at}“", f"Chitalishte {at}")
    return SubAwarded(str(at), name, f"ПГ-{at}", amount, advanced, accepted, *(_money(chance) for _ in range(3)))


def _supply(chance: Random, at: int) -> Supplied:
    subject = Text("Печат на брошури", "Printing")
    return Supplied(at, str(at), subject, f"Д-{at}", FIRST, _money(chance), "„Печатница Дунав“ ООД", "112233445")
