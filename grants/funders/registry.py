"""Every funder format there is; adding a funder is adding its file and its line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from grants.funders import (
    eea_report,
    expenses,
    interreg_project,
    interreg_report,
    isun,
    isun_form,
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
