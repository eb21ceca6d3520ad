"""What refers to a finding: it shows the reference only to those who may read the finding at that moment."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from chassis.clock import today
from chassis.state import state_of
from dialogue.action_points.jobs import begin_remedies
from support.cast import Actor, Cast
from support.chains import Chain, dialogue_of
from support.dumps import places_of
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate, register_organisation
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


async def finding_here(monitor: Monitor, chain: Chain, *audiences: str, **facts: Any) -> str:
    period = {"period_from": (today() - timedelta(days=40)).isoformat(), "period_to": today().isoformat()}
    return await monitor.shared(chain.site, *audiences, **period, **facts)


def action_on(talk: str, finding: str, **facts: Any) -> dict[str, Any]:
    return {
        "dialogue_id": talk,
        "owner_side": "supplier",
        "title": "Pay the overtime",
        "success_criterion": "The workers have their pay.",
        "due_date": day(20),
        "origin": {"kind": "finding", "id": finding},
        **facts,
    }


async def action_from(chain: Chain, talk: str, finding: str) -> str:
    """The address of an action point that a finding led to, and that both sides read."""
    body = action_on(talk, finding)
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


async def test_an_action_on_a_critical_finding_is_critical_and_due_in_time(
    monitor: Monitor, chain: Chain, talk: str
) -> None:
    finding = await finding_here(monitor, chain, "supplier", "affiliates", provisions=["FL01"])
    late = await chain.officer.post("/v1/action-points", json=action_on(talk, finding, due_date=day(400)))
    assert (late.status_code, late.json()["code"]) == (422, "due_after_timeline")
    assert (late.json()["errors"][0]["pointer"], day(30) in late.json()["detail"]) == ("/due_date", True)
    body = action_on(talk, finding, due_date=day(30), priority="medium")
    action = await chain.officer.post("/v1/action-points", json=body)
    assert made(action)["priority"] == "critical"
    address, tag = action.headers["Location"], {"If-Match": action.headers["ETag"]}
    change = {"due_date": day(400), "reason": "The machines come next year."}
    for side in (chain.officer, chain.voice):
        assert (await side.patch(address, json=change, headers=tag)).json()["code"] == "due_after_timeline"
    lower = await chain.officer.patch(address, json={"priority": "low"}, headers=tag)
    assert made(lower, 200)["priority"] == "critical"


async def test_only_the_monitor_of_a_critical_finding_gives_more_time(
    monitor: Monitor, other: Monitor, chain: Chain, talk: str
) -> None:
    finding = await finding_here(monitor, chain, "supplier", "affiliates", provisions=["FL01"])
    address = await action_from(chain, talk, finding)
    tag = {"If-Match": (await monitor.editor.get(address)).headers["ETag"]}
    change = {"due_date": day(90), "reason": "The workers prefer a plan with their union."}
    foreign = await other.editor.patch(address, json=change, headers=tag)
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not_yours")
    assert (await monitor.editor.patch(address, json={"title": "Ours"}, headers=tag)).status_code == 403
    given = made(await monitor.editor.patch(address, json=change, headers=tag), 200)
    assert (given["due_date"], given["due_history"][0]["by"]) == (day(90), "monitor")


async def set_day(actor: Actor, address: str, due_date: str) -> Any:
    tag = {"If-Match": (await actor.get(address)).headers["ETag"]}
    return await actor.patch(address, json={"due_date": due_date, "reason": "The union asks for it."}, headers=tag)


async def held_review(chain: Chain, talk: str, address: str) -> tuple[str, dict[str, str]]:
    """The address of a review that was held, and the outcome that carries over the action point."""
    made(await chain.voice.post(f"{address}/transitions", json={"to": "agreed"}), 200)
    review = made(await chain.officer.post("/v1/annual-reviews", json={"dialogue_id": talk, "year": today().year}))
    path = f"/v1/annual-reviews/{review['id']}"
    for to in ("agenda_draft", "agenda_shared", "held"):
        made(await chain.officer.post(f"{path}/transitions", json={"to": to}), 200)
    carried = {"kind": "open_action", "subject_id": address.rpartition("/")[2], "outcome": "carry_over"}
    return path, carried


async def test_the_two_sides_may_use_the_time_that_the_monitor_gave_and_no_more(
    monitor: Monitor, chain: Chain, talk: str
) -> None:
    finding = await finding_here(monitor, chain, "supplier", "affiliates", provisions=["FL01"])
    address = await action_from(chain, talk, finding)
    made(await set_day(monitor.editor, address, day(90)), 200)
    made(await set_day(chain.officer, address, day(25)), 200)
    made(await set_day(chain.officer, address, day(85)), 200)
    late = await set_day(chain.officer, address, day(91))
    assert (late.status_code, late.json()["code"], day(90) in late.json()["detail"]) == (
        422,
        "due_after_timeline",
        True,
    )


async def test_a_review_may_use_the_time_that_the_monitor_gave_and_no_more(
    monitor: Monitor, chain: Chain, talk: str
) -> None:
    finding = await finding_here(monitor, chain, "supplier", "affiliates", provisions=["FL01"])
    address = await action_from(chain, talk, finding)
    path, carried = await held_review(chain, talk, address)
    made(await set_day(monitor.editor, address, day(90)), 200)
    late = await chain.officer.post(f"{path}/outcomes", json=[{**carried, "new_due_date": day(91)}])
    assert (late.status_code, late.json()["code"]) == (422, "due_after_timeline")
    made(await chain.officer.post(f"{path}/outcomes", json=[{**carried, "new_due_date": day(90)}]), 200)
    for to in ("outcomes_draft", "outcomes_shared"):
        made(await chain.officer.post(f"{path}/transitions", json={"to": to}), 200)
    shared = made(await chain.voice.get(address), 200)
    assert (shared["due_date"], shared["carry_count"]) == (day(90), 1)


async def test_what_a_review_carries_over_is_checked_again_when_it_is_shared(
    monitor: Monitor, chain: Chain, talk: str
) -> None:
    """Between the two the monitor may take back the time that it gave."""
    finding = await finding_here(monitor, chain, "supplier", "affiliates", provisions=["FL01"])
    address = await action_from(chain, talk, finding)
    path, carried = await held_review(chain, talk, address)
    made(await set_day(monitor.editor, address, day(90)), 200)
    made(await chain.officer.post(f"{path}/outcomes", json=[{**carried, "new_due_date": day(90)}]), 200)
    made(await chain.officer.post(f"{path}/transitions", json={"to": "outcomes_draft"}), 200)
    made(await set_day(monitor.editor, address, day(40)), 200)
    late = await chain.officer.post(f"{path}/transitions", json={"to": "outcomes_shared"})
    assert (late.status_code, late.json()["code"]) == (422, "due_after_timeline")
    assert [error["pointer"] for error in late.json()["errors"]] == ["/to"]
    unchanged = made(await chain.officer.get(address), 200)
    assert (unchanged["due_date"], unchanged["carry_count"]) == (day(40), 0)
    assert made(await chain.officer.get(path), 200)["status"] == "outcomes_draft"
    made(await chain.officer.post(f"{path}/outcomes", json=[{**carried, "new_due_date": day(40)}]), 200)
    made(await chain.officer.post(f"{path}/transitions", json={"to": "outcomes_shared"}), 200)
    assert made(await chain.voice.get(address), 200)["due_date"] == day(40)


async def test_a_review_gives_no_more_time_than_a_critical_finding_leaves(
    monitor: Monitor, chain: Chain, talk: str
) -> None:
    finding = await finding_here(monitor, chain, "supplier", "affiliates", provisions=["FL01"])
    address = await action_from(chain, talk, finding)
    path, carried = await held_review(chain, talk, address)
    late = await chain.officer.post(f"{path}/outcomes", json=[{**carried, "new_due_date": day(400)}])
    assert (late.status_code, late.json()["code"]) == (422, "due_after_timeline")
    assert (late.json()["errors"][0]["pointer"], day(30) in late.json()["detail"]) == ("/0/new_due_date", True)
    made(await chain.officer.post(f"{path}/outcomes", json=[{**carried, "new_due_date": day(30)}]), 200)


async def test_a_monitor_without_a_seat_reads_what_its_finding_led_to_and_nothing_else(
    dialogue: Cast, gateway_feed: ScriptedFeed, chain: Chain, talk: str
) -> None:
    monitor = Monitor(dialogue)
    await register_organisation(gateway_feed, monitor.org, "monitor")
    await affiliate(gateway_feed, chain.officer.org, monitor.org)
    finding = await finding_here(monitor, chain, "supplier", "affiliates", provisions=["FL01"])
    address = await action_from(chain, talk, finding)
    other = await chain.officer.post("/v1/action-points", json=action_on(talk, "", origin=None))
    read = await monitor.editor.get(address)
    assert (read.status_code, read.json()["origin"]) == (200, {"kind": "finding", "id": finding})
    hidden = {name: read.json()[name] for name in ("meeting_id", "facility_ids", "evidence_ids")}
    assert (hidden, read.json()["allowed_transitions"]) == (
        {"meeting_id": None, "facility_ids": [], "evidence_ids": []},
        [],
    )
    listed = (await monitor.editor.get("/v1/action-points")).json()["items"]
    assert [item["id"] for item in listed] == [read.json()["id"]]
    for path in (f"/v1/dialogues/{talk}", f"/v1/dialogues/{talk}/timeline", other.headers["Location"]):
        assert (await monitor.editor.get(path)).status_code == 404
    tag = {"If-Match": read.headers["ETag"]}
    more_time = {"due_date": day(90), "reason": "The workers prefer a plan with their union."}
    for refused in (
        await monitor.editor.patch(address, json=more_time, headers=tag),
        await monitor.editor.post(f"{address}/transitions", json={"to": "verified"}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "seat_needed")
    stranger = Monitor(dialogue)
    assert (await stranger.editor.get(address)).status_code == 404


async def test_a_less_severe_finding_leaves_the_date_to_the_two_sides(
    monitor: Monitor, chain: Chain, talk: str
) -> None:
    mild = {"provisions": ["WG03"], "scale": 2, "scope": 1, "irremediability": 1}
    finding = await finding_here(monitor, chain, "supplier", "affiliates", **mild)
    body = action_on(talk, finding, due_date=day(400), priority="high")
    assert made(await chain.officer.post("/v1/action-points", json=body))["priority"] == "high"


async def test_a_finding_is_in_remediation_when_its_supplier_agrees_to_act(
    dialogue_app: FastAPI, monitor: Monitor, chain: Chain, talk: str
) -> None:
    finding = await finding_here(monitor, chain, "supplier", "affiliates")
    address = await action_from(chain, talk, finding)
    await begin_remedies(state_of(dialogue_app))
    assert made(await monitor.editor.get(f"/v1/findings/{finding}"), 200)["status"] == "shared"
    made(await chain.voice.post(f"{address}/transitions", json={"to": "agreed"}), 200)
    await begin_remedies(state_of(dialogue_app))
    read = made(await monitor.editor.get(f"/v1/findings/{finding}"), 200)
    assert (read["status"], read["remediation_status"]) == ("in_remediation", "plan_agreed")
