"""A buyer is affiliated to a monitor when both have agreed, and until either ends it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from chassis.clock import today
from chassis.state import state_of
from chassis.vocabulary import OrgKind, Role
from gateway.affiliations.rules import AffiliationStatus, status_on
from gateway.app import Gateway
from support.accounts import Account, Accounts
from support.events import heard
from support.invitations import invited
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))
LAST_DAYS = st.none() | DAYS
BUYER_ROLES = (Role.BUYER_OFFICER, Role.BUYER_VIEWER, Role.GROUP_COORDINATOR)
"""Who reads the affiliations of a buyer and cannot decide about them."""


def day(offset: int) -> str:
    return (today() + timedelta(days=offset)).isoformat()


async def proposed(by: Account, **body: str) -> dict[str, Any]:
    answer = await by.post("/v1/affiliations", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def decided(who: httpx.AsyncClient, affiliation: dict[str, Any], to: str, **given: str) -> tuple[int, Any]:
    """The status, and the new status of the affiliation or the code of the problem."""
    answer = await who.post(f"/v1/affiliations/{affiliation['id']}/transitions", json={"to": to, **given})
    return answer.status_code, answer.json()["status" if answer.status_code == 200 else "code"]


async def affiliated_to(buyer: Account) -> list[str]:
    """As a colleague of the buyer sees it, whose first request this is."""
    return list((await buyer.get("/v1/me")).json()["affiliated_to"])


async def test_a_monitor_cannot_make_a_buyer_its_affiliate(accounts: Accounts) -> None:
    monitor, buyer = await accounts.monitor(), await accounts.buyer(Role.BUYER_MANAGER)
    made = await proposed(monitor, buyer_id=str(buyer.org))
    assert (made["status"], made["proposed_by"], made["allowed_transitions"]) == (
        "proposed", str(monitor.org), ["withdrawn"],
    )  # fmt: skip
    assert await decided(monitor, made, "active") == (403, "forbidden")
    assert await affiliated_to(buyer) == []
    events = (await buyer.get("/v1/events", params={"types": "affiliation.started"})).json()
    assert events["items"] == []


async def test_a_buyer_cannot_make_itself_an_affiliate(accounts: Accounts) -> None:
    monitor, buyer = await accounts.monitor(), await accounts.buyer(Role.BUYER_MANAGER)
    made = await proposed(buyer, monitor_id=str(monitor.org))
    assert await decided(buyer, made, "active") == (403, "forbidden")
    assert await affiliated_to(buyer) == []
    assert await decided(monitor, made, "active") == (200, "active")
    assert await heard(buyer, "affiliation.proposed", "affiliation.started")


async def test_it_begins_when_the_other_side_agrees_and_either_ends_it(accounts: Accounts) -> None:
    monitor, buyer, other = await accounts.monitor(), await accounts.buyer(), await accounts.buyer()
    made = await accounts.affiliate(buyer, monitor)
    assert (made["buyer_name"], made["monitor_name"]) == (buyer.org_name, monitor.org_name)
    assert (made["status"], made["valid_from"], made["valid_to"]) == ("active", today().isoformat(), None)
    for who in (monitor, buyer):
        assert [item["status"] for item in (await who.get("/v1/affiliations")).json()["items"]] == ["active"]
    assert await affiliated_to(buyer) == [str(monitor.org)]
    assert (await other.get("/v1/affiliations")).json()["items"] == []
    assert (await other.get(f"/v1/affiliations/{made['id']}")).status_code == 404
    manager = await accounts.colleague(buyer, OrgKind.BUYER, Role.BUYER_MANAGER)
    assert (await decided(manager, made, "ended", reason="Left the scheme."))[0] == 200


@pytest.mark.parametrize("status", ["proposed", "active"])
async def test_only_those_who_can_decide_are_shown_what_they_can_decide(accounts: Accounts, status: str) -> None:
    monitor, manager = await accounts.monitor(), await accounts.buyer(Role.BUYER_MANAGER)
    made = await proposed(monitor, buyer_id=str(manager.org))
    if status == "active":
        assert await decided(manager, made, "active") == (200, "active")
    people = {role: await accounts.colleague(manager, OrgKind.BUYER, role) for role in BUYER_ROLES}
    people[Role.MONITOR_AUTHOR] = await accounts.colleague(monitor, OrgKind.MONITOR, Role.MONITOR_AUTHOR)
    for role, person in people.items():
        seen = (await person.get(f"/v1/affiliations/{made['id']}")).json()
        refused = await decided(person, made, "ended" if status == "active" else "active")
        assert (role, seen["allowed_transitions"], refused) == (role, [], (403, "forbidden"))
    for person in (monitor, manager):
        shown = (await person.get(f"/v1/affiliations/{made['id']}")).json()["allowed_transitions"]
        assert shown == {"active": ["ended"]}.get(
            status, ["withdrawn"] if person is monitor else ["active", "refused"]
        )


async def test_one_person_does_not_agree_for_both_sides(accounts: Accounts) -> None:
    monitor, buyer = await accounts.monitor(), await accounts.buyer(Role.BUYER_MANAGER)
    token = await invited(buyer, {"email": "a@b.example", "role": "buyer_manager"})
    assert (await monitor.post("/v1/invitations/join", json={"token": token})).status_code == 201
    form = {"grant_type": "password", "username": monitor.username, "password": monitor.password}
    form["organisation"] = str(buyer.org)
    both = accounts.client((await accounts.anonymous.post("/v1/token", data=form)).json()["access_token"])
    made = await proposed(monitor, buyer_id=str(buyer.org))
    assert await decided(both, made, "active") == (409, "same_person")
    assert await decided(buyer, made, "active") == (200, "active")


async def test_only_the_two_sides_see_what_was_not_agreed(accounts: Accounts, gateway_platform: Account) -> None:
    monitor, buyer = await accounts.monitor(), await accounts.buyer(Role.BUYER_MANAGER)
    made = await proposed(monitor, buyer_id=str(buyer.org))
    for stranger in (gateway_platform, await accounts.monitor(), await accounts.buyer()):
        assert (await stranger.get(f"/v1/affiliations/{made['id']}")).status_code == 404
    assert await decided(buyer, made, "refused", reason="Not now.") == (200, "refused")
    assert await decided(buyer, made, "active") == (409, "illegal_transition")
    again = await proposed(monitor, buyer_id=str(buyer.org))
    assert await decided(buyer, again, "withdrawn") == (403, "forbidden")
    assert await decided(monitor, again, "withdrawn") == (200, "withdrawn")


async def test_neither_side_makes_it_longer_than_agreed(accounts: Accounts) -> None:
    monitor, buyer = await accounts.monitor(), await accounts.buyer()
    made = await accounts.affiliate(buyer, monitor, valid_from=day(-30), valid_to=day(5))
    assert await decided(monitor, made, "ended", valid_to=day(6)) == (422, "end_is_later")
    assert await decided(monitor, made, "ended", valid_to=day(-31)) == (422, "period_reversed")
    assert await decided(monitor, made, "ended", valid_to=day(-1)) == (200, "ended")
    assert await decided(monitor, made, "ended") == (409, "illegal_transition")
    assert (await buyer.get("/v1/affiliations")).json()["items"][0]["status"] == "ended"
    assert await affiliated_to(buyer) == []


async def test_it_shows_in_the_token_between_its_first_and_its_last_day(accounts: Accounts) -> None:
    monitor = await accounts.monitor()
    periods = {(-10, 0): True, (0, 9): True, (1, 9): False, (-9, -1): False}
    for (first, last), counts in periods.items():
        buyer = await accounts.buyer()
        await accounts.affiliate(buyer, monitor, valid_from=day(first), valid_to=day(last))
        assert (await affiliated_to(buyer) == [str(monitor.org)]) is counts


async def test_affiliations_of_the_same_two_organisations_never_overlap(accounts: Accounts) -> None:
    monitor, buyer = await accounts.monitor(), await accounts.buyer(Role.BUYER_MANAGER)
    await accounts.affiliate(buyer, monitor, valid_from=day(-30), valid_to=day(0))
    for side, body in ((monitor, {"buyer_id": str(buyer.org)}), (buyer, {"monitor_id": str(monitor.org)})):
        answer = await side.post("/v1/affiliations", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "affiliations_overlap")
    await accounts.affiliate(buyer, monitor, valid_from=day(1))


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (OrgKind.BUYER, Role.BUYER_OFFICER),
        (OrgKind.MONITOR, Role.MONITOR_AUTHOR),
        (OrgKind.PLATFORM, Role.PLATFORM_ADMIN),
    ],
)
async def test_who_may_not_propose(accounts: Accounts, kind: OrgKind, role: Role) -> None:
    who, buyer, monitor = await accounts.create(kind, role), await accounts.buyer(), await accounts.monitor()
    body = {"buyer_id": str(buyer.org), "monitor_id": str(monitor.org)}
    assert refusal(await who.post("/v1/affiliations", json=body)) == FORBIDDEN
    assert refusal(await accounts.anonymous.post("/v1/affiliations", json=body)) == UNAUTHENTICATED


async def test_a_proposal_names_a_buyer_and_a_monitor_one_of_which_proposes(accounts: Accounts) -> None:
    monitor, other, buyer = await accounts.monitor(), await accounts.monitor(), await accounts.buyer()
    wrong: dict[str, dict[str, str]] = {
        "/buyer_id": {"buyer_id": str(uuid4())},
        "/monitor_id": {"buyer_id": str(buyer.org), "monitor_id": str(other.org)},
    }
    for pointer, body in {**wrong, "/buyer_id": {"buyer_id": str(other.org)}}.items():
        answer = await monitor.post("/v1/affiliations", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "wrong_kind")
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await monitor.post("/v1/affiliations", json={})).json()["errors"][0]["pointer"] == "/buyer_id"


@given(
    cases=st.lists(st.tuples(st.sampled_from(AffiliationStatus), LAST_DAYS, DAYS, st.booleans()), max_size=20),
)
async def test_the_database_says_the_same_status_as_the_rule(
    gateway_app: Gateway, cases: list[tuple[AffiliationStatus, date | None, date, bool]]
) -> None:
    """Random days are rarely the same, so the last day is often today itself."""
    async with state_of(gateway_app.own).sessions() as session:
        connection = await session.connection()
        for stored, some_day, now, is_last_day in cases:
            last = now if is_last_day else some_day
            said = await connection.execute(
                text("select affiliation_status(:stored, :last, :today)"),
                {"stored": stored.value, "last": last, "today": now},
            )
            assert said.scalar() == status_on(stored, last, today=now)


async def test_affiliations_are_listed_by_their_status_today(accounts: Accounts) -> None:
    monitor, other = await accounts.monitor(), await accounts.monitor()
    buyer = await accounts.buyer(Role.BUYER_MANAGER)
    over = await accounts.affiliate(buyer, monitor, valid_from=day(-9), valid_to=day(-1))
    last_day = await accounts.affiliate(buyer, monitor, valid_from=day(0), valid_to=day(0))
    asked = await proposed(buyer, monitor_id=str(other.org))
    for status, expected in {"ended": [over], "active": [last_day], "proposed": [asked], "refused": []}.items():
        items = (await buyer.get("/v1/affiliations", params={"status": status})).json()["items"]
        assert [(item["id"], item["status"]) for item in items] == [(one["id"], status) for one in expected]
    wrong = await buyer.get("/v1/affiliations", params={"status": "over"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/query/status")
