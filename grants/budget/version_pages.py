"""The versions of a budget: the list, one version held against the budget in force, and any two side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.budget.actions import bring_version, describe_version, drop_version, keep_as_signed, open_working
from grants.budget.comparing import COMPARED, Change, compared, currencies, sums
from grants.budget.kinds import VERSION_STATES, VersionState
from grants.budget.reading import OPEN, Row, lines_of, nameable, signed_on, version_seen, versions_of
from grants.budget.records import LINE, VERSION
from grants.budget.versions import IN_FORCE, TONES, budget_address, missed_by_version, version_label, versions_section
from grants.errors import AlreadyDone, Changed, Objected, Objection, WrongState
from grants.values.entry import YES, Reader, read_entry
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.reading import Unreadable
from grants.values.records import Kind, Record
from grants.values.wording import Wording
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit

IN_WORDS = Record(
    "version",
    VERSION.singular,
    VERSION.plural,
    (VERSION.field("name"), VERSION.field("note")),
    title="name",
    new=VERSION.new,
    tab="budget",
)
LOOK_AGAIN = N_("Somebody else changed this meanwhile. Look at it as it stands now and decide again.")


# --- the list -----------------------------------------------------------------------------------------------------


async def versions(visit: Visit) -> Response:
    """The versions of the budget; the signed one is kept here, a working one is opened here."""
    if visit.request.method == "GET":
        return await _versions_page(visit)
    form = await sent(visit.request)
    try:
        if form.line("do") == "open":
            opened = await open_working(visit.by, visit.project, once=form.key)
            return visit.see(f"{budget_address(visit)}/versions/{opened}/edit", "added")
        kept = await keep_as_signed(visit.by, visit.project, _day(visit, form), once=form.key)
        return visit.see(f"{budget_address(visit)}/versions/{kept}", "saved")
    except AlreadyDone:
        return visit.see(f"{budget_address(visit)}/versions", "already")
    except Objected as problem:
        return await _versions_page(visit, problem.objections, form, 422)


async def _versions_page(
    visit: Visit, objections: Sequence[Objection] = (), form: Sent | None = None, status: int = 200
) -> Response:
    contract = await signed_on(visit.project)
    day = contract["signed_on"] if contract and contract["signed_on"] else visit.today
    context = {
        "v": await versions_section(visit),
        "on": form.typed.get("on", "") if form else f"{day:%d.%m.%Y}",
        "errors": _pairs(objections, visit.words),
        "on_error": _pairs(objections, visit.words)[0][1] if objections else None,
    }
    return visit.page("budget/versions.html", context, status)


def _pairs(objections: Sequence[Objection], words: Wording) -> list[tuple[str | None, str]]:
    return [(one.place or None, words.say(one.sentence, **one.facts)) for one in objections]


def _day(visit: Visit, form: Sent) -> date:
    try:
        return visit.words.read_day(form.line("on"), visit.today) if form.line("on") else visit.today
    except Unreadable as problem:
        raise Objected([Objection(problem.msgid, problem.facts, place="on")]) from None


# --- one version --------------------------------------------------------------------------------------------------


async def version(visit: Visit) -> Response:
    """One version held against the budget in force, and what may be done with it."""
    row = await version_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "GET":
        return await _version_page(visit, row)
    form = await sent(visit.request)
    here = visit.request.url.path
    try:
        if form.line("to") == "words":
            await describe_version(
                visit.by, visit.project, row["id"], form.whole("version"), _words_typed(visit, form), once=form.key
            )
            return visit.see(here, "saved")
        if form.line("to") == "dropped":
            await drop_version(visit.by, visit.project, row["id"], once=form.key)
            return visit.see(f"{budget_address(visit)}/versions", "removed")
        if form.line("to") not in set(VersionState):
            return visit.see(here)
        to = VersionState(form.line("to"))
        opened_with = form.whole("version")
        await bring_version(visit.by, visit.project, row["id"], opened_with, to, _day(visit, form), once=form.key)
    except Objected as problem:
        return await _version_page(visit, row, problem.objections, form, 422)
    except Changed:
        now = await version_seen(visit.by, visit.project, row["id"])
        return await _version_page(visit, now, [Objection(LOOK_AGAIN)], form, 409)
    except WrongState as problem:
        return await _version_page(visit, row, [Objection(problem.sentence, problem.facts)], form, 409)
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(here, "done")


def _words_typed(visit: Visit, form: Sent) -> dict[str, Any]:
    """The name of a version, its contract and what it changes, as typed; Objected where they can't be read."""
    reading = read_entry(IN_WORDS, form.typed, Reader(visit.words, visit.today))
    if reading.objections:
        raise Objected(reading.objections)
    return reading.values


