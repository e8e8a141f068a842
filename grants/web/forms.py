"""What people typed and sent: fields and files of a form, its key, and the problems to show beside each field."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from grants.errors import Objected, Objection
from grants.values.language import N_
from grants.values.reading import whole_number
from grants.values.wording import Wording

FORM_KEY = "form_key"
_LAST_VERSION = 10**9


@dataclass(frozen=True)
class Sent:
    """A form as it was sent."""

    typed: dict[str, str]
    files: dict[str, tuple[UploadFile, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The form's own key: the same form sent twice carries the same one."""
        return keepable(self.typed.get(FORM_KEY, ""))

    def line(self, name: str) -> str:
        """What was typed in a field, without the spaces around it."""
        return keepable(self.typed.get(name, "").strip())

    def whole(self, name: str, otherwise: int = 0) -> int:
        """A whole number the form carries along (a version); one that no row can have is `otherwise`."""
        number = whole_number(self.line(name), _LAST_VERSION)
        return otherwise if number is None else number


_MOST_FILES = 50
_MOST_TYPED = 8 * 1024 * 1024  # octets of one field: the source of a page may be pasted
NOT_WHOLE = N_("The form did not arrive whole. Please send it again.")
TYPED_TOO_LONG = N_(
    "What was typed into one field is longer than {limit} MB. Go back, where it still stands, and send less at once."
)
TOO_MANY_FILES = N_("More than {limit} files were chosen. Go back, and send them in several goes.")


def keepable(text: str) -> str:
    """Text with a visible mark for what PostgreSQL can't take: a null character, half of a surrogate pair."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


async def sent(request: Request, *, most_fields: int = 2000) -> Sent:
    """The form that was sent; one that can't be read at all is an objection."""
    try:
        form = await request.form(max_files=_MOST_FILES, max_fields=most_fields, max_part_size=_MOST_TYPED)
    except HTTPException as problem:
        if problem.status_code != 400:  # a body that is too large has a page of its own
            raise
        raise Objected([_unread(str(problem.detail))]) from None
    typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    files: dict[str, list[UploadFile]] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile) and value.filename:
            files.setdefault(name, []).append(value)
    return Sent(typed, {name: tuple(found) for name, found in files.items()})


def _unread(why: str) -> Objection:
    """What of a form can't be read, from what its reader says of it."""
    if "exceeded maximum size" in why:
        return Objection(TYPED_TOO_LONG, {"limit": _MOST_TYPED // (1024 * 1024)})
    return Objection(TOO_MANY_FILES, {"limit": _MOST_FILES}) if "Too many files" in why else Objection(NOT_WHOLE)


def new_form_key() -> str:
    """A key for a form that is about to be shown."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class Problems:
    """The problems of a form, said in the reader's language: by field, and in a list for the top of the page."""

    by_field: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[tuple[str, str], ...] = ()  # (what it is about: a field or "", sentence)

    def __bool__(self) -> bool:
        return bool(self.listed)


def problems(objections: Iterable[Objection], words: Wording) -> Problems:
    """What a form shows beside its fields and on top."""
    by_field: dict[str, str] = {}
    listed: list[tuple[str, str]] = []
    for objection in objections:
        sentence = words.say(objection.sentence, **objection.facts)
        by_field.setdefault(objection.place, sentence)
        listed.append((objection.place, sentence))
    return Problems(by_field, tuple(listed))
