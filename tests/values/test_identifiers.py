"""Numbers: projects and contracts of ИСУН in any spelling, organisations, accounts, people, and how they are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.values.identifiers import (
    EIK_NOT_DIGITS,
    EIK_WRONG_BRANCH,
    EIK_WRONG_CHECK,
    LOOK_ALIKES,
    anatomy,
    eik_objection,
    homoglyphs,
    iban_valid,
    looks_like_personal_number,
    normalise_number,
    number_search_form,
    project_code,
    search_form,
    spaced,
    vat_valid,
)
from tests.properties import pure

SEED_000 = "№BG051PO001 – 7.0.07-0104-С0001"  # С е на кирилица


@pytest.mark.parametrize(
    ("text", "number", "period", "kind"),
    [
        ("BG051PO001 – 7.0.07", "BG051PO001-7.0.07", "2007-2013", "procedure"),
        (SEED_000, "BG051PO001-7.0.07-0104-C0001", "2007-2013", "contract"),
        ("BG05M9OP001-4.001 -0080- C01", "BG05M9OP001-4.001-0080-C01", "2014-2020", "contract"),
        ("BG05SFOP001-2.009", "BG05SFOP001-2.009", "2014-2020", "procedure"),
        ("BG05SFOP001-2.009-0004", "BG05SFOP001-2.009-0004", "2014-2020", "project"),
        ("BG051PO001-5.2.12-0038-C0001", "BG051PO001-5.2.12-0038-C0001", "2007-2013", "contract"),
        ("BG05M9OP001-3.005-0001-C04", "BG05M9OP001-3.005-0001-C04", "2014-2020", "contract"),
        ("BG05SFPR002-2.002", "BG05SFPR002-2.002", "2021-2027", "procedure"),
        ("BG16FFPR003-1.001", "BG16FFPR003-1.001", "2021-2027", "procedure"),
        ("BG65AMPR001-1.003", "BG65AMPR001-1.003", "2021-2027", "procedure"),
        ("BG16RFOP002-2.067", "BG16RFOP002-2.067", "2014-2020", "procedure"),
        ("BG14MFOP001-4.006", "BG14MFOP001-4.006", "2014-2020", "procedure"),
        ("BG05SFPR002-2.005-0001-C01", "BG05SFPR002-2.005-0001-C01", "2021-2027", "contract"),
        ("BG-RRP-11.012-0001-C01", "BG-RRP-11.012-0001-C01", "RRP", "contract"),
        ("bg05m9op001", "BG05M9OP001", "2014-2020", "programme"),
        ("№ ВG05М9ОР001\N{NBSP}—\N{NBSP}4.001", "BG05M9OP001-4.001", "2014-2020", "procedure"),
        (
            "BG05M9OP001\N{NON-BREAKING HYPHEN}4.0\N{SOFT HYPHEN}01\N{ZERO WIDTH SPACE}",
            "BG05M9OP001-4.001",
            "2014-2020",
            "procedure",
        ),
    ],
)
def test_it_reads_the_anatomy_of_a_number(text, number, period, kind):
    found = anatomy(text)
    assert found is not None
    assert (found.number, found.period, found.kind) == (number, period, kind)
    assert normalise_number(text) == number


def test_it_names_the_parts_of_a_number():
    found = anatomy(SEED_000)
    assert found is not None
    assert (found.programme, found.axis, found.area, found.scheme) == ("BG051PO001", "7", "0", "07")
    assert (found.project, found.version) == ("0104", "C0001")
    assert (found.procedure, found.project_number) == ("BG051PO001-7.0.07", "BG051PO001-7.0.07-0104")
    later = anatomy("BG05M9OP001-4.001-0080-C01")
    assert later is not None
    assert (later.axis, later.area, later.scheme) == ("4", "", "001")
    programme = anatomy("BG05M9OP001")
    assert programme is not None
    assert (programme.procedure, programme.project_number) == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        "BG05SFPR002-2.005-Q023",
        "BG051PO001-5.2.12/D01-8/06.03.2014",
        "ESF-2303-04-02002",
        "2021-1-BG01-KA220-ADU-000033441",
        "101057484",
        "BG-RRP",
        "BG05M9OP001-4.001-0080-C0001",
        "РД-12-34",
        "BG05M9OP001-4.٠٠١",
        "",
    ],
)
def test_it_knows_a_number_of_another_kind(text):
    assert anatomy(text) is None


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        (["BG051PO001 – 7.0.07", SEED_000], "BG051PO001-7.0.07-0104-C0001"),
        (["BG05SFOP001-2.009", "BG05SFOP001-2.009-0004"], "BG05SFOP001-2.009-0004"),
        (["BG05M9OP001-4.001-0080", "BG05M9OP001-4.001 -0080- C01"], "BG05M9OP001-4.001-0080-C01"),
        (["BG05SFOP001-2.009", "ESF-2303-04-02002"], None),
        ([], None),
    ],
)
def test_it_takes_a_projects_code_from_its_numbers(numbers, code):
    assert project_code(numbers) == code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (SEED_000, ((26, "С", "C"),)),
        ("съгласно Договор №BG051PO001 – 7.0.07-0104-С0001", ((43, "С", "C"),)),
        ("ВG05M9OP001", ((0, "В", "B"),)),
        ("BG051PO001-7.0.07-0104-C0001", ()),
        ("РД-12 и BG05M9OP001", ()),
        ("КОМПОНЕНТ 1, ФАЗА 2", ()),
        ("ФАЗА 2 по BG05M9OP001", ()),
    ],
)
def test_it_finds_cyrillic_look_alikes_in_latin_numbers(text, found):
    assert homoglyphs(text) == found


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("BG051PO001 – 7.0.07", True),
        ("BG05M9OP001-4.001 -0080- C01", True),
        ("№ BG05SFOP001-2.009-0004 ", False),
        ("BG05SFOP001-2.009-0004", False),
        ("Договор от 2013", False),
    ],
)
def test_it_notices_spaces_inside_a_number(text, wide):
    assert spaced(text) is wide


# --- search -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        (SEED_000, "BG051PO001-7.0.07-0104-C0001"),
        (SEED_000, "bg051po001 7.0.07 0104 с0001"),
        ("BG05M9OP001-4.001 -0080- C01", "BG05M9OP001—4.001—0080—С01"),
        ("BG05M9OP001-4.001-0080-C01", "ВG05М9ОР001-4.001"),
        ("BG05M9OP001-4.001-0080-C01", "4.001\N{NBSP}-\N{NBSP}0080"),
        ("BG05M9OP001-4.001-0080-C01", "№ BG05M9OP001"),
    ],
)
def test_it_finds_a_number_in_any_spelling(stored, typed):
    assert number_search_form(typed) in number_search_form(stored)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("„Грижа  у\N{NBSP}дома“", "грижа у дома"),
        ('ОПЕРАТИВНА ПРОГРАМА "ДОБРО УПРАВЛЕНИЕ"', "„добро управление“"),
        ("Каунтърпарт – България", "каунтърпарт - българия"),
        ("сдружение РАЙС", "Райс"),
        ("ЕСФ", "ЕCФ"),
        ("Социално дого\N{SOFT HYPHEN}варяне", "Договаряне"),
    ],
)
def test_it_finds_words_in_any_case_quotes_and_dashes(stored, typed):
    assert search_form(typed) in search_form(stored)


def test_it_does_not_find_other_words():
    assert search_form("Твърдица") not in search_form("Община Видин")


@pure
@given(
    st.text(alphabet=st.sampled_from('АВЕКМНОРСТУХавекмнорстухABEKMHOPCTYXжЖщ0123456789 .-–—№„“"\N{NBSP}'), max_size=40)
)
def test_it_folds_a_text_once_and_whichever_alphabet_it_is_in(text):
    folded = search_form(text)
    assert search_form(folded) == folded
    assert search_form("".join(LOOK_ALIKES.get(letter, letter) for letter in text)) == folded
    assert search_form(text.upper()) == folded
    assert number_search_form(normalise_number(text)) == number_search_form(text)


# --- organisations, accounts, people ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "objection"),
    [
        ("123456786", None),
        ("100000086", None),
        ("100000550", None),
        ("000694037", None),
        ("131063188", None),
        ("1234567860016", None),
        ("1234567860104", None),
        ("123 456 786", None),
        ("123456789", EIK_WRONG_CHECK),
        ("1234567890016", EIK_WRONG_CHECK),
        ("1234567860017", EIK_WRONG_BRANCH),
        ("12345678", EIK_NOT_DIGITS),
        ("694037", EIK_NOT_DIGITS),
        ("BG123456786", EIK_NOT_DIGITS),
        ("ЕИК", EIK_NOT_DIGITS),
        ("١٢٣٤٥٦٧٨٦", EIK_NOT_DIGITS),
    ],
)
def test_it_checks_an_eik(text, objection):
    assert eik_objection(text) == objection


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("BG123456786", True),
        ("BG 131063188", True),
        ("BG6101057509", True),
        ("BG123456789", False),
        ("123456786", False),
        ("ESB58378431", True),
        ("ДДС", False),
        ("", False),
    ],
)
def test_it_checks_a_vat_number(text, valid):
    assert vat_valid(text) is valid


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("BG80BNBG96611020345678", True),
        ("BG80 BNBG 9661 1020 3456 78", True),
        ("BG81BNBG96611020345678", False),
        ("ES9121000418450200051332", True),
        ("сметка", False),
    ],
)
def test_it_checks_an_account_number(text, valid):
    assert iban_valid(text) is valid


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("лице с ЕГН 6101057509, от Твърдица", True),
        ("ЕГН6101057509", True),
        ("6101057508", False),
        ("16101057509", False),
        ("тел. 0888123456", False),
        ("ЕИК 123456786", False),
        ("BG80BNBG96611020345678", False),
        ("", False),
    ],
)
def test_it_notices_a_personal_number_in_free_text(text, found):
    assert looks_like_personal_number(text) is found
