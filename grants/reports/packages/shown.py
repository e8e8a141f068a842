"""A package in a reader's words: its facts, its rows, what is left out of it and why, what was found, its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from grants.access import Permission
from grants.budget.kinds import COST_FORMS
from grants.checks.finding import Finding
from grants.checks.rules import gravest_first, told_together
from grants.errors import Objection
from grants.expenses.masking import MASKED_WORDS
from grants.expenses.rules import DOCUMENT_KINDS, EXPENSE_STATES, ExpenseState
from grants.expenses.wording import STATE_TONES
from grants.funders.format import Format
from grants.funders.ground import Entry
from grants.funders.registry import FORMATS
from grants.projects.queries import Seen
from grants.reports.editions import format_called
from grants.reports.objected import objection_shown
from grants.reports.packages.contents import Contents
from grants.reports.packages.freezing.actions import Judged
from grants.reports.packages.outside import Decided
from grants.reports.packages.parts.queries import PartSeen
from grants.reports.packages.queries import PackageSeen, written_in
from grants.reports.packages.request.rules import asks_for_request
from grants.reports.packages.rules import REASONS, Difference, Reason, reasons_left_out
from grants.reports.queries import ReportSeen
from grants.reports.rules_package import PACKAGE_KINDS, PACKAGE_STATES, PART_STATES, PackageState, PartState
from grants.storage.database import Row
from grants.values.language import LANGUAGES, N_, Text
from grants.values.money import Money
from grants.values.wording import DASH, Wording, wording
from grants.web.pages import Visit

Shown = dict[str, Any]
TONES: Final[Mapping[str, str]] = {
    PackageState.DRAFT: "",
    PackageState.READY: "active",
    PackageState.SENT: "active",
    PackageState.IN_REVIEW: "active",
    PackageState.ACCEPTED: "good",
    PackageState.REFUSED: "bad",
    PackageState.RETURNED: "wait",
}
PART_TONES: Final[Mapping[str, str]] = {PartState.AWAITED: "", PartState.HANDED_IN: "good", PartState.RETURNED: "wait"}
MOST_FINDINGS: Final = 100
NOT_COMPARED: Final = N_(
    "The layout of this format has not been compared with the funder's own file. Check it before you send it."
)
CLAIMED_AGAIN: Final = N_("claimed again, in no package yet")


def address_of(visit: Visit, package_id: int, tail: str = "", **query: object) -> str:
    """The address of a package, or of something below it."""
    asked = f"?{urlencode(query)}" if query else ""
    return f"/projects/{visit.project.code}/reports/packages/{package_id}{tail}{asked}"


def format_name(package: PackageSeen, words: Wording) -> str:
    """What the format of a package is called, with its edition where there are several."""
    found = written_in(package)
    return format_called(package.format, found.edition if found else package.edition, words)


def listed(visit: Visit, found: Iterable[PackageSeen], decided: Mapping[str, Sequence[Decided]]) -> list[Shown]:
    """The packages of a project as a list shows them, with what was claimed and what of it was accepted."""
    return [_listed(visit, one, decided.get(one.number, ())) for one in found]


def _listed(visit: Visit, package: PackageSeen, decided: Sequence[Decided]) -> Shown:
    words = visit.words
    claimed = _claimed(package.figures) if package.figures else [one.claimed for one in decided]
    known = [one for one in decided if one.undecided_rows < one.rows]
    return {
        "url": address_of(visit, package.id),
        "number": package.number,
        "kind": words.say(PACKAGE_KINDS[package.kind]),
        "period": words.period(package.first, package.last),
        "format": format_name(package, words),
        "state": words.say(PACKAGE_STATES[package.state]),
        "tone": TONES[package.state],
        "day": _day_of(package, words),
        "claimed": [words.amount(one) for one in claimed],
        "approved": [words.amount(one.approved) for one in known],
    }


def _claimed(figures: Mapping[str, Any]) -> list[Money]:
    """What a package claims: what its files say, where their form works that out itself."""
    claimed = [figures["in_files"]] if figures.get("in_files") else figures.get("claimed", ())
    return [Money.of(one["amount"], one["currency"]) for one in claimed]


def _day_of(package: PackageSeen, words: Wording) -> str:
    if package.decided_on:
        return words.day(package.decided_on)
    return words.say(N_("sent on {day}"), day=package.sent_on) if package.sent_on else ""


def head(visit: Visit, package: PackageSeen) -> Shown:
    """What stands on top of each page of a package."""
    words = visit.words
    return {
        "number": package.number,
        "state": words.say(PACKAGE_STATES[package.state]),
        "state_key": package.state.value,
        "tone": TONES[package.state],
        "kind": words.say(PACKAGE_KINDS[package.kind]),
        "period": words.period(package.first, package.last),
        "format": format_name(package, words),
        "edition": package.edition if package.frozen else "",
        "file_language": words.say(N_("files in English") if package.language == "en" else N_("files in Bulgarian")),
        "version": package.version,
        "url": address_of(visit, package.id),
        "list_url": f"/projects/{visit.project.code}/reports",
        "may_prepare": visit.may(Permission.PREPARE_REPORT),
        "elsewhere": package.elsewhere,
    }


def views(visit: Visit, package: PackageSeen, shown: str, counts: Mapping[str, int]) -> list[Shown]:
    """The parts of a package's page, each with how much is there."""
    named = [("", N_("What is to be done") if package.state is PackageState.DRAFT else N_("How it stands"))]
    if package.takes:
        named += [("rows", N_("Expenses")), ("out", N_("Outside it"))]
    named += [("request", N_("Payment request"))] if asks_for_request(package.format, package.kind) else []
    named += [("words", N_("Texts")), ("sheets", N_("Sheets"))]
    if package.state is not PackageState.DRAFT or package.rows_stay:
        named = [(name, label) for name, label in named if name != "out"]
    return [
        {
            "label": visit.words.say(label),
            "count": visit.words.number(counts[name]) if counts.get(name) else "",
            "url": address_of(visit, package.id, f"/{name}")
            if name in {"words", "request"}
            else address_of(visit, package.id, **({"show": name} if name else {})),
            "current": name == shown,
        }
        for name, label in named
    ]


