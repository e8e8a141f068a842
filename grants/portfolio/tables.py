"""Rows of records as tables to read: which fields make a column, and each cell in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grants.access import ROWS as ROW_RULES
from grants.entries.cells import cell
from grants.entries.kinds import BY_NAME, Kind
from grants.entries.queries import choices_for, rows_of
from grants.portfolio.frame import base_of
from grants.projects.queries import Seen
from grants.values.choices import Choice
from grants.values.language import N_
from grants.values.places import page_of
from grants.values.records import Kind as FieldKind
from grants.values.wording import Wording
from grants.web.pages import Visit

# The columns of each kind's table, after its number; the first holds the link to the row.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("value", "kind", "as_published"),
    "page": ("address", "publisher", "published", "section"),
    "wording": ("field", "as_published"),
    "remark": ("code", "about", "wording"),
    "contract": ("signed", "state", "in_force", "start", "end", "total", "subject"),
    "partner": ("organisation", "role", "contact_name", "contact_email", "as_published"),
    "period": ("kind", "start", "end", "due", "state", "submitted", "package"),
    "duty": ("title", "kind", "partner", "due", "done", "evidence"),
    "keeping": ("kind", "from", "years", "until"),
    "objective": ("wording", "kind"),
    "target_group": ("name", "size"),
    "work_package": ("title", "partner"),
    "activity": ("title", "result", "partner", "start", "end", "state"),
    "activity_update": ("activity", "written", "done", "late", "next", "progress"),
    "milestone": ("title", "activity", "partner", "due", "reached"),
    "deliverable": ("title", "delivered_title", "activity", "partner", "quantity", "due", "delivered", "state"),
    "publication": ("title", "address", "published"),
    "indicator": ("name", "kind", "baseline", "target", "achieved", "unit"),
    "indicator_value": ("indicator", "period", "until", "value", "verified", "partner"),
    "source": ("kind", "name", "share", "amount"),
    "terms": ("preset", "contract", "in_force", "eligible_from", "eligible_until", "eu_rate", "move_limit"),
    "investment": ("title", "partner", "lines"),
    "opening": ("line", "partner", "until", "amount", "own", "cut"),
    "payment": ("kind", "package", "requested", "requested_sum", "received", "received_sum", "cleared"),
    "partner_transfer": ("partner", "kind", "paid", "amount", "order_number"),
    "scheme": ("title", "grants", "ceiling", "granted", "attracted"),
    "sub_grant": ("recipient", "title", "agreed", "amount", "match"),
    "sub_report": ("sub_grant", "start", "end", "due", "state", "spent", "match", "accepted"),
    "instalment": ("sub_grant", "kind", "due", "amount", "paid", "order_number"),
    "attracted": ("source", "sub_grant", "kind", "proved", "amount", "proof"),
    "matter": ("subject", "kind", "counterpart", "reference", "received", "answer_due", "answered"),
}
# What belongs in a table as long as there is nothing in it.
EMPTY: Mapping[str, str] = {
    "number": N_("The numbers the project is known by: of the contract, of the project, of the procedure."),
    "page": N_("Pages on which the project was published, as they were seen."),
    "wording": N_("What was published word for word, beside what is recorded here."),
    "remark": N_("What has been noted about the project and what is still unclear."),
    "contract": N_("The contract and its amendments, each with the day it is in force from."),
    "partner": N_("The organisations that carry out the project, the lead organisation first."),
    "period": N_("The periods for which the funder asks for a report, each with its due day."),
    "duty": N_("Publicity and other duties, each with the evidence that it was done."),
    "keeping": N_("Why papers must be kept and until when; the latest day counts."),
    "objective": N_("The overall objective of the project and the specific ones."),
    "target_group": N_("Whom the project is for, and how many people."),
    "work_package": N_("The parts of the plan, where the contract has such parts."),
    "activity_update": N_("What was done, what is late and why, and what comes next."),
    "milestone": N_("The points at which one sees that the plan holds."),
    "activity": N_("What is done in the project and when; activities with dates are drawn as a plan."),
    "deliverable": N_("What is handed over, by which partner and by when."),
    "publication": N_("What the project has published, with the address and the day."),
    "indicator": N_("What the contract promises in figures, and what has been reached."),
    "indicator_value": N_("What was reached of each indicator in each period."),
    "source": N_("Who pays how much of the project."),
    "terms": N_(
        "What the contract allows: rates, limits of moves, days until which costs count. Begin with usual terms."
    ),
    "investment": N_("What is built or bought as a whole, as Interreg numbers it, with the budget lines that pay it."),
    "opening": N_("What was claimed before this tracker was used, as the funder's system shows it."),
    "payment": N_("What was asked of the funder, what came, and how much of the advance is cleared."),
    "partner_transfer": N_("What the lead passed on to the partners, and what came back."),
    "scheme": N_("Calls through which the project gives money on to others."),
    "sub_grant": N_("Who received money through a scheme, how much and when."),
    "sub_report": N_("What those who received small grants reported."),
    "instalment": N_("What is paid under each agreement, and what comes back."),
    "attracted": N_("Own money that the small grants attracted, with the paper that proves it."),
    "matter": N_("Letters, checks, audits and what they found, with the day until which an answer is due."),
}
_FIGURES = frozenset({FieldKind.AMOUNT, FieldKind.WHOLE, FieldKind.DECIMAL, FieldKind.PERCENT})


def table(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    choices: Mapping[str, Sequence[Choice]],
    words: Wording,
    base: str,
    *,
    may_change: bool,
) -> dict[str, Any]:
    """One kind's rows: headings, cells as strings or Texts, the link of each row, and how the first is added.

    Columns in which nothing is written are left out.
    """
    kind = BY_NAME[name]
    fields = [kind.record.field(column) for column in COLUMNS[name]]
    shown = [[cell(field, row, choices, words) for field in fields] for row in rows]
    kept = [at for at, _ in enumerate(fields) if at == 0 or any(cells[at] for cells in shown)]
    return {
        "name": name,
        "title": words.say(kind.record.plural),
        "singular": words.say(kind.record.singular),
        "add": words.say(kind.record.new) if may_change else None,
        "empty": words.say(EMPTY[name]),
        "add_url": f"{base}/rows/{name}/new",
        "headings": [(words.say(fields[at].label), fields[at].kind in _FIGURES) for at in kept],
        "rows": [
            {
                "number": row["number"],
                "url": base + page_of(name, row["id"]),
                "cells": [(cells[at], fields[at].kind in _FIGURES) for at in kept],
            }
            for row, cells in zip(rows, shown, strict=True)
        ],
    }


def kinds_of(tab: str) -> tuple[Kind, ...]:
    """The kinds of record that stand on a tab, in their order."""
    return tuple(kind for kind in BY_NAME.values() if kind.record.tab == tab and kind.name in COLUMNS)


async def tables_of(visit: Visit, tab: str, without: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The tables of a tab, but for those kinds that have a page or a section of their own."""
    seen: Seen = visit.project
    shown = []
    known: dict[str, tuple[Choice, ...]] = {}  # what several tables refer to is read once
    for kind in kinds_of(tab):
        if kind.name in without or not visit.may(ROW_RULES[kind.name][0]):
            continue
        rows = await rows_of(kind, visit.by, seen)
        if not {field.refers_to for field in kind.record.fields if field.refers_to} <= known.keys():
            known |= await choices_for(kind, visit.by, seen)
        shown.append(
            table(kind.name, rows, known, visit.words, base_of(seen), may_change=visit.may(ROW_RULES[kind.name][1]))
        )
    return shown
