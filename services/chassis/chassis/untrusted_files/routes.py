"""`/internal/readings`: the gateway says that a client has gone; it cannot end a request that it has sent."""

from enum import StrEnum
from typing import Annotated

from fastapi import Path, Request

from chassis.auth import Access
from chassis.callers import Caller
from chassis.routing import new_router
from chassis.state import state_of
from chassis.vocabulary import Role

PATH = "/internal/readings/{request_id}"


class ReadingsPermission(StrEnum):
    STOP = "readings:stop"


access = Access({ReadingsPermission.STOP: frozenset(Role) - {Role.SYSTEM}})
CanStopReadings = Annotated[Caller, access.may(ReadingsPermission.STOP)]
RequestId = Annotated[str, Path(max_length=64, description="The id of the request that brought the file.")]

router = new_router("/internal/readings", "internal")


@router.delete("/{request_id}", status_code=204, openapi_extra={"x-internal": True})
async def stop_reading(request_id: RequestId, caller: CanStopReadings, request: Request) -> None:
    """Stop reading the file of this request, if it is one of your organisation and has not been read yet."""
    state_of(request).files.stop(caller.org, request_id)
