"""Gathers the sentences of the tracker into messages.pot and brings both languages up to date: `python locales/update.py`.

What a person translated stays; what is new waits untranslated, and a test says so until somebody writes it.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
KEYWORDS = {"N_": None, "say": None, "count": (1, 2), "say_in": ((1, "c"), 2)}
PYTHON = [("**.py", "python")]
TEMPLATES = [("**.html", "jinja2.ext:babel_extract"), ("**.txt", "jinja2.ext:babel_extract")]
SOURCES = (("grants", PYTHON), ("jobs", PYTHON), ("templates", TEMPLATES))
_JINJA = {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}


def gathered() -> Catalog:
    """Every sentence of the program and its templates, in a fixed order, without places or dates that change."""
    found: dict[tuple[str, ...] | str, str | None] = {}
    for folder, method in SOURCES:
        options = {pattern: _JINJA for pattern, _ in TEMPLATES} if folder == "templates" else {}
        for _name, _line, message, _comments, context in extract_from_dir(
            HERE.parent / folder, method, options, keywords=KEYWORDS
        ):
            key = message if isinstance(message, str) else tuple(message)
            if key and all(part.strip() for part in ([key] if isinstance(key, str) else key)):
                found.setdefault(key, context)
    catalog = Catalog(project="grants", charset="utf-8")
    for message, context in sorted(found.items(), key=lambda one: one[0] if isinstance(one[0], str) else one[0][0]):
        catalog.add(message, context=context)
    return catalog


def written(catalog: Catalog) -> str:
    """A catalogue as text, without the header's dates, so that only a changed sentence is a difference."""
    target = BytesIO()
    write_po(target, catalog, width=0, omit_header=True, ignore_obsolete=True, sort_output=False)
    return target.getvalue().decode()


HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {language}\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def updated(language: str, template: Catalog) -> str:
    """One language's file with everything it has, and what is new."""
    path = HERE / language / "messages.po"
    known = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    fresh = Catalog(locale=language, charset="utf-8")
    for message in template:
        if message.id:
            said = known.get(message.id, message.context)
            fresh.add(message.id, said.string if said else None, context=message.context)
    return HEADER.format(language=language) + written(fresh)


def main() -> None:
    """Write messages.pot and both languages."""
    template = gathered()
    (HERE / "messages.pot").write_text(HEADER.format(language="") + written(template), encoding="utf-8")
    for language in ("bg", "en"):
        (HERE / language / "messages.po").write_text(updated(language, template), encoding="utf-8")


if __name__ == "__main__":
    main()
