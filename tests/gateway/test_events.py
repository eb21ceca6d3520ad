"""The feed of events: the caller's own, of every service, in order, and no trace of those of others."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from chassis.vocabulary import OrgKind, Role
from support.accounts import Account, Accounts
from support.cast import Actor, Cast
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate, register_site
from support.market import contract_of, day

EVENTS = "/v1/events"


async def page(who: Account, **query: Any) -> dict[str, Any]:
    answer = await who.get(EVENTS, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def events_with(who: Account, *verbs: str) -> list[dict[str, Any]]:
    """All events of an account, as soon as these verbs are among them: journals are sealed after the requests."""
    async with asyncio.timeout(20):
        while True:
            items: list[dict[str, Any]] = (await page(who, limit=200))["items"]
            if set(verbs) <= {event["type"] for event in items}:
                return items
            await asyncio.sleep(0.05)


def types(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in events]


def about(events: list[dict[str, Any]], subject: str) -> list[str]:
    return [event["type"] for event in events if event["subject"].endswith(subject)]


async def open_dialogue(officer: Actor, supplier_id: str) -> str:
    body = {"supplier_id": supplier_id, "basis": "voluntary", "title": "The laptops of 2026"}
    return str((await officer.post("/v1/dialogues", json=body)).json()["id"])


@pytest.fixture
async def busy(accounts: Accounts, suppliers: Cast, dialogue: Cast) -> Account:
    """A buyer with events in every service."""
    buyer, monitor = await accounts.buyer(), await accounts.monitor()
    contract = await contract_of(suppliers.buyer(org=buyer.org))
    await open_dialogue(dialogue.buyer(org=buyer.org), contract["supplier_id"])
    await accounts.affiliate(buyer, monitor)
    await events_with(buyer, "contract.registered", "dialogue.opened", "affiliation.started")
    return buyer


async def test_a_buyer_reads_events_of_every_service_in_order_of_time(busy: Account) -> None:
    events = (await page(busy))["items"]
    assert {event["source"] for event in events} == {"/gateway", "/suppliers", "/dialogue"}
    assert [event["time"] for event in events] == sorted(event["time"] for event in events)
    read = types(events)
    assert read.index("contract.registered") < read.index("dialogue.opened") < read.index("affiliation.started")


async def test_an_event_is_a_thin_cloud_event(busy: Account) -> None:
    (event,) = (await page(busy, types="affiliation.started"))["items"]
    assert set(event) == {"specversion", "id", "type", "source", "subject", "time"}
    assert (event["specversion"], event["type"], event["source"]) == ("1.0", "affiliation.started", "/gateway")
    mine = (await busy.get("/v1/affiliations")).json()["items"][0]["id"]
    assert event["subject"] == f"affiliation/{mine}"


async def test_pages_return_each_event_once_and_continue_where_the_last_one_ended(busy: Account) -> None:
    whole = (await page(busy, limit=200))["items"]
    seen: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while len(seen) < len(whole):
        part = await page(busy, limit=1, **cursor)
        seen, cursor = seen + part["items"], {"after": part["next"]}
    assert seen == whole
    assert (await page(busy, **cursor)) == {"items": [], "next": cursor["after"]}


async def test_events_of_others_change_nothing_that_a_reader_can_see(
    accounts: Accounts, busy: Account, suppliers: Cast
) -> None:
    end = await page(busy, limit=200)
    other = await accounts.buyer()
    await contract_of(suppliers.buyer(org=other.org))
    await events_with(other, "contract.registered")
    assert await page(busy, limit=200) == end
    assert (await page(busy, after=end["next"]))["next"] == end["next"]


async def test_cursors_of_a_busy_and_of_an_idle_reader_look_alike(accounts: Accounts, busy: Account) -> None:
    idle = await page(await accounts.buyer())
    assert idle["items"] == []
    assert len(idle["next"]) == len((await page(busy))["next"])


async def test_a_cursor_is_valid_for_its_caller_only(accounts: Accounts, busy: Account) -> None:
    cursor = (await page(busy))["next"]
    colleague = await accounts.colleague(busy, OrgKind.BUYER, Role.BUYER_OFFICER)
    for who, query in (
        (await accounts.buyer(), {"after": cursor}),
        (colleague, {"after": cursor}),
        (busy, {"after": cursor, "types": "finding.released"}),
        (busy, {"after": "junk"}),
    ):
        answer = await who.get(EVENTS, params=query)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")
        assert answer.json()["errors"][0]["pointer"] == "/query/after"
    answer = await busy.get(EVENTS, headers={"Last-Event-ID": "junk"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/header/Last-Event-ID")


async def test_events_can_be_limited_to_some_types(busy: Account) -> None:
    some = await page(busy, types="dialogue.opened,affiliation.started")
    assert types(some["items"]) == ["dialogue.opened", "affiliation.started"]
    rest = await page(busy, types="dialogue.opened,affiliation.started", after=some["next"])
    assert rest == {"items": [], "next": some["next"]}
    answer = await busy.get(EVENTS, params={"types": "everything"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/query/types")


async def test_two_buyers_and_two_monitors_read_no_events_of_each_other(
    accounts: Accounts, suppliers: Cast, dialogue: Cast
) -> None:
    buyers, monitors = (
        [await accounts.buyer() for _ in range(2)],
        [await accounts.monitor() for _ in range(2)],
    )
    subjects: list[str] = []
    for buyer, monitor in zip(buyers, monitors, strict=True):
        contract = await contract_of(suppliers.buyer(org=buyer.org))
        subjects.append(await open_dialogue(dialogue.buyer(org=buyer.org), contract["supplier_id"]))
        joined = await accounts.affiliate(buyer, monitor)
        subjects.append(joined["id"])
    mine = [await events_with(buyer, "dialogue.opened", "affiliation.started") for buyer in buyers]
    mine += [await events_with(monitor, "affiliation.started") for monitor in monitors]
    for one, ours in enumerate(mine):
        for other, theirs in enumerate(mine):
            shared = {event["id"] for event in ours} & {event["id"] for event in theirs}
            assert bool(shared) is (one % 2 == other % 2)  # a buyer and its own monitor share the affiliation


async def test_only_the_monitor_reads_events_of_a_draft_finding(
    accounts: Accounts, dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed
) -> None:
    residents = {name: await accounts.monitor() for name in ("author", "rival")}
    buyer, stranger = await accounts.buyer(), await accounts.buyer()
    monitor = Monitor(dialogue, org=residents["author"].org)
    await affiliate(gateway_feed, buyer.org, monitor.org)
    finding = await monitor.validated()
    drafted = ["finding.reported", "finding.submitted", "finding.validated"]
    assert about(await events_with(residents["author"], "finding.validated"), finding) == drafted
    outsiders = (residents["rival"], buyer, stranger)
    for outsider in outsiders:
        assert about((await page(outsider, limit=200))["items"], finding) == []
    site = await register_site(suppliers)
    await monitor.share(finding, site, "affiliates")
    assert about(await events_with(buyer, "finding.released"), finding) == ["finding.released"]
    await events_with(residents["author"], "finding.shared")
    for outsider in (residents["rival"], stranger):
        assert about((await page(outsider, limit=200))["items"], finding) == []


async def test_during_an_embargo_nobody_else_reads_events_of_a_finding(
    accounts: Accounts, dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed
) -> None:
    editor, buyer = await accounts.monitor(), await accounts.buyer()
    monitor = Monitor(dialogue, org=editor.org)
    await affiliate(gateway_feed, buyer.org, monitor.org)
    await monitor.shared(await register_site(suppliers), "affiliates", embargo_until=day(5))
    await events_with(editor, "finding.shared")
    assert [event for event in (await page(buyer))["items"] if "finding" in event["type"]] == []


async def test_events_are_not_for_anonymous_callers_or_dashboard_clients(accounts: Accounts) -> None:
    assert (await accounts.anonymous.get(EVENTS)).status_code == 401
    answer = await (await accounts.buyer(Role.DASHBOARD_CLIENT)).get(EVENTS)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_without_one_of_the_services_there_is_no_feed(
    busy: Account, take_away: Callable[[str], None]
) -> None:
    take_away("dialogue")
    for accept in ("application/json", "text/event-stream"):
        answer = await busy.get(EVENTS, headers={"Accept": accept})
        assert (answer.status_code, answer.json()["service"]) == (503, "dialogue")
