"""A file is taken for what it says only where its bytes say so too."""

from __future__ import annotations

import pytest

from grants.values.files import KINDS, disposition, is_what_it_says

PDF, PNG, JPEG = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0...."
ZIP, OLD = b"PK\x03\x04....", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...."


@pytest.mark.parametrize(
    ("name", "claimed", "beginning", "fine"),
    [
        ("Отчет.pdf", "application/pdf", PDF, True),
        ("Отчет.PDF", "", PDF, True),
        ("Отчет.pdf", "application/pdf", PNG, False),
        ("Отчет.pdf", "", b"<html><body>", False),
        ("Отчет.pdf", "image/png", PDF, False),
        ("Отчет.pdf", "application/octet-stream", PDF, True),
        ("Снимка.png", "image/png; charset=x", PNG, True),
        ("Снимка.jpg", "image/jpeg", JPEG, True),
        ("Снимка.jpeg", "image/jpeg", PNG, False),
        ("Снимка.webp", "", b"RIFF\x10\0\0\0WEBPVP8 ", True),
        ("Снимка.heic", "", b"\0\0\0\x18ftypheic", True),
        ("Скан.tif", "", b"II*\0", True),
        ("Таблица.xlsx", "", ZIP, True),
        ("Таблица.xlsx", "", OLD, False),
        ("Таблица.xls", "", OLD, True),
        ("Таблица.xls", "", b"<html>", False),
        ("Презентация.pptx", "", ZIP, True),
        ("Архив.zip", "", b"PK\x05\x06", True),
        ("Архив.zip", "", b"MZ\x90\0", False),
        ("Архив.7z", "", b"7z\xbc\xaf\x27\x1c", True),
        ("Подпис.p7s", "", b"\x30\x82", True),
        ("Подпис.p7s", "", b"-----BEGIN PKCS7-----", True),
        ("Списък.csv", "text/csv", "Име;Дата\r\n".encode("cp1251"), True),
        ("Списък.csv", "application/vnd.ms-excel", b"\xff\xfeI\0", True),
        ("Списък.txt", "", "\ufeffЗдравей".encode(), True),
        ("Списък.txt", "", b"MZ\x90\0\x03", False),
        ("Списък.txt", "", b" <!DOCTYPE html><script>", False),
        ("Данни.xml", "", b"<?xml version='1.0'?>", True),
        ("Писмо.eml", "", b"From: a@b.example\r\n", True),
        ("Писмо.rtf", "", b"{\\rtf1", True),
    ],
)
def test_it_is_what_it_says_by_its_ending_and_its_claim(name, claimed, beginning, fine):
    assert is_what_it_says(name, claimed, beginning) is fine


@pytest.mark.parametrize("ending", sorted(set(KINDS) - {"txt", "csv", "xml", "eml"}))
def test_it_takes_a_program_for_none_of_them(ending):
    assert not is_what_it_says(f"файл.{ending}", "", b"MZ\x90\x00\x03\x00")


def test_it_sends_a_cyrillic_name_whole():
    assert (
        disposition("attachment", "Отчет 1.pdf")
        == "attachment; filename*=UTF-8''%D0%9E%D1%82%D1%87%D0%B5%D1%82%201.pdf"
    )
