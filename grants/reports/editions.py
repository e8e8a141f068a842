"""The formats among which a person chooses on a page: every edition of each, and what is said of one that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from grants.errors import Objected, Objection
from grants.funders.format import Format
from grants.funders.registry import NEWEST, UnknownFormat, choice_of, chosen_by, offered
from grants.values.language import N_
from grants.values.wording import Wording

CHOOSE_FORMAT: Final = N_("Choose a format from the list.")
OF_PEOPLE: Final = N_(
    "“{format}” lists people with their personal numbers. It is handed over at once and is part of no package."
)
NO_EDITION: Final = N_("There is no edition {edition} of “{format}”. There are: {known}.")


def formats_offered(words: Wording, among: Iterable[Format] | None = None) -> list[tuple[str, str]]:
    """The formats to choose from, with their names; of those with several editions each of them."""
    found = offered() if among is None else among
    return [(choice_of(one), format_called(one.code, one.edition, words)) for one in found]


def format_called(code: str, edition: str, words: Wording) -> str:
    """What a format is called, with its edition where there are several; its code where it is written no more."""
    known = [one for one in offered() if one.code == code]
    name = known[0].name.in_(words.language) if known else code
    if len(known) < 2 or not edition:
        return name
    return words.say(N_("{format}, edition {edition}"), format=name, edition=edition)


def format_typed(choice: str, *, people: bool = False) -> Format | Objection:
    """The format that was chosen; or what is said beside the field where there is none such, or one of people not asked for."""
    try:
        chosen = chosen_by(choice)
    except UnknownFormat as unknown:
        return _not_there(unknown)
    if chosen.of_people and not people:
        return Objection(OF_PEOPLE, {"format": chosen.name}, place="format")
    return chosen


def _not_there(unknown: UnknownFormat) -> Objection:
    newest = NEWEST.get(unknown.code)
    if newest is None or not unknown.edition:
        return Objection(CHOOSE_FORMAT, place="format")
    known = [one.edition for one in offered() if one.code == unknown.code]
    return Objection(NO_EDITION, {"edition": unknown.edition, "format": newest.name, "known": known}, place="format")


def format_chosen(choice: str) -> Format:
    """The same; Objected where there is none such."""
    found = format_typed(choice)
    if isinstance(found, Objection):
        raise Objected([found])
    return found
