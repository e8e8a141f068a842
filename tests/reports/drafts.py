"""A small report for ИСУН's XML drafts: everything in it that a draft can say, and the ids the contract has there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from grants.expenses.rules import DocumentKind
from grants.reports.figures import Figures, figures
from grants.reports.particulars import (
    ActivityTold,
    FunderName,
    IndicatorTold,
    MemberTold,
    Numbered,
    Particulars,
    Preparer,
)
from grants.reports.rows import Claim, Paper
from grants.values.language import Text
from tests.reports.isun_xml_reader import Draft
from tests.reports.papers import ABOUT, FIRST, LAST, LINES, claim, paper


def gid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


CONTRACT, PACKAGE = gid(1), gid(2)
LINE_IDS = {line.id: gid(100 + line.id) for line in LINES}
KNOWN = Particulars(
    ids={
        **{(Numbered.LINE, row): FunderName(id_, f"I.1.{row} Ред") for row, id_ in LINE_IDS.items()},
        (Numbered.ACTIVITY, 11): FunderName(gid(11), "Дейност 1 Обучения"),
        (Numbered.PARTNER, 21): FunderName(gid(21), "Асоциация „Мост“"),
        (Numbered.CONTRACTOR, 31): FunderName(gid(31), "„Печатница Дунав“ ООД"),
        (Numbered.SUPPLY, 31): FunderName(gid(32), "No 7 / 01.09.2025 - „Печатница Дунав“ ООД"),
        (Numbered.INDICATOR, 41): FunderName(gid(41), "Обучени лица"),
    },
    contract=FunderName(CONTRACT),
    package=FunderName(PACKAGE),
    preparer=Preparer("Мария Иванова", "Ръководител проект", "+359 82 123 456", "maria@zaedno.example"),
    activities=(
        ActivityTold(
            11,
            "1",
            Text("Обучения"),
            "running",
            began_on=date(2025, 11, 3),
            done=Text("Проведени са две обучения\r\nза 24 души <общо> & един R&amp; семинар"),
            late=Text("Залата беше заета"),
            result=Text("Обучение: 2"),
            result_so_far=Text("Обучение: 5"),
        ),
        ActivityTold(12, "2", Text("Без идентификатор"), "planned"),
    ),
    indicators=(
        IndicatorTold(
            *(41, "1", Text("Обучени лица"), Decimal("24.00"), Decimal(10), Decimal(14), Text("по списъци")),
            so_far=Decimal("60.00"),
            approved=Decimal("36.00"),
            source=Text("Присъствени списъци <и анкети>"),
            men_so_far=Decimal("25.00"),
            women_so_far=Decimal("35.00"),
            men_approved=Decimal("15.00"),
            women_approved=Decimal("21.00"),
        ),
        IndicatorTold(42, "2", Text("Без идентификатор"), Decimal(3)),
    ),
    team=(
        MemberTold(
            "1",
            "Иван Петров",
            "Счетоводител",
            "egn",
            "0041010002",
            "employment",
            date(2026, 1, 15),
            Decimal("7.50"),
            "Отчет",
            "Приет отчет",
        ),
    ),
)
DRAFT = Draft(
    CONTRACT, frozenset({gid(21)}), frozenset({gid(31)}), frozenset(LINE_IDS.values()), approved={gid(41): (15, 21, 36)}
)


def papers() -> tuple[list[Paper], list[Claim]]:
    """A document of each kind the draft takes without a word, in levs and in euro, of all three issuers."""
    kinds = [kind for kind in DocumentKind if kind is not DocumentKind.CREDIT_NOTE]
    made = [paper(at, kind.value, currency="BGN" if at < 4 else "EUR") for at, kind in enumerate(kinds, start=1)]
    claims = [claim(one, 2 + one.id % 4, "123.45", "12.35") for one in made]
    return made, claims


def of(made: list[Paper], claims: list[Claim]) -> Figures:
    return figures(ABOUT, FIRST, LAST, made, claims, LINES, ())
