"""Interreg: the tables of a project report by partner, categories and deductions and spending; and what was delivered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Behind, Grid, Kind, Line, Spot, Value, everything
from grants.funders.ground import EURO, Earlier, Entry, Ground
from grants.funders.interreg import Category, Overview
from grants.funders.interreg_identity import FORECAST, NO_TARGETS, UNPLANNED, against_targets, written
from grants.funders.interreg_lists import NONE
from grants.funders.interreg_overviews import (
    BEFORE_STANDING,
    CATEGORY_NAMES,
    NONE_HERE,
    STANDING,
    TOTAL,
    entered,
    flat_rate_of,
)
from grants.funders.interreg_part import Part
from grants.funders.interreg_parts import parts_of
from grants.values.language import Text
from grants.values.money import Money, total

_AMOUNT: Final = Style.AMOUNT

NOT_DECIDED: Final = Text(
    "За партньор без сертификат стоят декларираните суми, за този отчет и за предишните: в отчета на проекта Jems взема само "
    "сертифицираното.",
    "Of a partner without a certificate the declared amounts stand, of this report and of earlier ones: into the project report "
    "Jems takes only what is certified.",
)


@dataclass(frozen=True)
class Whole(Ground):
    """The ground of a project's report, with the parts of its partners read once."""

    @cached_property
    def parts(self) -> list[Part]:
        """The parts of all partners."""
        return parts_of(self)


def not_decided(of: Ground) -> tuple[Text, ...]:
    """That declared amounts stand somewhere, of this report or of earlier ones; nothing where control has certified all."""
    parts = parts_in(of)
    open_ = (
        (part.tally.rows and not part.certified) or part.whole(BEFORE_STANDING) != part.whole("prev_valid")
        for part in parts
    )
    return (NOT_DECIDED,) if any(open_) else ()


def parts_in(of: Ground) -> list[Part]:
    return of.parts if isinstance(of, Whole) else parts_of(of)


def included(part: Part) -> Money:
    """What of a partner's report is in the project's."""
    return part.whole(STANDING)


# --- per partner and per category -------------------------------------------------------------------------------------

_CATEGORIES: Final = tuple(Category)
_CAPTIONS: Final[Mapping[Category, Text]] = {
    **CATEGORY_NAMES,
    Category.OFFICE: Text("Офис и администрация", "Office and administration"),
}


def _by_partner_columns(last: Text) -> tuple[Column, ...]:
    return (
        Column(Text("Партньор", "Partner"), 10, "partner"),
        Column(Text("Съкращение на организацията", "Organisation abbreviation"), 32, "name"),
        Column(Text("Държава", "Country"), 9, "country", Style.CURRENCY),
        *(Column(_CAPTIONS[one], 17, one.value, _AMOUNT) for one in _CATEGORIES),
        Column(last, 16, "total", _AMOUNT),
    )


def _by_partner(of: Ground, value: Callable[[Part, Category], Money]) -> Iterable[Line]:
    parts = parts_in(of)
    columns: dict[str, Money] = dict.fromkeys((*_CATEGORIES, "total"), NONE)
    for part in parts:
        found = {category.value: value(part, category) for category in _CATEGORIES}
        found["total"] = total(found.values(), EURO)
        columns = {column: sum_ + found[column] for column, sum_ in columns.items()}
        spots = {one.value: Spot(found[one.value], behind=of_partner(parts, part, one)) for one in _CATEGORIES}
        yield Line({**_partner_cells(part), **spots, "total": Spot(found["total"], _ACROSS)}, part.called)
        rates = {
            category.value: Spot(Text(f"ставка {rate} %", f"Flat Rate {rate} %"), style=Style.CURRENCY)
            for category in _CATEGORIES
            if (rate := flat_rate_of(part, category)) is not None
        }
        if rates:
            yield Line(rates, kind=Kind.REMARK)
    first, last = parts[0].called, parts[-1].called
    sums = {column: Spot(amount, f"ROUND(SUM([{column}@{first}:{last}]),2)") for column, amount in columns.items()}
    yield Line({"partner": TOTAL, **sums}, "total", Kind.TOTAL)


