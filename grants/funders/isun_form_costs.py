"""The second sheet of ИСУН's financial report: the costs of the period by budget line, each chapter with its own sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Grid, Kind, Line, Spot, Value, on_line
from grants.funders.ground import Ground, PlannedLine
from grants.funders.isun_costs import both, currency_of, place_of_line
from grants.funders.isun_form_sums import Pair, added, approved_before, budget_pairs, key_of, nothing, sums_of
from grants.funders.isun_sums import cumulative, residue
from grants.values.language import Text

ELIGIBLE: Final = Text("ОБЩО ДОПУСТИМИ РАЗХОДИ ПО ПРОЕКТА", "TOTAL ELIGIBLE COSTS OF THE PROJECT")
INELIGIBLE: Final = Text("X Недопустими разходи", "X Ineligible costs")
ALL: Final = Text("ОБЩО РАЗХОДИ ПО ПРОЕКТА", "TOTAL COSTS OF THE PROJECT")
_NO_LINE: Final = Text("без бюджетен ред", "on no budget line")
_ITSELF: Final = Text("(на самия раздел)", "(on the chapter itself)")
_SUMMED: Final = ("budget_grant", "budget_own", "grant", "own", "before_grant", "before_own")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a row of the sheet is worked out from: grant and own of the budget, of now, and approved before."""

    budget: Pair
    now: Pair
    before: Pair

    def __add__(self, other: Figures) -> Figures:
        """Both, part by part."""
        return Figures(added(self.budget, other.budget), added(self.now, other.now), added(self.before, other.before))

    def __bool__(self) -> bool:
        return any(part for pair in (self.budget, self.now, self.before) for part in pair)

    def cells(self) -> dict[str, Value | Spot]:
        """The columns 6 to 20, and those the cumulated sums come from."""
        (budget_grant, budget_own), (grant, own), (before_grant, before_own) = self.budget, self.now, self.before
        so_far_grant, so_far_own = cumulative(before_grant, grant), cumulative(before_own, own)
        left: dict[str, Value | Spot] = {}
        for shows, planned, used in (
            ("grant", budget_grant, so_far_grant),
            ("own", budget_own, so_far_own),
            ("all", budget_grant + budget_own, so_far_grant + so_far_own),
        ):
            left[f"left_{shows}"], left[f"left_{shows}_share"] = residue(planned, used)
        return {
            "budget_grant": budget_grant,
            "budget_own": budget_own,
            "budget": budget_grant + budget_own,
            "grant": grant,
            "own": own,
            "total": grant + own,
            "so_far_grant": so_far_grant,
            "so_far_own": so_far_own,
            "so_far": so_far_grant + so_far_own,
            "before_grant": before_grant,
            "before_own": before_own,
            **left,
        }


def figures_by_line(ground: Ground) -> Mapping[int | None, Figures]:
    """The figures of each line by itself; None for what is on no line."""
    none = nothing(currency_of(ground))
    budget, now, before = budget_pairs(ground), ground.once(sums_of).by_line, approved_before(ground)
    ids: list[int | None] = [*(line.id for line in ground.lines), None]
    return {
        one: Figures(budget.get(one, none) if one is not None else none, now.get(one, none), before.get(one, none))
        for one in ids
    }


def all_figures(ground: Ground) -> Figures:
    """The figures of the whole project."""
    none = nothing(currency_of(ground))
    return sum(ground.once(figures_by_line).values(), Figures(none, none, none))


def costs(ground: Ground) -> Iterator[Line]:
    """Each chapter with its lines and its sum; then what is eligible, what is not, and all of it."""
    known = ground.once(figures_by_line)
    added_up = []
    for top in _tops(ground.lines):
        below = [line for line in ground.lines if line.number.startswith(f"{top.number}.")]
        if not below:
            yield _row(ground, top, known[top.id])
            added_up.append(_place(top))
            continue
        yield from _chapter(ground, top, below, known)
        added_up.append(f"sum-{top.id}")
    if known[None]:
        yield _of_figures(ground, _NO_LINE, known[None], "none", key_of(""))
        added_up.append("none")
    whole = all_figures(ground)
    yield _total(ELIGIBLE, whole, "eligible", "+".join(f"[{{shows}}@{key}]" for key in added_up))
    none = nothing(currency_of(ground))
    yield Line({"title": INELIGIBLE, **Figures(none, none, none).cells()}, "ineligible")
    yield _total(ALL, whole, "all", "[{shows}@eligible]+[{shows}@ineligible]")


def _tops(lines: tuple[PlannedLine, ...]) -> list[PlannedLine]:
    numbers = {line.number for line in lines}
    return [line for line in lines if not any(line.number.startswith(f"{one}.") for one in numbers)]


def _place(line: PlannedLine) -> str:
    return f"line-{line.id}"


def _chapter(
    ground: Ground, top: PlannedLine, below: list[PlannedLine], known: Mapping[int | None, Figures]
) -> Iterator[Line]:
    """A chapter: its heading, its lines as deep as they lie, and "ОБЩО …"."""
    rows = []
    for line in (top, *below):
        depth = line.number.count(".") - top.number.count(".")
        if not any(one.number.startswith(f"{line.number}.") for one in below):
            rows.append(_row(ground, line, known[line.id], depth))
            continue
        rows.append(Line({"title": both(f"{place_of_line(line.number)} ", line.title)}, "", Kind.CHAPTER, depth))
        if known[line.id]:
            rows.append(_row(ground, line, known[line.id], depth + 1, _ITSELF))
    yield from rows
    whole = sum((known[line.id] for line in below), known[top.id])
    keys = [row.key for row in rows if row.key]
    title = both(
        f"{place_of_line(top.number)} ", both("", Text(f"ОБЩО {top.title.bg}", f"TOTAL {top.title.in_('en')}"))
    )
    yield _total(title, whole, f"sum-{top.id}", f"SUM([{{shows}}@{keys[0]}:{keys[-1]}])")


