"""Interreg: who reports and for when, what is told in words, and how the spending goes against the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Grid, Line, Spot, Value, everything
from grants.funders.ground import EURO, Ground
from grants.funders.interreg_list import IN_EURO_ONLY
from grants.funders.interreg_overviews import whose
from grants.funders.interreg_part import Part
from grants.funders.interreg_parts import part_in
from grants.values.language import Text
from grants.values.money import Money

_AMOUNT: Final = Style.AMOUNT
_ROLES: Final[Mapping[str, Text]] = {
    "lead": Text("водещ партньор", "lead partner"),
    "partner": Text("партньор", "partner"),
    "associated": Text("асоцииран партньор", "associated partner"),
}
CURRENCIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(IN_EURO_ONLY, EURO),
    "RO": "RON",
    "HU": "HUF",
    "CZ": "CZK",
    "PL": "PLN",
    "SE": "SEK",
    "DK": "DKK",
    "RS": "RSD",
    "MK": "MKD",
    "TR": "TRY",
    "MD": "MDL",
    "UA": "UAH",
    "AL": "ALL",
    "BA": "BAM",
    "ME": "EUR",
    "XK": "EUR",
    "NO": "NOK",
}
"""The currency of a partner's country."""

_STATES: Final[Mapping[str, Text]] = {
    **dict.fromkeys(("draft", "ready"), Text("чернова", "Draft")),
    "sent": Text("подаден", "Submitted"),
    "in_review": Text("в процес на контрол", "Control ongoing"),
    "accepted": Text("сертифициран", "Certified"),
    "returned": Text("върнат за преработване", "Reopened"),
    "refused": Text("отхвърлен", "Refused"),
}
"""How the form calls the state of a report, by that of its package: until it is submitted it is a draft there."""

TEXTS: Final[Mapping[str, Text]] = {
    "summary": Text("Обобщение на работата на партньора", "Summary of partner's work in reporting period"),
    "problems": Text("Проблеми и отклонения", "Partner problems and deviations"),
    "spending_deviations": Text("Отклонения в разходването", "Spending deviations"),
}
"""What is written for a report and nowhere else, by the name of its place; of one partner with its number ("summary.2")."""

LONGEST_OF_GROUP: Final = 2000
FORECAST: Final = "forecast"
_FORECAST: Final = {FORECAST: Text("Прогноза за следващия отчет", "Next report forecast")}


