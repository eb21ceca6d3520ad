"""Who was never told of a finding is never told, whatever happens to it: no event, no revision, no difference."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from chassis.clock import today
from chassis.state import state_of
from dialogue.findings.jobs import lift_embargoes
from dialogue.tables import Journal
from support.cast import Actor, Cast
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate, register_organisation, register_site

TOMORROW = today() + timedelta(days=1)
LATER = today() + timedelta(days=30)


@pytest.fixture
async def waiting(dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor) -> Actor:
    """An affiliated buyer, to whom a finding is released under an embargo."""
    buyer = dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    return buyer


@pytest.fixture
async def finding(suppliers: Cast, monitor: Monitor, waiting: Actor) -> str:
    """A finding under an embargo until tomorrow."""
    return await monitor.shared(
        await register_site(suppliers), "affiliates", "public", embargo_until=TOMORROW.isoformat()
    )


async def observed(app: FastAPI, reader: Actor, finding: str) -> dict[str, Any]:
    """All that an organisation can see of a finding, of its events and of its own lists."""
    answers: dict[str, Any] = {}
    for path in (
        f"/v1/findings/{finding}",
        "/v1/findings?count=exact",
        f"/v1/exposures?finding_id={finding}",
        "/internal/figures",
    ):
        answer = await reader.get(path)
        said = {name: value for name, value in answer.json().items() if name != "request_id"}
        answers[path] = (answer.status_code, answer.headers.get("etag"), said)
    async with state_of(app).worker_sessions() as session:
        entries = (await session.exec(select(Journal).order_by(col(Journal.seq)))).all()
    answers["events"] = [entry.verb for entry in entries if reader.org in entry.audience]
    return answers


async def patched(monitor: Monitor, finding: str, **change: Any) -> None:
    address = f"/v1/findings/{finding}"
    tag = (await monitor.editor.get(address)).headers["ETag"]
    answer = await monitor.editor.patch(address, json=change, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text


async def moved(monitor: Monitor, finding: str, to: str, **given: Any) -> None:
    answer = await monitor.move(finding, to, **given)
    assert answer.status_code == 200, answer.text


async def withdrawn(monitor: Monitor, finding: str) -> None:
    await moved(monitor, finding, "withdrawn", reason="safety")


async def remedied(monitor: Monitor, finding: str) -> None:
    await moved(monitor, finding, "in_remediation")
    await moved(monitor, finding, "closed_unremedied", reason="The site was closed.")


async def held_back_longer(monitor: Monitor, finding: str) -> None:
    await patched(monitor, finding, embargo_until=LATER.isoformat())


async def not_to_be_contacted(monitor: Monitor, finding: str) -> None:
    await patched(monitor, finding, do_not_contact_factory=True, remediation_status="plan_requested")


async def shared_again(monitor: Monitor, finding: str) -> None:
    await monitor.share(finding, None, "affiliates")


Act = Callable[[Monitor, str], Awaitable[None]]
ACTS: list[Act] = [withdrawn, remedied, held_back_longer, not_to_be_contacted, shared_again]


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_under_an_embargo_changes_nothing_for_those_who_wait(
    dialogue: Cast, dialogue_app: FastAPI, monitor: Monitor, waiting: Actor, finding: str, act: Act
) -> None:
    readers = (waiting, dialogue.buyer(), dialogue.supplier(uuid4()), dialogue.expert())
    before = [await observed(dialogue_app, reader, finding) for reader in readers]
    await act(monitor, finding)
    await lift_embargoes(state_of(dialogue_app))
    assert [await observed(dialogue_app, reader, finding) for reader in readers] == before
    assert not any(verb.startswith("finding.") for verb in before[0]["events"])


async def test_a_finding_that_was_withdrawn_under_an_embargo_is_not_told_when_it_would_have_ended(
    dialogue_app: FastAPI, monitor: Monitor, waiting: Actor, finding: str
) -> None:
    await withdrawn(monitor, finding)
    await lift_embargoes(state_of(dialogue_app), on=TOMORROW)
    assert "finding.released" not in (await observed(dialogue_app, waiting, finding))["events"]


async def test_of_two_releases_only_the_readers_who_were_told_hear_of_the_withdrawal(
    dialogue: Cast,
    suppliers: Cast,
    gateway_feed: ScriptedFeed,
    dialogue_app: FastAPI,
    monitor: Monitor,
    waiting: Actor,
) -> None:
    finding = await monitor.shared(await register_site(suppliers), "affiliates")
    late = dialogue.buyer()
    await register_organisation(gateway_feed, late.org, "buyer")
    await held_back_longer(monitor, finding)
    await monitor.share(finding, None, "named_buyers", named_buyers=[str(late.org)])
    await withdrawn(monitor, finding)
    heard = {reader.org: (await observed(dialogue_app, reader, finding))["events"] for reader in (waiting, late)}
    assert heard == {waiting.org: ["finding.released", "finding.withdrawn"], late.org: []}


async def test_for_its_readers_a_finding_is_released_on_the_day_on_which_they_are_told(
    dialogue: Cast, dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, waiting: Actor, finding: str
) -> None:
    await lift_embargoes(state_of(dialogue_app), on=TOMORROW)
    await patched(monitor, finding, embargo_until=today().isoformat())
    copy = (await waiting.get(f"/v1/findings/{finding}")).json()
    assert (copy["released_on"], copy["revision"]) == (TOMORROW.isoformat(), 1)


async def test_lifting_an_embargo_tells_its_readers_at_once(
    dialogue_app: FastAPI, monitor: Monitor, waiting: Actor, finding: str
) -> None:
    await patched(monitor, finding, embargo_until=None)
    assert (await observed(dialogue_app, waiting, finding))["events"] == ["finding.released"]
    assert (await waiting.get(f"/v1/findings/{finding}")).status_code == 200
