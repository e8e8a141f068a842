"""The financial statement of the EU's Model Grant Agreement (Annex 4), one for each participant and period, with the use of
resources; and the statements of grants by unit costs and by lump sums.

Codes, captions and formulas are those the Commission's portal shows for Horizon Europe, with the volunteers of CERV, ESF+ and
AMIF; sources: Annotated Grant Agreement v2.0 (1 April 2025) and the portal's help. The columns of the use of resources are a
reconstruction. In euro, whole cents, indirect costs and the contribution half up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Behind, Grid, Kind, Labelled, Line, Spot
from grants.funders.ground import EURO, Earlier, Entry, FundedBy, Ground, PlannedLine, Tally
from grants.funders.model_grant import indirect_costs, most_contribution, requested_contribution
from grants.funders.model_grant_statements import (
    EXPLANATIONS,
    INDIRECT_RATES,
    adjusted,
    explanation_place,
    income_place,
    indirect_line,
    kind_of,
    parties,
    statements,
    typed,
)
from grants.values.language import Text
from grants.values.money import Money, total
from grants.values.outline import is_under

# --- which row a cost goes into -------------------------------------------------------------------------------------

ACTUAL: Final = Text("действителни разходи", "actual costs")
UNIT: Final = Text("единични разходи (обичайна практика)", "unit costs (usual practice)")
PER_UNIT: Final = Text("единични разходи", "unit costs")
FLAT: Final = Text("единна ставка", "flat rate")

DIRECT: Final[Mapping[str, tuple[Text, Text]]] = {
    "a1": (
        Text("A.1–A.3 Персонал", "A.1–A.3 Employees, natural persons under direct contract, seconded persons"),
        ACTUAL,
    ),
    "a2": (
        Text("A.1–A.3 Персонал", "A.1–A.3 Employees, natural persons under direct contract, seconded persons"),
        UNIT,
    ),
    "a3": (Text("A.4 Собственици на МСП без заплата", "A.4 SME owners and natural persons without salary"), UNIT),
    "a5": (Text("A.5 Доброволци", "A.5 Volunteers"), UNIT),
    "b": (Text("B Възлагане на подизпълнители", "B Subcontracting"), ACTUAL),
    "c1": (Text("C.1 Пътувания и престой", "C.1 Travel and subsistence"), ACTUAL),
    "c2": (Text("C.2 Оборудване", "C.2 Equipment"), ACTUAL),
    "c3": (Text("C.3 Други стоки, работи и услуги", "C.3 Other goods, works and services"), ACTUAL),
    "d1": (Text("D.1 Финансова подкрепа за трети лица", "D.1 Financial support to third parties"), ACTUAL),
    "d2": (Text("D.2 Вътрешно фактурирани стоки и услуги", "D.2 Internally invoiced goods and services"), UNIT),
    "d3": (
        Text(
            "D.3 Транснационален достъп до изследователска инфраструктура",
            "D.3 Transnational access to research infrastructure",
        ),
        PER_UNIT,
    ),
    "d4": (
        Text("D.4 Виртуален достъп до изследователска инфраструктура", "D.4 Virtual access to research infrastructure"),
        PER_UNIT,
    ),
    "d6": (Text("D.6 Мобилност на персонал по Евратом", "D.6 Euratom staff mobility"), PER_UNIT),
}
"""The rows of direct costs in their order: caption and form of funding."""

# A line whose number begins with a letter of Annex 2 ("B", "C.1") goes where that says; else its kind of cost decides.
_BY_LETTER: Final = {
    "A.4": "a3",
    "A.5": "a5",
    "A": "a1",
    "B": "b",
    "C.1": "c1",
    "C.2": "c2",
    "C": "c3",
    "D.1": "d1",
    "D.2": "d2",
    "D.3": "d3",
    "D.4": "d4",
    "D.6": "d6",
}
_BY_CATEGORY: Final = {
    "staff": "a1",
    "civil_contract": "a1",
    "volunteers": "a5",
    "travel": "c1",
    "equipment": "c2",
    "sub_grants": "d1",
    "allowances": "d1",
}
_AT_UNIT_COST: Final = {"a1": "a2"}
_OUTSIDE: Final[Mapping[str, frozenset[str]]] = {
    "mga_7": frozenset({"a5"}),
    "mga_25": frozenset({"a5", "b", "d1", "d2", "d3", "d4", "d6"}),
}
"""What does not count in the base of indirect costs, by the profile the call has chosen; the portal prints that of 25 % as
a1 + a2 + a3 + c1 + c2 + c3.
"""
_IF_SELECTED: Final = frozenset({"d3", "d4", "d6"})
"""Rows that only some calls have: they stand in a statement where the budget has a line of them, or something is claimed."""


def code_of(line: PlannedLine | None, entry: Entry | Tally | Earlier | PlannedLine) -> str:
    """The row of direct costs an expense belongs to."""
    number = line.number if line else ""
    by_letter = next((code for letter, code in _BY_LETTER.items() if is_under(number, [letter])), "")
    code = by_letter or _BY_CATEGORY.get(entry.category, "c3")
    return _AT_UNIT_COST.get(code, code) if entry.form == "unit_cost" else code


def in_no_row_of_d(line: PlannedLine | None) -> bool:
    """Whether a line is numbered among the specific costs (D) but in none of their rows, nor of a kind that has one there."""
    if line is None or not is_under(line.number, ["D"]) or is_under(line.number, _BY_LETTER):
        return False
    return _BY_CATEGORY.get(line.category) != "d1"


def unmapped(line: PlannedLine) -> bool:
    """Whether a line has neither a letter of the form nor a kind of cost."""
    lettered = is_under(line.number, (*_BY_LETTER, "D", "E"))
    return not lettered and line.category == "none" and line.article not in INDIRECT_RATES


def is_indirect(line: PlannedLine | None, entry: Entry | Tally | Earlier) -> bool:
    """Whether an expense is part of row E, which is computed and never entered."""
    return entry.category == "indirect" or (
        line is not None and (line.article in INDIRECT_RATES or is_under(line.number, ["E"]))
    )


def profile(ground: Ground) -> tuple[str, Decimal | None]:
    """Which base the call has chosen for indirect costs, and its rate; no rate where the budget has no such line."""
    found = indirect_line(ground.lines)
    if found is None:
        return "mga_7", None
    return found.article, INDIRECT_RATES[found.article] if found.rate is None else found.rate


def _in_kind(ground: Ground) -> dict[str, Money]:
    """What of each row third parties gave in kind; only where there is some, and it is in euro or leva."""
    lines = {line.id: line for line in ground.lines}
    found: dict[str, Money] = {}
    for tally in ground.tallies:
        if tally.in_kind_euro:
            code = code_of(lines.get(tally.line_id or 0), tally)
            found[code] = found.get(code, Money.zero(EURO)) + tally.in_kind_euro
    return found


def maximum_grant(sources: Iterable[FundedBy]) -> Money | None:
    """What the EU gives at most by these sources; None where that is not known in euro."""
    amounts = [one.amount for one in sources if one.kind == "eu" and one.amount is not None]
    return total(amounts, EURO) if amounts and all(one.currency == EURO for one in amounts) else None


# --- the statement --------------------------------------------------------------------------------------------------

INDIRECT: Final = Text("E Непреки разходи", "E Indirect costs")
COSTS: Final = Text("Общо разходи", "Total costs")
MOST: Final = Text("Максимално участие на ЕС", "Maximum EU contribution")
REQUESTED: Final = Text("Поискано участие на ЕС", "Requested EU contribution")
GRANT: Final = Text("Максимален размер на безвъзмездните средства", "Maximum grant amount")
OF_GRANT: Final = Text("не повече от m", "not above m")
OF_VOLUNTEERS: Final = Text("не повече от разходите без A.5", "not above the costs without A.5")
NO_RATE: Final = Text("процентът не е известен", "the rate is not known")
TYPE: Final = Text("Вид на отчета", "Statement type")
INCOME: Final = Text("Приходи от дейността", "Income generated by the action (revenues)")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a participant's statement says: direct costs by row, and what follows from them; rates in per cent, None where they
    are not known, which counts as nothing.
    """

    sums: Mapping[str, Money]
    article: str
    per_cent: Decimal | None
    rate: Decimal | None
    maximum: Money | None = None
    in_kind: Mapping[str, Money] = field(default_factory=dict)  # of each row, what third parties gave
    adjusts: bool = False

    @property
    def direct(self) -> Money:
        """Direct costs, A to D."""
        return self.of(*self.sums)

    @property
    def last(self) -> str:
        """The last row of direct costs."""
        return [*self.sums][-1]

    @property
    def indirect(self) -> Money:
        """Row E."""
        return indirect_costs(self.direct, self.of(*self.outside), self.per_cent or Decimal(0))

    @property
    def outside(self) -> tuple[str, ...]:
        """The rows that don't count in the base of row E."""
        return tuple(code for code in self.sums if code in _OUTSIDE[self.article])

    @property
    def costs(self) -> Money:
        """Row f."""
        return self.direct + self.indirect

    @property
    def most(self) -> Money:
        """Row g."""
        return most_contribution(self.costs, self.rate or Decimal(0))

    @property
    def requested(self) -> Money:
        """Row h."""
        return requested_contribution(self.most, self.costs, self.limiting, self.maximum)

    @property
    def limiting(self) -> Money:
        """The volunteers above whose costs nothing is requested: of an adjustment none, it has only a part of a period's costs."""
        return Money.zero(EURO) if self.adjusts else self.sums["a5"]

    def without_in_kind(self, *codes: str) -> Money:
        """The sum of some rows, without what third parties gave in kind."""
        return self.of(*codes) - total((self.in_kind[code] for code in codes if code in self.in_kind), EURO)

    def of(self, *codes: str) -> Money:
        """The sum of some rows."""
        return total((self.sums[code] for code in codes), EURO)


