"""The letter that says whose letters do not arrive, and what the mail server said."""

from __future__ import annotations

from collections.abc import Sequence

from grants.letters.failing.queries import Failed
from grants.letters.rules import LETTER_STATES
from grants.letters.writing import Written, one_line, shortened, written
from grants.values.language import N_, Language
from grants.values.wording import wording

_MOST = 20


def failed_letter(failed: Sequence[Failed], language: Language, base: str) -> Written:
    """About these letters; `base` is the address under which people reach the tracker."""
    words = wording(language)
    whom = list(dict.fromkeys(one.whom for one in failed))
    subject = words.say(N_("A letter to {whom} did not arrive"), whom=failed[0].person or failed[0].to_address)
    if whom[1:]:
        subject = words.count(
            "Letters to {n} address do not arrive", "Letters to {n} addresses do not arrive", len(whom)
        )
    facts = {
        "first": subject + ".",
        "then": words.count(
            "It will not be sent again. Please find out the right address, or ask an admin to mend it; until then this person is not reminded.",
            "They will not be sent again. Please find out the right addresses, or ask an admin to mend them; until then these people are not reminded.",
            len(whom),
        ),
        "letters": [
            {
                "whom": one.whom,
                "subject": shortened(one_line(one.subject), 120),
                "state": words.say(N_("sent back")) if one.state == "sent" else words.say(LETTER_STATES[one.state]),
                "said": one.said,
            }
            for one in failed[:_MOST]
        ],
        "more": words.count("and one more", "and {n} more", len(failed) - _MOST) if len(failed) > _MOST else "",
        "people_url": f"{base}/letters",
        "account_url": f"{base}/account",
    }
    return written("failed", language, subject, facts)
