"""Letters put into words: a template for plain text of sixty columns and one for HTML, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from grants.values.language import Language
from grants.web.templating import rendered

WIDTH = 60
_SUBJECT = 120  # what a list of letters still shows on a wide screen
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words, ready to be posted."""

    subject: str
    plain: str
    html: str


def written(template: str, language: Language, subject: str, facts: Mapping[str, Any]) -> Written:
    """The letter `templates/letters/<template>` filled in; `html` shows people's words as words, never as markup."""
    subject = shortened(one_line(subject), _SUBJECT)
    context = {**facts, "subject": subject}
    return Written(
        subject,
        folded(rendered(f"letters/{template}.txt", language, context)),
        rendered(f"letters/{template}.html", language, context),
    )


def one_line(words: str) -> str:
    """Words on one line, without line ends or control characters: fit for a heading of a letter."""
    return _CONTROLS.sub(" ", words).strip()


def shortened(words: str, length: int) -> str:
    """Words no longer than that, cut between two words, with an ellipsis where something is left out."""
    if len(words) <= length:
        return words
    kept = words[: length - 1]
    return (kept[: kept.rfind(" ")] if kept.rfind(" ") > length // 2 else kept).rstrip(" ,;:–—-") + "…"


def folded(plain: str, width: int = WIDTH) -> str:
    """Plain text with no line longer than that, but for addresses; a line's indentation goes on below it."""
    lines: list[str] = []
    for line in plain.strip("\n").splitlines():
        if len(line) <= width:  # as most are
            lines.append(line.rstrip())
            continue
        words = line.lstrip()
        indent = line[: len(line) - len(words)]
        parts = wrap(words, width - len(indent), break_long_words=False, break_on_hyphens=False)
        lines += [indent + part for part in parts] or [""]
    return "\n".join(lines) + "\n"
