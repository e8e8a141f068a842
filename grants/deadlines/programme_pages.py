"""The usual rules of a programme, offered to a project with the dates they would yield before they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from grants.deadlines.actions import take_rules
from grants.deadlines.foreseeing import foreseen
from grants.deadlines.models import DeadlineRule
from grants.deadlines.presets import PROGRAMMES, ProgrammeRules, RulePreset
from grants.deadlines.queries import programme_of
from grants.deadlines.rules_pages import sees_whole
from grants.deadlines.rules_said import moves_shown, particulars, sentence
from grants.deadlines.rules_yield import rule_of
from grants.errors import AlreadyDone, NotFound, Objected, Objection
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address


async def programme_rules(visit: Visit) -> Response:
    """The rules of the project's programme, or of the one that is chosen; sent, those that are ticked are taken."""
    if not sees_whole(visit.by, visit.project.ref):
        raise NotFound
    programme = await _programme(visit)
    if visit.request.method == "GET" or programme is None:
        return await _page(visit, programme)
    form = await sent(visit.request)
    ticked = [one for one in programme.rules if form.line(one.key)]
    if form.line("then") == "show":
        return await _page(visit, programme, form, ticked)
    try:
        await take_rules(visit.by, visit.project, ticked, once=form.key)
    except AlreadyDone:
        return visit.see(_rules(visit), "already")
    except Objected as problem:
        return await _page(visit, programme, form, ticked, problem.objections, 422)
    return visit.see(_rules(visit), "added")


def _rules(visit: Visit) -> str:
    return f"/projects/{visit.project.code}/deadlines/rules"


async def _programme(visit: Visit) -> ProgrammeRules | None:
    chosen = next((one for one in PROGRAMMES if one.key == visit.query("of")), None)
    return chosen or await programme_of(visit.project.id)


async def _page(
    visit: Visit,
    programme: ProgrammeRules | None,
    form: Sent | None = None,
    ticked: Sequence[RulePreset] | None = None,
    objections: Sequence[Objection] = (),
    status: int = 200,
) -> Response:
    words = visit.words
    taken = {row["preset"] for row in await DeadlineRule.filter(project_id=visit.project.id).values("preset")}
    offered = [one for one in programme.rules if one.key not in taken] if programme else []
    wanted = offered if ticked is None else [one for one in ticked if one.key not in taken]
    ahead = await foreseen(visit.by, visit.project.ref, take_rules(visit.by, visit.project, wanted)) if wanted else ()
    context = {
        "programme": words.say(programme.name) if programme else "",
        "programmes": [(f"?of={one.key}", words.say(one.name), one is programme) for one in PROGRAMMES],
        "rules": [_offered(visit, one, taken, wanted) for one in programme.rules] if programme else [],
        "open": bool(offered),
        "moves": moves_shown(ahead, words),
        "errors": [(None, words.say(one.sentence, **one.facts)) for one in objections],
        "form_key": form.key if form else new_form_key(),
        "back_url": _rules(visit),
    }
    return visit.page("deadlines/programme.html", context, status)


def _offered(visit: Visit, one: RulePreset, taken: set[str], wanted: Sequence[RulePreset]) -> dict[str, Any]:
    rule = rule_of(one.columns)
    return {
        "key": one.key,
        "title": visit.words.say(one.title),
        "sentence": sentence(rule, visit.words),
        "more": particulars(rule, one.columns | {"internal_days": None}, visit.words),
        "source": visit.words.say(one.source),
        "taken": one.key in taken,
        "ticked": one in wanted,
        "gives_way": one.gives_way,
    }


ROUTES = [address("/projects/{code}/deadlines/rules/programme", "programme_rules", programme_rules, changes=True)]
