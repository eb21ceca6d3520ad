"""Answers that may hold what only their reader may know are kept by no cache."""

from uuid import uuid4

import pytest

from support.cast import Cast


@pytest.mark.parametrize("path", ["/v1/contracts", f"/v1/contracts/{uuid4()}", "/v1/no-such-path"])
async def test_no_cache_keeps_an_answer(suppliers: Cast, path: str) -> None:
    for reader in (suppliers.buyer(), suppliers.anonymous):
        assert (await reader.get(path)).headers["Cache-Control"] == "no-store"
