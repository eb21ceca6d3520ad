"""Targets of a buyer and their progress, by number and by spend, also for a day that has passed."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from chassis.vocabulary import Role
from suppliers.targets.progress.rules import Counted, SpendShare, Spent, expected_on, percent_of, progress
from support.cast import Actor, Cast
from support.market import contract_of, day, linked_user, made, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

PATH = "/v1/targets"
TARGET: dict[str, Any] = {"metric": "contracts_with_criteria", "value": "100", "year": 2030}
BASELINE = {"baseline_year": 2025, "baseline_value": "40.0"}
SOCIAL = {
    "topic": "human_rights_dd",
    "domain": "social_hr",
    "role": "technical",
    "strength": "requirement",
    "verification_subject": "chain",
}
CIRCULAR = {**SOCIAL, "topic": "repairability", "domain": "circular"}
PRICE = {**SOCIAL, "topic": "price", "domain": "other", "role": "award"}


async def target_of(buyer: Actor, **facts: Any) -> dict[str, Any]:
    return made(await buyer.post(PATH, json={**TARGET, **facts}))


async def progress_of(buyer: Actor, target: dict[str, Any], as_of: str | None = None) -> dict[str, Any]:
    params = {"as_of": as_of} if as_of else {}
    return made(await buyer.get(f"{PATH}/{target['id']}/progress", params=params), 200)


async def bought(buyer: Actor, *criteria: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """A contract that was awarded in March 2024, with these criteria."""
    dates = {"award_date": "2024-03-01", "start": "2024-04-01", "end": "2027-03-31"}
    contract = await contract_of(buyer, **{**dates, "reference": uuid4().hex, **facts})
    for criterion in criteria:
        made(await buyer.post(f"/v1/contracts/{contract['id']}/criteria", json=criterion))
    return contract


async def spend(buyer: Actor, contract: dict[str, Any], amount: str, **facts: Any) -> None:
    money = {"amount": amount, "currency": "EUR", "vat_included": True, **facts.pop("money", {})}
    period = {"period_start": "2024-04-01", "period_end": "2024-06-30", "money": money}
    made(await buyer.post(f"/v1/contracts/{contract['id']}/spend", json={**period, **facts}))


def parts(said: dict[str, Any]) -> tuple[int, int, float | None]:
    figure = said["by_number"]
    return figure["numerator"], figure["denominator"], figure["value"]


# The record


async def test_a_target_is_adopted_described_and_withdrawn(suppliers: Cast) -> None:
    buyer = suppliers.buyer(Role.BUYER_MANAGER)
    answer = await buyer.post(PATH, json={**TARGET, **BASELINE, "sdgs": [12], "product_categories": ["laptop"]})
    adopted = made(answer)
    assert (adopted["value"], adopted["baseline_value"], adopted["adopted_on"]) == ("100.0", "40.0", day(0))
    assert made(await buyer.get(answer.headers["Location"]), 200) == adopted
    [item] = (await buyer.get(PATH, params={"metric": TARGET["metric"], "year": 2030})).json()["items"]
    assert item == {name: adopted[name] for name in item}
    address = answer.headers["Location"]
    described = await buyer.patch(address, json={"sdgs": [8, 12]}, headers={"If-Match": '"1."'})
    assert (made(described, 200)["sdgs"], described.json()["version"]) == ([8, 12], 2)
    assert (await buyer.patch(address, json={"sdgs": []}, headers={"If-Match": '"1."'})).status_code == 412
    assert (await buyer.patch(address, json={"sdgs": []})).status_code == 428
    bare = await buyer.post(f"{address}/transitions", json={"to": "withdrawn"})
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/reason")
    gone = {"to": "withdrawn", "reason": "Replaced."}
    withdrawn = made(await buyer.post(f"{address}/transitions", json=gone), 200)
    assert (withdrawn["status"], withdrawn["withdrawn_on"], withdrawn["allowed_transitions"]) == (
        "withdrawn",
        day(0),
        [],
    )
    assert (await buyer.post(f"{address}/transitions", json=gone)).status_code == 409
    assert (await buyer.get(PATH, params={"status": "adopted"})).json()["items"] == []


async def test_what_a_target_asks_for_does_not_change(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    target = await target_of(buyer)
    for change in ({"value": "50"}, {"year": 2040}, {"metric": "contracts_with_clause"}, {"adopted_on": day(0)}):
        answer = await buyer.patch(f"{PATH}/{target['id']}", json=change, headers={"If-Match": '"1."'})
        assert answer.status_code == 422, change


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"metric": "happiness"}, "/metric"),
        ({"value": 100}, "/value"),
        ({"value": "0"}, "/value"),
        ({"value": "100.1"}, "/value"),
        ({"value": "99.99"}, "/value"),
        ({"year": 1999}, "/year"),
        ({"sdgs": [18]}, "/sdgs/0"),
        ({"product_categories": ["sofa"]}, "/product_categories/0"),
        ({"baseline_year": 2025}, "/baseline_value"),
        ({"baseline_value": "40"}, "/baseline_year"),
        ({"baseline_year": 2030, "baseline_value": "40"}, "/baseline_year"),
        ({"adopted_on": day(1)}, "/adopted_on"),
        ({"unit": "euro"}, "/unit"),
    ],
)
async def test_a_wrong_target_is_refused(suppliers: Cast, wrong: dict[str, Any], pointer: str) -> None:
    buyer = suppliers.buyer()
    answer = await buyer.post(PATH, json={**TARGET, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await buyer.get(PATH)).json()["items"] == []


async def test_only_the_buyers_own_people_see_a_target(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    target = await target_of(buyer)
    address = f"{PATH}/{target['id']}"
    viewer = suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org)
    person = await linked_user(suppliers, (await supplier_of(buyer))["id"], buyer)
    assert (await viewer.get(address)).status_code == 200
    assert refusal(await viewer.post(PATH, json=TARGET)) == FORBIDDEN
    assert refusal(await viewer.patch(address, json={"note": "N"}, headers={"If-Match": '"1."'})) == FORBIDDEN
    officer = await buyer.post(f"{address}/transitions", json={"to": "withdrawn", "reason": "No."})
    assert refusal(officer) == FORBIDDEN
    other = suppliers.buyer(Role.BUYER_MANAGER)
    assert (await other.get(PATH)).json()["items"] == []
    for place in (address, f"{address}/progress"):
        assert refusal(await other.get(place)) == (404, "target_not_found")
        assert refusal(await person.get(place)) == FORBIDDEN
        assert refusal(await suppliers.monitor().get(place)) == FORBIDDEN
        assert refusal(await suppliers.anonymous.get(place)) == UNAUTHENTICATED
    changed = await other.patch(address, json={"note": "N"}, headers={"If-Match": '"1."'})
    moved = await other.post(f"{address}/transitions", json={"to": "withdrawn", "reason": "No."})
    assert refusal(changed) == refusal(moved) == (404, "target_not_found")
    assert refusal(await suppliers.anonymous.post(PATH, json={})) == UNAUTHENTICATED


# Progress


async def test_progress_counts_contracts_that_were_awarded_in_the_year_with_a_criterion(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    target = await target_of(buyer)
    await bought(buyer, SOCIAL)
    await bought(buyer, PRICE)
    await bought(buyer)
    await bought(buyer, SOCIAL, award_date="2023-12-31")
    await bought(buyer, SOCIAL, award_date=None, start="2024-05-01")
    await bought(buyer, SOCIAL, status="tendering", award_date="2024-03-01")
    await bought(other, SOCIAL)
    said = await progress_of(buyer, target, "2024-12-31")
    assert parts(said) == (1, 3, 33.3)
    assert said["by_number"]["excluded"] == {"award_date_unknown": 1}
    assert (said["period"], said["is_reached"]) == ({"start": "2024-01-01", "end": "2024-12-31"}, False)
    assert said["by_number"]["code"] == "C3"
    assert parts(await progress_of(buyer, target, "2024-02-29")) == (0, 0, None)
    assert parts(await progress_of(buyer, target, "2024-03-01")) == (1, 3, 33.3)
    assert parts(await progress_of(buyer, target, "2023-12-31")) == (1, 1, 100.0)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("contracts_with_criteria", (3, 4, 75.0)),
        ("contracts_with_both_criteria", (1, 4, 25.0)),
        ("contracts_with_label_requirement", (1, 4, 25.0)),
        ("contracts_with_clause", (3, 3, 100.0)),
    ],
)
async def test_each_metric_counts_its_own(suppliers: Cast, metric: str, expected: tuple[int, int, float]) -> None:
    buyer = suppliers.buyer()
    await bought(buyer, SOCIAL, CIRCULAR)
    await bought(buyer, SOCIAL)
    labelled = await bought(buyer, CIRCULAR)
    await bought(buyer, product_categories=["cloud_service"])
    labels = {"labels": [{"scheme": "BLUE_ANGEL"}]}
    made(await buyer.post(f"/v1/contracts/{labelled['id']}/label-requirements", json=labels))
    target = await target_of(buyer, metric=metric)
    assert parts(await progress_of(buyer, target, "2024-12-31")) == expected


async def test_a_target_for_some_products_counts_their_contracts_only(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    await bought(buyer, SOCIAL, product_categories=["laptop"])
    await bought(buyer, product_categories=["laptop", "dock"])
    await bought(buyer, product_categories=["server"])
    target = await target_of(buyer, product_categories=["laptop", "monitor"])
    assert parts(await progress_of(buyer, target, "2024-12-31")) == (1, 2, 50.0)


async def test_progress_by_spend_adds_what_can_be_added_and_tells_the_rest(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    target = await target_of(buyer)
    good, plain, silent = await bought(buyer, SOCIAL), await bought(buyer), await bought(buyer)
    await spend(buyer, good, "18290179.28")
    await spend(buyer, plain, "12252634.01")
    await spend(buyer, good, "100.00", period_start="2024-07-01", period_end="2024-07-31", complete=False)
    await spend(buyer, plain, "100.00", period_start="2024-09-01", period_end="2025-01-31")
    await spend(buyer, plain, "100.00", kind="budget")
    other = {"period_start": "2024-08-01", "period_end": "2024-08-31"}
    await spend(buyer, plain, "10.00", money={"currency": "SEK"}, **other)
    said = await progress_of(buyer, target, "2024-12-31")
    assert said["by_spend"] == [
        {
            "currency": "EUR",
            "vat_included": True,
            "numerator": "18290179.28",
            "denominator": "30542813.29",
            "value": 59.9,
        },
        {"currency": "SEK", "vat_included": True, "numerator": "0.00", "denominator": "10.00", "value": 0.0},
    ]
    assert said["spend_coverage"] == {"known": 2, "unknown": 1}
    assert said["spend_excluded"] == {"spend_incomplete": 1, "spend_of_another_period": 1}
    assert silent["id"] not in str(said)
    early = await progress_of(buyer, target, "2024-06-29")
    assert (early["by_spend"], early["spend_excluded"]) == ([], {"spend_of_another_period": 2})


async def test_a_day_that_has_passed_gives_the_same_answer_afterwards(suppliers: Cast) -> None:
    """What happens later changes nothing of it: a new contract, an amendment, an end, a termination."""
    buyer = suppliers.buyer(Role.BUYER_MANAGER)
    targets = [
        await target_of(buyer, metric=metric)
        for metric in ("contracts_with_criteria", "contracts_with_both_criteria", "contracts_with_clause")
    ]
    first = await bought(buyer, SOCIAL, start="2024-04-01", end=day(500))
    second = await bought(buyer, start="2024-04-01", end=day(500), clauses=[])
    await spend(buyer, first, "10.00")
    before = [await progress_of(buyer, target, "2024-12-31") for target in targets]
    later = {**CIRCULAR, "role": "performance", "agreed_on": "2025-02-01"}
    made(await buyer.post(f"/v1/contracts/{second['id']}/criteria", json=later))
    [criterion] = (await buyer.get(f"/v1/contracts/{first['id']}/criteria")).json()["items"]
    ended = {"ended_on": "2025-01-01"}
    place = f"/v1/contracts/{first['id']}/criteria/{criterion['id']}"
    made(await buyer.patch(place, json=ended, headers={"If-Match": '"1."'}), 200)
    clause = {"template": "human-rights-clause", "included_at": "amendment", "agreed_on": "2025-01-01"}
    made(await buyer.post(f"/v1/contracts/{second['id']}/clauses", json=clause))
    over = {"to": "terminated", "reason": "Breach.", "effect_on_workers": "None that we know of."}
    made(await buyer.post(f"/v1/contracts/{first['id']}/transitions", json=over), 200)
    await spend(buyer, second, "10.00", period_start="2025-01-01", period_end="2025-01-31")
    await bought(buyer, SOCIAL, award_date="2025-03-01", start="2025-04-01")
    assert [await progress_of(buyer, target, "2024-12-31") for target in targets] == before
    assert [parts(each) for each in before] == [(1, 2, 50.0), (0, 2, 0.0), (1, 2, 50.0)]
    assert parts(await progress_of(buyer, targets[2], day(-1)))[0] == 3


async def test_a_day_to_come_has_no_progress(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    target = await target_of(buyer, **BASELINE)
    answer = await buyer.get(f"{PATH}/{target['id']}/progress", params={"as_of": day(1)})
    assert (refusal(answer), answer.json()["errors"][0]["pointer"]) == (
        (422, "as_of_in_future"),
        "/query/as_of",
    )
    assert (await buyer.get(f"{PATH}/{target['id']}/progress", params={"as_of": "soon"})).status_code == 422
    today = await progress_of(buyer, target)
    assert (today["as_of"], today["is_in_force"], today["is_reached"]) == (day(0), True, None)
    assert (await progress_of(buyer, target, day(-1)))["is_in_force"] is False
    assert today["expected"] is not None


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 12, 30), None),
        (date(2025, 12, 31), "40.0"),
        (date(2026, 12, 31), "52.0"),
        (date(2030, 12, 30), "100.0"),
        (date(2030, 12, 31), "100.0"),
        (date(2040, 1, 1), "100.0"),
    ],
)
def test_the_expected_share_is_on_a_straight_line_between_the_ends_of_two_years(
    on: date, expected: str | None
) -> None:
    found = expected_on(on, baseline=(2025, Decimal(40)), target=(2030, Decimal(100)))
    assert found == (None if expected is None else Decimal(expected))
    assert expected_on(on, baseline=None, target=(2030, Decimal(100))) is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        (0, 0, None),
        (0, 3, "0.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 2000, "0.1"),
        (1, 2001, "0.0"),
        (3, 3, "100.0"),
    ],
)
def test_a_share_has_one_decimal_rounded_half_up(numerator: int, denominator: int, value: str | None) -> None:
    assert percent_of(numerator, denominator) == (None if value is None else Decimal(value))


def test_amounts_of_other_currencies_or_treatment_of_vat_are_not_added() -> None:
    one, two = uuid4(), uuid4()
    ten = Decimal("10.00")
    found = progress(
        [Counted(one, True), Counted(two, False)],
        [
            Spent(one, "EUR", True, ten, True, True),
            Spent(two, "EUR", True, ten, True, True),
            Spent(two, "EUR", False, ten, True, True),
            Spent(uuid4(), "EUR", True, ten, True, True),
        ],
    )
    assert list(found.shares) == [
        SpendShare("EUR", False, Decimal(0), ten),
        SpendShare("EUR", True, ten, Decimal("20.00")),
    ]
