"""What the funder's system asks of the rows of a list, at their exact place, and what is only warned of („най-много 150 реда“)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from grants.funders.ground import Again, Delivered, Planned
from grants.funders.interreg_project import PROJECT_FIRST
from grants.funders.interreg_report import PARTNER_FIRST
from grants.reports.asked_figures import figures_for
from grants.reports.grounded import figures_of
from grants.reports.rules import objections
from grants.reports.rules_list import list_warnings
from grants.reports.summed import SummedFigures
from grants.values.language import Text
from grants.values.money import Money
from grants.values.wording import wording
from tests.reports.grounds import ABROAD, LEAD, drawn, entry, eur, ground, line
from tests.reports.interreg import LUMP, SERVICES, STAFF, UNIT, whole

FILED = {"files": ("фактура.pdf",)}
LIST = "Списък на разходите"


def refused(*entries, **told) -> list[tuple[str, str, int | None, str]]:
    of = ground([SERVICES, STAFF], entries, **told)
    return [
        (wording("bg").say(one.sentence, **one.facts), one.sheet, one.row, one.column)
        for one in objections(PARTNER_FIRST, figures_of(of), ground=of)
    ]


def warned(*entries, **told) -> list[str]:
    of = ground([SERVICES, STAFF], entries, **told)
    return [wording("bg").say(one.sentence, **one.facts) for one in list_warnings(PARTNER_FIRST, of)]


def test_it_has_nothing_against_a_whole_report():
    of = whole()
    assert objections(PARTNER_FIRST, figures_of(of), ground=of) == ()
    assert warned(entry(1, "10", SERVICES, **FILED)) == []


@pytest.mark.parametrize(
    ("told", "row", "column", "words"),
    [
        ({"paper_number": "9" * 31}, 8, "G", "„Фактура №“ е с дължина 31 знака, а се приемат най-много 30"),
        ({"description": Text("д" * 256)}, 8, "K", "„Описание (BG)“ е с дължина 256 знака, а се приемат най-много 255"),
        ({"vat": eur("-1")}, 8, "O", "„ДДС“ е"),
        ({"paid_on": date(2026, 10, 1)}, 8, "A", "платен е на 1.10.2026"),
        ({"paid_on": date(2025, 12, 31)}, 8, "A", "31.12.2025 г. е извън периода на допустимост на разходите"),
        ({"category": "none"}, 8, "D", "няма категория разходи на Jems, а такъв ред не се приема"),
        ({"category": "indirect"}, 8, "D", "няма категория разходи на Jems"),
    ],
)
def test_it_names_the_row_and_the_column_of_what_is_wrong(told, row, column, words):
    (said, sheet, at, letters), *others = refused(entry(1, "10", SERVICES, **told))
    assert others == []
    assert (sheet, at, letters) == (LIST, row, column)
    assert said.startswith(f"LP1, {LIST}, ред 8: ")
    assert words in " ".join(said.split())


def test_no_amount_is_larger_than_the_form_holds():
    assert refused(entry(1, "-999999999.99", SERVICES)) == []
    found = refused(entry(1, "10", SERVICES, vat=eur("1000000000")))
    assert [(row, column) for _, _, row, column in found] == [(8, "N"), (8, "O")]  # the VAT, and the whole invoice
    assert "„ДДС“ е 1 000 000 000,00 €, а не се приема повече от 999 999 999,99" in " ".join(found[1][0].split())


def test_costs_are_eligible_from_the_day_that_the_contract_names():
    first, last = date(2026, 8, 1), date(2026, 9, 1)
    claimed = [
        entry(at, "10", SERVICES, **FILED).but(paid_on=day)
        for at, day in ((1, first), (2, last), (3, date(2026, 9, 2)))
    ]
    (said, *_), *others = refused(*claimed, eligible_from=first, eligible_until=last)
    assert others == []
    assert "2.09.2026 г. е извън периода на допустимост на разходите, 1.08.2026 г. – 1.09.2026 г." in " ".join(
        said.split()
    )


def test_the_columns_for_options_and_investments_are_there_only_for_who_has_them():
    words = {"Единични разходи и еднократни суми", "Инвестиция №"}
    for of, wanted in ((whole(), words), (ground([SERVICES], [entry(1, "10", SERVICES)]), set())):
        found = {
            one.text
            for one in next(one for one in drawn(PARTNER_FIRST, of, "bg")[0].sheets if one.name == LIST).headings
        }
        assert found & words == wanted


def test_it_counts_rows_in_each_partners_own_file():
    entries = [entry(1, "10", SERVICES), entry(2, "10", SERVICES, partner_id=ABROAD.id), entry(3, "0", STAFF)]
    found = refused(*entries[:2], entries[2].but(partner_id=ABROAD.id))
    assert [(said.split(":")[0], row, column) for said, _, row, column in found] == [(f"PP2, {LIST}, ред 9", 9, "R")]


def test_it_takes_no_more_than_150_rows():
    assert refused(*(entry(at, "1", SERVICES) for at in range(1, 151))) == []
    (said, sheet, row, _), *others = refused(*(entry(at, "1", SERVICES) for at in range(1, 152)))
    assert (others, sheet, row) == ([], LIST, None)
    assert "редовете са 151, а се приемат най-много 150" in said


def test_it_stops_at_a_currency_without_a_rate():
    (said, *_), *others = refused(entry(1, "10", SERVICES, currency="RSD"))
    assert others == []
    assert "RSD" in said


@pytest.mark.parametrize(("same", "stops"), [(True, 1), (False, 0)])
def test_it_finds_an_invoice_that_was_reported_before(same, stops):
    claimed = entry(4, "10", SERVICES, **FILED)
    again = (Again(4, "17", "1.1", same),)
    assert len(refused(claimed, again=again)) == stops
    assert len(warned(claimed, again=again)) == 1 - stops


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"files": ()}, "няма прикачен файл"),
        ({"paid_on": date(2026, 7, 30)}, "платен преди датата на фактурата"),
        ({"issued_on": date(2025, 12, 30)}, "датата на фактурата е извън периода на допустимост"),
        ({"net": eur("9.99")}, "повече от стойността на фактурата"),
        ({"net": eur("9"), "vat": eur("1.80"), "vat_recoverable": True}, "включено е ДДС, което се възстановява"),
    ],
)
def test_it_warns_and_lets_the_file_be_written(told, words):
    claimed = entry(1, "10", SERVICES, **{**FILED, **told})
    assert refused(claimed) == []
    assert warned(claimed) == [f"LP1, {LIST}, ред 8: {words}."]


PAPERLESS = {"document_id": None, "register_number": "", "evidence": "Протокол", "claimed_on": date(2026, 9, 1)}
TRAINED = replace(UNIT, unit_price=eur("92.00"))
LEI = {"currency": "RON", "per_euro": Decimal("4.9745"), "partner_id": ABROAD.id}
OF_A_UNIT = "Разход 1 на ред 1.7: стойността на единица е"


@pytest.mark.parametrize("format_", [PARTNER_FIRST, PROJECT_FIRST], ids=lambda one: one.code)
@pytest.mark.parametrize(
    ("on", "amount", "told", "stops"),
    [
        (TRAINED, "1104.00", {"units": Decimal(12), "unit_price": eur("92.00")}, ""),
        (TRAINED, "1100.00", {"units": Decimal(12), "unit_price": eur("92.00")},
         "Разход 1 на ред 1.7: заявено е 1 100,00 €, а 12 единици по 92,00 € правят 1 104,00 €. Заявете колкото правят единиците."),
        (TRAINED, "1080.00", {"units": Decimal(12), "unit_price": eur("90.00")},
         f"{OF_A_UNIT} 90,00 €, а в бюджета е 92,00 €. Тя е определена от финансиращата организация: заявете по нея."),
        (TRAINED, "92.00", {"unit_price": eur("92.00")},
         "Разход 1 на ред 1.7: заявено е 92,00 € по единици, а липсва броят им или стойността на една. Впишете и двете."),
        (UNIT, "77.49", {"units": Decimal("5.5"), "unit_price": eur("14.09")}, ""),  # R2: cut off, not rounded
        (UNIT, "77.50", {"units": Decimal("5.5"), "unit_price": eur("14.09")}, "Разход 1 на ред 1.7: заявено е 77,50 €, а 5,5 единици"),
        (UNIT, "621.80", {**LEI, "euro": eur("125.00"), "units": Decimal(10), "unit_price": Money.of("62.18", "RON")}, ""),
        (UNIT, "621.81", {**LEI, "euro": eur("125.00"), "units": Decimal(10), "unit_price": Money.of("62.18", "RON")},
         "Разход 1 на ред 1.7: заявено е 621,81 RON, а 10 единици по 62,18 RON правят 621,80 RON"),
        (LUMP, "5000.00", {}, ""),
        (LUMP, "2500.00", {}, "Ред 1.6 е еднократна сума, която се плаща изцяло или никак"),
    ],
)  # fmt: skip
def test_units_and_lump_sums_are_declared_as_the_chosen_option_fixes_them(format_, on, amount, told, stops):
    of = ground([on], [entry(1, amount, on, **{**PAPERLESS, **told})])
    found = [wording("bg").say(one.sentence, **one.facts) for one in objections(format_, figures_of(of), ground=of)]
    plain = [" ".join(one.split()) for one in found]
    assert [one.startswith(stops) for one in plain] == [True] * bool(stops), plain


def test_it_warns_of_what_is_missing_in_the_smaller_lists():
    contract = replace(whole().supplies[0], supplier_eik="", title=Text("т" * 301), partner_id=LEAD.id, parts=())
    found = warned(supplies=(contract,))
    assert [one.split(": ", 1)[1].split("“")[0] for one in found] == [
        "„Обществена поръчка",
        "липсва „ДДС / данъчен номер",
    ]


def test_it_asks_nothing_of_formats_that_ask_for_nothing():
    of = ground([line("1", "5")], [entry(1, "0", paid_on=date(2030, 1, 1))])
    assert list_warnings(replace(PARTNER_FIRST, checks=()), of) == ()


LONG_TEXTS = {
    "summary": Text("о" * 5001),
    "target_group.1": Text("г" * 2001),
    "work_package.1": Text("п" * 4999),
}


def test_it_warns_of_texts_that_are_too_long_for_their_places():
    plan = Planned(1, "1.1", Text("Обучения"), done=Text("н" * 2001), package="1", partner_id=LEAD.id)
    of = {"texts": LONG_TEXTS, "groups": (Text("Младежи"),), "partners": (LEAD,), "activities": (plan,)}
    told = sorted(one.split(", ", 1)[1] for one in warned(**of))
    assert [one.split(":")[0].split(",")[0] for one in told] == ["Идентификация", "Идентификация", "Работен план"]
    assert "„Обобщение на работата на партньора (BG)“ е с дължина 5001 знака, а се приемат най-много 5000" in told[0]
    assert "„Целева група: Младежи“ е с дължина 2001 знака, а се приемат най-много 2000" in told[1]
    assert "„Напредък през периода“ е с дължина 2001" in told[2]
    [more] = warned(
        **{**of, "texts": {"work_package.1": Text("п" * 5001)}, "activities": (replace(plan, done=Text()),)}
    )
    assert "е с дължина 5001 знака, а се приемат най-много 5000" in more


def test_it_warns_once_of_a_long_comment_of_the_control_and_refuses_nothing_for_it():
    decided = entry(1, "10", SERVICES, state="approved", decision="к" * 1001, **FILED)
    assert refused(decided) == []
    [told] = warned(decided)
    assert "След контрол" in told
    assert "1001" in told
    assert len(refused(decided.but(paper_number="9" * 31))) == 1
    assert len(warned(decided.but(paper_number="9" * 31))) == 1


def test_the_lead_partners_report_is_told_of_too_long_texts_as_well():
    handed = Delivered("1.1", Text("Наръчник"), "1.1", None, None, "accepted", note=Text("н" * 2001))
    of = ground([SERVICES], [], deliverables=(handed,), activities=(Planned(1, "1.1", Text("Обучения")),))
    [told] = list_warnings(PROJECT_FIRST, of)
    assert told.facts["length"] == 2001
    assert isinstance(figures_for(PROJECT_FIRST, of), SummedFigures)
