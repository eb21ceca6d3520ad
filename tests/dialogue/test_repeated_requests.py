"""A repeated request shows nothing that its caller may not read any more."""

from typing import Any

import pytest

from chassis.vocabulary import OrgKind, Role
from support.cast import Actor, Cast
from support.chains import Chain, dialogue_of
from support.dumps import places_of
from support.feeds import ScriptedFeed
from support.findings import Monitor
from support.market import day
from support.refusals import FORBIDDEN, refusal


@pytest.fixture
async def finding(monitor: Monitor, chain: Chain) -> str:
    return await monitor.shared(chain.site, "supplier", "affiliates")


async def reply(company: Actor, finding: str) -> Any:
    words = {"text": "We ask the site for its records."}
    return await company.post(f"/v1/findings/{finding}/replies", json=words, headers={"Idempotency-Key": finding})


async def test_a_repeat_gives_the_first_answer_while_the_finding_can_be_read(chain: Chain, finding: str) -> None:
    first, again = await reply(chain.voice, finding), await reply(chain.voice, finding)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_a_repeat_shows_nothing_under_a_new_embargo(monitor: Monitor, chain: Chain, finding: str) -> None:
    assert (await reply(chain.voice, finding)).status_code == 201
    assert (await embargo(monitor, finding, 30)).status_code == 200
    read = await chain.voice.get(f"/v1/findings/{finding}")
    assert read.status_code == 404, read.text
    again = await reply(chain.voice, finding)
    assert again.status_code == 404, (again.headers, again.text)
    assert (again.status_code, again.json()["code"]) == (404, "finding_not_found")
    assert again.json().keys() == read.json().keys()
    assert "Idempotent-Replayed" not in again.headers


async def action_from(officer: Actor, talk: str, finding: str) -> Any:
    """An action point that a finding led to: a thing of its own, whose answer quotes the finding."""
    body = {
        "dialogue_id": talk,
        "owner_side": "supplier",
        "title": "Pay the overtime",
        "success_criterion": "The workers have their pay.",
        "due_date": day(20),
        "origin": {"kind": "finding", "id": finding},
    }
    return await officer.post("/v1/action-points", json=body, headers={"Idempotency-Key": f"action {finding}"})


async def test_a_repeat_about_another_thing_does_not_quote_a_finding_under_a_new_embargo(
    dialogue: Cast, monitor: Monitor, chain: Chain, finding: str
) -> None:
    talk = await dialogue_of(chain)
    point = await action_from(chain.officer, talk, finding)
    assert (point.status_code, point.json()["origin"]["id"]) == (201, finding)
    agreed = {"json": {"to": "agreed"}, "headers": {"Idempotency-Key": f"agreed {finding}"}}
    address = f"/v1/action-points/{point.json()['id']}/transitions"
    assert finding in (await chain.voice.post(address, **agreed)).text
    assert "idempotency_answers.body" in await places_of(dialogue.app, finding)
    assert (await embargo(monitor, finding, 30)).status_code == 200
    for again in (await action_from(chain.officer, talk, finding), await chain.voice.post(address, **agreed)):
        assert "Idempotent-Replayed" not in again.headers
        assert finding not in again.text
    assert "idempotency_answers.body" not in await places_of(dialogue.app, finding)


async def test_a_longer_embargo_keeps_the_answers_of_the_monitor_itself(monitor: Monitor, finding: str) -> None:
    move = {"json": {"to": "in_remediation"}, "headers": {"Idempotency-Key": f"move {finding}"}}
    first = await monitor.editor.post(f"/v1/findings/{finding}/transitions", **move)
    for days in (30, 60):
        assert (await embargo(monitor, finding, days)).status_code == 200
    again = await monitor.editor.post(f"/v1/findings/{finding}/transitions", **move)
    assert (again.status_code, again.content) == (200, first.content)


async def embargo(monitor: Monitor, finding: str, days: int) -> Any:
    path = f"/v1/findings/{finding}"
    etag = (await monitor.editor.get(path)).headers["ETag"]
    return await monitor.editor.patch(path, json={"embargo_until": day(days)}, headers={"If-Match": etag})


async def test_a_repeat_shows_nothing_of_a_withdrawn_finding(monitor: Monitor, chain: Chain, finding: str) -> None:
    assert (await reply(chain.voice, finding)).status_code == 201
    await monitor.move(finding, "withdrawn", reason="safety")
    assert refusal(await reply(chain.voice, finding)) == (404, "finding_not_found")


async def test_a_repeat_shows_nothing_once_the_link_is_refused(
    gateway_feed: ScriptedFeed, chain: Chain, finding: str
) -> None:
    assert (await reply(chain.voice, finding)).status_code == 201
    said = {"buyer_id": str(chain.officer.org), "supplier_id": chain.supplier_id, "org_id": str(chain.voice.org)}
    await gateway_feed.say("supplier_link.refused", {**said, "org_name": "Meridiaan"})
    assert refusal(await reply(chain.voice, finding)) == (404, "finding_not_found")


async def test_a_repeat_needs_the_role_that_the_request_needed(dialogue: Cast, chain: Chain, finding: str) -> None:
    assert (await reply(chain.voice, finding)).status_code == 201
    voice = chain.voice
    identity = {"supplier_id": chain.supplier_id, "sub": str(voice.person)}
    demoted = dialogue.somebody(OrgKind.SUPPLIER, Role.SUPPLIER_ADMIN, org=voice.org, **identity)
    assert refusal(await reply(demoted, finding)) == FORBIDDEN
