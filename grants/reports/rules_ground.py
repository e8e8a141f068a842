"""What a form asks of a report's expenses and budget as they stand in its ground: a row for each, an amount in its money."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from grants.budget.kinds import BOOKED_RATES, BookedRate
from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.ground import EURO, Entry, Ground, in_money
from grants.funders.model_grant_payment import certificate_threshold, certificates_due
from grants.funders.model_grant_report import in_no_row_of_d
from grants.funders.model_grant_statements import funding_rate, indirect_line
from grants.funders.model_grant_texts import unexplained
from grants.funders.model_grant_volunteers import volunteers_above_budget, volunteers_above_half
from grants.reports.rules_rates import RATE_CHECKS, RATE_WARNINGS
from grants.values.language import N_, Term

_ONE_WITHOUT: Final = N_(
    "Expense {number} is in {currency} and has no amount in {into}, in which the form speaks. Give it a rate, "
    "or claim it in {into}."
)
_SOME_WITHOUT: Final = N_(
    "{count} expenses, the first of them {number}, are in {currency} and have no amount in {into}, in which the form speaks. "
    "Give them a rate, or claim them in {into}."
)
_NO_RATE_OF_ONE: Final = N_(
    "There is no rate of {into} to the euro on {day}, and expense {number} is not in {into}. Enter it among the exchange rates."
)
_NO_RATE_OF_SOME: Final = N_(
    "There is no rate of {into} to the euro on {day}, and {count} expenses of that month, the first of them {number}, are not in "
    "{into}. Enter the rates of their days among the exchange rates."
)
VOLUNTEERS_ABOVE_BUDGET: Final = N_(
    "{who}: volunteers (A.5) come to {amount} with this report, and their budget is {most}. To volunteers nothing is moved "
    "from elsewhere in the budget."
)
VOLUNTEERS_ABOVE_HALF: Final = N_(
    "Volunteers (A.5) come to {amount} with this report, which is more than half of the project's costs, {costs}."
)
IN_NO_ROW_OF_D: Final = N_(
    "Budget line {line} is among the other costs (D), and the form has the rows D.1, D.2, D.3, D.4 and D.6 for them. Number the "
    "line in the budget as its row."
)
NO_FUNDING_RATE: Final = N_(
    "Which part of the costs the EU pays is not known here, and the statement requests it. Enter “Grant, at most % of the costs” "
    "in the terms of the contract, or the share or amount of every source of funding."
)
NO_INDIRECT_COSTS: Final = N_(
    "The budget has no line of indirect costs by the model grant agreement, so it is not known whether 7 % or 25 % are paid. Add "
    "one and choose the legal ground of its rate; where the agreement pays none, with a flat rate of 0 %."
)
OTHER_RATE: Final = N_(
    "Expenses in {currencies} were converted to euro. The terms of the contract name this exchange rate for it: {named}; the form "
    "asks for another one: {asked}. Put the terms right and convert them again, or leave them where the contract itself or the "
    "usual practice of your books has it so."
)
UNEXPLAINED: Final = N_(
    "{who}: some costs adjust the financial statement of period {period}, and the funder asks why. Write it among the texts of "
    "the package."
)
CERTIFICATE_DUE: Final = N_(
    "{who}: with this report {amount} of the EU's contribution is requested, and from {threshold} on a certificate on the "
    "financial statements is due. Without it at most {most} is paid."
)
ONE_OWED: Final = N_("A text that the form asks for is not written: {texts}. Write it among the texts of the package.")
SOME_OWED: Final = N_(
    "{count} texts that the form asks for are not written: {texts}. Write them among the texts of the package."
)
MANY_OWED: Final = N_(
    "{count} texts that the form asks for are not written, among them: {texts}. Write them among the texts of the package."
)
_NAMED: Final = 4  # of the texts that are not written
QUARTER_ENDS: Final = frozenset({(3, 31), (6, 30), (9, 30), (12, 31)})


def a_line_for_each_expense(_format: Format, ground: Ground) -> Iterator[Objection]:
    known = {line.id for line in ground.lines}
    for entry in ground.entries:
        if entry.line_id not in known:
            yield Objection(
                N_("Expense {number} is on no budget line, and the funder's form has no row for it. Choose its line."),
                {"number": entry.number, "document_id": entry.document_id},
            )


def a_row_for_each_line(format_: Format, ground: Ground) -> Iterator[Objection]:
    """Each line on which something is claimed has a row in the form; a line is named once, however much is on it."""
    used = {tally.line_id for tally in ground.tallies}
    for line in ground.lines:
        if line.id in used and format_.unmapped is not None and format_.unmapped(line):
            yield Objection(
                N_(
                    "Budget line {line} has no kind of cost that the funder's form knows, and there are expenses on it. Choose "
                    "its kind of cost in the budget."
                ),
                {"line": line.number},
            )


def specific_costs_in_their_rows(_format: Format, ground: Ground) -> Iterator[Objection]:
    """Each line of specific costs (D) on which something is claimed is numbered as its row; a line is named once."""
    used = {tally.line_id for tally in ground.tallies}
    for line in ground.lines:
        if line.id in used and in_no_row_of_d(line):
            yield Objection(IN_NO_ROW_OF_D, {"line": line.number})


def rates_of_the_agreement(_format: Format, ground: Ground) -> Iterator[Objection]:
    """What the EU pays, and its indirect costs, in per cent: neither is guessed."""
    if funding_rate(ground) is None:
        yield Objection(NO_FUNDING_RATE, {"at": "budget"})
    if indirect_line(ground.lines) is None:
        yield Objection(NO_INDIRECT_COSTS, {"at": "budget"})


def volunteers_within_their_limits(_format: Format, ground: Ground) -> Iterator[Objection]:
    """Volunteers, claimed so far, are not above their own budget, nor above half of the project."""
    for one in volunteers_above_budget(ground):
        party = ground.party(one.whose) or ground.lead
        who = party.name if party else ground.beneficiary
        yield Objection(VOLUNTEERS_ABOVE_BUDGET, {"who": who, "amount": one.claimed, "most": one.planned})
    if above := volunteers_above_half(ground):
        yield Objection(VOLUNTEERS_ABOVE_HALF, {"amount": above[0], "costs": above[1]})


def adjustments_explained(_format: Format, ground: Ground) -> Iterator[Objection]:
    """What is declared or corrected of an earlier period has its explanation, of every participant."""
    for who, period in unexplained(ground):
        yield Objection(UNEXPLAINED, {"who": who, "period": period, "written": True})


def an_amount_in_the_reports_money(format_: Format, ground: Ground) -> Iterator[Objection]:
    """Expenses, what was reported before and the budget, all in the form's currency."""
    yield from expenses_in_its_money(format_, ground)
    yield from the_budget_in_its_money(format_, ground)


