"""A partner finds nothing of the others: not by any address, not in any page it reaches, not in what forms offer.

The addresses are those of the router, the rows those of every table; what is added later is looked at by itself.
"""

from __future__ import annotations

import html
import re
from datetime import timedelta
from itertools import product
from urllib.parse import quote

import pytest

from grants.access import ADDRESSES, Permission, may
from grants.acting import acting
from grants.app import routes
from grants.audit.models import Entry
from grants.entries.kinds import BY_NAME, ROWS
from grants.entries.queries import choices_for, rows_of
from grants.letters.links.actions import NewLink, make_link
from grants.letters.links.rules import AT, Purpose
from grants.reports.models import Package, PackagePart
from grants.values.records import Kind as FieldKind
from tests.access.parts import LEAD, NOT_OF_A_PART, OWN, SECRET, SECRET_CENTS, THIRD, parts
from tests.cast import NOON

pytestmark = pytest.mark.anyio

MONTH = "2026-11"
LAW = "/procurement/thresholds"  # amounts that stand in the law
ELSEWHERE = {"rate", "remove_rate", "edit_shared", "threshold", "remove_threshold"}  # rows that projects share
_ROW = f"line={THIRD}&activity={THIRD}&supplier={THIRD}&copy={LEAD}&document={LEAD}&package={quote(SECRET)}"
QUERIES = (
    f"?q={quote(SECRET)}&show=all&lang=bg&partner={THIRD}",
    f"?{_ROW}&by=partner&cut=partner&view=all&state=all&to=closed&before=9999999&kind=deliverable&claim=1",
)
AMOUNT = re.compile(r"\d[\d \u00a0\u202f.,]*[.,]\d\d(?!\d)")


@pytest.fixture
async def filled(small_world, common_database):
    return await parts(small_world)


def places(world, *numbers):
    """Every address of the tracker that names a row, filled in with each of these: (route, kind, numbers, path)."""
    for route in routes():
        path = route.path.replace("{code}", world.project.code).replace("{month:month}", MONTH)
        names = re.findall(r"\{(\w+):int\}", path)
        kinds = [kind.name for kind in ROWS] if "{kind}" in path else [""]
        if not names or "{token}" in path or route.name in ELSEWHERE:
            continue
        asked = numbers[-2:] if any(kinds) else numbers  # the generic pages are the same for every kind
        for kind, filled_in in product(kinds, sorted({one[: len(names)] for one in asked})):
            place = path.replace("{kind}", kind)
            for name, number in zip(names, filled_in, strict=True):
                place = place.replace(f"{{{name}:int}}", str(number))
            yield route, kind, filled_in, place


def everybodys(route, kind, common):
    """Whether a row at that address is the project's as a whole."""
    return route.name in NOT_OF_A_PART or (kind in common and route.name in {"row_edit", "row_comments", "row_files"})


async def test_every_address_of_anothers_row_is_not_there(browser, filled):
    world = filled.world
    await browser.sign_in(world.elena.email)
    before = await Entry.all().count()
    wrong = []
    for route, kind, numbers, place in places(world, (LEAD, LEAD), (OWN, LEAD), (THIRD, OWN)):
        if set(numbers) == {OWN} or everybodys(route, kind, filled.common):
            continue
        for method in sorted((route.methods or set()) - {"HEAD"}):
            rule = ADDRESSES[route.name][method == "POST"]
            refused = isinstance(rule, Permission) and not may(world.elena, rule, world.project.ref)
            by_kind = kind and not refused
            sent = {"form_key": place} if method == "POST" else None
            answer = await browser.client.request(method, place, data=sent, follow_redirects=method == "GET")
            allowed = {403, 404} if refused or by_kind else {404}
            if answer.status_code not in allowed:
                wrong.append((method, place, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))
    assert await Entry.all().count() == before


def visible(page):
    """The words of a page, as they are read."""
    shown = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", page)
    return html.unescape(re.sub(r"<[^>]+>", "\n", shown))


def leaks(page):
    """What of the others' secrets stands in a page: their words anywhere in it, an amount as large as theirs."""
    found = ["words"] if "ТАЙНА" in html.unescape(page).upper() else []
    for amount in AMOUNT.findall(visible(page)):
        digits = re.sub(r"\D", "", amount)
        if int(digits) >= SECRET_CENTS // 2:
            found.append(amount)
    return found


def pages(world):
    """Every page there is, with its own rows where it names one, and as the others' rows might be asked of it."""
    for route, _, _, place in places(world, (OWN, OWN)):
        if "GET" in (route.methods or ()):
            yield place, ""
    for route in routes():
        if (
            "GET" in (route.methods or ())
            and not re.search(r":int\}|\{token\}", route.path)
            and route.name != "sign_out"
        ):
            kinds = [kind.name for kind in BY_NAME.values()] if "{kind}" in route.path else [""]
            for kind in kinds:
                path = (
                    route.path.replace("{code}", world.project.code)
                    .replace("{month:month}", MONTH)
                    .replace("{kind}", kind)
                )
                yield path, ""
                if not kind:
                    yield from ((path, asked) for asked in QUERIES)


