"""Market observations, and what they warn of before a label is asked for."""

from decimal import Decimal
from typing import Any

import pytest

from chassis.vocabulary import Role
from suppliers.market.rules import LIMITS, Counts, MarketWarning, Measure, share, warnings_of
from support.cast import Actor, Cast
from support.market import day, made
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

PATH = "/v1/market-observations"
SHUT_OUT, NO_DIFFERENCE = MarketWarning
FACTS: dict[str, Any] = {
    "category": "mfp",
    "scheme": "EPEAT",
    "level": "silver",
    "observed_on": day(0),
    "source": "Register of the label",
    "models_total": 40,
    "models_with_label": 6,
    "bidders_total": 8,
    "bidders_with_label": 2,
    "note": "Few colour models.",
}


async def observed(buyer: Actor, **facts: Any) -> dict[str, Any]:
    return made(await buyer.post(PATH, json={**FACTS, **facts}))


@pytest.mark.parametrize(
    ("counts", "warnings"),
    [
        (Counts(100, 19, None, None), [(SHUT_OUT, Measure.MODELS_SHARE)]),
        (Counts(100, 20, None, None), []),
        (Counts(1000, 199, None, None), [(SHUT_OUT, Measure.MODELS_SHARE)]),
        (Counts(10_000, 1_999, None, None), [(SHUT_OUT, Measure.MODELS_SHARE)]),
        (Counts(100, 90, None, None), []),
        (Counts(100, 91, None, None), [(NO_DIFFERENCE, Measure.MODELS_SHARE)]),
        (Counts(10_000, 9_001, None, None), [(NO_DIFFERENCE, Measure.MODELS_SHARE)]),
        (Counts(None, None, 10, 2), [(SHUT_OUT, Measure.BIDDERS_WITH_LABEL)]),
        (Counts(None, None, 10, 3), []),
        (Counts(None, None, 16, 3), [(SHUT_OUT, Measure.BIDDERS_SHARE)]),
        (Counts(None, None, 10, 10), [(NO_DIFFERENCE, Measure.BIDDERS_SHARE)]),
        (
            Counts(None, None, 2, 2),
            [(SHUT_OUT, Measure.BIDDERS_WITH_LABEL), (NO_DIFFERENCE, Measure.BIDDERS_SHARE)],
        ),
        (Counts(0, 0, None, None), []),
        (Counts(0, 0, 0, 0), [(SHUT_OUT, Measure.BIDDERS_WITH_LABEL)]),
        (Counts(100, 95, 8, 2), [(SHUT_OUT, Measure.BIDDERS_WITH_LABEL), (NO_DIFFERENCE, Measure.MODELS_SHARE)]),
    ],
)
def test_what_counts_warn_of(counts: Counts, warnings: list[tuple[MarketWarning, Measure]]) -> None:
    assert [(each.warning, each.measure) for each in warnings_of(counts)] == warnings


def test_both_warnings_have_limits() -> None:
    assert {limit.warning for limit in LIMITS} == set(MarketWarning)


def test_a_share_has_one_decimal_and_none_without_a_whole() -> None:
    assert [share(1, 8), share(1, 16), share(0, 5), share(0, 0), share(None, None)] == [
        Decimal("12.5"),
        Decimal("6.3"),
        Decimal("0.0"),
        None,
        None,
    ]


async def test_an_observation_warns_that_a_label_may_shut_out_the_market(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    seen = await observed(buyer)
    assert seen.items() >= FACTS.items()
    assert (seen["models_share_pct"], seen["bidders_share_pct"]) == ("15.0", "25.0")
    assert seen["warnings"] == [
        {"warning": "may_shut_out_market", "measure": "bidders_with_label", "value": "2.0", "limit": "3"},
        {"warning": "may_shut_out_market", "measure": "models_share_pct", "value": "15.0", "limit": "20"},
    ]
    address = f"{PATH}/{seen['id']}"
    assert (await buyer.get(address)).json() == seen
    changes = {"models_with_label": 38, "bidders_total": None, "bidders_with_label": None}
    corrected = made(await buyer.patch(address, json=changes, headers={"If-Match": '"1."'}), 200)
    assert [each["warning"] for each in corrected["warnings"]] == ["does_not_differentiate"]
    assert (corrected["version"], corrected["bidders_share_pct"]) == (2, None)
    late = await buyer.patch(address, json=changes, headers={"If-Match": '"1."'})
    assert (late.status_code, late.json()["code"]) == (412, "stale")


async def test_observations_are_listed_by_category_and_label(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    first = await observed(buyer)
    second = await observed(buyer, category="laptop", scheme="BLUE_ANGEL", level=None)
    items = (await buyer.get(PATH)).json()["items"]
    assert items == [{name: each[name] for name in items[0]} for each in (second, first)]
    for query, expected in (({"category": "mfp"}, first), ({"scheme": "BLUE_ANGEL"}, second)):
        [item] = (await buyer.get(PATH, params=query)).json()["items"]
        assert item["id"] == expected["id"]


async def test_nobody_else_sees_what_a_buyer_observes(suppliers: Cast) -> None:
    seen = await observed(suppliers.buyer())
    address = f"{PATH}/{seen['id']}"
    other = suppliers.buyer()
    assert (await other.get(PATH)).json()["items"] == []
    assert (await other.get(address)).json()["code"] == "market_observation_not_found"
    changed = await other.patch(address, json={"note": "Mine."}, headers={"If-Match": '"1."'})
    assert (changed.status_code, changed.json()["code"]) == (404, "market_observation_not_found")
    for actor in (
        suppliers.monitor(),
        suppliers.expert(),
        suppliers.platform(),
        suppliers.supplier(str(other.org)),
    ):
        assert refusal(await actor.get(PATH)) == FORBIDDEN
        assert refusal(await actor.get(address)) == FORBIDDEN
    assert refusal(await suppliers.anonymous.get(PATH)) == UNAUTHENTICATED
    assert refusal(await suppliers.anonymous.post(PATH, json=FACTS)) == UNAUTHENTICATED
    assert refusal(await suppliers.buyer(Role.BUYER_VIEWER).post(PATH, json=FACTS)) == FORBIDDEN


@pytest.mark.parametrize(
    ("facts", "code", "pointer"),
    [
        ({"models_with_label": 41}, "counts_do_not_fit", "/models_with_label"),
        ({"models_with_label": None}, "counts_do_not_fit", "/models_with_label"),
        ({"bidders_total": None}, "counts_do_not_fit", "/bidders_with_label"),
        (
            dict.fromkeys([name for name in FACTS if name.startswith(("models", "bidders"))]),
            "counts_do_not_fit",
            "/models_total",
        ),
        ({"level": "platinum"}, "unknown_level", "/level"),
        ({"observed_on": day(1)}, "observed_in_future", "/observed_on"),
        ({"category": "toaster"}, "invalid", "/category"),
        ({"scheme": "HOME_MADE"}, "invalid", "/scheme"),
        ({"models_total": -1}, "invalid", "/models_total"),
        ({"source": " "}, "invalid", "/source"),
        ({"price": 1}, "invalid", "/price"),
    ],
)
async def test_a_wrong_observation_is_refused(
    suppliers: Cast, facts: dict[str, Any], code: str, pointer: str
) -> None:
    buyer = suppliers.buyer()
    answer = await buyer.post(PATH, json={**FACTS, **facts})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await buyer.get(PATH)).json()["items"] == []
