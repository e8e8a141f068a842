"""How the audit trail reads: a deed as a sentence, and what stood there before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from grants.amendments.records import AMENDMENT
from grants.deadlines.rules import DeadlineState
from grants.entries.kinds import BY_NAME
from grants.filling.showing import figure_named
from grants.participants.attendance.records import TOLD as SESSION_TOLD
from grants.participants.records import CHANGED_CALLED, PARTICIPANT_TOLD
from grants.procurement.records import THRESHOLD
from grants.rates.records import RATE
from grants.reports.packages.request.fields import FIELDS_TOLD
from grants.team.records import DAYS_OFF, MEMBER
from grants.team.timesheets.records import CELL
from grants.team.timesheets.records import TOLD as SHEET_TOLD
from grants.values.language import N_
from grants.values.money import Money
from grants.values.records import Field, Kind
from grants.values.wording import Wording

Entry = Mapping[str, Any]
# What is recorded outside projects and is no kind of row.
_FIELDS: Mapping[str, tuple[Field, ...]] = {
    "amendment": AMENDMENT.fields,
    "participant": PARTICIPANT_TOLD,
    "payment_request": FIELDS_TOLD,
    "rate": RATE.fields,
    "session_held": SESSION_TOLD,
    "threshold": THRESHOLD.fields,
    "team_member": MEMBER.fields,
    "team_days": DAYS_OFF.fields,
    "timesheet": SHEET_TOLD,
}

# What is told of a file that came in or went out.
_OF_FILES: Mapping[str, str] = {
    "rows": N_("Rows"),
    "left_out": N_("Left out"),
    "sha256": N_("Checksum (SHA-256)"),
    "file": N_("File"),
    "name": N_("Name"),
    "names": N_("Documents"),
    "description": N_("Description"),
    "paper": N_("As which document asked for"),
    "file_name": N_("File"),
    "edition": N_("Version"),
    "beside": N_("Label beside it"),
    "first_on": N_("From"),
    "last_on": N_("To"),
    "deadlines": N_("Deadlines"),
    "said": N_("What is missing"),
    "workbooks": N_("The funder's own workbooks"),
}
_VERBS: Mapping[str, str] = {
    "added": N_("{who} added: {what}"),
    "changed": N_("{who} changed: {what}"),
    "removed": N_("{who} removed: {what}"),
    "submitted": N_("{who} submitted: {what}"),
    "verified": N_("{who} verified: {what}"),
    "accepted": N_("{who} accepted: {what}"),
    "returned": N_("{who} returned: {what}"),
    "reported": N_("{who} put into a report: {what}"),
    "withdrawn": N_("{who} took out of the report: {what}"),
    "cut": N_("{who} recorded that the funder cut: {what}"),
    "parked": N_("{who} recorded that the funder set aside: {what}"),
    "undecided": N_("{who} took back the decision on: {what}"),
    "paid": N_("{who} changed the day of payment: {what}"),
    "followed": N_("{who} adjusted to its base: {what}"),
    "settled": N_("{who} settled: {what}"),
    "cancelled": N_("{who} cancelled: {what}"),
    "wished": N_("{who} chose how to be reminded: {what}"),
    "begun": N_("{who} said that it is in progress: {what}"),
    "put_off": N_("{who} put off: {what}"),
    "handed_back": N_("{who} gave back to the coordinator: {what}"),
    "reopened": N_("{who} opened again: {what}"),
    "kept": N_("{who} kept as signed: {what}"),
    "opened": N_("{who} opened: {what}"),
    "asked": N_("{who} asked the funder for: {what}"),
    "missed": N_("{who} approved a move that did not fit into: {what}"),
    "approved": N_("{who} recorded the approval of: {what}"),
    "refused": N_("{who} recorded the refusal of: {what}"),
    "proposed": N_("{who} put into an amendment: {what}"),
    "spared": N_("{who} took out of an amendment: {what}"),
    "in_force": N_("{who} brought into force: {what}"),
    "renewed": N_("{who} renewed on the present values: {what}"),
    "ended": N_("{who} recorded the end of: {what}"),
    "deadline.moved": N_("{who} moved to another day: {what}"),
    "deadline.passed_on": N_("{who} changed who is responsible for: {what}"),
    "deadline.follows_again": N_("{who} let the responsible person follow again: {what}"),
    "deadline.back_to_its_day": N_("{who} let the day follow again: {what}"),
    "deadline.given": N_("{who} gave to somebody else: {what}"),
    "given": N_("{who} gave a role: {what}"),
    "named": N_("{who} named the coordinator: {what}"),
    "prepared": N_("{who} prepared a report: {what}"),
    "dossier.made": N_("{who} made: {what}"),
    "package.reminded": N_("{who} wrote about a report package to: {what}"),
    "making.asked": N_("{who} asked the worker to make: {what}"),
    "converted": N_("{who} converted into euro: {what}"),
    "exported": N_("{who} wrote for the funder: {what}"),
    "imported": N_("{who} imported: {what}"),
    "uploaded": N_("{who} sent to be looked at: {what}"),
    "undone": N_("{who} undid: {what}"),
    "funder_accepted": N_("{who} recorded that the funder accepted: {what}"),
    "funder_returned": N_("{who} recorded that the funder returned: {what}"),
    "moved": N_("{who} moved to another stage: {what}"),
    "planned": N_("{who} planned reminders: {what}"),
    "answered": N_("{who} answered: {what}"),
    "linked": N_("{who} noted to which row it speaks: {what}"),
    "unlinked": N_("{who} took a row off: {what}"),
    "paid_out": N_("{who} recorded the payment of: {what}"),
    "finished": N_("{who} closed: {what}"),
    "sent": N_("{who} sent: {what}"),
    "used": N_("{who} used: {what}"),
    "revoked": N_("{who} revoked: {what}"),
    "entered": N_("{who} entered expenses through: {what}"),
    "timesheet.entered": N_("{who} entered the hours of: {what}"),
    "timesheet.approved": N_("{who} approved: {what}"),
    "listed": N_("{who} changed who is on the list of: {what}"),
    "attended": N_("{who} entered who came to: {what}"),
    "asked_again": N_("{who} asked anew for: {what}"),
    "claimed": N_("{who} claimed the pay of a month of: {what}"),
    "written": N_("{who} entered the personal number of: {what}"),
    "seen": N_("{who} looked at the personal number of: {what}"),
    "copied": N_("{who} put personal numbers into a file: {what}"),
    "asked_forgetting": N_("{who} noted who asks to be forgotten: {what}"),
    "forgotten": N_("{who} made anonymous: {what}"),
    "told": N_("{who} gave everything that is known of: {what}"),
    "package.brought": N_("{who} brought in from a file: {what}"),
    "report.brought": N_("{who} brought in from a file: {what}"),
    "package.opened": N_("{who} opened a draft: {what}"),
    "package.renewed": N_("{who} opened the next version: {what}"),
    "package.left_out": N_("{who} left an expense out of: {what}"),
    "package.taken_in": N_("{who} took an expense back into: {what}"),
    "package.claimed_again": N_("{who} took what the funder had set aside into: {what}"),
    "package.left_set_aside": N_("{who} left set aside, out of: {what}"),
    "claimed_again": N_("{who} claims again, after it was set aside: {what}"),
    "left_set_aside": N_("{who} left set aside: {what}"),
    "package.workbooks": N_("{who} chose the funder's workbooks among the files of: {what}"),
    "package.told": N_("{who} wrote the texts of: {what}"),
    "payment_request.kept": N_("{who} wrote: {what}"),
    "request_papers.kept": N_("{who} listed the documents asked for with a payment request: {what}"),
    "package.part_handed_in": N_("{who} handed in a part of: {what}"),
    "package.part_said": N_("{who} said what is missing in a part of: {what}"),
    "package.part_withdrawn": N_("{who} withdrew a part of: {what}"),
    "package.part_returned": N_("{who} gave a part back of: {what}"),
    "package.ready": N_("{who} marked as ready: {what}"),
    "package.reopened": N_("{who} made a draft again of: {what}"),
    "package.written": N_("{who} wrote the files of: {what}"),
    "package.made_again": N_("{who} made the files again, the same to the byte, of: {what}"),
    "package.sent": N_("{who} recorded the sending of: {what}"),
    "package.not_sent": N_("{who} took back the sending of: {what}"),
    "package.in_review": N_("{who} recorded that the funder looks at: {what}"),
    "own_template.mapped": N_("{who} chose what a cell shows in: {what}"),
    "own_template.unmapped": N_("{who} took a cell out of: {what}"),
    "translated": N_("{who} translated: {what}"),
    "carried": N_("{who} carried into the next version: {what}"),
    "erased": N_("{who} erased the personal number of: {what}"),
}
PLAIN = N_("{who}: {what}")
_ACTORS = {"clock": N_("The tracker itself"), "operator": N_("The operator of the machine")}
_SUBJECTS = {
    "amendment": N_("Amendment"),
    "file": N_("File"),
    "comment": N_("Comment"),
    "report": N_("Report"),
    "dossier": N_("Audit dossier"),
    "own_template": N_("Funder's workbook"),
    "package": N_("Report package"),
    "payment_request": N_("Payment request of a package"),
    "request_papers": N_("Type of payment request"),
    "making": N_("Files of a report"),
    "person": N_("Person"),
    "letter": N_("Letter"),
    "link": N_("Link"),
    "rate": N_("Exchange rate"),
    "team_member": N_("Member of the team"),
    "team_days": N_("Days of leave or an order"),
    "timesheet": N_("Timesheet"),
    "threshold": N_("Procurement threshold"),
    "day_off": N_("Day off"),
    "session_held": N_("Session"),
    "accounting": N_("Accounting import"),
    "mapping": N_("Columns of the accounting"),
    "participants": N_("Participants’ micro-data"),
    "team": N_("Team sheet"),
    "participant": N_("Participant"),
}
# What brings a deadline to one of its states is one deed, and is said by the state.
_BY_STATE: Mapping[tuple[str, str], str] = {
    ("deadline.settled", DeadlineState.CANCELLED): "cancelled",
    ("deadline.settled", DeadlineState.OPEN): "reopened",
}


def deed_said(entry: Entry, words: Wording) -> str:
    """An entry as a sentence: who did what to which row."""
    deed = entry["deed"]
    verb = _BY_STATE.get((deed, _decoded(entry["after"]).get("state", "")), deed.rpartition(".")[2])
    who = actor_said(entry["person_name"], words)
    what = " ".join(part for part in (_subject(entry["subject"], words), entry["subject_label"]) if part)
    return words.say(_VERBS.get(deed, _VERBS.get(verb, PLAIN)), who=who, what=what)


def actor_said(name: str, words: Wording) -> str:
    """How somebody who did something is called; what no person did has a name of its own."""
    return words.say(_ACTORS[name]) if name in _ACTORS else name


def _subject(name: str, words: Wording) -> str:
    if name in BY_NAME:
        return words.say(BY_NAME[name].record.singular)
    return words.say(_SUBJECTS[name]) if name in _SUBJECTS else name


def _decoded(found: object) -> dict[str, Any]:
    if isinstance(found, str):
        found = json.loads(found)
    return found if isinstance(found, dict) else {}


Named = Mapping[str, Mapping[int, str]]


def differences(entry: Entry, words: Wording, named: Named) -> list[tuple[str, str, str]]:
    """What differs, as (field, before, after), in the field's words; fields of the machine are left out.

    `named` tells how the rows that others refer to are called, by kind and id.
    """
    before, after = _decoded(entry["before"]), _decoded(entry["after"])
    kind = BY_NAME.get(entry["subject"])
    shown = []
    for column in {**before, **after}:
        label, field = _named(kind.record.fields if kind else _FIELDS.get(entry["subject"], ()), column, words)
        if label is None or (not before.get(column) and not after.get(column)):
            continue
        shown.append(
            (
                label,
                _value(before.get(column), field, before | after, words, named),
                _value(after.get(column), field, before | after, words, named),
            )
        )
    return shown


def _named(fields: tuple[Field, ...], column: str, words: Wording) -> tuple[str | None, Field | None]:
    if column == "number":
        return words.say(N_("No.")), None
    for field in fields:
        if column in field.columns and not column.endswith("_precision"):
            side = {"_bg": " (BG)", "_en": " (EN)"}.get(column[-3:], "") if len(field.columns) == 2 else ""
            return words.say(field.label) + (side if field.kind in {Kind.BOTH_LINE, Kind.BOTH_PROSE} else ""), field
    if not fields and column in _OF_FILES:
        return words.say(_OF_FILES[column]), None
    if " · " in column:  # the hours of a day in an activity
        return column, CELL
    return (column, None) if not fields and not column.endswith("_id") else (None, None)


def _value(value: Any, field: Field | None, row: Mapping[str, Any], words: Wording, named: Named) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, list):
        return ", ".join(words.say(CHANGED_CALLED.get(str(one), str(one))) for one in value)
    if field is None:
        figure = figure_named(str(value))  # of a cell in a funder's own workbook
        return figure.said(words) if figure else str(value)
    match field.kind:
        case Kind.AMOUNT:
            return words.amount(Money(int(value), field.currency or str(row.get("currency", "EUR"))))
        case Kind.DAY | Kind.PUBLISHED_DAY:
            return words.day(date.fromisoformat(str(value)[:10]))
        case Kind.CHOICE:
            return words.say((field.choices or {}).get(str(value), str(value)))
        case Kind.DECIMAL | Kind.PERCENT:
            return _number(value, words)
        case Kind.YES_NO:
            return words.say(N_("yes")) if value else words.say(N_("no"))
        case Kind.REFERENCE:
            return named.get(field.refers_to, {}).get(int(value), words.say(N_("no longer there")))
        case _:
            return str(value)


def _number(value: Any, words: Wording) -> str:
    try:
        return words.number(Decimal(str(value)).normalize())
    except InvalidOperation:
        return str(value)
