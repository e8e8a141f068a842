"""The morning's letter as its reader gets it, word for word, in both languages (писмото с напомнянията)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from grants.access import ProjectRef
from grants.deadlines.reminding.digest import Press, hour_said
from grants.deadlines.reminding.morning import Told
from grants.deadlines.reminding.queries import Due, Reader
from grants.deadlines.reminding.rules import Why
from grants.deadlines.rules import DEADLINE_KINDS, WHAT_TO_DO, DeadlineKind
from grants.deadlines.rules_yield import Offices
from grants.deadlines.wishes.rules import Wish
from grants.letters.links.signed import AT_DEADLINE
from grants.letters.writing import WIDTH, Written, folded, one_line, shortened
from grants.values.days import Unit
from grants.values.language import LANGUAGES, Text
from grants.values.wording import wording
from tests.cast import TODAY

BASE = "https://grants.example.org"
CARE = Text("Грижа в общността: интегрирани здравно-социални услуги в община Твърдица", "Care in the community")
YOUTH = Text("Младежки център „Заедно“", "Youth centre “Together”")
MARIA, IVAN = 1, 2
SOFIA = ZoneInfo("Europe/Sofia")


def due(number: int, left: int, title: Text, kind: DeadlineKind, **more: Any) -> Told:
    """A deadline so many days ahead, as it is told to Maria; `told` is what differs in the telling."""
    told: dict[str, Any] = {"why": Why.OWN, "step": max(left, -1), "may_settle": True, **more.pop("told", {})}
    values: dict[str, Any] = {
        "id": number,
        "number": str(number),
        "kind": kind,
        "title": title,
        "note": Text(),
        "due_on": TODAY + timedelta(days=left),
        "internal_on": None,
        "hour": "",
        "zone": "",
        "begun_on": None,
        "later_on": None,
        "thing": "",
        "thing_id": None,
        "person_id": MARIA,
        "person": "Мария Стоянова",
        "partner_id": None,
        "coordinator_id": IVAN,
        "project": ProjectRef(1, 1),
        "code": "BG05SFPR002-2.001-0012",
        "project_title": CARE,
        "acronym": "",
    }
    made = Due(**{**values, **more})
    return Told(made, told.pop("counted", made.internal_on or made.due_on), **told)


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
    told={"why": Why.NOBODY},
)


PART = due(
    4,
    5,
    Text("Списъци на участниците от Гурково", "Lists of participants from Gurkovo"),
    DeadlineKind.DELIVERABLE,
    internal_on=TODAY - timedelta(days=1),
    hour="17:00",
    zone="Europe/Brussels",
    begun_on=TODAY - timedelta(days=1),
    thing="deliverable",
    thing_id=8,
    acronym="ГРИЖА",
    told={"why": Why.COORDINATES},
    person_id=IVAN,
    person="Иван Петков",
    coordinator_id=MARIA,
)


def letter(language, *named: Told, new: tuple[Told, ...] = (), wish: Wish | None = None) -> Written:
    reader = Reader(MARIA, "Мария Стоянова", "maria@example.org", language, wish or Wish())
    return Press(TODAY, SOFIA, BASE, Offices()).letter(reader, named, new or named)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["plain", "html"])
def test_it_reads_as_it_was_read_before(language, form, golden):
    words = letter(language, ANSWER, REPORT, PART, CLAIM, new=(REPORT, CLAIM))
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


MISSED_IN_HOUSE = {
    "bg": "Вътрешният срок мина, крайният е след 5 дни: Списъци на участниците от Гурково, ГРИЖА",
    "en": "Internal day passed, the deadline is in 5 days: Lists of participants from Gurkovo, ГРИЖА",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_calls_nothing_late_of_which_only_the_internal_day_has_passed(language):
    words = letter(language, PART)
    assert words.subject == MISSED_IN_HOUSE[language]
    for form in (words.plain, words.html):
        assert not any(
            late in form.casefold() for late in ("закъснение", "просрочен", "day late", "\nlate\n", ">late<")
        )
    heading = {"bg": "Минал вътрешен срок", "en": "Internal day passed"}[language]
    assert f"\n{heading.upper()}\n" in words.plain
    assert f"<h3>{heading}</h3>" in words.html


def test_the_subject_of_a_digest_says_so_too_and_what_is_late_comes_before_it():
    earlier = due(7, 2, Text("Отчет"), DeadlineKind.REPORT, internal_on=TODAY - timedelta(days=5))
    words = letter("bg", earlier, ANSWER)
    said = "вътрешният срок мина, крайният е след 2 дни"
    assert words.subject == f"2 срока: {said} – Отчет, Грижа в общността…"
    assert words.plain.index("ПРОСРОЧЕНИ") < words.plain.index("МИНАЛ ВЪТРЕШЕН СРОК")


@pytest.mark.parametrize(
    ("days", "said"), [(0, "Днес (вътрешен срок): Отчет"), (1, "Утре (вътрешен срок): Отчет"), (4, "След 4 дни (вътрешен срок): Отчет")]
)  # fmt: skip
def test_a_day_still_ahead_is_said_to_be_the_internal_one(days, said):
    told = due(7, days + 3, Text("Отчет"), DeadlineKind.REPORT, internal_on=TODAY + timedelta(days=days))
    assert letter("bg", told).subject.startswith(said)
    assert "Крайният срок е" in letter("bg", told).plain


def test_the_most_urgent_is_what_is_due_soonest_and_not_what_the_house_wanted_sooner():
    in_house = due(7, 6, Text("Отчет"), DeadlineKind.REPORT, internal_on=TODAY - timedelta(days=1))
    assert "Искане" in letter("bg", in_house, due(8, 3, Text("Искане"), DeadlineKind.OTHER)).subject


def counted(due_on: date, raw_on: date, **more: Any) -> Told:
    """A report that is due sixty days after the period ended on 30 June, where nothing else is said."""
    terms = {"from_on": date(2026, 6, 30), "amount": 60, "raw_on": raw_on, **more}
    return due(9, (due_on - TODAY).days, Text("Отчет", "Report"), DeadlineKind.REPORT, **terms)


ROLLED = counted(date(2026, 8, 31), date(2026, 8, 29))
AS_COUNTED = counted(date(2027, 1, 15), date(2027, 1, 15), from_on=date(2026, 10, 27), amount=80)
IN_WORKING_DAYS = counted(
    date(2026, 12, 7), date(2026, 12, 7), from_on=date(2026, 11, 30), amount=5, unit=Unit.WORKING_DAYS
)


@pytest.mark.parametrize(
    ("language", "told", "why"),
    [
        ("bg", ROLLED, "60 дни след 30.06.2026\u202fг. е събота, 29 август 2026\u202fг., затова понеделник, 31 август 2026\u202fг."),
        ("en", ROLLED, "60 days after 30 Jun 2026 is Saturday, 29 August 2026, so Monday, 31 August 2026."),
        ("bg", AS_COUNTED, "80 дни след 27.10.2026\u202fг. е петък, 15 януари 2027\u202fг."),
        ("en", AS_COUNTED, "80 days after 27 Oct 2026 is Friday, 15 January 2027."),
        ("bg", IN_WORKING_DAYS, "5 работни дни след 30.11.2026\u202fг. е понеделник, 7 декември 2026\u202fг."),
    ],
)  # fmt: skip
def test_it_says_from_what_a_day_was_counted(language, told, why):
    words = letter(language, told)
    assert why in words.html
    assert " ".join(why.split()) in " ".join(words.plain.split())


def test_it_gives_no_reason_for_a_day_that_was_typed_or_set_by_hand():
    by_hand = counted(date(2026, 9, 2), date(2026, 8, 29), fixed=True, ruled_on=date(2026, 8, 31))
    for told in (CLAIM, by_hand):
        assert " дни след " not in letter("bg", told).plain


def test_two_deadlines_that_differ_in_their_reason_alone_say_each_its_own():
    other = replace(ROLLED, due=replace(ROLLED.due, id=10, from_on=date(2026, 7, 1), amount=59))
    plain = " ".join(letter("bg", ROLLED, other).plain.split())
    assert ("60 дни след 30.06.2026" in plain, "59 дни след 1.07.2026" in plain) == (True, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_sixty_characters_wide_but_for_addresses(language):
    lines = letter(language, ANSWER, REPORT, PART, CLAIM, ROLLED).plain.splitlines()
    assert [line for line in lines if len(line) > WIDTH and BASE not in line] == []


def test_it_gives_each_deadline_its_links_in_both_forms():
    words = letter("bg", ANSWER, REPORT, PART, CLAIM)
    offered = {
        ANSWER.due.id: ["done", "begun", "not_mine"],
        REPORT.due.id: ["done", "begun", "later", "not_mine"],
        PART.due.id: ["later"],
        CLAIM.due.id: ["done", "begun", "later"],
    }
    for told in (ANSWER, REPORT, PART, CLAIM):
        look = f"{BASE}/projects/{told.due.code}/deadlines/{told.due.id}"
        assert words.plain.count(f"{look}\n") == words.html.count(f'"{look}"') == 1
        for answer in ("done", "begun", "later", "not_mine"):
            link = f"{BASE}{AT_DEADLINE}{told.due.id}.{answer}"
            times = int(answer in offered[told.due.id])
            assert (words.plain.count(f"{link}\n"), words.html.count(f'"{link}"')) == (times, times), link


@pytest.mark.parametrize(
    ("told", "answers"),
    [
        (REPORT, ["done", "begun", "later", "not_mine"]),
        (ANSWER, ["done", "begun", "not_mine"]),  # late: no day to put it off to
        (CLAIM, ["done", "begun", "later"]),  # it is nobody's, so it can't be given back
        (PART, ["later"]),  # hangs on a deliverable, and somebody is at it
        (due(5, 3, Text("Срок"), DeadlineKind.OTHER, coordinator_id=MARIA), ["done", "begun", "later"]),
        (due(5, 3, Text("Срок"), DeadlineKind.OTHER, told={"may_settle": False}), []),
    ],
)
def test_it_offers_what_may_be_said_of_a_deadline_and_nothing_else(told, answers):
    plain = letter("bg", told).plain
    assert [line.rpartition(".")[2] for line in plain.splitlines() if AT_DEADLINE in line] == answers


def test_it_leads_to_the_thing_on_which_a_deadline_hangs():
    words = letter("bg", PART)
    place = f"{BASE}/projects/BG05SFPR002-2.001-0012/deliverables/8"
    assert f"  {place}\n" in words.plain
    assert f'href="{place}"' in words.html


def test_it_says_for_whom_somebody_stands_in():
    stands = due(5, 3, Text("Срок"), DeadlineKind.OTHER, told={"stood_for_name": "Иван Петков"})
    assert "вместо Иван Петков" in " ".join(letter("bg", stands).plain.split())


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("", "Until 17:00 (Europe/Brussels), which is 18:00 by your clock."),
        ("Europe/Brussels", "Until 17:00. The internal day was Saturday, 21 November 2026."),
        ("Asia/Tokyo", "Until 17:00 (Europe/Brussels), which is 28 Nov 2026, 01:00 by your clock"),
    ],
)
def test_it_tells_the_hour_by_the_readers_own_clock(zone, said):
    read = letter("en", PART, wish=Wish(zone=zone))
    assert said in " ".join(read.plain.split())


@pytest.mark.parametrize(
    ("hour", "in_zone", "reads_by", "said"),
    [
        ("17:00", "", "Europe/Sofia", "until 17:00"),
        ("17:00", "", "Europe/Lisbon", "until 17:00 (Europe/Sofia), which is 15:00 by your clock"),
        ("24:00", "Europe/Brussels", "Europe/Brussels", "until 24:00"),
        ("24:00", "Europe/Brussels", "Europe/Sofia", "until 24:00 (Europe/Brussels), which is 28 Nov 2026, 01:00 by your clock"),
        ("", "", "Europe/Lisbon", ""),
        ("99:99", "", "Europe/Sofia", ""),
    ],
)  # fmt: skip
def test_it_reads_an_hour_without_a_zone_by_the_clock_in_sofia(hour, in_zone, reads_by, said):
    one = replace(PART.due, hour=hour, zone=in_zone)
    assert hour_said(wording("en"), one, ZoneInfo(reads_by)).replace("\xa0", " ") == said


def test_it_words_what_many_letters_say_once():
    press = Press(TODAY, SOFIA, BASE, Offices())
    first = due(11, 3, Text("Списък на участниците"), DeadlineKind.OTHER)
    second = due(12, 3, Text("Списък на участниците"), DeadlineKind.OTHER)
    one, other = (
        press.letter(Reader(MARIA, "Мария", "m@example.org", "bg"), [told], [told]) for told in (first, second)
    )
    assert one.plain.replace("11", "12") == other.plain
    assert one.html.replace("11", "12") == other.html
    assert len(press._parts) == 1


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
