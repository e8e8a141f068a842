"""Schemes and sub-grants as pages show them, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from grants.storage.columns import text
from grants.storage.database import Row
from grants.subgrants.queries import standing_of
from grants.subgrants.rules import (
    SUB_GRANT_STATES,
    SchemeStanding,
    SubGrantState,
    SubStanding,
    scheme_standing,
)
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.wording import Wording

TONES: Mapping[str, str] = {
    SubGrantState.CHOSEN: "",
    SubGrantState.AGREED: "active",
    SubGrantState.FINISHED: "good",
    SubGrantState.TERMINATED: "bad",
}


def recipient(row: Row) -> Text:
    """The name of a row's recipient."""
    return Text(row["name_bg"], row["name_en"])


def scheme_shown(scheme: Row | None, grants: Sequence[Row], words: Wording, today: date, base: str) -> dict[str, Any]:
    """One scheme with its grants; None gathers those that belong to none. Sums are of the grants in its currency."""
    currency = scheme["currency"] if scheme else (grants[0]["currency"] if grants else "EUR")
    counted = [row for row in grants if row["currency"] == currency and row["amount_cents"] is not None]
    standing = scheme_standing(
        scheme["ceiling_cents"] if scheme else None,
        [(row["number"], row["amount_cents"], row["attracted"]) for row in counted],
    )
    return {
        "id": scheme["id"] if scheme else 0,
        "title": text(scheme, "title") if scheme else words.say(N_("Outside a scheme")),
        "url": f"{base}/rows/scheme/{scheme['id']}" if scheme else None,
        "dates": _dates(scheme, words) if scheme else "",
        "figures": _figures(scheme, standing, counted, currency, words),
        "differs": _differs(scheme, standing, words) if scheme and counted else [],
        "published": _published(scheme) if scheme and not counted else [],
        "over": words.say(N_("Above the ceiling: {numbers}."), numbers=words.list(list(standing.over_ceiling)))
        if standing.over_ceiling
        else "",
        "rows": [row_shown(row, words, today, base) for row in grants],
        "totals": _totals(counted, currency, words),
        "left_out": len(grants) - len(counted),
    }


def _dates(scheme: Row, words: Wording) -> str:
    said = [
        words.say(N_("call opened on {day}"), day=scheme["opened_on"]) if scheme["opened_on"] else "",
        words.say(N_("applications until {day}"), day=scheme["closes_on"]) if scheme["closes_on"] else "",
        words.count("{n} application", "{n} applications", scheme["applications"]) if scheme["applications"] else "",
    ]
    return " · ".join(one for one in said if one)


def _figures(
    scheme: Row | None, standing: SchemeStanding, counted: Sequence[Row], currency: str, words: Wording
) -> list[dict[str, str]]:
    """Granted, attracted, accepted: counted from the grants, or as stated while none is entered."""
    if not counted:
        return _stated(scheme, words) if scheme else []
    each = [standing_of(row) for row in counted]
    mean = words.say(N_("{amount} on average"), amount=Money(standing.mean or 0, currency))
    matching = (
        words.say(N_("{share} of the grants"), share=words.percent(standing.matching)) if standing.matching else ""
    )
    unspent = sum(one.unspent for one in each)
    return [
        {
            "label": words.say(N_("Granted")),
            "amount": words.amount(Money(standing.granted, currency)),
            "under": f"{words.count('{n} grant', '{n} grants', standing.count)} · {mean}",
        },
        {
            "label": words.say(N_("Attracted")),
            "amount": words.amount(Money(standing.attracted, currency)),
            "under": matching,
        },
        {
            "label": words.say(N_("Paid out")),
            "amount": words.amount(Money(sum(one.paid - one.came_back for one in each), currency)),
            "under": "",
        },
        {
            "label": words.say(N_("Accepted")),
            "amount": words.amount(Money(sum(one.accepted for one in each), currency)),
            "under": words.say(N_("{amount} to be returned"), amount=Money(unspent, currency)) if unspent else "",
        },
    ]


