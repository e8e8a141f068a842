"""The workbook of the EU's Model Grant Agreement: every participant's statement, all together, and the use of resources.

The columns of the use of resources are a reconstruction; what each table must hold is in the portal's help.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from grants.funders.format import Book, Column, CurrencyRule, Format, Style
from grants.funders.grid import Behind, Grid, Kind, Line, Spot, Value, checks, compared
from grants.funders.ground import EURO, Earlier, Entry, Ground, Party, Tally, sorted_from
from grants.funders.model_grant_payment import PAYMENT
from grants.funders.model_grant_report import (
    COSTS,
    IN_KIND,
    INDIRECT,
    MOST,
    REQUESTED,
    STATEMENT,
    TYPE,
    Statement,
    code_of,
    is_indirect,
    statement_of,
    unmapped,
)
from grants.funders.model_grant_statements import kind_of, parties, statement_kind, statements, typed, use_place
from grants.funders.model_grant_texts import (
    PURCHASE_CODES,
    STAFF_CODES,
    months_place,
    needing_purchases,
    owed,
    places,
    staff_by_package,
)
from grants.values.language import LANGUAGES, Text
from grants.values.money import Money, total

# --- all participants together --------------------------------------------------------------------------------------

_SHOWN: Final[dict[str, Callable[[Statement], Money]]] = {
    "direct": lambda told: told.direct,
    "e": lambda told: told.indirect,
    "f": lambda told: told.costs,
    "g": lambda told: told.most,
    "h": lambda told: told.requested,
}


def _statements(ground: Ground) -> list[tuple[str, Ground, Statement]]:
    return [(key, own, statement_of(own)) for key, _name, own in statements(ground)]


def consolidated(ground: Ground) -> Iterator[Line]:
    """A row for each participant's statement, and for each of its adjustments, and their sum."""
    found = _statements(ground)
    for key, own, told in found:
        sheet = f"fs-{key}!amount"
        cells = {
            shows: Spot(amount(told), f"SUM([{sheet}@a1:{told.last}])" if shows == "direct" else f"[{sheet}@{shows}]")
            for shows, amount in _SHOWN.items()
        }
        party = own.partners[0]
        yield Line({"number": party.number, "participant": party.name, "statement": kind_of(own), **cells}, key)
    if found:
        sums = {
            shows: Spot(
                total((amount(told) for _key, _own, told in found), EURO),
                f"SUM([{shows}@{found[0][0]}:{found[-1][0]}])",
            )
            for shows, amount in _SHOWN.items()
        }
        yield Line({"participant": Text("Общо", "Total"), **sums}, "all", Kind.TOTAL)


_STATEMENT: Final = Column(TYPE, 42, "statement")


def _where_it_adjusts(grid: Grid, ground: Ground) -> Grid:
    """Which statement a row belongs to is only said where there are adjustments."""
    if any(one.adjusts for one in ground.tallies):
        return grid
    return replace(grid, columns=tuple(column for column in grid.columns if column is not _STATEMENT))


CONSOLIDATED: Final = Grid(
    "all",
    Text("Сводно", "Consolidated"),
    (
        Column(Text("№", "No."), 6, "number", Style.CODE),
        Column(Text("Участник", "Participant"), 44, "participant"),
        _STATEMENT,
        Column(Text("Преки разходи A–D", "Direct costs A–D"), 18, "direct", Style.AMOUNT),
        Column(INDIRECT, 18, "e", Style.AMOUNT),
        Column(COSTS, 18, "f", Style.AMOUNT),
        Column(MOST, 18, "g", Style.AMOUNT),
        Column(REQUESTED, 18, "h", Style.AMOUNT),
    ),
    consolidated,
    title=Text("Сводна таблица на участниците", "Consolidated statement of the participants"),
    fitted=_where_it_adjusts,
)


# --- the use of resources -------------------------------------------------------------------------------------------


def _codes(ground: Ground) -> dict[tuple[int | None, str, str], str]:
    """The row of direct costs of each line, category and form that is claimed; indirect costs have none."""
    lines = {line.id: line for line in ground.lines}
    return {
        (one.line_id, one.category, one.form): code_of(line, one)
        for one in ground.tallies
        if not is_indirect(line := lines.get(one.line_id or 0), one)
    }


def _tallied(ground: Ground, codes: Iterable[str]) -> list[Tally]:
    """The sums of the expenses in some rows."""
    wanted, known = frozenset(codes), _codes(ground)
    return [one for one in ground.tallies if known.get((one.line_id, one.category, one.form)) in wanted]


def _in_rows(ground: Ground, codes: Iterable[str]) -> Behind:
    """The expenses in some rows."""
    wanted, lines = frozenset(codes), {line.id: line for line in ground.lines}

    def holds(one: Entry | Earlier) -> bool:
        line = lines.get(one.line_id or 0)
        return not is_indirect(line, one) and code_of(line, one) in wanted

    return holds


