"""The morning's letter as its reader gets it, word for word, in both languages (писмото с напомнянията)."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser

import pytest

from grants.access import ProjectRef
from grants.deadlines.digest import digest
from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.rules import DEADLINE_KINDS, WHAT_TO_DO, DeadlineKind, DeadlineState
from grants.letters.writing import WIDTH, Written, folded, one_line, shortened
from grants.values.language import LANGUAGES, Text
from tests.cast import TODAY

BASE = "https://grants.example.org"
CARE = Text("Грижа в общността: интегрирани здравно-социални услуги в община Твърдица", "Care in the community")
YOUTH = Text("Младежки център „Заедно“", "Youth centre “Together”")
MARIA = 1


def due(number: int, left: int, title: Text, kind: DeadlineKind, **more: object) -> DeadlineSeen:
    """A deadline so many days ahead."""
    values = {
        "id": number,
        "version": 1,
        "number": str(number),
        "kind": kind,
        "title": title,
        "note": Text(),
        "due_on": TODAY + timedelta(days=left),
        "state": DeadlineState.OPEN,
        "done_on": None,
        "person_id": MARIA,
        "person": "Мария Стоянова",
        "partner_id": None,
        "project": ProjectRef(1, 1),
        "code": "BG05SFPR002-2.001-0012",
        "project_title": CARE,
        "acronym": "",
    }
    return DeadlineSeen(**{**values, **more})  # type: ignore[arg-type]  # the table above names every field


ANSWER = due(
    1,
    -4,
    Text("Отговор на писмо № 97-00-312 на управляващия орган относно верификацията на разходите за персонал"),
    DeadlineKind.ANSWER,
)
REPORT = due(
    2,
    1,
    Text(
        "Междинен технически и финансов отчет за периода 1.05–31.10.2026 г.",
        "Interim technical and financial report, 1 May – 31 October 2026",
    ),
    DeadlineKind.REPORT,
    note=Text("Приложете и присъствените списъци от Гурково.", "Enclose the attendance lists from Gurkovo, too."),
)
CLAIM = due(
    3,
    14,
    Text("Искане за междинно плащане", "Interim payment claim"),
    DeadlineKind.PAYMENT_CLAIM,
    person_id=None,
    code="BG16RFPR001-1.003-0044",
    project_title=YOUTH,
)


def letter(language, *named: DeadlineSeen, new: tuple[DeadlineSeen, ...] = ()) -> Written:
    return digest(MARIA, language, TODAY, named, new or named, BASE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["plain", "html"])
def test_it_reads_as_it_was_read_before(language, form, golden):
    words = letter(language, ANSWER, REPORT, CLAIM, new=(REPORT, CLAIM))
    if form == "plain":
        golden(f"reminders.{language}.txt", f"{words.subject}\n{'=' * WIDTH}\n{words.plain}")
    else:
        golden(f"reminders.{language}.html", words.html)


@pytest.mark.parametrize(
    ("language", "named", "subject"),
    [
        ("bg", (CLAIM,), "След 14 дни: Искане за междинно плащане, Младежки център „Заедно“"),
        ("en", (CLAIM,), "In 14 days: Interim payment claim, Youth centre “Together”"),
        ("bg", (ANSWER, CLAIM), "2 срока: с 4 дни закъснение – Отговор на писмо № 97-00-312 на…, Грижа в общността…"),
        ("en", (REPORT, CLAIM), "2 deadlines: tomorrow – Interim technical and financial…, Care in the community"),
    ],
)
def test_it_says_in_the_subject_how_many_and_the_most_urgent(language, named, subject):
    assert letter(language, *named).subject == subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_sixty_characters_wide_but_for_addresses(language):
    lines = letter(language, ANSWER, REPORT, CLAIM).plain.splitlines()
    assert [line for line in lines if len(line) > WIDTH and not line.strip().startswith(BASE)] == []


def test_it_gives_each_deadline_its_one_link():
    words = letter("bg", ANSWER, REPORT, CLAIM)
    for deadline in (ANSWER, REPORT, CLAIM):
        link = f"{BASE}/projects/{deadline.code}/deadlines#deadline-{deadline.id}"
        assert words.plain.count(link) == words.html.count(link) == 1


class Tags(HTMLParser):
    """The tags and the words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert('срок')</script>",
        "<img src=x onerror=alert(1)>",
        '„Заедно“ & "приятели" <b>',
        "{{ 7 * 7 }}{% x %}",
    ],
)
def test_it_shows_peoples_words_as_words(typed):
    title = Text(typed)
    hostile = due(4, 0, title, DeadlineKind.OTHER, note=title, project_title=title)
    shown = Tags(letter("bg", hostile).html)
    plain = Tags(letter("bg", due(4, 0, Text("Срок"), DeadlineKind.OTHER, note=Text("Да"))).html)
    assert [tag for tag in shown.tags if tag != "span"] == [tag for tag in plain.tags if tag != "span"]
    assert (
        shown.words.count(typed) == 6
    )  # twice in the page's title, the first line, the deadline, its note, the project
    assert typed in letter("bg", hostile).plain


def test_it_keeps_line_ends_out_of_the_subject():
    broken = due(4, 0, Text("Отчет\r\nBcc: thief@example.org\u2028още"), DeadlineKind.REPORT)
    assert letter("bg", broken).subject == "Днес: Отчет Bcc: thief@example.org още, Грижа в общността…"


def test_it_says_what_to_do_for_every_kind_of_deadline():
    assert set(WHAT_TO_DO) == set(DEADLINE_KINDS)


@pytest.mark.parametrize(
    ("words", "length", "shown"),
    [
        ("Отчет", 5, "Отчет"),
        ("Междинен отчет", 12, "Междинен…"),
        ("Междинен, отчет", 11, "Междинен…"),
        ("Непрекъснатодългадума", 10, "Непрекъсн…"),
    ],
)
def test_it_shortens_between_words(words, length, shown):
    assert shortened(words, length) == shown


def test_it_folds_lines_and_keeps_their_indentation():
    assert folded("  а б в г\nд\n\nе", 5) == "  а б\n  в г\nд\n\nе\n"
    assert one_line(" Отчет\t\x00\r\n 2 ") == "Отчет 2"
