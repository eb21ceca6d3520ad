"""`/v1/events`: the events that concern the caller's organisation, in order, without end."""

from typing import Annotated, Any

from fastapi import Header, Query, Request
from fastapi.responses import Response

from chassis.costs import HEAVY
from chassis.events import MOST
from chassis.numbers import WHOLE_NUMBER
from chassis.patterns import worded
from chassis.problem_documents import raises
from chassis.problems import BadCursor, Unavailable
from chassis.routing import new_router
from gateway.events.feeds.caller_feed import CallerFeed
from gateway.events.rules import types_of
from gateway.events.schemas import EventPage
from gateway.events.streams.answers import answer
from gateway.events.streams.cursors import start_of
from gateway.events.streams.frames import MEDIA_TYPE
from gateway.limits.rules import TooManyStreams
from gateway.permissions import CanReadEvents
from gateway.state import state_of

router = new_router("/v1/events", "events")

TYPES = worded(
    r"^[a-z_]+\.[a-z_]+(,[a-z_]+\.[a-z_]+){0,49}$",
    "a list of 1 to 50 event types with commas between them, such as finding.released,review.held",
)
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

After = Annotated[
    str | None, Query(max_length=500, description="`next` of the page before; from the start if null.")
]
Types = Annotated[
    str | None,
    Query(
        max_length=2000,
        pattern=TYPES,
        description="Only these event types, separated by commas, at most 50.",
        examples=["finding.released"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="The most events on a page."), WHOLE_NUMBER]
LastEventId = Annotated[
    str | None,
    Header(max_length=500, description="The id of the last event that was received; continues a stream."),
]


@router.get(
    "",
    response_model=EventPage,
    openapi_extra=HEAVY,
    responses=STREAMED | raises(BadCursor, TooManyStreams, Unavailable),
)
async def read_events(
    request: Request,
    caller: CanReadEvents,
    after: After = None,
    types: Types = None,
    limit: Limit = 50,
    last_event_id: LastEventId = None,
) -> EventPage | Response:
    """Read events, oldest first, from the start or after a cursor. With `Accept: text/event-stream`, as a stream.

    A cursor is valid for the same caller and the same `types` only. The id of each event in a stream is the cursor
    behind it.
    """
    state = state_of(request)
    feed = CallerFeed(state, caller, types_of(types))
    position = start_of(feed, after=after, last_event_id=last_event_id)
    accept = request.headers.get("accept", "")
    return await answer(feed, position, limit=limit, accept=accept, streams=state.streams)
