"""What an expense claims, which state may follow which, and which files are kept under which name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.expenses.rules import (
    NEXT_STATES,
    OPEN_STATES,
    ExpenseState,
    claimed_amount,
    is_closed,
    may_become,
)
from grants.expenses.sharing import parts_objections
from grants.values.files import KINDS, file_objection, kept_name, media_type_of, shown_as
from grants.values.money import Money

S = ExpenseState


@pytest.mark.parametrize(
    ("net", "vat", "recoverable", "claimed"),
    [
        (123_450, 24_690, False, 148_140),
        (123_450, 24_690, True, 123_450),
        (123_450, None, False, 123_450),
        (-10_000, -2_000, False, -12_000),
        (0, 0, False, 0),
    ],
)
def test_it_claims_net_and_the_vat_that_cannot_be_recovered(net, vat, recoverable, claimed):
    assert claimed_amount(net, vat, vat_recoverable=recoverable) == claimed


@pytest.mark.parametrize(
    ("amount", "own", "fine"),
    [
        (100, None, True),
        (100, 0, True),
        (100, 100, True),
        (100, 101, False),
        (100, -1, False),
        (-100, -40, True),
        (0, 0, True),
        (0, 1, False),
    ],
)
def test_it_takes_the_own_contribution_for_a_part_of_what_is_claimed(amount, own, fine):
    assert (
        parts_objections(Money(amount, "EUR"), {"own_cents": own, "in_kind_cents": 0, "third_cents": 0}) == ()
    ) is fine


ALLOWED = {
    (S.DRAFT, S.SUBMITTED),
    (S.SUBMITTED, S.VERIFIED),
    (S.SUBMITTED, S.RETURNED),
    (S.RETURNED, S.SUBMITTED),
    (S.VERIFIED, S.RETURNED),
    (S.REPORTED, S.APPROVED),
    (S.REPORTED, S.CUT),
    (S.REPORTED, S.PARKED),
    (S.PARKED, S.APPROVED),
    (S.PARKED, S.CUT),
    (S.VERIFIED, S.REPORTED),
}


@pytest.mark.parametrize("before", list(S))
@pytest.mark.parametrize("after", list(S))
def test_it_knows_which_state_may_follow_which(before, after):
    assert may_become(before.value, after) is ((before, after) in ALLOWED)


def test_it_names_every_state_and_closes_all_but_the_open_ones():
    assert set(NEXT_STATES) == set(S)
    assert {state for state in S if not is_closed({"state": state.value})} == OPEN_STATES


@pytest.mark.parametrize(
    ("beginning", "media_type"),
    [
        (b"%PDF-1.7\n%....", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", ""),
        (b"<!DOCTYPE html><script>", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", ""),
        (b" %PDF-1.7", ""),
        (b"", ""),
    ],
)
def test_it_lets_a_browser_show_only_what_begins_like_a_page_or_a_picture(beginning, media_type):
    assert shown_as(beginning) == media_type


@pytest.mark.parametrize(
    ("name", "beginning", "media_type"),
    [
        ("фактура.pdf", b"%PDF-1.4", "application/pdf"),
        ("фактура.pdf", b"<html>", "application/octet-stream"),
        ("снимка.HEIC", b"\x00\x00\x00\x18ftypheic", "image/heic"),
        ("опис", b"\x00", "application/octet-stream"),
    ],
)
def test_it_notes_a_media_type_by_the_beginning_then_by_the_ending(name, beginning, media_type):
    assert media_type_of(name, beginning) == media_type


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Документи\\фактура 12.pdf", "фактура 12.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("й".encode().decode() + ".pdf", "й.pdf"),
        ("фактура\u202efdp.exe.pdf", "фактураfdp.exe.pdf"),
        ("ред\r\nSet-Cookie: a=b.pdf", "редSet-Cookie: a=b.pdf"),
        ("а" * 300 + ".pdf", "а" * 251 + ".pdf"),
        ("..", ""),
    ],
)
def test_it_keeps_a_name_without_folders_and_tricks(sent, kept):
    assert kept_name(sent) == kept


@given(st.text(max_size=400))
def test_it_never_keeps_a_path_or_a_name_too_long(sent):
    name = kept_name(sent)
    assert len(name) <= 255
    assert not set(name) & set("/\\\r\n\0")


@pytest.mark.parametrize(
    ("name", "size", "fine"),
    [
        ("договор.docx", 1, True),
        ("скан.TIF", 9, True),
        ("подпис.p7m", 5, True),
        ("празен.pdf", 0, False),
        ("страница.html", 10, False),
        ("програма.exe", 10, False),
        ("без", 10, False),
    ],
)
def test_it_says_what_is_wrong_with_a_file(name, size, fine):
    objection = file_objection(name, size)
    assert (objection is None) is fine
    assert objection is None or (objection.place == "file" and objection.facts == {"name": name})


def test_it_keeps_what_offices_send():
    assert {"pdf", "png", "jpg", "tiff", "webp", "heic", "xlsx", "docx", "ods", "xml", "p7m", "zip"} <= set(KINDS)
