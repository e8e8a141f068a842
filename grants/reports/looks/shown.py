"""How a page says what the worker found or drew: being done and how far, failed, never done, stale, or as things stand now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grants.reports.makings.queries import MakingSeen, newest
from grants.reports.makings.rules import DRAWN, KEPT_AS, What
from grants.reports.rules_package import MakingState
from grants.values.language import N_
from grants.web.pages import Visit

Shown = dict[str, Any]
FOUND_THEN = N_("What follows was found on {moment}.")


@dataclass(frozen=True, slots=True)
class Says:
    """The sentences about something the worker looks at; `stale`, `fresh` and `then` name the {moment}."""

    going: Mapping[What, str]
    failed: Mapping[What, str]
    never: str
    stale: str
    fresh: str
    then: str
    ask: str
    again: str


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at: asked for with these words, when it was as `mark` says; `among` are the kinds that keep it busy.

    `busy` are the words with which those were asked for, where they are fewer. `here` is the page that shows it, `post`
    where it is asked for with the fields `sends`.
    """

    what: What
    asked: Mapping[str, Any]
    mark: str
    says: Says
    here: str
    post: str
    sends: Mapping[str, str] = field(default_factory=dict)
    among: tuple[What, ...] = ()
    busy: Mapping[str, Any] | None = None


async def looked(visit: Visit, look: Look) -> tuple[MakingSeen | None, Shown]:
    """What was found or drawn last, if anything was, and how it stands with it. Two queries."""
    busy = look.asked if look.busy is None else look.busy
    latest = await newest(visit.project, look.among or (look.what,), busy)
    known = await newest(visit.project, (look.what,), look.asked, done=True)
    if known is not None and look.what in DRAWN and known.told.get("kept_as") != KEPT_AS:
        known = None
    stale = known is not None and known.told["mark"] != look.mark
    going = _going(visit, look.says, latest)
    told = {**going, **_failed(visit, look, latest), "known": known is not None, "stale": stale}
    return known, {**told, **_asking(visit, look, known), "said": _said(visit, look.says, known, told)}


def _going(visit: Visit, says: Says, latest: MakingSeen | None) -> Shown:
    """What the worker does with it just now, and how far it is."""
    told: Shown = {"going": "", "what": "", "done": 0, "of": 0, "far": ""}
    if latest is None or latest.ended:
        return told
    words = visit.words
    numbers = {"done": words.number(latest.done), "of": words.number(latest.of)}
    far = words.say(N_("{done} of {of} rows"), **numbers) if latest.of else ""
    going = {"going": words.say(says.going[latest.what]), "what": latest.what.value}
    return {**told, **going, "done": latest.done, "of": latest.of, "far": far}


def _failed(visit: Visit, look: Look, latest: MakingSeen | None) -> Shown:
    """That it could not be done the last time, and why: that is told to whoever sees as much as the one who asked."""
    if latest is None or latest.state is not MakingState.FAILED:
        return {"failed": "", "why": []}
    same = latest.asked.get("sight") == look.asked["sight"]
    why = latest.sentences(visit.words.language) if same else []
    return {"failed": visit.words.say(look.says.failed[latest.what]), "why": why}


def _said(visit: Visit, says: Says, known: MakingSeen | None, told: Shown) -> str:
    """How it stands, with the moment; the rows were read after it began."""
    if known is None:
        return "" if told["going"] else visit.words.say(says.never)
    sentence = says.then if told["going"] else says.stale if told["stale"] else says.fresh
    return visit.words.say(sentence, moment=visit.words.moment(known.begun_at or known.asked_at, visit.zone))


def _asking(visit: Visit, look: Look, known: MakingSeen | None) -> Shown:
    """How it is asked for; what can't become another any more is not asked for again."""
    sentence = look.says.ask if known is None else look.says.again
    ask = visit.words.say(sentence) if sentence else ""
    return {"here": look.here, "post": look.post, "sends": dict(look.sends), "do": look.what.value, "ask": ask}
