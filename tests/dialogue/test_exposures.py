"""Exposures: which contracts of a buyer a released finding touches, and how much is disclosed at all."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from chassis.clock import today
from chassis.state import state_of
from dialogue.tables import ReadLog
from support.cast import Actor, Cast
from support.chains import Chain, chain_of
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal


@pytest.fixture
async def chain(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor) -> Chain:
    """The chain of an affiliated buyer."""
    made = await chain_of(dialogue, suppliers, gateway_feed)
    await affiliate(gateway_feed, made.officer.org, monitor.org)
    return made


def now_here() -> dict[str, str]:
    """A period of this month and the last."""
    return {"period_from": (today() - timedelta(days=40)).isoformat(), "period_to": today().isoformat()}


async def exposures(actor: Actor, finding: str) -> Any:
    return await actor.get("/v1/exposures", params={"finding_id": finding})


async def test_a_finding_at_a_disclosed_site_touches_contract_and_product(monitor: Monitor, chain: Chain) -> None:
    finding = await monitor.shared(chain.site, "affiliates", **now_here())
    answer = await exposures(chain.officer, finding)
    assert answer.status_code == 200, answer.text
    [item] = answer.json()["items"]
    assert (item["contract_id"], item["product_id"], item["facility_id"]) == (
        chain.contract,
        chain.product,
        chain.site,
    )
    assert (item["tier"], item["match_kind"], item["confidence"]) == ("T0", "exact_product", "high")
    assert (item["contract_reference"], item["involvement"]) == ("ICT-014", "directly_linked")
    assert answer.json()["next"] is None
    coverage = answer.json()["coverage"]
    assert (coverage["products_delivered"], coverage["products_disclosed"]) == (1, 1)


async def test_a_buyer_that_is_not_touched_gets_an_empty_list_of_the_same_shape(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    other = await chain_of(dialogue, suppliers, gateway_feed)
    await affiliate(gateway_feed, other.officer.org, monitor.org)
    nothing = dialogue.buyer()
    await affiliate(gateway_feed, nothing.org, monitor.org)
    finding = await monitor.shared(chain.site, "affiliates", **now_here())
    touched = (await exposures(chain.officer, finding)).json()
    for untouched in (other.officer, nothing):
        answer = await exposures(untouched, finding)
        assert (answer.status_code, answer.json()["items"]) == (200, [])
        assert set(answer.json()) == set(touched)
        assert set(answer.json()["coverage"]) == set(touched["coverage"])


async def test_two_buyers_of_one_site_each_see_their_own(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    second = await chain_of(dialogue, suppliers, gateway_feed, supplier_id=chain.supplier_id, site=chain.site)
    await affiliate(gateway_feed, second.officer.org, monitor.org)
    finding = await monitor.shared(chain.site, "affiliates", **now_here())
    for each in (chain, second):
        items = (await exposures(each.officer, finding)).json()["items"]
        assert {item["contract_id"] for item in items} == {each.contract}


async def test_only_buyers_ask(dialogue: Cast, monitor: Monitor, chain: Chain) -> None:
    finding = await monitor.shared(chain.site, "public", **now_here())
    assert refusal(await exposures(dialogue.anonymous, finding)) == UNAUTHENTICATED
    for actor in (chain.voice, monitor.editor, dialogue.platform()):
        for asked in (finding, str(uuid4())):
            assert refusal(await exposures(actor, asked)) == FORBIDDEN


async def test_a_finding_that_one_may_not_see_is_not_found(dialogue: Cast, monitor: Monitor, chain: Chain) -> None:
    hidden = await monitor.validated(facility=None, facility_id=chain.site, **now_here())
    shared = await monitor.shared(chain.site, "affiliates", **now_here())
    embargo = (today() + timedelta(days=3)).isoformat()
    embargoed = await monitor.shared(chain.site, "affiliates", embargo_until=embargo, **now_here())
    for actor, finding in [(chain.officer, hidden), (chain.officer, embargoed), (dialogue.buyer(), shared)]:
        answer = await exposures(actor, finding)
        assert (answer.status_code, answer.json()["code"]) == (404, "finding_not_found")
    without = await chain.officer.get("/v1/exposures")
    assert (without.status_code, without.json()["errors"][0]["pointer"]) == (422, "/query/finding_id")


async def test_every_question_is_logged(dialogue_app: FastAPI, monitor: Monitor, chain: Chain) -> None:
    finding = await monitor.shared(chain.site, "affiliates", **now_here())
    await exposures(chain.officer, finding)
    async with state_of(dialogue_app).worker_sessions() as session:
        statement = select(ReadLog).where(col(ReadLog.subject_id) == UUID(finding))
        [entry] = (await session.exec(statement)).all()
    assert (entry.reader, entry.reader_org, entry.subject_type) == (
        chain.officer.person,
        chain.officer.org,
        "finding.exposure",
    )
