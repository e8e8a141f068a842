"""What a funder's system refuses in a report's XML files, each with the place in the file and its own sentence.

Source for ИСУН: the checks of its financial report (FinanceReport.cs) and of its technical report on submission.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeVar

from grants.budget.kinds import CostForm
from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.tree import Branch, Document
from grants.personal.rules import egn_objection
from grants.reports.drafts import issuer_of, parts_of
from grants.reports.figures import Figures
from grants.reports.particulars import ActivityTold, IndicatorTold, MemberTold, Numbered, Particulars
from grants.reports.rows import ExpenseRow, Paper
from grants.values.language import N_, Term

_Told = TypeVar("_Told", ActivityTold, IndicatorTold)
Check = Callable[[Format, Figures, Particulars], Iterator[Objection]]

NO_CONTRACT = N_("The funder's id of the contract is not known here, and without it no draft is taken. Paste it once.")
NO_PACKAGE = N_(
    "The funder's id of the open report package is not known here. Open the package there and paste its id."
)
MISSING = N_("Document {number}: “{column}” is missing, and the funder asks for it.")
NO_EXPENSE_LINE = N_("Document {number}: an expense of {amount} stands on no budget line, and the funder asks for one.")
NO_LINE_ID = N_("The funder's id of budget line {line} is not known here. Paste it among the ids at the funder.")
NO_PARTNER_ID = N_(
    "The funder's id of the partner {partner}, who has documents in the report, is not known here. Paste it among the ids at the "
    "funder."
)
NO_RATE = N_("Document {number}: nothing says what {amount} is in euro. Book a rate for it.")
NEGATIVE = N_(
    "Document {number}: {amount} is below zero, which the funder does not take. Set a credit note against its invoice and "
    "claim there what is left."
)
PRICE_BELOW_ZERO = N_(
    "Document {number}: the price of a unit, {amount}, is below zero, which the funder does not take."
)
ADVANCE_WITH_OWN = N_(
    "Document {number}: an expense that covers an advance has {own} of own contribution. An advance is grant alone."
)
PARTS_OF_UNITS = N_("Document {number}: {units} units are claimed; the funder takes whole units only.")
NO_PREPARER = N_("The technical report asks who prepares it: “{column}” is missing.")
TOO_LONG = N_("“{column}” of who prepares the report is longer than {most} signs.")
BAD_EMAIL = N_("“{email}” is no e-mail address of who prepares the report.")
ENDS_FIRST = N_("Activity {number} ended on {last}, before it began on {first}.")
NO_SOURCE = N_("Indicator {number}: “{column}” is missing, and the funder asks for it.")
LONG_SOURCE = N_("Indicator {number}: “{column}” is longer than {most} signs.")
SO_FAR_BELOW_ZERO = N_("Indicator {number}: what was reached so far is below zero.")
LESS_THAN_APPROVED = N_(
    "Indicator {number}: {so_far} is reached so far, and {approved} is approved already; the funder takes nothing less. Correct "
    "the values, or what was verified of them."
)
LESS_MEN = N_(
    "Indicator {number}: of men {so_far} is reached so far, and {approved} is approved already; the funder takes nothing less. "
    "Correct the values, or what was verified of them."
)
LESS_WOMEN = N_(
    "Indicator {number}: of women {so_far} is reached so far, and {approved} is approved already; the funder takes nothing less. "
    "Correct the values, or what was verified of them."
)
BELOW_ZERO = N_("Indicator {number}: a value of the period is below zero.")
NO_MEMBER = N_("{name}: “{column}” is missing, and the funder asks for it.")

NO_EGN = N_("{name}: “{column}” is no ЕГН: its check digit does not agree with the others.")
LONG_NUMBER = N_("{name}: “{column}” is longer than 50 signs.")
HOURS_BELOW = N_("{name}: “{column}” are below zero.")

LONGEST: Final[Mapping[str, int]] = {"preparer_phone": 50, "preparer_email": 100, "personal_number": 50, "source": 1000}
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
    "hours": N_("Hours worked"),
    "done": N_("Work done"),
    "results": N_("Results"),
    "source": N_("Source of verification"),
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


def _of_paper(
    format_: Format, figures: Figures, paper: Paper, sentence: str, broken: str, **facts: object
) -> Objection:
    """An objection to a document, with its place in the file: which of the documents, and which element of it.

    `broken` is the rule and the figure by which the funder's own sentence is known ("missing:paid_on").
    """
    file = _costs(format_)
    return Objection(
        sentence,
        {"number": paper.register_number, "document_id": paper.id, **facts},
        sheet=file.root,
        row=figures.documents.index(paper) + 1,
        column=_element(file.branch, broken.partition(":")[2]),
        theirs=format_.theirs(broken),
    )


def contract_known(format_: Format, _figures: Figures, known: Particulars) -> Iterator[Objection]:
    """A draft belongs to a contract and to the package that is open there."""
    if known.contract is None:
        yield Objection(
            *(NO_CONTRACT, {"ids": True}),
            sheet=_costs(format_).root,
            column="contractGid",
            theirs=format_.theirs("contract"),
        )
    if known.package is None:
        yield Objection(NO_PACKAGE, {"ids": True})


def documents_complete(format_: Format, figures: Figures, _known: Particulars) -> Iterator[Objection]:
    """Each document has its type, number, date and day of payment."""
    for paper in figures.documents:
        for shows in ("kind", "paper_number", "issued_on", "paid_on"):
            if not getattr(paper, shows):
                yield _of_paper(format_, figures, paper, MISSING, f"missing:{shows}", column=Term(CALLED[shows]))


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
            yield _of_paper(format_, figures, paper, NO_PARTNER_ID, "missing:partner", partner=paper.partner, ids=True)


def lines_known(format_: Format, figures: Figures, known: Particulars) -> Iterator[Objection]:
    """Each expense stands on a budget line that the funder knows."""
    told = set[int]()
    for paper, row in with_paper(figures):
        claim = row.claim
        if claim.line_id is None:
            yield _of_paper(format_, figures, paper, NO_EXPENSE_LINE, "missing:line", amount=claim.amount)
        elif not known.named(Numbered.LINE, claim.line_id) and claim.line_id not in told:
            told.add(claim.line_id)
            yield _of_paper(format_, figures, paper, NO_LINE_ID, "missing:line", line=claim.line, ids=True)


def amounts_taken(format_: Format, figures: Figures, _known: Particulars) -> Iterator[Objection]:
    """Amounts are known in euro and not below zero, units are whole, and an advance is grant alone."""
    for paper, row in with_paper(figures):
        claim, parts = row.claim, parts_of(row.claim)
        if not parts:
            yield _of_paper(format_, figures, paper, NO_RATE, "rate:total", amount=claim.amount)
        sums = [(getattr(part, shows), shows) for part in parts for shows in ("grant", "own", "total")]
        lowest = min(sums, default=None, key=lambda one: one[0])
        if lowest is not None and lowest[0].minor < 0:
            yield _of_paper(format_, figures, paper, NEGATIVE, f"below_zero:{lowest[1]}", amount=lowest[0])
        price = claim.unit_price
        if claim.form == CostForm.UNIT_COST and price is not None and price.minor < 0:
            yield _of_paper(format_, figures, paper, PRICE_BELOW_ZERO, "below_zero:unit_price", amount=price)
        own = [part.own for part in parts if part.own.minor > 0]
        if claim.from_advance and own:
            yield _of_paper(format_, figures, paper, ADVANCE_WITH_OWN, "own_in_advance:own", own=own[0])
        units = claim.units
        if claim.form == CostForm.UNIT_COST and units is not None and units != int(units):
            yield _of_paper(format_, figures, paper, PARTS_OF_UNITS, "whole:units", units=units)


def with_paper(figures: Figures) -> Iterator[tuple[Paper, ExpenseRow]]:
    """The expenses that have a document, with it."""
    return ((row.paper, row) for row in figures.expenses if row.paper)


# --- the technical report -------------------------------------------------------------------------------------------


def preparer_known(format_: Format, _figures: Figures, known: Particulars) -> Iterator[Objection]:
    """Somebody prepares the report, with a position, a phone and an e-mail address."""
    one = known.preparer
    told = {"preparer": one.name, "preparer_position": one.position}
    told |= {"preparer_phone": one.phone, "preparer_email": one.email}
    for shows, text in told.items():
        facts = {"column": Term(CALLED[shows]), "ids": True}
        if not text:
            yield _of_progress(format_, NO_PREPARER, f"missing:{shows}", **facts)
        elif len(text) > LONGEST.get(shows, len(text)):
            yield _of_progress(format_, TOO_LONG, f"long:{shows}", most=LONGEST[shows], **facts)
    if one.email and not _EMAIL.fullmatch(one.email):
        yield _of_progress(format_, BAD_EMAIL, "invalid:preparer_email", email=one.email, ids=True)


def _of_progress(
    format_: Format, sentence: str, broken: str, at: tuple[str, int] | None = None, /, **facts: object
) -> Objection:
    """An objection to the technical report, with its place in the file; `at` is a list of it and which row of that."""
    file = next(document for document in format_.documents if document.about == "progress")
    shows = _PLACES.get(broken, broken.partition(":")[2])
    return Objection(
        sentence,
        facts,
        sheet=file.root,
        row=at[1] if at else None,
        column=_element(_listed(file.branch, at[0]) if at else file.branch, shows),
        theirs=format_.theirs(broken),
    )


def _listed(branch: Branch, shows: str) -> Branch:
    """The branch of one row of a list."""
    below = [element.of for element in branch.elements if isinstance(element.of, Branch)]
    found = [element.of for element in branch.elements if element.shows == shows and isinstance(element.of, Branch)]
    return found[0] if found else next((one for each in below if (one := _listed(each, shows)) is not each), branch)


_PLACES: Final[Mapping[str, str]] = {"order:activity": "finished_on", "below_zero:indicator": "total"}


def activities_known(format_: Format, _figures: Figures, known: Particulars) -> Iterator[Objection]:
    """No activity that is in the file ends before it begins."""
    for at, one in enumerate(_in_file(Numbered.ACTIVITY, known.activities, known), start=1):
        if one.began_on and one.finished_on and one.finished_on < one.began_on:
            facts = {"number": one.number, "first": one.began_on, "last": one.finished_on}
            yield _of_progress(format_, ENDS_FIRST, "order:activity", ("activities", at), **facts)


def indicators_known(format_: Format, _figures: Figures, known: Particulars) -> Iterator[Objection]:
    """Of each indicator that is in the file the source is told, no value is below zero, and none less than was approved."""
    for at, one in enumerate(_in_file(Numbered.INDICATOR, known.indicators, known), start=1):
        for sentence, broken, facts in _indicator_wrong(one):
            yield _of_progress(format_, sentence, broken, ("indicators", at), number=one.number, **facts)


def _indicator_wrong(one: IndicatorTold) -> Iterator[tuple[str, str, dict[str, object]]]:
    """What is wrong with an indicator: the sentence, the rule, and its facts."""
    source, called = one.source.in_("bg"), {"column": Term(CALLED["source"])}
    if not source:
        yield NO_SOURCE, "missing:source", {**called}
    elif len(source) > LONGEST["source"]:
        yield LONG_SOURCE, "long:source", {**called, "most": LONGEST["source"]}
    if any((value or 0) < 0 for value in (one.total, one.men, one.women)):
        yield BELOW_ZERO, "below_zero:indicator", {}
    if any((value or 0) < 0 for value in (one.so_far, one.men_so_far, one.women_so_far)):
        yield SO_FAR_BELOW_ZERO, "below_zero:so_far", {}
        return
    for sentence, shows, so_far, approved in (
        (LESS_THAN_APPROVED, "so_far", one.so_far, one.approved),
        (LESS_MEN, "men_so_far", one.men_so_far, one.men_approved),
        (LESS_WOMEN, "women_so_far", one.women_so_far, one.women_approved),
    ):
        if so_far is not None and approved is not None and so_far < approved:
            yield sentence, f"less:{shows}", {"so_far": so_far, "approved": approved}


def _in_file(kind: Numbered, told: Iterable[_Told], known: Particulars) -> Iterator[_Told]:
    """Those of which the funder's id is known, in their order: the others are left as they are there."""
    return (one for one in told if known.named(kind, one.id))


