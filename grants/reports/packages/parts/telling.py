"""The letter about a partner's part of a package: that it was handed in, or withdrawn because something is missing after all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from grants.letters.writing import Written, one_line, shortened, written
from grants.projects.queries import Seen
from grants.reports.packages.parts.queries import PartSeen
from grants.reports.rules_package import PartState
from grants.values.language import N_, Language, Text
from grants.values.wording import Wording, wording

_NAME: Final = 50  # of a partner, in the subject
_SAID: Final = 2000


def part_letter(
    project: Seen, part: PartSeen, awaited: Sequence[Text], who: str, reader: Language, base: str
) -> Written:
    """The words of the letter; what the partner said stands in it as it was written. `awaited` are those whose parts are missing."""
    words, partner = wording(reader), one_line(part.partner.in_(reader))
    complete = part.state is PartState.HANDED_IN
    here = f"{base}/projects/{project.code}"
    facts = {
        "first": words.say(
            _HANDED_IN if complete else _WITHDRAWN, who=one_line(who), partner=partner, number=part.package
        ),
        "period": words.period(part.first, part.last),
        "project": project.acronym or project.title.in_(reader) or project.code,
        "project_lang": "" if project.acronym else _other(project.title, reader),
        "code": project.code,
        "holds": _holds(part, words),
        "said": shortened(part.said, _SAID),
        "said_lang": _other(Text.written(part.said), reader),
        "awaited": words.list([one_line(one.in_(reader)) for one in awaited]),
        "url": f"{here}/parts/{part.package_id}/{part.partner_id}",
        "package_url": f"{here}/reports/packages/{part.package_id}",
        "tasks_url": f"{base}/tasks",
        "account_url": f"{base}/account",
    }
    subject = (
        N_("Part handed in: {partner}, package {number}")
        if complete
        else N_("Part withdrawn: {partner}, package {number}")
    )
    return written(
        "part_of_package", reader, words.say(subject, partner=shortened(partner, _NAME), number=part.package), facts
    )


_HANDED_IN: Final = N_("{who} says that the part of {partner} in report package {number} is complete.")
_WITHDRAWN: Final = N_("{who} withdrew the part of {partner} in report package {number}: it is not complete after all.")


def _holds(part: PartSeen, words: Wording) -> list[str]:
    """What is in it: verified and waiting for that, with the sum of both by currency."""
    said = [words.count("one verified expense", "{n} verified expenses", part.verified)] if part.verified else []
    if part.submitted:
        said.append(words.count("one expense waits to be verified", "{n} expenses wait to be verified", part.submitted))
    if part.drafts:
        said.append(
            words.count("one expense is still with the partner", "{n} expenses are still with the partner", part.drafts)
        )
    if amounts := [words.amount(one) for one in part.sums.values()]:
        said.append(words.say(N_("verified and waiting together: {amounts}"), amounts=words.list(amounts)))
    return said or [words.say(N_("no expense of this period"))]


def _other(words: Text, language: Language) -> str:
    shown = words.side(language)[1]
    return "" if shown == language else shown
