"""What a package does when its expenses are taken out or marked by hand: nothing that goes past it is kept."""

from __future__ import annotations

from typing import Final

from grants.acting import Deed, Happening
from grants.errors import WrongState
from grants.storage.database import rows
from grants.values.language import N_

FROZEN_THERE: Final = N_(
    "Expense {expense} stands in package {number}, which is frozen. Bring the package back to a draft, or record what the funder decided on it."
)
TAKES_ITSELF: Final = N_("Package {number} takes its expenses itself. Open it among the reports and mark it ready.")


async def only_with_its_package(deed: Deed, happening: Happening) -> None:
    """An expense leaves a package or enters one only by what is done with the package, where there is one of that number."""
    if "package" in deed.subjects or happening.project is None:
        return
    number = happening.before.get("package") or happening.after.get("package")
    if not number:
        return
    found = await rows(
        "SELECT state FROM report_package WHERE project_id = $1 AND number = $2", happening.project.id, number
    )
    if found and happening.deed == "expense.reported":
        raise WrongState(TAKES_ITSELF, number=number)
    if found and found[0]["state"] != "draft":
        label = next((label for one, label, _ in deed.happenings if one is happening), "")
        raise WrongState(FROZEN_THERE, expense=label.split(" · ")[0], number=number)
