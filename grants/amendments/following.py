"""What amendments have to say when a version of the budget is decided: one that belongs to an amendment goes only with it."""

from __future__ import annotations

from grants.acting import Deed, Happening
from grants.amendments.models import Amendment
from grants.amendments.queries import OPEN, waits
from grants.errors import WrongState
from grants.values.language import N_

WITH_AMENDMENT = N_("This version of the budget belongs to amendment {number} and is decided only together with it.")


async def only_with_its_amendment(deed: Deed, happening: Happening) -> None:
    """A version named by an amendment that is not decided yet is asked for, approved or refused by it alone."""
    if any(said.subject == "amendment" for said, _label, _reason in deed.happenings):
        return
    for row in await Amendment.filter(budget_id=happening.subject_id).values():
        if row["state"] in OPEN or waits(row):
            raise WrongState(WITH_AMENDMENT, number=row["number"])
