"""A ground to try a format with: a small project with two partners, made by hand; and sheets as lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from grants.funders.format import Format
from grants.funders.ground import Entry, FundedBy, Ground, Party, PlannedLine
from grants.reports.cells import Book, Cell
from grants.reports.grounded import figures_of
from grants.reports.sheets import books
from grants.values.language import Language, Text
from grants.values.money import Money
from grants.values.wording import wording

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
LEAD = Party(
    1, "1", Text("Сдружение „Топла прегръдка“", "Warm Embrace Association"), "lead", "176543216", "", "BG", "999888777"
)
ABROAD = Party(2, "2", Text("Асоциация „Подул Алб“", "Podul Alb Association"), "partner", "RO123", "RO123", "RO")


def eur(amount: str) -> Money:
    """An amount in euro."""
    return Money.of(amount, "EUR")


def line(number: str, amount: str | None = None, **told: object) -> PlannedLine:
    """A budget line; its id is made of its number (1.2 is 12)."""
    title = Text(f"Ред {number}", f"Line {number}")
    digits = number.replace(".", "")
    planned = PlannedLine(int(digits) if digits.isdigit() else 0, number, title, "EUR", eur(amount) if amount else None)
    return replace(planned, **told)  # type: ignore[arg-type]  # names are checked by the dataclass itself


def entry(number: int, amount: str, on: PlannedLine | None = None, **told: object) -> Entry:
    """A verified expense with its invoice; of an amount in euro unless told otherwise."""
    currency = str(told.pop("currency", "EUR"))
    money, zero = Money.of(amount, currency), Money.zero(currency)
    made = Entry(
        id=number,
        number=str(number),
        state="verified",
        amount=money,
        own=zero,
        in_kind=zero,
        third=zero,
        euro=money if currency == "EUR" else None,
        line_id=on.id if on else None,
        line=on.number if on else "",
        category=on.category if on else "none",
        form=on.form if on else "actual",
        partner_id=LEAD.id,
        description=Text(f"Разход {number}", f"Expense {number}"),
        document_id=number,
        register_number=str(number),
        kind="invoice",
        paper_number=f"000{number:07}",
        issued_on=date(2026, 8, 1),
        paid_on=date(2026, 8, 3),
        supplier="„Печатница Дунав“ ООД",
        supplier_eik="112233445",
        net=money,
    )
    return made.but(**told)


def ground(lines: Iterable[PlannedLine], entries: Iterable[Entry], **told: object) -> Ground:
    """The ground of a report of the third quarter of 2026."""
    made = Ground(
        code="GRANT-1",
        number="BG05SFPR002-2.900-0123-C01",
        title=Text("Заедно", "Together"),
        acronym="ZAEDNO",
        beneficiary=LEAD.name,
        beneficiary_eik=LEAD.eik,
        programme=Text("Програма „Развитие на човешките ресурси“", "Human Resources Development Programme"),
        procedure=Text("Подкрепа", "Support"),
        funder=Text("Управляващ орган", "Managing authority"),
        currency="EUR",
        first=FIRST,
        last=LAST,
        made_on=LAST,
        start_on=date(2026, 1, 1),
        end_on=date(2027, 12, 31),
        eu_rate=Decimal(85),
        lines=tuple(lines),
        partners=(LEAD, ABROAD),
        sources=(FundedBy("eu", Text("ЕСФ+", "ESF+"), None, Decimal(85)),),
        entries=tuple(entries),
    )
    return replace(made, **told)  # type: ignore[arg-type]  # names are checked by the dataclass itself


def drawn(format_: Format, of: Ground, language: Language) -> tuple[Book, ...]:
    """The workbooks of a report."""
    return books(format_, figures_of(of), wording(language), of)


def as_text(books_: Iterable[Book]) -> str:
    """Workbooks as lines of text: a cell's value, and behind it the formula that computes it again."""
    lines = []
    for book in books_:
        lines += [f"=== {book.name} | {book.project} | {book.period}"]
        for sheet in book.sheets:
            lines += ["", f"--- {sheet.name}", *sheet.title]
            lines += [f"{label}: {_cell(cell)}" for label, cell in sheet.labels]
            lines += [f"[{band}: {first}–{last}]" for band, first, last in sheet.bands]
            if any(heading.text for heading in sheet.headings):
                lines.append(" | ".join(f"{heading.text} ({heading.width:g})" for heading in sheet.headings))
            lines += [" | ".join(sheet.numbers)] if sheet.numbers else []
            lines += [
                f"{row.kind.value:8}{'  ' * row.depth}" + " | ".join(_cell(cell) for cell in row.cells)
                for row in sheet.all_rows()
            ]
            lines += sheet.below
        lines.append("")
    return "\n".join(line.rstrip() for line in lines)


def _cell(cell: Cell) -> str:
    match cell.value:
        case None:
            value = ""
        case Money():
            value = cell.value.plain
        case date():
            value = cell.value.isoformat()
        case _:
            value = str(cell.value)
    return f"{value} [={cell.formula}]" if cell.formula else value
