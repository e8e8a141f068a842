"""The request to the funder for a move between lines, filled in from the project: the same letter in either language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.budget.kinds import Approver, MoveState
from grants.budget.moving import Used, Verdict
from grants.projects.models import Contract, Number
from grants.projects.queries import Seen
from grants.projects.rules import NumberKind
from grants.values.language import N_, Language, Text
from grants.values.money import Money
from grants.values.wording import Wording, wording

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """A letter: what it is about, its paragraphs before and after the table of the two lines, and the table."""

    language: Language
    heading: str
    opening: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    closing: tuple[str, ...]


async def request_in(language: Language, project: Seen, move: Row, lines: tuple[Row, Row], judged: Verdict) -> Request:
    """The letter in one language, about the lines as they were before the move and will be after it."""
    words = wording(language)
    amount = Money(move["amount_cents"] or 0, move["currency"])
    named = await _named(project)
    if judged.approver == Approver.ANNEX:
        asks = N_(
            "We ask for an amendment of the contract by which {amount} moves from line {source} to line {target}."
        )
    elif judged.approver == Approver.APPROVAL:
        asks = N_("We ask for your approval to move {amount} from budget line {source} to line {target}.")
    else:
        asks = N_("We inform you that we move {amount} from budget line {source} to line {target}.")
    facts = {"amount": words.amount(amount), "source": lines[0]["number"], "target": lines[1]["number"]}
    return Request(
        language,
        words.say(N_("Move between budget lines")),
        (*_about(named, project, words), words.say(asks, **facts)),
        tuple(words.say(one) for one in (N_("Budget line"), N_("Before"), N_("After"), N_("Difference"))),
        _table(lines, amount, words, done=move["state"] == MoveState.APPROVED),
        tuple(_reasons(move, judged, words)),
    )


async def _named(project: Seen) -> dict[str, Any]:
    """The numbers a funder knows the project by, and the day of its contract."""
    numbers = await Number.filter(project_id=project.id).order_by("position").values("kind", "value")
    contract = await Contract.filter(project_id=project.id).order_by("position").limit(1).values("signed_on")
    by_kind = {row["kind"]: row["value"] for row in reversed(numbers)}
    return {
        "contract": by_kind.get(NumberKind.CONTRACT, ""),
        "project": by_kind.get(NumberKind.PROJECT, "") or project.code,
        "signed_on": contract[0]["signed_on"] if contract else None,
    }


def _about(named: Mapping[str, Any], project: Seen, words: Wording) -> list[str]:
    title = project.title.in_(words.language)
    about = [words.say(N_("Project {number}: {title}"), number=named["project"], title=title)]
    if named["contract"] and named["signed_on"]:
        facts = {"number": named["contract"], "day": named["signed_on"]}
        about.append(words.say(N_("Contract {number} of {day}"), **facts))
    elif named["contract"]:
        about.append(words.say(N_("Contract {number}"), number=named["contract"]))
    return about


def _table(lines: tuple[Row, Row], amount: Money, words: Wording, *, done: bool) -> tuple[tuple[str, ...], ...]:
    shown = []
    for line, apart in zip(lines, (-amount, amount), strict=True):
        there = Money(line["amount_cents"] or 0, line["currency"])
        before, after = (there - apart, there) if done else (there, there + apart)
        title = Text(line["title_bg"], line["title_en"]).in_(words.language)
        sign = "+" if apart.minor > 0 else ""
        said = (words.amount(before), words.amount(after), sign + words.amount(apart))
        shown.append((f"{line['number']} · {title}", *said))
    return tuple(shown)


def _reasons(move: Row, judged: Verdict, words: Wording) -> list[str]:
    reason = Text(move["reason_bg"], move["reason_en"]).in_(words.language)
    said = [words.say(N_("Reason: {reason}"), reason=reason)] if reason else []
    said += [_used(one, words) for one in judged.used if one.share is not None]
    said.append(words.say(N_("The total of the budget does not change.")))
    return said


def _used(one: Used, words: Wording) -> str:
    facts = {
        "share": words.percent(one.share, 2) if one.share is not None else "",
        "limit": words.percent(one.per_cent, max(0, -int(one.per_cent.normalize().as_tuple().exponent))),
        "used": words.amount(one.used),
        "base": words.amount(one.base),
    }
    if one.number:
        sentence = N_(
            "With this move, {used} or {share} of {base}, as first signed for {number}, is moved; the contract allows {limit}."
        )
        return words.say(sentence, number=one.number, **facts)
    sentence = N_(
        "With this move, {used} or {share} of the signed budget of {base} is moved; the contract allows {limit}."
    )
    return words.say(sentence, **facts)
