"""The commands that make, check and serve a desk."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.floor_plan import ROOT
from tests.support.serving import served


def relief(data: Path, *words: str, stdin: str = "", url: str = "") -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if k != "RELIEF_DATABASE_URL"}
    if url:
        environment["RELIEF_DATABASE_URL"] = url
    return subprocess.run(
        [sys.executable, "-m", "relief", "--data", str(data), *words],
        cwd=ROOT,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_new_desk_is_made_checked_and_served(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = relief(data, "init", "--admin", "root", "--password-stdin", stdin="a long password\n")
    assert first.returncode == 0, first.stderr
    assert (data / "relief.db").stat().st_mode & 0o077 == 0
    again = relief(data, "init", "--admin", "root", "--password-stdin", stdin="a long password\n")
    assert again.returncode == 1
    checks = json.loads(relief(data, "doctor", "--json").stdout)["checks"]
    assert {c["check"] for c in checks if c["ok"]} >= {"python", "database"}
    assert json.loads(relief(data, "rebuild", "--check", "--json").stdout)["ok"]
    with served(data, f"sqlite:///{data / 'relief.db'}") as address:
        assert address


def test_a_short_password_is_refused_and_leaves_no_account(tmp_path: Path) -> None:
    done = relief(tmp_path, "init", "--admin", "root", "--password-stdin", stdin="short\n")
    assert done.returncode == 1
    assert json.loads(done.stdout)["errors"][0]["path"] == "password"


def test_nothing_is_served_before_a_desk_is_made(tmp_path: Path) -> None:
    for command in ("serve", "worker"):
        done = relief(tmp_path, command)
        assert done.returncode == 1, done.stderr
        assert "init" in json.loads(done.stdout)["errors"][0]["message"]["en"]


def test_the_demo_is_never_written_into_a_real_desk(tmp_path: Path) -> None:
    relief(tmp_path, "init", "--admin", "root", "--password-stdin", stdin="a long password\n")
    done = relief(tmp_path, "demo", "--no-serve")
    assert done.returncode == 1
    assert json.loads(done.stdout)["errors"][0]["path"] == "data"


def test_a_demo_goes_forward_and_not_back(demo_url: str, tmp_path: Path) -> None:
    forward = relief(tmp_path, "demo", "--at", "goods", "--no-serve", url=demo_url)
    assert forward.returncode == 0, forward.stderr
    assert "2023-12-20 09:00" in forward.stdout
    back = relief(tmp_path, "demo", "--at", "night", "--no-serve", url=demo_url)
    assert back.returncode == 1
    kept = relief(tmp_path, "rebuild", "--check", "--json", url=demo_url)
    assert json.loads(kept.stdout) == {"schema": 1, "ok": True, "differences": []}
    assert relief(tmp_path, "job", "seal_audit", url=demo_url).returncode == 0
    assert json.loads(relief(tmp_path, "audit", "verify", "--json", url=demo_url).stdout)["ok"]


@pytest.mark.parametrize(
    "words", [("nothing",), ("job", "nothing"), ("level",), ("demo", "--at", "x")]
)
def test_wrong_usage_is_exit_two(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert relief(tmp_path, *words).returncode == 2


def test_every_command_explains_itself(tmp_path: Path) -> None:
    names = [
        line.split()[0]
        for line in relief(tmp_path, "--help").stdout.split("Commands:")[1].splitlines()
        if line.strip()
    ]
    assert len(names) > 15
    for name in names:
        done = relief(tmp_path, name, "--help")
        assert done.returncode == 0, done.stderr
        assert len(done.stdout) > 100, name
