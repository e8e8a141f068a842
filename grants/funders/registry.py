"""Every funder format there is; adding a funder is adding its file and its line here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from grants.funders import (
    eea_report,
    expenses,
    interreg_project,
    interreg_report,
    isun,
    isun_form,
    isun_people,
    isun_typing,
    isun_xml,
    model_grant_book,
    model_grant_variants,
    prag_report,
    sf425_report,
    simplified_report,
)
from grants.funders.format import Format

FORMATS: Final[tuple[Format, ...]] = (
    *isun.EDITIONS,
    *isun_xml.EDITIONS,
    *isun_typing.EDITIONS,
    *isun_form.EDITIONS,
    *isun_people.EDITIONS,
    *model_grant_book.EDITIONS,
    *model_grant_variants.EDITIONS,
    *prag_report.EDITIONS,
    *sf425_report.EDITIONS,
    *eea_report.EDITIONS,
    *simplified_report.EDITIONS,
    *interreg_report.EDITIONS,
    *interreg_project.EDITIONS,
    *expenses.EDITIONS,
)
"""All editions of all formats, the oldest edition of each first."""

NEWEST: Final[Mapping[str, Format]] = {format_.code: format_ for format_ in FORMATS}
"""The edition of each format that came into force last."""


class UnknownFormat(LookupError):
    """There is no such format, or not in that edition; `known` names those there are."""

    def __init__(self, code: str, edition: str | None) -> None:
        super().__init__(f"There is no format {code!r}" + (f" in edition {edition!r}." if edition else "."))
        self.code, self.edition = code, edition
        of_code = [format_ for format_ in FORMATS if format_.code == code]
        self.known = tuple(f"{format_.code} {format_.edition}" for format_ in of_code) or tuple(NEWEST)


def format_named(code: str, edition: str | None = None) -> Format:
    """The format of that code: in that edition, or the newest. Raises UnknownFormat."""
    for format_ in reversed(FORMATS):
        if format_.code == code and edition in {None, "", format_.edition}:
            return format_
    raise UnknownFormat(code, edition)


# --- choosing one among the editions --------------------------------------------------------------------------------


def offered() -> tuple[Format, ...]:
    """Every edition of every format, the newest of each first."""
    return tuple(one for code in NEWEST for one in reversed(FORMATS) if one.code == code)


def older_edition(format_: Format) -> str:
    """Its edition where that is not the newest, which needs no name: ""."""
    newest = NEWEST.get(format_.code)
    return "" if newest and newest.edition == format_.edition else format_.edition


def choice_of(format_: Format) -> str:
    """How a format is named where one is chosen: by its code, an older edition by its code and edition."""
    return f"{format_.code} {older_edition(format_)}".strip()


def chosen_by(choice: str) -> Format:
    """The format that is chosen so. Raises UnknownFormat."""
    code, _, edition = choice.strip().partition(" ")
    return format_named(code, edition.strip() or None)


def edition_carried(code: str, edition: str, until: date) -> str:
    """The edition in which reports go on after one until that day was written in one: an older edition stays where a newer one was
    in force by then already, since it was chosen, as the contract's; else it is the newest ("").
    """
    newest = NEWEST.get(code)
    known = any(one.code == code and one.edition == edition for one in FORMATS)
    chosen = known and newest is not None and edition != newest.edition and newest.in_force_from <= until
    return edition if chosen else ""
