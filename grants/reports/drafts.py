"""The values of a funder's XML files, row by row: what it costs, and what was done. Pure.

Amounts are in euro, as the contract counts them: each expense and each of its parts converted by itself. A part in kind
stands in a row of its own, because the funder leaves such rows out of every other sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from grants.budget.kinds import CostForm
from grants.expenses.rules import CarriedOut
from grants.funders import isun_sums
from grants.funders.format import Format
from grants.funders.isun_sums import Part
from grants.funders.tree import Document
from grants.reports.figures import Figures
from grants.reports.particulars import FunderName, Numbered, Particulars
from grants.reports.rows import Claim, ExpenseRow, Paper
from grants.reports.sheets import named_file
from grants.reports.tree_file import written_tree
from grants.values.language import Language
from grants.values.money import Money, in_euro

Told = dict[str, Any]
_OURS: Final = uuid5(NAMESPACE_URL, "grants: supporting documents of a report")
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is no workbook."""

    name: str
    content: bytes


def parts_of(claim: Claim) -> tuple[Part, ...]:
    """The rows an expense makes; none where nothing says what it is in euro."""
    if claim.euro is None:
        return ()
    zero = Money.zero(claim.amount.currency)
    return isun_sums.parts_of(claim.euro, claim.amount, claim.own, claim.in_kind or zero, claim.third or zero)


def issuer_of(paper: Paper, known: Particulars) -> str:
    """Who issued a document: the contractor whose contract the funder knows, else whose document it is."""
    if known.named(Numbered.CONTRACTOR, paper.supply_id):
        return "contractor"
    return "lead" if paper.lead else "partner"


def told(document: Document, figures: Figures, known: Particulars) -> Told:
    """The values of a file, under the names by which its tree shows them."""
    about = {
        "contract": known.contract.id if known.contract else "",
        "package": known.package.id if known.package else "",
        "number": figures.about.number,
        "first": figures.first,
        "last": figures.last,
    }
    return about | _ABOUT[document.about](figures, known)


def documents_of(format_: Format, figures: Figures, known: Particulars, language: Language) -> tuple[Written, ...]:
    """The files of a package that are no workbooks, named in a language; what stands in them is always Bulgarian."""
    return tuple(
        Written(
            named_file(document.name.in_(language), document.suffix, figures),
            written_tree(document, told(document, figures, known)),
        )
        for part in format_.package
        for document in part.documents
    )


# --- what it costs --------------------------------------------------------------------------------------------------


def _costs(figures: Figures, known: Particulars) -> Told:
    of_paper: dict[int, list[ExpenseRow]] = {}
    for row in figures.expenses:
        if row.paper:
            of_paper.setdefault(row.paper.id, []).append(row)
    code = figures.about.code
    return {"documents": [_document(code, paper, of_paper[paper.id], known) for paper in figures.documents]}


def _document(code: str, paper: Paper, rows: list[ExpenseRow], known: Particulars) -> Told:
    issuer = issuer_of(paper, known)
    named = {
        "partner": known.named(Numbered.PARTNER, paper.partner_id) if issuer == "partner" else None,
        "contractor": known.named(Numbered.CONTRACTOR, paper.supply_id),
        "supply": known.named(Numbered.SUPPLY, paper.supply_id) if issuer == "contractor" else None,
    }
    return {
        "id": str(uuid5(_OURS, f"{code}/{paper.id}")),
        "kind": paper.kind,
        "description": paper.description,
        "paper_number": paper.paper_number,
        "issued_on": paper.issued_on,
        "paid_on": paper.paid_on,
        "locked": False,
        "issuer": issuer,
        "expenses": [one for row in rows for one in _expenses(paper, row.claim, known)],
        **{name: _named(one) for name, one in named.items()},
    }


def _expenses(paper: Paper, claim: Claim, known: Particulars) -> Iterator[Told]:
    about = {
        "line": _named(known.named(Numbered.LINE, claim.line_id)),
        "activity": _named(known.named(Numbered.ACTIVITY, claim.activity_id)),
        "with_vat": bool(paper.vat) and not paper.vat_recoverable,
        **{place.value: _marked(claim.carried_out == place) for place in CarriedOut if place is not CarriedOut.INSIDE},
        "cross_financed": _marked(claim.cross_financed),
        "from_advance": _marked(claim.from_advance),
    }
    for part in parts_of(claim):
        yield {
            **about,
            **(_units(claim) if not part.in_kind else {}),
            "grant": part.grant,
            "own": part.own,
            "total": part.total,
            "in_kind": _marked(part.in_kind),
        }


def _marked(there: bool) -> str:
    return YES if there else NO


def _units(claim: Claim) -> Told:
    if claim.form != CostForm.UNIT_COST or claim.units is None:
        return {}
    price = in_euro(claim.unit_price) if claim.unit_price else None
    return {"unit": claim.unit.in_("bg"), "units": int(claim.units), "unit_price": price}


def _named(name: FunderName | None) -> Told | None:
    return None if name is None else {"id": name.id, "name": name.name}


# --- what was done --------------------------------------------------------------------------------------------------


def _progress(_figures: Figures, known: Particulars) -> Told:
    preparer = known.preparer
    return {
        "preparer": preparer.name,
        "preparer_position": preparer.position,
        "preparer_phone": preparer.phone,
        "preparer_email": preparer.email,
        "activities": [
            {name: getattr(one, name) for name in _OF_ACTIVITY} | {"id": named.id}
            for one in known.activities
            if (named := known.named(Numbered.ACTIVITY, one.id))
        ],
        "indicators": [
            {name: getattr(one, name) for name in _OF_INDICATOR} | {"id": named.id}
            for one in known.indicators
            if (named := known.named(Numbered.INDICATOR, one.id))
        ],
        "team": [asdict(one) for one in known.team],
    }


_OF_ACTIVITY: Final = ("done", "state", "began_on", "finished_on", "late", "result", "result_so_far")
_OF_INDICATOR: Final = ("source", "men", "women", "total", "men_so_far", "women_so_far", "so_far", "comment")
_ABOUT: Final[Mapping[str, Callable[[Figures, Particulars], Told]]] = {"costs": _costs, "progress": _progress}
