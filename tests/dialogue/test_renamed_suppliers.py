"""A supplier that the platform confirmed as one company is told nothing new in the name of another one."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.clock import today
from chassis.state import state_of
from dialogue.findings.jobs import lift_embargoes
from support.cast import Actor, Cast
from support.chains import Chain, chain_of, represents, state
from support.feeds import ScriptedFeed
from support.findings import Monitor
from support.market import made
from support.refusals import refusal

TOMORROW = today() + timedelta(days=1)
FAMOUS = "A Famous Company"


@pytest.fixture
async def chain(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed) -> Chain:
    """A supplier that the platform has confirmed; a buyer accepted its confidential list."""
    return await chain_of(dialogue, suppliers, gateway_feed)


async def renamed(suppliers: Cast, chain: Chain, **facts: Any) -> str:
    """The supplier's own people give it another name; returns the one of before."""
    person, address = (
        suppliers.supplier(chain.supplier_id, org=chain.voice.org),
        f"/v1/suppliers/{chain.supplier_id}",
    )
    before = await person.get(address)
    tag = {"If-Match": before.headers["ETag"]}
    made(await person.patch(f"{address}?allow_duplicate=true", json=facts or {"name": FAMOUS}, headers=tag), 200)
    return str(before.json()["name"])


async def validated_at(monitor: Monitor, chain: Chain, **facts: Any) -> str:
    return await monitor.validated(facility=None, facility_id=chain.site, **facts)


async def released(monitor: Monitor, finding: str, chain: Chain) -> Any:
    return await monitor.move(finding, "shared", audiences=["supplier"], suppliers=[chain.supplier_id])


async def status(actor: Actor, finding: str) -> int:
    return int((await actor.get(f"/v1/findings/{finding}")).status_code)


async def test_a_renamed_supplier_is_no_recipient_until_the_platform_confirms_it_again(
    suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    finding = await validated_at(monitor, chain)
    before = await renamed(suppliers, chain)
    [candidate] = await monitor.candidates(finding)
    assert (candidate["supplier_name"], candidate["confirmed_name"]) == (FAMOUS, before)
    doubts = [doubt["code"] for doubt in candidate["doubts"]]
    assert (candidate["is_eligible"], doubts[-1]) == (False, "renamed_since_confirmed")
    assert refusal(await released(monitor, finding, chain)) == (422, "supplier_not_eligible")
    await represents(
        gateway_feed, suppliers, buyer=chain.officer.org, supplier_id=chain.supplier_id, org=chain.voice.org
    )
    [candidate] = await monitor.candidates(finding)
    assert (candidate["is_eligible"], candidate["confirmed_name"]) == (True, None)
    assert (await released(monitor, finding, chain)).status_code == 200
    assert await status(chain.voice, finding) == 200


@pytest.mark.parametrize(
    "change", [{"website": "https://famous.example"}, {"country": "NL"}, {"legal_name": FAMOUS}]
)
async def test_whatever_the_platform_compared_is_a_ground_of_its_confirmation(
    suppliers: Cast, monitor: Monitor, chain: Chain, change: dict[str, str]
) -> None:
    finding = await validated_at(monitor, chain)
    name = await renamed(suppliers, chain, **change)
    [candidate] = await monitor.candidates(finding)
    assert (candidate["is_eligible"], candidate["confirmed_name"]) == (False, name)


async def test_a_supplier_that_is_renamed_under_an_embargo_is_not_told_when_it_ends(
    dialogue: Cast, suppliers: Cast, monitor: Monitor, chain: Chain
) -> None:
    finding = await validated_at(monitor, chain, embargo_until=TOMORROW.isoformat())
    assert (await released(monitor, finding, chain)).status_code == 200
    await renamed(suppliers, chain)
    await lift_embargoes(state_of(dialogue.app), on=TOMORROW)
    [release] = (await monitor.editor.get(f"/v1/findings/{finding}")).json()["releases"]
    omitted = {"organisation_id": str(chain.voice.org), "reason": "supplier_not_eligible"}
    assert (release["readers"], release["omitted"]) == (0, [omitted])


async def test_a_supplier_that_knows_a_finding_keeps_it_under_its_new_name(
    suppliers: Cast, monitor: Monitor, chain: Chain
) -> None:
    finding = await validated_at(monitor, chain)
    assert (await released(monitor, finding, chain)).status_code == 200
    await renamed(suppliers, chain)
    assert await status(chain.voice, finding) == 200


async def test_a_list_that_is_accepted_after_the_change_does_not_heal_it(
    suppliers: Cast, monitor: Monitor, chain: Chain
) -> None:
    finding = await validated_at(monitor, chain)
    await renamed(suppliers, chain)
    person = suppliers.supplier(chain.supplier_id, org=chain.voice.org)
    await state(person, chain.purchasing, chain.supplier_id, chain.site, product_family="tablet")
    [candidate] = await monitor.candidates(finding)
    assert not candidate["is_eligible"]
