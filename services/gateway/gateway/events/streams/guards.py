"""Whether the reader of an open stream may still read: what a request is asked once, a stream is asked again."""

import time

from chassis import database_faults
from chassis.callers import Caller
from chassis.connections import no_request
from chassis.database import CALLER_ORG
from chassis.problems import Unauthenticated, Unavailable
from chassis.state import AppState
from gateway.tokens.credentials.callers import caller_now
from gateway.tokens.rules import STREAM_CHECK


class Guard:
    """Of one stream."""

    def __init__(self, state: AppState, caller: Caller) -> None:
        self._state = state
        self._caller = caller
        self._due = time.monotonic()

    @property
    def seconds_left(self) -> float:
        """Until the next check."""
        return max(0.0, self._due - time.monotonic())

    async def check(self) -> None:
        """Now, and then every `STREAM_CHECK` seconds.

        Raises Unauthenticated if the credential has ended or gives other rights than before: the client connects
        again and gets those. Raises Unavailable.
        """
        if self.seconds_left:
            return
        self._state.verify(self._caller.token)
        now = await self._caller_now()
        if now is None or (now.roles, now.supplier_id) != (self._caller.roles, self._caller.supplier_id):
            raise Unauthenticated
        self._due = time.monotonic() + STREAM_CHECK

    async def _caller_now(self) -> Caller | None:
        CALLER_ORG.set(None)
        try:
            # The stream waits in other tasks for its journals, one of them in a transaction of its own.
            with no_request():
                async with self._state.sessions() as session, session.begin():
                    return await caller_now(session, self._caller)
        except Exception as error:
            if database_faults.problem_of(error) is None:
                raise
            raise Unavailable("The database of the accounts cannot be read.", service="gateway") from error
