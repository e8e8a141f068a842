"""Interreg: the financial overviews, tables 1 to 4 of the partner's report and the same tables of the whole project.

Amounts are worked out by the rules of `interreg`; the sheet adds so far, per cent, remaining and totals as formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Behind, Kind, Labelled, Line, Spot, Value, everything, on_line
from grants.funders.ground import EURO, Earlier, Entry, Ground
from grants.funders.interreg import Category, Overview
from grants.funders.interreg_lists import NONE, Status, counted_in
from grants.funders.interreg_part import Part, Sums, whole_of
from grants.funders.interreg_parts import part_in
from grants.values.language import LANGUAGES, Language, Text
from grants.values.money import Money, total
from grants.values.wording import wording

CATEGORY_NAMES: Final[Mapping[Category, Text]] = {
    Category.STAFF: Text("Разходи за персонал", "Staff costs"),
    Category.OFFICE: Text("Офисни и административни разходи", "Office and administrative costs"),
    Category.TRAVEL: Text("Пътни разходи и разходи за настаняване", "Travel and accommodation"),
    Category.EXTERNAL: Text("Разходи за външни експерти и външни услуги", "External expertise and services"),
    Category.EQUIPMENT: Text("Разходи за оборудване", "Equipment"),
    Category.INFRASTRUCTURE: Text("Разходи за инфраструктура и строителни работи", "Infrastructure and works"),
    Category.OTHER: Text("Други разходи", "Other costs"),
    Category.LUMP_SUM: Text("Еднократни суми", "Lump sum"),
    Category.UNIT_COST: Text("Единични разходи", "Unit Costs"),
    Category.SPF: Text("Фонд за малки проекти", "Small project fund"),
}
MULTIPLE: Final = Text("Няколко категории", "Multiple")
STATUS_ROWS: Final[Mapping[Status, Text]] = {
    Status.PUBLIC: Text("в т.ч. публичен принос", "of which Public contribution"),
    Status.AUTOMATIC: Text("в т.ч. автоматичен публичен принос", "of which Automatic public contribution"),
    Status.PRIVATE: Text("в т.ч. частен принос", "of which Private contribution"),
}
CONTRIBUTION: Final = Text("Принос на партньора", "Partner contribution")
TOTAL: Final = Text("Общо", "Total")
NO_LINE: Final = Text("Без бюджетен ред", "On no budget line")

ALWAYS: Final = frozenset(
    {Category.STAFF, Category.TRAVEL, Category.EXTERNAL, Category.EQUIPMENT, Category.INFRASTRUCTURE}
)
"""The categories that are shown also where there is nothing in them."""

ROUNDED_DOWN: Final = Text(
    "Разликите от закръгляването надолу на приноса излизат в колоната с оставащия бюджет.",
    "Differences due to rounding down of contributions will show up in the remaining budget column.",
)
AS_CREATED: Final = Text(
    "Отчетените преди суми са тези към създаването на този отчет.",
    "Previous amounts are those submitted when this report was created.",
)
NONE_HERE: Final = Text("Няма.", "None.")
"""Below a table of which nobody would know otherwise whether it was forgotten."""
NET: Final = Text("Нето (не е част от таблицата на Jems)", "Net (not part of the Jems table)")

Measure = Callable[[Part, str], Money]
"""A row of a table: what of a partner's column stands in it."""

STANDING: Final = "standing"
"""This report's amounts in that of the project: those after control of what is certified, as declared of the rest."""
BEFORE_STANDING: Final = "prev_standing"
"""The same of earlier reports: what the project reported before."""

_SUMMED: Final = ("budget", "prev", "prev_parked", "current", "reincl", "prev_valid", "after", "net_used")


@dataclass(frozen=True, slots=True)
class Captions:
    """The headings in which the two reports differ."""

    budget: Text
    prev_valid: Text
    after: Text


