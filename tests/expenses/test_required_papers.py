"""Which papers a document should have beside itself, and which of them it lacks."""

from __future__ import annotations

from typing import Any

import pytest

from grants.budget.kinds import CostCategory
from grants.expenses.required import USUAL, missing_papers, required_papers

LINES = {
    1: {"category": "services", "form": "actual"},
    2: {"category": "staff", "form": "actual"},
    3: {"category": "indirect", "form": "flat_rate"},
    4: {"category": "staff", "form": "unit_cost"},
    5: {"category": "none", "form": "actual"},
    6: {"category": "events", "form": "actual"},
}


def claim(line: int | None, form: str = "actual") -> dict[str, Any]:
    return {"line_id": line, "form": form}


def paper(bg: str = "", en: str = "", *, there: bool = True) -> dict[str, Any]:
    return {"name_bg": bg, "name_en": en, "there": there, "original": ""}


@pytest.mark.parametrize(
    ("kind", "claims", "count"),
    [
        ("other", [claim(1)], 9),
        ("invoice", [claim(1)], 8),  # the invoice is the document itself
        ("invoice", [claim(1), claim(1)], 8),
        ("invoice", [claim(1), claim(6)], 8 + 6),  # a payment order is asked for once
        ("payroll", [claim(2)], 7),
        ("paid_sums", [claim(2)], 8),
        ("credit_note", [claim(1)], 0),
        ("invoice", [claim(3)], 0),
        ("invoice", [claim(4)], 0),
        ("invoice", [claim(2, "unit_cost")], 0),
        ("invoice", [claim(5)], 0),
        ("invoice", [claim(None)], 0),
        ("invoice", [claim(99)], 0),
        ("invoice", [], 0),
    ],
)
def test_it_asks_by_the_kind_of_cost_and_never_for_the_document_itself(kind, claims, count):
    assert len(missing_papers({"kind": kind}, claims, LINES, [])) == count


@pytest.mark.parametrize(
    "kept",
    [
        paper("Платежно нареждане"),
        paper("  платежно  НАРЕЖДАНЕ "),
        paper(en="payment order"),
    ],
)
def test_a_paper_is_found_by_its_name_in_either_language(kept):
    before = missing_papers({"kind": "invoice"}, [claim(1)], LINES, [])
    after = missing_papers({"kind": "invoice"}, [claim(1)], LINES, [kept])
    assert {name.bg for name in before} - {name.bg for name in after} == {"Платежно нареждане"}
    assert len(after) == len(missing_papers({"kind": "invoice"}, [claim(1)], LINES, [{**kept, "there": False}])) - 1


def test_papers_beside_the_list_come_last_and_are_missing_only_when_noted_as_such():
    kept = [paper("Разрешение за строеж", there=False), paper("Становище")]
    wanted = required_papers({"kind": "invoice"}, [claim(1)], LINES, kept)
    assert [one.name.bg for one in wanted[-2:]] == ["Разрешение за строеж", "Становище"]
    assert missing_papers({"kind": "invoice"}, [claim(5)], LINES, kept)[0].bg == "Разрешение за строеж"
    assert len(missing_papers({"kind": "invoice"}, [claim(5)], LINES, kept)) == 1


def test_an_organisations_own_list_takes_the_place_of_the_usual_one():
    own = {"services": [{"name_bg": "Фактура", "name_en": ""}, {"name_bg": "Докладна", "name_en": "Memo"}]}
    assert [name.bg for name in missing_papers({"kind": "other"}, [claim(1)], LINES, [], own)] == [
        "Фактура",
        "Докладна",
    ]
    assert missing_papers({"kind": "payroll"}, [claim(2)], LINES, [], own) == ()


def test_the_usual_lists_name_each_paper_once_in_both_languages():
    assert set(USUAL) == set(CostCategory)
    for category, papers in USUAL.items():
        for side in ("name_bg", "name_en"):
            names = [row[side] for row in papers]
            assert all(names), category
            assert len(set(names)) == len(names), category
    empty = {category for category, papers in USUAL.items() if not papers}
    assert empty == {CostCategory.NONE, CostCategory.INDIRECT, CostCategory.OTHER}