def _staff_on(own: Ground, package: str) -> Behind:
    """The expenses for staff of a statement on a work package."""
    staff, (_whole, held) = _in_rows(own, STAFF_CODES), sorted_from(own.entries)

    def holds(one: Entry | Earlier) -> bool:
        return isinstance(one, Entry) and one.activity == package and all(of(one) for of in held) and staff(one)

    return holds


def _used(ground: Ground, codes: Iterable[str]) -> Iterator[tuple[Party, str, Entry]]:
    wanted = frozenset(codes)
    known = {of: code for of, code in _codes(ground).items() if code in wanted}
    found = parties(ground)
    by_id = {party.id: party for party in found}
    for entry in ground.entries if known else ():
        code = known.get((entry.line_id, entry.category, entry.form))
        if code is not None and entry.euro is not None:
            yield by_id.get(entry.partner_id or 0, found[0]), code, entry


def _listed(key: str, name: Text, title: Text, codes: tuple[str, ...], columns: tuple[Column, ...]) -> Grid:
    """A table of the expenses in some rows of the statement, and their sum."""

    def rows(ground: Ground) -> Iterator[Line]:
        for party, code, entry in _used(ground, codes):
            yield Line(
                {
                    "participant": party.name,
                    "statement": statement_kind(ground, entry.adjusts),
                    "package": entry.activity,
                    "code": code,
                    "who": entry.supplier,
                    "what": entry.description or entry.paper_description,
                    "amount": entry.euro,
                    "why": ground.texts.get(use_place(party, entry.line)),
                },
                entry=entry.id,
            )

    def counted(ground: Ground) -> int:
        tallied = _tallied(ground, codes)
        if all(one.rated for one in tallied):
            return sum(one.number for one in tallied)
        return sum(1 for _ in _used(ground, codes))

    def summed(ground: Ground) -> Iterator[Line]:
        last = counted(ground)
        amount = total((one.euro for one in _tallied(ground, codes)), EURO)
        formula = f"SUM([amount@1:{last}])" if last else ""
        row: dict[str, Value | Spot] = {"participant": Text("Общо", "Total"), "amount": Spot(amount, formula)}
        yield Line(row, "all", Kind.TOTAL, behind=_in_rows(ground, codes))

    return Grid(
        key,
        name,
        columns,
        rows,
        title,
        below=lambda _of: [_EXPLAINED],
        long=True,
        counted=counted,
        after=summed,
        fitted=_where_it_adjusts,
        adds=("amount",),
    )


_PARTICIPANT: Final = Column(Text("Участник", "Participant"), 32, "participant")
_PACKAGE: Final = Column(Text("Дейност", "Work package"), 10, "package", Style.CODE)
_AMOUNT: Final = Column(Text("Сума (EUR)", "Amount (EUR)"), 16, "amount", Style.AMOUNT)
_EXPLAINED: Final = Text(
    "Обясненията се пишат при текстовете на отчета, по едно за бюджетен ред и участник.",
    "Explanations are written among the report's texts, one for a budget line and participant.",
)
_WHY: Final = Column(Text("Обяснение", "Explanation"), 30, "why")


def personnel(ground: Ground) -> Iterator[Line]:
    """Staff by statement and work package; person-months as typed. Not added to any total of the statement."""
    for _key, _name, own in statements(ground):
        for package, (amount, in_kind) in staff_by_package(own).items():
            months = typed(ground, months_place(own, package))
            of = {"participant": own.partners[0].name, "statement": kind_of(own)}
            cells = {**of, "package": package, "months": months, "amount": amount, "in_kind": in_kind or None}
            yield Line(cells, behind=_staff_on(own, package))