def of_partner(parts: Sequence[Part], part: Part, category: Category | None = None) -> Behind:
    """The expenses of a partner, or those behind one of its categories."""
    known, home = {one.partner.id for one in parts}, parts[0].partner.id
    among = entered([part], category) if category is not None else everything

    def holds(one: Entry | Earlier) -> bool:
        whose = one.partner_id if one.partner_id in known else home
        return whose == part.partner.id and among(one)

    return holds


_ACROSS: Final = "ROUND(" + "+".join(f"[{one.value}]" for one in _CATEGORIES) + ",2)"


def _partner_cells(part: Part) -> dict[str, Value | Spot]:
    return {"partner": part.called, "name": part.partner.name, "country": part.partner.country}


def _current_by_category(of: Ground) -> Iterable[Line]:
    return _by_partner(of, lambda part, category: part.category(STANDING, category))


def _deducted(part: Part, category: Category) -> Money:
    """What control took away of a category: declared less certified and parked; nothing while it has not decided."""
    if not part.certified:
        return NONE
    return part.category("current", category) - part.category("after", category) - part.category("parked", category)


def _deducted_by_category(of: Ground) -> Iterable[Line]:
    return _by_partner(of, _deducted)


PER_PARTNER: Final = Grid(
    "per_partner",
    Text("По партньори и категории", "Per partner per category"),
    _by_partner_columns(Text("Общо текущ отчет", "Total current report")),
    _current_by_category,
    title=Text(
        "Преглед по партньори и категории разходи – текущ отчет",
        "Overview per partner/per cost category - Current report",
    ),
    below=not_decided,
)
DEDUCTED: Final = Grid(
    "deducted",
    Text("Приспаднати от контрола", "Deducted by control"),
    _by_partner_columns(Text("Общо приспаднати", "Total deduction")),
    _deducted_by_category,
    title=Text("Обобщение на приспаднатите от контрола", "Summary of deducted items by control"),
)


# --- partner spending profile -----------------------------------------------------------------------------------------


def _profile(of: Ground) -> Iterable[Line]:
    parts = parts_in(of)
    columns: dict[str, Money] = dict.fromkeys(("budget", "prev", "current"), NONE)
    for part in parts:
        overview = Overview(part.whole("budget"), part.whole(BEFORE_STANDING), included(part))
        found = {"budget": overview.budget, "prev": overview.previous, "current": overview.current}
        columns = {column: sum_ + found[column] for column, sum_ in columns.items()}
        yield Line(
            {**_partner_cells(part), **_followed(overview), **UNPLANNED, "forecast": written(part, FORECAST)},
            part.called,
            behind=of_partner(parts, part),
        )
    together = Overview(columns["budget"], columns["prev"], columns["current"])
    first, last = parts[0].called, parts[-1].called
    columns |= dict.fromkeys(("target", "cumulative"), NONE)
    sums = {column: Spot(amount, f"ROUND(SUM([{column}@{first}:{last}]),2)") for column, amount in columns.items()}
    yield Line({"partner": TOTAL, **_followed(together), **UNPLANNED, **sums}, "total", Kind.TOTAL)


def _followed(overview: Overview) -> dict[str, Value | Spot]:
    return {
        "budget": overview.budget,
        "prev": overview.previous,
        "current": overview.current,
        "sofar": overview.so_far,
        "sofar_pct": overview.per_cent,
        "remaining": overview.remaining,
    }


