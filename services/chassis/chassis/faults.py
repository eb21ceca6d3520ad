"""The last answer: whatever nothing else has handled becomes one problem document and one line in the log."""

import asyncio
import logging
import time
from typing import Any

from fastapi import Request
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis import database_faults
from chassis.problem_documents import answer
from chassis.problems import OutcomeUnknown, Problem, StorageFull, Unavailable, Unexpected
from chassis.state import state_of

log = logging.getLogger("chassis.problems")


class Faults:
    """Answers unexpected errors. Where an answer has begun already, the server closes the connection instead."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def send_noted(message: Any) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except asyncio.CancelledError:
            if has_begun or not state_of(Request(scope)).sealed.has_ended:
                raise
            await answer(Request(scope), stopped(scope))(scope, receive, send)
        except ClientDisconnect:
            log.debug("the client has gone", extra={"path": scope["path"]})
        except Exception as error:
            if has_begun:
                raise
            problem = _problem_of(error, scope["path"])
            if isinstance(problem, StorageFull):
                state_of(Request(scope)).database_was_full_at = time.monotonic()
            await answer(Request(scope), problem)(scope, receive, send)


def stopped(scope: Scope) -> Problem:
    """What the caller of a request is told that was broken off because the process stops."""
    if scope["method"] in ("GET", "HEAD") or any(name == b"idempotency-key" for name, _ in scope["headers"]):
        return Unavailable("The service stops. Send the request again.")
    return OutcomeUnknown("The service stopped before it was done. Read before you repeat the request.")


def _problem_of(error: Exception, path: str) -> Problem:
    problem = database_faults.problem_of(error)
    if problem is None:
        log.error("unexpected fault", exc_info=error, extra={"path": path})
        return Unexpected()
    log.warning("%s: %s", problem.code(), type(error).__name__, extra={"path": path, "reason": problem.detail})
    return problem
