"""The accounting in a reader's words: imports, what a preview shows, entries, and the two sides of a period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grants.accounting.preview import Preview
from grants.accounting.queries import PAGE
from grants.accounting.rules import BATCH_STATES, FATES, BatchState, Compared, Fate, Paper, Row, paper
from grants.accounting.table import Table
from grants.accounting.understanding import TWICE
from grants.errors import Objection
from grants.values.choices import Choice
from grants.values.language import N_
from grants.values.money import Money, in_euro
from grants.values.wording import DASH, Wording
from grants.web.pages import Visit

STATE_TONES: Mapping[str, str] = {BatchState.PREVIEWED: "wait", BatchState.KEPT: "good", BatchState.UNDONE: ""}
FATE_TONES: Mapping[str, str] = {Fate.NEW: "active", Fate.HERE: "good", Fate.CHANGED: "wait"}
IN_ROW = N_("Row {row}")
IN_COLUMN = N_("Row {row}, column {column}")
UNDER_HEADING = N_("Row {row}, column {column} “{heading}”")

MOST_PROBLEMS = 1000
MOST_LISTED = 500
_SAMPLE = 20


def below(visit: Visit, tail: str = "") -> str:
    """An address below that of the accounting of a visit's project."""
    return f"/projects/{visit.project.code}/accounting{tail}"


def read_as(table: Table, visit: Visit) -> str:
    """How a file was read: its letters and the mark between its cells, or its sheet."""
    facts = dict(table.facts)
    mark = facts.get("mark")
    if mark:
        facts["mark"] = visit.words.say(mark)
    return visit.words.say(table.said, **facts)


def batches(found: Sequence[Mapping[str, Any]], here: str, words: Wording, zone: Any) -> list[dict[str, Any]]:
    """The imports of a project for their list."""
    return [
        {
            "url": f"{here}/{row['id']}",
            "name": row["file_name"] or DASH,
            "period": words.period(row["first_on"], row["last_on"]) if row["first_on"] else DASH,
            "rows": words.number(row["rows"]) if row["rows"] else DASH,
            "documents": words.number(row["documents"]) if row["documents"] else DASH,
            "state": words.say(BATCH_STATES[row["state"]]),
            "tone": STATE_TONES[row["state"]],
            "by": row["made_by"] or "",
            "at": words.moment(row["made_at"], zone),
        }
        for row in found
    ]


def where(objection: Objection, words: Wording) -> str:
    """Where in the file a problem stands."""
    if not objection.row:
        return objection.sheet
    facts = {"row": str(objection.row), "column": objection.column, "heading": objection.place}
    told = UNDER_HEADING if objection.column and objection.place else IN_COLUMN if objection.column else IN_ROW
    return words.say(told, **facts)


def problems(objections: Iterable[Objection], words: Wording) -> list[dict[str, str]]:
    """What is wrong with a file, each with its place, the sentence, and what was read."""
    return [
        {"where": where(one, words), "sentence": words.say(one.sentence, **one.facts), "read": one.read}
        for one in objections
    ]


def preview_context(
    seen: Preview, documents: Mapping[int, Paper], lines: Mapping[str, str], words: Wording
) -> dict[str, Any]:
    """What the preview shows: counts, problems, what has changed, and the first rows; `lines` names an account's line."""
    understood = seen.reading.understood
    first, last = understood.period
    listed = [(row, one) for one in seen.papers for row in one.rows]
    listed.sort(key=lambda pair: pair[0].position)
    changed = [
        (one, documents[one.document_id])
        for one in seen.papers
        if one.fate is Fate.CHANGED and one.document_id is not None and one.document_id in documents
    ]
    return {
        "period": words.period(first, last) if first else "",
        "counts": {str(fate): words.number(seen.rows(fate)) for fate in Fate},
        "faulty": words.number(len(understood.faulty)) if understood.faulty else "",
        "documents": seen.documents,
        "left_out": [words.number(number) for number in understood.totals[:30]],
        "problems": problems(understood.objections[:MOST_PROBLEMS], words),
        "problem_count": len(understood.objections),
        "more_problems": max(0, len(understood.objections) - MOST_PROBLEMS),
        "twice": any(one.sentence == TWICE for one in understood.objections),
        "changed": [
            _pair(one.paper, document, words) | {"row": one.rows[0].position} for one, document in changed[:MOST_LISTED]
        ],
        "gone": [entry(row, words) for row in seen.gone[:MOST_LISTED]],
        "gone_count": len(seen.gone),
        "rows": [
            entry(row, words)
            | {"line": lines.get(row.account, ""), "fate": words.say(FATES[one.fate]), "tone": FATE_TONES[one.fate]}
            for row, one in listed[:_SAMPLE]
        ],
        "row_count": len(listed),
        "sums": [words.amount(Money(cents, currency)) for currency, cents in _sums(row for row, _ in listed).items()],
    }


