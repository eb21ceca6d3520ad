"""A dialogue and its people, as most tests of the dialogue service need one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.feeds import ScriptedFeed


@dataclass(frozen=True)
class Scene:
    """One dialogue and its people; `officer` opened it, `voice` speaks for the supplier."""

    id: UUID
    supplier_id: UUID
    officer: Actor
    manager: Actor
    voice: Actor

    @property
    def address(self) -> str:
        return f"/v1/dialogues/{self.id}"

    async def read(self, actor: Actor | None = None) -> dict[str, Any]:
        answer = await (actor or self.officer).get(self.address)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def move(self, actor: Actor, to: str, **given: Any) -> Any:
        return await actor.post(f"{self.address}/transitions", json={"to": to, **given})


MakeScene = Callable[..., Awaitable[Scene]]


async def open_scene(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, *, is_linked: bool = True, **facts: Any
) -> Scene:
    """A dialogue of a new buyer with a new supplier whose person is linked."""
    supplier_id = await register_supplier(suppliers)
    officer = dialogue.buyer()
    voice = dialogue.supplier(supplier_id, org=uuid4())
    if is_linked:
        await link(gateway_feed, buyer=officer.org, supplier_id=supplier_id, org=voice.org)
    body = {"supplier_id": str(supplier_id), "basis": "voluntary", "title": "The laptops of 2026", **facts}
    answer = await officer.post("/v1/dialogues", json=body)
    assert answer.status_code == 201, answer.text
    manager = dialogue.buyer(Role.BUYER_MANAGER, org=officer.org)
    return Scene(UUID(answer.json()["id"]), supplier_id, officer, manager, voice)


async def register_supplier(suppliers: Cast, name: str = "Meridiaan Systems") -> UUID:
    body = {"name": name, "country": "BE", "kinds": ["supplier"]}
    answer = await suppliers.buyer().post("/v1/suppliers?allow_duplicate=true", json=body)
    return UUID(answer.json()["id"])


async def link(feed: ScriptedFeed, *, buyer: UUID, supplier_id: UUID, org: UUID) -> None:
    said = {"buyer_id": str(buyer), "supplier_id": str(supplier_id), "org_id": str(org), "org_name": "Meridiaan"}
    await feed.say("supplier_link.made", said)
