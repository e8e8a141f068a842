"""What the worker makes for a project, as its pages show it: waiting, how far, ready with its files, or why it failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from grants.funders.registry import FORMATS
from grants.reports.dossier.scope import scope_said
from grants.reports.makings.makers import scope_in
from grants.reports.makings.queries import MakingSeen, makings_of
from grants.reports.makings.rules import What
from grants.reports.rules_package import MakingState
from grants.values.language import N_
from grants.values.wording import Wording
from grants.web.pages import Visit

_STATES: Final[Mapping[MakingState, str]] = {
    MakingState.WAITING: N_("waits for its turn"),
    MakingState.RUNNING: N_("is being made"),
    MakingState.DONE: N_("ready"),
    MakingState.FAILED: N_("not made"),
}
_TONES: Final = {MakingState.DONE: "good", MakingState.FAILED: "bad"}
_LANGUAGES: Final = {"bg": "Български", "en": "English"}
# The pages on which something long is asked for, by their place below those of the reports, and what is shown on each.
SHOWN_ON: Final[Mapping[str, tuple[What, ...]]] = {
    "reports": (What.REPORT, What.PACKAGE, What.FILLED),
    "dossier": (What.DOSSIER,),
}


async def makings_shown(visit: Visit, on: str) -> dict[str, Any]:
    """What is being made and what just ended, of what is asked for `on` a page. One query."""
    found = await makings_of(visit.by, visit.project, SHOWN_ON[on], visit.now)
    going = any(not one.ended for one in found)
    return {
        "makings": [_making(one, visit) for one in found],
        "makings_url": f"{_here(visit)}/makings/{on}?lang={visit.language}" if going else "",
        "makings_page": _here(visit) if on == "reports" else f"{_here(visit)}/{on}",
    }


def _making(one: MakingSeen, visit: Visit) -> dict[str, Any]:
    words = visit.words
    return {
        "id": str(one.id),
        "name": _NAMES[one.what](one.asked, words),
        "language": _LANGUAGES[one.asked["language"]],
        "state": words.say(_STATES[one.state]),
        "tone": _TONES.get(one.state, "wait"),
        "going": one.state is MakingState.RUNNING,
        "done": one.done,
        "of": one.of,
        "said": words.say(N_("{done} of {of} rows"), done=words.number(one.done), of=words.number(one.of))
        if one.of
        else "",
        "at": words.moment(one.asked_at, visit.zone),
        "by": one.asked_by,
        "why": one.sentences(words.language),
        "files": [(_address(one, file_id, visit), name, words.size(size)) for file_id, name, size in one.files],
    }


def _address(one: MakingSeen, file_id: int, visit: Visit) -> str:
    """Where a file of it is; a dossier is known by its report."""
    place = f"dossier/{one.report_id}" if one.what is What.DOSSIER else f"files/{file_id}"
    return f"{_here(visit)}/{place}"


def _report_name(asked: Mapping[str, Any], words: Wording) -> str:
    return f"{_format_name(asked['format'], words)}, {_period(asked, words)}"


def _filled_name(asked: Mapping[str, Any], words: Wording) -> str:
    return f"{asked['name']}, {_period(asked, words)}"


def _period(asked: Mapping[str, Any], words: Wording) -> str:
    return words.period(date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"]))


def _package_name(asked: Mapping[str, Any], words: Wording) -> str:
    package = words.say(N_("Package {number}"), number=asked.get("number", ""))
    return ", ".join(part for part in (package, _format_name(asked["format"], words)) if part)


def _format_name(code: str, words: Wording) -> str:
    return next((one.name.in_(words.language) for one in FORMATS if one.code == code), code)


_NAMES: Final[Mapping[What, Callable[[Mapping[str, Any], Wording], str]]] = {
    What.REPORT: _report_name,
    What.DOSSIER: lambda asked, words: scope_said(scope_in(asked), words),
    What.PACKAGE: _package_name,
    What.FILLED: _filled_name,
}


def _here(visit: Visit) -> str:
    return f"/projects/{visit.project.code}/reports"
