"""PRAG's Annex VI cell by cell: the worked example in both editions, what closes it, and what its checks hold („резерв“)."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.funders.ground import FundedBy
from grants.funders.prag import vat_of_lines
from grants.funders.prag_budget import follows_the_form
from grants.funders.prag_report import EDITIONS
from grants.reports.grounded import figures_of
from grants.reports.rules import objections
from grants.reports.rules_ground import ground_warnings
from grants.reports.workbook import written
from grants.values.language import LANGUAGES, Text
from grants.values.money import Money
from tests.properties import pure
from tests.reports.grounds import as_text, drawn, entry, eur, ground, line
from tests.reports.prag import BUDGET, ON, RESERVE_FIRST, before, chapter, example

OLDER, NEWER = EDITIONS
UNITS, PRICE, CONTRACT, MOVED, IN_FORCE = range(2, 7)


def sheets(of, edition=NEWER):
    return {sheet.name: sheet for sheet in drawn(edition, of, "en")[0].sheets}


def report(of, edition=NEWER):
    found = sheets(of, edition)
    return found.get("Interim Report") or found["Final Report"]


def row(sheet, begins):
    return next(one for one in sheet.all_rows() if str(one.cells[0].value or "").startswith(begins))


def values(of, first, last):
    return [cell.value.plain if isinstance(cell.value, Money) else cell.value for cell in of.cells[first : last + 1]]


def verdicts(of, edition=NEWER):
    return [one.cells[4].value for one in sheets(of, edition)["Checks"].all_rows()]


AFTER = ("61300.00", "4291.00", "65591.00", "3065.00", "68656.00", "0.00", "68656.00")
BEFORE = ("61300.00", "3065.00", "64365.00", "4505.55", "68870.55", "0.00", "68870.55")


@pytest.mark.parametrize("edition", EDITIONS, ids=["2012", "2018"])
@pytest.mark.parametrize(
    ("lines", "by_contract", "closing_rows"),
    [
        (BUDGET, "none", AFTER),
        (RESERVE_FIRST, "none", BEFORE),
        (BUDGET, "before", BEFORE),
        (RESERVE_FIRST, "after", AFTER),
    ],
    ids=["by the lines, after", "by the lines, before", "by the terms, before", "by the terms, after"],
)
def test_it_closes_the_budget_with_the_reserve_where_the_contract_has_it(edition, lines, by_contract, closing_rows):
    of = example(lines=lines, reserve_place=by_contract)
    sheet = sheets(of, edition)["Addenda or contingencies"]
    for number, amount in enumerate(closing_rows, start=7):
        assert row(sheet, f"{number}.").cells[4].value == eur(amount), number
    contract = [row(report(of, edition), f"{number}.").cells[CONTRACT].value for number in range(7, 14)]
    assert contract == [eur(amount) for amount in closing_rows]
    reserve = next(one for one in sheet.all_rows() if "contingency reserve" in str(one.cells[0].value))
    assert reserve.cells[0].value.startswith("8." if closing_rows is BEFORE else "10.")
    assert set(verdicts(of, edition)) == {"OK"}


@pytest.mark.parametrize(
    ("edition", "by_contract", "indirect"),
    [
        (NEWER, "none", "8. Indirect costs (maximum 7 % of 7)"),
        (OLDER, "none", "10. Administrative costs (maximum 7 % of 9)"),
        (NEWER, "before", "10. Indirect costs (maximum 7 % of 9)"),
        (OLDER, "after", "8. Administrative costs (maximum 7 % of 7)"),
    ],
)
def test_where_neither_terms_nor_lines_say_it_the_reserve_stands_as_the_edition_has_it(edition, by_contract, indirect):
    captions = [one.cells[0].value for one in report(example(lines=(), reserve_place=by_contract), edition).all_rows()]
    assert indirect in captions


def test_a_per_cent_below_the_forms_is_that_of_the_row_it_stands_on():
    """Of 61,300 and its reserve of 3,065, 3,861.90 are 6 %: that is the contract's per cent, not 6.3 % of row 7."""
    lines = tuple(
        replace(one, amount=eur("3861.90"), rate=None) if one.number == "10" else one for one in RESERVE_FIRST
    )
    of = example(lines=lines, earlier=(), entries=(entry(1, "1000.00", ON["2.2"]),))
    assert row(report(of), "10.").cells[CONTRACT].value == eur("3861.90")
    assert row(report(of), "10.").cells[7].value == eur("60.00")


