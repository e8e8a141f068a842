"""One expense as its page shows it: the form with its problems, the paper beside it, what may be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.attached.rules import RowNamed
from grants.attached.shown import hanging_of
from grants.errors import Objection
from grants.expenses.actions import OWN_ENTRY
from grants.expenses.checklist.shown import checklist_of
from grants.expenses.documents.shown import sections
from grants.expenses.entering import SEND_FILES_AGAIN, Labelled, all_of_it, as_typed, facts
from grants.expenses.life.told import life_of, may_verify_own
from grants.expenses.papers import ISUN_TAKES
from grants.expenses.queries import Recorded, choices, expense_seen, referred, supplier_names, twin_of
from grants.expenses.records import DOCUMENT, EXPENSE
from grants.expenses.rules import (
    CARRIED_OUT,
    DOCUMENT_KINDS,
    EXPENSE_STATES,
    CarriedOut,
    ExpenseState,
    is_closed,
    may_become,
)
from grants.expenses.wording import STATE_TONES, twin_sentence
from grants.values.choices import Choices, names, references
from grants.values.entry import Reader
from grants.values.language import N_, Text
from grants.values.money import CURRENCIES, Money
from grants.values.reading import whole_number
from grants.values.wording import Wording
from grants.web.forms import Sent, new_form_key
from grants.web.pages import Visit

OVER_ISUN = N_("“{name}” is larger than 20 MB. ISUN will not take it; scan it again with a lower resolution.")


def below(visit: Visit, tail: str = "") -> str:
    """An address of the project's expenses."""
    return f"/projects/{visit.project.code}/expenses{tail}"


def one(visit: Visit) -> str:
    """The address of the expense that is visited."""
    return below(visit, f"/{visit.number_in_path('id')}")


@dataclass
class Form:
    """What an expense's page is made of before it is shown."""

    visit: Visit
    choices: Choices
    recorded: Recorded | None = None
    sent: Sent | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    objections: Sequence[Objection] = ()
    theirs: Sequence[Labelled] = ()
    status: int = 200

    @property
    def reader(self) -> Reader:
        """With what the typed is read."""
        return Reader(self.visit.words, self.visit.today, references(self.choices))

    @property
    def names(self) -> dict[str, dict[int, str]]:
        """How what may be chosen is typed."""
        return names(self.choices)

    def wrong(self, objections: Sequence[Objection], status: int = 422) -> Form:
        """The same form, to be shown with its problems; files that were chosen have to be chosen again."""
        told = list(objections)
        if self.sent and self.sent.files and not any(objection.place == "file" for objection in told):
            told.append(Objection(SEND_FILES_AGAIN, {}, place="file"))
        typed = self.sent.typed if self.sent else self.typed
        return Form(self.visit, self.choices, self.recorded, self.sent, typed, told, self.theirs, status)


async def opened(visit: Visit, recorded: Recorded | None = None) -> Form:
    """The form, empty or of an expense, with what may be chosen in it."""
    offered = await choices(visit.by, visit.project)
    if recorded is not None:
        for name, choice in (await referred(recorded.expense, recorded.document)).items():
            if choice.id not in {offer.id for offer in offered[name]}:
                offered[name] = (*offered[name], choice)
    form = Form(visit, offered, recorded)
    if recorded is not None:
        form.typed = as_typed(recorded.document, recorded.expense, visit.words, form.names)
    return form


async def form_page(form: Form) -> Response:
    """The page of a form, or of an expense that is only to be read."""
    visit, words, recorded = form.visit, form.visit.words, form.recorded
    labels = {
        slot: words.say(f.label) for record in (DOCUMENT, EXPENSE) for f in record.fields for slot in (f.name, *f.slots)
    }
    told = {found.place: words.say(found.sentence, **found.facts) for found in reversed(form.objections) if found.place}
    row = recorded.expense if recorded else None
    hidden = recorded is not None and recorded.masked
    may_write = visit.may(Permission.RECORD_EXPENSE) and not hidden and (row is None or not is_closed(row))
    context = {
        "heading": words.say(EXPENSE.new) if row is None else words.say(N_("Expense {number}"), number=row["number"]),
        "action_url": visit.request.url.path if row is None else one(visit),
        "new": row is None,
        **_versions(form),
        "values": _Typed(form.typed),
        "description": Text(form.typed.get("description_bg", ""), form.typed.get("description_en", "")),
        "errors": _listed(form.objections, labels, words),
        "told": told,
        "theirs": form.theirs,
        "labels": labels,
        "kinds": [(key, words.say(name)) for key, name in DOCUMENT_KINDS.items()],
        "carried_out_choices": [(key, words.say(name)) for key, name in CARRIED_OUT.items()],
        "currencies": [(code, code) for code in CURRENCIES],
        **{
            f"{name}_choices": [(c.typed, c.shown(visit.language)) for c in form.choices[name]] for name in form.choices
        },
        "suppliers": await supplier_names(visit.by) if may_write else [],
        "files": _files(visit, recorded) if recorded else [],
        "findings": await _findings(form),
        "facts": [] if may_write else facts(_whole(form), form.choices, words),
        **_open_parts(form),
        **(
            await sections(visit, recorded, one(visit))
            if recorded
            else {"hanging": None, "corrections": [], "corrects": None, "correct_url": None}
        ),
        "may_write": may_write,
        "masked": hidden,
        "back_url": below(visit),
        "form_key": form.sent.key if form.sent and form.sent.key else new_form_key(),
        **(await states(visit, recorded) if recorded else {"state": None}),
        "life": await life_of(visit, recorded) if recorded else None,
        "checklist": await checklist_of(visit, recorded),
        "attached": await said_of(visit, recorded),
        "remove_url": one(visit) + "/remove" if recorded and may_write else None,
    }
    return visit.page("expenses/expense.html", context, form.status)


