"""The checklist of a document's papers, and the page on which an organisation changes what it asks for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from grants.budget.kinds import COST_CATEGORIES, CostCategory
from grants.errors import AlreadyDone, Changed, NotAllowed, NotFound, Objected, Objection
from grants.expenses.checklist.actions import NOT_YOURS, Noted, back_to_usual, change_list, note_papers
from grants.expenses.checklist.queries import keeps_lists_of, lists_of, name_of
from grants.expenses.checklist.shown import checklist_of
from grants.expenses.queries import Recorded, expense_seen
from grants.expenses.required import USUAL
from grants.expenses.shown import one
from grants.values.language import N_, Text
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

LONGEST = 400
EMPTY_ROWS = 3
MOST_ROWS = 60
CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; save again to keep yours."
)
LIST_CHANGED = N_(
    "Somebody else changed this list since you opened the page. What stands there now is shown; write yours again."
)
NAMED_TWICE = N_("“{name}” stands in the list twice.")
TOO_LONG = N_("“{name}…” is too long for the name of a paper; at most {most} characters fit.")


async def papers(visit: Visit) -> Response:
    """Noting which papers of an expense's document are there."""
    recorded = await expense_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "GET":
        return await _papers_page(visit, recorded)
    form = await sent(visit.request)
    noted = _noted(form)
    try:
        await note_papers(visit.by, visit.project, visit.number_in_path("id"), noted, once=form.key)
    except AlreadyDone:
        return visit.see(one(visit) + "#papers", "already")
    except Changed:
        return await _papers_page(visit, recorded, noted, 409)
    return visit.see(one(visit) + "#papers", "saved")


async def _papers_page(visit: Visit, recorded: Recorded, typed: Sequence[Noted] = (), status: int = 200) -> Response:
    """The checklist alone; where somebody else was quicker, both versions of what differs."""
    checklist = await checklist_of(visit, recorded, typed)
    if checklist is None:
        raise NotFound
    number = recorded.document["paper_number"] or recorded.document["number"]
    errors = [(None, visit.words.say(CHANGED_MEANWHILE))] if status == 409 else []
    context = {"checklist": checklist, "number": number, "back_url": one(visit), "errors": errors}
    return visit.page("expenses/papers.html", context, status)


def _noted(form: Sent) -> list[Noted]:
    """Each row of the checklist that was sent, a paper of one's own last."""
    found = []
    for at in range(MOST_ROWS * 5):
        if f"name_bg_{at}" not in form.typed:
            break
        name = Text(form.line(f"name_bg_{at}")[:LONGEST], form.line(f"name_en_{at}")[:LONGEST])
        paper = form.whole(f"paper_{at}") or None
        found.append(
            Noted(name, bool(form.line(f"there_{at}")), _place(form, at), paper, form.whole(f"paper_version_{at}"))
        )
    own = Text.written(form.line("own_name")[:LONGEST])
    if own:
        found.append(Noted(own, bool(form.line("own_there")), form.line("own_original")[:200]))
    return found


def _place(form: Sent, at: int) -> str:
    return form.line(f"original_{at}")[:200]


# --- an organisation's lists ---------------------------------------------------------------------------------------


async def paper_lists(visit: Visit) -> Response:
    """What one's organisation asks for with each kind of cost: add, rename, remove, order; or the usual lists again."""
    if keeps_lists_of(visit.by) is None:
        raise NotAllowed(NOT_YOURS)
    category = _category(visit.query("category") or CostCategory.STAFF)
    if visit.request.method == "GET":
        return await _lists_page(visit, category)
    form = await sent(visit.request)
    here = f"/organisations/papers?category={category.value}"
    try:
        if form.line("do") == "usual":
            await back_to_usual(visit.by, once=form.key)
        else:
            await change_list(visit.by, category, _known(form), _typed_names(form), once=form.key)
    except AlreadyDone:
        return visit.see(here, "already")
    except Objected as problem:
        return await _lists_page(visit, category, form, problem.objections, 422)
    except Changed:
        return await _lists_page(visit, category, None, [Objection(LIST_CHANGED)], 409)
    return visit.see(here, "saved")


def _category(typed: str) -> CostCategory:
    try:
        return CostCategory(typed)
    except ValueError:
        raise NotFound from None


def _known(form: Sent) -> list[Text]:
    """The list a form started from, as the page sent it along."""
    try:
        pairs = json.loads(form.typed.get("known", "[]"))
        return [Text(str(bg), str(en)) for bg, en in pairs]
    except (ValueError, TypeError):
        return []


def _typed_names(form: Sent) -> list[Text]:
    """The names in the order that was typed; rows without a name are removed. Objected when one stands there twice."""
    typed = [(_order(form, at), at, _name(form, at)) for at in range(MOST_ROWS) if f"bg_{at}" in form.typed]
    names = [name for _, _, name in sorted((t for t in typed if t[2]), key=lambda t: t[:2])]
    wrong = [
        Objection(TOO_LONG, {"name": side[:40], "most": LONGEST})
        for name in names
        for side in (name.bg, name.en)
        if len(side) > LONGEST
    ]
    twice = [name for at, name in enumerate(names) if name in names[:at]]
    wrong += [Objection(NAMED_TWICE, {"name": name.bg or name.en}) for name in twice]
    if wrong:
        raise Objected(wrong)
    return names


def _name(form: Sent, at: int) -> Text:
    return Text(form.line(f"bg_{at}"), form.line(f"en_{at}"))


def _order(form: Sent, at: int) -> int:
    return form.whole(f"order_{at}", otherwise=MOST_ROWS + at)


async def _lists_page(
    visit: Visit,
    category: CostCategory,
    form: Sent | None = None,
    objections: Sequence[Objection] = (),
    status: int = 200,
) -> Response:
    organisation = keeps_lists_of(visit.by)
    assert organisation is not None
    now = (await lists_of([organisation])).get(organisation)
    kept = [Text(row["name_bg"], row["name_en"]) for row in (USUAL if now is None else now).get(category, ())]
    names = [_name(form, at) for at in range(MOST_ROWS) if f"bg_{at}" in form.typed] if form else kept
    shown = {
        "organisation": await name_of(organisation),
        "categories": [(key.value, visit.words.say(COST_CATEGORIES[key])) for key in CostCategory if key != "none"],
        "category": category.value,
        "category_name": visit.words.say(COST_CATEGORIES[category]),
        "rows": _rows(names, form),
        "known": form.typed.get("known", "[]")
        if form
        else json.dumps([[n.bg, n.en] for n in kept], ensure_ascii=False),
        "own": now is not None,
        "errors": [(None, visit.words.say(found.sentence, **found.facts)) for found in objections],
        "form_key": new_form_key(),
        "usual_key": new_form_key(),
    }
    return visit.page("expenses/paper_lists.html", shown, status)


def _rows(names: Sequence[Text], form: Sent | None) -> list[dict[str, Any]]:
    """The names with their places, and some empty rows to add to them."""
    listed = [*names, *([Text("", "")] * (0 if form else EMPTY_ROWS))]
    return [
        {
            "at": at,
            "order": form.line(f"order_{at}") if form else (at + 1 if name else ""),
            "bg": name.bg,
            "en": name.en,
        }
        for at, name in enumerate(listed[:MOST_ROWS])
    ]


ROUTES = [
    address("/projects/{code}/expenses/{id:int}/papers", "expense_papers", papers, changes=True),
    address("/organisations/papers", "paper_lists", paper_lists, changes=True),
]
