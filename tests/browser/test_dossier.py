"""In a real Chromium a dossier is asked for, made, downloaded, unpacked, and its index opened without the tracker, in both languages."""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import (  # noqa: F401 - two of them are fixtures
    CODE,
    IN_CHROMIUM,
    LOCALES,
    chromium,
    demo,
    walk_in,
)

pytestmark = [*IN_CHROMIUM, pytest.mark.walk]

PAGE = f"/projects/{CODE}/reports/dossier"
SAID = {"bg": "фактура 1000000417", "en": "invoice 1000000417"}


@pytest.mark.parametrize(("language", "width"), [("bg", 1280), ("en", 360)])
def test_it_gives_a_folder_that_opens_without_the_tracker(demo, chromium, language, width, tmp_path):
    base, people = demo
    context = chromium.new_context(
        locale=LOCALES[language],
        viewport={"width": width, "height": 900},
        color_scheme="dark" if width < 400 else "light",
    )
    walk = walk_in(context, base)
    page = walk.page
    walk.sign_in(*people["auditor"])
    walk.to(f"{PAGE}?lang={language}")
    page.locator("input[value=numbers]").check()
    page.locator("textarea").fill("№ 1000000417; 3000000052, 12345")
    page.locator("select[name=language]").select_option(language)
    page.locator("button[value=look]").first.click()
    walk.look()
    expect(page.locator(".notice li")).to_have_count(1)
    page.locator("button[value=make]").click()
    walk.look()
    with page.expect_download() as coming:
        page.locator("#made a[download]").first.click()
    folder = tmp_path / "досие"
    with zipfile.ZipFile(coming.value.path()) as archive:
        archive.extractall(folder)
    away = context.new_page()
    away.context.set_offline(True)
    away.goto((folder / "index.html").as_uri())
    expect(away.locator("html")).to_have_attribute("lang", language)
    expect(away.locator("article h3", has_text=SAID[language])).to_have_count(1)
    expect(away.locator("section#c3 article")).to_have_count(2)
    assert away.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    links = [link.get_attribute("href") or "" for link in away.locator(".files a").all()]
    assert links
    assert all(away.evaluate("link => new URL(link, location.href).protocol", link) == "file:" for link in links)
    context.close()
