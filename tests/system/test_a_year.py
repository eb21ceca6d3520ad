"""A year on the test clock: each event that a day brings stands once, also where processes are killed meanwhile."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from typing import Any

import asyncpg
import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from chassis.calendar_arithmetic import later
from chassis.callers import NOBODY
from chassis.settings import for_asyncpg
from chassis.verify import verify
from local_stack.demo.accounts import Account
from local_stack.demo.chapters import play
from local_stack.demo.story import Story
from local_stack.keyring import keyring
from local_stack.provisioning import urls
from support.clients import client_at
from support.launching import Launched, launched, launcher, until
from support.refusals import refusal
from support.years import Event, Year, get, post

CLOCK = "/v1/test-clock"
FOLLOWERS = {"suppliers": ("dialogue",), "dialogue": ("suppliers",), "gateway": ("suppliers", "dialogue")}
"""Which services follow the journal of which."""
MOST_SECONDS = 120.0
"""A year takes a few seconds; this bound only says that it is no longer a wait for days."""

WRITTEN = """
select verb, subject_id::text, payload ->> 'on' as day from journal
join journal_payloads on journal_id = journal.id where actor = $1 and payload ? 'on' order by position"""


@pytest.fixture(scope="module")
def stack() -> Iterator[Launched]:
    with launched(HRDD_TEST_CLOCK="1") as stack:
        yield stack


@pytest.fixture(scope="module")
def accounts(stack: Launched) -> dict[str, Account]:
    return keyring(stack.home).accounts


class People:
    """Clients of the gateway with the API keys of the demo's accounts."""

    def __init__(self, stack: Launched, accounts: dict[str, Account]) -> None:
        names = ("platform_admin", "buyer", "supplier", "monitor_editor")
        self.anonymous = client_at(stack.address, timeout=120)
        self.admin, self.buyer, self.supplier, self.monitor = self.signed_in = [
            client_at(stack.address, accounts[name]["api_key"], timeout=120) for name in names
        ]

    def close(self) -> None:
        for client in (self.anonymous, *self.signed_in):
            client.close()

    def today(self) -> date:
        return datetime.fromisoformat(get(self.admin, CLOCK)["now"]).date()


@pytest.fixture(scope="module")
def people(stack: Launched, accounts: dict[str, Account]) -> Iterator[People]:
    people = People(stack, accounts)
    yield people
    people.close()


async def written(stack: Launched, service: str) -> list[Event]:
    """All that days have brought in one service, in the order of its journal."""
    connection = await asyncpg.connect(for_asyncpg(worker_url(stack, service)))
    try:
        rows = await connection.fetch(WRITTEN, NOBODY)
    finally:
        await connection.close()
    return [(row["verb"], row["subject_id"], row["day"]) for row in rows]


def worker_url(stack: Launched, service: str) -> str:
    return urls(stack.state()["database"], service, keyring(stack.home).role_passwords).worker


async def check(stack: Launched, year: Year) -> None:
    """Everything expected stands once, nothing else of the year's things does, and nothing at all stands twice."""
    everything = [event for service in ("suppliers", "dialogue") for event in await written(stack, service)]
    assert {event: number for event, number in Counter(everything).items() if number > 1} == {}
    own = {subject for _, subject, _ in year.expected}
    assert sorted(event for event in everything if event[1] in own) == sorted(year.expected)
    assert len(year.expected) > 20
    heard = Counter(feed(year.buyer))
    for verb, subject, _ in year.expected:
        assert heard[verb, subject] == 1, (verb, subject)
    for service, followers in FOLLOWERS.items():
        addresses = [worker_url(stack, name) for name in (service, *followers)]
        result = await verify(*addresses)
        assert "; 0 entries are not yet sealed" in result
        for follower in followers:
            assert f"It agrees with what {follower} has read" in result