def _sums(rows: Iterable[Row]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[row.currency] = found.get(row.currency, 0) + row.amount_cents
    return found


def entry(row: Row, words: Wording) -> dict[str, Any]:
    """A row of the accounting."""
    return {
        "position": row.position,
        "day": words.day(row.issued_on),
        "number": row.paper_number,
        "supplier": row.supplier_name or row.supplier_eik or DASH,
        "eik": row.supplier_eik,
        "description": row.description,
        "account": row.account or DASH,
        "amount": words.amount(Money(row.amount_cents, row.currency)),
    }


def entries(found: Sequence[Mapping[str, Any]], base: str, words: Wording) -> list[dict[str, Any]]:
    """The kept rows of an import, each with its document."""
    return [
        {
            "position": row["position"],
            "day": words.day(row["issued_on"]),
            "number": row["paper_number"],
            "supplier": row["supplier_name"] or row["supplier_eik"] or DASH,
            "description": row["description"],
            "account": row["account"] or DASH,
            "amount": words.amount(Money(row["amount_cents"], row["currency"])),
            "url": f"{base}/documents/{row['document_id']}" if row["document_id"] else "",
            "brought": row["brought"],
        }
        for row in found
    ]


def next_page(found: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], int | None]:
    """A page of rows out of one more than fits, and the row of the file with which the next page begins."""
    return list(found[:PAGE]), found[PAGE]["position"] if len(found) > PAGE else None


# --- the two sides of a period ------------------------------------------------------------------------------------

_DIFFER = {"amount": N_("amount"), "day": N_("date"), "number": N_("number")}


def _version(one: Paper, words: Wording) -> dict[str, str]:
    return {
        "day": words.day(one.issued_on) if one.issued_on else DASH,
        "number": one.number or DASH,
        "supplier": one.supplier or one.eik or DASH,
        "amount": words.amount(Money(one.cents, one.currency)),
    }


def _pair(there: Paper, here: Paper, words: Wording) -> dict[str, Any]:
    return {
        "there": _version(there, words),
        "here": _version(here, words),
        "document_id": here.id,
        "differ": list(there.differences(here)),
        "said": words.list([words.say(_DIFFER[name]) for name in there.differences(here)]),
    }


def compared_context(
    found: Compared,
    batch_of: Mapping[tuple[str, int], int],
    base: str,
    words: Wording,
    gone: Sequence[Row] = (),
) -> dict[str, Any]:
    """What the comparison of a period shows; `base` is the address of the project."""

    def entry_url(row: Row) -> str:
        return f"{base}/accounting/{batch_of[row.key, row.position]}?from={row.position}#row-{row.position}"

    return {
        "missing_here": [
            _version(one, words) | {"url": entry_url(row)} for one, row in found.missing_here[:MOST_LISTED]
        ],
        "missing_there": [
            _version(one, words) | {"url": f"{base}/documents/{one.id}"} for one in found.missing_there[:MOST_LISTED]
        ],
        "changed": [
            _pair(there, here, words) | {"url": f"{base}/documents/{here.id}", "entry_url": entry_url(row)}
            for there, row, here in found.changed[:MOST_LISTED]
        ],
        "gone": [_version(paper([row]), words) | {"url": entry_url(row)} for row in gone[:MOST_LISTED]],
        "counts": [len(found.missing_here), len(found.missing_there), len(found.changed), len(gone)],
        "most": MOST_LISTED,
        "agreeing": found.agreeing,
        "sides": _sides(found, words),
        **_difference(found, words, bool(gone)),
    }


def _sides(found: Compared, words: Wording) -> list[dict[str, str]]:
    """Both sums and what lies between them, a row for each currency."""
    return [
        {
            "currency": currency,
            "there": words.figure(Money(found.there.get(currency, 0), currency)),
            "here": words.figure(Money(found.here.get(currency, 0), currency)),
            "difference": words.figure(Money(cents, currency)),
        }
        for currency, cents in sorted(found.differences.items(), key=lambda pair: (pair[0] != "EUR", pair[0]))
    ]


def _difference(found: Compared, words: Wording, gone: bool) -> dict[str, Any]:
    """The one difference in euro, and beside it what no fixed rate brings into it."""
    told = [Money(cents, currency) for currency, cents in found.differences.items()]
    euro = [one for money in told if (one := in_euro(money)) is not None]
    apart = [money for money in told if in_euro(money) is None and money.minor]
    total = Money(sum(one.minor for one in euro), "EUR")
    agrees = not any(money.minor for money in told) and not (
        gone or found.missing_here or found.missing_there or found.changed
    )
    return {
        "difference": words.list([words.amount(money) for money in [*([total] if euro else []), *apart]])
        or words.amount(total),
        "is_zero": not total.minor and not apart,
        "agrees": agrees,
    }


def lines_offered(lines: Sequence[Choice], words: Wording) -> list[tuple[str, str]]:
    """The budget lines to choose from."""
    return [(line.typed, line.shown(words.language)) for line in lines]
