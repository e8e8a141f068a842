"""Our own workbook of the expenses of a period: each expense, each budget line, the totals; for any funder."""

from __future__ import annotations

from datetime import date
from typing import Final

from grants.funders.format import Book, Column, CurrencyRule, Form, Format, Labelled, Listing, Rows, Style, Summary
from grants.values.language import Text

ABOUT: Final = Form(
    Text("За отчета", "About"),
    (
        Labelled(Text("Проект", "Project"), "project"),
        Labelled(Text("Номер", "Number"), "number"),
        Labelled(Text("Бенефициент", "Beneficiary"), "beneficiary"),
        Labelled(Text("Период", "Period"), "period"),
        Labelled(Text("Документи", "Documents"), "documents"),
        Labelled(Text("Разходи", "Expenses"), "expenses"),
        Labelled(Text("Заявена сума", "Claimed"), "claimed"),
        Labelled(Text("от нея БФП", "of it grant"), "grant"),
        Labelled(Text("от нея собствен принос", "of it own contribution"), "own"),
        Labelled(Text("от нея в натура", "of it in kind"), "in_kind"),
        Labelled(Text("от нея на трети лица", "of it third parties"), "third"),
        Labelled(Text("Общо в евро", "Total in euro"), "euro"),
        Labelled(Text("Източник на финансиране", "Source of funding"), "sources"),
        Labelled(Text("Кои разходи влизат", "Which expenses count"), "day_rule"),
        Labelled(Text("Извън отчета", "Left out"), "left_out"),
    ),
)

EXPENSES: Final = Listing(
    Text("Разходи", "Expenses"),
    Rows.EXPENSES,
    (
        Column(Text("№", "No."), 6, "register_number", Style.CODE),
        Column(Text("Вид на документа или на разхода", "Type of document or of claim"), 20, "kind"),
        Column(Text("Номер на документа", "Document number"), 14, "paper_number", Style.CODE),
        Column(Text("Дата", "Date"), 11, "issued_on", Style.DAY),
        Column(Text("Платен на", "Paid on"), 11, "paid_on", Style.DAY),
        Column(Text("Доставчик", "Supplier"), 24, "supplier"),
        Column(Text("ЕИК", "EIK"), 12, "supplier_eik", Style.CODE),
        Column(Text("Описание", "Description"), 30, "description"),
        Column(Text("Ред", "Line"), 7, "line", Style.CODE),
        Column(Text("Дейност", "Activity"), 8, "activity", Style.CODE),
        Column(Text("Партньор", "Partner"), 20, "partner"),
        Column(Text("Състояние", "State"), 12, "state"),
        Column(Text("Нето", "Net"), 13, "net", Style.AMOUNT),
        Column(Text("ДДС", "VAT"), 12, "vat", Style.AMOUNT),
        Column(Text("Валута на документа", "Document currency"), 11, "document_currency", Style.CURRENCY),
        Column(Text("Заявена сума", "Claimed"), 13, "claimed", Style.AMOUNT),
        Column(Text("Валута", "Currency"), 8, "currency", Style.CURRENCY),
        Column(Text("В евро", "In euro"), 13, "euro", Style.AMOUNT),
        Column(Text("БФП", "Grant"), 13, "grant", Style.AMOUNT),
        Column(Text("Собствен принос", "Own contribution"), 12, "own", Style.AMOUNT),
        Column(Text("В натура", "In kind"), 12, "in_kind", Style.AMOUNT),
        Column(Text("Трети лица", "Third parties"), 12, "third", Style.AMOUNT),
    ),
)

BY_LINE: Final = Summary(
    Text("По бюджетни редове", "By budget line"),
    Rows.LINES,
    (
        Column(Text("Ред", "Line"), 9, "number", Style.CODE),
        Column(Text("Бюджетен ред", "Budget line"), 46, "title"),
        Column(Text("Валута", "Currency"), 8, "currency", Style.CURRENCY),
        Column(Text("Одобрено", "Approved"), 15, "approved", Style.AMOUNT),
        Column(Text("Преди периода", "Before the period"), 15, "previous", Style.AMOUNT),
        Column(Text("от тях начални суми", "of it opening figures"), 15, "opening", Style.AMOUNT),
        Column(Text("За периода", "This period"), 15, "this", Style.AMOUNT),
        Column(Text("от тях БФП", "of it grant"), 15, "grant", Style.AMOUNT),
        Column(Text("от тях собствен принос", "of it own"), 15, "own", Style.AMOUNT),
        Column(Text("от тях в натура", "of it in kind"), 15, "in_kind", Style.AMOUNT),
        Column(Text("от тях на трети лица", "of it third parties"), 15, "third", Style.AMOUNT),
        Column(Text("С натрупване", "So far"), 15, "so_far", Style.AMOUNT),
        Column(Text("Остатък", "Remaining"), 15, "remaining", Style.AMOUNT),
        Column(Text("Изразходвано", "Spent"), 13, "share", Style.SHARE),
    ),
)

BY_CURRENCY: Final = Summary(
    Text("По валути", "By currency"),
    Rows.CURRENCIES,
    (
        Column(Text("Валута", "Currency"), 34, "currency", Style.CURRENCY),
        Column(Text("Документи", "Documents"), 12, "documents", Style.COUNT),
        Column(Text("Разходи", "Expenses"), 12, "expenses", Style.COUNT),
        Column(Text("Заявена сума", "Claimed"), 16, "claimed", Style.AMOUNT),
        Column(Text("от нея БФП", "of it grant"), 16, "grant", Style.AMOUNT),
        Column(Text("от нея собствен принос", "of it own"), 16, "own", Style.AMOUNT),
        Column(Text("от нея в натура", "of it in kind"), 16, "in_kind", Style.AMOUNT),
        Column(Text("от нея на трети лица", "of it third parties"), 16, "third", Style.AMOUNT),
        Column(Text("В евро", "In euro"), 16, "euro", Style.AMOUNT),
    ),
)

EXPENSES_FIRST: Final = Format(
    code="expenses-period",
    name=Text("Разходи за периода", "Expenses for the period"),
    edition="1",
    in_force_from=date(2007, 1, 1),
    languages=("bg", "en"),
    layout_verified=True,
    currency=CurrencyRule(),
    books=(Book(Text("Разходи за периода", "Expenses for the period"), (ABOUT, EXPENSES, BY_LINE, BY_CURRENCY)),),
    source="this tracker's own layout",
)

EDITIONS: Final = (EXPENSES_FIRST,)
