"""How large a body may be, and the refusal of a larger one."""

from chassis.problems import TooLarge

DEFAULT_BODY = 1 << 20
"""Bytes of body an operation takes where its route does not say otherwise."""

STRANGERS_BODY = 16 << 10
"""The same for an operation that needs no credential."""


def size_text(count: int) -> str:
    """A number of bytes as people write it: 1 MiB, 64 KiB, or the bytes if they are no whole number of these."""
    for unit, size in (("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count and count % size == 0:
            return f"{count // size} {unit}"
    return f"{count} bytes"


def too_large(limit: int) -> TooLarge:
    """The refusal of a body of more than `limit` bytes."""
    return TooLarge(f"The body may be at most {size_text(limit)}.", max_body_bytes=limit)
