"""What a project's purchases come to beside the thresholds, in the reader's words: for the tab of procurement and a procedure's page.

Counted by the same rule as the check; somebody who sees only a partner's part is told of that part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grants.access import Permission
from grants.checks.claims import by_id
from grants.checks.finding import ProjectFacts
from grants.checks.rules_purchases import (
    BOUGHT_BY,
    CROSSED,
    TOO_WEAK,
    WITHOUT_PROCEDURE,
    asked_words,
    crossing_facts,
    purchases_in,
)
from grants.entries.kinds import BY_NAME
from grants.entries.queries import rows_of
from grants.procurement.queries import thresholds_kept
from grants.procurement.rules import METHODS
from grants.procurement.rules_thresholds import By, bounds_of
from grants.projects.queries import MONEY_SEEN, VISIBLE, money_reach, reach
from grants.storage.database import rows
from grants.values.language import N_, Term
from grants.web.pages import Visit

# Of ten thousand papers only those outside contracts, and of these only what is counted.
_PAPERS = f"""
SELECT x.id, x.kind, x.supply_id, x.partner_id, x.issued_on, x.supplier_name, x.supplier_eik, x.net_cents, x.currency
FROM document x JOIN project p ON p.id = x.project_id
WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} AND x.supply_id IS NULL AND x.kind = ANY($8::text[]) AND (NOT x.sensitive OR $9)
ORDER BY x.position
"""  # noqa: S608 - built of constants only
_CLAIMS = f"""
SELECT x.document_id, x.line_id, x.state FROM expense x JOIN project p ON p.id = x.project_id
WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} AND x.document_id IS NOT NULL AND x.line_id IS NOT NULL
"""  # noqa: S608 - built of constants only

WITH_THIS_ONE: Mapping[By, str] = {
    By.SUPPLIER: N_(
        "With this one {count} purchases from {supplier} make {sum} without VAT: since {since} "
        "the method needed from {threshold} is “{method}”."
    ),
    By.SUBJECT: N_(
        "With this one {count} purchases of one kind ({code}) make {sum} without VAT: since {since} "
        "the method needed from {threshold} is “{method}”."
    ),
    By.LINE: N_(
        "With this one {count} purchases on the line “{title}” make {sum} without VAT: since {since} "
        "the method needed from {threshold} is “{method}”."
    ),
}
OF_CONTRACT = N_("Contract {number}: {sentence}")
OF_PROCEDURE = N_("Procedure {number}: {sentence}")


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences about all purchases, and those about each row by its kind and id."""

    all: Sequence[str] = ()
    by_row: Mapping[tuple[str, int], Sequence[str]] = field(default_factory=dict)

    def about(self, kind: str, row_id: int) -> Sequence[str]:
        """What is said of one row."""
        return self.by_row.get((kind, row_id), ())


async def purchases_said(visit: Visit) -> Said:
    """What is said of the purchases one sees; nine queries at most, whatever their number."""
    facts = await _facts(visit)
    words, lines, bounds = visit.words, by_id(facts.of("line")), bounds_of(await thresholds_kept())
    bought = purchases_in(facts)
    everything: list[str] = []
    by_row: dict[tuple[str, int], list[str]] = defaultdict(list)
    for crossing in bought.crossings(bounds):
        told = crossing_facts(crossing, lines)
        everything.append(words.say(CROSSED[crossing.by], **told))
        for row in crossing.purchases:
            by_row[row].append(words.say(WITH_THIS_ONE[crossing.by], **told))
    numbers = {(name, row["id"]): row["number"] for name in ("purchase", "supply") for row in facts.of(name)}
    for one, asked in bought.too_weak(bounds):
        sentence, named = (WITHOUT_PROCEDURE, OF_CONTRACT) if one.method is None else (TOO_WEAK, OF_PROCEDURE)
        chosen = Term(METHODS[one.method]) if one.method else ""
        said = words.say(sentence, value=one.net, chosen=chosen, **asked_words(asked))
        everything.append(words.say(named, number=numbers[one.of], sentence=said))
        by_row[one.of].append(said)
    return Said(everything, by_row)


async def _facts(visit: Visit) -> ProjectFacts:
    seen, by = visit.project, visit.by
    listed = {
        name: await rows_of(BY_NAME[name], by, seen) for name in ("partner", "purchase", "offer", "supply", "line")
    }
    whose = (*reach(by), *money_reach(by), seen.id)
    kinds = sorted(str(kind) for kind in BOUGHT_BY)
    listed["document"] = await rows(_PAPERS, *whose, kinds, visit.may(Permission.SEE_SENSITIVE))
    listed["expense"] = await rows(_CLAIMS, *whose)
    return ProjectFacts(code=seen.code, project={}, rows=listed, organisations={}, today=visit.today)
