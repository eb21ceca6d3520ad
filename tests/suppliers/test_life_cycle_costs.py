"""Life-cycle costs of offers: exact sums over the years, which only the buyer sees."""

from decimal import Decimal
from typing import Any

import pytest

from chassis.vocabulary import Role
from suppliers.contracts.costs.rules import Cost, CostKind, totals
from support.cast import Cast
from support.market import contract_of, day, linked_user, made
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

OFFER: dict[str, Any] = {
    "offer": "Offer B",
    "years": 5,
    "currency": "EUR",
    "vat_included": False,
    "costs": [
        {"kind": "acquisition", "amount": "500000.00", "year": 1},
        {"kind": "energy", "amount": "8250.10"},
        {"kind": "repair_and_upgrade", "amount": "40000", "year": 4},
        {"kind": "end_of_life", "amount": "-20000.00", "year": 5},
        {"kind": "external", "amount": "1000.01"},
    ],
}
K = CostKind


@pytest.mark.parametrize(
    ("costs", "years", "by_year", "without_external", "total"),
    [
        ([(K.ACQUISITION, "100", 1)], 3, ["100", "0", "0"], "100", "100"),
        ([(K.ENERGY, "0.10", None)], 3, ["0.10", "0.10", "0.10"], "0.30", "0.30"),
        ([(K.ENERGY, "1", None), (K.EXTERNAL, "2", None)], 2, ["3", "3"], "2", "6"),
        ([(K.ACQUISITION, "5", 1), (K.END_OF_LIFE, "-6", 2)], 2, ["5", "-6"], "-1", "-1"),
        ([(K.EXTERNAL, "999999999999.99", None)] * 2, 1, ["1999999999999.98"], "0", "1999999999999.98"),
    ],
)
def test_sums_are_exact(
    costs: list[tuple[CostKind, str, int | None]],
    years: int,
    by_year: list[str],
    without_external: str,
    total: str,
) -> None:
    sums = totals([Cost(kind, Decimal(amount), year) for kind, amount, year in costs], years)
    assert list(sums.years) == [Decimal(each) for each in by_year]
    assert (sums.without_external, sums.total) == (Decimal(without_external), Decimal(total))
    assert sum(sums.kinds.values()) == sums.total


async def test_an_offer_is_recorded_with_its_sums(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, status="tendering", start=day(30))
    collection = f"/v1/contracts/{contract['id']}/life-cycle-costs"
    answer = await buyer.post(collection, json=OFFER)
    recorded = made(answer)
    assert recorded["sums"] == {
        "acquisition": "500000.00",
        "energy": "41250.50",
        "repair_and_upgrade": "40000.00",
        "end_of_life": "-20000.00",
        "external": "5000.05",
        "without_external": "561250.50",
        "total": "566250.55",
    }
    assert recorded["years_sums"] == ["509250.11", "9250.11", "9250.11", "49250.11", "-10749.89"]
    assert made(await buyer.get(answer.headers["Location"]), 200) == recorded
    assert (await buyer.get(collection)).json()["items"] == [recorded]


async def test_an_offer_is_corrected(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    collection = f"/v1/contracts/{contract['id']}/life-cycle-costs"
    address = (await buyer.post(collection, json=OFFER)).headers["Location"]
    assert (await buyer.patch(address, json={"years": 6})).status_code == 428
    longer = made(await buyer.patch(address, json={"years": 6}, headers={"If-Match": '"1."'}), 200)
    assert (longer["sums"]["energy"], len(longer["years_sums"])) == ("49500.60", 6)
    assert (await buyer.patch(address, json={"years": 5}, headers={"If-Match": '"1."'})).status_code == 412
    shorter = await buyer.patch(address, json={"years": 3}, headers={"If-Match": '"2."'})
    assert refusal(shorter) == (422, "year_outside")
    assert made(await buyer.get(address), 200) == longer
    costs = {"costs": [{"kind": "acquisition", "amount": "1"}], "method": "By hand."}
    assert (
        made(await buyer.patch(address, json=costs, headers={"If-Match": '"2."'}), 200)["sums"]["total"] == "6.00"
    )


async def test_each_offer_of_a_contract_has_one_record(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    collection = f"/v1/contracts/{contract['id']}/life-cycle-costs"
    made(await buyer.post(collection, json=OFFER))
    assert refusal(await buyer.post(collection, json=OFFER)) == (409, "offer_recorded")
    other = await buyer.post(collection, json={**OFFER, "offer": "Offer C"})
    renamed = await buyer.patch(other.headers["Location"], json={"offer": "Offer B"}, headers={"If-Match": '"1."'})
    assert refusal(renamed) == (409, "offer_recorded")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"years": 0}, "/years"),
        ({"years": 31}, "/years"),
        ({"currency": "eur"}, "/currency"),
        ({"vat_included": None}, "/vat_included"),
        ({"offer": ""}, "/offer"),
        ({"costs": []}, "/costs"),
        ({"costs": [{"kind": "rent", "amount": "1.00"}]}, "/costs/0/kind"),
        ({"costs": [{"kind": "energy", "amount": 1.5}]}, "/costs/0/amount"),
        ({"costs": [{"kind": "energy", "amount": "1.001"}]}, "/costs/0/amount"),
        ({"costs": [{"kind": "energy", "amount": "-1.00"}]}, "/costs/0/amount"),
        ({"costs": [{"kind": "energy", "amount": "1.00", "year": 6}]}, "/costs/0/year"),
        ({"costs": [{"kind": "energy", "amount": "1.00", "year": 0}]}, "/costs/0/year"),
        ({"discount": "4"}, "/discount"),
    ],
)
async def test_wrong_costs_are_refused(suppliers: Cast, wrong: dict[str, Any], pointer: str) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    collection = f"/v1/contracts/{contract['id']}/life-cycle-costs"
    answer = await buyer.post(collection, json={**OFFER, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await buyer.get(collection)).json()["items"] == []


async def test_only_the_buyer_sees_what_offers_cost(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    person = await linked_user(suppliers, contract["supplier_id"], buyer)
    collection = f"/v1/contracts/{contract['id']}/life-cycle-costs"
    address = (await buyer.post(collection, json=OFFER)).headers["Location"]
    viewer = suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org)
    assert (await viewer.get(address)).status_code == 200
    assert refusal(await viewer.post(collection, json=OFFER)) == FORBIDDEN
    assert refusal(await viewer.patch(address, json={"years": 6}, headers={"If-Match": '"1."'})) == FORBIDDEN
    other = suppliers.buyer()
    for place, code in ((collection, "contract_not_found"), (address, "life_cycle_cost_not_found")):
        assert refusal(await other.get(place)) == (404, code)
        assert refusal(await person.get(place)) == FORBIDDEN
        assert refusal(await suppliers.monitor().get(place)) == FORBIDDEN
        assert refusal(await suppliers.anonymous.get(place)) == UNAUTHENTICATED
    assert refusal(await other.post(collection, json=OFFER)) == (404, "contract_not_found")
    assert refusal(await suppliers.anonymous.post(collection, json={})) == UNAUTHENTICATED
    own = await contract_of(other)
    elsewhere = f"/v1/contracts/{own['id']}/life-cycle-costs/{address.rpartition('/')[2]}"
    assert refusal(await other.get(elsewhere)) == (404, "life_cycle_cost_not_found")
