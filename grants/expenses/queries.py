"""What of a project's expenses a person reads: the ledger with its totals, one expense with its paper, names used before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.access import Identity, own_part_only
from grants.errors import NotFound
from grants.expenses.masking import masked, masked_in, sensitive_reach, shown
from grants.expenses.models import Document, Expense, File
from grants.expenses.rules import COUNTED_STATES, OPEN_STATES
from grants.projects.queries import (
    EXPENSE_IN_EURO,
    MONEY_SEEN,
    VISIBLE,
    Seen,
    may_see_money,
    money_reach,
    part_seen,
    reach,
)
from grants.storage.database import rows
from grants.values.choices import Choice
from grants.values.identifiers import number_search_form, search_form
from grants.values.language import Text

Row = dict[str, Any]
PAGE = 100
# Asked for like states: all that nobody verified yet, all that counts as spent, and the opening figures alone.
NOT_VERIFIED, COUNTED, OPENING = "open", "counted", "opening"
NOTHING = "-"  # asked for instead of a number: what names none

# What a row of the ledger says besides its words; what it does not say itself its line says, as in the cuts of the budget.
_NARROWED = """
  AND ($10::text = '' OR l.number = $10 OR starts_with(l.number, $10 || '.') OR ($10 = '-' AND l.id IS NULL))
  AND ($11::text = '' OR t.number = $11 OR ($11 = '-' AND t.id IS NULL))
  AND ($17::date IS NULL OR {day} >= $17) AND ($18::date IS NULL OR {day} <= $18)
  AND ($19::text = '' OR a.number = $19 OR ($19 = '-' AND a.id IS NULL))
  AND ($20::text = '' OR coalesce(nullif(l.year, ''), {year}, '-') = $20)
  AND ($21::text = '' OR coalesce(l.category, 'none') = $21)
  AND ($22::text = '' OR {contract} = $22)
"""
_OF_EXPENSE = _NARROWED.format(
    day="coalesce(d.issued_on, x.claimed_on)",
    year="extract(year FROM coalesce(d.paid_on, d.issued_on, x.claimed_on))::int::text",
    contract="(SELECT s.number FROM supply_contract s WHERE s.id = d.supply_id)",
)
_OF_OPENING = _NARROWED.format(day="x.day", year=f"'{OPENING}'", contract="NULL::text")


def _array(states: Iterable[str]) -> str:
    return f"ANY('{{{','.join(sorted(states))}}}')"


# The words of an expense and its paper, folded once; where none are looked for, the planner leaves them and the paper out.
_FOLDED = f"""CASE WHEN {masked(13)} THEN grants_fold(x.number) ELSE grants_fold(concat_ws(' ', x.number, d.supplier_name, d.supplier_eik,
  d.paper_number, d.description_bg, d.description_en, x.description_bg, x.description_en)) END"""
_MATCHING = f"""
FROM expense x JOIN project p ON p.id = x.project_id LEFT JOIN document d ON d.id = x.document_id
LEFT JOIN budget_line l ON l.id = x.line_id LEFT JOIN partner t ON t.id = x.partner_id
LEFT JOIN activity a ON a.id = coalesce(x.activity_id, l.activity_id)
WHERE {VISIBLE} AND {MONEY_SEEN} AND p.id = $7
  AND ($8::text = '' OR EXISTS (SELECT FROM (SELECT {_FOLDED} AS words OFFSET 0) w
    WHERE strpos(w.words, $8) > 0 OR strpos(translate(w.words, ' -', ''), nullif($9::text, '')) > 0))
  AND ($12::text = '' OR x.state = $12 OR ($12 = '{NOT_VERIFIED}' AND x.state = {_array(OPEN_STATES)})
    OR ($12 = '{COUNTED}' AND x.state = {_array(COUNTED_STATES)}))
{_OF_EXPENSE}
"""

# What the funder cut of an expense or set aside, in its currency and in euro; as the view `spent` has it.
LOST = "CASE x.state WHEN 'parked' THEN x.amount_cents WHEN 'cut' THEN x.cut_cents ELSE 0 END"
LOST_IN_EURO = (
    f"CASE WHEN x.state = 'parked' THEN {EXPENSE_IN_EURO} WHEN x.state <> 'cut' OR x.cut_cents = 0 THEN 0 "
    "WHEN x.rated_cents IS NOT NULL THEN round(x.rated_cents::numeric * x.cut_cents / nullif(x.amount_cents, 0)) "
    "ELSE grants_euro(x.cut_cents, x.currency) END"
)

# By currency; the opening figures, which are no expenses but count as spent, by the day until which they stand.
_TOTALS = f"""
SELECT NULL::date AS until_on, x.currency, count(*)::int AS expenses, sum(x.amount_cents)::bigint AS cents, sum(x.own_cents)::bigint AS own_cents,
  sum({EXPENSE_IN_EURO})::bigint AS euro_cents, sum({LOST})::bigint AS lost_cents, sum({LOST_IN_EURO})::bigint AS lost_euro_cents
{_MATCHING} GROUP BY x.currency
UNION ALL SELECT x.day, x.currency, 0, sum(x.amount_cents)::bigint, sum(x.own_cents)::bigint,
  sum(x.euro_cents)::bigint, sum(x.lost_cents)::bigint, sum(x.lost_euro_cents)::bigint