def statement_of(ground: Ground) -> Statement:
    """The statement of a ground that is one participant's own, of one period."""
    lines = {line.id: line for line in ground.lines}
    sums = dict.fromkeys(_active(ground), Money.zero(EURO))
    for tally in ground.tallies:
        line = lines.get(tally.line_id or 0)
        if not is_indirect(line, tally):
            sums[code_of(line, tally)] += tally.euro
    article, per_cent = profile(ground)
    adjusts = adjusted(ground) is not None
    return Statement(sums, article, per_cent, ground.eu_rate, maximum_grant(ground.sources), _in_kind(ground), adjusts)


def _active(ground: Ground) -> list[str]:
    """The rows of direct costs that the statement has."""
    planned = {code_of(line, line) for line in ground.lines}
    lines = {line.id: line for line in ground.lines}
    claimed = {code_of(lines.get(one.line_id or 0), one) for one in ground.tallies}
    return [code for code in DIRECT if code not in _IF_SELECTED or code in planned | claimed]


def statement_rows(ground: Ground) -> Iterator[Line]:
    """The rows of a participant's statement: direct costs, then e, f, g, h, m and n."""
    told = statement_of(ground)
    for code, amount in told.sums.items():
        caption, form = DIRECT[code]
        yield Line(
            {"code": code, "category": caption, "form": form, "amount": amount, "in_kind": told.in_kind.get(code)},
            code,
            behind=_in_row(ground, code),
        )
    base = f"SUM([amount@a1:{told.last}])" + "".join(f"-[amount@{code}]" for code in told.outside)
    e = Spot(told.indirect, f"ROUND(({base})*{plain_rate(told.per_cent)}/100,2)")
    g = Spot(told.most, f"ROUND([amount@f]*{plain_rate(told.rate)}/100,2)")
    yield Line({"code": "e", "category": INDIRECT, "form": FLAT, "amount": e, "note": in_per_cent(told.per_cent)}, "e")
    yield Line({"code": "f", "category": COSTS, "amount": Spot(told.costs, "SUM([amount@a1:e])")}, "f", Kind.TOTAL)
    yield Line({"code": "g", "category": MOST, "amount": g, "note": in_per_cent(told.rate)}, "g", Kind.TOTAL)
    limits = list(_limits(told))
    h = Spot(told.requested, f"MIN({','.join(limits)})" if len(limits) > 1 else limits[0])
    yield Line({"code": "h", "category": REQUESTED, "amount": h, "note": _why_less(told)}, "h", Kind.TOTAL)
    yield Line({"code": "m", "category": GRANT, "amount": told.maximum}, "m")
    yield Line({"code": "n", "category": INCOME, "form": ACTUAL, "amount": income_of(ground)}, "n")


