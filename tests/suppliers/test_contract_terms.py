"""Values, duration, CPV codes and the next tender of a contract, also as a notice states them."""

from datetime import date
from typing import Any

import pytest

from suppliers.contract_imports.notices.reading import read_notice
from suppliers.contract_imports.proposals.rules import Lot, Proposed, proposed
from suppliers.contracts.cpv.rules import check_digits, is_cpv
from suppliers.contracts.rules import ContractFlag, ContractStatus, flags
from support.cast import Cast
from support.market import contract_facts, contract_of, linked_user, made, supplier_of
from support.notices import lot, notice, real, send_notice, sourced
from support.refusals import refusal

TERMS: dict[str, Any] = {
    "estimated_value": {"amount": "500000.00", "currency": "EUR"},
    "awarded_value": {"amount": "431643.18", "currency": "EUR"},
    "framework_maximum": {"amount": "2208000.00", "currency": "EUR"},
    "duration": {"value": 4, "unit": "year"},
    "renewals_maximum": 3,
    "renewal_terms": "Three times, by one year each.",
    "framework_type": "without_competition",
    "framework_participants": 1,
    "framework_buyers": "All schools of the city.",
}


async def test_a_contract_keeps_its_values_duration_renewals_and_terms_of_a_framework(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, **TERMS)
    assert {name: contract[name] for name in TERMS} == TERMS
    address = f"/v1/contracts/{contract['id']}"
    assert made(await buyer.get(address), 200) == contract
    emptied = dict.fromkeys(TERMS)
    amended = made(await buyer.patch(address, json=emptied, headers={"If-Match": '"1."'}), 200)
    assert {name: amended[name] for name in TERMS} == emptied
    unlimited = {"duration": {"value": None, "unit": "unlimited"}}
    amended = made(await buyer.patch(address, json=unlimited, headers={"If-Match": '"2."'}), 200)
    assert amended["duration"] == unlimited["duration"]


async def test_the_supplier_reads_all_but_what_the_buyer_estimated(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, **TERMS)
    person = await linked_user(suppliers, contract["supplier_id"], buyer)
    read = made(await person.get(f"/v1/contracts/{contract['id']}"), 200)
    assert {name: read[name] for name in TERMS} == {**TERMS, "estimated_value": None}


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"estimated_value": {"amount": 1.5, "currency": "EUR"}}, "/estimated_value/amount"),
        ({"awarded_value": {"amount": "-1.00", "currency": "EUR"}}, "/awarded_value/amount"),
        ({"awarded_value": {"amount": "1.001", "currency": "EUR"}}, "/awarded_value/amount"),
        ({"framework_maximum": {"amount": "1.00", "currency": "euro"}}, "/framework_maximum/currency"),
        ({"framework_maximum": {"amount": "1.00"}}, "/framework_maximum/currency"),
        ({"duration": {"value": 4, "unit": "unlimited"}}, "/duration"),
        ({"duration": {"unit": "year"}}, "/duration"),
        ({"duration": {"value": 0, "unit": "year"}}, "/duration/value"),
        ({"renewals_maximum": -1}, "/renewals_maximum"),
        ({"framework_type": "open"}, "/framework_type"),
        ({"framework_participants": 0}, "/framework_participants"),
        ({"cpv": ["30213100-7"]}, "/cpv/0"),
        ({"cpv": ["30213100-6", "99999999"]}, "/cpv/1"),
        ({"cpv": ["laptops"]}, "/cpv/0"),
    ],
)
async def test_wrong_terms_are_refused_where_they_stand(
    suppliers: Cast, wrong: dict[str, Any], pointer: str
) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    answer = await buyer.post("/v1/contracts", json=contract_facts(supplier["id"], **wrong))
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    contract = await contract_of(buyer, supplier["id"])
    address = f"/v1/contracts/{contract['id']}"
    changed = await buyer.patch(address, json=wrong, headers={"If-Match": '"1."'})
    assert [error["pointer"] for error in changed.json()["errors"]] == [pointer]


