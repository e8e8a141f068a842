"""ИСУН: the sheet one types from. Its importer takes five columns of a document; who issued it, on which budget line and
activity, how much of it is grant, and its files are typed by hand. Here they stand in the order of the inventory, document
by document as on ИСУН's screen, with a box to tick for each and the sums to compare.

ИСУН takes no amount below zero: what a credit note takes back is already taken off its invoice, row by row, and the credit
note itself is typed with nothing. What could not be set off is said beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from grants.funders.format import Book, Column, CurrencyRule, Format, Style
from grants.funders.grid import Grid, Kind, Line, Spot, Value, checks, compared, on_line
from grants.funders.ground import Earlier, Entry, Ground
from grants.funders.isun_costs import (
    KINDS,
    NO,
    YES,
    Paper,
    Row,
    activity_shown,
    both,
    contract_shown,
    currency_of,
    in_report,
    issuer_shown,
    line_shown,
    markers_of,
    papers_of,
    units_shown,
    with_vat,
    without_paper,
)
from grants.funders.isun_request import OF_REQUEST
from grants.funders.isun_says import OF_FINANCE
from grants.funders.isun_sums import Part
from grants.funders.isun_typed import TypedSum, typed_sums
from grants.values.language import Text
from grants.values.money import Money, total

BOX: Final = "☐"
_AMOUNT: Final = 12


# --- document by document ---------------------------------------------------------------------------------------------


def typed(ground: Ground) -> Iterator[Line]:
    """A row for each document, below it one for each of its budget lines."""
    for paper in papers_of(ground):
        yield _of_paper(ground, paper)
        for row in paper.rows:
            yield _of_row(ground, row)


def in_all(ground: Ground) -> Iterator[Line]:
    """Their sum; documents' own sums are not counted twice."""
    of = typed_sums(ground)
    grant, own = of.sum("grant"), of.sum("own")
    amounts = {"grant": grant, "own": own, "total": grant + own, "ledger": of.sum("ledger")}
    sums: dict[str, Value | Spot] = {"done": BOX, "what": Text("Общо за въвеждане", "Total to be typed")}
    over = f"1:{of.rows}" if of.lines or of.in_kind else ""
    yield Line(sums | _summed(amounts, over), "all", Kind.TOTAL, behind=_on_paper)


def _on_paper(one: Entry | Earlier) -> bool:
    return isinstance(one, Entry) and one.document_id is not None


def _on_no_paper(one: Entry | Earlier) -> bool:
    return isinstance(one, Entry) and one.document_id is None


def _of_paper(ground: Ground, paper: Paper) -> Line:
    entry = paper.entry
    kind = KINDS.get(entry.kind, Text(entry.kind))
    lines = [Text(f"{paper.place}. {kind.bg} {paper.label}", f"{paper.place}. {kind.en or kind.bg} {paper.label}")]
    lines += paper.notes
    cells: dict[str, Value | Spot] = {
        "done": BOX,
        "what": Text("\n".join(one.bg for one in lines), "\n".join(one.en for one in lines)),
        "who": issuer_shown(ground, entry),
        "contract": contract_shown(ground, entry),
        "files": "\n".join(f"{at}. {name}" for at, name in enumerate(entry.files, start=1)),
    }
    return Line(cells | _of_its_rows(paper.rows, currency_of(ground)), kind=Kind.CHAPTER, document=entry.document_id)


def _of_its_rows(rows: list[Row], currency: str) -> dict[str, Value | Spot]:
    grant, own = total((row.grant for row in rows), currency), total((row.own for row in rows), currency)
    ledger = total((row.part.total for row in rows), currency)
    amounts = {"grant": grant, "own": own, "total": grant + own, "ledger": ledger}
    return _summed(amounts, f"+1:+{len(rows)}" if rows else "")


