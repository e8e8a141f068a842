"""Checks of duties that follow from the sums: publicity, purchases, sub-grants; and of deadlines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from grants.budget.kinds import CostCategory
from grants.checks.claims import amounts, by_id, claims, together
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, about_project, amount, words_of
from grants.deadlines.rules import DeadlineState
from grants.expenses.rules import DocumentKind
from grants.projects.rules import DutyKind
from grants.projects.rules_publicity import Sign, visibility_of
from grants.values.days import is_working_day, previous_working_day
from grants.values.identifiers import search_form
from grants.values.language import N_
from grants.values.money import Money, half_up, in_euro, total

POSTER = N_(
    "The project costs {amount}: an A3 poster or an electronic display about the EU's support must stand where the public "
    "sees it (Regulation 2021/1060, art. 50). Write down among the duties when it was done, with its evidence."
)
PLAQUE = N_(
    "The project costs {amount}, more than {threshold}: where equipment is installed or building begins, a durable plaque or "
    "billboard about the EU's support is needed, else a poster (Regulation 2021/1060, art. 50). Write down among the duties "
    "when it was done, with its evidence."
)
EVENT = N_(
    "The project costs {amount}, more than {threshold}: beside a durable plaque or billboard it needs an event with the "
    "Commission and the managing authority (Regulation 2021/1060, art. 50). Write down among the duties when they were done, "
    "with their evidence."
)
ONE_SUPPLIER = N_(
    "{supplier} gets {sum} without VAT in {count} purchases, more than the {threshold} above which a public invitation is "
    "needed since {since}. Check the threshold before you rely on it, and see that a purchase was not split."
)
ONE_SUBJECT = N_(
    "On the line “{title}” {count} purchases without a contract make {sum} without VAT, more than the {threshold} above which "
    "a public invitation is needed since {since}. Check the threshold before you rely on it, and see that a purchase was not "
    "split."
)
SCHEME_OVER_CEILING = N_(
    "{count} grants of at most {ceiling} make {most}, but {granted} is granted: one of the three figures is wrong."
)
SCHEME_MATCH = N_("The recipients bring {attracted} beside the {granted} granted: {ratio} times as much.")
SUB_GRANT_OVER_CEILING = N_("The sub-grant of {amount} is above its scheme's ceiling of {ceiling}.")
SUB_GRANTS_SUM = N_("The sub-grants recorded make {sum}, more than the {granted} granted in all.")
DEADLINE_DAY_OFF = N_(
    "The deadline “{title}” falls on {day}, a day off. To be safe, be ready by {safe}, the last working day before."
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The value without VAT above which a purchase needs a public invitation, from a day on."""

    since: date
    amount: Money


# For beneficiaries that are no contracting authorities (ЗУСЕФСУ, chapter four). To be checked before use: the sums were
# changed more than once, and those in euro are the lev sums at the fixed rate.
THRESHOLDS: Final[tuple[Threshold, ...]] = (
    Threshold(date(2016, 1, 1), Money.of(30_000, "BGN")),
    Threshold(date(2026, 1, 1), Money.of("15338.76", "EUR")),
)
_PURCHASES: Final = frozenset(
    {
        *(CostCategory.SERVICES, CostCategory.EVENTS, CostCategory.EQUIPMENT, CostCategory.WORKS),
        *(CostCategory.TRAINING, CostCategory.PUBLICITY),
    }
)
_SIGNS: Final = {Sign.POSTER: POSTER, Sign.PLAQUE: PLAQUE, Sign.EVENT: EVENT}
_BOUGHT_BY: Final = frozenset({DocumentKind.INVOICE, DocumentKind.CASH_RECEIPT, DocumentKind.DEBIT_NOTE})
_SHOWN: Final = frozenset({DutyKind.PLAQUE, DutyKind.POSTER})  # where nothing is installed or built a poster will do


def _publicity(facts: ProjectFacts) -> Iterator[Finding]:
    """Told until it stands among the project's duties as done, with its evidence."""
    whole = in_euro(facts.total) if facts.total else None
    asked = visibility_of(whole, [row["value"] for row in facts.of("number")])
    if asked is None:
        return
    done = {row["kind"] for row in facts.of("duty") if row["done_on"] and row["evidence"]}
    if done & _SHOWN and (asked.sign is not Sign.EVENT or DutyKind.EVENT in done):
        return
    above: dict[str, Any] = {"threshold": asked.above} if asked.above else {}
    yield about_project("PUBLICITY", _SIGNS[asked.sign], amount=whole, **above)


# --- purchases ----------------------------------------------------------------------------------------------------


def _threshold(day: date | None) -> Threshold:
    begun = [one for one in THRESHOLDS if day is None or one.since <= day]
    return begun[-1] if begun else THRESHOLDS[0]