async def _version_page(
    visit: Visit, row: Row, objections: Sequence[Objection] = (), form: Sent | None = None, status: int = 200
) -> Response:
    words, may_edit = visit.words, visit.may(Permission.EDIT_BUDGET)
    is_open = row["state"] in OPEN
    against = await lines_of(visit.by, visit.project)
    mine = await lines_of(visit.by, visit.project, row["id"])
    changes = compared(against, mine) if is_open else compared(mine, against)
    names = (words.say(N_("in force")), version_label(row, words))
    context = {
        **(await differences_shown(visit, changes, names if is_open else (names[1], names[0]))),
        "version": row["version"],
        "label": version_label(row, words),
        "state": words.say(VERSION_STATES[row["state"]]),
        "tone": TONES[row["state"]],
        "approved": words.day(row["approved_on"]) if row["approved_on"] else "",
        "missed": await missed_by_version(visit, row["id"]) if is_open else [],
        "note": Text(row["note_bg"], row["note_en"]),
        "may_describe": may_edit,
        "named": {
            name: Text(
                *(
                    form.typed[slot] if form and slot in form.typed else row[slot]
                    for slot in (f"{name}_bg", f"{name}_en")
                )
            )
            for name in ("name", "note")
        },
        "told": {one.place: words.say(one.sentence, **one.facts) for one in objections if one.place},
        "all_lines": _all_lines(mine, words),
        "edit_url": f"{budget_address(visit)}/versions/{row['id']}/edit"
        if may_edit and row["state"] == VersionState.WORKING
        else "",
        "may": {
            "ask": may_edit and row["state"] == VersionState.WORKING,
            "decide": may_edit and is_open,
            "refuse": may_edit and row["state"] == VersionState.ASKED,
        },
        "on": form.typed.get("on", "") if form else f"{visit.today:%d.%m.%Y}",
        "errors": _pairs(objections, words),
        "on_error": next((said for place, said in _pairs(objections, words) if place == "on"), None),
        "form_key": new_form_key(),
        "back_url": f"{budget_address(visit)}/versions",
    }
    return visit.page("budget/version.html", context, status)


def _all_lines(lines: Sequence[Row], words: Wording) -> list[dict[str, Any]]:
    return [
        {
            "code": line["code"],
            "level": min(2, line["code"].count(".")),
            "title": Text(line["title_bg"], line["title_en"]),
            "unit": _units(line, words),
            "amount": _amount(line, words),
        }
        for line in lines
    ]


# --- two versions side by side ------------------------------------------------------------------------------------


async def difference(visit: Visit) -> Response:
    """Any two versions, or the budget in force, side by side."""
    offered = [(str(row["id"]), version_label(row, visit.words)) for row in await versions_of(visit.by, visit.project)]
    offered.append((IN_FORCE, visit.words.say(N_("in force"))))
    first, last = offered[0][0], IN_FORCE
    chosen = [
        asked if asked in dict(offered) else otherwise
        for asked, otherwise in ((visit.query("from"), first), (visit.query("to"), last))
    ]
    before, after = [await lines_of(visit.by, visit.project, None if one == IN_FORCE else int(one)) for one in chosen]
    names = (dict(offered)[chosen[0]], dict(offered)[chosen[1]])
    context = {
        **(await differences_shown(visit, compared(before, after), names)),
        "offered": offered,
        "chosen": chosen,
        "back_url": f"{budget_address(visit)}/versions",
    }
    return visit.page("budget/difference.html", context)