OF_PARTNER: Final = Captions(
    Text("Общ допустим бюджет на партньора", "Partner total eligible budget"),
    Text("Потвърдени преди", "Previously validated"),
    Text("Общо допустими след контрол за текущия отчет", "Total eligible after control for current report"),
)
OF_PROJECT: Final = Captions(
    Text("Общ допустим бюджет на проекта", "Project total eligible budget"),
    Text("Верифицирани преди", "Previously verified"),
    Text("Текущ отчет след верификация", "Current report after verification"),
)
PREVIOUSLY_PAID: Final = Text("Изплатени преди", "Previously paid")
PAID_LUMP_SUMS: Final = Text("Изплатени преди ускорени еднократни суми", "Previously paid FTLS")


def overview_columns(
    first: Text, captions: Captions = OF_PARTNER, *, rates: bool = False, paid: Text | None = None, net: bool = True
) -> tuple[Column, ...]:
    """The columns of a table: a to k, and our own net block."""
    amount = Style.AMOUNT
    columns = [Column(first, 46, "name")]
    if rates:
        columns.append(Column(Text("Единна ставка", "Flat rate"), 9, "flat_rate", Style.WHOLE_SHARE))
    columns += [
        Column(captions.budget, 16, "budget", amount),
        Column(Text("Отчетени преди", "Previously reported"), 15, "prev", amount),
        *([Column(Text("в т.ч. отложени", "parked"), 15, "prev_parked", amount)] if net else ()),
        Column(Text("Текущ отчет", "Current report"), 15, "current", amount),
        *([Column(Text("в т.ч. повторно включени", "re-included"), 15, "reincl", amount)] if net else ()),
        Column(
            Text("Общо отчетени досега", "Total reported so far"),
            *(15, "sofar", amount),
            formula="ROUND([prev]+[current],2)",
        ),
        Column(
            Text("% от общата сума", "% of total"), 12, "sofar_pct", Style.SHARE, formula="ROUND([sofar]/[budget],4)"
        ),
        Column(
            Text("Оставащ бюджет", "Remaining budget"), 16, "remaining", amount, formula="ROUND([budget]-[sofar],2)"
        ),
        Column(captions.prev_valid, 15, "prev_valid", amount),
        Column(captions.after, 17, "after", amount),
    ]
    if paid:
        columns.append(Column(paid, 17, "prev_paid", amount))
    if net:
        columns += [
            Column(Text("Нето изразходвани", "Net used"), 18, "net_used", amount),
            Column(
                Text("Нето оставащи", "Net remaining"),
                *(18, "net_remaining", amount),
                formula="ROUND([budget]-[net_used],2)",
            ),
        ]
    return tuple(columns)


ADDED: Final = ("current", "after", "net_used")
"""The columns in which a row adds up expenses of this report; what of them is claimed again names them itself."""
REPORTED: Final = ("prev", "prev_parked", "prev_valid", "net_used")
PLANNED: Final = ("budget",)

NET_BAND: Final = ((NET, "net_used", "net_remaining"),)


def whose(of: Ground) -> Iterable[Labelled]:
    """Whose report it is, above each of its tables."""
    part = part_in(of)
    name = part.partner.name
    yield Labelled(Text("Партньор", "Partner"), Text(*(f"{part.called} · {name.in_(one)}" for one in LANGUAGES)))
    yield Labelled(Text("Отчет на партньора", "Partner report"), f"R{part.report}")
    if part.tally.rated:
        yield Labelled(Text("Обменен курс", "Conversion rate"), _rates_told(part))


_PREVIEW: Final = Text("предварителен", "preview")
_NO_MONTH: Final = Text("друг, а не на ИнфорЕвро за един месец", "not InforEuro of one month")


def _rates_told(part: Part) -> Text:
    """Which month's InforEuro rate stands behind the euro; of a draft, which is converted at that of its submission, a preview."""
    months = sorted(part.tally.rated, key=lambda one: (one[1], one[0] or date.min))
    return Text(
        *(
            "; ".join(_rate_told(month, language, preview=preview) for month, preview in months)
            for language in LANGUAGES
        )
    )


def _rate_told(month: date | None, language: Language, *, preview: bool) -> str:
    of = Text("ИнфорЕвро за {}", "InforEuro of {}").in_(language)
    said = of.format(wording(language).month(month)) if month else _NO_MONTH.in_(language)
    return f"{_PREVIEW.in_(language)}: {said}" if preview else said


