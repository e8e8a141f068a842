"""The two languages of the tracker: which one a reader wants, what people wrote in each, and the sentences of the
interface, kept as English keys and said in the reader's language at the last moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from babel import Locale
from babel.messages.pofile import read_po

Language = Literal["bg", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("bg", "en")

LOCALES: Final[Mapping[Language, Locale]] = {"bg": Locale("bg"), "en": Locale("en", "GB")}
"""What Babel knows of each language. English here is British: 30 Nov 2014, not Nov 30, 2014."""


def N_(msgid: str) -> str:  # noqa: N802 - the name every gettext tool looks for
    """Marks a sentence to be translated later, and gives it back unchanged."""
    return msgid


class Term(str):
    """A word of the interface as a fact in a sentence: said in the reader's language like the sentence itself."""

    __slots__ = ()


def language_named(text: str) -> Language | None:
    """The language a tag such as "bg", "en-GB" or "bg_BG.UTF-8" speaks of; None for any other."""
    primary = text.strip().casefold().replace("_", "-").split("-")[0].split(".")[0]
    return next((language for language in LANGUAGES if language == primary), None)


def other_language(language: Language) -> Language:
    """The other one of the two."""
    return "en" if language == "bg" else "bg"


@dataclass(frozen=True, slots=True)
class Text:
    """What people wrote in Bulgarian and in English; either side may be missing."""

    bg: str = ""
    en: str = ""

    @classmethod
    def written(cls, words: str) -> Text:
        """Words given without their language: Bulgarian where there is a Cyrillic letter, else English."""
        return cls(bg=words) if any("Ѐ" <= letter <= "ӿ" for letter in words) else cls(en=words)

    @classmethod
    def said_in(cls, language: Language, words: str) -> Text:
        """Words given in one of the languages."""
        return cls(bg=words) if language == "bg" else cls(en=words)

    def __bool__(self) -> bool:
        return bool(self.bg or self.en)

    def own(self, language: Language) -> str:
        """What was written in this language, empty when nothing was."""
        return self.bg if language == "bg" else self.en

    def side(self, language: Language) -> tuple[str, Language]:
        """The words to show a reader of this language, and the language they are really in."""
        wanted = self.own(language)
        other = other_language(language)
        return (self.own(other), other) if not wanted and self.own(other) else (wanted, language)

    def in_(self, language: Language) -> str:
        """The words to show a reader of this language, the other side standing in for a missing one."""
        return (self.bg or self.en) if language == "bg" else (self.en or self.bg)

    @property
    def untranslated(self) -> bool:
        """Whether exactly one side was written."""
        return bool(self.bg) != bool(self.en)


class Catalogue:
    """The sentences of the interface in one language; a sentence nobody translated is said in English."""

    __slots__ = ("_in_context", "_plural_form", "_plurals", "_sentences", "language")

    def __init__(self, language: Language) -> None:
        self.language: Final[Language] = language
        self._sentences: dict[str, str] = {}
        self._in_context: dict[tuple[str, str], str] = {}
        self._plurals: dict[str, tuple[str, ...]] = {}
        self._plural_form = LOCALES[language].plural_form

    @classmethod
    def read(cls, path: Path, language: Language) -> Catalogue:
        """The catalogue of a .po file. Unfinished (fuzzy) and empty translations are left out."""
        catalogue = cls(language)
        with path.open("rb") as lines:
            for message in read_po(lines, locale=LOCALES[language], abort_invalid=True):
                if message.id and not message.fuzzy:
                    catalogue._add(message.id, message.string, message.context)
        return catalogue

    def _add(self, msgid: Any, translated: Any, context: str | None) -> None:
        if isinstance(msgid, str):
            if not translated:
                return
            if context:
                self._in_context[context, msgid] = translated
            else:
                self._sentences[msgid] = translated
        elif all(translated):
            self._plurals[msgid[0]] = tuple(translated)

    def say(self, msgid: str, /, **facts: object) -> str:
        """The sentence in this language, with its facts in place of the {names}.

        A fact is only ever put in, never itself read as a pattern. A name without a fact is a KeyError.
        """
        return self._filled(self._sentences.get(msgid, msgid), facts)

    def say_in(self, context: str, msgid: str, /, **facts: object) -> str:
        """The same for a word whose translation depends on where it stands."""
        found = self._in_context.get((context, msgid))
        return self._filled(found if found is not None else self._sentences.get(msgid, msgid), facts)

    def count(self, singular: str, plural: str, n: int, /, **facts: object) -> str:
        """The form of the sentence that goes with n things; n itself is the fact {n}, unless given otherwise."""
        forms = self._plurals.get(singular, (singular, plural))
        form = forms[0 if self._plural_form(abs(n)) == "one" else -1]
        return self._filled(form, {"n": n, **facts})

    def _filled(self, sentence: str, facts: Mapping[str, object]) -> str:
        if not facts:
            return sentence
        said = sentence.format(**{name: self._shown(fact) for name, fact in facts.items()})
        return said.replace("г..", "г.")  # a day at the end of a sentence brings the full stop with it

    def _shown(self, fact: object) -> str:
        return fact.in_(self.language) if isinstance(fact, Text) else str(fact)


def _translations(language: Language) -> Path | None:
    package = Path(__file__).resolve().parents[1]
    places = (folder / "locales" / language / "messages.po" for folder in (package, package.parent))
    return next((place for place in places if place.is_file()), None)


@cache
def catalogue(language: Language) -> Catalogue:
    """The catalogue the tracker came with, read once; without its file every sentence is said in English."""
    path = _translations(language)
    return Catalogue.read(path, language) if path else Catalogue(language)


def negotiate(accept_language: str, default: Language = "bg") -> Language:
    """The language a browser's Accept-Language asks for most, or the default when it asks for neither."""
    best: tuple[float, Language] | None = None
    for wish in accept_language.split(","):
        tag, _, parameters = wish.partition(";")
        language = default if tag.strip() == "*" else language_named(tag)
        weight = _weight(parameters)
        if language and weight > 0 and (best is None or weight > best[0]):
            best = (weight, language)
    return best[1] if best else default


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip().casefold() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
