"""The XML drafts for ИСУН: as the element tree of the paper asks, and as a reader of our own takes them („чернова“)."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.funders import isun_xml
from grants.funders.expenses import EXPENSES_FIRST
from grants.funders.format import Format
from grants.funders.registry import format_named
from grants.funders.tree import Branch, Document, Element, UnknownValue
from grants.reports.drafts import parts_of, told
from grants.reports.particulars import Numbered, Particulars
from grants.reports.rows import Claim
from grants.reports.rules import objections
from grants.reports.rules_warned import draft_warnings
from grants.reports.tree_file import written_tree
from grants.values.language import Text
from grants.values.money import Money
from grants.values.wording import wording
from tests.properties import pure
from tests.reports.drafts import CONTRACT, DRAFT, KNOWN, LINE_IDS, PACKAGE, gid, of, papers
from tests.reports.isun_xml_reader import Refusal, read
from tests.reports.papers import claim, claims_alone, paper, whole_report

GOLDEN = Path(__file__).parents[1] / "golden"
FORMAT: Format = isun_xml.FIRST
FINANCE, TECHNICAL = isun_xml.FINANCE, isun_xml.TECHNICAL


def finance(made=None, claims=None, known: Particulars = KNOWN) -> bytes:
    return written_tree(FINANCE, told(FINANCE, of(*((made, claims) if made else papers())), known))


def technical(made=None, claims=None, known: Particulars = KNOWN) -> bytes:
    return written_tree(TECHNICAL, told(TECHNICAL, of(*((made, claims) if made else papers())), known))


def written_costs(one: Claim):
    """What the rows of a single document's expense read as."""
    return read(finance([paper(5)], [one]), DRAFT)["CostSupportingDocuments"]["CostSupportingDocument"][0][
        "FinanceReportBudgetItemData"
    ]


# --- the file ---------------------------------------------------------------------------------------------------------


def test_it_writes_every_document_as_the_ledger_has_it():
    made, claims = papers()
    found = read(finance(), DRAFT)
    documents = found["CostSupportingDocuments"]["CostSupportingDocument"]
    assert found["BasicData"] == {"StartDate": "2025-12-01", "EndDate": "2026-02-28"}
    assert len(documents) == len(made)
    for one, document in zip(made, documents, strict=True):
        assert (document["Number"], document["Date"]) == (one.paper_number, f"{one.issued_on:%Y-%m-%d}")
        assert (document["PaymentDate"], document["IsLocked"]) == (f"{one.paid_on:%Y-%m-%d}", "false")
        assert document["CompanyType"] == "Beneficiary"
    for claimed, document in zip(claims, documents, strict=True):
        (cost,) = document["FinanceReportBudgetItemData"]
        assert claimed.euro is not None
        assert cost["TotalAmount"] == claimed.euro.decimal
        assert cost["BudgetDetail"]["Id"] == LINE_IDS[claimed.line_id or 0]


def test_it_calls_a_debit_note_other_and_says_so():
    made = [replace(paper(5, "debit_note"), description=Text("Дунав"))]
    (document,) = read(finance(made, [claim(made[0], 2, "5")]), DRAFT)["CostSupportingDocuments"][
        "CostSupportingDocument"
    ]
    assert document["CostSupportingDocumentType"] == "other"
    assert document["CostSupportingDocumentDescription"] == "Дебитно известие: Дунав"


@pytest.mark.parametrize(
    ("more", "company", "named"),
    [
        ({}, "Beneficiary", {}),
        ({"lead": False, "partner_id": 21}, "Partner", {"Partner": gid(21)}),
        ({"supply_id": 31}, "Contractor", {"Contractor": gid(31), "ContractContractor": gid(32)}),
        ({"supply_id": 99}, "Beneficiary", {}),
        ({"lead": False, "partner_id": 21, "supply_id": 31}, "Contractor", {"Contractor": gid(31)}),
    ],
)
def test_it_says_who_issued_a_document(more, company, named):
    made = [replace(paper(5), **more)]
    (document,) = read(finance(made, [claim(made[0], 2, "5")]), DRAFT)["CostSupportingDocuments"][
        "CostSupportingDocument"
    ]
    assert document["CompanyType"] == company
    assert ("Partner" in document) == (company == "Partner")
    for element, id_ in named.items():
        assert document[element]["Id"] == id_


def test_it_keeps_what_is_in_kind_in_a_row_of_its_own():
    one = replace(claim(paper(5), 2, "100.10", "20.00"), in_kind=Money.of("30.05", "EUR"), third=Money.of("1", "EUR"))
    money, kind = written_costs(one)
    assert (money["GrandAmount"], money["SelfAmount"], money["ContributionNature"]) == (
        Decimal("49.05"),
        Decimal(21),
        "no",
    )
    assert (kind["GrandAmount"], kind["SelfAmount"], kind["ContributionNature"]) == (0, Decimal("30.05"), "yes")


