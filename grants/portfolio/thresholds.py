"""The thresholds of procurement, which count in every project here: the list, one of them, and taking over the proposed ones.

Whoever keeps a budget anywhere may change them, as with exchange rates: they are the law's, the same for everybody, and
who knows that they changed is whoever buys. Each change stands in the history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.entries.fields import error_pairs, form_fields, told_by_place
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection
from grants.procurement.actions import add_threshold, change_threshold, remove_threshold, take_over_proposed
from grants.procurement.queries import threshold_kept, thresholds_kept
from grants.procurement.records import THRESHOLD
from grants.procurement.rules import LAWS, METHODS, PURCHASE_KINDS
from grants.procurement.rules_thresholds import PRESETS
from grants.storage.database import Row
from grants.values.entry import Reader, read_entry, typed_again
from grants.values.language import N_
from grants.values.money import Money
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

SOMEBODY_CHANGED = N_("Somebody else changed this threshold since you opened it. Look at it again.")
_HERE = "/procurement/thresholds"


async def thresholds(visit: Visit) -> Response:
    """The thresholds by law: those entered, else those proposed; sent, the proposed ones are taken over."""
    if visit.request.method == "POST":
        form = await sent(visit.request)
        try:
            await take_over_proposed(visit.by, once=form.key)
        except AlreadyDone:
            return visit.see(_HERE, "already")
        return visit.see(_HERE, "added")
    kept = await thresholds_kept()
    laws = {row["law"] for row in kept}
    proposed = [one for one in PRESETS if one.law not in laws]
    may_change = visit.may(Permission.EDIT_BUDGET)
    rows = [
        *(_shown(visit, row, f"{_HERE}/{row['id']}") for row in kept),
        *(
            _shown(
                visit,
                {
                    **{name: getattr(one, name) for name in ("law", "kind", "method", "first_on", "last_on", "note")},
                    "amount_cents": one.amount.minor,
                    "currency": one.amount.currency,
                },
                None,
            )
            for one in sorted(proposed, key=lambda one: (one.kind, -one.first_on.toordinal()))
        ),
    ]
    context = {
        "rows": rows,
        "proposed": bool(proposed),
        "without": [visit.words.say(LAWS[law]) for law in LAWS if law not in laws | {one.law for one in PRESETS}],
        "may_change": may_change,
        "here": _HERE,
        "form_key": new_form_key(),
    }
    return visit.page("procurement/thresholds.html", context)


def _shown(visit: Visit, row: Row, url: str | None) -> dict[str, Any]:
    words = visit.words
    return {
        "url": url,
        "law": words.say(LAWS[row["law"]]),
        "kind": words.say(PURCHASE_KINDS[row["kind"]]),
        "method": words.say(METHODS[row["method"]]),
        "amount": words.amount(Money(row["amount_cents"], row["currency"])),
        "first": words.day(row["first_on"]),
        "last": words.day(row["last_on"]) if row["last_on"] else "",
        "note": row["note"],
        "now": row["first_on"] <= visit.today <= (row["last_on"] or date.max),
    }


async def new_threshold(visit: Visit) -> Response:
    """Entering a threshold."""
    if visit.request.method == "GET":
        return _form(visit, {}, ())
    form = await sent(visit.request)
    reading = read_entry(THRESHOLD, form.typed, Reader(visit.words, visit.today, {}))
    if reading.objections:
        return _form(visit, form.typed, reading.objections, form=form)
    try:
        await add_threshold(visit.by, reading.values, once=form.key)
    except Objected as problem:
        return _form(visit, form.typed, problem.objections, form=form)
    except AlreadyDone:
        return visit.see(_HERE, "already")
    return visit.see(_HERE, "added")


async def threshold(visit: Visit) -> Response:
    """One threshold, to be read or changed."""
    row = await threshold_kept(visit.number_in_path("id"))
    if visit.request.method == "GET":
        return _form(visit, typed_again(THRESHOLD, row, visit.words, {}), (), row=row)
    form = await sent(visit.request)
    reading = read_entry(THRESHOLD, form.typed, Reader(visit.words, visit.today, {}))
    if reading.objections:
        return _form(visit, form.typed, reading.objections, row=row, form=form)
    try:
        await change_threshold(visit.by, row["id"], form.whole("version"), reading.values)
    except Objected as problem:
        return _form(visit, form.typed, problem.objections, row=row, form=form)
    except Changed:
        now = await threshold_kept(row["id"])
        return _form(visit, form.typed, (Objection(SOMEBODY_CHANGED),), row=now, form=form, status=409)
    return visit.see(_HERE, "saved")


async def remove(visit: Visit) -> Response:
    """Taking a threshold away."""
    row_id = visit.number_in_path("id")
    if visit.request.method == "GET":
        return visit.see(f"{_HERE}/{row_id}")
    form = await sent(visit.request)
    try:
        await remove_threshold(visit.by, row_id, form.whole("version"))
    except NotFound:
        return visit.see(_HERE, "already")
    except Changed:
        now = await threshold_kept(row_id)
        told = (Objection(SOMEBODY_CHANGED),)
        return _form(visit, typed_again(THRESHOLD, now, visit.words, {}), told, row=now, status=409)
    return visit.see(_HERE, "removed")


def _form(
    visit: Visit,
    typed: Mapping[str, str],
    objections: Sequence[Objection],
    *,
    row: Row | None = None,
    form: Sent | None = None,
    status: int = 422,
) -> Response:
    words, told = visit.words, told_by_place(objections, visit.words)
    may_change = visit.may(Permission.EDIT_BUDGET)
    context = {
        "heading": words.say(THRESHOLD.new if row is None else THRESHOLD.singular),
        "groups": form_fields(THRESHOLD, typed, told, words, {}) if may_change else None,
        "row": _shown(visit, row, None) if row else None,
        "errors": error_pairs(objections, THRESHOLD, words),
        "version": row["version"] if row else None,
        "theirs": _differing(visit, row, typed) if row and status == 409 else [],
        "here": _HERE,
        "url": f"{_HERE}/{row['id']}" if row else f"{_HERE}/new",
        "form_key": form.key if form else new_form_key(),
    }
    return visit.page("procurement/threshold.html", context, status if objections else 200)


def _differing(visit: Visit, row: Row, typed: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Where what was typed differs from what stands there now."""
    stands = typed_again(THRESHOLD, row, visit.words, {})
    return [
        (visit.words.say(field.label), stands.get(field.name, ""), typed.get(field.name, ""))
        for field in THRESHOLD.fields
        if stands.get(field.name, "") != typed.get(field.name, "")
    ]


ROUTES = [
    address(_HERE, "thresholds", thresholds, changes=True),
    address(f"{_HERE}/new", "new_threshold", new_threshold, changes=True),
    address(f"{_HERE}/{{id:int}}", "threshold", threshold, changes=True),
    address(f"{_HERE}/{{id:int}}/remove", "remove_threshold", remove, changes=True),
]
