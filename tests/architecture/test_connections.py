"""Connections of the database come from the pools of the chassis, which refuse a request its second one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OPENS = re.compile(
    r"create_async_engine|create_engine|async_engine_from_config|asyncpg\.connect\(|create_pool|\.acquire\("
)
OPENERS = {
    "services/chassis/chassis/caller_proofs.py",
    "services/chassis/chassis/database.py",
    "services/chassis/chassis/migrations/environment.py",
    "services/chassis/chassis/open_transactions.py",
    "services/chassis/chassis/read_pool.py",
    "services/chassis/chassis/revisions.py",
    "services/chassis/chassis/sealer.py",
    "services/chassis/chassis/verify.py",
}
"""The pools, and work that no request waits for: migrations, the sealer, the watch over transactions, the check
of a journal and of the revision, the caller key."""


def modules() -> dict[str, str]:
    files = sorted((ROOT / "services").glob("*/*/**/*.py"))
    return {file.relative_to(ROOT).as_posix(): file.read_text() for file in files}


def test_only_the_chassis_opens_connections() -> None:
    assert {name for name, text in modules().items() if OPENS.search(text)} == OPENERS


@pytest.mark.parametrize(
    "breach",
    ["engine = create_async_engine(url)", "await asyncpg.connect(url)", "async with pool.acquire() as connection:"],
)
def test_another_way_to_a_connection_is_found(breach: str) -> None:
    assert OPENS.search(breach)
