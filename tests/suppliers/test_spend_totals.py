"""Totals of spend: to the cent, never of unlike amounts, never extrapolated, and as they were known on a day."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.vocabulary import Role
from suppliers.contracts.rules import ContractStatus
from suppliers.spend.history.rules import Asked, Counted, Days, KnownContract, KnownSpend, Selection
from suppliers.spend.rules import SpendKind
from suppliers.spend.totals.rules import Dimension, totals
from support.cast import Actor, Cast
from support.market import contract_of, day, linked_user, made, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal
from support.spending import EUR, let_days_pass, spent

TOTALS = "/v1/spend-totals"


async def totals_of(buyer: Actor, **params: Any) -> dict[str, Any]:
    return made(await buyer.get(TOTALS, params=params), 200)


async def ict_services(buyer: Actor) -> dict[str, Any]:
    """The spend that the Flemish government answered to written question 287 of 26 April 2021."""
    contract = await contract_of(buyer, start="2019-01-01", reference="ICT services", product_categories=["other"])
    await spent(buyer, contract, "2019-01-01", "2019-12-31", "12252634.01")
    await spent(buyer, contract, "2020-01-01", "2020-12-31", "18290179.28")
    await spent(buyer, contract, "2021-01-01", "2021-04-02", "4568630.82", complete=False)
    small = await contract_of(buyer, start="2020-11-23", reference="Small ICT")
    await spent(buyer, small, "2020-11-23", "2021-04-02", "316984.03")
    return contract


def brief(item: dict[str, Any]) -> tuple[Any, ...]:
    return (
        item["year"],
        item["contract_reference"],
        item["amount"],
        item["incomplete"]["amount"],
        item["is_complete"],
    )


async def test_the_answer_to_parliament_comes_out_to_the_cent(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    await ict_services(buyer)
    answer = await totals_of(buyer, group_by="year,contract")
    assert [brief(item) for item in answer["items"]] == [
        (2019, "ICT services", "12252634.01", "0.00", True),
        (2020, "ICT services", "18290179.28", "0.00", True),
        (None, "Small ICT", "316984.03", "0.00", False),
        (2021, "ICT services", "0.00", "4568630.82", False),
    ]
    crossing = answer["items"][2]
    assert crossing["period"] == {"start": "2020-11-23", "end": "2021-04-02"}
    assert (answer["group_by"], answer["as_of"], answer["contracts_without_spend"]) == (
        ["year", "contract"],
        day(0),
        0,
    )
    assert {item["vat_included"] for item in answer["items"]} == {True}


async def test_two_years_add_up_to_the_cent_and_a_part_of_a_year_is_not_annualised(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await ict_services(buyer)
    [total] = (await totals_of(buyer, contract_id=contract["id"]))["items"]
    assert (total["amount"], total["records"]) == ("30542813.29", 2)
    assert total["incomplete"] == {"records": 1, "amount": "4568630.82"}
    [total] = (await totals_of(buyer, contract_id=contract["id"], year=2021))["items"]
    assert (total["amount"], total["is_complete"]) == ("0.00", False)


async def test_a_year_of_which_a_part_is_recorded_is_marked(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-07-01", end="2022-06-30")
    await spent(buyer, contract, "2019-07-01", "2019-12-31", "1.00")
    await spent(buyer, contract, "2020-01-01", "2020-06-30", "2.00")
    items = (await totals_of(buyer, group_by="year"))["items"]
    assert [(item["year"], item["covered_days"], item["contract_days"], item["is_complete"]) for item in items] == [
        (2019, 184, 184, True),
        (2020, 182, 366, False),
    ]


async def test_forecasts_currencies_and_amounts_without_vat_are_never_in_one_sum(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-01-01")
    await spent(buyer, contract, "2019-01-01", "2019-03-31", "1.00")
    await spent(buyer, contract, "2019-04-01", "2019-06-30", "2.00", vat_included=False)
    await spent(buyer, contract, "2019-07-01", "2019-12-31", "4.00", currency="USD")
    await spent(buyer, contract, "2019-01-01", "2019-12-31", "8.00", kind="budget")
    await spent(buyer, contract, "2019-01-01", "2019-12-31", "16.00", kind="estimate")
    items = (await totals_of(buyer))["items"]
    fields = ("kind", "is_forecast", "currency", "vat_included", "amount")
    assert [tuple(item[field] for field in fields) for item in items] == [
        ("actual", False, "EUR", False, "2.00"),
        ("actual", False, "EUR", True, "1.00"),
        ("actual", False, "USD", True, "4.00"),
        ("budget", True, "EUR", True, "8.00"),
        ("estimate", True, "EUR", True, "16.00"),
    ]
    [budget] = (await totals_of(buyer, kind="budget"))["items"]
    assert budget["amount"] == "8.00"


async def test_call_offs_and_lots_count_under_their_framework(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer, name="Framework supplier"))["id"]
    framework = await contract_of(buyer, supplier, start="2019-01-01", reference="Framework")
    below = {"parent_contract_id": framework["id"], "start": "2019-01-01"}
    lot = await contract_of(buyer, supplier, kind="lot", reference="Lot 1", **below)
    call_off = await contract_of(
        buyer, supplier, kind="call_off", reference="Call-off", **{**below, "parent_contract_id": lot["id"]}
    )
    single = await contract_of(buyer, kind="single", start="2019-01-01", reference="Single")
    for contract, amount in ((framework, "1.00"), (lot, "2.00"), (call_off, "4.00"), (single, "8.00")):
        await spent(buyer, contract, "2019-01-01", "2019-12-31", amount)
    items = (await totals_of(buyer, group_by="framework"))["items"]
    found = {item["framework_reference"]: (item["framework_id"], item["amount"]) for item in items}
    assert found == {"Framework": (framework["id"], "7.00"), None: (None, "8.00")}
    [total] = (await totals_of(buyer, framework_id=framework["id"]))["items"]
    assert total["amount"] == "7.00"
    assert (await totals_of(buyer, framework_id=single["id"]))["items"] == []
    suppliers_of = (await totals_of(buyer, group_by="supplier"))["items"]
    assert sorted((item["supplier_name"], item["amount"]) for item in suppliers_of) == [
        ("Framework supplier", "7.00"),
        ("Meridiaan Systems", "8.00"),
    ]
    [of_supplier] = (await totals_of(buyer, supplier_id=supplier, group_by="supplier,year"))["items"]
    assert (of_supplier["year"], of_supplier["supplier_id"], of_supplier["amount"]) == (2019, supplier, "7.00")


async def test_an_order_under_a_framework_of_another_buyer_counts_by_itself(suppliers: Cast) -> None:
    body, buyer = suppliers.buyer(), suppliers.buyer()
    framework = await contract_of(body, start="2019-01-01", entitled_entities=[str(buyer.org)])
    below = {"parent_contract_id": framework["id"], "start": "2019-01-01", "clauses": []}
    order = await contract_of(buyer, framework["supplier_id"], kind="call_off", **below)
    await spent(body, framework, "2019-01-01", "2019-12-31", "1.00")
    await spent(buyer, order, "2019-01-01", "2019-12-31", "2.00")
    [own] = (await totals_of(buyer, group_by="framework"))["items"]
    assert (own["framework_id"], own["amount"]) == (None, "2.00")
    [central] = (await totals_of(body, group_by="framework"))["items"]
    assert (central["framework_id"], central["amount"]) == (framework["id"], "1.00")
    assert (await totals_of(buyer, framework_id=framework["id"]))["items"] == []


async def test_a_record_that_lies_partly_outside_the_days_is_named_and_not_divided(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    await ict_services(buyer)
    answer = await totals_of(buyer, year=2020)
    assert [item["amount"] for item in answer["items"]] == ["18290179.28"]
    assert (answer["partly_outside"], answer["contracts"], answer["contracts_without_spend"]) == (1, 2, 1)
    both = await totals_of(buyer, **{"from": "2020-11-23", "to": "2021-04-02"})
    assert [(item["amount"], item["incomplete"]["amount"]) for item in both["items"]] == [
        ("316984.03", "4568630.82")
    ]
    assert both["partly_outside"] == 1


async def test_contracts_without_any_recorded_payment_are_counted(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-01-01")
    await spent(buyer, contract, "2019-01-01", "2019-12-31", "1.00", kind="budget")
    await contract_of(buyer, start="2020-01-01")
    await contract_of(buyer, start="2019-01-01", status="planned")
    answer = await totals_of(buyer, year=2019)
    assert (answer["contracts"], answer["contracts_without_spend"]) == (1, 1)


async def test_what_was_known_on_a_day_is_told_again_to_the_cent(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-01-01", end="2019-12-31")
    address = await spent(buyer, contract, "2019-01-01", "2019-06-30", "100.00", complete=False)
    await let_days_pass(suppliers, buyer, 10)
    tag = {"If-Match": (await buyer.get(address)).headers["ETag"]}
    changes = {"money": {**EUR, "amount": "123.45"}, "complete": True}
    made(await buyer.patch(address, json=changes, headers=tag), 200)
    await spent(buyer, contract, "2019-07-01", "2019-12-31", "1.00")
    await let_days_pass(suppliers, buyer, 10)
    now = await totals_of(buyer, group_by="year")
    assert [brief(item)[2:] for item in now["items"]] == [("124.45", "0.00", True)]
    before = await totals_of(buyer, group_by="year", as_of=day(-11))
    assert [brief(item)[2:] for item in before["items"]] == [("0.00", "100.00", False)]
    assert before["as_of"] == day(-11)
    assert (await totals_of(buyer, group_by="year", as_of=day(-10)))["items"] == now["items"]
    unknown = await totals_of(buyer, as_of=day(-21))
    assert (unknown["items"], unknown["contracts"]) == ([], 0)
    of_contract = f"/v1/contracts/{contract['id']}/spend/totals"
    assert made(await buyer.get(of_contract, params={"as_of": day(-11)}), 200)["items"][0]["incomplete"] == 1
    assert made(await buyer.get(of_contract), 200)["items"][0]["money"]["amount"] == "124.45"


async def test_a_contract_that_is_extended_later_ran_as_long_as_was_known_then(suppliers: Cast) -> None:
    buyer = suppliers.buyer(Role.BUYER_OFFICER, Role.BUYER_MANAGER)
    contract = await contract_of(buyer, start=day(-400), end=day(10))
    await spent(buyer, contract, day(-400), day(10), "1.00", kind="budget")
    await let_days_pass(suppliers, buyer, 5)
    body = {"to": "extended", "end": day(20)}
    made(await buyer.post(f"/v1/contracts/{contract['id']}/transitions", json=body), 200)
    [now], [before] = [(await totals_of(buyer, **params))["items"] for params in ({}, {"as_of": day(-1)})]
    assert (before["contract_days"], before["is_complete"]) == (411, True)
    assert (now["contract_days"], now["covered_days"], now["is_complete"]) == (421, 411, False)


async def test_sums_may_have_more_digits_than_amounts(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2019-01-01")
    for year in (2019, 2020):
        await spent(buyer, contract, f"{year}-01-01", f"{year}-12-31", "999999999999.99")
    [total] = (await totals_of(buyer))["items"]
    assert total["amount"] == "1999999999999.98"
    [total] = made(await buyer.get(f"/v1/contracts/{contract['id']}/spend/totals"), 200)["items"]
    assert total["money"]["amount"] == "1999999999999.98"


async def test_totals_are_the_buyers_alone(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await ict_services(buyer)
    viewer = suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org)
    assert (await totals_of(viewer)) == (await totals_of(buyer))
    person = await linked_user(suppliers, contract["supplier_id"], buyer)
    for path in (TOTALS, "/v1/spend-shares"):
        assert refusal(await suppliers.anonymous.get(path)) == UNAUTHENTICATED
        assert refusal(await person.get(path)) == FORBIDDEN
        assert refusal(await suppliers.monitor().get(path)) == FORBIDDEN
        assert refusal(await suppliers.platform().get(path)) == FORBIDDEN
    other = suppliers.buyer()
    nothing = await totals_of(other)
    for name, value in (
        ("contract_id", contract["id"]),
        ("supplier_id", contract["supplier_id"]),
        ("framework_id", contract["id"]),
        ("contract_id", str(uuid4())),
    ):
        assert await totals_of(other, **{name: value}) == nothing
    assert (nothing["items"], nothing["contracts"], nothing["partly_outside"]) == ([], 0, 0)


@pytest.mark.parametrize(
    ("params", "code", "pointer"),
    [
        ({"group_by": "month"}, "string_pattern_mismatch", "/query/group_by"),
        ({"group_by": "year,"}, "string_pattern_mismatch", "/query/group_by"),
        ({"group_by": ""}, "string_pattern_mismatch", "/query/group_by"),
        ({"year": "1066"}, "greater_than_equal", "/query/year"),
        ({"year": "2019", "from": "2019-01-01"}, "period_given_twice", "/query/year"),
        ({"from": "2019-02-01", "to": "2019-01-31"}, "period_reversed", "/query/to"),
        ({"as_of": "2099-01-01"}, "as_of_in_future", "/query/as_of"),
        ({"contract_id": "1"}, "uuid_parsing", "/query/contract_id"),
        ({"kind": "forecast"}, "enum", "/query/kind"),
        ({"framework": str(uuid4())}, "unknown_query_field", "/query/framework"),
    ],
)
async def test_a_wrong_question_is_refused_at_its_place(
    suppliers: Cast, params: dict[str, str], code: str, pointer: str
) -> None:
    answer = await suppliers.buyer().get(TOTALS, params=params)
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert (fault["code"], fault["pointer"]) == (code, pointer)


async def test_the_total_of_one_contract_is_not_told_of_a_day_to_come(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    answer = await buyer.get(f"/v1/contracts/{contract['id']}/spend/totals", params={"as_of": day(1)})
    assert refusal(answer) == (422, "as_of_in_future")


def contract_known(number: int) -> KnownContract:
    return KnownContract(
        contract_id=uuid4(),
        reference=f"R{number}",
        supplier_id=uuid4(),
        supplier_name="Meridiaan Systems",
        framework_id=None,
        framework_reference=None,
        status=ContractStatus.AWARDED,
        days=Days(date(2018, 1, 1), date(2022, 12, 31)),
        is_hardware=True,
        is_monitored=False,
    )


CONTRACTS = [contract_known(number) for number in range(3)]
RECORDS = st.lists(
    st.builds(
        lambda contract, kind, currency, vat_included, cents, is_complete, first, length: KnownSpend(
            contract=contract,
            kind=kind,
            currency=currency,
            vat_included=vat_included,
            amount=Decimal(cents) / 100,
            is_complete=is_complete,
            days=Days(date(2019, first, 1), date(2019 + length, first, 28)),
        ),
        st.sampled_from(CONTRACTS),
        st.sampled_from(SpendKind),
        st.sampled_from(["EUR", "USD"]),
        st.booleans(),
        st.integers(0, 10**14 - 1),
        st.booleans(),
        st.integers(1, 12),
        st.integers(0, 2),
    ),
    max_size=30,
)


@given(records=RECORDS, by=st.sets(st.sampled_from(Dimension)))
def test_no_cent_is_lost_added_or_mixed_however_totals_are_divided(
    records: list[KnownSpend], by: set[Dimension]
) -> None:
    counted = Counted(Asked(Selection(), Days(), date(2022, 1, 1)), CONTRACTS, records, 0)
    found = totals(counted, by, None)
    for key in {(each.kind, each.currency, each.vat_included, each.is_complete) for each in records}:
        *alike, is_complete = key
        amounts = [
            each.amount
            for each in records
            if (each.kind, each.currency, each.vat_included) == tuple(alike) and each.is_complete is is_complete
        ]
        parts = [
            total.complete if is_complete else total.incomplete for total in found if [*total.group[4:]] == alike
        ]
        assert sum(part.amount for part in parts) == sum(amounts)
        assert sum(part.records for part in parts) == len(amounts)
    assert len({total.group for total in found}) == len(found)
