"""Bringing a project in: whom it belongs to, which organisations are the same, what is counted, tried or refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from grants.access import OPERATOR, Identity, Role, Seat
from grants.errors import AlreadyDone, NotAllowed, Objected
from grants.exchange import json_file
from grants.exchange.actions import Imported, export_project, import_file
from grants.people.models import Person
from grants.projects.models import Organisation, Programme
from grants.projects.queries import project_seen
from grants.storage.database import rows
from grants.values.wording import wording
from tests.exchange.filled_in import book, project_book

pytestmark = pytest.mark.anyio
BG = wording("bg")
EN = wording("en")
TODAY = date(2026, 11, 22)
Told = dict[str, Any]

MOST: Told = {
    "format": "grants-project",
    "version": 1,
    "code": "мост-2026",
    "organisations": [
        {"name": {"bg": "Община Видин"}, "country": "BG"},
        {"name": {"bg": "Сдружение „Мост“", "en": "Bridge"}, "eik": "123456789", "country": "BG"},
    ],
    "programmes": [{"code": "BG05", "name": {"bg": "Развитие на човешките ресурси"}, "period": "2021-2027"}],
    "project": {
        "title": {"bg": "Мост към хората"},
        "state": "running",
        "programme": "Развитие на човешките ресурси",
        "currency": "EUR",
        "total_kind": "unknown",
    },
    "partners": [
        {"number": "1", "organisation": "Община Видин", "role": "partner"},
        {"number": "2", "organisation": "Сдружение „Мост“", "role": "lead"},
    ],
}


def changed(**more: Any) -> Told:
    return {**MOST, **more}


async def bring(told: Told, by: Identity = OPERATOR, **more: Any) -> Imported:
    asked: dict[str, Any] = {"today": TODAY, "kept_by_id": None, "manager_id": None, **more}
    return await import_file(by, "проект.json", json_file.written(told), EN, **asked)


def said(objections: Any) -> list[str]:
    return [EN.say(one.sentence, **one.facts) for one in objections]


# --- organisations ------------------------------------------------------------------------------------------------


async def test_it_meets_organisations_by_eik_fills_blanks_and_tells_what_differs(db: object) -> None:
    here = await Organisation.create(name_bg="Мост (старо име)", eik="123456789", town_bg="Видин")
    await Programme.create(code="BG05", name_bg="РЧР", period="2021-2027")
    brought = await bring(MOST)
    found = await Organisation.get(id=here.id)
    assert (found.name_bg, found.name_en, found.country, found.town_bg) == ("Мост (старо име)", "Bridge", "BG", "Видин")
    assert found.version == 2
    assert said(brought.warnings) == [
        "“Мост (старо име)”, Name: “Сдружение „Мост“” in the file, “Мост (старо име)” here. What stands here was kept.",
        "“РЧР”, Name: “Развитие на човешките ресурси” in the file, “РЧР” here. What stands here was kept.",
    ]
    assert brought.counts == {"organisation": 1, "partner": 2}
    assert await Programme.all().count() == 1


@pytest.mark.parametrize(
    ("here", "is_met"),
    [
        ({"name_bg": "ОБЩИНА  ВИДИН"}, True),
        ({"name_bg": "Община Видин", "eik": "000159508"}, True),
        ({"name_bg": "Община Враца", "aliases": "Община Видин"}, False),
        ({"name_en": "Община Видин"}, False),
    ],
)
async def test_it_meets_organisations_by_equal_name(db: object, here: dict[str, Any], is_met: bool) -> None:
    await Organisation.create(**here)
    await bring(MOST)
    assert await Organisation.all().count() == (2 if is_met else 3)


async def test_it_takes_two_of_one_name_and_different_eik_for_two(db: object) -> None:
    await Organisation.create(name_bg="Сдружение „Мост“", eik="999999999")
    await bring(MOST)
    assert await Organisation.filter(name_bg="Сдружение „Мост“").count() == 2


async def test_it_tells_organisations_of_one_name_apart_by_eik_and_by_count(db: object) -> None:
    three = [
        {"name": {"bg": "Мост"}},
        {"name": {"bg": "Мост"}, "eik": "1234"},
        {"name": {"bg": "Мост", "en": "Bridge"}},
    ]
    names = ("Мост", "Мост (1234)", "Мост (2)")
    partners = [{"number": str(n), "organisation": name, "role": "partner"} for n, name in enumerate(names, 1)]
    told = changed(organisations=three, partners=partners)
    for _ in range(2):
        await bring(told)
        seen = await project_seen(OPERATOR, "мост-2026")
        assert json.loads(await export_project(OPERATOR, seen, "json", BG)) == told
        assert await Organisation.all().count() == 3
        await rows("UPDATE project SET code = gen_random_uuid()::text")


async def test_it_adds_an_organisation_that_is_only_named_and_says_so(db: object) -> None:
    told = changed(partners=[{"number": "1", "organisation": "Читалище „Съгласие“", "role": "partner"}])
    brought = await bring(told)
    assert said(brought.warnings) == [
        "“Читалище „Съгласие“” is not in the file's list of organisations. It was added with its name alone."
    ]
    assert await Organisation.filter(name_bg="Читалище „Съгласие“").count() == 1


async def test_it_names_an_organisation_the_tracker_knows_though_the_file_does_not_list_it(db: object) -> None:
    here = await Organisation.create(name_bg="Читалище „Съгласие“", eik="7")
    brought = await bring(changed(partners=[{"number": "1", "organisation": "7", "role": "lead"}]))
    assert brought.warnings == ()
    assert [row["organisation_id"] for row in await rows("SELECT organisation_id FROM partner")] == [here.id]


# --- whose project it is ------------------------------------------------------------------------------------------


def manager_of(organisation_id: int) -> Identity:
    seat = Seat(Role.MANAGER, organisation_id=organisation_id)
    return Identity("Мария", organisation_id=organisation_id, seats=(seat,))


async def kept_by() -> str:
    found = await rows("SELECT o.name_bg FROM project p JOIN organisation o ON o.id = p.kept_by_id")
    return str(found[0]["name_bg"])


async def test_it_is_kept_by_the_lead_organisation_else_the_first_else_one_named_after_the_code(db: object) -> None:
    await bring(MOST)
    assert await kept_by() == "Сдружение „Мост“"
    await rows("TRUNCATE project CASCADE")
    await bring(changed(partners=[]))
    assert await kept_by() == "Община Видин"
    await rows("TRUNCATE project CASCADE")
    await bring(changed(partners=[], organisations=[]))
    assert await kept_by() == "мост-2026"


async def test_it_is_kept_by_ones_own_organisation_and_by_no_other(db: object) -> None:
    own = await Organisation.create(name_bg="Фондация „Юг“")
    other = await Organisation.create(name_bg="Фондация „Север“")
    await bring(MOST, manager_of(own.id))
    assert await kept_by() == "Фондация „Юг“"
    with pytest.raises(NotAllowed):
        await bring(changed(code="втори"), manager_of(own.id), kept_by_id=other.id)
    assert [row["code"] for row in await rows("SELECT code FROM project")] == ["мост-2026"]


async def test_it_does_not_meet_organisations_the_person_can_not_see(db: object) -> None:
    own = await Organisation.create(name_bg="Фондация „Юг“")
    await Organisation.create(name_bg="Община Видин")
    await bring(MOST, manager_of(own.id))
    assert await Organisation.filter(name_bg="Община Видин").count() == 2


async def test_it_refuses_somebody_who_may_not_create_projects(db: object) -> None:
    auditor = Identity("Одитор", seats=(Seat(Role.AUDITOR, organisation_id=1),))
    with pytest.raises(NotAllowed):
        await bring(MOST, auditor)


async def test_it_gives_the_named_person_a_managers_seat(db: object) -> None:
    person = await Person.create(email="maria@example.bg", name="Мария")
    await bring(MOST, manager_id=person.id)
    found = await rows("SELECT m.role, p.code FROM membership m JOIN project p ON p.id = m.project_id")
    assert [tuple(row.values()) for row in found] == [("manager", "мост-2026")]


# --- once, tried, traced ------------------------------------------------------------------------------------------


async def test_it_tries_without_keeping_anything(db: object) -> None:
    brought = await bring(MOST, dry_run=True)
    assert (brought.code, brought.counts["partner"]) == ("мост-2026", 2)
    counted = "SELECT (SELECT count(*) FROM project) + (SELECT count(*) FROM audit_entry) + (SELECT count(*) FROM organisation) AS n"
    assert await rows(counted) == [{"n": 0}]


async def test_it_brings_a_form_sent_twice_only_once(db: object) -> None:
    await bring(MOST, once="ключ")
    with pytest.raises(AlreadyDone):
        await bring(changed(code="втори"), once="ключ")
    assert await rows("SELECT count(*)::int AS n FROM project") == [{"n": 1}]


async def test_it_leaves_a_trace_of_every_row(db: object) -> None:
    await bring(MOST)
    found = await rows("SELECT deed, count(*)::int AS n FROM audit_entry GROUP BY deed ORDER BY deed")
    assert {row["deed"]: row["n"] for row in found} == {
        "organisation.added": 2,
        "partner.added": 2,
        "programme.added": 1,
        "project.added": 1,
    }


async def test_it_numbers_rows_that_have_no_number(db: object) -> None:
    told = changed(objectives=[{"kind": "specific", "wording": {"bg": text}} for text in "абв"])
    told["objectives"][1]["number"] = "1"
    await bring(told)
    found = await rows("SELECT number FROM objective ORDER BY position")
    assert [row["number"] for row in found] == ["2", "1", "3"]


# --- .json that is spoiled ----------------------------------------------------------------------------------------

NUMBER_KINDS = "contract number, project number, procedure number, the managing authority's own number, other number"
SPOILED_JSON: list[tuple[Any, list[tuple[str, int | None, str, str]]]] = [
    (
        changed(numbers=[{"number": "1", "kind": "contract"}, {"number": "2", "kind": "договор", "value": "А"}]),
        [
            ("numbers[0].value", 1, "", "Please fill this in."),
            (
                *("numbers[1].kind", 2, "договор"),
                f"“договор” is not one of: {NUMBER_KINDS}.",
            ),
        ],
    ),
    (
        changed(numbers=[{"value": ["А"]}], objectives={"1": "цел"}, deadlines=["срок"]),
        [
            ("numbers[0].value", 1, '["А"]', "Text was expected here."),
            ("objectives", None, '{"1": "цел"}', "A list was expected here."),
            ("deadlines[0]", 1, "срок", "A record with named values was expected here."),
        ],
    ),
    (
        changed(бележки=[], partners=[{"organisation": "Община Видин", "role": "lead", "шеф": "Мария"}]),
        [
            ("бележки", None, "", "A project file has nothing called “бележки” here."),
            ("partners[0].шеф", 1, "Мария", "A project file has nothing called “шеф” here."),
        ],
    ),
    (
        changed(project={"title": "Мост", "total": "188 664.999", "months": 1.5, "start": "2019-13"}),
        [
            ("project.title", None, "Мост", "A text under “bg” and one under “en” were expected here."),
            (
                *("project.total", None, "188 664.999"),
                "“188 664.999” has parts of a cent. An amount has at most two decimals.",
            ),
            ("project.months", None, "1.5", "“1.5” is not a whole number."),
            (
                *("project.start", None, "2019-13"),
                "There is no such day as “2019-13”. The day comes first, then the month, then the year.",
            ),
        ],
    ),
    (
        changed(
            supporting_documents=[
                {
                    "number": "1",
                    "kind": "invoice",
                    "paper_number": "1",
                    "issued": "2026-01-01",
                    "net": True,
                    "files": [{"name": "../тайно", "size": 1, "sha256": "a" * 64}],
                }
            ]
        ),
        [
            (
                *("supporting_documents[0].files[0]", 1),
                '{"name": "../тайно", "size": "1", "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
                "A file needs its name, its size in bytes and its sha256.",
            ),
            ("supporting_documents[0].net", 1, "true", "A number was expected here."),
        ],
    ),
    (
        changed(
            indicators=[{"name": {"bg": "Лица"}, "kind": "output", "target": "1.234"}],
            budget_lines=[{"title": {"bg": "Ред\ud800"}, "form": "actual", "amount": 10**30}],
        ),
        [
            ("indicators[0].target", 1, "1.234", "“1.234” has more than 2 decimals."),
            ("budget_lines[0].title.bg", 1, "Ред\ud800", "There is a character here that cannot be kept."),
            ("budget_lines[0].amount", 1, "1" + "0" * 30, f"“{'1' + '0' * 30}” is too large to be true here."),
        ],
    ),
]


@pytest.mark.parametrize(("told", "expected"), SPOILED_JSON)
async def test_it_names_the_path_of_every_problem_in_json(
    db: object, told: Told, expected: list[tuple[str, int | None, str, str]]
) -> None:
    sent = json.dumps(told).encode()
    with pytest.raises(Objected) as refused:
        await import_file(OPERATOR, "п.json", sent, EN, today=TODAY, kept_by_id=None, manager_id=None)
    found = [(one.place, one.row, one.read, EN.say(one.sentence, **one.facts)) for one in refused.value.objections]
    assert sorted(found, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b'{"format": "grants-project",\n oops}',
            "This is no readable .json file: line 2, column 2 is not as it should be.",
        ),
        (b"[" * 100_000, "This file is no project workbook, no .json and no .zip of a project."),
        (b'{"format": "\xff"}', "This file is no project workbook, no .json and no .zip of a project."),
        (b'{"format": "other"}', "This .json file is not a project written by this tracker."),
        (b"[1]", "This .json file is not a project written by this tracker."),
        (
            b'{"format": "grants-project", "version": 7}',
            "This file has version 7 of the format; this tracker reads version 1.",
        ),
        (b'{"format": "grants-project", "version": 1, "code": "a", "code": "b"}', "“code” stands here twice."),
    ],
)
async def test_it_says_in_one_sentence_why_a_json_is_no_project(db: object, content: bytes, sentence: str) -> None:
    with pytest.raises(Objected) as refused:
        await import_file(OPERATOR, "п.json", content, EN, today=TODAY, kept_by_id=None, manager_id=None)
    assert said(refused.value.objections) == [sentence]


# --- size ---------------------------------------------------------------------------------------------------------


async def test_it_brings_a_thousand_expenses_with_few_statements(db: object, caplog: pytest.LogCaptureFixture) -> None:
    expenses: list[list[Any]] = [["No.", "Supporting document", "Claimed amount", "What it was for (BG)"]]
    expenses += [[str(n), "1", n + 0.25, f"Разход {n}"] for n in range(1, 1001)]
    documents: list[list[Any]] = [
        ["No.", "Number of the document", "Date of the document", "Net amount"],
        ["1", "0000000001", date(2026, 1, 5), 500500.0],
    ]
    content = book(project_book(Expenses=expenses, Supporting_documents=documents))
    with caplog.at_level("DEBUG", logger="tortoise.db_client"):
        await import_file(OPERATOR, "п.xlsx", content, EN, today=TODAY, kept_by_id=None, manager_id=None)
    assert len(caplog.records) < 60
    found = await rows("SELECT count(*)::int AS n, sum(amount_cents)::bigint AS cents FROM expense")
    assert found == [{"n": 1000, "cents": 50075000}]
    assert await rows("SELECT count(*)::int AS n FROM audit_entry WHERE deed = 'expense.added'") == [{"n": 1000}]


async def test_it_sends_out_with_as_many_statements_whatever_the_project_holds(
    db: object, caplog: pytest.LogCaptureFixture
) -> None:
    counts = []
    for many in (1, 30):
        partners = [["No.", "Organisation", "Role"], *([str(n), f"Партньор {n}", "partner"] for n in range(many))]
        about: list[list[Any]] = [["Format", "grants-project"], ["Version", 1], ["Project code", f"проект-{many}"]]
        content = book(project_book(Partners=partners, About_this_file=about))
        await import_file(OPERATOR, "п.xlsx", content, EN, today=TODAY, kept_by_id=None, manager_id=None)
        seen = await project_seen(OPERATOR, f"проект-{many}")
        caplog.clear()
        with caplog.at_level("DEBUG", logger="tortoise.db_client"):
            await export_project(OPERATOR, seen, "json", BG)
        counts.append(len(caplog.records))
    assert counts[0] == counts[1] > 20
