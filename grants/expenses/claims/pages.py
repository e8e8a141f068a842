"""The pages of claims without an invoice: which line, then how much, for which day, and what shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.budget.kinds import COST_FORMS, CostForm
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection
from grants.expenses.claims.actions import change_claim, record_claim
from grants.expenses.claims.forms import HINTS, LAYOUTS, NEW, RECORDS, WHICH_LINE, completed, objections
from grants.expenses.claims.queries import (
    as_choices,
    base_of,
    day_after_the_last,
    flat_on,
    line_of,
    lines_claimed_so,
    over_the_line,
)
from grants.expenses.documents.shown import sections
from grants.expenses.life.told import life_of
from grants.expenses.queries import Recorded, choices
from grants.expenses.rules import is_closed
from grants.expenses.shown import below, one, said_of, states
from grants.expenses.small import Small
from grants.values.choices import names, references
from grants.values.entry import Reader, read_entry, typed_again
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.records import Field
from grants.web.forms import sent
from grants.web.pages import Visit, address

Row = dict[str, Any]
CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; save again to keep yours."
)
OVER_LINE = N_("With this claim the budget line is claimed {over} over its budget of {amount}.")
NO_LINES = N_(
    "No line of this budget is a unit cost, a lump sum or a flat rate. The cost option of a line is chosen in the budget."
)


async def new_claim(visit: Visit) -> Response:
    """A claim without an invoice: first on which line, then what that line's cost option asks for."""
    lines = await lines_claimed_so(visit.by, visit.project)
    if visit.request.method == "POST":
        form_sent = await sent(visit.request)
        typed = form_sent.line("line")
    else:
        form_sent, typed = None, visit.query("line")
    line = next((row for row in lines if row["number"] == typed), None)
    if line is None:
        about = [] if lines else [(visit.words.say(N_("Budget")), visit.words.say(NO_LINES))]
        form = Small(visit, WHICH_LINE, (("line",),), {"line": as_choices(lines)})
        return form.page(visit.words.say(NEW), below(visit), about, choosing=True)
    form = await _form(visit, line)
    form.sent = form_sent
    if form_sent is None:
        form.typed = await _begun(visit, line, form)
        return await _page(form, line)
    try:
        claim = _read(form, line)
        expense_id = await record_claim(visit.by, visit.project, line, claim, once=form_sent.key)
    except Objected as problem:
        return await _page(form.wrong(problem.objections), line)
    except AlreadyDone:
        return visit.see(below(visit), "already")
    return visit.see(below(visit, f"/{expense_id}"), "added")


async def _form(visit: Visit, line: Row) -> Small:
    offered = await choices(visit.by, visit.project)
    form = Small(visit, RECORDS[line["form"]], LAYOUTS[line["form"]], offered, HINTS)
    form.kept = {"line": line["number"]}
    return form


async def _begun(visit: Visit, line: Row, form: Small) -> dict[str, str]:
    """What an empty form begins with: the line's own partner and activity, and where its last base ended."""
    known = names(form.choices)
    typed = {name: known.get(name, {}).get(line[f"{name}_id"], "") for name in ("partner", "activity")}
    if line["form"] == CostForm.FLAT_RATE:
        first = await day_after_the_last(visit.project, line["id"])
        typed["base_from"] = f"{first:%d.%m.%Y}" if first else ""
    if line["form"] == CostForm.LUMP_SUM and line["amount_cents"] is not None:
        typed["amount"] = visit.words.figure(Money(line["amount_cents"], line["currency"]))
    return typed


def _read(form: Small, line: Row) -> Row:
    """The claim as it was typed; Objected when something is wrong with it."""
    assert form.sent is not None
    typed = {**form.sent.typed, "currency": line["currency"]}
    reader = Reader(form.visit.words, form.visit.today, references(form.choices))
    reading = read_entry(form.record, typed, reader)
    problems = reading.objections or objections(line, reading.values)
    if problems:
        raise Objected(problems)
    return completed(line, reading.values)


def _about_line(visit: Visit, line: Row) -> list[tuple[str, str]]:
    words = visit.words
    title = Text(line["title_bg"], line["title_en"]).in_(visit.language)
    facts = [
        (N_("Budget line"), f"{line['number']} · {title}"),
        (N_("Cost option"), words.say(COST_FORMS[CostForm(line["form"])])),
    ]
    if line["amount_cents"] is not None:
        facts.append((N_("Planned"), words.amount(Money(line["amount_cents"], line["currency"]))))
    if line["form"] == CostForm.UNIT_COST and line["unit_price_cents"] is not None:
        facts.append((N_("Unit price"), words.amount(Money(line["unit_price_cents"], line["currency"]))))
    if line["form"] == CostForm.FLAT_RATE and line["rate"] is not None:
        on = words.say(N_("{rate} of lines {base}"), rate=words.percent(line["rate"]), base=line["base"])
        facts.append((N_("Flat rate"), on))
    return [(words.say(label), text) for label, text in facts]