def _summed(amounts: dict[str, Money], over: str) -> dict[str, Value | Spot]:
    """The amounts with the formula that gives them, over so many rows."""
    return {shows: Spot(amount, f"SUBTOTAL(9,[{shows}@{over}])" if over else "") for shows, amount in amounts.items()}


def _of_row(ground: Ground, row: Row) -> Line:
    entry, part = row.entry, row.part
    cells: dict[str, Value | Spot] = {
        "done": BOX,
        "what": line_shown(ground, entry),
        "who": activity_shown(ground, entry),
        "grant": row.grant,
        "own": row.own,
        "total": Spot(row.typed, "[grant]+[own]"),
        "ledger": part.total,
        "vat": YES if with_vat(entry) else NO,
        "markers": _markers(entry, in_kind=part.in_kind),
    }
    if not part.in_kind:
        cells |= units_shown(ground, entry)
    return Line(cells, depth=1, entry=entry.id)


def _markers(entry: Entry, *, in_kind: bool) -> Text:
    found = markers_of(entry, in_kind=in_kind)
    return Text("; ".join(one.bg for one in found), "; ".join(one.en for one in found))


def _amount(heading: Text, shows: str, formula: str = "") -> Column:
    return Column(heading, _AMOUNT, shows, Style.AMOUNT, formula=formula)


_ADDED: Final = ("grant", "own", "total", "ledger")
_UNITS: Final = ("unit", "units", "price")
_DONE: Final = Column(Text(BOX, BOX), 4, "done", Style.CODE)
_GRANT: Final = _amount(Text("БФП", "Grant"), "grant")
_OWN: Final = Column(Text("Собствено съфинансиране", "Own co-financing"), 14, "own", Style.AMOUNT)
_TOTAL: Final = _amount(Text("Общо", "Total"), "total")


def _fitted(grid: Grid, ground: Ground) -> Grid:
    """Only with the columns in which something stands: on paper room is dear."""
    of = typed_sums(ground)
    shown = (
        ("contract", of.contracts),
        ("ledger", of.set_off),
        ("markers", of.markers),
        *((one, of.units) for one in _UNITS),
    )
    none = {name for name, any_ in shown if not any_}
    return replace(grid, columns=tuple(column for column in grid.columns if column.shows not in none))


def _below(ground: Ground) -> Iterator[Text]:
    yield Text(
        "В реда на Docs.xlsx. Датите и номерата са вече заредени от него; маркерите, които не са изписани, са „Не“.",
        "In the order of Docs.xlsx. Days and numbers were already loaded from it; markers that are not named are “Не” (no).",
    )
    if typed_sums(ground).set_off:
        yield Text(
            "ИСУН не приема суми под нулата: кредитните известия са вече приспаднати от фактурите си и се въвеждат с 0,00.",
            "ИСУН takes no amounts below zero: credit notes are already set off against their invoices and typed as 0.00.",
        )


TYPING: Final = Grid(
    "typing",
    Text("За въвеждане", "To be typed"),
    (
        _DONE,
        Column(Text("Документ\nи бюджетни редове", "Document\nand budget lines"), 40, "what"),
        Column(Text("Издател;\nна реда: дейност", "Issuer;\non the line: activity"), 30, "who"),
        Column(Text("Договор с изпълнител", "Contract with the contractor"), 20, "contract"),
        _GRANT,
        _OWN,
        _TOTAL,
        _amount(Text("В регистъра", "In the ledger"), "ledger"),
        Column(Text("С ДДС", "With VAT"), 7, "vat", Style.CURRENCY),
        Column(Text("Единица", "Unit"), 12, "unit"),
        Column(Text("Брой", "Number"), 8, "units", Style.QUANTITY),
        _amount(Text("Разход за единица", "Cost of a unit"), "price"),
        Column(Text("Маркери „Да“", "Markers “Да” (yes)"), 14, "markers"),
        Column(Text("Файлове в реда на качване", "Files in the order of upload"), 28, "files"),
    ),
    typed,
    title=Text("ИСУН: лист за ръчно въвеждане", "ИСУН: data entry sheet"),
    long=True,
    counted=lambda ground: typed_sums(ground).rows,
    adds=_ADDED,
    after=in_all,
    below=_below,
    fitted=_fitted,
)