def totals(contents: Contents, words: Wording) -> list[tuple[str, str]]:
    """How many expenses, what is claimed and what of it is asked from the funder."""
    claimed, asked, late = contents.claimed, contents.grant, contents.late
    told = [(words.say(N_("Expenses")), words.number(contents.count))]
    told += [(words.say(N_("Claimed")), words.list([words.amount(one) for one in claimed]))] if claimed else []
    if asked != claimed:
        told.append((words.say(N_("Of it from the grant")), words.list([words.amount(one) for one in asked])))
    return told + ([(words.say(N_("Of earlier periods")), words.number(late))] if late else [])


# --- findings -------------------------------------------------------------------------------------------------------


class Reader(Protocol):
    """In whose words and of which project something is shown."""

    @property
    def words(self) -> Wording: ...
    @property
    def project(self) -> Seen: ...


@dataclass(frozen=True, slots=True)
class Read:
    """The words of a language about a project, for what is kept to be shown later."""

    words: Wording
    project: Seen


def found_told(project: Seen, found: Judged) -> Shown:
    """What was found in a draft as it is kept to be shown later: in both languages, with the other projects it names."""
    told: Shown = {"refused": bool(found.objections), "set_aside": len(found.ground.set_aside)}
    for language in LANGUAGES:
        read = Read(wording(language), project)
        told[language] = {
            "errors": objected(read, found.objections),
            "warned": objected(read, found.warned, "warning"),
            "noted": noted(read, found.noted),
        }
    return {**told, "projects": sorted({code for one in found.noted for code in _others(one)})}


