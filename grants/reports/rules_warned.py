"""What a funder's system does not look at in a report's XML files although somebody will, and what has to be typed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from grants.budget.kinds import COST_FORMS
from grants.errors import Objection
from grants.funders.format import Format
from grants.reports.drafts import issuer_of
from grants.reports.figures import Figures
from grants.reports.particulars import Numbered, Particulars
from grants.reports.rules_draft import with_paper
from grants.values.language import N_, Term

PAID_OUTSIDE = N_("Paid outside the period, {first} – {last}: documents {numbers}.")
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
    "Documents {numbers} go in under contracts of which it is not known here for which lines and activities ИСУН has them. What "
    "such a contract does not have is emptied there without a word: enter it on the page of the ids, or look at these documents "
    "after the upload."
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
    """What a person has to look at or to type by hand: odd days where the funder's system asks for the day of payment, and what
    its drafts do not hold.
    """
    asked = (_dates,) if _PAYMENT_DAY in format_.says else ()
    drafted = (_without_ids, _by_hand) if format_.documents else ()
    return tuple(found for check in (*asked, *drafted) for found in check(figures, known))


_PAYMENT_DAY: Final = "missing:paid_on"


def _dates(figures: Figures, _known: Particulars) -> Iterator[Objection]:
    paid = [(paper, paper.paid_on) for paper in figures.documents if paper.paid_on]
    outside = [paper.register_number for paper, day in paid if not figures.first <= day <= figures.last]
    if outside:
        yield Objection(PAID_OUTSIDE, {"first": figures.first, "last": figures.last, "numbers": outside})
    for paper, day in paid:
        if paper.issued_on and day < paper.issued_on:
            facts = {"number": paper.register_number, "document_id": paper.id}
            yield Objection(PAID_BEFORE, {**facts, "paid": day, "issued": paper.issued_on})


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
        if issuer_of(paper, known) == "contractor"
        and known.named(Numbered.SUPPLY, paper.supply_id)
        and not paper.linked
    ]
    if under:
        yield Objection(OF_CONTRACT, {"numbers": under, "ids": True})
    for number in dict.fromkeys(
        row.claim.activity
        for _, row in with_paper(figures)
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