def _of_partners(ground: Ground, asked: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    """Places of the whole report; of each partner where there are several."""
    several = len(ground.partners) > 1
    for party in ground.partners:
        for place, label in asked.items():
            whose = Text(f"{label.bg}: {party.name.in_('bg')}", f"{label.en}: {party.name.in_('en')}")
            yield (f"{place}.{party.number}", whose) if several else (place, label)


def forecasts(ground: Ground) -> Iterator[tuple[str, Text]]:
    """What each partner forecasts for the next report."""
    return _of_partners(ground, _FORECAST)


def places(ground: Ground) -> Iterator[tuple[str, Text]]:
    """What is written for partners' reports, by the names under which `written` finds it."""
    yield from _of_partners(ground, {**TEXTS, **_FORECAST})
    for number, group in enumerate(ground.groups, start=1):
        yield f"target_group.{number}", Text(f"Целева група: {group.in_('bg')}", f"Target group: {group.in_('en')}")
    for package in dict.fromkeys(one.package for one in ground.activities if one.package):
        yield f"work_package.{package}", Text(f"Работен пакет {package}", f"Work package {package}")


def written(part: Part, place: str) -> Text:
    """What was written for this partner's report, or for the whole."""
    return part.texts.get(f"{place}.{part.partner.number}") or part.texts.get(place) or Text()


# --- identification ---------------------------------------------------------------------------------------------------


def _identification(of: Ground) -> Iterable[Line]:
    part = part_in(of)
    partner = part.partner
    facts: list[tuple[Text, Value | Spot]] = [
        (Text("Номер на проекта", "Project ID"), part.number),
        (Text("Акроним на проекта", "Project acronym"), part.acronym),
        (Text("Номер на партньора", "Partner number"), part.called),
        (Text("Име на партньора (на български)", "Name of partner (in Bulgarian)"), partner.name.bg),
        (Text("Име на партньора (на английски)", "Name of partner (in English)"), partner.name.en),
        (Text("Роля", "Partner role"), _ROLES.get(partner.role, partner.role)),
        (Text("Версия на формуляра за кандидатстване", "AF version linked"), None),
        (Text("Отчет на партньора", "Partner report ID"), f"R{part.report}"),
        (Text("Състояние", "Status"), _STATES.get(part.state)),
        (Text("Отчетен период, месеци от проекта", "Reporting period, months of the project"), months_of(part)),
        (Text("Начална дата", "Start date"), Spot(part.first, style=Style.DAY)),
        (Text("Крайна дата", "End date"), Spot(part.last, style=Style.DAY)),
        (Text("Създаден на", "Report created"), Spot(part.made_on, style=Style.DAY)),
        (Text("Подаден за първи път", "First submission"), Spot(part.submitted_on, style=Style.DAY)),
        (Text("Последно подаване отново", "Last re-submission"), Spot(part.submitted_again_on, style=Style.DAY)),
        (Text("Правен статут", "Legal status"), None),
        (Text("Вид на партньора", "Type of partner"), None),
        (Text("Възстановяване на ДДС", "Partner entitled to recover VAT"), None),
        (Text("Държава", "Country"), partner.country),
        (Text("Валута", "Local currency (according to InforEuro)"), CURRENCIES.get(partner.country)),
        *(
            (Text(f"Съфинансиране: {fund.name.bg or fund.name.en}", f"Co-financing: {fund.name.in_('en')}"), rate)
            for fund in part.payers.funds
            for rate in [Spot(fund.per_cent, style=Style.SHARE)]
        ),
    ]
    for label, value in facts:
        yield Line({"label": label, "value": value})
    for place, label in TEXTS.items():
        text = written(part, place)
        yield Line({"label": Text(f"{label.bg} (BG)", f"{label.en} (BG)"), "value": text.bg})
        yield Line({"label": Text(f"{label.bg} (EN)", f"{label.en} (EN)"), "value": text.en})
    for number, group in enumerate(part.groups, start=1):
        label = Text(f"Целева група: {group.in_('bg')}", f"Target group: {group.in_('en')}")
        yield Line({"label": label, "value": written(part, f"target_group.{number}")}, longest=LONGEST_OF_GROUP)


def months_of(part: Part) -> str | None:
    """Which months of the project the report covers ("7–9"); nothing where the project has no first day."""
    if part.start_on is None:
        return None
    first, last = (_month(part.start_on, day) for day in (part.first, part.last))
    return f"{first}–{last}" if first != last else f"{first}"


def _month(start: date, day: date) -> int:
    return (day.year - start.year) * 12 + day.month - start.month + 1


IDENTIFICATION: Final = Grid(
    "identification",
    Text("Идентификация", "Identification"),
    (Column(Text(), 48, "label"), Column(Text(), 84, "value", longest=5000)),
    _identification,
)


# --- spending profile -------------------------------------------------------------------------------------------------


def _spending(of: Ground) -> Iterable[Line]:
    part = part_in(of)
    current, before = part.whole("current"), part.whole("prev")
    yield Line(
        {"current": current, "sofar": before + current, **UNPLANNED, "forecast": written(part, FORECAST)},
        behind=everything,
    )


def against_targets(width: int) -> tuple[Column, Column]:
    """What is left of the cumulative target, and how much of it is reported; nothing while the target is not above zero."""
    left = "IF([cumulative]>0,ROUND([cumulative]-[sofar],2),0)"
    reached = "IF([cumulative]>0,ROUND([sofar]/[cumulative],4),0)"
    return (
        Column(
            Text("Цел с натрупване – общо отчетени досега", "Cumulative target - total report so far"),
            *(width, "apart", _AMOUNT),
            formula=left,
        ),
        Column(
            Text("Общо отчетени досега / цел с натрупване", "Total report so far / cumulative target"),
            *(width, "share", Style.SHARE),
            formula=reached,
        ),
    )


UNPLANNED: Final[Mapping[str, Value | Spot]] = {"apart": Money.zero(EURO), "share": Decimal(0)}
"""What those two come to while no target is typed."""
NO_TARGETS: Final = Text(
    "Целите по периоди не се водят тук: впишете ги от формуляра за кандидатстване, разликата и делът се изчисляват от тях.",
    "Targets of periods are not kept here: type them from the application form; the difference and the share follow from them.",
)
SPENDING: Final = Grid(
    "spending",
    Text("Профил на разходване", "Spending profile"),
    (
        Column(Text("Цел за периода", "Period target"), 16, "target", _AMOUNT),
        Column(Text("Текущ отчет", "Current report"), 16, "current", _AMOUNT),
        Column(Text("Цел с натрупване", "Cumulative target"), 16, "cumulative", _AMOUNT),
        Column(Text("Общо отчетени досега", "Total reported so far"), 16, "sofar", _AMOUNT),
        *against_targets(20),
        Column(Text("Прогноза за следващия отчет", "Next report forecast"), 24, "forecast"),
    ),
    _spending,
    above=whose,
    adds=("current", "sofar"),
    before=("sofar",),
    below=lambda _of: (NO_TARGETS,),
)
