"""What a package holds that people put there. A living draft takes expenses by itself and gives them back when it goes, so
these do not count; nor do what a partner says is still missing, the period, the format and the workbooks it was opened with.

Not empty is a package with a payment request or files of it, texts, expenses left out by hand with their reasons, parts that
partners handed in, and one that was out before it became a draft again: with files written from it, or receipts.
ИСУН deletes no package in which there is something; neither is one deleted here.
"""

from __future__ import annotations

from typing import Final

from grants.errors import WrongState
from grants.reports.packages.request.attaching.rules import KIND as REQUEST_FILES
from grants.reports.rules_package import PartState
from grants.storage.database import rows
from grants.values.language import N_, Term

NOT_EMPTY = N_("Package {number} is not empty and can't be deleted. In it: {what}.")
_HELD: Final = {
    "request": (N_("the payment request"), "SELECT FROM report_package_request WHERE package_id = $1"),
    "attached": (
        N_("files of the payment request"),
        f"SELECT FROM attachment WHERE kind = '{REQUEST_FILES}' AND row_id = $1",
    ),
    "texts": (
        N_("texts written for it"),
        "SELECT FROM report_package_text WHERE package_id = $1 AND (words_bg <> '' OR words_en <> '')",
    ),
    "out": (N_("expenses left out by hand"), "SELECT FROM report_package_out WHERE package_id = $1"),
    "parts": (
        N_("parts that partners handed in"),
        f"SELECT FROM report_package_part WHERE package_id = $1 AND state = '{PartState.HANDED_IN.value}'",
    ),
    "written": (N_("files written from it"), "SELECT FROM report WHERE package_id = $1"),
    "receipts": (N_("the funder's receipts"), "SELECT FROM attachment WHERE kind = 'package' AND row_id = $1"),
}
_ASKED: Final = "SELECT " + ", ".join(f"EXISTS ({held}) AS {name}" for name, (_, held) in _HELD.items())


async def held_in(package_id: int) -> list[Term]:
    """What people put into a package, in words; empty where it may be deleted. One query."""
    found = (await rows(_ASKED, package_id))[0]
    return [Term(label) for name, (label, _) in _HELD.items() if found[name]]


async def only_empty(package_id: int, number: str) -> None:
    """Raises WrongState that names what is in it."""
    if held := await held_in(package_id):
        raise WrongState(NOT_EMPTY, number=number, what=held)
