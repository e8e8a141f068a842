"""Deliverables as their pages show them: quantities and lateness in words, the list with its filters, one whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from grants.access import Permission
from grants.attached.shown import hanging
from grants.deliverables.queries import Row, Whole, named, title_of
from grants.deliverables.rules import GROUPS, TO_HAND_OVER, Group, State, days_late, groups_of, may_prove, questions
from grants.storage.columns import published_day, text
from grants.values.language import N_, Text
from grants.values.wording import Wording
from grants.web.pages import Visit
from grants.workplan.rules import DELIVERABLE_KINDS, DELIVERABLE_STATES

Shown = dict[str, Any]
TONES: Mapping[str, str] = {
    State.PLANNED: "quiet",
    State.SUBMITTED: "active",
    State.RETURNED: "wait",
    State.ACCEPTED: "good",
}


def below(visit: Visit, tail: str = "") -> str:
    """An address of the project's deliverables."""
    return f"/projects/{visit.project.code}/deliverables{tail}"


def quantity_said(row: Row, words: Wording) -> str:
    """How much was delivered of what was planned: “950 of 1 200 brochures”; empty where nothing is counted."""
    planned, delivered = row["quantity"], row["delivered_quantity"]
    unit = text(row, "unit").in_(words.language)
    if planned is None and delivered is None:
        return ""
    if delivered is None or planned is None or row["state"] == State.PLANNED:
        said = _number(delivered if planned is None else planned, words)
    else:
        said = words.say(N_("{part} of {whole}"), part=_number(delivered, words), whole=_number(planned, words))
    return f"{said} {unit}".strip()


def _number(value: Any, words: Wording) -> str:
    return words.number(value.normalize())


def late_said(row: Row, today: date, words: Wording) -> str:
    """How late it is, or was handed over, in words; empty when it is not."""
    days = days_late(row, today)
    if not days:
        return ""
    if row["state"] in TO_HAND_OVER:
        return words.count("{n} day late", "{n} days late", days)
    return words.count("handed over {n} day late", "handed over {n} days late", days)


def listed(visit: Visit, found: Sequence[Row], publications: Sequence[Row]) -> Shown:
    """The list of deliverables, narrowed as the address asks, with how many there are in each group."""
    words, today = visit.words, visit.today
    group, partner = visit.query("show"), visit.query("partner")
    group = group if group in GROUPS else ""
    of_partner = [row for row in found if not partner or row["partner_number"] == partner]
    kept = [row for row in of_partner if not group or Group(group) in groups_of(row, today)]
    counts = {one: sum(Group(one) in groups_of(row, today) for row in of_partner) for one in GROUPS}
    return {
        "rows": [_line(visit, row) for row in kept],
        "views": [
            ("", words.say(N_("all")), len(of_partner)),
            *((one, words.say(said), counts[one]) for one, said in GROUPS.items() if counts[one] or one == group),
        ],
        "view": group,
        "view_url": {one: below(visit, _asked(one, partner)) for one in ("", *GROUPS)},
        "partners": _partners(found, words),
        "partner": partner,
        "filtered": bool(group or partner),
        "any": bool(found),
        "clear_url": below(visit),
        "publications": [_publication(one, words) for one in publications],
        **_buttons(visit),
    }


def _asked(group: str, partner: str) -> str:
    asked = {name: value for name, value in (("show", group), ("partner", partner)) if value}
    return f"?{urlencode(asked)}" if asked else ""


def _partners(found: Sequence[Row], words: Wording) -> list[tuple[str, str]]:
    named = {
        row["partner_number"]: Text(row["partner_bg"], row["partner_en"]) for row in found if row["partner_number"]
    }
    return [(number, f"{number} · {name.in_(words.language)}") for number, name in sorted(named.items())]


def _buttons(visit: Visit) -> Shown:
    base, plans = f"/projects/{visit.project.code}", visit.may(Permission.EDIT_WORK_PLAN)
    return {
        "plan_url": f"{base}/workplan",
        "add_url": f"{base}/rows/deliverable/new" if plans else None,
        "publish_url": f"{base}/rows/publication/new" if plans else None,
    }