FROM spent x JOIN project p ON p.id = x.project_id LEFT JOIN budget_line l ON l.id = x.line_id LEFT JOIN partner t ON t.id = x.partner_id
LEFT JOIN activity a ON a.id = l.activity_id
WHERE {VISIBLE} AND {MONEY_SEEN} AND p.id = $7 AND x.opening_id IS NOT NULL
  AND $8::text = '' AND $12::text = ANY('{{"",{COUNTED},{OPENING}}}')
{_OF_OPENING} GROUP BY x.day, x.currency
"""  # noqa: S608 - built of constants only

# The same paper in another row: its number in any spelling, its day, and its supplier by EIK or by name.
_TWINS = f"""
SELECT DISTINCT ON (s.document_id) s.document_id, p.code AS twin_code, x.number AS twin_number, x.project_id = s.project_id AS here
FROM (SELECT *, grants_fold_number(paper_number) AS folded_number FROM shown OFFSET 0) s
JOIN document x ON x.issued_on = s.issued_on AND x.id <> s.document_id JOIN project p ON p.id = x.project_id
WHERE {VISIBLE} AND {MONEY_SEEN}
  AND grants_fold_number(x.paper_number) IS NOT DISTINCT FROM nullif(s.folded_number, '')
  AND (s.family IS NULL OR x.family IS DISTINCT FROM s.family)
  AND (x.supplier_eik = nullif(s.supplier_eik, '') OR grants_fold(x.supplier_name) = nullif(grants_fold(s.supplier_name), ''))
ORDER BY s.document_id, here DESC, p.code, x.position
"""  # noqa: S608 - built of constants only

_LEDGER = f"""
WITH picked AS (
  SELECT x.id AS expense_id {_MATCHING}
  ORDER BY coalesce(d.issued_on, x.claimed_on) DESC NULLS LAST, x.position DESC LIMIT $23 OFFSET $24
), shown AS (
  SELECT x.id, x.project_id, x.number, x.position, x.version, x.state, ({LOST})::bigint AS lost_cents, x.amount_cents, x.currency, x.document_id, ({EXPENSE_IN_EURO})::bigint AS euro_cents,
    {masked(13)} AS masked,
    x.form, d.family, d.kind, coalesce(d.issued_on, x.claimed_on) AS issued_on, CASE WHEN {masked(13)} THEN '' ELSE d.paper_number END AS paper_number,
    CASE WHEN {masked(13)} THEN '' ELSE d.supplier_name END AS supplier_name,
    CASE WHEN {masked(13)} THEN '' ELSE d.supplier_eik END AS supplier_eik,
    CASE WHEN d.id IS NULL THEN x.description_bg ELSE '' END AS what_bg, CASE WHEN d.id IS NULL THEN x.description_en ELSE '' END AS what_en,
    l.number AS line_number, l.title_bg AS line_bg, l.title_en AS line_en, t.number AS partner_number, t.organisation_id
  FROM picked JOIN expense x ON x.id = picked.expense_id JOIN project p ON p.id = x.project_id LEFT JOIN document d ON d.id = x.document_id
  LEFT JOIN budget_line l ON l.id = x.line_id LEFT JOIN partner t ON t.id = x.partner_id
), twins AS ({_TWINS})
SELECT s.*, coalesce(o.name_bg, '') AS partner_bg, coalesce(o.name_en, '') AS partner_en, w.twin_code, w.twin_number, w.here,
  (SELECT count(*) FROM document_file f WHERE f.document_id = s.document_id)::int AS papers
