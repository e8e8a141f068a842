"""Reads over all projects one may see: a row a project with sums by one grouped query each, history, search."""

from __future__ import annotations

from datetime import date
from typing import Any

from grants.access import Identity
from grants.deadlines.seen import thing_reach, thing_seen
from grants.expenses.masking import masked, sensitive_reach
from grants.projects.queries import IN_EURO, MONEY_SEEN, VISIBLE, Seen, money_reach, part_reach, reach
from grants.storage.database import rows
from grants.values.identifiers import number_search_form, search_form

Row = dict[str, Any]

# Deadlines are no money: MONEY_SEEN gets the values of part_reach here.
_PROJECTS = f"""
SELECT p.id, p.kept_by_id, p.code, p.title_bg, p.title_en, p.acronym, p.state, p.currency, p.total_cents,
  coalesce(t.convert_total, false) AS at_once, n.title_bg AS next_bg, n.title_en AS next_en, n.due_on AS next_on, coalesce(d.late, 0)::int AS late, coalesce(d.soon, 0)::int AS soon
FROM project p
LEFT JOIN (
  SELECT x.project_id, count(*) FILTER (WHERE x.due_on < $7) AS late,
    count(*) FILTER (WHERE x.due_on BETWEEN $7 AND $7 + 7) AS soon
  FROM deadline x JOIN project p ON p.id = x.project_id
  WHERE x.state = 'open' AND {VISIBLE} AND {MONEY_SEEN} AND {thing_seen("x", 8)} GROUP BY x.project_id
) d ON d.project_id = p.id
LEFT JOIN LATERAL (
  SELECT x.title_bg, x.title_en, x.due_on FROM deadline x
  WHERE x.project_id = p.id AND x.state = 'open' AND x.due_on >= $7 AND {MONEY_SEEN} AND {thing_seen("x", 8)}
  ORDER BY x.due_on, x.id LIMIT 1
) n ON true
LEFT JOIN LATERAL (
  SELECT t.convert_total FROM contract_terms t WHERE t.project_id = p.id ORDER BY t.in_force_on DESC NULLS LAST, t.position DESC LIMIT 1
) t ON true
WHERE {VISIBLE}
ORDER BY p.state IN ('closed', 'terminated', 'keeping'), n.due_on NULLS LAST, p.start_on DESC NULLS LAST, p.code
"""  # noqa: S608 - built of constants only

_BUDGETS = f"""
SELECT x.project_id, x.currency, sum(x.amount_cents)::bigint AS cents, sum({IN_EURO})::bigint AS euro_cents
FROM budget_line x JOIN project p ON p.id = x.project_id
WHERE {VISIBLE} AND {MONEY_SEEN} AND x.amount_cents IS NOT NULL GROUP BY x.project_id, x.currency
"""  # noqa: S608 - built of constants only
_SPENT = f"""
SELECT x.project_id, x.currency, sum(x.amount_cents)::bigint AS cents, sum(x.euro_cents)::bigint AS euro_cents,
  sum(x.lost_euro_cents)::bigint AS lost_euro_cents,
  sum(x.euro_cents) FILTER (WHERE x.line_id IS NULL)::bigint AS unassigned_euro_cents
FROM spent x JOIN project p ON p.id = x.project_id
WHERE {VISIBLE} AND {MONEY_SEEN} GROUP BY x.project_id, x.currency
"""  # noqa: S608 - built of constants only


async def portfolio(by: Identity, today: date) -> tuple[list[Row], list[Row], list[Row]]:
    """Every project one may see with its next open deadline; its budget and what was spent, by currency. Three queries."""
    seen, money = reach(by), money_reach(by)
    return (
        await rows(_PROJECTS, *seen, *part_reach(by), today, *thing_reach(by)),
        await rows(_BUDGETS, *seen, *money),
        await rows(_SPENT, *seen, *money),
    )


async def history_of(project: Seen, before: int | None, limit: int, of: tuple[str, int] | None = None) -> list[Row]:
    """The latest entries of a project's audit trail, newest first, from before an entry; `of` one row alone."""
    subject, row_id = of or (None, None)
    return await rows(
        "SELECT id, at, person_name, deed, subject, subject_id, subject_label, before, after, reason FROM audit_entry "
        "WHERE project_id = $1 AND ($2::bigint IS NULL OR id < $2) "
        "AND ($4::text IS NULL OR subject = $4 AND subject_id = $5) ORDER BY id DESC LIMIT $3",
        project.id,
        before,
        limit,
        subject,
        row_id,
    )


