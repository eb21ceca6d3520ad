"""The scenes of most tests: a dialogue of a buyer and its supplier, and a site of theirs with a monitor."""

from functools import partial
from typing import Any

import pytest

from support.assignments import DUE, Ask, SentAssignment
from support.cast import Cast
from support.chains import Chain, chain_of
from support.dossiers import MakeScene, Scene, open_scene
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate


@pytest.fixture
def scene(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed) -> MakeScene:
    """Opens dialogues: `await scene()`."""
    return partial(open_scene, dialogue, suppliers, gateway_feed)


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
