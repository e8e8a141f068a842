"""What follows what: later rooms that react to an earlier room's deed, in the same transaction."""

from __future__ import annotations

from grants.acting import Follower, Last, install_followers
from grants.amendments.following import only_with_its_amendment
from grants.correspondence.following import count_answer
from grants.deadlines.following import close_with_deliverable, follow_things
from grants.expenses.following import MOVES_A_BASE, follow_the_base, pay_with_payouts
from grants.filling.shelf import OWN_WORKBOOKS
from grants.reports.packages.books.shelf import install_shelf
from grants.reports.packages.following import only_with_its_package
from grants.team.following import claim_the_hours, unclaim_the_hours
from grants.workplan.following import follow_the_start

FOLLOWERS: tuple[tuple[str, Follower], ...] = (
    *((f"deliverable.{verb}", close_with_deliverable) for verb in ("submitted", "accepted", "returned")),
    ("project.changed", follow_the_start),
    ("payout.added", pay_with_payouts),
    ("payout.changed", pay_with_payouts),
    ("payout.removed", pay_with_payouts),
    ("document.changed", pay_with_payouts),
    ("version.asked", only_with_its_amendment),
    ("version.approved", only_with_its_amendment),
    ("version.refused", only_with_its_amendment),
    ("version.reopened", only_with_its_amendment),
    ("timesheet.approved", claim_the_hours),
    ("timesheet.reopened", unclaim_the_hours),
    ("expense.reported", only_with_its_package),
    ("expense.withdrawn", only_with_its_package),
    ("matter.added", count_answer),
    ("matter.changed", count_answer),
    *((deed, follow_the_base) for deed in MOVES_A_BASE),
)

# What looks at everything a deed did, when all of the above was done.
LAST: tuple[Last, ...] = (follow_things,)


def install() -> None:
    """Have all of it followed, and the funders' own workbooks offered to report packages: before the first deed is done."""
    install_followers(FOLLOWERS, LAST)
    install_shelf(OWN_WORKBOOKS)
