"""A small project as a project file tells it, with one invoice on one line, to be changed in a test."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from grants.checks.rules import Finding, findings
from tests.checks.told import facts_of

TODAY = date(2026, 11, 22)

_TOLD: dict[str, Any] = {
    "code": "BG05SFPR002-2.900-0123-C01",
    "organisations": [
        {"name": {"bg": "Сдружение „Топъл праг“", "en": "Warm Threshold"}, "country": "BG", "eik": "999001005"},
        {"name": {"bg": "Община Белолист", "en": "Belolist"}, "country": "BG", "eik": "999001973"},
    ],
    "programmes": [
        {"name": {"bg": "Програма РЧР", "en": "HRD"}, "period": "2021-2027", "fund": {"bg": "ЕСФ+", "en": "ESF+"}}
    ],
    "project": {
        "title": {"bg": "Отворени врати", "en": "Open doors"},
        "programme": "Програма РЧР",
        "start": "2026-01-01",
        "end": "2027-12-31",
        "total": "300000.00",
        "currency": "EUR",
        "total_kind": "grant",
        "territory": {"bg": "Русе", "en": "Ruse"},
    },
    "numbers": [{"number": "1", "kind": "contract", "value": "BG05SFPR002-2.900-0123-C01"}],
    "partners": [
        {"number": "1", "organisation": "Сдружение „Топъл праг“", "role": "lead"},
        {"number": "2", "organisation": "Община Белолист", "role": "partner"},
    ],
    "indicators": [{"number": "1", "name": {"bg": "Лица", "en": "People"}, "target": "100", "achieved": "90"}],
    "sources_of_funding": [{"number": "1", "kind": "eu", "amount": "300000.00", "currency": "EUR"}],
    "publicity_and_other_duties": [
        {
            "number": "1",
            "kind": "poster",
            "title": {"bg": "Плакат", "en": "Poster"},
            "done": "2026-02-02",
            "evidence": "фоайето на общината",
        }
    ],
    "budget_lines": [
        {
            "number": "1",
            "title": {"bg": "Психолог", "en": "Psychologist"},
            "form": "actual",
            "amount": "1000.00",
            "currency": "EUR",
        }
    ],
    "supporting_documents": [
        {
            "number": "1",
            "kind": "invoice",
            "paper_number": "1000000001",
            "issued": "2026-05-04",
            "paid": "2026-05-11",
            "supplier_name": "Печатница „Ситно“ ООД",
            "supplier_eik": "999003910",
            "description": {"bg": "Дипляни", "en": "Leaflets"},
            "net": "100.00",
            "vat": "20.00",
            "currency": "EUR",
            "files": [{"name": "фактура.pdf", "size": 1000, "sha256": "0" * 64, "media_type": "application/pdf"}],
        }
    ],
    "expenses": [
        {
            "number": "1",
            "document": "1",
            "line": "1",
            "description": {"bg": "Дипляни", "en": "Leaflets"},
            "amount": "100.00",
            "own": "0.00",
            "currency": "EUR",
            "state": "verified",
        }
    ],
}


def project(**changed: Any) -> dict[str, Any]:
    """The small project; lists are added to what it has, `project` and the first document and claim are changed."""
    told: dict[str, Any] = deepcopy(_TOLD)
    told["project"] |= changed.pop("project", {})
    for name, many in (("line", "budget_lines"), ("document", "supporting_documents"), ("claim", "expenses")):
        told[many][0] |= changed.pop(name, {})
    for many, rows in changed.items():
        listed = told.setdefault(many, [])
        listed += [{"number": str(at), **row} for at, row in enumerate(rows, len(listed) + 1)]
    return told


def another(many: str, **changed: Any) -> dict[str, Any]:
    """One more row like the first of its kind."""
    return {name: value for name, value in _TOLD[many][0].items() if name != "number"} | changed


def found(told: dict[str, Any], *codes: str, **more: Any) -> list[Finding]:
    """What the checks find of these codes; of all when none is named."""
    return [one for one in findings(facts_of(told, **({"today": TODAY} | more))) if not codes or one.code in codes]


def where(told: dict[str, Any], *codes: str, **more: Any) -> list[str]:
    """On which rows."""
    return [one.row for one in found(told, *codes, **more)]
