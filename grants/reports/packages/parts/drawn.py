"""A partner's part as its page shows it, to whoever signs in and to whoever a link was sent, and what may be said of it there."""

from __future__ import annotations

from collections.abc import Sequence

from grants.access import Permission
from grants.budget.kinds import COST_FORMS
from grants.expenses.masking import MASKED_WORDS
from grants.expenses.rules import DOCUMENT_KINDS, EXPENSE_STATES, ExpenseState
from grants.expenses.wording import STATE_TONES
from grants.reports.packages.forms import LONGEST
from grants.reports.packages.parts.actions import Moment, hand_in_part, say_missing, withdraw_part
from grants.reports.packages.parts.queries import MOST_ROWS, PartRow, PartSeen, rows_of_part
from grants.reports.packages.shown import Shown, part_shown, warned
from grants.reports.rules_package import PackageState, PartState
from grants.values.language import LANGUAGES, N_, Text
from grants.values.wording import DASH, wording
from grants.web.forms import Sent, new_form_key
from grants.web.pages import Visit


async def part_page(visit: Visit, found: PartSeen, form: Sent | None = None) -> Shown:
    """What stands on the page of a part, and which steps may be taken there."""
    rows = await rows_of_part(found)
    is_open = found.package_state is PackageState.DRAFT
    return {
        "part": part_shown(visit, found),
        "rows": _rows_shown(visit, rows),
        "all_shown": len(rows) < MOST_ROWS,
        "may_hand_in": is_open and found.state is not PartState.HANDED_IN,
        "may_withdraw": is_open and found.state is PartState.HANDED_IN,
        "is_open": is_open,
        "said": form.line("said") if form else ("" if found.state is PartState.HANDED_IN else found.said),
        "keys": {name: new_form_key() for name in ("hand_in", "say", "withdraw")},
    }


def parts_missing(visit: Visit, parts: Sequence[PartSeen], url: str = "") -> list[Shown]:
    """The warning that partners' parts are not handed in, with the way to them where there is one."""
    waiting = [one.partner.in_(visit.language) for one in parts if one.state is not PartState.HANDED_IN]
    if not waiting:
        return []
    said = visit.words.say(N_("Parts that are not handed in yet: {partners}."), partners=waiting)
    return [warned(said, url, visit.words.say(N_("See the parts")) if url else "")]


def _rows_shown(visit: Visit, rows: Sequence[PartRow]) -> list[Shown]:
    words = visit.words
    masked = Text(*(wording(language).say(MASKED_WORDS) for language in LANGUAGES))
    told = visit.signed_in and visit.may(Permission.SEE_SENSITIVE)
    kinds = [words.say(DOCUMENT_KINDS[row.kind] if row.kind else COST_FORMS[row.form]) for row in rows]
    return [
        {
            "url": f"/projects/{visit.project.code}/expenses/{row.id}" if visit.signed_in else "",
            "number": row.number,
            "day": words.day(row.day) if row.day else DASH,
            "document": kind if row.sensitive and not told else f"{kind} {row.paper_number}".strip(),
            "about": masked if row.sensitive and not told else row.about,
            "line": row.line or DASH,
            "state": words.say(EXPENSE_STATES[row.state]),
            "tone": STATE_TONES[ExpenseState(row.state)],
            "reason": row.reason,
            "left_out": row.left_out,
            "amount": words.amount(row.amount),
        }
        for row, kind in zip(rows, kinds, strict=True)
    ]


def moment_of(visit: Visit) -> Moment:
    """When and where somebody takes a step with a part."""
    return Moment(visit.now, visit.today, visit.settings.base_url)


async def said_of_part(visit: Visit, which: tuple[int, int], form: Sent) -> None:
    """Take the step that was sent: complete, what is missing, or withdrawn. Raises as the actions do."""
    asked, version, said = (visit.by, visit.project, *which), form.whole("version"), form.line("said")[:LONGEST]
    at = moment_of(visit)
    match form.line("do"):
        case "say":
            await say_missing(*asked, version, said, at, once=form.key)
        case "withdraw":
            await withdraw_part(*asked, version, said, at, once=form.key)
        case _:
            await hand_in_part(*asked, version, at, once=form.key)