# --- rows -------------------------------------------------------------------------------------------------------------


def amounts(parts: Sequence[Part], measure: Measure, current: str = "current") -> dict[str, Money]:
    """A row's amounts, of one partner or of several together; `current` names the column that is this report's.

    Where that is what stands of it after control, what was reported before is what stood of earlier reports.
    """
    found = {
        column: total((measure(part, column) for part in parts), EURO)
        for column in ("budget", "prev", "prev_parked", "reincl", "prev_valid", "decided")
    }
    found["current"] = total((measure(part, current) for part in parts), EURO)
    if current == STANDING:
        found["prev"] = total((measure(part, BEFORE_STANDING) for part in parts), EURO)
    if current == "current" and all(part.certified for part in parts):
        found["after"] = total((measure(part, "after") for part in parts), EURO)
    now = found.get("after", found["current"])  # of a certified report what is certified
    found["net_used"] = found["prev"] - found.pop("decided") + found["prev_valid"] + now
    return found


def computed(found: Mapping[str, Money], behind: Behind = everything) -> dict[str, Value | Spot]:
    """A row's amounts with those that follow from them; `behind` are the expenses it adds up."""
    overview = Overview(found["budget"], found["prev"], found["current"])
    again = {"reincl": Spot(found["reincl"], behind=_again(behind))} if "reincl" in found else {}
    return {
        **found,
        **again,
        "sofar": overview.so_far,
        "sofar_pct": overview.per_cent,
        "remaining": overview.remaining,
        "net_remaining": found["budget"] - found["net_used"],
    }


def _again(behind: Behind) -> Behind:
    """Those of them that were set aside before and are claimed again."""
    return lambda one: isinstance(one, Entry) and bool(one.parked_in) and behind(one)


def total_row(rows: Iterable[Mapping[str, Money]], first: str, last: str) -> Line:
    """The row of totals, of the rows between two keys."""
    summed: dict[str, Money] = {}
    for row in rows:
        for column, amount in row.items():
            summed[column] = summed.get(column, NONE) + amount
    cells = computed({"budget": NONE, "prev": NONE, "current": NONE, "net_used": NONE, **summed})
    if first:
        cells |= {
            column: Spot(amount, f"ROUND(SUM([{column}@{first}:{last}]),2)")
            for column, amount in summed.items()
            if column in _SUMMED
        }
    return Line({**cells, "name": TOTAL}, "total", Kind.TOTAL)


def of_sums(rule: Callable[[Part, Sums], Money]) -> Measure:
    """A measure by what a rule makes of each report's sums."""
    return lambda part, column: total((rule(part, sums) for sums in part.columns[column]), EURO)


def by_category(category: Category) -> Measure:
    """The row of a category."""
    return of_sums(lambda _part, sums: sums[category])


def contribution(part: Part, sums: Sums) -> Money:
    """What the partner pays of a report."""
    return part.payers.contribution(whole_of(sums))


def of_status(status: Status) -> Measure:
    """The part of it that is of one status."""
    return of_sums(lambda part, sums: part.payers.part(status, whole_of(sums)))


def fund_names(parts: Sequence[Part]) -> list[Text]:
    """Every fund that pays one of the partners, in their order."""
    return list(dict.fromkeys(fund.name for part in parts for fund in part.payers.funds))


def of_fund(name: Text) -> Measure:
    """The row of a fund: of every report's total, never of its lines."""

    def share(part: Part, sums: Sums) -> Money:
        shares = part.payers.shares(whole_of(sums))
        return total((one for one, fund in zip(shares, part.payers.funds, strict=True) if fund.name == name), EURO)

    return of_sums(share)