def test_it_fills_a_line_and_its_heading_as_the_example_does():
    sheet = report(example())
    salaries = row(sheet, "1.1.1")
    assert values(salaries, UNITS, PRICE) == [Decimal(12), "1500.00"]
    assert values(salaries, CONTRACT, 10) == [
        "18000.00",
        "0.00",
        "18000.00",
        "5122.12",
        "4000.00",
        "9122.12",
        "-8877.88",
    ]
    assert salaries.cells[11].value == Decimal("-49.32")
    at = next(number for number, one in enumerate(sheet.all_rows()) if one is salaries or one == salaries)
    here = sheet.headed + 1 + at
    assert [salaries.cells[place].formula for place in (4, 6, 9, 10, 11)] == [
        f"ROUND(C{here}*D{here},2)",
        f"E{here}+F{here}",
        f"H{here}+I{here}",
        f"J{here}-G{here}",
        f'IF(G{here}=0,"",ROUND(K{here}/G{here},4))',
    ]
    assert row(sheet, "Subtotal Human").cells[CONTRACT].value == eur("28800.00")
    assert row(sheet, "1.1 Salaries").cells[CONTRACT].value is None
    assert salaries.cells[7].behind.ledger == {"line": "1.1.1"}


def test_it_takes_contributions_in_kind_to_row_twelve_and_computes_indirect_costs_on_what_is_cumulated():
    sheet = report(example())
    assert row(sheet, "5.7").cells[7].value == eur("750.00")
    assert row(sheet, "12.").cells[7].value == eur("250.00")
    direct, indirect = row(sheet, "7."), row(sheet, "8.")
    assert values(direct, 7, 9) == ["6009.78", "4100.00", "10109.78"]
    assert values(indirect, 7, 9) == ["420.68", "287.00", "707.68"]
    assert values(row(sheet, "13."), 7, 9) == ["6680.46", "4387.00", "11067.46"]


def test_it_gives_each_currency_of_2012_four_columns_and_converts_the_sum_of_a_line():
    of = example(lines=RESERVE_FIRST)
    sheet = report(of, OLDER)
    headings = [heading.text for heading in sheet.headings]
    at = headings.index("Total cost in RSD")
    salaries = row(sheet, "1.1.1")
    assert values(salaries, at, at + 1) == ["600000.00", "5122.12"]
    assert salaries.cells[at + 1].formula == "ROUND(N10/117.138933333333333333333333,2)"
    assert [band for band, _, _ in sheet.bands][1:3] == ["EUR, rate 1", "RSD, 117.138933 per 1 EUR"]
    assert values(salaries, at + 2, at + 5) == ["5122.12", "4000.00", "9122.12", "-8877.88"]
    assert set(verdicts(of, OLDER)) == {"OK"}


_MOVES = {"1.1.1": ("20000.00", "2000.00"), "3.2": ("2000.00", "-2000.00")}
MOVED_LINES = tuple(
    replace(one, amount=eur(_MOVES[one.number][0]), moved=eur(_MOVES[one.number][1])) if one.number in _MOVES else one
    for one in BUDGET
)


def test_it_takes_a_move_into_the_column_of_reallocations_and_says_when_it_is_too_large():
    of = example(lines=MOVED_LINES)
    sheet = report(of)
    assert values(row(sheet, "1.1.1"), CONTRACT, IN_FORCE) == ["18000.00", "2000.00", "20000.00"]
    assert values(row(sheet, "7."), CONTRACT, IN_FORCE) == ["61300.00", "0.00", "61300.00"]
    assert sheet.below == (
        "3. Equipment and supplies: more than 25 % of the heading was moved; usually that needs an addendum.",
    )
    assert set(verdicts(of)) == {"OK"}


@pytest.mark.parametrize(
    ("edition", "limit", "base", "said"),
    [
        (NEWER, None, "source", ["3. Equipment and supplies: more than 25 % of the heading was moved; usually that needs an addendum."]),
        (OLDER, None, "", ["3. Equipment and supplies: more than 15 % of the heading was moved; usually that needs an addendum."]),
        (NEWER, Decimal("6.5000"), "heading", [
            "1. Human Resources: more than 6.5 % of the heading was moved; by the contract that needs an addendum.",
            "3. Equipment and supplies: more than 6.5 % of the heading was moved; by the contract that needs an addendum.",
        ]),
        (NEWER, Decimal("60.0000"), "heading", []),
        (NEWER, Decimal("10.0000"), "total", [
            "The contract does not count its limit of moves by headings; how much of it is used stands with the project's budget.",
        ]),
    ],
)  # fmt: skip
def test_it_holds_moves_against_the_limit_of_the_contract_before_that_of_the_edition(edition, limit, base, said):
    of = example(lines=MOVED_LINES, move_limit=limit, move_base=base)
    assert list(report(of, edition).below) == said