async def _page(form: Small, line: Row, recorded: Recorded | None = None) -> Response:
    """The form of a claim, with what its base comes to, and below it what happens next with a recorded one."""
    visit, words = form.visit, form.visit.words
    row = recorded.expense if recorded else None
    about = _about_line(visit, line)
    more: dict[str, Any] = {
        "findings": [],
        "state": None,
        "life": None,
        "hanging": None,
        "corrections": [],
        "corrects": None,
        "correct_url": None,
    }
    heading = words.say(NEW)
    if recorded is not None and row is not None:
        heading = words.say(N_("Expense {number}"), number=row["number"])
        about += await _figures(visit, line, row)
        more |= await sections(visit, recorded, one(visit)) | await states(visit, recorded)
        more |= {"life": await life_of(visit, recorded), "findings": await _findings(visit, line, row)}
    may_write = visit.may(Permission.RECORD_EXPENSE) and (row is None or not is_closed(row))
    more |= {
        "attached": await said_of(visit, recorded),
        "told": {found.place: words.say(found.sentence, **found.facts) for found in form.objections},
        "may_write": may_write,
        "remove_url": f"{one(visit)}/remove" if row and may_write else None,
        "template": "expenses/claim.html",
        "shown": [] if may_write else _as_read(form),
    }
    return form.page(heading, below(visit), about, **more)


async def _figures(visit: Visit, line: Row, row: Row) -> list[tuple[str, str]]:
    """What the claim comes to; of a flat rate, its base as it is now beside it."""
    words, currency = visit.words, row["currency"]
    facts = [(words.say(N_("Claimed")), words.amount(Money(row["amount_cents"], currency)))]
    if line["form"] == CostForm.FLAT_RATE and line["rate"] is not None:
        base = await base_of(line, row["base_from_on"], row["claimed_on"], row["id"])
        now = words.say(
            N_("{base}, of which {rate} is {amount}"),
            base=base,
            rate=words.percent(line["rate"]),
            amount=flat_on(line, base),
        )
        facts.append((words.say(N_("Its base as accepted now")), now))
    return facts


async def _findings(visit: Visit, line: Row, row: Row) -> list[Mapping[str, str]]:
    over = await over_the_line(line, row["id"])
    if over is None:
        return []
    amount = Money(line["amount_cents"], line["currency"])
    sentence = visit.words.say(OVER_LINE, over=over, amount=amount)
    return [{"level": "warning", "sentence": sentence, "row": "", "url": "", "code": ""}]


def _as_read(form: Small) -> list[tuple[str, str]]:
    """The claim where it is only read: label and text of what is filled in, names for numbers, and no part that is nothing."""
    nothing = form.visit.words.figure(0)
    return [
        (form.visit.words.say(field.label), _named(form, field, text))
        for field in form.record.fields
        if (text := " / ".join(form.typed[slot] for slot in field.slots if form.typed.get(slot))) and text != nothing
    ]


def _named(form: Small, field: Field, typed: str) -> str:
    offered = form.choices.get(field.refers_to, ()) if field.refers_to else ()
    return next((choice.shown(form.visit.language) for choice in offered if choice.typed == typed), typed)


async def _opened(visit: Visit, recorded: Recorded) -> tuple[Small, Row]:
    """The form of a recorded claim as it stands, and its line; the claim keeps the cost option it was made by."""
    row = recorded.expense
    line = await line_of(visit.project.id, row["line_id"])
    if row["form"] not in RECORDS:
        raise NotFound
    line["form"] = row["form"]
    form = await _form(visit, line)
    form.typed = typed_again(form.record, row, visit.words, names(form.choices))
    form.version = row["version"]
    return form, line


async def claim_shown(visit: Visit, recorded: Recorded) -> list[tuple[str, str]]:
    """A recorded claim to be read: label and text."""
    form, line = await _opened(visit, recorded)
    return [*_about_line(visit, line), *_as_read(form)]


async def claim_again(visit: Visit, recorded: Recorded, problems: Sequence[Objection], status: int) -> Response:
    """The page of a claim with what is wrong with bringing it on."""
    form, line = await _opened(visit, recorded)
    return await _page(form.wrong(problems, status), line, recorded)


async def claim_page(visit: Visit, recorded: Recorded) -> Response:
    """A recorded claim without an invoice: changed where it may be, read where not."""
    row = recorded.expense
    form, line = await _opened(visit, recorded)
    stands = form.typed
    if visit.request.method == "GET":
        return await _page(form, line, recorded)
    form.sent = await sent(visit.request)
    form.version = form.sent.whole("version")
    try:
        await change_claim(visit.by, visit.project, row["id"], form.version, line, _read(form, line))
    except Objected as problem:
        return await _page(form.wrong(problem.objections), line, recorded)
    except Changed:
        form.version = row["version"]
        form.theirs = [
            (visit.words.say(field.label), stands.get(slot, ""), form.sent.typed.get(slot, ""))
            for field in form.record.fields
            for slot in field.slots
            if stands.get(slot, "").strip() != form.sent.typed.get(slot, "").strip()
        ]
        return await _page(form.wrong([Objection(CHANGED_MEANWHILE)], 409), line, recorded)
    return visit.see(one(visit), "saved")


ROUTES = [address("/projects/{code}/expenses/claim", "new_claim", new_claim, changes=True)]
