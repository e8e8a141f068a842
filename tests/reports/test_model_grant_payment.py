"""Which payment follows from a report of the EU's model grant agreement („какво плащане следва“): its arithmetic in the workbook."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from grants.funders.ground import Asked, FundedBy
from grants.funders.model_grant_book import FIRST
from grants.reports.rules_ground import CERTIFICATE_DUE, ground_warnings
from grants.values.language import LANGUAGES, Text
from grants.values.money import Money
from tests.reports.grounds import ABROAD, LAST, LEAD, as_text, drawn, entry, eur, ground, line
from tests.reports.interreg import earlier

STAFF = line("1", "1700000", category="staff")
VOLUNTEERS = line("2", "5000", category="volunteers", form="unit_cost")
NO_INDIRECT = line("8", category="indirect", form="flat_rate", article="mga_7", rate=Decimal(0))
EU = FundedBy("eu", Text("Европейски съюз", "European Union"), eur("1000000"))
PAID = (
    Asked("advance", "", eur("400000"), eur("400000"), eur("400000"), date(2026, 2, 1), None),
    Asked("interim", "1.1", eur("300000"), eur("300000"), eur("300000"), date(2026, 6, 1), None),
    Asked("recovery", "1.1", eur("1000"), None, eur("1000"), date(2026, 6, 9), None),
    Asked("interim", "2.1", eur("9"), None, eur("9"), date(2026, 11, 1), None),  # pays the report itself
    Asked("final", "", eur("7"), None, eur("7"), date(2026, 12, 1), None),
)
COMMISSIONS = ground(
    [STAFF, VOLUNTEERS, NO_INDIRECT],
    [entry(1, "700000", STAFF)],
    partners=(LEAD,),
    package="2.1",
    end_on=LAST,
    eu_rate=Decimal(70),
    interim_cap=Decimal(90),
    sources=(EU,),
    earlier=(earlier(STAFF, "1000100", lost_euro=eur("100"), cut=eur("100")),),
    asked=PAID,
    texts={"mga income 1": Text("800 000,00")},
)


def payment(of, language="en"):
    """The rows of the sheet: the amount, what is paid without a certificate, the note, by what they say."""
    name = {"bg": "Плащане", "en": "Payment"}[language]
    [sheet] = [one for one in drawn(FIRST, of, language)[0].sheets if one.name == name]
    return {row.cells[0].value: [_plain(cell.value) for cell in row.cells[1:]] for row in sheet.rows}


def _plain(value):
    return value.plain if isinstance(value, Money) else value


def test_the_commissions_own_example_stands_in_the_workbook_step_by_step():
    """Art. 22.3: of 1 700 000 at 70 % with 800 000 of revenues 941 180 are left."""
    told = payment(COMMISSIONS)
    assert {what: cells[0] for what, cells in told.items() if cells[0] is not None} == {
        "Costs of the earlier reports": "1000000.00",
        "Costs of this report": "700000.00",
        "Total costs so far": "1700000.00",
        "Step 1: the rate of the costs": "1190000.00",
        "Maximum grant amount": "1000000.00",
        "Step 2: not above the maximum grant": "1000000.00",
        "Revenues (n) of all participants": "800000.00",
        "Profit: step 2 + revenues − costs": "100000.00",
        "Share of step 2 in the costs": Decimal("58.82"),
        "Deduction: the profit at that share": "58820.00",
        "Step 3: the final grant": "941180.00",
        "Payments received so far": "699000.00",
        "Balance: step 3 − what was received": "242180.00",
        "Warm Embrace Association": "1000000.00",
    }


def test_what_was_paid_above_the_final_grant_goes_back():
    over = replace(COMMISSIONS, asked=(replace(PAID[0], received=eur("941180.01")),))
    assert payment(over)["Balance: step 3 − what was received"] == ["-0.01", None, "more was paid: it goes back"]


def test_before_the_balance_nothing_is_paid_above_the_ceiling():
    interim = replace(COMMISSIONS, end_on=date(2027, 12, 31))
    told = payment(interim)
    assert [told[what][0] for what in (
        "EU contribution requested with this report", "Ceiling of the payments before the balance",
        "Payments received so far", "Left below the ceiling", "Payment, at most",
    )] == ["490000.00", "900000.00", "699000.00", "201000.00", "201000.00"]  # fmt: skip
    unknown = payment(replace(interim, interim_cap=None, sources=()))
    assert unknown["Payment, at most"][0] == "490000.00"
    assert unknown["Ceiling of the payments before the balance"] == [
        None, None, "not entered in the terms of the contract (usually 90%)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("threshold", "due"),
    [("1000000", "999999.00"), ("1 000 000,01", None), ("430000", "429999.00"), ("", None), ("по договора", None)],
)
def test_a_certificate_is_due_from_the_threshold_on_and_without_it_a_euro_less_is_paid(threshold, due):
    of = replace(COMMISSIONS, texts={"mga certificate": Text(threshold)})
    assert payment(of)["Warm Embrace Association"][:2] == ["1000000.00", due]
    warned = [one for one in ground_warnings(FIRST, of) if one.sentence == CERTIFICATE_DUE]
    assert [(one.facts["who"], one.facts["amount"], one.facts["most"]) for one in warned] == (
        [(LEAD.name, eur("1000000"), eur(due))] if due else []
    )


def test_each_participant_has_its_own_certificate_and_volunteers_limit_what_is_granted():
    own = replace(STAFF, partner_id=ABROAD.id, id=9)
    of = replace(
        COMMISSIONS,
        partners=(LEAD, ABROAD),
        lines=(STAFF, own, VOLUNTEERS, NO_INDIRECT),
        entries=(entry(1, "100", STAFF), entry(2, "900", VOLUNTEERS), entry(3, "40", own, partner_id=ABROAD.id)),
        earlier=(earlier(own, "1000", partner_id=ABROAD.id),),
        texts={"mga certificate": Text("600")},
    )
    told = payment(of)
    assert (told["Warm Embrace Association"][:2], told["Podul Alb Association"][:2]) == (
        ["100.00", None], ["728.00", "599.00"],
    )  # fmt: skip
    assert told["Step 1: the rate of the costs"] == [
        "1140.00", None, "70%, not above the costs without A.5",
    ]  # fmt: skip


def test_a_partner_that_sees_only_its_own_part_has_no_sheet_of_the_payment():
    of = replace(COMMISSIONS, partners=(ABROAD,), asked=())
    assert "Payment" not in [sheet.name for sheet in drawn(FIRST, of, "en")[0].sheets]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_draws_the_balance_as_agreed(language, golden):
    of = replace(COMMISSIONS, texts={**COMMISSIONS.texts, "mga certificate": Text("430000")})
    text = as_text(drawn(FIRST, of, language))
    start = text.index({"bg": "--- Плащане", "en": "--- Payment"}[language])
    golden(f"eu-mga-payment_{language}.txt", text[start : text.index("\n---", start + 1)])
