"""A saved page of ИСУН: its ids are read out of it, whatever stands around them; one that is none is refused („страница“)."""

import html
import json
from datetime import date

import pytest

from grants.errors import Objected
from grants.reports.ids.matching import Ours, arabic, left_over, matched
from grants.reports.ids.saved_page import (
    BROKEN_XML,
    CUT_OFF,
    MOST,
    NO_PAGE,
    NOTHING_IN_IT,
    TOO_LARGE,
    Found,
    read_page,
    roman,
)
from grants.reports.particulars import Numbered
from tests.reports.drafts import gid
from tests.reports.saved_pages import BUDGET, LINES, named, report, saved


def test_it_reads_every_part_of_the_contract_once():
    page = read_page(saved())
    assert (page.contract, page.package) == (gid(1), gid(2))
    told = {(one.kind, one.id): one.name for one in page.found}
    assert len(told) == len(page.found)
    assert {id_: name for (kind, id_), name in told.items() if kind is Numbered.LINE} == {
        gid(number): name for number, name in LINES.items()
    }
    assert told[Numbered.PARTNER, gid(21)] == "Asociación Puente"
    assert told[Numbered.CONTRACTOR, gid(31)] == "„Печатница Дунав“ ООД"
    assert told[Numbered.SUPPLY, gid(32)].startswith("No 7-А / 01.09.2025")
    assert gid(77) not in {id_ for _, id_ in told}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + saved(), id="with a mark of its encoding"),
        pytest.param(saved().decode().encode("utf-16"), id="in UTF-16"),
        pytest.param(html.escape(saved().decode()).encode(), id="its source, saved as a page"),
        pytest.param(
            saved(json.loads(json.dumps(report()).replace('"Id"', '"id"').replace('"Name"', '"name"'))),
            id="other capitals",
        ),
    ],
)
def test_it_reads_a_page_however_it_was_saved(content):
    assert len(read_page(content).found) == len(read_page(saved()).found)


FOR = {gid(32): ((gid(101), gid(11)), (gid(103), gid(11)))}
PAIRS = [
    {"BudgetDetail": named(101, "Ред"), "ContractActivity": named(11, "Дейност")},
    {"BudgetDetail": named(103, "Ред"), "ContractActivity": named(11, "Дейност")},
]


@pytest.mark.parametrize(
    ("told", "pairs"),
    [
        pytest.param({}, FOR, id="a list in which each says its contract"),
        pytest.param(
            {"ActivityBudgetDetailItems": {"": PAIRS * 2, gid(32): PAIRS}}, FOR, id="under each contract's id"
        ),
        pytest.param(
            {
                "ActivityBudgetDetailItems": None,
                "ActivityBudgetDetailDataCollection": [
                    {"ContractContractorId": gid(32).upper(), "ActivityBudgetDetailPairCollection": PAIRS}
                ],
            },
            FOR,
            id="under the other name",
        ),
        pytest.param(
            {"ActivityBudgetDetailItems": {"ContractContractorId": gid(32), "ActivityBudgetDetailPair": PAIRS[1]}},
            {gid(32): ((gid(103), gid(11)),)},
            id="of a single contract a single pair",
        ),
        pytest.param(
            {"ActivityBudgetDetailItems": {gid(32): [{"BudgetDetail": named(101, "Ред"), "ContractActivity": {}}]}},
            {gid(32): ((gid(101), ""),)},
            id="a line without an activity",
        ),
        pytest.param({"ActivityBudgetDetailItems": {gid(32): []}}, {gid(32): ()}, id="a contract for nothing"),
        pytest.param(
            {"ActivityBudgetDetailItems": [{"ContractContractorId": gid(32), "ActivityBudgetDetailPair": None}]},
            {gid(32): ()},
            id="a contract for nothing that says which it is",
        ),
        pytest.param(
            {"ActivityBudgetDetailItems": {gid(32): [{"Ред": named(101, "Ред")}]}}, {}, id="something not understood"
        ),
        pytest.param({"ActivityBudgetDetailItems": "х"}, {}, id="something else under the name"),
    ],
)
def test_it_reads_for_which_lines_and_activities_a_contract_is(told, pairs):
    assert read_page(saved(report(**told))).pairs == pairs


def test_it_reads_the_indicators_of_a_technical_report():
    told = {
        "Indicators": {
            "Indicator": [{"BFPContractIndicator": {"gid": gid(41), "Indicator": {"Name": "Обучени лица"}}}]
        },
        "Activities": [{"BFPContractActivity": {"gid": gid(11), "Code": "Дейност 1"}}],
    }
    page = read_page(saved(told, "TechnicalReport"))
    assert page.found == (
        Found(Numbered.INDICATOR, gid(41), "Обучени лица"),
        Found(Numbered.ACTIVITY, gid(11), "Дейност 1"),
    )


def test_it_finds_the_contract_in_the_address_the_page_was_saved_from():
    told = {name: value for name, value in report().items() if not name.endswith("Gid")}
    page = read_page(
        f"<!-- saved from url=(0099)https://isun/report/{gid(8)}/edit?packageGid={gid(9)} -->".encode() + saved(told)
    )
    assert (page.contract, page.package) == (gid(8), gid(9))


def test_it_reads_the_lines_of_the_budget_file():
    assert read_page(BUDGET.encode()).found == (Found(Numbered.LINE, gid(52), "IV.7.1 Координатор & счетоводител"),)


