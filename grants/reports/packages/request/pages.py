"""The page of a package's payment request: what the funder's form asks, what is wrong with it, and what is typed there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from starlette.responses import Response

from grants.access import Permission
from grants.errors import AlreadyDone, Objected, Objection, WrongState
from grants.funders.ground import Ground
from grants.funders.isun_costs import currency_of
from grants.funders.isun_request import FIELDS, KINDS
from grants.funders.registry import NEWEST
from grants.reports.objected import theirs_by_field
from grants.reports.packages.drawn.counting import contents_shown, counted
from grants.reports.packages.queries import PackageSeen, head_of, package_seen
from grants.reports.packages.request.actions import remove_request, write_request
from grants.reports.packages.request.attaching.drawn import files_shown
from grants.reports.packages.request.queries import advance_accepted, request_before, request_of
from grants.reports.packages.request.rules import (
    Request,
    account_objections,
    account_spelt,
    asks_for_request,
    granted_in,
    kinds_offered,
    reported_in,
    request_objections,
    typed_by_hand,
)
from grants.reports.packages.shown import address_of, head, objected, views
from grants.reports.rules_package import PackageState, Part, RequestKind
from grants.values.language import N_
from grants.values.money import Money
from grants.values.reading import Unreadable
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit, address

LONGEST: Final = 200
TOO_LONG: Final = N_("This is longer than {most} signs.")


async def request(visit: Visit) -> Response:
    """The payment request of a package; sent, what it says from now on."""
    found = await package_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "GET":
        return await request_page(visit, found)
    form = await sent(visit.request)
    try:
        if form.line("do") == "remove":
            await remove_request(visit.by, visit.project, found.id, once=form.key)
            return visit.see(here_of(visit, found), "removed")
        asked = _read(visit, found, await _ground(visit, found), form)
        await write_request(visit.by, visit.project, found.id, asked, once=form.key)
    except AlreadyDone:
        return visit.see(here_of(visit, found), "already")
    except Objected as problem:
        return await request_page(visit, found, form, problem.objections, 422)
    except WrongState as problem:
        return await request_page(visit, found, form, [Objection(problem.sentence, problem.facts)], 409)
    return visit.see(here_of(visit, found), "saved")


def _read(visit: Visit, found: PackageSeen, ground: Ground, form: Sent) -> Request:
    """What was typed. Raises Objected with everything that can't be read."""
    wrong: list[Objection] = []
    currency = currency_of(ground)
    asked, income = (_amount(visit, form, name, currency, wrong) for name in ("asked", "income"))
    long = [name for name in ("other_registration", "bank_account") if len(form.line(name)) > LONGEST]
    wrong += [Objection(TOO_LONG, {"most": LONGEST}, place=name) for name in long]
    wrong += account_objections(form.line("bank_account"))
    if wrong:
        raise Objected(wrong)
    kind = next((one for one in kinds_offered(found.kind) if one.value == form.line("kind")), None)
    whom = (
        form.line("vat_registered") == "yes",
        form.line("other_registration"),
        account_spelt(form.line("bank_account")),
    )
    return Request(kind, asked, income, *whom)


def _amount(visit: Visit, form: Sent, name: str, currency: str, wrong: list[Objection]) -> Money:
    try:
        return visit.words.read_amount(form.line(name), currency) if form.line(name) else Money.zero(currency)
    except Unreadable as problem:
        wrong.append(Objection(problem.msgid, problem.facts, place=name))
        return Money.zero(currency)


async def _ground(visit: Visit, found: PackageSeen) -> Ground:
    return await head_of(visit.by, visit.project, found, visit.request.app.state.files, visit.today)


async def request_page(
    visit: Visit,
    found: PackageSeen,
    form: Sent | None = None,
    objections: Sequence[Objection] = (),
    status: int = 200,
) -> Response:
    """The page; of a form of it that was refused what was typed in it stays, with what is wrong."""
    ground = await _ground(visit, found)
    words, kept, reported = visit.words, await request_of(found), reported_in(ground)
    asks, is_draft = asks_for_request(found.format, found.kind), found.state is PackageState.DRAFT
    wrong: Sequence[Objection] = ()  # what is kept; of what was just typed each problem stands beside its field
    if kept and not form and is_draft and asks:
        accepted = await advance_accepted(visit.project, found)
        wrong = list(request_objections(NEWEST[found.format], kept, reported, accepted))
    told = problems(objections, words)
    contents = await contents_shown(visit, found)
    shown = kept or await _offered(visit, found, ground)
    given = form.typed if form else {}
    typed = {name: given.get(name, value) for name, value in _typed(visit, shown).items()}
    may_write = asks and is_draft and Part.PAYMENT not in found.stays and visit.may(Permission.PREPARE_REPORT)
    kind = shown.kind or kinds_offered(found.kind)[0]
    context: dict[str, Any] = {
        "package": head(visit, found),
        "views": views(visit, found, "request", await counted(visit, found, contents)),
        "here": here_of(visit, found),
        "currency": currency_of(ground),
        "kinds": [(one.value, KINDS[one].in_(visit.language)) for one in kinds_offered(found.kind)],
        "labels": {name: label.in_(visit.language) for name, label in FIELDS.items()},
        "typed": typed,
        "told": told.by_field,
        "errors": told.listed,
        "theirs": theirs_by_field(objections, words),
        "findings": objected(visit, [one for one in wrong if one.theirs]),
        "by_hand": _by_hand(visit, typed_by_hand(kept, found.first, found.last, reported)) if kept else [],
        "asks": asks,
        "may_write": may_write,
        "may_remove": may_write and kept is not None,
        "form_key": new_form_key(),
        "attached": await files_shown(visit, found, kind, given, may_write=may_write) if asks else None,
        "keys": [new_form_key() for _ in range(4)],  # of the small forms
    }
    return visit.page("reports/package_request.html", context, status)


async def _offered(visit: Visit, found: PackageSeen, ground: Ground) -> Request:
    """What is offered for a new one: the grant's part of what is reported, and who is paid as the one before says."""
    before, zero = await request_before(visit.project, found), Money.zero(currency_of(ground))
    whom = (before.vat_registered, before.other_registration, before.bank_account) if before else ()
    return Request(kinds_offered(found.kind)[0], granted_in(ground), zero, *whom)


def _typed(visit: Visit, one: Request) -> dict[str, str]:
    """A request as the form shows it."""
    return {
        "kind": (one.kind or RequestKind.INTERIM).value,
        "asked": _plain(visit, one.asked),
        "income": _plain(visit, one.income),
        "vat_registered": "yes" if one.vat_registered else "no",
        "other_registration": one.other_registration,
        "bank_account": one.bank_account,
    }


def _by_hand(visit: Visit, told: dict[str, Any]) -> list[dict[str, Any]]:
    """Each field of the funder's form with what is typed in it; amounts without anything between their figures."""
    return [
        {
            "label": FIELDS[name].in_(visit.language),
            "theirs": "" if visit.language == "bg" else FIELDS[name].bg,
            "value": _plain(visit, value) if isinstance(value, Money) else value.in_("bg"),
            "lang": "" if isinstance(value, Money) else "bg",
            "amount": isinstance(value, Money),
        }
        for name, value in told.items()
    ]


def _plain(visit: Visit, money: Money) -> str:
    return money.plain.replace(".", ",") if visit.language == "bg" else money.plain


def here_of(visit: Visit, found: PackageSeen) -> str:
    """Where the payment request of a package is."""
    return address_of(visit, found.id, "/request")


ROUTES = [
    address("/projects/{code}/reports/packages/{id:int}/request", "package_request", request, changes=True),
]