def expenses_in_its_money(format_: Format, ground: Ground) -> Iterator[Objection]:
    """Expenses and what was reported before; where only the rate of the form's currency on a day is missing, that is named."""
    into = format_.currency.into
    lacking: dict[str, list[Entry]] = {}
    for entry in ground.entries:
        if entry.into == into and entry.in_money(EURO) is not None and entry.in_money(into) is None:
            lacking.setdefault(f"{entry.day:%Y-%m}" if entry.day else "", []).append(entry)
    for entries in lacking.values():
        first = min(entries, key=lambda one: (one.day or date.max, one.id))
        facts = {"number": first.number, "day": first.day or ground.last, "into": into, "count": len(entries)}
        yield Objection(
            _NO_RATE_OF_ONE if len(entries) == 1 else _NO_RATE_OF_SOME, {**facts, "document_id": first.document_id}
        )
    known = {one.id for entries in lacking.values() for one in entries}
    without: dict[str, list[Entry]] = {}
    for entry in ground.entries:
        if entry.in_money(into) is None and entry.id not in known:
            without.setdefault(entry.amount.currency, []).append(entry)
    for currency, entries in without.items():
        facts = {"number": entries[0].number, "currency": currency, "into": into, "count": len(entries)}
        yield Objection(
            _ONE_WITHOUT if len(entries) == 1 else _SOME_WITHOUT, {**facts, "document_id": entries[0].document_id}
        )
    for currency in dict.fromkeys(one.amount.currency for one in ground.earlier if one.in_money(into) is None):
        yield Objection(
            N_(
                "What was reported before is partly in {currency} and has no amount in {into}, in which the form speaks. Give "
                "it a rate, or claim it in {into}."
            ),
            {"currency": currency, "into": into},
        )


def the_budget_in_its_money(format_: Format, ground: Ground) -> Iterator[Objection]:
    """The budget's lines."""
    into = format_.currency.into
    for currency in dict.fromkeys(
        line.amount.currency for line in ground.lines if line.amount and in_money(line.amount, into) is None
    ):
        yield Objection(
            N_(
                "The budget has lines in {currency}, which has no fixed rate to {into}. The form speaks only in {into}. Enter "
                "their amounts in {into}."
            ),
            {"currency": currency, "into": into},
        )