FROM shown s LEFT JOIN organisation o ON o.id = s.organisation_id LEFT JOIN twins w ON w.document_id = s.document_id
ORDER BY s.issued_on DESC NULLS LAST, s.position DESC
"""  # noqa: S608 - built of constants only


ASKED = ("q", "line", "partner", "activity", "year", "category", "supply", "state", "first", "last")


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the ledger is shown: words or a number, a line with those below it, a partner, an activity, a year or period
    of the budget, a kind of cost, a contract with a supplier, a state, days; empty means all, NOTHING what names none.

    `first` and `last` are the days as they were typed, `first_on` and `last_on` as they were read.
    """

    q: str = ""
    line: str = ""
    partner: str = ""
    activity: str = ""
    year: str = ""
    category: str = ""
    supply: str = ""
    state: str = ""
    first: str = ""
    last: str = ""
    first_on: date | None = None
    last_on: date | None = None

    @property
    def asked(self) -> dict[str, str]:
        """What an address carries of it."""
        return {name: getattr(self, name) for name in ASKED}

    def __bool__(self) -> bool:
        return any(self.asked.values())


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of expenses, newest document first, and the totals by currency of all that match, in cents.

    The `openings` that match stand beside them, by the day until which they stand and by currency.
    """

    rows: tuple[Row, ...]
    totals: tuple[Row, ...]
    page: int
    openings: tuple[Row, ...] = ()

    @property
    def count(self) -> int:
        """How many match, on this page or another."""
        return sum(total["expenses"] for total in self.totals)


async def ledger(by: Identity, project: Seen, filters: Filters, page: int = 1) -> Ledger:
    """The expenses this person sees of a project, a hundred a page; a page past the end is the last. Two queries."""
    matching = (
        *(*reach(by), *money_reach(by), project.id),
        *(search_form(filters.q), _number(filters.q), filters.line, filters.partner, filters.state),
        *sensitive_reach(by),
        *(filters.first_on, filters.last_on),
        *(filters.activity, filters.year, filters.category, filters.supply),
    )
    sums = sorted(await rows(_TOTALS, *matching), key=lambda row: (row["currency"] != "EUR", row["currency"]))
    totals = [row for row in sums if row["until_on"] is None]
    openings = sorted((row for row in sums if row["until_on"] is not None), key=lambda row: row["until_on"])
    last = max(1, -(-sum(total["expenses"] for total in totals) // PAGE))
    page = min(max(1, page), last)
    found = await rows(_LEDGER, *matching, PAGE, PAGE * (page - 1))
    return Ledger(tuple(found), tuple(totals), page, tuple(openings))


def _number(q: str) -> str:
    """What is looked for as a number, whatever its spaces and dashes; nothing where there is no digit."""
    return number_search_form(q) if any(letter.isdigit() for letter in q) else ""


async def choices(by: Identity, project: Seen) -> dict[str, tuple[Choice, ...]]:
    """The budget lines, activities and partners an expense may name, of the part this person sees; one query."""
    found = await rows(
        "SELECT 'line' AS what, l.id, l.number, l.title_bg AS bg, l.title_en AS en, l.position FROM budget_line l "
        "WHERE l.project_id = $1 AND ($2::bigint IS NULL OR l.partner_id = $2) "
        "UNION ALL SELECT 'activity', a.id, a.number, a.title_bg, a.title_en, a.position FROM activity a "
        "WHERE a.project_id = $1 AND ($2::bigint IS NULL OR a.partner_id = $2) "
        "UNION ALL SELECT 'partner', t.id, t.number, o.name_bg, o.name_en, t.position FROM partner t "
        "JOIN organisation o ON o.id = t.organisation_id WHERE t.project_id = $1 AND ($2::bigint IS NULL OR t.id = $2) "
        "UNION ALL SELECT 'supply', s.id, s.number, s.subject_bg, s.subject_en, s.position FROM supply_contract s "
        "WHERE s.project_id = $1 AND ($2::bigint IS NULL OR s.partner_id = $2) "
        "ORDER BY what, position",
        project.id,
        own_part_only(by, project.ref),
    )
    return {
        what: tuple(
            Choice(row["id"], row["number"], Text(row["bg"], row["en"])) for row in found if row["what"] == what
        )
        for what in ("line", "activity", "partner", "supply")
    }


_YEARS = """
SELECT DISTINCT year FROM (
  SELECT year FROM budget_line WHERE project_id = $1 AND ($2::bigint IS NULL OR partner_id = $2)
  UNION SELECT extract(year FROM coalesce(paid_on, issued_on))::int::text FROM document
  WHERE project_id = $1 AND ($2::bigint IS NULL OR partner_id = $2)
  UNION SELECT extract(year FROM claimed_on)::int::text FROM expense
  WHERE project_id = $1 AND document_id IS NULL AND ($2::bigint IS NULL OR partner_id = $2)
) y WHERE year <> '' ORDER BY year
"""


async def years_of(by: Identity, project: Seen) -> list[str]:
    """The years and periods of the budget, and the years in which something was spent; one query."""
    return [row["year"] for row in await rows(_YEARS, project.id, own_part_only(by, project.ref))]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One expense with its document (empty for a claim without one), the files, its other expenses, and who entered it."""

    expense: Row
    document: Row
    files: tuple[Row, ...]
    others: tuple[Row, ...]
    entered_by: int | None
    masked: bool = False