# What is searched: (kind, table, words, what the hit is called, whether it is money).
_PLACES = (
    (
        "project",
        "project",
        "p.code || ' ' || p.title_bg || ' ' || p.title_en || ' ' || p.acronym",
        ("p.title_bg", "p.title_en"),
        False,
    ),
    ("number", "project_number", "x.value", ("x.value", "x.value"), False),
    (
        "partner",
        "partner",
        "o.name_bg || ' ' || o.name_en || ' ' || o.aliases || ' ' || o.eik || ' ' || x.contact_name",
        ("o.name_bg", "o.name_en"),
        False,
    ),
    ("activity", "activity", "x.title_bg || ' ' || x.title_en", ("x.title_bg", "x.title_en"), False),
    (
        "deliverable",
        "deliverable",
        "x.title_bg || ' ' || x.title_en || ' ' || x.delivered_title_bg || ' ' || x.delivered_title_en",
        ("x.title_bg", "x.title_en"),
        False,
    ),
    ("publication", "publication", "x.title_bg || ' ' || x.title_en", ("x.title_bg", "x.title_en"), False),
    ("indicator", "indicator", "x.name_bg || ' ' || x.name_en || ' ' || x.code", ("x.name_bg", "x.name_en"), False),
    ("deadline", "deadline", "x.title_bg || ' ' || x.title_en", ("x.title_bg", "x.title_en"), False),
    ("line", "budget_line", "x.number || ' ' || x.title_bg || ' ' || x.title_en", ("x.title_bg", "x.title_en"), True),
    (
        "expense",
        "expense",
        "concat_ws(' ', d.paper_number, d.supplier_name, d.supplier_eik, x.description_bg, x.description_en)",
        (
            "coalesce(d.supplier_name || ' · ' || d.paper_number, x.description_bg)",
            "coalesce(d.supplier_name || ' · ' || d.paper_number, x.description_en)",
        ),
        True,
    ),
)
# What is bound to a partner without being money, by which column; seen as MONEY_SEEN is, with part_reach's values.
_BOUND = {
    "partner": "x.id",
    **dict.fromkeys(("activity", "deliverable", "deadline", "indicator"), "x.partner_id"),
}
_PART_SEEN = "($1::bool OR p.id = ANY($9::bigint[]) OR p.kept_by_id = ANY($10::bigint[]) OR {} = ANY($11::bigint[]))"
PER_KIND = 20


def _search_sql() -> str:
    parts = []
    for kind, table, words, (bg, en), money in _PLACES:
        source = {
            "project": "project p",
            "partner": "partner x JOIN project p ON p.id = x.project_id JOIN organisation o ON o.id = x.organisation_id",
            "expense": "expense x JOIN project p ON p.id = x.project_id LEFT JOIN document d ON d.id = x.document_id",
        }.get(kind, f"{table} x JOIN project p ON p.id = x.project_id")
        money_seen = f"AND {MONEY_SEEN} AND NOT {masked(12)}" if kind == "expense" else f"AND {MONEY_SEEN}"
        part_seen = _PART_SEEN.format(_BOUND.get(kind, ""))
        if kind == "indicator":  # one of no partner is the whole project's
            part_seen = f"({part_seen} OR x.partner_id IS NULL)"
        if kind == "deadline":
            part_seen += f" AND {thing_seen('x', 16)}"
        seen = money_seen if money else f"AND {part_seen}" if kind in _BOUND else ""
        row_id = "p.id" if kind == "project" else "x.id"
        parts.append(
            f"(SELECT '{kind}' AS kind, {row_id} AS id, p.code, p.title_bg AS project_bg, p.title_en AS project_en, {bg} AS bg, {en} AS en "  # noqa: S608 - constants
            f"FROM {source} WHERE {VISIBLE} {seen} AND (grants_fold({words}) LIKE $7 OR grants_fold_number({words}) LIKE $8) "
            f"ORDER BY {row_id} DESC LIMIT {PER_KIND})"
        )
    return " UNION ALL ".join(parts)


_SEARCH = _search_sql()


async def search(by: Identity, words: str) -> list[Row]:
    """Whatever one may see that holds these words, or this number in any spelling; at most 20 of a kind. One query."""
    folded, number = search_form(words), number_search_form(words)
    if not number:
        return []
    return await rows(
        _SEARCH,
        *(*reach(by), *money_reach(by), _like(folded), _like(number), *part_reach(by), *sensitive_reach(by)),
        *thing_reach(by),
    )


def _like(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
