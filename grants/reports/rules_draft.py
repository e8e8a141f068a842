"""What a funder's system refuses in a report's XML files, and what it does not look at although somebody will.

Source for ИСУН: the checks of its financial report (FinanceReport.cs) and of its technical report on submission.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from grants.budget.kinds import COST_FORMS, CostForm
from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.tree import Branch, Document
from grants.reports.drafts import issuer_of, parts_of
from grants.reports.figures import Figures
from grants.reports.particulars import Numbered, Particulars
from grants.reports.rows import ExpenseRow, Paper
from grants.values.language import N_, Term

Check = Callable[[Format, Figures, Particulars], Iterator[Objection]]

NO_CONTRACT = N_("The funder's id of the contract is not known here, and without it no draft is taken. Paste it once.")
NO_PACKAGE = N_(
    "The funder's id of the open report package is not known here. Open the package there and paste its id."
)
MISSING = N_("Document {number}: “{column}” is missing, and the funder asks for it.")
NO_EXPENSE_LINE = N_("Document {number}: an expense of {amount} stands on no budget line, and the funder asks for one.")
NO_LINE_ID = N_("The funder's id of budget line {line} is not known here.")
NO_PARTNER_ID = N_("The funder's id of the partner {partner}, who has documents in the report, is not known here.")
NO_RATE = N_("Document {number}: nothing says what {amount} is in euro. Book a rate for it.")
NEGATIVE = N_(
    "Document {number}: {amount} is below zero, which the funder does not take. Set a credit note against its invoice and "
    "claim there what is left."
)
ADVANCE_WITH_OWN = N_(
    "Document {number}: an expense that covers an advance has {own} of own contribution. An advance is grant alone."
)
PARTS_OF_UNITS = N_("Document {number}: {units} units are claimed; the funder takes whole units only.")
NO_PREPARER = N_("The technical report asks who prepares it: “{column}” is missing.")
TOO_LONG = N_("“{column}” of who prepares the report is longer than {most} signs.")
BAD_EMAIL = N_("“{email}” is no e-mail address of who prepares the report.")
ENDS_FIRST = N_("Activity {number} ended on {last}, before it began on {first}.")
BELOW_ZERO = N_("Indicator {number}: a value of the period is below zero.")
NO_MEMBER = N_("{name}: “{column}” is missing, and the funder asks for it.")

LONGEST: Final[Mapping[str, int]] = {"preparer_phone": 50, "preparer_email": 100}
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

CALLED: Final[Mapping[str, str]] = {
    "kind": N_("Type"),
    "paper_number": N_("Number"),
    "issued_on": N_("Date"),
    "paid_on": N_("Payment date"),
    "preparer": N_("Name"),
    "preparer_position": N_("Position"),
    "preparer_phone": N_("Phone"),
    "preparer_email": N_("E-mail"),
    "name": N_("Name"),
    "position": N_("Position"),
    "identifier": N_("Identifier"),
    "personal_number": N_("Personal number"),
    "engagement": N_("Kind of engagement"),
    "day": N_("Date"),
    "done": N_("Work done"),
    "results": N_("Results"),
}


def _element(branch: Branch, shows: str) -> str:
    """What the element of a tree is called that shows a value."""
    for element in branch.elements:
        if element.shows == shows:
            return element.name
        if isinstance(element.of, Branch) and (found := _element(element.of, shows)):
            return found
    return ""


def _costs(format_: Format) -> Document:
    return next(document for document in format_.documents if document.about == "costs")


def _of_paper(format_: Format, figures: Figures, paper: Paper, sentence: str, shows: str, **facts: object) -> Objection:
    """An objection to a document, with its place in the file: which of the documents, and which element of it."""
    file = _costs(format_)
    return Objection(
        sentence,
        {"number": paper.register_number, "document_id": paper.id, **facts},
        sheet=file.root,
        row=figures.documents.index(paper) + 1,
        column=_element(file.branch, shows),
    )


def contract_known(_format: Format, _figures: Figures, known: Particulars) -> Iterator[Objection]:
    """A draft belongs to a contract and to the package that is open there."""
    if known.contract is None:
        yield Objection(NO_CONTRACT, {"ids": True})
    if known.package is None:
        yield Objection(NO_PACKAGE, {"ids": True})


def documents_complete(format_: Format, figures: Figures, _known: Particulars) -> Iterator[Objection]:
    """Each document has its type, number, date and day of payment."""
    for paper in figures.documents:
        for shows in ("kind", "paper_number", "issued_on", "paid_on"):
            if not getattr(paper, shows):
                yield _of_paper(format_, figures, paper, MISSING, shows, column=Term(CALLED[shows]))


def issuers_known(format_: Format, figures: Figures, known: Particulars) -> Iterator[Objection]:
    """A partner that issued a document is one of the contract's."""
    told = set[int | None]()
    for paper in figures.documents:
        if (
            issuer_of(paper, known) == "partner"
            and not known.named(Numbered.PARTNER, paper.partner_id)
            and paper.partner_id not in told
        ):
            told.add(paper.partner_id)
            yield _of_paper(format_, figures, paper, NO_PARTNER_ID, "partner", partner=paper.partner, ids=True)


