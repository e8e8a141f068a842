"""Simplified costs as the report shows them: the worked example, and what a flat rate stands on („опростени разходи“)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from grants.budget.costs import base_numbers
from grants.funders.simplified_report import FIRST
from grants.reports.grounded import figures_of
from grants.reports.particulars import NOTHING_MORE
from grants.reports.rules import objections
from grants.reports.rules_ground import ground_warnings
from grants.reports.rules_rates import FLAT_ABOVE
from grants.reports.rules_simplified import MUST_BE_SIMPLIFIED
from grants.reports.verdict import warnings
from grants.values.language import LANGUAGES
from grants.values.money import Money, total
from grants.values.outline import is_under
from grants.values.wording import wording
from tests.reports.grounds import ABROAD, LEAD, as_text, drawn, entry, eur, ground, line
from tests.reports.interreg import earlier

STAFF = line("1", "30000", category="staff")
OTHER = line("2", "10000", category="services")
REST = line("3", "12000", form="flat_rate", rate=Decimal(40), base=("1",), article="cpr_56_1", category="other")
HOURS = line("4", "5000", form="unit_cost", unit_price=eur("14"))
DONE = line("5", "7000", form="lump_sum")
SPENT = ground(
    [STAFF, OTHER, REST, HOURS, DONE],
    [
        entry(1, "12345.67", STAFF),
        entry(2, "8000.33", OTHER),
        entry(3, "4938.26", REST, document_id=None),
        entry(
            4,
            "4480.00",
            HOURS,
            document_id=None,
            units=Decimal(320),
            unit_price=eur("14"),
            evidence="Таблици за 320 ч.",
        ),
        entry(5, "7000.00", DONE, document_id=None, evidence="Приет краен доклад"),
    ],
)


def _sheets(of, language="bg"):
    return {sheet.name: sheet for sheet in drawn(FIRST, of, language)[0].sheets}


def test_it_shows_every_simplified_cost_with_what_it_stands_on():
    rows = {row.cells[0].value: row.cells for row in _sheets(SPENT)["Опростени разходи"].rows}
    flat, units, lump = rows["3"], rows["4"], rows["5"]
    assert [cell.value for cell in flat[4:7]] == ["1", eur("12345.67"), Decimal(40)]
    assert (flat[9].value, flat[9].formula, flat[11].value) == (eur("4938.26"), "ROUNDDOWN(ROUND(F5*G5,8),2)", eur("0"))
    assert (units[9].value, units[11].value) == (eur("4480"), eur("0"))
    assert (lump[9].value, lump[10].value, lump[12].value) == (None, eur("7000"), "Приет краен доклад")


@pytest.mark.parametrize(
    ("rounding", "base", "counted", "formula"),
    [
        ("toward_zero", "12345.67", "4938.26", "ROUNDDOWN"),
        ("half_up", "12345.67", "4938.27", "ROUND"),
        ("floored", "12345.67", "4938.26", "ROUNDDOWN"),
        ("floored", "-12345.67", "-4938.27", "ROUNDUP"),
        ("toward_zero", "-12345.67", "-4938.26", "ROUNDDOWN"),
    ],
)
def test_it_rounds_a_flat_rate_as_its_line_says(rounding, base, counted, formula):
    rest = replace(REST, rounding=rounding)
    of = ground([STAFF, rest], [entry(1, base, STAFF), entry(2, "1", rest, document_id=None)])
    row = _sheets(of)["Опростени разходи"].rows[0].cells
    assert row[9].value == eur(counted)
    assert row[9].formula.split("(")[0] == formula
    assert row[11].value == eur("1") - eur(counted)


def test_it_adds_up_by_form_also_nothing_and_corrections():
    sums = {row.cells[0].value: row.cells for row in _sheets(SPENT)["По форми"].rows}
    assert [cells[3].value for cells in sums.values()] == [
        *(eur("20346.00"), eur("4480.00"), eur("7000.00"), eur("4938.26"), eur("36764.26"))
    ]
    assert sums["Общо"][5].value == eur("64000") - eur("36764.26")
    for of in (SPENT, ground([], []), ground([STAFF], [entry(1, "-0.05", STAFF)])):
        assert {row.cells[4].value for row in _sheets(of, "en")["Checks"].rows} == {"OK"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_draws_the_sheets_as_agreed(language, golden):
    golden(f"esf-plus-sco_{language}.txt", as_text(drawn(FIRST, SPENT, language)))


@pytest.mark.parametrize(
    ("number", "base", "stands"),
    [
        ("1", "1", True),
        ("1.1", "1", True),
        ("10", "1", False),
        ("2.1", "1, 2.1", True),
        ("2.2", "1, 2.1", False),
        ("1", "", False),
        ("2.2", "1 2.", True),
    ],
)
def test_it_finds_the_lines_a_flat_rate_stands_on(number, base, stands):
    assert is_under(number, base_numbers(base)) is stands


BASE_CUT = [
    entry(1, "12345.67", STAFF, state="cut", cut=eur("345.67"), cut_euro=eur("345.67")),
    entry(2, "1000.00", STAFF, state="parked"),
    entry(3, "5338.26", REST, document_id=None, state="approved"),
    entry(4, "4480.00", HOURS, document_id=None, state="cut", cut=eur("80"), cut_euro=eur("80")),
    entry(5, "7000.00", DONE, document_id=None),
]


def test_a_cut_of_its_base_cuts_a_flat_rate_and_what_is_certified_of_it():
    of = ground([STAFF, REST, HOURS, DONE], BASE_CUT)
    rows = {row.cells[0].value: row.cells for row in _sheets(of)["Опростени разходи"].rows}
    flat = rows["3"]
    assert (flat[5].value, flat[9].value) == (eur("12000.00"), eur("4800.00"))
    assert [rows[number][13].value for number in ("3", "4", "5")] == [eur("4800.00"), eur("4400.00"), None]
    assert rows[None][13].value == eur("9200.00")


def test_two_claims_at_one_flat_rate_share_what_a_cut_of_the_base_cuts():
    two = [BASE_CUT[0], *(entry(at, "2469.13", REST, document_id=None, state="approved") for at in (6, 7))]
    rows = _sheets(ground([STAFF, REST], two))["Опростени разходи"].rows
    assert [row.cells[13].value for row in rows] == [eur("2400.00"), eur("2400.00"), eur("4800.00")]


def _claim(at, amount, first, last, **told):
    days = {"base_from": first and date(2026, *first), "claimed_on": last and date(2026, *last)}
    return entry(at, amount, REST, document_id=None, **days, **told)


def _spent(at, amount, month, day):
    return entry(at, amount, STAFF, paid_on=date(2026, month, day))


QUARTER = [
    _spent(1, "1000.03", 7, 31),
    _spent(2, "500.00", 8, 1),
    _spent(3, "-100.00", 8, 31),
    _spent(4, "70.01", 9, 30),
]


@pytest.mark.parametrize(
    ("claims", "bases"),
    [
        (
            [_claim(7, "400.01", (7, 1), (7, 31)), _claim(8, "160.00", (8, 1), (8, 31)), _claim(9, "28.00", (9, 1), (9, 30))],
            ["1000.03", "400.00", "70.01"],
        ),
        ([_claim(8, "188.00", (8, 1), None), _claim(7, "400.01", None, (7, 31))], ["470.01", "1000.03"]),
        ([_claim(7, "400.01", (7, 1), (7, 31)), _claim(8, "160.00", (8, 1), (8, 31))], ["1000.03", "470.01"]),
        (
            [_claim(7, "600.01", (7, 1), (8, 31)), _claim(8, "-40.00", (7, 1), (8, 31)), _claim(9, "28.00", (9, 1), None)],
            ["1500.03", "-100.00", "70.01"],
        ),
        ([_claim(7, "0", None, None), _claim(8, "0", None, None)], ["1470.04", "0.00"]),
    ],
    ids=["a claim each month", "until a day, and since", "days of no claim", "a claim put right", "claims of nothing"],
)  # fmt: skip
def test_each_claim_at_a_flat_rate_shows_the_base_of_its_own_days(claims, bases):
    of = ground([STAFF, REST], [*QUARTER, *claims])
    rows = {row.cells[0].value: row.cells for row in _sheets(of)["Опростени разходи"].rows}
    shown = [rows[one.number][5].value for one in claims]
    assert [one.plain for one in shown] == bases
    assert total(shown, "EUR") == total((one.amount for one in QUARTER), "EUR")


def test_claims_of_the_same_days_make_together_what_the_rate_makes_of_their_base():
    days = ((7, 1), (7, 31))
    of = ground(
        [STAFF, REST], [_spent(1, "100.05", 7, 31), *(_claim(at, "20.01", *days, evidence="Протокол") for at in (7, 8))]
    )
    assert (said(of, refused=True), said(of, refused=False)) == ([], [])
    rows = {row.cells[0].value: row.cells for row in _sheets(of)["Опростени разходи"].rows}
    assert [rows[number][9].value for number in ("7", "8")] == [eur("20.01"), eur("20.01")]
    assert check(of, "Единна ставка, ред 3") == (eur("40.02"), eur("40.02"), "OK")


def test_of_two_partners_each_claims_of_its_own_costs():
    days = ((7, 1), (7, 31))
    ours, theirs = (
        _spent(at, amount, 7, 31).but(partner_id=who)
        for at, amount, who in ((1, "1000.00", LEAD.id), (2, "10.00", ABROAD.id))
    )
    claims = [_claim(7, "400.00", *days, partner_id=LEAD.id), _claim(8, "4.00", *days, partner_id=ABROAD.id)]
    rows = {
        row.cells[0].value: row.cells
        for row in _sheets(ground([STAFF, REST], [ours, theirs, *claims]))["Опростени разходи"].rows
    }
    assert [rows[one.number][5].value for one in claims] == [eur("1000.00"), eur("10.00")]
    nobodys = _spent(3, "50.00", 7, 31).but(partner_id=77)
    rows = {
        row.cells[0].value: row.cells
        for row in _sheets(ground([STAFF, REST], [ours, theirs, nobodys, *claims]))["Опростени разходи"].rows
    }
    assert [rows[one.number][5].value for one in claims] == [eur("1050.00"), eur("10.00")]


def test_the_base_of_each_month_gives_its_amount():
    months = [((7, 1), (7, 31), "400.01"), ((8, 1), (8, 31), "160.00"), ((9, 1), (9, 30), "28.00")]
    claims = [_claim(7 + at, amount, first, last) for at, (first, last, amount) in enumerate(months)]
    rows = {
        row.cells[0].value: row.cells
        for row in _sheets(ground([STAFF, REST], [*QUARTER, *claims]))["Опростени разходи"].rows
    }
    assert [(rows[one.number][9].value.plain, rows[one.number][11].value.plain) for one in claims] == [
        ("400.01", "0.00"),
        ("160.00", "0.00"),
        ("28.00", "0.00"),
    ]


def test_a_cut_takes_from_the_claim_of_its_days():
    july = _spent(1, "1000.00", 7, 31).but(state="cut", cut=eur("100"), cut_euro=eur("100"))
    claims = [
        _claim(7, "400.00", (7, 1), (7, 31), state="approved"),
        _claim(8, "200.00", (8, 1), (8, 31), state="approved"),
    ]
    rows = _sheets(ground([STAFF, REST], [july, _spent(2, "500.00", 8, 1), *claims]))["Опростени разходи"].rows
    assert [row.cells[13].value for row in rows] == [eur("360.00"), eur("200.00"), eur("560.00")]


@pytest.mark.parametrize(
    ("article", "own", "category", "covered"),
    [
        ("cpr_54a", "indirect", "indirect", True),
        ("cpr_54b", "indirect", "services", False),
        ("cpr_55_1", "staff", "staff", True),
        ("cpr_55_1", "staff", "travel", False),
        ("cpr_56_1", "other", "services", True),
        ("cpr_56_1", "other", "allowances", False),
        ("cpr_56_1", "other", "staff", False),
        ("contract", "travel", "travel", True),
        ("contract", "none", "none", False),
    ],
)
def test_no_papers_are_claimed_of_what_a_flat_rate_covers(article, own, category, covered):
    flat = line("3", form="flat_rate", rate=Decimal(7), article=article, category=own)
    paid = line("2", "10000", category=category)
    of = ground(
        [STAFF, paid, flat], [entry(1, "10", paid), entry(2, "20", paid), entry(3, "5", flat, document_id=None)]
    )
    found = [one for one in objections(FIRST, figures_of(of), ground=of) if one.sentence != FLAT_ABOVE]
    assert [one.facts["number"] for one in found if one.facts.get("count") == 2] == (["1"] if covered else [])
    assert len(found) == covered
    based = replace(flat, base=("2",))
    without = objections(FIRST, figures_of(of), ground=replace(of, lines=(paid, based), entries=()))
    assert [one.facts["base"] for one in without] == (["2"] if covered else [])


def test_a_flat_rate_itself_has_no_papers():
    of = ground([STAFF, REST], [entry(1, "10", STAFF), entry(2, "4", REST)])
    [found] = objections(FIRST, figures_of(of), ground=of)
    assert (found.facts["number"], found.facts["line"]) == ("2", "3")


# --- what is claimed, and what it has to be ---------------------------------------------------------------------------

PAPERLESS = {"document_id": None, "register_number": "", "evidence": "Протокол"}


def said(of, *, refused: bool) -> list[str]:
    found = objections(FIRST, figures_of(of), ground=of) if refused else ground_warnings(FIRST, of)
    return [wording("bg").say(one.sentence, **one.facts) for one in found]


def check(of, what: str) -> tuple[object, ...]:
    """Both sums and the verdict of a row of the sheet of checks."""
    row = next(row.cells for row in _sheets(of)["Проверки"].rows if str(row.cells[0].value).startswith(what))
    return (row[1].value, row[2].value, row[4].value)


@pytest.mark.parametrize(
    ("claimed", "stops", "warns"), [("400.00", False, False), ("500.00", True, False), ("399.99", False, True)]
)
def test_at_a_flat_rate_not_more_is_claimed_than_it_makes_of_its_base(claimed, stops, warns):
    of = ground([STAFF, REST], [entry(1, "1000.00", STAFF), entry(2, claimed, REST, **PAPERLESS)])
    words = wording("bg")
    beginning = (
        f"Ред 3: по единната ставка е заявено {words.amount(eur(claimed))}, а 40 % от базата в този отчет, "
        f"{words.amount(eur('1000.00'))}, прави {words.amount(eur('400.00'))}"
    )
    found = said(of, refused=True), said(of, refused=False)
    assert [len(one) for one in found] == [stops, warns]
    assert all(one.replace("\N{NO-BREAK SPACE}%", " %").startswith(beginning) for one in (*found[0], *found[1]))
    assert check(of, "Единна ставка, ред 3") == (eur(claimed), eur("400.00"), "ERROR" if stops or warns else "OK")


def test_what_the_funder_cuts_of_a_base_afterwards_is_no_fault_of_the_claim():
    of = ground([STAFF, REST, HOURS, DONE], [one.but(evidence="Протокол") for one in BASE_CUT[:3]])
    assert (said(of, refused=True), said(of, refused=False)) == ([], [])
    assert check(of, "Единна ставка, ред 3")[2] == "OK"


@pytest.mark.parametrize(
    ("claimed", "told", "stops"),
    [
        ("70.00", {"units": Decimal(5), "unit_price": eur("14")}, ""),
        ("77.49", {"units": Decimal("5.5"), "unit_price": eur("14.09")}, ""),
        ("77.50", {"units": Decimal("5.5"), "unit_price": eur("14.09")}, "5,5 единици по"),
        ("100.00", {"units": Decimal(5), "unit_price": eur("14")}, "5 единици по"),
        ("70.00", {"units": Decimal(5)}, "липсва броят им или стойността на една"),
        ("70.00", {"unit_price": eur("14")}, "липсва броят им или стойността на една"),
    ],
)
def test_by_units_is_claimed_what_they_make(claimed, told, stops):
    of = ground([HOURS], [entry(1, claimed, HOURS, **PAPERLESS, **told)])
    found = said(of, refused=True)
    assert [stops in one and one.startswith("Разход 1 на ред 4: заявено е ") for one in found] == [True] * bool(stops)
    assert check(of, "Единични разходи: заявено")[::2] == (eur(claimed), "ERROR" if stops else "OK")


def test_units_of_a_currency_with_a_rate_are_counted_at_it():
    price = Money.of("62.18", "RON")
    paid = {"currency": "RON", "per_euro": Decimal("4.9745"), "units": Decimal(10), "unit_price": price, **PAPERLESS}
    of = ground([HOURS], [entry(1, "621.80", HOURS, euro=eur("125.00"), **paid)])
    assert said(of, refused=True) == []
    assert check(of, "Единични разходи: заявено") == (eur("125.00"), eur("125.00"), "OK")
    of = ground([HOURS], [entry(1, "600.00", HOURS, euro=eur("120.62"), **paid)])
    assert len(said(of, refused=True)) == 1


BEFORE = earlier(DONE, "7000.00", package="")
TWO = replace(DONE, unit_price=eur("3500"), units=Decimal(2))


@pytest.mark.parametrize(
    ("on", "claimed", "before", "due", "stops"),
    [
        (DONE, "7000.00", (), "7000.00", False),
        (DONE, "3500.00", (), "7000.00", True),
        (DONE, "7000.01", (), "7000.00", True),
        (DONE, "7000.00", (BEFORE,), "7000.00", True),
        (DONE, "-7000.00", (BEFORE,), "0", False),
        (TWO, "3500.00", (), "3500.00", False),
        (TWO, "3499.00", (), "3500.00", True),
        (TWO, "7000.00", (), "7000.00", False),
    ],
)
def test_a_lump_sum_is_claimed_whole_or_not_at_all(on, claimed, before, due, stops):
    of = ground([on], [entry(1, claimed, on, **PAPERLESS)], earlier=before)
    so_far = eur(claimed) + (eur("7000") if before else eur("0"))
    words = wording("bg")
    found = said(of, refused=True)
    assert len(found) == stops
    assert all(one.startswith("Ред 5 е еднократна сума, която се плаща изцяло или никак") for one in found)
    assert all(f"заявено {words.amount(so_far)} от {words.amount(eur('7000'))}" in one for one in found)
    assert check(of, "Еднократна сума, ред 5") == (so_far, eur(due), "ERROR" if stops else "OK")


@pytest.mark.parametrize(
    ("told", "warns"), [({}, False), ({"evidence": " "}, True), ({"evidence": "", "files": ("а.pdf",)}, False)]
)
def test_it_warns_of_a_lump_sum_of_which_nothing_says_what_was_achieved(told, warns):
    of = ground([DONE], [entry(1, "7000.00", DONE, **{**PAPERLESS, **told})])
    assert said(of, refused=True) == []
    assert [one.startswith("Разход 1: никъде не е посочено") for one in said(of, refused=False)] == [True] * warns


@pytest.mark.parametrize(
    ("whole", "category", "base", "said"),
    [
        ("170000", "services", ("1",), True),
        ("170000.01", "services", ("1",), False),
        ("5", "services", ("1", "2"), False),
        ("5", "allowances", ("1",), False),
    ],
    ids=["just so small", "a cent more", "a base of the flat rate", "pay of participants"],
)
def test_a_small_operation_is_warned_of_what_it_claims_at_actual_costs(whole, category, base, said):
    paid = line("2", whole, category=category)
    rest = line("3", "0", form="flat_rate", rate=Decimal(7), base=base, article="cpr_54a", category="indirect")
    of = ground([STAFF, paid, rest], [entry(1, "10", STAFF), entry(2, "20", paid)])
    found = [one for one in warnings(FIRST, figures_of(of), NOTHING_MORE, of) if one.sentence == MUST_BE_SIMPLIFIED]
    assert [one.facts["lines"] for one in found] == ([["2"]] if said else [])
    assert objections(FIRST, figures_of(of), ground=of) == ()
