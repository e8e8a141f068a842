"""The terms of a contract: the usual ones to begin with, and those in force on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import unescape
from re import findall

import pytest

from grants.budget.kinds import BookedRate, LimitBase, ShareRule
from grants.budget.models import Terms
from grants.budget.presets import PRESETS
from grants.budget.queries import terms_of
from grants.budget.records import TERMS
from grants.budget.terms import ContractTerms, terms_in_force
from grants.values.entry import Reader, read_entry
from grants.values.wording import wording
from tests.cast import CODE, TODAY, row

NEW = f"/projects/{CODE}/rows/terms/new"


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_its_usual_terms_can_be_read_as_they_stand(preset, language):
    words = wording(language)
    typed = {"preset": words.say(preset.name), **preset.values}
    assert set(preset.values) <= set(TERMS.slots)
    assert not read_entry(TERMS, typed, Reader(words, TODAY, {})).objections


def _row(number: int, in_force_on: date | None, limit: str) -> dict[str, object]:
    whole = {name: getattr(ContractTerms(), name) for name in ContractTerms.__slots__}
    return whole | {"id": number, "position": number, "in_force_on": in_force_on, "move_limit": Decimal(limit)}


@pytest.mark.parametrize(
    ("on", "number"),
    [(None, 3), (date(2026, 1, 31), 1), (date(2026, 2, 1), 3), (date(2026, 12, 31), 3), (date(2027, 1, 1), 4)],
)
def test_it_holds_to_the_newest_terms_in_force_on_a_day(on, number):
    rows = [
        _row(1, None, "10"),
        _row(3, date(2026, 2, 1), "15"),
        _row(2, date(2026, 2, 1), "20"),
        *([_row(4, date(2027, 1, 1), "25")] if on else []),
    ]
    assert terms_in_force(rows, on).id == number


def test_it_holds_to_what_holds_for_everybody_where_no_terms_are_kept():
    terms = terms_in_force([])
    assert (terms.id, terms.share_rule, terms.move_base, terms.move_limit) == (
        None,
        ShareRule.LARGEST_REMAINDER,
        LimitBase.SOURCE,
        None,
    )
    assert terms_in_force([_row(1, date(2026, 2, 1), "10")], date(2026, 1, 1)) == terms


@pytest.mark.anyio
async def test_it_keeps_the_terms_chosen_from_a_programme_and_changed_by_hand(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(NEW)
    assert "Проверете всяко по договора си" in page
    begin = next(
        url for url in map(unescape, findall(r'href="(\?preset=[^"]+)"', page)) if "inforeuro_submission" in url
    )
    form = await browser.get(f"{NEW}{begin}")
    assert "Попълнено с обичайните условия: Интеррег, 2021–2027" in form
    assert '<option value="interreg" selected>' in form
    assert 'value="Интеррег, 2021–2027"' in form
    assert 'name="move_cumulative" id="field-move_cumulative" value="yes" checked' in form
    assert 'value="31.12.2029"' in form
    typed = {**dict(pair.split("=", 1) for pair in begin[1:].split("&")), "preset": "Интеррег", "move_limit": "20"}
    assert (await browser.post(NEW, {**typed, "in_force": "1.2.2026"})).status_code == 303
    terms = await terms_of(small_world.project.id, TODAY)
    assert (terms.preset, terms.move_limit, terms.booked_rate, terms.closes_on) == (
        "Интеррег",
        Decimal(20),
        BookedRate.INFOREURO_SUBMISSION,
        date(2029, 12, 31),
    )
    assert (await terms_of(small_world.project.id, date(2026, 1, 31))).id is None


@pytest.mark.anyio
async def test_it_offers_no_usual_terms_beside_mistakes_or_for_terms_that_stand(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.post(NEW, {"move_limit": "много"})
    assert answer.status_code == 422
    assert "Започнете с обичайните условия" not in answer.text
    assert 'value="много"' in answer.text
    kept = await row(small_world.project, "terms", preset="PRAG")
    assert "Започнете с обичайните условия" not in await browser.get(f"/projects/{CODE}/rows/terms/{kept}")
    assert "Begin with" not in await browser.get(f"/projects/{CODE}/rows/line/new")
    assert await Terms.all().count() == 1
