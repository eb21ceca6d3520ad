"""The overview: the figures of all services in one answer, for buyers and their dashboards."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from chassis.clock import today
from chassis.vocabulary import OrgKind, Role
from gateway.app import Gateway
from support.accounts import Account, Accounts
from support.cast import Cast
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate, register_site
from support.market import contract_of, day, supplier_of
from support.refusals import FORBIDDEN, refusal

OVERVIEW = "/v1/dashboards/overview"
OPEN_TO_DASHBOARDS = {
    "/v1/dashboards/overview",
    "/internal/figures",
    "/internal/hardware-suppliers",
    "/internal/readings/{request_id}",
    "/v1/me",
    "/v1/me/password",
    "/v1/api-keys",
    "/v1/api-keys/{key_id}",
    "/v1/code-lists",
    "/v1/code-lists/{name}",
    "/v1/clause-templates",
    "/v1/clause-templates/{code}",
    "/v1/invitations/join",
}
"""Its organisation's figures, its account and keys, and what is the same for every signed-in reader."""


async def overview(who: Account) -> dict[str, dict[str, Any]]:
    answer = await who.get(OVERVIEW)
    assert answer.status_code == 200, answer.text
    return {figure["kpi"]: figure for figure in answer.json()["figures"]}


async def test_it_counts_what_the_buyer_has(accounts: Accounts, suppliers: Cast, dialogue: Cast) -> None:
    buyer = await accounts.buyer()
    purchasing, officer = suppliers.buyer(org=buyer.org), dialogue.buyer(org=buyer.org)
    contract = await contract_of(purchasing)
    await contract_of(purchasing, clauses=[])
    body = {
        "supplier_id": contract["supplier_id"],
        "contract_ids": [contract["id"]],
        "basis": "clause",
        "title": "Human rights in the making of our laptops",
    }
    talk = (await officer.post("/v1/dialogues", json=body)).json()["id"]
    for side in ("buyer", "supplier"):
        point = {
            "dialogue_id": talk,
            "owner_side": side,
            "title": "Give the forecast earlier",
            "success_criterion": "Twelve weeks before each order",
            "due_date": day(100),
        }
        made = await officer.post("/v1/action-points", json=point)
        assert made.status_code == 201, made.text
    figures = await overview(buyer)
    with_clause = figures["contracts_with_clause"]
    assert (with_clause["value"], with_clause["numerator"], with_clause["denominator"]) == (50.0, 1, 2)
    assert figures["contact_coverage"]["value"] == 0.0
    points = figures["open_action_points"]
    sides = {"supplier": 1, "buyer": 1, "group": 0, "joint": 0}
    assert (points["value"], points["breakdown"]) == (2, sides)


async def test_a_percentage_without_a_denominator_is_null(accounts: Accounts) -> None:
    figures = await overview(await accounts.buyer())
    unknown = {kpi for kpi, figure in figures.items() if figure["value"] is None}
    assert unknown >= {"contracts_with_clause", "contact_coverage", "dialogue_coverage", "reviews_due"}
    for kpi in figures.keys() - {"open_findings"}:  # what was released to the public counts for everybody
        is_share = figures[kpi]["denominator"] is not None
        assert (figures[kpi]["value"], figures[kpi]["denominator"]) == ((None, 0) if is_share else (0, None))


async def test_it_names_the_organisation_and_the_day(accounts: Accounts) -> None:
    buyer = await accounts.buyer()
    answer = (await buyer.get(OVERVIEW)).json()
    mine = {"kind": "buyer", "id": str(buyer.org)}
    assert (answer["as_of"], answer["scope"]) == (today().isoformat(), mine)
    for figure in answer["figures"]:
        assert (figure["as_of"], figure["scope"]) == (answer["as_of"], mine)


