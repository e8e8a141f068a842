"""What the demo's running project shows of the accounting and of other currencies, brought in by the program's own deeds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grants.access import OPERATOR, Identity
from grants.accounting.actions import choose_columns, keep, upload
from grants.accounting.columns import Chosen, plain_headings, recognised
from grants.accounting.models import AccountingBatch
from grants.accounting.preview import preview, read_by
from grants.accounting.queries import batch_seen, own_partner
from grants.budget.models import Line
from grants.demo.laid_out import days_ago
from grants.demo.running_payments import ADVANCE_CAME
from grants.expenses.actions import record_expense, submit_expense
from grants.expenses.models import Document
from grants.payments.actions import convert_expenses
from grants.projects.models import Partner
from grants.projects.queries import Seen
from grants.rates.actions import add_rate
from grants.rates.models import Rate
from grants.storage.files import FileStore
from grants.values.money import Money
from grants.workplan.models import Activity

Values = dict[str, Any]
_HEADINGS = ("Дата", "Документ №", "Контрагент", "ЕИК", "Основание", "Сума без ДДС", "ДДС", "Сума", "Валута", "Сметка")
_ACCOUNTS = {"602": "4.4"}
LEI = Decimal("5.0412")  # for one euro, a made-up rate
_LARGEST = 1_000_000  # bytes, of a file of a dozen rows


async def spend_lei(project: Seen, now: datetime, today: date) -> None:
    """An invoice of the Romanian partner in lei, submitted, and in euro at the rate at which the advance was booked."""
    if await Rate.filter(project_id=project.id).exists():
        return
    rate = {
        "source": "tranche",
        "project_id": project.id,
        "currency": "RON",
        "first_on": days_ago(today, ADVANCE_CAME),
        "per_euro": LEI,
        "note": "Измислен курс за примера: по него партньорът е осчетоводил аванса.",
    }
    await add_rate(OPERATOR, rate)
    expense_id = await record_expense(OPERATOR, project, *await _nights(project, today))
    await submit_expense(OPERATOR, project, expense_id, 1)
    await convert_expenses(OPERATOR, project, None, now, today)


async def _nights(project: Seen, today: date) -> tuple[Values, Values]:
    named = {"partner": Partner, "line": Line, "activity": Activity}
    numbers = {"partner": "3", "line": "4.5", "activity": "5"}
    ids = {
        f"{name}_id": (await model.filter(project_id=project.id, number=numbers[name]).values("id"))[0]["id"]
        for name, model in named.items()
    }
    text = {
        "description_bg": "Нощувки на екипа в Гюргево, две нощи",
        "description_en": "Two nights of the team in Giurgiu",
    }
    document = {
        "kind": "invoice",
        "paper_number": "PD-2217",
        "issued_on": days_ago(today, 112),
        "paid_on": days_ago(today, 110),
        "supplier_name": "Pensiunea Dunărea SRL",
        "supplier_eik": "",
        "net_cents": 178_400,
        "vat_cents": 16_056,
        "vat_recoverable": False,
        "sensitive": False,
    }
    shared = {"partner_id": ids["partner_id"], "currency": "RON", **text}
    claim = {"amount_cents": 194_456, "share": None, "own_cents": 0, "in_kind_cents": 0, "third_cents": 0}
    return document | shared, claim | shared | ids


async def bring_accounting(by: Identity, project: Seen, today: date, store: FileStore) -> None:
    """The lead's invoices of the last months as its accounting has them: one is new, and one stands there once only."""
    if await AccountingBatch.filter(project_id=project.id).exists():
        return
    content = await _journal(project, today)
    batch_id = await upload(by, project, "Дневник на покупките.csv", content, store, _LARGEST)
    places = {str(column): place for column, place in recognised(_HEADINGS).items()}
    columns = Chosen(plain_headings(_HEADINGS), places, "EUR", accounts={str(project.id): _ACCOUNTS})
    await choose_columns(by, project, batch_id, "Дневник на покупките", columns)
    batch = await batch_seen(by, project, batch_id)
    reading = await read_by(store, batch["sha256"], columns, twice=False)
    seen = await preview(project, batch, columns, reading, twice=False)
    await keep(by, project, batch_id, seen.seal, store)


async def _journal(project: Seen, today: date) -> bytes:
    """A journal of purchases in Windows-1251, as the accounting program of a small association exports it."""
    first, kinds = days_ago(today, 130), ("invoice", "payroll")
    found = await Document.filter(
        project_id=project.id, partner_id=await own_partner(project), kind__in=kinds, issued_on__gte=first
    ).order_by("position")
    lines = {one.paper_number: _line(one) for one in found}
    lines["новата"] = (f"{days_ago(today, 20):%d.%m.%Y}", "2000001611", "Канцелария „Скрипт“ ЕООД", "999006828", "Тонер",
                       "48,00", "9,60", "57,60", "EUR", "601")  # fmt: skip
    return "\r\n".join(";".join(cells) for cells in (_HEADINGS, *lines.values())).encode("cp1251")


def _line(one: Document) -> tuple[str, ...]:
    net, vat = (Money(cents or 0, one.currency) for cents in (one.net_cents, one.vat_cents))
    figures = (money.plain.replace(".", ",") for money in (net, vat, net + vat))
    return (
        *(
            f"{one.issued_on:%d.%m.%Y}",
            one.paper_number,
            one.supplier_name,
            one.supplier_eik,
            " ".join(one.description_bg.split()),
        ),
        *(*figures, one.currency, "604" if one.kind == "payroll" else "602"),
    )
