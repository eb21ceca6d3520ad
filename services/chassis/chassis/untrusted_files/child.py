"""The process that reads one file, and nothing else: `python -I -S child.py`, started by `process.py`.

Its standard input is the file, its standard output takes the result. The third descriptor is a channel: one line of
JSON comes with the task, one goes back with the answer. The process limits itself before it looks at the file. It
uses only the standard library until then, because every file starts a new one.
"""

import errno
import importlib
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from typing import Any

SOURCE, TARGET, CHANNEL = 0, 1, 2
OUT_OF_MEMORY, OUT_OF_OUTPUT = 71, 72
LONGEST_MESSAGE = 1 << 16
OPEN_FILES = 64
POLITENESS = 10  # nice: the services of this machine come first
NEVER = (
    "socket.",
    "ctypes.",
    "resource.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.kill",
    "os.putenv",
    "os.chmod",
    "os.chown",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
)
"""Python's audit events of networks, of other processes, and of changes on the disk."""


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(NEVER):
        raise PermissionError(f"a reader of files has no use for {event}")
    if event == "open" and not isinstance(arguments[0], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        raise PermissionError("a reader of files opens no file for writing")


def restrict(limits: dict[str, int]) -> None:
    """Set the limits that the kernel enforces; the alarm rings where the service has died."""
    seconds = limits["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # SIGXCPU at the first, SIGKILL at the second
    for limit, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_FSIZE, limits["output"]),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(limits["seconds"] + 5)


def take_task() -> dict[str, Any]:
    said = b""
    while not said.endswith(b"\n"):
        if not (piece := os.read(CHANNEL, LONGEST_MESSAGE)):
            os._exit(1)  # the parent has died
        said += piece
    task: dict[str, Any] = json.loads(said)
    return task


def perform(task: dict[str, Any], source: int, target: int) -> dict[str, Any]:
    """Call the function of the task. A refusal gives its name, text and fields; a fault only its type and place."""
    from chassis.problems import Problem

    os.lseek(source, 0, os.SEEK_SET)
    try:
        function = getattr(importlib.import_module(task["module"]), task["function"])
        with open(source, "rb", closefd=False) as file, open(target, "wb", closefd=False) as result:
            return {"answer": function(file, result, **task["given"])}
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Problem as problem:
        pointer = problem.errors[0].pointer if problem.errors else None
        said = {"code": problem.code(), "detail": problem.detail, "pointer": pointer}
        return {"problem": said, "fields": problem.extensions}
    except OSError as error:
        if error.errno == errno.EFBIG:
            os._exit(OUT_OF_OUTPUT)
        return {"fault": place_of(error)}
    except Exception as error:
        return {"fault": place_of(error)}


def place_of(error: BaseException) -> str:
    """Type and line of a fault, without its text: that could contain the file's."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return type(error).__name__ + where


def main() -> None:
    task = take_task()
    restrict(task["limits"])
    os.nice(POLITENESS)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")  # where the machine runs out of memory, this process ends and no service
    sys.addaudithook(refuse)
    sys.path[:] = task["path"]
    source, target, channel = map(os.dup, (SOURCE, TARGET, CHANNEL))
    nowhere = os.open(os.devnull, os.O_RDONLY)
    for standard in (SOURCE, TARGET, CHANNEL):  # what a library prints goes nowhere
        os.dup2(nowhere, standard)
    answer = json.dumps(perform(task, source, target)).encode()
    os.write(channel, answer[:LONGEST_MESSAGE])
    os._exit(0)


if __name__ == "__main__":
    main()
