"""Members of the team as pages show them, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from grants.expenses.rules import EXPENSE_STATES
from grants.expenses.wording import STATE_TONES
from grants.projects.queries import Seen
from grants.storage.columns import text
from grants.storage.database import Row
from grants.team.rules import DAY_KINDS, ENGAGEMENTS, RATE_RULES, DayKind, RateRule
from grants.team.rules_caps import HOURS_OF_A_YEAR, Caps
from grants.team.rules_member import unappointed
from grants.team.rules_rates import HOURLY, MONTHS_OF_A_YEAR, hourly_rate, most_days
from grants.team.salary import engaged_of, why_none
from grants.values.days import add_months, months_between
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.wording import Wording

NO_ORDER = N_("no order of appointment")
MONTHS_OFFERED = 12  # back from today, where the day on which the work began is not told


def member_shown(row: Row, hours: Mapping[str, Any], words: Wording, project: Seen) -> dict[str, Any]:
    """A member as a row of the team."""
    caps = hours["caps"]
    return {
        "number": row["number"],
        "url": f"/projects/{project.code}/team/{row['id']}",
        "name": row["name"],
        "position": text(row, "position"),
        "partner": Text(row["partner_bg"], row["partner_en"]),
        "engagement": words.say(ENGAGEMENTS[row["engagement"]]),
        "order": appointed_by(row, words),
        "no_order": unappointed(row),
        "period": words.period(row["start_on"], row["end_on"]) if row["start_on"] or row["end_on"] else "",
        "post": words.number(row["post"]) if row["post"] is not None else "",
        "so_far": _hours(hours["so_far"], words),
        "month": against(hours["this_month"], hours["all_month"], caps.month, words),
        "year": against(hours["this_year"], hours["all_year"], caps.year, words),
        "rule": words.say(RATE_RULES[row["rate_rule"]]) if row["rate_rule"] != RateRule.NONE else "",
        "cost": cost_said(row, words),
    }


def _hours(hours: Decimal, words: Wording) -> str:
    return words.number(hours) if hours else ""


def against(here: Decimal, everywhere: Decimal, most: Decimal | None, words: Wording) -> dict[str, Any]:
    """Hours with what they are measured against; `late` where there are more than may be."""
    under = words.say(N_("of {most}"), most=most) if most is not None else ""
    if everywhere != here:
        under = " ".join(x for x in (words.say(N_("{hours} in all projects"), hours=everywhere), under) if x)
    return {"hours": _hours(here, words), "under": under, "late": most is not None and everywhere > most}


def order_said(row: Row, words: Wording) -> str:
    """The order of appointment: number and day."""
    day = words.day(row["order_on"]) if row["order_on"] else ""
    return " / ".join(part for part in (row["order_number"], day) if part)


def cost_said(row: Row, words: Wording) -> str:
    """By what cost the hours are claimed; nothing where that is not told or not claimed."""
    if row["cost_cents"] is None:
        return ""
    amount = Money(row["cost_cents"], row["currency"])
    match row["rate_rule"]:
        case RateRule.HOURS_1720:
            return words.say(N_("{amount} a year"), amount=amount)
        case RateRule.FIXED_SHARE if row["share"] is not None:
            return words.say(N_("{share}% of {amount} a month"), share=row["share"], amount=amount)
        case _:
            return words.say(N_("{amount} a month"), amount=amount)


def rate_said(row: Row, words: Wording) -> str:
    """How the rate comes about, with its rounding; nothing where that is not told or there is none."""
    engaged = engaged_of(row) if row["cost_cents"] is not None else None
    if engaged is None:
        return ""
    if engaged.rule in HOURLY:
        a_twelfth = engaged.rule is RateRule.TWELFTH
        sentence = (
            N_("12 × {cost} / {hours} h = {rate} an hour, cut off to the cent")
            if a_twelfth
            else N_("{cost} / {hours} h = {rate} an hour, cut off to the cent")
        )
        rate = hourly_rate(engaged.rule, engaged.cost, engaged.post)
        return words.say(sentence, cost=engaged.cost, hours=HOURS_OF_A_YEAR * engaged.post, rate=rate)
    if engaged.rule is RateRule.DAYS_215:
        most = most_days(MONTHS_OF_A_YEAR, engaged.post)
        return words.say(N_("the cost of a year / {days} days; hours are days of eight, to half a day"), days=most)
    return ""


def appointed_by(row: Row, words: Wording) -> str:
    """The order of appointment, else the contract."""
    return order_said(row, words) or str(row["contract_number"])


def facts_of(row: Row, caps: Caps, words: Wording) -> list[tuple[str, str]]:
    """What is known of a member, as pairs; what people cost only where the row tells it."""
    line = Text(row["line_bg"], row["line_en"]).in_(words.language)
    pairs = (
        (N_("Engagement"), words.say(ENGAGEMENTS[row["engagement"]])),
        (N_("Contract No."), row["contract_number"]),
        (N_("Order of appointment"), order_said(row, words) or (words.say(NO_ORDER) if unappointed(row) else "")),
        (N_("Period"), words.period(row["start_on"], row["end_on"]) if row["start_on"] or row["end_on"] else ""),
        (N_("Part of a full post"), words.number(row["post"]) if row["post"] is not None else ""),
        (N_("Partner"), Text(row["partner_bg"], row["partner_en"]).in_(words.language)),
        (N_("Account in this tracker"), row["person_name"]),
        (N_("At most"), limits_said(caps, words)),
    )
    return [(words.say(label), said) for label, said in pairs if said] + [
        (words.say(label), said)
        for label, said in (
            (N_("How an hour is claimed"), words.say(RATE_RULES[row["rate_rule"]])),
            (N_("Cost by which it is worked out"), cost_said(row, words)),
            (N_("How the rate comes about"), rate_said(row, words)),
            (N_("Budget line"), f"{row['line_number']} · {line}" if row["line_number"] else ""),
        )
        if said and row["cost_cents"] is not None
    ]


def limits_said(caps: Caps, words: Wording) -> str:
    """The most hours of a day, a month and a year."""
    said = [words.say(N_("{hours} h a day"), hours=caps.day)]
    if caps.month is not None:
        said.append(words.say(N_("{hours} h a month"), hours=caps.month))
    said.append(words.say(N_("{hours} h a year"), hours=caps.year))
    return words.list(said)


def days_shown(found: Sequence[Row], words: Wording, url: str) -> list[dict[str, str]]:
    """Days of leave and orders, each with where it is taken away."""
    return [
        {
            "kind": words.say(DAY_KINDS[row["kind"]]),
            "period": words.day(row["first_on"])
            if row["first_on"] == row["last_on"]
            else words.period(row["first_on"], row["last_on"]),
            "paper": row["paper"],
            "missing": "" if row["paper"] or row["kind"] != DayKind.ORDER else words.say(N_("its number is missing")),
            "remove_url": f"{url}/days/{row['id']}/remove",
        }
        for row in found
    ]


def salary_shown(made: Sequence[Row], words: Wording, project: Seen) -> list[dict[str, str]]:
    """The salary rows of a member, each leading to its expense."""
    return [
        {
            "month": words.month(row["month_on"]),
            "number": row["number"],
            "url": f"/projects/{project.code}/expenses/{row['expense_id']}",
            "activity": f"{row['activity_number']} · {Text(row['activity_bg'], row['activity_en']).in_(words.language)}"
            if row["activity_number"]
            else "",
            "units": words.say(
                N_("{hours} h at {price}"),
                hours=row["units"],
                price=Money(row["unit_price_cents"], row["currency"]),
            )
            if row["units"] is not None and row["unit_price_cents"] is not None
            else "",
            "amount": words.amount(Money(row["amount_cents"], row["currency"])),
            "state": words.say(EXPENSE_STATES[row["state"]]),
            "tone": STATE_TONES[row["state"]],
        }
        for row in made
    ]


def months_to_claim(member: Row, made: Sequence[Row], today: date, words: Wording) -> list[tuple[str, str]]:
    """The months of somebody engaged for a fixed share that have no salary row yet, the latest first, as a form offers them."""
    if member["rate_rule"] != RateRule.FIXED_SHARE or why_none(member):
        return []
    first = member["start_on"] or add_months(today.replace(day=1), -MONTHS_OFFERED)
    last = min(member["end_on"] or today, today)
    if last < first:
        return []
    known = {row["month_on"] for row in made}
    months = [month for month in reversed(months_between(first, last)) if month not in known]
    return [(f"{month:%Y-%m}", words.month(month)) for month in months]
