"""How the page of one deadline puts into words what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from grants.deadlines.abroad import abroad
from grants.deadlines.answering.rules import GIVEN, HANDED_BACK
from grants.deadlines.proof.fates import FATE_TONES, FATES, Fate, Posted, days_of
from grants.deadlines.proof.queries import AnswerGiven, LetterAbout
from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.reminding.digest import hour_said
from grants.deadlines.reminding.known import Foreseen
from grants.deadlines.reminding.morning import Known
from grants.deadlines.reminding.rules import plan_for, reminded_of
from grants.deadlines.rules import CHOSEN, CLOSED_BY, CLOSED_BY_SAYING, DEADLINE_KINDS, OF_PARTNER, PERSON_OF, Origin
from grants.deadlines.rules_yield import Offices
from grants.deadlines.views.rules import STAGE_TONES, STAGES, stage
from grants.deadlines.why import why_of
from grants.deadlines.wishes.rules import Wish, is_zone
from grants.entries.kinds import BY_NAME
from grants.letters.links.signed import ANSWERS
from grants.letters.rules import HELD_UP, OWN_REASONS, VERDICTS
from grants.portfolio.frame import base_of
from grants.values.language import N_
from grants.values.places import page_of
from grants.values.wording import Wording
from grants.web.pages import Visit

Shown = dict[str, Any]
NOBODY_TOLD = N_("Nobody was told of it yet.")
NOBODYS = N_("nobody; its letters go to the coordinator")
NOBODY_EVER = N_("Nobody was told of it.")


def top(
    visit: Visit,
    one: DeadlineSeen,
    known: Known,
    wish: Wish,
    offices: Offices,
    because: str,
    set_by: tuple[str, date] | None,
) -> Shown:
    """What it is, when and why then, how it stands, and whose business it is."""
    words, at = visit.words, stage(one.state, one.due_on, one.begun_on, visit.today)
    return {
        "title": one.title,
        "note": one.note,
        "number": one.number,
        "kind": words.say(DEADLINE_KINDS[one.kind]),
        "state": words.say(STAGES[at]),
        "tone": STAGE_TONES[at],
        "day": words.full_day(one.due_on),
        "when": words.distance((one.due_on - visit.today).days) if one.open else "",
        "late": one.open and one.due_on < visit.today,
        "why": why_of(words, one, offices, set_by),
        "abroad": abroad(words, one, offices),
        "facts": [fact for fact in _facts(visit, one, known, wish, because) if fact[1]],
    }


def _facts(visit: Visit, one: DeadlineSeen, known: Known, wish: Wish, because: str) -> list[tuple[str, str, str]]:
    """Each with its label, and what is said under it."""
    words = visit.words
    zone = ZoneInfo(wish.zone) if wish.zone and is_zone(wish.zone) else visit.zone
    person = one.person or words.say(NOBODYS if one.open else N_("nobody"))
    return [
        (words.say(N_("Until the hour")), hour_said(words, one, zone), ""),
        (words.say(N_("In the house by")), words.full_day(one.internal_on) if one.internal_on else "", ""),
        (words.say(N_("In progress since")), words.long_day(one.begun_on) if one.begun_on and one.open else "", ""),
        (words.say(N_("Put off until")), _put_off(visit, one), ""),
        (words.say(N_("Done on")), words.long_day(one.done_on) if one.done_on else "", ""),
        (words.say(N_("Cancelled because")), because, ""),
        (words.say(N_("Person responsible")), person, _whoever(words, one)),
        *(
            (words.say(N_("When it is late")), said, _in_house_too(words, one, known))
            for said in _escalation(words, one, known)
        ),
    ]


def _whoever(words: Wording, one: DeadlineSeen) -> str:
    """Why this person is responsible, where that follows something or was decided against it."""
    if one.open and one.of_partner:
        return words.say(OF_PARTNER)
    if not one.open or not one.person_from:
        return ""
    if one.chosen:
        return words.say(CHOSEN) if one.person else ""
    return words.say(PERSON_OF.get(one.person_from, ""))


def _in_house_too(words: Wording, one: DeadlineSeen, known: Known) -> str:
    """That days late are counted from the internal day while the day itself is ahead, where the house's people see to it."""
    if one.internal_on is None or one.internal_on >= one.due_on:
        return ""
    reach = known.reaches[one.project.id]
    in_house = any(person_id in reach.house for due in known.near for person_id in reminded_of(due.concern, reach))
    return words.say(N_("Counted from the internal day until the day itself has come.")) if in_house else ""