DEEP = '{"a":' * 400 + "1" + "}" * 400
BAD = [
    pytest.param(b"<html><body>\xd0\x92\xd1\x85\xd0\xbe\xd0\xb4</body></html>", NO_PAGE, id="a page of somewhere else"),
    pytest.param(b"PK\x03\x04" + bytes(range(256)), NO_PAGE, id="a workbook"),
    pytest.param(b"%PDF-1.7 \xff\xfe", NO_PAGE, id="a print of the page"),
    pytest.param(saved()[:900], CUT_OFF, id="a page that breaks off"),
    pytest.param(saved().replace(b'"Beneficiary":', b'"Beneficiary" '), CUT_OFF, id="no JSON"),
    pytest.param(f"window.FinanceReport = {DEEP}".encode(), CUT_OFF, id="nested without end"),
    pytest.param(saved({"Beneficiary": named(20, "х")}), NOTHING_IN_IT, id="a form without a contract"),
    pytest.param(
        saved({"BudgetDetail": {"Id": "00000000-0000-0000-0000-000000000000", "Name": "х"}}),
        NOTHING_IN_IT,
        id="empty ids",
    ),
    pytest.param(b"x" * (MOST + 1), TOO_LARGE, id="far too large"),
    pytest.param(BUDGET.encode()[:-30], BROKEN_XML, id="a budget that breaks off"),
    pytest.param(
        BUDGET.replace("?>", '?><!DOCTYPE x [<!ENTITY a "&b;&b;"><!ENTITY b "ха">]>', 1).encode(),
        BROKEN_XML,
        id="a budget with entities",
    ),
]


@pytest.mark.parametrize(("content", "sentence"), BAD)
def test_it_refuses_what_is_no_such_page(content, sentence):
    with pytest.raises(Objected) as refused:
        read_page(content)
    (objection,) = refused.value.objections
    assert (objection.sentence, objection.place) == (sentence, "page")


# --- which of ours is which -------------------------------------------------------------------------------------------


def line(row_id: int, number: str, *names: str) -> Ours:
    return Ours(Numbered.LINE, row_id, number, names)


def found(number: int, name: str, kind: Numbered = Numbered.LINE) -> Found:
    return Found(kind, gid(number), name)


MATCHED = [
    ("by its name", [line(1, "1.1.1", "Възнаграждения")], [found(1, "I.1.1 Възнаграждения")], {1: (1, True)}),
    (
        "in any capitals and quotation marks",
        [line(1, "3", "Наем на „Зала“")],
        [found(1, 'II.2.1 НАЕМ НА "ЗАЛА"')],
        {1: (1, True)},
    ),
    ("by either language", [line(1, "1", "Такси", "Fees")], [found(1, "V.1.1 Fees")], {1: (1, True)}),
    (
        "by its number too where names are alike",
        [line(1, "1.1.1", "Наем"), line(2, "2.1.1", "Наем")],
        [found(1, "II.1.1 Наем"), found(2, "I.1.1 Наем")],
        {1: (2, True), 2: (1, True)},
    ),
    (
        "not at all where names are alike and numbers differ",
        [line(1, "8", "Наем"), line(2, "9", "Наем")],
        [found(1, "II.1.1 Наем"), found(2, "I.1.1 Наем")],
        {},
    ),
    (
        "by its number alone, which is not sure",
        [line(1, "2.1.1", "Зали")],
        [found(1, "II.1.1 Наем на зали")],
        {1: (1, False)},
    ),
    (
        "and no thing twice",
        [line(1, "1.1.1", "Наем"), line(2, "1.1.1", "Друго")],
        [found(1, "I.1.1 Наем")],
        {1: (1, True)},
    ),
]


@pytest.mark.parametrize(("ours", "things", "expected"), [one[1:] for one in MATCHED], ids=[one[0] for one in MATCHED])
def test_it_recognises_a_line(ours, things, expected):
    matches = matched(ours, things)
    assert {row: (match.found.id, match.sure) for (_, row), match in matches.items()} == {
        row: (gid(number), sure) for row, (number, sure) in expected.items()
    }
    assert len(left_over(matches, things)) == len(things) - len({number for number, _ in expected.values()})


def test_it_recognises_activities_partners_contractors_and_contracts():
    ours = [
        Ours(Numbered.ACTIVITY, 1, "1", ("Обучения на място",)),
        Ours(Numbered.PARTNER, 2, "2", ("Асоциация „Мост“", "Asociación Puente")),
        Ours(Numbered.CONTRACTOR, 3, "1", ("Печатница Дунав ООД",)),
        Ours(Numbered.CONTRACTOR, 4, "2", ("Печатница Дунав ООД",)),
        Ours(Numbered.SUPPLY, 3, "1", ("Печатница Дунав ООД",), "7-а", date(2025, 9, 1)),
        Ours(Numbered.SUPPLY, 4, "2", ("Печатница Дунав ООД",), "8", date(2025, 9, 1)),
    ]
    matches = matched(ours, read_page(saved()).found)
    assert {key: match.found.id for key, match in matches.items()} == {
        (Numbered.ACTIVITY, 1): gid(11),
        (Numbered.PARTNER, 2): gid(21),
        (Numbered.CONTRACTOR, 3): gid(31),
        (Numbered.CONTRACTOR, 4): gid(31),
        (Numbered.SUPPLY, 3): gid(32),
    }


@pytest.mark.parametrize("number", range(1, 60))
def test_it_reads_roman_figures_as_it_writes_them(number):
    assert arabic(f"{roman(str(number))}.2.10") == f"{number}.2.10"
