"""Links in letters that carry their own proof (подписани връзки в писмата)."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.letters.links.signed import AT_DEADLINE, Answer, Opened, opened, signed, unsigned
from tests.properties import pure

SECRET = "тестов-ключ-" * 4
BASE = "https://grants.example.org"


def token_of(body: str) -> str:
    return body.partition(AT_DEADLINE)[2].split('"')[0].split()[0]


@pytest.mark.parametrize("answer", Answer)
@pytest.mark.parametrize("form", ["Готово: {}\n", '<a href="{}">Готово</a>'])
def test_it_opens_what_was_signed(answer, form):
    body = signed(form.format(unsigned(BASE, 4711, answer)), 12, SECRET)
    assert opened(token_of(body), SECRET) == Opened(12, 4711, answer)


def test_it_does_not_open_what_stands_in_a_letter_before_it_leaves():
    assert opened("4711.done", SECRET) is None


def test_it_does_not_open_under_another_key():
    assert opened(token_of(signed(unsigned(BASE, 1, Answer.DONE), 1, SECRET)), SECRET + "х") is None


@pure
@given(st.integers(0, 60), st.characters(categories=["L", "N", "P"]))
def test_it_does_not_open_with_one_character_changed(place, instead):
    token = token_of(signed(unsigned(BASE, 4711, Answer.BEGUN), 12, SECRET))
    place %= len(token)
    changed = token[:place] + instead + token[place + 1 :]
    assert changed == token or opened(changed, SECRET) is None


@pytest.mark.parametrize(
    "typed", ["", "1.2.done", "1.2.done.", "1.2.done." + "А" * 22, "x" * 5000, "1.2.gone." + "a" * 22]
)
def test_it_opens_nothing_for_other_words(typed):
    assert opened(typed, SECRET) is None


def test_it_leaves_other_words_and_other_links_alone():
    body = f"Вижте {BASE}/link/abcdefghijklmnopqrstuvwxyz и {BASE}/link/d/12.gone"
    assert signed(body, 1, SECRET) == body


def test_it_signs_both_forms_of_a_letter_as_it_leaves(settings):
    from grants.letters.post_office import letter_bytes

    link = unsigned(BASE, 4711, Answer.DONE)
    letter = {
        "id": 12,
        "key": "reminders:1:2026-11-22",
        "to_address": "maria@example.org",
        "language": "bg",
        "subject": "Срок",
        "plain": f"Готово: {link}\n",
        "html": f'<a href="{link}">Готово</a>',
    }
    message = message_from_bytes(letter_bytes(letter, "maria@example.org", settings), policy=policy.default)
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        body = part.get_content()
        assert opened(token_of(body), settings.secret_key) == Opened(12, 4711, Answer.DONE)
