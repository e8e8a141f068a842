"""A report package as tests need one: sent, with one row."""

from __future__ import annotations

from datetime import date

from grants.reports.models import Package, PackageRow
from grants.reports.rules_package import PackageState


async def sent_package(project_id: int, expense_id: int) -> Package:
    """A package that was sent, with one row."""
    package = await Package.create(
        project_id=project_id, number="2.1", position=1, sequence=2, format="isun-docs", edition="1",
        first_on=date(2026, 7, 1), last_on=date(2026, 9, 30), state=PackageState.SENT, sent_on=date(2026, 10, 13),
        sent_hour="14:05", signer="Мария Иванова", funder_number="РД-77",
    )  # fmt: skip
    await PackageRow.create(
        package_id=package.id, expense_id=expense_id, position=1, number="1", amount_cents=20020, currency="EUR"
    )
    return package
