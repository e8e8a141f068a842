"""Where a project is on its way from the idea to the archive, and what is due there, as a page shows it."""

from __future__ import annotations

from typing import Any

from grants.projects.rules import STATES, ProjectState
from grants.projects.rules_stages import BY_AMENDMENT, MAY_FOLLOW, WAY, StageFacts, Step, asked_at, goes_back
from grants.values.language import N_
from grants.values.wording import Wording


def way(now: ProjectState, words: Wording) -> list[dict[str, Any]]:
    """The stages in their order; one beside the way stands where it left it."""
    stages = list(WAY)
    if now is ProjectState.SUSPENDED:
        stages.insert(WAY.index(ProjectState.RUNNING) + 1, now)
    if now is ProjectState.TERMINATED:
        stages = [*WAY[: WAY.index(ProjectState.REPORTING)], now, ProjectState.KEEPING]
    here = stages.index(now)
    return [
        {"label": words.say(STATES[one]), "place": "now" if at == here else "past" if at < here else "ahead"}
        for at, one in enumerate(stages)
    ]


def steps(now: ProjectState, facts: StageFacts, words: Wording, base: str) -> list[dict[str, Any]]:
    """What the stage asks for, what is missing first."""
    shown = [step_row(step, words, base) for step in asked_at(now, facts)]
    return sorted(shown, key=lambda step: step["done"])


def step_row(step: Step, words: Wording, base: str) -> dict[str, Any]:
    """One thing a stage asks for."""
    return {
        "name": words.say(step.name),
        "done": step.done,
        "url": base + step.place,
        "waiting": words.count("{n} waits", "{n} wait", step.waiting) if step.waiting else "",
    }


def moves(now: ProjectState, words: Wording, base: str) -> list[dict[str, Any]]:
    """The stages the manager may move the project to; the next one first."""
    return [
        {
            "label": words.say(
                N_("Move on to: {stage}") if not goes_back(now, then) else N_("Back to: {stage}"),
                stage=words.say(STATES[then]),
            ),
            "url": f"{base}/contract/stage?to={then.value}",
            "back": goes_back(now, then),
        }
        for then in MAY_FOLLOW[now]
    ]


def only_by_amendment(now: ProjectState) -> bool:
    """Whether some stage is reached from here by an amendment alone."""
    return now in BY_AMENDMENT