def sources_in_its_money(format_: Format, ground: Ground) -> Iterator[Objection]:
    """The sources of funding; where none is recorded the budget stands for them."""
    into = format_.currency.into
    if not ground.sources:
        yield from the_budget_in_its_money(format_, ground)
    for one in ground.sources:
        if one.amount is not None and in_money(one.amount, into) is None:
            yield Objection(
                N_(
                    "The source of funding “{name}” is in {currency}, which has no fixed rate to {into}. The form speaks only in "
                    "{into}. Enter its amount in {into}."
                ),
                {"name": one.name, "currency": one.amount.currency, "into": into},
            )


def receipts_and_sub_grants_in_its_money(format_: Format, ground: Ground) -> Iterator[Objection]:
    """What came from the funder and went to sub-grantees in a currency from which no fixed rate leads to the form's."""
    into = format_.currency.into
    moved = [one.received for one in ground.asked] + [one.amount for one in ground.sub_grants]
    for currency in dict.fromkeys(money.currency for money in moved if money and in_money(money, into) is None):
        yield Objection(
            N_(
                "Payments or sub-grants are in {currency}, which has no rate to {into}. The form speaks only in {into}. Enter them "
                "in {into}, as the funder booked them."
            ),
            {"currency": currency, "into": into},
        )


def ends_with_a_quarter(_format: Format, ground: Ground) -> Iterator[Objection]:
    """Interim reports end with a quarter of the year, the final one with the project."""
    if ground.last != ground.end_on and (ground.last.month, ground.last.day) not in QUARTER_ENDS:
        yield Objection(
            N_(
                "The funder takes reports until 31 March, 30 June, 30 September or 31 December, and the last one until "
                "the project's end. This one ends on {day}. Choose another last day."
            ),
            {"day": ground.last},
        )


GROUND_CHECKS: Final[Mapping[str, Callable[[Format, Ground], Iterator[Objection]]]] = {
    "a_line_for_each_expense": a_line_for_each_expense,
    "a_row_for_each_line": a_row_for_each_line,
    "specific_costs_in_their_rows": specific_costs_in_their_rows,
    "rates_of_the_agreement": rates_of_the_agreement,
    "volunteers_within_their_limits": volunteers_within_their_limits,
    "adjustments_explained": adjustments_explained,
    "an_amount_in_the_reports_money": an_amount_in_the_reports_money,
    "expenses_in_its_money": expenses_in_its_money,
    "sources_in_its_money": sources_in_its_money,
    "receipts_and_sub_grants_in_its_money": receipts_and_sub_grants_in_its_money,
    "ends_with_a_quarter": ends_with_a_quarter,
    **RATE_CHECKS,
}


def ground_warnings(format_: Format, ground: Ground) -> tuple[Objection, ...]:
    """What does not stop the files, though somebody should look at it."""
    asked = [GROUND_WARNINGS[name] for name in format_.checks if name in GROUND_WARNINGS]
    return tuple(one for check in (*asked, texts_are_written) for one in check(format_, ground))


def texts_are_written(format_: Format, ground: Ground) -> Iterator[Objection]:
    """The texts that the form asks for and that nobody has written, by their labels."""
    lacking = set(format_.owed(ground)) if format_.owed else set()
    named = [label for place, label in format_.texts(ground) if place in lacking] if format_.texts and lacking else []
    if named:
        sentence = ONE_OWED if len(named) == 1 else SOME_OWED if len(named) <= _NAMED else MANY_OWED
        yield Objection(sentence, {"texts": named[:_NAMED], "count": len(named), "written": True})


def converted_as_the_form_asks(format_: Format, ground: Ground) -> Iterator[Objection]:
    """Where the form has a rule of its own for rates, it is that of the contract; the lev's rate is fixed by law."""
    asked, named = format_.currency.booked, BookedRate(ground.booked_rate)
    foreign = {one.amount.currency for one in ground.tallies if in_money(one.amount, EURO) is None}
    if asked and foreign and named not in asked:
        facts = {"named": Term(BOOKED_RATES[named]), "asked": Term(BOOKED_RATES[asked[0]])}
        yield Objection(OTHER_RATE, {"currencies": sorted(foreign), **facts, "at": "budget"})


def certificates_are_due(_format: Format, ground: Ground) -> Iterator[Objection]:
    """Whose requested contribution has reached the threshold from which its certificate is due."""
    for who, amount, most in certificates_due(ground):
        told = {"amount": amount, "most": most, "threshold": certificate_threshold(ground)}
        yield Objection(CERTIFICATE_DUE, {"who": who, **told})


GROUND_WARNINGS: Final[Mapping[str, Callable[[Format, Ground], Iterator[Objection]]]] = {
    "converted_as_the_form_asks": converted_as_the_form_asks,
    "certificates_due": certificates_are_due,
    **RATE_WARNINGS,
}
