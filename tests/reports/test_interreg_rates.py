"""What Interreg's form asks of flat rates: which there are, which go together, and that nothing stands beside them („единна ставка“)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from grants.funders.ground import Ground, PlannedLine
from grants.funders.interreg_parts import parts_of
from grants.funders.interreg_project import PROJECT_FIRST
from grants.funders.interreg_report import PARTNER_FIRST
from grants.reports.grounded import figures_of
from grants.reports.rules import objections
from grants.reports.rules_ground import OTHER_RATE, ground_warnings
from grants.reports.rules_rates import COMPUTED_APART
from grants.values.money import total
from grants.values.wording import wording
from tests.reports.grounds import ABROAD, LEAD, drawn, entry, eur, ground, line
from tests.reports.interreg import ABROAD_WORKS, EQUIPMENT, SERVICES, STAFF, ron

LIST = "Списък на разходите"


def flat(number: str, rate: str, **told: object) -> PlannedLine:
    return line(number, "1000", form="flat_rate", rate=Decimal(rate), partner_id=LEAD.id, **told)


OTHER = flat("1.8", "40", category="other", article="cpr_56_1", base=("1.1",))
STAFF_RATE = flat("1.9", "20", category="staff", article="interreg_staff", base=("1.4",))
TRIP = line("1.6", "500", partner_id=LEAD.id, category="travel")


def refused(of: Ground, format_=PARTNER_FIRST) -> list[tuple[str, str, int | None, str]]:
    return [
        (wording("bg").say(one.sentence, **one.facts), one.sheet, one.row, one.column)
        for one in objections(format_, figures_of(of), ground=of)
    ]


def checks(of: Ground) -> dict[object, tuple[object, ...]]:
    """The sheet of checks: by what is compared, both sums and the verdict."""
    [*_, sheet] = drawn(PARTNER_FIRST, of, "bg")[0].sheets
    rows = [[cell.value for cell in row.cells] for row in sheet.all_rows()]
    return {row[0]: (row[1], row[2], row[4]) for row in rows}


# --- what a rate replaces ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "on", "said"),
    [
        (OTHER, SERVICES, "„Разходи за външни експерти и външни услуги“ е заменена от единната ставка 40\N{NO-BREAK SPACE}% за други разходи"),
        (OTHER, EQUIPMENT, "„Разходи за оборудване“ е заменена от единната ставка 40\N{NO-BREAK SPACE}% за други разходи"),
        (OTHER, TRIP, "„Пътни разходи и разходи за настаняване“ е заменена от единната ставка 40\N{NO-BREAK SPACE}% за други разходи"),
        (STAFF_RATE, STAFF, "„Разходи за персонал“ е заменена от единната ставка 20\N{NO-BREAK SPACE}% за персонал"),
        (
            flat("1.3", "5", category="travel", article="interreg_travel"),
            TRIP,
            "„Пътни разходи и разходи за настаняване“ е заменена от единната ставка 5\N{NO-BREAK SPACE}% за пътни разходи",
        ),
    ],
)  # fmt: skip
def test_it_takes_no_row_of_a_category_that_a_rate_replaces(rate, on, said):
    of = ground([STAFF, SERVICES, EQUIPMENT, TRIP, rate], [entry(1, "500.00", on)], partners=(LEAD,))
    assert refused(of) == [
        (f"LP1, {LIST}, ред 8: категорията {said}, а такъв ред не се приема.", LIST, 8, "D"),
    ]
    [(told, *_)] = refused(of, PROJECT_FIRST)
    assert told.startswith(f"LP1 · {LEAD.name.bg}: категорията {said}, а в нея е заявено 500,00")
    found = checks(of)
    assert found["Редове в категории, заменени от единна ставка"] == (eur("500.00"), eur("0"), "ERROR")
    sheet = next(one for one in drawn(PARTNER_FIRST, of, "bg")[0].sheets if one.name == LIST)
    assert said in str(next(iter(sheet.all_rows())).cells[-1].value)


@pytest.mark.parametrize("on", [STAFF, TRIP, EQUIPMENT])
def test_it_takes_what_no_rate_replaces(on):
    rate = flat("1.2", "15", category="indirect", article="interreg_office", base=("1.1",))
    of = ground([STAFF, EQUIPMENT, TRIP, rate], [entry(1, "500.00", on)], partners=(LEAD,))
    assert refused(of) == []
    assert "Редове в категории, заменени от единна ставка" not in checks(of)


def test_the_checks_say_that_rows_of_a_replaced_category_are_not_in_the_overview():
    of = ground(
        [STAFF, SERVICES, STAFF_RATE], [entry(1, "1000.00", STAFF), entry(2, "500.00", SERVICES)], partners=(LEAD,)
    )
    assert parts_of(of)[0].whole("current") == eur("600.00")
    found = checks(of)
    assert found["Списъкът и общото без единните ставки"] == (eur("1500.00"), eur("500.00"), "ERROR")
    assert found["Редове в категории, заменени от единна ставка"] == (eur("1000.00"), eur("0"), "ERROR")


# --- which rates there are, and which go together ---------------------------------------------------------------------

OFFICE = flat("1.2", "15", category="indirect", article="interreg_office", base=("1.1",))


@pytest.mark.parametrize(
    ("rates", "number", "said"),
    [
        ([OFFICE, OTHER], "1.8", "в Jems единна ставка за други разходи не върви с никоя друга"),
        ([OTHER, OFFICE], "1.2", "в Jems единна ставка за други разходи не върви с никоя друга"),
        ([OFFICE, flat("1.5", "7", category="indirect", article="cpr_54a")], "1.5", "има и на ред 1.2, върху друга база"),
        ([replace(OFFICE, rate=Decimal("12.5"))], "1.2", "единната ставка е 12,5\N{NO-BREAK SPACE}%, а Jems приема само цели проценти"),
        ([replace(OFFICE, rate=Decimal(0))], "1.2", "само цели проценти от 1 до 100"),
        ([replace(OFFICE, rate=None)], "1.2", "единната ставка няма процент"),
        ([OFFICE, replace(OFFICE, id=99, number="1.7", rate=Decimal(10))], "1.7", "е 10\N{NO-BREAK SPACE}%, а на ред 1.2 – 15\N{NO-BREAK SPACE}%"),
        ([flat("1.5", "10", category="services")], "1.5", "Jems не знае други единни ставки"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("format_", [PARTNER_FIRST, PROJECT_FIRST], ids=lambda one: one.code)
def test_it_refuses_rates_that_the_form_does_not_know_or_that_exclude_each_other(rates, number, said, format_):
    of = ground([STAFF, *rates], [entry(1, "100.00", STAFF)], partners=(LEAD, ABROAD))
    [(told, *_)] = refused(of, format_)
    assert told.startswith(f"Бюджетен ред {number}: ")
    assert said in told


@pytest.mark.parametrize(
    "rates",
    [
        [OTHER],
        [STAFF_RATE, OFFICE, flat("1.3", "15", category="travel", article="interreg_travel")],
        [OFFICE, replace(OFFICE, id=99, number="1.7")],
    ],
)
def test_it_takes_the_rates_that_go_together(rates):
    assert refused(ground([SERVICES, *rates], [], partners=(LEAD,))) == []


def test_the_budget_of_a_refused_rate_stands_in_its_own_category():
    rate = replace(OFFICE, rate=Decimal("12.5"), amount=eur("750.00"))
    [part] = parts_of(ground([STAFF, rate], [], partners=(LEAD,)))
    budget = {category.value: amount.plain for category, amount in part.columns["budget"][0].items() if amount}
    assert budget == {"staff": "40000.00", "office": "750.00"}
    assert part.whole("budget") == total((eur("40000"), eur("750")), "EUR")


# --- what is claimed at a rate, and what the form works out -----------------------------------------------------------


@pytest.mark.parametrize(("claimed", "apart"), [("784.00", True), ("1176.00", False), (None, True)])
@pytest.mark.parametrize("format_", [PARTNER_FIRST, PROJECT_FIRST], ids=lambda one: one.code)
def test_it_says_where_the_ledger_claims_something_else_than_the_form_works_out(claimed, apart, format_):
    claims = [entry(2, claimed, OTHER, document_id=None, register_number="")] if claimed else []
    of = ground([STAFF, OTHER], [entry(1, "2940.00", STAFF), *claims], partners=(LEAD,))
    assert refused(of, format_) == []
    told = [
        wording("bg").say(one.sentence, **one.facts)
        for one in ground_warnings(format_, of)
        if one.sentence == COMPUTED_APART
    ]
    assert len(told) == apart
    if apart:
        assert told[0].startswith(f"LP1 · {LEAD.name.bg}: по единната ставка на ред 1.8 формулярът изчислява ")
        assert wording("bg").amount(eur("1176.00")) in told[0]
        assert wording("bg").amount(eur(claimed or "0")) in told[0]
    row = checks(of).get("Единна ставка, ред 1.8: във формуляра и в регистъра")
    assert row == ((eur("1176.00"), eur(claimed), "ERROR" if apart else "OK") if claimed else None)


# --- at which month's rate other currencies are -----------------------------------------------------------------------


def above(of: Ground) -> dict[str, list[str]]:
    """What stands above the tables of the partner in Romania about the rates, by the name of the sheet."""
    book = drawn(PARTNER_FIRST, of, "bg")[1]
    return {
        sheet.name: [
            str(cell.value).replace("\N{NARROW NO-BREAK SPACE}", " ")
            for label, cell in sheet.labels
            if label == "Обменен курс"
        ]
        for sheet in book.sheets
    }


NOVEMBER = {"rate_month": date(2026, 11, 1)}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([NOVEMBER], "предварителен: ИнфорЕвро за ноември 2026 г."),
        ([{**NOVEMBER, "state": "reported"}], "ИнфорЕвро за ноември 2026 г."),
        (
            [NOVEMBER, {"rate_month": date(2026, 6, 1), "parked_in": "1.1", "parked_at": 2}],
            "ИнфорЕвро за юни 2026 г.; предварителен: ИнфорЕвро за ноември 2026 г.",
        ),
        ([{"rate_month": None}], "предварителен: друг, а не на ИнфорЕвро за един месец"),
    ],
)
def test_it_says_of_which_month_the_rates_are_and_that_those_of_a_draft_are_a_preview(rows, said):
    entries = [ron(at, "100.00", ABROAD_WORKS, "20.10").but(**told) for at, told in enumerate(rows, start=1)]
    of = ground([STAFF, ABROAD_WORKS], [entry(9, "10.00", STAFF), *entries])
    assert above(of)["Списък на разходите"] == [said]
    assert above(of)["Преглед 2 Категории"] == [said]
    lead = drawn(PARTNER_FIRST, of, "bg")[0].sheets[1]
    assert "Обменен курс" not in [label for label, _ in lead.labels]


@pytest.mark.parametrize("format_", [PARTNER_FIRST, PROJECT_FIRST], ids=lambda one: one.code)
@pytest.mark.parametrize(
    ("rule", "currency", "warns"),
    [
        ("inforeuro_submission", "RON", False),
        ("inforeuro_month", "RON", True),
        ("none", "RON", True),
        ("tranche", "EUR", False),
        ("tranche", "BGN", False),
    ],
)
def test_it_warns_of_a_contract_that_converts_otherwise_than_jems(format_, rule, currency, warns):
    rows = [ron(1, "100.00", ABROAD_WORKS, "20.10")] if currency == "RON" else [entry(1, "10.00", STAFF)]
    if currency == "BGN":
        rows = [entry(1, "19.56", STAFF, currency="BGN", euro=eur("10.00"))]
    of = ground([STAFF, ABROAD_WORKS], rows, booked_rate=rule)
    told = [
        wording("bg").say(one.sentence, **one.facts)
        for one in ground_warnings(format_, of)
        if one.sentence == OTHER_RATE
    ]
    assert len(told) == warns
    assert all("месеца, в който отчетът се подава за първи път" in one for one in told)
