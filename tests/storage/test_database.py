"""What the database itself holds: the folded form of search and an audit trail nobody edits."""

from __future__ import annotations

from contextlib import aclosing

import asyncpg
import pytest

from grants.access import OPERATOR, Permission
from grants.acting import SilentActionError, acting
from grants.audit.models import Entry
from grants.projects.models import Organisation
from grants.storage.database import rows, rows_one_by_one
from grants.values.identifiers import number_search_form, search_form

pytestmark = pytest.mark.anyio

WORDS = [
    "№BG051PO001 – 7.0.07-0104-С0001",
    "Социалното договаряне – инструмент за по-добри резултати за хората",
    '„БЕЗ ГРАНИЦИ – КОМПОНЕНТ 1, ФАЗА 2"',
    "ОБЩИНА ПУЕБЛА ДЕ ЛА КАЛСАДА",
    "Щъркел Юли Ёж Ѝ ЬЮЯ",
    "Association RAIS — Vidin",
    "a b c",
    "",
]


@pytest.mark.parametrize("words", WORDS)
async def test_it_folds_words_as_the_program_does(db, words):
    found = await rows("SELECT grants_fold($1) AS words, grants_fold_number($1) AS number", words)
    assert found == [{"words": search_form(words), "number": number_search_form(words)}]


async def test_it_keeps_audit_entries_as_they_were_written(db):
    async with acting(OPERATOR, Permission.CREATE_PROJECT) as deed:
        deed.happened("organisation.added", "organisation", 1, "Община Твърдица")
    with pytest.raises(asyncpg.RaiseError, match="never changed"):
        await Entry.all().update(deed="нещо друго")
    with pytest.raises(asyncpg.RaiseError, match="never changed"):
        await Entry.all().delete()


async def test_it_rolls_back_an_action_that_says_nothing(db):
    with pytest.raises(SilentActionError):
        async with acting(OPERATOR, Permission.CREATE_PROJECT):
            await Organisation.create(name_bg="Тихо сдружение")
    assert await Organisation.all().count() == 0


async def test_it_reads_rows_one_by_one_in_their_order_and_leaves_nothing_open(db):
    sql = "SELECT n, 'ред ' || n AS said FROM generate_series(1, $1::int) n"
    assert [row async for row in rows_one_by_one(sql, 2500)] == await rows(sql, 2500)
    async with aclosing(rows_one_by_one(sql, 2500)) as some:
        assert await anext(some) == {"n": 1, "said": "ред 1"}
    (open_now,) = await rows("SELECT count(*)::int AS n FROM pg_cursors WHERE name <> ''")
    assert open_now["n"] == 0