async def test_a_dashboard_client_reads_the_same_figures_as_a_person(accounts: Accounts, suppliers: Cast) -> None:
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    dashboard = await accounts.colleague(manager, OrgKind.BUYER, Role.DASHBOARD_CLIENT)
    await contract_of(suppliers.buyer(org=manager.org))
    assert await overview(dashboard) == await overview(manager)


async def test_the_figures_of_another_buyer_do_not_change(accounts: Accounts, suppliers: Cast) -> None:
    buyer, other = await accounts.buyer(), await accounts.buyer()
    before = await overview(other)
    await contract_of(suppliers.buyer(org=buyer.org))
    assert await overview(other) == before


async def test_a_finding_counts_when_it_is_shared_and_its_embargo_is_over(
    accounts: Accounts, dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed
) -> None:
    buyer, stranger = await accounts.buyer(), await accounts.buyer()
    monitor = Monitor(dialogue)
    await affiliate(gateway_feed, buyer.org, monitor.org)
    site = await register_site(suppliers)
    waiting = await monitor.validated()
    public = (await overview(stranger))["open_findings"]["value"]
    await monitor.shared(site, "affiliates", embargo_until=day(5))
    assert (await overview(buyer))["open_findings"]["value"] == public
    await monitor.share(waiting, site, "affiliates")
    figures = [(await overview(who))["open_findings"] for who in (buyer, stranger)]
    assert [figure["value"] for figure in figures] == [public + 1, public]
    assert sum(figures[0]["breakdown"].values()) == public + 1


@pytest.mark.parametrize("service", ["suppliers", "dialogue"])
async def test_without_one_of_the_services_there_is_no_partial_answer(
    accounts: Accounts, take_away: Callable[[str], None], service: str
) -> None:
    buyer = await accounts.buyer()
    take_away(service)
    answer = await buyer.get(OVERVIEW)
    assert (answer.status_code, answer.json()["code"], answer.json()["service"]) == (503, "unavailable", service)
    assert answer.headers["retry-after"]


async def test_the_overview_is_for_buyers_only(accounts: Accounts, suppliers: Cast) -> None:
    assert (await accounts.anonymous.get(OVERVIEW)).status_code == 401
    supplier = (await supplier_of(suppliers.buyer()))["id"]
    others = [
        await accounts.monitor(),
        await accounts.monitor(Role.DASHBOARD_CLIENT),
        await accounts.platform(),
        await accounts.create(OrgKind.SUPPLIER, Role.SUPPLIER_CONTACT, supplier_id=supplier),
        await accounts.buyer(Role.GROUP_COORDINATOR),
    ]
    for other in others:
        answer = await other.get(OVERVIEW)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_dashboard_client_may_call_only_these_operations(
    gateway_app: Gateway, suppliers_app: FastAPI, dialogue_app: FastAPI
) -> None:
    reached = {
        path
        for app in (gateway_app.own, suppliers_app, dialogue_app)
        for path, operations in app.openapi()["paths"].items()
        for operation in operations.values()
        if Role.DASHBOARD_CLIENT in operation.get("x-roles", ())
    }
    assert reached == OPEN_TO_DASHBOARDS


async def test_a_dashboard_client_reads_no_rows(accounts: Accounts, suppliers: Cast, dialogue: Cast) -> None:
    buyer = await accounts.buyer()
    for cast, paths in (
        (suppliers, ("suppliers", "contracts", "contact-points", "products", "facilities", "disclosures")),
        (dialogue, ("dialogues", "findings", "meetings", "assignments", "action-points", "annual-reviews")),
    ):
        dashboard = cast.buyer(Role.DASHBOARD_CLIENT, org=buyer.org)
        for path in paths:
            assert refusal(await dashboard.get(f"/v1/{path}")) == FORBIDDEN, path
    program = await accounts.colleague(buyer, OrgKind.BUYER, Role.DASHBOARD_CLIENT)
    for path in ("events", "members", "organisations", "supplier-links", "affiliations", "invitations"):
        assert refusal(await program.get(f"/v1/{path}")) == FORBIDDEN, path
