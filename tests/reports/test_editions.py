"""Where a format has several editions a person chooses among them, and the one chosen holds („издание“)."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date

import pytest

from grants.errors import Objected
from grants.funders.registry import UnknownFormat, choice_of, chosen_by, edition_carried, format_named, offered
from grants.projects.models import Period
from grants.reports.editions import CHOOSE_FORMAT, NO_EDITION, format_typed
from grants.reports.models import Package, Report
from grants.reports.packages.actions import change_draft, open_package, opening_of_period
from grants.reports.packages.freezing.actions import back_to_draft, write_files
from grants.reports.packages.queries import format_of, last_choice
from grants.storage.files import FileStore
from grants.values.wording import wording
from tests.cast import TODAY
from tests.reports.quarter import now, ready

OLDER, NEWER = "prag 2012-01", "prag"


# --- the rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "edition"), [("prag", "2018-08"), ("prag 2012-01", "2012-01"), (" prag  2018-08 ", "2018-08")]
)
def test_it_is_chosen_by_its_code_and_an_older_edition_with_its_name(choice, edition):
    assert chosen_by(choice) == format_named("prag", edition)


def test_every_edition_is_offered_once_the_newest_of_its_format_first():
    choices = [choice_of(one) for one in offered()]
    assert choices.index(NEWER) + 1 == choices.index(OLDER)
    assert len(choices) == len({*choices})
    assert [chosen_by(choice) for choice in choices] == list(offered())


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [("prag 1999", NO_EDITION), ("eu-mga 3", NO_EDITION), ("praга", CHOOSE_FORMAT), ("nothing 1", CHOOSE_FORMAT), ("", CHOOSE_FORMAT)],
)  # fmt: skip
def test_it_says_which_editions_there_are(choice, sentence):
    with pytest.raises(UnknownFormat):
        chosen_by(choice)
    found = format_typed(choice)
    assert (getattr(found, "sentence", None), getattr(found, "place", None)) == (sentence, "format")


@pytest.mark.parametrize(
    ("code", "edition", "until", "carried"),
    [
        ("prag", "2012-01", "2026-06-30", "2012-01"),  # the newer one was there: it was chosen
        ("prag", "2012-01", "2018-07-31", ""),  # it was the newest then
        ("prag", "2018-08", "2026-06-30", ""),
        ("prag", "1999", "2026-06-30", ""),
        ("prag", "", "2026-06-30", ""),
        ("gone", "1", "2026-06-30", ""),
    ],
)
def test_an_older_edition_goes_on_where_it_was_chosen(code, edition, until, carried):
    assert edition_carried(code, edition, date.fromisoformat(until)) == carried


# --- reports ----------------------------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_report_is_looked_at_and_prepared_in_the_edition_chosen(quarter, browser):
    world = quarter
    await browser.sign_in(world.ivan.email)
    here = f"/projects/{world.project.code}/reports"
    days = {"first": "1.7.2026", "last": "30.9.2026", "language": "bg"}
    page = await browser.get(f"{here}?lang=bg&format=prag+2012-01&first=1.7.2026&last=30.9.2026&language=bg")
    assert '<option value="prag 2012-01" selected>' in page
    assert "издание 2012-01" in page
    answer = await browser.post(f"{here}?lang=bg", {"form_key": "k", "format": OLDER, **days})
    assert answer.status_code == 303
    assert await Report.all().values_list("format", "edition") == [("prag", "2012-01")]
    assert "издание 2012-01" in (await browser.get(f"{here}?lang=bg")).split('id="prepared"')[1]


@pytest.mark.anyio
@pytest.mark.parametrize("lang", ["bg", "en"])
async def test_an_unknown_edition_gets_its_sentence_beside_the_field(quarter, browser, lang):
    await browser.sign_in(quarter.ivan.email)
    page = await browser.get(f"/projects/{quarter.project.code}/reports?lang={lang}&format=prag+1999", 422)
    name = format_named("prag").name.in_(lang)
    said = wording(lang).say(NO_EDITION, edition="1999", format=name, known=["2018-08", "2012-01"])
    assert said in html.unescape(page)


# --- packages ---------------------------------------------------------------------------------------------------------


async def opened_in(world, choice):
    period = await Period.get(number="3")
    opening = replace(await opening_of_period(world.project, period.id), format=choice)
    return await open_package(world.ivan, world.project, opening, TODAY)


@pytest.mark.anyio
async def test_a_package_keeps_the_edition_chosen_when_it_is_frozen_opened_again_and_followed(quarter, settings):
    world, store = quarter, FileStore(settings.files)
    package = await opened_in(world, OLDER)
    assert format_of(await now(world, package)).edition == "2012-01"
    await ready(world, package, store)
    frozen = await now(world, package)
    assert (frozen.format, frozen.edition) == ("prag", "2012-01")
    made = await write_files(world.ivan, world.project, package, store)
    other = await write_files(world.ivan, world.project, package, store, choice=NEWER)
    assert {one.sha256 for one in made.files}.isdisjoint(one.sha256 for one in other.files)
    assert [one["edition"] for one in await Report.all().order_by("id").values("edition")] == ["2012-01", "2018-08"]
    await back_to_draft(world.ivan, world.project, package, frozen.version, "Липсва фактура")
    again = await now(world, package)
    assert format_of(again).edition == "2012-01"
    assert await last_choice(world.project) == (OLDER, "bg")
    await change_draft(world.ivan, world.project, package, again.version, NEWER, "bg")
    assert format_of(await now(world, package)).edition == "2018-08"
    assert await last_choice(world.project) == (NEWER, "bg")


@pytest.mark.anyio
async def test_a_draft_whose_edition_is_written_no_more_takes_the_newest(quarter):
    package = await opened_in(quarter, OLDER)
    await Package.filter(id=package).update(edition="1887")
    assert format_of(await now(quarter, package)).edition == "2018-08"


@pytest.mark.anyio
async def test_the_page_of_a_draft_says_its_edition_and_refuses_one_that_is_not_there(quarter, browser):
    world = quarter
    package = await opened_in(world, OLDER)
    await browser.sign_in(world.ivan.email)
    here = f"/projects/{world.project.code}/reports/packages/{package}?lang=bg"
    page = await browser.get(here)
    assert page.count("издание 2012-01") == 2  # on top, and in the list
    assert '<option value="prag 2012-01" selected>' in page
    version = str((await now(world, package)).version)
    sent = {"form_key": "k", "do": "change", "version": version, "format": "prag 2019", "language": "bg"}
    answer = await browser.post(here, sent)
    assert (answer.status_code, "Няма издание 2019" in answer.text) == (422, True)
    with pytest.raises(Objected):
        await change_draft(world.ivan, world.project, package, int(version), "prag 2019", "bg")
    assert format_of(await now(world, package)).edition == "2012-01"
