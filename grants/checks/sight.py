"""Which findings somebody may read: those about rows, and about money, that this person sees."""

from __future__ import annotations

from grants.access import ROWS as ROW_RULES
from grants.access import Identity, Permission, ProjectRef, may, own_part_only, sees_all_money
from grants.checks.rules import OF_ALL_MONEY, Finding, ProjectFacts
from grants.entries.kinds import BY_NAME, ROWS
from grants.expenses.masking import EMPTIED, Masked, documents_of, is_masked


class Sight:
    """What somebody may read of the findings of one project."""

    def __init__(self, by: Identity, project: ProjectRef, facts: ProjectFacts, hidden: Masked) -> None:
        self._hidden = hidden
        self._own = own_part_only(by, project)
        self._all_money = sees_all_money(by, project)
        self._kinds = {kind.name for kind in ROWS if may(by, ROW_RULES[kind.name][0], project)}
        partly = self._own is not None or bool(hidden)  # who sees everything needs no looking up
        listed = facts.rows if partly else {}
        self._rows = {(kind, str(row["number"])): row for kind, rows_of in listed.items() for row in rows_of}
        self._documents = {row["id"]: row for row in listed.get("document", ())}
        self._by_id = {
            (kind, row["id"]): row["partner_id"]
            for kind, rows_of in listed.items()
            for row in rows_of
            if "partner_id" in row
        }
        self._everything = not partly

    def sees(self, finding: Finding) -> bool:
        """Whether this finding is about something this person sees."""
        if finding.code in OF_ALL_MONEY and not self._all_money:
            return False
        if finding.kind == "project":
            return True
        if finding.kind not in self._kinds:
            return False
        if self._everything:
            return True
        if not finding.number:  # about rows of all partners together
            return self._own is None
        if is_masked(finding.kind, self._rows[finding.kind, finding.number], self._hidden):
            return False
        return self._own is None or self._is_own(finding)

    def _is_own(self, finding: Finding) -> bool:
        """Of rows with a partner only one's own; others belong to all, save for money, which is then of all partners together."""
        row = self._rows[finding.kind, finding.number]
        if finding.kind == "partner":
            return bool(row["id"] == self._own)
        if "partner_id" in row:
            return bool(row["partner_id"] == self._own)
        if finding.kind in EMPTIED:  # a payment or a paper belongs to whom its document belongs
            papers = [self._documents[of] for of in documents_of(finding.kind, row) if of in self._documents]
            return all(paper["partner_id"] == self._own for paper in papers)
        above = BY_NAME[finding.kind].part.partition("__partner_id")[0]
        if above in BY_NAME:  # a row that belongs to whom the row above it belongs
            return self._by_id.get((above, row[f"{above}_id"])) == self._own
        return ROW_RULES[finding.kind][0] is not Permission.SEE_MONEY
