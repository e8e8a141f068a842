"""The figures of our own sheets from a report's ground: its documents, expenses, lines and what was claimed before."""

from __future__ import annotations

from dataclasses import replace

from grants.expenses.rules import ExpenseState
from grants.funders.ground import Earlier, Entry, Ground
from grants.reports.figures import Figures, figures
from grants.reports.rows import NOTHING_WRITTEN, About, Before, BudgetLine, Claim, FundingSource, Paper


def figures_of(ground: Ground) -> Figures:
    """The figures of a ground. Its expenses are all taken, also those of earlier periods that come late."""
    papers = {entry.document_id: paper_in(entry, ground) for entry in ground.entries if entry.document_id is not None}
    days = [entry.day for entry in ground.entries if entry.day is not None]
    found = figures(
        about_of(ground),
        min((ground.first, *days)),
        ground.last,
        papers.values(),
        [claim_in(entry, ground) for entry in ground.entries],
        budget_of(ground),
        earlier_of(ground),
    )
    return replace(found, first=ground.first, left_out=ground.left_out)


def about_of(ground: Ground) -> About:
    """Which project it is about."""
    sources = tuple(FundingSource(one.kind, one.name, one.amount, one.share) for one in ground.sources)
    return About(ground.code, ground.number, ground.title, ground.beneficiary, sources)


def budget_of(ground: Ground) -> list[BudgetLine]:
    """The budget lines."""
    return [BudgetLine(line.id, line.number, line.title, line.currency, line.amount) for line in ground.lines]


def earlier_of(ground: Ground) -> list[Before]:
    """What was claimed before."""
    return [_before(earlier) for earlier in ground.earlier]


def paper_in(entry: Entry, ground: Ground) -> Paper:
    """The document of an expense that has one."""
    assert entry.document_id is not None
    party = ground.party(entry.paper_partner_id)
    return Paper(
        entry.document_id,
        entry.register_number,
        entry.kind,
        entry.paper_number,
        entry.issued_on,
        entry.paid_on,
        entry.supplier,
        entry.supplier_eik,
        entry.paper_description,
        party.name if party else NOTHING_WRITTEN,
        entry.net,
        entry.vat,
        entry.vat_recoverable,
        entry.paper_partner_id,
        party is None or party is ground.lead,
        entry.supply_id,
        entry.supply_id in ground.once(_linked),
    )


def _linked(ground: Ground) -> frozenset[int]:
    return frozenset(one.id for one in ground.supplies if one.linked)


def claim_in(entry: Entry, ground: Ground) -> Claim:
    """What an expense claims."""
    party, line = ground.party(entry.partner_id), ground.line(entry.line_id)
    return Claim(
        entry.document_id,
        entry.amount,
        entry.own,
        ExpenseState(entry.state),
        entry.line_id,
        entry.line,
        entry.activity,
        party.name if party else NOTHING_WRITTEN,
        entry.description,
        entry.in_kind,
        entry.third,
        entry.euro,
        entry.form,
        entry.claimed_on,
        entry.units,
        entry.unit_price,
        entry.evidence,
        entry.activity_id,
        entry.from_advance,
        entry.cross_financed,
        entry.carried_out,
        line.unit if line else NOTHING_WRITTEN,
        entry.id,
    )


def _before(earlier: Earlier) -> Before:
    return Before(earlier.line_id, earlier.amount, earlier.euro, earlier.opening_until)