PROFILE: Final = Grid(
    "profile",
    Text("Профил на разходване", "Partner spending profile"),
    (
        Column(Text("Партньор", "Partner"), 10, "partner"),
        Column(Text("Съкращение на организацията", "Organisation abbreviation"), 32, "name"),
        Column(Text("Държава", "Country"), 9, "country", Style.CURRENCY),
        Column(Text("Общ допустим бюджет", "Total eligible budget"), 15, "budget", _AMOUNT),
        Column(Text("Отчетени преди", "Previously Reported"), 15, "prev", _AMOUNT),
        Column(Text("Текущ отчет", "Current report"), 15, "current", _AMOUNT),
        Column(
            Text("Общо отчетени досега", "Total reported so far"),
            *(15, "sofar", _AMOUNT),
            formula="ROUND([prev]+[current],2)",
        ),
        Column(
            Text("% от общия допустим бюджет", "% of Total eligible budget"),
            *(12, "sofar_pct", Style.SHARE),
            formula="ROUND([sofar]/[budget],4)",
        ),
        Column(
            Text("Оставащ бюджет", "Remaining budget"), 15, "remaining", _AMOUNT, formula="ROUND([budget]-[sofar],2)"
        ),
        Column(Text("Цел за периода", "Period target"), 14, "target", _AMOUNT),
        Column(Text("Цел с натрупване", "Cumulative target"), 14, "cumulative", _AMOUNT),
        *against_targets(16),
        Column(Text("Прогноза за следващия отчет", "Next report forecast"), 20, "forecast"),
    ),
    _profile,
    adds=("current",),
    before=("prev",),
    plans=("budget",),
    below=lambda _of: (NO_TARGETS,),
)


# --- deliverables and outputs -----------------------------------------------------------------------------------------


def _deliverables(of: Ground) -> Iterable[Line]:
    for one in of.deliverables:
        inside = one.handed_in_on is not None and of.first <= one.handed_in_on <= of.last
        yield Line(
            {
                "number": f"D {one.number}",
                "title": one.title,
                "due_on": one.due_on,
                "unit": one.unit,
                "target": one.target,
                "cumulative": one.quantity,
                "now": one.quantity if inside else None,
                "told": one.note,
            }
        )


DELIVERABLES: Final = Grid(
    "deliverables",
    Text("Продукти", "Deliverables and outputs"),
    (
        Column(Text("№", "No."), 10, "number", Style.CODE),
        Column(Text("Наименование", "Title"), 44, "title"),
        Column(Text("Срок", "Delivery period"), 12, "due_on", Style.DAY),
        Column(Text("Мерна единица", "Measurement unit"), 16, "unit"),
        Column(Text("Целева стойност", "Target value"), 12, "target", Style.QUANTITY),
        Column(Text("Стойност с натрупване", "Cumulative value"), 12, "cumulative", Style.QUANTITY),
        Column(
            Text("Постигнато в този отчетен период", "Achieved in this reporting period"), 14, "now", Style.QUANTITY
        ),
        Column(Text("Напредък", "Progress"), 50, "told", longest=2000),
        Column(Text("Файлове", "Files"), 16, "files"),
    ),
    _deliverables,
    below=lambda of: () if of.deliverables else (NONE_HERE,),
)


def _outputs(of: Ground) -> Iterable[Line]:
    for one in of.indicators:
        before, now = one.before, one.now
        both = None if before is None and now is None else (before or 0) + (now or 0)
        yield Line(
            {
                "code": one.code or one.number,
                "name": one.name,
                "unit": one.unit,
                "target": one.target,
                "before": before,
                "now": now,
                "so_far": Spot(both, "[before]+[now]") if both is not None else None,
            }
        )


OUTPUTS: Final = Grid(
    "outputs",
    Text("Показатели", "Result and output overview"),
    (
        Column(Text("Код", "Code"), 12, "code", Style.CODE),
        Column(Text("Показател", "Indicator"), 54, "name"),
        Column(Text("Мерна единица", "Measurement unit"), 16, "unit"),
        Column(Text("Целева стойност", "Target value"), 14, "target", Style.QUANTITY),
        Column(Text("Отчетени преди", "Previously Reported"), 14, "before", Style.QUANTITY),
        Column(Text("Текущ отчет", "Current Report"), 14, "now", Style.QUANTITY),
        Column(Text("Общо", "Total"), 14, "so_far", Style.QUANTITY),
    ),
    _outputs,
)
