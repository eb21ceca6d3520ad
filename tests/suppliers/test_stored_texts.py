"""Texts from before a guard became stricter are read as they are; only new ones are refused."""

from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import text

from chassis.state import state_of
from support.cast import Cast
from support.disclosures import draft_of
from support.market import contract_of, made, obligations_of, supplier_of
from support.sites import site

TURNED = "Sites \u202eand\u200b names"


async def write(app: FastAPI, statement: str, row_id: str) -> None:
    async with state_of(app).worker_sessions() as session, session.begin():
        values = {"turned": TURNED, "id": UUID(row_id)}
        await (await session.connection()).execute(text(statement), values)


async def test_a_gap_of_a_list_is_still_read(suppliers: Cast, suppliers_app: FastAPI) -> None:
    buyer = suppliers.buyer()
    gaps = [{"tier": "T1", "reason": "Nobody knows."}]
    draft = await draft_of(buyer, (await supplier_of(buyer))["id"], site(), gaps=gaps)
    changed = "jsonb_set(gaps, '{0,reason}', to_jsonb(cast(:turned as text)))"
    await write(suppliers_app, f"update disclosures set gaps = {changed} where id = :id", draft["id"])
    read = made(await buyer.get(f"/v1/disclosures/{draft['id']}"), 200)
    assert read["gaps"][0]["reason"] == TURNED


async def test_the_evidence_of_a_duty_is_still_read(suppliers: Cast, suppliers_app: FastAPI) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    duty = (await obligations_of(buyer, contract["id"], "REPORT"))[0]
    evidence = "jsonb_build_array(jsonb_build_object('kind', 'document', 'title', cast(:turned as text)))"
    await write(suppliers_app, f"update obligations set evidence = {evidence} where id = :id", duty["id"])
    (read,) = [each for each in await obligations_of(buyer, contract["id"], "REPORT") if each["id"] == duty["id"]]
    assert read["evidence"][0]["title"] == TURNED
