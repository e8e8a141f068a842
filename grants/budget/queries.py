"""What a project's contract says of its money, for the rules that need it."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Final

from grants.budget.terms import ContractTerms, terms_in_force
from grants.storage.database import rows

_TERMS: Final = (
    f"SELECT {', '.join(one.name for one in fields(ContractTerms))}, position FROM contract_terms "  # noqa: S608 - names of columns only
    "WHERE project_id = $1 ORDER BY position"
)


async def terms_of(project_id: int, on: date | None = None) -> ContractTerms:
    """The terms of a project's contract that hold on a day, or the newest; the usual ones where none are kept.

    One query. Terms are rules, not money: whoever may enter an expense is held to them, so nobody is asked who it is.
    """
    return terms_in_force(await rows(_TERMS, project_id), on)
