"""The figures of a report add up, and only what belongs to the period („за периода“, „с натрупване“) is in them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.expenses.rules import COUNTED_STATES, ExpenseState
from grants.reports.figures import figures
from grants.reports.lines import chapters_of
from grants.reports.rows import Before, BudgetLine, Claim, Paper
from grants.values.language import Text
from grants.values.money import EUR_RATE_BGN, Money, half_up
from tests.properties import pure
from tests.reports.papers import ABOUT, FIRST, LAST, LINES, claim, claims_alone, paper, whole_report


def of(papers, claims, lines=LINES, before=()):
    return figures(ABOUT, FIRST, LAST, papers, claims, lines, before)


@pytest.mark.parametrize(
    ("issued", "paid", "counted"),
    [
        (date(2025, 11, 30), date(2025, 12, 1), True),  # by the day of payment
        (date(2025, 12, 1), date(2026, 3, 1), False),
        (date(2026, 2, 28), None, True),  # by its own day while it is not paid
        (date(2026, 3, 1), None, False),
        (None, date(2026, 2, 28), True),
        (None, None, False),
    ],
)
def test_it_takes_a_document_by_its_day_of_payment_else_by_its_own(issued, paid, counted):
    one = paper(1, issued_on=issued, paid_on=paid)
    assert bool(of([one], [claim(one, 2, "10")]).expenses) is counted


@pytest.mark.parametrize("state", list(ExpenseState))
def test_it_leaves_out_drafts_and_what_was_returned_and_counts_them(state):
    one = paper(1)
    found = of([one], [claim(one, 4, "10", state=state.value)])
    assert bool(found.documents) is (state in COUNTED_STATES)
    assert found.left_out.drafts == (state is ExpenseState.DRAFT)
    assert found.left_out.returned == (state is ExpenseState.RETURNED)


def test_it_counts_undated_expenses_and_documents_without_any():
    undated = paper(1, issued_on=None, paid_on=None)
    found = of([undated, paper(2)], [claim(undated, 4, "10"), claim(undated, 4, "11")])
    assert (found.left_out.undated, found.left_out.without_expense) == (2, 1)


def test_it_lists_a_document_once_however_many_lines_it_is_claimed_on():
    one = paper(1)
    found = of([one], [claim(one, 2, "10"), claim(one, 4, "20")])
    assert found.documents == (one,)
    assert [row.first for row in found.expenses] == [True, False]


def test_it_orders_documents_by_day_and_then_as_registered():
    later, earlier, same = paper(1, paid_on=LAST), paper(2, paid_on=FIRST), paper(3, paid_on=LAST)
    found = of([later, earlier, same], [claim(one, 4, "1") for one in (later, earlier, same)])
    assert [one.id for one in found.documents] == [2, 1, 3]


def test_it_shows_the_gap_between_the_converted_total_and_the_converted_items():
    # Worked by hand: 63.12 + 347.12 + 511.30 = 921.54, and 1802.36 / 1.95583 = 921.53.
    papers = [paper(at, currency="BGN") for at in (1, 2, 3)]
    found = of(
        papers, [claim(one, 2, amount) for one, amount in zip(papers, ("123.45", "678.90", "1000.01"), strict=True)]
    )
    assert [row.euro for row in found.expenses] == [Money(6312, "EUR"), Money(34712, "EUR"), Money(51130, "EUR")]
    assert found.euro == Money.of("921.54", "EUR")
    assert found.gap == Money.of("-0.01", "EUR")


def test_it_leaves_a_currency_without_a_fixed_rate_out_of_the_euro_and_says_so():
    one, two = paper(1), paper(2, currency="USD")
    found = of([one, two], [claim(one, 4, "10"), claim(two, 4, "99")])
    assert found.euro == Money.of("10", "EUR")
    assert found.without_rate == ("USD",)
    assert [row.currency for row in found.line_totals] == ["EUR", "USD"]


def test_it_shows_levs_and_euro_that_meet_in_euro_each_amount_converted_by_itself():
    found = whole_report()
    salaries = next(row for row in found.lines if row.number == "1.1")
    assert (salaries.currency, salaries.approved) == ("EUR", Money.of("6135.50", "EUR"))
    assert (salaries.previous, salaries.opening) == (Money.of("2034.04", "EUR"), Money.of("500", "EUR"))


def test_it_counts_claims_without_a_document_by_the_day_they_are_claimed_for():
    found = of([], claims_alone())
    assert [(row.claim.form, row.claim.day, row.first) for row in found.expenses] == [
        ("unit_cost", date(2026, 1, 31), True),
        ("lump_sum", LAST, True),
        ("flat_rate", LAST, True),
    ]
    assert (found.documents, found.left_out.undated_claims, found.left_out.undated) == ((), 1, 0)
    (euro,) = found.currencies
    assert (euro.documents, euro.expenses, euro.claimed) == (0, 3, Money.of("1307.88", "EUR"))
    # Of 1307.88 the hours of volunteers are in kind and 2.28 a third party's: 1307.88 - 290.60 - 2.28.
    assert (euro.in_kind, euro.third, euro.grant) == tuple(Money.of(one, "EUR") for one in ("290.60", "2.28", "1015"))
    rent = next(row for row in found.lines if row.number == "3.1")
    assert (rent.this, rent.third, rent.grant) == tuple(Money.of(one, "EUR") for one in ("17.28", "2.28", "15"))


def test_it_stands_claims_without_a_document_among_the_documents_by_day():
    early, late = paper(1, paid_on=date(2026, 1, 30)), paper(2, paid_on=date(2026, 2, 1))
    found = of([early, late], [claim(late, 4, "1"), *claims_alone(), claim(early, 4, "1")])
    assert [row.day for row in found.expenses] == [date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 1), LAST, LAST]


def test_it_takes_the_rate_that_was_booked_before_any_other():
    one = paper(1, currency="USD")
    rated, unrated = replace(claim(one, 4, "99"), rated=Money.of("90.01", "EUR")), claim(one, 4, "1")
    found = of([one], [rated])
    assert (found.euro, found.without_rate, found.gap) == (Money.of("90.01", "EUR"), (), Money.zero("EUR"))
    found = of([one], [rated, unrated])
    assert (found.euro, found.without_rate) == (Money.of("90.01", "EUR"), ("USD",))


def test_it_says_until_when_the_opening_figures_reach():
    spent = Before(2, Money.of("1", "EUR"), Money.of("1", "EUR"))
    openings = [replace(spent, opening_until=date(2025, month, 28)) for month in (3, 9, 6)]
    found = of([], [], before=[spent, *openings])
    assert found.opening_until == date(2025, 9, 28)
    assert (found.line_totals[0].previous, found.line_totals[0].opening) == (Money(400, "EUR"), Money(300, "EUR"))
    assert of([], [], before=[spent]).opening_until is None


def test_it_keeps_a_project_that_is_all_in_levs_in_levs():
    one = paper(1, currency="BGN")
    lines = [line for line in LINES if line.currency == "BGN"]
    found = of([one], [claim(one, 2, "100.10")], lines)
    assert {row.currency for row in found.lines} == {"BGN"}
    assert found.line_totals[0].this == Money.of("100.10", "BGN")


def test_it_adds_up_chapters_and_does_not_count_an_approved_amount_twice():
    divided = [
        BudgetLine(1, "1", Text("Глава"), "EUR", Money.of("300", "EUR")),
        BudgetLine(2, "1.1", Text("Ред"), "EUR", Money.of("100", "EUR")),
        BudgetLine(3, "1.2", Text("Ред"), "EUR", Money.of("200", "EUR")),
    ]
    chapter, *below = of([], [], divided).lines
    assert (chapter.kind, chapter.approved) == ("chapter", Money.of("300", "EUR"))
    assert [row.number for row in below] == ["1.1", "1.2"]


def test_it_shows_what_stands_on_a_chapter_itself_in_a_row_of_its_own():
    one = paper(1)
    found = of([one], [claim(one, 5, "50")])
    chapter = next(row for row in found.lines if row.number == "3" and row.kind == "chapter")
    itself = next(row for row in found.lines if row.kind == "itself" and row.number == "3")
    assert chapter.approved == itself.approved == Money.of("700", "EUR")
    assert chapter.this == itself.this == Money.of("50", "EUR")


def test_it_shows_what_is_on_no_line_yet():
    one = paper(1)
    last = of([one], [claim(one, None, "50")]).lines[-1]
    assert (last.kind, last.this) == ("none", Money.of("50", "EUR"))


@pytest.mark.parametrize(
    ("numbers", "above"),
    [
        (("1", "1.1", "1.10"), {"1.1": "1", "1.10": "1"}),
        (("I", "I.1.2"), {"I.1.2": "I"}),
        (("1.1", "11"), {}),
        (("А", "А.1", "А.1.1"), {"А.1": "А", "А.1.1": "А.1"}),
    ],
)
def test_it_finds_a_lines_chapter_by_its_number(numbers, above):
    assert chapters_of(numbers) == above


# --- properties ------------------------------------------------------------------------------------------------------

cents = st.integers(-10_000_000, 10_000_000)
currencies = st.sampled_from(("EUR", "BGN", "USD"))
days = st.none() | st.dates(FIRST - timedelta(days=60), LAST + timedelta(days=60))


def approved_in(currency: str, amount: int) -> Money:
    return Money(abs(amount), currency)


@st.composite
def projects(draw):
    """A budget as a tree, documents on any day, claims of any state and currency, and what was claimed before."""
    numbers = draw(st.lists(st.sampled_from(("1", "1.1", "1.2", "1.2.1", "2", "2.1", "3", "10")), unique=True))
    lines = [
        BudgetLine(
            at,
            number,
            Text(f"Ред {number}"),
            currency := draw(currencies),
            draw(st.none() | cents.map(partial(approved_in, currency))),
        )
        for at, number in enumerate(numbers, start=1)
    ]
    on = st.none() | st.sampled_from([line.id for line in lines]) if lines else st.none()
    papers = [
        Paper(at, str(at), "invoice", str(at), draw(days), draw(days)) for at in range(1, draw(st.integers(0, 6)) + 1)
    ]
    claims = []
    for one in papers:
        for _ in range(draw(st.integers(0, 3))):
            currency, line = draw(currencies), draw(on)
            number = next((known.number for known in lines if known.id == line), "")
            claims.append(
                Claim(
                    one.id,
                    Money(draw(cents), currency),
                    Money(draw(cents), currency),
                    draw(st.sampled_from(ExpenseState)),
                    line,
                    number,
                )
            )
    for _ in range(draw(st.integers(0, 4))):
        currency = draw(currencies)
        parts = [Money(draw(cents), currency) for _ in range(4)]
        amount, own, in_kind, third = parts
        state = draw(st.sampled_from(ExpenseState))
        claims.append(Claim(None, amount, own, state, draw(on), in_kind=in_kind, third=third, day=draw(days)))
    before = []
    for _ in range(draw(st.integers(0, 4))):
        amount = Money(draw(cents), draw(currencies))
        euro = None if amount.currency == "USD" else euro_of(amount)
        before.append(Before(draw(on), amount, euro, draw(st.none() | st.just(FIRST))))
    return lines, papers, claims, before


def euro_of(amount: Money) -> Money:
    """Worked here on its own: the whole amount divided by the full rate, half up."""
    if amount.currency == "EUR":
        return amount
    return Money(int(half_up(Decimal(amount.minor) / EUR_RATE_BGN, 0)), "EUR")


@pure
@given(projects())
def test_it_adds_up_whatever_the_project(project):
    lines, papers, claims, before = project
    found = figures(ABOUT, FIRST, LAST, papers, claims, lines, before)
    inside = {
        one.id for one in papers if (one.paid_on or one.issued_on) and FIRST <= (one.paid_on or one.issued_on) <= LAST
    }
    counted = [
        one
        for one in claims
        if one.state in COUNTED_STATES
        and (one.paper_id in inside if one.paper_id else one.day is not None and FIRST <= one.day <= LAST)
    ]
    assert sorted(row.claim.amount.minor for row in found.expenses) == sorted(one.amount.minor for one in counted)
    for row in found.currencies:
        of_currency = [one for one in counted if one.amount.currency == row.currency]
        assert row.claimed.minor == sum(one.amount.minor for one in of_currency)
        assert row.grant + row.own + row.in_kind + row.third == row.claimed
    mixed = {"EUR", "BGN"} <= {line.currency for line in lines} | {one.amount.currency for one in [*counted, *before]}
    for sums in found.line_totals:

        def shown(amount, into=sums.currency):
            if amount.currency == into:
                return amount.minor
            return euro_of(amount).minor if mixed and into == "EUR" and amount.currency == "BGN" else 0

        own = {row for row in found.lines if row.kind != "chapter" and row.currency == sums.currency}
        assert sums.this.minor == sum(row.this.minor for row in own) == sum(shown(one.amount) for one in counted)
        assert sums.previous.minor == sum(shown(one.amount) for one in before)
        assert sums.opening.minor == sum(shown(one.amount) for one in before if one.opening_until)
        parts = (sums.grant, sums.own, sums.in_kind, sums.third)
        assert sum(part.minor for part in parts) == sums.this.minor
        assert sums.previous + sums.this == sums.so_far == sums.approved - sums.standing.left
    for at, line in enumerate(found.lines):
        below = [one for one in found.lines if one.parent == at]
        assert (line.kind == "chapter") is bool(below)
        if below:
            assert line.this.minor == sum(one.this.minor for one in below)
            assert line.approved.minor == sum(one.approved.minor for one in below)
    assert found.euro.minor == sum(euro_of(one.amount).minor for one in counted if one.amount.currency != "USD")


def test_it_says_nothing_of_a_period_without_anything():
    found = replace(of([], [], ()), about=ABOUT)
    assert not found.currencies
    assert not found.lines
    assert found.euro == Money.zero("EUR")
