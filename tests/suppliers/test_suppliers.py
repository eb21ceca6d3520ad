"""Market parties: registered by buyers, visible to all who are signed in; a supplier sees only its own."""

from uuid import uuid4

import pytest

from support.cast import Cast

MERIDIAAN = {"name": "Meridiaan Systems", "country": "BE", "kinds": ["supplier", "brand"]}


async def registered(suppliers: Cast, **facts: object) -> dict[str, object]:
    answer = await suppliers.buyer().post("/v1/suppliers?allow_duplicate=true", json={**MERIDIAAN, **facts})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_buyer_registers_a_supplier(suppliers: Cast) -> None:
    answer = await suppliers.buyer().post("/v1/suppliers?allow_duplicate=true", json=MERIDIAAN)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/suppliers/{answer.json()['id']}"
    assert answer.json()["status"] == "prospect"
    assert answer.headers["ETag"].startswith('"1.')


async def test_a_wrong_checksum_is_refused_with_a_pointer_to_it(suppliers: Cast) -> None:
    identifiers = [
        {"scheme": "LEI", "value": "5493001KJTIIGC8Y1R13"},
        {"scheme": "BE-KBO", "value": "0419.052.174"},
    ]
    answer = await suppliers.buyer().post(
        "/v1/suppliers?allow_duplicate=true", json={**MERIDIAAN, "identifiers": identifiers}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_identifier")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [
        "/identifiers/0/value",
        "/identifiers/1/value",
    ]


async def test_registering_needs_a_credential(suppliers: Cast) -> None:
    answer = await suppliers.anonymous.post("/v1/suppliers?allow_duplicate=true", json=MERIDIAAN)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_monitor_does_not_register_suppliers(suppliers: Cast) -> None:
    answer = await suppliers.monitor().post("/v1/suppliers?allow_duplicate=true", json=MERIDIAAN)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_another_buyer_reads_the_register(suppliers: Cast) -> None:
    supplier = await registered(suppliers)
    answer = await suppliers.buyer().get(f"/v1/suppliers/{supplier['id']}")
    assert answer.json() == supplier


async def test_users_of_a_supplier_see_only_their_own_record(suppliers: Cast) -> None:
    own, other = await registered(suppliers), await registered(suppliers)
    person = suppliers.supplier(str(own["id"]))
    assert [item["id"] for item in (await person.get("/v1/suppliers")).json()["items"]] == [own["id"]]
    assert (await person.get(f"/v1/suppliers/{other['id']}")).status_code == 404


async def test_a_list_continues_at_its_cursor(suppliers: Cast) -> None:
    for number in range(5):
        await registered(suppliers, name=f"Cursor Works {number}")
    buyer = suppliers.buyer()
    first = (await buyer.get("/v1/suppliers", params={"q": "cursor works", "limit": 3})).json()
    again = await buyer.get("/v1/suppliers", params={"q": "cursor works", "limit": 3, "cursor": first["next"]})
    names = [item["name"] for item in first["items"] + again.json()["items"]]
    assert names == [f"Cursor Works {number}" for number in (4, 3, 2, 1, 0)]
    assert again.json()["next"] is None