# --- the sums to compare ----------------------------------------------------------------------------------------------


def by_line(ground: Ground) -> Iterator[Line]:
    """What is typed on each budget line, as ИСУН adds it up on its page of the period's costs; what is in kind apart."""
    of = typed_sums(ground)
    order = {line.id: at for at, line in enumerate(ground.lines)}
    met = sorted(of.lines, key=lambda one: order.get(one, -1) if one is not None else -1)
    for place, line_id in enumerate(met, start=1):
        on = of.lines[line_id]
        behind = on_line(line_id)
        label = line_shown(ground, on.first.entry) or _NO_LINE
        yield Line(_boxed(label) | _added(on.grant, on.own, _cells(on)), str(place), behind=behind)
    formula = "SUM([{shows}@1:" + str(len(met)) + "])" if met else ""
    summed = _added(of.sum("grant", money_only=True), of.sum("own", money_only=True), formula)
    yield Line(_boxed(Text("Общо по редове", "Total by line")) | summed, "all", Kind.TOTAL)
    if of.in_kind:
        label = Text("Принос в натура (ИСУН го сумира отделно)", "In-kind contribution (ИСУН adds it up apart)")
        yield Line(
            _boxed(label) | _added(of.in_kind.grant, of.in_kind.own, _cells(of.in_kind)),
            "in_kind",
            Kind.REMARK,
            behind=_given,
        )


def _given(one: Entry | Earlier) -> bool:
    return bool(one.in_kind)


_NO_LINE: Final = Text("без бюджетен ред", "no budget line")


def _boxed(label: Text) -> dict[str, Value | Spot]:
    return {"done": BOX, "what": label}


def _cells(on: TypedSum) -> str:
    """The cells that are added up, where they are not too many for a formula."""
    return "+".join(f"[typing!{{shows}}@{place}]" for place in on.places) if on.places else ""


def _added(grant: Money, own: Money, formula: str) -> dict[str, Value | Spot]:
    return {
        "grant": Spot(grant, formula.replace("{shows}", "grant")),
        "own": Spot(own, formula.replace("{shows}", "own")),
        "total": Spot(grant + own, "[grant]+[own]"),
    }


BY_LINE: Final = Grid(
    "by_line",
    Text("Суми по редове", "Sums by line"),
    (_DONE, Column(Text("Бюджетен ред", "Budget line"), 70, "what"), _GRANT, _OWN, _TOTAL),
    by_line,
    title=Text("Суми за сравняване с екрана на ИСУН", "Sums to compare with ИСУН's screen"),
    adds=_ADDED,
)


# --- claims without a document ----------------------------------------------------------------------------------------


def paperless(ground: Ground) -> Iterator[Line]:
    """A row for each claim without a document, and their sum."""
    currency = currency_of(ground)
    found = ground.once(_paperless)
    for place, (entry, part) in enumerate(found, start=1):
        cells: dict[str, Value | Spot] = {
            "done": BOX,
            "what": both(f"{entry.number}. ", entry.description),
            "day": entry.claimed_on,
            "line": line_shown(ground, entry),
            "who": activity_shown(ground, entry),
            "markers": _markers(entry, in_kind=bool(part and part.in_kind)),
            "evidence": entry.evidence,
        }
        if part is not None:
            cells |= {"grant": part.grant, "own": part.own, "total": part.total}
            cells |= {} if part.in_kind else units_shown(ground, entry)
        yield Line(cells, str(place), entry=entry.id)
    parts = [part for _, part in found if part is not None]
    grant, own = total((part.grant for part in parts), currency), total((part.own for part in parts), currency)
    over = f"1:{len(found)}"
    yield Line(
        {
            "what": Text("Общо без документ", "Total without a document"),
            "grant": Spot(grant, f"SUM([grant@{over}])"),
            "own": Spot(own, f"SUM([own@{over}])"),
            "total": Spot(grant + own, "[grant]+[own]"),
        },
        "all",
        Kind.TOTAL,
        behind=_on_no_paper,
    )