async def _row_seen(by: Identity, project: Seen, expense_id: int) -> Row:
    if may_see_money(by, project):
        found = await Expense.filter(part_seen(by, project), project_id=project.id, id=expense_id).values()
        if found:
            return dict(found[0])
    raise NotFound


async def expense_seen(by: Identity, project: Seen, expense_id: int) -> Recorded:
    """One expense, if this person sees it; NotFound otherwise. Of a masked one the words are empty and no file is there."""
    expense = await _row_seen(by, project, expense_id)
    if expense["document_id"] is None:
        return Recorded(expense, {}, (), (), await entered_by(project, expense_id))
    hidden = await masked_in(by, project.ref)
    document = (await Document.filter(id=expense["document_id"]).values())[0]
    files = await File.filter(document_id=document["id"]).order_by("position", "id").values()
    others = await rows(
        "SELECT id, number, state, partner_id FROM expense WHERE document_id = $1 AND id <> $2 ORDER BY position",
        document["id"],
        expense_id,
    )
    who = await entered_by(project, expense_id)
    if document["id"] in hidden:
        expense, document = shown("expense", expense, hidden), shown("document", document, hidden)
        return Recorded(expense, document, (), tuple(others), who, masked=True)
    return Recorded(expense, document, tuple(files), tuple(others), who)