async def differences_shown(visit: Visit, changes: Sequence[Change], names: tuple[str, str]) -> dict[str, Any]:
    """Two versions side by side in the reader's words, as budget/_difference.html shows them."""
    words = visit.words
    choices = await nameable(visit.project)
    named = {kind: {one.id: one.shown(words.language) for one in offered} for kind, offered in choices.items()}
    differing = [change for change in changes if change.kind != "same"]
    same = len(changes) - len(differing)
    return {
        "names": names,
        "rows": [_change_row(change, words, named) for change in differing],
        "totals": [_total_row(changes, currency, words) for currency in currencies(changes)],
        "same": words.count("One line is the same in both.", "{n} lines are the same in both.", same) if same else "",
    }


_KINDS: Mapping[str, str] = {"added": N_("added"), "gone": N_("gone"), "changed": N_("changed")}


def _change_row(change: Change, words: Wording, named: Mapping[str, Mapping[int, str]]) -> dict[str, Any]:
    row = change.after or change.before
    assert row is not None
    currencies_met = {side["currency"] for side in (change.before, change.after) if side is not None}
    apart = change.difference(row["currency"]) if len(currencies_met) == 1 else None
    return {
        "code": row["code"],
        "title": Text(row["title_bg"], row["title_en"]),
        "kind": words.say(_KINDS[change.kind]),
        "tone": {"added": "good", "gone": "bad", "changed": "wait"}[change.kind],
        "details": [
            _detail(name, change, words, named)
            for name in change.changed
            if name not in {"amount", "units", "unit_price"}
        ],
        "before_units": _units(change.before, words),
        "before": _amount(change.before, words),
        "after_units": _units(change.after, words),
        "after": _amount(change.after, words),
        "difference": "" if apart is None else _signed(apart, words),
        "minus": apart is not None and apart.minor < 0,
    }


def _detail(name: str, change: Change, words: Wording, named: Mapping[str, Mapping[int, str]]) -> tuple[str, str, str]:
    assert change.before is not None
    assert change.after is not None
    label = words.say(N_("No.") if name == "number" else LINE.field(name).label)
    before, after = (_said(name, side, words, named) or "–" for side in (change.before, change.after))
    return label, before, after


def _said(name: str, row: Mapping[str, Any], words: Wording, named: Mapping[str, Mapping[int, str]]) -> str:
    columns = COMPARED[name]
    if len(columns) == 2:
        return " / ".join(row[column] for column in columns if row[column])
    value = row[columns[0]]
    if name == "number" or value in (None, ""):
        return str(value or "")
    field = LINE.field(name)
    match field.kind:
        case Kind.REFERENCE:
            return named.get(field.refers_to, {}).get(value, "")
        case Kind.CHOICE:
            return words.say((field.choices or {}).get(value, value))
        case Kind.PERCENT:
            return rate_said(value, words)
        case Kind.YES_NO:
            return words.say(YES) if value else ""
        case _:
            return str(value)


def rate_said(rate: Decimal, words: Wording) -> str:
    """A rate in per cent with just the decimals it has."""
    return words.percent(rate, max(0, -int(rate.normalize().as_tuple().exponent)))


def _units(row: Mapping[str, Any] | None, words: Wording) -> str:
    if row is None:
        return ""
    if row["rate"] is not None:
        return rate_said(row["rate"], words)
    if row["units"] is None or row["unit_price_cents"] is None:
        return ""
    return f"{words.number(row['units'].normalize())} × {words.figure(Money(row['unit_price_cents'], row['currency']))}"


def _amount(row: Mapping[str, Any] | None, words: Wording) -> str:
    if row is None or row["amount_cents"] is None:
        return ""
    return words.figure(Money(row["amount_cents"], row["currency"]))


def _signed(money: Money, words: Wording) -> str:
    return f"{'+' if money.minor > 0 else ''}{words.figure(money, dash=True)}"


def _total_row(changes: Sequence[Change], currency: str, words: Wording) -> dict[str, Any]:
    before, after = sums(changes, currency)
    apart = after - before
    return {
        "label": words.say(N_("Total, {currency}"), currency=currency),
        "before": words.figure(before),
        "after": words.figure(after),
        "difference": _signed(apart, words),
        "minus": apart.minor < 0,
    }
