"""A demo that is killed, met by another one, or pointed at a folder it must not touch."""

from __future__ import annotations

import time

from tests.running import answer, fetched, free_port, grants, own_folder, refused, running, servers_of


def test_it_is_all_there_after_a_kill_and_leaves_no_server_behind():
    with own_folder() as folder:
        data = folder / "демо"
        with running("demo", "--data", str(data), "--port", str(free_port())) as first:
            before = answer("check", DATA_DIR=str(data))
            first.kill()
        begun = time.monotonic()
        port = free_port()
        with running("demo", "--data", str(data), "--port", str(port)) as second:
            took = time.monotonic() - begun
            assert took < 60
            assert fetched(f"http://localhost:{port}/sign-in")[0] == 200
            assert answer("check", DATA_DIR=str(data)) == before
            assert second.stop() == 0
        assert servers_of(data) == []


def test_it_lets_only_one_demo_into_a_folder():
    with own_folder() as folder:
        data = folder / "демо"
        with running("demo", "--data", str(data), "--port", str(free_port())) as first:
            said = refused("demo", "--data", str(data), "--port", str(free_port()))
            assert str(data) in said
            assert first.process.poll() is None


def test_it_names_a_port_that_is_taken():
    with own_folder() as folder:
        port = str(free_port())
        with running("demo", "--data", str(folder / "първо"), "--port", port):
            assert port in refused("demo", "--data", str(folder / "второ"), "--port", port)


def test_it_keeps_away_from_a_real_tracker_and_a_real_tracker_from_it():
    with own_folder() as folder:
        real, stray = folder / "истински", folder / "демо"
        grants("migrate", DATA_DIR=str(real))
        assert str(real) in refused("demo", "--data", str(real), "--port", str(free_port()))
        stray.mkdir()
        (stray / "бележки.txt").write_text("чужд файл", encoding="utf-8")
        secret = "много-тайна-дума-която-никой-не-знае-42"
        with running("demo", "--data", str(stray), "--port", str(free_port())) as demo:
            assert demo.stop() == 0
        assert str(stray) in refused("up", DATA_DIR=str(stray), SECRET_KEY=secret, PORT=str(free_port()))
        assert (stray / "бележки.txt").read_text(encoding="utf-8") == "чужд файл"


def test_it_changes_no_permission_outside_its_folder():
    with own_folder() as folder:
        outside = folder / "отвън"
        outside.mkdir(mode=0o755)
        before = {path: path.stat().st_mode for path in (outside, folder, folder.parent)}
        with running("demo", "--data", str(outside / "демо"), "--port", str(free_port())):
            pass
        assert {path: path.stat().st_mode for path in before} == before
