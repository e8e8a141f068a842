"""The first day with the tracker, told with its own commands and nothing else."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.parse
import urllib.request

import pytest

from tests.running import (
    ROOT,
    answer,
    fetched,
    filled_demo,
    free_port,
    grants,
    held_server,
    own_folder,
    ran,
    refused,
    running,
)

SECRET = "много-тайна-дума-която-никой-не-знае-42"
SEED = ROOT / "grants/demo/projects/civic-monitoring-vidin.json"


def test_a_manager_signs_in_and_sees_the_project_that_was_imported_for_her():
    with own_folder() as folder:
        settings = {"DATA_DIR": str(folder / "данни"), "SECRET_KEY": SECRET, "PORT": str(free_port())}
        grants("migrate", **settings)
        person = (
            "maria@example.org",
            "--name",
            "Мария Иванова",
            "--organisation",
            "Сдружение „Пример“",
            "--password-stdin",
        )
        ran(("user", "add", *person), settings, given="мартеница-и-баница\n")
        said = grants("import", str(SEED), "--as", "maria@example.org", "--language", "bg", **settings)
        assert "Граждански мониторинг за по-качествени социални услуги" in said
        with running("up", settings=settings) as tracker:
            base = f"http://localhost:{settings['PORT']}"
            assert fetched(f"{base}/healthz") == (200, "ok")
            visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
            typed = {"email": "maria@example.org", "password": "мартеница-и-баница"}
            page = visitor.open(f"{base}/sign-in", urllib.parse.urlencode(typed).encode(), timeout=20).read().decode()
            assert "BG05SFOP001-2.009-0004" in page
            ready = json.loads(fetched(f"{base}/readyz")[1])
            assert ready["database"]
            assert ready["files"]
            assert tracker.stop() == 0


@pytest.mark.walk
def test_what_goes_out_comes_back_unchanged_for_every_project():
    with own_folder() as folder:
        port = str(free_port())
        with running("demo", "--data", str(filled_demo(folder / "демо")), "--port", port, ready=" admin") as demo:
            first = next(line for line in demo.lines if "@" in line)
            assert re.fullmatch(r"\S+@\S+ \S+ manager\n", first)
            there = {"DATA_DIR": str(folder / "демо")}
            codes = [project["project"] for project in answer("check", **there)["projects"]]
            assert len(codes) == 7
            for at, code in enumerate(codes):
                grants("export", code, "--to", str(folder / f"{at}.json"), **there)
            assert demo.stop() == 0
        empty = folder / "празно"
        with held_server(empty):
            grants("import", *(str(folder / f"{at}.json") for at in range(7)), DATA_DIR=str(empty))
            for at, code in enumerate(codes):
                grants("export", code, "--to", str(folder / f"{at}-отново.json"), DATA_DIR=str(empty))
                before, after = ((folder / f"{at}{tail}.json").read_bytes() for tail in ("", "-отново"))
                assert before == after, code


def test_a_project_is_named_as_people_write_its_number():
    with own_folder() as folder:
        settings = {"DATA_DIR": str(folder / "данни")}
        with held_server(folder / "данни"):
            grants("import", str(SEED), **settings)
            for written in ("BG05SFOP001-2.009-0004", "ВG05SFОР001 – 2.009 – 0004", "bg05sfop001-2.009-0004"):
                assert answer("check", written, **settings)["projects"][0]["project"] == "BG05SFOP001-2.009-0004"
            assert "няма" in refused("check", "BG-няма-такъв", "--language", "bg", **settings).casefold()


def test_a_wrong_setting_is_one_sentence_and_exit_1():
    for name, value in (("TIME_ZONE", "Европа/София"), ("DATABASE_URL", "mysql://a/b")):
        said = refused("migrate", **{name: value})
        assert name in said
        assert len(said.strip().splitlines()) == 1


def test_an_unreachable_database_is_one_sentence_and_exit_1():
    said = refused("migrate", DATABASE_URL=f"postgresql://никой:тайна@localhost:{free_port()}/grants")
    assert len(said.strip().splitlines()) == 1
    assert "тайна" not in said


def test_wrong_usage_is_exit_2():
    assert "usage" in ran(["няма-такава-команда"], {}, code=2)
