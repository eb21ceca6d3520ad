"""Annual reviews in a dialogue on the contract of a chain, and the action points on their agendas."""

from typing import Any

from chassis.clock import today
from support.cast import Actor
from support.chains import Chain
from support.market import made


async def promise(chain: Chain, talk: str, owner_side: str, due: str, **facts: Any) -> str:
    """An action point that both sides have agreed to."""
    body = {
        "dialogue_id": talk,
        "owner_side": owner_side,
        "title": f"What the {owner_side} will do",
        "success_criterion": "It can be seen.",
        "due_date": due,
        **facts,
    }
    proposer, other = (chain.officer, chain.voice) if owner_side == "supplier" else (chain.voice, chain.officer)
    action = made(await proposer.post("/v1/action-points", json=body))["id"]
    made(await other.post(f"/v1/action-points/{action}/transitions", json={"to": "agreed"}), 200)
    return str(action)


async def review_of(chain: Chain, talk: str, year: int = today().year) -> str:
    answer = await chain.officer.post("/v1/annual-reviews", json={"dialogue_id": talk, "year": year})
    return str(made(answer)["id"])


async def moved(chain: Chain, review: str, *steps: str) -> None:
    for to in steps:
        made(await chain.officer.post(f"/v1/annual-reviews/{review}/transitions", json={"to": to}), 200)


async def agenda(actor: Actor, review: str) -> dict[str, Any]:
    return made(await actor.get(f"/v1/annual-reviews/{review}/agenda"), 200)


def of_kind(items: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [item for item in items if item["kind"] == kind]
