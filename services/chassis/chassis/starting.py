"""A service that cannot start says why in one line of its log: an operator needs the reason, and no traceback."""

import sys
from collections.abc import Callable, Coroutine
from typing import Any

import asyncpg
from starlette.types import Receive, Scope, Send

from chassis import database_faults

Lifespan = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]


class StartRefused(RuntimeError):
    """Something outside the program has to be put right first; the message says what."""


def in_short(lifespan: Lifespan) -> Lifespan:
    """The lifespan of an app; a start that fails for such a reason gives that reason instead of its traceback."""

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_reason(message: Any) -> None:
            reason = reason_of(sys.exc_info()[1])
            if message["type"] == "lifespan.startup.failed" and reason:
                message = {**message, "message": f"The service does not start. {reason}"}
            await send(message)

        await lifespan(scope, receive, send_reason)

    return told


def reason_of(error: BaseException | None) -> str:
    """What an operator can do something about; empty for any other error."""
    if isinstance(error, StartRefused):
        return str(error)
    if isinstance(error, asyncpg.UndefinedTableError | asyncpg.UndefinedFunctionError):
        return f"Its database lacks what this release needs: {error}. Run the migrations of this release first."
    problem = database_faults.problem_of(error) if error is not None else None
    return f"{problem.detail} ({type(error).__name__}: {error})" if problem else ""
