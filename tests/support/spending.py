"""Recording spend over the public API, and letting time pass since it was recorded."""

from typing import Any

from sqlalchemy import text

from chassis.state import state_of
from support.cast import Actor, Cast
from support.market import made

EUR = {"currency": "EUR", "vat_included": True}


async def spent(buyer: Actor, contract: dict[str, Any], first: str, last: str, amount: str, **facts: Any) -> str:
    """Record spend and give its address."""
    money = {"amount": amount, **EUR, **{name: facts.pop(name) for name in EUR if name in facts}}
    body = {"period_start": first, "period_end": last, "money": money, **facts}
    answer = await buyer.post(f"/v1/contracts/{contract['id']}/spend", json=body)
    made(answer)
    return answer.headers["Location"]


async def let_days_pass(suppliers: Cast, buyer: Actor, days: int) -> None:
    """Everything of this buyer's was recorded so many days earlier."""
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        for table in ("contract_revisions", "spend_revisions"):
            statement = text(
                f"update {table} set recorded_at = recorded_at - make_interval(days => :days) where owner_id = :org"
            )
            await (await session.connection()).execute(statement, {"days": days, "org": buyer.org})