async def said_of(visit: Visit, recorded: Recorded | None) -> dict[str, Any] | None:
    """What was said of an expense, and the files of one without a document; None for a new one and a masked one."""
    if recorded is None or recorded.masked:
        return None
    row, alone = recorded.expense, not recorded.document
    named = RowNamed("expense", row["id"], Text(row["number"]), below(visit, f"/{row['id']}"))
    attaches = alone and visit.may(Permission.RECORD_EXPENSE) and not is_closed(row)
    return await hanging_of(visit, named, may_attach=attaches, with_files=alone)


HINT_NEW = N_("Left empty: the net amount, with the VAT that can't be recovered.")
HINT_KEPT = N_("Left empty: all that is left of the document.")
HINT_BY_SHARE = N_("By its per cent: {amount}.")


def _open_parts(form: Form) -> dict[str, Any]:
    """Which parts of the form stand open because something is in them, and what an empty amount comes to."""
    words, recorded, typed = form.visit.words, form.recorded, form.typed
    told = {found.place for found in form.objections}
    hint = words.say(HINT_NEW)
    if recorded is not None:
        row = recorded.expense
        by_share = words.say(HINT_BY_SHARE, amount=Money(row["amount_cents"], row["currency"]))
        hint = by_share if row["share"] else words.say(HINT_KEPT)
    more, parts = ("delivered", "original", "supply"), ("own", "in_kind", "third", "cross_financed")
    marked = typed.get("carried_out", CarriedOut.INSIDE) not in {"", CarriedOut.INSIDE}
    return {
        "amount_hint": hint,
        "more_of_document": any(typed.get(name) or name in told for name in more),
        "more_of_money": any(typed.get(name) or name in told for name in parts) or marked,
    }


def _whole(form: Form) -> Mapping[str, str]:
    """What is recorded, the amount of a claim by per cent too."""
    if form.recorded is None:
        return form.typed
    return all_of_it(form.recorded.document, form.recorded.expense, form.visit.words, form.names)


def _versions(form: Form) -> dict[str, int | None]:
    """The versions the form starts from: what was sent stays, until both versions were shown."""
    if form.recorded is None:
        return {"version": None, "document_version": None}
    if form.sent is not None and form.status != 409:
        return {name: form.sent.whole(name) for name in ("version", "document_version")}
    return {"version": form.recorded.expense["version"], "document_version": form.recorded.document["version"]}


def _listed(objections: Sequence[Objection], labels: Mapping[str, str], words: Wording) -> list[tuple[str | None, str]]:
    """The problems for the summary on top, each with the name of its field."""
    said = [(found.place, words.say(found.sentence, **found.facts)) for found in objections]
    return [
        (place or None, f"{labels[place]}: {sentence}" if place in labels else sentence) for place, sentence in said
    ]


class _Typed(dict[str, str]):
    """What was typed; a field nobody filled in is empty."""

    def __missing__(self, name: str) -> str:
        record = EXPENSE if name == "carried_out" else DOCUMENT
        return record.field(name).default if name in {"kind", "currency", "carried_out"} else ""


def _files(visit: Visit, recorded: Recorded) -> list[dict[str, Any]]:
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "size": visit.words.size(row["size"]),
            "url": f"{one(visit)}/files/{row['id']}",
            "picture": row["media_type"].startswith("image/")
            and row["media_type"].split("/")[1] in {"png", "jpeg", "webp"},
            "warning": visit.words.say(OVER_ISUN, name=row["name"]) if row["size"] > ISUN_TAKES else "",
        }
        for row in recorded.files
    ]


async def _findings(form: Form) -> list[dict[str, str]]:
    """What is odd about the expense shown, or about the one that was just recorded."""
    visit, recorded, where = form.visit, form.recorded, {"row": "", "url": ""}
    after = whole_number(visit.query("after"))
    if recorded is None and after is not None and visit.request.method == "GET":
        recorded = await expense_seen(visit.by, visit.project, after)
        where |= {"row": recorded.expense["number"], "url": below(visit, f"/{after}")}
    if recorded is None or recorded.masked:
        return []
    twin = await twin_of(visit.by, recorded.document)
    told = [twin_sentence(twin, visit.words)] if twin else []
    told += [visit.words.say(OVER_ISUN, name=row["name"]) for row in recorded.files if row["size"] > ISUN_TAKES]
    return [{"level": "warning", "sentence": sentence, **where} for sentence in told]


async def states(visit: Visit, recorded: Recorded) -> dict[str, Any]:
    """The expense's state and what may be done about it by this person."""
    row = recorded.expense
    now = ExpenseState(row["state"])
    verifies = visit.may(Permission.VERIFY_EXPENSE)
    may_verify = verifies and may_become(now, ExpenseState.VERIFIED)
    own = visit.by.person_id is not None and visit.by.person_id == recorded.entered_by
    own = own and may_verify and not await may_verify_own(visit)
    return {
        "state": visit.words.say(EXPENSE_STATES[now]),
        "state_tone": STATE_TONES[now],
        "reason": row["reason"] if now is ExpenseState.RETURNED else "",
        "submit_url": one(visit) + "/submit"
        if visit.may(Permission.RECORD_EXPENSE) and may_become(now, ExpenseState.SUBMITTED)
        else None,
        "state_url": one(visit) + "/state",
        "may_verify": may_verify and not own,
        "own_entry": visit.words.say(OWN_ENTRY) if may_verify and own else "",
        "may_return": verifies and may_become(now, ExpenseState.RETURNED),
    }
