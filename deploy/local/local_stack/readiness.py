"""Waits until services are ready."""

import http.client
import time
from collections.abc import Mapping, Sequence

from local_stack.errors import StackError
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
    """Raises StackError with the log of a service that ends or takes too long."""
    end = time.monotonic() + READY_SECONDS
    waiting = list(programs)
    while waiting:
        for program in waiting:
            if program.has_ended():
                raise StackError(
                    f"{program.name} {program.end()} during the start. Its log:\n{program.end_of_log()}"
                )
        waiting = [program for program in waiting if not is_ready(ports[program.name])]
        if waiting and time.monotonic() > end:
            late = ", ".join(program.name for program in waiting)
            raise StackError(f"Not ready after {READY_SECONDS:g} s: {late}. The log:\n{waiting[0].end_of_log()}")
        time.sleep(0.02)