def _others(found: Finding) -> list[str]:
    """The codes of the other projects that a finding names."""
    named = [_named(one.facts) for one in (found, *found.rows)]
    return sorted({code for codes in named for code in codes})


def _named(facts: Mapping[str, Any]) -> list[str]:
    return [*facts.get("projects", ()), *([facts["project"]] if "project" in facts else [])]


def objected(
    visit: Reader, found: Sequence[Objection], level: str = "error", *, most: int | None = MOST_FINDINGS
) -> list[Shown]:
    """Errors, or what is only warned of, each with the way to what it is about; at most so many one by one."""
    told = [_objection(visit, one, level) for one in found[:most]]
    if most is not None and len(found) > most:
        more = visit.words.say(N_("and {count} more"), count=len(found) - most)
        told.append({"level": level, "sentence": more, "row": "", "url": ""})
    return told


def _objection(visit: Reader, one: Objection, level: str) -> Shown:
    words, base = visit.words, f"/projects/{visit.project.code}"
    expense, document = one.facts.get("expense_id"), one.facts.get("document_id")
    label, url = "", ""
    if one.facts.get("request_of"):
        label, url = N_("Open the payment request"), f"{base}/reports/packages/{one.facts['request_of']}/request"
    elif one.facts.get("words_of"):
        label, url = N_("Write it"), f"{base}/reports/packages/{one.facts['words_of']}/words"
    elif one.facts.get("ids"):
        label, url = N_("Ids at the funder"), f"{base}/reports/funder-ids"
    elif one.facts.get("template_id") is not None:
        label, url = N_("Open the workbook"), f"{base}/reports/templates/{one.facts['template_id']}"
    elif one.facts.get("at") == "budget":
        label, url = N_("Open the budget"), f"{base}/budget"
    elif document is not None:
        label, url = N_("Open the document"), f"{base}/documents/{document}"
    elif expense is not None:
        label, url = N_("Open the expense"), f"{base}/expenses/{expense}"
    elif (package := one.facts.get("package_id")) is not None:
        label, url = N_("Open that package"), f"{base}/reports/packages/{package}"
    elif tab := one.facts.get("tab"):
        label, url = N_("Look at it"), f"{base}/{tab}"
    return objection_shown(one, words, level) | {"row": words.say(label) if label else "", "url": url}


def noted(visit: Reader, found: Sequence[Finding]) -> list[Shown]:
    """What the checks note about the expenses and their documents, the gravest first, one kind of thing together."""
    return [_finding(visit, one) for one in told_together(gravest_first(found))]


def _finding(visit: Reader, one: Finding) -> Shown:
    words = visit.words
    return {
        "level": one.level,
        "sentence": words.say(one.sentence, **one.facts),
        "row": "" if one.rows else one.number,
        "url": _way(visit, one),
        "rows": [{"row": row.number, "url": _way(visit, row)} for row in one.rows[:MOST_FINDINGS]],
        "projects": _others(one),
        "more": "",
    }


def _way(visit: Reader, one: Finding) -> str:
    if one.row_id is None or one.kind not in {"expense", "document"}:
        return ""
    return f"/projects/{visit.project.code}/{one.kind}s/{one.row_id}"


def warned(sentence: str, url: str = "", label: str = "") -> Shown:
    """Something that keeps nothing from being frozen."""
    return {"level": "warning", "sentence": sentence, "row": label, "url": url}


# --- rows -----------------------------------------------------------------------------------------------------------


def rows_shown(
    visit: Visit,
    parties: Mapping[int, Text],
    entries: Sequence[Entry],
    now: Mapping[int, Row],
    before: frozenset[object] | None,
) -> list[Shown]:
    """Expenses of a package; `now` how they stand in the ledger, `before` those of the last version, where there was one."""
    return [_row(visit, entry, parties, now.get(entry.id), before) for entry in entries]