def summary_rows(
    parts: Sequence[Part], current: str = "current", paid: Mapping[str, Money] | None = None
) -> Iterable[Line]:
    """Table 1: funds, partner contribution and what it consists of, total. `paid` is what was paid before, by key."""
    rows: dict[str, dict[str, Money]] = {}
    for place, name in enumerate(fund_names(parts), start=1):
        rows[f"fund{place}"] = amounts(parts, of_fund(name), current)
        yield Line(
            {**computed(rows[f"fund{place}"]), "name": name, "prev_paid": (paid or {}).get(f"fund{place}")},
            f"fund{place}",
            behind=everything,
        )
    rows["partner"] = amounts(parts, of_sums(contribution), current)
    not_paid: dict[str, Value | Spot] = {"prev_paid": Spot("N/A", style=Style.CURRENCY)}
    yield Line({**computed(rows["partner"]), "name": CONTRIBUTION, **not_paid}, "partner", behind=everything)
    for status, label in STATUS_ROWS.items():
        found = amounts(parts, of_status(status), current)
        yield Line({**computed(found), "name": label, **not_paid}, status.value, depth=1, behind=everything)
    yield total_row(rows.values(), next(iter(rows)), "partner")


def shown_categories(parts: Sequence[Part], current: str = "current") -> list[tuple[Category, dict[str, Money]]]:
    """The rows of table 2: the categories the partners may have, with their amounts."""
    found = [(category, amounts(parts, by_category(category), current)) for category in Category]
    return [(one, sums) for one, sums in found if one in ALWAYS or any(sums.values()) or _rated(parts, one)]


def _rated(parts: Sequence[Part], category: Category) -> bool:
    return any(flat_rate_of(part, category) is not None for part in parts)


def flat_rate_of(part: Part, category: Category) -> int | None:
    """At which rate a partner's category is computed; None where it is not."""
    rates = part.rates.rates
    return {
        Category.STAFF: rates.staff,
        Category.TRAVEL: rates.travel,
        Category.OFFICE: rates.office_on_staff or rates.office_on_direct,
        Category.OTHER: rates.other,
    }.get(category)


def entered(parts: Sequence[Part], category: Category) -> Behind:
    """The expenses a row of the budget follows from: those entered in it, or those on which its flat rate stands."""
    of = {part.partner.id: (part.rates.rates.stands_on(category), part.rates.lines) for part in parts}

    def holds(entry: Entry | Earlier) -> bool:
        base, rated = of.get(entry.partner_id or 0, of[parts[0].partner.id])
        at_rate = entry.form == "flat_rate" and entry.line_id in rated
        return not at_rate and counted_in(entry.category, entry.form) in base

    return holds


def category_rows(parts: Sequence[Part], current: str = "current") -> Iterable[Line]:
    """Table 2."""
    rows = shown_categories(parts, current)
    for category, found in rows:
        rate = flat_rate_of(parts[0], category) if len(parts) == 1 else None
        behind = entered(parts, category)
        yield Line(
            {
                **computed(found, behind),
                "name": CATEGORY_NAMES[category],
                "flat_rate": Decimal(rate) if rate is not None else None,
            },
            category.value,
            behind=behind,
        )
    yield total_row((found for _, found in rows), rows[0][0].value, rows[-1][0].value)


# --- lump sums and unit costs -----------------------------------------------------------------------------------------


def options_of(parts: Sequence[Part], form: str) -> dict[int | None, Text]:
    """The lines of one simplified form, by their ids, with their names: as planned, and any other it was claimed on."""
    return {line_id: part.titles.get(line_id, NO_LINE) for part in parts for line_id in part.option_lines(form)}


def option_rows(form: str, current: str = "current") -> Callable[[Sequence[Part]], Iterable[Line]]:
    """Tables 3 and 4: a row for each lump sum, or for each unit cost."""

    def rows(parts: Sequence[Part]) -> Iterable[Line]:
        summed = []
        options = options_of(parts, form)
        for line_id, name in options.items():
            found = amounts(parts, lambda part, column, at=line_id: part.option(column, form, at), current)  # type: ignore[misc]
            summed.append(found)
            behind = on_line(line_id)
            yield Line({**computed(found, behind), "name": name}, f"line{line_id or 0}", behind=behind)
        keys = [f"line{line_id or 0}" for line_id in options]
        yield total_row(summed, keys[0] if keys else "", keys[-1] if keys else "")

    return rows
