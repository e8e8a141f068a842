"""A dossier opened: every file has the sum that is told of it, every link leads somewhere, and nothing shows too much („одитно досие“)."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import date, timedelta
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.access import OPERATOR, Identity, Permission, Role, Seat
from grants.attached.actions import add_files
from grants.attached.models import Attachment
from grants.audit.models import Entry
from grants.correspondence.models import Matter, Spoken
from grants.demo.running import running_project, scanned_files
from grants.demo.running_amendments import amended, ask_again
from grants.demo.running_contract import live_contract
from grants.demo.running_folders import fill_folders
from grants.entries.kinds import BY_NAME
from grants.entries.queries import row_named
from grants.errors import NotAllowed, NotFound, Objected
from grants.exchange.actions import import_file
from grants.expenses.life.actions import submit_expenses, verify_expenses
from grants.expenses.models import Document, Expense, File
from grants.projects.queries import project_seen
from grants.reports.dossier.actions import make_dossier
from grants.reports.dossier.index import Chapter, Dossier, Piece, laid
from grants.reports.dossier.index import Entry as IndexEntry
from grants.reports.dossier.private import HIDDEN
from grants.reports.dossier.queries import dossier_seen, dossiers_of
from grants.reports.dossier.scope import Of, Scope
from grants.reports.models import Report
from grants.reports.queries import prepared_reports
from grants.storage.files import FileStore
from grants.values.files import KeptFile
from grants.values.wording import wording
from tests.cast import NOON, TODAY, row
from tests.properties import pure
from tests.reports.packages import sent_package

pytestmark = pytest.mark.anyio
ZONE = ZoneInfo("Europe/Sofia")
WHOLE = Scope(Of.PROJECT)
SECRET, PERSON = "тайнаведомост", "Неизвестна Заплатова"


class Index(HTMLParser):
    """The little an index needs to be read: its links, its words, the numbers of its expenses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.tags.add(tag)
        self.anchors |= {told["id"]} if "id" in told else set()
        self.links += [told["href"]] if "href" in told else []
        assert not {"src", "onclick", "onload", "action"} & told.keys()

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).replace("\xa0", " ").replace("\u202f", " ").split())


