"""What files and folders of a dossier are called („имена, които всяка система приема“), and the numbers of a letter."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.reports.dossier.index import Chapter, Entry, Lack, Piece, laid, sums
from grants.reports.dossier.names import FOLDER_SIGNS, MOST_SIGNS, Shelf, file_name, folder_name
from grants.reports.dossier.numbers import LONGEST, Known, found
from grants.reports.dossier.private import HIDDEN, without_personal_numbers
from tests.properties import pure

FORBIDDEN = set('<>:"/\\|?*') | {chr(code) for code in range(32)}
RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("фактура 0000001234.pdf", "фактура 0000001234.pdf"),
        ("договор 12/2026: „Дунав“.pdf", "договор 12-2026- „Дунав“.pdf"),
        ("CON.txt", "_CON.txt"),
        ("nul", "_nul"),
        ("Lpt1 .pdf", "_Lpt1.pdf"),
        ("консул.txt", "консул.txt"),
        ("край. . ", "край"),
        ("", "_"),
        ("???", "_"),
        ("ред\r\nвтори\u202egpj.exe", "ред втори gpj.exe"),
        ("а" * 300 + ".pdf", "а" * 96 + ".pdf"),
        ("😀" * 90 + ".pdf", "😀" * 48 + ".pdf"),
        (".скрит", "скрит"),
        ('"цитат"', "'цитат'"),
    ],
)
def test_it_calls_a_file_so_that_every_system_takes_it(wanted, name):
    assert file_name(wanted) == name


@pure
@given(st.text(max_size=300))
def test_it_never_gives_a_name_that_windows_refuses(wanted):
    for name, most in ((file_name(wanted), MOST_SIGNS + 1), (folder_name(wanted), FOLDER_SIGNS + 1)):
        assert name
        assert not FORBIDDEN & set(name)
        assert name[-1] not in " ."
        assert name.split(".")[0].strip().casefold() not in RESERVED
        assert len(name.encode("utf-16-le")) // 2 <= most <= 120
        assert len(name.encode()) <= 255


@pure
@given(
    st.lists(st.sampled_from(["а.pdf", "А.PDF", "а (2).pdf", "б", "Б", "б (2)", "ё" * 98 + ".x", "straße", "STRASSE"]))
)
def test_it_never_gives_one_name_twice(wanted):
    shelf = Shelf()
    given_out = [shelf.free(name) for name in wanted]
    assert len({name.casefold() for name in given_out}) == len(wanted)
    assert all(len(name) <= MOST_SIGNS for name in given_out)


def test_it_lays_each_file_into_the_folder_of_its_entry():
    scan = Piece("скан.pdf", "a" * 64, 10)
    away = Piece("няма.pdf", "b" * 64, 10, Lack.NOT_HERE)
    invoice = Entry("фактура 1", "фактура 1 „Дунав“ ООД", pieces=(scan, scan, away))
    below = Entry("оферта", "оферта", pieces=(scan,), within=True)
    (chapter,) = laid([Chapter(3, "Разходи", (invoice, below, invoice), "")])
    assert [piece.path for piece in chapter.pieces] == [
        "03 Разходи/0001 фактура 1 „Дунав“ ООД/скан.pdf",
        "03 Разходи/0001 фактура 1 „Дунав“ ООД/скан (2).pdf",
        "",
        "03 Разходи/0001 фактура 1 „Дунав“ ООД/скан (3).pdf",
        "03 Разходи/0002 фактура 1 „Дунав“ ООД/скан.pdf",
        "03 Разходи/0002 фактура 1 „Дунав“ ООД/скан (2).pdf",
        "",
    ]
    assert [entry.number for entry in chapter.entries] == ["0001", "", "0002"]


def test_it_writes_the_sums_as_sha256sum_reads_them():
    assert sums([("ab" * 32, "03 Разходи/скан.pdf")]).decode() == f"{'ab' * 32}  03 Разходи/скан.pdf\n"


# --- the numbers of a letter ----------------------------------------------------------------------------------------

MARCH, APRIL = date(2026, 3, 12), date(2026, 4, 1)
REGISTER = (
    Known(1, "D1", "1000000417", MARCH, "Печатница"),
    Known(2, "D2", "0000001234", MARCH, "Дунав"),
    Known(3, "D3", "1234", APRIL, "Друг"),
    Known(4, "D4", "СИС-014", MARCH),
    Known(5, "D5", "ПР-0019", MARCH),
    Known(6, "D6", "77/2026", MARCH),
    Known(7, "D7", "INV 2024 15", MARCH),
    Known(8, "D8", "0000000850", MARCH),
)


@pytest.mark.parametrize(
    ("pasted", "documents"),
    [
        ("1000000417", [1]),
        ("фактура № 1000000417/12.03.2026 г. на стойност 468,00 лв.", [1]),
        ("1000000417; СИС-014,ПР-0019", [1, 4, 5]),
        ("№ 1000000417 № 850", [1, 8]),
        ("1. 1000000417\n2. 0000000850", [1, 8]),
        ("C\u0418C-014", [4]),  # the C of two alphabets
        ("сис 14", [4]),
        ("ПР-19 и 77/2026 от 12.03.2026", [5, 6]),
        ("inv 2024 15", [7]),
        ("1000000417/850", [1, 8]),
        ("0000001234", [2]),
        ("1234 от 01.04.2026 г.", [3]),
        ("1234/2026-03-12", [2]),
        ("D6", [6]),
        ("1000000417, 1000000417", [1]),
        ("Моля, представете документите:\n\n- 850;", [8]),
    ],
)
def test_it_finds_the_documents_of_a_letter(pasted, documents):
    result = found(pasted, REGISTER)
    assert result.documents == documents
    assert not result.unknown
    assert not result.ambiguous
    assert not result.notes


def test_it_does_not_take_the_place_in_the_letters_list_for_a_number():
    register = (Known(1, "1", "ВЕД-06/2026", MARCH), Known(2, "2", "7000000104", MARCH))
    result = found("1. Фактура № 7000000104/12.03.2026 г.\n2) фактура № 7000000104", register)
    assert (result.documents, result.unknown) == ([2], [])
    assert found("1", register).documents == [1]


@pytest.mark.parametrize(
    "pasted", ["1" * LONGEST, "1 " * (LONGEST // 2), "€ " * (LONGEST // 2), "1.0" * (LONGEST // 3)]
)
def test_it_reads_whatever_is_pasted_at_once(pasted):
    began = time.process_time()
    found(pasted, REGISTER)
    assert time.process_time() - began < 5


def test_it_says_which_number_is_unknown_and_takes_the_others():
    result = found("850, 999, ААА-7", REGISTER)
    assert result.documents == [8]
    assert [one.facts["number"] for one in result.unknown] == ["999", "ААА-7"]


def test_it_asks_which_of_several_is_meant_and_takes_what_was_ticked():
    result = found("1234", REGISTER)
    assert result.documents == []
    ((_objection, several),) = result.ambiguous
    assert [one.id for one in several] == [2, 3]
    assert found("1234", REGISTER, frozenset({3, 8})).documents == [3]


def test_it_says_that_a_day_differs():
    result = found("1000000417 от 13.03.2026", REGISTER)
    assert result.documents == [1]
    assert result.notes[0].facts == {"number": "1000000417", "asked": date(2026, 3, 13), "known": MARCH}


def test_it_reads_nothing_out_of_words():
    result = found("Моля, представете всичко до края на месеца.", REGISTER)
    assert (result.documents, result.unknown, result.ambiguous) == ([], [], [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Договор с лице 7501020018", f"Договор с лице {HIDDEN}"),
        ("ЕГН:7501020018.", f"ЕГН:{HIDDEN}."),
        ("фактура 1000000417", "фактура 1000000417"),
        ("сметка 17501020018", "сметка 17501020018"),
    ],
)
def test_it_hides_a_personal_number_among_words(text, said):
    assert without_personal_numbers(text) == said


def test_it_leaves_the_number_of_a_paper_that_only_looks_like_one():
    assert without_personal_numbers("фактура 7501020018.pdf", "7501020018") == "фактура 7501020018.pdf"
