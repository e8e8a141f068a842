"""The papers of the reports' tests: a small project with a document of every kind, levs before the euro and euro after."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from grants.expenses.rules import DocumentKind, ExpenseState
from grants.reports.figures import Figures, figures
from grants.reports.rows import About, Before, BudgetLine, Claim, FundingSource, Paper
from grants.values.language import Text
from grants.values.money import Money

FIRST, LAST = date(2025, 12, 1), date(2026, 2, 28)

ABOUT = About(
    "BG05SFPR002-2.005-0123-C01",
    "BG05SFPR002-2.005-0123-C01",
    Text("Заедно по-близо до хората", "Together closer to people"),
    Text("Сдружение „Заедно“", "Together Association"),
    (
        FundingSource("eu", Text("ЕСФ+", "ESF+"), Money.of("85000", "EUR"), Decimal(85)),
        FundingSource("own", Text(), Money.of("15000", "EUR"), None),
    ),
)

LINES = (
    BudgetLine(1, "1", Text("Организация и управление", "Organisation and management"), "BGN", None),
    BudgetLine(2, "1.1", Text("Възнаграждения", "Salaries"), "BGN", Money.of("12000", "BGN")),
    BudgetLine(3, "1.10", Text("Командировки", "Travel"), "BGN", Money.of("2400.50", "BGN")),
    BudgetLine(4, "2", Text("Услуги", "Services"), "EUR", Money.of("5000", "EUR")),
    BudgetLine(5, "3", Text("Непреки разходи", "Indirect costs"), "EUR", Money.of("700", "EUR")),
    BudgetLine(6, "3.1", Text("Наем", "Rent"), "EUR", None),
)
NUMBERS = {line.id: line.number for line in LINES}

BEFORE = (
    Before(2, Money.of("3000.33", "BGN"), Money.of("1534.04", "EUR")),
    Before(2, Money.of("500", "EUR"), Money.of("500", "EUR"), date(2025, 6, 30)),
    Before(4, Money.of("100", "EUR"), Money.of("100", "EUR")),
)


def paper(number: int, kind: str = "invoice", *, currency: str = "EUR", **more: object) -> Paper:
    """A document of the register, dated and paid."""
    issued = date(2025, 12, 2) + timedelta(days=7 * number)
    values: dict[str, object] = {
        "paper_number": f"{number:010}",
        "issued_on": issued,
        "paid_on": issued + timedelta(days=3),
        "supplier": "„Печатница Дунав“ ООД",
        "supplier_eik": "000695089",
        "description": Text(f"Доставка № {number}"),
        "partner": Text("Сдружение „Заедно“", "Together Association"),
        "net": Money.of("100.05", currency),
        "vat": Money.of("20.01", currency),
        **more,
    }
    return Paper(number, str(number), kind, **values)  # type: ignore[arg-type]  # a test's own words


def claim(of: Paper, line_id: int | None, amount: str, own: str = "0", state: str = "verified", **more: str) -> Claim:
    """What of a document is claimed, in the document's currency unless another is named."""
    currency = more.get("currency") or (of.net.currency if of.net else "EUR")
    return Claim(
        of.id,
        Money.of(amount, currency),
        Money.of(own, currency),
        ExpenseState(state),
        line_id,
        NUMBERS.get(line_id, "") if line_id else "",
        more.get("activity", "2"),
    )


def every_kind() -> tuple[list[Paper], list[Claim]]:
    """A document of each kind, the first four in levs, and what is claimed of them."""
    papers = [
        paper(at, kind.value, currency="BGN" if at < 5 else "EUR") for at, kind in enumerate(DocumentKind, start=1)
    ]
    claims = [
        claim(
            one,
            (2, 3, 4, 6, None)[one.id % 5],
            "-12.34" if one.kind == "credit_note" else "123.45",
            "-1.23" if one.kind == "credit_note" else "12.35",
        )
        for one in papers
    ]
    return papers, [*claims, claim(papers[0], 3, "17.11"), claim(papers[2], 4, "5.00", state="draft")]


def without_paper(form: str, line_id: int | None, amount: str, day: date | None, **more: object) -> Claim:
    """A claim that needs no document."""
    values: dict[str, object] = {"state": ExpenseState.VERIFIED, "own": Money.zero("EUR"), **more}
    line = NUMBERS.get(line_id, "") if line_id else ""
    return Claim(None, Money.of(amount, "EUR"), line_id=line_id, line=line, form=form, day=day, **values)  # type: ignore[arg-type]  # a test's own words


def claims_alone() -> list[Claim]:
    """Hours of volunteers, a lump sum that was reached, and a flat rate on the salaries."""
    return [
        without_paper(
            "unit_cost",
            4,
            "290.60",
            date(2026, 1, 31),
            units=Decimal("20.0000"),
            unit_price=Money.of("14.53", "EUR"),
            evidence="Таблица за януари",
            in_kind=Money.of("290.60", "EUR"),
        ),
        without_paper("lump_sum", 4, "1000", date(2026, 2, 28), description=Text("Обучението", "The training")),
        without_paper("flat_rate", 6, "17.28", date(2026, 2, 28), third=Money.of("2.28", "EUR")),
        without_paper("flat_rate", 6, "5.00", date(2026, 3, 1)),
        without_paper("unit_cost", 4, "6.00", None),
    ]


def whole_report() -> Figures:
    """The figures of the small project's winter quarter."""
    papers, claims = every_kind()
    return figures(ABOUT, FIRST, LAST, papers, [*claims, *claims_alone()], LINES, BEFORE)
