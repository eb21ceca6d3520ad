"""A refused supplier link: its access ends, and starts again if the link is confirmed."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from chassis.state import state_of
from dialogue.tables import SupplierLink
from support.cast import Cast
from support.chains import Chain, chain_of
from support.dossiers import MakeScene, Scene
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate
from support.refusals import refusal


class Platform:
    """Decides whether somebody's voice speaks for their supplier."""

    def __init__(self, feed: ScriptedFeed, of: Scene | Chain) -> None:
        self.feed = feed
        self.said = {
            "buyer_id": str(of.officer.org),
            "supplier_id": str(of.supplier_id),
            "org_id": str(of.voice.org),
            "org_name": "Meridiaan",
        }

    async def decides(self, status: str, **said: Any) -> None:
        await self.feed.say(f"supplier_link.{status}", {**self.said, **said})


@pytest.fixture
async def talk(scene: MakeScene, gateway_feed: ScriptedFeed) -> Scene:
    """A dialogue whose supplier's voice the platform has confirmed."""
    talk = await scene()
    await Platform(gateway_feed, talk).decides("confirmed")
    return talk


async def test_a_refused_link_closes_the_dossiers_it_opened(
    dialogue_app: FastAPI, talk: Scene, gateway_feed: ScriptedFeed
) -> None:
    await Platform(gateway_feed, talk).decides("refused")
    assert (await talk.voice.get(talk.address)).status_code == 404
    assert (await talk.voice.get("/v1/dialogues")).json()["items"] == []
    assert (await talk.voice.get(f"{talk.address}/timeline")).status_code == 404
    assert (await talk.move(talk.voice, "accepted")).status_code == 404
    timeline = (await talk.officer.get(f"{talk.address}/timeline")).json()["items"]
    assert timeline[0]["verb"] == "dossier.closed"
    async with state_of(dialogue_app).worker_sessions() as session:
        kept = select(SupplierLink).where(col(SupplierLink.org_id) == talk.voice.org)
        assert (await session.exec(kept)).all() == []


async def test_an_ended_link_closes_the_dossiers_and_leaves_what_the_organisation_was_told(
    dialogue_app: FastAPI, scene: MakeScene, talk: Scene, gateway_feed: ScriptedFeed
) -> None:
    """The gateway says first which of its other links keeps what the platform has confirmed."""
    elsewhere = await scene()
    pending = Platform(gateway_feed, talk)
    pending.said["buyer_id"] = str(elsewhere.officer.org)
    await pending.decides("made")
    await pending.decides("kept")
    await Platform(gateway_feed, talk).decides("ended")
    assert (await talk.voice.get(talk.address)).status_code == 404
    timeline = (await talk.officer.get(f"{talk.address}/timeline")).json()["items"]
    assert timeline[0]["verb"] == "dossier.closed"
    async with state_of(dialogue_app).worker_sessions() as session:
        kept = select(SupplierLink).where(col(SupplierLink.org_id) == talk.voice.org)
        (row,) = (await session.exec(kept)).all()
    assert (row.buyer_id, row.status) == (elsewhere.officer.org, "confirmed")


async def test_a_dialogue_opened_after_the_refusal_stays_closed_to_it(
    talk: Scene, gateway_feed: ScriptedFeed
) -> None:
    await Platform(gateway_feed, talk).decides("refused")
    body = {"supplier_id": str(talk.supplier_id), "basis": "voluntary", "title": "The monitors of 2027"}
    later = (await talk.officer.post("/v1/dialogues", json=body)).json()["id"]
    assert refusal(await talk.voice.get(f"/v1/dialogues/{later}")) == (404, "dialogue_not_found")


async def test_a_refusal_changes_nothing_for_other_representatives(
    scene: MakeScene, talk: Scene, gateway_feed: ScriptedFeed
) -> None:
    elsewhere = await scene()
    await Platform(gateway_feed, talk).decides("refused")
    assert (await elsewhere.read(elsewhere.voice))["id"] == str(elsewhere.id)


async def test_a_refused_link_that_is_confirmed_later_gives_access_again(
    talk: Scene, gateway_feed: ScriptedFeed
) -> None:
    platform = Platform(gateway_feed, talk)
    await platform.decides("refused")
    await platform.decides("confirmed")
    assert (await talk.read(talk.voice))["id"] == str(talk.id)
    timeline: list[dict[str, Any]] = (await talk.voice.get(f"{talk.address}/timeline")).json()["items"]
    assert [entry["verb"] for entry in timeline[:2]] == ["dossier.opened", "dossier.closed"]


async def test_findings_that_it_could_read_are_gone_too(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed
) -> None:
    monitor = Monitor(dialogue)
    chain = await chain_of(dialogue, suppliers, gateway_feed)
    await affiliate(gateway_feed, chain.officer.org, monitor.org)
    finding = await monitor.shared(chain.site, "supplier", "affiliates")
    assert (await chain.voice.get(f"/v1/findings/{finding}")).status_code == 200
    await Platform(gateway_feed, chain).decides("refused")
    assert (await chain.voice.get(f"/v1/findings/{finding}")).status_code == 404
    listed = (await chain.voice.get("/v1/findings", params={"facility_id": chain.site})).json()
    assert listed["items"] == []
    assert (await chain.officer.get(f"/v1/findings/{finding}")).status_code == 200


async def test_an_organisation_that_is_confirmed_with_another_buyer_keeps_its_findings(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed
) -> None:
    monitor = Monitor(dialogue)
    chain = await chain_of(dialogue, suppliers, gateway_feed)
    await affiliate(gateway_feed, chain.officer.org, monitor.org)
    await Platform(gateway_feed, chain).decides("confirmed", is_confirmed=True)
    finding = await monitor.shared(chain.site, "supplier", "affiliates")
    elsewhere = Platform(gateway_feed, chain)
    elsewhere.said["buyer_id"] = str(uuid4())
    await elsewhere.decides("made", is_confirmed=True)
    await elsewhere.decides("refused", is_confirmed=True)
    read = await chain.voice.get(f"/v1/findings/{finding}")
    assert (read.status_code, read.json()["id"]) == (200, finding)


async def test_findings_that_another_link_still_allows_stay(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed
) -> None:
    """The platform has confirmed the voice for two buyers, and refuses one of these links."""
    monitor = Monitor(dialogue)
    chain = await chain_of(dialogue, suppliers, gateway_feed)
    await affiliate(gateway_feed, chain.officer.org, monitor.org)
    first = Platform(gateway_feed, chain)
    second = Platform(gateway_feed, chain)
    second.said = {**first.said, "buyer_id": str(dialogue.buyer().org)}
    await first.decides("confirmed")
    await second.decides("made")
    await second.decides("confirmed")
    finding = await monitor.shared(chain.site, "supplier", "affiliates")
    await second.decides("refused")
    assert (await chain.voice.get(f"/v1/findings/{finding}")).status_code == 200
    await first.decides("refused")
    assert refusal(await chain.voice.get(f"/v1/findings/{finding}")) == (404, "finding_not_found")
