"""How a connection ends whose other end has vanished without a word."""

import asyncio
import socket

PROBES = 3
"""Questions without an answer, after which the other end counts as gone."""


def notice_the_end(transport: asyncio.BaseTransport, *, seconds: int) -> None:
    """Let the system ask a silent other end whether it is still there, and give up what it does not confirm.

    Without this, a client that loses its network keeps its connection, and its stream, for hours.
    """
    connection = transport.get_extra_info("socket")
    if connection is None or connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", seconds // 2),
        ("TCP_KEEPINTVL", max(seconds // (2 * PROBES), 1)),
        ("TCP_KEEPCNT", PROBES),
        ("TCP_USER_TIMEOUT", seconds * 1000),
    ):
        if option := getattr(socket, name, None):  # not every system has them all
            connection.setsockopt(socket.IPPROTO_TCP, option, value)
