"""Small grants from the call to the last report, as in "Социално договаряне (2004-2006)": 13 grants of up to 5 000 USD.

Worked out by hand: twelve grants of 4 900,00 and one of 4 858,00 make 63 658,00, 4 896,77 on average. Each is paid in
two halves, the second after the first report: 12 x 2 450,00 + 2 429,00 = 31 829,00 each time. The municipalities bring
12 x 13 500,00 + 13 332,00 = 175 332,00 of their own, 275,4 % of the grants. Tryavna spends 150,25 less than it got, so
63 507,75 are accepted and as much stays paid once that came back.
"""

from __future__ import annotations

import re

import pytest

from grants.entries.kinds import BY_NAME
from grants.entries.queries import rows_of
from grants.letters.models import Letter
from grants.projects.models import Organisation
from grants.subgrants.models import Instalment, SubGrant, SubReport
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio

PAGE = f"/projects/{CODE}/subgrants"
TOWNS = ("Стара Загора", "Габрово", "Трявна", "Дряново", "Троян", "Ловеч", "Севлиево", "Казанлък", "Сливен", "Ямбол", "Русе",
         "Враца", "Монтана")  # fmt: skip


def plain(page: str) -> str:
    return page.replace("\xa0", " ")


def figures(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]+)", plain(page)))


async def the_call(project):
    """The scheme as it was published, thirteen agreements of two instalments and two reports, and the proved own money."""
    await row(project, "scheme", "1", title_bg="Малки грантове за общини", ceiling="5 000", grants="13", granted="63 658",
              currency="USD", opened="1.03.2026", closes="15.04.2026", applications="31",
              attracted_as_published="17 5332 щатски долара привлечени собствени средства")  # fmt: skip
    for n, town in enumerate(TOWNS, 1):
        last = n == len(TOWNS)
        await Organisation.create(name_bg=f"Община {town}", country="BG")
        await row(project, "sub_grant", str(n), scheme="1", recipient=f"Община {town}", title_bg="Социална услуга",
                  state="agreed", agreement=f"МГ-{n}", agreed="1.05.2026", currency="USD",
                  contact_name=f"Кмет на {town}", contact_email="kmet@obshtina.example",
                  amount="4 858" if last else "4 900", match="13 332" if last else "13 500")  # fmt: skip
        for place, due in ((1, "1.10.2026"), (2, "15.11.2026")):
            await row(project, "sub_report", f"{n}-{place}", sub_grant=str(n), due=due, currency="USD",
                      **({"final": "yes"} if place == 2 else {}))  # fmt: skip
        half = "2 429" if last else "2 450"
        await row(project, "instalment", f"{n}-1", sub_grant=str(n), amount=half, currency="USD", due="15.05.2026")
        await row(project, "instalment", f"{n}-2", sub_grant=str(n), after=f"{n}-1", amount=half, currency="USD")


async def pay(browser, number: str, day: str):
    one = await Instalment.get(number=number)
    grant = (await Instalment.filter(id=one.id).values("sub_grant_id"))[0]["sub_grant_id"]
    form = {"version": str(one.version), "paid": day, "order_number": f"ПН {number}"}
    return await browser.post(f"{PAGE}/{grant}/instalments/{one.id}", form)


async def link_in_last_letter() -> str:
    [letter] = await Letter.all().order_by("-id").limit(1)
    token: str = letter.plain.partition("/link/")[2].split()[0]
    return f"/link/{token}"


async def ask(browser, grant: SubGrant, report: SubReport) -> str:
    """Maria asks a mayor for the report; the link in the letter."""
    key = f"sub_grant-{grant.id}"
    form = {"form_key": f"ask-{report.id}-{report.version}", "party": key, f"to_address_{key}": "kmet@obshtina.example",
            f"to_name_{key}": "Кметът", f"language_{key}": "bg", f"days_{key}": "14",
            f"ask_sub_report-{report.id}": "yes"}  # fmt: skip
    answer = await browser.post(f"/projects/{CODE}/missing", form)
    assert answer.status_code == 303, answer.text
    return await link_in_last_letter()


async def reports(browser, number: str, spent: str, match: str = "") -> SubReport:
    """A municipality reports through the link it was sent."""
    report = await SubReport.get(number=number)
    grant = await SubGrant.get(number=number.split("-", maxsplit=1)[0])
    link = await ask(browser, grant, report)
    answer = await browser.post(link, {"form_key": link, "done": "Услугата работи.", "spent": spent, "match": match})
    assert answer.status_code == 200, answer.text
    return await SubReport.get(id=report.id)


async def decide(browser, report: SubReport, **typed):
    grant = (await SubReport.filter(id=report.id).values("sub_grant_id"))[0]["sub_grant_id"]
    return await browser.post(f"{PAGE}/{grant}/reports/{report.id}", {"version": str(report.version), **typed})


