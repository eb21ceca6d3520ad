"""Figure C6: the share of spend under contracts that a monitor follows."""

from typing import Any
from uuid import uuid4

import pytest

from support.cast import Actor, Cast
from support.market import contract_of, day, made
from support.refusals import refusal
from support.spending import let_days_pass, spent

SHARES = "/v1/spend-shares"
PERIOD = {"from": "2019-01-01", "to": "2020-12-31"}


async def shares_of(buyer: Actor, **params: Any) -> dict[str, Any]:
    return made(await buyer.get(SHARES, params={**PERIOD, **params}), 200)


def parts(share: dict[str, Any]) -> tuple[float | None, str, str]:
    return share["value"], share["numerator"], share["denominator"]


async def test_spend_under_monitored_contracts_is_a_share_of_the_known_spend_on_hardware(suppliers: Cast) -> None:
    monitor = uuid4()
    buyer = suppliers.buyer(affiliated_to=(monitor,))
    monitored = await contract_of(buyer, start="2019-01-01", monitored_by=[str(monitor)])
    other = await contract_of(buyer, start="2019-01-01")
    cloud = await contract_of(buyer, start="2019-01-01", product_categories=["cloud_service"])
    await contract_of(buyer, start="2019-01-01")
    await spent(buyer, monitored, "2019-01-01", "2019-12-31", "100.10")
    await spent(buyer, other, "2019-01-01", "2019-12-31", "200.20")
    await spent(buyer, other, "2020-01-01", "2020-03-31", "5.00", complete=False)
    await spent(buyer, other, "2020-12-01", "2021-01-31", "7.00")
    await spent(buyer, monitored, "2020-01-01", "2020-12-31", "1000.00", kind="budget")
    await spent(buyer, cloud, "2019-01-01", "2019-12-31", "400.00")
    answer = await shares_of(buyer)
    [share] = answer["items"]
    assert parts(share) == (33.3, "100.10", "300.30")
    assert (share["kpi"], share["code"], share["currency"], share["vat_included"]) == (
        *("monitored_spend", "C6"),
        *("EUR", True),
    )
    assert share["coverage"] == {"known": 2, "unknown": 1}
    assert share["excluded"] == {"not_hardware": 1, "incomplete": 1, "partly_outside": 1}
    assert share["period"] == {"start": "2019-01-01", "end": "2020-12-31"}
    assert share["scope"] == {"kind": "buyer", "id": str(buyer.org)}
    assert answer["contracts_without_spend"] == 1


async def test_unlike_amounts_have_shares_of_their_own_and_nothing_has_none(suppliers: Cast) -> None:
    monitor = uuid4()
    buyer = suppliers.buyer(affiliated_to=(monitor,))
    monitored = await contract_of(buyer, start="2019-01-01", monitored_by=[str(monitor)])
    other = await contract_of(buyer, start="2019-01-01")
    assert await shares_of(buyer) == {"items": [], "contracts_without_spend": 2, "next": None}
    await spent(buyer, monitored, "2019-01-01", "2019-12-31", "1.00", vat_included=False)
    await spent(buyer, other, "2019-01-01", "2019-12-31", "3.00")
    await spent(buyer, other, "2020-01-01", "2020-12-31", "0.00", currency="USD")
    found = {(each["currency"], each["vat_included"]): parts(each) for each in (await shares_of(buyer))["items"]}
    assert found == {
        ("EUR", False): (100.0, "1.00", "1.00"),
        ("EUR", True): (0.0, "0.00", "3.00"),
        ("USD", True): (None, "0.00", "0.00"),
    }


async def test_a_contract_counts_as_it_was_known_on_the_day(suppliers: Cast) -> None:
    monitor = uuid4()
    buyer = suppliers.buyer(affiliated_to=(monitor,))
    contract = await contract_of(buyer, start="2019-01-01")
    await spent(buyer, contract, "2019-01-01", "2019-12-31", "1.00")
    await let_days_pass(suppliers, buyer, 10)
    tag = {"If-Match": (await buyer.get(f"/v1/contracts/{contract['id']}")).headers["ETag"]}
    changes = {"monitored_by": [str(monitor)]}
    made(await buyer.patch(f"/v1/contracts/{contract['id']}", json=changes, headers=tag), 200)
    [now] = (await shares_of(buyer))["items"]
    [before] = (await shares_of(buyer, as_of=day(-1)))["items"]
    assert (now["value"], before["value"], before["as_of"]) == (100.0, 0.0, day(-1))


async def test_the_year_before_today_is_meant_where_no_days_are_named(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start=day(-800))
    await spent(buyer, contract, day(-800), day(-500), "1.00")
    await spent(buyer, contract, day(-300), day(0), "2.00")
    [share] = made(await buyer.get(SHARES), 200)["items"]
    assert (share["denominator"], share["period"]["end"]) == ("2.00", day(0))


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"from": "2019-02-01", "to": "2019-01-01"}, "period_reversed"),
        ({"as_of": "2099-01-01"}, "as_of_in_future"),
        ({"year": "2019"}, "unknown_query_field"),
    ],
)
async def test_a_wrong_period_is_refused(suppliers: Cast, params: dict[str, str], code: str) -> None:
    assert refusal(await suppliers.buyer().get(SHARES, params=params)) == (422, code)
