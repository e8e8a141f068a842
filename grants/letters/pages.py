"""Letters on pages: one's own to read, for admins the envelopes of all with what the mail server said."""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import Response

from grants.letters.links.signed import signed
from grants.letters.queries import LetterSeen, all_letters, letter_seen, letters_there, tries_of
from grants.letters.rules import LETTER_STATES, LETTER_TONES, OWN_REASONS, VERDICTS, LetterState
from grants.storage.database import Row
from grants.values.language import N_
from grants.web.pages import Visit, address

PAGE = 100
_LINK = re.compile(r"https?://\S+")


async def letters(visit: Visit) -> Response:
    """One's own letters; all of them for admins."""
    offset = visit.place_asked("from")
    found = await all_letters(visit.by, offset=offset, limit=PAGE + 1)
    context = {
        "rows": [_row(visit, letter) for letter in found[:PAGE]],
        "everybody": visit.by.is_admin,
        "summary": await _summary(visit) if visit.by.is_admin else "",
        "alarm": _alarm(visit) if visit.by.is_admin else "",
        "pages": _pages(visit, offset, len(found)),
    }
    return visit.page("letters/letters.html", context)


def _pages(visit: Visit, offset: int, found: int) -> dict[str, Any] | None:
    if not offset and found <= PAGE:
        return None
    shown = visit.words.say(N_("Letters {first} to {last}"), first=offset + 1, last=offset + min(found, PAGE))
    return {
        "sentence": shown,
        "before": f"/letters?from={max(0, offset - PAGE)}" if offset else None,
        "after": f"/letters?from={offset + PAGE}" if found > PAGE else None,
    }


def _row(visit: Visit, letter: LetterSeen) -> dict[str, Any]:
    failed = letter.state is not LetterState.SENT and letter.answer
    return {
        "url": f"/letters/{letter.id}",
        "subject": letter.subject,
        "lang": letter.language,
        "to": letter.person or letter.to_address,
        "when": visit.words.moment(letter.sent_at or letter.not_before, visit.zone),
        "state": visit.words.say(LETTER_STATES[letter.state]),
        "state_tone": LETTER_TONES[letter.state],
        "answer": _answer(visit, letter) if failed else "",
        "answer_lang": "" if letter.answer in OWN_REASONS else "en",
    }


def _answer(visit: Visit, letter: LetterSeen) -> str:
    """What the mail server said, to the letter; our own reason in the reader's words."""
    return visit.words.say(letter.answer) if letter.answer in OWN_REASONS else letter.answer


async def _summary(visit: Visit) -> str:
    there, words = await letters_there(), visit.words
    waiting = words.count("{n} letter waits", "{n} letters wait", there.waiting)
    failed = [words.count("{n} did not arrive", "{n} did not arrive", there.failed)] if there.failed else []
    return words.list([waiting, *failed])


def _alarm(visit: Visit) -> str:
    """Why letters may not leave: no mail server. That the worker is silent stands above every page of an admin."""
    if visit.settings.demo:
        return ""
    if visit.settings.mail_server is None:
        return visit.words.say(N_("No mail server is set (SMTP_URL), so letters wait here."))
    return ""


async def letter(visit: Visit) -> Response:
    """One letter: its envelope, and its words for the person it was written to."""
    found = await letter_seen(visit.by, visit.number_in_path("id"))
    context = {
        "subject": found.subject,
        "lang": found.language,
        "plain": pieces(signed(found.plain, found.id, visit.settings.secret_key)),
        "facts": _facts(visit, found),
        "tries": [_tried(visit, one) for one in await tries_of(found.id)],
    }
    return visit.page("letters/letter.html", context)


def _facts(visit: Visit, found: LetterSeen) -> list[tuple[str, str]]:
    words = visit.words
    facts = [
        (words.say(N_("To")), f"{found.person} <{found.to_address}>" if found.person else found.to_address),
        (words.say(N_("Leaves")), words.moment(found.not_before, visit.zone)),
        (words.say(N_("State")), words.say(LETTER_STATES[found.state])),
    ]
    if found.sent_at:
        facts.append((words.say(N_("Taken by the mail server")), words.moment(found.sent_at, visit.zone)))
    if found.returned:
        facts.append(
            (words.say(N_("Sent back")), words.moment(found.returned_at, visit.zone) if found.returned_at else "")
        )
        facts.append((words.say(N_("Why it was sent back")), found.returned))
    if found.answer:
        ours = found.answer in OWN_REASONS
        label = N_("Why it was not sent") if ours else N_("What the mail server said")
        facts.append((words.say(label), _answer(visit, found)))
    if found.tries > 1 or (found.tries and found.state is not LetterState.SENT):
        facts.append((words.say(N_("Tries")), words.number(found.tries)))
    if found.state is LetterState.WAITING and found.answer:
        facts.append((words.say(N_("Next try")), words.moment(found.next_try_at, visit.zone)))
    return facts


def _tried(visit: Visit, one: Row) -> dict[str, str]:
    """A try that failed: when, how it ended, what was said."""
    return {
        "when": visit.words.moment(one["at"], visit.zone),
        "how": visit.words.say(VERDICTS[one["verdict"]]),
        "said": one["answer"],
    }


def pieces(plain: str) -> list[tuple[str, bool]]:
    """A letter's words cut into addresses that can be followed and the words between them."""
    found: list[tuple[str, bool]] = []
    at = 0
    for link in _LINK.finditer(plain):
        found += [(plain[at : link.start()], False), (link.group(), True)]
        at = link.end()
    return [*found, (plain[at:], False)] if plain else []


ROUTES = [
    address("/letters", "letters", letters),
    address("/letters/{id:int}", "letter", letter),
]
