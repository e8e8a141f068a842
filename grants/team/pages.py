"""The pages of the team: the list, a person's own page, and the form of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.errors import AlreadyDone, Changed, Objected, Objection, WrongState
from grants.expenses.small import Small
from grants.personal.actions import look_at
from grants.personal.rules import IDENTIFIER_KINDS, Bearer, IdentifierKind, egn_objection
from grants.storage.columns import text
from grants.storage.database import Row
from grants.storage.sealed import Seal
from grants.team.actions import (
    NumberTyped,
    add_days,
    add_member,
    change_member,
    claim_share,
    remove_days,
    remove_member,
)
from grants.team.queries import days_of, elsewhere, hours_so_far, member_choices, member_seen, members_of, sees_cost
from grants.team.records import DAYS_OFF, MEMBER, NUMBER
from grants.team.rules import RateRule
from grants.team.rules_member import label_of, member_objections
from grants.team.salary import rows_made, why_none
from grants.team.shown import days_shown, facts_of, member_shown, months_to_claim, salary_shown
from grants.team.timesheets.lists import member_months
from grants.values.choices import names, references
from grants.values.entry import REQUIRED, Reader, read_entry, typed_again
from grants.values.language import N_
from grants.values.records import Record
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; save again to keep yours."
)
MASK = "••••••••••"
FORM = Record(
    "team_form", MEMBER.singular, MEMBER.plural, (*MEMBER.fields, *NUMBER.fields), title="name", new=MEMBER.new
)
_LAYOUT = (
    ("name",),
    ("position",),
    ("identifier", "personal_number"),
    ("engagement", "contract_number"),
    ("order_number", "order"),
    ("start", "end", "post"),
    ("partner", "person"),
    ("rate_rule",),
    ("cost", "currency", "share"),
    ("line",),
    ("hours_day", "hours_month", "hours_year"),
)
_DAYS_LAYOUT = (("kind", "paper"), ("first", "last"))
_HINTS = {
    "personal_number": N_(
        "Needed only for the funder's list of the team. It is kept apart and sealed, and each look at it is recorded."
    ),
    "person": N_("Whoever has an account here enters the hours of their own sheet."),
    "post": N_("1 is a full post, 0.5 half of one. Empty is a full one."),
    "cost": N_("Gross with the employer's contributions: of a year for the 1,720 hours, of a month for the others."),
    "share": N_("Per cent of the working time, as the employer's document fixes it (art. 55(5))."),
    "line": N_("The approved hours are claimed on this line."),
    "hours_day": N_("Over all projects. Empty: 12 hours."),
    "hours_month": N_("Over all projects. Empty: no limit of its own."),
    "hours_year": N_("Over all projects. Empty: 1,720 hours of a full post."),
}


def _base(visit: Visit) -> str:
    return f"/projects/{visit.project.code}/team"


async def team(visit: Visit) -> Response:
    """The list of the team."""
    members = await members_of(visit.by, visit.project)
    month = visit.today.replace(day=1)
    hours = await hours_so_far(visit.by, visit.project, members, month)
    money = sees_cost(visit.by, visit.project)
    context = {
        "rows": [member_shown(row, hours[row["id"]], visit.words, visit.project) for row in members],
        "month": visit.words.month(month),
        "month_url": f"{_base(visit)}/months/{month:%Y-%m}",
        "year": str(month.year),
        "money": money,
        "partners": len({row["partner_id"] for row in members}) > 1,
        "add_url": f"{_base(visit)}/new" if visit.may(Permission.EDIT_TEAM) else None,
        "sheet_url": f"{_base(visit)}/sheet" if visit.may(Permission.SEE_PERSONAL_NUMBERS) else None,
    }
    return visit.page("team/team.html", context)


# --- one member -----------------------------------------------------------------------------------------------------


async def member(visit: Visit) -> Response:
    """One member: the engagement, the months, days of leave and orders, and where else it works."""
    row = await member_seen(visit.by, visit.project, visit.number_in_path("id"))
    return await _member_page(visit, row)


async def _member_page(
    visit: Visit,
    row: Row,
    number: str = "",
    days: Small | None = None,
    share: Objected | None = None,
) -> Response:
    words, here = visit.words, f"{_base(visit)}/{row['id']}"
    month = visit.today.replace(day=1)
    hours = await hours_so_far(visit.by, visit.project, [row], month)
    others, hidden = await elsewhere(visit.by, visit.project, row)
    may_edit = visit.may(Permission.EDIT_TEAM)
    money = sees_cost(visit.by, visit.project)
    made = await rows_made(row["id"]) if money else []
    form = days or Small(visit, DAYS_OFF, _DAYS_LAYOUT)
    if share is not None:
        form.status = 422
    context = {
        "row": row,
        "position": text(row, "position"),
        "shown": member_shown(row, hours[row["id"]], words, visit.project),
        "month": words.month(month),
        "year": str(month.year),
        "identifier": words.say(IDENTIFIER_KINDS[IdentifierKind(row["identifier"])]) if row["has_number"] else "",
        "number": number,
        "mask": MASK,
        "look_url": f"{here}/number"
        if row["has_number"] and not number and visit.may(Permission.SEE_PERSONAL_NUMBERS)
        else None,
        "edit_url": f"{here}/edit" if may_edit else None,
        "days": days_shown((await days_of([row["id"]]))[row["id"]], words, here),
        "days_url": f"{here}/days" if may_edit else None,
        "others": [
            {"code": one["code"], "title": text(one, "title"), "url": f"/projects/{one['code']}/team/{one['id']}"}
            for one in others
        ],
        "hidden": hidden,
        "salary": salary_shown(made, words, visit.project),
        "why_none": words.say(why_none(row)) if money and why_none(row) and row["rate_rule"] != RateRule.NONE else "",
        "to_claim": months_to_claim(row, made, visit.today, words) if visit.may(Permission.APPROVE_HOURS) else [],
        "share_url": f"{here}/salary",
        "share_error": " ".join(words.say(one.sentence, **one.facts) for one in share.objections) if share else None,
        **await member_months(visit, row),
    }
    return form.page(
        row["name"],
        _base(visit),
        facts_of(row, hours[row["id"]]["caps"], words),
        template="team/member.html",
        **context,
    )


async def number(visit: Visit) -> Response:
    """The personal number, shown once; the look is recorded."""
    row = await member_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "GET":
        return visit.see(f"{_base(visit)}/{row['id']}")
    label = label_of(row["number"], row)
    seen = await look_at(visit.by, visit.project.ref, Bearer.MEMBER, row["id"], label, _seal(visit))
    response = await _member_page(visit, row, number=seen)
    response.headers["cache-control"] = "no-store"
    return response


def _seal(visit: Visit) -> Seal:
    seal: Seal = visit.request.app.state.seal
    return seal


# --- the form of one ------------------------------------------------------------------------------------------------


async def new_member(visit: Visit) -> Response:
    """Adding a member."""
    form = await _form(visit, None)
    heading = visit.words.say(MEMBER.new)
    if visit.request.method == "GET":
        form.typed = {field.name: field.default for field in FORM.fields if field.default}
        return form.page(heading, _base(visit), [])
    form.sent = await sent(visit.request)
    try:
        values, typed = _read(form)
        member_id = await add_member(visit.by, visit.project, values, typed, _seal(visit), once=form.sent.key)
    except Objected as problem:
        return _wrong(form, problem.objections).page(heading, _base(visit), [])
    except AlreadyDone:
        return visit.see(_base(visit), "already")
    return visit.see(f"{_base(visit)}/{member_id}", "added")


async def edit_member(visit: Visit) -> Response:
    """Changing a member."""
    row = await member_seen(visit.by, visit.project, visit.number_in_path("id"))
    here, heading = f"{_base(visit)}/{row['id']}", row["name"]
    form = await _form(visit, row)
    more = {"remove_url": f"{here}/remove"}
    stands = _typed_of(form, row)
    if visit.request.method == "GET":
        form.typed, form.version = stands, row["version"]
        return form.page(heading, here, [], **more)
    form.sent = await sent(visit.request)
    form.version = form.sent.whole("version")
    try:
        values, typed = _read(form)
        await change_member(visit.by, visit.project, row["id"], form.version, values, typed, _seal(visit))
    except Objected as problem:
        return _wrong(form, problem.objections).page(heading, here, [], **more)
    except Changed:
        form.version, form.theirs = row["version"], _differing(form, stands)
        return _wrong(form, (Objection(CHANGED_MEANWHILE),), 409).page(heading, here, [], **more)
    return visit.see(here, "saved")


async def _form(visit: Visit, row: Row | None) -> Small:
    """The form of a member; of a kept number it says that there is one."""
    offered = await member_choices(visit.by, visit.project)
    has_number = row is not None and row["has_number"]
    hints = dict(_HINTS)
    layout = list(_LAYOUT)
    if has_number:
        hints["personal_number"] = N_("•••••••••• is entered. Left empty it stays; each look at it is recorded.")
        layout.insert(3, ("forget_number",))
    return Small(visit, FORM, layout, offered, hints)


def _typed_of(form: Small, row: Row) -> dict[str, str]:
    typed = typed_again(MEMBER, row, form.visit.words, names(form.choices))
    return typed | {"identifier": row["identifier"] or IdentifierKind.EGN, "personal_number": "", "forget_number": ""}


def _read(form: Small) -> tuple[Row, NumberTyped]:
    """What was typed of a member and its number; Objected when something is wrong with it."""
    assert form.sent is not None
    reader = Reader(form.visit.words, form.visit.today, references(form.choices))
    reading = read_entry(FORM, form.sent.typed, reader)
    found = [*reading.objections, *_of_number(read_entry(NUMBER, form.sent.typed, reader).values)]
    if not reading.objections:
        found += member_objections(reading.values)
    if found:
        raise Objected(found)
    values = {name: reading.values[name] for name in MEMBER.columns}
    number = NumberTyped(
        reading.values["personal_number"],
        IdentifierKind(reading.values["identifier"]),
        forget=reading.values["forget_number"],
    )
    return values, number


def _of_number(values: Row) -> list[Objection]:
    """What is wrong with the number typed; the sentences do not repeat it."""
    if not values.get("personal_number") or values["identifier"] != IdentifierKind.EGN:
        return []
    found = egn_objection(values["personal_number"])
    return [found] if found else []


def _wrong(form: Small, objections: Any, status: int = 422) -> Small:
    """The form with its problems; a number is put back only before those who are shown numbers."""
    form.wrong(objections, status)
    if not form.visit.may(Permission.SEE_PERSONAL_NUMBERS):
        form.typed = {**form.typed, "personal_number": ""}
    return form


def _differing(form: Small, stands: dict[str, str]) -> list[tuple[str, str, str]]:
    assert form.sent is not None
    typed = form.sent.typed
    return [
        (form.visit.words.say(field.label), _said(form, slot, stands), _said(form, slot, typed))
        for field in MEMBER.fields
        for slot in field.slots
        if stands.get(slot, "").strip() != typed.get(slot, "").strip()
    ]


def _said(form: Small, slot: str, typed: Any) -> str:
    """What stands in a field, as a reader knows it: of a closed list its words."""
    value = str(typed.get(slot, ""))
    named = next((field.choices for field in MEMBER.fields if field.name == slot and field.choices), None)
    return form.visit.words.say(named[value]) if named and value in named else value


async def remove(visit: Visit) -> Response:
    """Taking a member off the team, asked once more."""
    row = await member_seen(visit.by, visit.project, visit.number_in_path("id"))
    here = f"{_base(visit)}/{row['id']}"
    if visit.request.method == "GET":
        return visit.page("entries/remove.html", _asking(visit, row, here))
    form: Sent = await sent(visit.request)
    try:
        await remove_member(visit.by, visit.project, row["id"], once=form.key)
    except WrongState as problem:
        said = visit.words.say(problem.sentence, **problem.facts)
        return visit.page("entries/remove.html", _asking(visit, row, here, said), 409)
    except AlreadyDone:
        return visit.see(_base(visit), "already")
    return visit.see(_base(visit), "removed")


def _asking(visit: Visit, row: Row, here: str, error: str = "") -> Row:
    return {
        "singular": visit.words.say(MEMBER.singular),
        "number": row["number"],
        "shown": [
            (visit.words.say(MEMBER.field("name").label), row["name"]),
            (visit.words.say(MEMBER.field("position").label), text(row, "position").in_(visit.language)),
        ],
        "back_url": here,
        "errors": [(None, error)] if error else [],
        "form_key": new_form_key(),
    }


# --- days of leave and orders ---------------------------------------------------------------------------------------


async def days(visit: Visit) -> Response:
    """Adding days of leave, or an order to work on days off."""
    row = await member_seen(visit.by, visit.project, visit.number_in_path("id"))
    here = f"{_base(visit)}/{row['id']}"
    if visit.request.method == "GET":
        return visit.see(here)
    form = Small(visit, DAYS_OFF, _DAYS_LAYOUT)
    form.sent = await sent(visit.request)
    reading = read_entry(DAYS_OFF, form.sent.typed, Reader(visit.words, visit.today))
    if reading.objections:
        return await _member_page(visit, row, days=form.wrong(reading.objections))
    try:
        await add_days(visit.by, visit.project, row["id"], reading.values, once=form.sent.key)
    except Objected as problem:
        return await _member_page(visit, row, days=form.wrong(problem.objections))
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(here, "added")


async def remove_these_days(visit: Visit) -> Response:
    """Taking days off again."""
    row = await member_seen(visit.by, visit.project, visit.number_in_path("id"))
    here = f"{_base(visit)}/{row['id']}"
    if visit.request.method == "POST":
        await remove_days(visit.by, visit.project, row["id"], visit.number_in_path("days_id"))
        return visit.see(here, "removed")
    return visit.see(here)


# --- the salary row of a fixed share --------------------------------------------------------------------------------


async def share(visit: Visit) -> Response:
    """Making the salary row of a month for a fixed share of the time."""
    row = await member_seen(visit.by, visit.project, visit.number_in_path("id"))
    here = f"{_base(visit)}/{row['id']}"
    if visit.request.method == "GET":
        return visit.see(here)
    form = await sent(visit.request)
    try:
        await claim_share(visit.by, visit.project, row["id"], _month(form), visit.today, once=form.key)
    except Objected as problem:
        return await _member_page(visit, row, share=problem)
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(here, "added")


def _month(form: Sent) -> date:
    """The month chosen (2026-10), by its first day."""
    try:
        return date.fromisoformat(f"{form.line('month')}-01")
    except ValueError:
        raise Objected([Objection(REQUIRED, place="month")]) from None


ROUTES = [
    address("/projects/{code}/team", "team", team),
    address("/projects/{code}/team/new", "new_member", new_member, changes=True),
    address("/projects/{code}/team/{id:int}", "member", member),
    address("/projects/{code}/team/{id:int}/edit", "edit_member", edit_member, changes=True),
    address("/projects/{code}/team/{id:int}/remove", "remove_member", remove, changes=True),
    address("/projects/{code}/team/{id:int}/number", "member_number", number, changes=True),
    address("/projects/{code}/team/{id:int}/salary", "member_salary", share, changes=True),
    address("/projects/{code}/team/{id:int}/days", "member_days", days, changes=True),
    address(
        "/projects/{code}/team/{id:int}/days/{days_id:int}/remove",
        "remove_member_days",
        remove_these_days,
        changes=True,
    ),
]
