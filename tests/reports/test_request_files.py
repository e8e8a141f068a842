"""What is attached to a payment request in ИСУН: the files in the order of upload, each described, and the documents it asks for."""

import html
import re

import pytest

from grants.attached.models import Attachment
from grants.audit.models import Entry
from grants.errors import NotAllowed, Objected, WrongState
from grants.funders.registry import format_named
from grants.reports.models import Package
from grants.reports.packages.freezing.actions import judged
from grants.reports.packages.outcome.actions import Outcome, decide_on_package, send_package
from grants.reports.packages.request.attaching.actions import add_file, ask_for_papers, remove_file, tell_of_files
from grants.reports.packages.request.attaching.queries import files_of
from grants.reports.packages.request.attaching.rules import (
    FileTold,
    RequestFile,
    files_objections,
    files_warnings,
    missing_papers,
    papers_objections,
    papers_read,
    told_objections,
)
from grants.reports.rules_package import PackageState, RequestKind
from grants.values.files import KeptFile
from tests.cast import TODAY
from tests.reports.quarter import SENDING, now, ready
from tests.reports.test_package_pages import hidden, opened
from tests.reports.test_payment_request import spend_in

pytestmark = pytest.mark.anyio
FORMAT = format_named("isun-docs")
PDF = b"%PDF-1.4 \xd0\xb8\xd0\xb4"
EMPTY = "Полето „Описание” от секция „Прикачени документи” трябва да е попълнено."
LONG = "Полето „Описание” от секция „Прикачени документи” не може да съдържа повече от 200 символа."
ASKED = ("Финансова идентификация", "Справка за ДДС")


# --- the rules ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("description", "theirs"),
    [("Сметка", []), ("ф" * 200, []), ("ф" * 201, [LONG]), ("", [EMPTY])],
)
def test_each_file_needs_a_description_that_fits(description, theirs):
    found = list(told_objections(FORMAT, FileTold(description)))
    assert [one.theirs.bg for one in found] == theirs
    assert {one.place for one in found} <= {"description"}


def file(id_, paper="", description="Описание", size=10):
    return RequestFile(id_, f"файл {id_}.pdf", size, FileTold(description, paper))


@pytest.mark.parametrize(
    ("papers", "missing"),
    [
        ((), ASKED),
        (("Справка за ДДС",), ASKED[:1]),
        (("ФИНАНСОВА  идентификация", "Справка за ДДС", "Справка за ДДС"), ()),
        (("Справка",), ASKED),
    ],
)
def test_it_tells_which_of_the_documents_asked_for_are_missing(papers, missing):
    files = [file(at, paper) for at, paper in enumerate(papers)]
    assert missing_papers(ASKED, files) == missing
    warned = list(files_warnings(FORMAT, files, ASKED))
    assert [one.theirs.bg for one in warned] == [
        f"Документът „{name}” трябва да бъде прикачен в секция „Прикачени документи”." for name in missing
    ]


def test_what_came_from_elsewhere_without_a_description_is_refused_and_what_is_too_large_is_warned_of():
    files = [file(1), file(2, description=""), file(3, size=20 * 1024 * 1024 + 1)]
    assert [(one.facts["name"], one.theirs.bg) for one in files_objections(FORMAT, files)] == [("файл 2.pdf", EMPTY)]
    assert [one.facts["name"] for one in files_warnings(FORMAT, files, ())] == ["файл 3.pdf"]


@pytest.mark.parametrize(
    ("typed", "names", "wrong"),
    [
        ("", (), 0),
        (" Справка  за ДДС \r\n\n Гаранция ", ("Справка за ДДС", "Гаранция"), 0),
        ("Гаранция\nгаранция", ("Гаранция", "гаранция"), 1),
        ("ф" * 401, ("ф" * 401,), 1),
        ("\n".join(f"Документ {at}" for at in range(61)), None, 1),
    ],
)
def test_it_reads_the_list_of_documents(typed, names, wrong):
    read = papers_read(typed)
    assert names is None or read == names
    assert len(list(papers_objections(read))) == wrong


@pytest.fixture
async def spent(small_world):
    return await spend_in(small_world)


# --- the page ----------------------------------------------------------------------------------------------------------