def _row(ground: Ground, line: PlannedLine, figures: Figures, depth: int = 0, after: Text | None = None) -> Line:
    title = both(f"{place_of_line(line.number)} ", line.title)
    if after is not None:
        title = Text(f"{title.bg} {after.bg}", f"{title.en} {after.en}")
    made = _of_figures(ground, title, figures, _place(line), key_of(line.number), line.id)
    return Line(made.cells, made.key, made.kind, depth, behind=made.behind)


def _of_figures(
    ground: Ground, title: Text, figures: Figures, key: str, sought: str, line_id: int | None = None
) -> Line:
    """A row whose costs of the period are those of the inventory that bear its key."""
    grant, own = figures.now
    formula = f'SUMIF([docs!key],"{sought}",[docs!{{shows}}])' if len(ground.entries) and '"' not in sought else ""
    spots: dict[str, Value | Spot] = {
        "grant": Spot(grant, formula.replace("{shows}", "grant")),
        "own": Spot(own, formula.replace("{shows}", "own")),
        "total": grant + own,
    }
    return Line({"title": title, **figures.cells(), **spots}, key, behind=on_line(line_id))


def _total(title: Text, figures: Figures, key: str, formula: str) -> Line:
    cells = figures.cells()
    for shows in _SUMMED:
        value = cells[shows]
        assert not isinstance(value, Spot)
        cells[shows] = Spot(value, formula.replace("{shows}", shows))
    return Line({"title": title, **cells}, key, Kind.TOTAL)


def _amount(bg: str, en: str, shows: str, formula: str = "") -> Column:
    return Column(Text(bg, en), 13.5, shows, Style.AMOUNT, formula=formula)


def _left(bg: str, en: str, shows: str, planned: str, used: str) -> tuple[Column, Column]:
    of_left = f"IF(ROUND([{shows}],2)>0,IF([{planned}]=0,0,ROUND(ROUND([{shows}],2)/[{planned}],4)),0)"
    return (
        _amount(f"Остатък {bg}в абсолютна стойност", f"Left{en}, amount", shows, f"[{planned}]-[{used}]"),
        Column(
            Text(f"Остатък {bg}в процент", f"Left{en}, per cent"), 8.5, f"{shows}_share", Style.SHARE, formula=of_left
        ),
    )


COSTS: Final = Grid(
    "costs",
    Text("Разходи за отчетния период", "Costs of the period"),
    (
        Column(Text("Описание на конкретния разход", "Budget line"), 38, "title"),
        _amount("БФП", "Grant", "budget_grant"),
        _amount("Собствено съфинансиране", "Own co-financing", "budget_own"),
        _amount("Обща стойност", "Total", "budget", "[budget_grant]+[budget_own]"),
        _amount("Разходи от БФП", "Costs, grant", "grant"),
        _amount("Собствено съфинансиране", "Own co-financing", "own"),
        _amount("Обща стойност", "Total", "total", "[grant]+[own]"),
        _amount(
            "Общо разходи от БФП до момента с натрупване", "Grant so far", "so_far_grant", "[before_grant]+[grant]"
        ),
        _amount(
            "Общо разходи от собствено съфинансиране до момента с натрупване",
            *("Own co-financing so far", "so_far_own", "[before_own]+[own]"),
        ),
        _amount("Общо разходи до момента с натрупване", "Total so far", "so_far", "[so_far_grant]+[so_far_own]"),
        *_left("от БФП ", " of the grant", "left_grant", "budget_grant", "so_far_grant"),
        *_left("", "", "left_own", "budget_own", "so_far_own"),
        *_left("", "", "left_all", "budget", "so_far"),
        _amount("Одобрено преди: БФП", "Approved before: grant", "before_grant"),
        _amount("Одобрено преди: собствено", "Approved before: own", "before_own"),
    ),
    costs,
    title=Text("Разходи за отчетния период", "Expenses for the reporting period"),
    bands=(
        (
            Text(
                "Актуален бюджет към последната дата на периода на отчета", "Budget in force at the end of the period"
            ),
            *("budget_grant", "budget"),
        ),
        (Text("Разходи за отчетния период", "Costs of the period"), "grant", "total"),
        (Text("Разлика БФП", "Difference, grant"), "left_grant", "left_grant_share"),
        (Text("Разлика (Собствено съфинансиране)", "Difference (own co-financing)"), "left_own", "left_own_share"),
        (Text("Разлика (общ бюджет)", "Difference (whole budget)"), "left_all", "left_all_share"),
    ),
    numbered=(
        *("1", "6", "7", "8", "9", "10", "11(9+10)", "12 (sheet ИП;B;E)", "13", "14 (sheet ИП;D;G)"),
        *("15 (6-12)", "16 (15/6)", "17 (7-13)", "18 (17/7)", "19 (8-14)", "20 (19/8)"),
    ),
    below=lambda _ground: (
        Text(
            "С натрупване = одобреното от предишните отчети + разходите за периода. Приносът в натура не влиза тук: той е в "
            "„Източници на финансиране“.",
            "So far = what was approved of earlier reports + the costs of the period. In-kind contributions are not here but "
            "among the sources of funding.",
        ),
    ),
    own_from="before_grant",
    adds=("grant", "own", "total"),
    before=("before_grant", "before_own"),
    plans=("budget_grant", "budget_own", "budget"),
)
