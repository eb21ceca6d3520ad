"""Whether a service still answers: one that hangs is ended, so that it is started again."""

import select
import socket
import time

from local_stack.settings import LOOPBACK
from local_stack.supervisor import Program

HANG_SECONDS = 30.0  # a service that says nothing for so long hangs; a slow request does not keep others waiting
QUESTIONS = 6  # so many in a row, so that a launcher that was paused itself ends nobody
CONNECT_SECONDS = 0.2
REQUEST = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Liveness:
    """Asks a program again and again whether it is alive; `hangs` never waits for the answer."""

    def __init__(self, program: Program, port: int, seconds: float = HANG_SECONDS) -> None:
        self._program = program
        self._port = port
        self._pause = seconds / QUESTIONS
        self._question: socket.socket | None = None
        self._asked = 0.0
        self._unanswered = 0

    def check(self) -> str | None:
        """Call this repeatedly: ends a program that hangs; returns a line to print."""
        if self._program.has_ended():
            self._forget()
        elif self._hangs():
            self._forget()
            self._program.kill()
            return f"{self._program.name} does not answer; ending it (log: {self._program.log})"
        return None

    def _hangs(self) -> bool:
        if self._question is not None and select.select([self._question], [], [], 0)[0]:
            self._forget()
        if time.monotonic() - self._asked >= self._pause:
            self._unanswered += self._question is not None
            self._ask()
        return self._unanswered >= QUESTIONS

    def _ask(self) -> None:
        """A refused connection is not a question: the program is starting or ending."""
        self._close()
        self._asked = time.monotonic()
        question = socket.socket()
        question.settimeout(CONNECT_SECONDS)
        try:
            question.connect((LOOPBACK, self._port))
            question.sendall(REQUEST)
        except TimeoutError:
            pass  # its queue of connections is full
        except OSError:
            question.close()
            return
        self._question = question

    def _forget(self) -> None:
        self._close()
        self._unanswered = 0

    def _close(self) -> None:
        if self._question is not None:
            self._question.close()
            self._question = None
