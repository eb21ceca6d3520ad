"""Addresses of databases: one address, as its two readers write it."""

import pytest

from chassis.settings import for_asyncpg, for_sqlalchemy

WRITTEN = ["postgres://app:x@db/own", "postgresql://app:x@db/own", "postgresql+asyncpg://app:x@db/own"]


@pytest.mark.parametrize("url", WRITTEN)
def test_an_address_may_be_written_in_any_usual_way(url: str) -> None:
    assert for_sqlalchemy(url) == "postgresql+asyncpg://app:x@db/own"
    assert for_asyncpg(url) == "postgresql://app:x@db/own"


@pytest.mark.parametrize("tls", ["sslmode=require", "ssl=require"])
def test_encryption_that_was_asked_for_is_asked_for_by_both(tls: str) -> None:
    url = f"postgresql://app:sslmode=@db/own?application_name=a&{tls}"
    assert for_sqlalchemy(url) == "postgresql+asyncpg://app:sslmode=@db/own?application_name=a&ssl=require"
    assert for_asyncpg(url) == "postgresql://app:sslmode=@db/own?application_name=a&sslmode=require"
