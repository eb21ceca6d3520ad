"""Spend: exact, by period, added up, never extrapolated."""

from typing import Any

import pytest

from support.cast import Cast
from support.market import contract_of, linked_user, made
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal


def year(number: int, amount: str | float, **facts: Any) -> dict[str, Any]:
    return {
        "period_start": f"{number}-01-01",
        "period_end": f"{number}-12-31",
        "money": {"amount": amount, "currency": "EUR", "vat_included": True},
        **facts,
    }


async def test_two_years_of_ict_services_add_up_to_the_cent_and_a_part_of_a_year_is_left_out(
    suppliers: Cast,
) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-01-01")
    address = f"/v1/contracts/{contract['id']}/spend"
    made(await buyer.post(address, json=year(2019, "12252634.01")))
    made(await buyer.post(address, json=year(2020, "18290179.28")))
    made(await buyer.post(address, json=year(2021, "4568630.82", complete=False)))
    assert made(await buyer.get(f"{address}/totals"), 200)["items"] == [
        {
            "kind": "actual",
            "money": {"amount": "30542813.29", "currency": "EUR", "vat_included": True},
            "incomplete": 1,
        }
    ]


async def test_a_list_shows_the_same_as_the_single_resource(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-01-01")
    answer = await buyer.post(f"/v1/contracts/{contract['id']}/spend", json=year(2019, "0.10"))
    assert made(answer)["money"]["amount"] == "0.10"
    listed = (await buyer.get(f"/v1/contracts/{contract['id']}/spend")).json()["items"]
    assert listed == [answer.json()] == [(await buyer.get(answer.headers["Location"])).json()]


@pytest.mark.parametrize(("written", "kept"), [("12.5", "12.50"), ("7", "7.00"), ("-0", "0.00")])
async def test_an_amount_reads_the_same_when_it_is_posted_and_when_it_is_read(
    suppliers: Cast, written: str, kept: str
) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-01-01")
    answer = await buyer.post(f"/v1/contracts/{contract['id']}/spend", json=year(2019, written))
    assert made(answer)["money"]["amount"] == kept
    again = await buyer.get(answer.headers["Location"])
    assert (again.json(), again.headers["ETag"]) == (answer.json(), answer.headers["ETag"])


async def test_periods_of_one_kind_do_not_overlap_even_on_their_last_day(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-01-01")
    address = f"/v1/contracts/{contract['id']}/spend"
    made(await buyer.post(address, json=year(2019, "1.00")))
    again = await buyer.post(address, json=year(2019, "1.00", period_start="2019-12-31"))
    assert (again.status_code, again.json()["code"]) == (409, "periods_overlap")
    made(await buyer.post(address, json=year(2019, "1.00", kind="budget")))


async def test_amounts_are_exact_and_not_negative(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-01-01")
    address = f"/v1/contracts/{contract['id']}/spend"
    for amount in ("0.001", "1.000", "1e3", "-1.00", "1000000000000.00", 1.25):
        answer = await buyer.post(address, json=year(2019, amount))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/money/amount")
    backwards = await buyer.post(address, json=year(2019, "1.00", period_end="2018-12-31"))
    assert (backwards.status_code, backwards.json()["code"]) == (422, "period_reversed")
    assert backwards.json()["errors"][0]["pointer"] == "/period_end"


async def test_a_record_is_corrected(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-01-01")
    answer = await buyer.post(f"/v1/contracts/{contract['id']}/spend", json=year(2019, "1.00"))
    money = {"amount": "2.50", "currency": "EUR", "vat_included": False}
    tag = {"If-Match": answer.headers["ETag"]}
    corrected = made(await buyer.patch(answer.headers["Location"], json={"money": money}, headers=tag), 200)
    assert (corrected["money"], corrected["period_start"], corrected["version"]) == (money, "2019-01-01", 2)


async def test_only_the_buyer_sees_its_spend(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-01-01")
    person = await linked_user(suppliers, contract["supplier_id"], buyer)
    answer = await buyer.post(f"/v1/contracts/{contract['id']}/spend", json=year(2019, "1.00"))
    for address, code in (
        (f"/v1/contracts/{contract['id']}/spend", "contract_not_found"),
        (answer.headers["Location"], "spend_not_found"),
    ):
        assert refusal(await suppliers.buyer().get(address)) == (404, code)
        assert refusal(await person.get(address)) == FORBIDDEN
        assert refusal(await suppliers.anonymous.get(address)) == UNAUTHENTICATED
