"""The head of an answer and a body that is there leave in one write; a head without one leaves soon."""

import asyncio

from chassis.http_server.joined_writes import JoinedWrites


class Wire(asyncio.Transport):
    """Notes what is written, and when it was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def joined() -> tuple[Wire, JoinedWrites]:
    wire = Wire()
    return wire, JoinedWrites(wire, asyncio.get_running_loop())


async def test_a_head_and_its_body_are_one_write_and_later_pieces_wait_for_nothing() -> None:
    wire, answer = joined()
    answer.write(b"head ")
    assert wire.written == []
    answer.write(b"body")
    answer.write(b"more")
    await asyncio.sleep(0)
    assert wire.written == [b"head body", b"more"]


async def test_a_head_whose_body_takes_time_does_not_wait_for_it() -> None:
    wire, answer = joined()
    answer.write(b"head")
    await asyncio.sleep(0)
    assert wire.written == [b"head"]
    answer.write(b"body")
    assert wire.written == [b"head", b"body"]


async def test_a_head_leaves_before_the_connection_is_closed() -> None:
    wire, answer = joined()
    answer.write(b"head")
    answer.close()
    assert (wire.written, wire.closed, answer.is_closing()) == ([b"head"], True, True)


async def test_nothing_is_written_to_a_connection_that_has_ended() -> None:
    wire, answer = joined()
    answer.write(b"head")
    wire.close()
    await asyncio.sleep(0)
    assert wire.written == []