def shown(page: str) -> list[tuple[str, ...]]:
    """The files as the page lists them: number, name, description."""
    table = html.unescape(page[page.index("of-request") :])
    table = table[: table.index("</table>")]
    rows = re.findall(r"<tr><td[^>]*>(\d+)</td>\s*<th[^>]*>(?:<a[^>]*>)?([^<]+)(.*?)</tr>", table, re.DOTALL)
    told = [
        re.search(r'name="description-\d+"[^>]*>([^<]*)</textarea>|class="taken">([^<]*)<', rest) for *_, rest in rows
    ]
    return [
        (at, name, next(filter(None, one.groups()), "") if one else "")
        for (at, name, _), one in zip(rows, told, strict=True)
    ]


async def attach(browser, here, name="сметка.pdf", content=PDF, **told):
    data = {"description": "Сметката на водещата организация", **told}
    sent = {"attached": (name, content, "application/pdf")}
    return await browser.client.post(f"{here}/request/files?lang=bg", data=data, files=sent)


async def test_files_are_attached_described_and_listed_in_the_order_of_upload(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="isun-docs")
    page = await browser.get(f"{here}/request?lang=bg")
    listed = {**hidden(page, 'name="papers"'), "papers": "\n".join(ASKED)}
    assert (await browser.post(f"{here}/request/papers", data=listed)).status_code == 303
    page = html.unescape(await browser.get(f"{here}/request?lang=bg"))
    assert "още неприкачени: Финансова идентификация; Справка за ДДС." in page
    assert (await attach(browser, here, paper=ASKED[0])).status_code == 303
    assert (await attach(browser, here, "декларация.pdf", description="Декларация, подписана")).status_code == 303
    page = await browser.get(f"{here}/request?lang=bg")
    assert shown(page) == [
        ("1", "сметка.pdf", "Сметката на водещата организация"),
        ("2", "декларация.pdf", "Декларация, подписана"),
    ]
    assert "още неприкачени: Справка за ДДС." in html.unescape(page)
    assert "още не е прикачен документът „Справка за ДДС“" in html.unescape(await browser.get(f"{here}?lang=bg"))
    second = (await Attachment.get(name="декларация.pdf")).id
    told = {
        **hidden(page, f'name="description-{second}"'),
        f"description-{second}": "Справка",
        f"paper-{second}": ASKED[1],
    }
    assert (await browser.post(f"{here}/request/files", data=told)).status_code == 303
    page = await browser.get(f"{here}/request?lang=bg")
    assert "още неприкачени" not in html.unescape(page)
    assert [entry.after for entry in await Entry.filter(deed="file.changed")] == [
        {"description": "Справка", "paper": ASKED[1]}
    ]
    for again, address in ((told, "files"), (listed, "papers")):  # nothing differs: nothing is kept, and it is said so
        answer = await browser.post(f"{here}/request/{address}", data={**again, "form_key": f"пак {address}"})
        assert answer.status_code == 303
    assert await Entry.filter(deed__in=["file.changed", "request_papers.kept"]).count() == 2
    assert (await browser.client.get(f"{here}/request/files/{second}")).content == PDF
    asks = await browser.get(f"{here}/request/files/{second}/remove?lang=bg")
    assert "декларация.pdf" in asks
    removed = await browser.post(f"{here}/request/files/{second}/remove", data=hidden(asks, 'class="button danger"'))
    assert removed.status_code == 303
    assert len(shown(await browser.get(f"{here}/request?lang=bg"))) == 1
    history = html.unescape(await browser.get(f"/projects/{spent.project.code}/history?lang=bg"))
    assert "Иван Петров добави: Файл сметка.pdf – 1.1" in " ".join(re.sub(r"<[^>]+>", " ", history).split())


@pytest.mark.parametrize(
    ("told", "status", "sentence", "place"),
    [
        ({"description": " "}, 422, "Напишете какво е файлът", "description"),
        ({"description": "ф" * 201}, 422, "Описанието е от 201 знака", "description"),
        ({"name": ""}, 422, "Първо изберете файл", "attached"),
        ({"name": "запис.exe"}, 415, "", "attached"),
        ({"content": b""}, 422, "", "attached"),
    ],
)
async def test_bad_input_gets_its_sentence_beside_the_place_and_loses_nothing(
    spent, browser, told, status, sentence, place
):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="isun-docs")
    answer = await attach(browser, here, **told)
    assert answer.status_code == status
    page = html.unescape(answer.text)
    assert sentence in page
    assert f'href="#field-{place}"' in page
    assert f'id="field-{place}-error"' in page
    typed = told.get("description", "Сметката на водещата организация")
    assert re.search(rf'id="field-description"[^>]*>{typed}</textarea>', page)
    assert not await Attachment.all().count()