async def test_a_cursor_of_another_list_is_refused(suppliers: Cast) -> None:
    await registered(suppliers)
    await registered(suppliers)
    cursor = (await suppliers.buyer().get("/v1/suppliers", params={"limit": 1})).json()["next"]
    answer = await suppliers.buyer().get("/v1/suppliers", params={"limit": 1, "cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


async def test_an_unknown_query_field_is_refused(suppliers: Cast) -> None:
    answer = await suppliers.buyer().get("/v1/suppliers", params={"contry": "BE"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/query/contry")


async def test_a_list_may_be_counted(suppliers: Cast) -> None:
    await registered(suppliers, name="Counted Once")
    answer = await suppliers.buyer().get("/v1/suppliers", params={"q": "counted once", "count": "exact"})
    assert answer.json()["total"] == 1


async def test_suppliers_are_found_by_what_they_do(suppliers: Cast) -> None:
    await registered(suppliers, name="Kind Works", kinds=["reseller", "lessor"])
    buyer = suppliers.buyer()
    found = [
        (await buyer.get("/v1/suppliers", params={"q": "kind works", "kind": kind})).json()["items"]
        for kind in ("lessor", "brand")
    ]
    assert [len(items) for items in found] == [1, 0]


async def test_a_percent_sign_in_a_search_is_plain_text(suppliers: Cast) -> None:
    await registered(suppliers, name="Full 100% Ltd")
    buyer = suppliers.buyer()
    assert len((await buyer.get("/v1/suppliers", params={"q": "100%"})).json()["items"]) == 1
    assert (await buyer.get("/v1/suppliers", params={"q": "1%0"})).json()["items"] == []


async def test_a_change_needs_the_version_that_was_read(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    made = await buyer.post("/v1/suppliers?allow_duplicate=true", json=MERIDIAAN)
    address, tag = made.headers["Location"], made.headers["ETag"]
    assert (await buyer.patch(address, json={"name": "Meridiaan"})).status_code == 428
    changed = await buyer.patch(address, json={"name": "Meridiaan"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = await buyer.patch(address, json={"name": "Late"}, headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["current"]) == (412, 2)


async def test_an_unchanged_resource_is_not_sent_again(suppliers: Cast) -> None:
    supplier = await registered(suppliers)
    buyer = suppliers.buyer()
    first = await buyer.get(f"/v1/suppliers/{supplier['id']}")
    again = await buyer.get(f"/v1/suppliers/{supplier['id']}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_same_key_and_request_is_done_once(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    first, again = [
        await buyer.post("/v1/suppliers?allow_duplicate=true", json=MERIDIAAN, headers={"Idempotency-Key": "once"})
        for _ in range(2)
    ]
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await buyer.post(
        "/v1/suppliers?allow_duplicate=true",
        json={**MERIDIAAN, "name": "Other"},
        headers={"Idempotency-Key": "once"},
    )
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_the_belgian_register_is_known_by_its_own_names(suppliers: Cast) -> None:
    for scheme, value in (("KBO", "0897223670"), ("BCE", "0897.223.769")):
        made = await registered(suppliers, identifiers=[{"scheme": scheme, "value": value}])
        assert [item["scheme"] for item in made["identifiers"]] == ["BE-KBO"]
    wrong = {**MERIDIAAN, "identifiers": [{"scheme": "KBO", "value": "0419.052.174"}]}
    answer = await suppliers.buyer().post("/v1/suppliers?allow_duplicate=true", json=wrong)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/identifiers/0/value")


async def test_a_used_identifier_is_refused_with_the_id_of_its_owner(suppliers: Cast) -> None:
    kbo = {"scheme": "BE-KBO", "value": "0403.170.701"}
    carrier = await registered(suppliers, identifiers=[kbo])
    answer = await suppliers.buyer().post(
        "/v1/suppliers?allow_duplicate=true", json={**MERIDIAAN, "identifiers": [kbo]}
    )
    assert (answer.status_code, answer.json()["candidates"]) == (409, [carrier["id"]])


async def test_a_company_number_and_the_vat_number_made_of_it_are_one(suppliers: Cast) -> None:
    vat, kbo = {"scheme": "VAT", "value": "BE 0403.019.261"}, {"scheme": "BE-KBO", "value": "0403.019.261"}
    carrier = await registered(suppliers, identifiers=[vat])
    assert carrier["identifiers"] == [{"scheme": "VAT", "value": "BE0403019261"}]
    answer = await suppliers.buyer().post(
        "/v1/suppliers?allow_duplicate=true", json={**MERIDIAAN, "identifiers": [kbo]}
    )
    assert (answer.status_code, answer.json()["candidates"]) == (409, [carrier["id"]])
    two = [{"scheme": "BE-KBO", "value": "0400.378.485"}, {"scheme": "VAT", "value": "BE0400378485"}]
    both = await registered(suppliers, identifiers=two)
    assert len(both["identifiers"]) == 2


async def test_a_nul_character_is_refused_and_not_a_fault(suppliers: Cast) -> None:
    answer = await suppliers.buyer().post(
        "/v1/suppliers?allow_duplicate=true", json={**MERIDIAAN, "name": "nul \x00"}
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")


@pytest.mark.parametrize("far", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_an_instant_without_a_day_everywhere_is_refused(suppliers: Cast, far: str) -> None:
    answer = await suppliers.buyer().get("/v1/suppliers", params={"updated_since": far})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/query/updated_since")


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Lumière", "lumiere"),
        ("Lumiere", "LUMIÈRE"),
        ("Đèn Lồng", "den long"),
        ("Işık İstanbul", "isik istanbul"),
        ("O'Néill", "oneill"),
        ("O’Neill", "o'neill"),
        ("Straße", "strasse"),
        ("Strasse", "straße"),
        ("Łąkowa", "lakowa"),
        ("Ørsted Æble", "orsted aeble"),
        ("Cafe\u0301", "café"),
        ("Thành", "tha\u0300nh"),
        ("ＦＵＬＬ", "full"),
        ("Завод", "завод"),
        ("深圳灯笼", "灯笼"),
        ("50%_off", "50%_off"),
    ],
)
async def test_a_name_is_found_on_another_keyboard(suppliers: Cast, stored: str, asked: str) -> None:
    mark = uuid4().hex[:10]
    made = await registered(suppliers, name=f"{mark} {stored}", identifiers=[])
    answer = await suppliers.buyer().get("/v1/suppliers", params={"q": f"{mark} {asked}"})
    assert [item["id"] for item in answer.json()["items"]] == [made["id"]]
