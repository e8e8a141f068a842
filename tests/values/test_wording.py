"""How things look: the same as Babel in both languages, with one stated difference, the true minus (−)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from grants.values.days import Precision, PublishedDay
from grants.values.language import LANGUAGES, Catalogue, Text
from grants.values.money import CURRENCIES, Money, half_up
from grants.values.wording import Wording, wording
from tests.properties import pure

languages = st.sampled_from(LANGUAGES)
cents = st.integers(-(10**17) + 1, 10**17 - 1)
numbers = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**20), 10**20), st.integers(0, 9)
)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
LOCALE = {"bg": "bg", "en": "en_GB"}


@pure
@given(languages, cents, st.sampled_from(CURRENCIES))
def test_it_writes_and_reads_amounts_as_babel_does(language, minor, currency):
    words, money = wording(language), Money(minor, currency)
    babel = format_currency(money.decimal, currency, locale=LOCALE[language], currency_digits=False)
    # CLDR parts a code of letters from the figures ("BGN 5.00"); babel writes them together.
    assert words.amount(money).replace(f"{currency}\N{NBSP}", currency) == babel.replace("-", "−")
    assert words.read_amount(words.amount(money), currency) == money
    assert words.read_amount(words.figure(money), currency) == money
    assert words.figure(minor) == words.figure(money)


@pure
@given(languages, numbers, st.integers(0, 6))
def test_it_writes_numbers_as_babel_does(language, number, places):
    words, locale = wording(language), LOCALE[language]
    whole = format_decimal(number, locale=locale, decimal_quantization=False)
    assert words.number(number).lstrip("−") == whole.lstrip("-")
    assert words.number(number).startswith("−") is (number < 0)
    pattern = "#,##0" + ("." if places else "") + "0" * places
    rounded = half_up(number, places)
    assert words.number(number, places) == format_decimal(rounded, pattern, locale=locale).replace("-", "−")


@pure
@given(languages, days)
def test_it_writes_and_reads_days_as_babel_does(language, day):
    words, locale = wording(language), LOCALE[language]
    assert words.day(day) == format_date(day, "medium", locale)
    assert words.long_day(day) == format_date(day, "long", locale)
    assert words.full_day(day) == format_date(day, "full", locale)
    assert words.read_day(words.day(day)) == words.read_day(words.long_day(day)) == day
    for precision, skeleton in ((Precision.MONTH, "yMMMM"), (Precision.YEAR, "y")):
        published = PublishedDay(day, precision)
        assert words.published_day(published) == format_skeleton(skeleton, day, locale=locale)
        assert words.read_published_day(words.published_day(published)) == published


@pure
@given(languages, st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants bare bounds
def test_it_writes_moments_on_the_clocks_of_a_zone(language, at):
    zone = ZoneInfo("Europe/Sofia")
    local, locale = at.astimezone(zone), LOCALE[language]
    shown = f"{format_date(local, 'medium', locale)}, {format_time(local, 'short', locale=locale)}"
    assert wording(language).moment(at, zone) == wording(language).moment(at, "Europe/Sofia") == shown


@pytest.mark.parametrize(
    ("language", "money", "shown"),
    [
        ("bg", Money(18866499, "BGN"), "188\N{NBSP}664,99\N{NBSP}лв."),
        ("bg", Money(-123450, "EUR"), "−1\N{NBSP}234,50\N{NBSP}€"),
        ("bg", Money(0, "EUR"), "0,00\N{NBSP}€"),
        ("bg", Money(500000, "USD"), "5\N{NBSP}000,00\N{NBSP}щ.д."),
        ("bg", Money(100, "XAF"), "1,00\N{NBSP}XAF"),
        ("en", Money(18866499, "BGN"), "BGN\N{NBSP}188,664.99"),
        ("en", Money(-123450, "EUR"), "−€1,234.50"),
        ("en", Money(100, "XAF"), "XAF\N{NBSP}1.00"),
    ],
)
def test_it_writes_amounts(language, money, shown):
    assert wording(language).amount(money) == shown


@pytest.mark.parametrize(
    ("language", "minor", "dash", "shown"),
    [
        ("bg", 572654595, False, "5\N{NBSP}726\N{NBSP}545,95"),
        ("en", 572654595, False, "5,726,545.95"),
        ("bg", -5, False, "−0,05"),
        ("bg", 0, False, "0,00"),
        ("bg", 0, True, "–"),
        ("en", 1, True, "0.01"),
    ],
)
def test_it_writes_figures_for_columns(language, minor, dash, shown):
    assert wording(language).figure(minor, dash=dash) == shown


@pytest.mark.parametrize(
    ("language", "value", "places", "shown"),
    [
        ("bg", 3340, None, "3\N{NBSP}340"),
        ("bg", Decimal("1.95583"), None, "1,95583"),
        ("en", Decimal("1720.50"), None, "1,720.5"),
        ("en", Decimal("2.5"), 0, "3"),
        ("bg", Decimal("-0.004"), 2, "0,00"),
        ("bg", Decimal("-0.0"), None, "0"),
        ("bg", Decimal("1E+3"), None, "1\N{NBSP}000"),
        ("bg", -12, 1, "−12,0"),
    ],
)
def test_it_writes_numbers(language, value, places, shown):
    assert wording(language).number(value, places) == shown


@pytest.mark.parametrize("value", [1.5, True, "5", None])
def test_it_refuses_to_show_floats(value):
    with pytest.raises(TypeError):
        wording("bg").number(value)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("places", [None, 2])
def test_it_refuses_to_show_what_is_no_number(value, places):
    with pytest.raises(ValueError, match="not a number"):
        wording("bg").number(Decimal(value), places)


@pytest.mark.parametrize(
    ("language", "value", "places", "shown"),
    [("bg", "85", 0, "85%"), ("bg", "84.995", 2, "85,00%"), ("en", "12.345", 1, "12.3%"), ("en", "-7.5", 0, "−8%")],
)
def test_it_writes_shares_given_in_per_cent(language, value, places, shown):
    assert wording(language).percent(Decimal(value), places) == shown


@pytest.mark.parametrize(
    ("octets", "shown"),
    [
        (0, "0 B"),
        (1023, "1 023 B"),
        (1536, "1,5 KB"),
        (26214400, "25 MB"),
        (5 * 1024**3, "5 GB"),
        (10**18, "909 495 TB"),
    ],
)
def test_it_writes_the_size_of_a_file(octets, shown):
    assert wording("bg").size(octets).replace("\N{NBSP}", " ") == shown


@pytest.mark.parametrize(
    ("language", "start", "end", "shown"),
    [
        ("bg", date(2013, 6, 1), date(2014, 11, 30), "1.06.2013 г. – 30.11.2014 г."),
        ("en", date(2013, 6, 1), date(2014, 11, 30), "1 Jun 2013 – 30 Nov 2014"),
        (
            "bg",
            PublishedDay(date(2004, 1, 1), Precision.YEAR),
            PublishedDay(date(2006, 1, 1), Precision.YEAR),
            "2004 г. – 2006 г.",
        ),
        (
            "bg",
            PublishedDay(date(2019, 1, 1), Precision.MONTH),
            PublishedDay(date(2020, 1, 1), Precision.MONTH),
            "януари 2019 г. – януари 2020 г.",
        ),
        ("en", date(2011, 10, 3), None, "from 3 Oct 2011"),
        ("en", None, PublishedDay(date(2011, 10, 3)), "until 3 Oct 2011"),
        ("en", None, None, ""),
    ],
)
def test_it_writes_periods(language, start, end, shown):
    plain = (
        wording(language).period(start, end).replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{THIN SPACE}", " ")
    )
    assert plain == shown


def test_it_refuses_a_moment_without_a_zone():
    with pytest.raises(ValueError, match="zone"):
        wording("bg").moment(datetime(2026, 1, 1), "Europe/Sofia")  # noqa: DTZ001 - the refusal of it


@pytest.mark.parametrize(
    ("n", "shown"),
    [(0, "today"), (1, "tomorrow"), (3, "in 3 days"), (-1, "1 day late"), (-3, "3 days late"), (1200, "in 1,200 days")],
)
def test_it_says_how_far_off_a_deadline_is(n, shown):
    assert Wording("en", Catalogue("en")).distance(n) == shown


def test_it_says_it_in_bulgarian(tmp_path: Path):
    path = tmp_path / "messages.po"
    path.write_text(
        'msgid "in {n} day"\nmsgid_plural "in {n} days"\nmsgstr[0] "след {n} ден"\nmsgstr[1] "след {n} дни"\n\n'
        'msgid "Spent {money} until {on}: {parts}"\nmsgstr "Изразходвани {money} до {on}: {parts}"\n',
        encoding="utf-8",
    )
    words = Wording("bg", Catalogue.read(path, "bg"))
    assert words.distance(3) == "след 3 дни"
    assert words.distance(1234) == "след 1\N{NBSP}234 дни"
    said = words.say(
        "Spent {money} until {on}: {parts}",
        money=Money(123450, "EUR"),
        on=date(2026, 3, 9),
        parts=[Decimal("0.5"), Text(bg="Дом"), PublishedDay(date(2004, 1, 1), Precision.YEAR), 2026],
    )
    spaces = str.maketrans("\N{NBSP}\N{NARROW NO-BREAK SPACE}", "  ")
    assert said.translate(spaces) == "Изразходвани 1 234,50 € до 9.03.2026 г.: 0,5, Дом, 2004 г. и 2026"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", range(6))
def test_it_lists_names_as_babel_does(language, n):
    names = ["АСП", "ДАЗД", "НСОРБ", "БЦНП", "РАЙС", "СМЦ"][:n]
    assert wording(language).list(names) == (format_list(names, locale=LOCALE[language]) if names else "")


def test_it_names_countries():
    assert (wording("bg").country("ES"), wording("en").country("ES")) == ("Испания", "Spain")
    assert wording("bg").country("??") == "??"


def test_it_has_one_formatter_for_each_language():
    assert wording("bg") is wording("bg")
    assert [wording(language).language for language in LANGUAGES] == ["bg", "en"]
