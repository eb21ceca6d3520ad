"""The line that each request leaves in the log of the gateway, whether it is passed on or not."""

import logging

import pytest

from chassis.callers import NOBODY
from support.accounts import Accounts
from support.proxy import AMINAS, BehindGateway
from support.rig import Visit

Line = tuple[str | None, int | None, str | None]


def lines(caplog: pytest.LogCaptureFixture) -> list[Line]:
    """Those of people; the services, which run in the same process, also ask each other."""
    found = [vars(record) for record in caplog.records if record.name == "chassis.access_log"]
    all_lines = [(line["route"], line["status"], line["organisation"]) for line in found]
    return [line for line in all_lines if line[2] != str(NOBODY)]


async def greet(visit: Visit) -> None:
    await visit.body()
    await visit.answer()


async def test_requests_that_are_passed_on_are_a_line_each(
    behind_gateway: BehindGateway, caplog: pytest.LogCaptureFixture
) -> None:
    proxy = await behind_gateway(greet)
    with caplog.at_level(logging.INFO, "chassis.access_log"):
        await proxy.client.get("/v1/suppliers/7?q=secret")
        await proxy.client.get("/v1/findings")
        await proxy.client.patch("/v1/suppliers/7")
        await proxy.client.get("/v1/suppliers", headers={"Authorization": "Bearer mallory"})
    assert lines(caplog) == [
        ("/v1/suppliers/{supplier_id}", 200, AMINAS),
        ("/v1/findings", 503, AMINAS),
        ("/v1/suppliers/{supplier_id}", 405, None),
        ("/v1/suppliers", 401, None),
    ]
    assert "secret" not in caplog.text


async def test_the_gateways_own_routes_are_a_line_each(
    accounts: Accounts, caplog: pytest.LogCaptureFixture
) -> None:
    amina = await accounts.buyer()
    with caplog.at_level(logging.INFO, "chassis.access_log"):
        await amina.get("/v1/me")
        await accounts.anonymous.get("/v1/me")
        await amina.get("/v1/nothing")
    assert lines(caplog) == [("/v1/me", 200, str(amina.org)), ("/v1/me", 401, None), (None, 404, None)]