async def test_a_wrong_check_digit_is_answered_with_the_right_one(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    body = contract_facts((await supplier_of(buyer))["id"], cpv=["30213100-7"])
    answer = await buyer.post("/v1/contracts", json=body)
    assert "30213100-6" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("30213100-6", True),
        ("30213100", True),
        ("30213100-0", False),
        ("30213100-", True),
        ("30213101", False),
        ("", False),
        ("03000000-1", True),
        ("98910000-5", True),
    ],
)
def test_a_cpv_code_is_known_with_and_without_its_check_digit(code: str, known: bool) -> None:
    assert is_cpv(code) is known
    assert len(check_digits()) == 9454


@pytest.mark.parametrize(
    ("today", "is_flagged"),
    [
        (date(2027, 2, 27), False),
        (date(2027, 2, 28), True),
        (date(2028, 2, 29), True),
    ],
)
def test_a_contract_without_the_day_of_the_next_tender_is_flagged_twelve_months_before_its_end(
    today: date, is_flagged: bool
) -> None:
    """Also where the year has 366 days: it ends on 29 February 2028."""
    found = flags(
        ContractStatus.ACTIVE,
        categories=["laptop"],
        clause_kinds=["human_rights"],
        ends_on=date(2028, 2, 29),
        next_tender_date=None,
        today=today,
    )
    assert found == ([ContractFlag.NEXT_TENDER_DATE_MISSING] if is_flagged else [])


# What a notice states

VALUE = '<cbc:EstimatedOverallContractAmount currencyID="{}">{}</cbc:EstimatedOverallContractAmount>'
CODES = (
    "<cac:MainCommodityClassification><cbc:ItemClassificationCode>{}</cbc:ItemClassificationCode>"
    "</cac:MainCommodityClassification>"
)


def stated(written: bytes, place: int = 0) -> dict[str, Proposed]:
    found = read_notice(written)
    said = Lot(found["lots"][place], found["notice"], is_only=len(found["lots"]) == 1, suppliers=())
    return {each.field: each for each in proposed(said)}


def framework(code: str) -> str:
    kind = f'<cbc:ContractingSystemTypeCode listName="framework-agreement">{code}</cbc:ContractingSystemTypeCode>'
    return f"<cac:ContractingSystem>{kind}</cac:ContractingSystem>"


def agreement(most: str, buyers: str) -> str:
    return (
        f"<cac:FrameworkAgreement><cbc:MaximumOperatorQuantity>{most}</cbc:MaximumOperatorQuantity>"
        "<cac:SubsequentProcessTenderRequirement><cbc:Name>buyer-categories</cbc:Name>"
        f"<cbc:Description>{buyers}</cbc:Description></cac:SubsequentProcessTenderRequirement>"
        "</cac:FrameworkAgreement>"
    )


def measured(value: str, unit: str) -> str:
    measure = f'<cbc:DurationMeasure unitCode="{unit}">{value}</cbc:DurationMeasure>'
    return f"<cac:PlannedPeriod>{measure}</cac:PlannedPeriod>"


def renewed(most: str, how: str) -> str:
    return (
        f"<cac:ContractExtension><cbc:MaximumNumberNumeric>{most}</cbc:MaximumNumberNumeric><cac:Renewal><cac:Period>"
        f"<cbc:Description>{how}</cbc:Description></cac:Period></cac:Renewal></cac:ContractExtension>"
    )


def total(currency: str, amount: str) -> str:
    return f"<cac:RequestedTenderTotal>{VALUE.format(currency, amount)}</cac:RequestedTenderTotal>"


@pytest.mark.parametrize(
    ("project", "process", "expected"),
    [
        (total("EUR", "2208000"), "", {"estimated_value": {"amount": "2208000.00", "currency": "EUR"}}),
        (total("EUR", "12.5"), "", {"estimated_value": {"amount": "12.50", "currency": "EUR"}}),
        (total("EUR", "0.1234"), "", {}),
        (total("EUR", "-1"), "", {}),
        (total("unpublished", "10"), "", {}),
        (measured("48", "MONTH"), "", {"duration": {"value": 48, "unit": "month"}}),
        (measured("2.5", "YEAR"), "", {}),
        (measured("0", "YEAR"), "", {}),
        (measured("4", "ROUND"), "", {}),
        (renewed("3", "By a year."), "", {"renewals_maximum": 3, "renewal_terms": "By a year."}),
        (renewed("many", ""), "", {}),
        ("", framework("none"), {"kind": "single"}),
        ("", framework("fa-mix"), {"kind": "framework", "framework_type": "mixed"}),
        ("", framework("fa-other"), {"kind": "framework"}),
        (
            "",
            framework("fa-w-rc") + agreement("4", "Schools"),
            {
                "kind": "framework",
                "framework_type": "with_competition",
                "framework_participants": 4,
                "framework_buyers": "Schools",
            },
        ),
        ("", framework("none") + agreement("4", "Schools"), {"kind": "single"}),
        (CODES.format("30213100"), "", {"cpv": ["30213100"]}),
        (CODES.format("30213109"), "", {}),
    ],
)
def test_a_draft_takes_the_terms_that_the_notice_states_each_with_its_place(
    project: str, process: str, expected: dict[str, Any]
) -> None:
    found = stated(notice(lot(title="Laptops", project=project, process=process)))
    del found["title"]
    assert {name: each.value for name, each in found.items()} == expected
    for each in found.values():
        assert all(source["path"].startswith("/*/cac:ProcurementProjectLot") for source in each.sources)