def test_it_places_a_tree_of_its_own_by_the_category_of_its_lines():
    own = (
        line("1", "500.00", category="travel"),
        line("2", "900.00", category="staff"),
        line("3", "100.00", category="volunteers"),
        line("7", "35.00", category="indirect"),
        line("9", "77.00"),
    )
    assert not follows_the_form(own)
    assert follows_the_form(BUDGET)
    of = ground(own, [entry(1, "40.00", own[0]), entry(2, "60.00", own[2]), entry(3, "2.80", own[3])])
    sheet = report(of)
    assert [row(sheet, f"Subtotal {name}").cells[CONTRACT].value for name in ("Human", "Travel", "Other")] == [
        eur("900.00"),
        eur("500.00"),
        eur("0.00"),
    ]
    assert row(sheet, "9 Line 9").cells[CONTRACT].value == eur("77.00")
    assert row(sheet, "12.").cells[7].value == eur("60.00")
    assert row(sheet, "8.").cells[7].value == eur("2.80")
    assert row(sheet, "8.").cells[CONTRACT].value == eur("35.00")
    assert set(verdicts(of)) == {"OK"}


def test_it_never_gives_the_closing_rows_more_than_the_form_allows():
    greedy = [
        replace(one, amount=eur("9000.00"), rate=Decimal(15)) if one.number in {"8", "10"} else one for one in BUDGET
    ]
    sheet = report(example(lines=tuple(greedy)))
    assert [row(sheet, f"{number}.").cells[CONTRACT].value for number in (8, 10)] == [eur("4291.00"), eur("3065.00")]
    claimed = example(lines=tuple(greedy), entries=(entry(1, "100.00", ON["2.2"]), entry(2, "30.00", ON["8"])))
    assert row(report(claimed), "8.").cells[7].value == eur("30.00")
    assert report(claimed).below == ()  # what was reported before leaves room for it
    assert report(replace(claimed, earlier=())).below == (
        "Indirect costs are 23.00 EUR beyond the 7 % allowed; the authority accepts no more than that.",
    )


def test_it_ends_with_the_sources_of_funding_and_asks_for_explanations():
    of = example(
        end_on=date(2026, 6, 30),
        texts={"variation 2.2": Text("По-малко пътувания", "Fewer journeys")},
        sources=(
            FundedBy("eu", Text("Европейски съюз", "European Union"), eur("54924.80")),
            FundedBy("own", Text("Сдружението", "The association"), eur("13731.20")),
            FundedBy("donor", Text("Фондация „Лале“", "Tulip Foundation"), eur("0.00")),
        ),
    )
    assert list(sheets(of)) == ["Addenda or contingencies", "Final Report", "Expenditure list", "Checks"]
    sheet = report(of)
    assert values(row(sheet, "Contracting authority"), 4, 8) == [
        "54924.80",
        Decimal("80.00"),
        None,
        "10717.46",
        Decimal("96.84"),
    ]
    assert values(row(sheet, "Applicant's"), 7, 8) == ["100.00", Decimal("0.90")]
    assert row(sheet, "Other donors: Tulip Foundation").cells[4].value == eur("0.00")
    assert values(row(sheet, "Total"), 4, 7) == ["68656.00", Decimal("100.00"), None, "11067.46"]
    assert row(sheet, "2.2").cells[12].value == "Fewer journeys"
    without = "1.1.1, 1.1.2, 1.3.2, 3.2, 4.2, 4.3, 5.3, 5.7, 6.1"
    assert sheet.below == (f"The final report asks for an explanation of each variation; there is none of: {without}.",)
    assert set(verdicts(of)) == {"OK"}


def test_it_foresees_a_year_or_what_is_left_of_the_project():
    def following(edition, **told):
        return dict(sheets(example(**told), edition)["Forecast budget & follow-up"].labels)["Following period"].value

    assert following(OLDER) == "01/07/2026-30/06/2027"
    assert following(OLDER, end_on=date(2026, 10, 31)) == "01/07/2026-31/10/2026"
    assert following(OLDER, end_on=None) == "01/07/2026-30/06/2027"
    assert following(NEWER) == "01/07/2026-…"
    sheet = sheets(example())["Forecast budget & follow-up"]
    assert row(sheet, "1.1.1").cells[2].value == eur("5122.12")
    assert row(sheet, "1.1.1").cells[7].value == eur("8877.88")
    assert row(sheet, "7.").cells[2].value == eur("6009.78")


