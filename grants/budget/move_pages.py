"""Moves between lines: the list, a move as it is typed with its limit counted live, and the request to the funder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from starlette.responses import Response

from grants.access import Permission, sees_all_money
from grants.attached.rules import RowNamed
from grants.attached.shown import hanging_of
from grants.budget.kinds import LIMIT_BASES, MOVE_STATES, Approver, MoveState
from grants.budget.moves.actions import bring_move, drop_move, keep_move
from grants.budget.moving import Level, Standing, Used, Verdict, refusals, verdict
from grants.budget.reading import (
    Row,
    currency_of,
    earlier,
    limit_of,
    lines_of,
    move_seen,
    moves_of,
    signed_lines,
    standings,
)
from grants.budget.records import MOVE
from grants.budget.request import request_in
from grants.budget.versions import TONES, budget_address, missed_of_move
from grants.errors import AlreadyDone, Changed, Objected, Objection, WrongState
from grants.values.choices import Choice, names, references
from grants.values.entry import REQUIRED, Reader, Reading, read_entry, typed_again
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.reading import Unreadable
from grants.values.records import Record
from grants.values.wording import Wording
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit

LOOK_AGAIN = N_("Somebody else changed this meanwhile. Look at it as it stands now and decide again.")
CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; save again to keep yours."
)
# What is typed of a move; its state and the days of its decision come with the deeds.
ASKED = Record(
    "move",
    MOVE.singular,
    MOVE.plural,
    tuple(MOVE.field(name) for name in ("from_line", "to_line", "amount", "currency", "reason")),
    title="amount",
    new=MOVE.new,
    tab="budget",
)
_LEVELS: Mapping[Level, str] = {
    Level.WITHIN: N_("within the limit"),
    Level.NEAR: N_("near the limit"),
    Level.OVER: N_("over the limit"),
}
_TONES: Mapping[Level, str] = {Level.WITHIN: "good", Level.NEAR: "wait", Level.OVER: "bad"}


def _base(visit: Visit) -> str:
    return f"{budget_address(visit)}/moves"


# --- the list -----------------------------------------------------------------------------------------------------


async def moves(visit: Visit) -> Response:
    """Every move with its state."""
    words = visit.words
    lines = {line["id"]: line for line in await lines_of(visit.by, visit.project)}
    context = {
        "rows": [_move_row(visit, row, lines, words) for row in await moves_of(visit.by, visit.project)],
        "may_edit": visit.may(Permission.EDIT_BUDGET),
        "base": _base(visit),
        "budget_url": budget_address(visit),
    }
    return visit.page("budget/moves.html", context)


def _move_row(visit: Visit, row: Row, lines: Mapping[int, Row], words: Wording) -> dict[str, Any]:
    return {
        "number": row["number"],
        "url": f"{_base(visit)}/{row['id']}",
        "from": _line(lines.get(row["from_line_id"]), words),
        "to": _line(lines.get(row["to_line_id"]), words),
        "amount": words.amount(Money(row["amount_cents"] or 0, row["currency"])),
        "state": words.say(MOVE_STATES[row["state"]]),
        "tone": TONES[row["state"]],
        "day": words.day(day) if (day := row["decided_on"] or row["asked_on"]) else "",
    }


def _line(row: Row | None, words: Wording) -> str:
    if row is None:
        return words.say(N_("no longer there"))
    return f"{row['number']} · {Text(row['title_bg'], row['title_en']).in_(words.language)}"


# --- a move as it is typed ----------------------------------------------------------------------------------------


async def new_move(visit: Visit) -> Response:
    """A move, typed; its limit is counted before it is saved."""
    return await _typed_move(visit, None)


async def edit_move(visit: Visit) -> Response:
    """A draft changed."""
    row = await move_seen(visit.by, visit.project, visit.number_in_path("id"))
    if row["state"] != MoveState.DRAFT and visit.request.method == "GET":
        return visit.see(f"{_base(visit)}/{row['id']}")
    return await _typed_move(visit, row)


async def _typed_move(visit: Visit, row: Row | None) -> Response:
    choices = await _choices(visit)
    stands = typed_again(ASKED, row, visit.words, names(choices)) if row else {}
    if visit.request.method == "GET":
        return await _form(visit, row, stands or await _beginning(visit), choices)
    form = await sent(visit.request)
    typed = await _with_currency(visit, form.typed)
    reading = _read(visit, typed, choices)
    if reading.objections:
        return await _form(visit, row, typed, choices, form=form, objections=reading.objections, status=422)
    version = form.whole("version")
    try:
        kept = await keep_move(
            visit.by, visit.project, row["id"] if row else None, version, reading.values, once=form.key
        )
    except Objected as problem:
        return await _form(visit, row, typed, choices, form=form, objections=problem.objections, status=422)
    except AlreadyDone:
        return visit.see(_base(visit), "already")
    except Changed:
        return await _form(
            visit, row, typed, choices, objections=[Objection(CHANGED_MEANWHILE)], stands=stands, status=409
        )
    except WrongState as problem:
        told = [Objection(problem.sentence, problem.facts)]
        return await _form(visit, row, typed, choices, objections=told, stands=stands, status=409)
    return visit.see(f"{_base(visit)}/{kept}", "saved")


async def _choices(visit: Visit) -> dict[str, tuple[Choice, ...]]:
    """The lines that have an amount of their own."""
    lines = [line for line in await lines_of(visit.by, visit.project) if line["amount_cents"] is not None]
    return {
        "line": tuple(Choice(line["id"], line["number"], Text(line["title_bg"], line["title_en"])) for line in lines)
    }


async def _beginning(visit: Visit) -> dict[str, str]:
    return await _with_currency(visit, {"from_line": visit.query("from")})


async def _with_currency(visit: Visit, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, in the currency of the line it is taken from."""
    lines = await lines_of(visit.by, visit.project)
    numbered = {line["number"]: line["currency"] for line in lines}
    currency = numbered.get(typed.get("from_line", "").strip()) or await currency_of(visit.project, lines)
    return {**typed, "currency": currency}