def _row(
    visit: Visit, entry: Entry, parties: Mapping[int, Text], now: Row | None, before: frozenset[object] | None
) -> Shown:
    words, state = visit.words, now["state"] if now else ""
    hidden = entry.sensitive and not visit.may(Permission.SEE_SENSITIVE)
    kind = words.say(DOCUMENT_KINDS[entry.kind] if entry.kind in DOCUMENT_KINDS else COST_FORMS[entry.form])
    lost = Money(now["cut_cents"], now["currency"]) if now and now["cut_cents"] else None
    return {
        "id": entry.id,
        "number": entry.number,
        "url": f"/projects/{visit.project.code}/expenses/{entry.id}",
        "day": words.day(entry.day) if entry.day else DASH,
        "document": kind if hidden else " ".join(part for part in (kind, entry.paper_number) if part),
        "supplier": words.say(MASKED_WORDS) if hidden else entry.supplier or entry.description.in_(words.language),
        "partner": parties.get(entry.partner_id or 0, Text()),
        "line": entry.line or DASH,
        "late": entry.late,
        "new": before is not None and entry.id not in before,
        "locked": state in {"approved", "cut", "parked"} and entry.state != "reported",
        "state": words.say(EXPENSE_STATES[state]) if state and state != "verified" else "",
        "tone": STATE_TONES[ExpenseState(state)] if state else "",
        "again": _again_said(now["again"], words) if now else "",
        "parked_in": entry.parked_in,
        "may_leave_aside": bool(entry.parked_in) and entry.state == ExpenseState.VERIFIED,
        "amount": words.amount(entry.amount),
        "lost": words.amount(lost) if lost else "",
    }


def _again_said(package: str | None, words: Wording) -> str:
    """Of what was set aside and is claimed again: in which package; None of what is not."""
    if package is None:
        return ""
    return words.say(N_("claimed again in package {number}"), number=package) if package else words.say(CLAIMED_AGAIN)


def outside_shown(visit: Visit, package: PackageSeen, found: Iterable[Row]) -> list[Shown]:
    """What is left out of a package, each with its reasons."""
    return [_outside(visit, package, row) for row in found]


def _outside(visit: Visit, package: PackageSeen, row: Row) -> Shown:
    words = visit.words
    hidden = row["sensitive"] and not visit.may(Permission.SEE_SENSITIVE)
    kind = words.say(DOCUMENT_KINDS[row["kind"]] if row["kind"] else COST_FORMS[row["form"]])
    about = Text(row["description_bg"], row["description_en"]).in_(words.language)
    why = reasons_left_out(
        row["state"],
        row["package"],
        row["day"],
        has_line=row["has_line"],
        by_hand=row["by_hand"],
        number=package.number,
        last=package.last,
    )
    return {
        "id": row["id"],
        "number": row["number"],
        "url": f"/projects/{visit.project.code}/expenses/{row['id']}",
        "day": words.day(row["day"]) if row["day"] else DASH,
        "document": kind if hidden else " ".join(part for part in (kind, row["paper_number"]) if part),
        "supplier": words.say(MASKED_WORDS) if hidden else row["supplier"] or about,
        "partner": Text(row["partner_bg"] or "", row["partner_en"] or ""),
        "reasons": [words.say(REASONS[one], number=row["package"]) for one in why],
        "why": row["why"],
        "by_hand": Reason.BY_HAND in why,
        "may_take": Reason.PARKED in why and package.takes,
        "amount": words.amount(Money(row["amount_cents"], row["currency"])),
    }


# --- parts, versions, files -----------------------------------------------------------------------------------------


def parts_shown(visit: Visit, found: Iterable[PartSeen]) -> list[Shown]:
    """The partners' parts: how far they are and what is in them."""
    return [part_shown(visit, one) for one in found]


