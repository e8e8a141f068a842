"""What the demo's running project shows of the accounting and of other currencies, brought in by the program's own deeds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from grants.access import OPERATOR, Identity
from grants.accounting.actions import choose_columns, keep, upload
from grants.accounting.columns import Chosen, plain_headings, recognised
from grants.accounting.models import AccountingBatch
from grants.accounting.preview import preview, read_by
from grants.accounting.queries import batch_seen, own_partner
from grants.demo.laid_out import days_ago
from grants.demo.running_payments import ADVANCE_CAME
from grants.expenses.models import Document
from grants.payments.actions import convert_expenses
from grants.projects.queries import Seen
from grants.rates.actions import add_rate
from grants.rates.models import Rate
from grants.storage.files import FileStore
from grants.values.money import Money

_HEADINGS = ("Дата", "Документ №", "Контрагент", "ЕИК", "Основание", "Сума без ДДС", "ДДС", "Сума", "Валута", "Сметка")
_ACCOUNTS = {"602": "4.4"}
LEI = Decimal("5.0412")  # for one euro, a made-up rate
_LARGEST = 1_000_000  # bytes, of a file of a dozen rows


async def convert_lei(project: Seen, now: datetime, today: date) -> None:
    """The lei of the Romanian partner in euro, at the rate at which the advance was booked."""
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
    await convert_expenses(OPERATOR, project, None, now, today)


async def bring_accounting(by: Identity, project: Seen, today: date, store: FileStore) -> None:
    """The lead's invoices of the last months as its accounting has them: one more than the ledger, and one less."""
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
    found = await Document.filter(
        project_id=project.id,
        partner_id=await own_partner(project),
        kind="invoice",
        issued_on__gte=days_ago(today, 130),
    ).order_by("position")
    lines = {one.paper_number: _line(one) for one in found}
    lines["новата"] = (f"{days_ago(today, 20):%d.%m.%Y}", "2000001611", "Канцелария „Скрипт“ ЕООД", "999006828", "Тонер",
                       "48,00", "9,60", "57,60", "EUR", "601")  # fmt: skip
    return "\r\n".join(";".join(cells) for cells in (_HEADINGS, *lines.values())).encode("cp1251")


def _line(one: Document) -> tuple[str, ...]:
    net, vat = (Money(cents or 0, one.currency) for cents in (one.net_cents, one.vat_cents))
    figures = (money.plain.replace(".", ",") for money in (net, vat, net + vat))
    return (
        *(f"{one.issued_on:%d.%m.%Y}", one.paper_number, one.supplier_name, one.supplier_eik, one.description_bg),
        *(*figures, one.currency, "602"),
    )
