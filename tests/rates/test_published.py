"""Files as InforEuro, the ECB and the BNB publish them, and what is wrong in them by row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rates.published import (
    NO_MONTH,
    NOT_A_RATE,
    NOTHING_IN_IT,
    UNKNOWN_FILE,
    brought,
    carried,
    per_euro,
    read_rates,
    text_of,
)
from grants.rates.rules import RateSource
from tests.properties import pure

YEAR: dict[str, Any] = {"month": None, "first": date(2025, 1, 1), "last": date(2026, 12, 31)}
INFOREURO = "\ufeffCountry,Currency,ISO code,Rate\nСърбия,Serbian Dinar,RSD,117.0915\nUnited States,US Dollar,USD,1.0823\nEcuador,US Dollar,USD,1.0823\nJapan,Yen,JPY,171.02\nBulgaria,Lev,BGN,1.9558\n"
ECB = "Date,USD,JPY,BGN,NOK,\n2026-11-06,1.0823,171.02,N/A,11.72,\n2026-11-05,1.0811,170.5,N/A,,\n2024-01-02,1.09,1,1.9558,11,\n"
BNB_LEV = "Курсове на българския лев, валидни за 15.11.2025\nДата;Наименование;Код;За единица валута;Лева (BGN);Обратен курс\n15.11.2025;Щатски долар;USD;1;1,80712;0,553367\n15.11.2025;Сръбски динар;RSD;100;1,67012;59,8759\n"
BNB_EURO = "Дата;Наименование;Код;За единица валута;Евро\n16.11.2026;Норвежка крона;NOK;10;0,853242\n"


def pairs(reading):
    return [(one.currency, str(one.first_on), str(one.per_euro.normalize())) for one in reading.rates]


def test_it_reads_inforeuro_of_a_month_and_says_what_it_leaves_out():
    reading = read_rates(text_of(INFOREURO.encode()) or "", **{**YEAR, "month": date(2026, 11, 1)})
    assert reading.source is RateSource.INFOREURO
    assert pairs(reading) == [("RSD", "2026-11-01", "117.0915"), ("USD", "2026-11-01", "1.0823")]
    assert {one.last_on for one in reading.rates} == {date(2026, 11, 30)}
    assert reading.left_out == {"JPY", "BGN"}
    assert not reading.problems


def test_it_asks_for_the_month_of_a_file_that_does_not_say_it():
    assert [one.sentence for one in read_rates(INFOREURO, **YEAR).problems] == [NO_MONTH]
    said = "Month;ISO code;Rate\n10/2026;NOK;11,72\n2026-11;NOK;11,81\n"
    assert pairs(read_rates(said, **YEAR)) == [("NOK", "2026-10-01", "11.72"), ("NOK", "2026-11-01", "11.81")]


def test_it_reads_the_ecb_s_days_and_nothing_before_them():
    reading = read_rates(ECB, **YEAR)
    assert pairs(reading) == [
        ("USD", "2026-11-06", "1.0823"),
        ("NOK", "2026-11-06", "11.72"),
        ("USD", "2026-11-05", "1.0811"),
    ]
    assert reading.left_out == {"JPY", "BGN"}


def test_it_turns_leva_for_so_many_units_into_units_for_a_euro():
    reading = read_rates(text_of(BNB_LEV.encode("cp1251")) or "", **YEAR)
    assert reading.source is RateSource.BNB
    assert pairs(reading) == [("USD", "2025-11-15", "1.08229116"), ("RSD", "2025-11-15", "117.10715398")]
    assert reading.rates[1].how == "100 RSD = 1.67012 BGN; 100 × 1.95583 / 1.67012"


def test_it_reads_the_bnb_in_euro_since_the_euro_came():
    reading = read_rates(BNB_EURO, **YEAR)
    assert pairs(reading) == [("NOK", "2026-11-16", "11.72000441")]
    assert reading.rates[0].how == "10 NOK = 0.853242 EUR"


@pytest.mark.parametrize(("text", "problems"), [
    ("Име,Сума\nМария,5\n", [(UNKNOWN_FILE, None, "")]),
    ("", [(UNKNOWN_FILE, None, "")]),
    ("Date,USD\n2024-01-02,1.09\n", [(NOTHING_IN_IT, None, "")]),
    ("Date,USD,NOK\n2026-11-06,0,11.7\n2026-11-05,-1,NaN\n", [(NOT_A_RATE, 2, "USD"), (NOT_A_RATE, 3, "USD"), (NOT_A_RATE, 3, "NOK")]),
    ("Date,USD\n2026-11-06,1e3\n2026-11-05,١,\n", [(NOT_A_RATE, 2, "USD"), (NOT_A_RATE, 3, "USD")]),
])  # fmt: skip
def test_it_names_what_is_wrong_by_row_and_column(text, problems):
    told = read_rates(text, **YEAR).problems
    assert [(one.sentence, one.row, one.column) for one in told] == problems


def test_it_says_there_is_no_such_day():
    (told,) = read_rates("Date,USD\n2026-02-31,1.08\n", **YEAR).problems
    assert (told.row, told.column) == (2, "Date")


def test_it_brings_back_what_a_preview_carried_and_nothing_else():
    reading = read_rates(BNB_LEV, **YEAR)
    back = list(brought(carried(reading.rates)))
    assert [(one.currency, one.first_on, one.per_euro, one.how) for one in back] == [
        (one.currency, one.first_on, one.per_euro, one.how) for one in reading.rates
    ]
    assert (
        list(
            brought(
                "ecb;BGN;2026-01-01;1.9558;\ntranche;USD;2026-01-01;1;\necb;USD;вчера;1;\necb;USD;2026-01-01;NaN;\nбезсмислица"
            )
        )
        == []
    )


@pure
@given(st.integers(1, 10_000), st.decimals("0.0001", "999999", places=5))
def test_it_derives_the_rate_to_half_of_its_last_place(units, price):
    found = per_euro(Decimal(units), price, in_leva=True)
    assert abs(found * price - units * Decimal("1.95583")) <= price * Decimal("0.000000005")
