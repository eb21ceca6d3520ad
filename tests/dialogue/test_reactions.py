"""Reactions: what a company says of a finding is its own, and only the monitor and its buyers read it with it."""

from typing import Any

import pytest

from support.cast import Actor, Cast
from support.chains import Chain, chain_of
from support.events import events_for
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate
from support.refusals import FORBIDDEN, refusal

REMEDIED = {"workers_confirmation": {"asked": 40, "confirmed": 34}, "buyers_contribution": "none"}


@pytest.fixture
async def rival(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> Chain:
    """Another supplier of the same site, with a buyer of its own."""
    rival = await chain_of(dialogue, suppliers, gateway_feed, site=chain.site)
    await affiliate(gateway_feed, rival.officer.org, monitor.org)
    return rival


@pytest.fixture
async def finding(monitor: Monitor, chain: Chain, rival: Chain) -> str:
    """The path of a finding that both suppliers and both buyers read."""
    return f"/v1/findings/{await monitor.shared(chain.site, 'supplier', 'affiliates')}"


async def react(actor: Actor, finding: str, to: str, **given: Any) -> Any:
    return await actor.post(f"{finding}/transitions", json={"to": to, **given})


async def statuses(actor: Actor, finding: str) -> list[str]:
    """The reactions that the actor reads."""
    return [reaction["status"] for reaction in (await actor.get(finding)).json()["reactions"]]


STEPS: list[list[tuple[str, dict[str, Any]]]] = [
    [("acknowledged", {})],
    [("disputed", {"reason": "The site was closed that month."})],
    [("acknowledged", {"reason": "We look into it."}), ("remediation_claimed", {})],
]


@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: steps[-1][0])
async def test_a_reaction_changes_nothing_for_another_company_and_its_buyer(
    dialogue: Cast, chain: Chain, rival: Chain, finding: str, steps: list[tuple[str, dict[str, Any]]]
) -> None:
    others = (rival.voice, rival.officer)
    before = [await other.get(finding) for other in others]
    events = [await events_for(dialogue.app, other.org) for other in others]
    for to, given in steps:
        assert (await react(chain.voice, finding, to, **given)).status_code == 200
    after = [await other.get(finding) for other in others]
    assert [(read.headers["ETag"], read.content) for read in after] == [
        (read.headers["ETag"], read.content) for read in before
    ]
    assert [await events_for(dialogue.app, other.org) for other in others] == events


async def test_a_reaction_is_read_by_the_company_the_monitor_and_the_companys_buyer(
    dialogue: Cast, monitor: Monitor, chain: Chain, rival: Chain, finding: str
) -> None:
    mine = (await react(chain.voice, finding, "acknowledged")).json()
    assert (mine["status"], mine["allowed_transitions"]) == ("shared", ["disputed", "remediation_claimed"])
    for reader in (chain.voice, chain.officer, monitor.editor):
        assert await statuses(reader, finding) == ["acknowledged"]
    for other in (rival.voice, rival.officer):
        assert await statuses(other, finding) == []
    identity = finding.rpartition("/")[2]
    assert ("finding.changed", identity) in await events_for(dialogue.app, chain.officer.org)
    assert ("finding.acknowledged", identity) in await events_for(dialogue.app, monitor.org)


async def test_a_company_reacts_to_what_it_read_and_not_to_what_changed_since(chain: Chain, finding: str) -> None:
    read = (await chain.voice.get(finding)).headers
    reply = {"text": "We look into it.", "is_published": False}
    tagged = {"If-Match": read["ETag"]}
    assert (await chain.voice.post(f"{finding}/replies", json=reply, headers=tagged)).status_code == 201
    for path, body in ((f"{finding}/replies", reply), (f"{finding}/transitions", {"to": "acknowledged"})):
        late = await chain.voice.post(path, json=body, headers=tagged)
        assert (late.status_code, late.json()["code"]) == (412, "stale")
    now = {"If-Match": (await chain.voice.get(finding)).headers["ETag"]}
    moved = await chain.voice.post(f"{finding}/transitions", json={"to": "acknowledged"}, headers=now)
    assert moved.status_code == 200


async def test_the_monitor_answers_what_it_read(monitor: Monitor, chain: Chain, finding: str) -> None:
    tag = {"If-Match": (await monitor.editor.get(finding)).headers["ETag"]}
    await react(chain.voice, finding, "disputed", reason="We do not know this site.")
    address = f"{finding}/reactions/{chain.voice.org}/transitions"
    answer = {"to": "answered", "reason": "The records show it."}
    late = await monitor.editor.post(address, json=answer, headers=tag)
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    now = {"If-Match": (await monitor.editor.get(finding)).headers["ETag"]}
    assert (await monitor.editor.post(address, json=answer, headers=now)).status_code == 200