def _in_row(ground: Ground, code: str) -> Behind:
    """The expenses of a row of direct costs."""
    lines = {line.id: line for line in ground.lines}

    def holds(entry: Entry | Earlier) -> bool:
        line = lines.get(entry.line_id or 0)
        return not is_indirect(line, entry) and code_of(line, entry) == code

    return holds


def _limits(told: Statement) -> Iterator[str]:
    """What row h may not be above, as its formula says it."""
    yield "[amount@g]"
    if told.maximum is not None:
        yield "[amount@m]"
    if told.limiting:
        yield "[amount@f]-[amount@a5]"


def _why_less(told: Statement) -> Text | None:
    """Why less is requested than the funding rate gives."""
    if told.requested == told.most:
        return None
    return OF_GRANT if told.requested == told.maximum else OF_VOLUNTEERS


_CENT: Final = Decimal("0.01")


def income_of(ground: Ground) -> Money | Spot | None:
    """The revenues of a participant as typed: an amount in euro, or the words where it is none. Adjustments declare none."""
    if adjusted(ground) is not None:
        return None
    found = typed(ground, income_place(parties(ground)[0]))
    if isinstance(found, Decimal):
        return Money.of(found, EURO) if found == found.quantize(_CENT) else Spot(found, style=Style.QUANTITY)
    return Spot(found, style=Style.TEXT) if found else None