def team_complete(format_: Format, _figures: Figures, known: Particulars) -> Iterator[Objection]:
    """Of each row of the team everything is told and stands as it must; a foreign person may have no number."""
    told = set[tuple[str, str]]()
    for at, row in enumerate(known.team, start=1):
        for sentence, rule, shows in _member_wrong(row):
            if (row.number, shows) not in told:
                told.add((row.number, shows))
                facts = {"name": row.name, "column": Term(CALLED[shows])}
                yield _of_progress(format_, sentence, f"{rule}:{shows}", ("team", at), **facts)


def _member_wrong(row: MemberTold) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row of the team: the sentence, the rule, and the figure it is about."""
    asked = ["done", "engagement", "identifier", "name", "position", "results"]
    asked += ["personal_number"] if row.identifier != "foreign" else []
    yield from ((NO_MEMBER, "missing", shows) for shows in sorted(asked) if not getattr(row, shows))
    number = row.personal_number
    if number and row.identifier == "egn" and egn_objection(number):
        yield NO_EGN, "invalid", "personal_number"
    elif len(number) > LONGEST["personal_number"]:
        yield LONG_NUMBER, "long", "personal_number"
    if row.hours < 0:
        yield HOURS_BELOW, "below_zero", "hours"


DRAFT_CHECKS: Final[Mapping[str, Check]] = {
    "contract_known": contract_known,
    "documents_complete": documents_complete,
    "issuers_known": issuers_known,
    "lines_known": lines_known,
    "amounts_taken": amounts_taken,
    "preparer_known": preparer_known,
    "activities_known": activities_known,
    "indicators_known": indicators_known,
    "team_complete": team_complete,
}
