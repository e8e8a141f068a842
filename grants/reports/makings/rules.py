"""What is long enough to be made by the worker, what may be asked of it, and when a making is taken over from a silent one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from grants.access import Permission
from grants.values.language import N_

LONG: Final = 1_000  # expenses from which a report is made by the worker, and not while somebody waits
SILENT: Final = timedelta(seconds=30)  # after which a worker that said nothing is taken for dead
MOST_TRIES: Final = 3
MOST_WAITING: Final = 5  # of one project
SHOWN_FOR: Final = timedelta(days=1)  # how long what has ended stands on its page

INTERRUPTED = N_(
    "It was interrupted {tries} times and is not tried again. Ask for it anew, or tell whoever looks after the tracker."
)
NOT_MADE = N_(
    "Something went wrong on our side. It is in the worker's log; ask for it anew, or tell whoever looks after the tracker."
)
TOO_MANY = N_("{count} files of this project are being made already. Wait until one of them is ready.")


class What(StrEnum):
    """What the worker makes."""

    REPORT = "report"
    DOSSIER = "dossier"
    PACKAGE = "package"
    CHECK = "check"
    READY = "ready"
    SHEETS = "sheets"
    LOOK = "look"
    FILLED = "filled"


ASKS: Final[Mapping[What, Permission]] = {
    What.REPORT: Permission.PREPARE_REPORT,
    What.DOSSIER: Permission.EXPORT_PROJECT,
    What.PACKAGE: Permission.PREPARE_REPORT,
    What.CHECK: Permission.SEE_REPORTS,
    What.READY: Permission.PREPARE_REPORT,
    What.SHEETS: Permission.SEE_REPORTS,
    What.LOOK: Permission.SEE_REPORTS,
    What.FILLED: Permission.PREPARE_REPORT,
}
"""Which permission it asks for, on the page and once more when it is made."""


DRAWN: Final = (What.SHEETS, What.LOOK)
"""What ends in sheets to be looked at on a page."""
KEPT_AS: Final = 2
"""In which way their pages are kept: those that an earlier version of the tracker kept otherwise are drawn anew."""


ONE_AT_A_TIME: Final = frozenset({What.CHECK, What.READY, *DRAWN})
"""What is not asked for a second time while it is waiting or being made."""


def is_long(expenses: int) -> bool:
    """Whether a report over so many expenses is made by the worker."""
    return expenses > LONG


def tried_enough(tries: int) -> bool:
    """Whether a making that was begun so often is given up."""
    return tries >= MOST_TRIES