def _put_off(visit: Visit, one: DeadlineSeen) -> str:
    coming = one.open and one.later_on is not None and one.later_on > visit.today
    return visit.words.long_day(one.later_on) if coming and one.later_on else ""


def _escalation(words: Wording, one: DeadlineSeen, known: Known) -> list[str]:
    """Who hears of it next as it grows late: the coordinator, then the managers."""
    if not one.open:
        return []
    plan, reach = plan_for(one.kind, known.plans.get(one.project.id, ())), known.reaches[one.project.id]
    said = []
    names = {person_id: reader.name for person_id, reader in known.people.items()}
    # What is nobody's goes to the coordinator from the first letter on.
    others = one.person_id is not None and one.coordinator_id != one.person_id
    if others and one.coordinator_id is not None and one.coordinator_id in names:
        after, name = max(1, plan.coordinator_after), names[one.coordinator_id]
        said.append(
            words.count(
                "after {n} day {name}, who coordinates the project, hears of it too",
                "after {n} days {name}, who coordinates the project, hears of it too",
                after,
                name=name,
            )
        )
    managers = [names[one_] for one_ in sorted(reach.managers) if one_ in names and one_ != one.coordinator_id]
    if managers:
        after = max(1, plan.manager_after)
        said.append(
            words.count(
                "after {n} day also {names} (managing the project)",
                "after {n} days also {names} (managing the project)",
                after,
                names=words.list(managers),
            )
        )
    return [words.list(said)] if said else []


def closing(visit: Visit, one: DeadlineSeen) -> Shown:
    """What closes an open one; of any, what it is about and the rule that made it."""
    words, base = visit.words, base_of(visit.project)
    thing = BY_NAME.get(one.thing)
    stays = N_("Cancelled, it stays so whatever happens to what it follows, until somebody opens it again.")
    closed_by = CLOSED_BY[one.thing] if one.closes and one.thing in CLOSED_BY else CLOSED_BY_SAYING
    named = f"{words.say(thing.record.singular)} {one.thing_number}".strip() if thing else ""
    return {
        "sentence": words.say(closed_by) if one.open else "",
        "stays": words.say(stays) if one.person_from else "",
        "url": base + page_of(one.thing, one.thing_id) if thing and one.thing_id else "",
        "named": named,
        "rule_url": f"{base}/rows/deadline_rule/{one.rule_id}"
        if one.origin is Origin.GENERATED and one.rule_id
        else "",
    }


def steps_said(visit: Visit, one: DeadlineSeen, coming: Sequence[Foreseen]) -> list[Shown]:
    """The mornings to come on which somebody is written to, with whom."""
    words = visit.words
    by_day: dict[date, list[Foreseen]] = {}
    for step in coming:
        by_day.setdefault(step.day, []).append(step)
    return [
        {
            "day": words.full_day(day),
            "step": _step(words, (one.due_on - day).days),
            "whom": words.list([_instead(words, step.name, step.stood_for_name) for step in steps]),
        }
        for day, steps in by_day.items()
    ]


def _step(words: Wording, left: int) -> str:
    if left < 0:
        return words.distance(left)
    return words.count("{n} day before", "{n} days before", left) if left else words.say(N_("on the day"))


def _instead(words: Wording, name: str, absent: str) -> str:
    return words.say(N_("{name} in place of {absent}"), name=name, absent=absent) if absent else name


def told_said(visit: Visit, one: DeadlineSeen, letters: Sequence[LetterAbout], known: Known) -> list[str]:
    """Who was told on which days, a sentence for each reader; then whom a letter did not reach, and why."""
    told: list[str] = []
    for fate in (Fate.SENT, *UNREACHED):
        posted = [
            Posted(letter.person_id, letter.person or letter.to_address, letter.sent_at or letter.not_before)
            for letter in letters
            if letter.fate is fate
        ]
        told += [
            _fared(visit.words, fate, _who(visit.words, one, known, person, whom), days)
            for (person, whom), days in days_of(posted, visit.zone).items()
        ]
        if fate is Fate.SENT and not told:
            told.append(visit.words.say(NOBODY_TOLD if one.open else NOBODY_EVER))
    return told


UNREACHED = (Fate.REFUSED, Fate.RETURNED, Fate.GIVEN_UP, Fate.DELAYED)


