"""A cursor is good for what it was given for, unchanged, and for nothing else."""

import base64

import pytest

from chassis.cursors import Cursors
from chassis.problems import BadCursor

CURSORS = Cursors("a secret of the installation, long")


def test_a_cursor_gives_back_what_was_sealed() -> None:
    assert CURSORS.open(CURSORS.seal(["2026-01-01", 7], bound_to="notes|me"), bound_to="notes|me") == [
        "2026-01-01",
        7,
    ]


def test_the_same_page_has_the_same_cursor() -> None:
    assert CURSORS.seal(7, bound_to="notes") == CURSORS.seal(7, bound_to="notes")


def test_a_cursor_tells_nothing_of_what_is_in_it() -> None:
    cursor = CURSORS.seal("readable", bound_to="notes")
    assert b"readable" not in base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


def test_a_cursor_of_another_caller_is_refused() -> None:
    with pytest.raises(BadCursor):
        CURSORS.open(CURSORS.seal(7, bound_to="notes|me"), bound_to="notes|you")


def test_a_cursor_of_another_installation_is_refused() -> None:
    foreign = Cursors("a secret of some other installation").seal(7, bound_to="notes")
    with pytest.raises(BadCursor):
        CURSORS.open(foreign, bound_to="notes")


def test_a_cursor_with_any_bit_changed_is_refused() -> None:
    cursor = CURSORS.seal(7, bound_to="notes")
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1
        with pytest.raises(BadCursor):
            CURSORS.open(base64.urlsafe_b64encode(bytes(changed)).decode(), bound_to="notes")


@pytest.mark.parametrize("junk", ["", "x", "????", "é", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_junk_is_refused_and_no_fault(junk: str) -> None:
    with pytest.raises(BadCursor) as refusal:
        CURSORS.open(junk, bound_to="notes")
    assert refusal.value.errors[0].pointer == "/query/cursor"
