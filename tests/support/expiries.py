"""Writing what days have brought, as a service's job does, until nothing is left."""

from collections.abc import Iterable

from fastapi import FastAPI

from chassis.expiries import Expiry, write_expiries
from chassis.state import state_of


async def write_all(app: FastAPI, expiries: Iterable[Expiry]) -> None:
    write = write_expiries(*expiries)
    while await write(state_of(app)):
        pass
