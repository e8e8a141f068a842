"""An expense under a contractor's contract stands on a line and an activity that the contract has in ИСУН („договор“)."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from grants.funders.format import Format
from grants.funders.ground import Linked, Planned, Supplied
from grants.funders.registry import format_named
from grants.reports.drafts import told
from grants.reports.grounded import figures_of
from grants.reports.particulars import FunderName, Numbered, Particulars
from grants.reports.rules import objections
from grants.reports.rules_linked import lines_linked
from grants.reports.rules_warned import draft_warnings
from grants.reports.tree_file import written_tree
from grants.reports.workbook import written
from grants.values.language import Text
from grants.values.wording import wording
from tests.reports.drafts import gid
from tests.reports.grounds import drawn, entry, eur, ground, line
from tests.reports.isun_xml_reader import Draft, Refusal, read

PAY, PRINT = line("1.1", "3000"), line("2.1", "900", title=Text("Печат"))
TRAINING, VISITS = Planned(5, "2", Text("Обучения")), Planned(6, "3", Text("Посещения"))
CONTRACT = Supplied(7, "7", Text("Печат"), "Д-7", date(2026, 2, 3), eur("900"), "„Печатница Дунав“ ООД", "112233445")
XML, DOCS, TYPING = (format_named(code) for code in ("isun-xml", "isun-docs", "isun-typing"))
EMPTY = "Полето „Ред от бюджета” от секция „Опис - документи” трябва да е попълнено."
INVALID = "Невалидна стойност."


def spent(*linked: Linked, on=PRINT, activity=5, supply=7):
    """A payroll, and then an invoice on a line with an activity, under a contract that has those in ИСУН."""
    entries = (
        entry(1, "500", PAY, kind="payroll"),
        entry(2, "100", on, supply_id=supply, activity_id=activity, activity="2" if activity == 5 else "3"),
    )
    return ground(
        [PAY, PRINT], entries, supplies=(replace(CONTRACT, linked=tuple(linked)),), activities=(TRAINING, VISITS)
    )


def found(of, format_: Format):
    return [
        (one.sheet, one.row, one.column, one.theirs.bg, wording("en").say(one.sentence, **one.facts))
        for one in lines_linked(format_, figures_of(of), of)
    ]


TAKEN = {
    "nothing is known of the contract": spent(),
    "the line with its activity": spent(Linked(21, 5)),
    "another of the line's activities": spent(Linked(21, 6), Linked(21, 5), Linked(11, 6)),
    "a line that is taken with any activity": spent(Linked(21)),
    "a line of the contract, and no activity told": spent(Linked(21, 6), activity=None),
    "no contract": spent(Linked(11, 5), supply=None),
    "another contract": spent(Linked(11, 5), supply=8),
}


@pytest.mark.parametrize("name", TAKEN)
@pytest.mark.parametrize("format_", [XML, DOCS, TYPING], ids=lambda one: one.code)
def test_it_lets_pass(name, format_):
    assert found(TAKEN[name], format_) == []


NO_LINE = spent(Linked(11, 5), Linked(11))
FOR_NONE = spent(Linked())
NO_ACTIVITY = spent(Linked(21, 6), Linked(11, 5))
OUR_LINE = (
    "Document 2: in ИСУН the contract No Д-7 / 03.02.2026 - „Печатница Дунав“ ООД is not for budget line 2.1. Enter the expense "
    "on another line, or correct what the contract is for."
)
OUR_ACTIVITY = (
    "Document 2: in ИСУН the contract No Д-7 / 03.02.2026 - „Печатница Дунав“ ООД is not for activity 2 on budget line 2.1. "
    "Choose another activity, or correct what the contract is for."
)
OUR_NONE = (
    "Document 2: in ИСУН the contract No Д-7 / 03.02.2026 - „Печатница Дунав“ ООД is for no budget line, so no expense under it is "
    "taken. Have its lines added there, or correct what the contract is for."
)
REFUSED = [
    (XML, FOR_NONE, ("FinanceReport", 2, "BudgetDetail", EMPTY, OUR_NONE)),
    (DOCS, FOR_NONE, ("Microdata", 3, "", INVALID, OUR_NONE)),
    (TYPING, FOR_NONE, ("За въвеждане", 8, "B", INVALID, OUR_NONE)),
    (XML, NO_LINE, ("FinanceReport", 2, "BudgetDetail", EMPTY, OUR_LINE)),
    (XML, NO_ACTIVITY, ("FinanceReport", 2, "ContractActivity", INVALID, OUR_ACTIVITY)),
    (DOCS, NO_LINE, ("Microdata", 3, "", INVALID, OUR_LINE)),
    (DOCS, NO_ACTIVITY, ("Microdata", 3, "", INVALID, OUR_ACTIVITY)),
    (TYPING, NO_LINE, ("За въвеждане", 8, "B", INVALID, OUR_LINE)),
    (TYPING, NO_ACTIVITY, ("За въвеждане", 8, "C", INVALID, OUR_ACTIVITY)),
]


@pytest.mark.parametrize(("format_", "of", "told_"), REFUSED)
def test_it_refuses_with_the_funders_sentence_the_row_and_the_column(format_, of, told_):
    assert found(of, format_) == [told_]


@pytest.mark.parametrize("format_", [XML, DOCS, TYPING], ids=lambda one: one.code)
def test_it_is_asked_before_the_files_are_written(format_):
    assert OUR_LINE in [
        wording("en").say(one.sentence, **one.facts)
        for one in objections(format_, figures_of(NO_LINE), Particulars(), NO_LINE)
    ]


def test_the_row_it_names_is_that_of_the_sheet_one_types_from():
    workbook = CalamineWorkbook.from_filelike(BytesIO(written(drawn(TYPING, NO_LINE, "bg")[0], date(2026, 9, 30))))
    (refused,) = found(NO_LINE, TYPING)
    rows = workbook.get_sheet_by_name(refused[0]).to_python(skip_empty_area=False)
    assert rows[refused[1] - 1]["ABC".index(refused[2])] == "II.1 Печат"


def test_what_was_imported_before_is_not_in_the_inventory_and_not_asked_again():
    figures = replace(figures_of(NO_LINE), imported=frozenset({2}))
    assert list(lines_linked(DOCS, figures, NO_LINE)) == []
    first = replace(figures_of(NO_LINE), imported=frozenset({1}))
    assert [one.row for one in lines_linked(DOCS, first, NO_LINE)] == [2]


# --- as the portal would take it --------------------------------------------------------------------------------------

KNOWN = Particulars(
    ids={
        (Numbered.LINE, 11): FunderName(gid(11), "I.1 Ред"),
        (Numbered.LINE, 21): FunderName(gid(21), "II.1 Печат"),
        (Numbered.ACTIVITY, 5): FunderName(gid(5), "Дейност 2"),
        (Numbered.CONTRACTOR, 7): FunderName(gid(70), "„Печатница Дунав“ ООД"),
        (Numbered.SUPPLY, 7): FunderName(gid(71), "No Д-7"),
    },
    contract=FunderName(gid(1)),
    package=FunderName(gid(2)),
)


def portal(*pairs: tuple[int, int]) -> Draft:
    linked = {(gid(line_id), gid(activity)) for line_id, activity in pairs}
    lines = frozenset({gid(11), gid(21)})
    return Draft(gid(1), frozenset(), frozenset({gid(70)}), lines, {gid(71): linked} if linked else {})


def draft(of) -> bytes:
    return written_tree(XML.documents[0], told(XML.documents[0], figures_of(of), KNOWN))


def test_an_importer_of_our_own_takes_the_draft_that_passes():
    assert read(draft(spent(Linked(21, 5))), portal((21, 5), (21, 6)))["CostSupportingDocuments"]


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [([(11, 5)], EMPTY), ([(21, 6)], INVALID), ([(21, 6), (11, 5)], INVALID)],
)
def test_an_importer_of_our_own_refuses_what_the_contract_does_not_have(pairs, sentence):
    with pytest.raises(Refusal) as refusal:
        read(draft(spent()), portal(*pairs))
    assert str(refusal.value) == sentence


def test_it_warns_where_it_is_not_known_what_a_contract_is_for():
    def warned(of):
        said = [wording("en").say(one.sentence, **one.facts) for one in draft_warnings(XML, figures_of(of), KNOWN)]
        return [one for one in said if one.startswith("Documents 2 go in under contracts of which it is not known")]

    assert len(warned(spent())) == 1
    assert warned(spent(Linked(21, 5))) == []