async def test_companies_react_each_for_itself(monitor: Monitor, chain: Chain, rival: Chain, finding: str) -> None:
    await react(chain.voice, finding, "disputed", reason="We do not know this site.")
    assert (await react(rival.voice, finding, "acknowledged")).status_code == 200
    read = (await monitor.editor.get(finding)).json()
    assert {reaction["supplier_id"]: reaction["status"] for reaction in read["reactions"]} == {
        chain.supplier_id: "disputed",
        rival.supplier_id: "acknowledged",
    }
    assert read["status"] == "shared"


async def test_a_company_moves_only_its_own_reaction(chain: Chain, finding: str) -> None:
    for to in ("in_remediation", "closed", "withdrawn", "remediation_confirmed"):
        refused = await react(chain.voice, finding, to, reason="x")
        assert refusal(refused) in (FORBIDDEN, (409, "illegal_transition"))
    assert refusal(await react(chain.voice, finding, "disputed")) == (422, "move_incomplete")


async def test_a_monitor_does_not_react_for_a_company(monitor: Monitor, finding: str) -> None:
    refused = await react(monitor.editor, finding, "acknowledged")
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")


async def test_the_monitor_answers_one_company(monitor: Monitor, chain: Chain, rival: Chain, finding: str) -> None:
    await react(chain.voice, finding, "disputed", reason="We do not know this site.")
    await react(rival.voice, finding, "acknowledged")
    before = await rival.voice.get(finding)
    path = f"{finding}/reactions/{chain.voice.org}/transitions"
    assert (await monitor.editor.post(path, json={"to": "answered"})).status_code == 422
    answer = await monitor.editor.post(path, json={"to": "answered", "reason": "The records show it."})
    assert answer.status_code == 200, answer.text
    assert await statuses(chain.voice, finding) == ["answered"]
    assert (await rival.voice.get(finding)).content == before.content
    silent = await monitor.editor.post(f"{finding}/reactions/{monitor.org}/transitions", json={"to": "answered"})
    assert (silent.status_code, silent.json()["code"]) == (404, "reaction_not_found")


async def test_the_reason_of_an_answer_is_read_among_the_remarks(
    monitor: Monitor, chain: Chain, finding: str
) -> None:
    await react(chain.voice, finding, "disputed", reason="The site was closed that month.")
    address = f"{finding}/reactions/{chain.voice.org}/transitions"
    reason = "The records of the site show the month."
    answered = await monitor.editor.post(address, json={"to": "answered", "reason": reason})
    assert answered.status_code == 200, answered.text
    read = await monitor.author.get(f"{finding}/restricted")
    assert read.status_code == 200, read.text
    assert [(remark["to"], remark["text"]) for remark in read.json()["remarks"]] == [("answered", reason)]


async def test_a_reply_is_published_only_if_its_company_says_so(
    dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain, rival: Chain, finding: str
) -> None:
    for text, is_published in (("For our buyers.", False), ("For all readers.", True)):
        said = {"text": text, "is_published": is_published}
        assert (await chain.voice.post(f"{finding}/replies", json=said)).status_code == 201

    async def texts(actor: Actor) -> list[str]:
        return [reply["text"] for reply in (await actor.get(finding)).json()["company_responses"]]

    assert sorted(await texts(chain.officer)) == ["For all readers.", "For our buyers."]
    assert await texts(rival.officer) == ["For all readers."]
    assert await texts(rival.voice) == []


async def test_a_finding_is_closed_as_remedied_only_with_the_workers_confirmation(
    monitor: Monitor, chain: Chain, finding: str
) -> None:
    identity = finding.rpartition("/")[2]
    for to in ("in_remediation", "remediation_verified"):
        assert (await monitor.move(identity, to)).status_code == 200
    for missing in REMEDIED:
        given = {name: value for name, value in REMEDIED.items() if name != missing}
        refused = await monitor.move(identity, "closed", **given)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, f"/{missing}")
    few = {**REMEDIED, "workers_confirmation": {"asked": 40, "confirmed": 20}}
    refused = await monitor.move(identity, "closed", **few)
    assert (refused.status_code, refused.json()["code"]) == (422, "remedy_not_confirmed")
    assert (await monitor.move(identity, "closed", **REMEDIED)).json()["status"] == "closed"
    copy = (await chain.officer.get(finding)).json()
    assert (copy["workers_confirmation"], copy["buyers_contribution"]) == (
        {"asked": "40", "confirmed": "34"},
        "none",
    )
    late = await react(chain.voice, finding, "acknowledged")
    assert (late.status_code, late.json()["code"]) == (409, "finding_not_open")