def _suppliers(facts: ProjectFacts) -> Iterator[Finding]:
    """Contracts and papers outside them, each too small by itself to need an invitation."""
    bought: dict[str, list[Row]] = defaultdict(list)
    for row in (*facts.of("supply"), *(one for one in facts.of("document") if _is_purchase(one))):
        if key := "".join(row["supplier_eik"].split()) or search_form(row["supplier_name"]):
            bought[key].append(row)
    for rows in bought.values():
        sums = [_euro(row, "amount" if "amount_cents" in row else "net") for row in rows]
        latest = _threshold(max((day for row in rows if (day := _bought_on(row))), default=None))
        found = _crossed(sums, latest)
        if found is not None:
            told: dict[str, Any] = {
                "supplier": rows[0]["supplier_name"] or rows[0]["supplier_eik"],
                "since": latest.since,
            }
            made, count = found
            said: dict[str, Any] = {"sum": made, "count": count, "threshold": latest.amount}
            yield about_project("PROCUREMENT_THRESHOLD", ONE_SUPPLIER, **told, **said)


def _subjects(facts: ProjectFacts) -> Iterator[Finding]:
    """Purchases without a contract on one line of the budget, of several suppliers."""
    documents, lines = by_id(facts.of("document")), by_id(facts.of("line"))
    bought: dict[object, dict[object, Row]] = defaultdict(dict)
    for claim in claims(facts):
        document, line = documents.get(claim["document_id"]), lines.get(claim["line_id"])
        if document and line and line["category"] in _PURCHASES and _is_purchase(document):
            bought[line["id"]][document["id"]] = document
    for line_id, rows in bought.items():
        several = len({search_form(row["supplier_name"]) for row in rows.values()}) > 1
        latest = _threshold(max((row["issued_on"] for row in rows.values() if row["issued_on"]), default=None))
        found = _crossed([_euro(row, "net") for row in rows.values()], latest) if several else None
        if found is not None:
            made, count = found
            told: dict[str, Any] = {"title": words_of(lines[line_id], "title"), "since": latest.since}
            said: dict[str, Any] = {"sum": made, "count": count, "threshold": latest.amount}
            yield about_project("PROCUREMENT_THRESHOLD", ONE_SUBJECT, **told, **said)


def _is_purchase(row: Row) -> bool:
    return row["supply_id"] is None and row["kind"] in _BOUGHT_BY


def _bought_on(row: Row) -> date | None:
    found: date | None = row["signed_on"] if "signed_on" in row else row["issued_on"]
    return found


def _euro(row: Row, name: str) -> Money | None:
    found = amount(row, name)
    return None if found is None else in_euro(found)


def _crossed(sums: Sequence[Money | None], threshold: Threshold) -> tuple[Money, int] | None:
    """What several purchases make, where none crosses the threshold by itself and all together do."""
    most = in_euro(threshold.amount)
    assert most is not None
    small = [one for one in sums if one is not None and one <= most]
    made = total(small, "EUR")
    return (made, len(small)) if len(small) > 1 and made > most else None


# --- sub-grants, deadlines -----------------------------------------------------------------------------------------


def _schemes(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("scheme"):
        granted, ceiling, attracted = (amount(row, name) for name in ("granted", "ceiling", "attracted"))
        if granted and ceiling and row["grants"] and ceiling * row["grants"] < granted:
            told = {"count": row["grants"], "ceiling": ceiling, "most": ceiling * row["grants"], "granted": granted}
            yield about("scheme", row, "SCHEME_OVER_CEILING", SCHEME_OVER_CEILING, on="granted", **told)
        if granted and attracted:
            ratio = half_up(attracted.decimal / granted.decimal, 2)
            told = {"attracted": attracted, "granted": granted, "ratio": ratio}
            yield about("scheme", row, "SCHEME_MATCH", SCHEME_MATCH, on="attracted", **told)
        made = [one for one in facts.of("sub_grant") if one["scheme_id"] == row["id"]]
        given = together(amounts(made), granted.currency) if granted else None
        if granted and given is not None and given > granted:
            yield about("scheme", row, "SUB_GRANTS_SUM", SUB_GRANTS_SUM, on="granted", sum=given, granted=granted)
        for one in made:
            given = amount(one, "amount")
            if given and ceiling and given.currency == ceiling.currency and given > ceiling:
                told = {"amount": given, "ceiling": ceiling}
                yield about("sub_grant", one, "SUB_GRANT_OVER_CEILING", SUB_GRANT_OVER_CEILING, on="amount", **told)


def _deadlines(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("deadline"):
        due = row["due_on"]
        if row["state"] != DeadlineState.OPEN or is_working_day(due) or (facts.today and due < facts.today):
            continue
        told = {"title": words_of(row, "title"), "day": due, "safe": previous_working_day(due)}
        yield about("deadline", row, "DEADLINE_DAY_OFF", DEADLINE_DAY_OFF, on="due", **told)


RULES: tuple[Rule, ...] = (_publicity, _suppliers, _subjects, _schemes, _deadlines)
