"""Pages of people: the door, one's own account, and for admins everybody."""

from __future__ import annotations

import json
from datetime import timedelta

from starlette.responses import RedirectResponse, Response

from grants.access import ROLE_NAMES, Role
from grants.errors import AlreadyDone, Objected, Objection
from grants.people.actions import (
    NewPerson,
    NewSeat,
    add_person,
    choose_language,
    partner_id_in,
    sign_in,
    sign_out,
)
from grants.people.queries import everybody
from grants.people.rules import SESSION_LIVES
from grants.projects.queries import project_named, projects_seen
from grants.values.language import N_, Text, language_named
from grants.web.forms import new_form_key, problems, sent
from grants.web.pages import SESSION_COOKIE, Visit, address, local_address


async def front(visit: Visit) -> Response:
    """The address without a path leads to the projects, or to the door."""
    return RedirectResponse("/projects" if visit.signed_in else "/sign-in", 303)


async def door(visit: Visit) -> Response:
    """Signing in."""
    if visit.request.method == "GET":
        if visit.signed_in:
            return visit.see(local_address(visit.query("next")))
        return _door_page(visit, "", local_address(visit.query("next")), [])
    form = await sent(visit.request)
    go_to = local_address(form.line("go_to"))
    client = visit.request.client
    try:
        token = await sign_in(
            form.line("email"), form.typed.get("password", ""), client.host if client else "", visit.now
        )
    except Objected as problem:
        return _door_page(visit, form.line("email"), go_to, problem.objections, status=422)
    response = visit.see(go_to)
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(SESSION_LIVES / timedelta(seconds=1)),
        httponly=True,
        secure=visit.settings.secure,
        samesite="lax",
    )
    return response


def _door_page(
    visit: Visit, email: str, go_to: str, objections: list[Objection] | tuple[Objection, ...], status: int = 200
) -> Response:
    said = problems(objections, visit.words)
    cast = visit.request.app.state.cast(visit.words)
    errors = [(objection.place, visit.words.say(objection.sentence, **objection.facts)) for objection in objections]
    context = {"email": email, "go_to": go_to, "errors": errors, "problems": said, "cast": cast}
    return visit.page("people/sign_in.html", context, status)


async def leave(visit: Visit) -> Response:
    """Signing out ends the session on the server."""
    await sign_out(visit.request.cookies.get(SESSION_COOKIE, ""))
    response = visit.see("/sign-in", "signed_out")
    response.delete_cookie(SESSION_COOKIE)
    return response


async def leave_page(visit: Visit) -> Response:
    """Opening the address changes nothing; the button in the frame signs out."""
    return await leave(visit) if visit.request.method == "POST" else visit.see("/account")


async def account(visit: Visit) -> Response:
    """One's own name, roles and language."""
    if visit.request.method == "POST":
        language = language_named((await sent(visit.request)).line("language")) or visit.language
        await choose_language(visit.by, language)
        return visit.see("/account", "saved")
    titles = {seen.id: seen.title for seen in await projects_seen(visit.by)}
    seats = [
        {
            "role": visit.words.say(ROLE_NAMES[seat.role]),
            "project": titles.get(seat.project_id) if seat.project_id else None,
            "until": visit.words.day(seat.until) if seat.until else "",
        }
        for seat in visit.by.seats
    ]
    return visit.page("people/account.html", {"seats": seats, "chosen": visit.by.language})


async def people(visit: Visit) -> Response:
    """Everybody who may sign in."""
    rows = [
        {
            "name": row["name"],
            "email": row["email"],
            "organisation": Text(row["organisation_bg"] or "", row["organisation_en"] or ""),
            "seats": [_seat_said(visit, seat) for seat in _seats(row["seats"])],
            "is_admin": row["is_admin"],
            "disabled": row["disabled_on"] is not None,
        }
        for row in await everybody()
    ]
    return visit.page("people/people.html", {"rows": rows})


def _seats(found: object) -> list[dict[str, object]]:
    seats: list[dict[str, object]] = json.loads(found) if isinstance(found, str) else found  # type: ignore[assignment]  # json as the driver gives it
    return seats


def _seat_said(visit: Visit, seat: dict[str, object]) -> str:
    role = visit.words.say(ROLE_NAMES[Role(str(seat["role"]))])
    where = str(seat["code"]) if seat["code"] else visit.words.say(N_("all projects"))
    return f"{role} · {where}"


async def new_person(visit: Visit) -> Response:
    """Adding somebody."""
    if visit.request.method == "GET":
        return await _person_page(visit, {}, [])
    form = await sent(visit.request)
    role = form.line("role")
    objections = [
        Objection(N_("Please fill this in."), {}, place=name)
        for name in ("email", "name", "password")
        if not form.line(name)
    ]
    if objections:
        return await _person_page(visit, form.typed, objections)
    project = await project_named(visit.by, form.line("project")) if form.line("project") else None
    partner = await partner_id_in(project.ref, form.line("organisation")) if project and role == Role.PARTNER else None
    seat = NewSeat(Role(role), project.ref if project else None, partner) if role in set(Role) else None
    new = NewPerson(
        form.line("email"),
        form.line("name"),
        form.typed["password"],
        language_named(form.line("language")) or "bg",
        bool(form.line("is_admin")),
    )
    try:
        await add_person(visit.by, new, form.line("organisation"), seat, once=form.key)
    except Objected as problem:
        return await _person_page(visit, form.typed, problem.objections)
    except AlreadyDone:
        return visit.see("/people", "already")
    return visit.see("/people", "added")


async def _person_page(
    visit: Visit, typed: dict[str, str], objections: list[Objection] | tuple[Objection, ...]
) -> Response:
    errors = [(objection.place, visit.words.say(objection.sentence, **objection.facts)) for objection in objections]
    projects = [
        (seen.code, f"{seen.code} · {seen.title.in_(visit.language)}") for seen in await projects_seen(visit.by)
    ]
    context = {
        "typed": typed,
        "errors": errors,
        "roles": [(role.value, visit.words.say(name)) for role, name in ROLE_NAMES.items()],
        "projects": projects,
        "form_key": new_form_key(),
    }
    return visit.page("people/new_person.html", context, 422 if objections else 200)


ROUTES = [
    address("/", "front", front),
    address("/sign-in", "sign_in", door, changes=True),
    address("/sign-out", "sign_out", leave_page, changes=True),
    address("/account", "settings", account, changes=True),
    address("/people", "people", people),
    address("/people/new", "new_person", new_person, changes=True),
]
