"""The papers around the demo's money: the signed contract, offers, payment orders with their statements, a letter answered."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from grants.access import OPERATOR, ROWS
from grants.attached.actions import add_files
from grants.attached.files import Sending, kept_files
from grants.correspondence.models import Matter
from grants.correspondence.rules import AnswerDays, Direction, MatterKind
from grants.demo.laid_out import days_ago, iso
from grants.demo.scans import one_page_pdf
from grants.entries.actions import add_row
from grants.entries.kinds import BY_NAME
from grants.entries.queries import choices_for, row_named
from grants.expenses.models import Document
from grants.projects.queries import Seen
from grants.storage.files import FileStore
from grants.values.choices import references
from grants.values.entry import Reader, read_entry
from grants.values.money import Money
from grants.values.wording import wording

_LIMIT = 1024 * 1024


class Hung(NamedTuple):
    """A file on a row, which is named by its kind and number: the file's name, and what stands on the one page."""

    kind: str
    number: str
    name: str
    lines: tuple[str, ...]


HUNG = (
    Hung("contract", "1", "Договор – подписан.pdf", ("Grant agreement", "signed by both sides, 24 pages")),
    Hung("contract", "3", "Допълнително споразумение 1.pdf", ("Supplementary agreement No 1",)),
    Hung("purchase", "1", "Протокол на комисията.pdf", ("Minutes of the committee", "three offers, one chosen")),
    Hung("purchase", "1", "Покана за оферти.pdf", ("Invitation to offer", "online platform")),
    Hung("offer", "1", "Оферта Ателие Пиксел.pdf", ("Offer", "4 980.00 EUR net")),
    Hung("offer", "2", "Оферта Дигитална работилница Нишка.pdf", ("Offer", "5 200.00 EUR net")),
    Hung("offer", "3", "Оферта Облак Север.pdf", ("Offer", "6 150.00 EUR net")),
    Hung("supply", "1", "Договор за платформата.pdf", ("Contract for the online platform",)),
    Hung("payment", "1", "Уведомление за авансово плащане.pdf", ("Advance payment", "notice of the authority")),
)


class Paid(NamedTuple):
    """How a document was paid: the order, the statement that proves it, and where the paper lies."""

    number: str
    order: str
    statement: str
    original: str


PAID = (
    Paid("1000000417", "ПН-2031", "Извлечение 44/2025", "Класьор 1, отделение 3"),
    Paid("2000001288", "ПН-2038", "Извлечение 48/2025", "Класьор 1, отделение 5"),
    Paid("3000000052", "ПН-2042", "Извлечение 52/2025", "Класьор 1, отделение 6"),
    Paid("5000000730", "ПН-2057", "Извлечение 03/2026", "Класьор 2, отделение 1"),
    Paid("7000000104", "ПН-2119", "Извлечение 31/2026", "Класьор 2, отделение 9"),
)
THERE = (("Платежно нареждане", "Payment order"), ("Банково извлечение", "Bank statement"))
ASKED = ("Искане за документи по извадка", "Request for documents of a sample")
ASKS = (
    "В срок от 10 дни представете документите по фактури № 1000000417, № 3000000052 и № 7000000104, "
    "включително доказателствата за избора на изпълнител."
)


async def fill_folders(project: Seen, today: date, store: FileStore) -> None:
    """The papers, once; where a letter is there already nothing is done a second time."""
    if await Matter.filter(project_id=project.id).exists():
        return
    letter = await _add(project, "matter", "1", _letter(today), today)
    for one in HUNG:
        found = await BY_NAME[one.kind].model.filter(project_id=project.id, number=one.number).values()
        await _hang(project, one.kind, dict(found[0]), one.name, one.lines, store)
    await _hang(project, "matter", letter, "Писмо на управляващия орган.pdf", ("Letter of the authority",), store)
    await _hang(project, "matter", letter, "Разписка ССЕВ.pdf", ("Receipt of delivery", "SSEV"), store)
    for paid in PAID:
        await _pay(project, paid, today, store)


def _letter(today: date) -> dict[str, str]:
    return {
        "kind": MatterKind.LETTER,
        "direction": Direction.RECEIVED,
        "reference": "99-00-6-214",
        "our_reference": "ВХ-61",
        "counterpart": "Управляващ орган, отдел „Верификация“",
        "subject_bg": ASKED[0],
        "subject_en": ASKED[1],
        "wording": ASKS,
        "written": iso(days_ago(today, 34)),
        "received": iso(days_ago(today, 33)),
        "answer_within": "10",
        "answer_days": AnswerDays.CALENDAR,
        "answer_due": iso(days_ago(today, 23)),
        "currency": "EUR",
        "answer": "Представени са всички искани документи в одитно досие.",
        "answer_reference": "ИЗХ-77",
        "answered": iso(days_ago(today, 27)),
        "sent_by": "ССЕВ, разписка 8812034",
        "closed": iso(days_ago(today, 12)),
    }


async def _add(project: Seen, kind: str, number: str, typed: dict[str, str], today: date) -> dict[str, Any]:
    """A row as its form would read it."""
    known = references(await choices_for(BY_NAME[kind], OPERATOR, project))
    reading = read_entry(BY_NAME[kind].record, typed, Reader(wording("bg"), today, known))
    assert not reading.objections, reading.objections
    made = await add_row(OPERATOR, project, BY_NAME[kind], number, reading.values)
    return dict((await BY_NAME[kind].model.filter(id=made).values())[0])


async def _hang(
    project: Seen, kind: str, row: dict[str, Any], name: str, lines: tuple[str, ...], store: FileStore
) -> None:
    kept = await kept_files([Sending(name, one_page_pdf(lines), "application/pdf")], store, _LIMIT)
    named = await row_named(BY_NAME[kind], project, row)
    await add_files(OPERATOR, project, named, kept, permission=ROWS[kind][1])


async def _pay(project: Seen, paid: Paid, today: date, store: FileStore) -> None:
    """The payment order of a document with its bank statement, and the papers that are there."""
    document = (await Document.filter(project_id=project.id, paper_number=paid.number).values())[0]
    amount = Money((document["net_cents"] or 0) + (document["vat_cents"] or 0), document["currency"])
    typed = {"document": document["number"], "paid": iso(document["paid_on"]), "amount": amount.plain}
    typed |= {"currency": amount.currency, "order_number": paid.order, "statement": paid.statement}
    payout = await _add(project, "payout", f"{document['number']}.1", typed, today)
    lines = ("Payment order and bank statement", f"{amount.plain} {amount.currency}")
    await _hang(project, "payout", payout, f"{paid.order} и извлечение.pdf", lines, store)
    for at, (bg, en) in enumerate(THERE, 1):
        paper = {
            "document": document["number"],
            "name_bg": bg,
            "name_en": en,
            "there": "yes",
            "original": paid.original,
        }
        await _add(project, "paper", f"{document['number']}.{at}", paper, today)
