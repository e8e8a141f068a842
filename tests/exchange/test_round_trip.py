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