def lines_known(format_: Format, figures: Figures, known: Particulars) -> Iterator[Objection]:
    """Each expense stands on a budget line that the funder knows."""
    told = set[int]()
    for paper, row in _with_paper(figures):
        claim = row.claim
        if claim.line_id is None:
            yield _of_paper(format_, figures, paper, NO_EXPENSE_LINE, "line", amount=claim.amount)
        elif not known.named(Numbered.LINE, claim.line_id) and claim.line_id not in told:
            told.add(claim.line_id)
            yield _of_paper(format_, figures, paper, NO_LINE_ID, "line", line=claim.line, ids=True)


def amounts_taken(format_: Format, figures: Figures, _known: Particulars) -> Iterator[Objection]:
    """Amounts are known in euro and not below zero, units are whole, and an advance is grant alone."""
    for paper, row in _with_paper(figures):
        claim, parts = row.claim, parts_of(row.claim)
        if not parts:
            yield _of_paper(format_, figures, paper, NO_RATE, "total", amount=claim.amount)
        lowest = min((amount for part in parts for amount in (part.grant, part.own, part.total)), default=None)
        if lowest is not None and lowest.minor < 0:
            yield _of_paper(format_, figures, paper, NEGATIVE, "grant", amount=lowest)
        own = [part.own for part in parts if part.own.minor > 0]
        if claim.from_advance and own:
            yield _of_paper(format_, figures, paper, ADVANCE_WITH_OWN, "from_advance", own=own[0])
        units = claim.units
        if claim.form == CostForm.UNIT_COST and units is not None and units != int(units):
            yield _of_paper(format_, figures, paper, PARTS_OF_UNITS, "units", units=units)


def _with_paper(figures: Figures) -> Iterator[tuple[Paper, ExpenseRow]]:
    return ((row.paper, row) for row in figures.expenses if row.paper)


# --- the technical report -------------------------------------------------------------------------------------------


def preparer_known(_format: Format, _figures: Figures, known: Particulars) -> Iterator[Objection]:
    """Somebody prepares the report, with a position, a phone and an e-mail address."""
    one = known.preparer
    told = {"preparer": one.name, "preparer_position": one.position}
    told |= {"preparer_phone": one.phone, "preparer_email": one.email}
    for shows, text in told.items():
        facts = {"column": Term(CALLED[shows]), "ids": True}
        if not text:
            yield Objection(NO_PREPARER, facts)
        elif len(text) > LONGEST.get(shows, len(text)):
            yield Objection(TOO_LONG, {"most": LONGEST[shows], **facts})
    if one.email and not _EMAIL.fullmatch(one.email):
        yield Objection(BAD_EMAIL, {"email": one.email, "ids": True})


def activities_known(_format: Format, _figures: Figures, known: Particulars) -> Iterator[Objection]:
    """No activity ends before it begins, no indicator is below zero."""
    for one in known.activities:
        if one.began_on and one.finished_on and one.finished_on < one.began_on:
            yield Objection(ENDS_FIRST, {"number": one.number, "first": one.began_on, "last": one.finished_on})
    for indicator in known.indicators:
        if any((value or 0) < 0 for value in (indicator.total, indicator.men, indicator.women)):
            yield Objection(BELOW_ZERO, {"number": indicator.number})


def team_complete(_format: Format, _figures: Figures, known: Particulars) -> Iterator[Objection]:
    """Of each row of the team everything is told; a foreign person may have no number."""
    told = set[tuple[str, str]]()
    for row in known.team:
        asked = {"position", "identifier", "engagement", "done", "results"}
        if row.identifier == "egn":
            asked.add("personal_number")
        for shows in sorted(name for name in asked if not getattr(row, name)):
            if (row.number, shows) not in told:
                told.add((row.number, shows))
                yield Objection(NO_MEMBER, {"name": row.name, "column": Term(CALLED[shows])})


