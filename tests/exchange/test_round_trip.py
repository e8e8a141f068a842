"""What goes out comes back unchanged: made-up projects through .json and the database, and through the workbook."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.access import OPERATOR
from grants.exchange import json_file, workbook
from grants.exchange.actions import export_project, import_file
from grants.exchange.brought import Brought
from grants.exchange.reading import read_workbook
from grants.exchange.understanding import Understood, understand
from grants.projects.queries import project_seen
from grants.storage.database import transaction
from grants.values.language import Language
from grants.values.wording import wording
from tests.exchange.made_up import projects
from tests.properties import kept

TODAY = date(2026, 11, 22)
Told = dict[str, Any]


class _Enough(Exception):
    """Ends a case, so that the next one finds an empty tracker."""


@asynccontextmanager
async def empty_tracker() -> AsyncIterator[None]:
    with suppress(_Enough):
        async with transaction():
            yield
            _enough()


def _enough() -> None:
    raise _Enough


@pytest.mark.anyio
@kept
@given(told=projects())
async def test_it_brings_back_from_json_exactly_what_went_out(db: object, told: Told) -> None:
    words = wording("bg")
    sent = json_file.written(told)
    async with empty_tracker():
        await import_file(OPERATOR, "проект.json", sent, words, today=TODAY, kept_by_id=None, manager_id=None)
        out = await export_project(OPERATOR, await project_seen(OPERATOR, told["code"]), "json", words)
    assert json.loads(out) == told
    assert out == sent


def understood(brought: Brought, language: Language) -> Understood:
    return understand(brought, {}, wording(language), TODAY)


@kept
@given(told=projects(), written_in=st.sampled_from(("bg", "en")), read_in=st.sampled_from(("bg", "en")))
def test_it_reads_from_the_workbook_what_stands_in_the_json(
    told: Told, written_in: Language, read_in: Language
) -> None:
    content = workbook.written(told, wording(written_in))
    from_json = understood(json_file.read_json(json_file.written(told), wording(read_in)), read_in)
    from_workbook = understood(read_workbook(content, wording(read_in), TODAY), read_in)
    assert from_json.objections == []
    assert from_workbook == from_json


@pytest.mark.parametrize("text", ["#DIV/0!", "#N/A"])
def test_it_takes_a_text_that_reads_like_a_failed_formula_for_the_text_it_is(text: str) -> None:
    told = {
        "format": "grants-project",
        "version": 1,
        "code": "мост",
        "project": {"title": {"bg": "Мост"}, "state": "running", "currency": "EUR", "total_kind": "grant"},
        "numbers": [{"number": "1", "kind": "contract", "value": text, "as_published": f"в клетката стои {text}"}],
    }
    content = workbook.written(told, wording("bg"))
    back = understood(read_workbook(content, wording("bg"), TODAY), "bg")
    assert back.objections == []
    assert back == understood(json_file.read_json(json_file.written(told), wording("bg")), "bg")
    assert text in str(back)
