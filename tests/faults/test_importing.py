"""An accounting import whose process is killed in the middle of it: the ledger has all of the file, or nothing of it."""

from __future__ import annotations

import json
import re
import threading
import time
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import httpx2

from tests.running import ROOT, answer, free_port, grants, held_server, own_folder, ran, running

SECRET = "много-тайна-дума-която-никой-не-знае-42"
SEED = ROOT / "grants/demo/projects/civic-monitoring-vidin.json"
CODE = "BG05SFOP001-2.009-0004"
HERE = f"/projects/{CODE}/accounting"
ROWS = 2_000
COLUMNS = ("issued", "paper_number", "supplier", "description", "net", "vat", "amount")


def journal() -> bytes:
    """Two thousand invoices, as an accounting program would write them."""
    lines = ["Дата;Документ №;Контрагент;Основание;Сума без ДДС;ДДС;Сума"]
    for at in range(ROWS):
        day = date(2019, 1, 1) + timedelta(days=at % 360)
        lines.append(
            f"{day:%d.%m.%Y};{at:010};Доставчик „{at % 97}“ ООД;Материали;{100 + at % 50},00;20,00;{120 + at % 50},00"
        )
    return "\r\n".join(lines).encode("cp1251")


def documents(settings: dict[str, str], folder: Path) -> int:
    """How many documents the project has, as an export of it tells."""
    target = folder / "изнесен.json"
    grants("export", CODE, "--to", str(target), **settings)
    return len(json.loads(target.read_text(encoding="utf-8")).get("supporting_documents", []))


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def previewed(visitor: httpx2.Client) -> str:
    """The address of the file, sent and looked at but not yet kept."""
    typed = {"email": "maria@example.org", "password": "мартеница-и-баница"}
    assert visitor.post("/sign-in", data=typed).status_code == 303
    sent = visitor.post(HERE, data={"form_key": f"к{time.monotonic_ns()}"}, files={"file": ("журнал.csv", journal())})
    assert sent.status_code == 303, sent.text
    batch = sent.headers["location"]
    chosen = {name: str(place) for place, name in enumerate(COLUMNS)}
    chosen |= {"heading_row": "1", "name": "Програмата", "currency_otherwise": "BGN"}
    assert visitor.post(f"{batch}/columns", data=chosen).status_code == 303
    return batch


def test_a_killed_import_leaves_all_of_the_file_or_nothing():
    with own_folder() as folder:
        settings = {"DATA_DIR": str(folder / "данни"), "SECRET_KEY": SECRET, "PORT": str(free_port())}
        with held_server(folder / "данни"):
            grants("migrate", **settings)
            person = ("maria@example.org", "--name", "Мария Иванова", "--organisation", "Сдружение „Пример“")
            ran(("user", "add", *person, "--password-stdin"), settings, given="мартеница-и-баница\n")
            grants("import", str(SEED), "--as", "maria@example.org", **settings)
            killed = 0
            for patience in (0.3, 1.0):
                with running("up", settings=settings) as tracker:
                    base = f"http://localhost:{settings['PORT']}"
                    with httpx2.Client(base_url=base, timeout=60) as visitor:
                        batch = previewed(visitor)
                        page = visitor.get(batch).text
                        confirmed = {"seal": hidden(page, "seal"), "form_key": hidden(page, "form_key")}
                        asked = threading.Thread(target=_confirm, args=(visitor, batch, confirmed))
                        asked.start()
                        time.sleep(patience)
                        tracker.kill()
                        asked.join(30)
                found = documents(settings, folder)
                assert found in {0, ROWS}, found
                if found == ROWS:
                    break
                killed += 1
            assert killed, "no kill came in time to try anything"
            with running("up", settings=settings) as tracker:
                with httpx2.Client(base_url=f"http://localhost:{settings['PORT']}", timeout=60) as visitor:
                    batch = previewed(visitor)
                    page = visitor.get(batch).text
                    if found == 0:
                        keys = {"seal": hidden(page, "seal"), "form_key": hidden(page, "form_key")}
                        assert visitor.post(batch, data=keys).status_code == 303
                assert tracker.stop() == 0
            assert documents(settings, folder) == ROWS
            assert answer("check", CODE, **settings)["projects"][0]["project"] == CODE


def _confirm(visitor: httpx2.Client, batch: str, keys: dict[str, str]) -> None:
    with suppress(httpx2.HTTPError):
        visitor.post(batch, data=keys)