def test_it_marks_an_advance_and_eligible_vat_and_counts_whole_units():
    advance = replace(claim(paper(5), 2, "100"), from_advance=True)
    (cost,) = written_costs(advance)
    assert (cost["AdvancePayment"], cost["IsVatAmount"], "UnitCost" in cost) == ("yes", "true", False)
    units = replace(
        advance,
        form="unit_cost",
        units=Decimal("4.0000"),
        unit_price=Money.of("25", "EUR"),
        unit=Text("посещение", "visit"),
    )
    (cost,) = written_costs(units)
    assert (cost["UnitDefinition"], cost["ProducedUnitsCount"], cost["UnitCost"]) == (
        "посещение",
        "4",
        Decimal("25.00"),
    )


PLACES = {
    "outside_area": "InsideEU",
    "outside_union": "OutsideEU",
    "programming_area": "OutsideEUInProgrammingAreaEFRR",
    "third_countries": "ThirdCountriesEFRR",
}


@pytest.mark.parametrize("place", ["inside", *PLACES])
def test_it_marks_where_a_cost_was_made_and_cross_financing(place):
    (cost,) = written_costs(
        replace(claim(paper(5), 2, "100"), carried_out=place, cross_financed=place == "outside_area")
    )
    assert {element for element in PLACES.values() if cost[element] == "yes"} == (
        {PLACES[place]} if place in PLACES else set()
    )
    assert cost["CrossFinancing"] == ("yes" if place == "outside_area" else "no")


def test_it_writes_the_work_and_the_figures_of_the_period():
    found = read(technical(), DRAFT)
    assert found["BasicData"]["PreparerEmail"] == "maria@zaedno.example"
    (activity,) = found["Activities"]["Activity"]
    assert activity["BFPContractActivity"] == {"gid": gid(11)}
    assert (activity["Status"], activity["ActualStartDate"]) == ("inProgress", "2025-11-03")
    assert activity["ExecutionDescription"] == "Проведени са две обучения\nза 24 души <общо> & един R&amp; семинар"
    (indicator,) = found["Indicators"]["Indicator"]
    assert indicator["BFPContractIndicator"] == {"gid": gid(41), "Description": "Присъствени списъци <и анкети>"}
    assert (indicator["PeriodAmountTotal"], indicator["CumulativeAmountTotal"]) == (24, 60)
    (member,) = found["Team"]["TeamMember"]
    assert (member["Hours"], member["Uin"]) == (Decimal("7.5"), "0041010002")
    assert found["AttachedDocuments"] == {}


@pytest.mark.parametrize(("name", "written"), [("isun_finance.xml", finance), ("isun_technical.xml", technical)])
def test_it_writes_the_drafts_as_agreed(name, written):
    made, claims = papers()
    assert written(made[3:5], claims[3:5]).decode() == (GOLDEN / name).read_text(encoding="utf-8"), (
        "the draft has changed: read the difference, then renew the file"
    )


def test_it_gives_the_same_bytes_for_the_same_report():
    assert finance() == finance()
    assert technical() == technical()


_WORDS = st.text(max_size=60)