def _read(visit: Visit, typed: Mapping[str, str], choices: Mapping[str, Sequence[Choice]]) -> Reading:
    reading = read_entry(ASKED, typed, Reader(visit.words, visit.today, references(choices)))
    if reading.objections or reading.values["amount_cents"] is not None:
        return reading
    return replace(reading, objections=(Objection(REQUIRED, {}, place="amount"),))


async def _form(
    visit: Visit,
    row: Row | None,
    typed: Mapping[str, str],
    choices: Mapping[str, Sequence[Choice]],
    *,
    form: Sent | None = None,
    objections: Sequence[Objection] = (),
    stands: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    words = visit.words
    told = {one.place: words.say(one.sentence, **one.facts) for one in reversed(objections) if one.place}
    context = {
        "heading": words.say(MOVE.new if row is None else MOVE.singular),
        "typed": {slot: typed.get(slot, "") for slot in ASKED.slots},
        "told": told,
        "reason": Text(typed.get("reason_bg", ""), typed.get("reason_en", "")),
        "offered": [(one.typed, one.shown(words.language)) for one in choices["line"]],
        "errors": [(one.place or None, _named(one, words)) for one in objections],
        "theirs": [
            (words.say(field.label), stands.get(slot, ""), typed.get(slot, ""))
            for field in ASKED.fields
            for slot in field.slots
            if stands.get(slot, "").strip() != typed.get(slot, "").strip()
        ]
        if stands
        else [],
        "limit": await _limit_said(visit, typed, choices, row),
        "version": "" if row is None else form.whole("version") if form else row["version"],
        "move_id": row["id"] if row else "",
        "form_key": form.key if form else new_form_key(),
        "base": _base(visit),
        "back_url": f"{_base(visit)}/{row['id']}" if row else _base(visit),
    }
    return visit.page("budget/move_edit.html", context, status)


def _named(one: Objection, words: Wording) -> str:
    sentence = words.say(one.sentence, **one.facts)
    field = next((field for field in ASKED.fields if one.place in field.slots), None)
    return f"{words.say(field.label)}: {sentence}" if field else sentence


# --- the limit ----------------------------------------------------------------------------------------------------


async def move_limit(visit: Visit) -> Response:
    """How much of the limit a move would use, before anything is saved."""
    if visit.request.method == "GET":
        return visit.see(f"{_base(visit)}/new")
    form = await sent(visit.request)
    move_id = form.whole("move_id")
    row = await move_seen(visit.by, visit.project, move_id) if move_id else None
    typed = await _with_currency(visit, form.typed)
    limit = await _limit_said(visit, typed, await _choices(visit), row)
    return visit.page("budget/_limit.html", {"limit": limit})


async def _limit_said(
    visit: Visit, typed: Mapping[str, str], choices: Mapping[str, Sequence[Choice]], row: Row | None
) -> dict[str, Any] | None:
    """What is said of the limit while a move is typed; None as long as the lines and the amount are not all there."""
    known = references(choices)["line"]
    pair = [known.get(" ".join(typed.get(name, "").split()).casefold()) for name in ("from_line", "to_line")]
    try:
        amount = visit.words.read_amount(typed.get("amount", ""), typed.get("currency", "") or "EUR")
    except (Unreadable, ValueError):
        return None
    if None in pair or amount.minor <= 0:
        return None
    lines = await standings(visit.by, visit.project)
    source, target = lines[pair[0] or 0], lines[pair[1] or 0]
    found = refusals(source, target, amount)
    if found:
        return {"refused": [visit.words.say(one.sentence, **one.facts) for one in found]}
    judged = await judge(visit, lines, source, target, amount, row["id"] if row else None)
    return verdict_said(judged, (await limit_of(visit.project, visit.today)).base, visit.words)


async def judge(
    visit: Visit, lines: Mapping[int, Standing], source: Standing, target: Standing, amount: Money, move_id: int | None
) -> Verdict:
    """A move against the contract's limit and the moves before it."""
    known = await moves_of(visit.by, visit.project)
    signed = await signed_lines(visit.by, visit.project, list(lines.values()), known)
    return verdict(await limit_of(visit.project, visit.today), signed, earlier(known, move_id), source, target, amount)


def verdict_said(judged: Verdict, base: str, words: Wording) -> dict[str, Any]:
    """The verdict in words: each limit it uses, what else stands against it, what the move needs."""
    return {
        "refused": [],
        "used": [_used_said(one, words) for one in judged.used],
        "notes": [words.say(one.sentence, **one.facts) for one in judged.notes],
        "none": words.say(N_("The terms of the contract name no limit of moves.")) if not judged.used else "",
        "base": words.say(LIMIT_BASES[base]),
        "level": words.say(_LEVELS[judged.level]),
        "tone": _TONES[judged.level],
        "needs": words.say(NEEDS[judged.approver]),
    }


NEEDS: Mapping[str, str] = {
    Approver.NONE: N_("Such a move needs nobody's approval."),
    Approver.NOTIFY: N_("Such a move needs a notice to the funder."),
    Approver.APPROVAL: N_("Such a move needs the funder's approval."),
    Approver.ANNEX: N_("Such a move needs an amendment of the contract."),
}


def _used_said(one: Used, words: Wording) -> dict[str, Any]:
    facts = {"used": words.amount(one.used), "allowed": words.amount(one.allowed), "limit": rate(one.per_cent, words)}
    if one.share is None:
        said = words.say(N_("{used} used; nothing was signed here, so the limit of {limit} allows nothing."), **facts)
    else:
        share = words.percent(one.share, 1)
        said = words.say(N_("used {share} of {limit}: {used} of {allowed}"), share=share, **facts)
    return {
        "where": words.say(N_("Line or chapter {number}"), number=one.number)
        if one.number
        else words.say(N_("The whole budget")),
        "said": said,
        "place": min(1000, one.of_limit * 10),
        "over": one.level is Level.OVER,
        "tone": _TONES[one.level],
    }


def rate(value: Any, words: Wording) -> str:
    """A limit in per cent with just the decimals it has."""
    return words.percent(value, max(0, -int(value.normalize().as_tuple().exponent)))


# --- one move: its state, its limit, the request to the funder ----------------------------------------------------


async def move(visit: Visit) -> Response:
    """One move, the text that asks the funder for it in both languages, and what was decided."""
    row = await move_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "GET":
        return await _move_page(visit, row)
    form = await sent(visit.request)
    here = visit.request.url.path
    try:
        if form.line("to") == "dropped":
            await drop_move(visit.by, visit.project, row["id"], once=form.key)
            return visit.see(_base(visit), "removed")
        if form.line("to") not in set(MoveState):
            return visit.see(here)
        which = (visit.by, visit.project, row["id"], form.whole("version"), MoveState(form.line("to")))
        await bring_move(*which, _day(visit, form), form.line("letter")[:120], once=form.key)
    except Objected as problem:
        return await _move_page(visit, row, problem.objections, form, 422)
    except Changed:
        now = await move_seen(visit.by, visit.project, row["id"])
        return await _move_page(visit, now, [Objection(LOOK_AGAIN)], form, 409)
    except WrongState as problem:
        return await _move_page(visit, row, [Objection(problem.sentence, problem.facts)], form, 409)
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(here, "done")


def _day(visit: Visit, form: Sent) -> date:
    try:
        return visit.words.read_day(form.line("on"), visit.today) if form.line("on") else visit.today
    except Unreadable as problem:
        raise Objected([Objection(problem.msgid, problem.facts, place="on")]) from None


async def _move_page(
    visit: Visit, row: Row, objections: Sequence[Objection] = (), form: Sent | None = None, status: int = 200
) -> Response:
    words, may_edit = visit.words, visit.may(Permission.EDIT_BUDGET)
    lines = {line["id"]: line for line in await lines_of(visit.by, visit.project)}
    pair = (lines.get(row["from_line_id"]), lines.get(row["to_line_id"]))
    told = {one.place: words.say(one.sentence, **one.facts) for one in objections if one.place == "on"}
    context = {
        **_move_row(visit, row, lines, words),
        "missed": await missed_of_move(visit, row["id"]) if row["state"] == MoveState.APPROVED else [],
        "limit": None,
        "requests": [],
        "reason": Text(row["reason_bg"], row["reason_en"]),
        "letter": row["letter"],
        "version": row["version"],
        "may_edit": may_edit,
        "is_open": row["state"] in {MoveState.DRAFT, MoveState.ASKED},
        "is_draft": row["state"] == MoveState.DRAFT,
        "edit_url": f"{_base(visit)}/{row['id']}/edit",
        "on": form.typed.get("on", "") if form else f"{visit.today:%d.%m.%Y}",
        "told": told,
        "errors": [
            (one.place if one.place == "on" else None, words.say(one.sentence, **one.facts)) for one in objections
        ],
        "form_key": new_form_key(),
        "base": _base(visit),
        "attached": await hanging_of(
            visit,
            RowNamed("move", row["id"], Text(row["number"]), f"{_base(visit)}/{row['id']}"),
            may_attach=may_edit,
        ),
    }
    if pair[0] is not None and pair[1] is not None and sees_all_money(visit.by, visit.project.ref):
        judged = await _judged(visit, row)
        if row["state"] != MoveState.APPROVED:
            context["limit"] = verdict_said(judged, (await limit_of(visit.project, visit.today)).base, words)
        context["requests"] = [
            await request_in(language, visit.project, row, (pair[0], pair[1]), judged) for language in ("bg", "en")
        ]
    return visit.page("budget/move.html", context, status)


async def _judged(visit: Visit, row: Row) -> Verdict:
    lines = await standings(visit.by, visit.project)
    amount = Money(row["amount_cents"] or 0, row["currency"])
    return await judge(visit, lines, lines[row["from_line_id"]], lines[row["to_line_id"]], amount, row["id"])