def _fared(words: Wording, fate: Fate, who: str, days: Sequence[date]) -> str:
    """That somebody was told on these days, or not, and why not."""
    n, facts = len(days), {"who": who, "days": words.long_days(days)}
    match fate:
        case Fate.REFUSED:
            return words.count(
                "{who} was not told: the mail server refused the letter of {days}.",
                "{who} was not told: the mail server refused the letters of {days}.",
                n,
                **facts,
            )
        case Fate.RETURNED:
            return words.count(
                "{who} was not told: the letter of {days} came back.",
                "{who} was not told: the letters of {days} came back.",
                n,
                **facts,
            )
        case Fate.GIVEN_UP:
            return words.count(
                "{who} was not told: the letter of {days} was given up.",
                "{who} was not told: the letters of {days} were given up.",
                n,
                **facts,
            )
        case Fate.DELAYED:
            return words.count(
                "{who} was not told yet: the letter of {days} is delayed.",
                "{who} was not told yet: the letters of {days} are delayed.",
                n,
                **facts,
            )
        case _:
            return words.count("{who} was told on {days}.", "{who} was told {n} times: on {days}.", n, **facts)


def _who(words: Wording, one: DeadlineSeen, known: Known, person_id: int | None, name: str) -> str:
    """Somebody by name, with what it has to do with the deadline."""
    if person_id is None:
        return name
    parts = {
        N_("responsible"): person_id == one.person_id,
        N_("the project's coordinator"): person_id == one.coordinator_id,
        N_("manager"): person_id in known.reaches[one.project.id].managers,
    }
    part = next((sentence for sentence, is_so in parts.items() if is_so), "")
    return f"{name} ({words.say(part)})" if part else name


def letters_said(
    visit: Visit, one: DeadlineSeen, letters: Sequence[LetterAbout], *, shows_addresses: bool
) -> list[Shown]:
    """Every letter as a row: to whom, for which step, when, and what the mail server said."""
    words = visit.words
    return [
        {
            "moment": words.moment(letter.sent_at or letter.not_before, visit.zone),
            "whom": _instead(words, letter.person or letter.to_address, letter.stood_for),
            "address": letter.to_address if shows_addresses else "",
            "step": _letter_step(words, one, letter),
            "state": words.say(FATES[letter.fate]),
            "tone": FATE_TONES[letter.fate],
            "next": _next_try(visit, letter) if letter.fate is Fate.DELAYED else "",
            "ours": _our_reason(words, letter),
            "answer": "" if letter.answer in OWN_REASONS else letter.answer,
            "returned": letter.returned,
            "returned_at": words.moment(letter.returned_at, visit.zone) if letter.returned_at else "",
            "tries": [
                (words.moment(tried["at"], visit.zone), words.say(VERDICTS[tried["verdict"]]), tried["answer"])
                for tried in letter.tries
            ],
        }
        for letter in letters
    ]


def _next_try(visit: Visit, letter: LetterAbout) -> str:
    """When a delayed letter is tried again; one whose time has come, once the worker is at it."""
    if letter.next_try_at > visit.now:
        return visit.words.moment(letter.next_try_at, visit.zone)
    return visit.words.say(N_("as soon as the worker posts letters again"))


def _our_reason(words: Wording, letter: LetterAbout) -> str:
    """Why a letter was not sent, or not yet, where no mail server said so."""
    if letter.fate is Fate.DELAYED and not letter.answer:
        return words.say(HELD_UP)
    return words.say(letter.answer) if letter.answer in OWN_REASONS else ""


_ON_CHANGING_HANDS = {GIVEN: N_("when it was given to somebody"), HANDED_BACK: N_("when it was given back")}


def _letter_step(words: Wording, one: DeadlineSeen, letter: LetterAbout) -> str:
    """How far the day was on the morning of the letter; the house's own earlier day is told by the real one."""
    if letter.what in _ON_CHANGING_HANDS:
        return words.say(_ON_CHANGING_HANDS[letter.what])
    if letter.planned_on is None or letter.counted_on is None:
        return words.say(N_("named in a letter about several"))
    moved = letter.counted_on not in {one.due_on, one.internal_on}
    day = letter.counted_on if moved else one.due_on
    step = _step(words, (day - letter.planned_on).days)
    return words.say(N_("{step}, when it was due on {day}"), step=step, day=day) if moved else step


def answers_said(visit: Visit, given: Sequence[AnswerGiven]) -> list[str]:
    """What was said by links, a sentence each."""
    words = visit.words
    return [
        words.say(
            N_("{moment}: {who} said by a link: {said}"),
            moment=words.moment(one.at, visit.zone),
            who=one.person,
            said=words.say(ANSWERS[one.said]) + (f" ({words.long_day(one.day_on)})" if one.day_on else ""),
        )
        for one in given
    ]
