"""What refers to a finding: it shows the reference only to those who may read the finding at that moment."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.clock import today
from support.cast import Actor, Cast
from support.chains import Chain, dialogue_of
from support.dumps import places_of
from support.feeds import ScriptedFeed
from support.findings import Monitor, register_organisation
from support.market import day, made

HELD = {
    "action_points.origin_id",
    "annual_reviews.agenda_held",
    "annual_reviews.agenda_shared",
    "finding_readers.finding_id",
    "finding_releases.finding_id",
    "findings.id",
    "grants.row_id",
    "journal.subject_id",
    "read_log.subject_id",
    "review_annex_items.finding_id",
    "review_outcomes.subject_id",
}
"""Where the ids of findings are stored. Before a place is added here, its readers must ask `known_findings`.

No route reads `read_log`.
"""


@pytest.fixture
def other(dialogue: Cast) -> Monitor:
    """A monitor that takes part in the dialogue and was never told of the finding."""
    return Monitor(dialogue)


@pytest.fixture
async def expert(dialogue: Cast) -> Actor:
    return dialogue.expert()


@pytest.fixture
async def talk(chain: Chain, monitor: Monitor, other: Monitor, expert: Actor, gateway_feed: ScriptedFeed) -> str:
    """A dialogue with three guests: the monitor of the finding, another one, and an expert."""
    talk = await dialogue_of(chain)
    for org, kind in ((monitor.org, "monitor"), (other.org, "monitor"), (expert.org, "expert")):
        await register_organisation(gateway_feed, org, kind)
        made(await chain.officer.post(f"/v1/dialogues/{talk}/participants", json={"organisation_id": str(org)}))
    return talk


async def finding_here(monitor: Monitor, chain: Chain, *audiences: str) -> str:
    period = {"period_from": (today() - timedelta(days=40)).isoformat(), "period_to": today().isoformat()}
    return await monitor.shared(chain.site, *audiences, **period)


async def action_from(chain: Chain, talk: str, finding: str) -> str:
    """The address of an action point that a finding led to, and that both sides read."""
    body = {
        "dialogue_id": talk,
        "owner_side": "supplier",
        "title": "Pay the overtime",
        "success_criterion": "The workers have their pay.",
        "due_date": day(60),
        "origin": {"kind": "finding", "id": finding},
    }
    return f"/v1/action-points/{made(await chain.officer.post('/v1/action-points', json=body))['id']}"


async def origin(actor: Actor, address: str) -> Any:
    return made(await actor.get(address), 200)["origin"]


async def test_an_origin_is_shown_to_those_who_may_read_the_finding(
    monitor: Monitor, other: Monitor, chain: Chain, talk: str, expert: Actor
) -> None:
    finding = await finding_here(monitor, chain, "supplier", "affiliates")
    address = await action_from(chain, talk, finding)
    for knows in (chain.officer, chain.voice, monitor.editor):
        assert await origin(knows, address) == {"kind": "finding", "id": finding}
    for guest in (other.editor, other.author, expert):
        shown = await guest.get(address)
        assert (shown.status_code, shown.json()["origin"]) == (200, None)
        assert finding not in shown.text


async def test_an_origin_goes_with_a_finding_that_is_withdrawn(monitor: Monitor, chain: Chain, talk: str) -> None:
    finding = await finding_here(monitor, chain, "supplier", "affiliates")
    address = await action_from(chain, talk, finding)
    await monitor.move(finding, "withdrawn", reason="safety")
    for side in (chain.officer, chain.voice):
        assert finding not in (await side.get(address)).text
    assert await origin(monitor.editor, address) == {"kind": "finding", "id": finding}


async def test_an_origin_is_hidden_while_a_new_embargo_lasts(monitor: Monitor, chain: Chain, talk: str) -> None:
    finding = await finding_here(monitor, chain, "supplier", "affiliates")
    address = await action_from(chain, talk, finding)
    etag = (await monitor.editor.get(f"/v1/findings/{finding}")).headers["ETag"]
    hidden = await monitor.editor.patch(
        f"/v1/findings/{finding}", json={"embargo_until": day(30)}, headers={"If-Match": etag}
    )
    assert hidden.status_code == 200
    for side in (chain.officer, chain.voice):
        assert await origin(side, address) is None


async def test_what_a_finding_led_to_is_not_shared_once_the_buyer_cannot_read_it(
    monitor: Monitor, chain: Chain, talk: str
) -> None:
    finding = await finding_here(monitor, chain, "affiliates")
    address = await action_from(chain, talk, finding)
    await monitor.move(finding, "withdrawn", reason="safety")
    read = await chain.officer.get(address)
    opened = await chain.officer.patch(
        address, json={"shown_to": "parties"}, headers={"If-Match": read.headers["ETag"]}
    )
    assert (opened.status_code, opened.json()["code"]) == (422, "origin_not_shared")


async def test_only_the_monitor_of_the_finding_verifies_what_it_led_to(
    monitor: Monitor, other: Monitor, chain: Chain, talk: str
) -> None:
    address = await action_from(chain, talk, await finding_here(monitor, chain, "supplier", "affiliates"))
    for to in ("agreed", "in_progress", "done_claimed"):
        made(await chain.voice.post(f"{address}/transitions", json={"to": to}), 200)
    assert made(await other.editor.get(address), 200)["allowed_transitions"] == []
    refused = await other.editor.post(f"{address}/transitions", json={"to": "verified"})
    assert refused.status_code == 403
    verified = await monitor.editor.post(f"{address}/transitions", json={"to": "verified"})
    assert made(verified, 200)["verified_by"] == "monitor"


async def test_another_monitor_does_not_verify_what_a_public_finding_led_to(
    monitor: Monitor, other: Monitor, chain: Chain, talk: str
) -> None:
    finding = await finding_here(monitor, chain, "supplier")
    await monitor.share(finding, None, "public")
    address = await action_from(chain, talk, finding)
    assert await origin(other.editor, address) == {"kind": "finding", "id": finding}
    for to in ("agreed", "in_progress", "done_claimed"):
        made(await chain.voice.post(f"{address}/transitions", json={"to": to}), 200)
    refused = await other.editor.post(f"{address}/transitions", json={"to": "verified"})
    assert refused.status_code == 403


async def test_every_place_that_holds_the_id_of_a_finding_is_known_and_hides_it(
    dialogue: Cast, monitor: Monitor, other: Monitor, chain: Chain, talk: str, expert: Actor
) -> None:
    """The finding is referred to in every way there is; then all that each participant reads is looked through."""
    finding = await finding_here(monitor, chain, "affiliates")
    review = made(await chain.officer.post("/v1/annual-reviews", json={"dialogue_id": talk, "year": today().year}))
    path = f"/v1/annual-reviews/{review['id']}"
    for to in ("agenda_draft", "agenda_shared"):
        made(await chain.officer.post(f"{path}/transitions", json={"to": to}), 200)
    await monitor.share(finding, None, "supplier")
    await action_from(chain, talk, finding)
    made(await chain.officer.post(f"{path}/transitions", json={"to": "postponed", "reason": "Ill."}), 200)
    made(await chain.officer.post(f"{path}/transitions", json={"to": "scheduled", "planned_date": day(5)}), 200)
    for to in ("agenda_draft", "agenda_shared", "held"):
        made(await chain.officer.post(f"{path}/transitions", json={"to": to}), 200)
    outcome = {"kind": "finding", "subject_id": finding, "outcome": "noted"}
    made(await chain.officer.post(f"{path}/outcomes", json=[outcome]), 200)
    assert await places_of(dialogue.app, finding) == HELD
    for guest in (other.editor, expert):
        assert finding not in await all_that_is_read(guest, talk)
    for side in (chain.officer, chain.voice):
        assert finding in await all_that_is_read(side, talk)
    await monitor.move(finding, "withdrawn", reason="safety")
    for side in (chain.officer, chain.voice):
        assert finding not in await all_that_is_read(side, talk)


async def all_that_is_read(actor: Actor, talk: str) -> str:
    """The texts of all lists and single things of a dialogue that the actor can read."""
    pages = [await actor.get(f"/v1/dialogues/{talk}{more}") for more in ("", "/participants", "/timeline")]
    for name in ("action-points", "annual-reviews", "meetings", "assignments", "evidence"):
        listed = await actor.get(f"/v1/{name}", params={"dialogue_id": talk})
        pages.append(listed)
        for item in listed.json().get("items", []):
            pages.append(await actor.get(f"/v1/{name}/{item['id']}"))
            if name == "annual-reviews":
                pages.append(await actor.get(f"/v1/{name}/{item['id']}/agenda"))
    return "\n".join(page.text for page in pages)
