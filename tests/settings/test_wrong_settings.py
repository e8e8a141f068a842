"""A setting that can't be true is named in a sentence before anything begins; a password never stands in it."""

from __future__ import annotations

import pytest

from grants.errors import CannotStart
from grants.settings import read_settings
from grants.values.language import catalogue


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://[лошо/grants"),
        ("DATABASE_URL", "postgresql://host:порт/grants"),
        ("DATABASE_URL", "mysql://host/grants"),
        ("BASE_URL", "http://[x"),
        ("BASE_URL", "http://host:99999"),
        ("SMTP_URL", "smtp://[x"),
        ("SMTP_URL", "smtp://host:много"),
        ("STORAGE_URL", "file://[x"),
        ("STORAGE_URL", "s3://кофа/папка"),
        ("DATA_DIR", "~никой-такъв/данни"),
        ("PORT", "²"),
        ("MAX_UPLOAD_MB", "0"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("TIME_ZONE", "Европа/София"),
        ("TIME_ZONE", "Europe"),
        ("LOG_FORMAT", "красив"),
    ],
)
def test_it_names_a_wrong_setting_in_a_sentence(name, value):
    with pytest.raises(CannotStart) as refused:
        read_settings({name: value})
    assert name in refused.value.say(catalogue("bg"))
    assert value in refused.value.say(catalogue("bg"))


@pytest.mark.parametrize("url", ["postgresql://иван:та@йна@[x/grants", "mysql://иван:тайна@host/grants"])
def test_it_never_says_a_password(url):
    with pytest.raises(CannotStart) as refused:
        read_settings({"DATABASE_URL": url})
    assert "йна" not in str(refused.value)
