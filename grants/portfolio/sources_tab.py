"""The sources of funding, of the project and of each partner: whether they make the budget, and setting them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grants.access import Identity
from grants.budget.kinds import SOURCE_KINDS
from grants.budget.sources import Amiss, Stated, amiss
from grants.entries.kinds import BY_NAME
from grants.entries.queries import rows_of
from grants.portfolio.standing import Budget, Figures
from grants.projects.queries import Seen
from grants.storage.columns import money, text
from grants.values.language import N_, Text
from grants.values.money import Money, share
from grants.values.wording import Wording

Row = Mapping[str, Any]
WHOLE_PROJECT = N_("The whole project")
LEVELS_DIFFER = N_("Of “{source}” the project has {whole}, its partners together {parts}.")


@dataclass(frozen=True, slots=True)
class Wholes:
    """What the sources have to make: the budget, and each partner's part of it, in the budget's currency."""

    project: Money | None
    partners: Mapping[int | None, Money]

    @classmethod
    def of(cls, budget: Budget, total: Figures, by_partner: Mapping[str | None, Figures]) -> Wholes:
        """As the lines of the budget say; nothing where there are none."""
        parts: dict[int | None, Money] = {
            int(key): Money(one.approved, budget.currency) for key, one in by_partner.items() if key and one.planned
        }
        return cls(Money(total.approved, budget.currency) if total.planned else None, parts)

    def for_partner(self, partner: int | None) -> Money | None:
        """What the sources of one partner, or of the project, have to make."""
        return self.project if partner is None else self.partners.get(partner)


async def sources_shown(
    by: Identity, seen: Seen, wholes: Wholes, rule: str, named: Mapping[int, Row], words: Wording, *, may_edit: bool
) -> dict[str, Any] | None:
    """The sources as they stand, in groups, with a sentence wherever something does not add up."""
    rows = await rows_of(BY_NAME["source"], by, seen)
    if not rows:
        return None
    groups: dict[int | None, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["partner_id"], []).append(row)
    order = sorted(groups, key=lambda key: -1 if key is None or key not in named else named[key]["position"])
    base = f"/projects/{seen.code}"
    return {
        "rows_of_source": rows,
        "groups": [_group(groups[key], key, wholes, rule, named, words, base if may_edit else "") for key in order],
        "between": [words.say(LEVELS_DIFFER, **facts) for facts in between(groups, words)],
    }


def stated_of(rows: Sequence[Row]) -> list[Stated]:
    """Rows of sources as the rule takes them."""
    return [Stated(row["partner_id"], money(dict(row)), row["share"]) for row in rows]


def _group(
    rows: Sequence[Row],
    partner: int | None,
    wholes: Wholes,
    rule: str,
    named: Mapping[int, Row],
    words: Wording,
    base: str,
) -> dict[str, Any]:
    amounts = [amount for row in rows if (amount := money(dict(row))) is not None]
    one_currency = len({amount.currency for amount in amounts}) == 1
    whole = sum(amounts[1:], amounts[0]) if one_currency else None
    shares = [row["share"] for row in rows if row["share"] is not None]
    found = amiss(stated_of(rows), wholes.for_partner(partner), rule)
    return {
        "label": whole_named(partner, named, words),
        "rows": [_source_row(row, whole, words, base) for row in rows],
        "amount": words.amount(whole) if whole else "",
        "stated": words.percent(sum(shares), _places(sum(shares))) if len(shares) == len(rows) else "",
        "amiss": [(said(one, words), one.stops) for one in found],
    }


def whole_named(partner: int | None, named: Mapping[int, Row], words: Wording) -> str:
    """Of what the sources are: the project, or a partner by its name."""
    if partner is None or partner not in named:
        return words.say(WHOLE_PROJECT)
    row = named[partner]
    return f"{row['number']} {Text(row['bg'], row['en']).in_(words.language)}"


def said(one: Amiss, words: Wording) -> str:
    """What is amiss, as a sentence."""
    return words.say(one.sentence, **one.facts)


def _source_row(row: Row, whole: Money | None, words: Wording, base: str) -> dict[str, Any]:
    amount = money(dict(row))
    part = share(amount, whole) if amount is not None and whole else None
    kind = words.say(SOURCE_KINDS[row["kind"]])
    return {
        "name": text(dict(row), "name").in_(words.language) or kind,
        "kind": kind if text(dict(row), "name") else "",
        "amount": words.amount(amount) if amount is not None else "",
        "share": words.percent(part, 2) if part is not None else "",
        "stated": words.percent(row["share"].normalize(), _places(row["share"])) if row["share"] is not None else "",
        "url": f"{base}/rows/source/{row['id']}" if base else "",
    }


def _places(number: Any) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -int(exponent))


def between(groups: Mapping[int | None, Sequence[Row]], words: Wording) -> list[dict[str, object]]:
    """The kinds of source of which the project's amount is not what its partners' amounts make."""
    if None not in groups or len(groups) == 1:
        return []
    found: list[dict[str, object]] = []
    for kind, label in SOURCE_KINDS.items():
        whole = [money(dict(row)) for row in groups[None] if row["kind"] == kind]
        parts = [
            money(dict(row)) for key, rows in groups.items() if key is not None for row in rows if row["kind"] == kind
        ]
        amounts = [one for one in (*whole, *parts) if one is not None]
        if not whole or len(amounts) < len(whole) + len(parts) or len({one.currency for one in amounts}) != 1:
            continue
        sums = [sum(one.minor for one in some if one is not None) for some in (whole, parts)]
        if sums[0] != sums[1]:
            currency = amounts[0].currency
            facts = {"whole": Money(sums[0], currency), "parts": Money(sums[1], currency)}
            found.append({"source": words.say(label), **facts})
    return found