def test_it_lists_every_expense_with_its_row_of_the_report():
    listed = sheets(example())["Expenditure list"]
    rows = list(listed.all_rows())
    assert [one.cells[17].value for one in rows[:5]] == [1, 1, 2, 4, 5]
    assert [one.cells[16].value for one in rows[:5]] == [None, None, None, "corrects 9; of an earlier period", None]
    assert (rows[2].cells[11].value, rows[0].cells[12].value) == (Decimal(1), eur("2987.90"))
    assert rows[-1].cells[12].value == eur("6259.78")


def test_each_line_of_the_list_has_its_own_part_of_its_documents_vat():
    invoice = {"document_id": 7, "net": eur("900.00"), "vat": eur("180.00"), "supplier": "„Кетъринг Добруджа“ ООД"}
    halves = (entry(1, "540.00", ON["5.7"], **invoice), entry(2, "540.00", ON["2.2"], **invoice))
    other = entry(3, "100.00", ON["4.3"], net=eur("100.00"))
    rows = list(sheets(example(entries=(*halves, other)))["Expenditure list"].all_rows())
    assert [one.cells[10].value for one in rows[:3]] == [eur("90.00"), eur("90.00"), None]


@pytest.mark.parametrize(
    ("amounts", "net", "recoverable", "shares"),
    [
        (("540", "540"), "900", False, ("90.00", "90.00")),
        (("360", "360", "360"), "900", False, ("60.00", "60.00", "60.00")),
        (("1000", "40", "40"), "900", False, ("166.67", "6.67", "6.66")),  # the last takes the rest
        (("540",), "900", False, ("90.00",)),  # the other half is claimed elsewhere
        (("450", "450"), "900", True, ("90.00", "90.00")),  # VAT is recovered: only the net is claimed
        (("300", "600"), "900", False, ("60.00", "120.00")),  # just the net is claimed
        (("10", "20"), None, False, ("60.00", "120.00")),
        (("2000", "2000"), "900", False, ("90.00", "90.00")),  # never more than the document has
        (("540", "-540"), "900", False, ("90.00", "-90.00")),
        (("0", "0"), None, False, ("0.00", "180.00")),
    ],
)
def test_the_vat_of_lines_follows_their_part_of_the_document(amounts, net, recoverable, shares):
    claimed = [eur(one) for one in amounts]
    found = vat_of_lines(claimed, eur(net) if net else None, eur("180"), recoverable=recoverable)
    assert [one.plain for one in found] == [*shares]


def test_vat_in_another_currency_than_the_claims_is_shared_by_them_all():
    found = vat_of_lines([eur("1"), eur("2")], Money.of("900", "RSD"), Money.of("180", "RSD"), recoverable=False)
    assert found == (Money.of("60", "RSD"), Money.of("120", "RSD"))


@pytest.mark.property
@pure
@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=6), st.integers(0, 10**7))
def test_the_vat_of_all_the_lines_of_a_document_is_its_vat(cents, vat):
    claimed, tax = [Money(one, "EUR") for one in cents], Money(vat, "EUR")
    net = Money(sum(cents), "EUR") - tax
    found = vat_of_lines(claimed, net, tax, recoverable=False)
    assert sum(one.minor for one in found) == vat


def test_it_says_what_the_authority_refused_before():
    of = example(earlier=(before("1.1.1", "4000.00", cut=eur("50.00"), lost_euro=eur("50.00")),))
    assert report(of).below == ("Of the costs cumulated before this report the authority did not accept 50.00 EUR.",)


def test_it_stops_for_an_expense_on_no_line_but_shows_it():
    lost = example(entries=(entry(1, "10.00"), entry(2, "5.00", ON["2.2"], currency="RSD")))
    told = [dict(one.facts) for one in objections(NEWER, figures_of(lost), ground=lost)]
    assert [(facts["number"], facts.get("currency")) for facts in told] == [("1", None), ("2", "RSD")]
    assert row(report(lost), "On no budget line").cells[7].value == eur("10.00")
    assert set(verdicts(lost)) == {"OK"}


EMPTY = ground([], [], sources=(), partners=(), end_on=None, start_on=None)


