"""The scenes of most tests: a dialogue of a buyer and its supplier, and a site of theirs with a monitor."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.vocabulary import Role
from support.assignments import DUE, Ask, SentAssignment
from support.cast import Cast
from support.chains import Chain, chain_of
from support.dossiers import MakeScene, Scene, link, register_supplier
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate


@pytest.fixture
async def scene(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed) -> MakeScene:
    """Opens a dialogue of a new buyer with a new supplier whose person is linked: `await scene()`."""

    async def make(*, is_linked: bool = True, **facts: Any) -> Scene:
        supplier_id = await register_supplier(suppliers)
        officer = dialogue.buyer()
        voice = dialogue.supplier(supplier_id, org=uuid4())
        if is_linked:
            await link(gateway_feed, buyer=officer.org, supplier_id=supplier_id, org=voice.org)
        body = {"supplier_id": str(supplier_id), "basis": "voluntary", "title": "The laptops of 2026", **facts}
        answer = await officer.post("/v1/dialogues", json=body)
        assert answer.status_code == 201, answer.text
        manager = dialogue.buyer(Role.BUYER_MANAGER, org=officer.org)
        return Scene(UUID(answer.json()["id"]), supplier_id, officer, manager, voice)

    return make


@pytest.fixture
async def ask(scene: MakeScene) -> Ask:
    """Sends the first questionnaire in a new dialogue: `await ask()`."""

    async def send(talk: Scene | None = None, **facts: Any) -> SentAssignment:
        talk = talk or await scene()
        body = {"dialogue_id": str(talk.id), "questionnaire": "hrdd-start", "due_at": DUE, **facts}
        answer = await talk.officer.post("/v1/assignments", json=body)
        assert answer.status_code == 201, answer.text
        return SentAssignment(talk, answer.json()["id"])

    return send


@pytest.fixture
def monitor(dialogue: Cast) -> Monitor:
    return Monitor(dialogue)


@pytest.fixture
async def chain(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor) -> Chain:
    """A purchase from a site to its buyer, which is affiliated to the monitor."""
    chain = await chain_of(dialogue, suppliers, gateway_feed)
    await affiliate(gateway_feed, chain.officer.org, monitor.org)
    return chain
