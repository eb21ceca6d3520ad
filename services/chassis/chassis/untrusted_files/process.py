"""Starts the process that reads one file, and ends it."""

import asyncio
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from chassis.untrusted_files.child import LONGEST_MESSAGE, OUT_OF_MEMORY, OUT_OF_OUTPUT
from chassis.untrusted_files.problems import FileTooDemanding, FileUnreadable
from chassis.untrusted_files.readings import Limits, Reading

log = logging.getLogger("chassis.untrusted_files")

CHILD = str(Path(__file__).with_name("child.py"))
WHERE = "/file"
"""The form's field that a problem points at."""
ENDS = {
    OUT_OF_MEMORY: "memory",
    OUT_OF_OUTPUT: "output",
    -signal.SIGXCPU: "time",
    -signal.SIGALRM: "clock",
    -signal.SIGKILL: "memory",
}
"""How a process ended, and which limit that was; a machine without memory kills such a process first."""
SAYING = {
    "memory": "Reading this file takes more than {memory} MiB of memory. Split it, or save it in a simpler form.",
    "time": "Reading this file takes more than {cpu} seconds of computing. Split it, or save it in a simpler form.",
    "clock": "Reading this file was stopped after {seconds} seconds. Split it, or try again when less is going on.",
    "output": "This file contains more than {output} MiB. Split it.",
}


async def read_apart(
    reading: Reading, source: BinaryIO, target: BinaryIO, given: Mapping[str, Any]
) -> dict[str, Any]:
    """What the function returns; its result is in `target`.

    Raises the reading's refusals, FileTooDemanding and FileUnreadable.
    """
    ours, theirs = socket.socketpair()
    with ours:
        ours.setblocking(False)
        with theirs:
            ours.sendall(_task(reading, given))
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", "-B", CHILD),
                stdin=source.fileno(),
                stdout=target.fileno(),
                stderr=theirs.fileno(),
                env={},
                cwd="/",
                start_new_session=True,
            )
        is_in_time = await _ended(process, reading.limits.seconds)
        return _answer(reading, process.returncode if is_in_time else -signal.SIGALRM, _said(ours))


def _task(reading: Reading, given: Mapping[str, Any]) -> bytes:
    task = {
        "path": [place for place in sys.path if place],
        "limits": asdict(reading.limits),
        "module": reading.function.__module__,
        "function": reading.function.__name__,
        "given": given,
    }
    return json.dumps(task).encode() + b"\n"


async def _ended(process: asyncio.subprocess.Process, seconds: float) -> bool:
    """Whether it ended in time; in any case it has ended, with all that it started."""
    try:
        async with asyncio.timeout(seconds):
            await process.wait()
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    return True


def _said(channel: socket.socket) -> dict[str, Any]:
    """The line of the process; nothing where it is no JSON."""
    said = b""
    with suppress(BlockingIOError):
        while (piece := channel.recv(LONGEST_MESSAGE)) and len(said) <= LONGEST_MESSAGE:
            said += piece
    try:
        answer = json.loads(said)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _answer(reading: Reading, code: int | None, said: dict[str, Any]) -> dict[str, Any]:
    if code == 0 and isinstance(answer := said.get("answer"), dict):
        return answer
    if limit := ENDS.get(code or 0):
        log.warning("the reader of a file reached its limit of %s", limit)
        raise FileTooDemanding(_sentence(reading.limits, limit), pointer=WHERE, limit=limit)
    problem, known = said.get("problem") or {}, {kind.code(): kind for kind in reading.refusals}
    if code == 0 and problem.get("code") in known:
        raise known[problem["code"]](problem["detail"], pointer=problem["pointer"], **said["fields"])
    log.warning("the reader of a file failed: %s", said.get("fault") or f"exit {code}")
    raise FileUnreadable(pointer=WHERE)


def _sentence(limits: Limits, limit: str) -> str:
    return SAYING[limit].format(
        memory=limits.memory >> 20, cpu=limits.cpu_seconds, seconds=limits.seconds, output=limits.output >> 20
    )