def plain_rate(rate: Decimal | None) -> str:
    """A per cent as formulas have it."""
    return f"{(rate or Decimal(0)).normalize():f}"


def in_per_cent(rate: Decimal | None) -> Text:
    """A per cent in words."""
    if rate is None:
        return NO_RATE
    return Text(f"{plain_rate(rate)} %".replace(".", ","), f"{plain_rate(rate)}%")


def _about(ground: Ground) -> Iterator[Labelled]:
    party = ground.partners[0]
    yield Labelled(Text("Проект №", "Project number"), ground.number)
    yield Labelled(Text("Акроним", "Acronym"), ground.acronym)
    yield Labelled(Text("Участник", "Participant"), party.name)
    yield Labelled(Text("PIC", "PIC"), party.pic or None)
    yield Labelled(Text("Период от", "Period from"), ground.first, Style.DAY)
    yield Labelled(Text("Период до", "Period to"), ground.last, Style.DAY)
    yield Labelled(TYPE, kind_of(ground))


def _confirmed(ground: Ground) -> Iterator[Text]:
    adjusts = adjusted(ground)
    if adjusts is not None:
        why = ground.texts.get(explanation_place(ground, adjusts)) or Text("още няма", "none yet")
        yield Text(f"{EXPLANATIONS.bg}: {why.in_('bg')}", f"{EXPLANATIONS.en}: {why.in_('en')}")
    yield Text(
        "С подписването участникът потвърждава: данните са пълни и верни; разходите са допустими; доказателствата са налице "
        "и се пазят; в последния период са обявени всички приходи (чл. 21.2).",
        "By signing, the participant confirms: the information is full and true; the costs are eligible; they can be "
        "substantiated by records; in the last period all revenues were declared (art. 21.2).",
    )
    if adjusts is not None:
        return
    yield Text(
        "Приходите (n) се въвеждат при текстовете на отчета; нужни са в последния период и само от участник с цел печалба.",
        "Revenues (n) are typed among the report's texts; they are needed in the last period, of profit-making participants only.",
    )


IN_KIND: Final = Column(
    Text("в т.ч. принос в натура от трети лица", "In-kind contributions from third parties incl."),
    20,
    "in_kind",
    Style.AMOUNT,
)
_CODE: Final = Column(Text("Код", "Code"), 16, "code", Style.CODE)

STATEMENT: Final = Grid(
    "fs",
    Text("Финансов отчет", "Financial statement"),
    (
        _CODE,
        Column(Text("Категория разходи", "Cost category"), 58, "category"),
        Column(Text("Форма на финансиране", "Form of funding"), 40, "form"),
        Column(Text("Общо (EUR)", "Total amount (EUR)"), 18, "amount", Style.AMOUNT),
        IN_KIND,
        Column(Text("Бележка", "Note"), 24, "note"),
    ),
    statement_rows,
    above=_about,
    untitled=True,
    below=_confirmed,
    adds=("amount", "in_kind"),
    each=statements,
)
