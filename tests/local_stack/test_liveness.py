"""A service that hangs is ended and started again; one that answers, starts or has ended is left alone."""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_stack.liveness import Liveness
from local_stack.postgres import free_port
from local_stack.supervisor import Program
from support.launching import until

SECONDS = 1.2
SERVER = "import http.server as s; s.HTTPServer(('127.0.0.1', {port}), s.SimpleHTTPRequestHandler).serve_forever()"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def program(port: int, tmp_path: Path) -> Iterator[Program]:
    program = Program("sample", [sys.executable, "-c", SERVER.format(port=port)], os.environ, tmp_path / "log")
    program.start()
    until(lambda: is_listening(port))
    yield program
    program.kill()
    program.wait_for_end(5)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def reports_for(liveness: Liveness, seconds: float) -> list[str]:
    end, reports = time.monotonic() + seconds, list[str]()
    while time.monotonic() < end:
        if report := liveness.check():
            reports.append(report)
        time.sleep(0.02)
    return reports


def test_a_program_that_hangs_is_ended_and_started_again(program: Program, port: int) -> None:
    liveness, before = Liveness(program, port, SECONDS), program.pid
    os.kill(before, signal.SIGSTOP)
    until(lambda: "does not answer" in (liveness.check() or ""))
    until(lambda: "was restarted" in (program.revive() or ""))
    until(lambda: is_listening(port))
    assert program.pid != before
    assert reports_for(liveness, SECONDS * 2) == []


def test_a_program_that_answers_late_is_left_alone(program: Program, port: int) -> None:
    liveness = Liveness(program, port, SECONDS)
    os.kill(program.pid, signal.SIGSTOP)
    assert reports_for(liveness, SECONDS / 2) == []
    os.kill(program.pid, signal.SIGCONT)
    assert reports_for(liveness, SECONDS * 2) == []
    assert not program.has_ended()


def test_a_program_that_does_not_listen_yet_is_left_alone(program: Program) -> None:
    assert reports_for(Liveness(program, free_port(), SECONDS), SECONDS * 2) == []


def test_a_program_that_has_ended_is_no_program_that_hangs(program: Program, port: int) -> None:
    liveness = Liveness(program, port, SECONDS)
    program.kill()
    program.wait_for_end(5)
    assert reports_for(liveness, SECONDS * 2) == []


def test_a_launcher_that_was_paused_ends_nobody(program: Program, port: int) -> None:
    liveness = Liveness(program, port, SECONDS)
    liveness.check()
    time.sleep(SECONDS * 2)
    assert reports_for(liveness, SECONDS) == []
