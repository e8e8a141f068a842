"""The commands of the tracker: parse, call an action, print; people get plain text in their language, scripts get JSON."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Sequence

from grants.cli.command import Command, Said, objections_said
from grants.cli.parser import parser, spoken_language
from grants.errors import CannotStart, Objected, TrackerError
from grants.settings import read_settings
from grants.storage.reasons import reason_of
from grants.values.language import N_
from grants.values.wording import Wording, wording
from grants.web.logs import log_as

STOPPED = N_("Stopped.")
UNFORESEEN = N_("Something went wrong on our side: {reason}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; exit 0 done, 1 refused or problems found, 2 wrong usage. No traceback reaches a person."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = wording(spoken_language(given, os.environ))
    chosen = parser(words).parse_args(given)
    log_as("text")
    try:
        said = asyncio.run(_run(chosen, words))
        if said.then is not None:
            _print(said, as_json=chosen.json)
            said.then()
            return said.code
    except KeyboardInterrupt:
        said = Said({"error": words.say(STOPPED)}, words.say(STOPPED), 1)
    except Objected as problem:
        said = objections_said(problem, words)
    except TrackerError as problem:
        said = Said(
            {"error": words.say(problem.sentence, **problem.facts)}, words.say(problem.sentence, **problem.facts), 1
        )
    except OSError as problem:
        sentence = words.say(UNFORESEEN, reason=reason_of(problem))
        said = Said({"error": sentence}, sentence, 1)
    except Exception as problem:
        logging.getLogger("grants").debug("a fault of ours", exc_info=problem)
        reason = f"{type(problem).__name__}: {problem}"
        sentence = words.say(UNFORESEEN, reason=reason)
        said = Said({"error": sentence}, sentence, 1)
    try:
        return _print(said, as_json=chosen.json)
    except BrokenPipeError:  # whoever reads has read enough; Python says no more when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return said.code
    except OSError as problem:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(words.say(UNFORESEEN, reason=reason_of(problem)), file=sys.stderr)
        return 1


async def _run(chosen: Command, words: Wording) -> Said:
    if getattr(chosen, "language", None) not in {None, "bg", "en"}:
        raise CannotStart(N_("The language is bg or en."))
    environment = dict(os.environ)
    if getattr(chosen, "data", None):
        environment["DATA_DIR"] = chosen.data
    if getattr(chosen, "port", None):
        environment["PORT"] = str(chosen.port)
    if chosen.name == "demo":
        environment.pop("DATABASE_URL", None)
        environment.pop("SMTP_URL", None)
    settings = read_settings(environment)
    log_as(settings.log_format)
    said: Said = await chosen.run(chosen, settings, words)
    return said


def _print(said: Said, *, as_json: bool) -> int:
    if as_json:
        if said.data is not None:
            print(json.dumps(said.data, ensure_ascii=False))
    elif said.text:
        print(said.text, file=sys.stderr if said.code else sys.stdout)
    sys.stdout.flush()
    return said.code
