"""Numbers of an outline („номерация на редовете“): what stands under what, also where a level is missing."""

import pytest

from grants.values.outline import chapters, is_under, numbers_above


@pytest.mark.parametrize(
    ("number", "above"),
    [("1", []), ("1.2", ["1"]), ("1.2.3", ["1.2", "1"]), ("А.II.4", ["А.II", "А"]), ("", [])],
)
def test_it_names_what_a_number_stands_under(number, above):
    assert list(numbers_above(number)) == above


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        (["1", "2"], set()),
        (["1", "1.1", "1.2"], {"1"}),
        (["1", "1.1.1"], {"1", "1.1"}),  # nothing is numbered 1.1
        (["1", "12.1"], {"12"}),
    ],
)
def test_it_finds_the_chapters_of_a_tree_with_a_level_missing(numbers, found):
    assert chapters(numbers) == found


@pytest.mark.parametrize(
    ("number", "above", "stands"),
    [("1.2.3", ["1"], True), ("1", ["1"], True), ("12", ["1"], False), ("1.2", [], False), ("2.1", ["1", "2"], True)],
)
def test_it_tells_what_stands_under_another(number, above, stands):
    assert is_under(number, above) is stands
