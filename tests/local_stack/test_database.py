"""Data of another version of PostgreSQL is never changed."""

from pathlib import Path

import pytest

from local_stack.binaries import Binaries, find_binaries
from local_stack.database import running_database
from local_stack.errors import StackError
from local_stack.settings import StackSettings


def _files(folder: Path) -> dict[str, tuple[bytes, float]]:
    return {str(file): (file.read_bytes(), file.stat().st_mtime) for file in folder.rglob("*") if file.is_file()}


def test_data_of_another_major_version_is_never_changed(home: Path) -> None:
    older = home / "postgres-9"
    older.mkdir()
    (older / "PG_VERSION").write_text("9")
    before = _files(home)

    with (
        pytest.raises(StackError, match=r"(?s)postgres-9 was written by PostgreSQL 9.*To move the data"),
        running_database(StackSettings(home, 8000, None)),
    ):
        pass

    assert _files(home) == before


def test_with_an_own_server_none_is_started(home: Path) -> None:
    with running_database(StackSettings(home, 8000, "postgresql://admin@elsewhere/postgres")) as database:
        assert (database.admin_url, database.server) == ("postgresql://admin@elsewhere/postgres", None)
    assert list(home.iterdir()) == []


def test_without_postgresql_the_error_says_what_to_install(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(home))
    with pytest.raises(StackError, match="apt-get install postgresql"):
        find_binaries()


def test_programs_older_than_the_sql_are_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("postgres", "initdb"):
        (home / program).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.3'\n")
        (home / program).chmod(0o755)
    monkeypatch.setenv("POSTGRES_BIN", str(home))
    with pytest.raises(StackError, match="contains PostgreSQL 14; 15 or newer"):
        find_binaries()


def test_the_folder_is_named_by_the_major_version(home: Path) -> None:
    binaries = find_binaries()
    assert isinstance(binaries, Binaries)
    with running_database(StackSettings(home, 8000, None)):
        assert (home / f"postgres-{binaries.major}" / "PG_VERSION").exists()
