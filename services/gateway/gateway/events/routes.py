"""`/v1/events`: what happened that the caller's organisation was meant to hear of, in order, for ever."""

from typing import Annotated, Any

from fastapi import Header, Query, Request
from fastapi.responses import Response

from chassis.events import MOST
from chassis.problem_documents import raises
from chassis.problems import BadCursor, Forbidden, Unauthenticated, Unavailable
from chassis.routing import new_router
from gateway.events import views
from gateway.events.queries import Listener, past
from gateway.events.rules import TooManyStreams
from gateway.events.schemas import EventPage
from gateway.events.streams.frames import MEDIA_TYPE, streamed
from gateway.permissions import CanReadEvents
from gateway.state import state_of

router = new_router("/v1/events", "events")

TYPES = r"^[a-z_]+\.[a-z_]+(,[a-z_]+\.[a-z_]+){0,49}$"
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            MEDIA_TYPE: {
                "schema": {"type": "string"},
                "example": 'id: <cursor>\ndata: {"specversion":"1.0","type":"finding.released", …}\n\n',
            }
        }
    }
}


@router.get(
    "",
    response_model=EventPage,
    responses=STREAMED | raises(Unauthenticated, Forbidden, BadCursor, TooManyStreams, Unavailable),
)
async def read_events(
    request: Request,
    caller: CanReadEvents,
    after: Annotated[str | None, Query(max_length=500, description="`next` of the page before")] = None,
    types: Annotated[str | None, Query(max_length=2000, pattern=TYPES, examples=["finding.released"])] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    last_event_id: Annotated[str | None, Header(max_length=500, description="resumes a stream")] = None,
) -> EventPage | Response:
    """Events from the beginning or after a place, oldest first; as a stream where `text/event-stream` is asked for.

    A cursor belongs to its caller and its `types`. Each event of a stream has the cursor behind it as its id.
    """
    state = state_of(request)
    listener = Listener(state, caller, types.split(",") if types else [])
    place = listener.place(after=after, last_event_id=last_event_id)
    if MEDIA_TYPE in request.headers.get("accept", ""):
        return streamed(listener, place, await listener.entries(place, MOST), state.streams)
    entries = await listener.entries(place, limit)
    return views.event_page(entries, following=listener.seal(past(place, entries)))