async def test_it_runs_small_grants_from_the_call_to_the_last_report(browser, small_world):
    project = small_world.project
    await the_call(project)
    await browser.sign_in("maria@zaedno.example")

    # Thirteen agreements: granted, nothing paid, nothing proved yet.
    page = await browser.get(PAGE)
    shown = figures(page)
    assert shown["Отпуснати"] == "63 658,00 щ.д."
    assert "13 гранта · средно 4 896,77 щ.д." in plain(page)
    assert shown["Привлечени"] == "0,00 щ.д."
    assert "обявен на 1.03.2026" in plain(page)
    assert "31 предложения" in plain(page)

    # The first halves leave; the second of Gabrovo has to wait for its report.
    for n in range(1, 14):
        assert (await pay(browser, f"{n}-1", "15.05.2026")).status_code == 303
    assert figures(await browser.get(PAGE))["Изплатени"] == "31 829,00 щ.д."
    refused = await pay(browser, "2-2", "1.10.2026")
    assert refused.status_code == 422
    assert "чака приемането на отчет 2-1" in plain(refused.text)

    # The first reports come by link; Gabrovo's is returned with a reason and comes again.
    for n in range(1, 14):
        report = await reports(browser, f"{n}-1", "2 429" if n == 13 else "2 450")
        if n == 2:
            assert (await decide(browser, report, to="returned", reason="")).status_code == 422
            await decide(browser, report, to="returned", reason="Липсва присъственият списък.")
            report = await reports(browser, "2-1", "2 450")
        answer = await decide(browser, report, to="accepted", accepted=str((report.spent_cents or 0) // 100))
        assert answer.status_code == 303, answer.text
    assert figures(await browser.get(PAGE))["Прието"] == "31 829,00 щ.д."

    # The second halves; the municipalities prove what they added.
    for n in range(1, 14):
        assert (await pay(browser, f"{n}-2", "5.10.2026")).status_code == 303
        await row(project, "attracted", str(n), sub_grant=str(n), kind="municipal", currency="USD",
                  amount="13 332" if n == 13 else "13 500", source_bg=f"Община {TOWNS[n - 1]}", proof=f"Решение № {n}")  # fmt: skip
    page = await browser.get(PAGE)
    assert figures(page)["Изплатени"] == "63 658,00 щ.д."
    assert figures(page)["Привлечени"] == "175 332,00 щ.д."
    assert "275% от грантовете" in plain(page)

    # The last reports: Tryavna spent 150,25 less, and is asked for it.
    for n in range(1, 14):
        spent = {3: "2 299,75", 13: "2 429"}.get(n, "2 450")
        report = await reports(browser, f"{n}-2", spent)
        answer = await decide(browser, report, to="accepted", accepted=spent)
        assert answer.status_code == 303, answer.text
    page = await browser.get(PAGE)
    assert figures(page)["Прието"] == "63 507,75 щ.д."
    assert "за връщане 150,25 щ.д." in plain(page)
    assert {one.state for one in await SubGrant.all()} == {"finished"}
    tryavna = await SubGrant.get(number="3")
    await browser.post(f"{PAGE}/{tryavna.id}/back", {"form_key": "back-1"})
    await browser.post(f"{PAGE}/{tryavna.id}/back", {"form_key": "back-2"})
    back = await Instalment.get(kind="returned")  # asked for once, however often the button is pressed
    assert back.amount_cents == 15_025
    assert (await pay(browser, back.number, "20.11.2026")).status_code == 303
    page = await browser.get(PAGE)
    assert figures(page)["Изплатени"] == "63 507,75 щ.д."
    assert "за връщане" not in plain(page)

    # The published sum of the own money could be read in two ways; a person chooses, and it is what was proved.
    [scheme] = await rows_of(BY_NAME["scheme"], small_world.maria, project)
    form = {"version": str(scheme["version"]), "number": "1", "title_bg": "Малки грантове за общини", "ceiling": "5 000",
            "grants": "13", "granted": "63 658", "attracted": "175 332", "currency": "USD",
            "attracted_as_published": "17 5332 щатски долара привлечени собствени средства"}  # fmt: skip
    assert (await browser.post(f"/projects/{CODE}/rows/scheme/{scheme['id']}", form)).status_code == 303
    assert "Обявени са" not in plain(await browser.get(PAGE))

    # The history tells it: in whose name a report came, who accepted it, and the return.
    history = plain(await browser.get(f"/projects/{CODE}/history"))
    assert "Мария Иванова отбеляза плащането на: Вноска" in history
    assert "Мария Иванова прие: Отчет на получател 13-2" in history
    assert "Кметът &lt;kmet@obshtina.example&gt; представи: Отчет на получател 13-2" in history
