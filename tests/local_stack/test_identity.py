"""The server never runs as root, and runs for every kind of user."""

import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from local_stack import identity
from local_stack.binaries import find_binaries
from local_stack.errors import StackError
from local_stack.postgres import Postgres

NOBODY = pwd.getpwnam("nobody")
NAMELESS = 54321
ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="only root can become somebody else")


def test_the_files_of_a_server_are_readable_by_its_user_only(server: Callable[[], Postgres]) -> None:
    data = server().data
    assert (data.stat().st_mode & 0o077, (data / "superuser.password").stat().st_mode & 0o077) == (0, 0)


@as_root
def test_an_ordinary_user_starts_a_server(home: Path) -> None:
    os.chown(home, NOBODY.pw_uid, NOBODY.pw_gid)
    made = subprocess.run(
        [sys.executable, "-c", ORDINARY_USER, str(home), str(NOBODY.pw_uid), str(NOBODY.pw_gid)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (made.stdout.strip(), made.returncode) == ("it runs", 0), made.stderr
    assert (home / "postgres").stat().st_uid == NOBODY.pw_uid


@as_root
def test_a_user_without_a_name_is_refused_before_anything_is_created(home: Path) -> None:
    os.chown(home, NAMELESS, NAMELESS)
    refused = subprocess.run(
        [sys.executable, "-c", ORDINARY_USER, str(home), str(NAMELESS), str(NAMELESS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert f"user {NAMELESS} has none in /etc/passwd" in refused.stderr
    assert list(home.glob("postgres*")) == []


@as_root
def test_root_becomes_nobody_if_user_namespaces_are_forbidden(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_user_namespace", tuple)
    postgres = Postgres(home / "postgres", find_binaries(), log=home / "log")
    postgres.start()
    owner = Path(f"/proc/{postgres.pid}").stat().st_uid
    postgres.stop()
    assert (owner, postgres.data.stat().st_uid) == (NOBODY.pw_uid, NOBODY.pw_uid)


@as_root
def test_the_error_names_a_folder_that_nobody_may_not_enter(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_user_namespace", tuple)
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(StackError, match=f"may not enter {closed}"):
        Postgres(closed / "postgres", find_binaries(), log=home / "log")


@as_root
def test_data_of_another_user_is_refused(home: Path) -> None:
    data = home / "postgres"
    data.mkdir(mode=0o700)
    refused = subprocess.run(
        [sys.executable, "-c", ORDINARY_USER, str(home), str(NOBODY.pw_uid), str(NOBODY.pw_gid)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert f"{data} belongs to root" in refused.stderr
    assert list(data.iterdir()) == []


# Everything is imported first: an ordinary user may not be able to read the files of the interpreter.
ORDINARY_USER = """
import os, sys
from pathlib import Path
from local_stack.binaries import find_binaries
from local_stack.postgres import Postgres
home, uid, gid = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
os.setgroups([])
os.setgid(gid)
os.setuid(uid)
postgres = Postgres(home / "postgres", find_binaries(), log=home / "postgres.log")
postgres.start()
print("it runs")
postgres.stop()
"""
