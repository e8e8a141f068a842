"""What a funder would say of the files of a format: for what it would refuse them, and what it lets pass though somebody
should look at it.
"""

from __future__ import annotations

from dataclasses import dataclass

from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.ground import Ground
from grants.reports.figures import Figures
from grants.reports.particulars import Particulars
from grants.reports.rules import objections
from grants.reports.rules_ground import ground_warnings
from grants.reports.rules_list import list_warnings
from grants.reports.rules_papers import paper_warnings
from grants.reports.rules_simplified import simplified_warnings
from grants.reports.rules_warned import draft_warnings


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that stops the files, and everything that does not."""

    refused: tuple[Objection, ...] = ()
    warned: tuple[Objection, ...] = ()


def verdict(format_: Format, figures: Figures, known: Particulars, ground: Ground) -> Verdict:
    """All of it, row by row."""
    return Verdict(objections(format_, figures, known, ground), warnings(format_, figures, known, ground))


def warnings(format_: Format, figures: Figures, known: Particulars, ground: Ground) -> tuple[Objection, ...]:
    """What does not stop the files: what the funder does not look at, what is typed by hand, papers to be uploaded."""
    return (
        *draft_warnings(format_, figures, known),
        *ground_warnings(format_, ground),
        *list_warnings(format_, ground),
        *paper_warnings(format_, ground),
        *simplified_warnings(format_, ground),
    )