def _paperless(ground: Ground) -> list[tuple[Entry, Part | None]]:
    return list(without_paper(ground))


def _some_paperless(ground: Ground) -> bool:
    return bool(ground.once(_paperless))


PAPERLESS: Final = Grid(
    "paperless",
    Text("Без документ", "Without a document"),
    (
        _DONE,
        Column(Text("Разход", "Claim"), 34, "what"),
        Column(Text("Дата", "Day"), 11, "day", Style.DAY),
        Column(Text("Бюджетен ред", "Budget line"), 28, "line"),
        Column(Text("Дейност", "Activity"), 22, "who"),
        Column(Text("Доказателство", "Evidence"), 26, "evidence"),
        Column(Text("Маркери „Да“", "Markers “Да” (yes)"), 14, "markers"),
        Column(Text("Единица", "Unit"), 12, "unit"),
        Column(Text("Брой", "Number"), 8, "units", Style.QUANTITY),
        _amount(Text("Разход за единица", "Cost of a unit"), "price"),
        _GRANT,
        _OWN,
        _amount(Text("Общо", "Total"), "total", "[grant]+[own]"),
    ),
    paperless,
    adds=_ADDED,
    title=Text("Заявено без документ: не е в Docs.xlsx", "Claimed without a document: not in Docs.xlsx"),
    below=lambda _ground: [
        Text(
            "Опростени разходи без разходооправдателен документ. Въвеждат се, както изисква процедурата.",
            "Simplified costs without a supporting document. They are typed as the procedure asks.",
        )
    ],
    where=_some_paperless,
)


# --- what must agree --------------------------------------------------------------------------------------------------


def _compared(ground: Ground) -> Iterator[Line]:
    of, currency = typed_sums(ground), currency_of(ground)
    here = of.sum("grant") + of.sum("own")
    yield compared(
        Text("За въвеждане и сумите по редове", "To be typed, and the sums by line"),
        *(here, "[typing!total@all]", here, "[by_line!total@all]" + ("+[by_line!total@in_kind]" if of.in_kind else "")),
    )
    ledger = total((one for entry in ground.entries if (one := in_report(entry, currency)) is not None), currency)
    apart = total((part.total for _, part in ground.once(_paperless) if part is not None), currency)
    left = here - of.sum("ledger")  # what could not be set off
    sums = "[typing!total@all]" + (f"-{left.plain}" if left else "")
    yield compared(
        Text(
            "Въведено, неприспаднато и без документ; регистърът", "Typed, not set off, without a document; the ledger"
        ),
        *(here - left + apart, sums + ("+[paperless!total@all]" if _some_paperless(ground) else ""), ledger, ""),
    )


FIRST: Final = Format(
    code="isun-typing",
    name=Text("ИСУН: лист за ръчно въвеждане", "ИСУН: data entry sheet"),
    edition="2022",
    in_force_from=date(2022, 8, 2),
    languages=("bg", "en"),
    layout_verified=True,
    currency=CurrencyRule(),
    in_order=True,
    books=(
        Book(
            Text("Лист за въвеждане в ИСУН", "Data entry sheet for ИСУН"),
            (TYPING, BY_LINE, PAPERLESS, checks(_compared)),
        ),
    ),
    checks=("amounts_in_euro", "lines_linked", "request_complete"),
    says={**OF_FINANCE, **OF_REQUEST},
    source="a layout of our own, for the fields of ИСУН's published portal of 2 August 2022 that its importer does not take",
)

EDITIONS: Final = (FIRST,)
