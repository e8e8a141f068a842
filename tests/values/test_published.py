"""Oddities of published pages, each with wordings that have it and wordings that do not (от петте страници)."""

import pytest

from grants.values.published import (
    all_caps_name,
    amount_candidates,
    amount_grouping_broken,
    date_without_space,
    has_no_break_space,
    mixed_date_styles,
    mixed_quotes,
    title_starts_with_number,
    title_years,
)


@pytest.mark.parametrize(
    ("wording", "broken"),
    [
        ("17 5332 щатски долара", True),
        ("1.234,56", True),
        ("1 23,40 лв.", True),
        ("188 664,99 лв.", False),
        ("67 243,93 BGN, от които 57 157,34 BGN", False),
        ("13 гранта (всеки до 5 000 USD)", False),
        ("не е посочена", False),
    ],
)
def test_it_notices_broken_grouping(wording, broken):
    assert amount_grouping_broken(wording) is broken


@pytest.mark.parametrize(
    ("number", "minor"),
    [
        ("17 5332", (17533200, 1753200, 1753300, 1753320)),
        ("17\N{NBSP}5332", (17533200, 1753200, 1753300, 1753320)),
        ("17 5678", (17567800, 1756700, 1756780)),
        ("1 23", (12300,)),
        ("1.234,56", (123456,)),
        ("1.234", (123400, 123)),
        ("63 658", (6365800,)),
        ("без число", ()),
    ],
)
def test_it_offers_what_a_broken_number_may_mean(number, minor):
    assert amount_candidates(number) == minor


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ('„БЕЗ ГРАНИЦИ – КОМПОНЕНТ 1, ФАЗА 2"', True),
        ("„Развитие на системата”", True),
        ('„Развитие на системата“ и "Укрепване"', True),
        ("„Договаряне на социалните услуги“; „Пътеводител на социалното договаряне“", False),
        ('ОПЕРАТИВНА ПРОГРАМА "ДОБРО УПРАВЛЕНИЕ"', False),
        ("“Home care”", False),
        ("«Грижа»", False),
        ("Социално договаряне", False),
    ],
)
def test_it_notices_mixed_quotation_marks(text, mixed):
    assert mixed_quotes(text) is mixed


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("18 месеца (1 юни 2013 г. до 30.11.2014 г.)", True),
        ("от 15.11.2017 до 2/2019", True),
        ("2017-11-15 – 14.02.2019", True),
        ("Дата на стартиране 15.11.2017 – дата на приключване - 15.11.2017", False),
        ("12 месеца (1/2019 - 1/2020)", False),
        ("1 юни 2013 г. до 30 ноември 2014 г.", False),
        ("Програма 2007-2013", False),
    ],
)
def test_it_notices_mixed_styles_of_dates(text, mixed):
    assert mixed_date_styles(text) is mixed


@pytest.mark.parametrize(
    ("text", "glued"),
    [("04.10.2011г.", True), ("2013г", True), ("03.10.2011 г.", False), ("31.10.2014", False), ("5гр. захар", False)],
)
def test_it_notices_a_year_mark_without_a_space(text, glued):
    assert date_without_space(text) is glued


@pytest.mark.parametrize(
    ("text", "capitals"),
    [
        ("ОБЩИНА ПУЕБЛА ДЕ ЛА КАЛСАДА", True),
        ('ОПЕРАТИВНА ПРОГРАМА "ДОБРО УПРАВЛЕНИЕ"', True),
        ("BG05SFOP001-2.009: ПОВИШАВАНЕ НА ГРАЖДАНСКОТО УЧАСТИЕ", True),
        ("сдружение РАЙС", False),
        ("БЦНП", False),
        ("BG05SFOP001-2.009-0004", False),
        ("Община Твърдица", False),
        ("", False),
    ],
)
def test_it_notices_names_in_capitals(text, capitals):
    assert all_caps_name(text) is capitals


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("България,\N{NBSP}\N{NBSP}работи", True),
        ("2011\N{NARROW NO-BREAK SPACE}г.", True),
        ("на регионално равнище", False),
    ],
)
def test_it_notices_no_break_spaces(text, found):
    assert has_no_break_space(text) is found


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("Социалното договаряне – инструмент за по-добри резултати за хората (2013 - 2014)", (2013, 2014)),
        ("Социално договаряне (2004-2006)", (2004, 2006)),
        ("Социално договаряне 2004–2006 г.", (2004, 2006)),
        ("Грижа у дома 2024", (2024,)),
        ("Граждански мониторинг за по-качествени социални услуги", ()),
        ("План 2020 за действие", ()),
        ("3340 представители", ()),
    ],
)
def test_it_finds_the_years_a_title_ends_with(title, years):
    assert title_years(title) == years


@pytest.mark.parametrize(
    ("title", "prefixed"),
    [
        ("Проект №: BG05M9OP001-4.001 -0080- C01 - „Изграждане на административен капацитет“", True),
        ("№BG051PO001 – 7.0.07-0104-С0001 „Без граници“", True),
        ("BG05SFOP001-2.009: ПОВИШАВАНЕ НА ГРАЖДАНСКОТО УЧАСТИЕ", True),
        ('Проект "Граждански мониторинг за по-качествени социални услуги"', False),
        ("Социално договаряне (2004-2006)", False),
        ("Norway grants BG05M9OP001-4.001", False),
        ("", False),
    ],
)
def test_it_notices_a_title_that_starts_with_a_number(title, prefixed):
    assert title_starts_with_number(title) is prefixed
