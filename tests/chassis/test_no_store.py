"""Answers that may hold what only their reader may know are kept by no cache."""

import pytest

from support.cast import Cast

NOT_THERE = "0199a000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("path", ["/v1/contracts", f"/v1/contracts/{NOT_THERE}", "/v1/no-such-path"])
async def test_no_cache_keeps_an_answer(suppliers: Cast, path: str) -> None:
    for reader in (suppliers.buyer(), suppliers.anonymous):
        assert (await reader.get(path)).headers["Cache-Control"] == "no-store"