PERSONNEL: Final = Grid(
    "personnel",
    Text("Ресурси_персонал", "UoR_personnel"),
    (
        _PARTICIPANT,
        _STATEMENT,
        _PACKAGE,
        Column(Text("Човекомесеци", "Person-months"), 14, "months", Style.QUANTITY),
        _AMOUNT,
        IN_KIND,
    ),
    personnel,
    adds=("amount", "in_kind"),
    title=Text("Използване на ресурсите: персонал", "Use of resources: personnel"),
    fitted=_where_it_adjusts,
    below=lambda _of: (
        Text(
            "Човекомесеците се въвеждат при текстовете на отчета: колко часа са един месец, казва договорът.",
            "Person-months are typed among the report's texts: how many hours make a month is said by the agreement.",
        ),
    ),
)
SUBCONTRACTING: Final = _listed(
    "subcontracting",
    Text("Ресурси_подизпълнители", "UoR_subcontracting"),
    Text("Използване на ресурсите: подизпълнители", "Use of resources: subcontracting"),
    ("b",),
    (
        *(_PARTICIPANT, _STATEMENT, _PACKAGE, Column(Text("Подизпълнител", "Subcontractor"), 30, "who")),
        *(Column(Text("Предмет", "Object"), 40, "what"), _AMOUNT, _WHY),
    ),
)
PURCHASES: Final = replace(
    _listed(
        "purchases",
        Text("Ресурси_покупки", "UoR_purchases"),
        Text("Използване на ресурсите: покупки", "Use of resources: purchases"),
        PURCHASE_CODES,
        (
            *(_PARTICIPANT, _STATEMENT, Column(Text("Категория", "Category"), 10, "code", Style.CODE), _PACKAGE),
            *(Column(Text("Какво", "Item"), 40, "what"), Column(Text("От кого", "Supplier"), 30, "who"), _AMOUNT, _WHY),
        ),
    ),
    below=lambda ground: [_purchases_asked(ground), _EXPLAINED],
)
IN_HOUSE: Final = _listed(
    "in_house",
    Text("Ресурси_вътрешни", "UoR_inhouse"),
    Text("Използване на ресурсите: вътрешно фактурирани", "Use of resources: internally invoiced"),
    ("d2",),
    (*(_PARTICIPANT, _STATEMENT, _PACKAGE, Column(Text("Какво", "Item"), 40, "what"), _AMOUNT, _WHY),),
)


def _purchases_asked(ground: Ground) -> Text:
    asked = list(needing_purchases(ground).values())
    if not asked:
        return Text(
            "Покупките са до 15 % от разходите за персонал: таблицата не е задължителна.",
            "Purchases are at most 15% of the personnel costs: this table is not compulsory.",
        )
    bg, en = (", ".join(name.in_(language) for name in asked) for language in LANGUAGES)
    return Text(
        f"Покупките са над 15 % от разходите за персонал, таблицата е задължителна за: {bg}.",
        f"Purchases are above 15% of the personnel costs, this table is compulsory for: {en}.",
    )


# --- sums that must agree -------------------------------------------------------------------------------------------


def _compared(ground: Ground) -> Iterator[Line]:
    found = _statements(ground)
    lines = {line.id: line for line in ground.lines}
    claimed = total((one.euro for one in ground.tallies if not is_indirect(lines.get(one.line_id or 0), one)), EURO)
    yield compared(
        Text("Преки разходи по отчетите и в регистъра", "Direct costs of the statements and of the ledger"),
        *(total((told.direct for _key, _own, told in found), EURO), "[all!direct@all]" if found else "", claimed, ""),
    )
    for what, codes, sheet in (
        (Text("Подизпълнители: отчети и списък", "Subcontracting: statements and list"), ("b",), "subcontracting"),
        (Text("Покупки: отчети и списък", "Purchases: statements and list"), PURCHASE_CODES, "purchases"),
        (
            Text("Вътрешно фактурирани: отчети и списък", "Internally invoiced: statements and list"),
            ("d2",),
            "in_house",
        ),
    ):
        both = "+".join(f"SUM([fs-{key}!amount@{codes[0]}:{codes[-1]}])" for key, _name, _told in found)
        listed = total((one.euro for one in _tallied(ground, codes)), EURO)
        yield compared(
            what, total((told.of(*codes) for _key, _own, told in found), EURO), both, listed, f"[{sheet}!amount@all]"
        )


_SOURCE: Final = (
    "Annotated Grant Agreement v2.0 (1 April 2025) and the portal's help for Horizon Europe; columns of the use of resources, "
    "unit and lump-sum sheets are reconstructed"
)

FIRST: Final = Format(
    code="eu-mga",
    usual_in=("mga",),
    name=Text("ЕС: финансов отчет по моделното споразумение", "EU model grant agreement: financial statement"),
    edition="AGA 2.0",
    in_force_from=date(2025, 4, 1),
    languages=("bg", "en"),
    layout_verified=False,
    currency=CurrencyRule(booked=("day_mean", "inforeuro_mean")),  # art. 21.3: InforEuro where the ECB has no rate
    books=(
        Book(
            Text("Финансов отчет приложение 4", "Financial statement Annex 4"),
            (CONSOLIDATED, STATEMENT, PERSONNEL, SUBCONTRACTING, PURCHASES, IN_HOUSE, PAYMENT, checks(_compared)),
        ),
    ),
    checks=(
        "a_line_for_each_expense",
        "a_row_for_each_line",
        "specific_costs_in_their_rows",
        "rates_of_the_agreement",
        "expenses_in_its_money",
        "converted_as_the_form_asks",
        "volunteers_within_their_limits",
        "adjustments_explained",
        "certificates_due",
        "days_of_staff",
    ),
    texts=places,
    owed=owed,
    unmapped=unmapped,
    source=_SOURCE,
)

EDITIONS: Final = (FIRST,)
