"""What a reader with a grant can do in the database itself: it answers on a row, and cannot take it."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, update

from chassis.database import CALLER_KIND, CALLER_ORG
from chassis.state import state_of
from chassis.vocabulary import OrgKind
from suppliers.tables import ContactPoint
from support.cast import Cast
from support.market import contact_of, contract_of, linked_user


async def test_a_supplier_that_answers_on_a_contact_point_cannot_take_it(
    suppliers: Cast, suppliers_app: FastAPI
) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    person = await linked_user(suppliers, contract["supplier_id"], buyer)
    contact = UUID((await contact_of(buyer, contract["supplier_id"]))["id"])
    before, kind_before = CALLER_ORG.set(person.org), CALLER_KIND.set(OrgKind.SUPPLIER)
    try:
        async with state_of(suppliers_app).sessions() as session, session.begin():
            row = update(ContactPoint).where(col(ContactPoint.id) == contact)
            assert (await session.exec(row.values(reason="On leave."))).rowcount == 1
            with pytest.raises(DBAPIError, match="permission denied"):
                await session.exec(row.values(owner_id=person.org))
    finally:
        CALLER_ORG.reset(before)
        CALLER_KIND.reset(kind_before)
