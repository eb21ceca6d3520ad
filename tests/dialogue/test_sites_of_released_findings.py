"""After a release the site of a finding stays what it is: readers, suppliers and contracts were found by it."""

from typing import Any

import pytest

from support.cast import Cast
from support.chains import Chain
from support.findings import DRAFT, Monitor, register_site
from support.refusals import refusal


@pytest.fixture
async def amended(monitor: Monitor, chain: Chain) -> str:
    """The path of a released finding that its monitor is amending after a dispute."""
    finding = await monitor.shared(chain.site, "supplier", "affiliates")
    path = f"/v1/findings/{finding}"
    said = {"to": "disputed", "reason": "We do not know this site."}
    assert (await chain.voice.post(f"{path}/transitions", json=said)).status_code == 200
    assert (await monitor.move(finding, "amended")).status_code == 200
    return path


async def patched(monitor: Monitor, path: str, changes: dict[str, Any]) -> Any:
    etag = (await monitor.editor.get(path)).headers["ETag"]
    return await monitor.editor.patch(path, json=changes, headers={"If-Match": etag})


async def test_it_is_not_exchanged_for_another_site(
    suppliers: Cast, monitor: Monitor, chain: Chain, amended: str
) -> None:
    other = await register_site(suppliers)
    refused = await patched(monitor, amended, {"facility_id": other})
    assert (refused.status_code, refused.json()["code"]) == (409, "site_confirmed")
    assert refused.json()["errors"][0]["pointer"] == "/facility_id"
    assert (await chain.officer.get(amended)).json()["facility_id"] == chain.site


async def test_it_is_not_described_anew(monitor: Monitor, chain: Chain, amended: str) -> None:
    refused = await patched(monitor, amended, {"facility": DRAFT["facility"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "site_confirmed")
    shared = await monitor.editor.post(f"{amended}/transitions", json={"to": "shared"})
    assert (shared.status_code, shared.json()["status"]) == (200, "shared")
    assert (await chain.officer.get(amended)).status_code == 200


async def test_the_same_site_may_be_said_again(monitor: Monitor, chain: Chain, amended: str) -> None:
    said = await patched(monitor, amended, {"facility_id": chain.site})
    assert (said.status_code, said.json()["facility_id"]) == (200, chain.site)


async def test_its_text_can_still_be_corrected(monitor: Monitor, chain: Chain, amended: str) -> None:
    corrected = await patched(monitor, amended, {"summary_public": "Overtime beyond the legal limit."})
    assert corrected.status_code == 200
    assert (await chain.officer.get(amended)).json()["summary_public"] == "Overtime beyond the legal limit."


@pytest.mark.parametrize("said", ["facility", "facility_id"])
async def test_a_finding_that_is_not_being_amended_keeps_its_site_too(
    suppliers: Cast, monitor: Monitor, chain: Chain, said: str
) -> None:
    finding = await monitor.shared(chain.site, "supplier")
    value = DRAFT["facility"] if said == "facility" else await register_site(suppliers)
    refused = await patched(monitor, f"/v1/findings/{finding}", {said: value})
    assert refusal(refused) == (409, "site_confirmed")
    assert (await monitor.editor.get(f"/v1/findings/{finding}")).json()["facility_id"] == chain.site
