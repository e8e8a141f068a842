"""Which period a report is offered for, and what the funder would refuse in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from grants.errors import Objection
from grants.funders.format import FIRST_IN_INVENTORY, Exact, Format
from grants.funders.ground import Ground
from grants.reports.figures import Figures
from grants.reports.formulas import column_letters
from grants.reports.particulars import NOTHING_MORE, Particulars
from grants.reports.rows import Claim, Paper
from grants.reports.rules_draft import DRAFT_CHECKS, Check
from grants.reports.rules_ground import GROUND_CHECKS
from grants.reports.rules_linked import CHECK as LINKED
from grants.reports.rules_linked import lines_linked
from grants.reports.rules_list import LIST_CHECKS
from grants.values.days import ONE_DAY
from grants.values.language import N_, Text

QUARTER_MONTHS: Final = 3


@dataclass(frozen=True, slots=True)
class Period:
    """From a first day to a last, both counted."""

    first: date
    last: date


def last_full_quarter(today: date) -> Period:
    """The quarter of the year that ended last before that day."""
    begun = date(today.year, today.month - (today.month - 1) % QUARTER_MONTHS, 1)
    last = begun - ONE_DAY
    return Period(date(last.year, last.month - QUARTER_MONTHS + 1, 1), last)


def offered_period(today: date, reported_until: date | None, planned: Period | None = None) -> Period:
    """The period to offer for the next report.

    The `planned` one, the contract's own reporting period that ended last, unless it is reported. Else after the last report
    until the end of the last full quarter, or of the month before this one where that is later; the last full quarter where
    nothing was reported, or nothing is left to report.
    """
    if planned is not None and (reported_until is None or planned.last > reported_until):
        return planned
    quarter = last_full_quarter(today)
    if reported_until is None:
        return quarter
    first = reported_until + ONE_DAY
    month_end = date(today.year, today.month, 1) - ONE_DAY
    last = quarter.last if quarter.last >= first else month_end
    return Period(first, last) if first <= last else quarter


def period_objections(first: date, last: date) -> tuple[Objection, ...]:
    """What is wrong with a period."""
    if first <= last:
        return ()
    return (Objection(N_("The period ends before it begins."), place="last"),)


# --- would the funder accept it -------------------------------------------------------------------------------------


def objections(
    format_: Format, figures: Figures, known: Particulars = NOTHING_MORE, ground: Ground | None = None
) -> tuple[Objection, ...]:
    """Everything for which the funder would refuse the files of this format, row by row.

    The fact `document_id` says which document is to be mended. What only a ground knows is asked where there is one.
    Source for ИСУН: its own checks of a financial report on submission.
    """
    found = [one for name in format_.checks if name in _CHECKS for one in _CHECKS[name](format_, figures, known)]
    if ground is not None:
        of_ground = {**GROUND_CHECKS, **LIST_CHECKS}
        asked = [of_ground[name] for name in format_.checks if name in of_ground]
        found += [one for check in asked for one in check(format_, ground)]
        if LINKED in format_.checks:
            found += lines_linked(format_, figures, ground)
    return tuple(found)


OF_MONEY: Final = frozenset(
    {
        *("amounts_in_euro", "an_amount_in_the_reports_money", "expenses_in_its_money", "sources_in_its_money"),
        *("receipts_and_sub_grants_in_its_money", "flat_rates_stand_apart", "volunteers_within_their_limits"),
    }
)
"""What is asked of the budget and of what was reported before, whether or not something is claimed now."""


def asked_without_expenses(format_: Format, *, claims: bool) -> Format:
    """The format with the checks that are asked of a package without expenses.

    Whether there has to be a document is asked of the package itself. Where it is no claim at all (a technical report), nothing
    is asked about money.
    """
    left_out = {"at_least_one_document"} | (set() if claims else OF_MONEY)
    return replace(format_, checks=tuple(name for name in format_.checks if name not in left_out))


NOTHING_NEW: Final = N_(
    "Nothing is new: every document of the period was in a file prepared before. Choose all documents of the period to write "
    "them again."
)


def _at_least_one_document(format_: Format, figures: Figures, _known: Particulars) -> Iterator[Objection]:
    if not figures.documents:
        yield Objection(N_("No document of the period has an expense to report."), theirs=format_.theirs("none"))
    elif not figures.new_documents:
        yield Objection(NOTHING_NEW)


def _required_cells(format_: Format, figures: Figures, _known: Particulars) -> Iterator[Objection]:
    for sheet in format_.inventories:
        for row, paper in enumerate(figures.new_documents, start=FIRST_IN_INVENTORY):
            yield from _missing(format_, sheet, row, paper)


def _place_in_inventory(format_: Format, figures: Figures, paper: Paper, shows: str) -> dict[str, Any]:
    """Where a document stands in the sheet that lists them, and which column shows that of it."""
    for sheet in format_.inventories:
        rows = [one.id for one in figures.new_documents]
        columns = [one.shows for one in sheet.columns]
        if paper.id in rows and shows in columns:
            at = column_letters(columns.index(shows))
            return {"sheet": sheet.name, "row": rows.index(paper.id) + FIRST_IN_INVENTORY, "column": at}
    return {}


def _missing(format_: Format, sheet: Exact, row: int, paper: Paper) -> Iterator[Objection]:
    for at, column in enumerate(sheet.columns):
        value = getattr(paper, column.shows)
        if column.required and not (column.words.get(value) if column.words else value):
            yield Objection(
                N_("Document {number}: “{column}” is missing, and the funder asks for it."),
                {"number": paper.register_number, "column": column.heading, "document_id": paper.id},
                sheet=sheet.name,
                row=row,
                column=column_letters(at),
                theirs=format_.theirs(f"missing:{column.shows}"),
            )


def _no_document_twice(format_: Format, figures: Figures, _known: Particulars) -> Iterator[Objection]:
    met: dict[tuple[object, ...], Paper] = {}
    for row in figures.expenses:
        paper, claim = row.paper, row.claim
        if paper is None:
            continue
        issuer = paper.supplier_eik or paper.supplier.casefold()
        key = (paper.paper_number.casefold(), paper.issued_on, issuer, claim.line, claim.activity, claim.amount)
        other = met.setdefault(key, paper)
        if other.id != paper.id:
            yield Objection(
                N_(
                    "Documents {one} and {other} have the same number, day and supplier and claim the same amount "
                    "on the same line: the funder takes only one of them."
                ),
                {"one": other.register_number, "other": paper.register_number, "document_id": paper.id},
                **_place_in_inventory(format_, figures, paper, "paper_number"),
                theirs=_said_of_twice(format_, paper, claim),
            )


def _said_of_twice(format_: Format, paper: Paper, claim: Claim) -> Text:
    """The funder's sentence about a document that is there twice, with what it tells of it."""
    amount = claim.euro or claim.amount
    return format_.theirs(
        "twice",
        number=paper.paper_number,
        day=f"{paper.issued_on:%d.%m.%Y}" if paper.issued_on else "",
        issuer=paper.supplier or paper.partner.in_("bg"),
        line=claim.line,
        activity=claim.activity,
        amount=f"{amount.decimal}".replace(".", ","),
    )


def _amounts_in_euro(_format: Format, figures: Figures, _of: Particulars) -> Iterator[Objection]:
    for currency in figures.without_rate:
        yield Objection(
            N_(
                "Something is claimed in {currency} and has no exchange rate, so this report in euro can't be made. Enter the "
                "rate under “Exchange rates” and give the expenses theirs."
            ),
            {"currency": currency},
        )


_CHECKS: Final[Mapping[str, Check]] = {
    "at_least_one_document": _at_least_one_document,
    "required_cells": _required_cells,
    "no_document_twice": _no_document_twice,
    "amounts_in_euro": _amounts_in_euro,
    **DRAFT_CHECKS,
}
