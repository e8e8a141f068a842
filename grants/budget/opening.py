"""Opening figures typed or pasted in one go: what a running project had claimed before it came here. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grants.errors import Objection
from grants.values.language import N_

FIGURES = ("amount", "own", "in_kind", "third", "cut")

PARTS_TOO_LARGE = N_("Own, in kind and third parties' money together are more than what was claimed on this line.")
CUT_TOO_LARGE = N_("More was cut here than was claimed.")
AMOUNT_MISSING = N_("Say how much was claimed on this line in all.")
NOT_BELOW_ZERO = N_("A part of what was claimed can't be below zero.")
LINE_UNKNOWN = N_("There is no budget line {number} to paste into.")
TOO_MANY_CELLS = N_("The row of line {number} has more than five amounts.")
LINE_TWICE = N_("Line {number} stands twice in what was pasted.")


@dataclass(frozen=True, slots=True)
class Claimed:
    """What was claimed on one line, in cents: in all, whose money of it was not the grant, and what the funder cut."""

    amount: int = 0
    own: int = 0
    in_kind: int = 0
    third: int = 0
    cut: int = 0

    def __bool__(self) -> bool:
        return any(self.figures)

    @property
    def figures(self) -> tuple[int, ...]:
        """In the order of FIGURES."""
        return tuple(getattr(self, name) for name in FIGURES)


def objections(line: int, claimed: Claimed) -> list[Objection]:
    """What is amiss with one line's figures, each beside the cell it belongs to."""
    found = [
        Objection(NOT_BELOW_ZERO, place=f"{name}-{line}")
        for name in ("own", "in_kind", "third", "cut")
        if getattr(claimed, name) < 0
    ]
    if found:
        return found
    if claimed and not claimed.amount:
        return [Objection(AMOUNT_MISSING, place=f"amount-{line}")]
    if claimed.own + claimed.in_kind + claimed.third > max(0, claimed.amount):
        found.append(Objection(PARTS_TOO_LARGE, place=f"own-{line}"))
    if claimed.cut > max(0, claimed.amount):
        found.append(Objection(CUT_TOO_LARGE, place=f"cut-{line}"))
    return found


def pasted(text: str, lines: Mapping[str, int]) -> tuple[dict[str, str], list[Objection]]:
    """What rows copied from a spreadsheet put into which cells, as typed; the first cell of a row is the line's number.

    Nothing is read as an amount here, so that what can't be read is told beside its cell.
    """
    typed: dict[str, str] = {}
    found: list[Objection] = []
    seen: set[str] = set()
    for row in text.splitlines():
        cells = [cell.strip() for cell in row.split("\t" if "\t" in row else ";")]
        if not any(cells):
            continue
        number = cells[0].rstrip(".")
        if number not in lines:
            found.append(Objection(LINE_UNKNOWN, {"number": cells[0] or "–"}, place="pasted"))
        elif number in seen:
            found.append(Objection(LINE_TWICE, {"number": number}, place="pasted"))
        elif any(cells[len(FIGURES) + 1 :]):
            found.append(Objection(TOO_MANY_CELLS, {"number": number}, place="pasted"))
        else:
            seen.add(number)
            amounts = [*cells[1:], *("",) * len(FIGURES)][: len(FIGURES)]
            typed |= {f"{name}-{lines[number]}": cell for name, cell in zip(FIGURES, amounts, strict=True)}
    return ({} if found else typed), found
