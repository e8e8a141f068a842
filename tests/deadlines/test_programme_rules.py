"""The usual rules of programmes: data with a source, offered with their dates, taken once, and overridden by the contract."""

from __future__ import annotations

from datetime import date

import pytest

from grants.deadlines.models import Deadline, DeadlineRule
from grants.deadlines.presets import BY_KEY, PROGRAMMES, differs, programme_by
from grants.deadlines.rules_yield import Anchors, Offices, PeriodKnown, rule_of, yields
from tests.cast import CODE, row

PAGE = f"/projects/{CODE}/deadlines/rules/programme"
KNOWN = Anchors(
    start=date(2026, 1, 1), end=date(2026, 12, 31), signed=date(2025, 12, 20), paid=date(2026, 3, 12), balance=date(2027, 5, 3),
    periods=[PeriodKnown(1, "1", False, date(2026, 1, 1), date(2026, 6, 30), None), PeriodKnown(2, "2", True, date(2026, 7, 1), date(2026, 12, 31), None)],
    partners=[(1, "Заедно")],
)  # fmt: skip
YIELD = {
    "esf_plus.interim": "2026-07-30", "esf_plus.final": "2027-02-01", "esf_plus.public": "2026-02-02", "esf_plus.papers": "2031-12-31",
    "esf.interim": "2026-07-30", "esf.final": "2027-02-01",
    "mga.interim": "2026-08-31", "mga.final": "2027-03-01", "mga.certificate": "2027-03-01", "mga.papers": "2032-05-03",
    "external.interim": "2026-08-31", "external.final": "2027-03-31", "external.papers": "2034-05-03",
    "interreg.part": "2026-07-30", "interreg.interim": "2026-09-30", "interreg.final": "2027-03-31", "interreg.papers": "2031-12-31",
    "erasmus.final": "2027-03-01", "innovation.final": "2027-02-01", "eea.interim": "2026-07-15", "eea.final": "2027-01-15", "us.interim": "2026-07-30",
}  # fmt: skip


def test_it_yields_the_first_day_of_each_usual_rule():
    found = {}
    for key, one in BY_KEY.items():
        assert one.source
        reckoned = yields(rule_of(one.columns), KNOWN, Offices())[0].reckoned
        assert reckoned is not None, key
        found[key] = reckoned.day.isoformat()
    assert found == YIELD


def test_it_gives_way_to_the_day_that_the_contract_gave_a_period():
    own = PeriodKnown(1, "1", False, date(2026, 1, 1), date(2026, 6, 30), date(2026, 9, 15))
    assert yields(rule_of(BY_KEY["mga.interim"].columns), Anchors(periods=[own]), Offices()) == []


@pytest.mark.parametrize(
    ("said", "key"),
    [("BG05SFPR002-2.005-0123", "esf_plus"), ("BG05M9OP001-4.001", "esf"), ("Интеррег Румъния–България", "interreg"), ("Еразъм+", "erasmus"),
     ("CERV-2025", "mga"), ("USAID", "us"), ("Фонд на общината", None), ("LIFE22-NAT-BG", "mga"), ("Innovation Norway", "innovation"),
     ("BG16RFOP002-2.009 „Иновации и конкурентоспособност“", None), ("Lifelong Learning", None), ("Feasibility", None), ("Фармация", None),
     ("Финансов механизъм на ЕИП 2014–2021", "eea"), ("EEA and Norway Grants", "eea"), ("Фонд „Активни граждани“", "eea"), ("ACF/1204", "eea"), ("Норвежки финансов механизъм", "eea"),
     ("Northern Norway", None), ("Acfer", None)],
)  # fmt: skip
def test_it_knows_a_programme_by_what_the_project_says(said, key):
    found = programme_by(said)
    assert (found and found.key) == key
    assert len({one.key for one in PROGRAMMES}) == len(PROGRAMMES)


@pytest.mark.anyio
async def test_it_offers_them_with_their_dates_takes_them_once_and_marks_own_terms(browser, small_world):
    await row(small_world.project, "contract", state="in_force", signed="20.12.2025", start="1.1.2026", end="30.6.2027", currency="EUR")  # fmt: skip
    await row(small_world.project, "period", kind="final", start="1.1.2027", end="30.6.2027", technical="yes", financial="yes", state="planned")  # fmt: skip
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(PAGE)
    assert "30.07.2027" in page  # the final report, a month after the end
    assert "чл. 82" in page
    assert not await DeadlineRule.exists()
    assert (await browser.post(PAGE, {"form_key": "празен"})).status_code == 422
    form = {"form_key": "правила", "esf_plus.final": "yes", "esf_plus.papers": "yes"}
    for _ in range(2):
        assert (await browser.post(PAGE, form)).status_code == 303
    assert [one.preset for one in await DeadlineRule.all().order_by("position")] == ["esf_plus.final", "esf_plus.papers"]  # fmt: skip
    assert (await Deadline.get(origin="generated")).due_on == date(2027, 7, 30)
    await DeadlineRule.filter(preset="esf_plus.final").update(amount=3)
    assert differs(await DeadlineRule.get(preset="esf_plus.final").values()) is BY_KEY["esf_plus.final"]
    assert "own terms" in await browser.get(f"/projects/{CODE}/deadlines/rules?lang=en")
    await browser.sign_in("angel@odit.example")
    await browser.get(PAGE, 403)