async def entered_by(project: Seen, expense_id: int) -> int | None:
    """The person who entered an expense, as the history tells it; None when it was no person."""
    found = await rows(
        "SELECT person_id FROM audit_entry WHERE project_id = $1 AND deed = 'expense.added' AND subject_id = $2 LIMIT 1",
        project.id,
        expense_id,
    )
    return found[0]["person_id"] if found else None


async def file_seen(by: Identity, project: Seen, expense_id: int, file_id: int) -> Row:
    """A file of an expense's document, if this person sees the expense unmasked; NotFound otherwise."""
    expense = await _row_seen(by, project, expense_id)
    found = await File.filter(id=file_id, document_id=expense["document_id"]).values()
    if not found or expense["document_id"] in await masked_in(by, project.ref):
        raise NotFound
    return dict(found[0])


async def twin_of(by: Identity, document: Row) -> Row | None:
    """Another document, in any project whose money one sees, that seems to be the same paper."""
    shown = (
        "WITH shown AS (SELECT $7::bigint AS document_id, $8::bigint AS project_id, $9::date AS issued_on, "
        "$10::text AS paper_number, $11::text AS supplier_eik, $12::text AS supplier_name, $13::text AS family) "
    )
    names = ("id", "project_id", "issued_on", "paper_number", "supplier_eik", "supplier_name", "family")
    found = await rows(shown + _TWINS, *reach(by), *money_reach(by), *(document[name] for name in names))
    return found[0] if found else None


async def newest_expense(by: Identity, project: Seen) -> Row | None:
    """The expense entered last in a project, of those one sees: where the next one is likely to belong."""
    found = await rows(
        f"SELECT x.line_id, x.activity_id, x.partner_id, x.currency FROM expense x JOIN project p ON p.id = x.project_id "  # noqa: S608 - constants
        f"WHERE {VISIBLE} AND {MONEY_SEEN} AND p.id = $7 ORDER BY x.position DESC LIMIT 1",
        *reach(by),
        *money_reach(by),
        project.id,
    )
    return found[0] if found else None


async def supplier_names(by: Identity, most: int = 300) -> list[str]:
    """The suppliers named before in the projects whose money one sees, the last used first."""
    found = await rows(
        f"SELECT x.supplier_name AS name FROM document x JOIN project p ON p.id = x.project_id "  # noqa: S608 - constants
        f"WHERE {VISIBLE} AND {MONEY_SEEN} AND x.supplier_name <> '' AND NOT {masked(8, 'x')} GROUP BY x.supplier_name ORDER BY max(x.id) DESC LIMIT $7",
        *reach(by),
        *money_reach(by),
        most,
        *sensitive_reach(by),
    )
    return [row["name"] for row in found]


async def referred(expense: Row, document: Row) -> dict[str, Choice]:
    """The line, activity, partner and contract with a supplier that an expense or its document names already, so that its form keeps them whoever opens it."""
    found = await rows(
        "SELECT 'line' AS what, id, number, title_bg AS bg, title_en AS en FROM budget_line WHERE id = $1 "
        "UNION ALL SELECT 'activity', id, number, title_bg, title_en FROM activity WHERE id = $2 "
        "UNION ALL SELECT 'partner', t.id, t.number, o.name_bg, o.name_en FROM partner t "
        "JOIN organisation o ON o.id = t.organisation_id WHERE t.id = $3 "
        "UNION ALL SELECT 'supply', id, number, subject_bg, subject_en FROM supply_contract WHERE id = $4",
        *(expense["line_id"], expense["activity_id"], expense["partner_id"], document.get("supply_id")),
    )
    return {row["what"]: Choice(row["id"], row["number"], Text(row["bg"], row["en"])) for row in found}


async def expense_of(by: Identity, project: Seen, document_id: int) -> int:
    """The first expense of a document that this person sees; NotFound when there is none."""
    found = (
        await Expense.filter(part_seen(by, project), project_id=project.id, document_id=document_id)
        .order_by("position")
        .limit(1)
        .values("id")
    )
    if not found:
        raise NotFound
    return int(found[0]["id"])
