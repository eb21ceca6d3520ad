"""Waiting until services say that they are ready."""

import http.client
import time
from collections.abc import Mapping, Sequence

from local_stack.errors import CannotStart
from local_stack.settings import LOOPBACK
from local_stack.supervisor import Program

READY_SECONDS = 60.0


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_ready(programs: Sequence[Program], ports: Mapping[str, int]) -> None:
    """A service that ends instead of becoming ready stops the start; its log says why."""
    end = time.monotonic() + READY_SECONDS
    waiting = list(programs)
    while waiting:
        for program in waiting:
            if program.has_ended():
                raise CannotStart(f"{program.name} {program.end()} at its start:\n{program.last_words()}")
        waiting = [program for program in waiting if not is_ready(ports[program.name])]
        if waiting and time.monotonic() > end:
            late = ", ".join(program.name for program in waiting)
            raise CannotStart(f"Not ready after {READY_SECONDS:g} s: {late}\n{waiting[0].last_words()}")
        time.sleep(0.02)