DRAFT_CHECKS: Final[Mapping[str, Check]] = {
    "contract_known": contract_known,
    "documents_complete": documents_complete,
    "issuers_known": issuers_known,
    "lines_known": lines_known,
    "amounts_taken": amounts_taken,
    "preparer_known": preparer_known,
    "activities_known": activities_known,
    "team_complete": team_complete,
}


# --- what the funder's system does not look at ------------------------------------------------------------------------

PAID_OUTSIDE = N_("Document {number} was paid on {day}, outside the period.")
PAID_BEFORE = N_("Document {number} was paid on {paid}, before its own date, {issued}.")
NO_ACTIVITY_ID = N_(
    "Activities {numbers} have no ids of the funder here: they stay as they are in the funder's report."
)
NO_INDICATOR_ID = N_(
    "Indicators {numbers} have no ids of the funder here: they stay as they are in the funder's report."
)
NO_EXPENSE_ACTIVITY_ID = N_(
    "The funder's id of activity {number} is not known here: its expenses go in without an activity."
)
NO_SUPPLY_ID = N_(
    "Made out under contracts of which the funder's ids are not known here: documents {numbers}. They go in as issued by the "
    "beneficiary or the partner. Choose the contractor in the funder's system."
)
OF_CONTRACT = N_(
    "Documents {numbers} go in under contracts with contractors. A budget line or an activity that such a contract does not "
    "have in the funder's system is emptied there without a word: look at these documents after the upload."
)
BY_HAND = N_(
    "{form}, {amount} on line {line}: a claim without a document. The funder asks for a type, a number and dates of "
    "each document, so this one has to be typed there by hand."
)
THIRD_AS_OWN = N_("Document {number}: {amount} of third parties stands in the draft as own contribution.")
NO_TEAM = N_(
    "The draft of the technical report holds no team, and uploading it empties the team there. Load the team sheet "
    "after it, or take the draft with the team from the page of that sheet."
)


def draft_warnings(format_: Format, figures: Figures, known: Particulars) -> tuple[Objection, ...]:
    """What a person has to look at or to type by hand; none where the format has no such files."""
    if not format_.documents:
        return ()
    return tuple(found for check in (_dates, _without_ids, _by_hand) for found in check(figures, known))


def _dates(figures: Figures, _known: Particulars) -> Iterator[Objection]:
    for paper in figures.documents:
        facts = {"number": paper.register_number, "document_id": paper.id}
        if paper.paid_on and not figures.first <= paper.paid_on <= figures.last:
            yield Objection(PAID_OUTSIDE, {**facts, "day": paper.paid_on})
        if paper.paid_on and paper.issued_on and paper.paid_on < paper.issued_on:
            yield Objection(PAID_BEFORE, {**facts, "paid": paper.paid_on, "issued": paper.issued_on})


def _without_ids(figures: Figures, known: Particulars) -> Iterator[Objection]:
    without = [
        paper.register_number
        for paper in figures.documents
        if paper.supply_id and not known.named(Numbered.CONTRACTOR, paper.supply_id)
    ]
    if without:
        yield Objection(NO_SUPPLY_ID, {"numbers": without, "ids": True})
    under = [
        paper.register_number
        for paper in figures.documents
        if issuer_of(paper, known) == "contractor" and known.named(Numbered.SUPPLY, paper.supply_id)
    ]
    if under:
        yield Objection(OF_CONTRACT, {"numbers": under})
    for number in dict.fromkeys(
        row.claim.activity
        for _, row in _with_paper(figures)
        if row.claim.activity_id and not known.named(Numbered.ACTIVITY, row.claim.activity_id)
    ):
        yield Objection(NO_EXPENSE_ACTIVITY_ID, {"number": number, "ids": True})
    activities = [one.number for one in known.activities if not known.named(Numbered.ACTIVITY, one.id)]
    if activities:
        yield Objection(NO_ACTIVITY_ID, {"numbers": activities, "ids": True})
    indicators = [one.number for one in known.indicators if not known.named(Numbered.INDICATOR, one.id)]
    if indicators:
        yield Objection(NO_INDICATOR_ID, {"numbers": indicators, "ids": True})


def _by_hand(figures: Figures, known: Particulars) -> Iterator[Objection]:
    for row in figures.expenses:
        claim = row.claim
        if row.paper is None:
            facts = {"form": Term(COST_FORMS[claim.form]), "amount": claim.amount, "line": claim.line or "–"}
            yield Objection(BY_HAND, facts)
        elif claim.third:
            yield Objection(THIRD_AS_OWN, {"number": row.paper.register_number, "amount": claim.third})
    if not known.team:
        yield Objection(NO_TEAM)