def _line(visit: Visit, row: Row) -> Shown:
    words = visit.words
    delivered = text(row, "delivered_title")
    return {
        "number": row["number"],
        "url": below(visit, f"/{row['id']}"),
        "title": title_of(row),
        "delivered": delivered if delivered != title_of(row) else Text(),
        "partner": Text(row["partner_bg"], row["partner_en"]),
        "due": words.day(row["due_on"]) if row["due_on"] else "",
        "late": late_said(row, visit.today, words),
        "still_late": row["state"] in TO_HAND_OVER,
        "quantity": quantity_said(row, words),
        "files": row["files"],
        "comments": row["comments"],
        "state": words.say(DELIVERABLE_STATES[row["state"]]),
        "tone": TONES[row["state"]],
    }


def _publication(row: Row, words: Wording) -> Shown:
    day = published_day(row, "published")
    return {
        "title": text(row, "title"),
        "address": row["address"],
        "day": words.published_day(day) if day else "",
        "deliverable": row.get("deliverable_number") or "",
    }


def whole_shown(visit: Visit, found: Whole) -> Shown:
    """One deliverable with everything told of it, and what this person may do next."""
    words, row = visit.words, found.row
    attaches = may_prove(visit.by, visit.project.ref, row)
    plans = visit.may(Permission.EDIT_WORK_PLAN)
    return {
        "title": Text(*(f"{row['number']} · {side}" if side else "" for side in (row["title_bg"], row["title_en"]))),
        "state": words.say(DELIVERABLE_STATES[row["state"]]),
        "tone": TONES[row["state"]],
        "late": late_said(row, visit.today, words),
        "still_late": row["state"] in TO_HAND_OVER,
        "returned": row["decision"] if row["state"] == State.RETURNED else "",
        "questions": [words.say(one) for one in questions(row, len(found.files))],
        "facts": _facts(visit, found),
        "publications": [_publication(one, words) for one in found.publications],
        "publish_url": f"/projects/{visit.project.code}/rows/publication/new?{urlencode({'deliverable': row['number']})}"
        if plans
        else None,
        "edit_url": f"/projects/{visit.project.code}/rows/deliverable/{row['id']}" if plans else None,
        "back_url": below(visit),
        "may_hand_over": row["state"] in TO_HAND_OVER and attaches,
        "may_accept": plans and row["state"] == State.SUBMITTED,
        "may_return": plans and row["state"] in {State.SUBMITTED, State.ACCEPTED},
        "attached": hanging(visit, named(visit.project, row), found.files, found.comments, may_attach=attaches),
    }


def _facts(visit: Visit, found: Whole) -> list[tuple[str, Text | str]]:
    """What is known of it, label and text; what is not written is left out."""
    words, row = visit.words, found.row
    activity = Text(row["activity_bg"] or "", row["activity_en"] or "")
    delivered = text(row, "delivered_title")
    facts: list[tuple[str, Text | str]] = [
        (N_("Delivered name"), delivered if delivered != title_of(row) else ""),
        (N_("Kind"), words.say(DELIVERABLE_KINDS[row["kind"]])),
        (N_("Activity"), activity),
        (N_("Responsible partner"), Text(row["partner_bg"], row["partner_en"])),
        (N_("Due on"), words.day(row["due_on"]) if row["due_on"] else ""),
        (N_("Delivered on"), words.day(row["delivered_on"]) if row["delivered_on"] else ""),
        (N_("Quantity"), quantity_said(row, words)),
        (N_("Note"), text(row, "note")),
        (N_("Handed over by"), found.submitted_by_name if row["state"] != State.PLANNED else ""),
        (N_("Decided on"), words.day(row["decided_on"]) if row["decided_on"] else ""),
        (N_("Note of the decision"), row["decision"] if row["state"] == State.ACCEPTED else ""),
    ]
    return [(words.say(label), said) for label, said in facts if said]
