"""Partners as their pages show them, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from grants.deliverables.rules import TO_HAND_OVER, days_late
from grants.door.asking import awaited, when_said
from grants.door.rules import Awaited, Missing, language_of
from grants.payments.rules import TRANSFER_KINDS, TransferKind
from grants.payments.rules_partners import PartnerAccount
from grants.portfolio.partners.queries import Row, Shares
from grants.portfolio.standing import Figures
from grants.projects.rules import PARTNER_ROLES, PartnerRole
from grants.storage.columns import published_day, text
from grants.values.language import N_, Text
from grants.values.money import Money, in_euro, share
from grants.values.wording import Wording
from grants.workplan.rules import ACTIVITY_STATES, DELIVERABLE_STATES

Shown = dict[str, Any]
_LANGUAGES = {"bg": N_("Bulgarian"), "en": N_("English")}
# Whom the lead passes money on to.
_PAID = frozenset({PartnerRole.PARTNER, PartnerRole.ASSOCIATED})


def has_account(partner: Row, account: PartnerAccount | None) -> bool:
    """Whether a partner has an account with the lead: it may be given money, or it was."""
    return PartnerRole(partner["role"]) in _PAID or bool(account and (account.passed_on or account.to_come))


def name_of(partner: Row) -> Text:
    """How the partner's organisation is called."""
    return Text(partner["name_bg"], partner["name_en"])


def listed(
    partners: Sequence[Row], shares: Shares, accounts: Mapping[int, PartnerAccount], words: Wording, base: str
) -> list[Shown]:
    """A row for each partner: who it is, what it has of the budget, and how it stands with the lead."""
    return [
        {
            **introduced(one, words, base),
            **_of_budget(shares.of(one["id"]), shares.currency, words),
            **_of_account(one, accounts.get(one["id"]), words),
        }
        for one in partners
    ]


def introduced(partner: Row, words: Wording, base: str) -> Shown:
    """Who a partner is, without any money."""
    return {
        "number": partner["number"],
        "url": f"{base}/partners/{partner['id']}",
        "name": name_of(partner),
        "role": words.say(PARTNER_ROLES[partner["role"]]),
        "contact": partner["contact_name"] or partner["contact_email"],
        "email": partner["contact_email"],
        "left": words.say(N_("partner until {day}"), day=partner["left_on"]) if partner["left_on"] else "",
    }


def _of_budget(figures: Figures, currency: str, words: Wording) -> Shown:
    def figure(cents: int) -> str:
        return words.figure(Money(cents, currency)) if figures else ""

    part = share(Money(figures.spent, currency), Money(figures.approved, currency)) if figures.approved else None
    return {
        "budget": figure(figures.approved),
        "spent": figure(figures.spent),
        "share": words.percent(part, 1) if part is not None and figures.spent else "",
        "remains": figure(figures.left),
        "overspent": figures.left < 0,
    }


def _of_account(partner: Row, account: PartnerAccount | None, words: Wording) -> Shown:
    known = account or PartnerAccount()
    if not has_account(partner, account):
        return dict.fromkeys(("passed_on", "accepted", "due", "advance_left"), "")
    return {
        "passed_on": words.figure(_euro(known.passed_on), dash=True),
        "accepted": words.figure(_euro(known.accepted), dash=True),
        "due": words.figure(_euro(known.due), dash=True),
        "advance_left": words.figure(_euro(known.advance_left), dash=True),
    }


def totals(
    partners: Sequence[Row], shares: Shares, accounts: Mapping[int, PartnerAccount], words: Wording
) -> dict[str, str]:
    """The last row: what all partners make together."""
    figures = Figures()
    for one in partners:
        figures.add(shares.of(one["id"]))
    mine = [accounts[one["id"]] for one in partners if one["id"] in accounts and has_account(one, accounts[one["id"]])]
    sums = {
        "passed_on": sum(one.passed_on for one in mine),
        "accepted": sum(one.accepted for one in mine),
        "due": sum(one.due for one in mine),
        "advance_left": sum(one.advance_left for one in mine),
    }
    said = {name: words.figure(_euro(cents), dash=True) for name, cents in sums.items()}
    return {**_of_budget(figures, shares.currency, words), **said}


def left_out(accounts: Sequence[PartnerAccount], words: Wording) -> str:
    """The currencies that no sum of an account holds, by name; empty where there are none."""
    return words.list(sorted({currency for one in accounts for currency in one.left_out}))


def _euro(cents: int) -> Money:
    return Money(cents, "EUR")


# --- one partner --------------------------------------------------------------------------------------------------


def facts(partner: Row, people: Sequence[Row], words: Wording) -> list[Shown]:
    """What is known of a partner; what is not written is left out."""
    first = partner["joined_on"] or partner["start_on"]
    last = partner["left_on"] or partner["end_on"]
    country = words.country(partner["country"]) if partner["country"] else ""
    place = ", ".join(part for part in (text(partner, "town").in_(words.language), country) if part)
    language = words.say(_LANGUAGES[language_of(partner["language"], partner["country"])])
    told: list[tuple[str, Sequence[Text | str]]] = [
        (N_("Country and town"), [place]),
        (N_("EIK"), [partner["eik"]]),
        (N_("Contact person"), [", ".join(one for one in (partner["contact_name"], partner["contact_email"]) if one)]),
        (N_("Language of letters"), [language] if partner["role"] != PartnerRole.LEAD else []),
        (N_("Time in the project"), [words.period(first, last) if first or last else ""]),
        (N_("Who signs in for it"), [f"{one['name']}, {one['email']}" for one in people]),
    ]
    return [{"label": words.say(label), "said": kept} for label, said in told if (kept := [one for one in said if one])]


