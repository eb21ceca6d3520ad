"""A supplier whose organisation the platform has confirmed is renamed by its own people or the platform only."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from chassis.callers import machine
from chassis.state import state_of
from suppliers.links.actions import keep_confirmation
from suppliers.representatives.actions import admit, confirm, dismiss, part
from support.cast import Actor, Cast
from support.events import events_for
from support.market import made, speaks_for, supplier_of

IDENTITY = {
    "name": "A Famous Company",
    "legal_name": "A Famous Company NV",
    "country": "NL",
    "website": "https://famous.example",
    "identifiers": [{"scheme": "DUNS", "value": "15-048-3782"}],
}


ROW = {"tier": "T0", "name": "Havenkant Assembly Works", "country": "CN"}


async def amended(who: Actor, supplier: dict[str, Any], **facts: Any) -> httpx.Response:
    address = f"/v1/suppliers/{supplier['id']}"
    tag = (await who.get(address)).headers["etag"]
    return await who.patch(f"{address}?allow_duplicate=true", json=facts, headers={"If-Match": tag})


class Named:
    """A supplier, the buyer that registered it, and a person of its organisation."""

    def __init__(self, suppliers: Cast, registrar: Actor, supplier: dict[str, Any]) -> None:
        self.suppliers, self.registrar, self.supplier = suppliers, registrar, supplier
        self.person = suppliers.supplier(supplier["id"])
        self.platform = uuid4()

    async def link(self, *, is_confirmed: bool) -> None:
        """To another buyer than the one that registered it."""
        parties: dict[str, Any] = {"org": self.person.org, "supplier_id": self.supplier["id"]}
        buyer = self.suppliers.buyer().org
        await speaks_for(self.suppliers.app, buyer=buyer, is_confirmed=is_confirmed, **parties)

    async def standing(self) -> str:
        """That of its next list."""
        body = {"supplier_id": self.supplier["id"], "valid_from": "2024-01-01", "rows": [ROW]}
        return str(made(await self.person.post("/v1/disclosures", json=body))["standing"])

    async def is_told(self, act: Callable[..., Awaitable[None]], **parties: UUID) -> None:
        """The accounts say something of its organisation."""
        of_it = {"supplier_id": UUID(self.supplier["id"]), "org_id": self.person.org}
        async with state_of(self.suppliers.app).worker_sessions() as session, session.begin():
            await act(session, **of_it, **parties)

    async def leave_all_buyers(self) -> None:
        """It is confirmed with one buyer and leaves it: a link to the platform keeps what was confirmed."""
        buyer = uuid4()
        await self.is_told(partial(admit, is_confirmed=True), buyer_id=buyer)
        await self.is_told(keep_confirmation, platform_id=self.platform)
        await self.is_told(part, buyer_id=buyer)


@pytest.fixture
async def named(suppliers: Cast) -> Named:
    registrar = suppliers.buyer()
    return Named(suppliers, registrar, await supplier_of(registrar))


@pytest.mark.parametrize("field", IDENTITY)
async def test_who_registered_a_supplier_does_not_change_who_it_is_once_it_is_confirmed(
    named: Named, field: str
) -> None:
    """Otherwise a buyer turns a small company, confirmed in earnest, into a famous one."""
    await named.link(is_confirmed=True)
    answer = await amended(named.registrar, named.supplier, **{"kinds": ["brand"], field: IDENTITY[field]})
    assert (answer.status_code, answer.json()["code"]) == (409, "supplier_names_itself")
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    unchanged = (await named.registrar.get(f"/v1/suppliers/{named.supplier['id']}")).json()
    assert unchanged == named.supplier


async def test_who_registered_a_supplier_still_changes_what_it_does(named: Named) -> None:
    await named.link(is_confirmed=True)
    same = {"name": named.supplier["name"], "legal_name": None}
    changed = made(await amended(named.registrar, named.supplier, kinds=["supplier", "brand"], **same), 200)
    assert changed["kinds"] == ["supplier", "brand"]


async def test_a_supplier_that_only_waits_for_its_confirmation_is_still_corrected(named: Named) -> None:
    await named.link(is_confirmed=False)
    facts: dict[str, Any] = {**IDENTITY, "identifiers": [{"scheme": "DUNS", "value": "15-048-3783"}]}
    assert made(await amended(named.registrar, named.supplier, **facts), 200)["name"] == IDENTITY["name"]
    answer = await amended(named.person, named.supplier, name="Anything")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_its_own_people_and_the_platform_change_who_it_is(named: Named) -> None:
    await named.link(is_confirmed=True)
    for who, number in ((named.person, "15-048-3784"), (named.suppliers.platform(), "15-048-3785")):
        facts = {**IDENTITY, "identifiers": [{"scheme": "DUNS", "value": number}]}
        changed = made(await amended(who, named.supplier, **facts), 200)
        assert changed["identifiers"] == [{"scheme": "DUNS", "value": number.replace("-", "")}]


async def test_a_supplier_learns_of_no_other_one_by_a_number_of_it(named: Named) -> None:
    number = [{"scheme": "DUNS", "value": "150483786"}]
    await supplier_of(named.registrar, identifiers=number)
    await named.link(is_confirmed=True)
    answer = await amended(named.person, named.supplier, identifiers=number)
    assert (answer.status_code, answer.json()["code"]) == (409, "identifier_taken")
    assert answer.json()["candidates"] == []


async def test_nobody_else_changes_it(named: Named) -> None:
    await named.link(is_confirmed=True)
    answer = await amended(named.suppliers.buyer(), named.supplier, name="Anything")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    stranger = named.suppliers.supplier((await supplier_of(named.registrar))["id"])
    tag = {"If-Match": '"1."'}
    hidden = await stranger.patch(f"/v1/suppliers/{named.supplier['id']}", json={"name": "x"}, headers=tag)
    assert (hidden.status_code, hidden.json()["code"]) == (404, "supplier_not_found")


async def test_the_supplier_is_told_of_each_change(named: Named) -> None:
    told = ("supplier.amended", named.supplier["id"])
    await named.link(is_confirmed=False)
    made(await amended(named.registrar, named.supplier, name="Meridiaan"), 200)
    assert (await events_for(named.suppliers.app, named.person.org)).count(told) == 1
    await named.link(is_confirmed=True)
    made(await amended(named.suppliers.platform(), named.supplier, name="Meridiaan Systems"), 200)
    assert (await events_for(named.suppliers.app, named.person.org)).count(told) == 2


async def test_what_a_renamed_supplier_states_is_unconfirmed_until_it_is_confirmed_again(named: Named) -> None:
    await named.link(is_confirmed=True)
    assert await named.standing() == "confirmed"
    for field, value in IDENTITY.items():
        own = [{"scheme": "DUNS", "value": "150483787"}] if field == "identifiers" else value
        made(await amended(named.person, named.supplier, **{field: own}), 200)
        assert await named.standing() == "unconfirmed", field
        answer = await amended(named.registrar, named.supplier, name="Anything")
        assert (answer.status_code, answer.json()["code"]) == (409, "supplier_names_itself")
        await named.link(is_confirmed=True)
        assert await named.standing() == "confirmed", field


async def test_a_supplier_that_takes_its_name_back_is_confirmed_as_before(named: Named) -> None:
    await named.link(is_confirmed=True)
    for name in ("A Famous Company", named.supplier["name"]):
        made(await amended(named.person, named.supplier, name=name), 200)
    assert await named.standing() == "confirmed"


async def test_a_change_of_anything_else_needs_no_new_confirmation(named: Named) -> None:
    await named.link(is_confirmed=True)
    made(await amended(named.person, named.supplier, kinds=["brand"], name=named.supplier["name"]), 200)
    assert await named.standing() == "confirmed"


async def test_a_supplier_without_buyers_stays_confirmed_and_names_itself(named: Named) -> None:
    await named.leave_all_buyers()
    assert await named.standing() == "confirmed"
    answer = await amended(named.registrar, named.supplier, name="A Famous Company")
    assert (answer.status_code, answer.json()["code"]) == (409, "supplier_names_itself")
    made(await amended(named.person, named.supplier, name="Meridiaan Machines"), 200)


async def test_the_platform_confirms_a_renamed_supplier_without_buyers_again(named: Named) -> None:
    await named.leave_all_buyers()
    made(await amended(named.person, named.supplier, name="A Famous Company"), 200)
    assert await named.standing() == "unconfirmed"
    await named.is_told(confirm, platform_id=named.platform)
    assert await named.standing() == "confirmed"


async def test_leaving_the_last_buyer_confirms_no_new_name(named: Named) -> None:
    """What the platform keeps is the name that it compared."""
    buyer = uuid4()
    await named.is_told(partial(admit, is_confirmed=True), buyer_id=buyer)
    made(await amended(named.person, named.supplier, name="A Famous Company"), 200)
    await named.is_told(keep_confirmation, platform_id=named.platform)
    assert await named.standing() == "unconfirmed"
    await named.is_told(part, buyer_id=buyer)
    assert await named.standing() == "unconfirmed"
    made(await amended(named.person, named.supplier, name=named.supplier["name"]), 200)
    assert await named.standing() == "confirmed"


async def test_a_refusal_by_the_platform_ends_what_it_kept(named: Named) -> None:
    await named.leave_all_buyers()
    await named.is_told(partial(dismiss, actor=machine("suppliers")), buyer_id=named.platform)
    assert await named.standing() == "unconfirmed"