async def test_the_terms_of_a_real_framework_are_in_its_draft(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    done = made(await send_notice(buyer, real("00733949-2023")))
    (said,) = done["lots"]
    draft = made(await buyer.get(f"/v1/contracts/{said['contract_id']}"), 200)
    proposal = {each["field"]: each for each in said["draft"]}
    assert draft["kind"] == "framework"
    assert (draft["framework_type"], draft["duration"]) == ("without_competition", {"value": 4, "unit": "year"})
    for name in ("estimated_value", "framework_maximum"):
        assert " ".join(draft[name].values()) == proposal[name]["value"]
    assert (draft["awarded_value"], "awarded_value" in proposal) == (None, False), "several tenders won"
    assert (draft["renewals_maximum"], proposal["renewals_maximum"]["value"]) == (1, "1")
    for name in ("renewal_terms", "framework_buyers"):
        assert draft[name] == proposal[name]["value"]
    places = {source["path"] for source in sourced([said["reading"], done["notice"]])}
    assert {source["path"] for each in proposal.values() for source in each["sources"]} <= places


def test_the_value_of_the_only_tender_that_won_is_taken() -> None:
    found = stated(real("00215268-2024"))["awarded_value"]
    assert found.value == {"amount": "431643.18", "currency": "EUR"}
    assert [source["eforms_field"] for source in found.sources] == ["BT-720-Tender"]


async def test_a_notice_that_says_other_terms_later_shows_it_and_changes_nothing(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    ids = {"notice_id": "7f0d3a52-5a3c-4f0e-9d7a-4b0a6f0f1c11", "procedure": "p-1"}
    made(await send_notice(buyer, notice(lot(project=measured("4", "YEAR")), **ids)))
    again = made(await send_notice(buyer, notice(lot(project=measured("5", "YEAR")), version="02", **ids)))
    (said,) = again["lots"]
    assert said["outcome"] == "different"
    [deviation] = [each for each in said["deviations"] if each["field"] == "duration"]
    assert (deviation["value"], deviation["contract"]) == ("5 year", "4 year")
    draft = made(await buyer.get(f"/v1/contracts/{said['contract_id']}"), 200)
    assert draft["duration"] == {"value": 4, "unit": "year"}


async def test_a_monitor_is_named_only_while_the_buyer_is_affiliated_with_it(suppliers: Cast) -> None:
    monitor, former = suppliers.monitor().org, suppliers.monitor().org
    buyer = suppliers.buyer(affiliated_to=(monitor, former))
    contract = await contract_of(buyer, monitored_by=[str(former)])
    later = suppliers.buyer(org=buyer.org, affiliated_to=(monitor,))
    address = f"/v1/contracts/{contract['id']}"
    both = {"monitored_by": [str(former), str(monitor)]}
    made(await later.patch(address, json=both, headers={"If-Match": '"1."'}), 200)
    made(await later.patch(address, json={"monitored_by": []}, headers={"If-Match": '"2."'}), 200)
    again = await later.patch(address, json={"monitored_by": [str(former)]}, headers={"If-Match": '"3."'})
    assert refusal(again) == (422, "unknown_monitor")
    new = contract_facts(contract["supplier_id"], reference="M-2", monitored_by=[str(former)])
    assert refusal(await later.post("/v1/contracts", json=new)) == (422, "unknown_monitor")