@pytest.mark.parametrize("edition", EDITIONS, ids=["2012", "2018"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_writes_a_report_of_nothing(edition, language):
    for of in (EMPTY, replace(EMPTY, end_on=EMPTY.last)):
        book = drawn(edition, of, language)[0]
        assert written(book, of.last) == written(book, of.last)
    assert set(verdicts(EMPTY, edition)) == {"OK"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", EDITIONS, ids=["2012", "2018"])
def test_it_writes_every_sheet_as_it_is_kept(golden, edition, language):
    lines = RESERVE_FIRST if edition is OLDER else BUDGET
    text = as_text(drawn(edition, example(lines=lines), language))
    final = drawn(edition, example(lines=lines, end_on=date(2026, 6, 30)), language)[0]
    text += as_text(
        [replace(final, sheets=tuple(one for one in final.sheets if one.name in {"Final Report", "Окончателен отчет"}))]
    )
    golden(f"prag_{edition.edition}_{language}.txt", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_writes_the_form_of_2018_with_the_reserve_before_indirect_costs(golden, language):
    of = example(lines=RESERVE_FIRST, end_on=date(2026, 6, 30))
    golden(f"prag_2018-08-reserve-first_{language}.txt", as_text(drawn(NEWER, of, language)))


CENTS = st.integers(-(10**7), 10**9)
NUMBERS = ["1.1.1", "1.3.2", "2.2", "4.3", "5.7", "6.1", "8", "10"]


@pytest.mark.property
@pure
@given(st.lists(st.tuples(st.sampled_from(NUMBERS), CENTS, CENTS), max_size=12), st.sampled_from(EDITIONS))
def test_it_adds_up_whatever_was_claimed(claims, edition):
    entries = [entry(at, Money(now, "EUR").plain, ON[on]) for at, (on, now, _) in enumerate(claims, start=1)]
    of = example(entries=tuple(entries), earlier=tuple(before(on, Money(was, "EUR").plain) for on, _, was in claims))
    sheet = report(of, edition)
    at = {heading.text: place for place, heading in enumerate(sheet.headings)}
    now, was, so_far, apart = (
        next(place for text, place in at.items() if text.startswith(begins))
        for begins in ("Total cost this", "Cumulated costs before", "Cumulated costs incl", "Variation EUR")
    )
    for one in sheet.all_rows():
        if isinstance(one.cells[so_far].value, Money):
            assert one.cells[so_far].value == one.cells[now].value + one.cells[was].value
            assert one.cells[apart].value == one.cells[so_far].value - one.cells[IN_FORCE].value
    for column in (CONTRACT, now, was, so_far):
        subtotals = [
            one.cells[column].value for one in sheet.all_rows() if str(one.cells[0].value).startswith("Subtotal")
        ]
        assert sum(held.minor for held in subtotals) == row(sheet, "7.").cells[column].value.minor
    claimed = {on for on, _, _ in claims}
    computed = row(sheet, "8.").cells[now].value if "8" not in claimed else eur("0")
    assert row(sheet, "13.").cells[now].value - computed == Money(sum(now for _, now, _ in claims), "EUR")
    assert set(verdicts(of, edition)) == {"OK"}


@pytest.mark.property
@pure
@given(st.integers(0, 10**10), st.integers(0, 10**8), st.decimals(0, 7, places=2), st.decimals(0, 5, places=2))
def test_it_closes_a_budget_as_the_arithmetic_of_its_order(direct, in_kind, indirect, reserve):
    lines = (
        line("1.1", Money(direct, "EUR").plain),
        chapter("8", "", "", article="prag_7", rate=indirect),
        chapter("10", "", "", rate=reserve),
        line("12", Money(in_kind, "EUR").plain),
    )
    kept_back = _per_cent(direct, reserve)
    for edition, place in product(EDITIONS, ("before", "after")):
        base = direct + kept_back if place == "before" else direct
        eligible = direct + kept_back + _per_cent(base, indirect)
        sheet = report(ground(lines, [], reserve_place=place), edition)
        assert row(sheet, "11.").cells[CONTRACT].value == Money(eligible, "EUR")
        assert row(sheet, "13.").cells[CONTRACT].value == Money(eligible + in_kind, "EUR")


def _per_cent(cents: int, rate: Decimal) -> int:
    """So many per cent, half up to the cent."""
    return int((cents * rate / 100).quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize("edition", EDITIONS, ids=["2012", "2018"])
def test_the_final_report_owes_an_explanation_of_each_variation_and_an_interim_one_none(edition):
    final = example(end_on=date(2026, 6, 30))
    owed = set(edition.owed(final))
    labels = dict(edition.texts(final))
    assert owed
    assert owed <= {*labels}
    assert set(edition.owed(replace(final, texts={place: Text("Обяснено") for place in owed}))) == set()
    assert set(edition.owed(example())) == set()
    warned = [one for one in ground_warnings(edition, final) if one.facts.get("written")]
    assert [one.facts["count"] for one in warned] == [len(owed)]