@pytest.mark.property
@pure
@given(
    _WORDS, _WORDS, st.integers(0, 10**11), st.integers(0, 100), st.integers(0, 100), st.sampled_from(("EUR", "BGN"))
)
def test_it_keeps_every_word_and_every_cent(words, number, cents, own, kind, currency):
    amount = Money(cents, currency)
    shares = Money(cents * own // 200, currency), Money(cents * kind // 200, currency)
    one = replace(claim(paper(5), 2, "1"), amount=amount, own=shares[0], in_kind=shares[1])
    made = [replace(paper(5), description=Text(words), paper_number=f"№{number}")]
    (document,) = read(finance(made, [one]), DRAFT)["CostSupportingDocuments"]["CostSupportingDocument"]
    assert document["Number"] == _kept(f"№{number}")
    assert document.get("CostSupportingDocumentDescription", "") == _kept(words)
    total = sum((cost["TotalAmount"] for cost in document["FinanceReportBudgetItemData"]), Decimal(0))
    assert one.euro is not None
    assert total == one.euro.decimal
    assert all(part.grant.minor >= 0 for part in parts_of(one))


def _kept(text: str) -> str:
    """Text as XML can hold it at all."""
    allowed = (c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c in "\t\n" or c >= " ")
    return "".join(c for c in allowed if c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")


# --- what is refused --------------------------------------------------------------------------------------------------


R = "http://ereg.egov.bg/segment/R-"
Change = tuple[str, str]  # a pattern, and what stands in its place


def missing(name: str) -> Change:
    """The first element of that name left out."""
    return rf"(?s)\n *<{name} [^>]*?(?:/>|>.*?</{name}>)", ""


def put(old: str, new: str) -> Change:
    return re.escape(old), new


def valued(name: str, value: str) -> Change:
    """The first plain element of that name with another value."""
    return rf"(<{name} [^>]*>)[^<]*<", rf"\g<1>{value}<"


def in_documents(field: str) -> str:
    return f"Полето „{field}” от секция „Опис - документи” трябва да е попълнено."


def below_zero(field: str, section: str = "Опис - документи") -> str:
    return f"Стойността в полето „{field}” от секция „{section}” трябва да е неотрицателно число."


NO_XML = "There is an error in XML document"
SPOILED_FINANCE: dict[str, tuple[Change, str]] = {
    "no declaration": (put('<?xml version="1.0" encoding="utf-8"?>\n', ""), "no declaration"),
    "half a file": (("(?s)<IsLocked.*", ""), "Global.AttachedFileIsCorrupted"),
    "a root in a namespace": (put("<FinanceReport ", f'<FinanceReport xmlns="{R}10043" '), NO_XML),
    "a root of another report": (("FinanceReport ", "FinancialReport "), "Global.AttachedFileIsCorrupted"),
    "children in the namespace of their parent": (put(f'<Number xmlns="{R}10066">', f'<Number xmlns="{R}10043">'), in_documents("Уникален номер")),
    "children in no namespace": (put(f'<StartDate xmlns="{R}10078">', '<StartDate xmlns="">'), "Полето „Начална дата” от секция „Общи данни” трябва да е попълнено."),
    "another contract": (put(f'contractGid="{CONTRACT}"', f'contractGid="{gid(9)}"'), "Финансовия отчет е към друг договор."),
    "no contract": (put(f' contractGid="{CONTRACT}"', ""), "Финансовия отчет е към друг договор."),
    "no package": (put(f' packageGid="{PACKAGE}"', ""), "packageGid"),
    "no end of the period": (missing("EndDate"), "Полето „Крайна дата” от секция „Общи данни” трябва да е попълнено."),
    "a period that ends first": (valued("EndDate", "2025-02-28"), "Датата в полето „Начална дата” трябва да бъде преди датата в полето „Крайна дата” в секция „Общи данни”."),
    "no document": (("(?s)\n *<CostSupportingDocument .*</CostSupportingDocument>", ""), "CostSupportingDocument is missing"),
    "a document without an id": (put("<CostSupportingDocument gid=", "<CostSupportingDocument id="), "gid"),
    "no type": (missing("CostSupportingDocumentType"), in_documents("Вид")),
    "a type that upload does not know": (put(">cashReceipt<", ">debitNotification<"), "debitNotification"),
    "a type in Bulgarian alone": (missing("Value"), "Value and Description"),
    "no number": (missing("Number"), in_documents("Уникален номер")),
    "no day": (missing("Date"), in_documents("Дата")),
    "no day of payment": (missing("PaymentDate"), in_documents("Дата на извършване на плащането")),
    "a day as people write it": (valued("Date", "09.12.2025"), "date"),
    "a day that does not exist": (valued("PaymentDate", "2026-02-30"), "no day 2026-02-30"),
    "a company that is none": (valued("CompanyType", "Lead"), "company"),
    "a partner's document without the partner": (valued("CompanyType", "Partner"), in_documents("Партньор")),
    "a contractor's document without the contractor": (valued("CompanyType", "Contractor"), in_documents("Изпълнител")),
    "no budget line": (missing("BudgetDetail"), in_documents("Ред от бюджета")),
    "a line of another contract": (put(gid(103), gid(999)), in_documents("Ред от бюджета")),
    "a line by its name": (put(gid(103), "I.1.3"), "guid"),
    "a decimal comma": (valued("TotalAmount", "123,45"), "amount"),
    "thousands apart": (valued("TotalAmount", "1 123.45"), "amount"),
    "an amount with its currency": (valued("GrandAmount", "111.10 €"), "amount"),
    "a grant below zero": (valued("GrandAmount", "-111.10"), below_zero("БФП/ФИ")),
    "own money below zero": (valued("SelfAmount", "-12.35"), below_zero("Собствено съфинансиране")),
    "VAT in words": (valued("IsVatAmount", "Да"), "boolean"),
    "no marker of cross-financing": (missing("CrossFinancing"), "CrossFinancing is missing"),
    "no marker of an advance": (missing("AdvancePayment"), "AdvancePayment is missing"),
    "a marker that does not exist": (put(">no</Value>", ">false</Value>"), "false"),
    "words that are not the marker's": (put(">Не</Description>", ">Да</Description>"), "no / Да"),
}  # fmt: skip


def in_team(field: str) -> str:
    return f"Полето „{field}” от секция „Екип” трябва да е попълнено."


def in_indicators(field: str) -> str:
    return f"Полето „{field}” от секция „Индикатори” трябва да е попълнено."


def in_general(field: str) -> str:
    return f"Полето „{field}” от секция „Общи данни” трябва да е попълнено."


SPOILED_TECHNICAL: dict[str, tuple[Change, str]] = {
    "no declaration": (put('<?xml version="1.0" encoding="utf-8"?>\n', ""), "no declaration"),
    "half a file": (("(?s)<TeamMember.*", ""), "Global.AttachedFileIsCorrupted"),
    "a root in a namespace": (put("<TechnicalReport ", f'<TechnicalReport xmlns="{R}10044" '), NO_XML),
    "a root of another report": (("TechnicalReport", "TechnicalReports"), NO_XML),
    "another contract": (put(f'contractGid="{CONTRACT}"', f'contractGid="{gid(9)}"'), "Техническия отчет е към друг договор."),
    "no package": (put(f' packageGid="{PACKAGE}"', ""), "packageGid"),
    "children in the namespace of their parent": (put(f'<PreparerName xmlns="{R}10052">', f'<PreparerName xmlns="{R}10044">'), in_general("Име")),
    "no beginning of the period": (missing("StartDate"), in_general("Начална дата")),
    "no end of the period": (missing("EndDate"), in_general("Крайна дата")),
    "a period that ends first": (valued("EndDate", "2025-02-28"), "Датата в полето „Начална дата” трябва да бъде преди датата в полето „Крайна дата” в секция „Общи данни”."),
    "nobody who prepares it": (missing("PreparerName"), in_general("Име")),
    "no position": (missing("PreparerPosition"), in_general("Длъжност")),
    "no phone": (missing("PreparerPhone"), in_general("Телефон")),
    "no address": (missing("PreparerEmail"), in_general("Електронен адрес")),
    "a phone too long": (valued("PreparerPhone", "1" * 51), "Полето „Телефон” от секция „Общи данни” не може да съдържа повече от 50 символа."),
    "an address too long": (valued("PreparerEmail", "а" * 90 + "@zaedno.example"), "Полето „Електронен адрес” от секция „Общи данни” не може да съдържа повече от 100 символа."),
    "an address that is none": (valued("PreparerEmail", "мария"), "Полето „Електронен адрес” от секция „Общи данни” трябва да съдържа валиден адрес на електронна поща."),
    "an activity without its id": ((r'(<BFPContractActivity [^>]*) gid="[^"]*"', r"\1"), "gid"),
    "no status": (missing("Status"), "Полето „Статус” от секция „Изпълнение по дейности” трябва да е попълнено."),
    "a status of ours": (put(">inProgress<", ">running<"), "running"),
    "words that are not the status's": (put(">В процес на изпълнение<", ">В изпълнение<"), "inProgress / В изпълнение"),
    "an end before the beginning": (("(</ActualStartDate>)", rf'\1<ActualEndDate xmlns="{R}10053">2025-11-02</ActualEndDate>'), "Датата в полето „Актуална начална дата” трябва да бъде преди датата в полето „Актуална крайна дата” в секция „Изпълнение по дейности”."),
    "an indicator below zero": (valued("PeriodAmountWomen", "-14"), below_zero("Отчетена стойност за периода на отчета", "Индикатори")),
    "an indicator without its source": ((r"(?s)\n *<Description [^>]*10038.*?</Description>", ""), in_indicators("Източник на информация")),
    "a source too long": ((r"(10038\">)[^<]*<", rf"\g<1>{'с' * 1001}<"), "Полето „Източник на информация” от секция „Индикатори” не може да съдържа повече от 1000 символа."),
    "an indicator without its id": ((r'(<BFPContractIndicator [^>]*) gid="[^"]*"', r"\1"), "gid"),
    "a source in the namespace of the indicator": (put(f'<Description xmlns="{R}10038">', f'<Description xmlns="{R}10054">'), in_indicators("Източник на информация")),
    "below zero so far": (valued("CumulativeAmountTotal", "-1"), below_zero("Отчетена стойност с натрупване", "Индикатори")),
    "less so far than was approved": (valued("CumulativeAmountTotal", "35.99"), "Стойността в полето „Отчетена стойност с натрупване” от секция „Индикатори” трябва да е по-голяма или равна от последно одобрената стойност."),
    "fewer men so far than were approved": (valued("CumulativeAmountMen", "14"), "Стойността в полето „Отчетена стойност с натрупване” от секция „Индикатори” трябва да е по-голяма или равна от последно одобрената стойност."),
    "fewer women so far than were approved": (valued("CumulativeAmountWomen", "20.99"), "Стойността в полето „Отчетена стойност с натрупване” от секция „Индикатори” трябва да е по-голяма или равна от последно одобрената стойност."),
    "an indicator with a comma": (valued("PeriodAmountTotal", "24,5"), "number"),
    "a member without a name": (missing("Name"), in_team("Име по документ за самоличност")),
    "a member without a position": (missing("Position"), in_team("Позиция по проекта/споразумението")),
    "a member without a number": (missing("Uin"), in_team("ЕГН/ Чуждестранно лице")),
    "a number with a wrong digit": (valued("Uin", "0041010003"), "Полето „ЕГН/ Чуждестранно лице” от секция „Екип” съдържа невалидна стойност."),
    "a kind of number that does not exist": (put(">egn<", ">lnch<"), "lnch"),
    "no kind of number": (missing("UinType"), in_team("Идентификатор")),
    "no engagement": (missing("CommitmentType"), in_team("Тип на ангажимента")),
    "no day": (missing("Date"), in_team("Дата")),
    "hours with a comma": (valued("Hours", "7,5"), "number"),
    "hours below zero": (valued("Hours", "-1"), below_zero("Отработени часове", "Екип")),
    "no work": (missing("Activity"), in_team("Извършена дейност")),
    "no results": (missing("Result"), in_team("Конкретни резултати")),
    "no attachments": (missing("AttachedDocuments"), "AttachedDocuments is missing"),
}  # fmt: skip


def _refused_in(content: bytes, change: Change) -> str:
    text = content.decode()
    spoiled = re.sub(*change, text, count=0 if change[0] == "TechnicalReport" else 1)
    assert spoiled != text
    with pytest.raises(Refusal) as refusal:
        read(spoiled.encode(), DRAFT)
    return str(refusal.value)


@pytest.mark.parametrize("name", SPOILED_FINANCE)
def test_its_reader_refuses_a_spoiled_financial_report_in_the_portals_words(name):
    change, message = SPOILED_FINANCE[name]
    assert message in _refused_in(finance(), change)


@pytest.mark.parametrize("name", SPOILED_TECHNICAL)
def test_its_reader_refuses_a_spoiled_technical_report_in_the_portals_words(name):
    change, message = SPOILED_TECHNICAL[name]
    assert message in _refused_in(technical(), change)


def test_its_reader_refuses_thirty_spoiled_reports_of_each_kind_and_then_takes_ours():
    assert min(len(SPOILED_FINANCE), len(SPOILED_TECHNICAL)) >= 30
    assert read(finance(), DRAFT)["CostSupportingDocuments"]
    assert read(technical(), DRAFT)["Team"]


def test_its_reader_refuses_own_money_in_an_advance_and_a_document_twice():
    with pytest.raises(Refusal, match="Не се позволява покриването"):
        written_costs(replace(claim(paper(5), 2, "100", "1"), from_advance=True))
    one = paper(5)
    twice = [one, replace(one, id=6)]
    with pytest.raises(Refusal, match="недопустимо дублиране"):
        read(finance(twice, [claim(each, 2, "5") for each in twice]), DRAFT)


def test_it_declares_each_namespace_as_its_type_has_it():
    root = ET.fromstring(finance())
    assert root.tag == "FinanceReport"
    assert {child.tag for child in root} == {f"{{{R}10043}}BasicData", f"{{{R}10043}}CostSupportingDocuments"}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("{")]


# --- would the funder accept it ---------------------------------------------------------------------------------------


def said(found, language="en") -> list[str]:
    words = wording(language)
    return [words.say(one.sentence, **one.facts) for one in found]


def refused(made=None, claims=None, known: Particulars = KNOWN) -> list[str]:
    return said(objections(FORMAT, of(*((made, claims) if made else papers())), known))


def test_it_finds_nothing_in_a_good_report():
    assert refused() == []


def _without(*kinds: Numbered) -> Particulars:
    return replace(KNOWN, ids={key: name for key, name in KNOWN.ids.items() if key[0] not in kinds})


INDICATORS: list[tuple[dict[str, Any], str]] = [
    ({"source": Text()}, "Indicator 1: “Source of verification” is missing, and the funder asks for it."),
    ({"source": Text("с" * 1001)}, "Indicator 1: “Source of verification” is longer than 1000 signs."),
    ({"so_far": Decimal("-0.5")}, "Indicator 1: what was reached so far is below zero."),
    (
        {"so_far": Decimal("35.99")},
        (
            "Indicator 1: 35.99 is reached so far, and 36 is approved already; the funder takes nothing less. Correct the "
            "values, or what was verified of them."
        ),
    ),
    ({"women_so_far": Decimal(-1)}, "Indicator 1: what was reached so far is below zero."),
    *(
        (
            {f"{of}_so_far": Decimal(few)},
            (
                f"Indicator 1: of {of} {few} is reached so far, and {approved} is approved already; the funder takes nothing "
                "less. Correct the values, or what was verified of them."
            ),
        )
        for of, few, approved in (("men", 14, 15), ("women", 20, 21))
    ),
]
FIVE = paper(5)
REFUSED = [
    ({"paid_on": None}, {}, KNOWN, "Document 5: “Payment date” is missing, and the funder asks for it."),
    ({"paper_number": ""}, {}, KNOWN, "Document 5: “Number” is missing, and the funder asks for it."),
    (
        {},
        {"line_id": None},
        KNOWN,
        "Document 5: an expense of €100.00 stands on no budget line, and the funder asks for one.",
    ),
    (
        {},
        {},
        _without(Numbered.LINE),
        "The funder's id of budget line 1.1 is not known here. Paste it among the ids at the funder.",
    ),
    (
        {"lead": False, "partner_id": 22},
        {},
        KNOWN,
        (
            "The funder's id of the partner Together Association, who has documents in the report, is not known here. Paste it among "
            "the ids at the funder."
        ),
    ),
    (
        {},
        {"amount": Money.of("100", "RON"), "own": Money.of("0", "RON")},
        KNOWN,
        "Document 5: nothing says what RON\xa0100.00 is in euro. Book a rate for it.",
    ),
    (
        {},
        {"amount": Money.of("-1", "EUR")},
        KNOWN,
        (
            "Document 5: −€1.00 is below zero, which the funder does not take. Set a credit note against its invoice and claim "
            "there what is left."
        ),
    ),
    (
        {},
        {"own": Money.of("1", "EUR"), "from_advance": True},
        KNOWN,
        "Document 5: an expense that covers an advance has €1.00 of own contribution. An advance is grant alone.",
    ),
    (
        {},
        {"form": "unit_cost", "units": Decimal("2.5")},
        KNOWN,
        "Document 5: 2.5 units are claimed; the funder takes whole units only.",
    ),
    (
        {},
        {},
        replace(KNOWN, contract=None),
        "The funder's id of the contract is not known here, and without it no draft is taken. Paste it once.",
    ),
    (
        {},
        {},
        replace(KNOWN, package=None),
        "The funder's id of the open report package is not known here. Open the package there and paste its id.",
    ),
    (
        {},
        {},
        replace(KNOWN, preparer=replace(KNOWN.preparer, phone="")),
        "The technical report asks who prepares it: “Phone” is missing.",
    ),
    (
        {},
        {},
        replace(KNOWN, preparer=replace(KNOWN.preparer, phone="1" * 51)),
        "“Phone” of who prepares the report is longer than 50 signs.",
    ),
    (
        {},
        {},
        replace(KNOWN, preparer=replace(KNOWN.preparer, email="мария")),
        "“мария” is no e-mail address of who prepares the report.",
    ),
    (
        {},
        {},
        replace(KNOWN, activities=(replace(KNOWN.activities[0], finished_on=date(2025, 11, 2)),)),
        "Activity 1 ended on 2 Nov 2025, before it began on 3 Nov 2025.",
    ),
    (
        {},
        {},
        replace(KNOWN, indicators=(replace(KNOWN.indicators[0], men=Decimal(-1)),)),
        "Indicator 1: a value of the period is below zero.",
    ),
    *(
        ({}, {}, replace(KNOWN, indicators=(replace(KNOWN.indicators[0], **told_of),)), sentence)
        for told_of, sentence in INDICATORS
    ),
    (
        {},
        {},
        replace(KNOWN, team=(replace(KNOWN.team[0], personal_number=""),)),
        "Иван Петров: “Personal number” is missing, and the funder asks for it.",
    ),
]


NOTHING_APPROVED = {"approved": None, "men_approved": None, "women_approved": None}
TAKEN: dict[str, dict[str, Any]] = {
    "as much as was approved": {"so_far": Decimal(36)},
    "as many women as were approved": {"women_so_far": Decimal(21)},
    "nothing approved yet": {**NOTHING_APPROVED, "so_far": Decimal(0), "men_so_far": Decimal(0)},
    "reported as it stands, or without a trend": {**NOTHING_APPROVED, "so_far": Decimal(3), "women_so_far": Decimal(3)},
    "nothing recorded": {"total": None, "so_far": None},
    "a source in English alone": {"source": Text("", "Lists")},
    "a source of just so many signs": {"source": Text("с" * 1000)},
    "no id there, so not in the file": {"id": 99, "source": Text(), "total": Decimal(-1)},
}


@pytest.mark.parametrize("name", TAKEN)
def test_it_takes_an_indicator(name):
    assert refused(known=replace(KNOWN, indicators=(replace(KNOWN.indicators[0], **TAKEN[name]),))) == []


@pytest.mark.parametrize(("of_paper", "of_claim", "known", "sentence"), REFUSED)
def test_it_refuses_what_the_funder_would_refuse(of_paper, of_claim, known, sentence):
    made = [replace(FIVE, **of_paper)]
    assert refused(made, [replace(claim(made[0], 2, "100"), **of_claim)], known) == [sentence]


def test_it_says_where_in_the_file_a_thing_is_missing():
    made = [paper(4), replace(FIVE, paid_on=None)]
    (found,) = objections(FORMAT, of(made, [claim(one, 2, "1") for one in made]), KNOWN)
    # Paid on no day: it falls in the period by its own date.
    assert (found.sheet, found.row, found.column) == ("FinanceReport", 2, "PaymentDate")
    assert found.facts["document_id"] == 5


SAYS = [
    ({"paid_on": None}, {}, KNOWN, ("FinanceReport", 1, "PaymentDate"), "Полето „Дата на извършване на плащането” от секция „Опис - документи” трябва да е попълнено."),
    ({"kind": ""}, {}, KNOWN, ("FinanceReport", 1, "CostSupportingDocumentType"), "Полето „Вид” от секция „Опис - документи” трябва да е попълнено."),
    ({"paper_number": ""}, {}, KNOWN, ("FinanceReport", 1, "Number"), "Полето „Уникален номер” от секция „Опис - документи” трябва да е попълнено."),
    ({"issued_on": None}, {}, KNOWN, ("FinanceReport", 1, "Date"), "Полето „Дата” от секция „Опис - документи” трябва да е попълнено."),
    ({"lead": False, "partner_id": 22}, {}, KNOWN, ("FinanceReport", 1, "Partner"), "Полето „Партньор” от секция „Опис - документи” трябва да е попълнено."),
    ({}, {"line_id": None}, KNOWN, ("FinanceReport", 1, "BudgetDetail"), "Полето „Ред от бюджета” от секция „Опис - документи” трябва да е попълнено."),
    ({}, {"amount": Money.of("-1", "EUR")}, KNOWN, ("FinanceReport", 1, "GrandAmount"), "Стойността в полето „БФП/ФИ” от секция „Опис - документи” трябва да е неотрицателно число."),
    ({}, {"amount": Money.of("5", "EUR"), "own": Money.of("-3", "EUR")}, KNOWN, ("FinanceReport", 1, "SelfAmount"), "Стойността в полето „Собствено съфинансиране” от секция „Опис - документи” трябва да е неотрицателно число."),
    ({}, {"form": "unit_cost", "units": Decimal("2.5")}, KNOWN, ("FinanceReport", 1, "ProducedUnitsCount"), "Полето „Брой произведени единици” от секция „Опис - документи” трябва да съдържа цяло число."),
    ({}, {"form": "unit_cost", "units": Decimal(2), "unit_price": Money.of("-7", "EUR")}, KNOWN, ("FinanceReport", 1, "UnitCost"), "Стойността в полето „Разход за единица” от секция „Опис - документи” трябва да е неотрицателно число."),
    ({}, {"own": Money.of("1", "EUR"), "from_advance": True}, KNOWN, ("FinanceReport", 1, "SelfAmount"), "Не се позволява покриването на сертифицирано авансово плащане по чл.131(4) от Регламент 1303/2013 да се извършва с верифицирани разходи с източник „собствено съфинансиране“ в секция „Опис - документи”."),
    ({}, {}, replace(KNOWN, contract=None), ("FinanceReport", None, "contractGid"), "Финансовия отчет е към друг договор."),
    ({}, {}, replace(KNOWN, preparer=replace(KNOWN.preparer, name="")), ("TechnicalReport", None, "PreparerName"), "Полето „Име” от секция „Общи данни” трябва да е попълнено."),
    ({}, {}, replace(KNOWN, preparer=replace(KNOWN.preparer, phone="1" * 51)), ("TechnicalReport", None, "PreparerPhone"), "Полето „Телефон” от секция „Общи данни” не може да съдържа повече от 50 символа."),
    ({}, {}, replace(KNOWN, preparer=replace(KNOWN.preparer, email="мария")), ("TechnicalReport", None, "PreparerEmail"), "Полето „Електронен адрес” от секция „Общи данни” трябва да съдържа валиден адрес на електронна поща."),
    ({}, {}, replace(KNOWN, activities=(replace(KNOWN.activities[0], finished_on=date(2025, 11, 2)),)), ("TechnicalReport", 1, "ActualEndDate"), "Датата в полето „Актуална начална дата” трябва да бъде преди датата в полето „Актуална крайна дата” в секция „Изпълнение по дейности”."),
    ({}, {}, replace(KNOWN, indicators=(replace(KNOWN.indicators[0], men=Decimal(-1)),)), ("TechnicalReport", 1, "PeriodAmountTotal"), "Стойността в полето „Отчетена стойност за периода на отчета” от секция „Индикатори” трябва да е неотрицателно число."),
    ({}, {}, replace(KNOWN, indicators=(KNOWN.indicators[1], replace(KNOWN.indicators[0], source=Text()))), ("TechnicalReport", 1, "Description"), "Полето „Източник на информация” от секция „Индикатори” трябва да е попълнено."),
    ({}, {}, replace(KNOWN, indicators=(replace(KNOWN.indicators[0], source=Text("с" * 1001)),)), ("TechnicalReport", 1, "Description"), "Полето „Източник на информация” от секция „Индикатори” не може да съдържа повече от 1000 символа."),
    ({}, {}, replace(KNOWN, indicators=(replace(KNOWN.indicators[0], so_far=Decimal(-1)),)), ("TechnicalReport", 1, "CumulativeAmountTotal"), "Стойността в полето „Отчетена стойност с натрупване” от секция „Индикатори” трябва да е неотрицателно число."),
    ({}, {}, replace(KNOWN, indicators=(replace(KNOWN.indicators[0], so_far=Decimal(35)),)), ("TechnicalReport", 1, "CumulativeAmountTotal"), "Стойността в полето „Отчетена стойност с натрупване” от секция „Индикатори” трябва да е по-голяма или равна от последно одобрената стойност."),
    *(
        ({}, {}, replace(KNOWN, team=(replace(KNOWN.team[0], **spoiled),)), ("TechnicalReport", 1, element), said_)
        for spoiled, element, said_ in (
            ({"name": ""}, "Name", "Полето „Име по документ за самоличност” от секция „Екип” трябва да е попълнено."),
            ({"position": ""}, "Position", "Полето „Позиция по проекта/споразумението” от секция „Екип” трябва да е попълнено."),
            ({"identifier": "egn", "personal_number": ""}, "Uin", "Полето „ЕГН/ Чуждестранно лице” от секция „Екип” трябва да е попълнено."),
            ({"personal_number": "0041010006"}, "Uin", "Полето „ЕГН/ Чуждестранно лице” от секция „Екип” съдържа невалидна стойност."),
            ({"identifier": "foreign", "personal_number": "X" * 51}, "Uin", "Полето „ЕГН/ Чуждестранно лице” от секция „Екип” не може да съдържа повече от 50 символа."),
            ({"identifier": ""}, "UinType", "Полето „Идентификатор” от секция „Екип” трябва да е попълнено."),
            ({"engagement": ""}, "CommitmentType", "Полето „Тип на ангажимента” от секция „Екип” трябва да е попълнено."),
            ({"hours": Decimal(-1)}, "Hours", "Стойността в полето „Отработени часове” от секция „Екип” трябва да е неотрицателно число."),
            ({"done": ""}, "Activity", "Полето „Извършена дейност” от секция „Екип” трябва да е попълнено."),
            ({"results": ""}, "Result", "Полето „Конкретни резултати” от секция „Екип” трябва да е попълнено."),
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("of_paper", "of_claim", "known", "place", "theirs"), SAYS)
def test_it_gives_the_funders_own_sentence_with_the_row_and_the_element(of_paper, of_claim, known, place, theirs):
    made = [replace(FIVE, **of_paper)]
    (found,) = objections(FORMAT, of(made, [replace(claim(made[0], 2, "100"), **of_claim)]), known)
    assert (found.sheet, found.row, found.column) == place
    assert found.theirs.bg == theirs


def test_it_gives_the_funders_own_sentence_of_an_empty_report_and_of_a_document_twice():
    (none,) = objections(FORMAT, of([], []), KNOWN)
    assert none.theirs.bg == "Трябва да бъде добавен поне един елемент в секция „Опис - документи”."
    one = replace(FIVE, paper_number="17", issued_on=date(2026, 1, 15), supplier="„Печатница Дунав“ ООД")
    twice = [one, replace(one, id=6)]
    (found,) = objections(FORMAT, of(twice, [claim(each, 2, "5") for each in twice]), KNOWN)
    assert found.theirs.bg == (
        "В секция „Опис - документи” е установено недопустимо дублиране на Уникален номер: „17”, Дата: „15.01.2026”, Издател на "
        "РОД: „„Печатница Дунав“ ООД”, Ред от бюджета: „1.1”, Дейност: „2” и Обща сума: 5,00."
    )


def test_it_warns_of_what_the_funder_does_not_look_at_and_of_what_is_typed_by_hand():
    one = replace(paper(5), issued_on=date(2026, 2, 1), paid_on=date(2026, 1, 31), supply_id=99)
    claims = [replace(claim(one, 2, "5"), activity_id=12, activity="2", third=Money.of("1", "EUR")), *claims_alone()]
    told_ = said(draft_warnings(FORMAT, of([one], claims), replace(KNOWN, team=())))
    assert [sentence for sentence in told_ if "by hand" not in sentence] == [
        "Document 5 was paid on 31 Jan 2026, before its own date, 1 Feb 2026.",
        (
            "Made out under contracts of which the funder's ids are not known here: documents 5. They go in as issued by the "
            "beneficiary or the partner. Choose the contractor in the funder's system."
        ),
        "The funder's id of activity 2 is not known here: its expenses go in without an activity.",
        "Activities 2 have no ids of the funder here: they stay as they are in the funder's report.",
        "Indicators 2 have no ids of the funder here: they stay as they are in the funder's report.",
        "Document 5: €1.00 of third parties stands in the draft as own contribution.",
        (
            "The draft of the technical report holds no team, and uploading it empties the team there. Load the team sheet "
            "after it, or take the draft with the team from the page of that sheet."
        ),
    ]
    assert sum("by hand" in sentence for sentence in told_) == 3
    assert not draft_warnings(EXPENSES_FIRST, whole_report(), KNOWN)


@pytest.mark.parametrize("code", ["isun-docs", "isun-typing", "isun-form"])
def test_it_warns_of_odd_days_of_payment_in_whatever_is_made_for_isun(code):
    early = replace(paper(5), issued_on=date(2026, 2, 1), paid_on=date(2026, 1, 31))
    late = replace(of([early], [claim(early, 2, "5")]), first=date(2026, 2, 1))
    day = wording("en").day
    assert said(draft_warnings(format_named(code), late, KNOWN)) == [
        f"Paid outside the period, 1 Feb 2026 – {day(late.last)}: documents 5.",
        "Document 5 was paid on 31 Jan 2026, before its own date, 1 Feb 2026.",
    ]


def test_it_warns_of_documents_under_a_contract_whose_lines_the_funder_checks_alone():
    made = [replace(paper(5), supply_id=31), paper(6)]
    found = said(draft_warnings(FORMAT, of(made, [claim(one, 2, "5") for one in made]), KNOWN))
    assert found[0].startswith("Documents 5 go in under contracts of which it is not known here")


def test_it_refuses_a_misspelled_value_and_names_those_there_are():
    with pytest.raises(UnknownValue, match="paper_number"):
        Document(
            Text("х"),
            ".x",
            "costs",
            "X",
            Branch("", (Element("D", "documents", Branch("", (Element("N", "номер"),))),)),
        )