async def test_a_bad_description_or_list_is_refused_beside_its_place(spent, browser, app):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="isun-docs")
    await attach(browser, here)
    one = (await Attachment.get()).id
    answer = await browser.client.post(
        f"{here}/request/files?lang=bg", data={"do": "tell", f"description-{one}": "ф" * 201, f"paper-{one}": ""}
    )
    assert answer.status_code == 422
    assert f'id="field-description-{one}-error"' in answer.text
    assert "ф" * 201 in answer.text
    assert LONG in html.unescape(answer.text)
    answer = await browser.client.post(f"{here}/request/papers?lang=bg", data={"papers": "Гаранция\nГАРАНЦИЯ"})
    assert answer.status_code == 422
    assert "стои в списъка два пъти" in html.unescape(answer.text)
    assert "Гаранция\nГАРАНЦИЯ</textarea>" in html.unescape(answer.text)
    gone = await browser.client.post(f"{here}/request/files", data={"do": "tell", "description-999999": "няма го"})
    assert gone.status_code == 404


async def test_a_frozen_package_keeps_its_files_and_the_next_version_has_them_too(spent, browser, app):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="isun-docs")
    id_ = int(here.rsplit("/", 1)[1])
    await attach(browser, here)
    one = (await Attachment.get()).id
    await ready(spent, id_, app.state.files)
    page = await browser.get(f"{here}/request?lang=bg")
    assert shown(page) == [("1", "сметка.pdf", "Сметката на водещата организация")]
    assert 'name="attached"' not in page
    kept = KeptFile("още.pdf", "application/pdf", 3, "ab" * 32)
    for asked in (
        add_file(spent.ivan, spent.project, id_, [kept], FileTold("Още")),
        tell_of_files(spent.ivan, spent.project, id_, {one: FileTold("Друго")}),
        remove_file(spent.ivan, spent.project, id_, one),
    ):
        with pytest.raises(WrongState):
            await asked
    assert (await browser.client.post(f"{here}/request/files/{one}/remove")).status_code == 409
    sent = await now(spent, id_)
    await send_package(spent.ivan, spent.project, id_, sent.version, SENDING, TODAY)
    sent = await now(spent, id_)
    outcome = Outcome(PackageState.RETURNED, SENDING.sent_on, "Писмо 7", "Допълнете описанията.")
    renewed = await decide_on_package(spent.ivan, spent.project, id_, sent.version, outcome, TODAY)
    (again,) = await files_of(spent.project, await now(spent, renewed))
    assert (again.name, again.told) == ("сметка.pdf", FileTold("Сметката на водещата организация"))
    await tell_of_files(spent.ivan, spent.project, renewed, {again.id: FileTold("Сметката, заверена")})
    (before,) = await files_of(spent.project, await now(spent, id_))
    assert before.told.description == "Сметката на водещата организация"


async def test_a_file_without_a_description_keeps_the_package_from_being_ready(spent, browser, app):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="isun-docs")
    id_ = int(here.rsplit("/", 1)[1])
    await attach(browser, here)
    await Attachment.all().update(description="")  # as a file from elsewhere may bring it
    await ask_for_papers(spent.ivan, spent.project, RequestKind.INTERIM, ("Справка за ДДС",))
    with pytest.raises(Objected) as refused:
        await ready(spent, id_, app.state.files)
    assert EMPTY in [one.theirs.bg for one in refused.value.objections]
    found = await judged(spent.ivan, spent.project, await now(spent, id_), TODAY, app.state.files)
    assert "Справка за ДДС" in [one.facts.get("paper") for one in found.warned]


async def test_only_who_prepares_reports_attaches_and_a_package_without_a_request_takes_nothing(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="isun-docs")
    id_ = int(here.rsplit("/", 1)[1])
    kept = KeptFile("още.pdf", "application/pdf", 3, "ab" * 32)
    with pytest.raises(NotAllowed):
        await add_file(spent.angel, spent.project, id_, [kept], FileTold("Още"))
    with pytest.raises(NotAllowed):
        await ask_for_papers(spent.angel, spent.project, RequestKind.INTERIM, ("Гаранция",))
    await Package.filter(id=id_).update(format="expenses-period")
    with pytest.raises(WrongState):
        await add_file(spent.ivan, spent.project, id_, [kept], FileTold("Още"))
    assert "of-request" not in await browser.get(f"{here}/request")