def opened(content: bytes) -> tuple[dict[str, bytes], Index]:
    """The members of a dossier, each held against SHA256SUMS, and its index, whose every link leads to one of them."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        members = {one.filename: archive.read(one) for one in archive.infolist()}
        assert len(members) == len(archive.infolist())
    told = {line[66:]: line[:64] for line in members["SHA256SUMS"].decode().splitlines()}
    assert told == {name: hashlib.sha256(file).hexdigest() for name, file in members.items() if name != "SHA256SUMS"}
    index = Index(members["index.html"].decode())
    for link in index.links:
        assert (link[1:] in index.anchors) if link.startswith("#") else (unquote(link) in members), link
    assert {unquote(link) for link in index.links if not link.startswith("#")} == members.keys() - {
        "index.html",
        "index.xlsx",
        "SHA256SUMS",
    }
    assert "script" not in index.tags
    return members, index


async def made(by: Identity, project, store: FileStore, scope: Scope = WHOLE, language="bg") -> bytes:
    done = await make_dossier(by, project, scope, language, store, now=NOON, zone=ZONE)
    path = store.path_of(done.kept.sha256)
    assert path is not None
    return path.read_bytes()


async def scanned(store: FileStore, document_id: int, name: str, content: bytes, *, here: bool = True) -> None:
    kept = await store.keep(content, 10**6)
    await File.create(document_id=document_id, name=name, size=kept.size, sha256=kept.sha256, here=here)


@pytest.fixture
def store(settings) -> FileStore:
    return FileStore(settings.files)


@pytest.fixture
async def spent(small_world, store):
    """An invoice with its scan, verified; a payroll about people; a flat rate on no document."""
    project = small_world.project
    await row(project, "line", "1", title_bg="Услуги", title_en="Services", amount="1000", currency="EUR")
    invoice = {"kind": "invoice", "paper_number": "0000001234", "issued": "2026-08-01", "paid": "2026-08-02"}
    invoice |= {"supplier_name": "„Дунав“ <ООД>", "net": "200.20", "currency": "EUR", "original": "Класьор 7"}
    one = await row(project, "document", "1", **invoice, description_bg="Зала, лице 7501020018")
    await row(project, "expense", "1", document="1", line="1", amount="200.20", currency="EUR")
    await row(
        project,
        "payout",
        "1",
        document="1",
        paid="2026-08-02",
        amount="200.20",
        currency="EUR",
        order_number="ПН-9",
        statement="Извлечение 8",
    )
    payroll = {"kind": "payroll", "paper_number": SECRET, "issued": "2026-08-31", "paid": "2026-09-01"}
    two = await row(
        project, "document", "2", **payroll, supplier_name=PERSON, net="500", currency="EUR", sensitive="yes"
    )
    await row(project, "expense", "2", document="2", line="1", amount="500", currency="EUR", description_bg=PERSON)
    await row(project, "expense", "3", form="flat_rate", line="1", amount="80", currency="EUR", claimed="2026-09-30")
    await scanned(store, one, "скан 0000001234.pdf", b"%PDF-1.4 invoice")
    await scanned(store, two, f"{PERSON}.pdf", b"%PDF-1.4 payroll")
    return small_world


async def test_it_holds_the_papers_of_every_expense_and_says_who_did_what(spent, store):
    expense = await Expense.get(project_id=spent.project.id, number="1")
    await submit_expenses(spent.maria, spent.project, {expense.id: expense.version})
    await verify_expenses(spent.ivan, spent.project, {expense.id: expense.version + 1}, on=TODAY)
    members, index = opened(await made(spent.angel, spent.project, store))
    assert members["03 Разходи/0001 фактура 0000001234 „Дунав“ (ООД)/скан 0000001234.pdf"] == b"%PDF-1.4 invoice"
    assert f"03 Разходи/0002 ведомост {SECRET} {PERSON}/{PERSON}.pdf" in members
    for said in (
        "0000001234",
        "„Дунав“ <ООД>",
        "ПН-9",
        "Извлечение 8",
        "Класьор 7",
        "200,20 €",
        "проверил: Иван Петров",
        "Заявена сума 200,20 €",
    ):
        assert said in index.text, said
    assert "7501020018" not in str(members["index.html"].decode())
    assert HIDDEN in index.text
    entry = await Entry.filter(deed="dossier.made").get()
    assert entry.person_name == spent.angel.name
    assert entry.after["rows"] == 2


async def test_it_lists_the_bank_statements_with_what_they_prove(spent, store):
    _members, index = opened(await made(spent.angel, spent.project, store))
    payments = index.text[index.text.rindex("06 Плащания") :]
    assert "Банково извлечение · Извлечение 8 ПН-9 · 2.08.2026 г. 200,20 € · фактура 0000001234" in payments


async def test_it_says_it_in_english_too(spent, store):
    members, index = opened(await made(spent.angel, spent.project, store, language="en"))
    assert "03 Expenses/0001 invoice 0000001234 „Дунав“ (ООД)/скан 0000001234.pdf" in members
    assert "Audit dossier" in index.text
    assert "€200.20" in index.text


async def test_it_gives_the_same_bytes_for_the_same_project(spent, store):
    assert await made(spent.angel, spent.project, store) == await made(spent.angel, spent.project, store)


async def test_it_shows_nothing_of_payrolls_to_who_may_not_see_them(spent, store):
    lent = frozenset(Permission) - {Permission.SEE_SENSITIVE}
    guest = Identity(
        "Гост Одиторов",
        spent.angel.person_id,
        seats=(Seat(Role.FIELD_WORKER, spent.project.id),),
        lent=lent,
        lent_in=spent.project.id,
    )
    content = await made(guest, spent.project, store)
    members, index = opened(content)
    everything = "".join(members) + members["index.html"].decode() + _words_of(members["index.xlsx"])
    assert SECRET not in everything
    assert PERSON not in everything
    assert b"%PDF-1.4 payroll" not in members.values()
    assert "0000001234" in everything
    assert "Един документ е с лични данни" in index.text
    assert "500,00 €" in index.text
    assert [one.sensitive for one in await dossiers_of(guest, spent.project)] == [False]


def _words_of(book: bytes) -> str:
    with zipfile.ZipFile(BytesIO(book)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


async def test_it_keeps_a_dossier_with_payrolls_from_who_may_not_see_them(spent, store):
    whole = await make_dossier(spent.angel, spent.project, WHOLE, "bg", store, now=NOON, zone=ZONE)
    assert (await dossier_seen(spent.ivan, spent.project, whole.id)).sensitive
    lent = frozenset(Permission) - {Permission.SEE_SENSITIVE}
    guest = Identity("Гост", seats=(Seat(Role.FIELD_WORKER, spent.project.id),), lent=lent, lent_in=spent.project.id)
    for who, project in ((guest, spent.project), (spent.elena, spent.project), (spent.petar, spent.other)):
        with pytest.raises(NotFound):
            await dossier_seen(who, project, whole.id)
    assert await prepared_reports(spent.ivan, spent.project) == []


@pytest.mark.parametrize("who", ["elena", "desislava", "petar"])
async def test_it_makes_none_for_who_sees_only_a_part(spent, store, who):
    with pytest.raises(NotAllowed):
        await made(getattr(spent, who), spent.project, store)
    assert not await Report.all().count()


async def test_it_says_which_files_are_not_there_or_damaged(spent, store):
    document = await Document.get(project_id=spent.project.id, number="1")
    await scanned(store, document.id, "само име.pdf", b"%PDF-1.4 elsewhere", here=False)
    await scanned(store, document.id, "повреден.pdf", b"%PDF-1.4 damaged")
    path = store.path_of(hashlib.sha256(b"%PDF-1.4 damaged").hexdigest())
    assert path is not None
    path.write_bytes(b"%PDF-1.4 DAMAGED")
    members, index = opened(await made(spent.angel, spent.project, store))
    assert not [name for name in members if "само име" in name or "повреден" in name]
    assert "само име.pdf — не се пази тук" in index.text
    assert "повреден.pdf — повреден" in index.text


async def test_it_holds_only_the_documents_asked_for_with_how_their_supplier_was_chosen(spent, store):
    project = spent.project
    await row(project, "purchase", "1", subject_bg="Избор на зала")
    await row(project, "purchase", "2", subject_bg="Чужда процедура")
    await row(
        project,
        "supply",
        "1",
        subject_bg="Договор за зала",
        supplier_name="„Дунав“",
        purchase="1",
        signed="2026-07-01",
        amount="200.20",
        currency="EUR",
    )
    offer = await row(project, "offer", "1", purchase="1", supplier_name="Оферент")
    supply = await BY_NAME["supply"].model.get(project_id=project.id)
    document = await Document.get(project_id=project.id, number="1")
    await Document.filter(id=document.id).update(supply_id=supply.id)
    kept = await store.keep(b"%PDF-1.4 offer", 1000)
    found = dict((await BY_NAME["offer"].model.filter(id=offer).values())[0])
    named = await row_named(BY_NAME["offer"], project, found)
    await add_files(spent.maria, project, named, [KeptFile("оферта.pdf", "application/pdf", kept.size, kept.sha256)])
    members, index = opened(await made(spent.angel, project, store, Scope(Of.NUMBERS, documents=(document.id,))))
    assert "04 Възлагане/0001 Процедура за избор на изпълнител 1 Избор на зала/оферта.pdf" in members
    assert "Чужда процедура" not in index.text
    assert SECRET not in index.text
    assert "един поискан документ" in index.text


async def test_it_holds_what_was_paid_in_a_period(spent, store):
    _members, index = opened(
        await made(spent.angel, spent.project, store, Scope(Of.PERIOD, date(2026, 9, 1), date(2026, 9, 30)))
    )
    assert SECRET in index.text
    assert "0000001234" not in index.text
    with pytest.raises(Objected):
        await made(spent.angel, spent.project, store, Scope(Of.PERIOD, date(2020, 1, 1), date(2020, 1, 31)))


async def test_it_tells_how_far_it_has_come(spent, store):
    told = []

    async def listening(done: int, of: int) -> None:
        told.append((done, of))

    await make_dossier(spent.angel, spent.project, WHOLE, "bg", store, now=NOON, zone=ZONE, progress=listening)
    assert told[-1] == (4, 4)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


async def test_it_leaves_no_half_a_dossier_behind(spent, store):
    async def stopped(done: int, _of: int) -> None:
        if done > 2:
            raise RuntimeError

    before = sorted(path for path in store.folder.rglob("*") if path.is_file())
    with pytest.raises(RuntimeError):
        await make_dossier(spent.angel, spent.project, WHOLE, "bg", store, now=NOON, zone=ZONE, progress=stopped)
    assert sorted(path for path in store.folder.rglob("*") if path.is_file()) == before
    assert not await Report.all().count()


_NAMES = st.text(max_size=40)


@pure
@given(st.lists(st.tuples(_NAMES, st.lists(_NAMES, max_size=4), st.booleans()), max_size=6))
def test_it_finds_every_file_by_a_path_of_its_own_whatever_it_is_called(told):
    entries = tuple(
        IndexEntry(called, called, pieces=tuple(Piece(name, "0" * 64, 1) for name in names), within=within)
        for called, names, within in told
    )
    pieces = Dossier("", "", "", "", (), (), laid([Chapter(3, "Разходи", entries, "")])).held
    paths = [piece.path for piece in pieces]
    assert len({path.casefold() for path in paths}) == len(paths) == sum(len(names) for _, names, _ in told)
    assert all(path.count("/") == 2 and unquote(piece.href) == path for path, piece in zip(paths, pieces, strict=True))


async def test_it_counts_as_the_ledger_of_the_demo_does(db, store):
    for content in scanned_files().values():
        await store.keep(content, len(content))
    told = json.dumps(running_project(TODAY), ensure_ascii=False).encode()
    await import_file(
        OPERATOR, "demo.json", told, wording("bg"), today=TODAY, kept_by_id=None, manager_id=None, files=store
    )
    project = await project_seen(OPERATOR, running_project(TODAY)["code"])
    await live_contract(project, TODAY)
    await amended(project, TODAY)
    await fill_folders(project, TODAY, store)
    await ask_again(project, TODAY)
    members, index = opened(await made(OPERATOR, project, store))
    documents, expenses = await Document.all().count(), await Expense.all().count()
    assert f"Документи {documents} Разходи {expenses}" in index.text
    claimed = {one["document_id"] or -one["id"] for one in await Expense.all().values("id", "document_id")}
    assert index.text.count("Заявено по документа") == len(claimed)
    scans = await File.all().count()
    assert len([name for name in members if name.startswith("03 ")]) == scans + 5
    for chapter in ("01 Договор", "04 Възлагане", "05 Кореспонденция", "06 Плащания"):
        assert [name for name in members if name.startswith(f"{chapter}/")], chapter


async def test_it_holds_what_went_out_with_a_package_and_how_it_was_sent(spent, store):
    project = spent.project
    expense = await Expense.get(project_id=project.id, number="1")
    package = await sent_package(project.id, expense.id)
    receipt = await store.keep(b"%PDF-1.4 receipt", 100)
    scan = await store.keep(b"%PDF-1.4 identification", 100)
    hung = {"kind": "package", "row_id": package.id, "name": "разписка.pdf", "media_type": "application/pdf"}
    await Attachment.create(project_id=project.id, **hung, size=receipt.size, sha256=receipt.sha256)
    await Attachment.create(
        project_id=project.id, kind="package_request", row_id=package.id, name="идентификация.pdf", media_type="application/pdf",
        size=scan.size, sha256=scan.sha256, description="Сметката на водещата", paper="Финансова идентификация",
    )  # fmt: skip
    scope = Scope(Of.PACKAGE, package.first_on, package.last_on, package=package.id, number=package.number)
    members, index = opened(await made(spent.angel, project, store, scope))
    assert "03 Разходи/0001 фактура 0000001234 „Дунав“ (ООД)/скан 0000001234.pdf" in members
    assert SECRET not in index.text
    assert "Пакет отчетни документи 2.1" in index.text
    assert members["09 Отчети/0001 Пакет отчетни документи 2.1/разписка.pdf"] == b"%PDF-1.4 receipt"
    assert members["09 Отчети/0001 Пакет отчетни документи 2.1/идентификация.pdf"] == b"%PDF-1.4 identification"
    assert "Искане за плащане на пакет 2.1: какво е прикачено" in index.text
    assert "Финансова идентификация · Сметката на водещата" in index.text
    assert "13.10.2026 г., 14:05" in index.text
    assert "Мария Иванова" in index.text
    assert "единична ставка" not in index.text
    (one,) = await dossiers_of(spent.ivan, project)
    assert (one.scope.of, one.scope.number, one.documents) == (Of.PACKAGE, "2.1", 1)


async def test_it_holds_what_came_after_the_period_about_its_report_and_the_report_of_documents_asked_for(spent, store):
    project = spent.project
    document = await Document.get(project_id=project.id, number="1")
    expense = await Expense.get(project_id=project.id, number="1")
    package = await sent_package(project.id, expense.id)
    await row(project, "matter", "91", subject_bg="Въпроси по отчета", counterpart="УО", received=f"{package.last_on + timedelta(days=20):%d.%m.%Y}")  # fmt: skip
    await row(project, "matter", "92", subject_bg="Писмо преди периода", counterpart="УО", received=f"{package.first_on - timedelta(days=5):%d.%m.%Y}")  # fmt: skip
    await row(project, "payment", "91", kind="interim", package="2.1", received="15.11.2026", received_sum="1111.11", currency="EUR")  # fmt: skip
    await row(project, "payment", "92", kind="interim", package="7.1", received="16.11.2026", received_sum="2222.22", currency="EUR")  # fmt: skip
    of_package = Scope(Of.PACKAGE, package.first_on, package.last_on, package=package.id, number=package.number)
    index = opened(await made(spent.angel, project, store, of_package))[1]
    assert "Въпроси по отчета" in index.text
    assert "15.11.2026" in index.text
    assert "Писмо преди периода" not in index.text
    assert "16.11.2026" not in index.text
    asked = Scope(Of.NUMBERS, documents=(document.id,))
    index = opened(await made(spent.angel, project, store, asked))[1]
    assert "Пакет отчетни документи 2.1" in index.text
    assert "15.11.2026" in index.text
    assert "Въпроси по отчета" not in index.text
    matter = await Matter.get(number="91")
    await Spoken.create(matter_id=matter.id, kind="document", row_id=document.id)
    assert "Въпроси по отчета" in opened(await made(spent.angel, project, store, asked))[1].text
