"""How a project file tells the rows of the demo's plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from grants.demo import running_plan as plan
from grants.demo.laid_out import Told, both, iso
from grants.entries.kinds import BY_NAME, ROWS
from grants.values.days import add_months, next_working_day, previous_working_day
from grants.values.money import Money


def project_file(code: str, shared: Told, project: Told, rows: Mapping[str, Sequence[Told]]) -> Told:
    """A whole project: what it shares with others, its own record, and its rows by their kinds."""
    told: Told = {"format": "grants-project", "version": 1, "code": code, **shared}
    told["project"] = told_as("project", project)
    for kind in ROWS:
        if listed := rows.get(kind.name):
            told[kind.record.many] = [_numbered(kind.name, at, row) for at, row in enumerate(listed, 1)]
    return told


def told_as(kind: str, values: Told) -> Told:
    """A record with its fields in their declared order and without the empty ones."""
    fields = BY_NAME[kind].record.fields
    filled = {field.name: values.get(field.name) or field.default for field in fields}
    return {name: value for name, value in filled.items() if value}


def _numbered(kind: str, at: int, values: Told) -> Told:
    told = {"number": values.get("number") or str(at), **told_as(kind, values)}
    return told | {"files": values["files"]} if "files" in values else told


def whole_euros(whole: int) -> str:
    """So many euros, as a file writes an amount."""
    return Money(whole * 100, "EUR").plain


def due_day(today: date, days: int) -> date:
    """A working day: of something late no later than so many days ago, of something to come no sooner than that."""
    day = today + timedelta(days=days)
    return previous_working_day(day) if days < 0 else next_working_day(day)


def organisation_row(one: plan.Organisation) -> Told:
    """An organisation, as projects share it."""
    return told_as("organisation", one._asdict() | {"name": both(one.name), "town": both(one.town)})


def partner_row(one: plan.Partner) -> Told:
    """A partner with whom to write to."""
    return {
        "organisation": one.organisation,
        "role": one.role,
        "contact_name": one.contact,
        "contact_email": one.email,
    }


def package_row(one: plan.WorkPackage) -> Told:
    """A work package."""
    return one._asdict() | {"title": both(one.title)}


def activity_row(one: plan.Activity, start: date) -> Told:
    """An activity of a project that began on that day."""
    first, last = add_months(start, one.first_month), add_months(start, one.last_month)
    began = None if one.began_after is None else first + timedelta(days=one.began_after)
    finished = None if one.finished_after is None else add_months(last, 1) + timedelta(days=one.finished_after)
    return one._asdict() | {
        "title": both(one.title),
        "result": both(one.result),
        "progress": int(one.progress or 0),
        "start_month": one.first_month + 1,
        "end_month": one.last_month + 1,
        "start": f"{first:%Y-%m}",
        "end": f"{last:%Y-%m}",
        "began": iso(began),
        "finished": iso(finished),
    }


def deliverable_row(one: plan.Deliverable, today: date) -> Told:
    """A deliverable with the day on which it is due, and the one on which it was handed over."""
    delivered = None if one.delivered_in is None else previous_working_day(today + timedelta(days=one.delivered_in))
    return one._asdict() | {
        "title": both(one.title),
        "delivered_title": both(one.delivered_title),
        "unit": both(one.unit),
        "due": iso(due_day(today, one.due_in)),
        "delivered": iso(delivered),
    }


def indicator_row(one: plan.Indicator) -> Told:
    """A promised figure."""
    return one._asdict() | {"name": both(one.name), "unit": both(one.unit), "evidence": both(one.evidence)}


def source_row(one: tuple[str, plan.Both, int, str]) -> Told:
    """Whose money it is: a kind of source, its name, whole euros, and its per cent of the whole."""
    kind, name, whole, share = one
    return {"kind": kind, "name": both(name), "amount": whole_euros(whole), "currency": "EUR", "share": share}


def line_row(one: plan.Line) -> Told:
    """A budget line, with its amount where it is not a chapter."""
    counted = {
        "units": str(one.units),
        "unit_price": whole_euros(one.price),
        "amount": whole_euros(one.units * one.price),
    }
    named = {"number": one.number, "title": both(one.title), "partner": one.partner, "activity": one.activity}
    return named | {"form": one.form, "unit": both(one.unit), **(counted if one.units else {})}
