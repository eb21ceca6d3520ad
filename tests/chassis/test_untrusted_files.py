"""A process that reads a file from outside: what it may take, and what is left of it when it takes more."""

import asyncio
import io
import os
import resource
import zipfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from uuid import uuid4

import pytest

from chassis.logs import REQUEST_ID
from chassis.untrusted_files import archives
from chassis.untrusted_files.archives import BadArchive, Fault
from chassis.untrusted_files.problems import FileTooDemanding, FileUnreadable, ReadingStopped
from chassis.untrusted_files.process import CHILD
from chassis.untrusted_files.readers import FileReaders, Result
from chassis.untrusted_files.readings import Limits, Reading
from support import hostile_readings
from support.hostile_readings import TornPage

SMALL = Limits(memory=256 << 20, cpu_seconds=1, seconds=20, output=4 << 20)


@asynccontextmanager
async def reading(
    function: Callable[..., Mapping[str, Any]], content: bytes = b"a list", limits: Limits = SMALL, **given: Any
) -> AsyncIterator[Result]:
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        how = Reading(function, (TornPage,), limits)
        async with FileReaders(1).read(uuid4(), how, file, given=given) as result:
            yield result


def readers() -> list[str]:
    """The readers of files that this process has started and not yet seen end."""
    started = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [number for number in started if CHILD in Path(f"/proc/{number}/cmdline").read_text()]


async def test_a_reading_gives_its_answer_and_its_result() -> None:
    async with reading(hostile_readings.count, b"abc", times=2) as result:
        assert (result.answer, result.file.read()) == ({"bytes": 6}, b"abcabc")


async def test_a_refusal_arrives_with_its_text_and_fields() -> None:
    with pytest.raises(TornPage) as refusal:
        async with reading(hostile_readings.refuse):
            pass
    assert (refusal.value.detail, refusal.value.extensions) == ("Page 3 is torn.", {"page": 3})
    assert refusal.value.errors[0].pointer == "/file"


@pytest.mark.parametrize(
    ("function", "limits", "limit"),
    [
        (hostile_readings.spin, SMALL, "time"),
        (hostile_readings.sleep, Limits(seconds=1), "clock"),
        (hostile_readings.fill_memory, SMALL, "memory"),
        (hostile_readings.write_for_ever, SMALL, "output"),
    ],
)
async def test_a_reading_ends_at_its_limit(
    function: Callable[..., Mapping[str, Any]], limits: Limits, limit: str
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileTooDemanding) as refusal:
        async with reading(function, limits=limits):
            pass
    assert refusal.value.extensions == {"limit": limit}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10 << 10, "kilobytes of this process"
    assert readers() == []


@pytest.mark.parametrize(
    "function",
    [
        hostile_readings.crash,
        hostile_readings.leave,
        hostile_readings.fail,
        hostile_readings.refuse_otherwise,
        hostile_readings.answer_at_length,
    ],
)
async def test_a_reading_that_fails_is_a_refusal_of_the_file(
    function: Callable[..., Mapping[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(FileUnreadable):
        async with reading(function, b"the text of a file"):
            pass
    assert "the text of a file" not in caplog.text
    assert readers() == []


async def test_what_a_library_prints_is_no_answer() -> None:
    async with reading(hostile_readings.print_much) as result:
        assert (result.answer, result.file.read()) == ({}, b"")


async def test_a_reading_gets_hold_of_nothing_but_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRDD_SECRET", "not for readers of files")
    (tmp_path / "there").write_text("x")
    async with reading(hostile_readings.attempt, folder=str(tmp_path)) as result:
        got = result.answer
    assert got["succeeded"] == []
    assert set(got["environment"]) <= {"LC_CTYPE"}, "Python itself may set it"
    assert got["folder"] == "/"
    assert len(got["files"]) <= 8
    assert os.listdir(tmp_path) == ["there"]


async def test_a_reading_ends_with_the_request_that_asked_for_it() -> None:
    task = asyncio.create_task(_read_for_ever())
    while not readers():  # noqa: ASYNC110  # the kernel has no event to wait for
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    assert readers() == []


async def _read_for_ever() -> None:
    async with reading(hostile_readings.sleep, limits=Limits()):
        pass


async def test_a_reading_is_stopped_by_the_organisation_whose_request_it_is_and_by_nobody_else() -> None:
    files, org = FileReaders(1), uuid4()

    async def read(request_id: str) -> None:
        REQUEST_ID.set(request_id)
        with TemporaryFile() as file:
            async with files.read(org, Reading(hostile_readings.sleep, (), Limits()), file):
                pass

    first, waiting = (asyncio.create_task(read(request_id)) for request_id in ("first", "waiting"))
    while not readers():  # noqa: ASYNC110  # the kernel has no event to wait for
        await asyncio.sleep(0.01)
    files.stop(uuid4(), "first")
    files.stop(org, "unknown")
    files.stop(org, "waiting")
    await asyncio.wait([waiting])
    assert isinstance(waiting.exception(), ReadingStopped)
    assert (first.done(), len(readers())) == (False, 1)
    files.stop(org, "first")
    await asyncio.wait([first])
    assert isinstance(first.exception(), ReadingStopped)
    assert readers() == []


def zipped(method: int = zipfile.ZIP_DEFLATED, *, members: int = 1, content: bytes = b"<xml/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for number in range(members):
            archive.writestr(str(number), content)
    return out.getvalue()


def unpacked(content: bytes) -> int:
    with archives.opened(io.BytesIO(content)) as archive:
        for member in archive.members:
            for _ in archive.pieces(member):
                pass
        return archive.unpacked


def test_stored_and_deflated_members_are_unpacked() -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        assert unpacked(zipped(method, members=3)) == 18


def lying(content: bytes, size: int) -> bytes:
    """The archive with another size said in its two places."""
    changed = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.index(mark) + place
        changed[at : at + 4] = size.to_bytes(4, "little")
    return bytes(changed)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (zipped(zipfile.ZIP_BZIP2), Fault.METHOD),
        (zipped(zipfile.ZIP_LZMA), Fault.METHOD),
        (zipped(members=2_001), Fault.TOO_MANY_MEMBERS),
        (zipped(members=65_535), Fault.DIRECTORY),
        (b"PK\x03\x04 and no more", Fault.DIRECTORY),
        (zipped()[:-30] + b"\0" * 30, Fault.DIRECTORY),
        (lying(zipped(), 3), Fault.DAMAGED),
        (lying(zipped(), 3 << 30), Fault.TOO_LARGE),
    ],
    ids=["bzip2", "lzma", "2,001 members", "65,535 members", "no end", "no directory", "says less", "says more"],
)
def test_other_archives_are_refused(content: bytes, fault: Fault) -> None:
    with pytest.raises(BadArchive) as refusal:
        unpacked(content)
    assert refusal.value.fault is fault


@pytest.mark.parametrize("said", [1, 300 << 20])
def test_unpacking_ends_at_its_limit_whatever_the_archive_says(said: int) -> None:
    bomb = lying(zipped(content=bytes(300 << 20)), said)
    assert len(bomb) < 400_000
    with pytest.raises(BadArchive) as refusal:
        unpacked(bomb)
    assert refusal.value.fault is (Fault.DAMAGED if said == 1 else Fault.TOO_LARGE)
