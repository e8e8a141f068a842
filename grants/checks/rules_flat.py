"""Checks of cost options: flat rates on their base as planned and as claimed, and where options are compulsory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from grants.budget import costs
from grants.budget.ceilings import CEILINGS
from grants.budget.costs import PlannedLine, base_numbers, flat_amount, flat_objections, members, planned_amounts
from grants.budget.kinds import CostCategory, CostForm
from grants.checks.claims import amounts, by, claims, kept, leaves, together
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, about_project, amount, words_of
from grants.expenses.rules import COUNTED_STATES, ExpenseState
from grants.values.language import N_
from grants.values.money import Money, in_euro, total

FLAT_TOTAL = N_(
    "The flat rate of {rate} % is planned with {amount}, but on its base of {base} it comes to {computed}: "
    "{difference} too much."
)
FLAT_BELOW = N_(
    "The flat rate of {rate} % is planned with {amount}, but on its base of {base} it comes to {computed}: "
    "{difference} less than it could be."
)
FLAT_OF_PARTNER = N_(
    "The line “{title}” has {amount}; {rate} % of its own base comes to {computed}. All the lines of this rate together "
    "are right, so this may be meant so."
)
FLAT_CLAIM_OVER_BASE = N_(
    "On the flat rate “{title}” {claimed} is claimed so far, but {rate} % of the {base} claimed on its base and not cut is "
    "{computed}. Lower the claim by {over}."
)
FORMS_COMPULSORY = N_(
    "The project costs no more than EUR 200,000, so simplified cost options are compulsory (Regulation 2021/1060, "
    "art. 53(2)), but these lines are of actual cost: {lines}. See whether the call makes an exception."
)

_MOST_ACTUAL = Money.of(200_000, "EUR")
_CODES = {
    costs.ON_ITSELF: "FLAT_ON_ITSELF",
    costs.IN_A_CIRCLE: "FLAT_ON_ITSELF",
    **{ceiling.exceeded: "FLAT_OVER_CEILING" for ceiling in CEILINGS},
    costs.STAFF_IS_FLAT: "FLAT_ON_FLAT_STAFF",
}


def _objections(facts: ProjectFacts) -> Iterator[Finding]:
    lines = {row["number"]: row for row in facts.of("line")}
    for found in flat_objections([PlannedLine.of(row) for row in facts.of("line")], facts.today):
        code = _CODES.get(found.sentence, "FLAT_INCOMPLETE")
        row = lines[str(found.facts["line"])]
        yield about("line", row, code, found.sentence, on=found.place, **found.facts)


def _flat(facts: ProjectFacts) -> list[Row]:
    return [
        row
        for row in leaves(facts.of("line"))
        if row["form"] == CostForm.FLAT_RATE and row["rate"] is not None and row["base"]
    ]


def _planned(facts: ProjectFacts) -> Iterator[Finding]:
    """Lines of one rate and ground are right together or not; each apart, as every partner has its own, is only told."""
    lines = [PlannedLine.of(row) for row in facts.of("line")]
    computed = planned_amounts(lines)
    alike: dict[object, list[Row]] = defaultdict(list)
    for row in _flat(facts):
        if row["amount_cents"] is not None and computed.get(row["number"]) is not None:
            alike[row["article"], row["rate"], row["currency"], row["rounding"]].append(row)
    for rows in alike.values():
        yield from _of_a_rate(rows, lines, computed)


def _of_a_rate(
    rows: Sequence[Row], lines: Sequence[PlannedLine], computed: dict[str, Money | None]
) -> Iterator[Finding]:
    first = rows[0]
    base_lines = members([number for row in rows for number in base_numbers(row["base"])], lines)
    base = together([one for line in base_lines if (one := computed[line.number])], first["currency"])
    if base is None:
        return
    stated = total(amounts(rows), first["currency"])
    right = flat_amount(base, first["rate"], first["rounding"])
    told = {"rate": first["rate"], "base": base}
    # Each line is rounded by itself: so many cents are no difference.
    if abs(stated - right).minor >= len(rows):
        code, sentence = ("FLAT_TOTAL", FLAT_TOTAL) if stated > right else ("FLAT_BELOW", FLAT_BELOW)
        told |= {"amount": stated, "computed": right, "difference": abs(stated - right)}
        yield about("line", first, code, sentence, on="amount", **told)
        return
    for row in rows:
        own, stated_here = computed[row["number"]], amount(row, "amount")
        if own is not None and stated_here is not None and own != stated_here:
            said = {"title": words_of(row, "title"), "rate": row["rate"], "amount": stated_here, "computed": own}
            yield about("line", row, "FLAT_OF_PARTNER", FLAT_OF_PARTNER, on="amount", **said)


def _claimed(facts: ProjectFacts) -> Iterator[Finding]:
    """What is claimed at a flat rate falls with what was cut or set aside of its base."""
    flat = _flat(facts)
    if not flat:
        return
    lines, ids = (
        [PlannedLine.of(row) for row in facts.of("line")],
        {row["number"]: row["id"] for row in facts.of("line")},
    )
    standing = [row for row in claims(facts, COUNTED_STATES) if row["state"] != ExpenseState.PARKED]
    on_line = by([*standing, *facts.of("opening")], "line_id")
    for row in flat:
        claimed = _so_far(on_line.get(row["id"], ()), row["currency"])
        numbers = [ids[line.number] for line in members(base_numbers(row["base"]), lines)]
        base = _so_far([one for number in numbers for one in on_line.get(number, ())], row["currency"])
        if not claimed or base is None:
            continue
        right = flat_amount(base, row["rate"], row["rounding"])
        # Every claim was rounded by itself.
        if claimed.minor - right.minor >= len(on_line[row["id"]]) + 1:
            told = {"claimed": claimed, "base": base, "computed": right, "over": claimed - right, "rate": row["rate"]}
            title = words_of(row, "title")
            yield about("line", row, "FLAT_CLAIM_OVER_BASE", FLAT_CLAIM_OVER_BASE, title=title, **told)


def _so_far(rows: Sequence[Row], currency: str) -> Money | None:
    return together([part for row in rows for part in kept(row)], currency)


def _compulsory(facts: ProjectFacts) -> Iterator[Finding]:
    """Only the base of a flat rate, and participants' pay and allowances, may then still be of actual cost."""
    whole = in_euro(facts.total) if facts.total else None
    if whole is None or whole > _MOST_ACTUAL or facts.period != "2021-2027" or facts.terms.state_aid:
        return
    lines = [PlannedLine.of(row) for row in facts.of("line")]
    based = {one.number for row in _flat(facts) for one in members(base_numbers(row["base"]), lines)}
    actual = [
        row["number"]
        for row in leaves(facts.of("line"))
        if row["form"] == CostForm.ACTUAL and row["category"] != CostCategory.ALLOWANCES and row["number"] not in based
    ]
    if actual:
        yield about_project("FORMS_COMPULSORY", FORMS_COMPULSORY, lines=actual)


RULES_OF_LINES: tuple[Rule, ...] = (_objections, _planned, _claimed)
RULES: tuple[Rule, ...] = (*RULES_OF_LINES, _compulsory)
