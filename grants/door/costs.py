"""Entering the expenses of a month through a link: one after another, each changed until all are sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.acting import acting
from grants.attached.files import kept_files, sendings_of
from grants.door.queries import costs_of
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection, TooLarge
from grants.expenses.actions import Versions, change_expense, record_expense, remove_expense
from grants.expenses.entering import as_typed, entered
from grants.expenses.life.actions import submit_expenses
from grants.expenses.queries import Recorded, choices, expense_seen
from grants.expenses.records import DOCUMENT, EXPENSE
from grants.expenses.rules import DOCUMENT_KINDS, EXPENSE_STATES, ExpenseState
from grants.expenses.wording import STATE_TONES
from grants.letters.links.actions import hold_open, use_up
from grants.letters.links.queries import LinkSeen
from grants.letters.links.rules import AT
from grants.storage.columns import text
from grants.storage.database import Row
from grants.values.choices import Choices, names, references
from grants.values.entry import Reader
from grants.values.files import KeptFile
from grants.values.language import N_
from grants.values.money import CURRENCIES, Money
from grants.values.reading import whole_number
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit

NOTHING_TO_SEND = N_("Nothing is entered yet. Enter an expense first, or say that there were none.")
CHANGED_MEANWHILE = N_("Somebody else changed this expense meanwhile. Look at it again.")
_OPEN = frozenset({ExpenseState.DRAFT, ExpenseState.RETURNED})


async def costs(visit: Visit, link: LinkSeen) -> Response:
    """What of the month is entered, a form for the next expense, and sending them all."""
    form = await sent(visit.request) if visit.request.method == "POST" else None
    if form is None:
        return await _page(visit, link, await _asked_for(visit, link))
    match form.line("then"):
        case "send":
            return await _send(visit, link, form)
        case "remove":
            await _remove(visit, link, form)
            return visit.see(_here(visit), "removed")
        case _:
            return await _keep(visit, link, form)


def _here(visit: Visit) -> str:
    return f"{AT}{visit.named('token')}"


def _whose(link: LinkSeen) -> tuple[int, date]:
    """The partner and the month a link for expenses is about."""
    if link.partner_id is None or link.month_on is None:
        raise NotFound
    return link.partner_id, link.month_on


async def _asked_for(visit: Visit, link: LinkSeen) -> Recorded | None:
    """The expense that is being changed, as the address says; one that is not open any more is not there."""
    asked = whole_number(visit.query("expense"))
    return None if asked is None else await _open_one(visit, link, asked)


async def _open_one(visit: Visit, link: LinkSeen, expense_id: int) -> Recorded:
    """One of the expenses this link shows, that may still be changed; NotFound otherwise."""
    partner_id, month = _whose(link)
    shown = {row["id"] for row in await costs_of(visit.project, partner_id, month) if row["state"] in _OPEN}
    if expense_id not in shown:
        raise NotFound
    recorded = await expense_seen(visit.by, visit.project, expense_id)
    if recorded.masked or not recorded.document:
        raise NotFound
    return recorded


async def _keep(visit: Visit, link: LinkSeen, form: Sent) -> Response:
    """A new expense, or one as it is from now on, as a draft until all are sent."""
    changed = form.whole("expense")
    recorded = await _open_one(visit, link, changed) if changed else None
    offered = await choices(visit.by, visit.project)
    reader = Reader(visit.words, visit.today, references(offered))
    typed = {**_stands(visit, recorded, offered), **form.typed}
    kept = (recorded.document, recorded.expense) if recorded else None
    read = entered(typed, reader, on_a_line=bool(offered["line"]), kept=kept)
    if read.objections:
        return await _page(visit, link, recorded, form, read.objections, 422)
    try:
        scans = await _scans(visit, form)
        async with acting(visit.by, Permission.RECORD_EXPENSE, visit.project.ref, once=form.key) as deed:
            await hold_open(link, visit.now)
            if recorded is None:
                new_id = await record_expense(visit.by, visit.project, read.document, read.expense, scans)
            else:
                new_id = changed
                versions = Versions(form.whole("version"), form.whole("document_version"))
                await change_expense(
                    visit.by, visit.project, changed, versions, read.document, read.expense, scans, frozenset()
                )
            deed.happened("link.entered", "link", link.id, link.to_address, after={"expense": new_id})
    except Objected as problem:
        return await _page(visit, link, recorded, form, problem.objections, 422)
    except TooLarge as problem:
        told = [Objection(problem.sentence, problem.facts, place="file")]
        return await _page(visit, link, recorded, form, told, 413)
    except Changed:
        return await _page(visit, link, recorded, form, [Objection(CHANGED_MEANWHILE)], 409)
    except AlreadyDone:
        return visit.see(_here(visit), "already")
    return visit.see(_here(visit), "saved" if recorded else "added")


async def _scans(visit: Visit, form: Sent) -> list[KeptFile]:
    return await kept_files(sendings_of(form), visit.request.app.state.files, visit.settings.max_upload)


def _stands(visit: Visit, recorded: Recorded | None, offered: Choices) -> dict[str, str]:
    """What the form does not ask stays as it is."""
    if recorded is None:
        return {}
    return as_typed(recorded.document, recorded.expense, visit.words, names(offered))


async def _remove(visit: Visit, link: LinkSeen, form: Sent) -> None:
    recorded = await _open_one(visit, link, form.whole("expense"))
    async with acting(visit.by, Permission.RECORD_EXPENSE, visit.project.ref) as deed:
        await hold_open(link, visit.now)
        await remove_expense(visit.by, visit.project, recorded.expense["id"])
        deed.happened("link.entered", "link", link.id, link.to_address)


async def _send(visit: Visit, link: LinkSeen, form: Sent) -> Response:
    """Everything entered is submitted and the link ends; with nothing entered that has to be said."""
    partner_id, month = _whose(link)
    found = await costs_of(visit.project, partner_id, month)
    waiting = {row["id"]: row["version"] for row in found if row["state"] in _OPEN}
    if not found and not form.line("none"):
        return await _page(visit, link, None, form, [Objection(NOTHING_TO_SEND, place="none")], 422)
    try:
        async with acting(visit.by, Permission.RECORD_EXPENSE, visit.project.ref, once=form.key) as deed:
            await hold_open(link, visit.now)
            if waiting:
                await submit_expenses(visit.by, visit.project, waiting)
            await use_up(deed, link, visit.now)
    except Objected as problem:
        return await _page(visit, link, None, None, problem.objections, 422)
    except AlreadyDone:
        pass
    words = visit.words
    context = {
        "heading": words.say(N_("Thank you, the expenses were sent")),
        "sentence": words.say(
            N_(
                "The accountant of the lead organisation looks at them. If something has to be mended, you get a letter with a new link."
            )
        ),
        "facts": [
            (words.say(N_("Month")), words.month(month)),
            *((words.say(N_("Total")), said) for said in _sums(found, words)),
        ],
        "project_title": visit.project.title,
    }
    return visit.page("door/done.html", context)


def _sums(found: Sequence[Row], words: Any) -> list[str]:
    sums: dict[str, int] = {}
    for row in found:
        sums[row["currency"]] = sums.get(row["currency"], 0) + row["amount_cents"]
    return [words.amount(Money(cents, currency)) for currency, cents in sorted(sums.items())]


async def _page(
    visit: Visit,
    link: LinkSeen,
    recorded: Recorded | None,
    form: Sent | None = None,
    objections: Sequence[Objection] = (),
    status: int = 200,
) -> Response:
    partner_id, month = _whose(link)
    words, offered = visit.words, await choices(visit.by, visit.project)
    typed = form.typed if form else _stands(visit, recorded, offered)
    told = {one.place: words.say(one.sentence, **one.facts) for one in reversed(objections)}
    found = await costs_of(visit.project, partner_id, month)
    labels = {
        slot: words.say(one.label) for record in (DOCUMENT, EXPENSE) for one in record.fields for slot in one.slots
    }
    begins = {"kind": "invoice", "currency": found[-1]["currency"] if found else "EUR", "line": _only(offered)}
    context: dict[str, Any] = {
        "heading": words.say(N_("Expenses of {month}"), month=words.month(month)),
        "project_title": visit.project.title,
        "rows": [_row(visit, row) for row in found],
        "sums": _sums(found, words),
        "changing": recorded.expense["id"] if recorded else None,
        "version": recorded.expense["version"] if recorded else None,
        "document_version": recorded.document["version"] if recorded else None,
        "reason": recorded.expense["reason"] if recorded and recorded.expense["state"] == ExpenseState.RETURNED else "",
        "values": dict.fromkeys(labels, "") | begins | typed,
        "described": f"description_{visit.language}",
        "labels": labels,
        "kinds": [(key, words.say(name)) for key, name in DOCUMENT_KINDS.items()],
        "currencies": [(code, code) for code in CURRENCIES],
        "lines": [(one.typed, one.shown(visit.language)) for one in offered["line"]],
        "told": told,
        "errors": [(place or None, sentence) for place, sentence in told.items()],
        "here": _here(visit),
        "form_key": new_form_key(),
        "until": words.day(link.expires_at.astimezone(visit.zone).date()),
        "who": link.to_name or link.to_address,
    }
    return visit.page("door/costs.html", context, status)


def _only(offered: Choices) -> str:
    """The budget line, where there is only one to choose."""
    lines = offered.get("line", ())
    return lines[0].typed if len(lines) == 1 else ""


def _row(visit: Visit, row: Row) -> dict[str, Any]:
    words, state = visit.words, ExpenseState(row["state"])
    return {
        "id": row["id"],
        "number": row["paper_number"] or row["number"],
        "what": text(row, "description").in_(visit.language) or row["supplier_name"],
        "day": words.day(row["day"]) if row["day"] else "",
        "amount": words.amount(Money(row["amount_cents"], row["currency"])),
        "state": words.say(EXPENSE_STATES[state]),
        "tone": STATE_TONES[state],
        "reason": row["reason"] if state is ExpenseState.RETURNED else "",
        "open": state in _OPEN and not row["sensitive"] and row["document_id"] is not None,
        "removable": state is ExpenseState.DRAFT and not row["sensitive"] and row["document_id"] is not None,
    }
