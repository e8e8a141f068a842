"""Every setting is read once; a wrong one is named in a sentence, in the reader's language, and its secrets are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from grants.errors import CannotStart
from grants.settings import NAMES, read_settings
from grants.values.wording import wording


def test_it_needs_none_of_them():
    settings = read_settings({})
    assert (settings.port, settings.base_url, settings.max_upload) == (8000, "http://localhost:8000", 25 * 1024 * 1024)
    assert settings.database_url is None


def test_it_reads_each():
    given = {
        "DATABASE_URL": "postgresql://мария:тайна@db:5432/grants",
        "DATA_DIR": "/srv/данни",
        "SECRET_KEY": "много-тайна-дума-която-никой-не-знае-42",
        "BASE_URL": "https://проекти.example/",
        "PORT": "8080",
        "SMTP_URL": "smtp://поща:тайна@mail.example:587?starttls=1",
        "MAIL_FROM": "срокове@example.org",
        "RETURNS_URL": "imaps://върнати:тайна@mail.example/INBOX",
        "TRUSTED_PROXIES": "10.0.0.1, 10.0.1.0/24",
        "TIME_ZONE": "Europe/Bucharest",
        "MAX_UPLOAD_MB": "40",
        "STORAGE_URL": "file:///srv/файлове",
        "LOG_FORMAT": "json",
    }
    assert set(given) == set(NAMES)
    settings = read_settings(given)
    assert settings.secure
    assert settings.files == Path("/srv/файлове")
    assert settings.mail_server is not None
    assert (settings.mail_server.host, settings.mail_server.port, settings.mail_server.starttls) == (
        "mail.example",
        587,
        True,
    )
    assert settings.returns is not None
    assert (settings.returns.user, settings.returns.port, settings.returns.folder) == ("върнати", 993, "INBOX")
    assert settings.trusted_proxies == ("10.0.0.1", "10.0.1.0/24")
    assert settings.time_zone.key == "Europe/Bucharest"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "осемдесет"), ("PORT", "0"), ("PORT", "70000"), ("TIME_ZONE", "Европа/София"), ("SMTP_URL", "пощата"),
        ("SMTP_URL", "smtp://поща:тайна@host:порт"), ("DATABASE_URL", "mysql://a:тайна@b/c"), ("DATABASE_URL", "postgresql://a@b"),
        ("MAX_UPLOAD_MB", "-1"), ("MAX_UPLOAD_MB", "два"), ("BASE_URL", "софия"), ("BASE_URL", "https://a.example/път"),
        ("LOG_FORMAT", "xml"), ("TRUSTED_PROXIES", "всички"), ("SECRET_KEY", "къс"), ("SECRET_KEY", "а" * 40),
        ("STORAGE_URL", "ftp://x"), ("RETURNS_URL", "pop3://a:b@c"), ("RETURNS_URL", "imaps://host"),
    ],
)  # fmt: skip
def test_it_names_a_wrong_one_in_a_sentence(name, value):
    with pytest.raises(CannotStart) as problem:
        read_settings({name: value})
    for language in ("bg", "en"):
        said = wording(language).say(problem.value.sentence, **problem.value.facts)
        assert name in said
        assert "тайна" not in said