async def test_no_page_a_partner_reaches_holds_anything_of_the_others(browser, filled):
    world = filled.world
    await browser.sign_in(world.elena.email)
    reached, wrong = set(), []
    for path, asked in sorted(pages(world)):
        answer = await browser.client.get(path + asked)
        if answer.status_code in {200, 422}:
            reached.add(path)
        told = answer.text if path != LAW else AMOUNT.sub("", answer.text)
        if asked:  # what was asked for stands in the page again
            told = told.replace(SECRET, "").replace(quote(SECRET), "")
        if found := leaks(told):
            wrong.append((path + asked, answer.status_code, found))
    assert not wrong, "\n".join(map(str, wrong))
    assert len(reached) > 60, sorted(reached)


async def test_a_link_to_a_partners_part_opens_nothing_of_the_others(browser, filled):
    """Neither in the page it is for, nor by naming the part or the package of another in it."""
    world = filled.world
    shown = {}
    for package, partner in product((LEAD, OWN, THIRD), (OWN,)):
        await Package.filter(id=package).update(project_id=world.project.id, state="draft")
        new = NewLink(Purpose.PART, "ana@puente.example", "en", kind="part", row_id=package, partner_id=partner)
        async with acting(world.maria, Permission.SEND_LINKS, world.project.ref) as deed:
            link_id, token = await make_link(deed, world.project.ref, new, NOON + timedelta(days=3))
            deed.happened("link.sent", "link", link_id)
        answer = await browser.client.get(f"{AT}{token}?partner={THIRD}&package={THIRD}")
        assert not leaks(answer.text), package
        shown[package] = answer.status_code
        sent = {"form_key": f"{package}", "version": "1", "do": "hand_in", "partner": str(THIRD)}
        await browser.client.post(f"{AT}{token}", data=sent)
    assert shown == {LEAD: 410, OWN: 200, THIRD: 410}
    states = {one["partner_id"]: str(one["state"]) for one in await PackagePart.all().values("partner_id", "state")}
    assert states[OWN] == "handed_in"
    assert "handed_in" not in {states[LEAD], states[THIRD]}


async def test_no_form_offers_anything_of_the_others(filled):
    world = filled.world
    for kind in BY_NAME.values():
        for name, choices in (await choices_for(kind, world.elena, world.project)).items():
            if name in {"person", "organisation", *filled.common} or BY_NAME[name].record.shared:
                continue
            assert {choice.id for choice in choices} <= {OWN}, (kind.name, name)
        offered = await choices_for(kind, world.elena, world.project)
        names = [str(choice.label.in_("bg")) + choice.typed for found in offered.values() for choice in found]
        assert not [name for name in names if "ТАЙНА" in name], kind.name


async def test_it_reads_its_own_rows_of_every_kind_and_the_projects_and_no_others(filled):
    world = filled.world
    for kind in ROWS:
        found = {row["id"] for row in await rows_of(kind, world.elena, world.project)}
        assert found in ({LEAD, OWN, THIRD}, {OWN}, set()), kind.name
        assert (found == {LEAD, OWN, THIRD}) == (kind.name in filled.common), kind.name


def named_theirs(kinds):
    """A form that names the third partner's rows wherever it may name one, by number and by id."""
    typed = {
        "amount": "1",
        "net": "1",
        "currency": "EUR",
        "form_key": "ключ",
        "written": "1.11.2026",
        "done_bg": "Готово",
    }
    for kind in kinds:
        for field in BY_NAME[kind].record.fields:
            if field.kind is FieldKind.REFERENCE and BY_NAME.get(field.refers_to) in ROWS:
                typed[field.name] = str(THIRD) if field.refers_to == "partner" else f"7788{THIRD}"
    return typed


async def test_it_records_nothing_on_the_rows_of_the_others(browser, filled):
    world = filled.world
    await browser.sign_in(world.elena.email)
    before = await Entry.all().count()
    kinds = [kind.name for kind in ROWS]
    for route in routes():
        if "POST" not in (route.methods or ()) or "{code}" not in route.path or ":int}" in route.path:
            continue
        for kind in kinds if "{kind}" in route.path else [""]:
            path = (
                route.path.replace("{code}", world.project.code).replace("{month:month}", MONTH).replace("{kind}", kind)
            )
            typed = named_theirs([kind] if kind else ("document", "expense", "payout"))
            for more in (
                {},
                {"id": str(THIRD), "ids": str(THIRD), f"row_{THIRD}": "yes", "step": "submit", "to": "submitted"},
            ):
                answer = await browser.client.post(path, data={**typed, **more})
                assert answer.status_code in {200, 403, 404, 409, 422}, (path, answer.status_code)  # 200 asks once more
                assert not leaks(answer.text), (path, leaks(answer.text))
    assert await Entry.all().count() == before
