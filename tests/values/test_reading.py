"""Reading what people type (какво пишат хората): generous, never guessing."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.values import reading
from grants.values.days import Precision, PublishedDay
from grants.values.money import Money
from grants.values.reading import (
    LARGEST_ID,
    Unreadable,
    read_amount,
    read_day,
    read_number,
    read_published_day,
    whole_number,
)
from tests.properties import pure


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("188 664,99", 18866499),
        ("5 726 545,95", 572654595),
        ("63 658", 6365800),
        ("5 000", 500000),
        ("3340", 334000),
        ("1234,5", 123450),
        ("1234.56", 123456),
        ("1 234.56", 123456),
        ("188\N{NBSP}664,99", 18866499),
        ("188\N{NARROW NO-BREAK SPACE}664,99", 18866499),
        ("188\N{THIN SPACE}664,99", 18866499),
        ("  12,50  ", 1250),
        ("−5", -500),
        ("‐5", -500),
        ("‑5", -500),
        ("‒5", -500),
        ("–5", -500),
        ("—5", -500),
        ("﹣5", -500),
        ("－5", -500),
        ("–12,50 лв.", -1250),
        ("–0", 0),
        ("1234.5", 123450),
        ("-5", -500),
        ("+5", 500),
        ("−0", 0),
        ("0,07", 7),
        ("12,50 лв.", 1250),
        ("12,50лв", 1250),
        ("12,50 лева", 1250),
        ("BGN 12,50", 1250),
        ("12,50 bgn", 1250),
        ("-12,50 лв.", -1250),
        ("12,500000", 1250),
    ],
)
def test_it_reads_amounts(text, minor):
    assert read_amount(text, "BGN") == Money(minor, "BGN")


@pytest.mark.parametrize(
    ("text", "msgid"),
    [
        ("", reading.EMPTY),
        (" \N{NBSP} ", reading.EMPTY),
        ("пет", reading.NOT_A_NUMBER),
        ("NaN", reading.NOT_A_NUMBER),
        ("Infinity", reading.NOT_A_NUMBER),
        ("1e3", reading.NOT_A_NUMBER),
        ("1_000", reading.NOT_A_NUMBER),
        ("١٢", reading.NOT_A_NUMBER),
        ("१२", reading.NOT_A_NUMBER),
        ("\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}", reading.NOT_A_NUMBER),
        ("(5)", reading.NOT_A_NUMBER),
        ("--5", reading.NOT_A_NUMBER),
        ("- 5", reading.NOT_A_NUMBER),
        ("5-", reading.NOT_A_NUMBER),
        ("€-5", reading.NOT_A_NUMBER),
        ("−–5", reading.NOT_A_NUMBER),
        ("5–6", reading.NOT_A_NUMBER),
        ("–", reading.NOT_A_NUMBER),
        ("1.234,50", reading.AMBIGUOUS_GROUPS),
        ("1,234.50", reading.AMBIGUOUS_GROUPS),
        ("٣٫٥", reading.NOT_A_NUMBER),
        ("лв. 5 лв.", reading.NOT_A_NUMBER),
        (",50", reading.NOT_A_NUMBER),
        ("5,", reading.NOT_A_NUMBER),
        ("1,2,3", reading.NOT_A_NUMBER),
        ("12, 50", reading.NOT_A_NUMBER),
        ("=1+1", reading.NOT_A_NUMBER),
        ("17 5332", reading.BROKEN_GROUPS),
        ("1234 567", reading.BROKEN_GROUPS),
        ("1  234", reading.BROKEN_GROUPS),
        ("1 23,4", reading.BROKEN_GROUPS),
        ("1.234", reading.AMBIGUOUS_NUMBER),
        ("1,234", reading.AMBIGUOUS_NUMBER),
        ("12,345", reading.AMBIGUOUS_NUMBER),
        ("1.234,56", reading.AMBIGUOUS_GROUPS),
        ("1,234.56", reading.AMBIGUOUS_GROUPS),
        ("1.234.567", reading.AMBIGUOUS_GROUPS),
        ("1,234,567", reading.AMBIGUOUS_GROUPS),
        ("1234,567", reading.TOO_MANY_DECIMALS),
        ("0,125", reading.TOO_MANY_DECIMALS),
        ("1" * 16, reading.TOO_LARGE),
        ("1" * 61, reading.TOO_LONG),
        ("5 €", reading.OTHER_CURRENCY),
        ("$5", reading.OTHER_CURRENCY),
        ("5 кг", reading.NOT_A_NUMBER),
    ],
)
def test_it_refuses_amounts_kindly(text, msgid):
    with pytest.raises(Unreadable) as refusal:
        read_amount(text, "BGN")
    assert refusal.value.msgid == msgid
    assert str(refusal.value) == msgid.format(**refusal.value.facts)


def test_it_tells_what_an_ambiguous_amount_may_mean():
    with pytest.raises(Unreadable) as refusal:
        read_amount("1.234", "EUR")
    assert refusal.value.facts == {"text": "1.234", "first": "1234", "second": "1,234"}
    with pytest.raises(Unreadable) as refusal:
        read_amount("1.234,56", "EUR")
    assert refusal.value.facts == {"text": "1.234,56", "first": "1234,56"}


@pytest.mark.parametrize(
    ("text", "language", "minor"),
    [
        ("1,234.56", "en", 123456),
        ("1,234,567.5", "en", 123456750),
        ("1.234,56", "en", None),
        ("1,234", "en", None),
        ("1,234.56", "bg", None),
    ],
)
def test_it_reads_commas_between_thousands_only_for_readers_of_english(text, language, minor):
    if minor is None:
        with pytest.raises(Unreadable):
            read_amount(text, "EUR", language)
    else:
        assert read_amount(text, "EUR", language).minor == minor


@pytest.mark.parametrize(
    ("text", "number"),
    [("0,125", "0.125"), ("0.125", "0.125"), ("1 720,5", "1720.5"), ("−3", "-3"), ("1,95583", "1.95583"), ("007", "7")],
)
def test_it_reads_numbers(text, number):
    assert read_number(text) == Decimal(number)


typed = st.text(st.sampled_from("0123456789 .,-−+/€e١гNюни\N{NBSP}"), max_size=14)


@pure
@given(typed)
def test_it_reads_a_number_or_a_day_or_refuses_whatever_is_typed(text):
    with suppress(Unreadable):
        number = read_number(text)
        assert number.is_finite()
        assert "".join(map(str, number.as_tuple().digits)).lstrip("0") in re.sub(r"[^0-9]", "", text)
    with suppress(Unreadable):
        assert 1900 <= read_published_day(text).first.year <= 2199


@pytest.mark.parametrize(
    "text",
    [
        "3.4",
        "3.4.",
        "03.04",
        "03.04.26",
        "3.4.2026",
        "03.04.2026 г.",
        "03.04.2026г.",
        "03.04.2026\N{NARROW NO-BREAK SPACE}г.",
        "03.04.2026 год.",
        "2026-04-03",
        "2026.4.3",
        "3 април 2026",
        "3 април 2026 г.",
        "3 Април 2026 година",
        "3 апр 2026",
        "3 апр. 2026",
        "3 април",
        "3. април 2026",
        "3 April 2026",
        "3 apr 2026",
        "3-4-2026",
        "3. 4. 2026",
        " 3 . 4 . 2026 ",
    ],
)
def test_it_reads_the_third_of_april_as_people_write_it(text):
    assert read_day(text, date(2026, 11, 22)) == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 юни 2013 г.", date(2013, 6, 1)),
        ("14 Август 2013", date(2013, 8, 14)),
        ("04.10.2011г.", date(2011, 10, 4)),
        ("03.10.2011 г.", date(2011, 10, 3)),
        ("15.11.2017", date(2017, 11, 15)),
        ("29.02.2024", date(2024, 2, 29)),
        ("9 Sept 2026", date(2026, 9, 9)),
        ("9 Sep 2026", date(2026, 9, 9)),
        ("23/04/2026", date(2026, 4, 23)),
        ("4/4/26", date(2026, 4, 4)),
        ("1.2.26", date(2026, 2, 1)),
        ("12-11-2026", date(2026, 11, 12)),
    ],
)
def test_it_reads_days_of_published_pages(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "msgid"),
    [
        ("", reading.EMPTY),
        ("утре", reading.NOT_A_DAY),
        ("3 Абрил 2026", reading.NOT_A_DAY),
        ("٣.٤.٢٠٢٦", reading.NOT_A_DAY),
        ("1/2019", reading.NOT_A_DAY),
        ("2004", reading.NOT_A_DAY),
        ("April 3, 2026", reading.NOT_A_DAY),
        ("3.4.026", reading.NOT_A_DAY),
        ("31.02.2026", reading.NO_SUCH_DAY),
        ("04/13/2026", reading.NO_SUCH_DAY),
        ("1/2/26", reading.DAY_OR_MONTH_FIRST),
        ("01/02/2026", reading.DAY_OR_MONTH_FIRST),
        ("1 / 2 / 2026 г.", reading.DAY_OR_MONTH_FIRST),
        ("31/02/2026", reading.NO_SUCH_DAY),
        ("0.1.2026", reading.NO_SUCH_DAY),
        ("3.4", reading.YEAR_MISSING),
        ("3 април", reading.YEAR_MISSING),
        ("3.4.0206", reading.YEAR_FAR_OFF),
        ("3.4.2620", reading.YEAR_FAR_OFF),
    ],
)
def test_it_refuses_days_kindly(text, msgid):
    with pytest.raises(Unreadable) as refusal:
        read_day(text)
    assert refusal.value.msgid == msgid


def test_it_tells_both_days_that_strokes_may_mean():
    with pytest.raises(Unreadable) as refusal:
        read_day("1/2/26")
    assert refusal.value.facts == {
        "text": "1/2/26",
        "first": date(2026, 2, 1),
        "second": date(2026, 1, 2),
        "dotted": "01.02.2026",
    }


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("1/2019", date(2019, 1, 1), Precision.MONTH),
        ("01.2019", date(2019, 1, 1), Precision.MONTH),
        ("2019-01", date(2019, 1, 1), Precision.MONTH),
        ("януари 2019 г.", date(2019, 1, 1), Precision.MONTH),
        ("January 2019", date(2019, 1, 1), Precision.MONTH),
        ("2004", date(2004, 1, 1), Precision.YEAR),
        ("2004 г.", date(2004, 1, 1), Precision.YEAR),
        ("2004г.", date(2004, 1, 1), Precision.YEAR),
        ("14 Август 2013", date(2013, 8, 14), Precision.DAY),
        ("04.10.2011г.", date(2011, 10, 4), Precision.DAY),
    ],
)
def test_it_reads_published_dates_no_more_precisely_than_they_are(text, first, precision):
    assert read_published_day(text) == PublishedDay(first, precision)


@pytest.mark.parametrize("text", ["2004-2006", "13/2019", "1/0019", "1/2019 - 1/2020", "скоро", "3.4", "Абрил 2019"])
def test_it_refuses_what_is_no_single_date(text):
    with pytest.raises(Unreadable):
        read_published_day(text)


@pytest.mark.parametrize(
    ("text", "most", "number"),
    [
        ("0", LARGEST_ID, 0),
        ("007", LARGEST_ID, 7),
        ("9223372036854775807", LARGEST_ID, LARGEST_ID),
        ("9223372036854775808", LARGEST_ID, None),
        ("9" * 5000, LARGEST_ID, None),
        ("12", 12, 12),
        ("13", 12, None),
        ("", LARGEST_ID, None),
        ("-1", LARGEST_ID, None),
        ("+1", LARGEST_ID, None),
        (" 1", LARGEST_ID, None),
        ("1.0", LARGEST_ID, None),
        ("1_0", LARGEST_ID, None),
        ("٣", LARGEST_ID, None),
        ("²", LARGEST_ID, None),
        ("един", LARGEST_ID, None),
    ],
)
def test_what_addresses_and_machines_carry_is_a_number_of_plain_digits_or_none(text, most, number):
    assert whole_number(text, most) == number
