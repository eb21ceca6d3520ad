"""Several people register the same thing at the same moment: it is there once, and the others are told."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx

from support.cast import Cast
from support.market import contract_facts, made, supplier_of

AT_ONCE = 8


def outcomes(answers: list[httpx.Response]) -> tuple[int, set[Any]]:
    """How many were registered, and what the others were told."""
    refused = [answer for answer in answers if answer.status_code != 201]
    assert all(answer.status_code == 409 for answer in refused), [answer.text for answer in refused]
    return len(answers) - len(refused), {answer.json()["code"] for answer in refused}


async def test_a_supplier_of_one_name_and_country_is_registered_once(suppliers: Cast) -> None:
    name = f"Lantern {uuid4().hex}"
    bodies = [
        {"name": f"{name}{form}", "kinds": ["supplier"], "country": "BE"} for form in (" NV", " SA", "", " BV")
    ]
    answers = await asyncio.gather(
        *(suppliers.buyer().post("/v1/suppliers", json=bodies[number % len(bodies)]) for number in range(AT_ONCE))
    )
    assert outcomes(list(answers)) == (1, {"supplier_known"})
    (registered,) = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    assert all(answer.json()["candidates"] == [registered] for answer in answers if answer.status_code == 409)


async def test_a_supplier_of_one_number_is_registered_once(suppliers: Cast) -> None:
    digits = str(uuid4().int)[:7]
    number = f"0{digits}{97 - int('0' + digits) % 97:02}"
    written = [{"scheme": "BE-KBO", "value": number}, {"scheme": "VAT", "value": f"BE{number}"}]
    bodies = [
        {
            "name": f"Lantern {uuid4().hex}",
            "kinds": ["supplier"],
            "country": "BE",
            "identifiers": [written[place % 2]],
        }
        for place in range(AT_ONCE)
    ]
    answers = await asyncio.gather(*(suppliers.buyer().post("/v1/suppliers", json=body) for body in bodies))
    assert outcomes(list(answers)) == (1, {"identifier_taken"})


async def test_two_suppliers_are_not_given_one_name_at_once(suppliers: Cast) -> None:
    buyer, name = suppliers.buyer(), f"Lantern {uuid4().hex}"
    first, second = await supplier_of(buyer, country="BE"), await supplier_of(buyer, country="BE")
    headers = {"If-Match": '"1."'}
    answers = await asyncio.gather(
        *(
            buyer.patch(f"/v1/suppliers/{party['id']}", json={"name": name}, headers=headers)
            for party in (first, second)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_reference_of_a_buyer_is_used_once(suppliers: Cast) -> None:
    buyer, reference = suppliers.buyer(), f"ICT {uuid4().hex}"
    supplier = (await supplier_of(buyer))["id"]
    bodies = [contract_facts(supplier, reference=written) for written in (reference, reference.upper())]
    answers = await asyncio.gather(
        *(buyer.post("/v1/contracts", json=bodies[number % 2]) for number in range(AT_ONCE))
    )
    assert outcomes(list(answers)) == (1, {"reference_used"})
    made(await suppliers.buyer().post("/v1/contracts", json=bodies[0]))