def _stated(scheme: Row, words: Wording) -> list[dict[str, str]]:
    found = []
    if scheme["granted_cents"] is not None:
        said = [words.count("{n} grant", "{n} grants", scheme["grants"])] if scheme["grants"] else []
        if scheme["ceiling_cents"] is not None:
            ceiling = Money(scheme["ceiling_cents"], scheme["currency"])
            said.append(words.say(N_("at most {amount} each"), amount=ceiling))
        count = " · ".join(said)
        amount = words.amount(Money(scheme["granted_cents"], scheme["currency"]))
        found.append({"label": words.say(N_("Granted in all")), "amount": amount, "under": count})
    if scheme["attracted_cents"] is not None:
        amount = words.amount(Money(scheme["attracted_cents"], scheme["currency"]))
        found.append({"label": words.say(N_("Own funds attracted")), "amount": amount, "under": ""})
    return found


def _published(scheme: Row) -> list[str]:
    """What was published of sums that nobody has read as a figure yet."""
    return [
        scheme[f"{name}_as_published"]
        for name in ("granted", "attracted")
        if scheme[f"{name}_cents"] is None and scheme[f"{name}_as_published"]
    ]


def _differs(scheme: Row, standing: SchemeStanding, words: Wording) -> list[str]:
    """Where what is counted differs from what was stated of the scheme."""
    told = []
    if scheme["grants"] is not None and scheme["grants"] != standing.count:
        told.append(
            words.say(
                N_("{stated} grants were stated, {counted} are entered."),
                stated=scheme["grants"],
                counted=standing.count,
            )
        )
    for stated, counted, sentence in (
        (scheme["granted_cents"], standing.granted, N_("{stated} were stated as granted; the grants make {counted}.")),
        (scheme["attracted_cents"], standing.attracted, N_("{stated} were stated as attracted; {counted} are proved.")),
    ):
        if stated is not None and stated != counted:
            both = (Money(stated, scheme["currency"]), Money(counted, scheme["currency"]))
            told.append(words.say(sentence, stated=both[0], counted=both[1]))
    return told


def _totals(counted: Sequence[Row], currency: str, words: Wording) -> dict[str, str] | None:
    if not counted:
        return None
    each = [standing_of(row) for row in counted]
    sums = {
        "amount": sum(one.amount for one in each),
        "attracted": sum(one.attracted for one in each),
        "paid": sum(one.paid - one.came_back for one in each),
        "accepted": sum(one.accepted for one in each),
    }
    return {name: words.figure(Money(cents, currency), dash=True) for name, cents in sums.items()} | {
        "currency": currency
    }


def row_shown(row: Row, words: Wording, today: date, base: str) -> dict[str, Any]:
    """A sub-grant as a row of its scheme."""
    standing, currency = standing_of(row), row["currency"]
    return {
        "number": row["number"],
        "name": recipient(row),
        "title": text(row, "title"),
        "url": f"{base}/subgrants/{row['id']}",
        "currency": currency,
        "amount": words.figure(Money(standing.amount, currency)),
        "attracted": words.figure(Money(standing.attracted, currency), dash=True),
        "paid": words.figure(Money(standing.paid - standing.came_back, currency), dash=True),
        "accepted": words.figure(Money(standing.accepted, currency), dash=True),
        "state": words.say(SUB_GRANT_STATES[row["state"]]),
        "tone": TONES[SubGrantState(row["state"])],
        **next_of(row, standing, words, today),
    }


def next_of(row: Row, standing: SubStanding, words: Wording, today: date) -> dict[str, Any]:
    """What is to be done next with a sub-grant, the most pressing first; `late` where its day has gone by."""
    currency = row["currency"]
    if row["waiting"]:
        return {
            "next": words.count("{n} report to decide on", "{n} reports to decide on", row["waiting"]),
            "late": False,
        }
    if standing.unspent > row["asked_back"]:
        amount = Money(standing.unspent - row["asked_back"], currency)
        return {"next": words.say(N_("ask back {amount}"), amount=amount), "late": False}
    if row["asked_back"]:
        return {
            "next": words.say(N_("{amount} to come back"), amount=Money(row["asked_back"], currency)),
            "late": False,
        }
    if row["next_due_on"]:
        when = words.distance((row["next_due_on"] - today).days)
        return {"next": words.say(N_("report {when}"), when=when), "late": row["next_due_on"] < today}
    if row["next_on"] and not standing.closed:
        when = words.distance((row["next_on"] - today).days)
        return {"next": words.say(N_("instalment {when}"), when=when), "late": row["next_on"] < today}
    return {"next": "", "late": False}
