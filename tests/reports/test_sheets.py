"""The sheets of a report, cell by cell, as they were agreed („златен“ текст)."""

from datetime import date
from pathlib import Path

import pytest

from grants.funders.format import Convert, CurrencyRule
from grants.funders.registry import format_named
from grants.reports.figures import figures
from grants.reports.sheets import books
from grants.values.language import LANGUAGES
from grants.values.money import Money
from grants.values.wording import wording
from tests.reports.grounds import as_text
from tests.reports.papers import ABOUT, FIRST, LAST, LINES, claim, paper, whole_report

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_draws_the_sheets_as_agreed(language):
    drawn = as_text(books(format_named("isun-docs"), whole_report(), wording(language)))
    golden = GOLDEN / f"report_{language}.txt"
    assert drawn == golden.read_text(encoding="utf-8"), (
        "the sheets have changed: read the difference, then renew the file"
    )


@pytest.mark.parametrize(("convert", "total"), [(Convert.EACH_ITEM, "921.54"), (Convert.TOTAL, "921.53")])
def test_it_converts_what_the_contract_says_and_shows_the_difference_in_its_own_row(convert, total):
    papers = [paper(at, currency="BGN") for at in (1, 2, 3)]
    amounts = ("123.45", "678.90", "1000.01")
    found = figures(
        ABOUT,
        FIRST,
        LAST,
        papers,
        [claim(one, 2, amount) for one, amount in zip(papers, amounts, strict=True)],
        LINES,
        (),
    )
    format_ = format_named("expenses-period").amended(
        edition="2", in_force_from=date(2027, 1, 1), currency=CurrencyRule(convert)
    )
    sheet = books(format_, found, wording("bg"))[0].sheets[-1]
    in_euro = {row.cells[0].value: row.cells[-1].value for row in sheet.rows}
    assert in_euro[wording("bg").say("Total in euro")] == Money.of(total, "EUR")
    assert Money.of("-0.01", "EUR") in in_euro.values()


def test_it_writes_net_and_vat_once_for_a_document_on_two_lines():
    one = paper(1)
    found = figures(ABOUT, FIRST, LAST, [one], [claim(one, 2, "10"), claim(one, 4, "20")], LINES, ())
    listing = books(format_named("expenses-period"), found, wording("en"))[0].sheets[1]
    net = [heading.text for heading in listing.headings].index("Net")
    assert [row.cells[net].value for row in listing.rows] == [
        Money.of("100.05", "EUR"),
        None,
        Money.of("100.05", "EUR"),
    ]
