"""Figures of contracts: with numerator and denominator, and null where there is nothing to count."""

from datetime import date
from typing import Any

from chassis.calendar_arithmetic import year_until
from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.market import contact_of, contract_of, day, delivered, made, product_of, supplier_of


async def figures(actor: Actor, **params: Any) -> dict[str, dict[str, Any]]:
    answer = made(await actor.get("/internal/figures", params=params), 200)
    return {figure["kpi"]: figure for figure in answer["figures"]}


def parts(figure: dict[str, Any]) -> tuple[float | None, int, int]:
    return figure["value"], figure["numerator"], figure["denominator"]


async def test_a_buyer_without_contracts_has_no_percentages(suppliers: Cast) -> None:
    said = await figures(suppliers.buyer())
    assert parts(said["contracts_with_clause"]) == (None, 0, 0)
    assert parts(said["contact_coverage"]) == (None, 0, 0)


async def test_hardware_contracts_with_a_clause_are_counted_among_those_that_run(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    await contract_of(buyer)
    await contract_of(buyer)
    await contract_of(buyer, clauses=[])
    await contract_of(buyer, clauses=[], product_categories=["cloud_service"])
    await contract_of(buyer, end=day(-1))
    await contract_of(buyer, start=day(1))
    await contract_of(suppliers.buyer())
    said = (await figures(buyer))["contracts_with_clause"]
    assert parts(said) == (66.7, 2, 3)
    assert (said["code"], said["unit"], said["as_of"]) == ("C1", "percent", day(0))
    assert said["excluded"] == {"not_hardware": 1}
    assert said["scope"] == {"kind": "buyer", "id": str(buyer.org)}


async def test_contracts_with_the_clause_and_a_contact_are_counted(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    await contract_of(buyer, supplier["id"])
    await contract_of(buyer)
    contact = await contact_of(buyer, supplier["id"], active_from=day(-30))
    assert parts((await figures(buyer))["contact_coverage"]) == (50.0, 1, 2)
    made(await buyer.post(f"/v1/contact-points/{contact['id']}/transitions", json={"to": "ended"}), 200)
    assert parts((await figures(buyer))["contact_coverage"]) == (0.0, 0, 2)
    assert parts((await figures(buyer, as_of=day(-1)))["contact_coverage"]) == (50.0, 1, 2)


async def test_a_figure_of_an_earlier_day_counts_what_ran_then(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    await contract_of(buyer, start=day(-100), end=day(-10))
    assert parts((await figures(buyer, as_of=day(-10)))["contracts_with_clause"]) == (100.0, 1, 1)
    assert parts((await figures(buyer, as_of=day(-9)))["contracts_with_clause"]) == (None, 0, 0)


async def test_figures_are_for_buyers_and_their_dashboards(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    await contract_of(buyer)
    dashboard = suppliers.buyer(Role.DASHBOARD_CLIENT, org=buyer.org)
    assert parts((await figures(dashboard))["contracts_with_clause"]) == (100.0, 1, 1)
    assert (await suppliers.monitor().get("/internal/figures")).status_code == 403
    assert (await suppliers.anonymous.get("/internal/hardware-suppliers")).status_code == 401


async def test_hardware_suppliers_come_with_their_contracts_and_reviews(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    with_clause = await contract_of(buyer, supplier["id"], start=day(-20), end=day(340))
    without = await contract_of(buyer, supplier["id"], clauses=[])
    await contract_of(buyer, product_categories=["other"])
    await contract_of(suppliers.buyer(), supplier["id"])
    [item] = made(await buyer.get("/internal/hardware-suppliers"), 200)["items"]
    assert item["supplier_id"] == supplier["id"]
    assert item["contract_ids"] == [with_clause["id"], without["id"]]
    assert item["clause_contract_ids"] == [with_clause["id"]]
    [review] = item["annual_review_due"]
    assert (review["contract_id"], review["status"]) == (with_clause["id"], "scheduled")
    assert review["due_at"] < review["missed_after"]


async def test_what_was_bought_without_recorded_deliveries_is_not_known(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start=day(-900))
    product = await product_of(buyer, contract["supplier_id"])
    await delivered(buyer, contract["id"], product["id"], delivered_from=day(-800), delivered_to=day(-700))
    figure = (await figures(buyer))["products_disclosed"]
    assert (figure["value"], figure["coverage"]) == (None, {"known": 0, "unknown": 1})
    await delivered(buyer, contract["id"], product["id"])
    figure = (await figures(buyer))["products_disclosed"]
    assert (figure["value"], figure["coverage"]) == (0.0, {"known": 1, "unknown": 0})
    first, last = year_until(date.fromisoformat(day(0)))
    assert figure["period"] == {"start": first.isoformat(), "end": last.isoformat()}