def budget_figures(figures: Figures, currency: str, words: Wording) -> list[Shown]:
    """The partner's part of the budget, what was spent of it and what is left."""
    if not figures:
        return []
    part = share(Money(figures.spent, currency), Money(figures.approved, currency)) if figures.approved else None
    of_budget = words.say(N_("{share} of the budget"), share=words.percent(part, 1)) if part is not None else ""
    lost = words.say(
        N_("{amount} without what was cut or set aside"), amount=Money(figures.spent - figures.lost, currency)
    )
    return [
        _figure(N_("Budget"), Money(figures.approved, currency), words),
        _figure(N_("Spent"), Money(figures.spent, currency), words, of_budget, lost if figures.lost else ""),
        _figure(N_("Left"), Money(figures.left, currency), words),
    ]


def account_figures(account: PartnerAccount, words: Wording) -> list[Shown]:
    """How the partner stands with the lead, in euro."""
    back = words.say(N_("{amount} came back"), amount=_euro(account.returned)) if account.returned else ""
    to_come = words.say(N_("{amount} is dated ahead"), amount=_euro(account.to_come)) if account.to_come else ""
    claimed = words.say(N_("of {amount} submitted"), amount=_euro(account.claimed))
    approved = words.say(N_("{amount} approved by the funder"), amount=_euro(account.approved))
    return [
        _figure(N_("Passed on"), _euro(account.passed_on), words, back, to_come),
        _figure(N_("Accepted"), _euro(account.accepted), words, claimed, approved),
        _figure(N_("Due to the partner"), _euro(account.due), words),
        _figure(N_("Left of what was passed on"), _euro(account.advance_left), words),
    ]


def _figure(label: str, amount: Money, words: Wording, *under: str) -> Shown:
    return {
        "label": words.say(label),
        "amount": words.amount(amount),
        "under": [part for part in under if part],
        "below": amount.minor < 0,
    }


def transfers(found: Sequence[Row], today: date, words: Wording, base: str) -> list[Shown]:
    """The payments between the lead and the partner, what came back with a minus."""
    return [
        {
            "number": row["number"],
            "url": f"{base}/rows/partner_transfer/{row['id']}",
            "kind": words.say(TRANSFER_KINDS[row["kind"]]),
            "day": words.day(row["paid_on"]),
            "ahead": words.say(N_("not counted until then")) if row["paid_on"] > today else "",
            "amount": words.amount(amount := _signed(row)),
            "euro": words.amount(euro) if (euro := in_euro(amount)) is not None and euro != amount else "",
            "package": row["package"],
            "order": row["order_number"],
            "note": text(row, "note"),
        }
        for row in found
    ]


def _signed(row: Row) -> Money:
    amount = Money(row["amount_cents"], row["currency"])
    return -amount if row["kind"] == TransferKind.RETURNED else amount


def deliverables(found: Sequence[Row], today: date, words: Wording, base: str) -> list[Shown]:
    """What is to be handed over, the latest first."""
    return [
        {
            "url": f"{base}/deliverables/{row['id']}",
            "title": text(row, "title"),
            "number": row["number"],
            "day": words.day(row["due_on"]) if row["due_on"] else "",
            "when": words.say(DELIVERABLE_STATES[row["state"]])
            if row["state"] == "returned"
            else words.distance((row["due_on"] - today).days)
            if row["due_on"]
            else "",
            "late": bool(days_late(row, today)) or row["state"] == "returned",
        }
        for row in found
        if row["state"] in TO_HAND_OVER
    ]


def activities(found: Sequence[Row], words: Wording, base: str) -> list[Shown]:
    """What the partner is responsible for in the plan."""
    shown = []
    for row in found:
        start, end = published_day(row, "start"), published_day(row, "end")
        progress = words.percent(row["progress"], 0) if row["progress"] is not None else ""
        shown.append(
            {
                "url": f"{base}/activities/{row['id']}",
                "number": row["number"],
                "title": text(row, "title"),
                "period": words.period(start, end) if start or end else "",
                "state": " · ".join(part for part in (words.say(ACTIVITY_STATES[row["state"]]), progress) if part),
            }
        )
    return shown


def missing(found: Sequence[Missing], today: date, words: Wording, base: str) -> list[Shown]:
    """What is awaited of the partner, each with the address where it is given."""
    return [
        {
            "what": awaited(words, one),
            "url": _where(one, base),
            "when": when_said(words, one, today),
            "day": words.day(one.due_on) if one.due_on and one.month_on is None else "",
            "late": one.late(today) or one.was_returned,
        }
        for one in found
    ]


def _where(one: Missing, base: str) -> str:
    if one.kind is Awaited.DELIVERABLE:
        return f"{base}/deliverables/{one.row_id}"
    if one.kind is Awaited.RETURNED:
        return f"{base}/expenses?partner={one.row_id}&state=returned"
    if one.kind is Awaited.PART:
        return f"{base}/parts/{one.row_id}/{one.partner_id}"
    return f"{base}/expenses/new"