def feed(buyer: httpx.Client) -> Iterator[tuple[str, str]]:
    """Kind and subject of every event that the buyer may know of."""
    after = None
    while True:
        page = get(buyer, "/v1/events", **({"after": after} if after else {}))
        for event in page["items"]:
            yield event["type"], event["subject"].split("/")[1]
        if not page["items"]:
            return
        after = page["next"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_clock_is_for_platform_administrators_alone(people: People, method: str) -> None:
    assert people.anonymous.request(method, CLOCK, json={"advance": "P1D"}).status_code == 401
    for somebody in (people.buyer, people.supplier, people.monitor):
        refused = somebody.request(method, CLOCK, json={"advance": "P1D"})
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


FAULTS: list[tuple[dict[str, Any], str, list[str]]] = [
    ({}, "advance_or_now", ["/advance", "/now"]),
    ({"advance": "P1D", "now": "2090-01-01T00:00:00Z"}, "advance_or_now", ["/advance", "/now"]),
    ({"advance": "a month"}, "not_a_duration", ["/advance"]),
    ({"advance": "-P1D"}, "not_a_duration", ["/advance"]),
    ({"advance": "P"}, "not_a_duration", ["/advance"]),
    ({"advance": "P99Y"}, "too_far_ahead", ["/advance"]),
    ({"now": "2001-01-01T00:00:00Z"}, "time_moves_forwards", ["/now"]),
    ({"now": "2101-01-01T00:00:00Z"}, "invalid", ["/now"]),
    ({"now": "tomorrow"}, "invalid", ["/now"]),
    ({"now": "2090-01-01T00:00:00"}, "invalid", ["/now"]),
    ({"advance": "P1D", "back": True}, "invalid", ["/back"]),
]


@pytest.mark.parametrize(("body", "code", "pointers"), FAULTS)
def test_a_move_that_makes_no_sense_is_refused(
    people: People, body: dict[str, Any], code: str, pointers: list[str]
) -> None:
    before = get(people.admin, CLOCK)
    refused = people.admin.post(CLOCK, json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert [fault["pointer"] for fault in refused.json()["errors"]] == pointers
    assert get(people.admin, CLOCK)["ahead_seconds"] == before["ahead_seconds"]


def test_the_served_description_has_the_clock(people: People) -> None:
    whole = get(people.anonymous, "/openapi.json")
    OpenAPIV31SpecValidator(whole).validate()
    assert set(whole["paths"][CLOCK]) == {"get", "post"}
    assert not [path for path in whole["paths"] if path.startswith("/internal")]


def test_time_moves_by_a_duration_and_to_a_time_for_all_services(people: People) -> None:
    before = get(people.admin, CLOCK)
    moved = post(people.admin, CLOCK, {"advance": "PT2H"})
    assert [one["service"] for one in moved["services"]] == ["gateway", "suppliers", "dialogue"]
    assert round(moved["ahead_seconds"] - before["ahead_seconds"], 3) == 7200
    to = datetime.fromisoformat(moved["now"]) + timedelta(hours=1)
    assert post(people.admin, CLOCK, {"now": to.isoformat()})["moved_to"] == to.isoformat().replace("+00:00", "Z")
    after = get(people.admin, CLOCK)
    assert [one["agreement"] for one in after["services"]] == ["agrees", "agrees"]
    assert to <= datetime.fromisoformat(after["now"]) < to + timedelta(minutes=1)


def test_a_move_may_be_repeated_and_then_changes_nothing(people: People) -> None:
    first = post(people.admin, CLOCK, {"advance": "PT1H"})
    again = post(people.admin, CLOCK, {"now": first["moved_to"]})
    assert (again["ahead_seconds"], again["moved_to"]) == (first["ahead_seconds"], first["moved_to"])


def test_invitations_expire_by_the_platforms_time_and_tokens_by_real_time(
    people: People, accounts: dict[str, Account]
) -> None:
    account = accounts["buyer"]
    form = {"grant_type": "password", "username": account["username"], "password": account["password"]}
    token = people.anonymous.post("/v1/token", data=form).json()
    body = {"email": "late@exampleton.example", "role": "buyer_viewer"}
    invitation = post(people.buyer, "/v1/invitations", body)
    post(people.admin, CLOCK, {"advance": "P23D"})
    accepted = {"token": invitation["token"], "username": "late-viewer", "password": "correct horse battery"}
    assert refusal(people.anonymous.post("/v1/invitations/accept", json=accepted)) == (404, "invitation_not_found")
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    assert people.anonymous.get("/v1/me", headers=bearer).status_code == 200
    form = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"]}
    assert people.anonymous.post("/v1/token", data=form).status_code == 200


def test_an_administrator_whom_the_platform_offers_waits_a_week_of_the_platforms_time(people: People) -> None:
    buyer = get(people.buyer, "/v1/me")["organisation"]["id"]
    body = {"email": "help@exampleton.example", "role": "buyer_manager", "organisation_id": buyer}
    invitation = post(people.admin, "/v1/invitations", body)
    accepted = {"token": invitation["token"], "username": "offered-manager", "password": "correct horse battery"}
    statuses = []
    for wait in ("P6D", "P1D"):
        post(people.admin, CLOCK, {"advance": wait})
        statuses.append(people.anonymous.post("/v1/invitations/accept", json=accepted).status_code)
    assert statuses == [409, 201]


def moves(first: datetime) -> list[datetime]:
    """The first days of the next twelve months, and one day more: the year is over then."""
    return [later(first, months=number) for number in range(1, 13)] + [later(first, months=12, days=1)]


async def test_the_demos_year_in_seconds(
    stack: Launched, people: People, accounts: dict[str, Account], record_property: Any
) -> None:
    play(Story(stack.address, accounts, say=lambda _: None))
    year = Year(people.buyer, people.supplier, people.today())
    year.prepare()
    begun = time.monotonic()
    for to in moves(datetime.fromisoformat(get(people.admin, CLOCK)["now"])):
        post(people.admin, CLOCK, {"now": to.isoformat()})
    seconds = time.monotonic() - begun
    print(f"\na year in {seconds:.1f} s, {len(year.expected)} events")  # noqa: T201  # the figure is worth a line
    assert seconds < MOST_SECONDS
    await check(stack, year)


async def test_another_year_in_which_every_process_is_killed_in_turn(stack: Launched, people: People) -> None:
    year = Year(people.buyer, people.supplier, people.today())
    year.prepare()
    victims = cycle(["suppliers", "dialogue", "gateway"])
    for number, to in enumerate(moves(datetime.fromisoformat(get(people.admin, CLOCK)["now"]))):
        killer = threading.Timer(0.05 * (1 + number % 5), kill, (stack, next(victims)))
        if number % 2 == 0:
            killer.start()
        move_at_last(people.admin, to)
        killer.join() if killer.ident else None
    until(stack.is_up)
    move_at_last(people.admin, datetime.fromisoformat(get(people.admin, CLOCK)["moved_to"]))
    assert [one["agreement"] for one in get(people.admin, CLOCK)["services"]] == ["agrees", "agrees"]
    await check(stack, year)


def kill(stack: Launched, victim: str) -> None:
    os.kill(int(stack.state()["pids"][victim]), signal.SIGKILL)


def move_at_last(admin: httpx.Client, to: datetime) -> None:
    """Ask for the same time until all services have it."""

    def moved() -> bool:
        try:
            answer = admin.post(CLOCK, json={"now": to.isoformat()})
        except httpx.TransportError:
            return False
        assert answer.status_code in (200, 503), answer.text
        return answer.status_code == 200

    until(moved)


def test_without_the_setting_a_service_does_not_start_on_a_database_that_was_moved(stack: Launched) -> None:
    stack.process.terminate()
    stack.process.wait()
    stack.process = launcher(stack.home, stack.port, HRDD_TEST_CLOCK="0")
    assert stack.process.wait(120) == 1
    assert "HRDD_TEST_CLOCK=1" in stack.output()
    assert str(datetime.now(UTC).year + 2) in stack.output()
