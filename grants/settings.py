"""Everything the tracker is told from outside, read from the environment once and frozen."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs

from grants.errors import CannotStart
from grants.values.language import N_
from grants.values.reading import whole_number

# The names of all settings; README names each.
NAMES = (
    "DATABASE_URL",
    "DATA_DIR",
    "SECRET_KEY",
    "BASE_URL",
    "PORT",
    "SMTP_URL",
    "MAIL_FROM",
    "RETURNS_URL",
    "TRUSTED_PROXIES",
    "TIME_ZONE",
    "MAX_UPLOAD_MB",
    "STORAGE_URL",
    "LOG_FORMAT",
)


SOFIA = ZoneInfo("Europe/Sofia")


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed over."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    starttls: bool


@dataclass(frozen=True)
class ReturnMailbox:
    """The mailbox to which letters return that don't arrive."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    folder: str


@dataclass(frozen=True)
class Settings:
    """One tracker's settings; sizes in bytes, `database_url` None means the embedded server."""

    data_dir: Path
    database_url: str | None = None
    secret_key: str = ""
    base_url: str = "http://localhost:8000"
    port: int = 8000
    mail_server: MailServer | None = None
    mail_from: str = "grants@localhost"
    returns: ReturnMailbox | None = None
    trusted_proxies: tuple[str, ...] = ()
    time_zone: ZoneInfo = SOFIA
    max_upload: int = 25 * 1024 * 1024
    files_dir: Path | None = None
    log_format: Literal["text", "json"] = "text"
    demo: bool = False

    @property
    def files(self) -> Path:
        """The folder of uploaded files."""
        return self.files_dir or self.data_dir / "files"

    @property
    def secure(self) -> bool:
        """Whether people reach the tracker over https, so that cookies may insist on it."""
        return self.base_url.startswith("https:")


def default_data_dir() -> Path:
    """The platform's folder for user data; for root `/var/lib/grants`."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/grants")
    return Path(platformdirs.user_data_dir("grants", appauthor=False))


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of this environment; a wrong one raises CannotStart with a sentence that names it."""
    given = {name: environment.get(name, "").strip() for name in NAMES}
    port = _whole(given, "PORT", 8000, 1, 65535)
    return Settings(
        data_dir=_folder(given["DATA_DIR"]) if given["DATA_DIR"] else default_data_dir(),
        database_url=_database(given["DATABASE_URL"]),
        secret_key=_secret(given["SECRET_KEY"]),
        base_url=_address(given["BASE_URL"] or f"http://localhost:{port}"),
        port=port,
        mail_server=_mail_server(given["SMTP_URL"]),
        mail_from=given["MAIL_FROM"] or "grants@localhost",
        returns=_returns(given["RETURNS_URL"]),
        trusted_proxies=_proxies(given["TRUSTED_PROXIES"]),
        time_zone=_zone(given["TIME_ZONE"] or "Europe/Sofia"),
        max_upload=_whole(given, "MAX_UPLOAD_MB", 25, 1, 1024) * 1024 * 1024,
        files_dir=_storage(given["STORAGE_URL"]),
        log_format=_log_format(given["LOG_FORMAT"] or "text"),
    )


def refuse_without_key(settings: Settings) -> None:
    """Whatever signs, seals or opens needs the key, and all processes the same one: a link signed without it opens nothing."""
    if not settings.secret_key:
        raise CannotStart(
            N_("The setting SECRET_KEY is needed: at least 32 random characters, the same in every process.")
        )


def _whole(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = given[name]
    if not text:
        return default
    number = whole_number(text, most)
    if number is None or number < least:
        raise CannotStart(
            N_("The setting {name} is “{value}”; a whole number from {least} to {most} was expected."),
            name=name,
            value=text,
            least=least,
            most=most,
        )
    return int(text)


def _wrong(name: str, value: str, expected: str) -> CannotStart:
    return CannotStart(
        N_("The setting {name} is “{value}”; expected something like {expected}."),
        name=name,
        value=value,
        expected=expected,
    )


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:  # ~somebody who is not there
        raise _wrong("DATA_DIR", text, "/srv/grants") from None


def _parts(name: str, url: str, expected: str) -> SplitResult:
    """The parts of an address whose host and port can be read."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _wrong(name, _without_password(url), expected) from None
    return parts


def _database(url: str) -> str | None:
    if not url:
        return None
    expected = "postgresql://user:password@host:5432/grants"
    parts = _parts("DATABASE_URL", url, expected)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise _wrong("DATABASE_URL", _without_password(url), expected)
    return url


def _without_password(url: str) -> str:
    return re.sub(r"(//[^/:@]*):.*@", r"\1:…@", url)


def _secret(key: str) -> str:
    if key and (len(key) < 32 or len(set(key)) < 10):
        raise CannotStart(
            N_("The setting SECRET_KEY is too weak: at least 32 characters, not the same few repeated, are needed.")
        )
    return key


def _address(url: str) -> str:
    expected = "https://grants.example.org"
    parts = _parts("BASE_URL", url, expected)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise _wrong("BASE_URL", url, expected)
    return url.rstrip("/")


def _mail_server(url: str) -> MailServer | None:
    if not url:
        return None
    expected = "smtp://user:password@host:587?starttls=1"
    parts = _parts("SMTP_URL", url, expected)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise _wrong("SMTP_URL", _without_password(url), expected)
    tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if tls else 25),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=tls,
        starttls=parse_qs(parts.query).get("starttls") == ["1"],
    )


def _returns(url: str) -> ReturnMailbox | None:
    if not url:
        return None
    expected = "imaps://user:password@host/INBOX"
    parts = _parts("RETURNS_URL", url, expected)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username or not parts.password:
        raise _wrong("RETURNS_URL", _without_password(url), expected)
    tls = parts.scheme == "imaps"
    return ReturnMailbox(
        host=parts.hostname,
        port=parts.port or (993 if tls else 143),
        user=unquote(parts.username),
        password=unquote(parts.password),
        tls=tls,
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


def _proxies(text: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    for name in names:
        try:
            ip_network(name)
        except ValueError:
            raise _wrong("TRUSTED_PROXIES", text, "10.0.0.1,10.0.1.0/24") from None
    return names


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _wrong("TIME_ZONE", name, "Europe/Sofia") from None


def _storage(url: str) -> Path | None:
    if not url:
        return None
    expected = "file:///srv/grants/files"
    parts = _parts("STORAGE_URL", url, expected)
    if parts.scheme != "file" or parts.netloc or not parts.path.startswith("/"):
        raise _wrong("STORAGE_URL", url, expected)
    return Path(unquote(parts.path))


def _log_format(text: str) -> Literal["text", "json"]:
    if text == "text":
        return "text"
    if text == "json":
        return "json"
    raise _wrong("LOG_FORMAT", text, "text / json")
