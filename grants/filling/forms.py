"""What is typed about a cell of a template: which one, and the figure it is to show."""

from __future__ import annotations

from dataclasses import dataclass

from grants.errors import Objection
from grants.filling.places import place_typed
from grants.filling.showing import NEEDS, Mapped, Of, Shows, figure_named
from grants.values.language import N_
from grants.web.forms import Sent

NO_CELL = N_("Write the cell as the spreadsheet names it: B7.")
NO_SUCH_FIGURE = N_("Choose from the list what the cell shows.")
WHICH_LINE = N_("Choose the budget line.")
WHICH_CATEGORY = N_("Choose the cost category.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A cell with what it is to show, where that could be read, and what could not."""

    mapped: Mapped | None
    objections: tuple[Objection, ...]


def asked(form: Sent) -> Asked:
    """The cell and the figure that were chosen; `line` and `category` count only for figures of one of them."""
    place = place_typed(form.line("cell"))
    objections = [] if place else [Objection(NO_CELL, place="cell")]
    shows = _shows(form, objections)
    if place is None or shows is None:
        return Asked(None, tuple(objections))
    return Asked(Mapped(form.line("sheet"), place.name, shows.address), ())


def _shows(form: Sent, objections: list[Objection]) -> Shows | None:
    """The list names figures of a line without the line: `line.approved`."""
    of, _, name = form.line("shows").partition(".")
    which = ""
    if of in NEEDS:
        which = form.line("line" if of == Of.LINE else "category")
        if not which:
            missing = WHICH_LINE if of == Of.LINE else WHICH_CATEGORY
            objections.append(Objection(missing, place="line" if of == Of.LINE else "category"))
            return None
    found = figure_named(f"{of}:{which}.{name}" if which else f"{of}.{name}")
    if found is None:
        objections.append(Objection(NO_SUCH_FIGURE, place="shows"))
    return found