def part_shown(visit: Visit, part: PartSeen) -> Shown:
    """One partner's part."""
    words = visit.words
    ledger = f"/projects/{visit.project.code}/expenses?partner={part.partner_id}"
    return {
        "package": part.package,
        "package_state": words.say(PACKAGE_STATES[part.package_state]),
        "period": words.period(part.first, part.last),
        "partner": part.partner,
        "url": f"/projects/{visit.project.code}/parts/{part.package_id}/{part.partner_id}",
        "state": words.say(PART_STATES[part.state]),
        "state_key": part.state.value,
        "tone": PART_TONES[part.state],
        "when": words.moment(part.changed_at, visit.zone) if part.changed_at else "",
        "by": part.changed_by,
        "note": part.note,
        "said": part.said,
        "counts": [
            (words.say(N_("Verified expenses")), words.number(part.verified), ledger),
            (words.say(N_("Submitted, not verified")), words.number(part.submitted), f"{ledger}&state=submitted"),
            (words.say(N_("Drafts and returned")), words.number(part.drafts), f"{ledger}&state=draft"),
        ],
        "verified": words.number(part.verified),
        "submitted": words.number(part.submitted),
        "drafts": words.number(part.drafts),
        "sum": [words.amount(one) for one in part.sums.values()],
        "version": part.version,
    }


def difference_shown(found: Difference, of: int, words: Wording) -> Shown:
    """What differs from the last version: the rows of `of` that are told."""
    told = len(found.added) + len(found.removed) + len(found.changed)
    return {
        "more": words.say(N_("and {count} more"), count=of - told) if of > told else "",
        "rows": [
            *(
                {"what": words.say(N_("added")), "number": row.number, "before": "", "after": words.amount(row.amount)}
                for row in found.added
            ),
            *(
                {
                    "what": words.say(N_("taken out")),
                    "number": row.number,
                    "before": words.amount(row.amount),
                    "after": "",
                }
                for row in found.removed
            ),
            *(
                {
                    "what": words.say(N_("changed")),
                    "number": now.number,
                    "before": words.amount(was.amount),
                    "after": words.amount(now.amount),
                }
                for was, now in found.changed
            ),
        ],
        "before": [words.amount(one) for one in found.before.values()],
        "after": [words.amount(one) for one in found.after.values()],
    }


def decided_shown(found: Sequence[Decided], words: Wording) -> list[Shown]:
    """What the funder decided, in each currency."""
    return [
        {
            "claimed": words.amount(one.claimed),
            "approved": words.figure(one.approved) if one.approved else DASH,
            "cut": words.figure(one.cut) if one.cut else DASH,
            "parked": words.figure(one.parked) if one.parked else DASH,
            "undecided": words.figure(one.undecided) if one.undecided else DASH,
        }
        for one in found
    ]


def files_shown(visit: Visit, found: Iterable[ReportSeen], package: PackageSeen) -> list[Shown]:
    """The files of a package as they were written; those of an earlier freezing say so."""
    words = visit.words
    return [
        {
            "format": format_called(report.format, "", words),
            "edition": report.edition,
            "language": words.say(N_("English")) if report.language == "en" else words.say(N_("Bulgarian")),
            "at": words.moment(report.prepared_at, visit.zone),
            "by": report.prepared_by,
            "earlier": package.ready_at is None or report.prepared_at < package.ready_at,
            "files": [
                {
                    "url": f"/projects/{visit.project.code}/reports/files/{file.id}",
                    "name": file.name,
                    "size": words.size(file.size),
                    "sha256": file.sha256,
                    "here": file.here,
                }
                for file in report.files
            ],
        }
        for report in found
    ]


def cautions(visit: Visit, found: Iterable[ReportSeen]) -> list[tuple[str, str]]:
    """What has to be known before files are used, by the name of their format, each once."""
    written = dict.fromkeys((report.format, report.edition) for report in found)
    known = [one for one in FORMATS if (one.code, one.edition) in written]
    told = [(one.name.in_(visit.language), _caution(visit, one)) for one in known]
    return [(name, said) for name, said in told if said]


def _caution(visit: Visit, chosen: Format) -> str:
    return chosen.notice.in_(visit.language) or ("" if chosen.layout_verified else visit.words.say(NOT_COMPARED))
