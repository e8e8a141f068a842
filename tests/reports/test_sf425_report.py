"""The SF-425 cell by cell: the worked example with thirteen sub-grants, matching, and what is not in dollars („подгрантове“)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.funders import sf425_costs
from grants.funders.ground import Asked, Earlier, FundedBy, Turned
from grants.funders.sf425_costs import ZERO, dollars
from grants.funders.sf425_report import EDITIONS
from grants.reports.grounded import figures_of
from grants.reports.rules import objections
from grants.reports.workbook import written
from grants.values.language import LANGUAGES, Text
from grants.values.money import Money
from tests.properties import pure
from tests.reports.awards import GRANTS, LINES, OFFICE, STAFF, before, example, paid, sub_grants, usd
from tests.reports.grounds import LEAD, as_text, drawn, entry, eur, ground, line

FORM = EDITIONS[-1]


def sheets(of):
    return {sheet.name: sheet for sheet in drawn(FORM, of, "en")[0].sheets}


def box(of, letter):
    rows = (one for one in sheets(of)["SF-425"].all_rows() if one.cells[1].value == letter)
    return next(rows).cells[2]


def amounts(of, letters="abcdefghijklmno"):
    return {letter: box(of, f"10{letter}").value for letter in letters}


def verdicts(of):
    return {one.cells[4].value for one in sheets(of)["Checks"].all_rows()}


def test_it_fills_box_ten_as_the_example_does():
    assert {letter: held.plain for letter, held in amounts(example()).items()} == {
        "a": "300000.00",
        "b": "287412.35",
        "c": "12587.65",
        "d": "450000.00",
        "e": "281950.10",
        "f": "69747.05",
        "g": "351697.15",
        "h": "98302.85",
        "i": "90000.00",
        "j": "61240.75",
        "k": "28759.25",
        **dict.fromkeys("lmno", "0.00"),
    }
    assert verdicts(example()) == {"OK"}


def test_it_keeps_the_forms_formulas_live():
    sheet = sheets(example())["SF-425"]
    at = {one.cells[1].value: sheet.headed + 1 + place for place, one in enumerate(sheet.all_rows())}
    a, b, d, e, f, g, i, j, m, n, l_ = (f"C{at[f'10{letter}']}" for letter in "abdefgijmnl")
    assert [box(example(), f"10{letter}").formula for letter in "cghko"] == [
        f"{a}-{b}",
        f"{e}+{f}",
        f"{d}-{g}",
        f"{i}-{j}",
        f"IF({m}*{n}<>0,NA(),IF({m}<>0,{l_}-{m},{l_}-{n}))",
    ]
    assert [box(example(), f"10{letter}").formula for letter in "befj"] == [
        "'Own costs'!F7+'Subawards'!E18",
        "'Own costs'!D7+'Subawards'!F18",
        "'Subawards'!G18",
        "'Own costs'!G7+'Subawards'!L18",
    ]


def test_it_feeds_the_form_from_the_sub_grants():
    rows = list(sheets(example())["Subawards"].all_rows())
    assert len(rows) == 14
    assert [cell.value for cell in rows[1].cells[3:8]] == [
        usd(sum_) for sum_ in ("22000.00", "22000.00", "20150.40", "1849.60", "1849.60")
    ]
    assert [cell.value for cell in rows[-1].cells[3:8]] == [
        usd(sum_) for sum_ in ("235000.00", "172550.00", "165252.95", "69747.05", "7297.05")
    ]
    assert rows[0].cells[6].formula == "D5-F5"
    assert rows[-1].cells[11].value == usd("10240.75")


def test_it_says_who_reports_and_of_which_time():
    told = {label: cell.value for label, cell in sheets(example())["SF-425"].labels}
    assert told["2. Federal Grant or Other Identifying Number"] == "183-A-00-26-00101"
    assert told["6. Report Type"] == "Quarterly"
    assert told["8. Project/Grant Period From – To"] == "01/01/2026 – 12/31/2027"
    assert told["9. Reporting Period End Date"] == "09/30/2026"
    assert told["4a. UEI"] is None
    written_down = example(
        texts={"sf425 4a": Text("ABC123DEF456", "ABC123DEF456"), "sf425 3": Text("София 1000", "Sofia 1000")},
        end_on=date(2026, 9, 30),
    )
    told = {label: cell.value for label, cell in sheets(written_down)["SF-425"].labels}
    assert (told["4a. UEI"], told["6. Report Type"]) == ("ABC123DEF456", "Final")
    assert told["3. Recipient Organization, address"] == "Warm Embrace Association, Sofia 1000"
    assert {label: cell.value for label, cell in sheets(example(first=date(2026, 8, 1)))["SF-425"].labels}[
        "6. Report Type"
    ] is None


RATE = replace(line("4.1", category="indirect", form="flat_rate", rate=Decimal(10), base=("1", "2")), currency="USD")


def test_it_charges_indirect_costs_at_the_awards_rate_where_the_ledger_charges_none():
    of = example(lines=(*LINES, RATE))
    assert box(of, "11b").value == Decimal(10)
    assert (box(of, "11d").value, box(of, "11e").value) == (usd("116697.15"), usd("11669.72"))
    assert box(of, "11e").formula.startswith("ROUND(C")
    assert amounts(of, "be") == {"b": usd("299082.07"), "e": usd("293619.82")}
    charged = example(lines=(*LINES, RATE), entries=(*example().entries, paid(9, "500.00", RATE, document_id=None)))
    assert (box(charged, "11e").value, box(charged, "11e").formula) == (usd("500.00"), "")
    assert amounts(charged, "be") == {"b": usd("287912.35"), "e": usd("282450.10")}
    assert verdicts(of) == verdicts(charged) == {"OK"}


def test_it_takes_away_what_was_disallowed_and_counts_the_unpaid_before():
    of = example(earlier=(before("1.1", "129165.20", own=usd("31000.00"), cut=usd("165.20"), unpaid=usd("1000.00")),))
    assert amounts(of, "be") == {"b": usd("286247.15"), "e": usd("281784.90")}
    cut = example(entries=(paid(1, "100.00", STAFF, cut=usd("40.00"), state="cut"),), earlier=())
    assert amounts(cut, "e") == {"e": usd("165312.95")}


def test_it_counts_expenses_on_sub_grants_where_there_is_no_register():
    of = example(sub_grants=())
    assert "Subawards" not in sheets(of)
    assert amounts(of, "efj") == {"e": usd("129297.15"), "f": usd("0"), "j": usd("51000.00")}
    assert box(of, "10e").formula == "'Own costs'!D8"
    assert verdicts(of) == {"OK"}


def test_it_takes_the_authorized_funds_from_the_budget_where_no_source_is_recorded():
    assert amounts(example(sources=()), "di") == {"d": usd("450000.00"), "i": usd("65000.00")}
    own = (FundedBy("own", Text("Собствен принос", "Own"), usd("50000.00")),)
    assert amounts(example(sources=own), "di") == {"d": usd("400000.00"), "i": usd("50000.00")}


@pytest.mark.parametrize(
    ("told", "facts"),
    [
        ({"entries": (entry(1, "10.00", OFFICE),)}, {"number": "1", "currency": "EUR"}),
        (
            {"entries": (entry(1, "10.00", OFFICE, into="USD"),)},
            {"number": "1", "day": date(2026, 8, 3), "into": "USD"},
        ),
        ({"sources": (FundedBy("donor", Text("USAID"), eur("5.00")),)}, {"name": Text("USAID"), "currency": "EUR"}),
        ({"sources": (), "lines": (*LINES, line("9", "5.00"))}, {"currency": "EUR"}),
        ({"sub_grants": (replace(sub_grants()[0], amount=eur("5.00")),)}, {"currency": "EUR"}),
        ({"asked": (replace(example().asked[0], received=Money.of("5.00", "BGN")),)}, {"currency": "BGN"}),
        ({"last": date(2026, 10, 31)}, {"day": date(2026, 10, 31)}),
    ],
)
def test_it_stops_for_another_currency_or_another_day_and_names_it(told, facts):
    of = example(**told)
    found = objections(FORM, figures_of(of), ground=of)
    assert len(found) == 1
    assert facts.items() <= dict(found[0].facts).items()
    assert verdicts(of) == {"OK"}


LEV = entry(
    7, "1955.83", OFFICE, currency="BGN", euro=eur("1000.00"), into="USD", into_per_euro=Decimal("1.0837"),
    own=Money.of("195.58", "BGN"),
)  # fmt: skip
IN_EURO = entry(
    8, "100.05", OFFICE, into="USD", into_per_euro=Decimal("1.1"), cut=eur("0.05"), state="cut", paid_on=None
)
ZLOTY = entry(
    9, "430.00", OFFICE, currency="PLN", euro=eur("100.00"), per_euro=Decimal("4.3"), into="USD", into_per_euro=Decimal("1.2"),
    in_kind=Money.of("43.00", "PLN"),
)  # fmt: skip
TURNED = Earlier(
    OFFICE.id, LEAD.id, "services", "actual", *(eur("900"),), *(eur("0"),) * 6, euro=eur("900"), lost_euro=eur("0"),
    turned=Turned(usd("990.00"), usd("10.00"), usd("0"), usd("0"), usd("5.00"), usd("40.00")),
)  # fmt: skip


def test_it_counts_what_was_spent_in_levs_and_euro_at_the_dollars_rate_of_its_day():
    of = example(entries=(LEV, IN_EURO, ZLOTY), earlier=(TURNED,), sub_grants=())
    assert not objections(FORM, figures_of(of), ground=of)
    # 1083.70 less own 108.37; 110.06 less 0.06 cut (0.055); 120.00 less 12.00 in kind; before: 975.00 = 980.00 less 5.00.
    assert {letter: held.plain for letter, held in amounts(of, "bej").items()} == {
        "b": "2018.33",
        "e": "2168.33",
        "j": "130.37",
    }
    rows = list(sheets(of)["Expenses in dollars"].all_rows())
    assert [cell.value for cell in rows[0].cells[3:]] == [
        *(Money.of("1955.83", "BGN"), "BGN", eur("1000.00"), Decimal("1.0837"), usd("1083.70")),
    ]
    assert [one.cells[7].value.plain for one in rows] == ["1083.70", "110.06", "120.00", "1313.76"]
    assert rows[0].cells[7].formula == "ROUND(F5*G5,2)"
    assert verdicts(of) == {"OK"}
    (said,) = sheets(of)["Own costs"].below
    assert said.endswith("the central bank's of the day of payment; each by itself.")
    assert "Expenses in dollars" not in sheets(example())


def test_it_names_the_days_without_a_rate_of_the_dollar_once_a_month():
    days = (date(2026, 8, 9), date(2026, 8, 5), date(2026, 9, 1))
    of = example(
        entries=[entry(at, "10.00", OFFICE, into="USD", paid_on=day) for at, day in enumerate(days, start=1)],
        earlier=(),
    )
    found = objections(FORM, figures_of(of), ground=of)
    assert [(one.facts["day"], one.facts["number"], one.facts["count"]) for one in found] == [
        (date(2026, 8, 5), "2", 2),
        (date(2026, 9, 1), "3", 1),
    ]


def test_it_accepts_a_report_in_dollars_to_the_end_of_a_quarter_or_of_the_project():
    for of in (example(), example(last=date(2026, 10, 31), end_on=date(2026, 10, 31))):
        assert not objections(FORM, figures_of(of), ground=of)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_writes_a_report_of_nothing(language):
    empty = ground([], [], sources=(), partners=(), start_on=None, end_on=None, currency="USD")
    book = drawn(FORM, empty, language)[0]
    assert written(book, empty.last) == written(book, empty.last)
    assert verdicts(empty) == {"OK"}
    assert set(amounts(empty).values()) == {usd("0")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_writes_every_sheet_as_it_is_kept(golden, language):
    golden(f"sf425_{language}.txt", as_text(drawn(FORM, example(lines=(*LINES, RATE)), language)))
    turned = example(entries=(LEV, IN_EURO, ZLOTY), earlier=(TURNED,), sub_grants=())
    golden(f"sf425_turned_{language}.txt", as_text(drawn(FORM, turned, language)))


CENTS = st.integers(-(10**7), 10**9)


@pytest.mark.property
@pure
@given(st.lists(st.tuples(st.sampled_from([STAFF, OFFICE, GRANTS, RATE]), CENTS, CENTS, st.booleans()), max_size=10))
def test_it_adds_up_whatever_was_spent(spent):
    lines = (*LINES, RATE)
    entries = [
        paid(at, Money(now, "USD").plain, on, paid_on=date(2026, 8, 3) if is_paid else None)
        for at, (on, now, _, is_paid) in enumerate(spent, start=1)
    ]
    earlier = tuple(
        replace(before("1.1", Money(was, "USD").plain), line_id=on.id, category=on.category) for on, _, was, _ in spent
    )
    of = example(lines=lines, entries=tuple(entries), earlier=earlier)
    held = amounts(of)
    own = sum(now + was for on, now, was, _ in spent if on is not GRANTS)
    computed = box(of, "11e").value.minor if RATE not in [on for on, *_ in spent] else 0
    assert held["e"].minor == own + computed + 16525295
    unpaid = sum(now for on, now, _, is_paid in spent if on is not GRANTS and not is_paid)
    assert held["b"].minor == own + computed - unpaid + 17255000
    assert held["c"] == held["a"] - held["b"]
    assert held["h"] == held["d"] - held["e"] - held["f"]
    assert held["k"] == held["i"] - held["j"]
    assert verdicts(of) == {"OK"}


@pytest.mark.parametrize("share", ["now", "recipient"])
def test_its_checks_show_a_cost_that_the_form_lost(share, monkeypatch):
    """The form is held against the ledger's own rows, not against itself."""
    of = ground([line("1", "1000")], [entry(1, "100", line("1"), currency="USD", own=usd("20"))])
    assert verdicts(of) == {"OK"}
    add = sf425_costs._add_entry

    def loses(on, *told):
        add(on, *told)
        setattr(on, share, usd("0"))

    monkeypatch.setattr(sf425_costs, "_add_entry", loses)
    assert "ERROR" in verdicts(replace(of))


RECEIPTS = tuple(
    Asked(kind, "1", None, None, usd(amount), day, None)
    for kind, amount, day in (
        ("opening", "1000", None),
        ("advance", "200000", date(2026, 2, 3)),
        ("interim", "90000", date(2026, 8, 1)),
        ("recovery", "70.05", date(2026, 9, 30)),
        ("correction", "30", date(2026, 9, 1)),
        ("interim", "5", date(2026, 10, 1)),
    )
)


def test_its_checks_count_the_receipts_by_themselves(monkeypatch):
    """The fault is in the function that fills box 10a, wherever it is used: what was paid back is taken for received."""
    of = replace(example(), asked=RECEIPTS)
    assert (box(of, "10a").value, verdicts(of)) == (usd("290899.95"), {"OK"})

    def wrong(ground):
        return sum((dollars(one.received) for one in ground.asked), ZERO)

    monkeypatch.setattr(sf425_costs.received, "__code__", wrong.__code__)
    checked = {row.cells[0].value: row.cells[4].value for row in sheets(replace(of))["Checks"].all_rows()}
    assert checked["10a, and the receipts in the ledger"] == "ERROR"
