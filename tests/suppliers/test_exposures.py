"""Links from a site to a buyer's contracts: by the version that counted then, and only what the buyer may see."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from chassis.state import state_of
from chassis.vocabulary import Role
from suppliers.disclosures.rows.rules import Tier
from suppliers.exposures.rules import Confidence, MatchKind, Purchase, links
from suppliers.exposures.statements.rules import Statement, Window
from support.cast import Actor, Cast
from support.market import contract_of, day, delivered, linked_user, made, product_of
from support.sites import accepted, csv_of, disclosed, entered, move, send, site

LAPTOP = uuid4()
SUPPLIER = uuid4()


class Market(NamedTuple):
    """A buyer with a contract under which a product is delivered since the beginning of 2024."""

    buyer: Actor
    supplier_id: str
    contract: dict[str, Any]
    product: dict[str, Any]


async def market(suppliers: Cast, **facts: Any) -> Market:
    buyer = suppliers.buyer()
    dates = {"start": "2024-01-01", "end": "2027-12-31", **facts}
    contract = await contract_of(buyer, **dates)
    product = await product_of(buyer, contract["supplier_id"])
    await delivered(buyer, contract["id"], product["id"], delivered_from="2024-01-01")
    return Market(buyer, contract["supplier_id"], contract, product)


async def exposure_of(actor: Actor, facility_id: str, first: str, last: str, **more: Any) -> dict[str, Any]:
    body = {"facility_id": facility_id, "from": first, "to": last, **more}
    return made(await actor.post("/internal/exposure-lookups", json=body), 200)


async def named_by(reader: Actor, version: dict[str, Any]) -> list[str]:
    rows = made(await reader.get(f"/v1/disclosures/{version['id']}/rows"), 200)["items"]
    return [row["facility_id"] for row in rows]


def kinds(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item["match_kind"], item["confidence"]) for item in found["items"]]


async def test_the_version_that_counted_then_decides(suppliers: Cast) -> None:
    """Version 1, for 2024, names X; version 2, from 2025, names Y."""
    here = await market(suppliers)
    terms = {"product_id": here.product["id"]}
    first = await disclosed(
        here.buyer, here.supplier_id, site(), valid_from="2024-01-01", valid_to="2024-12-31", **terms
    )
    second = await disclosed(here.buyer, here.supplier_id, site(), valid_from="2025-01-01", **terms)
    (x,), (y,) = await named_by(here.buyer, first), await named_by(here.buyer, second)

    exposed = await exposure_of(here.buyer, x, "2024-05-01", "2024-05-31")
    assert kinds(exposed) == [("exact_product", "high")], "although the current version lacks X"
    assert exposed["items"][0]["disclosure_version"] == 1
    assert kinds(await exposure_of(here.buyer, x, "2025-09-01", "2025-09-30")) == []
    assert kinds(await exposure_of(here.buyer, x, "2025-03-01", "2025-03-31")) == [("exact_product", "medium")]
    assert kinds(await exposure_of(here.buyer, y, "2024-05-01", "2024-05-31")) == []
    assert kinds(await exposure_of(here.buyer, y, "2025-09-01", "2025-09-30")) == [("exact_product", "high")]
    assert kinds(await exposure_of(here.buyer, x, "2025-03-01", "2025-03-31", margin_months=0)) == []


async def test_a_link_names_contract_product_tier_and_units(suppliers: Cast) -> None:
    here = await market(suppliers)
    version = await disclosed(here.buyer, here.supplier_id, site(), product_id=here.product["id"])
    (facility_id,) = await named_by(here.buyer, version)
    found = await exposure_of(here.buyer, facility_id, "2026-02-01", "2026-02-28")
    assert found["items"] == [
        {
            "contract_id": here.contract["id"],
            "contract_reference": here.contract["reference"],
            "product_id": here.product["id"],
            "product_name": f"Meridiaan {here.product['model_name']}",
            "facility_id": facility_id,
            "tier": "T0",
            "relation": "assembles",
            "disclosure_id": version["id"],
            "disclosure_version": 1,
            "match_kind": "exact_product",
            "confidence": "high",
            "units": 100,
        }
    ]
    assert found["coverage"] == {
        "products_delivered": 1,
        "products_disclosed": 1,
        "contracts": 1,
        "contracts_without_deliveries": 0,
    }


async def test_a_buyer_without_links_gets_an_answer_of_the_same_shape(suppliers: Cast) -> None:
    here = await market(suppliers)
    version = await disclosed(here.buyer, here.supplier_id, site(), product_id=here.product["id"])
    (facility_id,) = await named_by(here.buyer, version)
    for stranger in (suppliers.buyer(), (await market(suppliers)).buyer):
        found = await exposure_of(stranger, facility_id, "2026-02-01", "2026-02-28")
        assert (found["items"], found["next"], sorted(found)) == ([], None, ["coverage", "items", "next"])
    unknown = await exposure_of(here.buyer, str(uuid4()), "2026-02-01", "2026-02-28")
    assert (unknown["items"], unknown["coverage"]["products_disclosed"]) == ([], 1)


async def test_a_contract_without_deliveries_is_matched_through_its_supplier_and_category(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    laptops = await contract_of(buyer, product_categories=["laptop"])
    await contract_of(buyer, laptops["supplier_id"], product_categories=["printer"])
    version = await disclosed(buyer, laptops["supplier_id"], site(), product_family="laptop")
    (facility_id,) = await named_by(buyer, version)
    found = await exposure_of(buyer, facility_id, day(-30), day(0))
    assert kinds(found) == [("supplier_level", "low")]
    assert (found["items"][0]["contract_id"], found["items"][0]["product_id"]) == (laptops["id"], None)
    assert found["coverage"]["contracts_without_deliveries"] == 2


async def test_a_family_is_linked_to_the_products_of_its_category(suppliers: Cast) -> None:
    here = await market(suppliers)
    version = await disclosed(here.buyer, here.supplier_id, site(), product_family="Laptops")
    (facility_id,) = await named_by(here.buyer, version)
    found = await exposure_of(here.buyer, facility_id, "2026-02-01", "2026-02-28")
    assert kinds(found) == [("product_family", "medium")]
    assert found["items"][0]["product_id"] == here.product["id"]


async def test_a_merged_site_is_found_under_all_its_ids(suppliers: Cast) -> None:
    here = await market(suppliers)
    version = await disclosed(here.buyer, here.supplier_id, site(), product_id=here.product["id"])
    (listed,) = await named_by(here.buyer, version)
    survivor = (await entered(here.buyer))["id"]
    made(await suppliers.platform().post(f"/v1/facilities/{listed}/merge", json={"into": survivor}), 200)
    for asked in (listed, survivor):
        assert kinds(await exposure_of(here.buyer, asked, "2026-02-01", "2026-02-28")) == [
            ("exact_product", "high")
        ]
    shown = await here.buyer.get(f"/v1/facilities/{survivor}/exposure", params={"from": "2026-02-01"})
    assert kinds(made(shown, 200)) == [("exact_product", "high")]


async def test_a_row_the_buyer_may_not_see_is_an_undisclosed_facility(suppliers: Cast) -> None:
    here = await market(suppliers, clauses=[])
    person = await linked_user(suppliers, here.supplier_id, here.buyer)
    known = await entered(here.buyer)
    body = {
        "supplier_id": here.supplier_id,
        "product_id": here.product["id"],
        "valid_from": "2026-01-01",
        "rows": [{"tier": "T1", **{name: known[name] for name in ("name", "address", "country")}}],
        "confidentiality": "restricted",
    }
    draft = made(await person.post("/v1/disclosures", json=body))
    made(await move(person, draft["id"], "submitted"), 200)
    made(await move(here.buyer, draft["id"], "accepted"), 200)
    found = await exposure_of(here.buyer, known["id"], "2026-02-01", "2026-02-28")
    item = found["items"][0]
    assert (item["facility_id"], item["tier"], item["relation"]) == (None, "TX", None)


async def test_a_draft_or_an_unaccepted_version_has_no_links(suppliers: Cast) -> None:
    here = await market(suppliers)
    known = await entered(here.buyer)
    listed = csv_of({name: known[name] for name in ("name", "address", "country")})
    imported = made(await send(here.buyer, listed, here.supplier_id, product_id=here.product["id"]))
    assert kinds(await exposure_of(here.buyer, known["id"], "2026-02-01", "2026-02-28")) == []
    await accepted(here.buyer, imported["disclosure_id"])
    assert kinds(await exposure_of(here.buyer, known["id"], "2026-02-01", "2026-02-28")) == [
        ("exact_product", "high")
    ]


async def test_only_buyers_look_up_exposures(suppliers: Cast) -> None:
    body = {"facility_id": str(uuid4()), "from": "2026-02-01", "to": "2026-02-28"}
    for actor, status in (
        (suppliers.anonymous, 401),
        (suppliers.supplier(uuid4()), 403),
        (suppliers.monitor(), 403),
        (suppliers.buyer(Role.BUYER_VIEWER), 200),
    ):
        assert (await actor.post("/internal/exposure-lookups", json=body)).status_code == status
    wrong = await suppliers.buyer().post("/internal/exposure-lookups", json={**body, "to": "2026-01-01"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "period_reversed")
    assert (await suppliers.buyer().get(f"/v1/facilities/{uuid4()}/exposure")).status_code == 404
    assert (await suppliers.monitor().get(f"/v1/facilities/{uuid4()}/exposure")).status_code == 403


async def test_the_days_of_an_exposure_are_in_order(suppliers: Cast) -> None:
    here = await market(suppliers)
    known = await entered(here.buyer)
    days = {"from": "2026-03-01", "to": "2026-02-28"}
    refused = await here.buyer.get(f"/v1/facilities/{known['id']}/exposure", params=days)
    assert (refused.status_code, refused.json()["code"]) == (422, "period_reversed")
    same = await here.buyer.get(f"/v1/facilities/{known['id']}/exposure", params=days | {"to": days["from"]})
    assert same.status_code == 200


# Gaps


async def gaps(actor: Actor, *contracts: dict[str, Any]) -> list[tuple[str, str | None]]:
    asked = {"contract_id": [contract["id"] for contract in contracts]}
    found = made(await actor.get("/internal/disclosure-gaps", params=asked), 200)["items"]
    return [(gap["kind"], gap["product_id"]) for gap in found]


async def test_a_gap_is_what_was_delivered_and_not_disclosed(suppliers: Cast) -> None:
    here = await market(suppliers, clauses=[])
    assert await gaps(here.buyer, here.contract) == [("undisclosed", here.product["id"])]
    await disclosed(here.buyer, here.supplier_id, site(), product_id=here.product["id"], tier="T1")
    assert await gaps(here.buyer, here.contract) == [("no_assembly_site", here.product["id"])]
    await disclosed(here.buyer, here.supplier_id, site(), product_id=here.product["id"], tier="T0")
    assert await gaps(here.buyer, here.contract) == []


async def test_a_contract_without_deliveries_has_a_gap_as_a_whole(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    assert await gaps(buyer, contract) == [("undisclosed", None)]
    stranger = await suppliers.buyer().get("/internal/disclosure-gaps", params={"contract_id": contract["id"]})
    assert stranger.status_code == 404
    assert (
        await suppliers.monitor().get("/internal/disclosure-gaps", params={"contract_id": contract["id"]})
    ).status_code == 403


async def test_a_version_without_a_confirmation_for_a_year_is_stale(suppliers: Cast) -> None:
    here = await market(suppliers)
    version = await disclosed(here.buyer, here.supplier_id, site(), product_id=here.product["id"])
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        connection = await session.connection()
        await connection.exec_driver_sql(
            "update disclosure_acceptances set decided_on = current_date - 400 where disclosure_id = $1",
            (version["id"],),
        )
    assert await gaps(here.buyer, here.contract) == [("stale", here.product["id"])]
    made(await here.buyer.post(f"/v1/disclosures/{version['id']}/confirmation"), 200)
    assert await gaps(here.buyer, here.contract) == []


# The suppliers of a site, for machines


# The figure


async def test_products_disclosed_are_counted_among_those_that_clauses_ask_for(suppliers: Cast) -> None:
    here = await market(suppliers)
    second = await product_of(here.buyer, here.supplier_id)
    await delivered(here.buyer, here.contract["id"], second["id"])
    unasked = await contract_of(here.buyer, here.supplier_id, clauses=[])
    third = await product_of(here.buyer, here.supplier_id)
    await delivered(here.buyer, unasked["id"], third["id"])
    await disclosed(here.buyer, here.supplier_id, site(), product_id=here.product["id"])
    figure = await _figure(here.buyer)
    assert (figure["code"], figure["value"], figure["numerator"], figure["denominator"]) == ("D1", 50.0, 1, 2)
    assert figure["excluded"] == {"not_asked_for": 1, "contracts_without_deliveries": 0}
    assert figure["period"]["end"] == day(0)


async def test_without_products_the_figure_is_null(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    await contract_of(buyer)
    figure = await _figure(buyer)
    assert (figure["value"], figure["denominator"]) == (None, 0)
    assert figure["excluded"]["contracts_without_deliveries"] == 1


async def _figure(actor: Actor) -> dict[str, Any]:
    found = made(await actor.get("/internal/figures"), 200)["figures"]
    return next(figure for figure in found if figure["kpi"] == "products_disclosed")


# The rules by themselves


def statement(**changes: Any) -> Statement:
    facts: dict[str, Any] = {
        "supplier_id": SUPPLIER,
        "product_id": LAPTOP,
        "category": "laptop",
        "family": None,
        "facility_id": uuid4(),
        "tier": Tier.T0,
        "relation": "assembles",
        "disclosure_id": uuid4(),
        "version_no": 1,
        "is_direct": True,
        "is_doubtful": False,
        "is_stale": False,
    }
    return Statement(**{**facts, **changes})


def purchase(**changes: Any) -> Purchase:
    facts: dict[str, Any] = {
        "contract_id": uuid4(),
        "reference": "ICT-1",
        "supplier_id": SUPPLIER,
        "categories": frozenset({"laptop"}),
        "product_id": LAPTOP,
        "product_name": "Meridiaan Book 14",
        "units": 10,
    }
    return Purchase(**{**facts, **changes})


E, A, F, S = MatchKind.EXACT_PRODUCT, MatchKind.ANCESTOR_TIER, MatchKind.PRODUCT_FAMILY, MatchKind.SUPPLIER_LEVEL
H, M, L = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
OTHER = {"product_id": uuid4(), "product_name": "Meridiaan Screen", "categories": frozenset({"monitor"})}


@pytest.mark.parametrize(
    ("stated", "thing", "expected"),
    [
        ({}, {}, [(E, H)]),
        ({"tier": Tier.T3}, {}, [(A, M)]),
        ({"is_direct": False}, {}, [(E, M)]),
        ({"is_doubtful": True}, {}, [(E, M)]),
        ({"is_stale": True}, {}, [(E, L)]),
        ({}, {"supplier_id": uuid4()}, [(E, H)]),
        ({"product_id": None, "category": None, "family": "Laptops"}, {}, [(F, M)]),
        ({"product_id": None, "category": None, "family": "Book 14"}, {}, [(F, M)]),
        ({"product_id": None, "category": None, "family": "printers"}, {}, []),
        ({"product_id": None, "category": None, "family": "Aurora series"}, {}, [(S, L)]),
        ({"product_id": None, "category": None, "family": "laptop"}, {"supplier_id": uuid4()}, []),
        ({"product_id": None, "category": None}, {}, [(S, L)]),
        ({}, {"product_id": uuid4()}, [(S, L)]),
        ({}, OTHER, []),
        ({}, {"product_id": None, "product_name": None}, [(S, L)]),
        ({}, {**OTHER, "product_id": None, "product_name": None}, []),
        ({}, {"product_id": uuid4(), "supplier_id": uuid4(), "brand_id": SUPPLIER}, [(S, L)]),
    ],
)
def test_a_link_is_as_sure_as_the_statement_it_is_based_on(
    stated: dict[str, Any], thing: dict[str, Any], expected: Sequence[tuple[MatchKind, Confidence]]
) -> None:
    found = links([statement(**stated)], [purchase(**thing)], frozenset())
    assert [(each.kind, each.confidence) for each in found] == expected


def test_a_statement_about_a_supplier_is_not_about_a_product_with_its_own_list() -> None:
    general = statement(product_id=None, category=None)
    assert links([general], [purchase()], frozenset({LAPTOP})) == []


def test_only_the_most_precise_link_of_each_tier_is_kept() -> None:
    family, general = statement(product_id=None, family="laptop"), statement(product_id=None, category=None)
    found = links(
        [general, family, statement(tier=Tier.T2), statement(), statement(is_direct=False)],
        [purchase()],
        frozenset(),
    )
    assert [(each.kind, each.confidence, each.statement.tier) for each in found] == [
        (E, H, Tier.T0),
        (A, M, Tier.T2),
    ]


def test_a_margin_reaches_as_many_months_before_as_after() -> None:
    window = Window(date(2025, 8, 31), date(2025, 8, 31), margin_months=6)
    assert window.widened == (date(2025, 2, 28), date(2026, 2, 28))
